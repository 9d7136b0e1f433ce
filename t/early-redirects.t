# SPDX-License-Identifier: Apache-2.0
#
# Redirects and successes that httpd sends before it knows the sections of the URL: the
# module finds those sections itself. This must not change anything else in the response.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;

my $A = 'https://a.example';
my $long = 'a' x 300;       # too long for a file name

# Without any Cors directive, redirects are as without the module.
my $plain = Httpd->new(
    modules => ['rewrite'],
    conf => <<'CONF',
RewriteEngine On
RewriteRule ^/(a|closed|link) https://www.example.com%{REQUEST_URI} [R=301,L]
<Directory "@ROOT@/htdocs/closed">
    Require all denied
</Directory>
CONF
    files => {
        'htdocs/closed/.htaccess' => "Require all granted\nNo such line\n",
        'htdocs/closed/x.txt' => 'x',
    },
);
for my $path ("/$long", '/closed/x.txt', '/closed/none') {
    for my $lines ([], ["Origin: $A"]) {
        my $label = 'no Cors directive, ' . substr($path, 0, 20) . ", @$lines";
        my $res = $plain->get($path, @$lines);
        is($res->{status}, 301, "$label: status");
        is($res->field('location'), "https://www.example.com$path", "$label: Location");
        is($res->field('vary'), undef, "$label: Vary");
        ok(!defined $res->{decision}, "$label: no decision");
    }
}
$plain->log_ok;

my $h = Httpd->new(
    modules => [qw(rewrite alias)],
    conf => <<'CONF',
CorsAllowOrigin *
ErrorDocument 400 https://help.example/400
RewriteEngine On
RewriteRule ^/blocked - [F]
Redirect 301 /private/old https://www.example.com/new
Redirect 301 /open/old https://www.example.com/new
<Directory "@ROOT@/htdocs/private">
    CorsAllowOrigin None
</Directory>
<Directory "@ROOT@/htdocs/open">
    CorsAllowOrigin https://a.example https://b.example
</Directory>
<Location "/blocked">
    CorsAllowOrigin https://a.example
    ErrorDocument 403 https://help.example/why
</Location>
CONF
    files => { 'htdocs/private/a.txt' => 'a', 'htdocs/open/a.txt' => 'a' },
);

# The sections that the module finds decide, even if they remove the policy.
for my $lines ([], ["Origin: $A"]) {
    my $res = $h->get('/private/old', @$lines);
    is($res->{status}, 301, "a policy emptied below, @$lines: status");
    is($res->field('access-control-allow-origin'), undef, "a policy emptied below, @$lines");
}
is($h->preflight('/private/old', $A, 'PUT')->{status}, 301,
    'a policy emptied below: its preflight is not answered');
is($h->get('/open/old', "Origin: $A")->field('access-control-allow-origin'), $A,
    'a policy set below: the redirect may be followed');
is($h->preflight('/open/old', $A, 'PUT')->{status}, 204,
    'a policy set below: its preflight is answered');

