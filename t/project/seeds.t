# SPDX-License-Identifier: Apache-2.0
#
# The files of generated inputs, t/fuzz/corpus/*.seeds: t/lib/Seeds.pm writes them, and
# Seeds.pm and t/fuzz/seeds.c read them. A malformed line is an error.
use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files;
use Seeds;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $folder = File::Temp->newdir;
my $file = "$folder/some.seeds";

my %lines = (
    '' => '', 'https://a.example' => 'https://a.example', 'a b' => 'a b', '"quoted"' => '"quoted"',
    "a\nb" => 'a\nb', "a\tb" => 'a\tb', 'a\nb' => 'a\\\\nb', '\\' => '\\\\', '\\\\' => '\\\\\\\\',
    "\\\n" => '\\\\\n', '#a' => '\x23a', 'a#' => 'a#', ' ' => '\x20', ' a ' => ' a\x20', "a \n" => 'a \n',
    "\0" => '\x00', "\r" => '\x0d', "\x7f\x80\xff" => '\x7f\x80\xff', "\\x41" => '\\\\x41',
);
my @inputs = (keys %lines, (map { chr } 0 .. 255), join '', map { chr } 0 .. 255);
my %unique = map { $_ => 1 } @inputs;
is(Seeds::escape($_), $lines{$_}, "escaped: '$lines{$_}'") for sort keys %lines;
is_deeply([grep { Seeds::unescape(Seeds::escape($_)) ne $_ } @inputs], [], 'unescaping restores every byte');

Seeds::write_file($file, @inputs, @inputs);
my $read = Seeds::read_file($file);
is_deeply([sort values %$read], [sort keys %unique], 'a file has each input once');
my @lines = split /\n/, slurp($file), -1;
is_deeply([@lines[1 .. $#lines - 1]], [sort @lines[1 .. $#lines - 1]], '... and is sorted');
like($lines[0], qr/^# .*'some'.*make fuzz-minimise/, '... and its first line explains it');
make_path("$folder/unpacked");
Seeds::unpack_into("$folder/unpacked", $file);
is_deeply([sort map { slurp($_) } glob("'$folder'/unpacked/*")], [sort keys %unique],
          'unpacking writes one file for each input');

# The other reader, in a program that prints the inputs in hexadecimal.
my $program = "$folder/print";
spurt("$program.c", <<'C');
#include <stdio.h>
#include "seeds.h"
int main(int argc, char **argv)
{
    seeds_t seeds;
    int i;
    size_t k;
    if (argc != 2 || !seeds_read(&seeds, argv[1])) {
        printf("%s:%d: %s\n", argv[1], seeds.line, seeds.error);
    }
    for (i = 0; i < seeds.count; ++i) {
        printf("%d ", seeds.inputs[i].line);
        for (k = 0; k < seeds.inputs[i].length; ++k) {
            printf("%02x", (unsigned char)seeds.inputs[i].bytes[k]);
        }
        printf("\n");
    }
    seeds_free(&seeds);
    return 0;
}
C
my $cc = $ENV{CC} || 'cc';
system("$cc -std=c99 '-I$top/t/fuzz' -o '$program' '$program.c' '$top/t/fuzz/seeds.c'") == 0
    or die "the reader in C cannot be compiled\n";

sub read_in_c { return scalar `'$program' '$_[0]'` }

sub in_hexadecimal
{
    my ($inputs) = @_;
    return join '', map { "$_ " . unpack('H*', $inputs->{$_}) . "\n" } sort { $a <=> $b } keys %$inputs;
}

is(read_in_c($file), in_hexadecimal($read), 'the reader in C reads the same inputs');

# Malformed files: the text, the line, the message.
my $ESCAPE = 'a backslash must start \\\\, \n, \t or \xNN';
my $BYTE = 'a byte that is not printable ASCII must be escaped';
my @malformed = (
    ['a letter', "a\n\\q\n", 2, $ESCAPE],
    ['nothing', "\\\n", 1, $ESCAPE],
    ['nothing, after a comment', "# \\\n\nab\\\n", 3, $ESCAPE],
    ['one digit', "\\x4\n", 1, $ESCAPE],
    ['one digit and the next line', "\\x4\n1\n", 1, $ESCAPE],
    ['upper case', "\\x4A\n", 1, $ESCAPE],
    ['not a digit', "\\x4g\n", 1, $ESCAPE],
    ['a tab', "a\tb\n", 1, $BYTE],
    ['a NUL', "a\0b\n", 1, $BYTE],
    ['a carriage return', "a\r\n", 1, $BYTE],
    ['not ASCII', "a\n\xc3\xa4\n", 2, $BYTE],
    ['DEL', "\x7f\n", 1, $BYTE],
    ['a blank at the end', "a \n", 1, 'a blank at the end of a line must be written as \x20'],
    ['cut off', "a\nb", 2, 'the last line does not end in \n'],
);
for my $case (@malformed) {
    my ($label, $text, $line, $message) = @$case;
    spurt($file, $text);
    my $want = "$file:$line: $message\n";
    ok(!eval { Seeds::read_file($file) }, "malformed: $label");
    is($@, $want, '... the message has the line and the reason');
    is(read_in_c($file), $want, '... the message in C is the same');
}
spurt($file, '');
is_deeply([Seeds::read_file($file), read_in_c($file)], [{}, ''], 'an empty file has no inputs');
like(read_in_c("$folder/none.seeds"), qr/:0: the file cannot be read$/, 'a missing file');

# A replay fails without the file, and for a malformed line.
my $corpus = "$folder/t/fuzz/corpus";
make_path("$corpus/names");
spurt("$corpus/names/some", 'GET');

sub replay
{
    local $ENV{TOP_SRCDIR} = $folder;
    my $said = `'@{[$ENV{TOP_BUILDDIR} || $top]}/t/fuzz/replay_names'`;
    return ($? == 0, $said);
}

my ($ok, $said) = replay();
ok(!$ok, 'a replay without the file fails');
like($said, qr/^not ok 3 - names\.seeds:0: the file cannot be read$/m, '... and says so');
Seeds::write_file("$corpus/names.seeds", 'GET', 'PUT');
($ok, $said) = replay();
ok($ok, 'a replay succeeds') or diag $said;
like($said, qr/^1\.\.4\n(?:ok .*\n){2}ok 3 - names\.seeds:2\nok 4 - names\.seeds:3\n\z/, '... of files and lines');
spurt("$corpus/names.seeds", "GET\n\\q\n");
($ok, $said) = replay();
ok(!$ok, 'a replay with a malformed line fails');
like($said, qr/^not ok 3 - names\.seeds:2: \Q$ESCAPE\E$/m, '... and names it');

# The files in the tree are canonical, so that the next ones differ by new inputs only.
for my $tracked (sort glob("'$top'/t/fuzz/corpus/*.seeds")) {
    my ($name) = $tracked =~ m{([^/]+)\z};
    Seeds::write_file("$folder/$name", values %{Seeds::read_file($tracked)});
    is(slurp("$folder/$name"), slurp($tracked), "$name is in the form that Seeds.pm writes");
}
done_testing;
