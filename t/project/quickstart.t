# SPDX-License-Identifier: Apache-2.0
#
# quickstart with programs that only pretend to install packages: which packages it takes
# back, and that no run, killed or not, leaves services blocked. Its copy here has other
# paths of policy-rc.d and of the file that keeps PostgreSQL from creating a cluster.
use strict;
use warnings;
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Process qw(wait_for);
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
-r '/proc/self/stat' or plan skip_all => 'no /proc/PID/stat';
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
my $policy = "$dir/policy-rc.d";
my $cluster = "$dir/postgresql-common/createcluster.d/mod_cors.conf";

sub slurp { open my $fh, '<', $_[0] or return ''; local $/; return scalar(<$fh>) // '' }

sub spew
{
    my ($path, $text, $mode) = @_;
    open my $fh, '>', $path or die "$path: $!\n";
    print $fh $text;
    close $fh;
    chmod $mode // 0644, $path;
}

my $quickstart = slurp("$top/quickstart");
is($quickstart =~ s{^policy=/usr/sbin/policy-rc\.d$}{policy=$policy}mg, 1, 'the path is written once');
like($quickstart, qr/^policy=\Q$policy\E$/m, 'the copy has another path');
is($quickstart =~ s{^cluster=/etc/postgresql-common/createcluster\.d/mod_cors\.conf$}{cluster=$cluster}mg, 1,
   'the other path, too');
spew("$dir/quickstart", $quickstart, 0755);

# The pretended system: one file a package in "db", with its state if it is not "installed".
# "plan" is what an installation adds, "needs" the packages that a removal removes with
# others, "marked" those that the user has marked. With "fail", only the first is installed.
mkdir "$dir/$_" for qw(bin db);
spew("$dir/bin/id", "#!/bin/sh\necho 0\n", 0755);
spew("$dir/bin/dpkg-query", <<"END", 0755);
#!/bin/sh
for package; do :; done
cd '$dir/db'
[ -e "\$package" ] || exit 1
if [ -s "\$package" ]; then cat "\$package"; else printf 'installed '; fi
END
spew("$dir/bin/apt-mark", "#!/bin/sh\ncat '$dir/marked'\n", 0755);
spew("$dir/bin/apt-get", <<"END", 0755);
#!/bin/bash
cd '$dir'
echo "\$*" >>calls
simulate= what=
while [ \$# -gt 0 ]; do
    case \$1 in
        -s) simulate=yes ;;
        -o) shift ;;
        -*) ;;
        update) exit ;;
        install | purge | remove) what=\$1; shift; break ;;
    esac
    shift
done
if [ "\$what" = install ]; then
    [ -z "\$simulate" ] || { cat plan; exit; }
    sh '$policy'; echo "policy \$?" >>calls
    [ ! -e '$cluster' ] || sed 's/^/cluster /' '$cluster' >>calls
    while [ -e wait ]; do sleep 0.1; done
    for package in \$(sed -n 's/^Inst \\([^ ]*\\) (.*/\\1/p' plan); do
        : >"db/\$package"
        [ ! -e fail ] || { echo "E: it fails"; exit 100; }
    done
    exit
fi
for package; do
    for also in \$(sed -n "s/^\$package: //p" needs); do set -- "\$@" "\$also"; done
done
for package in \$(printf '%s\\n' "\$@" | sort -u); do
    [ -e "db/\$package" ] || continue
    if [ -n "\$simulate" ]; then echo "Purg \$package [1]"
    elif [ "\$what" = purge ]; then rm "db/\$package"
    else printf 'config-files ' >"db/\$package"; fi
done
END
spew("$dir/plan", "Inst one (1)\nInst two (1)\nInst old [1] (2)\nInst three (1)\n");
spew("$dir/$_", '') for qw(needs marked db/old);
# The build ends as soon as it begins.
spew("$dir/bin/tar", "#!/bin/sh\nexit 1\n", 0755);

sub command { return "cd '$dir' && PATH='$dir/bin':\$PATH exec ./quickstart @_ </dev/null 2>&1" }
sub quickstart { my $output = `@{[command(@_)]}`; return ($? >> 8, $output) }
sub packages { return join ' ', map { s{.*/}{}r } sort glob "$dir/db/*" }
sub policy_says { return system("sh '$policy'") >> 8 }
sub wait_ready { return wait_for(60, sub { slurp("$dir/calls") =~ /^policy/m }) }

# ---- an ordinary run --------------------------------------------------------------

my ($status, $said) = quickstart('--port 8000');
like($said, qr/Installing packages: .*apache2-dev/, 'it says what it installs');
like(slurp("$dir/calls"), qr/^policy 101$/m, 'services must not start meanwhile');
ok(!-e $policy, 'the policy is gone afterwards');
is(packages(), 'old one three two', 'packages are installed');
is(slurp("$dir/build/packages"), "one\nthree\ntwo\n", 'they are recorded, upgraded ones are not');

($status, $said) = quickstart('check');
like(slurp("$dir/calls"), qr/^cluster create_main_cluster = false$/m, 'check: PostgreSQL creates no cluster meanwhile');
ok(!-e "$dir/postgresql-common", 'check: its file is gone afterwards, with its folders');

# ---- remove ------------------------------------------------------------------------

($status, $said) = quickstart('remove');
isnt($status, 0, 'remove without a terminal');
like($said, qr/without a terminal.*remove --yes/, 'it says what to say');
is(packages(), 'old one three two', 'and removes nothing');

