#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsDenyOrigin: refuses origins that other rules allow, is inherited by inner sections
# in addition to their rules, and also denies where no policy is in force.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my %policies = (
    # path => configuration
    exact => "CorsAllowOrigin *\nCorsDenyOrigin https://evil.example https://bad.example:8443",
    wildcard => "CorsAllowOrigin *\nCorsDenyOrigin https://*.evil.example",
    port => "CorsAllowOrigin *\nCorsDenyOrigin http://localhost:*",
    any => "CorsAllowOrigin https://a.example\nCorsDenyOrigin *",
    null => "CorsDangerouslyTolerate NullOrigin\nCorsAllowOrigin * \nCorsDenyOrigin null",
    tolerated => "CorsDangerouslyTolerate NullOrigin\nCorsAllowOrigin *\nCorsDenyOrigin https://evil.example",
    listed => "CorsAllowOrigin https://evil.example https://a.example\nCorsDenyOrigin https://evil.example",
    regex => "CorsAllowOriginMatch https://[a-z.]+\nCorsDenyOrigin https://evil.example",
    order => "CorsDenyOrigin https://evil.example\nCorsAllowOrigin https://evil.example https://a.example",
    tree => 'CorsAllowOrigin *',
    'tree/x' => 'CorsDenyOrigin https://evil.example',
    'tree/x/y' => "CorsDenyOrigin https://bad.example:8443\nCorsAllowOrigin +https://evil.example",
    'tree/off' => "CorsDenyOrigin https://evil.example\nCorsEngine Off",
);
my %origin = (
    'evil' => 'https://evil.example',
    'a' => 'https://a.example',
    'bad' => 'https://bad.example:8443',
    'x.evil' => 'https://x.evil.example',
    'x.y.evil' => 'https://x.y.evil.example',
    'local' => 'http://localhost',
    'local:3000' => 'http://localhost:3000',
    'http-evil' => 'http://evil.example',
    'null' => 'null',
);
# path, the field for allowed origins, denied origins, allowed origins; all others are not
# listed
my @rows = (
    ['exact', '*', 'evil bad',
     'a x.evil x.y.evil local local:3000 http-evil'],
    ['wildcard', '*', 'x.evil x.y.evil', 'evil a bad local local:3000 http-evil'],
    ['port', '*', 'local local:3000', 'evil a bad x.evil x.y.evil http-evil'],
    ['any', 'origin', 'evil a bad x.evil x.y.evil local local:3000 http-evil null', ''],
    ['null', '*', 'null',
     'evil a bad x.evil x.y.evil local local:3000 http-evil'],
    ['tolerated', '*', 'evil',
     'a bad x.evil x.y.evil local local:3000 http-evil null'],
    ['listed', 'origin', 'evil', 'a'],
    ['regex', 'origin', 'evil', 'a x.evil x.y.evil'],
    ['order', 'origin', 'evil', 'a'],
    ['tree', '*', '',
     'evil a bad x.evil x.y.evil local local:3000 http-evil null'],
    ['tree/x', '*', 'evil',
     'a bad x.evil x.y.evil local local:3000 http-evil'],
    ['tree/x/y', '*', 'evil bad',
     'a x.evil x.y.evil local local:3000 http-evil'],
);

my $own = join '', map { "Header $_ Access-Control-Allow-Origin https://own.example\n" }
    'set', 'always set';
my $h = Httpd->new(
    modules => ['headers'],
    files => { 'htdocs/protected/a.txt' => 'a' },
    conf => join('', map { "<Location /$_>\n$policies{$_}\n</Location>\n" } sort keys %policies)
        . <<"CONF");
<Location /protected>
    CorsDenyOrigin https://evil.example
    $own
</Location>
<Location /enforced>
    CorsDenyOrigin https://evil.example
    CorsEnforce On
    $own
</Location>
<Location /protected/any>
    CorsDenyOrigin *
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    CorsDenyOrigin https://evil.example
    CorsAllowOrigin *
    <Location /x>
        CorsDenyOrigin https://a.example
    </Location>
