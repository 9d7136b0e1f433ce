#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The debug line names the request and the method or header name that was refused. The
# log also explains refusals by the browser: Authorization with *, cookies that are not
# allowed, an <If> that is not true. CORS_DECISION and the places of rules are in
# decision-log.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY $PREFLIGHT_VARY_STAR);
use Httpd;
use Test::More;

my ($A, $B, $X, $EVIL) = map { "https://$_.example" } qw(a b x evil);
my $WWW = 'https://www.example';

my $h = Httpd->new(
    modules => [qw(rewrite headers cgi)],
    files => {
        'htdocs/routed/.htaccess' => "RewriteEngine On\nRewriteRule ^from\$ /files/a.txt [L]\n",
        'htdocs/files/index.html' => 'index',
        'htdocs/tenant/.htaccess' => qq(\n<If "%{HTTP:X-Met} == 'yes'">\nCorsAllowOrigin $A $B\n</If>\n),
        (map { ("htdocs/$_/a.txt" => 'a') } qw(files tenant if if-nested if-else if-off if-policy if-lesser if-two star cookies)),
    },
    conf => <<"CONF");
<Location /files>
    CorsAllowOrigin $A $B
    CorsDenyOrigin $EVIL
    CorsAllowMethods PUT
    CorsAllowHeaders X-A
</Location>
<Location /deny>
    CorsDenyOrigin $EVIL
</Location>
<Location /enforce>
    CorsEnforce On
</Location>
<LocationMatch "^/star-(?:off|list|on)">
    CorsAllowOrigin $A $B
    CorsAllowMethods PUT
    CorsAllowHeaders *
</LocationMatch>
<Location /star-list>
    CorsAllowHeaders * Authorization
</Location>
<Location /star-on>
    CorsAllowCredentials On
</Location>
<Location /star-any>
    CorsAllowOrigin *
    CorsAllowMethods *
    CorsAllowHeaders *
</Location>
<Location /if>
    Header set Access-Control-Allow-Origin *
    <If "%{HTTP:X-Met} == 'yes'">
        CorsAllowOrigin $A $B
    </If>
</Location>
<Location /if-nested>
    <If "true">
        CorsMaxAge 5
        <If "%{HTTP:X-Met} == 'yes'">
            CorsAllowOriginMatch https://[ab][.]example
        </If>
    </If>
</Location>
<Location /if-else>
    <If "true">
        SetEnvIf Request_URI . unused
    </If>
    <Else>
        CorsAllowOrigin $A $B
    </Else>
</Location>
<Location /if-two>
    <If "false">
        CorsAllowOrigin $A
    </If>
    <If "%{HTTP:X-Met} == 'yes'">
        CorsAllowOrigin $A $B
    </If>
</Location>
<Location /if-off>
    CorsEngine Off
    <If "false">
        CorsAllowOrigin $A
    </If>
</Location>
<Location /if-policy>
    CorsAllowOrigin $A $B
    <If "false">
        CorsAllowOrigin $X
    </If>
</Location>
<Location /if-lesser>
    <If "false">
        CorsMaxAge 5
    </If>
</Location>
<Location /cookies>
    CorsAllowOrigin $A $B $WWW
</Location>
<Location /cookies-single>
    CorsAllowOrigin $A
</Location>
<Location /cookies-any>
    CorsAllowOrigin *
</Location>
<Location /cookies-allowed>
    CorsAllowOrigin $A $B
    CorsAllowCredentials On
</Location>
<Location /cookies-enforced>
    CorsAllowOrigin $A $B
    CorsEnforce On
</Location>
CONF

my @conf = split /\n/, $h->slurp('httpd.conf');
sub line_after
{
    my ($section, $text) = @_;
    my ($start) = grep { index($conf[$_], $section) >= 0 } 0 .. $#conf;
    my ($n) = grep { index($conf[$_], $text) >= 0 } $start .. $#conf;
    return $n + 1;
}

