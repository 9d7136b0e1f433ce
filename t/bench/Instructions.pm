# SPDX-License-Identifier: Apache-2.0
#
# Inside the server: instructions of a request compared with those of the bare server for
# the same request, for each setup, number of origins and kind of request.

package Instructions;
use strict;
use warnings;
use Callgrind;
use Requests;
use Setups;

my @ALL = @Requests::KINDS;
my @ACTUAL = grep { !/preflight|byte/ } @ALL;
my @SHORT = grep { !/byte/ } @ALL;

# The cost of a recipe grows with the number of origins; larger numbers take minutes each.
sub most_for_recipes { return $_[0] ? 100 : 10_000 }

# Name, numbers of origins, kinds of request, whether the fields are sent always, never or
# as decided. The plain setups come first: others are compared with them.
sub plan
{
    my $quick = shift;
    my @sizes = $quick ? (2, 100, 10_000) : (2, 10, 100, 1_000, 10_000, 100_000);
    my @some = grep { $_ <= most_for_recipes($quick) } @sizes;
    return (
        ['bare', [0], \@ALL, 'never'],
        ['bare, empty .htaccess', [0], \@SHORT, 'never'],
        ['bare nginx', [0], \@ACTUAL, 'never'],
        ['no directive', [0], \@ALL, 'never'],
        ['floor', [2], \@SHORT, 'decides'],
        ['module', [1], \@ACTUAL, 'always'],
        ['module', \@sizes, \@ALL, 'decides'],
        ['Location over Directory', [2], \@SHORT, 'decides'],
        ['.htaccess, 10 Cors lines', [4], \@SHORT, 'decides'],
        ['.htaccess, 10 Header lines', [4], \@ACTUAL, 'always'],
        ['static fields', [2], \@ACTUAL, 'always'],
        ['recipe', \@some, \@ALL, 'decides'],
        ['<If> list', \@some, \@ALL, 'decides'],
        ['nginx map', \@sizes, \@ACTUAL, 'decides'],
    );
}

# The plain setup that this one is compared with.
sub plain
{
    my $name = shift;
    return Setups::is_nginx($name) ? 'bare nginx'
        : $name =~ /^\.htaccess/ ? 'bare, empty .htaccess' : 'bare';
}

sub _count
{
    my ($dir, $row, $size, $quick) = @_;
    my ($name, undef, $kinds, $sends) = @$row;
    my $slow = $name =~ /recipe|If/ && $size >= 1000;
    my @length = $slow ? (short => 5, long => 15) : $quick ? (short => 50, long => 150) : ();
    my $server = Callgrind->start(Setups::lay_out($name, $size, dir => $dir), @length);
    $server->measure($_, Requests::bytes($_, $size), Requests::want($_, $size, $sends)) for @$kinds;
    return $server->finish;
}

# The cost of one request by kind: { instructions, allocations }; or { failed => why }.
# Another process may take a free port before it is used, hence the second attempt.
sub count
{
    my ($dir, @case) = @_;
    return eval { _count("$dir/1", @case) } // eval { _count("$dir/2", @case) }
        // { failed => $@ =~ s/\s+/ /gr };
}

# Runs the plan; returns { name => { size => { kind => cost } } }.
sub run
{
    my ($dir, $quick, $say) = @_;
    my %result;
    if (!Callgrind::available()) {
        $say->('valgrind is missing: no instructions are counted');
        return \%result;
    }
    $say->('the recipe and the <If> list are counted up to ' . most_for_recipes($quick)
           . ' origins: more take too long');
    my $number = 0;
    for my $row (plan($quick)) {
        my ($name, $sizes) = @$row;
        if (Setups::is_nginx($name) && !Setups::has_nginx()) {
            $say->("nginx is missing: no $name");
            next;
        }
        for my $size (@$sizes) {
            # Paths of the same length, since they need memory in the pool of a request.
            my $counted = count(sprintf('%s/%03d', $dir, ++$number), $row, $size, $quick);
            $say->("$name with $size origins: $counted->{failed}") if $counted->{failed};
            $result{$name}{$size} = $counted;
            last if $counted->{failed};         # more origins will fail too
        }
    }
    return \%result;
}

# Instructions added to the plain setup, or undef.
sub added
{
    my ($result, $name, $size, $kind, $of) = @_;
    $of //= 'instructions';
    my ($with, $without) = map { (($result->{$_->[0]} || {})->{$_->[1]} || {})->{$kind} }
        [$name, $size], [plain($name), 0];
    return $with && $without ? $with->{$of} - $without->{$of} : undef;
}

1;