</VirtualHost>
CONF

for (@rows) {
    my ($path, $field, $denied, $allowed) = @$_;
    my %decision = ((map { $_ => 'refused:origin-not-listed' } keys %origin),
                  (map { $_ => 'refused:origin-denied' } split / /, $denied), map { $_ => 'allowed' } split / /, $allowed);
    my @vary = $path eq 'tree' ? () : (vary => 'Origin');       # constant
    for my $name (sort keys %origin) {
        my ($origin, $decision) = ($origin{$name}, $decision{$name});
        my $is_allowed = $decision eq 'allowed';
        my @field = $is_allowed ? ('allow-origin' => $field eq '*' ? '*' : $origin) : ();
        my $label = "/$path, $origin";
        $h->check($label, $h->get("/$path", "Origin: $origin"), status => 404, @vary, @field,
                  decision => "actual-$decision");
        $h->check("$label: preflight", $h->preflight("/$path", $origin, 'GET'), @field,
                  status => $is_allowed ? 204 : 403, vary => $PREFLIGHT_VARY, decision => "preflight-$decision");
    }
}
is($h->get('/tree/x/y', 'Origin: null')->field('Access-Control-Allow-Origin'), undef,
   'null, below a rule that denies');
$h->check('CorsEngine Off lifts the rule', $h->get('/tree/off', 'Origin: https://evil.example'),
          status => 404);

# Without a policy, responses to a denied origin lose the CORS fields of the application,
# and its preflights get 403.
for (['/protected/a.txt', 'https://evil.example', 1], ['/protected/missing', 'https://evil.example', 1],
     ['/protected/any', 'https://a.example', 1], ['/protected/any', 'null', 1],
     ['/protected/a.txt', 'https://a.example', 0], ['/protected/missing', 'https://a.example', 0],
     ['/protected/a.txt', undef, 0], ['/protected/missing', undef, 0]) {
    my ($path, $origin, $is_denied) = @$_;
    my $res = $h->get($path, defined $origin ? "Origin: $origin" : ());
    my $label = "no policy: $path, " . ($origin // 'no Origin');
    my $own_lines = $path =~ /a\.txt/ ? 'https://own.example AND https://own.example'
        : 'https://own.example';
    $h->check($label, $res, status => $path =~ /a\.txt/ ? 200 : 404, vary => 'Origin',
              decision => $is_denied ? 'actual-refused:origin-denied' : 'any',
              $is_denied ? () : ('allow-origin' => $own_lines));
    next unless defined $origin;
    $res = $h->preflight($path, $origin, 'GET');
    if ($is_denied) {
        $h->check("$label: preflight", $res, status => 403, vary => $PREFLIGHT_VARY,
                  decision => 'preflight-refused:origin-denied');
    }
    else {
        ok(defined $res->field('Allow'), "$label: preflight, answered by the server");
    }
}

for (['/', 'https://evil.example'], ['/x', 'https://evil.example'], ['/x', 'https://a.example']) {
    my ($path, $origin) = @$_;
    my $res = $h->request('GET', $path, ["Origin: $origin"], undef, { port => $h->port_n(1) });
    is($res->{decision}, 'actual-refused:origin-denied', "virtual host: $path, $origin");
}

# With CorsEnforce and without a policy: denied and other origins are refused, and only
# the denied one loses the fields of the application.
for (['https://evil.example', 'origin-denied'], ['https://a.example', 'origin-not-listed'],
     ['null', 'origin-not-listed']) {
    my ($origin, $reason) = @$_;
    $h->check("denied and enforced: $origin", $h->get('/enforced', "Origin: $origin"), status => 403,
              vary => 'Origin', decision => "actual-refused:$reason",
              $reason eq 'origin-denied' ? () : ('allow-origin' => 'https://own.example'));
}
$h->check('denied and enforced: no Origin', $h->get('/enforced'), status => 404, vary => 'Origin',
          'allow-origin' => 'https://own.example');

$h->log_ok;
done_testing;
