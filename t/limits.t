#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Requests of the maximum size, number of lines and oddity that httpd accepts: with default,
# very large and very small limits, and with HttpProtocolOptions Unsafe. No unlisted origin
# is allowed, and no illegal byte is sent back.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $B) = qw(https://a.example https://www.b.example);
my ($ECHO_LIMIT, $ORIGIN_LIMIT) = (4096, 326);

# Before httpd has read all fields there is no URL, so the server's policy applies.
my $h = Httpd->new(files => { 'htdocs/a.txt' => 'A' }, conf => <<'CONF');
CorsAllowOrigin https://a.example https://*.b.example
<Location /listed>
    CorsAllowCredentials On
    CorsAllowMethods PUT
    CorsAllowHeaders X-A b
</Location>
<Location /regex>
    CorsAllowOrigin None
</Location>
<Location /regex>
    CorsAllowOriginMatch "https://(?:a|www\.b)\.example"
</Location>
<Location /star>
    CorsAllowOrigin *
    CorsDenyOrigin https://denied.example
</Location>
<Location /any>
    CorsAllowMethods *
    CorsAllowHeaders *
</Location>
<Location /echo>
    CorsAllowCredentials On
    CorsAllowMethods *
    CorsAllowHeaders *
</Location>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    LimitRequestFieldSize 1200000
    LimitRequestLine 1200000
    LimitRequestFields 0
</VirtualHost>
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT2@>
    LimitRequestFieldSize 40
    LimitRequestLine 30
    LimitRequestFields 4
</VirtualHost>
Listen 127.0.0.1:@PORT3@
<VirtualHost 127.0.0.1:@PORT3@>
    HttpProtocolOptions Unsafe
    LimitRequestFieldSize 1200000
    LimitRequestFields 0
</VirtualHost>
CONF
my %PORT = (default => $h->port, large => $h->port_n(1), small => $h->port_n(2), Unsafe => $h->port_n(3));

