#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The same responses over HTTP/1.0, TLS and HTTP/2.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Http2;
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $X) = qw(https://a.example https://x.example);

my $h = Httpd->new(
    tls => 1, h2 => Http2->works,
    modules => ['rewrite'],
    files => { 'htdocs/a.txt' => 'a', 'htdocs/dir/index.html' => 'i' },
    conf => <<'CONF');
CorsAllowOrigin https://a.example https://b.example
CorsAllowMethods PUT
CorsAllowHeaders X-A
CorsExposeHeaders X-E
CorsAllowCredentials On
CorsMaxAge 600
RewriteEngine On
RewriteOptions InheritDown
RewriteRule ^/moved(.*) https://www.localhost%{REQUEST_URI} [R=301,L]
RewriteRule ^/away https://other.example/ [R=301,L]
CONF

my %common = ('allow-origin' => $A, 'allow-credentials' => 'true');
my %actual = (%common, vary => 'Origin', 'expose-headers' => 'x-e', decision => 'actual-allowed');
my %preflight = (%common, vary => $PREFLIGHT_VARY, status => 204, 'allow-methods' => 'PUT',
                 'allow-headers' => 'x-a', 'max-age' => 600, decision => 'preflight-allowed');
my @ask = ('Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-a');
my @cases = (
    # label, method, path, field lines, expected response
    ['actual, allowed', 'GET', '/a.txt', ["Origin: $A"], %actual],
    ['actual, refused', 'GET', '/a.txt', ["Origin: $X"], vary => 'Origin',
     decision => 'actual-refused:origin-not-listed'],
    ['actual, no Origin', 'GET', '/a.txt', [], vary => 'Origin'],
    ['HEAD', 'HEAD', '/a.txt', ["Origin: $A"], %actual],
    ['304', 'GET', '/a.txt', ["Origin: $A", 'If-None-Match: *'], %actual, status => 304],
    ['404', 'GET', '/missing', ["Origin: $A"], %actual, status => 404],
    ['405', 'PUT', '/a.txt', ["Origin: $A"], %actual, status => 405],
    ['301', 'GET', '/dir', ["Origin: $A"], %actual, status => 301],
    ['preflight, allowed', 'OPTIONS', '/a.txt', ["Origin: $A", @ask], %preflight],
    ['preflight, refused', 'OPTIONS', '/a.txt', ["Origin: $X", @ask], status => 403, vary => $PREFLIGHT_VARY,
     decision => 'preflight-refused:origin-not-listed'],
    ['preflight of a missing file', 'OPTIONS', '/missing', ["Origin: $A", @ask], %preflight],
    ['preflight, redirected', 'OPTIONS', '/away', ["Origin: $A", @ask], %preflight],
    ['OPTIONS', 'OPTIONS', '/a.txt', ["Origin: $A"], %actual],
);

sub bytes
{
    my ($version, $method, $path, $lines) = @_;
    return join "\r\n", "$method $path $version", @$lines, '', '';
}

for (@cases) {
    my ($label, $method, $path, $lines, %want) = @$_;
    my @res = $h->raw(bytes('HTTP/1.0', $method, $path, $lines));
    $h->check("HTTP/1.0: $label", $res[0], %want);
    ok($res[0]{closed}, "HTTP/1.0: $label: closed");
    $h->check("TLS: $label", $h->request($method, $path, $lines, undef, { tls => 1 }), %want);
}
# Over TLS a redirect to https is not an upgrade, so the preflight is answered instead.
$h->check('TLS: preflight, redirected to another host',
          $h->request('OPTIONS', '/moved', ["Origin: $A", @ask], undef, { tls => 1 }), %preflight);
is($h->request('OPTIONS', '/moved', ["Origin: $A", @ask])->{status}, 301,
   'without TLS the redirect is an upgrade and stays');
# An http origin with the name of the host is not same-origin over TLS.
my $own = 'localhost:' . $h->tls_port;
for (['https', 'same-origin'], ['http', 'actual-refused:origin-not-listed']) {
    my ($scheme, $decision) = @$_;
    my $lines = ["Host: $own", "Origin: $scheme://$own"];
    $h->check("TLS: origin $scheme of the same host and port",
              $h->request('GET', '/a.txt', $lines, undef, { tls => 1 }),
              vary => 'Origin', decision => $decision);
}

SKIP: {
    my $lacks = Http2->lacks;
    skip "needs $lacks", 1 if $lacks;
    for my $way (Http2->ways) {
        my $client = Http2->over($h, $way);
        for (@cases) {
            my ($label, $method, $path, $lines, %want) = @$_;
            my $res = $client->request($method, $path, $lines);
            is($res->{version}, 'HTTP/2', "$way: $label: version");
            $h->check("$way: $label", $res, %want);
        }
        # A preflight with a body is answered without waiting for it. (Http2.pm says why
        # there may be no response.)
        my $res = $client->request('OPTIONS', '/a.txt', ["Origin: $A", @ask], 'body');
        is($res->{decision}, 'preflight-allowed', "$way: preflight with a body");
        $res = $client->get('/a.txt', "Origin: $A", 'X-Long: ' . 'x' x 9000);
        $h->check("$way: a field that is too large", $res, status => 431, vary => 'Origin',
                  map { $_ => 'any' } qw(allow-origin allow-credentials decision expose-headers));
    }
}

$h->log_ok;
done_testing;
