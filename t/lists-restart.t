#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What graceful restarts do with origin lists: they keep a version, do not read it again if it
# is the same, read a changed file, and go on without a file that is gone. A list may get
# another max or another source, or be removed. Old children and new ones do not build at the
# same time.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use Lists;
use Process qw(wait_for);
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
my $LIMIT = limit(1);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $load = provider($dir);

sub conf { return $load . join '', map { "$_\n" } @_, 'CorsAllowOrigin list:f list:p' }
my $FILE = 'CorsOriginList f file:conf/f.txt interval=3600';
my $TEST = 'CorsOriginList p test:@ROOT@/p';

my $h = Httpd->_lay_out(files => { 'conf/f.txt' => "$A\n", 'htdocs/a.txt' => 'a',
                                   'htdocs/large.txt' => 'x' x 20_000_000 },
                        conf => 'Include conf/lists.conf');
mkdir $h->root . '/p';
chmod 0777, $h->root . '/p';
$h->write_file('conf/lists.conf', conf($FILE, $TEST));
give('p', 1, "$B\n");
$h->_start or die $h->log_text;

sub give
{
    my ($folder, $version, $rows) = @_;
    move_in($h, "$folder/rows", $rows);
    $h->write_file("$folder/version", $version);
}

sub calls { my $what = shift; return scalar(() = $h->slurp('p/calls') =~ /\b$what$/mg) }
sub is_admitted { my $origin = shift; return admits($h, '/a.txt', $origin) }

sub restart_with { $h->write_file('conf/lists.conf', conf(@_)); $h->graceful }

# ---- the same, and changed -----------------------------------------------------------

ok(within($LIMIT, sub { is_admitted($B) }), 'the list of the provider is served');
ok(is_admitted($A), 'the list of the file is served');
my ($rows, @lines) = (calls('rows'), said($h, 'f'));
$h->graceful;
ok(is_admitted($A) && is_admitted($B), 'a restart keeps both versions');
sleep 2.5;
is(calls('rows'), $rows, 'the provider is not asked for the same rows again');
is(scalar(said($h, 'f')), scalar @lines, 'an unchanged file is not read again');

move_in($h, 'conf/f.txt', "$C\n");
$h->graceful;
ok(is_admitted($C) && !is_admitted($A), 'a restart reads a changed file at once');
my $parent = $h->pid;
like($h->log_text, qr/\[pid $parent\b[^]]*\] list 'f': version '[^']+' has 1 row, .*\[pid $parent\b[^]]*\] list 'f': version/s,
     'the parent process reads the changed file');

unlink $h->root . '/conf/f.txt';
$h->graceful;
ok(is_admitted($C), 'a restart without the file goes on with the last version');
is(scalar(grep { /^error.*No such file/ } said($h, 'f')), 1, 'a restart without the file: the log says so');
$h->graceful;
is(scalar(grep { /^error.*No such file/ } said($h, 'f')), 1, 'a second restart without the file: the log does not repeat it');
move_in($h, 'conf/f.txt', "$A\n");
$h->graceful;
ok(is_admitted($A) && !is_admitted($C), 'a file that is back is read at the restart');

# ---- max --------------------------------------------------------------------------------

for my $max (200_000, 5) {
    restart_with($FILE, "$TEST max=$max");
    ok(is_admitted($B), "max=$max: the version is moved to other memory");
    is(calls('rows'), $rows, "max=$max: the rows are not read again");
}
give('p', 2, "$B\n" . join '', map { "https://n$_.example\n" } 1 .. 4);
ok(within($LIMIT, sub { is_admitted('https://n4.example') }), 'max=5: five rows are served');
restart_with($FILE, "$TEST max=4");
ok(is_admitted($B), 'max=4: a version with five rows stays');
is((grep { /^error/ } said($h, 'p'))[-1],
   "error: list 'p': its version has more than max=4 rows, so max=5 is in effect until httpd is stopped and started",
   'max=4: the log says that max=5 is in effect');

$h->write_file('p/error', '');
give('p', 3, "$A\n");
sub wanted { return scalar grep { /the test wants an error/ } said($h, 'p') }
ok(within($LIMIT, sub { wanted() == 1 }), 'max=6: before the restart, the provider fails');
restart_with($FILE, "$TEST max=6");
sleep 2.5;
is(wanted(), 1, 'max=6: the same error is not logged again');
ok(is_admitted($B), 'max=6: the version stays');
unlink $h->root . '/p/error';
give('p', 2, "$B\n");

# ---- another source ---------------------------------------------------------------------

