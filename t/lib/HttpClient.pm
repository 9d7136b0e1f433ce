# SPDX-License-Identifier: Apache-2.0
#
# The client half of Httpd.pm: sends raw bytes that client libraries would not send (two
# Origin fields, odd case, a withheld body), and parses responses.

package HttpClient;
use strict;
use warnings;
use Exporter qw(import);
use IO::Select;
use IO::Socket::INET;
use Process;
use Socket qw(AF_UNIX SOCK_STREAM PF_UNSPEC);
use Test::More ();
use Time::HiRes qw(time);

our @EXPORT_OK = qw($PREFLIGHT_VARY $PREFLIGHT_VARY_STAR);
# Vary of the response to a preflight, and the same if CorsAllowHeaders has *.
our $PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method';
our $PREFLIGHT_VARY_STAR = "$PREFLIGHT_VARY, Access-Control-Request-Headers";
my $READ_LIMIT = 5;             # seconds

sub get { my ($self, $path, @lines) = @_; return $self->request('GET', $path, \@lines) }

sub preflight
{
    my ($self, $path, $origin, $method, $names, @lines) = @_;
    unshift @lines, "Origin: $origin" if defined $origin;
    push @lines, "Access-Control-Request-Method: $method" if defined $method;
    push @lines, "Access-Control-Request-Headers: $names" if defined $names;
    return $self->request('OPTIONS', $path, \@lines);
}

# One request on a new connection; always returns a response, with status 0 if there is none.
sub request
{
    my ($self, $method, $path, $lines, $body, $to) = @_;
    my @lines = ("$method $path HTTP/1.1", @{$lines || []}, 'Connection: close');
    splice @lines, 1, 0, "Host: localhost:$self->{port}{PORT}" unless grep { /^Host:/i } @lines;
    push @lines, 'Content-Length: ' . length $body if defined $body;
    return ($self->raw(join("\r\n", @lines, '', $body // ''), $to))[0]
        || bless { status => 0, lines => [], body => '' }, 'HttpClient::Response';
}

# A connection through the openssl command, since core Perl has no TLS.
sub _connect_tls
{
    my ($port, @options) = @_;
    socketpair my $ours, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!\n";
    my $process = Process->start(command => [qw(openssl s_client -quiet -connect), "127.0.0.1:$port", @options],
                                 input => $theirs, output => $theirs, errors => '/dev/null');
    return ($ours, $process);
}

# A socket, and for TLS the process that must live as long. $tls: as for raw.
sub open_connection
{
    my ($port, $tls) = @_;
    return _connect_tls($port, ref $tls ? @$tls : ()) if $tls;
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) || die "connect: $!\n";
}

# Sends the bytes and reads to the end of the connection or to the time limit
# (then the last response has no {closed}); returns all responses. $to: port,
# limit (seconds), tls (1, or a list of options of openssl s_client).
sub raw
{
    my ($self, $bytes, $to) = @_;
    my $port = $to->{port} || $self->{port}{$to->{tls} ? 'TLSPORT' : 'PORT'};
    my $seen = length $self->slurp('logs/decisions');
    my ($socket, $process) = open_connection($port, $to->{tls});
    local $SIG{PIPE} = 'IGNORE';
    my $select = IO::Select->new($socket);
    my ($answer, $closed, $rest) = ('', 0, $bytes);
    my $until = time + ($to->{limit} || $READ_LIMIT);
    while (!$closed && (my $left = $until - time) > 0) {
        my ($in, $out) = IO::Select->select($select, length $rest ? $select : undef, undef, $left);
        if (@{$out || []}) { $rest = substr $rest, syswrite($socket, $rest, 16384) // length $rest }
        if (@{$in || []}) { $closed = !sysread $socket, $answer, 16384, length $answer }
    }
    close $socket;
    undef $process;
    my @res = parse($answer, $bytes =~ /^([A-Z]+) \S+ HTTP\/1\.[01]\r?$/mg);
    $res[-1]{closed} = $closed if @res;
    my @decisions = substr($self->slurp('logs/decisions'), $seen) =~ /^$port (.*)$/mg;
    $_->{decision} = shift @decisions for grep { $_->{status} >= 200 } @res;
    for (@res) { undef $_->{decision} if ($_->{decision} // '-') eq '-' }
    return @res;
}

# One TAP test: this status (200), CORS_DECISION, Vary and these CORS fields, and
# no others. Fields by the end of their name: 'allow-origin' => ...; the value
# 'any' is not compared. Lists are compared as sets; the methods GET, HEAD and
# POST, which need no listing, are left out.
sub check
{
    my ($self, $label, $res, %want) = @_;
    my %got = (status => $res->{status}, decision => $res->{decision} // '',
               vary => as_set('vary', $res->field('Vary')));
    %want = (status => 200, decision => '', vary => undef, %want);
    for my $line (@{$res->{lines}}) {
        my ($name) = lc($line->[0]) =~ /^access-control-(.*)/ or next;
        my $value = as_set($name, $line->[1]);
        next if $name eq 'allow-methods' && $value eq '' && !$want{$name};
        $got{$name} = join ' AND ', grep { defined } $got{$name}, $value;
    }
    for my $name (keys %want) {
        $got{$name} = 'any' if ($want{$name} // '') eq 'any';
        $want{$name} = as_set($name, $want{$name});
    }
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::is(as_text(\%got), as_text(\%want), $label);
}

sub as_set
{
    my ($name, $value) = @_;
    return $value unless $name =~ /methods|headers|vary/;
    my @members = grep { $_ ne '' } split /[ \t]*,[ \t]*/, $value // '';
    @members = $name =~ /methods/ ? grep { !/^(?:GET|HEAD|POST)$/ } @members : map { lc } @members;
    return join ', ', sort @members;
}

sub as_text { my $set = shift; return join '', map { "$_: $set->{$_}\n" } sort keys %$set }

# Parses a stream of responses to requests with these methods.
sub parse
{
    my ($bytes, @methods) = @_;
    my @res;
    while ($bytes =~ s{\A(HTTP/[\d.]+) (\d+) ?([^\r\n]*)\r?\n((?:[^\r\n]+\r?\n)*)\r?\n}{}) {
        my $res = bless { version => $1, status => $2, reason => $3, body => '' },
            'HttpClient::Response';
        $res->{lines} = [map { [split /:[ \t]*/, $_, 2] } split /\r?\n/, $4];
        push @res, $res;
        next if $res->{status} < 200;
        my $method = shift @methods // 'GET';
        next if $method eq 'HEAD' || $res->{status} =~ /^[23]04$/;
        if (lc($res->field('Transfer-Encoding') // '') eq 'chunked') {
            while ($bytes =~ s/\A([0-9a-f]+)[^\r\n]*\r\n//i && hex $1) {
                $res->{body} .= substr $bytes, 0, hex $1, '';
                $bytes =~ s/\A\r\n//;
            }
            $bytes =~ s/\A(?:[^\r\n]+\r\n)*\r\n//;      # the trailer section
        }
        else {
            my $length = $res->field('Content-Length') // length $bytes;
            $res->{body} = substr $bytes, 0, $length, '';
        }
    }
    return @res;
}

# A response: version, status, reason, body, lines ([name, value] as sent, in
# order), closed, decision.
package HttpClient::Response;

sub fields
{
    my ($self, $name) = @_;
    return map { $_->[1] } grep { lc $_->[0] eq lc $name } @{$self->{lines}};
}

sub field
{
    my @values = fields(@_);
    return @values ? join(', ', @values) : undef;
}

1;
