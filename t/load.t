#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Load: pipelines, malformed requests, preflights that withhold their body, slow
# clients and HTTP/2 at the same time, without restarts and with graceful restarts that
# change the configuration. Every response agrees with the policy in force. `make load` runs
# this with a million requests and 200 restarts (LOAD_REQUESTS, LOAD_RESTARTS), and then
# also checks that memory does not grow; SEED=n repeats the requests.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Http2;
use Httpd;
use List::Util qw(max);
use Load;
use LoadHttp2;
use LoadMix;
use Test::More;
use Time::HiRes qw(time);

my $requests = $ENV{LOAD_REQUESTS} || 4000;
my $restarts = $ENV{LOAD_RESTARTS} || 2;
my ($LONG, $MANY) = (100_000, 100);     # requests and restarts from which memory is checked
my $SLACK = 1024;                       # KB that a process may grow by,
my $RATE = 1.05;                        # in addition to this factor
my $RATE_HTTP2 = 1.2;                   # mod_http2 grows more, even without a policy
my $WARM_UP = 20;                       # restarts
my $seed = $ENV{SEED} // int rand 1e9;
note("SEED=$seed");
srand $seed;

my $http2 = Http2->works;
my $h = LoadMix->start(h2 => $http2, tls => $http2);
my $mix = LoadMix->new;
my $load = Load->new($h, mix => $mix, $http2 ? (http2 => LoadHttp2->new) : ());

sub right
{
    my $label = shift;
    is_deeply($load->{faults}, [], $label);
    $load->{faults} = [];
}

sub flat
{
    my ($label, $rate, $first, @later) = @_;
    note("$label: $first KB, then @later");
    cmp_ok(max(@later), '<=', $rate * $first + $SLACK, "$label: memory does not grow");
}

# ---- without a restart -----------------------------------------------------------

my $start = time;
my @resident;
for (1 .. 10) {
    $load->run(answers => $requests / 10);
    push @resident, scalar Load::resident($h);
    $mix->renew;
}
right("$requests requests are answered as the policies say");
note(sprintf '%.0f s', time - $start);
for my $pid (sort { $a <=> $b } keys %{$resident[0]}) {
    my @kb = map { $_->{$pid} // () } @resident;
    is(scalar @kb, 10, "child $pid is still alive");
    flat("child $pid", $http2 ? $RATE_HTTP2 : $RATE, @kb) if $requests >= $LONG;
}

# ---- with restarts ---------------------------------------------------------------

$start = time;
my $before = $load->answers;
my @parent;
for (1 .. $restarts) {
    $load->run(restarts => 1);
    push @parent, (Load::resident($h))[1];
}
$load->finish;
right("$restarts restarts: each answer is of a configuration that was in force");
note(sprintf '%.0f s; %d answers; %d over HTTP/2 were cut off', time - $start,
     $load->answers - $before, $load->{unanswered} || 0);
note(join ', ', map { "$_ $load->{answered}{$_}" } sort keys %{$load->{answered}});
cmp_ok($load->{answered}{$_} // 0, '>', 0, "there are responses of kind '$_'")
    for qw(kept once withheld slow), $http2 ? 'http2' : ();
flat('the parent', $RATE, @parent[$WARM_UP - 1 .. $#parent]) if $restarts >= $MANY;

# httpd's core logs malformed requests itself.
$h->log_ok(allow => [qr/\[core:error\] .* AH\d+: /]);
done_testing;
