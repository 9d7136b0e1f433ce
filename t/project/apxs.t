# SPDX-License-Identifier: Apache-2.0
#
# The build with one apxs command, without configure: it must compile, and httpd must load
# the module.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $apxs = $ENV{APXS} || 'apxs';
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
copy($_, $dir) for glob("\"$top\"/mod_cors.[ch]");
for my $file (glob("\"$top\"/src/*/*.[ch]")) {
    my ($folder) = $file =~ m{/(src/\w+)/[^/]+$};
    make_path("$dir/$folder");
    copy($file, "$dir/$folder");
}

my $output = `cd '$dir' && '$apxs' -c -I. -I src mod_cors.c src/*/*.c 2>&1`;
ok(-f "$dir/.libs/mod_cors.so", 'apxs -c -I. -I src mod_cors.c src/*/*.c builds the module')
    or diag $output;
unlike($output, qr/\bwarning:/, 'apxs prints no warning');

$ENV{MOD_CORS_SO} = "$dir/.libs/mod_cors.so";
require Httpd;          # reads MOD_CORS_SO when it is loaded
my ($ok, $said) = Httpd->syntax('CorsAllowOrigin https://a.example');
ok($ok, 'httpd loads the module and accepts a directive') or diag $said;
($ok) = Httpd->syntax('CorsNoSuchDirective on');
ok(!$ok, 'httpd refuses a directive that does not exist');
done_testing;
