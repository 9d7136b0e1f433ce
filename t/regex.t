#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsAllowOriginMatch: always against the whole of one serialized origin.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my @rows = (
    # regex, origins it allows, origins it must not allow
    ['https://[a-z]+[.]example[.]com', ['https://a.example.com', 'https://abc.example.com'],
     ['https://a.example.com.evil.com', 'https://A.example.com', 'https://1.example.com',
      'https://a.b.example.com', 'http://a.example.com', 'https://a.example.com:8443',
      'xhttps://a.example.com', 'https://aXexample.com']],
    # Neither side of an alternative is open.
    ['https://a[.]example|https://b[.]example', ['https://a.example', 'https://b.example'],
     ['https://a.example.evil', 'https://a.examplehttps://b.example', 'xhttps://b.example',
      'https://a.example:80']],
    ['https://a[.]example|https://a[.]example[.]com',
     ['https://a.example', 'https://a.example.com'], ['https://a.example.co']],
    ['^https://c[.]example', ['https://c.example'], ['https://c.example.evil']],
    ['https://c[.]example$', ['https://c.example'], ['xhttps://c.example']],
    ['^https://c[.]example$|x', ['https://c.example'], ['https://x.example', 'x://c.example']],
    ['https://d[.]example(?::[0-9]+)?', ['https://d.example', 'https://d.example:8443'],
     ['https://d.example:', 'https://d.example:x', 'https://d.example:0', 'https://d.example:08443',
      'https://d.example:65536']],
    # Verbs and \K do not get around the ends.
    ['https://e[.]example(*ACCEPT)', [], ['https://e.example.evil', 'https://e.example.evil:80']],
    ['x\Khttps://f[.]example', [], ['https://f.example']],
    ['https://g[.]exam\Kple', [], ['https://g.example']],
    # Everything, but only of what is an origin; null is none.
    ['.*', ['https://any.example', 'chrome-extension://abcdef', 'http://[::1]:3000'],
     ['null', 'https://any.example/', 'https://a.example https://b.example', 'https://any.example.',
      'https://Any.example', 'https://u@any.example', 'nothing', '*',
      'https://' . 'a.' x 170 . 'example', "https://any.example\xff"]],
    ['null|https://n[.]example', ['https://n.example'], ['null']],
    ['(?i)HTTPS://I[.]EXAMPLE', ['https://i.example'], ['HTTPS://I.EXAMPLE']],
    # Bounded: what ends at PCRE's limit is no match.
    ['https://(?:a|aa|aaa)+[.](?:a|aa)+b[.]example', ['https://a.ab.example'],
     ['https://' . 'a' x 60 . '.' . 'a' x 60 . '.example']],
);
my $conf = join '', map { qq(<Location /$_>\nCorsAllowOriginMatch "$rows[$_][0]"\n</Location>\n) }
    0 .. $#rows;
my $h = Httpd->new(conf => $conf . <<'CONF');
<Location /several>
    CorsAllowOriginMatch https://a[.]example https://b[.]example
    CorsAllowOriginMatch https://c[.]example
    CorsAllowOrigin https://d.example
    CorsDenyOrigin https://b.example
</Location>
<Location /several/plus>
    CorsAllowOriginMatch +https://e[.]example
</Location>
<Location /several/replaced>
    CorsAllowOriginMatch https://f[.]example
</Location>
CONF

for my $i (0 .. $#rows) {
    my ($regex, $allowed, $refused) = @{$rows[$i]};
    for my $origin (@$allowed) {
        my $res = $h->get("/$i", "Origin: $origin");
        $h->check("'$regex' allows $origin", $res, status => 404, vary => 'Origin',
                  'allow-origin' => $origin, decision => 'actual-allowed');
    }
    for my $origin (@$refused) {
        my $res = $h->get("/$i", "Origin: $origin");
        my $name = $origin =~ s/[^ -~]/?/gr;
        is($res->field('Access-Control-Allow-Origin'), undef, "'$regex' does not allow $name");
        is($res->{status}, 404, "'$regex', $name: answered");
        is($h->preflight("/$i", $origin, 'GET')->{status}, 403, "'$regex', $name: preflight");
    }
}

for (['/several', 'a c d'], ['/several/plus', 'a c d e'], ['/several/replaced', 'f']) {
    my ($path, $want) = @$_;
    my @allowed = grep {
        my $origin = "https://$_.example";
        ($h->get($path, "Origin: $origin")->field('Access-Control-Allow-Origin') // '') eq $origin
    } 'a' .. 'g';
    is("@allowed", $want, "$path: patterns and regexes are one list");
}

$h->log_ok;
done_testing;