# Sends a request to a port, with its field lines unchanged, and returns the first response.
# Also checks that no CORS field is repeated or has illegal bytes.
my @illegal;
sub ask
{
    my ($port, $method, $path, @lines) = @_;
    my $bytes = join "\r\n", "$method $path HTTP/1.1", 'Host: x', @lines, 'Connection: close', '', '';
    my @res = $h->raw($bytes, { port => $PORT{$port}, limit => 30 });
    for my $res (@res) {
        my %seen;
        for (@{$res->{lines}}) {
            my ($name, $value) = (lc $_->[0], $_->[1]);
            next if $name !~ /^(?:access-control-|vary$)/;
            push @illegal, "$name twice" if $seen{$name}++;
            push @illegal, "$name: $value" if $value !~ /\A[!-~]+(?:, [!-~]+)*\z/
                || ($name =~ /(?:methods|headers)$/ && $value =~ m{[^\w!#\$%&'*+.^`|~, -]});
        }
    }
    return $res[0] || bless { status => 0, lines => [], body => '' }, 'HttpClient::Response';
}

sub allowed { return $_[0]->field('Access-Control-Allow-Origin') // '' }
sub outcome { return join ' ', $_[0]{status}, $_[0]{decision} // '-', allowed($_[0]) }
sub preflight { my ($port, $path, @lines) = @_; return ask($port, 'OPTIONS', $path, "Origin: $A", @lines) }
sub method_line { return "Access-Control-Request-Method: $_[0]" }
sub name_lines { return map { "Access-Control-Request-Headers: $_" } @_ }

# ---- each byte -------------------------------------------------------------

# LF ends a line, and white space around a value is not part of it.
my @odd = grep { !/[\n ]/ } map { chr } 0 .. 0x20, 0x7f .. 0xff;
for my $port (qw(default Unsafe)) {
    for my $path (qw(/listed /regex /star)) {
        my @wrong;
        for my $byte (@odd) {
            my @values = ("https://a${byte}.example", "${byte}${A}", "https://${byte}.b.example",
                          "${A}${byte}.evil.example");
            # t/origins.t tests the other bytes at the end.
            @values = $values[0] if $byte eq "\t" || ($port eq 'default' && $byte lt "\x7f");
            for my $value (@values, $byte eq "\t" ? () : "${A}${byte}") {
                my $res = ask($port, 'GET', $path, "Origin: $value");
                push @wrong, sprintf '%02x: %s', ord $byte, outcome($res)
                    if allowed($res) ne '' || !grep { $res->{status} == $_ } 400, 404;
                push @wrong, sprintf '%02x: %s', ord $byte, outcome($res)
                    if $res->{status} != 400 && ($res->{decision} // '') ne 'actual-refused:origin-malformed';
            }
        }
        is(join("\n", @wrong), '', "$port: no origin with an odd byte, $path");
    }
    my @wrong;
    for my $byte (@odd, "\n", ' ') {
        for my $path (qw(/listed /any /echo)) {
            my $method = preflight($port, $path, method_line("PU${byte}T"));
            push @wrong, sprintf 'method %02x: %s', ord $byte, outcome($method)
                if $method->{status} != 400 && ($method->{decision} // '') ne 'preflight-refused:method-not-allowed';
            my $name = preflight($port, $path, method_line('PUT'), name_lines("x-a,b${byte}d,b"));
            push @wrong, sprintf 'name %02x: %s', ord $byte, outcome($name)
                if $name->{status} != 400 && ($name->{decision} // '') ne 'preflight-refused:header-not-allowed';
            push @wrong, sprintf 'echo %02x', ord $byte
                if $path eq '/echo' && $name->{status} == 204
                    && ($name->field('Access-Control-Allow-Headers') // '') ne 'x-a, b';
        }
    }
    is(join("\n", @wrong), '', "$port: no method and no name with an odd byte");

    # A line that starts with a blank continues the line before it.
    is(outcome(ask($port, 'GET', '/listed', "Origin: $A\r\n .evil.example")),
       '404 actual-refused:origin-malformed ', "$port: a folded origin");
    is(outcome(ask($port, 'GET', '/listed', "Origin: $A\r\n\t$A")),
       '404 actual-refused:origin-malformed ', "$port: an origin folded twice");
    is(outcome(preflight($port, '/echo', method_line('PUT'), "Access-Control-Request-Headers: x-a,\r\n x-b,\r\n\tx-c")),
       "204 preflight-allowed $A", "$port: folded names");
    is(outcome(preflight($port, '/echo', method_line("PU\r\n T"))),
       "204 preflight-refused:method-not-allowed $A", "$port: a folded method");
}

# ---- many lines of Origin ----------------------------------------------------

# 100 fields are httpd's default limit, and two are taken by Host and Connection.
for (['default', 2, 98], ['large', 100, 5_000], ['Unsafe', 100, 5_000]) {
    my ($port, @counts) = @$_;
    for my $count (@counts) {
        for my $path (qw(/listed /regex /star)) {
            my %lines = ('equal ones' => [("Origin: $A") x $count],
                         'different ones' => [map { "Origin: https://$_.b.example" } 1 .. $count],
                         'one, and empty ones' => ["Origin: $A", ('Origin:') x ($count - 1)],
                         'one after others' => [('Origin: https://evil.example') x ($count - 1), "Origin: $A"]);
            is(outcome(ask($port, 'GET', $path, @{$lines{$_}})), '404 actual-refused:origin-malformed ',
               "$port: $count lines of Origin, $_, $path") for sort keys %lines;
        }
        my $res = ask($port, 'OPTIONS', '/echo', ("Origin: $A") x $count, method_line('PUT'))
            if $port ne 'default';
        is(outcome($res), '403 preflight-refused:origin-malformed ', "$port: a preflight with $count of them") if $res;
    }
}

# If httpd stops reading, the lines that it has read count: of two Origin lines, perhaps
# only the first. The response then is only httpd's error page.
for my $last (['X: y', "X: \1"], ['X: y', 'X: ' . 'x' x 9_000], ['X: y', 'no colon'], [('X: y') x 101]) {
    my $label = substr($last->[-1], 0, 8) =~ s/[^ -~]/?/gr;
    for (["one origin, $label", "400 actual-allowed $A", "Origin: $A"],
         ["an unlisted origin's first, $label", qr/^400 actual-refused:origin-\S+ $/,
          'Origin: https://evil.example', "Origin: $A"],
         ["an unlisted origin's second, $label", qr/^400 actual-(?:refused:origin-malformed|allowed \Q$A\E)/,
          "Origin: $A", 'Origin: https://evil.example']) {
        my ($what, $want, @origins) = @$_;
        my $res = ask('default', 'GET', '/a.txt', @origins, @$last);
        like(outcome($res), ref $want ? $want : qr/^\Q$want\E$/, "refused: $what");
        isnt($res->{body}, 'A', '... and has no content');
    }
}

# ---- long origins --------------------------------------------------------------

for my $length ($ORIGIN_LIMIT + 1, 8_000, 65_536, 1_048_576) {
    my $port = $length > 8_000 ? 'large' : 'default';
    my $fill = $length - length 'https://.b.example';
    my @long = ('https://' . 'a' x $fill . '.b.example', 'https://' . 'a.' x ($fill / 2) . 'b.example',
                $A . ':' . '4' x $length, $A . '/' . 'a' x $length, "$A " . 'x' x $length, 'a' x $length . "://$A",
                $A . ',' x $length, '[' x $length, 'null' x ($length / 4));
    my @wrong = grep { $_ ne '404 actual-refused:origin-malformed ' }
        map { outcome(ask($port, 'GET', $_->[0], "Origin: $_->[1]")) }
        map { my $path = $_; map { [$path, $_] } @long } qw(/listed /regex /star);
    is("@wrong", '', "an origin of $length bytes");
}
is(outcome(ask('large', 'GET', '/listed', 'Origin: ' . ' ' x 1_000_000 . $A . "\t" x 100_000)),
   "404 actual-allowed $A", 'an origin after a million blanks');

# ---- lists of names ----------------------------------------------------------

# The field lines of a list of names, with this many names per line.
sub spread
{
    my ($names, $per_line) = @_;
    my @names = @$names;
    my @lines;
    push @lines, join ',', splice @names, 0, $per_line while @names;
    return name_lines(@lines);
}

my @letters = map { ('a' .. 'z')[$_ % 26] } 0 .. 29_999;
my @listed = ('x-a', 'B') x 13_000;                             # with commas 65 KB and more
my @full = map { sprintf 'x-%06d', $_ } 1 .. $ECHO_LIMIT / 8;
my $commas = ',' x 65_536;
my @rows = (
    # label, path, lines, decision, Allow-Headers: its value, or the number of names
    ['65 KB of listed names', '/listed', [spread(\@listed, 1_000)], 'preflight-allowed', 'X-A, b'],
    ['the last one is not listed', '/listed', [spread([@listed, 'c'], 1_000)],
     'preflight-refused:header-not-allowed', 'X-A, b'],
    ['the first one is not listed', '/listed', [spread(['c', @listed], 1_000)],
     'preflight-refused:header-not-allowed', 'X-A, b'],
    ['30,000 names', '/listed', [spread(\@letters, 3_000)], 'preflight-refused:header-not-allowed', 'X-A, b'],
    ['30,000 names', '/any', [spread(\@letters, 3_000)], 'preflight-allowed', '*'],
    ['30,000 names', '/echo', [spread(\@letters, 3_000)], 'preflight-refused:header-not-allowed', undef],
    ['30,000 names and one that is not a token', '/any', [spread([@letters, 'a b'], 3_000)],
     'preflight-refused:header-not-allowed', '*'],
    ['names up to the limit, one per line', '/echo', [spread([@letters[0 .. 89]], 1)], 'preflight-allowed', 26],
    ['names up to the limit', '/echo', [spread([@letters[0 .. $ECHO_LIMIT - 1]], 100)], 'preflight-allowed', 26],
    ['names up to the limit, all different', '/echo', [spread(\@full, 10)], 'preflight-allowed', scalar @full],
    ['names one byte over the limit', '/echo', [spread([@full, 'a'], 10)], 'preflight-refused:header-not-allowed', undef],
    ['names one byte over the limit', '/any', [spread([@full, 'a'], 10)], 'preflight-allowed', '*'],
    ['names up to the limit, with commas', '/echo', [spread([(('') x 60, @full), ('') x 60], 20)], 'preflight-allowed', scalar @full],
    (map { ['only commas', $_->[0], [name_lines((',' x 8_000) x 8)], 'preflight-allowed', $_->[1]] }
     ['/listed', 'X-A, b'], ['/any', '*'], ['/echo', undef]),
    ['blanks and commas', '/echo', [name_lines((", \t" x 2_600) x 8)], 'preflight-allowed', undef],
    ['90 lines without a value', '/echo', [name_lines(('') x 90)], 'preflight-allowed', undef],
    ['one name of 8 KB', '/echo', [name_lines('x' x 8_000)], 'preflight-refused:header-not-allowed', undef],
);
for my $row (@rows) {
    my ($label, $path, $lines, $decision, $want) = @$row;
    my $joined = join ', ', map { s/^[\w-]+: ?//r } @$lines;
    for (['default', @$lines], ['large', @$lines], ['large', name_lines($joined)], ['Unsafe', @$lines]) {
        my ($port, @sent) = @$_;
        my $res = preflight($port, $path, method_line('PUT'), @sent);
        my $what = "$port, " . @sent . " lines, $path: $label";
        if ($port eq 'default' && length $joined > 8190) {      # LimitRequestFieldSize applies to the joined lines
            is($res->{status}, 400, "$what, too long for httpd");
            next;
        }
        my $names = $res->field('Access-Control-Allow-Headers') // '';
        $names = () = $names =~ /[^, ]+/g if ($want // '') =~ /^\d/;
        is(outcome($res) . " $names", "204 $decision $A " . ($want // ''), $what);
    }
}
for my $path (qw(/listed /any /echo)) {
    my $res = preflight('large', $path, method_line('PUT'), name_lines(join ',', ('b') x 500_000));
    is(outcome($res), '204 ' . ($path eq '/echo' ? 'preflight-refused:header-not-allowed' : 'preflight-allowed')
       . " $A", "a megabyte of names, $path");
}

# ---- methods -------------------------------------------------------------------

for ([$ECHO_LIMIT, 'allowed', 1], [$ECHO_LIMIT + 1, 'refused:method-not-allowed', 0],
     [1_048_576, 'refused:method-not-allowed', 0]) {
    my ($length, $decision, $is_echoed) = @$_;
    my $method = 'M' x $length;
    my $res = preflight('large', '/echo', method_line($method));
    is(outcome($res), "204 preflight-$decision $A", "echo: a method of $length bytes");
    ok(($res->field('Access-Control-Allow-Methods') // '') eq ($is_echoed ? $method : ''),
       '... is ' . ($is_echoed ? 'echoed' : 'not echoed'));
    is(outcome(preflight('large', '/any', method_line($method))), "204 preflight-allowed $A",
       "literal *: a method of $length bytes");
    is(outcome(preflight('large', '/listed', method_line($method))),
       "204 preflight-refused:method-not-allowed $A", "listed: a method of $length bytes");
}
my $res = preflight('default', '/echo', (method_line('PUT')) x 90);
is(outcome($res), "204 preflight-refused:method-not-allowed $A", '90 lines with a method');
is($res->field('Access-Control-Allow-Methods'), undef, '... of which none is echoed');

# ---- requests that reach limits of httpd -------------------------------------------

is(outcome(ask('small', 'GET', '/any', "Origin: $A")), "404 actual-allowed $A", 'small: within the limits');
is(outcome(ask('small', 'GET', '/any', "Origin: $A", 'X: y', 'X: ' . 'x' x 60)), "400 actual-allowed $A",
   'small: another field is too long');
is(outcome(ask('small', 'GET', '/any', "Origin: $A", ('X: y') x 9)), "400 actual-allowed $A",
   'small: too many fields after Origin');
is(outcome(ask('small', 'GET', '/any', ('X: y') x 9, "Origin: $A")), '400 - ', 'small: too many fields before Origin');
is(outcome(ask('small', 'GET', '/any', 'Origin: https://' . 'a' x 40 . '.b.example')), '400 - ',
   'small: the origin itself is too long');
is(outcome(ask('small', 'GET', '/any', "Origin: $A" . ' ' x 60)), '400 - ', 'small: too many blanks after the origin');
is(outcome(ask('small', 'GET', '/' . 'x' x 60, "Origin: $A")), '414 - ', 'small: a long request line');
is(ask('small', 'GET', '/' . 'x' x 60, "Origin: $A")->field('Vary'), 'Origin', '... has Vary');
is(outcome(ask('small', 'OPTIONS', '/any', "Origin: $B", 'Access-Control-Request-Method: GET')),
   "204 preflight-allowed $B", 'small: a preflight within the limits');
is(outcome(ask('large', 'GET', '/any/' . 'x' x 1_000_000, "Origin: $A")), "403 actual-allowed $A",
   'large: a megabyte of URL');
is(outcome(ask('large', 'OPTIONS', '/any/?' . 'x' x 1_000_000, "Origin: $A", method_line('PUT'))),
   "204 preflight-allowed $A", 'large: a preflight with a megabyte of query');
is(outcome(ask('large', 'GET', '/any/', "Origin: $A", map { "X-$_: y" } 1 .. 20_000)), "404 actual-allowed $A",
   'large: 20,000 fields');

# ---- the server after all these requests -----------------------------------------

is(join("\n", @illegal), '', 'no field twice, and no byte that a field may not have');
$res = ask('default', 'GET', '/a.txt', "Origin: $A");
is(outcome($res) . " $res->{body}", "200 actual-allowed $A A", 'the server still responds');
my @lines = grep { /\[cors:/ } split /\n/, $h->log_text;
is(scalar(grep { /[^ -~]/ || length > 8_500 } @lines), 0, 'log lines are printable and not long');
# httpd's core logs malformed requests itself.
$h->log_ok(allow => [qr/\[core:error\] .* AH\d+: /]);
done_testing;
