# SPDX-License-Identifier: Apache-2.0
#
# Free ports of the loopback interface. Another process may take one before it is used.
#
#   my $port = free_port();
#   my ($first, $second) = free_ports(2);       # different ones
#   my $port = free_pair();                     # $port + 1 is free, too
#   sleep 0.02 until listens($port);

package Ports;
use strict;
use warnings;
use Exporter qw(import);
use IO::Socket::INET;

our @EXPORT = qw(free_port free_ports free_pair is_free listens);

sub free_ports
{
    my $count = shift;
    my @sockets = map { IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
                        || die "no loopback port: $!\n" } 1 .. $count;
    return map { $_->sockport } @sockets;
}

sub free_port { return (free_ports(1))[0] }

sub is_free
{
    return !!IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $_[0], Listen => 1,
                                   ReuseAddr => 1);
}

# Below the ports that the system assigns, so that no other test takes the second one.
sub free_pair
{
    for (1 .. 200) {
        my $port = 12000 + int rand 18000;
        return $port if is_free($port) && is_free($port + 1);
    }
    die "no two free ports in a row\n";
}

# Whether a connection to the port is accepted.
sub listens { return !!IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $_[0]) }

1;
