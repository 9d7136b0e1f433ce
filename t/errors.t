#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# All responses have the fields: errors, redirects, 304, 206, HEAD, and the error pages of
# httpd and its proxy.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $STRANGER) = qw(https://a.example https://stranger.example);

my $h = Httpd->new(
    basic_auth => 1, modules => [qw(allowmethods rewrite headers
                   cgi proxy proxy_http)],
    files => {
        'htdocs/a.txt' => "0123456789\n",
        'htdocs/dir/index.html' => 'index',
        'htdocs/errors/page.html' => 'error page',
        'htdocs/broken/.htaccess' => "NoSuchDirective\n",
        (map { ("htdocs/$_/a.txt" => $_) } qw(basic denied methods small)),
        'htdocs/moved/.htaccess' => "Redirect 303 /moved https://other.example/\n",
        'htdocs/forbid/.htaccess' => "RewriteEngine On\nRewriteRule ^ - [F]\n",
        'cgi/fails' => [0755, "#!/bin/sh\nexit 1\n"],
        'cgi/status' => [0755, <<'CGI'],
#!/bin/sh
[ "$REQUEST_METHOD" = POST ] && cat >/dev/null
printf 'Status: %s\nContent-Type: text/plain\n\nbody' "$QUERY_STRING"
CGI
        'cgi/error' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nby CGI'\n"],
        'cgi/nph-garbage' => [0755, "#!/bin/sh\nprintf 'HTTP/9.0 200 OK\\r\\n\\r\\n'\n"],
    },
    conf => <<'CONF');
CorsAllowOrigin https://a.example https://b.example
CorsExposeHeaders X-Total
LimitRequestFieldSize 1000
LimitRequestLine 1000
ScriptAlias /cgi "@ROOT@/cgi"
<Directory "@ROOT@/htdocs/basic">
    Include "@ROOT@/basic-auth"
</Directory>
<Directory "@ROOT@/htdocs/denied">
    Require all denied
</Directory>
<Directory "@ROOT@/htdocs/methods">
    AllowMethods POST
</Directory>
<Location /small>
    LimitRequestBody 5
</Location>
<Directory "@ROOT@/htdocs/broken">
    AllowOverride All
</Directory>
Redirect 302 /redirected https://other.example/
RedirectMatch 410 ^/gone
RewriteEngine On
RewriteRule ^/rewritten https://other.example/ [R=307,L]
RewriteRule ^/forbidden - [F]
<Location /doc-local>
    ErrorDocument 404 /errors/page.html
</Location>
<Location /doc-cgi>
    ErrorDocument 404 /cgi/error
</Location>
<Location /doc-text>
    ErrorDocument 404 "just text"
</Location>
<Location /doc-external>
    ErrorDocument 404 https://other.example/page
</Location>
<Location /doc-missing>
    ErrorDocument 404 /no/such/page
</Location>
ProxyPass /down http://127.0.0.1:1/
ProxyPass /garbage http://127.0.0.1:@PORT1@/cgi/nph-garbage
ProxyPass /backend http://127.0.0.1:@PORT1@/cgi/status
<Location /override>
    ProxyPass http://127.0.0.1:@PORT1@/cgi/status
    ProxyErrorOverride On
</Location>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    CorsEngine Off
</VirtualHost>
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT2@>
    CorsAllowOrigin https://one.example
    DocumentRoot "@ROOT@/nowhere"
</VirtualHost>
CONF

my %allowed = ('allow-origin' => $A, 'expose-headers' => 'x-total', vary => 'Origin',
               decision => 'actual-allowed');
my %refused = (vary => 'Origin', decision => 'actual-refused:origin-not-listed');

