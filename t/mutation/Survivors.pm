# SPDX-License-Identifier: Apache-2.0
#
# The mutants that no test can kill, with the reasons: reads t/mutation/survivors, which
# describes its form at the top.

package Survivors;
use strict;
use warnings;

# Returns { id => reason }; ids as those of Mutants.
sub read_file
{
    my ($path) = @_;
    my (%reasons, @waiting, @id);
    open my $in, '<', $path or die "$path: $!\n";
    while (my $line = <$in>) {
        chomp $line;
        next if $line =~ /^(?:#|$)/;
        if ($line =~ /^ +(.*)/) {
            @waiting or die "$path:$.: a reason without a mutant\n";
            $reasons{$_} = join ' ', grep { defined } $reasons{$_}, $1 for @waiting;
        }
        elsif ($line =~ /^[-+] (.*)/) {
            push @id, $1;
            push @waiting, join "\n", splice @id if @id == 4;
        }
        else {
            @waiting = () if @waiting && defined $reasons{$waiting[0]};
            $line =~ /^(\S+\.c):(?: (.*))?$/ or die "$path:$.: not the name of a source\n";
            @id = ($1, $2 // '');
        }
    }
    return \%reasons;
}

# One mutant in that form.
sub entry
{
    my ($id) = @_;
    my ($file, $function, $was, $is) = split /\n/, $id;
    return $function eq '' ? "$file:\n- $was\n+ $is\n" : "$file: $function\n- $was\n+ $is\n";
}

1;
