# SPDX-License-Identifier: Apache-2.0
#
# Requests that an attacker makes long to make them expensive: their cost, by length or by
# number of lines, compared with the bare server for the same bytes.

package Hostile;
use strict;
use warnings;
use Callgrind;
use KeepAlive;
use Setups;

my $LINE = 8_000;               # bytes of a value; httpd joins the lines
my $A = 'Origin: ' . Setups::middle(2);
my $grants = qr{\AHTTP/1\.1 20[04] (?:.*\n)*?Access-Control-Allow-Origin: };
my $refuses = qr{\AHTTP/1\.1 20[04] (?!(?:.*\n)*Access-Control-Allow-Origin: )};

# A preflight for about this many bytes of names, in lines of 8,000 bytes; "%" in a name
# becomes a number.
sub _names
{
    my ($length, @names) = @_;
    my @lines = ('');
    for (my $i = 0; $length > 0; ++$i) {
        my $name = $names[$i % @names] =~ s/%/sprintf '%05d', $i/er . ',';
        push @lines, '' if length($lines[-1]) + length $name > $LINE;
        $lines[-1] .= $name;
        $length -= length $name;
    }
    return ($A, 'Access-Control-Request-Method: PUT',
            map { "Access-Control-Request-Headers: $_" } @lines);
}

# Name, setup, method, unit of its sizes (bytes or lines), the field lines for a size, and
# the pattern of the module's response.
our @KINDS = (
    ['an origin too long', 'module', 'GET', 'bytes',
     sub { 'Origin: https://' . 'a' x ($_[0] - 8) }, $refuses],
    ['commas', 'module', 'OPTIONS', 'bytes', sub { _names($_[0], '') }, $grants],
    ['listed names, again and again', 'module', 'OPTIONS', 'bytes',
     sub { _names($_[0], 'content-type', 'x-requested-with') }, $grants],
    ['names of one letter, allowed by *', 'module, any name', 'OPTIONS', 'bytes',
     sub { _names($_[0], 'a') }, $grants],
    ['names of one letter, to be echoed', 'module, any name echoed', 'OPTIONS', 'bytes',
     sub { _names($_[0], 'a') }, $grants],
    ['names that all differ, to be echoed', 'module, any name echoed', 'OPTIONS', 'bytes',
     sub { _names($_[0], 'x%') }, $grants],
    ['an allowed origin, again and again', 'module', 'GET', 'lines', sub { ($A) x $_[0] }, $refuses],
);

sub sizes
{
    my ($kind, $quick) = @_;
    return $kind->[3] eq 'lines' ? (1, 10, 90) : $quick ? (1_024, 65_536) : (1_024, 4_096, 16_384, 65_536);
}

# The requests, to be sent in turn.
sub requests
{
    my ($kind, $size) = @_;
    return [map { KeepAlive::request($kind->[2], $_, $kind->[4]->($size)) } Setups::paths()];
}

# The pattern that the response must match. A single Origin line has an allowed origin.
sub want
{
    my ($kind, $size, $decides) = @_;
    return !$decides ? qr{\AHTTP/1\.1 200 } : $size == 1 ? $grants : $kind->[5];
}

# The setup of this name, with room for long fields.
sub setup { return $_[0] =~ s/^(?:bare|module)$/$&, long fields/r }

# The cost of one request by kind and size.
sub _count
{
    my ($dir, $setup, $quick, @kinds) = @_;
    my $server = Callgrind->start(Setups::lay_out(setup($setup), 2, dir => $dir), short => 10, long => 30);
    for my $kind (@kinds) {
        for my $size (sizes($kind, $quick)) {
            $server->measure("$kind->[0]\t$size", requests($kind, $size), want($kind, $size, $setup !~ /bare/));
        }
    }
    return $server->finish;
}

# Returns { setup => { "kind\tsize" => cost } }, the bare server's among them.
sub run
{
    my ($dir, $quick, $say) = @_;
    my %result;
    return \%result if !Callgrind::available();
    for my $setup ('bare', 'module', 'module, any name', 'module, any name echoed') {
        my @kinds = grep { $setup eq 'bare' || $_->[1] eq $setup } @KINDS;
        my $folder = sprintf '%s/hostile%d', $dir, scalar keys %result;
        $result{$setup} = eval { _count($folder, $setup, $quick, @kinds) };
        $say->("hostile requests, $setup: " . $@ =~ s/\s+/ /gr) if !$result{$setup};
    }
    return \%result;
}

1;
