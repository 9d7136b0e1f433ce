# SPDX-License-Identifier: Apache-2.0
#
# Memory of processes in KB, as the kernel counts: resident (shared pages count in full) and
# proportional (divided by the number of processes that share them).

package Memory;
use strict;
use warnings;
use KeepAlive;
use Requests;
use Server;
use Setups;

sub _of_process
{
    my ($pid, $total) = @_;
    open my $fh, '<', "/proc/$pid/smaps_rollup" or return;
    while (my $line = <$fh>) {
        $total->{$1} += $2 if $line =~ /^(Rss|Pss):\s+(\d+)/;
    }
}

# Of a server's children, or of itself if it has none, after this many requests.
sub _after
{
    my ($name, $size, $count, %opt) = @_;
    my $server = Server->start(Setups::lay_out($name, $size, %opt));
    KeepAlive::repeat($server->connect, Requests::bytes('allowed', $size), $count, qr{^HTTP/1.1 200 });
    my ($first, @children) = $server->pids;
    my %total = (Rss => 0, Pss => 0);
    _of_process($_, \%total) for @children ? @children : $first;
    return \%total;
}

# Bytes of resident memory for each of many origins, the text of the directives
# that httpd keeps included.
sub per_origin
{
    my ($dir, $size) = @_;
    my ($many, $few) = map { _after('module', $_, 100, dir => "$dir/$_")->{Rss} } $size, 2;
    return 1024 * ($many - $few) / ($size - 2);
}

# Memory of a child of the event MPM: { setup => { Rss, Pss } }, each the median of some
# servers.
sub children
{
    my ($dir, $rounds) = @_;
    my %children;
    for my $setup (['bare', 0], ['no directive', 0], ['module', 2]) {
        my ($name, $size) = @$setup;
        my @seen = map { _after($name, $size, 1000, dir => "$dir/$name/$_", mpm => 'event') } 1 .. $rounds;
        for my $what (qw(Rss Pss)) {
            $children{$name}{$what} = (sort { $a <=> $b } map { $_->{$what} } @seen)[$rounds / 2];
        }
    }
    return \%children;
}

1;
