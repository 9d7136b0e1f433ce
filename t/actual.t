#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Actual requests: the CORS fields of a response, for allowed and other origins.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $B, $STRANGER) = qw(https://a.example https://b.example https://stranger.example);

my $h = Httpd->new(
    files => { map { ("htdocs/$_.txt" => $_) } qw(two one onecred star exposed deny off plain) },
    conf => <<'CONF');
<Files two.txt>
    CorsAllowOrigin https://a.example https://b.example
    CorsAllowMethods PUT
    CorsAllowHeaders X-Token
    CorsExposeHeaders X-Total ETag
    CorsAllowCredentials On
    CorsMaxAge 600
    CorsPreflightStatus 200
</Files>
<Files one.txt>
    CorsAllowOrigin https://a.example
    CorsExposeHeaders X-Total
</Files>
<Files onecred.txt>
    CorsAllowOrigin https://a.example
    CorsAllowCredentials On
</Files>
<Files star.txt>
    CorsAllowOrigin *
</Files>
<Files exposed.txt>
    CorsAllowOrigin *
    CorsExposeHeaders *
</Files>
<Files deny.txt>
    CorsAllowOrigin *
    CorsDenyOrigin https://b.example
</Files>
<Files off.txt>
    CorsAllowOrigin https://a.example
    CorsEngine Off
</Files>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName https://www.example:8443
    CorsAllowOrigin https://a.example https://b.example
</VirtualHost>
CONF

my %two = (vary => 'Origin', 'allow-credentials' => 'true', 'expose-headers' => 'x-total, etag');
my %one = ('allow-origin' => $A, 'expose-headers' => 'x-total');
my %onecred = ('allow-origin' => $A, 'allow-credentials' => 'true');
my %star = ('allow-origin' => '*');
my %exposed = (%star, 'expose-headers' => '*');
my %allowed = (decision => 'actual-allowed');
my %refused = (decision => 'actual-refused:origin-not-listed');
my %malformed = (decision => 'actual-refused:origin-malformed');
my %denied = (decision => 'actual-refused:origin-denied');
my %same = (decision => 'same-origin');