spew("$dir/db/mine", '');
spew("$dir/needs", "two: mine\none: two\none: mine\n");
($status, $said) = quickstart('remove --yes');
is($status, 0, 'remove --yes') or diag $said;
is(packages(), 'mine old one two', 'a package that others need stays, and what it needs');
like($said, qr/^Other packages need these, so they stay: one two$/m, 'it names them');
ok(!-e "$dir/build/packages", 'the record is gone');
($status, $said) = quickstart('remove --yes');
isnt($status, 0, 'a second remove');
like($said, qr/nothing to take back/, 'has nothing to take back');
($status, $said) = quickstart('--yes');
like($said, qr/--yes belongs to remove/, '--yes alone');
spew("$dir/needs", '');

# ---- what the user did before and afterwards --------------------------------------------

unlink glob "$dir/db/*";
spew("$dir/db/two", 'config-files ');
quickstart('');
like(slurp("$dir/calls"), qr/ --no-remove install /, 'nothing is removed for them');
is(slurp("$dir/build/packages"), "one\nthree\ntwo configured\n", 'a package was removed before, but not purged');
spew("$dir/marked", "three\n");
($status, $said) = quickstart('remove --yes');
is($status, 0, 'remove --yes') or diag $said;
is(packages(), 'three two', 'a package that the user has marked stays');
like($said, qr/^You marked these as manually installed, so they stay: three$/m, 'it names it');
is(slurp("$dir/db/two"), 'config-files ', 'configuration that was there before stays');
spew("$dir/marked", '');

unlink glob "$dir/db/*";
spew("$dir/fail", '');
($status, $said) = quickstart('');
like($said, qr/cannot install the packages: E: it fails/, 'an installation fails');
is(slurp("$dir/build/packages"), "one\n", 'only what was installed is recorded');
spew("$dir/db/one", 'unpacked ');
quickstart('remove --yes');
is(packages(), '', 'a package whose installation was interrupted is removed');
unlink "$dir/fail";

# ---- runs that are killed ------------------------------------------------------------

# Starts quickstart in a process group of its own; its apt-get waits.
sub start
{
    unlink "$dir/calls", glob "$dir/db/*";
    spew("$dir/wait", '');
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        # A shell that starts the tests in the background lets them ignore it.
        $SIG{INT} = 'DEFAULT';
        open STDOUT, '>', "$dir/output";
        exec 'sh', '-c', command();
    }
    ok(wait_ready(), 'apt-get is running');
    return $pid;
}

for my $signal (qw(INT TERM KILL)) {
    my $pid = start();
    is(policy_says(), 101, "$signal: forbidden while it runs");
    kill $signal, -$pid;
    waitpid $pid, 0;
    ok(wait_for(60, sub { !-e $policy || policy_says() == 0 }), "$signal to all: services can start again");
    is(slurp("$dir/build/packages"), "one\nthree\ntwo\n", "$signal: the plan is recorded");
    unlink "$dir/wait";
    mkdir $_ for "$dir/postgresql-common", "$dir/postgresql-common/createcluster.d";
    spew($_, '') for "$dir/postgresql-common/createcluster.conf", $cluster;
    spew("$dir/db/$_", '') for $quickstart =~ /^build_packages=\(([^)]*)\)/m ? split ' ', $1 : ();
    quickstart('');
    ok(!-e $policy && !-e "$policy.new" && !-e $cluster, "$signal: the next run leaves no file");
    ok(-e "$dir/postgresql-common/createcluster.conf", "$signal: but those of PostgreSQL");
}

{   # Only quickstart is killed, apt-get goes on: the policy ends with apt-get.
    my $pid = start();
    kill 'KILL', $pid;
    waitpid $pid, 0;
    is(policy_says(), 101, 'quickstart alone is killed: forbidden while apt-get runs');
    unlink "$dir/wait";
    ok(wait_for(60, sub { policy_says() == 0 }), 'and no longer');
    quickstart('remove --yes');
    ok(!-e $policy, 'remove also removes the file');
}

# ---- files of others -------------------------------------------------------------------

my $theirs = "#!/bin/sh\nexit 0\n";
spew($policy, $theirs, 0755);
unlink glob "$dir/db/*";
quickstart('');
is(slurp($policy), $theirs, 'a policy of the administrator stays');

# The pid in the file is that of a living process that started at another time.
my $stat = slurp("/proc/$$/stat") =~ s/.*\) //sr;
my $start = (split ' ', $stat)[19];
my ($function) = $quickstart =~ /^(policy_mark=.*?^policy_text\(\) \{\n.*?^\}\n)/ms;
spew("$dir/text", "$function\npolicy_text \$1\n");
spew($policy, scalar(`bash '$dir/text' $$`), 0755);
is(policy_says(), 101, 'a living process: forbidden');
my $text = slurp($policy);
is($text =~ s/\b$start\b/$start + 1/ge, 2, 'its start time is in the file');
spew($policy, $text, 0755);
is(policy_says(), 0, 'another process with its pid: allowed');
{
    my $child = fork // die "fork: $!\n";
    $child or sleep 100, exit;
    spew($policy, scalar(`bash '$dir/text' $child`), 0755);
    is(policy_says(), 101, 'a child: forbidden');
    kill 'KILL', $child;
    ok(wait_for(60, sub { policy_says() == 0 }), 'a zombie: allowed');
    waitpid $child, 0;
    is(policy_says(), 0, 'no process: allowed');
}
done_testing;
