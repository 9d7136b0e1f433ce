#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every directive: actual requests and preflights of an allowed origin, of a refused origin
# and without Origin, with and without the directive.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $X) = qw(https://a.example https://x.example);      # allowed, refused
my $RULE = "CorsAllowOrigin https://a.example https://b.example\n";

my @rows = (
    # directive, configuration, and the fields that differ from those of the rule without
    # the directive, for: allowed actual request, allowed preflight, both if refused
    ['', $RULE],
    ['CorsEngine', "${RULE}CorsEngine On"],
    ['CorsAllowOrigin', "${RULE}CorsAllowOrigin https://c.example"],
    ['CorsAllowOriginMatch', 'CorsAllowOriginMatch https://[ab][.]example'],
    ['CorsDenyOrigin', "${RULE}CorsAllowOrigin $X\nCorsDenyOrigin $X", {}, {},
     { reason => 'origin-denied' }],
    ['CorsAllowMethods', "${RULE}CorsAllowMethods PUT", {}, { 'allow-methods' => 'PUT' }],
    ['CorsAllowHeaders', "${RULE}CorsAllowHeaders X-A", {}, { 'allow-headers' => 'x-a' }],
    ['CorsExposeHeaders', "${RULE}CorsExposeHeaders X-E", { 'expose-headers' => 'x-e' }],
    ['CorsAllowCredentials', "${RULE}CorsAllowCredentials On", { 'allow-credentials' => 'true' },
     { 'allow-credentials' => 'true' }],
    ['CorsAllowCredentials Off', "${RULE}CorsAllowCredentials Off"],
    ['CorsEnforce', "${RULE}CorsEnforce On", {}, {}, { status => 403 }],
    ['CorsEnforce Unsafe', "${RULE}CorsEnforce Unsafe Credentials"],
    ['CorsEnforce Off', "${RULE}CorsEnforce Off"],
    ['CorsEnforceExcept', "${RULE}CorsEnforce On\nCorsEnforceExcept $X", {}, {}, { status => 200 }],
    ['CorsMaxAge', "${RULE}CorsMaxAge 86400", {}, { 'max-age' => 86400 }],
    ['CorsTimingAllowOrigin', "${RULE}CorsTimingAllowOrigin On"],
    ['CorsPreflight Answer', "${RULE}CorsPreflight Answer"],
    ['CorsPreserveExisting', "${RULE}CorsPreserveExisting On"],
    ['CorsPreflightStatus', "${RULE}CorsPreflightStatus 200", {}, { status => 200 }],
    ['CorsDangerouslyTolerate', "CorsDangerouslyTolerate NullOrigin\nCorsAllowOrigin $A null"],
);
my ($conf, %files) = ('');
for my $i (0 .. $#rows) {
    $conf .= qq(<Directory "\@ROOT\@/htdocs/$i">\n$rows[$i][1]\n</Directory>\n);
    $files{"htdocs/$i/a.txt"} = 'a';
    next if $rows[$i][0] =~ /Tolerate|Except/;      # not in .htaccess
    $files{"htdocs/hta/$i/.htaccess"} = "$rows[$i][1]\n";
    $files{"htdocs/hta/$i/a.txt"} = 'a';
}
my $h = Httpd->new(files => \%files, conf => $conf);

for my $i (0 .. $#rows) {
    my ($name, undef, $actual, $preflight, $refused) = @{$rows[$i]};
    $name ||= 'only the rule';
    my $reason = $refused->{reason} || 'origin-not-listed';
    for my $path (grep { $files{"htdocs$_"} } "/$i/a.txt", "/hta/$i/a.txt") {
        my $label = "$name, $path";
        $h->check("$label: actual, allowed", $h->get($path, "Origin: $A"), 'allow-origin' => $A,
                  vary => 'Origin', decision => 'actual-allowed', %{$actual || {}});
        $h->check("$label: actual, refused", $h->get($path, "Origin: $X"), vary => 'Origin',
                  decision => "actual-refused:$reason",
                  $refused->{status} ? (status => $refused->{status}) : ());
        $h->check("$label: actual, no Origin", $h->get($path), vary => 'Origin');
        $h->check("$label: preflight, allowed", $h->preflight($path, $A, 'GET'), status => 204,
                  'allow-origin' => $A, vary => $PREFLIGHT_VARY, decision => 'preflight-allowed',
                  %{$preflight || {}});
        $h->check("$label: preflight, refused", $h->preflight($path, $X, 'GET'), status => 403,
                  vary => $PREFLIGHT_VARY, decision => "preflight-refused:$reason");
        my $res = $h->preflight($path, undef, 'GET');
        $h->check("$label: preflight, no Origin", $res, vary => 'Origin');
        ok(defined $res->field('Allow'), "$label: preflight, no Origin: answered by the server");
        my $null = $h->get($path, 'Origin: null')->field('Access-Control-Allow-Origin');
        is($null, $name =~ /Tolerate/ ? 'null' : undef, "$label: null");
    }
}

# Again, after a graceful restart.
$h->graceful;
$h->check('after a restart: actual', $h->get('/0/a.txt', "Origin: $A"), 'allow-origin' => $A,
          vary => 'Origin', decision => 'actual-allowed');
$h->check('after a restart: preflight', $h->preflight('/0/a.txt', $X, 'GET'), status => 403,
          vary => $PREFLIGHT_VARY, decision => 'preflight-refused:origin-not-listed');

$h->log_ok;
done_testing;