# Sends one request; returns the response and its log line, without httpd's prefix.
sub logged
{
    my ($method, $path, $lines) = @_;
    my $before = length $h->slurp('logs/error_log');
    my $res = $h->request($method, $path, $lines);
    my @lines = substr($h->slurp('logs/error_log'), $before) =~ /\[cors:debug\] .*?\[client [^]]*\] (.*)/g;
    return ($res, join "\n", map { s/, referer: .*//r } @lines);
}

# ---- the form ---------------------------------------------------------------------------

my $files = 'httpd.conf:' . line_after('<Location /files>', 'CorsAllowOrigin');
my $methods = 'httpd.conf:' . line_after('<Location /files>', 'CorsAllowMethods');
my $headers = 'httpd.conf:' . line_after('<Location /files>', 'CorsAllowHeaders');
my $denied = 'httpd.conf:' . line_after('<Location /files>', 'CorsDenyOrigin');
my @put = map { ("Access-Control-Request-Method: $_") } qw(PUT);
my ($allowed, $not_listed) = ("(by '$A' at $files)", "(policy at $files)");
my $not_covered = 'preflight-refused:header-not-allowed';
my $long = '/files/' . 'x' x 193;       # 200 bytes
my @rows = (
    # method, request target, field lines, the line
    ['GET', '/files/a.txt', ["Origin: $A"], "actual-allowed '$A' GET /files/a.txt $allowed"],
    ['HEAD', '/files/a.txt', ["Origin: $A"], "actual-allowed '$A' HEAD /files/a.txt $allowed"],
    ['DELETE', '/files/none', ["Origin: $X"], "actual-refused:origin-not-listed '$X' DELETE /files/none $not_listed"],
    ['GET', '/files/a.txt', ["Origin: $EVIL"], "actual-refused:origin-denied '$EVIL' GET /files/a.txt (by '$EVIL' at $denied)"],
    ['GET', '/files/a.txt?token=secret', ["Origin: $A"], "actual-allowed '$A' GET /files/a.txt $allowed"],
    ['GET', '/files/a.txt?', ["Origin: $A"], "actual-allowed '$A' GET /files/a.txt $allowed"],
    ['GET', '/files/a.txt?to=https://secret.example/a', ["Origin: $A"], "actual-allowed '$A' GET /files/a.txt $allowed"],
    ['GET', '/files/https://x/a', ["Origin: $A"], "actual-allowed '$A' GET /files/https://x/a $allowed"],
    ['GET', '/files/%61%20b;c=d?e', ["Origin: $A"], "actual-allowed '$A' GET /files/%61%20b;c=d $allowed"],
    ['GET', '/files/x%3Fy', ["Origin: $A"], "actual-allowed '$A' GET /files/x%3Fy $allowed"],
    ['GET', '/files/./b/../a.txt', ["Origin: $A"], "actual-allowed '$A' GET /files/./b/../a.txt $allowed"],
    ['GET', "/files/'%0a%27", ["Origin: $A"], "actual-allowed '$A' GET /files/'%0a%27 $allowed"],
    ['GET', $long, ["Origin: $A"], "actual-allowed '$A' GET $long $allowed"],
    ['GET', "$long?" . 'q' x 50, ["Origin: $A"], "actual-allowed '$A' GET $long $allowed"],
    ['GET', "${long}y", ["Origin: $A"], "actual-allowed '$A' GET $long... $allowed"],
    ['GET', $long . 'y' x 5000, ["Origin: $A"], "actual-allowed '$A' GET $long... $allowed"],
    ['GET', '/files/', ["Origin: $A"], "actual-allowed '$A' GET /files/ $allowed"],
    ['GET', '/routed/from?a', ["Origin: $A"], "actual-allowed '$A' GET /routed/from $allowed"],
    ['OPTIONS', '/files/a.txt', ["Origin: $A"], "actual-allowed '$A' OPTIONS /files/a.txt $allowed"],
    ['OPTIONS', '/files/a.txt?t=1', ["Origin: $A", @put], "preflight-allowed '$A' PUT /files/a.txt $allowed"],
    ['OPTIONS', '/files/a.txt', ["Origin: $X", @put],
     "preflight-refused:origin-not-listed '$X' PUT /files/a.txt $not_listed"],
    ['OPTIONS', '/files/a.txt', ["Origin: $A", 'Access-Control-Request-Method: PATCH'],
     "preflight-refused:method-not-allowed '$A' PATCH /files/a.txt method 'PATCH' (policy at $methods)"],
    ['OPTIONS', '/files/a.txt', ["Origin: $A", @put, 'Access-Control-Request-Headers: x-a,x-b,x-c'],
     "$not_covered '$A' PUT /files/a.txt header 'x-b' (policy at $headers)"],
    ['OPTIONS', '/files/a.txt', ["Origin: $A", @put, 'Access-Control-Request-Headers: authorization'],
     "$not_covered '$A' PUT /files/a.txt header 'authorization' (policy at $headers)"],
    ['OPTIONS', '/files/a.txt', ["Origin: $A", @put, 'Access-Control-Request-Headers:  , X-A , X-B'],
     "$not_covered '$A' PUT /files/a.txt header 'X-B' (policy at $headers)"],
    # Browsers check the method first.
    ['OPTIONS', '/files/a.txt', ["Origin: $A", 'Access-Control-Request-Method: FOO', 'Access-Control-Request-Headers: x-b'],
     "preflight-refused:method-not-allowed '$A' FOO /files/a.txt method 'FOO' (policy at $methods)"],
    ['GET', '/deny/x', ["Origin: $EVIL"],
     "actual-refused:origin-denied '$EVIL' GET /deny/x (by '$EVIL' at httpd.conf:" . line_after('<Location /deny>', 'CorsDeny') . ')'],
    ['POST', '/enforce/x?y', ["Origin: $X"], "actual-refused:origin-not-listed '$X' POST /enforce/x (no policy)"],
    ['GET', '/files/a.txt', ['Origin: http://localhost:' . $h->port],
     "same-origin 'http://localhost:" . $h->port . "' GET /files/a.txt $not_listed"],
);
for (@rows) {
    my ($method, $target, $lines, $want) = @$_;
    my ($res, $line) = logged($method, $target, $lines);
    is($line =~ s{at \S*/(httpd[.]conf|[.]htaccess):}{at $1:}r, $want, substr "$method $target @$lines", 0, 110);
}
unlike($h->log_text, qr/\[cors:\w+\].*(?:secret|token=|q{20})/, 'no query is in the log');

# Text from clients is truncated and escaped.
for my $names ('x' x 3000, 'x-"@\\', "a'b", "\xff") {
    my (undef, $line) = logged('OPTIONS', '/files/a.txt', ["Origin: $A", @put, "Access-Control-Request-Headers: $names"]);
    like($line, qr/^\Q$not_covered\E '\Q$A\E' PUT \/files\/a\.txt header '[ -~]+' \(policy at /, 'a name of ' . length($names) . ' bytes');
}

# ---- * does not cover Authorization --------------------------------------------------------

my %granted = (status => 204, 'allow-origin' => $A, 'allow-methods' => 'PUT', vary => $PREFLIGHT_VARY_STAR, decision => 'preflight-allowed');
my $names_4096 = join ',', map { sprintf 'x-%05d', $_ } 1 .. 600;
for (['off', 'authorization', undef, 'authorization'],
     ['off', 'Authorization', undef, 'Authorization'],
     ['off', 'authorization,x-a', 'x-a', 'authorization'],
     ['off', 'X-B,authorization,x-a', 'X-B, x-a', 'authorization'],
     ['off', 'x-a,x-a,authorization,X-A', 'x-a', 'authorization'],
     ['off', 'authorization,authorization', undef, 'authorization'],
     ['off', "authorization,$names_4096", undef, 'authorization'],
     ['off', 'x-a', '*', undef],
     ['off', undef, '*', undef],
     ['off', 'x-authorization', '*', undef],
     ['list', 'authorization,x-a', '*, authorization', undef],
     ['list', 'x-a', '*, authorization', undef],
     ['on', 'authorization,x-a', 'x-a', 'authorization', 'true'],
     ['on', 'x-a', 'x-a', undef, 'true']) {
    my ($name, $names, $headers, $refused, $credentials) = @$_;
    my ($res, $line) = logged('OPTIONS', "/star-$name/x", ["Origin: $A", @put, defined $names
                                                           ? "Access-Control-Request-Headers: $names" : ()]);
    my $label = "star-$name, " . substr $names // 'no names', 0, 60;
    $h->check($label, $res, %granted, $headers ? ('allow-headers' => $headers) : (),
              $credentials ? ('allow-credentials' => $credentials) : (), $refused ? (decision => $not_covered) : ());
    like($line, qr{^\S+ '\Q$A\E' PUT /star-\w+/x header '\Q$refused\E' \(policy at }, "$label: the line") if $refused;
}
$h->check('* for any origin: authorization', $h->preflight('/star-any/x', $X, 'PUT', 'authorization,x-a'), status => 204,
          'allow-origin' => '*', 'allow-methods' => '*', 'allow-headers' => 'x-a', vary => 'any', decision => $not_covered);
$h->check('* for any origin: x-a', $h->preflight('/star-any/x', $X, 'PUT', 'x-a'), status => 204,
          'allow-origin' => '*', 'allow-methods' => '*', 'allow-headers' => '*', vary => 'any', decision => 'preflight-allowed');
is($h->preflight('/star-off/x', $X, 'PUT', 'authorization')->field('Access-Control-Allow-Headers'), undef, 'an unlisted origin gets no Access-Control-Allow-Headers');

# ---- an <If> that is not true -----------------------------------------------------------------

my $not_governed = 'not-governed:no-condition-met';
for (['/if/a.txt', '<Location /if>', '*'], ['/if-nested/a.txt', '<Location /if-nested>', undef],
     ['/if-else/a.txt', '<Location /if-else>', undef], ['/if-two/a.txt', '<Location /if-two>', undef],
     ['/tenant/a.txt', undef, undef], ['/if/none', '<Location /if>', undef]) {
    my ($path, $section, $field) = @$_;
    my %want = (status => $path =~ /none/ ? 404 : 200, vary => 'Origin', $field ? ('allow-origin' => $field) : ());
    my $line_number = $section ? 'httpd.conf:' . line_after($section, 'CorsAllowOrigin') : '.htaccess:3';
    for my $origin ($A, $X, 'null', 'nonsense') {
        my ($res, $line) = logged('GET', "$path?q", ["Origin: $origin"]);
        $res->{lines} = [grep { $_->[0] ne 'Vary' } @{$res->{lines}}], push @{$res->{lines}}, ['Vary', 'Origin']
            if HttpClient::as_set('vary', $res->field('Vary') // '') eq 'origin, x-met';  # httpd adds what a condition reads
        $h->check("$path, $origin", $res, %want, decision => $not_governed);
        like($line, qr{^$not_governed '\Q$origin\E' GET \Q$path\E \((?:[^)]* )?at \S*\Q$line_number\E\)$}, "$path, $origin: the line");
    }
    my ($res, $line) = logged('GET', $path, []);
    is($res->{decision}, undef, "$path, no Origin: no decision");
    is($line, '', "$path, no Origin: no line");
    $res = $h->request('OPTIONS', $path, ["Origin: $X", @put]);
    is($res->{decision}, $not_governed, "$path, preflight: decision");
    isnt($res->{status}, 204, "$path, preflight: the application answers") if $path !~ /none/;
    next if $path =~ /else/;
    is($h->get($path, "Origin: $A", 'X-Met: yes')->{decision}, 'actual-allowed', "$path, condition true");
    is($h->get($path, "Origin: $X", 'X-Met: yes')->{decision}, 'actual-refused:origin-not-listed', "$path, condition true, an unlisted origin");
}
for (['/if-off/a.txt', undef], ['/if-lesser/a.txt', undef], ['/if-policy/a.txt', 'actual-allowed']) {
    my ($path, $decision) = @$_;
    is($h->get($path, "Origin: $A")->{decision}, $decision, "$path: decision");
}

# ---- cookies that the policy does not allow -------------------------------------------------------

my $refused = 'actual-refused:credentials-not-allowed';
my @cookie = ('Cookie: a=b');
my @cors = ('Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: cross-site');
my %fields = (
    'cookies' => [vary => 'Origin'],
    'cookies-single' => [],
    'cookies-any' => ['allow-origin' => '*'],
    'cookies-allowed' => [vary => 'Origin', 'allow-credentials' => 'true'],
    'cookies-enforced' => [vary => 'Origin'],
);
for (['cookies', $A, [@cookie, @cors], $refused],
     ['cookies', $A, [@cookie, 'Sec-Fetch-Mode: cors'], $refused],
     ['cookies', $A, [@cookie, 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: same-site'], $refused],
     ['cookies', $A, ['Cookie: a=b; c=d', 'Authorization: Basic eDp5', @cors], $refused],
     ['cookies', $A, [@cors], 'actual-allowed'],
     ['cookies', $A, [@cookie], 'actual-allowed'],
     (map { ['cookies', $A, [@cookie, "Sec-Fetch-Mode: $_", 'Sec-Fetch-Site: cross-site'], 'actual-allowed'] }
          qw(no-cors navigate websocket same-origin)),
     ['cookies', $A, ['Authorization: Basic eDp5', @cors], 'actual-allowed'],
     ['cookies', $A, [@cookie, 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: same-origin'], 'actual-allowed'],
     ['cookies', $A, [@cookie, 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: none'], 'actual-allowed'],
     ['cookies', $WWW, [@cookie, 'Sec-Fetch-Mode: cors', 'Host: www.example'], 'actual-allowed'],
     ['cookies', $WWW, [@cookie, 'Sec-Fetch-Mode: cors', 'Host: other.example'], $refused],
     ['cookies', $WWW, [@cookie, @cors, 'Host: www.example'], $refused],
     ['cookies-single', $A, [@cookie, @cors], $refused],
     ['cookies-any', $A, [@cookie, @cors], $refused],
     ['cookies-any', 'null', [@cookie, @cors], $refused],
     ['cookies-any', $A, [@cookie], 'actual-allowed'],
     ['cookies-allowed', $A, [@cookie, @cors], 'actual-allowed'],
     ['cookies-enforced', $A, [@cookie, @cors], $refused]) {
    my ($place, $origin, $lines, $decision) = @$_;
    for my $method (qw(GET POST)) {
        my ($res, $line) = logged($method, "/$place/none", ["Origin: $origin", @$lines]);
        my $label = "$place, $method of $origin, @$lines";
        $h->check($label, $res, status => 404, decision => $decision, 'allow-origin' => $origin, @{$fields{$place}});
        like($line, qr{^\Q$decision '$origin' $method /$place/none (\E.+ at \S+:\d+\)$}, "$label: the line");
    }
}
is($h->get('/cookies/none', "Origin: $X", @cookie, @cors)->{decision}, 'actual-refused:origin-not-listed', 'cookies of an unlisted origin: the origin is the reason');
is($h->preflight('/cookies/none', $A, 'GET', undef, @cookie, @cors)->{decision}, 'preflight-allowed', 'cookies with a preflight: allowed');
is($h->get('/cookies/none', @cookie, @cors)->{decision}, undef, 'cookies without Origin: no decision');
$h->log_ok(allow => [qr/\[cors:warn\]|\[core:error\]/]);
done_testing;
