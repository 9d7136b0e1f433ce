# SPDX-License-Identifier: Apache-2.0
#
# A server to be measured: one command in the foreground, started as an ordinary
# user, stopped by its pid. Nothing is known here of what it serves.

package Server;
use strict;
use warnings;
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Time::HiRes qw(sleep time);

my $START_LIMIT = 240;          # seconds; valgrind reads long configurations slowly
my $STOP_LIMIT = 60;
my $owner = $$;
my %running;                    # pids started by this process

$SIG{$_} ||= sub { exit 1 } for qw(INT TERM HUP);       # so that END runs
END { if ($$ == $owner) { local $?; kill KILL => -$_ for keys %running } }

# As root, valgrind's files would be root's and the server another user's.
sub ordinary_user
{
    return if $> != 0;
    return (grep { defined getpwnam $_ } qw(www-data nginx apache nobody))[0];
}

sub as_ordinary_user
{
    my $user = ordinary_user() // return ();
    my $group = getgrgid((getpwnam $user)[3]);
    return ('setpriv', "--reuid=$user", "--regid=$group", '--clear-groups');
}

sub free_port
{
    my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        or die "no loopback port: $!\n";
    return $socket->sockport;
}

# Options: dir, port, command (a list), wrapper (a list in front of it).
sub start
{
    my ($class, %opt) = @_;
    my $self = bless { wrapper => [], %opt }, $class;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$self->{dir}/stderr";
        open STDERR, '>&', \*STDOUT;
        { exec as_ordinary_user(), @{$self->{wrapper}}, @{$self->{command}} }
        print "cannot run: $!\n";
        POSIX::_exit(1);
    }
    $running{$self->{pid} = $pid} = 1;
    return $self;
}

sub pid { return $_[0]{pid} }

# The process itself and those below it.
sub pids
{
    my $self = shift;
    my %parent;
    for my $stat (glob '/proc/[0-9]*/stat') {
        open my $fh, '<', $stat or next;
        $parent{$1} = $2 if (<$fh> // '') =~ /^(\d+) \(.*\) \S (\d+)/s;
    }
    my @found = $self->{pid};
    for (my $i = 0; $i < @found; ++$i) {
        push @found, sort { $a <=> $b } grep { $parent{$_} == $found[$i] } keys %parent;
    }
    return @found;
}

sub is_alive
{
    my $self = shift;
    return 0 if !$self->{pid};
    return 1 if waitpid($self->{pid}, WNOHANG) == 0;
    delete $running{delete $self->{pid}};
    return 0;
}

# A connection, as soon as there can be one.
sub connect
{
    my $self = shift;
    my $until = time + $START_LIMIT;
    while (time < $until && $self->is_alive) {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port});
        if ($socket) {
            setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
            return $socket;
        }
        sleep 0.02;
    }
    my $what = $self->is_alive ? "is not up after $START_LIMIT s" : 'did not start';
    die "it $what: " . $self->log_text . "\n";
}

sub stop
{
    my $self = shift;
    my $until = time + $STOP_LIMIT;
    kill TERM => $self->{pid} if $self->{pid};
    while ($self->is_alive) {
        kill KILL => -$self->{pid} if time > $until;
        sleep 0.02;
    }
}

sub DESTROY { local ($@, $?); $_[0]->stop if $$ == $owner }

# What it wrote last, in one line.
sub log_text
{
    my $self = shift;
    my $text = '';
    for my $file (qw(stderr error_log)) {
        open my $fh, '<', "$self->{dir}/$file" or next;
        local $/;
        $text .= <$fh> // '';
    }
    return substr $text =~ s/\s+/ /gr, -300;
}

1;
