# SPDX-License-Identifier: Apache-2.0
#
# The core without a server: the output of t/bench/bench.c, by clock and by callgrind.

package Core;
use strict;
use warnings;

# Scenarios and numbers of patterns, for instructions and for time. The default numbers are
# those of the program. Building a million patterns under callgrind takes minutes.
sub plan
{
    my $quick = shift;
    my @sets = qw(exact wildcard mixed long-prefix long-suffix last-bytes);
    my @few = $quick ? (2, 1_000) : (2, 1_000, 1_000_000);
    return {
        instructions => [(map { [$_, $quick ? @few : ()] } @sets), ['length'], ['preflight'],
                         ['commas'], ['build', $quick ? (100, 10_000) : (100, 10_000, 100_000)],
                         ['merge'], ['container'], ['list', $quick ? (10, 1_000) : (10, 1_000, 100_000)],
                         ['list-build', $quick ? 1_000 : 100_000]],
        time => [(map { [$_, @few] } @sets), ['length', $quick ? (24, 326) : ()], ['preflight'],
                 ['commas'], ['build', $quick ? (1_000, 100_000) : (1_000, 100_000, 1_000_000)],
                 ['merge'], ['list', $quick ? (10, 1_000) : (10, 1_000, 1_000_000)],
                 ['list-build', $quick ? 1_000 : 1_000_000]],
    };
}

# Adds the figures to { name => { parameter => { unit => value } } }.
sub _read
{
    my ($result, $say, @command) = @_;
    open my $fh, '-|', @command or die "$command[0]: $!\n";
    while (<$fh>) {
        my ($name, $parameter, $value, $unit) = /^(\S+)\t(\d+)\t([\d.]+)\t(\w+)$/
            or die "$command[0] said: $_";
        $result->{$name}{$parameter}{$unit} = $value;
    }
    close $fh or $say->("@command failed");
}

sub instructions
{
    my ($program, $dir, $quick, $say) = @_;
    my %result;
    for my $scenario (@{plan($quick)->{instructions}}) {
        _read(\%result, $say, qw(valgrind -q --tool=callgrind --instr-atstart=no),
              "--callgrind-out-file=$dir/core.out", $program, '-c', "$dir/core.out", @$scenario);
        unlink glob "$dir/core.out*";
    }
    return \%result;
}

sub times
{
    my ($program, $quick, $say) = @_;
    my %result;
    _read(\%result, $say, $program, @$_) for @{plan($quick)->{time}};
    return \%result;
}

1;
