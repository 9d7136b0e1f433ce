# SPDX-License-Identifier: Apache-2.0
#
# RFC 6455: a real server (python3-websockets) that echoes each message and notes each
# handshake, and a client that can send any Origin.
#
#   my $server = WebSocket->new;                # skips the test without it
#   my $res = WebSocket::talk($port, '/x', ['Origin: https://a.example'], 'hi', $tls);
#   is($res->{status}, 101);
#   is($res->{echo}, 'hi');
#   is_deeply([$server->seen], ['/x https://a.example']);

package WebSocket;
use strict;
use warnings;
use parent 'Process';
use Digest::SHA qw(sha1_base64);
use File::Basename qw(dirname);
use File::Temp ();
use Httpd ();
use IO::Select;
use Ports;
use Process qw(program);
use Time::HiRes qw(time);

my $LIMIT = 10;                 # seconds
my $GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
my $KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
my ($TEXT, $CLOSE) = (1, 8);    # opcodes

# The python3 in PATH may not be the one that has Debian's packages.
sub _python
{
    for (grep { defined } program('python3'), '/usr/bin/python3') {
        return $_ if -x && system("'$_' -c 'import websockets' 2>/dev/null") == 0;
    }
    return Httpd::skip_all('needs websockets for python3 (Debian: python3-websockets)');
}

sub new
{
    my $class = shift;
    my $seen = File::Temp->new(TEMPLATE => 'mod_cors-websocket-XXXXXX', TMPDIR => 1);
    my $port = free_port();
    my $self = $class->start_server($port, _python(), dirname(__FILE__) . '/websocket-echo.py', $port, "$seen");
    @$self{qw(port seen)} = ($port, $seen);
    return $self;
}

sub port { return $_[0]{port} }

# "PATH ORIGIN" of each handshake since the last call.
sub seen
{
    my $self = shift;
    open my $fh, '<', "$self->{seen}" or die "$self->{seen}: $!\n";
    seek $fh, $self->{read} // 0, 0;
    chomp(my @lines = <$fh>);
    $self->{read} = tell $fh;
    return @lines;
}

# Adds to the buffer until the condition holds; false at the end or the limit.
sub _read_until
{
    my ($socket, $buffer, $holds) = @_;
    my $select = IO::Select->new($socket);
    for (my $until = time + $LIMIT; !$holds->();) {
        return 0 if !$select->can_read($until - time);
        return 0 if !sysread $socket, $$buffer, 16384, length $$buffer;
    }
    return 1;
}

# A client masks what it sends; a mask of zeros leaves it readable.
sub _frame
{
    my ($opcode, $payload) = @_;
    return pack('CCN', 0x80 | $opcode, 0x80 | length $payload, 0) . $payload;
}

# The opening handshake; returns the response, and leaves later bytes in $$got.
sub _open
{
    my ($socket, $got, $path, @lines) = @_;
    push @lines, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
        "Sec-WebSocket-Key: $KEY";
    syswrite $socket, join "\r\n", "GET $path HTTP/1.1", @lines, '', '';
    _read_until($socket, $got, sub { $$got =~ /\r\n\r\n/ });
    my $head = $$got =~ s/\A(.*?\r\n\r\n)//s ? $1 : '';
    return (HttpClient::parse($head))[0]
        || bless { status => 0, lines => [], body => '' }, 'HttpClient::Response';
}

# One message and its echo, then the closing handshake. Returns the echo.
sub _exchange
{
    my ($socket, $got, $message) = @_;
    syswrite $socket, _frame($TEXT, $message);
    my $frame = pack('CC', 0x80 | $TEXT, length $message);
    my $came = _read_until($socket, $got, sub { length $$got >= length "$frame$message" });
    syswrite $socket, _frame($CLOSE, pack 'n', 1000);
    _read_until($socket, $got, sub { 0 });
    return $came && $$got =~ /\A\Q$frame\E/ ? substr $$got, length $frame, length $message : undef;
}

# Returns the response to the handshake; its {echo} is the echoed message.
sub talk
{
    my ($port, $path, $lines, $message, $tls) = @_;
    my ($socket, $process) = HttpClient::open_connection($port, $tls);
    local $SIG{PIPE} = 'IGNORE';
    my $got = '';
    my @host = grep({ /^Host:/i } @$lines) ? () : "Host: localhost:$port";
    my $res = _open($socket, \$got, $path, @host, @$lines);
    my $accept = $res->field('Sec-WebSocket-Accept') // '';
    $res->{echo} = _exchange($socket, \$got, $message)
        if $res->{status} == 101 && $accept eq sha1_base64("$KEY$GUID") . '=';
    close $socket;
    return $res;
}

1;
