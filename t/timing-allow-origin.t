#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsTimingAllowOrigin On: if the policy lists its origins, Timing-Allow-Origin names them
# all, for all requests; otherwise it names the allowed origin.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $B, $X) = map { "https://$_.example" } qw(a b x);
my $LONG = join ' ', map { sprintf 'https://%060d.example', $_ } 1 .. 60;
# Short enough by itself, but too long together with the list that it extends.
my $PLUS = join ' ', '+https://c.example', map { sprintf '+https://%060d.example', $_ } 1 .. 52;

my @rows = (
    # directory, configuration, the field for: allowed, refused, no Origin
    ['list', "CorsAllowOrigin $A $B", ("$A, $B") x 3],
    ['one', "CorsAllowOrigin $A", ($A) x 3],
    ['any', 'CorsAllowOrigin *', ('*') x 3],
    ['any-listed', "CorsAllowOrigin $A *", ('*') x 3],
    ['wildcard', "CorsAllowOrigin $A https://*.b.example", $A, undef, undef],
    ['regex', 'CorsAllowOriginMatch https://[ab][.]example', $A, undef, undef],
    ['deny', "CorsAllowOrigin $A $B\nCorsDenyOrigin $X", $A, undef, undef],
    ['long', "CorsAllowOrigin $A $LONG", $A, undef, undef],
    ['list/any', 'CorsAllowOrigin +*', ('*') x 3],
    ['list/long', "CorsAllowOrigin $PLUS", $A, undef, undef],
    ['list/plus', 'CorsAllowOrigin +https://c.example', ("$A, $B, https://c.example") x 3],
    ['list/off', 'CorsTimingAllowOrigin Off', ('https://app.example') x 3],
    ['list/engine', 'CorsEngine Off', ('https://app.example') x 3],
    ['enforce', "CorsAllowOrigin $A $B\nCorsEnforce On", ("$A, $B") x 3],
    ['alone', '', ('https://app.example') x 3],
    ['none', "CorsAllowOrigin $A\nCorsTimingAllowOrigin Off", (undef) x 3],
);
my ($conf, %files) = ('');
for my $row (@rows) {
    my ($name, $lines) = @$row;
    my $on = $lines =~ /Timing/ ? '' : "CorsTimingAllowOrigin On\n";
    my $app = $name =~ /off|none/ ? '' : "Header set Timing-Allow-Origin https://app.example\n";
    $conf .= qq(<Directory "\@ROOT\@/htdocs/$name">\n$lines\n$on$app</Directory>\n);
    $files{"htdocs/$name/a.txt"} = 'a';
}
$conf .= <<'CONF';
Redirect "/list/server" "/list/a.txt"
<Directory "@ROOT@/htdocs/one">
    RedirectMatch "^/one/match$" "/one/a.txt"
</Directory>
CONF
$files{'htdocs/list/rewrite/.htaccess'} = "RewriteEngine On\nRewriteRule ^a /list/a.txt [R,L]\n";
my $h = Httpd->new(modules => [qw(headers rewrite)], files => \%files, conf => $conf);

for my $row (@rows) {
    my ($name, undef, @want) = @$row;
    my @origins = ($A, $X, undef);
    for my $i (0 .. 2) {
        my $res = $h->get("/$name/a.txt", defined $origins[$i] ? "Origin: $origins[$i]" : ());
        my $label = "$name: " . ($origins[$i] // 'no Origin');
        is($res->field('Timing-Allow-Origin'), $want[$i], $label);
        my $constant = $name =~ /^(?:one|any|none|alone|list.engine)$/;
        is($res->field('Vary'), $constant ? undef : 'Origin', "$label: Vary");
    }
    is($h->preflight("/$name/a.txt", $A, 'PUT')->field('Timing-Allow-Origin'), undef,
       "$name: not on the answer to a preflight") unless $name =~ /alone|engine/;
}

# On any status, once.
is($h->get('/list/missing')->field('Timing-Allow-Origin'), "$A, $B", 'on a 404');
my $res = $h->get('/list/a.txt', 'If-None-Match: ' . $h->get('/list/a.txt')->field('ETag'));
is($res->{status}, 304, 'a 304');
is($res->field('Timing-Allow-Origin'), "$A, $B", '... has the field');

# Redirects. A navigation has no Origin; its redirects at server level have no field.
for (['/list/server', "$A, $B", undef], ['/one/match', ($A) x 2], ['/list/rewrite/a', ("$A, $B") x 2]) {
    my ($path, @want) = @$_;
    for my $lines (["Origin: $A"], ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Site: cross-site']) {
        my $redirect = $h->get($path, @$lines);
        is($redirect->{status}, 302, "$path redirects");
        is($redirect->field('Timing-Allow-Origin'), shift @want, "$path: Timing-Allow-Origin of the redirect, $lines->[0]");
    }
}

$h->log_ok(allow => [qr/CorsTimingAllowOrigin does nothing/]);

# A deny rule of a later URL of the chain removes its origin from the field, even if earlier
# URLs have rules, and also without Origin.
my %places = (
    list => "CorsAllowOrigin $A $B\nCorsTimingAllowOrigin On",
    enforced => "CorsAllowOrigin $A $B\nCorsTimingAllowOrigin On\nCorsEnforce On",
    between => "CorsEnforce On\nCorsEnforceExcept $A $B",
    denying => "CorsDenyOrigin $A",
);
my $chained = Httpd->new(
    modules => ['rewrite'], files => { map { ("htdocs/$_/a.txt" => 'a') } qw(between denying) },
    conf => <<'CONF' . join '', map { "<Location /$_>\n$places{$_}\n</Location>\n" } sort keys %places);
<Directory "@ROOT@/htdocs">
    RewriteEngine On
    RewriteRule ^\w+/(between|denying)$ /$1/a.txt [L]
    RewriteRule ^\w+/(between/denying)$ /$1 [L]
</Directory>
CONF
for (['/list/denying', undef, $B, undef], ['/enforced/denying', undef, $B, undef],
     ['/list/between/denying', undef, $B, undef], ['/enforced/between/denying', undef, $B, undef],
     ['/list/between', ("$A, $B") x 3], ['/enforced/between', ("$A, $B") x 3]) {
    my ($path, @want) = @$_;
    for my $origin ($A, $B, undef) {
        my $chain = $chained->get($path, defined $origin ? "Origin: $origin" : ());
        my $label = "$path, " . ($origin // 'no Origin');
        is($chain->{status}, 200, "$label: status");
        is($chain->field('Timing-Allow-Origin'), shift @want, $label);
        is($chain->field('Vary'), 'Origin', "$label: Vary");
    }
}
$chained->log_ok;

# The field is a list, so an origin with a comma is not named.
my $open = Httpd->new(conf => "CorsAllowOrigin *\nCorsDenyOrigin $X\nCorsTimingAllowOrigin On");
for (['app://a', 'app://a'], ['app://a,*', undef], ["app://a,$B", undef], [$A, $A], [$X, undef]) {
    my ($origin, $want) = @$_;
    is($open->get('/', "Origin: $origin")->field('Timing-Allow-Origin'), $want, "any origin but $X: $origin");
}
$open->log_ok(allow => [qr/\[cors:warn\]|\[autoindex:error\]/]);

done_testing;
