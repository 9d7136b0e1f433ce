# SPDX-License-Identifier: Apache-2.0
#
# make lint: static analysis of the module's sources. Each tool checks every file separately,
# with its build flags, two commands at a time. Tests of a missing tool are skipped, with
# the name of the tool. clang-tidy is in lint.t.
use strict;
use warnings;
use File::Temp ();
use FindBin;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my @files = sort map { glob("\"$top\"/$_") } qw(*.c src/*/*.c tools/*.c);

# Build flags, as make exports them; make and these tests start in the build folder.
sub cppflags
{
    my ($file) = @_;
    my $flags = $ENV{$file =~ m{/src/\w+/cors_|/tools/} ? 'CORE_CPPFLAGS' : 'GLUE_CPPFLAGS'} // '';
    $flags .= " -I$top" if $file =~ m{/tools/};
    return "$flags " . ($ENV{OPTIONAL_CPPFLAGS} // '');
}

sub has { return system("$_[0] --version >/dev/null 2>&1") == 0 || system("$_[0] --help >/dev/null 2>&1") == 0 }

sub start
{
    open my $output, '-|', "$_[0] 2>&1" or die "$_[0]: $!\n";
    return $output;
}

# One test per file: the command that the callback returns succeeds and prints nothing.
# The next command starts before the output of the previous one is read.
sub analyze
{
    my ($name, $tool, $command) = @_;
    SKIP: {
        skip "$tool is not installed", scalar @files if !has($tool);
        my $next = start($command->($files[0]));
        for my $i (0 .. $#files) {
            my $output = $next;
            $next = start($command->($files[$i + 1])) if $i < $#files;
            my $said = join '', <$output>;
            my $succeeded = close $output;
            ok($succeeded && $said eq '', "$name: " . $files[$i] =~ s{^\Q$top\E/}{}r) or diag $said;
        }
    }
}

my $gcc = $ENV{GCC} || 'gcc';
my $cppcheck = $ENV{CPPCHECK} || 'cppcheck';
my $scan = $ENV{SCAN_BUILD} || 'scan-build';
my $reports = File::Temp->newdir;
# States of a function that clang's analyzer visits; its own limit is 225000.
my $nodes = $ENV{ANALYZER_NODES} || 50000;

cmp_ok(scalar @files, '>', 2, 'there are sources to check');
analyze('gcc -fanalyzer', $gcc, sub {
    return "$gcc -std=c99 -O1 -fanalyzer -Werror " . cppflags($_[0]) . " -c '$_[0]' -o /dev/null";
});
# Without the paths of system headers, cppcheck does not check their definitions.
analyze('cppcheck', $cppcheck, sub {
    my ($own) = join ' ', grep { /^-[ID]/ } split ' ', cppflags($_[0]) =~ s/-isystem \S+//gr;
    return "$cppcheck --quiet --std=c99 --enable=warning,style,performance,portability --inline-suppr"
        . " --suppressions-list='$top/build-aux/cppcheck.txt' --error-exitcode=1 $own '$_[0]'";
});
# scan-build prints messages even if it finds nothing.
analyze('scan-build', $scan, sub {
    my $command = "clang -std=c99 " . cppflags($_[0]) . " -c '$_[0]' -o /dev/null";
    return "{ said=\$($scan --status-bugs --use-cc=clang -analyzer-config max-nodes=$nodes -o '$reports' $command 2>&1)"
        . ' || { echo "$said"; false; }; }';
});
done_testing;
