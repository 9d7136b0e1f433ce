# SPDX-License-Identifier: Apache-2.0
#
# Requests for the fuzzing of a running httpd: made up from a grammar, and from
# others by small changes, of words first and of bytes last.

package FuzzRequests;
use strict;
use warnings;
use FuzzPolicies;
use HttpClient;
use IO::Select;
use IO::Socket::INET;
use List::Util qw(shuffle);

my @ORIGINS = qw(https://a.example https://b.example https://b.example:8443 https://c.a.example
    https://bad.a.example http://localhost http://localhost:3000 https://localhost
    https://pr-x.example https://pr-x.example:8 http://a.example https://a.example:443
    https://a.example. https://bad.a.example. http://localhost. app://. qrc:// chrome-extension://A:1
    https://A.example https://a.example/ https://user@a.example null file://
    http://127.0.0.1 http://127.1 http://0x7f.1 http://[::1]
    http://[::1]:3000 http://[2001:db8::1] http://[0:0::1] chrome-extension://abc a.example
    https:// ://a https://a.example:0 https://a.example:65535 https://a.example:65536 *);
push @ORIGINS, 'https://a.example,https://b.example', 'https://a.example https://b.example';
my @METHODS = qw(GET GET HEAD POST POST OPTIONS OPTIONS OPTIONS OPTIONS PUT DELETE PATCH PROPFIND QUERY TRACE FOO);
my @ASKED = qw(GET PUT DELETE PATCH POST TRACE connect get * PROPFIND p@t);
my @NAMES = qw(x-a X-A authorization Authorization content-type x-b * bad@name cookie x_y ä);
my @FIELDS = ('Cookie: a=b', 'Authorization: Basic Og==', 'X-Junk: 1', "X-Junk: \xff\xfe",
              'Cookie: a=b', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Mode: navigate',
              'Upgrade: websocket', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: none',
              'Range: bytes=0-1', 'If-None-Match: *', 'Expect: 100-continue', 'Content-Length: 0',
              'Content-Length: 5', 'Transfer-Encoding: chunked', 'Upgrade: h2c', 'Accept: text/html',
              'Host: a.example', 'Origin : https://a.example', "Origin: https://b.example\r\n x",
              'X-Forwarded-Host: a.example', 'Access-Control-Request-Private-Network: true');
my @BYTES = ("\0", "\t", "\r", "\n", ' ', ':', ',', '/', '%', '?', '*', '@', "\x7f", "\x80", "\xff", 'A');

sub pick { return $_[rand @_] }
sub maybe { return rand() < $_[0] }

sub host_of_labels { return join '.', map { join '', map { pick('a' .. 'z', 0 .. 9, '-') } 0 .. rand 20 } 0 .. rand 9 }

sub origin
{
    return pick(@ORIGINS) if maybe(0.8);
    return 'https://' . host_of_labels() . (maybe(0.5) ? '.a.example' : '') if maybe(0.7);
    return 'https://' . 'a' x rand(400);
}

sub names
{
    return join pick(',', ', ', ' ,', ",\t"), map { pick(@NAMES) } 0 .. (maybe(0.05) ? rand 900 : rand 4);
}

sub generate
{
    my $method = pick(@METHODS);
    my $path = '/' . pick(FuzzPolicies::names()) . '/' . pick('a.txt', 'a.txt', 'a', 'none', 'a.txt?q', '..', '%61');
    my @lines = ('Host: localhost');
    push @lines, 'Origin: ' . origin() if maybe(0.9);
    push @lines, 'Origin: ' . origin() if maybe(0.05);
    push @lines, 'Access-Control-Request-Method: ' . pick(@ASKED) if maybe($method eq 'OPTIONS' ? 0.9 : 0.1);
    push @lines, 'Access-Control-Request-Headers: ' . names() while maybe($method eq 'OPTIONS' ? 0.45 : 0.05);
    push @lines, pick(@FIELDS) while maybe(0.3);
    @lines = shuffle(@lines) if maybe(0.3);
    return join "\r\n", "$method $path HTTP/1.1", @lines, 'Connection: close', '', '';
}

# Another request from this one.
sub change
{
    my ($bytes) = @_;
    my @lines = split /(?<=\r\n)/, $bytes;
    if (maybe(0.5)) {
        my $at = int rand @lines;
        my $new = pick(@FIELDS, 'Origin: ' . origin(), 'Access-Control-Request-Headers: ' . names()) . "\r\n";
        splice @lines, $at, pick(0, 0, 1), maybe(0.7) ? $new : pick(@lines);
        $bytes = join '', @lines;
    }
    for (1 .. (maybe(0.5) ? 1 + rand 3 : 0)) {
        my $at = int rand(length($bytes) + 1);
        my $length = pick(0, 0, 1, 1, rand 9);
        $length = length($bytes) - $at if $at + $length > length $bytes;
        substr $bytes, $at, $length, pick(@BYTES, pick(@ORIGINS), '');
    }
    return $bytes;
}

# Sends the bytes, ends that side of the connection, and returns the responses;
# undef if the server does not end the other side.
sub send_to
{
    my ($port, $bytes) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port)
        or die "nobody listens at $port any more: $!\n";
    local $SIG{PIPE} = 'IGNORE';
    syswrite $socket, $bytes;
    shutdown $socket, 1;
    my $select = IO::Select->new($socket);
    my ($answer, $more) = ('', 1);
    while ($more) {
        return if !$select->can_read(30);
        $more = sysread $socket, $answer, 65536, length $answer;
    }
    return HttpClient::parse($answer, $bytes =~ /^([A-Z]+) \S+ HTTP\/1\.[01]\r?$/mg);
}

# What is wrong with what the server does about these bytes.
sub faults
{
    my ($port, $bytes) = @_;
    return FuzzPolicies::faults($bytes, send_to($port, $bytes));
}

1;
