# SPDX-License-Identifier: Apache-2.0
#
# The corpus of t/fuzz/fuzz_section.c: configurations of whole sections, read by httpd.
# "httpd -t" loads the fuzz target as well as mod_cors, and prints TAP.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my $top = Httpd::top_srcdir();
my $module = ($ENV{TOP_BUILDDIR} || $top) . '/t/fuzz/.libs/section.so';
-e $module or die "$module is missing; 'make check' builds it\n";
$ENV{TOP_SRCDIR} = $top;
delete $ENV{FUZZ_ARGUMENTS};
my ($ok, $said) = Httpd->syntax(qq(LoadModule fuzz_section_module "$module"));
my ($planned) = $said =~ /^1\.\.(\d+)$/m;
my @done = $said =~ /^ok \d+ - (.*)$/mg;

cmp_ok($planned // 0, '>', 1, 'there are inputs');
pass($_) for @done;
ok($ok && @done == ($planned // 0), 'all inputs pass') or diag $said;
done_testing;
