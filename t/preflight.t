#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CORS-preflight requests: which the module answers, and the fields of the responses.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $B, $STRANGER) = qw(https://a.example https://b.example https://stranger.example);

my $h = Httpd->new(
    files => { 'htdocs/plain.txt' => 'plain', 'htdocs/one/a.txt' => 'one' },
    conf => <<'CONF');
<Location /two>
    CorsAllowOrigin https://a.example https://b.example
    CorsAllowMethods PUT DELETE
    CorsAllowHeaders Content-Type X-Token
    CorsExposeHeaders X-Total
    CorsAllowCredentials On
    CorsMaxAge 600
</Location>
<Location /one>
    CorsAllowOrigin https://a.example
    CorsAllowMethods PUT
</Location>
<Location /star>
    CorsAllowOrigin *
    CorsMaxAge 0
</Location>
<Location /status>
    CorsAllowOrigin https://a.example
    CorsPreflightStatus 200
</Location>
<Location /off>
    CorsAllowOrigin https://a.example
    CorsEngine Off
</Location>
<Location /deny>
    CorsAllowOrigin *
    CorsDenyOrigin https://b.example
</Location>
CONF

my %two = (vary => $PREFLIGHT_VARY, 'allow-methods' => 'PUT, DELETE',
           'allow-headers' => 'content-type, x-token', 'allow-credentials' => 'true',
           'max-age' => 600);
