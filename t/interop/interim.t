#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Interim responses, and request bodies that arrive in chunks, late or never: the final
# response has each field once.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backend;
use Http2;
use Httpd;
use Test::More;
use Visitors;

my ($A, $STRANGER) = ($Visitors::ALLOWED, $Visitors::REFUSED);

# Returns the last response to a request, with the earlier ones as {interim}.
package Final {
    our @ISA = 'Httpd';
    sub request
    {
        my ($self, $method, $path, $lines, $body) = @_;
        my @lines = ("$method $path HTTP/1.1", 'Host: localhost', @$lines, 'Connection: close');
        push @lines, 'Content-Length: ' . length $body
            if defined $body && !grep { /^Transfer-Encoding/ } @lines;
        my @res = $self->raw(join "\r\n", @lines, '', $body // '');
        my $res = pop @res || bless { status => 0, lines => [], body => '' }, 'HttpClient::Response';
        $res->{interim} = \@res;
        return $res;
    }
}

my $hint = join "\r\n", 'HTTP/1.1 103 Early Hints', 'Link: </style.css>; rel=preload',
    'Access-Control-Allow-Origin: *', '', '';
my $own = "Connection: close\r\nAccess-Control-Allow-Origin: *\r\nVary: Accept-Language";
my $backend = Backend->new(
    '/hint' => "${hint}HTTP/1.1 200 OK\r\n$own\r\nContent-Length: 4\r\n\r\nbody",
    '/hints' => "$hint${hint}HTTP/1.1 404 Not Found\r\n$own\r\nContent-Length: 4\r\n\r\nbody",
    '/hint-304' => "${hint}HTTP/1.1 304 Not Modified\r\n$own\r\n\r\n",
    '/body' => sub {
        my ($body) = $_[0] =~ /\r\n\r\n(.*)/s;
        $body =~ s/\A[0-9a-f]+\r\n(.*?)\r\n0\r\n.*\z/$1/s;
        return "HTTP/1.1 200 OK\r\n$own\r\n\r\n[$body]";
    },
);
my $port = $backend->port;
my $cgi = [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n['\ncat\nprintf ']'\n"];

my $h = Httpd->new(
    tls => Http2->works, h2 => Http2->works,
    basic_auth => 1, modules => [Httpd->cgi, qw(proxy proxy_http reqtimeout)],
    files => {
        'cgi/body' => $cgi, 'cgi/small' => $cgi,
        'htdocs/a.txt' => 'text', 'htdocs/basic/a.txt' => 'text',
        'htdocs/style.css' => 'a {}', 'htdocs/pushes.txt' => 'text',
    },
    conf => <<"CONF");
$Visitors::POLICY
RequestReadTimeout header=1 body=1
KeepAliveTimeout 1
ProxyPass /backend http://127.0.0.1:$port
ScriptAlias /cgi "\@ROOT\@/cgi"
<Location /cgi/small>
    LimitRequestBody 5
</Location>
<Directory "\@ROOT\@/htdocs/basic">
    Include "\@ROOT\@/basic-auth"
</Directory>
<IfModule http2_module>
    H2EarlyHints on
    <Location /pushes.txt>
        H2PushResource /style.css
    </Location>
</IfModule>
CONF
my $final = $h->client(class => 'Final');

sub statuses { return join ' ', map { $_->{status} } @_ }

# 103, through the proxy.
sub hints_ok
{
    my ($client, $protocol) = @_;
    my %own = (vary => 'Accept-Language');
    visitors_ok($client, "$protocol, 103 and 200", '/backend/hint', %own, body_like => qr/^body$/);
    visitors_ok($client, "$protocol, two 103 and 404", '/backend/hints', %own, status => 404);
    visitors_ok($client, "$protocol, 103 and 304", '/backend/hint-304', %own, status => 304,
                lines => ['If-None-Match: "1"']);
    my $res = $client->get('/backend/hints', "Origin: $A");
    is(statuses(@{$res->{interim}}), '103 103', "$protocol, 103: both are forwarded");
    is($res->{interim}[0]->field('Link'), '</style.css>; rel=preload', "$protocol, 103: its Link");
}
hints_ok($final, 'HTTP/1.1');

# Bodies that are sent immediately, in chunks, and after a 100.
my @chunked = (method => 'POST', body => "5\r\nhello\r\n0\r\n\r\n",
               lines => ['Transfer-Encoding: chunked']);
my @expects = (method => 'POST', body => 'hello', lines => ['Expect: 100-continue']);
for my $row (['CGI', '/cgi/body'], ['proxy', '/backend/body', vary => 'Accept-Language']) {
    my ($label, $path, @vary) = @$row;
    for my $how ([@chunked], [@expects]) {
        visitors_ok($final, "$label, $how->[5][0]", $path, @vary, @$how,
                    body_like => qr/^\[hello\]/);
    }
}
is(statuses(@{$final->request('POST', '/cgi/body', ["Origin: $A", 'Expect: 100-continue'],
                              'hello')->{interim}}), '100', 'a body that is read: 100');
visitors_ok($final, 'chunks of too many bytes', '/cgi/small', @chunked, status => 413,
            body => "6\r\nhello!\r\n0\r\n\r\n");
visitors_ok($final, 'invalid chunks', '/cgi/body', @chunked, status => 400,
            body => "nonsense\r\n\r\n");
visitors_ok($final, '413 instead of 100', '/cgi/small', @expects, status => 413, body => 'hello!');
is(statuses(@{$final->request('POST', '/basic/a.txt', ["Origin: $A", 'Expect: 100-continue'],
                              'hello')->{interim}}), '', 'a body that is not read: no 100');

# An Origin in the trailer section is ignored.
my $res = $final->request('POST', '/cgi/body', ['Transfer-Encoding: chunked', 'Trailer: Origin'],
                          "5\r\nhello\r\n0\r\nOrigin: $A\r\n\r\n");
$h->check('Origin in the trailer section', $res, vary => 'Origin');

# Withheld bodies: refused immediately, or after the server's timeout.
for ([$A, 'actual-allowed', 'allow-origin' => $A, 'allow-credentials' => 'true',
      'expose-headers' => 'X-Total'],
     [$STRANGER, 'actual-refused:origin-not-listed']) {
    my ($origin, $decision, @fields) = @$_;
    for my $withheld (['401', '/basic/a.txt', 'Expect: 100-continue', 'Content-Length: 5'],
                      ['413', '/cgi/small', 'Expect: 100-continue', 'Content-Length: 6'],
                      $origin eq $A ? ['408', '/cgi/body', 'Content-Length: 5']
                      : ['100 408', '/cgi/body', 'Expect: 100-continue', 'Content-Length: 5']) {
        my ($statuses, $path, @lines) = @$withheld;
        my $label = "withheld body, $statuses, $origin";
        my @res = $h->raw(join "\r\n", "POST $path HTTP/1.1", 'Host: localhost',
                          "Origin: $origin", @lines, '', '');
        is(statuses(@res), $statuses, $label);
        $h->check("$label: the fields", $res[-1], status => $statuses =~ s/.* //r, vary => 'Origin',
                  decision => $decision, @fields);
        ok($res[-1]{closed}, "$label: closed");
    }
}
my ($late) = $h->raw("GET /a.txt HTTP/1.1\r\nHost: a\r\nOrigin: $A\r\nX-Last: read\r\n");
$h->check('withheld head', $late, status => 408, vary => 'Origin', decision => 'actual-allowed',
          'allow-origin' => $A, 'allow-credentials' => 'true', 'expose-headers' => 'X-Total');

SKIP: {
    my $lacks = Http2->lacks;
    skip "needs $lacks", 1 if $lacks;
    for my $way (Http2->ways) {
        my $client = Http2->over($h, $way);
        hints_ok($client, $way);
        visitors_ok($client, "$way, early hints of httpd", '/pushes.txt', body_like => qr/^text$/);
        my $res = $client->get('/pushes.txt', "Origin: $A");
        is(statuses(@{$res->{interim}}), '103', "$way, early hints of httpd: 103 responses");
    }
}

# Responses that httpd pushes have no request with Origin, so they get only Vary.
SKIP: {
    my $lacks = system('nghttp --version >/dev/null 2>&1') ? 'nghttp' : Http2->lacks;
    skip "needs $lacks", 1 if $lacks;
    last unless Http2->ways;
    my $url = 'http://127.0.0.1:' . $h->port . '/pushes.txt';
    my ($asked, $pushed) = ('', '');
    for (`nghttp -v --no-dep -H 'origin: $A' $url 2>/dev/null`) {
        my ($stream, $field) = /recv \(stream_id=(\d+)\) ((?:vary|access-control-|:status)\S.*)/ or next;
        ($stream % 2 ? $asked : $pushed) .= "$field\n";
    }
    is($asked, ":status: 103\n:status: 200\naccess-control-allow-origin: $A\n"
       . "access-control-allow-credentials: true\naccess-control-expose-headers: X-Total\n"
       . "vary: Origin\n", 'HTTP/2: fields of the requested response');
    is($pushed, ":status: 200\nvary: Origin\n", 'HTTP/2: fields of the pushed response');
}

$h->log_ok(allow => [qr/AH01(?:225|270): Error reading request entity data/]);
done_testing;
