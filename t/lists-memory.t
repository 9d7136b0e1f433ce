#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The memory of an origin list: that of the previous version is given back to the system, in all
# processes, and the next version is built there again. Restarts keep nothing.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Files;
use Httpd;
use Lists;
use Test::More;

my $ROWS = 30_000;
my $LIMIT = limit(1) + 5;       # seconds; the memory is given back some seconds later

Httpd::skip_all('needs /proc/PID/smaps') if !-r "/proc/$$/smaps";

sub rows { my $n = shift; return join '', map { "https://v$n-$_.customers.example\n" } 1 .. $ROWS }

my $h = Httpd->new(modules => ['watchdog'], log_level => 'info',
                   files => { 'htdocs/a.txt' => 'a', 'conf/rows.txt' => rows(1) },
                   conf => <<"CONF");
CorsOriginList rows file:conf/rows.txt interval=1 max=100000
CorsAllowOrigin list:rows
CONF

# KB of shared memory that this process has used, and that still exists.
sub shared
{
    my $pid = shift;
    my $most = 0;
    for my $mapping (split /^(?=[0-9a-f]+-[0-9a-f]+ )/m, Files::slurp("/proc/$pid/smaps", '')) {
        my ($rss) = $mapping =~ m{^\S+ rw-s .*/dev/zero.*^Rss:\s+(\d+)}ms;
        $most = $rss if ($rss // 0) > $most;
    }
    return $most;
}

sub serves { my $n = shift; return admits($h, '/a.txt', "https://v$n-$ROWS.customers.example") }

# The parent has built the first version. It uses no memory of later ones, which children build.
my $parent = $h->pid;
ok(serves(1), 'the parent has built the first version');
my $built = shared($parent);
cmp_ok($built, '>', 1000, "... in $built KB");

for my $n (2 .. 4) {
    move_in($h, 'conf/rows.txt', rows($n));
    ok(within($LIMIT, sub { serves($n) }), "version $n is served");
    ok(!serves($n - 1), "version $n is served alone");
    ok(within($LIMIT, sub { shared($parent) < $built / 4 }), "version $n: the parent has given back the memory of the one before") or diag shared($parent);
    my ($child) = split ' ', Files::slurp("/proc/$parent/task/$parent/children");
    ok(within($LIMIT, sub { shared($child) < 1.5 * $built }), "version $n: so has a child") or diag shared($child)
        if Httpd::mpm() ne 'prefork';
    ok(serves($n), "version $n is still served afterwards");
}
$h->log_ok;

# ---- restarts -----------------------------------------------------------------------

# KB of the process's own memory.
sub own { return Files::slurp("/proc/$_[0]/status", '') =~ /^RssAnon:\s+(\d+)/m ? $1 : 0 }

# The parent looks at each file at each restart, and must not keep anything of that.
my @lists = map { "l$_" } 1 .. 32;
my $many = Httpd->new(modules => ['watchdog'], log_level => 'info',
                      files => { 'htdocs/a.txt' => 'a', map { ("conf/$_.txt" => "https://$_.example\n") } @lists },
                      conf => join '', map { "CorsOriginList $_ file:conf/$_.txt\nCorsAllowOrigin list:$_\n" } @lists);
$many->graceful for 1 .. 3;
my $before = own($many->pid);
$many->graceful for 1 .. 10;
my $after = own($many->pid);
# Sanitizers keep what a program frees.
cmp_ok($after, '<', $before + 600, "after ten restarts the parent has $after KB instead of $before KB")
    if Files::slurp('/proc/' . $many->pid . '/maps', '') !~ /lib[at]san/;
ok(admits($many, '/a.txt', 'https://l32.example'), 'after ten restarts the lists still have their versions');
$many->log_ok;
done_testing;
