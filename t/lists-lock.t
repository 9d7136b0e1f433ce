#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A process that cannot use the lock of a list serves it, and builds no version: two builders at
# the same time would write to the same memory.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Lists;
use Test::More;

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $LIMIT = limit(1);
my $conf = <<'CONF';
Mutex flock:@ROOT@/run cors-list
CorsOriginList f file:conf/f.txt interval=1
CorsAllowOrigin list:f
CONF
my %files = ('htdocs/a.txt' => 'a', 'conf/f.txt' => "$A\n");
my ($has_flock) = Httpd->syntax($conf, files => \%files);
Httpd::skip_all('needs locks of the mechanism flock') if !$has_flock;

my $h = Httpd->new(files => \%files, conf => $conf);
move_in($h, 'conf/f.txt', "$A\n$B\n");
ok(within($LIMIT, sub { admits($h, '/a.txt', $B) }), 'a process that has the lock reads the list');

# The parent process keeps the lock over the restart, and its new processes must open the file.
my @locks = glob($h->root . '/run/cors-list*');
is(scalar @locks, 1, 'the list has a lock in a file');
unlink @locks;
$h->graceful;
ok(within(10, sub { $h->log_text =~ /\[cors:error\].*: list 'f': this process cannot use its lock, and so does not read the list$/m }),
   'a process that cannot open the lock says so in the log');
kill KILL => $h->children;      # others begin, which cannot use it either
ok(within(10, sub { admits($h, '/a.txt', $B) }), 'a process without the lock serves the list');
sub complaints { return scalar(() = $h->log_text =~ /this process cannot use its lock/g) }
is(complaints(), 1, 'the log has one line about it, not one for each process');
move_in($h, 'conf/f.txt', "$A\n");
sleep $LIMIT + 1;
ok(admits($h, '/a.txt', $B), 'a process without the lock does not read the list');
$h->graceful;
ok(within(10, sub { complaints() == 2 }), 'after a restart, the log says it again');
ok(!admits($h, '/a.txt', $B), 'a restart reads the file');
$h->log_ok(allow => [qr/list 'f'/, qr/exit signal Killed/]);
done_testing;
