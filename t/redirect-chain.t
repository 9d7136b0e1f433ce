#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The first URL of an internal redirect chain that has a policy decides, so that preflight,
# response and error document agree.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my %origin = map { $_ => "https://$_.example" } qw(first second page);

my $h = Httpd->new(
    modules => [qw(rewrite cgi negotiation actions)],
    files => {
        'htdocs/error/page.html' => 'page',
        'htdocs/target/a.txt' => 'target',
        'htdocs/free/a.txt' => 'free',
        'htdocs/index/index.html' => 'index',
        'htdocs/free-index/index.html' => 'index',
        'htdocs/mv/doc.html' => 'doc',
        'htdocs/free-mv/doc.html' => 'doc',
        'htdocs/left-mv/page.html' => 'page',
        'htdocs/index-off/index.html' => 'index',
        map({ ("htdocs/$_/.htaccess" => <<'HTACCESS') } qw(app plain off)),
RewriteEngine On
RewriteRule ^to-target$ /target/a.txt [L]
RewriteRule ^to-free$ /free/a.txt [L]
RewriteRule ^to-missing$ /target/missing [L]
HTACCESS
        'cgi/to-target' => [0755, "#!/bin/sh\nprintf 'Location: /target/a.txt\\n\\n'\n"],
        'cgi/wrap' => [0755, <<'CGI'],
#!/bin/sh
printf 'Content-Type: text/plain\n\n%s' "$CORS_DECISION"
CGI
    },
    conf => <<'CONF');
<LocationMatch ^/(app|cgi-app)>
    CorsAllowOrigin https://first.example https://other.example
</LocationMatch>
<LocationMatch ^/target>
    CorsAllowOrigin https://second.example https://other.example
</LocationMatch>
<LocationMatch ^/error>
    CorsAllowOrigin https://page.example https://other.example
</LocationMatch>
<LocationMatch ^/off>
    CorsEngine Off
</LocationMatch>
<LocationMatch ^/(app|plain|off)/document>
    ErrorDocument 404 /error/page.html
</LocationMatch>
ScriptAlias /cgi-app "@ROOT@/cgi"
ScriptAlias /cgi-plain "@ROOT@/cgi"
<Directory "@ROOT@/htdocs/index">
    CorsAllowOrigin https://first.example https://other.example
</Directory>
<Directory "@ROOT@/htdocs/mv">
    CorsAllowOrigin https://first.example https://other.example
</Directory>
# The fallback file is outside of the section.
<Location "/left-mv/page">
    CorsAllowOrigin https://first.example https://other.example
</Location>
AddType text/html .html
<Directory "@ROOT@/htdocs/*mv">
    Options +MultiViews
</Directory>
<Directory "@ROOT@/htdocs/index-off">
    CorsEngine Off
</Directory>
<FilesMatch ^(index|doc)\.html$>
    CorsEngine On
    CorsAllowOrigin https://second.example https://other.example
</FilesMatch>
Action wrapped /cgi-plain/wrap virtual
<Location /app/wrapped>
    SetHandler wrapped
</Location>
CONF

# Each path with a policy: the status, the origin that response and preflight allow, and Vary.
my @governed = (
    ['/app/to-target', 200, 'first', 'Origin'],
    ['/app/to-free', 200, 'first', 'Origin'],
    ['/app/to-missing', 404, 'first', 'Origin'],
    ['/app/document', 404, 'first', 'Origin'],
    ['/plain/to-target', 200, 'second', 'Origin'],
    ['/cgi-app/to-target', 200, 'first', 'Origin'],
    ['/cgi-plain/to-target', 200, 'second', 'Origin'],
    ['/app/wrapped', 200, 'first', 'Origin'],
    ['/index/', 200, 'first', 'Origin'],
    ['/free-index/', 200, 'second', 'Origin'],
    ['/mv/doc', 200, 'first', 'negotiate, Origin'],
    ['/free-mv/doc', 200, 'second', 'negotiate, Origin'],
    ['/left-mv/page', 200, 'first', 'negotiate, Origin'],
    ['/error/page.html', 200, 'page', 'Origin'],
    ['/target/a.txt', 200, 'second', 'Origin'],
);
for (@governed) {
    my ($path, $status, $allowed, $vary) = @$_;
    for my $name (sort keys %origin) {
        my @allowed = $name eq $allowed ? ('allow-origin' => $origin{$name}) : ();
        $h->check("$path: $name", $h->get($path, "Origin: $origin{$name}"), status => $status, vary => $vary, @allowed,
                  decision => @allowed ? 'actual-allowed' : 'actual-refused:origin-not-listed');
        $h->check("$path: preflight, $name", $h->preflight($path, $origin{$name}, 'GET'), vary => 'any',
                  decision => 'any', status => @allowed ? 204 : 403, @allowed);
    }
    $h->check("$path: no Origin", $h->get($path), status => $status, vary => $vary);
}

# Paths without a policy: the status, and the decision, perhaps that of the error document.
my @ungoverned = (
    ['/plain/to-free', 200, ''],
    ['/plain/document', 404, 'any'],
    ['/off/to-target', 200, ''],
    ['/off/document', 404, ''],
    ['/index-off/', 200, ''],
    ['/free/a.txt', 200, ''],
);
for (@ungoverned) {
    my ($path, $status, $decision) = @$_;
    for my $name (sort keys %origin) {
        $h->check("$path: $name", $h->get($path, "Origin: $origin{$name}"), status => $status, vary => 'any',
                  decision => $decision);
        $h->check("$path: preflight, $name", $h->preflight($path, $origin{$name}, 'GET'), status => 'any',
                  vary => 'any', decision => 'any');
    }
    $h->check("$path: no Origin", $h->get($path), status => $status, vary => 'any');
}

# CORS_DECISION is set in each request of the chain, so that applications see it.
is($h->get('/app/wrapped', "Origin: $origin{first}")->{body}, 'actual-allowed',
   'the end of the chain sees the decision');
is($h->get('/app/wrapped', "Origin: $origin{page}")->{body}, 'actual-refused:origin-not-listed',
   'the end of the chain sees a refusal');
is($h->get('/app/wrapped')->{body}, '', 'the end of the chain sees no decision without Origin');

$h->log_ok(allow => [qr/AH01215/]);

# An <If> that might apply puts Origin into Vary. It does not give a URL without a policy
# that of its error document.
my $if = Httpd->new(
    conf => <<'CONF',
ErrorDocument 403 /e.html
<Location "/e.html">
    CorsAllowOrigin *
</Location>
<If "%{HTTP:X-Partner} == 'y'">
    CorsAllowCredentials On
</If>
<Directory "@ROOT@/htdocs/priv">
    Require all denied
</Directory>
CONF
    files => { 'htdocs/priv/a.txt' => 'a', 'htdocs/e.html' => 'sorry' },
);
for my $lines ([], ['X-Partner: y']) {
    $if->check("error document with an <If> in scope, @$lines",
        $if->get('/priv/a.txt', 'Origin: https://a.example', @$lines),
        status => 403, vary => 'Origin, X-Partner');   # httpd adds the latter
}
$if->log_ok(allow => [qr/AH01630: client denied/]);
done_testing;
