#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Methods and header names of preflights: lists, the literal *, and with credentials the
# echo that replaces it.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY $PREFLIGHT_VARY_STAR);
use Httpd;
use Test::More;

my $A = 'https://a.example';
my %COMMON = (status => 204, 'allow-origin' => $A, decision => 'preflight-allowed');
my %METHOD = (decision => 'preflight-refused:method-not-allowed');
my %HEADER = (decision => 'preflight-refused:header-not-allowed');

sub vary_for { return (vary => $_[0] =~ /^(?:star|headers)/ ? $PREFLIGHT_VARY_STAR : $PREFLIGHT_VARY) }

my $conf = '';
for (['lists', 'PATCH propfind X!-Y', 'X-A x-B Authorization'],
     ['star', '*', '*'],
     ['star-auth', '*', '* Authorization'],
     ['methods', '*', 'X-A'],
     ['headers', 'PUT', '*'],
     ['none', undef, undef]) {
    my ($name, $methods, $headers) = @$_;
    for my $credentials (qw(Off On)) {
        $conf .= "<Location /$name-$credentials>\n"
            . "CorsAllowOrigin https://a.example https://b.example\n"
            . "CorsAllowCredentials $credentials\n"
            . (defined $methods ? "CorsAllowMethods $methods\nCorsAllowHeaders $headers\n" : '')
            . "</Location>\n";
    }
}
my $h = Httpd->new(conf => $conf);

my @rows = (
    # policy, requested method, requested names, Allow-Methods, Allow-Headers, ...
    ['lists', 'PATCH', 'x-a,x-b', 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization'],
    ['lists', 'propfind', 'authorization', 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization'],
    ['lists', 'X!-Y', undef, 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization'],
    ['lists', 'PROPFIND', undef, 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization', %METHOD],
    ['lists', 'patch', undef, 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization', %METHOD],
    ['lists', '*', undef, 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization', %METHOD],
    ['lists', 'PATCH', '*', 'PATCH, propfind, X!-Y', 'x-a, x-b, authorization', %HEADER],
    ['none', 'GET', undef, undef, undef],
    ['none', 'PUT', undef, undef, undef, %METHOD],
    ['none', 'GET', 'x-a', undef, undef, %HEADER],
    ['none', 'GET', 'accept,x-a', undef, undef, %HEADER],
);
for my $row (@rows) {
    my ($name, $method, $names, $methods, $headers, %other) = @$row;
    for my $credentials (qw(Off On)) {
        $h->check("$name, credentials $credentials: $method " . ($names // ''),
                  $h->preflight("/$name-$credentials", $A, $method, $names), %COMMON, vary_for($name),
                  $methods ? ('allow-methods' => $methods) : (),
                  $headers ? ('allow-headers' => $headers) : (),
                  $credentials eq 'On' ? ('allow-credentials' => 'true') : (), %other);
    }
}

my $long = join ',', map { sprintf 'x-%04d', $_ } 1 .. 560;       # 3919 bytes
my $too_long = join ',', map { sprintf 'x-%04d', $_ } 1 .. 720;   # 4320 bytes of names
@rows = (
    ['star', 'PUT', 'x-a', '*', '*'],
    ['star', 'whatever', 'x-a,x-b', '*', '*'],
    ['star', 'GET', undef, '*', '*'],
    # Against the standard, browsers let * cover Authorization, so * is not sent to them.
    ['star', 'PUT', 'authorization', '*', undef, %HEADER],
    ['star', 'PUT', 'x-a,AUTHORIZATION', '*', 'x-a', %HEADER],
    ['star', 'PUT', "authorization,$too_long", '*', undef, %HEADER],
    ['headers', 'PUT', 'authorization,x-z', 'PUT', 'x-z', %HEADER],
    ['star', 'PUT', 'authorization-x', '*', '*'],
    ['star', 'PUT', $too_long, '*', '*'],
    ['star-auth', 'PUT', 'authorization,x-a', '*', '*, authorization'],
    ['methods', 'PUT', 'x-a', '*', 'x-a'],
    ['methods', 'PUT', 'x-b', '*', 'x-a', %HEADER],
    ['headers', 'PUT', 'x-z', 'PUT', '*'],
    ['headers', 'PATCH', 'x-z', 'PUT', '*', %METHOD],
);
for my $row (@rows) {
    my ($name, $method, $names, $methods, $headers, %other) = @$row;
    $h->check("literal *: $name $method " . substr($names // '', 0, 40),
              $h->preflight("/$name-Off", $A, $method, $names), %COMMON, vary_for($name),
              'allow-methods' => $methods, $headers ? ('allow-headers' => $headers) : (), %other);
}

@rows = (
    ['star', 'PUT', 'x-a', 'PUT', 'x-a'],
    ['star', 'whatever', 'x-a, x-b', 'whatever', 'x-a, x-b'],
    ['star', 'PUT', undef, 'PUT', undef],
    ['star', 'PUT', 'x-a,x-b,x-a,X-A', 'PUT', 'x-a, x-b'],
    ['star', 'PUT', ',,x-a,, ,x-b,', 'PUT', 'x-a, x-b'],
    ['star', 'PUT', 'x-a,authorization', 'PUT', 'x-a', %HEADER],
    ['star', 'PUT', 'Authorization', 'PUT', undef, %HEADER],
    ['star', 'PUT', 'x-a,*', 'PUT', 'any', decision => 'any'],
    ['star-auth', 'PUT', 'x-a,authorization', 'PUT', 'x-a, authorization'],
    ['star-auth', 'PUT', 'AUTHORIZATION', 'PUT', 'authorization'],
    ['methods', 'PUT', 'x-a', 'PUT', 'x-a'],
    ['headers', 'PUT', 'x-z', 'PUT', 'x-z'],
    ['star', 'PUT', $long, 'PUT', $long],
    ['star', 'PUT', $too_long, 'PUT', undef, %HEADER],
);
for my $row (@rows) {
    my ($name, $method, $names, $methods, $headers, %other) = @$row;
    $h->check("echo: $name $method " . substr($names // '', 0, 40),
              $h->preflight("/$name-On", $A, $method, $names), %COMMON, vary_for($name),
              'allow-methods' => $methods, 'allow-credentials' => 'true',
              $headers ? ('allow-headers' => $headers) : (), %other);
}

# A name or method that is not a token is never sent back.
for my $names ('x-a,b@d', 'x-a, x b', 'x-a;q=1', 'x-a,"x-b"', "x-\xe9", 'x-a: y') {
    my $res = $h->preflight('/star-On', $A, 'PUT', $names);
    my $sent = $res->field('Access-Control-Allow-Headers') // '';
    like($sent, qr/\A(?:x-a)?\z/, "echo: only the tokens of '$names'");
    is($res->{status}, 204, "echo: '$names' is answered");
    is($res->{decision}, $HEADER{decision}, "echo: '$names' is not covered");
}
my $res = $h->preflight('/star-On', $A, 'P UT');
is($res->field('Access-Control-Allow-Methods'), undef, 'echo: a method that is not a token is not sent');
is($res->{status}, 204, 'echo: a method that is not a token is answered');

# To a refused origin nothing is echoed.
$h->check('echo: refused origin', $h->preflight('/star-On', 'https://c.example', 'PUT', 'x-a'),
          status => 403, vary => $PREFLIGHT_VARY_STAR, decision => 'preflight-refused:origin-not-listed');

$h->log_ok;
done_testing;
