# SPDX-License-Identifier: Apache-2.0
#
# Repeats the same requests on one keep-alive connection, each after the response to the
# one before. Each response is checked: the figure of a wrong response is useless.

package KeepAlive;
use strict;
use warnings;
use Time::HiRes qw(sleep);

# The bytes of a request.
sub request
{
    my ($method, $path, @lines) = @_;
    return join "\r\n", "$method $path HTTP/1.1", 'Host: localhost', @lines, '', '';
}

# Sends this many requests, these in turn. Dies if a head does not match the pattern. With a
# pause (seconds) before each request the server certainly waits for it: otherwise some
# servers may find it while they look for pipelined requests.
sub repeat
{
    my ($socket, $requests, $count, $want, $pause) = @_;
    local $SIG{PIPE} = 'IGNORE';
    for my $i (1 .. $count) {
        sleep $pause if $pause;
        syswrite $socket, $requests->[$i % @$requests] or die "request $i: $!\n";
        my $head = read_response($socket) // die "request $i got no response\n";
        die "response $i is not like $want:\n$head" unless $head =~ $want;
    }
}

# The head, or undef; the body is read and dropped.
sub read_response
{
    my $socket = shift;
    my $buffer = '';
    while ($buffer !~ /\r\n\r\n/) {
        sysread $socket, $buffer, 65536, length $buffer or return;
    }
    my ($head, $body) = $buffer =~ /\A(.*?\r\n)\r\n(.*)\z/s;
    return $head if $head =~ m{\AHTTP/1\.1 (?:204|304) };
    my ($length) = $head =~ /^Content-Length: (\d+)\r/mi or return;
    while (length $body < $length) {
        sysread $socket, $body, 65536, length $body or return;
    }
    return $head;
}

1;
