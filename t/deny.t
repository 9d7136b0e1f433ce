#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsDenyOrigin: refuses what a rule allows, adds up down the tree, and protects
# where no policy is in force.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my $VARY = 'Origin, Access-Control-Request-Method';
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
my %denied = (
    # path => origins denied there; all others of these are allowed, or refused as not listed
    exact => 'https://evil.example https://bad.example:8443',
    wildcard => 'https://x.evil.example https://x.y.evil.example',
    port => 'http://localhost http://localhost:3000',
    any => 'https://evil.example https://a.example https://bad.example:8443 https://x.evil.example'
        . ' https://x.y.evil.example http://localhost http://localhost:3000 http://evil.example null',
    null => 'null',
    tolerated => 'https://evil.example',
    listed => 'https://evil.example', regex => 'https://evil.example',
    order => 'https://evil.example', tree => '',
    'tree/x' => 'https://evil.example',
    'tree/x/y' => 'https://evil.example https://bad.example:8443',
);
my @origins = split / /, $denied{any};
my %allowed = (listed => ['https://a.example'], order => ['https://a.example'],
               regex => ['https://a.example', 'https://x.evil.example', 'https://x.y.evil.example']);
my %null = map { $_ => 1 } qw(tolerated tree);      # * includes null there

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

for my $path (sort keys %denied) {
    my %is_denied = map { $_ => 1 } split / /, $denied{$path};
    my $any = $policies{$path =~ s{/.*}{}r} =~ /AllowOrigin \*/;
    for my $origin (@origins) {
        my $is_allowed = !$is_denied{$origin}
            && ($allowed{$path} ? grep { $_ eq $origin } @{$allowed{$path}}
                : $origin eq 'null' ? $null{$path} : 1);
        my $reason = $is_denied{$origin} ? 'origin-denied' : 'origin-not-listed';
        my @field = $is_allowed ? ('allow-origin' => $any ? '*' : $origin) : ();
        my $label = "/$path, $origin";
        $h->check($label, $h->get("/$path", "Origin: $origin"), status => 404, @field,
                  vary => $path eq 'tree' ? undef : 'Origin',
                  decision => $is_allowed ? 'actual-allowed' : "actual-refused:$reason");
        $h->check("$label: preflight", $h->preflight("/$path", $origin, 'GET'), @field,
                  status => $is_allowed ? 204 : 403, vary => $VARY,
                  decision => $is_allowed ? 'preflight-allowed' : "preflight-refused:$reason");
    }
}
is($h->get('/tree/x/y', 'Origin: null')->field('Access-Control-Allow-Origin'), undef,
   'null, below a rule that denies');
$h->check('CorsEngine Off lifts the rule', $h->get('/tree/off', 'Origin: https://evil.example'),
          status => 404);

# Without a policy: the denied origin loses what others set, and gets 403.
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
        $h->check("$label: preflight", $res, status => 403, vary => $VARY,
                  decision => 'preflight-refused:origin-denied');
    }
    else {
        ok(defined $res->field('Allow'), "$label: preflight, the server's to answer");
    }
}

for (['/', 'https://evil.example'], ['/x', 'https://evil.example'], ['/x', 'https://a.example']) {
    my ($path, $origin) = @$_;
    my $res = $h->request('GET', $path, ["Origin: $origin"], undef, { port => $h->port_n(1) });
    is($res->{decision}, 'actual-refused:origin-denied', "virtual host: $path, $origin");
}

# With CorsEnforce, and without a policy: both are refused, the denied one loses what others set.
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
