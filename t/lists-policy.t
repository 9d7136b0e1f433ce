#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Origin lists in policies: in each directive that takes patterns, in a .htaccess, and with
# mod_cache; lists without a version; and lines of the log. t/lists-file.t and the other
# t/lists-*.t are about the sources of lists.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $X, $Y, $N) = ('https://a.example', 'https://x.example', 'https://shop.y.example', 'https://n.example');
my $LISTED = "# partners\n$X\nhttps://*.y.example\nhttp://danger.example\nhttps://*.github.io\nhttp://localhost:*\n";
my $PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method';
my @DATABASE = ("DBDriver sqlite3\nDBDParams \@ROOT\@/db/lists\nDBDPersist Off\n", qr/list 'tenants'|\[dbd:(?:error|crit)\]/);

# ---- each directive that takes patterns -------------------------------------------

my $h = Httpd->new(
    modules => [qw(watchdog headers)],
    files => { 'conf/partners.txt' => $LISTED, 'conf/blocked.txt' => "$Y\nhttp://danger.example\n",
               map({ ("htdocs/$_/a.txt" => 'a') } qw(allow contained denied except deny tenant unknown plus timing)),
               'htdocs/tenant/.htaccess' => "CorsAllowOrigin $A list:partners\n",
               'htdocs/unknown/.htaccess' => "CorsAllowOrigin list:strangers\n" },
    conf => <<"CONF");
<Location "/allow">
    CorsAllowOrigin $A list:partners
    CorsAllowMethods PUT
    CorsAllowCredentials On
</Location>
<Location "/contained">
    CorsAllowOrigin *
    <CorsOrigin list:partners>
        CorsAllowCredentials On
    </CorsOrigin>
    <CorsOrigin https://*.shop.y.example $X>
        CorsMaxAge 7
    </CorsOrigin>
</Location>
<Location "/denied">
    CorsAllowOrigin *
    CorsDenyOrigin list:blocked
    CorsPreserveExisting On
    Header set Access-Control-Allow-Origin *
</Location>
<Location "/except">
    CorsAllowOrigin $A
    CorsEnforce On
    CorsEnforceExcept list:partners
</Location>
<Location "/deny">
    CorsDenyOrigin list:blocked
</Location>
<Location "/plus">
    CorsAllowOrigin $A
</Location>
<Location "/plus/a.txt">
    CorsAllowOrigin +list:partners
</Location>
<Location "/timing">
    CorsAllowOrigin $A list:partners
    CorsTimingAllowOrigin On
</Location>
CorsOriginList partners file:conf/partners.txt
CorsOriginList blocked file:conf/blocked.txt empty=allowed
CONF

