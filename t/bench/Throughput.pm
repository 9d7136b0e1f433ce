# SPDX-License-Identifier: Apache-2.0
#
# Under load: CPU time per request and requests per second of the module and of a second
# bare server, each compared with the first bare server, in alternating runs. Only ratios of
# neighbouring runs are meaningful, since the machine may have other load.

package Throughput;
use strict;
use warnings;
use Files;
use Process qw(program);
use Requests;
use Server;
use Setups;

my $CONNECTIONS = 8;
my @SERVERS = (['bare', 'bare', 0], ['bare again', 'bare', 0], ['module', 'module', 2]);
# The load generators: command, and how to parse the report.
my @CLIENTS = (
    { name => 'h2load, HTTP/1.1', tool => 'h2load', options => ['--h1'] },
    { name => 'h2load, HTTP/2', tool => 'h2load', options => [qw(-m 4)] },
    { name => 'wrk, HTTP/1.1', tool => 'wrk', options => [] },
);

# Server and client on separate processors.
sub _pinned
{
    my $cpu = shift;
    my $cpus = () = slurp('/proc/cpuinfo', '') =~ /^processor/mg;
    return $cpus > 1 && program('taskset') ? ('taskset', '-c', $cpu) : ();
}

sub start
{
    my ($dir, $name, $size) = @_;
    my %setup = Setups::lay_out($name, $size, dir => $dir, mpm => 'event');
    my $server = Server->start(%setup, wrapper => [_pinned(0)]);
    close $server->connect;
    return $server;
}

# Nanoseconds that the threads of a server have run, as the scheduler counts.
sub cpu_time
{
    my $total = 0;
    for my $file (map { glob "/proc/$_/task/*/schedstat" } $_[0]->pids) {
        open my $fh, '<', $file or next;
        $total += (split ' ', <$fh> // 0)[0];
    }
    return $total;
}

sub _h2load
{
    my ($client, $url, $method, $lines, $count) = @_;
    my @command = ('h2load', @{$client->{options}}, '-c', $CONNECTIONS, '-n', $count,
                   '-H', ":method: $method", (map { ('-H', $_) } @$lines), $url);
    my $said = _capture(_pinned(1), @command);
    my ($rate) = $said =~ m{([\d.]+) req/s} or die "h2load: $said";
    my ($done) = $said =~ /(\d+) succeeded, 0 failed/ or die "h2load: $said";
    die "h2load: $said" if $said !~ /status codes: $count 2xx/;
    return ($done, $rate);
}

sub _wrk
{
    my ($client, $url, $method, $lines, $count, $dir) = @_;
    spurt("$dir/method.lua", qq(wrk.method = "$method"\n));
    my $said = _capture(_pinned(1), 'wrk', '-t', 1, '-c', $CONNECTIONS, '-d', 1,
                        '-s', "$dir/method.lua", (map { ('-H', $_) } @$lines), $url);
    my ($done) = $said =~ /(\d+) requests in/ or die "wrk: $said";
    my ($rate) = $said =~ m{Requests/sec:\s+([\d.]+)} or die "wrk: $said";
    die "wrk: $said" if $said =~ /Non-2xx|Socket errors/;
    return ($done, $rate);
}

sub _capture
{
    open my $fh, '-|', @_ or die "$_[0]: $!\n";
    local $/;
    my $said = <$fh> // '';
    close $fh;
    return $said;
}

# One run: nanoseconds of CPU per request, and requests per second.
sub _load
{
    my ($server, $client, $kind, $count, $dir) = @_;
    my ($method, @lines) = Requests::parts($kind, 2);
    my $url = "http://127.0.0.1:$server->{port}" . (Setups::paths())[0];
    my $run = $client->{tool} eq 'wrk' ? \&_wrk : \&_h2load;
    my $before = cpu_time($server);
    my ($done, $rate) = $run->($client, $url, $method, \@lines, $count, $dir);
    return { cpu => (cpu_time($server) - $before) / $done, rate => $rate };
}

sub quantile
{
    my ($share, @values) = @_;
    @values = sort { $a <=> $b } @values;
    my $at = $share * $#values;
    my $low = int $at;
    return $values[$low] + ($at - $low) * (($values[$low + 1] // $values[$low]) - $values[$low]);
}

# In each round every server runs once, starting with another one; ratios are computed
# within a round.
sub _compare
{
    my ($servers, $client, $kind, $rounds, $count, $dir) = @_;
    my (%ratio, %result);
    for my $round (0 .. $rounds) {
        my @turn = map { ($_ + $round) % @$servers } 0 .. $#$servers;
        my %run = map { $_ => _load($servers->[$_], $client, $kind, $count, $dir) } @turn;
        next if $round == 0;                    # warms up
        for my $other (1 .. $#$servers) {
            push @{$ratio{$SERVERS[$other][0]}{$_}}, $run{$other}{$_} / $run{0}{$_}
                for qw(cpu rate);
        }
    }
    for my $name (keys %ratio) {
        for my $what (qw(cpu rate)) {
            $result{$name}{$what} = [map { quantile($_, @{$ratio{$name}{$what}}) } 0.5, 0.25, 0.75];
        }
    }
    return \%result;
}

# { rounds, loads => [ { client, kind, ratios => { server => { cpu, rate } } } ] };
# a ratio is [median, quartiles].
sub run
{
    my ($dir, $quick, $say) = @_;
    my ($rounds, $count) = $quick ? (3, 4_000) : (9, 20_000);
    my @servers = map { start("$dir/load$_", @{$SERVERS[$_]}[1, 2]) } 0 .. $#SERVERS;
    my %result = (rounds => $rounds);
    for my $client (@CLIENTS) {
        if (!program($client->{tool})) {
            $say->("$client->{tool} is missing: no $client->{name}");
            next;
        }
        for my $kind ('allowed', 'preflight allowed') {
            push @{$result{loads}}, { client => $client->{name}, kind => $kind,
                ratios => _compare(\@servers, $client, $kind, $rounds, $count, $dir) };
        }
    }
    return \%result;
}

1;
