#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Vary names Origin if the policy is not constant, or if an <If> contains a Cors directive;
# never for a constant policy.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $STRANGER) = qw(https://a.example https://stranger.example);
my $TWO = 'CorsAllowOrigin https://a.example https://b.example';
my $ONE = 'CorsAllowOrigin https://a.example';
my $FALSE = q(<If "reqenv('NEVER') == '1'">);

# Whether the policy is constant, so that Vary does not name Origin; then the field for $A,
# for $STRANGER and without Origin.
my @ALL = ('', $A, $A, $A);
my @STAR = ('', '*', '*', '*');
my @LISTED = ('origin', $A, '', '');
my @NONE = ('origin', '', '', '');
my %policies = (
    # name => [configuration, one of these rows]
    one => [$ONE, @ALL],
    one_credentials => ["$ONE\nCorsAllowCredentials On", @ALL],
    one_and_more => ["$ONE\nCorsAllowMethods PUT\nCorsMaxAge 5\nCorsExposeHeaders X-A", @ALL],
    one_extending_nothing => ['CorsAllowOrigin +https://a.example', @ALL],
    one_engine => ["$ONE\nCorsEngine On", @ALL],
    star => ['CorsAllowOrigin *', @STAR],
    star_expose => ["CorsAllowOrigin *\nCorsExposeHeaders *", @STAR],
    if_without_cors => [qq($ONE\n$FALSE\nSetEnv X y\n</If>), @ALL],
    two => [$TWO, @LISTED],
    star_and_one => ["CorsAllowOrigin * https://a.example", 'origin', $A, '*', ''],
    two_lines => ["$ONE\nCorsAllowOrigin https://b.example", @LISTED],
    one_and_regex => ["$ONE\nCorsAllowOriginMatch https://r[.]example", @LISTED],
    one_denied => ["$ONE\nCorsDenyOrigin https://c.example", @LISTED],
    wildcard => ["CorsAllowOrigin https://*.example", 'origin', $A, $STRANGER, ''],
    port => ["CorsAllowOrigin http://localhost:*", @NONE],
    regex => ['CorsAllowOriginMatch https://a[.]example', @LISTED],
    star_denied => ["CorsAllowOrigin *\nCorsDenyOrigin https://c.example", 'origin', '*', '*', ''],
    null => ["CorsDangerouslyTolerate NullOrigin\nCorsAllowOrigin null", @NONE],
    if_true => [qq(<If "true">\n$ONE\n</If>), @LISTED],
    if_false => [qq($ONE\n$FALSE\nCorsMaxAge 1\n</If>), @LISTED],
    if_else => [qq($ONE\n$FALSE\nSetEnv X y\n</If>\n<Else>\nCorsMaxAge 1\n</Else>), @LISTED],
    if_elseif => [qq($ONE\n$FALSE\nSetEnv X y\n</If>\n<ElseIf "false">\nCorsMaxAge 1\n</ElseIf>), @LISTED],
    if_nested => [qq($ONE\n$FALSE\n<If "true">\nCorsMaxAge 1\n</If>\n</If>), @LISTED],
    if_origin => [qq(<If "%{HTTP:Origin} == 'https://a.example'">\n$ONE\n</If>), @LISTED],
    if_only => [qq($FALSE\n$ONE\n</If>), @NONE],
);

