# SPDX-License-Identifier: Apache-2.0
#
# A backend that can send invalid responses: a process that listens on a free loopback port
# and on a Unix socket.
#
#   my $backend = Backend->new('/ok' => "HTTP/1.1 200 OK\r\n...", '/silent' => undef);
#   $backend->port, $backend->socket     # for httpd's configuration
#   $backend->slurp('seen')              # the method of each request, one a line
#
# The end of the path, without the query, selects the response: bytes, or a function of the
# whole request that returns bytes; with undef it does not respond. It then closes the
# connection, so responses should have "Connection: close". It ends with the object.

package Backend;
use strict;
use warnings;
use File::Temp ();
use Files ();
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Process;

sub new
{
    my ($class, %answers) = @_;
    my $dir = File::Temp->newdir('backend-XXXXXX', TMPDIR => 1);
    my $self = bless { dir => $dir, answers => \%answers }, $class;
    chmod 0755, "$dir";
    my $inet = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16)
        or die "no loopback port: $!\n";
    my $unix = IO::Socket::UNIX->new(Local => $self->socket, Listen => 16)
        or die "no Unix socket: $!\n";
    chmod 0777, $self->socket;
    $self->{port} = $inet->sockport;
    $self->{process} = Process->start(code => sub { $self->_accept($inet, $unix) });
    return $self;
}

sub port { return $_[0]{port} }
sub socket { return "$_[0]{dir}/socket" }

sub slurp { my ($self, $name) = @_; return Files::slurp("$self->{dir}/$name", '') }

sub _accept
{
    my ($self, @listeners) = @_;
    my $select = IO::Select->new(@listeners);
    $SIG{CHLD} = 'IGNORE';
    $SIG{TERM} = \&_end;
    while (1) {
        for my $listener ($select->can_read) {
            my $connection = $listener->accept or next;
            my $pid = fork // die "fork: $!\n";
            next if $pid;
            $SIG{TERM} = 'DEFAULT';
            $self->_serve($connection);
            POSIX::_exit(0);
        }
    }
}

# Together with the processes that serve a connection.
sub _end
{
    $SIG{TERM} = 'IGNORE';
    kill TERM => -$$;
    wait;                       # for all of them, since SIGCHLD is ignored
    POSIX::_exit(0);
}

sub _serve
{
    my ($self, $connection) = @_;
    my $request = _read($connection);
    my ($method, $path) = $request =~ m{\A([A-Z]+) ([^ ?]+)} or return;
    open my $seen, '>>', "$self->{dir}/seen" or return;
    syswrite $seen, "$method\n";
    my $answers = $self->{answers};
    my ($key) = sort { length $b <=> length $a } grep { $path =~ /\Q$_\E\z/ } keys %$answers;
    my $answer = defined $key ? $answers->{$key}
        : "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\nunknown: $path";
    if (!defined $answer) {
        sysread $connection, my $end, 1;        # until the other side gives up
        return;
    }
    syswrite $connection, ref $answer ? $answer->($request) : $answer;
}

# The whole request: its head and the body that the head declares.
sub _read
{
    my $connection = shift;
    my $request = '';
    until ($request =~ /\r\n\r\n/) {
        sysread $connection, $request, 16384, length $request or return '';
    }
    my ($head, $body) = split /\r\n\r\n/, $request, 2;
    my $length = $head =~ /^Content-Length: *(\d+)/mi ? $1 : 0;
    my $chunked = $head =~ /^Transfer-Encoding: *chunked/mi;
    syswrite $connection, "HTTP/1.1 100 Continue\r\n\r\n"
        if $head =~ /^Expect: *100-continue/mi && $body eq '';
    while ($chunked ? $body !~ /(?:\A|\n)0\r\n\r\n\z/ : length $body < $length) {
        sysread $connection, $body, 16384, length $body or last;
    }
    return "$head\r\n\r\n$body";
}

# Before its folder is removed.
sub DESTROY { local $@; delete $_[0]{process} }

1;
