#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Which origins match which patterns: real origins and look-alikes.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my %policies = (
    e => 'https://example.com https://other.example',
    p => 'https://example.com:8443 https://other.example',
    s => 'https://*.example.com',
    l => 'http://localhost:*',
    b => 'https://*.example.com:*',
    i => 'http://127.0.0.1 http://[::1]:3000 http://[2001:db8::1]',
    m => 'chrome-extension://abcdef moz-extension://0a1b-2c3d capacitor://localhost http://localhost'
        . ' http://my_app.example.com https://xn--bcher-kva.example https://a https://a-b.c--d',
    a => '*',           # any origin but one
    n => 'null',
    f => 'file:// https://example.com.',
    w => 'moz-extension://* app://* qrc://',
    d => 'https://*.example.com. http://localhost.:*',
);
my $conf = '';
for (sort keys %policies) {
    $conf .= "<Location /$_>\n"
        . ($_ eq 'a' ? "CorsDenyOrigin https://denied.example\n" : '')
        . (/[nf]/ ? "CorsDangerouslyTolerate NullOrigin\n" : '')
        . "CorsAllowOrigin $policies{$_}\n</Location>\n";
}
my $h = Httpd->new(conf => $conf . "<Location /any>\nCorsAllowOrigin *\n</Location>\n");

my $label63 = 'a' x 63;
my $host253 = join '.', ('a' x 61) x 3, 'a' x 55, 'example.com';
my $host254 = "a$host253";
my $scheme310 = 'a' x 310;