mkdir $h->root . '/p2';
chmod 0777, $h->root . '/p2';
give('p2', 2, "$C\n");
$h->write_file('p2/hang', '');
restart_with($FILE, 'CorsOriginList p test:@ROOT@/p2');
is(decision($h, '/a.txt', $B), 'actual-refused:list-unavailable', 'a version of another source is not served');
unlink $h->root . '/p2/hang';
ok(within($LIMIT, sub { is_admitted($C) }), 'the new source is read, although its version is equal');
$h->write_file('conf/lists.conf', "$load$FILE\nCorsAllowOrigin list:f\n");
$h->graceful;
is(decision($h, '/a.txt', $C), 'actual-refused:origin-not-listed', 'a list that is removed admits nobody');
$h->write_file('p2/hang', '');
restart_with($FILE, 'CorsOriginList p test:@ROOT@/p2');
is(decision($h, '/a.txt', $C), 'actual-refused:list-unavailable', 'a list that is added again begins without a version');
unlink $h->root . '/p2/hang';

# ---- two builders -------------------------------------------------------------------------

restart_with($FILE, $TEST);
ok(within($LIMIT, sub { is_admitted($B) }), 'a list with its first source again is read');
sub slow_download
{
    my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $h->port) or die "connect: $!\n";
    print $client "GET /large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    sysread $client, my $part, 1000;
    return $client;
}

my $client = slow_download();
$h->write_file('p/slow', '');
give('p', 3, join '', map { "https://m$_.example\n" } 1 .. 4000);
ok(wait_for($LIMIT, sub { -s $h->root . '/p/builder' }), 'two builders: a child builds');
my ($builder) = $h->slurp('p/builder') =~ /(\d+)/;
$rows = calls('rows');
$h->graceful;
sleep 1;
ok(calls('rows') == $rows || !kill(0, $builder), 'two builders: after a restart, no other child builds while that one does');
ok(is_admitted($B), 'two builders: the previous version is served meanwhile');
ok(within(30, sub { is_admitted('https://m4000.example') }), 'two builders: the new version is served in the end');
my ($last) = (split /\n/, $h->slurp('p/calls'))[-1] =~ /(\d+)/;
isnt($last, $builder, 'two builders: another child has read it');
close $client;

# ---- a process that ends gives up its build, also if it has had no row for long -----------

# A download keeps the child alive that serves it, and has begun to build.
sub builds_while_it_ends
{
    my ($label, $begin, $builder_of, $has_ended) = @_;
    my @clients = map { slow_download() } 1 .. 8;        # one for each child, probably
    $begin->();
    my $pid;
    ok(wait_for($LIMIT + 2, sub { $pid = $builder_of->() }), "$label: a child builds");
    unlink $h->root . '/conf/f.txt';        # the parent process does not have to read it
    $h->graceful;
    ok(wait_for(2, sub { $has_ended->($pid) }), "$label: it gives up when it is to end");
    # With prefork, another process may answer it.
    ok(kill(0, $pid) || Httpd->mpm eq 'prefork', "$label: while it still answers a request");
    close $_ for @clients;
    move_in($h, 'conf/f.txt', "$A\n");
}

builds_while_it_ends('a provider that waits', sub { $h->write_file('p/idle', ''); give('p', 4, "$B\n") },
                     sub { ($h->slurp('p/builder') =~ /(\d+)/)[0] }, sub { -s $h->root . '/p/given-up' });
unlink $h->root . '/p/idle';
ok(within($LIMIT, sub { !is_admitted('https://m4000.example') }), 'a provider that waits: then another child builds');

# The processes that have the file open.
sub readers { return map { (readlink // '') =~ m{/f\.txt\b} ? m{/proc/(\d+)/} : () } glob('/proc/[0-9]*/fd/*') }

# A file of one row, and a comment of zeros, which needs no disk blocks.
sub move_in_comment
{
    my $bytes = shift;
    $h->write_file('conf/f.new', "$C\n#");
    truncate $h->root . '/conf/f.new', $bytes or die "truncate: $!\n";
    rename $h->root . '/conf/f.new', $h->root . '/conf/f.txt' or die "rename: $!\n";
}

SKIP: {
    skip 'needs /proc', 6 if !-e '/proc/self/fd';
    restart_with('CorsOriginList f file:conf/f.txt interval=1 max=10000000', $TEST);
    builds_while_it_ends('a file of comments', sub { move_in_comment(2_560_000_000) }, sub { (readers())[0] }, sub { my $pid = shift; !grep { $_ == $pid } readers() });
    ok(within($LIMIT, sub { is_admitted($A) }), 'a file of comments: the next file is read');
    is(scalar(grep { /: version '[^']* 2560000000 bytes'/ } said($h, 'f')), 0, 'a file of comments: the process that is to end does not publish it');
}

# ---- a file that the parent process would read for hours --------------------------------

restart_with($FILE, $TEST);
move_in_comment(1 << 38);
$h->graceful;
ok(is_admitted($A), 'a huge file of comments: a restart does not read it');
is((grep { /^error/ } said($h, 'f'))[-1], "error: list 'f' (file:conf/f.txt): '@{[$h->root]}/conf/f.txt' has 274877906944 bytes,"
   . ' a file for max=100000 rows can have at most 67108864; write a larger max=; the last version stays in use',
   'a huge file of comments: the log says so');

# ---- the end ------------------------------------------------------------------------------

$h->log_ok(allow => [qr/list '[fp]'/]);
done_testing;
