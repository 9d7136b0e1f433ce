# SPDX-License-Identifier: Apache-2.0
#
# The Debian package: built from the archive of `make dist`, without the tests of the
# module; lintian; contents. Nothing is installed. `make deb-check` does the rest.
use strict;
use warnings;
use Cwd ();
use File::Find qw(find);
use File::Temp;
use FindBin;
use Test::More;

my $top = Cwd::abs_path($ENV{TOP_SRCDIR} || "$FindBin::Bin/../..");
my $build = $ENV{TOP_BUILDDIR} || $top;
my $package = 'libapache2-mod-cors';
my $doc = "usr/share/doc/$package";

sub run
{
    my $output = `@_ 2>&1 </dev/null`;
    return ($? == 0, $output);
}

sub tail { return join "\n", (split /\n/, $_[0])[-20 .. -1] }

for my $tool (qw(dpkg-buildpackage dh dh_apache2 lintian)) {
    (run("command -v $tool"))[0]
        or plan skip_all => "$tool is not installed (debhelper, build-essential, apache2-dev, lintian)";
}
-f "$build/Makefile" or plan skip_all => "no Makefile in $build: run configure, or name TOP_BUILDDIR";

# dpkg-buildpackage and `make install` here get none of the variables of the test harness.
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS TESTS MOD_CORS_SO TOP_SRCDIR TOP_BUILDDIR HTTPD APXS)};
my $work = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);

my ($ok, $said) = run("make -C '$build' dist");
ok($ok, 'make dist') or diag tail($said);
my ($archive) = $said =~ /(mod_cors-[\d.]+\.tar\.gz)/;
$archive //= (sort { -M $a <=> -M $b } glob "\"$build\"/mod_cors-*.tar.gz")[0] =~ s{.*/}{}r;
my ($version) = $archive =~ /mod_cors-(.+)\.tar/;
my (undef, $listing) = run("tar tzf '$build/$archive'");
like($listing, qr{^mod_cors-\Q$version\E/configure$}m, 'the archive has configure');

# What is in the checkout is in the archive, but for what only the checkout needs.
SKIP: {
    my ($there, $files) = run("git -C '$top' ls-files");
    skip 'not a git checkout', 1 if !$there;
    my %in = map { s{^mod_cors-[^/]+/}{}r => 1 } split /\n/, $listing;
    is_deeply([grep { !$in{$_} && -e "$top/$_" && $_ ne 'm4/.gitignore' } split /\n/, $files], [],
        'the archive has every file of the checkout');
}

($ok, $said) = run("DEB_BUILD_OPTIONS='nocheck noautodbgsym' '$top/build-aux/deb.sh' '$build/$archive' '$work/deb'");
ok($ok, 'the package builds without its tests') or diag tail($said);
my ($deb) = glob "$work/deb/${package}_$version-*.deb";
ok($deb, 'it has the version of the archive') or done_testing, exit;

($ok, $said) = run("lintian --fail-on error,warning -i --allow-root '$work'/deb/*.changes");
ok($ok, 'lintian has no error and no warning') or diag $said;

# ---- contents ------------------------------------------------------------------

my %file;      # name => mode and owner
for (split /\n/, (run("dpkg-deb -c '$deb'"))[1]) {
    my ($mode, $owner, undef, undef, undef, $name) = split ' ', $_, 6;
    $file{ $name =~ s/^\.\///r =~ s/ ->.*//r } = "$mode $owner" if $mode !~ /^d/;
}

# The prefixes of debian/rules.
my $args = "prefix=/usr includedir=/usr/include/apache2 docdir=/$doc moduledir=/usr/lib/apache2/modules";
($ok, $said) = run("make -C '$build' install DESTDIR='$work/stage' $args");
ok($ok, 'make install') or diag tail($said);
my @installed;
find({ no_chdir => 1, wanted => sub { push @installed, s{^\Q$work\E/stage/}{}r if -f } }, "$work/stage");
my %renamed = ("$doc/CHANGES" => "$doc/changelog");
my @want = map { $renamed{$_} // $_ } @installed;
my %known = map { ($_ => 1, "$_.gz" => 1) } @want;
cmp_ok(scalar @want, '>', 20, 'make install installs files');
is_deeply([grep { !$file{$_} && !$file{"$_.gz"} } sort @want], [],
    'the package has every file that make install installs');
my @debian = ("etc/apache2/mods-available/cors.load", "etc/apache2/mods-available/cors.conf",
    "$doc/changelog.Debian.gz", "$doc/copyright", "$doc/examples",
    "usr/share/lintian/overrides/$package");
is_deeply([grep { !$file{$_} } @debian], [], 'and the files of Debian');
$known{$_} = 1 for @debian;
is_deeply([grep { !$known{$_} } sort keys %file], [], 'and no others');
is_deeply([grep { $file{$_} !~ m{^(?:-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root/root$} } sort keys %file], [],
    'modes and owners');
is_deeply([grep { $file{$_} =~ /^-rwx/ && !m{^usr/bin/} } sort keys %file], [],
    'only commands are executable');

# What users of lists need; `make install` alone would not miss it.
my @lists = ('usr/bin/cors-list', 'usr/share/man/man1/cors-list.1.gz', "$doc/html/lists.html", "$doc/docs/lists.md",
    "$doc/conf-examples/customer-domains.conf");
is_deeply([grep { !$file{$_} } @lists], [], 'the command, manual and example of origin lists');
run("dpkg-deb -x '$deb' '$work/files'");
my (undef, $page) = run("gzip -d -c '$work/files/usr/share/man/man1/cors-list.1.gz'");
like($page, qr/^\.SH SYNOPSIS\n\\fBcors\\-list check /m, 'cors-list.1 is its manual');
my (undef, $header) = run("cat '$work/files/usr/include/apache2/mod_cors.h'");
like($header, qr/^#define CORS_LIST_PROVIDER_GROUP "/m, 'mod_cors.h has the group of list providers');
($ok, $said) = run("'$work/files/usr/bin/cors-list' --version");
ok($ok && $said =~ /\b\Q$version\E\b/, 'cors-list runs') or diag $said;

my (undef, $control) = run("dpkg-deb -f '$deb'");
like($control, qr/^Depends: .*\bapache2-api-\d+/m, 'it depends on the interface of httpd');
like($control, qr/^Depends: .*\blibpsl5/m, 'and on libpsl');
like($control, qr/^Suggests: .*\blibaprutil1-dbd-$_\b/m, "it suggests the driver for $_") for qw(pgsql sqlite3);
run("dpkg-deb -e '$deb' '$work/control'");
my (undef, $scripts) = run("cat '$work'/control/*inst '$work'/control/*rm");
like($scripts, qr/enmod \$conf.*dismod \$conf/s, 'its scripts enable and disable the module');
my (undef, $conffiles) = run("cat '$work/control/conffiles'");
is_deeply([sort split /\n/, $conffiles], [map { "/$_" } sort @debian[0, 1]], 'its configuration files');

(undef, $said) = run("dpkg-deb --fsys-tarfile '$deb' | tar -x -O ./usr/lib/apache2/modules/mod_cors.so | strings -a");
unlike($said, qr{\Q$work\E|/build-}, 'the module names no folder of the build');
done_testing;