# Value of the Origin line => the policies that it matches. 'bad' is malformed: all policies
# refuse it as origin-malformed, policy a because it has a deny rule. '?x' ignores policy x.
my @rows = (
    # Exact.
    ['https://example.com', 'e a'],
    ['https://other.example', 'e p a'],
    ['https://example.com:8443', 'p a'],
    ['http://example.com', 'a'],
    ['http://example.com:8443', 'a'],
    ['https://example.com:8444', 'a'],
    ['https://example.com:844', 'a'],
    ['https://example.com:84430', 'bad'],
    ['https://example.co', 'a'],
    ['https://example.comm', 'a'],
    ['https://example.com.evil.com', 'a'],
    ['https://example.com.evil', 'a'],
    ['https://example.comevil.com', 'a'],
    ['https://evilexample.com', 'a'],
    ['https://evil-example.com', 'a'],
    ['https://example-com.evil.com', 'a'],
    ['https://examplescom', 'a'],
    ['https://exampleXcom', 'bad'],
    ['https://example', 'a'],
    ['https://com', 'a'],
    ['https://e', 'a'],
    ['https://xexample.com', 'a'],
    ['https://www-example.com', 'a'],
    ['https://example.org', 'a'],
    ['httpss://example.com', 'a'],
    ['ttps://example.com', 'a'],
    ['https+x://example.com', 'a'],
    ['wss://example.com', 'a'],
    ['ftp://example.com', 'a'],
    # Subdomains.
    ['https://a.example.com', 's b a'],
    ['https://a.b.example.com', 's b a'],
    ['https://a.b.c.d.e.f.g.example.com', 's b a'],
    ['https://1.example.com', 's b a'],
    ['https://a-b.example.com', 's b a'],
    ['https://xn--bcher-kva.example.com', 's b a'],
    ['https://a_b.example.com', 's b a'],
    ['https://_.example.com', 's b a'],
    ['https://www.evilexample.com', 'a'],
    ['https://a.example.com.evil.com', 'a'],
    ['https://a.example.com.evil', 'a'],
    ['https://a.example.comm', 'a'],
    ['https://a.xexample.com', 'a'],
    ['https://a.example.co', 'a'],
    ['https://a-example.com', 'a'],
    ['http://a.example.com', 'a'],
    ['ftp://a.example.com', 'a'],
    ['https://a.example.com:8443', 'b a'],
    ['https://a.example.com:1', 'b a'],
    ['https://a.example.com:65535', 'b a'],
    ['https://evil.com:8443', 'a'],
    ['https://.example.com', 'bad'],
    ['https://..example.com', 'bad'],
    ['https://a..example.com', 'bad'],
    ['https://*.example.com', 'bad'],
    ['https://a.*.example.com', 'bad'],
    ['https://-.example.com', '?s ?b ?a'],
    ["https://$label63.example.com", 's b a'],
    ["https://a$label63.example.com", 'bad'],
    ["https://$host253", 's b a'],
    ["https://$host254", 'bad'],
    # Ports.
    ['http://localhost', 'l m a'],
    ['http://localhost:3000', 'l a'],
    ['http://localhost:1', 'l a'],
    ['http://localhost:65535', 'l a'],
    ['https://localhost', 'a'],
    ['https://localhost:3000', 'a'],
    ['http://localhost.evil.com', 'a'],
    ['http://localhost.evil.com:3000', 'a'],
    ['http://localhosts:3000', 'a'],
    ['http://xlocalhost:3000', 'a'],
    ['http://a.localhost:3000', 'a'],
    ['http://localhost:0', 'bad'],
    ['http://localhost:65536', 'bad'],
    ['http://localhost:99999', 'bad'],
    ['http://localhost:100000', 'bad'],
    ['http://localhost:4294970296', 'bad'],
    ['http://localhost:18446744073709554616', 'bad'],
    ['http://localhost:03000', 'bad'],
    ['http://localhost:00', 'bad'],
    ['http://localhost:', 'bad'],
    ['http://localhost:+80', 'bad'],
    ['http://localhost:-1', 'bad'],
    ['http://localhost: 3000', 'bad'],
    ['http://localhost:3000x', 'bad'],
    ['http://localhost:30:00', 'bad'],
    ['http://localhost:0x50', 'bad'],
    ['http://localhost:*', 'bad'],
    ['http://localhost:80', '?l ?a'],
    ['https://example.com:443', '?a'],
    ['https://a.example.com:443', '?b ?a'],
    ['http://localhost:443', 'l a'],
    ['https://a.example.com:80', 'b a'],
    # User info, paths, queries, fragments.
    ['https://example.com@evil.com', 'bad'],
    ['https://user@example.com', 'bad'],
    ['https://user:pass@example.com', 'bad'],
    ['https://@example.com', 'bad'],
    ['https://evil.com:@a.example.com', 'bad'],
    ['https://example.com:8443@evil.com', 'bad'],
    ['https://example.com/', 'bad'],
    ['https://example.com/path', 'bad'],
    ['https://example.com//', 'bad'],
    ['https://evil.com/.example.com', 'bad'],
    ['https://evil.com/https://example.com', 'bad'],
    ['https://example.com?', 'bad'],
    ['https://evil.com?.example.com', 'bad'],
    ['https://evil.com?https://example.com', 'bad'],
    ['https://example.com#', 'bad'],
    ['https://evil.com#.example.com', 'bad'],
    ['https://evil.com\\.example.com', 'bad'],
    ['https:\\\\example.com', 'bad'],
    ['https://evil.com;.example.com', 'bad'],
    ['https://evil.com&.example.com', 'bad'],
    ['https://evil.com=.example.com', 'bad'],
    ["https://evil.com'.example.com", 'bad'],
    ['https://evil.com".example.com', 'bad'],
    ['https://evil.com`.example.com', 'bad'],
    ['https://evil.com!.example.com', 'bad'],
    ['https://evil.com(.example.com', 'bad'],
    ['https://evil.com).example.com', 'bad'],
    ['https://evil.com{.example.com', 'bad'],
    ['https://evil.com}.example.com', 'bad'],
    ['https://evil.com|.example.com', 'bad'],
    ['https://evil.com~.example.com', 'bad'],
    ['https://evil.com^.example.com', 'bad'],
    ['https://evil.com$.example.com', 'bad'],
    ['https://evil.com+.example.com', 'bad'],
    ['https://evil.com,.example.com', 'bad'],
    ['https://evil.com%.example.com', 'bad'],
    ['https://evil.com%00.example.com', 'bad'],
    ['https://evil.com%2e.example.com', 'bad'],
    ['https://evil.com<.example.com', 'bad'],
    # Case, dots, blanks.
    ['https://EXAMPLE.com', 'bad'],
    ['https://Example.Com', 'bad'],
    ['HTTPS://example.com', 'bad'],
    ['Https://example.com', 'bad'],
    ['https://A.example.com', 'bad'],
    ['http://LOCALHOST:3000', 'bad'],
    ['https://example.com.', 'f a'],
    ['https://a.example.com.', 'd a'],
    ['https://a.b.example.com.', 'd a'],
    ['https://other.example.', 'a'],
    ['https://example.com.:8443', 'a'],
    ['https://example.com.:443', 'bad'],
    ['https://.', 'bad'],
    ['https://example.com..', 'bad'],
    ['https://example..com', 'bad'],
    ['http://localhost.:3000', 'd a'],
    ['http://localhost.', 'd a'],
    ['http://127.0.0.1.', 'bad'],
    ['https://example.com example.com', 'bad'],
    ['https://exam ple.com', 'bad'],
    ["https://example.com\thttps://other.example", 'bad'],
    ['  https://example.com  ', 'e a'],         # httpd takes the blanks off
    # Lists, empty parts, values that are not origins.
    ['https://example.com https://other.example', 'bad'],
    ['https://example.com,https://other.example', 'bad'],
    ['https://example.com, https://other.example', 'bad'],
    ['https://example.com, https://example.com', 'bad'],
    ['null, https://example.com', 'bad'],
    ['null null', 'bad'],
    ['null', 'n'],
    ['Null', 'bad'],
    ['NULL', 'bad'],
    ['nul', 'bad'],
    ['nulls', 'bad'],
    ['null://', 'a'],
    ['https://null', 'a'],
    ['undefined', 'bad'],
    ['*', 'bad'],
    ['https://*', 'bad'],
    ['https://', 'bad'],
    ['https:///', 'bad'],
    ['https:', 'bad'],
    ['https:/example.com', 'bad'],
    ['https:example.com', 'bad'],
    ['https:///example.com', 'bad'],
    ['https//example.com', 'bad'],
    ['example.com', 'bad'],
    ['//example.com', 'bad'],
    ['://example.com', 'bad'],
    ['.example.com', 'bad'],
    ['example.com:8443', 'bad'],
    ['https://:8443', 'bad'],
    ['https://.', 'bad'],
    ['1https://example.com', 'bad'],
    ['-https://example.com', 'bad'],
    ['h_ttps://example.com', 'bad'],
    ['data:text/html,x', 'bad'],
    ['javascript:alert(1)', 'bad'],
    ['about:blank', 'bad'],
    ['blob:https://example.com', 'bad'],
    ['blob:https://example.com/1-2', 'bad'],
    ['file://', 'f'],
    ['file:///', 'bad'],
    ['file://localhost', 'bad'],
    ['file://:81', 'bad'],
    # IP addresses.
    ['http://127.0.0.1', 'i a'],
    ['http://127.0.0.1:80', '?a'],
    ['http://127.0.0.1:8080', 'a'],
    ['http://127.0.0.2', 'a'],
    ['http://127.1', '?a'],
    ['http://2130706433', '?a'],
    ['http://0x7f000001', '?a'],
    ['http://0177.0.0.1', '?a'],
    ['http://127.0.0.01', '?a'],
    ['http://127.0.0.1.evil.com', 'a'],
    ['http://256.0.0.1', '?a'],
    ['http://[::1]:3000', 'i a'],
    ['http://[::1]', 'a'],
    ['http://[::1]:3001', 'a'],
    ['https://[::1]:3000', 'a'],
    ['http://[::2]:3000', 'a'],
    ['http://[2001:db8::1]', 'i a'],
    ['http://[2001:DB8::1]', 'bad'],
    ['http://[2001:db8:0:0:0:0:0:1]', '?a'],
    ['http://[2001:0db8::1]', '?a'],
    ['http://[0:0:0:0:0:0:0:1]:3000', '?a'],
    ['http://[::0001]:3000', '?a'],
    ['http://[::ffff:127.0.0.1]', '?a'],
    ['http://::1:3000', 'bad'],
    ['http://[::1', 'bad'],
    ['http://::1]:3000', 'bad'],
    ['http://[]', 'bad'],
    ['http://[::1]]:3000', 'bad'],
    ['http://[::1%25lo]:3000', 'bad'],
    ['http://[::1%lo]:3000', 'bad'],
    ['http://[::g]', 'bad'],
    ['http://[localhost]:3000', 'bad'],
    ['http://[::1]x:3000', 'bad'],
    ['http://[::1].example.com', 'bad'],
    ['https://[::1].example.com', 'bad'],
    # Other schemes and hosts.
    ['chrome-extension://abcdef', 'm a'],
    ['chrome-extension://abcde', 'a'],
    ['chrome-extension://abcdefg', 'a'],
    ['chrome-extension://Abcdef', 'a'],
    ['Chrome-extension://abcdef', 'bad'],
    ['chrome-extension://abcdef/', 'bad'],
    ['moz-extension://0a1b-2c3d', 'm w a'],
    ['moz-extension://0A1B', 'w a'],
    ['moz-extension://', 'a'],
    ['moz-extension://0a1b:81', 'a'],
    ['moz-extensions://0a1b', 'a'],
    ['app://.', 'w a'],
    ['app://[::1]', 'w a'],
    ['app://[::01]', 'bad'],
    ['app://A.b..c', 'w a'],
    ['app://a%20b', 'w a'],
    ['app://a*b', 'w a'],
    ['app://a b', 'bad'],
    ['app://a^b', 'bad'],
    ['app://u@a', 'bad'],
    ['app://a/', 'bad'],
    ['app://:81', 'bad'],
    ['app://a:0', 'bad'],
    ['App://a', 'bad'],
    ['qrc://', 'w a'],
    ['qrc:///', 'bad'],
    ['qrc://a', 'a'],
    ['safari-web-extension://0504F00C-80EF-4657-A397-2B65004AD0D7', 'a'],
    ['dvb://1.ff03.139c.14', 'a'],
    ['safari-extension://abcdef', 'a'],
    ['capacitor://localhost', 'm a'],
    ['http://my_app.example.com', 'm a'],
    ['http://my-app.example.com', 'a'],
    ['https://xn--bcher-kva.example', 'm a'],
    ['https://a', 'm a'],
    ['https://a-b.c--d', 'm a'],
    # Denied, also with a final dot.
    ['https://denied.example', ''],
    ['https://denied.example.', ''],
    ['https://denied.example..', 'bad'],
    ['https://denied.example.com', 's b a'],
    ['http://denied.example', 'a'],
    # Too long, and bytes that are not ASCII.
    ["$scheme310://a.example.com", '?a'],
    [('a' x 314) . '://a.example.com', 'bad'],
    ['https://' . 'a.' x 2000 . 'example.com', 'bad'],
    ['https://example.com' . ' ' x 3000 . '.', 'bad'],
    ['a' x 7000, 'bad'],
    ["https://b\xc3\xbccher.example", 'bad'],
    ["https://example.com\xe3\x80\x82evil.com", 'bad'],
    ["https://example.com\xff", 'bad'],
    ["https://\xef\xbd\x85xample.com", 'bad'],
    ["https://example.com\xe2\x80\x8b", 'bad'],
    ["https://example\xc2\xad.com", 'bad'],
);
for (@rows) {
    my ($origin, $text) = @$_;
    my %open = map { $_ => 1 } $text =~ /\?(\w)/g;
    my %match = map { $_ => 1 } $text =~ /(?:^| )(\w)\b/g;
    my @wrong;
    for my $policy (sort keys %policies) {
        next if $open{$policy};
        my $res = $h->get("/$policy", "Origin: $origin");
        my $field = $res->field('Access-Control-Allow-Origin');
        my $want = !$match{$policy} || $text eq 'bad' ? undef
            : $policy eq 'a' ? '*' : $origin =~ s/^ +| +$//gr;
        my $decision = $res->{decision} // 'none';
        my $expected = defined $want ? qr/^actual-allowed$/
            : $text eq 'bad' ? qr/^actual-refused:origin-malformed$/ : qr/^actual-refused:origin-/;
        push @wrong, "policy $policy: " . ($field // 'no field') . ", $decision"
            unless ($field // '-') eq ($want // '-') && $decision =~ $expected
                && ($res->field('Vary') // '') eq 'Origin';
    }
    # Without deny rules "*" allows any value.
    my $res = $h->get('/any', "Origin: $origin");
    push @wrong, 'any: ' . ($res->{decision} // 'none')
        unless ($res->field('Access-Control-Allow-Origin') // '') eq '*' && $res->{decision} eq 'actual-allowed';
    my $name = length $origin > 80 ? substr($origin, 0, 40) . ' ... ' . substr $origin, -20 : $origin;
    $name =~ s/([^ -~]|#|\\)/sprintf '%%%02x', ord $1/ge;
    is(join("\n", @wrong), '', "$name: $text");
}

# httpd refuses control bytes; the response must not allow the origin.
for my $byte (0 .. 8, 10 .. 31, 127) {
    for my $policy (qw(e s a)) {
        my $origin = 'https://a.example.com' . chr $byte;
        my @res = $h->raw("GET /$policy HTTP/1.1\r\nHost: localhost\r\n"
                          . "Origin: ${origin}x.example.com\r\nConnection: close\r\n\r\n");
        my @granted = grep { defined } map { $_->field('Access-Control-Allow-Origin') } @res;
        is(join(' ', @granted), '', sprintf 'control byte %02x, policy %s', $byte, $policy);
    }
}

# Several lines, and lines without a value.
for my $policy (sort keys %policies) {
    for my $origin ('https://example.com', 'https://a.example.com', 'http://localhost', 'null') {
        for my $values ([$origin, $origin], [$origin, 'null'], ['https://evil.com', $origin],
                        ['', $origin], [$origin, ''], ['']) {
            my $res = $h->get("/$policy", map { "Origin: $_" } @$values);
            is($res->field('Access-Control-Allow-Origin'), undef,
               "policy $policy: lines '" . join("', '", @$values) . "'");
        }
    }
}

$h->log_ok;
done_testing;