my $refused = 'preflight-refused:';
my @rows = (
    # label, path, origin, method, names, expected response
    ['allowed', '/two', $A, 'PUT', undef, status => 204, 'allow-origin' => $A],
    ['the other origin', '/two', $B, 'PUT', undef, status => 204, 'allow-origin' => $B],
    ['both names', '/two', $A, 'DELETE', 'content-type,x-token', status => 204,
     'allow-origin' => $A],
    ['names in another case', '/two', $A, 'PUT', 'X-TOKEN', status => 204, 'allow-origin' => $A],
    ['blanks between names', '/two', $A, 'PUT', " x-token ,\tcontent-type ", status => 204,
     'allow-origin' => $A],
    ['empty list members', '/two', $A, 'PUT', ',x-token,, ,', status => 204,
     'allow-origin' => $A],
    ['no names in the list', '/two', $A, 'PUT', '', status => 204, 'allow-origin' => $A],
    (map { ["safelisted method $_", '/two', $A, $_, 'x-token', status => 204,
            'allow-origin' => $A] } qw(GET HEAD POST)),
    ['method not covered', '/two', $A, 'PATCH', undef, status => 204, 'allow-origin' => $A,
     decision => "${refused}method-not-allowed"],
    ['method in lower case', '/two', $A, 'put', undef, status => 204, 'allow-origin' => $A,
     decision => "${refused}method-not-allowed"],
    ['no method at all', '/two', $A, 'P@T', undef, status => 204, 'allow-origin' => $A,
     decision => "${refused}method-not-allowed"],
    ['prefix of a method', '/two', $A, 'PU', undef, status => 204, 'allow-origin' => $A,
     decision => "${refused}method-not-allowed"],
    ['name not covered', '/two', $A, 'PUT', 'x-token,x-other', status => 204,
     'allow-origin' => $A, decision => "${refused}header-not-allowed"],
    ['prefix of a name', '/two', $A, 'PUT', 'x-toke', status => 204,
     'allow-origin' => $A, decision => "${refused}header-not-allowed"],
    ['two names without a comma', '/two', $A, 'PUT', 'x-token content-type', status => 204,
     'allow-origin' => $A, decision => "${refused}header-not-allowed"],
    ['authorization not covered', '/two', $A, 'PUT', 'authorization', status => 204,
     'allow-origin' => $A, decision => "${refused}header-not-allowed"],
    ['the method is checked before the names', '/two', $A, 'PATCH', 'x-other', status => 204,
     'allow-origin' => $A, decision => "${refused}method-not-allowed"],
);
$h->check("two origins: $_->[0]", $h->preflight(@$_[1 .. 4]),
          %two, decision => 'preflight-allowed', @$_[5 .. $#$_]) for @rows;

@rows = (
    ['refused origin', '/two', $STRANGER, 'PUT', undef],
    ['refused origin, safelisted method', '/two', $STRANGER, 'GET', 'x-token'],
    ['refused origin, method not covered', '/two', $STRANGER, 'PATCH', 'x-other'],
    ['null', '/two', 'null', 'PUT', undef],
    ['constant policy, refused origin', '/one', $B, 'PUT', undef],
    ['malformed origin', '/two', "$A/", 'PUT', undef, decision => "${refused}origin-malformed"],
    ['malformed origin, any origin but one', '/deny', "$A/", 'GET', undef,
     decision => "${refused}origin-malformed"],
    ['denied origin', '/deny', $B, 'GET', 'x-token', decision => "${refused}origin-denied"],
    ['refused origin, status 200', '/status', $B, 'PUT', undef],
);
for (@rows) {
    my $res = $h->preflight(@$_[1 .. 4]);
    $h->check($_->[0], $res, status => 403, vary => $PREFLIGHT_VARY,
              decision => "${refused}origin-not-listed", @$_[5 .. $#$_]);
    is($res->{body}, '', "$_->[0]: no body");
}

my %allowed = (status => 204, vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
$h->check('constant policy', $h->preflight('/one', $A, 'PUT'),
          %allowed, 'allow-origin' => $A, 'allow-methods' => 'PUT');
$h->check('content-type must be listed', $h->preflight('/one', $A, 'PUT', 'content-type'),
          %allowed, 'allow-origin' => $A, 'allow-methods' => 'PUT',
          decision => "${refused}header-not-allowed");
$h->check('any origin', $h->preflight('/star', $STRANGER, 'GET'),
          %allowed, 'allow-origin' => '*', 'max-age' => 0);
$h->check('any origin, a malformed one', $h->preflight('/star', "$A/", 'GET'),
          %allowed, 'allow-origin' => '*', 'max-age' => 0);
$h->check('any origin except a denied one', $h->preflight('/deny', $A, 'GET'),
          %allowed, 'allow-origin' => '*');

my $res = $h->preflight('/status', $A, 'GET', undef);
$h->check('status 200', $res, %allowed, status => 200, 'allow-origin' => $A);
is($res->field('Content-Length'), 0, 'status 200: Content-Length is 0');
is($res->{body}, '', 'status 200: no body');
$h->check('status 200, method not covered', $h->preflight('/status', $A, 'PUT'),
          %allowed, status => 200, 'allow-origin' => $A,
          decision => "${refused}method-not-allowed");

# Not a preflight: httpd handles the request.
$h->check('OPTIONS without Origin', $h->preflight('/two', undef, 'PUT'), status => 'any',
          vary => 'Origin');
$res = $h->preflight('/one/a.txt', $A, '');
$h->check('empty method', $res, 'allow-origin' => $A, decision => 'actual-allowed');
ok(defined $res->field('Allow'), 'empty method: httpd answers');
$h->check('OPTIONS with Origin only', $h->preflight('/one/a.txt', $A), 'allow-origin' => $A,
          decision => 'actual-allowed');
$h->check('GET with the fields of a preflight',
          $h->get('/one/a.txt', "Origin: $A", 'Access-Control-Request-Method: PUT'),
          'allow-origin' => $A, decision => 'actual-allowed');
for my $method (qw(OPTIONSX OPTION options)) {
    $res = $h->request($method, '/one/a.txt', ["Origin: $A", 'Access-Control-Request-Method: PUT']);
    $h->check("the method $method", $res, status => 'any', 'allow-origin' => $A, decision => 'actual-allowed');
}
$h->check('no policy in force', $h->preflight('/plain.txt', $A, 'GET'));
$h->check('CorsEngine Off', $h->preflight('/off', $A, 'GET'), status => 'any');
$h->check('two names in two field lines',
          $h->preflight('/two', $A, 'PUT', 'x-token', 'Access-Control-Request-Headers: x-other'),
          %two, status => 204, 'allow-origin' => $A, decision => "${refused}header-not-allowed");
$h->check('two Origin field lines', $h->preflight('/two', $A, 'PUT', undef, "Origin: $A"),
          status => 403, vary => $PREFLIGHT_VARY, decision => "${refused}origin-malformed");

$h->log_ok(allow => [qr{AH00135: Invalid method in request (?:OPTIONSX|OPTION|options) }]);
done_testing;
