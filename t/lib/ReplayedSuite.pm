# SPDX-License-Identifier: Apache-2.0
#
# Runs other live tests with Replay.pm, for t/explain-replay*.t:
#
#   replay_suites({ vary => { at_least => 152 }, regex => { at_least => 103, other => qr/.../ } });
#
# at_least: how many requests without a doubt are the same, four fifths of what was counted:
# explanations that begin to doubt fail. other: requests that no explanation can know.
# The arguments of the test name the suites to run; without arguments all run.

package ReplayedSuite;
use strict;
use warnings;
use Exporter 'import';
use File::Temp ();
use Files ();
use FindBin;
use Test::More;

our @EXPORT_OK = qw(replay_suites);

sub replay_suite
{
    my ($name, $suite) = @_;
    my $report = File::Temp->new(TEMPLATE => 'replay-XXXXXX', TMPDIR => 1);
    local $ENV{REPLAY} = "$report";
    my $output = `'$^X' -I'$FindBin::Bin/lib' -MReplay '$FindBin::Bin/$name.t' 2>&1`;
    is($?, 0, "$name passes") or diag($output);
    my %count = (same => 0, unsure => 0, differs => 0);
    my @lines = split /\n/, Files::slurp("$report", '');
    /^(\w+)/ and $count{$1}++ for @lines;
    cmp_ok($count{same}, '>=', $suite->{at_least},
           "$name: requests: $count{same} same, $count{unsure} in doubt");
    my $other = $suite->{other} || qr/(?!)/;
    is(join("\n", grep { /^differs/ && $_ !~ $other } @lines), '', "$name: none differs");
    if ($ENV{REPLAY_UNSURE}) { diag($_) for grep { /^unsure/ } @lines }
}

sub replay_suites
{
    my $suites = shift;
    replay_suite($_, $suites->{$_} || { at_least => 1 }) for @ARGV ? @ARGV : sort keys %$suites;
    done_testing;
}

1;
