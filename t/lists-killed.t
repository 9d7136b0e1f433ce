#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A process that is killed when it has published a version, but not yet noted that: its log
# line about the version waits for a program that does not read. The rows are then those of
# the version before again, and must be served, although they were served before.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use IO::Select;
use IO::Socket::INET;
use Lists;
use Process qw(wait_for);
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $LIMIT = limit(1);
my $NAME = 'n' x 64;            # so that a line about the list is longer than one about a decision
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $load = provider($dir);

# Copies the log to its file, but does not read while the file "stop" exists.
Files::spurt("$dir/copy.pl", <<'PERL');
my ($log, $stop) = @ARGV;
open my $out, '>>', $log or die "$log: $!\n";
while (1) {
    select undef, undef, undef, 0.05 while -e $stop;
    sysread(STDIN, my $part, 4096) or last;
    syswrite $out, $part;
}
PERL

my $h = Httpd->_lay_out(files => { 'htdocs/a' => 'a' }, conf => <<"CONF");
${load}ErrorLog "|$^X $dir/copy.pl \@ROOT\@/logs/error_log \@ROOT\@/p/stop"
MaxKeepAliveRequests 0
CorsOriginList $NAME test:\@ROOT\@/p
CorsAllowOrigin list:$NAME
CONF
mkdir $h->root . '/p';
chmod 0777, $h->root . '/p';
sub give { my $rows = shift; move_in($h, 'p/rows', $rows) }
sub calls { return $h->slurp('p/calls') =~ /^(\d+) rows$/mg }

give("$A\n");                   # without a version: mod_cors compares the rows
$h->_start or die $h->log_text;
ok(within($LIMIT, sub { admits($h, '/a', $A) }), 'the first rows');

# Asks until the log can take no more lines.
sub fill_log
{
    my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $h->port) or die "connect: $!\n";
    my $select = IO::Select->new($client);
    for (1 .. 100) {
        print $client "GET /a HTTP/1.1\r\nHost: localhost\r\nOrigin: $A\r\n\r\n" x 20;
        for (1 .. 20) {
            return $client if !$select->can_read(5);
            sysread $client, my $part, 65536;
            last if !$select->can_read(0.05);
        }
    }
    die "the log takes all lines\n";
}

$h->write_file('p/stop', '');
my $client = fill_log();
my $before = () = calls();
give("$B\n");
ok(wait_for($LIMIT, sub { my @now = calls(); @now > $before }), 'a process reads other rows');
sleep 3;                        # longer than the interval, but it waits for the log
my @now = calls();
my $builder = $now[-1];
is(@now - $before, 1, 'it waits for the log: no process has read the rows again');
give("$A\n");
kill KILL => $builder;
unlink $h->root . '/p/stop';
close $client;
ok(within($LIMIT, sub { admits($h, '/a', $A) && !admits($h, '/a', $B) }), 'it is killed: the rows of the source are served');
$h->log_ok(allow => [qr/AH00052: child pid $builder exit signal Killed/]);
done_testing;
