#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Prints the totals of lcov, and each line and branch that no test reached.
#
#   coverage.pl coverage.info SOURCE-FOLDER LINES BRANCHES
#
# LINES and BRANCHES are minimum percentages; below one of them the script fails.
use strict;
use warnings;

my ($info, $source, @least) = @ARGV;
my ($file, %missed, @reached, @all);

# of: 0 for lines, 1 for branches
sub note
{
    my ($of, $line, $count, $word) = @_;
    $all[$of]++;
    if ($count ne '-' && $count > 0) { $reached[$of]++ }
    else { $missed{$file}{$line} .= " $word" }
}

open my $in, '<', $info or die "$info: $!\n";
while (<$in>) {
    if (/^SF:(.*)/) { ($file = $1) =~ s{^\Q$source\E/}{} }
    elsif (/^DA:(\d+),(\d+)/) { note(0, $1, $2, 'line') }
    elsif (/^BRDA:(\d+),\d+,(\d+),(\S+)/) { note(1, $1, $3, "branch $2") }
}
die "$info: nothing was counted\n" unless @all == 2;

for my $name (sort keys %missed) {
    open my $text, '<', "$source/$name" or die "$source/$name: $!\n";
    my @lines = <$text>;
    for my $line (sort { $a <=> $b } keys %{$missed{$name}}) {
        print "$name:$line:$missed{$name}{$line}: ", $lines[$line - 1] =~ s/^\s+//r;
    }
}
my $failed = 0;
for my $of (0, 1) {
    my $percent = 100 * ($reached[$of] // 0) / $all[$of];
    printf "%d of %d %s, %.2f percent (at least %s)\n", $reached[$of] // 0, $all[$of],
        ('lines', 'branches')[$of], $percent, $least[$of];
    $failed ||= $percent < $least[$of];
}
exit $failed;
