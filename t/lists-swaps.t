#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Two lists get new versions while clients ask: one each second from a provider, one every
# four seconds from a file; the server is restarted gracefully with another max now and then.
# Every response is right for a version that could be served at that moment, and memory does
# not grow. `make soak` runs this for ten minutes (SOAK=seconds).

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

my $SECONDS = $ENV{SOAK} || 12;
my $LONG = 100;                 # seconds from which memory is compared
my $RESTART = 7;                # seconds between restarts
my $ROWS = 2000;                # of each version, in addition to those that are asked about
my $CLIENTS = 4;
my $BATCH = 20;                 # requests that a client sends at once
my $LIMIT = limit(1);
my %EVERY = (p => 1, f => 4);   # seconds between versions

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $load = provider($dir);

# Always listed, never listed, or only in one version.
sub always { return "https://always-$_[0].example" }
sub never { return "https://never-$_[0].example" }
sub of_version { my ($list, $n) = @_; return "https://$list$n.example" }

sub rows
{
    my ($list, $n) = @_;
    return join '', map { "$_\n" } always($list), of_version($list, $n), map { "https://$list-$n-$_.customers.example" } 1 .. $ROWS;
}

sub conf { my $max = shift; return "${load}CorsOriginList p test:\@ROOT\@/p max=$max\n" }
my $h = Httpd->_lay_out(files => { 'conf/f.txt' => rows('f', 1), 'conf/p.conf' => conf(5000),
                                   map { ("htdocs/$_" => "$_\n") } qw(p f) },
                        log_level => 'info', conf => <<'CONF');
Include conf/p.conf
CorsOriginList f file:conf/f.txt interval=1
MaxKeepAliveRequests 0
KeepAliveTimeout 30
<Location /p>
    CorsAllowOrigin list:p
</Location>
<Location /f>
    CorsAllowOrigin list:f
</Location>
CONF
mkdir $h->root . '/p';
chmod 0777, $h->root . '/p';

# When each version was given: $given{list}[n].
my %given;
sub give
{
    my ($list) = @_;
    my $n = @{$given{$list}} + 1;
    if ($list eq 'p') {
        move_in($h, 'p/rows', rows('p', $n));
        move_in($h, 'p/version', $n);
    }
    else {
        move_in($h, 'conf/f.txt', rows('f', $n));
    }
    push @{$given{$list}}, time;
}

$given{$_} = [] for qw(p f);
give('p');
$given{f} = [time];
$h->_start or die $h->log_text;
ok(within($LIMIT, sub { admits($h, '/p', of_version('p', 1)) && admits($h, '/f', of_version('f', 1)) }),
   'both lists have a version');

# ---- the clients ------------------------------------------------------------------

my (@faults, %asked);

# Whether an origin may be, and whether it may not be allowed between two times.
sub verdicts
{
    my ($question, $from, $to) = @_;
    my ($list, $kind, $n) = @$question;
    return $kind eq 'always' ? (1, 0) : (0, 1) if $kind ne 'version';
    my $start = $given{$list}[$n - 1];
    my $end = $given{$list}[$n];
    my $may_be = $to >= $start && (!defined $end || $from <= $end + $LIMIT);
    my $must_be = $from >= $start + $LIMIT && (!defined $end || $to <= $end);
    return ($may_be, !$must_be);
}

sub origin_of
{
    my ($list, $kind, $n) = @{$_[0]};
    return $kind eq 'always' ? always($list) : $kind eq 'never' ? never($list) : of_version($list, $n);
}

sub question
{
    my $list = rand() < 0.5 ? 'p' : 'f';
    my $kind = (qw(always never version version))[rand 4];
    my $last = @{$given{$list}};
    my $n = $last - int rand($last < 8 ? $last : 8);
    return [$list, $kind, $n];
}

