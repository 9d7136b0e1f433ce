# SPDX-License-Identifier: Apache-2.0
#
# The basis of make mutation: which mutants a source has, that its lines keep their numbers,
# and that each source has tests.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../mutation";
use Test::More;
use Mutants;
use Survivors;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $source = <<'C';
/* if (comment) { return "none"; } */
#define MAX 3 /* not looked at */
static const char *const names[] = {"if (a < b)", NULL};

static int first(const list_t *list, int from)
{
    char room[80];
    int i = from;

    for (i = from; i < list->count; ++i) {
        if (is_it(list, i)
            && !list->off) {
            return list->at[i] == 'x' ? i : -1;
        }
    }
    list->last->name = room;
    (void)note(list,
               "(;)");
    return i;
}
C

my %want = (
    condition => [
        'for (i = from; i < list->count; ++i) {', 'for (i = from; !(i < list->count); ++i) {',
        'if (is_it(list, i) && !list->off) {', 'if (!(is_it(list, i) && !list->off)) {',
        '&& !list->off) {', '&& list->off) {',
        q(return list->at[i] == 'x' ? i : -1;), q(return !(list->at[i] == 'x') ? i : -1;),
    ],
    operator => [
        'for (i = from; i < list->count; ++i) {', 'for (i = from; i <= list->count; ++i) {',
        'for (i = from; i < list->count; ++i) {', 'for (i = from; i >= list->count; ++i) {',
        '&& !list->off) {', '|| !list->off) {',
        q(return list->at[i] == 'x' ? i : -1;), q(return list->at[i] != 'x' ? i : -1;),
    ],
    constant => [
        q(return list->at[i] == 'x' ? i : -1;), q(return list->at[i] == ('x' + 1) ? i : -1;),
        q(return list->at[i] == 'x' ? i : -1;), q(return list->at[i] == ('x' - 1) ? i : -1;),
        q(return list->at[i] == 'x' ? i : -1;), q(return list->at[i] == 'x' ? i : -(1 + 1);),
        q(return list->at[i] == 'x' ? i : -1;), q(return list->at[i] == 'x' ? i : -(1 - 1);),
    ],
    deleted => [
        'list->last->name = room;', ';',
        '(void)note(list, "(;)");', ';',
    ],
    returned => [
        q(return list->at[i] == 'x' ? i : -1;), 'return 0;',
        q(return list->at[i] == 'x' ? i : -1;), 'return 1;',
        'return i;', 'return 0;',
        'return i;', 'return 1;',
    ],
);

my @mutants = Mutants::of('a.c', $source);
for my $kind (sort keys %want) {
    my @got = map { ($_->{was}, $_->{is}) } grep { $_->{kind} eq $kind } @mutants;
    my @pairs = map { "$want{$kind}[2 * $_]\n$want{$kind}[2 * $_ + 1]" } 0 .. $#{$want{$kind}} / 2;
    my @got_pairs = map { "$got[2 * $_]\n$got[2 * $_ + 1]" } 0 .. $#got / 2;
    is_deeply([sort @got_pairs], [sort @pairs], "kind: $kind");
}
my $lines = $source =~ tr/\n//;
is_deeply([grep { ($_->{text} =~ tr/\n//) != $lines } @mutants], [], 'lines keep their numbers');
is_deeply([grep { $_->{function} ne 'first' } @mutants], [], 'the function is known');
my %texts = map { $_->{text} => 1 } @mutants;
is(keys %texts, @mutants, 'all mutants differ');
ok(!$texts{$source}, 'all mutants differ from the source');

my @again = Mutants::of('a.c', "static int f(int a)\n{\n    g(1);\n    g(1);\n}\n");
is(scalar(grep { $_->{function} eq 'f 2' } @again), @again / 2, 'a repeated line has a number');

open my $in, '<', "$top/t/mutation/tests" or die "t/mutation/tests: $!\n";
my %tests = map { /^([^#:]+):(.*)/ ? ($1 => [split ' ', $2]) : () } <$in>;
is_deeply([sort keys %tests],
          [sort map { s{^\Q$top\E/}{}r } glob("'$top'/src/*/*.c '$top'/mod_cors.c")],
          't/mutation/tests: each source has a line');
for my $file (sort keys %tests) {
    my @missing = grep { !-e "$top/t/$_" && !-e "$top/t/unit/$_.c" && !/^replay_/ } @{$tests{$file}};
    is_deeply(\@missing, [], "t/mutation/tests: $file: its tests exist");
}
my $reasons = Survivors::read_file("$top/t/mutation/survivors");
is_deeply([grep { !exists $tests{(split /\n/)[0]} } sort keys %$reasons], [],
          't/mutation/survivors names sources');
done_testing;
