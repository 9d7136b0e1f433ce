#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsPreserveExisting On: a single Access-Control-Allow-Origin of the application is kept,
# with its other CORS fields, in either header table.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $OWN, $X, $EVIL) = map { "https://$_.example" } qw(a own x evil);

# Fields that the application sends, by the last part of its path.
my %SENDS = (
    one => ["Access-Control-Allow-Origin: $OWN", 'Access-Control-Allow-Credentials: true'],
    star => ['Access-Control-Allow-Origin: *'],
    timing => ['Access-Control-Allow-Origin: *', 'Timing-Allow-Origin: https://own.example'],
    vary => ["Access-Control-Allow-Origin: $OWN", 'Vary: Accept'],
    two => [("Access-Control-Allow-Origin: $OWN") x 2],
    list => ["Access-Control-Allow-Origin: $OWN, https://b.example"],
    empty => ['Access-Control-Allow-Origin:'],
    alone => ['Access-Control-Expose-Headers: X-Own'],
    none => [],
);
my $branches = join '', map {
    my $lines = join ' ', map { "'$_'" } @{$SENDS{$_}};
    "/$_) " . ($lines ? "printf '%s\\n' $lines" : ':') . " ;;\n";
} sort keys %SENDS;
my $app = <<"CGI";
#!/bin/sh
printf 'Status: %s\\nContent-Type: text/plain\\n' "\${QUERY_STRING:-200}"
case \$PATH_INFO in
$branches
esac
printf '\\nbody'
CGI
my @at = qw(plain on off deny one forward fault proxied-app);   # where the program is
my $h = Httpd->new(
    modules => [qw(cgi headers proxy proxy_http)],
    files => { 'cgi/app' => [0755, $app], map { ("htdocs/headers/$_.txt" => 'a') } qw(a both) },
    conf => join('', map { "ScriptAlias /$_ \"\@ROOT\@/cgi/app\"\n" } @at) . <<"CONF");
Listen 127.0.0.1:\@PORT1\@
ProxyPass /proxy http://127.0.0.1:\@PORT1\@/proxied-app
<LocationMatch "^/(?:on|proxy|deny|forward|headers)">
    CorsAllowOrigin $A https://b.example
    CorsAllowCredentials On
    CorsPreserveExisting On
</LocationMatch>
<Location /off>
    CorsAllowOrigin $A https://b.example
    CorsAllowCredentials On
    CorsPreserveExisting Off
</Location>
<Location /deny>
    CorsDenyOrigin $EVIL
</Location>
<Location /one>
    CorsAllowOrigin $A
    CorsAllowCredentials On
    CorsPreserveExisting On
    CorsTimingAllowOrigin On
</Location>
<Location /forward>
    CorsPreflight Forward
    CorsAllowMethods PUT
</Location>
<LocationMatch "^/fault">
    CorsAllowOrigin *
    CorsPreserveExisting On
</LocationMatch>
<Location /fault>
    CorsAllowCredentials On
</Location>
<Location /headers>
    Header set Access-Control-Allow-Origin $OWN
    Header set Access-Control-Allow-Credentials true
</Location>
<Location /headers/both.txt>
    Header always set Access-Control-Allow-Origin $OWN
</Location>
CONF

my @credentials = ('allow-credentials' => 'true');
my @own = ('allow-origin' => $OWN, @credentials);
my @ours = ('allow-origin' => $A, @credentials);
my %decision = ($A => 'actual-allowed', $X => 'actual-refused:origin-not-listed', '' => '');

# The field is kept for all origins, in either header table.
for my $path ('/on/one', '/proxy/one', '/headers/a.txt', '/on/one?404', '/proxy/one?500') {
    for my $origin ($A, $X, '') {
        $h->check("$path, '$origin': kept", $h->get($path, $origin ? "Origin: $origin" : ()),
                  status => $path =~ /(\d+)$/ ? "$1" : 200, @own, vary => 'Origin',
                  decision => $decision{$origin});
    }
}
$h->check('"*" is kept', $h->get('/on/star', "Origin: $A"), 'allow-origin' => '*',
          vary => 'Origin', decision => 'actual-allowed');
$h->check('Vary is kept and extended', $h->get('/on/vary', "Origin: $X"), 'allow-origin' => $OWN,
          vary => 'Accept, Origin', decision => 'actual-refused:origin-not-listed');

# If the application sends two values in any form, or none, the policy's field is sent.
my @sends = qw(two list empty alone none);
for my $path ('/headers/both.txt', map { ("/on/$_", "/proxy/$_") } @sends) {
    $h->check("$path: replaced", $h->get($path, "Origin: $A"), @ours,
              vary => 'Origin', decision => 'actual-allowed');
    $h->check("$path: removed", $h->get($path, "Origin: $X"), vary => 'Origin',
              decision => 'actual-refused:origin-not-listed');
    $h->check("$path: no Origin", $h->get($path), vary => 'Origin');
}

# Not with Off, and not by default.
$h->check('Off: replaced', $h->get('/off/one', "Origin: $A"), @ours, vary => 'Origin',
          decision => 'actual-allowed');
$h->check('Off: removed', $h->get('/off/one', "Origin: $X"), vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
$h->check('no policy', $h->get('/plain/one', "Origin: $A"), @own);

# Never for a denied origin, nor where the settings contradict each other.
$h->check('a denied origin', $h->get('/deny/one', "Origin: $EVIL"), vary => 'Origin',
          decision => 'actual-refused:origin-denied');
$h->check('an origin that is not denied', $h->get('/deny/one', "Origin: $X"), @own, vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
for my $origin ($A, $X) {
    $h->check("policy-fault, $origin", $h->get('/fault/one', "Origin: $origin"),
              vary => 'Origin', decision => 'actual-refused:policy-fault');
}

# A policy that preserves is not constant. Timing-Allow-Origin is not preserved.
my $res = $h->get('/one/none');
$h->check('one origin is not constant', $res, vary => 'Origin');
is($res->field('Timing-Allow-Origin'), $A, 'Timing-Allow-Origin for all requests');
$res = $h->get('/one/timing', "Origin: $X");
$h->check('one: kept', $res, 'allow-origin' => '*', vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
is($res->field('Timing-Allow-Origin'), $A, "Timing-Allow-Origin of the application is replaced");
is($h->get('/on/timing', "Origin: $A")->field('Timing-Allow-Origin'), $OWN,
   'Timing-Allow-Origin of the application is kept without the directive');

# Preflights answered by the module have the policy's fields; with forwarded ones the
# application's are kept.
my @preflight = (vary => $PREFLIGHT_VARY);
$h->check('answered', $h->preflight('/headers/a.txt', $A, 'GET'), status => 204, @ours, @preflight,
          decision => 'preflight-allowed');
$h->check('forwarded: kept', $h->preflight('/forward/one', $X, 'PUT'), @own, @preflight,
          decision => 'preflight-refused:origin-not-listed');
$h->check('forwarded: fields of the policy', $h->preflight('/forward/none', $A, 'PUT'), @ours, @preflight,
          'allow-methods' => 'PUT', decision => 'preflight-allowed');

$h->log_ok(allow => [qr/\[cors:error\].* policy-fault: /]);
done_testing;
