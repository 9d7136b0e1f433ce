# SPDX-License-Identifier: Apache-2.0
#
# A server to measure: one command in the foreground, started as an ordinary user, stopped
# by its pid. This file does not depend on the kind of server.

package Server;
use strict;
use warnings;
use parent 'Process';
use Files;
use IO::Socket::INET;
use Process ();
use Socket qw(IPPROTO_TCP TCP_NODELAY);

my $START_LIMIT = 240;          # seconds; valgrind reads long configurations slowly
my $STOP_LIMIT = 60;

# Options: dir, port, command (a list), wrapper (a list before it). Started as root,
# valgrind's files would belong to root while the server runs as another user.
sub start
{
    my ($class, %opt) = @_;
    return $class->SUPER::start(%opt, command => [@{$opt{wrapper} || []}, @{$opt{command}}],
                                output => "$opt{dir}/stderr", user => scalar Process::ordinary_user(),
                                patience => $STOP_LIMIT);
}

# The process itself and those below it.
sub pids
{
    my $self = shift;
    my %parent;
    for my $stat (glob '/proc/[0-9]*/stat') {
        open my $fh, '<', $stat or next;
        $parent{$1} = $2 if (<$fh> // '') =~ /^(\d+) \(.*\) \S (\d+)/s;
    }
    my @found = $self->pid;
    for (my $i = 0; $i < @found; ++$i) {
        push @found, sort { $a <=> $b } grep { $parent{$_} == $found[$i] } keys %parent;
    }
    return @found;
}

# A connection, as soon as there can be one.
sub connect
{
    my $self = shift;
    my $socket;
    my $is_up = $self->wait_until($START_LIMIT, sub {
        $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port});
    });
    my $what = $self->is_alive ? "is not up after $START_LIMIT s" : 'did not start';
    die "it $what: " . $self->log_text . "\n" if !$is_up;
    setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
    return $socket;
}

# Its last output, in one line.
sub log_text
{
    my $self = shift;
    my $text = join '', map { slurp("$self->{dir}/$_", '') } qw(stderr error_log);
    return substr $text =~ s/\s+/ /gr, -300;
}

1;