my $conf = '';
my %files;
for my $name (sort keys %policies) {
    $conf .= qq(<Directory "\@ROOT\@/htdocs/$name">\n$policies{$name}[0]\n</Directory>\n)
        . qq(<Location /proxied/$name>\n$policies{$name}[0]\n</Location>\n);
    $files{"htdocs/$name/a.txt"} = 'a';
    $files{"htdocs/$name/.htaccess"} = qq(Redirect 302 /$name/moved https://other.example/\n);
    $files{"backend/b/$name/a.txt"} = 'b';
}
my $h = Httpd->new(
    modules => [qw(headers proxy proxy_http env rewrite cgi dir)],
    files => {
        %files,
        'cgi/vary' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\nVary: origin\\n\\nx'\n"],
        'backend/b/kept/vary.txt' => 'v',
        'htdocs/if_tenant/a.txt' => 'a',
        'htdocs/if_tenant/.htaccess' => "$FALSE\n$ONE\n</If>\n",
        'htdocs/if_empty/a.txt' => 'a',
        'htdocs/if_empty/.htaccess' => "$FALSE\nCorsAllowOrigin None\n</If>\n",
        'htdocs/if_files/a.txt' => 'a',
        'htdocs/if_files/.htaccess' => "<Files a.txt>\n$FALSE\n$ONE\n</If>\n</Files>\n",
        'htdocs/if_index/a.txt' => 'a',
        'htdocs/if_index/.htaccess' => "DirectoryIndex a.txt\n<Files a.txt>\n$FALSE\n$ONE\n</If>\n</Files>\n",
        map { ("htdocs/$_/vary.txt" => 'v') } qw(kept always both),
    },
    conf => $conf . <<"CONF");
ProxyPass /proxied http://127.0.0.1:\@PORT1\@/b
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/backend"
    <Directory "\@ROOT\@/backend">
        Require all granted
    </Directory>
    Header set Vary "Accept-Language" "expr=\%{REQUEST_URI} =~ /vary/"
</VirtualHost>
ScriptAlias /cgi "\@ROOT\@/cgi"
<LocationMatch ^/(cgi|kept|always|both|proxied/kept)>
    $TWO
</LocationMatch>
<Location /kept>
    Header set Vary "Accept-Language, Accept"
</Location>
<Location /always>
    Header always set Vary "ORIGIN"
</Location>
<Location /both>
    Header append Vary "Accept"
    Header always append Vary "X-A"
</Location>
# A condition on a whole host.
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    $FALSE
        $ONE
    </If>
</VirtualHost>
CONF

for my $name (sort keys %policies) {
    my (undef, $vary, @fields) = @{$policies{$name}};
    my @rows = ([$A, $fields[0]], [$STRANGER, $fields[1]], [undef, $fields[2]]);
    for my $path ("/$name/a.txt", "/$name/missing", "/$name/moved", "/$name", "/proxied/$name/a.txt",
                  "/proxied/$name/missing") {
        for (@rows) {
            my ($origin, $field) = @$_;
            my $res = $h->get($path, defined $origin ? "Origin: $origin" : ());
            my $label = "$path " . ($origin // 'without Origin');
            is(HttpClient::as_set('vary', $res->field('Vary') // ''), $vary, "$label: Vary");
            is($res->field('Access-Control-Allow-Origin') // '', $field, "$label: the field");
        }
    }
}

# An existing Vary is kept, and no member is repeated.
for (['/cgi/vary', 'Origin'],
     ['/kept/vary.txt', 'Origin, Accept-Language, Accept'],
     ['/always/vary.txt', 'Origin'],
     ['/always/missing', 'Origin'],
     ['/both/vary.txt', 'Origin, Accept, X-A'],
     ['/both/missing', 'Origin, X-A'],
     ['/proxied/kept/vary.txt', 'Origin, Accept-Language']) {
    my ($path, $vary) = @$_;
    my %want = (status => $path =~ /missing/ ? 404 : 200, vary => $vary);
    $h->check("existing Vary: $path, allowed", $h->get($path, "Origin: $A"),
              %want, 'allow-origin' => $A, decision => 'actual-allowed');
    $h->check("existing Vary: $path, refused", $h->get($path, "Origin: $STRANGER"),
              %want, decision => 'actual-refused:origin-not-listed');
    $h->check("existing Vary: $path, no Origin", $h->get($path), %want);
}

$h->check("<If> in .htaccess: $_", $h->get("/$_/a.txt", "Origin: $A"), vary => 'Origin',
          decision => 'not-governed:no-condition-met')
    for 'if_tenant', 'if_files';
$h->check('<If> without an origin rule', $h->get('/if_empty/a.txt', "Origin: $A"), vary => 'Origin');
$h->check('<If> around the directory index, no Origin', $h->get('/if_index/'), vary => 'Origin');
$h->check('<If> around the directory index', $h->get('/if_index/', "Origin: $A"), vary => 'Origin',
          decision => 'not-governed:no-condition-met');
my ($bad) = $h->raw("GET / HTTP/1.1\r\n\r\n", { port => $h->port_n(2) });
$h->check('condition on a whole host: 400', $bad, status => 400, vary => 'Origin');
for my $path ('/one/a.txt', '/missing', '/') {
    my $res = $h->request('GET', $path, ["Origin: $A"], undef, { port => $h->port_n(2) });
    like($res->field('Vary') // '', qr/\bOrigin\b/, "condition on a whole host: $path");
}

$h->log_ok;
done_testing;
