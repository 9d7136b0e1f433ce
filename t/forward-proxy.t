#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A forward proxy fetches responses of other servers: no policy, deny rule or enforcement of
# the proxy applies to them. They do apply to the responses of a reverse proxy.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $X, $EVIL) = map { "https://$_.example" } qw(a x evil);
my %servers = (
    # port => configuration of the proxy's host
    PORT2 => "CorsAllowOrigin *\nCorsTimingAllowOrigin On",
    PORT3 => "CorsAllowOrigin $A https://b.example\nCorsDenyOrigin $EVIL\nCorsEnforce On\n"
        . qq(<If "true">\nCorsMaxAge 5\n</If>\n<Location "/">\nCorsExposeHeaders X-A\n</Location>\n)
        . qq(<Proxy "http://127.0.0.1:1/*">\nCorsAllowOrigin $A $X\nCorsDenyOrigin $EVIL\n</Proxy>),
);
# The results for URLs of the proxy's host, by server: origin, Access-Control-Allow-Origin,
# decision.
my %GOVERNED = (
    2 => [[$A, '*', 'actual-allowed'], [$X, '*', 'actual-allowed'], [$EVIL, '*', 'actual-allowed']],
    3 => [[$A, $A, 'actual-allowed'], [$X, undef, 'actual-refused:origin-not-listed'],
          [$EVIL, undef, 'actual-refused:origin-denied']],
);
my $h = Httpd->new(
    modules => [qw(headers rewrite cgi proxy proxy_http proxy_connect proxy_ftp)],
    files => { program_files('cgi/act'), 'htdocs/a.txt' => 'a', 'backend/moved/x' => 'x' },
    conf => join('', map { <<"CONF" } sort keys %servers) . <<"CONF");
Listen 127.0.0.1:\@$_\@
<VirtualHost 127.0.0.1:\@$_\@>
    ServerName own.test:\@$_\@
    $servers{$_}
    ProxyRequests On
    ProxyVia On
    <Proxy "http://127.0.0.1:*/blocked/*">
        Require all denied
    </Proxy>
    AllowCONNECT 1
    ProxyTimeout 2
    RewriteEngine On
    RewriteOptions AllowAnyURI
    RewriteCond %{HTTP:X-Rule} refuse
    RewriteRule ^ - [F]
    RewriteCond %{HTTP:X-Rule} unavailable
    RewriteRule ^ - [R=503]
    RewriteCond %{HTTP:X-Rule} redirect
    RewriteRule ^ https://other.example/ [R=307]
    RewriteRule ^/rewritten/(.*) http://127.0.0.1:\@PORT1\@/\$1 [P]
    ProxyPass /reverse/ http://127.0.0.1:\@PORT1\@/
    ProxyErrorOverride Off
</VirtualHost>
CONF
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/backend"
    ScriptAlias /act "\@ROOT\@/cgi/act"
    Redirect 302 /moved https://other.example/
</VirtualHost>
<Directory "\@ROOT\@/backend">
    Require all granted
</Directory>
CONF

my $backend = 'http://127.0.0.1:' . $h->port_n(1);
my @preflight = ('Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-a');