# One batch on a kept connection. Returns false if httpd has closed it, as at a restart.
sub batch
{
    my ($socket) = @_;
    my @questions = map { question() } 1 .. $BATCH;
    my $from = time;
    print $socket map { "GET /$_->[0] HTTP/1.1\r\nHost: localhost\r\nOrigin: @{[origin_of($_)]}\r\n\r\n" } @questions or return 0;
    my ($answer, $select) = ('', IO::Select->new($socket));
    my @res;
    while ((@res = $answer =~ /^(HTTP\/1\.1 .*?\r\n\r\n.\n)/smg) < @questions) {
        if (!$select->can_read(20)) { push @faults, 'no answer for 20 s'; return 0 }
        last if !sysread $socket, $answer, 65536, length $answer;
    }
    my $to = time;
    for my $i (0 .. $#res) {
        my ($may_be, $may_not_be) = verdicts($questions[$i], $from, $to);
        my $origin = origin_of($questions[$i]);
        my $is = $res[$i] =~ /^Access-Control-Allow-Origin: \Q$origin\E\r$/m ? 1 : 0;
        $asked{$questions[$i][1] . ($is ? ' allowed' : ' refused')}++;
        push @faults, "$origin is " . ($is ? 'allowed' : 'refused') . sprintf(' at %.1f of versions given at ', $from)
            . join ' ', map { sprintf '%.1f', $_ } @{$given{$questions[$i][0]}}[-3 .. -1]
            if $res[$i] !~ /^HTTP\/1\.1 200 / || ($is ? !$may_be : !$may_not_be);
    }
    return @res == @questions;
}

# The shared memory of lists, in KB, that is in use.
sub shared
{
    my $smaps = Files::slurp('/proc/' . $h->pid . '/smaps', '');
    my $sum = 0;
    $sum += $_ for map { /^Rss:\s+(\d+)/m ? $1 : 0 } grep { m{^\S+ rw-s .*/dev/zero} } split /^(?=[0-9a-f]+-[0-9a-f]+ )/m, $smaps;
    return $sum;
}

my $end = time + $SECONDS;
my $restart = time + $RESTART;
my %next = map { ($_ => time + $EVERY{$_}) } keys %EVERY;
my ($restarts, $lost, @sockets, @shared, @resident) = (0, 0);
local $SIG{PIPE} = 'IGNORE';
while (time < $end && @faults < 10) {
    for my $list (sort keys %next) {
        if (time > $next{$list}) { give($list); $next{$list} = time + $EVERY{$list} }
    }
    if (time > $restart) {
        $h->write_file('conf/p.conf', conf((4000, 20_000, 5000)[$restarts++ % 3]));
        $h->graceful;
        $restart = time + $RESTART;
        push @shared, shared();
    }
    for my $i (0 .. $CLIENTS - 1) {
        $sockets[$i] ||= IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $h->port) or die "connect: $!\n";
        next if batch($sockets[$i]);
        $lost++;
        undef $sockets[$i];
    }
}
undef @sockets;

# ---- the result ---------------------------------------------------------------------

is_deeply(\@faults, [], 'every response is right for a version that could be served');
note(join ', ', map { "$_: $asked{$_}" } sort keys %asked);
note(scalar(@{$given{p}}) . ' and ' . scalar(@{$given{f}}) . " versions, $restarts restarts, $lost connections closed");
cmp_ok($asked{'version allowed'} || 0, '>', 100, 'origins of single versions were often allowed');
cmp_ok($asked{'version refused'} || 0, '>', 100, 'origins of single versions were often refused');
cmp_ok($lost, '<=', $CLIENTS * $restarts, 'connections were closed only at restarts');
my ($p, $f) = map { scalar @{$given{$_}} } qw(p f);
ok(within($LIMIT, sub { admits($h, '/p', of_version('p', $p)) && admits($h, '/f', of_version('f', $f)) }),
   'in the end, the last versions are served');
ok(!admits($h, '/p', of_version('p', $p - 1)) && !admits($h, '/f', of_version('f', $f - 1)), 'in the end, no earlier version is served');
note('shared memory in KB: ' . join ' ', @shared);
if ($SECONDS >= $LONG) {
    my ($first, $last) = @shared[3, -1];
    cmp_ok($last, '<=', 1.05 * $first + 256, 'shared memory does not grow');
}
$h->log_ok(allow => [qr/list '[fp]'/]);
done_testing;
