# SPDX-License-Identifier: Apache-2.0
#
# Another server beside httpd for one test file: it stays in the foreground, in a
# process group of its own, and ends with the test.
#
#   my $port = Daemon::free_port();
#   my $nginx = Daemon->start($port, 'nginx', '-c', $conf);
#   diag $nginx->output;
#   $nginx->stop;

package Daemon;
use strict;
use warnings;
use File::Temp ();
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

my $START_LIMIT = 30;           # seconds
my $END_LIMIT = 5;              # seconds from TERM to KILL
my $owner = $$;
my %running;                    # pid => 1, leaders of process groups

$SIG{$_} ||= sub { exit 1 } for qw(INT TERM HUP PIPE);      # so that END runs
END { if ($$ == $owner) { local $?; _end($_) for keys %running } }

# The path of the first of these programs that there is, or undef.
sub program
{
    for my $name (@_) {
        for my $dir (split(/:/, $ENV{PATH}), qw(/usr/sbin /usr/local/sbin)) {
            return "$dir/$name" if -x "$dir/$name" && !-d _;
        }
    }
    return undef;
}

sub free_port
{
    my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        || die "no loopback port: $!\n";
    return $socket->sockport;
}

# Returns when the command listens on the port; dies if it does not.
sub start
{
    my ($class, $port, @command) = @_;
    my $out = File::Temp->new(TEMPLATE => 'mod_cors-daemon-XXXXXX', TMPDIR => 1);
    my $self = bless { out => $out, name => $command[0] }, $class;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>&', $out;
        open STDERR, '>&', $out;
        { exec @command }
        print "cannot run $command[0]: $!\n";
        POSIX::_exit(1);
    }
    $running{$self->{pid} = $pid} = 1;
    for (my $until = time + $START_LIMIT; time < $until; sleep 0.02) {
        return $self if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
        last if waitpid($pid, WNOHANG) == $pid;
    }
    $self->stop;
    die "$command[0] does not listen on port $port:\n", $self->output;
}

# What it wrote to its standard output and error.
sub output
{
    my $self = shift;
    open my $fh, '<:raw', "$self->{out}" or return '';
    local $/;
    return <$fh> // '';
}

sub _end
{
    my $pid = shift;
    return if !delete $running{$pid};
    kill TERM => -$pid;
    my $until = time + $END_LIMIT;
    while (waitpid($pid, WNOHANG) >= 0 || kill 0 => -$pid) {
        kill KILL => -$pid if time > $until;
        last if time > $until + $END_LIMIT;
        sleep 0.02;
    }
}

sub stop
{
    my $self = shift;
    local ($?, $!);
    _end($self->{pid}) if $$ == $owner;
}

sub DESTROY { my $self = shift; local $@; $self->stop }

1;