sub through
{
    my ($port, $method, $target, $lines, $body) = @_;
    my ($host) = $target =~ m{^\w+://([^/]+)};
    return watched($h, $method, $target, [$host ? "Host: $host" : (), @$lines], $body, { port => $h->port_n($port) });
}

# The parts of a response that are compared; the proxy adds Via.
sub facts
{
    my $res = shift;
    my @cors = grep { $_->[0] =~ /^(?:Access-Control|Timing-Allow|Vary|Location)/i } @{$res->{lines}};
    return join "\n", $res->{status}, (sort map { join ': ', @$_ } @cors), $res->{body} =~ s/<address>.*//sr;
}

for my $port (2, 3) {
    # Through the proxy a request gets the same response as without it.
    for my $origin ($A, $X, $EVIL, 'null', 'no origin', undef) {
        my @origin = defined $origin ? "Origin: $origin" : ();
        for (['GET', '/act', []], ['HEAD', '/act', []], ['POST', '/act', ['Cookie: a=b'], 'a=b'], ['DELETE', '/act', []],
             ['OPTIONS', '/act', []], ['OPTIONS', '/act', \@preflight], ['GET', '/missing', []], ['GET', '/moved/x', []],
             ['OPTIONS', '/missing', \@preflight], ['GET', '/act', ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors',
                                                                     'Cookie: a=b']]) {
            my ($method, $path, $lines, $body) = @$_;
            my $label = "proxy $port, $method $path, @$lines, " . ($origin // 'no Origin');
            my ($direct, $ran) = watched($h, $method, $path, [@origin, @$lines], $body, { port => $h->port_n(1) });
            my ($res, $runs) = through($port, $method, "$backend$path", [@origin, @$lines], $body);
            is(facts($res), facts($direct), "$label: as without the proxy");
            is($runs, $ran, "$label: the program runs");
            is($res->{decision}, undef, "$label: no decision");
        }
        # Errors of the proxy itself concern other servers too.
        for (['GET', 'http://127.0.0.1:1/', 503, []], ['OPTIONS', 'http://127.0.0.1:1/', 503, \@preflight],
             ['GET', "$backend/blocked/x", 403, []], ['OPTIONS', "$backend/blocked/x", 403, \@preflight],
             ['GET', "$backend/act", 403, ['X-Rule: refuse']], ['OPTIONS', "$backend/act", 403, ['X-Rule: refuse', @preflight]],
             ['GET', "$backend/act", 503, ['X-Rule: unavailable']],
             ['OPTIONS', "$backend/act", 503, ['X-Rule: unavailable', @preflight]],
             ['GET', "$backend/act", 307, ['X-Rule: redirect']],
             ['OPTIONS', "$backend/act", 307, ['X-Rule: redirect', @preflight]],
             ['GET', 'gopher://127.0.0.1/', qr/^(?:403|50[01])$/, []], ['GET', 'ftp://127.0.0.1:1/', qr/^50[23]$/, []],
             ['CONNECT', '127.0.0.1:1', 503, []], ['CONNECT', '127.0.0.1:2', 403, []]) {
            my ($method, $target, $status, $lines) = @$_;
            my $label = "proxy $port, $method $target, @$lines, " . ($origin // 'no Origin');
            my ($res, $runs) = through($port, $method, $target, [@origin, @$lines]);
            like($res->{status}, ref $status ? $status : qr/^$status$/, "$label: status");
            is(join(', ', map { $res->field("Access-Control-Allow-$_") // () } qw(Origin Methods Headers)), '', "$label: no field");
            is($res->field('Timing-Allow-Origin'), undef, "$label: no Timing-Allow-Origin");
            unlike($res->field('Vary') // '', qr/Origin/, "$label: no Vary");
            is($res->{decision}, undef, "$label: no decision");
            is($runs, 0, "$label: no program runs");
        }
    }

    # The policy governs URLs of the proxy's host and of a reverse proxy, in either form.
    my $own = 'http://own.test:' . $h->port_n($port);
    for (map({ [$_, 200] } qw(/a.txt /reverse/act /rewritten/act), "$own/a.txt", "$own/reverse/act"), ['/missing', 404]) {
        my ($target, $found) = @$_;
        for (@{$GOVERNED{$port}}) {
            my ($origin, $field, $decision) = @$_;
            my $is_refused = $decision =~ /refused/;
            my $label = "proxy $port, governed: $target, $origin";
            my ($res) = through($port, 'GET', $target, ["Origin: $origin"]);
            is($res->{status}, $is_refused ? 403 : $found, "$label: status");
            is($res->field('Access-Control-Allow-Origin'), $field, "$label: the field");
            is($res->{decision}, $decision, "$label: decision");
            ($res) = through($port, 'OPTIONS', $target, ["Origin: $origin", @preflight]);
            is($res->{status}, $is_refused ? 403 : 204, "$label: preflight");
        }
    }
}

$h->log_ok(allow => [qr/\[(?:cors:warn|authz_core:error)\]|\[proxy(?:_\w+)?:(?:warn|error)\]/]);
# ---- local documents for errors that the proxy itself makes ------------------------------------

my $documented = Httpd->new(
    modules => [qw(rewrite proxy proxy_http proxy_connect)],
    files => { map { ("htdocs/$_.html" => "the document of $_") } qw(open private listed) },
    conf => <<"CONF");
ProxyRequests On
ProxyTimeout 2
CorsAllowOrigin $A https://b.example
CorsDenyOrigin $EVIL
ErrorDocument 403 /private.html
ErrorDocument 404 /open.html
ErrorDocument 503 /listed.html
RewriteEngine On
RewriteOptions AllowAnyURI
RewriteCond %{HTTP_HOST} ^f[.]
RewriteCond %{REQUEST_URI} ![.]html\$
RewriteRule ^ - [F]
RewriteCond %{HTTP_HOST} ^n[.]
RewriteCond %{REQUEST_URI} ![.]html\$
RewriteRule ^ - [R=404]
RewriteCond %{HTTP_HOST} ^s[.]
RewriteCond %{REQUEST_URI} ![.]html\$
RewriteRule ^ - [R=503]
<Location /open.html>
    CorsEngine Off
</Location>
<Location /private.html>
    CorsEnforce On
</Location>
CONF
for my $origin ($A, $X, $EVIL, undef) {
    my @origin = defined $origin ? "Origin: $origin" : ();
    for (['GET', 'http://f.example/x', 403, 'private'], ['OPTIONS', 'http://f.example/x', 403, 'private', @preflight],
         ['GET', 'http://n.example/x', 404, 'open'], ['GET', 'http://s.example/x', 503, 'listed'],
         ['OPTIONS', 'http://s.example/x', 503, 'listed', @preflight], ['GET', 'http://127.0.0.1:1/', 503, 'listed'],
         ['CONNECT', 'f.example:443', 403, 'private'], ['CONNECT', '127.0.0.1:2', 403, 'private']) {
        my ($method, $target, $status, $document, @lines) = @$_;
        my $label = join(" ", $method, $target, @lines) . ", document $document, " . ($origin // 'no Origin');
        my ($host) = $target =~ m{^(?:\w+://)?([^/]+)};
        my $res = $documented->request($method, $target, ["Host: $host", @origin, @lines]);
        $documented->check($label, $res, status => $status);
        is($res->{body}, "the document of $document", "$label: the document");
    }
}
$documented->check('a URL of the proxy\'s host, unlisted origin', $documented->get('/private.html', "Origin: $X"), status => 403, vary => 'Origin',
                   decision => 'actual-refused:origin-not-listed');
$documented->log_ok(allow => [qr/\[proxy(?:_\w+)?:(?:warn|error)\]/]);

done_testing;
