# SPDX-License-Identifier: Apache-2.0
#
# The generated inputs of a fuzz target, in one file: t/fuzz/corpus/TARGET.seeds.
# Each line is one input. Printable ASCII is written as it is, a backslash as \\,
# and other bytes as \n, \t or \xNN, as is a '#' at the start and a blank at the
# end of a line; an empty line is the empty input. A line that starts with '#' is
# a comment. The lines are sorted, so that a diff shows what is new.
# t/fuzz/seeds.c reads the same format.

package Seeds;
use strict;
use warnings;
use Digest::SHA qw(sha1_hex);
use Files;

my %ESCAPES = ("\\" => '\\\\', "\n" => '\n', "\t" => '\t');
my %BYTES = reverse %ESCAPES;

sub escape_byte { return $ESCAPES{$_[0]} // sprintf '\x%02x', ord $_[0] }

# The line of an input, without its end.
sub escape
{
    my ($bytes) = @_;
    return $bytes =~ s/(\A#|\ \z|\\|[^ -~])/escape_byte($1)/ger;
}

# The input of a line.
sub unescape
{
    my ($line) = @_;
    die "a blank at the end of a line must be written as \\x20\n" if $line =~ / \z/;
    die "a byte that is not printable ASCII must be escaped\n" if $line =~ /[^ -~]/;
    return $line =~ s{(\\(?:x([0-9a-f]{2})|.?))}{
        defined $2 ? chr hex $2 : $BYTES{$1} // die "a backslash must start \\\\, \\n, \\t or \\xNN\n"
    }ger;
}

# The inputs of a file, by the numbers of their lines.
sub read_file
{
    my ($file) = @_;
    my @lines = split /(?<=\n)/, slurp($file);
    my %inputs;
    for my $number (1 .. @lines) {
        my $line = $lines[$number - 1];
        next if $line =~ /\A#/;
        $inputs{$number} = eval {
            $line =~ s/\n\z// or die "the last line does not end in \\n\n";
            unescape($line);
        } // die "$file:$number: $@";
    }
    return \%inputs;
}

# Replaces a file; of equal inputs one is written.
sub write_file
{
    my ($file, @inputs) = @_;
    my ($target) = $file =~ m{([^/]+)\.seeds\z} or die "$file: the name must end in .seeds\n";
    my %lines = map { escape($_) => 1 } @inputs;
    spurt("$file.new", join '', map { "$_\n" }
                "# Inputs of the fuzz target '$target', one a line, written by 'make fuzz-minimise'; see t/lib/Seeds.pm.",
                sort keys %lines);
    rename "$file.new", $file or die "$file: $!\n";
}

# Writes each input of a file into a folder, named by its hash as libFuzzer does.
sub unpack_into
{
    my ($folder, $file) = @_;
    spurt("$folder/" . sha1_hex($_), $_) for values %{read_file($file)};
}

1;
