#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Statements of docs/security.md that no other file tests: what a preflight reveals, DNS
# rebinding, null with a deny rule, CORS_DECISION in access control, repeated fields over
# HTTP/2.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Http2;
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $EVIL) = qw(https://a.example https://evil.example);

my $h = Httpd->new(
    basic_auth => 1, modules => [qw(cgi headers)], h2 => Http2->works,
    files => { 'cgi/secret' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nsecret'\n"],
               map { ("htdocs/$_/a.txt" => 'a') } qw(open closed login by-decision deny deny-null enforced) },
    conf => <<'CONF');
CorsAllowOrigin https://a.example https://b.example
CorsAllowCredentials On
CorsAllowMethods PUT
ScriptAlias /cgi "@ROOT@/cgi"
<Directory "@ROOT@/htdocs/closed">
    Require all denied
</Directory>
<Directory "@ROOT@/htdocs/login">
    Include "@ROOT@/basic-auth"
</Directory>
<Directory "@ROOT@/htdocs/by-decision">
    Require env CORS_DECISION
</Directory>
<Directory "@ROOT@/htdocs/deny">
    CorsAllowOrigin None
    CorsDenyOrigin https://evil.example
    Header set Access-Control-Allow-Origin *
</Directory>
<Directory "@ROOT@/htdocs/deny-null">
    CorsAllowOrigin None
    CorsDenyOrigin https://evil.example null
    Header set Access-Control-Allow-Origin *
</Directory>
<Directory "@ROOT@/htdocs/enforced">
    CorsEnforce On
</Directory>
# Requests for unknown names go to the first host of a port.
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName none.invalid
    <Location "/">
        Require all denied
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName www.example
</VirtualHost>
CONF

# ---- a preflight reveals only the policy --------------------------------------------

sub all_of { my $res = shift; return join "\n", $res->{status}, map { "@$_" } grep { $_->[0] ne 'Date' } @{$res->{lines}} }

for my $origin ($A, $EVIL) {
    my $answer = all_of($h->preflight('/open/a.txt', $origin, 'PUT'));
    like($answer, qr/Access-Control-Allow-Methods/, 'a preflight is granted') if $origin eq $A;
    is(all_of($h->preflight($_, $origin, 'PUT')), $answer, "a preflight of $origin reveals nothing about $_")
        for qw(/open/missing /closed/a.txt /closed/missing /login/a.txt /login/missing /cgi/secret /cgi/missing);
}

# ---- CORS is not access control -----------------------------------------------------

my $res = $h->get('/cgi/secret', "Origin: $EVIL");
is($res->{body}, 'secret', 'without CorsEnforce an unlisted origin\'s request is carried out');
is($res->field('Access-Control-Allow-Origin'), undef, '... without a field');
is($h->get('/enforced/a.txt')->{body}, 'a', 'CorsEnforce: a request without Origin passes');
is($h->get('/enforced/a.txt', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors')->{body}, 'a',
   'CorsEnforce: an image or a script of another page passes');
is($h->get('/by-decision/a.txt', "Origin: $_")->{status}, 403, "Require env CORS_DECISION admits no request: $_")
    for $A, $EVIL;

# ---- DNS rebinding ------------------------------------------------------------------

for (['rebound.example', 403, ''], ['www.example', 200, 'same-origin']) {
    my ($host, $status, $decision) = @$_;
    my @lines = ("Origin: http://$host", "Host: $host");
    $res = $h->request('GET', '/enforced/a.txt', \@lines, undef, { port => $h->port_n(1) });
    is($res->{status}, $status, "a host for all other names: $host");
    is($h->get('/enforced/a.txt', @lines)->{decision}, 'same-origin', "without such a host, $host is same-origin");
}

# ---- null with a deny rule ------------------------------------------------------------

$h->check('responses to a denied origin lose the application\'s fields', $h->get('/deny/a.txt', "Origin: $EVIL"), vary => 'Origin',
          decision => 'actual-refused:origin-denied');
$h->check('without a policy, null has to be denied by name', $h->get('/deny/a.txt', 'Origin: null'),
          vary => 'Origin', 'allow-origin' => '*', decision => 'any');
$h->check('... and then responses to null lose them too', $h->get('/deny-null/a.txt', 'Origin: null'), vary => 'Origin',
          decision => 'actual-refused:origin-denied');

# ---- HTTP/2 -----------------------------------------------------------------------------

SKIP: {
    my $lacks = Http2->lacks;
    skip "needs $lacks", 1 if $lacks;
    for my $way (grep { !/http2$/ } Http2->ways) {
        my $client = Http2->over($h, $way);
        $h->check("HTTP/2: two fields, $_", $client->get('/open/a.txt', "Origin: $A", "Origin: $_"),
                  vary => 'Origin', decision => 'actual-refused:origin-malformed') for $A, $EVIL;
        my $res = $client->get('/open/a.txt', "Origin: $A");
        is($res->{version}, 'HTTP/2', 'HTTP/2: version');
        $h->check('HTTP/2: one field', $res, 'allow-origin' => $A, 'allow-credentials' => 'true',
                  vary => 'Origin', decision => 'actual-allowed');
    }
}

$h->log_ok(allow => [qr/AH01630: client denied/]);
done_testing;