for ([$A, 'a line next to the list'], [$X, 'an exact row'], [$Y, 'a wildcard row'], ['http://localhost:3000', 'loopback']) {
    my ($origin, $label) = @$_;
    $h->check("allow: $label", $h->get('/allow/a.txt', "Origin: $origin"), 'allow-origin' => $origin,
              'allow-credentials' => 'true', vary => 'Origin', decision => 'actual-allowed');
}
for my $origin ($N, 'http://danger.example', 'https://me.github.io', 'null', 'https://x.example.') {
    $h->check("allow: $origin is not listed", $h->get('/allow/a.txt', "Origin: $origin"), vary => 'Origin',
              decision => 'actual-refused:origin-not-listed');
}
$h->check('allow: a preflight', $h->preflight('/allow/a.txt', $Y, 'PUT'), status => 204, 'allow-origin' => $Y,
          'allow-credentials' => 'true', 'allow-methods' => 'PUT', vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
$h->check('allow: without Origin', $h->get('/allow/a.txt'), vary => 'Origin');

$h->check('container: a row', $h->get('/contained/a.txt', "Origin: $Y"), 'allow-origin' => $Y,
          'allow-credentials' => 'true', vary => 'Origin', decision => 'actual-allowed');
$h->check('container: of equal patterns, the line', $h->get('/contained/a.txt', "Origin: $X"), 'allow-origin' => $X,
          vary => 'Origin', decision => 'actual-allowed');
$h->check('container: a longer line', $h->get('/contained/a.txt', 'Origin: https://www.shop.y.example'),
          'allow-origin' => 'https://www.shop.y.example', vary => 'Origin', decision => 'actual-allowed');
$h->check('container: other origins', $h->get('/contained/a.txt', "Origin: $N"), 'allow-origin' => '*',
          vary => 'Origin', decision => 'actual-allowed');
$h->check('container: a dangerous row', $h->get('/contained/a.txt', 'Origin: http://danger.example'), 'allow-origin' => '*',
          vary => 'Origin', decision => 'actual-allowed');

for my $origin ($Y, "$Y.", 'http://danger.example') {
    $h->check("deny: $origin", $h->get('/denied/a.txt', "Origin: $origin"), vary => 'Origin',
              decision => 'actual-refused:origin-denied');
    $h->check("deny without a policy: $origin", $h->get('/deny/a.txt', "Origin: $origin"), vary => 'Origin',
              decision => 'actual-refused:origin-denied');
}
$h->check('deny: other origins', $h->get('/denied/a.txt', "Origin: $X"), 'allow-origin' => '*', vary => 'Origin',
          decision => 'actual-allowed');

$h->check('except', $h->request('POST', '/except/a.txt', ["Origin: $X"]), vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
$h->check('except: others are refused', $h->request('POST', '/except/a.txt', ["Origin: $N"]), status => 403,
          vary => 'Origin', decision => 'actual-refused:origin-not-listed');
$h->check('except: a dangerous row excepts nobody', $h->request('POST', '/except/a.txt', ['Origin: http://danger.example']),
          status => 403, vary => 'Origin', decision => 'actual-refused:origin-not-listed');

$h->check('+list:name extends', $h->get('/plus/a.txt', "Origin: $A"), 'allow-origin' => $A, vary => 'Origin',
          decision => 'actual-allowed');
$h->check('+list:name admits', $h->get('/plus/a.txt', "Origin: $X"), 'allow-origin' => $X, vary => 'Origin',
          decision => 'actual-allowed');
$h->check('a .htaccess uses a list', $h->get('/tenant/a.txt', "Origin: $X"), 'allow-origin' => $X, vary => 'Origin',
          decision => 'actual-allowed');
is($h->get('/unknown/a.txt')->{status}, 500, 'an unknown list in a .htaccess');
like($h->log_text, qr{/unknown/\.htaccess: CorsAllowOrigin: 'list:strangers' [^\n]*\bpartners\b},
     'an unknown list in a .htaccess: the log names the lists that exist');
is($h->get('/timing/a.txt', "Origin: $X")->field('Timing-Allow-Origin'), $X, 'Timing-Allow-Origin names the origin');
is($h->get('/timing/a.txt')->field('Timing-Allow-Origin'), undef, 'Timing-Allow-Origin is not sent to requests without Origin');

# ---- the lines of the log ---------------------------------------------------------

my @lines = (
    ['/allow/a.txt', $X, "actual-allowed '$X' GET /allow/a.txt (by '$X' at conf/partners.txt:2)"],
    ['/allow/a.txt', $Y, "actual-allowed '$Y' GET /allow/a.txt (by 'https://*.y.example' at conf/partners.txt:3)"],
    ['/allow/a.txt', 'http://localhost:81', "actual-allowed 'http://localhost:81' GET /allow/a.txt (by 'http://localhost:*' at conf/partners.txt:6)"],
    ['/denied/a.txt', "$Y.", "actual-refused:origin-denied '$Y.' GET /denied/a.txt (by '$Y' at conf/blocked.txt:1)"],
    ['/tenant/a.txt', $X, "actual-allowed '$X' GET /tenant/a.txt (by '$X' at conf/partners.txt:2)"],
);
for (@lines) {
    my ($path, $origin, $want) = @$_;
    my $from = length $h->slurp('logs/error_log');
    $h->get($path, "Origin: $origin");
    is($h->wait_for_line('logs/error_log', $from, qr/\] (\w[\w:-]+ '.*\))$/m), $want, "the line for $origin in $path");
}
$h->log_ok(allow => [qr/core:alert.*\.htaccess: /, qr/skips rows|cors:warn/]);

# ---- a name that is not defined, and lists that are never a fault --------------------

for (['CorsAllowOrigin list:a', 'CorsAllowOrigin'], ['CorsDenyOrigin list:a', 'CorsDenyOrigin'],
     ["CorsEnforce On\nCorsEnforceExcept list:a", 'CorsEnforceExcept'], ["<CorsOrigin list:a>\n</CorsOrigin>", '<CorsOrigin']) {
    my ($conf, $name) = @$_;
    my ($ok, $output) = Httpd->syntax("CorsOriginList known file:conf/a\n$conf\n", modules => ['watchdog'], files => { 'conf/a' => $A });
    ok(!$ok, "$name with an unknown list");
    like($output, qr/httpd\.conf:\d+: .*'list:a' .*\bknown\b/, "$name with an unknown list: the message has its place, and names the list that exists");
}
{
    my ($ok, $output) = Httpd->syntax(<<'CONF', modules => ['watchdog'], files => { 'conf/a' => "http://danger.example\nhttps://*.github.io\n" });
CorsOriginList a file:conf/a
CorsAllowOrigin list:a
CorsAllowCredentials On
CONF
    ok($ok, 'no row is a fault with credentials') or diag($output);
    ($ok, $output) = Httpd->syntax("CorsOriginList a file:conf/a\nCorsAllowOrigin list:a list:a\n", modules => ['watchdog'],
                                   files => { 'conf/a' => $A });
    like($output, qr/httpd\.conf:\d+: CorsAllowOrigin 'list:a' is listed twice \(/, 'a list that is named twice is warned about');
}

# Lists are compared by their names: rows may change.
my @warnings = (
    ["<CorsOrigin list:a>\nCorsMaxAge 5\n</CorsOrigin>\nCorsDenyOrigin list:a", qr/<CorsOrigin> 'list:a' never applies, 'CorsDenyOrigin list:a'/],
    ["<CorsOrigin $A>\nCorsMaxAge 5\n</CorsOrigin>\nCorsDenyOrigin list:a", undef],
    ["<CorsOrigin list:a>\nCorsMaxAge 5\n</CorsOrigin>\nCorsDenyOrigin list:b $A", undef],
    ['CorsAllowOrigin * list:a', qr/CorsAllowOrigin 'list:a' is already covered by '\*'/],
    ['CorsAllowOrigin list:a list:b https://*.example', undef],
    ["<CorsOrigin list:a>\nCorsMaxAge 5\n</CorsOrigin>\n<Location /x>\nCorsAllowOrigin +list:a\n</Location>",
     qr/CorsAllowOrigin 'list:a' gives its origins the URL's settings/],
);
for (@warnings) {
    my ($conf, $want) = @$_;
    my ($ok, $output) = Httpd->syntax("CorsOriginList a file:conf/a\nCorsOriginList b file:conf/b\n$conf\n",
                                      modules => ['watchdog'], files => { 'conf/a' => $A, 'conf/b' => $X });
    my $label = $conf =~ s/\n/, /gr;
    ok($ok, "$label is legal") or diag($output);
    my @said = grep { /httpd\.conf:\d+: (?!CorsOriginList)/ } split /\n/, $output;
    $want ? like(join("\n", @said), $want, "$label: a warning") : is_deeply(\@said, [], "$label: no warning");
}

# ---- a list decides like the same lines --------------------------------------------

{
    my @labels = qw(a b www shop);
    srand 7;
    my $host = sub { return join '.', map({ $labels[rand @labels] } 1 .. 1 + rand 3), 'example' };
    my $port = sub { return ('', '', ':81', ':8443')[rand 4] };
    my %row = map { $_ => 1 } map {
        'https://' . (rand() < 0.4 ? '*.' : '') . $host->() . (rand() < 0.2 ? ':*' : $port->())
    } 1 .. 60;
    my @rows = sort keys %row;
    my $same = Httpd->new(
        modules => ['watchdog'], log_level => 'info',
        files => { 'conf/rows.txt' => join('', map { "$_\n" } @rows),
                   map({ ("htdocs/$_/a.txt" => 'a') } qw(lines/allow list/allow lines/deny list/deny lines/contained list/contained)) },
        conf => join "\n", 'CorsOriginList rows file:conf/rows.txt', map {
            my ($name, $patterns) = @$_;
            my @lines = map { join ' ', @$patterns[$_ * 20 .. ($_ * 20 + 19 > $#$patterns ? $#$patterns : $_ * 20 + 19)] } 0 .. $#$patterns / 20;
            ("<Location /$name/allow>", (map { "CorsAllowOrigin $_" } @lines), 'CorsAllowCredentials On', 'CorsAllowMethods PUT', '</Location>',
             "<Location /$name/deny>", 'CorsAllowOrigin *', (map { "CorsDenyOrigin $_" } @lines), '</Location>',
             "<Location /$name/contained>", 'CorsAllowOrigin *', "<CorsOrigin @$patterns>", 'CorsAllowCredentials On', '</CorsOrigin>', '</Location>')
        } ['lines', \@rows], ['list', ['list:rows']]);
    my (@differ, %seen);
    for (1 .. 150) {
        my $origin = 'https://' . $host->() . $port->();
        for my $path (qw(allow deny contained)) {
            my ($lines, $list) = map {
                my $name = $_;
                join ' ', map { ($_->{status}, $_->{decision}, map { join ': ', @$_ } grep { $_->[0] =~ /^(?:Access|Vary)/ } @{$_->{lines}}) }
                    $same->get("/$name/$path/a.txt", "Origin: $origin"), $same->preflight("/$name/$path/a.txt", $origin, 'PUT')
            } qw(lines list);
            ++$seen{$1} if $lines =~ /(\w+-\w+)/;
            push @differ, "$path $origin: $lines | $list" if $lines ne $list;
        }
    }
    is_deeply(\@differ, [], 'a list decides like the same lines');
    cmp_ok($seen{$_} // 0, '>', 20, "... $_: often enough") for qw(actual-allowed actual-refused);
    $same->log_ok(allow => [qr/cors:warn/]);
}

# ---- a list without a version -------------------------------------------------------

SKIP: {
    skip 'httpd has no mod_dbd', 1 if !Httpd->has_module('dbd') || !Httpd->has_module('watchdog');
    my ($database, $said) = @DATABASE;
    my $none = Httpd->new(
        modules => [qw(watchdog dbd)], files => { map { ("htdocs/$_/a.txt" => 'a') } qw(allow deny except) },
        conf => <<"CONF");
$database
CorsOriginList tenants "dbd:SELECT origin FROM cors_origin" interval=60
<Location "/allow">
    CorsAllowOrigin $A list:tenants
</Location>
<Location "/deny">
    CorsAllowOrigin *
    CorsDenyOrigin list:tenants
</Location>
<Location "/except">
    CorsEnforce On
    CorsEnforceExcept list:tenants
</Location>
CONF
    $none->check('allow: other rules', $none->get('/allow/a.txt', "Origin: $A"), 'allow-origin' => $A, vary => 'Origin',
                 decision => 'actual-allowed');
    $none->check('allow: nobody else', $none->get('/allow/a.txt', "Origin: $X"), vary => 'Origin',
                 decision => 'actual-refused:list-unavailable');
    $none->check('allow: a preflight', $none->preflight('/allow/a.txt', $X, 'GET'), status => 403, vary => $PREFLIGHT_VARY,
                 decision => 'preflight-refused:list-unavailable');
    $none->check('deny: everybody', $none->get('/deny/a.txt', "Origin: $A"), vary => 'Origin',
                 decision => 'actual-refused:list-unavailable');
    is($none->get('/except/a.txt', "Origin: $X")->{status}, 403, 'except: nobody');
    like($none->log_text, qr/list-unavailable '$X' GET \/allow\/a\.txt \(by 'list:tenants' at \S+httpd\.conf:\d+\)/,
         'the line names the rule');
    $none->log_ok(allow => [$said]);
}

# ---- rows of a database -------------------------------------------------------------

SKIP: {
    skip 'httpd has no mod_dbd', 1 if !Httpd->has_module('dbd') || !Httpd->has_module('watchdog');
    skip 'sqlite3 is not installed', 1 if system('sqlite3 -version >/dev/null 2>&1');
    my $data = Httpd->new(
        modules => [qw(watchdog dbd)], files => { 'htdocs/a.txt' => 'a', 'db/schema' => <<'SQL' },
CREATE TABLE cors_origin (origin TEXT);
INSERT INTO cors_origin VALUES ('https://x.example'), ('https://*.y.example');
SQL
        conf => <<"CONF");
$DATABASE[0]
CorsOriginList tenants "dbd:SELECT origin FROM cors_origin ORDER BY rowid" interval=1
CorsAllowOrigin list:tenants
CONF
    my $root = $data->root;
    system("sqlite3 '$root/db/lists' < '$root/db/schema' && chmod 644 '$root/db/lists'") == 0 or die "sqlite3 failed\n";
    my $allowed;
    for (1 .. 60) {
        $allowed = $data->get('/a.txt', "Origin: $Y");
        last if $allowed->{decision} eq 'actual-allowed';
        select undef, undef, undef, 0.25;
    }
    $data->check('a row of a database', $allowed, 'allow-origin' => $Y, vary => 'Origin', decision => 'actual-allowed');
    like($data->log_text, qr/actual-allowed '$Y' GET \/a\.txt \(by 'https:\/\/\*\.y\.example' at row 2 of list 'tenants'\)/,
         'the line has the number of the row');
    $data->log_ok(allow => [$DATABASE[1], qr/cors:error.*list 'tenants'/]);
}

# ---- mod_cache ------------------------------------------------------------------------

# A response to an origin that a row admits is not stored by the quick handler, so that a row
# that is removed takes effect at once.
SKIP: {
    skip 'httpd has no mod_cache_disk', 1 if !Httpd->has_module('cache_disk');
    my $cache = Httpd->new(
        modules => [qw(watchdog cache cache_disk headers)],
        files => { 'htdocs/a.txt' => 'a', 'htdocs/d/a.txt' => 'a', 'conf/partners.txt' => $LISTED, 'cache/x' => '' },
        conf => <<"CONF");
CacheRoot "\@ROOT\@/cache"
CacheEnable disk "/"
CacheQuickHandler On
CacheHeader On
Header set Cache-Control max-age=100
CorsOriginList partners file:conf/partners.txt interval=1
CorsAllowOrigin $A list:partners
<Location "/d">
    CorsDenyOrigin list:partners
</Location>
CONF
    chmod 0777, $cache->root . '/cache';
    for (1, 2) {
        $cache->get('/a.txt', "Origin: $X");
        $cache->get('/a.txt', "Origin: $A");
    }
    like($cache->get('/a.txt', "Origin: $A")->field('X-Cache'), qr/^HIT/, 'mod_cache: the response to an origin of the configuration is stored');
    my $res = $cache->get('/a.txt', "Origin: $X");
    unlike($res->field('X-Cache') // '', qr/^HIT/, 'mod_cache: the response to an origin of a row is not stored');
    unlike($cache->get('/d/a.txt', "Origin: $A")->field('X-Cache') // '', qr/^HIT/, "mod_cache: a response that no row denies is not stored, request $_") for 1, 2;
    $cache->check('mod_cache: the origin of a row is admitted', $res, 'allow-origin' => $X, vary => 'Origin', decision => 'actual-allowed');
    $cache->log_ok(allow => [qr/cors:warn/]);
}

done_testing;
