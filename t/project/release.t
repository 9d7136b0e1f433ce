# SPDX-License-Identifier: Apache-2.0
#
# The release: the version and the maintainer in all places that must have them, what build-aux/release.sh
# refuses, the files of the packages that nobody compiles.
use strict;
use warnings;
use Cwd ();
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;

my $top = Cwd::abs_path(Httpd->top_srcdir);

sub slurp
{
    open my $fh, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

# ---- the version ---------------------------------------------------------------

my ($version) = slurp("$top/mod_cors.h") =~ /^#define MOD_CORS_VERSION "(.*)"$/m;
my %says = (
    'CHANGES' => qr/^(\d[\w.]*)/m,
    'debian/changelog' => qr/\Amod-cors \(([\w.]+)-\d+\)/,
    'packaging/rpm/mod_cors.spec' => qr/^Version:\s+(\S+)$/m,
    'docs/messages.md' => qr/^ +version (\S+), policies:/m,
);
for my $file (sort keys %says) {
    my ($said) = slurp("$top/$file") =~ $says{$file};
    is($said, $version, "$file has the version of mod_cors.h");
}

# ---- the maintainer ------------------------------------------------------------

my %person = (
    'debian/changelog' => qr/\A.*?\n -- (.*?>)  /s,
    'packaging/rpm/mod_cors.spec' => qr/^%changelog\n\* \w+ \w+ +\d+ \d+ (.*>) - /m,
);
my ($maintainer) = slurp("$top/debian/control") =~ /^Maintainer: (.*>)$/m;
for my $file (sort keys %person) {
    my ($said) = slurp("$top/$file") =~ $person{$file};
    is($said, $maintainer, "$file names the maintainer of debian/control");
}

# ---- the RPM specification -------------------------------------------------------

SKIP: {
    skip 'rpmspec is not installed (package rpm)', 2 if system('rpmspec --version >/dev/null 2>&1');
    my $said = `rpmspec -q --queryformat '%{name} %{version}' '$top/packaging/rpm/mod_cors.spec' 2>&1`;
    is($said, "mod_cors $version", 'the RPM specification can be read');
    $said = `rpmspec -P '$top/packaging/rpm/mod_cors.spec' 2>&1`;
    unlike($said, qr/%\{?!?\??_httpd|%\{_\w+\}/, 'it leaves no macro');
}

# ---- what release.sh refuses ----------------------------------------------------

# Runs it in a checkout with these files. It has no tool but git and those of POSIX: so it
# stops at the latest where it builds.
sub release
{
    my (%opt) = @_;
    my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
    my %file = ('mod_cors.h' => qq(#define MOD_CORS_VERSION "1.2.3"\n),
        'CHANGES' => "Changes\n\n1.2.3, 2026-01-02\n\n    News.\n",
        'debian/changelog' => "mod-cors (1.2.3-1) unstable; urgency=medium\n",
        'packaging/rpm/mod_cors.spec' => "Version: 1.2.3\n", %{ $opt{files} || {} });
    mkdir "$dir/$_" for qw(debian packaging packaging/rpm);
    for (sort keys %file) {
        open my $fh, '>', "$dir/$_" or die "$_: $!\n";
        print $fh $file{$_};
    }
    my $tag = $opt{tag} // 'v1.2.3';
    my $git = "git -c user.name=a -c user.email=a\@b.example -c init.defaultBranch=main";
    my $steps = "cd '$dir' && $git init -q . && git add . && $git commit -q -m 1 && $git tag '$tag'";
    $steps .= " && $opt{then}" if $opt{then};
    mkdir "$dir/$_" for qw(.git .git/bin);
    open my $gpg, '>', "$dir/.git/bin/gpg" or die "gpg: $!\n";
    print $gpg "#!/bin/sh\n" . ($opt{no_key} ? '' : "echo sec:u:\n");
    close $gpg;
    chmod 0755, "$dir/.git/bin/gpg";
    my $output = `{ $steps; } 2>&1 && PATH='$dir/.git/bin':\$PATH AUTORECONF=false sh '$top/build-aux/release.sh' 2>&1`;
    return $output;
}

SKIP: {
    skip 'git is not installed', 8 if system('git --version >/dev/null 2>&1');
    delete local @ENV{grep { /^GIT_/ } keys %ENV};
    like(release(files => { 'CHANGES' => "1.2.3, not released yet\n" }),
        qr/^release\.sh: .*not released yet/m, 'an entry of CHANGES without a date');
    like(release(files => { 'CHANGES' => "1.2.2, 2025-01-02\n" }), qr/^release\.sh: .*CHANGES is not for 1\.2\.3/m,
        'CHANGES of another version');
    like(release(files => { 'debian/changelog' => "mod-cors (1.2.2-1) x\n" }),
        qr/^release\.sh: debian\/changelog is not for 1\.2\.3/m, 'debian/changelog of another version');
    like(release(files => { 'packaging/rpm/mod_cors.spec' => "Version: 1.2.2\n" }),
        qr/^release\.sh: .*mod_cors\.spec is not for 1\.2\.3/m, 'an RPM specification of another version');
    like(release(tag => 'v1.2.2'), qr/^release\.sh: .*no tag v1\.2\.3/m, 'another tag');
    like(release(then => 'echo >>CHANGES'), qr/^release\.sh: .*not committed/m, 'changes that are not committed');
    like(release(no_key => 1), qr/^release\.sh: gpg, .*no secret key/m, 'no key for the signature');
    unlike(release(), qr/^release\.sh:/m, 'it accepts a checkout that is ready');
}

# ---- the configuration files of the packages -------------------------------------

for my $file (qw(debian/cors.conf packaging/rpm/10-cors.conf)) {
    my $conf = slurp("$top/$file");
    my @active = $conf =~ /^(?!#|$)(.*)$/mg;
    is_deeply([grep { !/^LoadModule cors_module modules\/mod_cors\.so$/ } @active], [],
        "$file puts nothing in force");
    my @sections = map { s/^#//gmr } $conf =~ m{^(#<Location .*?^#</Location>)$}msg;
    is(scalar @sections, 2, "$file proposes two pages");
    is(scalar(grep { /^\s+Require local$/m } @sections), 2, "$file: closed to other machines");
    my ($ok, $said) = Httpd->syntax(join "\n", @sections);
    ok($ok, "$file: they are valid") or diag $said;
    unlike($said, qr/Cors/, "$file: without a warning");
}
done_testing;
