# SPDX-License-Identifier: Apache-2.0
#
# The requests of HttpClient over HTTP/2, by curl.
#
#   my $h = Httpd->new(tls => 1, h2 => Http2->works, ...);
#   my $client = Http2->over($h, '--http2');          # or --http2-prior-knowledge
#   $client->get('/a.txt', 'Origin: https://a.example');

package Http2;
use strict;
use warnings;
use Httpd;
use parent -norequire, 'HttpClient';

my $CURL = `curl --version 2>/dev/null`;

# The ways to use HTTP/2; with prefork, httpd does not support any.
sub ways { return Httpd->mpm eq 'prefork' ? () : qw(--http2-prior-knowledge --http2) }

# The missing program or module, or undef.
sub lacks
{
    return 'curl with HTTP2' unless $CURL =~ /\bHTTP2\b/;
    return Httpd->has_module('http2') ? undef : 'mod_http2';
}

sub works { return ways() && !lacks() }
sub over { my ($class, $h, $way) = @_; return bless { h => $h, way => $way }, $class }
sub slurp { my $self = shift; return $self->{h}->slurp(@_) }

# As in HttpClient; $options are further options of curl. curl may lose the response to a
# request with a body, since httpd resets the stream after the response if the body was not
# read (RFC 9113, 8.1, allows this): then the request is repeated.
sub request
{
    my ($self, @request) = @_;
    my $res;
    for (1 .. (defined $request[3] ? 5 : 1)) {
        $res = $self->_request(@request);
        last if $res->{status};
    }
    return $res;
}

# The decision comes from httpd's log, whose line may follow the response by a moment.
sub _request
{
    my ($self, $method, $path, $lines, $body, $to, @options) = @_;
    my $h = $self->{h};
    my $seen = length $h->slurp('logs/decisions');
    my $tls = $self->{way} eq '--http2';
    my $port = $to->{port} || ($tls ? $h->tls_port : $h->port);
    my @command = ('curl', '-sik', '--max-time', 20, $self->{way}, @options,
                   map { ('-H', $_) } @{$lines || []});
    push @command, '-H', 'Content-Type:', '--data-binary', $body if defined $body;
    push @command, $method eq 'HEAD' ? '-I' : ('-X', $method);
    open my $fh, '-|', @command, ($tls ? 'https' : 'http') . "://localhost:$port$path"
        or die "curl: $!\n";
    my @res = HttpClient::parse(do { local $/; <$fh> } // '', $method);
    close $fh;
    my ($res) = grep { $_->{status} >= 200 } @res;
    $res ||= bless { status => 0, lines => [], body => '' }, 'HttpClient::Response';
    $res->{interim} = [grep { $_->{status} < 200 } @res];
    $res->{decision} = $self->_decision($seen);
    return $res;
}

sub _decision
{
    my ($self, $seen) = @_;
    my $decision = $self->{h}->wait_for_line('logs/decisions', $seen, qr/^\d+ (.*)\n/) // 'not logged';
    return $decision eq '-' ? undef : $decision;
}

1;