# A refusal whose error document is a full URL becomes a 302 of httpd; it stays a refusal.
for (['/blocked/x', 302], ['/%zz', 302]) {
    my ($path, $status) = @$_;
    my $res = $h->preflight($path, $A, 'PUT');
    is($res->{status}, $status, "$path: the preflight of a refused URL keeps its status");
    like($res->field('location') // '', qr{^https://help\.example/}, "$path: Location");
}
is($h->get('/blocked/x', "Origin: $A")->field('access-control-allow-origin'), $A,
    'an actual request may read that it was refused');
$h->log_ok(allow => [qr/AH10244: invalid URI path/]);

# If httpd cannot read a .htaccess, or no file can have the name, the policy found up to
# there applies. A redirect target may lack a path, or have an invalid one. Unless the
# target certainly is the same URL over TLS, the preflight is not answered.
my $odd = Httpd->new(
    modules => ['alias'],
    conf => <<"CONF",
CorsAllowOrigin $A https://b.example
CorsAllowMethods PUT
Redirect 301 /broken/old https://www.example.com/new
Redirect 301 /$long https://www.example.com/long
Redirect 301 /not-encoded https://www.example.com/%zz
RedirectMatch 301 ^/bare\$ https://www.example.com
RedirectMatch 301 ^/\$ https://localhost
CONF
    files => { 'htdocs/broken/.htaccess' => "No such line\n" },
);
for (['/broken/old', 204], ["/$long", 204], ['/bare', 204], ['/', 301], ['/not-encoded', 301]) {
    my ($path, $status) = @$_;
    my $label = substr $path, 0, 20;
    $odd->check("$label: GET", $odd->get($path, "Origin: $A"), status => 301,
                'allow-origin' => $A, vary => 'Origin', decision => 'actual-allowed');
    is($odd->preflight($path, $A, 'PUT')->{status}, $status, "$label: preflight");
}
$odd->log_ok;

# The sections that the module finds are used only for the decision. The response keeps the
# sections that httpd found, and its target: a Redirect that the module passes while it
# maps the URL has another target.
my $traces = Httpd->new(
    modules => [qw(rewrite headers)],
    conf => <<"CONF",
CorsAllowOrigin $A https://b.example
CorsAllowMethods PUT
RewriteEngine On
RewriteRule ^/away https://other.example/ [R=308,L]
RewriteRule ^/secure(.*) https://localhost/secure\$1 [R=308,L]
Redirect 301 /away https://localhost/away
Redirect 301 /secure https://other.example/
<Directory "\@ROOT\@/htdocs">
    Header always set X-Section walked
</Directory>
<Location />
    Header always set X-Location known
</Location>
CONF
    files => { 'htdocs/away/a.txt' => 'a' },
);
for (['/away', 'https://other.example/', 204], ['/secure', 'https://localhost/secure', 308]) {
    my ($path, $location, $preflight) = @$_;
    for my $lines ([], ["Origin: $A"]) {
        my $res = $traces->get($path, @$lines);
        is($res->{status}, 308, "traces, $path, @$lines: status");
        is($res->field('Location'), $location, "traces, $path, @$lines: Location");
        is($res->field('X-Section'), undef, "traces, $path, @$lines: no other section");
        is($res->field('X-Location'), 'known', "traces, $path, @$lines: the sections that httpd found");
    }
    is($traces->preflight($path, $A, 'PUT')->{status}, $preflight, "traces, $path: preflight");
}
$traces->log_ok;

# If a rule rewrote the URL before, only the sections of the new URL apply, even if no
# file can have its name.
my $rewritten = Httpd->new(
    modules => ['rewrite'],
    conf => <<"CONF",
RewriteEngine On
RewriteRule ^/first/(.*) /second/\$1 [PT]
Redirect 301 /second https://other.example/
<Location /first>
    CorsAllowOrigin $A https://b.example
    CorsAllowMethods PUT
</Location>
<Location /second/policy>
    CorsAllowOrigin +https://c.example +https://d.example
</Location>
CONF
);
my @of_new_url = ([vary => 'Origin', decision => 'actual-refused:origin-not-listed'], 403, 'https://c.example');
# The URL; the fields for $A, the status of its preflight, and the field for the new URL's origin.
for (['none', [], 301, undef], ['policy', @of_new_url], ['policy/' . 'n' x 5000, @of_new_url]) {
    my ($name, $fields, $preflight, $field) = @$_;
    my $label = 'rewritten, ' . substr $name, 0, 10;
    my $res = $rewritten->get("/first/$name", "Origin: $A");
    $rewritten->check("$label: GET", $res, status => 301, @$fields);
    is($rewritten->preflight("/first/$name", $A, 'PUT')->{status}, $preflight, "$label: preflight");
    $res = $rewritten->get("/first/$name", 'Origin: https://c.example');
    is($res->field('Access-Control-Allow-Origin'), $field, "$label: of the new URL");
}
$rewritten->log_ok;

# The old recipe at server level: it answers every preflight with a success, and its regular
# expression matches any origin. The policies of the sections still apply.
for my $status (204, 200) {
    my $old = Httpd->new(
        modules => [qw(headers rewrite)],
        conf => <<"CONF",
SetEnvIf Origin "(.*a\\.example.*)" ORIGIN=\$1
Header always set Access-Control-Allow-Origin %{ORIGIN}e env=ORIGIN
Header always set Access-Control-Allow-Methods "GET, POST, PUT, DELETE"
RewriteEngine On
RewriteCond %{REQUEST_METHOD} OPTIONS
RewriteRule ^ - [R=$status,L]
<Directory "\@ROOT\@/htdocs/dir">
    CorsAllowOrigin https://a.example https://b.example
    CorsAllowMethods PUT
</Directory>
CONF
        files => {
            'htdocs/dir/a.txt' => 'a',
            'htdocs/hta/a.txt' => 'a',
            'htdocs/hta/.htaccess' => "CorsAllowOrigin $A https://b.example\nCorsAllowMethods PUT\n",
        },
    );
    visitors($old, "R=$status", $_) for qw(/dir/a.txt /hta/a.txt);
    is($old->preflight('/a.txt', $A, 'PUT')->field('Access-Control-Allow-Origin'), $A,
       "R=$status: without a policy the recipe works");
    $old->log_ok;
}

sub visitors
{
    my ($old, $recipe, $path) = @_;
    for my $origin ($A, 'https://b.example') {
        my $res = $old->preflight($path, $origin, 'PUT');
        $old->check("$recipe, $path: preflight of $origin", $res, status => 204, 'allow-origin' => $origin,
                    'allow-methods' => 'PUT', vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
        is($res->{body}, '', "$recipe, $path: ... without a body");
        $old->check("$recipe, $path: GET of $origin", $old->get($path, "Origin: $origin"),
                    'allow-origin' => $origin, vary => 'Origin', decision => 'actual-allowed');
    }
    for my $origin ('https://a.example.evil.example', 'https://x.example') {
        $old->check("$recipe, $path: preflight of $origin", $old->preflight($path, $origin, 'PUT'),
                    status => 403, vary => $PREFLIGHT_VARY, decision => 'preflight-refused:origin-not-listed');
        $old->check("$recipe, $path: GET of $origin", $old->get($path, "Origin: $origin"),
                    vary => 'Origin', decision => 'actual-refused:origin-not-listed');
    }
    $old->check("$recipe, $path: no Origin", $old->get($path), vary => 'Origin');
}
done_testing;