# Sends the request with an allowed Origin, a refused one and without Origin.
sub everyone
{
    my ($label, $status, $method, $path, $lines, $body) = @_;
    for ([$A, %allowed], [$STRANGER, %refused], [undef, vary => 'Origin']) {
        my ($origin, %want) = @$_;
        my @lines = (defined $origin ? "Origin: $origin" : (), @{$lines || []});
        $h->check("$label, " . ($origin // 'no Origin'),
                  $h->request($method, $path, \@lines, $body), status => $status, %want);
    }
}

my $modified = $h->get('/a.txt')->field('Last-Modified');
my $etag = $h->get('/a.txt')->field('ETag');

everyone(@$_) for
    ['200', 200, 'GET', '/a.txt'],
    ['HEAD', 200, 'HEAD', '/a.txt'],
    ['HEAD of a missing file', 404, 'HEAD', '/missing'],
    ['206', 206, 'GET', '/a.txt', ['Range: bytes=2-4']],
    ['206, two ranges', 206, 'GET', '/a.txt', ['Range: bytes=0-0,4-4']],
    ['304 by time', 304, 'GET', '/a.txt', ["If-Modified-Since: $modified"]],
    ['304 by ETag', 304, 'GET', '/a.txt', ["If-None-Match: $etag"]],
    ['412', 412, 'GET', '/a.txt', ['If-Match: "x"']],
    ['301 of mod_dir', 301, 'GET', '/dir'],
    ['302 of Redirect', 302, 'GET', '/redirected'],
    ['303 of .htaccess', 303, 'GET', '/moved/x'],
    ['307 of RewriteRule', 307, 'GET', '/rewritten'],
    ['400, two Host lines', 400, 'GET', '/a.txt', ['Host: a', 'Host: b']],
    ['400, bad escape', 400, 'GET', '/%zz'],
    ['401', 401, 'GET', '/basic/a.txt'],
    ['403, Require', 403, 'GET', '/denied/a.txt'],
    ['403, RewriteRule', 403, 'GET', '/forbidden'],
    ['403, RewriteRule of .htaccess', 403, 'GET', '/forbid/x'],
    ['404', 404, 'GET', '/missing'],
    ['404, encoded slash', 404, 'GET', '/a%2fb'],
    ['405, PUT of a file', 405, 'PUT', '/a.txt', [], 'x'],
    ['405, AllowMethods', 405, 'GET', '/methods/a.txt'],
    ['410', 410, 'GET', '/gone'],
    ['413', 413, 'POST', '/small/a.txt', [], 'x' x 100],
    ['416', 416, 'GET', '/a.txt', ['Range: bytes=100-200']],
    ['417', 417, 'GET', '/a.txt', ['Expect: something']],
    ['500 of CGI', 500, 'GET', '/cgi/fails'],
    ['500 by Status', 500, 'GET', '/cgi/status?500'],
    ['404 by Status', 404, 'GET', '/cgi/status?404'],
    ['204 by Status', 204, 'GET', '/cgi/status?204'],
    ['500 of .htaccess', 500, 'GET', '/broken/x'],
    ['502', 502, 'GET', '/garbage'],
    ['503', 503, 'GET', '/down/x'],
    ['500 of the backend', 500, 'GET', '/backend?500'],
    ['401 of the backend', 401, 'GET', '/backend?401'],
    ['200 of the backend', 200, 'GET', '/backend?200'],
    ['ProxyErrorOverride', 404, 'GET', '/override?404'],
    ['ErrorDocument, local', 404, 'GET', '/doc-local'],
    ['ErrorDocument, CGI', 404, 'GET', '/doc-cgi'],
    ['ErrorDocument, text', 404, 'GET', '/doc-text'],
    ['ErrorDocument, external', 302, 'GET', '/doc-external'],
    ['ErrorDocument, missing', 404, 'GET', '/doc-missing'];

# Read errors: the server's policy applies, regardless of how many fields httpd has read.
my $long = 'x' x 2000;
my @rows = (
    ['414', 414, "GET /$long HTTP/1.1\r\nHost: a\r\nOrigin: $A\r\n\r\n"],
    ['a field that is too large', 400, "GET / HTTP/1.1\r\nHost: a\r\nX: $long\r\n\r\n"],
    ['a line without a colon', 400, "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"],
    ['a bad request line', 400, "GET / x HTTP/1.1\r\nHost: a\r\n\r\n"],
    ['no Host', 400, "GET / HTTP/1.1\r\n\r\n"],
);
for (@rows) {
    my ($label, $status, $bytes) = @$_;
    my ($res) = $h->raw($bytes);
    $h->check("unread request: $label", $res, status => $status, vary => 'Origin',
              decision => 'any');
    ($res) = $h->raw($bytes, { port => $h->port_n(2) });
    $h->check("unread request, constant policy: $label", $res, status => $status,
              'allow-origin' => 'https://one.example', 'expose-headers' => 'x-total',
              decision => 'any');
}
my ($res) = $h->raw("GET / HTTP/1.1\r\nOrigin: $A\r\n\r\n");
$h->check('no Host, allowed', $res, status => 400, %allowed);
($res) = $h->raw("GET / HTTP/1.1\r\nOrigin: $STRANGER\r\n\r\n");
$h->check('no Host, refused', $res, status => 400, %refused);
($res) = $h->raw("GET / HTTP/1.1\r\nOrigin: $A\r\nHost: a\r\nX: $long\r\n\r\n");
$h->check('a field that is too large, allowed', $res, status => 400, %allowed);

$h->log_ok(allow => [
    qr/\[(?:cgid?|authz_core|auth_basic|rewrite|proxy|proxy_http|allowmethods):error\]/,
    qr/\[core:(?:alert|error)\] .* (?:NoSuchDirective|.*LimitRequestBody|Premature)/,
    qr/\[core:alert\] .*\.htaccess: Invalid command 'NoSuchDirective'/,
    qr/AH01215|AH00127|AH00135|Premature end|AH02812|AH10244: invalid URI path/,
]);
done_testing;
