#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Containers: settings for some origins. What each kind of request gets from them, which
# container is chosen, faults, the log, tenants. Merging is in t/per-origin-merge.t, wrong
# lines are in t/config-errors.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($APP, $SUB, $ANY) = qw(https://app.example https://x.app.example https://any.example);
my $TRUSTED = "CorsAllowOrigin *\n<CorsOrigin $APP https://*.app.example>\nCorsAllowCredentials On\n"
    . "CorsAllowMethods +PUT\nCorsExposeHeaders X-Count\nCorsMaxAge 600\n</CorsOrigin>\n";

sub containers { return join '', map { "<CorsOrigin https://o$_.example>\n</CorsOrigin>\n" } 1 .. shift }

my %tenants = (
    'own' => "<CorsOrigin $APP>\nCorsAllowCredentials On\n</CorsOrigin>\n",
    'match' => "<CorsOriginMatch https://[a-z]+[.]app[.]example>\nCorsMaxAge 5\n</CorsOriginMatch>\n",
    'null' => "<CorsOrigin null>\n</CorsOrigin>\nCorsAllowOrigin $APP\n",
    'n64' => containers(64),
    'n65' => containers(65),
    'n1001' => join('', map { my $n = $_; '<CorsOrigin ' . join(' ', map { "https://o$n-$_.example" } 1 .. 91)
        . ">\n</CorsOrigin>\n" } 1 .. 11),
    'r17' => '<CorsOriginMatch ' . join(' ', map { "https://o$_\[.]example" } 1 .. 17) . ">\n</CorsOriginMatch>\n",
    'limit' => "<Limit GET>\n<CorsOrigin $APP>\n</CorsOrigin>\n</Limit>\n",
    'fault' => "<CorsOrigin $APP http://app.example>\nCorsAllowCredentials On\n</CorsOrigin>\n"
        . "CorsAllowOrigin $ANY\n",
    'two' => "<CorsOrigin $APP>\nCorsAllowCredentials On\n</CorsOrigin>\n<CorsOrigin $ANY>\n"
        . "CorsAllowCredentials On\n</CorsOrigin>\nCorsExposeHeaders *\n",
    'over' => "CorsAllowCredentials Off\n",
    'plus' => "<CorsOrigin +$ANY>\nCorsAllowMethods +DELETE\n</CorsOrigin>\n",
    'denied' => "<CorsOrigin https://evil.example>\nCorsAllowCredentials On\n</CorsOrigin>\n",
);

my $h = Httpd->new(
    files => {
        (map { ("htdocs/$_/a.txt" => 'a') } keys %tenants, qw(public constant star timing forward report
            enforce unsafe preserve if)),
        (map { ("htdocs/$_/.htaccess" => $tenants{$_}) } keys %tenants),
    },
    modules => [qw(alias headers)],
    conf => <<"CONF");
<Location "/public">
$TRUSTED
</Location>
<Location "/constant">
    CorsExposeHeaders X-Out
    <CorsOrigin $APP>
        CorsAllowCredentials On
    </CorsOrigin>
</Location>
<Location "/star">
    <CorsOrigin *>
        CorsExposeHeaders X-Any
    </CorsOrigin>
</Location>
<Location "/if">
    <CorsOrigin $APP>
        CorsExposeHeaders X-App
    </CorsOrigin>
    <If "false">
        CorsMaxAge 5
    </If>
</Location>
<Location "/timing">
    CorsTimingAllowOrigin On
    CorsAllowOrigin https://b.example
    <CorsOrigin $APP>
        CorsAllowCredentials On
    </CorsOrigin>
</Location>
<Location "/forward">
$TRUSTED
    CorsPreflight Forward
</Location>
<Location "/report">
$TRUSTED
    CorsEngine ReportOnly
    Header set Access-Control-Allow-Origin "*"
</Location>
<Location "/enforce">
    CorsEnforce On
    <CorsOrigin $APP>
        CorsAllowCredentials On
    </CorsOrigin>
    CorsAllowOrigin https://b.example
</Location>
<Location "/unsafe">
$TRUSTED
    CorsEnforce Unsafe Credentials
</Location>
<Location "/preserve">
    CorsPreserveExisting On
    <CorsOrigin $APP>
        CorsAllowCredentials On
    </CorsOrigin>
</Location>
<Directory "\@ROOT\@/htdocs/over">
$TRUSTED
</Directory>
<Directory "\@ROOT\@/htdocs/plus">
    CorsAllowMethods PUT
    <CorsOrigin $APP>
        CorsAllowMethods PATCH
    </CorsOrigin>
</Directory>
<Directory "\@ROOT\@/htdocs/denied">
    CorsDenyOrigin https://evil.example
</Directory>
Redirect "/public/moved" "/elsewhere"
CONF

