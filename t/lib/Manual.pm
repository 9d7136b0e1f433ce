# SPDX-License-Identifier: Apache-2.0
#
# The manual for one test file: generated again if cmark-gfm is installed, otherwise that of
# the build or of the release.
#
#   my $folder = Manual->folder;        # skips the file if there is no manual
#   Manual->generate($source, $folder)  # the exit status and the output

package Manual;
use strict;
use warnings;
use File::Temp ();
use Httpd;
use Process;

my $TOP = Httpd->top_srcdir;
my $kept;       # the temporary folder, until the test ends

sub generate
{
    my ($class, $source, $folder, @programs) = @_;
    my $command = join ' ', map { "'$_'" } $^X, "$TOP/build-aux/manual/generate", $source, $folder, @programs;
    my $output = `$command 2>&1`;
    return ($?, $output);
}

sub folder
{
    my ($class) = @_;
    if ($ENV{CMARK_GFM} || Process::program('cmark-gfm')) {
        $kept = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
        my ($status, $output) = $class->generate($TOP, "$kept", ($ENV{TOP_BUILDDIR} || $TOP) . '/tools');
        die $output if $status;
        return "$kept";
    }
    my ($built) = grep { -e "$_/stamp" } map { "$_/manual" } $ENV{TOP_BUILDDIR} || $TOP, $TOP;
    Httpd::skip_all('cmark-gfm is not installed (Debian: cmark-gfm)') if !$built;
    return $built;
}

1;
