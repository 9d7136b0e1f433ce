# SPDX-License-Identifier: Apache-2.0
#
# With httpd before 2.4.47 a 304 loses the CORS fields, and the module warns of this. The
# tests have no such httpd: the module is built with a function that claims this version.
use strict;
use warnings;
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
BEGIN { $ENV{MOD_CORS_SO} = '' }    # each configuration loads another module
use Httpd;

my $top = Httpd->top_srcdir;
my $cc = $ENV{CC} || 'cc';
my $apxs = $ENV{APXS} || 'apxs';
my $flags = $ENV{GLUE_CPPFLAGS}
    || "-I'$top' -I'$top/src' -I" . `$apxs -q INCLUDEDIR` . ' ' . `apr-1-config --includes --cppflags`;
$flags =~ s/\n/ /g;
$flags =~ s/-DHAVE_\w+//g;          # this test does not need the libraries
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;

# Builds the module as if httpd were 2.4.$patch; returns the file.
sub built_for
{
    my ($patch) = @_;
    my $so = "$dir/mod_cors-$patch.so";
    open my $out, '>', "$dir/version.c" or die "$dir/version.c: $!\n";
    print $out <<"STUB";
#include <httpd.h>
void believed(ap_version_t *version)
{
    version->major = 2;
    version->minor = 4;
    version->patch = $patch;
}
STUB
    close $out or die "$dir/version.c: $!\n";
    my $sources = join ' ', map { "'$_'" } glob("\"$top\"/mod_cors.c \"$top\"/src/*/*.c"),
        "$dir/version.c";
    my $said = `$cc -std=c99 -shared -fPIC -o '$so' $flags -Dap_get_server_revision=believed $sources 2>&1`;
    ok(-f $so, "built for 2.4.$patch") or diag $said;
    return $so;
}

for ([46, 1], [47, 0]) {
    my ($patch, $warns) = @$_;
    my $so = built_for($patch);
    my ($ok, $said) =
        Httpd->syntax("LoadModule cors_module $so\nCorsAllowOrigin https://a.example");
    ok($ok, "2.4.$patch: the configuration is legal") or diag $said;
    my @lines = $said =~ /^(.*\b304\b.*)$/mg;
    is(scalar @lines, $warns, "2.4.$patch: " . ($warns ? 'one warning' : 'no warning'))
        or diag $said;
    like($lines[0], qr/httpd 2\.4\.$patch /, "2.4.$patch: the warning names the version") if $warns;
}
done_testing;