sub preflight { my ($path, $origin, $method, $names) = @_;
    return $h->request('OPTIONS', $path, ["Origin: $origin", "Access-Control-Request-Method: $method",
        $names ? "Access-Control-Request-Headers: $names" : ()]) }

# ---- each kind of request -----------------------------------------------------

for my $origin ($APP, $SUB) {
    $h->check("$origin: credentials", $h->get('/public/a.txt', "Origin: $origin"), 'allow-origin' => $origin,
              'allow-credentials' => 'true', 'expose-headers' => 'X-Count', vary => 'Origin',
              decision => 'actual-allowed');
    $h->check("$origin: preflight", preflight('/public/a.txt', $origin, 'PUT'), status => 204,
              'allow-origin' => $origin, 'allow-credentials' => 'true', 'allow-methods' => 'PUT',
              'max-age' => '600', vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
}
$h->check('all others', $h->get('/public/a.txt', "Origin: $ANY"), 'allow-origin' => '*', vary => 'Origin',
          decision => 'actual-allowed');
$h->check('all others, preflight', preflight('/public/a.txt', $ANY, 'PUT'), status => 204,
          'allow-origin' => '*', vary => $PREFLIGHT_VARY,
          decision => 'preflight-refused:method-not-allowed');
$h->check('all others with a cookie',
          $h->get('/public/a.txt', "Origin: $ANY", 'Cookie: a=b', 'Sec-Fetch-Mode: cors'),
          'allow-origin' => '*', vary => 'Origin', decision => 'actual-refused:credentials-not-allowed');
$h->check('no Origin', $h->get('/public/a.txt'), vary => 'Origin');
$h->check('malformed', $h->get('/public/a.txt', 'Origin: a b'), 'allow-origin' => '*', vary => 'Origin',
          decision => 'actual-allowed');
$h->check('not found', $h->get('/public/none', "Origin: $APP"), status => 404, 'allow-origin' => $APP,
          'allow-credentials' => 'true', 'expose-headers' => 'X-Count', vary => 'Origin',
          decision => 'actual-allowed');
$h->check('an early response', $h->get('/public/moved', "Origin: $APP"), status => 302,
          'allow-origin' => $APP, 'allow-credentials' => 'true', 'expose-headers' => 'X-Count',
          vary => 'Origin', decision => 'actual-allowed');
$h->check('a preflight of an early response', preflight('/public/moved', $APP, 'PUT'), status => 204,
          'allow-origin' => $APP, 'allow-credentials' => 'true', 'allow-methods' => 'PUT', 'max-age' => '600',
          vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');

# ---- constant policies --------------------------------------------------------

for my $origin ($APP, $ANY, undef) {
    $h->check('constant, ' . ($origin // 'no Origin'),
              $h->get('/constant/a.txt', $origin ? "Origin: $origin" : ()), 'allow-origin' => $APP,
              'allow-credentials' => 'true', 'expose-headers' => 'X-Out', vary => undef,
              $origin ? (decision => $origin eq $APP ? 'actual-allowed' : 'actual-refused:origin-not-listed')
                      : ());
    $h->check('"*" in a container, ' . ($origin // 'no Origin'),
              $h->get('/star/a.txt', $origin ? "Origin: $origin" : ()), 'allow-origin' => '*',
              'expose-headers' => 'X-Any', vary => undef, $origin ? (decision => 'actual-allowed') : ());
}
$h->check('not constant: an <If> in scope', $h->get('/if/a.txt'), vary => 'Origin');
$h->check('not constant: an <If> in scope, the origin', $h->get('/if/a.txt', "Origin: $APP"),
          'allow-origin' => $APP, 'expose-headers' => 'X-App', vary => 'Origin', decision => 'actual-allowed');
$h->check('not constant: an <If> in scope, another', $h->get('/if/a.txt', "Origin: $ANY"),
          vary => 'Origin', decision => 'actual-refused:origin-not-listed');
$h->check('not constant: preserved', $h->get('/preserve/a.txt'), vary => 'Origin');

# ---- other directives ---------------------------------------------------------

is($h->get('/timing/a.txt')->field('Timing-Allow-Origin'), "https://b.example, $APP",
   'Timing-Allow-Origin names the origins of containers too');
is(preflight('/forward/a.txt', $APP, 'PUT')->field('Access-Control-Allow-Credentials'), 'true',
   'a forwarded preflight has the fields of the container');
{
    my $res = $h->get('/report/a.txt', "Origin: $APP");
    $h->check('ReportOnly', $res, 'allow-origin' => '*', vary => undef, decision => 'actual-allowed');
    like($h->log_text, qr/report-only[^\n]*Access-Control-Allow-Credentials/, 'ReportOnly names what the container would send');
}
$h->check('Enforce: an origin of the container', $h->request('POST', '/enforce/a.txt', ["Origin: $APP"]),
          status => 200, 'allow-origin' => $APP, 'allow-credentials' => 'true', vary => 'Origin',
          decision => 'actual-allowed');
$h->check('Enforce: an origin without a rule', $h->request('POST', '/enforce/a.txt', ["Origin: $ANY"]),
          status => 403, vary => 'Origin', decision => 'actual-refused:origin-not-listed');
$h->check('Enforce ... Credentials: not for the container',
          $h->request('POST', '/unsafe/a.txt', ["Origin: $APP", 'Cookie: a=b']), status => 200,
          'allow-origin' => $APP, 'allow-credentials' => 'true', 'expose-headers' => 'X-Count',
          vary => 'Origin', decision => 'actual-allowed');
$h->check('Enforce ... Credentials: for all others',
          $h->request('POST', '/unsafe/a.txt', ["Origin: $ANY", 'Cookie: a=b']), status => 403,
          'allow-origin' => '*', vary => 'Origin', decision => 'actual-refused:credentials-not-allowed');

# ---- tenants ------------------------------------------------------------------

$h->check('.htaccess', $h->get('/own/a.txt', "Origin: $APP"), 'allow-origin' => $APP,
          'allow-credentials' => 'true', vary => undef, decision => 'actual-allowed');
$h->check('.htaccess: an expression', preflight('/match/a.txt', $SUB =~ s/app/app/r, 'GET'), status => 204,
          'allow-origin' => $SUB, 'max-age' => '5', vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
# Faults may share a slot of the limit for the log, so that of the container comes first.
for (['fault', $APP], ['fault', 'http://app.example'], ['null', 'null']) {
    my ($path, $origin) = @$_;
    $h->check(".htaccess: a fault refuses $origin", $h->get("/$path/a.txt", "Origin: $origin"),
              vary => 'Origin', decision => 'actual-refused:policy-fault');
}
for (['null', $APP], ['fault', $ANY]) {
    my ($path, $origin) = @$_;
    $h->check(".htaccess: a fault leaves $origin", $h->get("/$path/a.txt", "Origin: $origin"),
              'allow-origin' => $origin, vary => 'Origin', decision => 'actual-allowed');
}
my $fault = qr{policy-fault: no origin of the container at \S+/fault/[.]htaccess:1 is allowed here, \S+/fault/[.]htaccess:1: <CorsOrigin> 'http://app[.]example' cannot be used with};
like($h->log_text, $fault, 'the fault is logged, with the container');
$h->get('/two/a.txt', "Origin: $_") for $APP, $ANY;
like($h->log_text, qr{actual-refused:policy-fault '$ANY' GET /two/a[.]txt \(policy at \S+/two/[.]htaccess:4\)},
     'the debug line names the container');
is($h->get('/n64/a.txt', 'Origin: https://o64.example')->{status}, 200, '64 containers in a .htaccess');
is($h->get("/$_/a.txt", "Origin: $APP")->{status}, 500, ".htaccess: $_") for qw(n65 n1001 r17 limit);
like($h->log_text, qr/$_/, "the log says: $_")
    for 'is one too many, a \.htaccess holds at most 64 containers', 'at most 1000 origin patterns',
        'at most 16 regular expressions', "<CorsOrigin>: '$APP' is inside <Limit>";
$h->check('.htaccess: it is merged after the container', $h->get('/over/a.txt', "Origin: $APP"),
          'allow-origin' => $APP, 'expose-headers' => 'X-Count', vary => 'Origin', decision => 'actual-allowed');
$h->check('.htaccess: a container with +', preflight('/plus/a.txt', $ANY, 'DELETE'), status => 204,
          'allow-origin' => $ANY, 'allow-methods' => 'PUT, DELETE', vary => $PREFLIGHT_VARY,
          decision => 'preflight-allowed');
$h->check('.htaccess: and the outer container', preflight('/plus/a.txt', $APP, 'PATCH'), status => 204,
          'allow-origin' => $APP, 'allow-methods' => 'PATCH', vary => $PREFLIGHT_VARY,
          decision => 'preflight-allowed');
$h->check('.htaccess: a container lifts no denial', $h->get('/denied/a.txt', 'Origin: https://evil.example'),
          vary => 'Origin', decision => 'actual-refused:origin-denied');

# ---- the log ------------------------------------------------------------------

my $text = $h->log_text;
like($text, qr{actual-allowed '$SUB' GET /public/a[.]txt \(by 'https://\*[.]app[.]example' at \S+/httpd[.]conf:\d+\)},
     'the log names the pattern of the container, with its place');
like($text, qr{preflight-refused:method-not-allowed '$ANY' PUT /public/a[.]txt method 'PUT'}, 'the log of all others');
$h->log_ok(allow => [qr/policy-fault: /, qr/\[core:alert\].*\.htaccess: /, qr/\[cors:warn\]/]);
done_testing;
