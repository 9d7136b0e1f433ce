# SPDX-License-Identifier: Apache-2.0
#
# Counts the user instructions of a server per request. The server runs under callgrind as
# one process, which writes and clears its counters when a connection starts. Two
# keep-alive connections of different length are measured, so that their difference includes
# neither start-up nor connecting.
#
#   my $server = Callgrind->start(dir => ..., port => ..., command => [...],
#                                 per_connection => 'ap_process_connection');
#   $server->measure('GET', \@requests, qr/^HTTP\/1.1 200 /);
#   my $counted = $server->finish;    # { GET => { instructions => 30123.4, allocations => 42 } }

package Callgrind;
use strict;
use warnings;
use parent 'Server';
use KeepAlive;

my $WARM_UP = 5;                # requests
my $PAUSE = 0.001;              # seconds
my $allocates = qr/^(?:apr_palloc|malloc|calloc|realloc)$/;

sub available { return !system 'valgrind --tool=callgrind --version >/dev/null 2>&1' }

sub start
{
    my ($class, %opt) = @_;
    my @valgrind = (qw(valgrind -q --vgdb=no --tool=callgrind),
                    "--callgrind-out-file=$opt{dir}/callgrind.out",
                    "--dump-before=$opt{per_connection}");
    return $class->SUPER::start(short => 100, long => 500, %opt, wrapper => \@valgrind,
                                connections => 0, cases => []);
}

# One connection with this many requests; returns its number.
sub _converse
{
    my ($self, $requests, $count, $want) = @_;
    KeepAlive::repeat($self->connect, $requests, $count, $want, $PAUSE);
    return $self->{connections}++;
}

sub measure
{
    my ($self, $name, $requests, $want) = @_;
    $self->_converse($requests, $WARM_UP, $want);
    my @numbers = map { $self->_converse($requests, $self->{$_}, $want) } qw(short long);
    push @{$self->{cases}}, [$name, @numbers];
}

# Stops the server; returns the cost of one request, by name.
sub finish
{
    my $self = shift;
    # Another connection writes out the counters of the last one.
    $self->_converse([KeepAlive::request('GET', '/')], 1, qr{^HTTP/});
    $self->stop;
    my %counted;
    for my $case (@{$self->{cases}}) {
        my ($name, @numbers) = @$case;
        my ($short, $long) = map { $self->_part($_) } @numbers;
        $counted{$name}{$_} = ($long->{$_} - $short->{$_}) / ($self->{long} - $self->{short})
            for keys %$long;
    }
    return \%counted;
}

# The counters of a connection. The first file is of start-up.
sub _part
{
    my ($self, $number) = @_;
    my $file = "$self->{dir}/callgrind.out." . ($number + 2);
    my %part = (allocations => 0);
    my (%name, $callee);
    open my $fh, '<', $file or die "$file: $!\n";
    while (<$fh>) {
        if (/^c?fn=\((\d+)\)(?: ([^\s\@]+))?/) {
            $name{$1} = $2 if defined $2;
            $callee = $name{$1};
        }
        elsif (/^calls=(\d+)/) {
            my $calls = $1;
            $part{allocations} += $calls if $callee =~ $allocates;
        }
        elsif (/^summary: (\d+)/) { $part{instructions} = $1 }
    }
    return \%part;
}

1;