my @rows = (
    # file, origin, expected fields
    ['two', $A, %two, %allowed, 'allow-origin' => $A],
    ['two', $B, %two, %allowed, 'allow-origin' => $B],
    ['two', $STRANGER, %refused, vary => 'Origin'],
    ['two', 'null', %refused, vary => 'Origin'],
    ['two', "$A/", %malformed, vary => 'Origin'],
    ['two', undef, vary => 'Origin'],
    # Constant policies: the same fields for all requests.
    ['one', $A, %one, %allowed],
    ['one', $STRANGER, %one, %refused],
    ['one', 'null', %one, %refused],
    ['one', "$A $A", %one, %malformed],
    ['one', undef, %one],
    ['onecred', $A, %onecred, %allowed],
    ['onecred', $STRANGER, %onecred, %refused],
    ['onecred', undef, %onecred],
    ['star', $A, %star, %allowed],
    ['star', 'null', %star, %allowed],
    ['star', "$A/", %star, %allowed],
    ['star', "$A, $B", %star, %allowed],
    ['deny', "$A/", %malformed, vary => 'Origin'],
    ['star', undef, %star],
    ['exposed', $A, %exposed, %allowed],
    ['exposed', undef, %exposed],
    # Any origin except a denied one: the policy is not constant, the field is still *.
    ['deny', $A, %allowed, 'allow-origin' => '*', vary => 'Origin'],
    ['deny', $B, %denied, vary => 'Origin'],
    ['deny', 'null', vary => 'Origin', decision => 'any'],
    ['deny', undef, vary => 'Origin'],
    # No policy is in force.
    ['off', $A], ['off', undef], ['plain', $A], ['plain', undef],
);
for (@rows) {
    my ($name, $origin, %want) = @$_;
    my @lines = defined $origin ? "Origin: $origin" : ();
    my $label = "$name, " . ($origin // 'no Origin');
    my $res = $h->get("/$name.txt", @lines);
    $h->check($label, $res, %want);
    is($res->{body}, $name, "$label: the body is the server's");
    $h->check("$label: HEAD", $h->request('HEAD', "/$name.txt", \@lines), %want);
    $h->check("$label: POST", $h->request('POST', "/$name.txt", \@lines, 'x=y'),
              %want, status => 'any');
    $h->check("$label: PUT", $h->request('PUT', "/$name.txt", \@lines, 'x=y'),
              %want, status => 405);
    $h->check("$label: OPTIONS", $h->request('OPTIONS', "/$name.txt", \@lines), %want);
}

# Origin lines that are not a single serialized origin.
$h->check('two Origin lines', $h->get('/two.txt', "Origin: $A", "Origin: $B"),
          vary => 'Origin', %malformed);
$h->check('the same Origin line twice', $h->get('/two.txt', "Origin: $A", "Origin: $A"),
          vary => 'Origin', %malformed);
$h->check('an empty Origin line', $h->get('/two.txt', 'Origin:'),
          vary => 'Origin', decision => 'any');
$h->check('field name in lower case', $h->get('/two.txt', "origin: $A"),
          %two, %allowed, 'allow-origin' => $A);

# Same-origin is checked only if the rules do not allow the origin.
my $port = $h->port;
@rows = (
    # label, Origin, same-origin?, field lines
    ['host and port', "http://localhost:$port", 1],
    ['host in another case', "http://localhost:$port", 1, "Host: LocalHost:$port"],
    ['another port', 'http://localhost:1', 0],
    ['IPv6', 'http://[::1]:8080', 1, 'Host: [::1]:8080'],
    ['IPv6, another port', 'http://[::1]:8081', 0, 'Host: [::1]:8080'],
    ['Host longer than the origin', 'http://www.example', 0, 'Host: www.example.org'],
    ['origin longer than Host', 'http://www.example.org', 0, 'Host: www.example'],
    ['no port', 'http://localhost', 0],
    ['default port of http', 'http://www.example', 1, 'Host: www.example'],
    ['default port of https, TLS ended by a proxy', 'https://www.example', 1, 'Host: www.example'],
    ['default port of https, explicit in Host', 'https://www.example', 1, 'Host: www.example:443'],
    ['port 80 for https', 'https://www.example', 0, 'Host: www.example:80'],
    ['another scheme', 'ftp://www.example', 0, 'Host: www.example'],
    ['another host', 'http://www.example.org', 0, 'Host: www.example'],
    ['forwarded host', 'http://www.example', 0, 'X-Forwarded-Host: www.example',
     'Forwarded: host=www.example'],
    ['Sec-Fetch-Site: same-origin', 'https://stranger.example', 1, 'Sec-Fetch-Site: same-origin'],
    ['Sec-Fetch-Site: none', 'https://stranger.example', 1, 'Sec-Fetch-Site: none'],
    ['null, Sec-Fetch-Site: same-origin', 'null', 1, 'Sec-Fetch-Site: same-origin'],
    ['null, Sec-Fetch-Site: cross-site', 'null', 0, 'Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: cross-site wins', "http://localhost:$port", 0, 'Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site wins', "http://localhost:$port", 0, 'Sec-Fetch-Site: same-site'],
);
for (@rows) {
    my ($label, $origin, $is_same, @lines) = @$_;
    my %want = $is_same ? %same : %refused;
    $h->check("same-origin: $label", $h->get('/two.txt', "Origin: $origin", @lines),
              %want, vary => 'Origin');
    $h->check("same-origin, constant policy: $label",
              $h->get('/one.txt', "Origin: $origin", @lines), %one, %want);
}
$h->check('same-origin: an allowed origin is allowed',
          $h->get('/two.txt', "Origin: $A", 'Host: a.example'), %two, %allowed, 'allow-origin' => $A);
$h->check('same-origin: a malformed Origin is not',
          $h->get('/two.txt', 'Origin: http://www.example/', 'Host: www.example'),
          vary => 'Origin', %malformed);
for (['https://www.example:8443', \%same], ['http://www.example:8443', \%refused],
     ['https://www.example', \%refused]) {
    my ($origin, $want) = @$_;
    my $res = $h->request('GET', '/plain.txt', ["Origin: $origin"], undef, { port => $h->port_n(1) });
    $h->check("same-origin: ServerName with scheme, $origin", $res, %$want, vary => 'Origin');
}

$h->log_ok;
done_testing;
