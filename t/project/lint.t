# SPDX-License-Identifier: Apache-2.0
#
# make lint: layout (clang-format), faults and size of functions (clang-tidy),
# length of files, nesting and trailing blanks.
use strict;
use warnings;
use FindBin;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $tidy = $ENV{CLANG_TIDY} || 'clang-tidy';
my $format = $ENV{CLANG_FORMAT} || 'clang-format';
my $max_lines = 600;

sub run
{
    my $output = `@_ 2>&1`;
    return ($? == 0, $output);
}

sub files { return sort map { glob("\"$top\"/$_") } @_ }
sub short { return $_[0] =~ s{^\Q$top\E/}{}r }

# Build flags, as make exports them; make and these tests start in the build folder.
sub cppflags
{
    my ($file) = @_;
    return "$ENV{CORE_CPPFLAGS} -I$top" if $file =~ m{/tools/};
    return "$ENV{GLUE_CPPFLAGS} -I$top/t/fuzz" if $file =~ m{/t/fuzz/fuzz_section};
    return $ENV{UNIT_CPPFLAGS} if $file =~ m{/t/(?:unit|fuzz)/};
    return $ENV{CORE_CPPFLAGS} if $file =~ m{/src/\w+/cors_|/t/bench/(?!floor)};
    return $ENV{GLUE_CPPFLAGS};
}

my @c = files('*.c', 'src/*/*.c', 'tools/*.c', map { "t/$_/*.c" } qw(unit bench fuzz lib));
my @h = files('*.h', 'src/*/*.h', 'tools/*.h', map { "t/$_/*.h" } qw(unit bench fuzz));
ok(@c > 2, 'there are sources to check');

SKIP: {
    my ($there) = run("$format --version");
    skip 'clang-format is not installed', @c + @h if !$there;
    for my $file (@c, @h) {
        my ($ok, $said) = run("$format --dry-run -Werror '$file'");
        ok($ok, 'layout: ' . short($file)) or diag $said;
    }
}

# clang-format leaves long comments as they are.
for my $file (@c, @h) {
    open my $fh, '<:encoding(UTF-8)', $file or die "$file: $!";
    my @long = grep { length > 81 } <$fh>;
    is("@long", '', 'at most 80 columns: ' . short($file));
}

SKIP: {
    my ($there) = run("$tidy --version");
    skip 'clang-tidy is not installed', scalar(@c) if !$there;
    for my $file (@c) {
        my ($ok, $said) = run("$tidy --quiet '$file' -- -std=c99", cppflags($file) // '');
        ok($ok, 'clang-tidy: ' . short($file)) or diag $said;
    }
}

my @text = grep { -f && -T } files('*', '.ci/*', '.clang-*', '.editorconfig', '.gitignore',
    'build-aux/deb.sh', 'build-aux/deb-check.sh', 'build-aux/release.sh', 'build-aux/manual/*',
    'packaging/rpm/*',
    map { ("$_/*", "$_/*/*") } qw(src t tools demo docs conf-examples debian));
my $generated = qr{/(?:aclocal\.m4|configure~?|Makefile(?:\.in)?|config\.\w+|libtool)$|\.(?:log|trs|l?o|la)$};
my (@blanks, @long, @deep);
for my $file (grep { $_ !~ $generated } @text) {
    open my $in, '<', $file or die "$file: $!\n";
    my @lines = <$in>;
    push @blanks, map { short($file) . ":$_" } grep { $lines[$_ - 1] =~ /[ \t\r]$/ } 1 .. @lines;
    push @long, short($file) if @lines > $max_lines && $file !~ m{/docs/|/LICENSE$};
    # The layout is checked above, so the indentation shows the nesting.
    push @deep, map { short($file) . ":$_" }
        grep { $lines[$_ - 1] =~ /^ {16,}(?:if|for|while|do|switch)\b/ } 1 .. @lines
        if $file =~ /\.[ch]$/;
}
is_deeply(\@blanks, [], 'no line ends in a blank');
is_deeply(\@long, [], "no file has more than $max_lines lines");
is_deeply(\@deep, [], 'no block is nested more than 3 deep');
done_testing;
