#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A preflight that declares a body is answered without waiting for it, and its connection is
# closed, since the body may never come. Without a body the connection stays open.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $STRANGER) = qw(https://a.example https://stranger.example);

# The server would wait 60 s for the body; the client gives up after 5 s.
my $h = Httpd->new(
    files => { 'htdocs/a.txt' => 'A', 'htdocs/index/index.html' => 'I' },
    conf => <<'CONF');
Timeout 60
KeepAlive On
<Directory "@ROOT@/htdocs">
    CorsAllowOrigin https://a.example https://b.example
    CorsAllowMethods PUT
</Directory>
<Location /status>
    CorsPreflightStatus 200
</Location>
Redirect 301 /moved https://other.example/
CONF

sub preflight
{
    my ($path, $origin, @lines) = @_;
    return join "\r\n", "OPTIONS $path HTTP/1.1", 'Host: localhost', "Origin: $origin",
        'Access-Control-Request-Method: PUT', @lines, '', '';
}

sub statuses { return join ' ', map { $_->{status} } @_ }

my $get = "GET /a.txt HTTP/1.1\r\nHost: localhost\r\nOrigin: $A\r\n\r\n";
my $last = "GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

for my $path (['/a.txt', 204], ['/missing/x', 204], ['/status', 200], ['/moved/x', 204],
              ['/index/', 204]) {
    for my $declared (['Content-Length: 5', 'hello'], ['Content-Length: 1000000', 'x' x 1e6],
                      ['Transfer-Encoding: chunked', "5\r\nhello\r\n0\r\n\r\n"],
                      ["Expect: 100-continue\r\nContent-Length: 5", 'hello']) {
        for (['allowed', $A, $path->[1]], ['refused', $STRANGER, 403]) {
            my ($verdict, $origin, $status) = @$_;
            my ($lines, $body) = @$declared;
            my $label = join ', ', $path->[0], $verdict, $lines =~ s/\r\n/, /r;
            my @res = $h->raw(preflight($path->[0], $origin, $lines));
            is(statuses(@res), $status, "$label, withheld: one answer");
            ok(@res && $res[-1]{closed}, "$label, withheld: closed immediately");
            next if length $body > 100;
            @res = $h->raw(preflight($path->[0], $origin, $lines) . $body . $last);
            is(statuses(@res), $status, "$label, sent: the next request gets no answer");
            ok(@res && $res[-1]{closed}, "$label, sent: closed");
        }
    }
}

# Without a body the connection stays, and pipelined requests are answered.
my @res = $h->raw(preflight('/a.txt', $A) . $get . preflight('/a.txt', $STRANGER) . $get
                  . preflight('/status', $A) . preflight('/moved/x', $A)
                  . preflight('/a.txt', $A, 'Content-Length: 0') . $last);
is(statuses(@res), '204 200 403 200 200 204 204 200', 'eight pipelined requests');
is(join(' ', map { $_->{decision} // '-' } @res),
   'preflight-allowed actual-allowed preflight-refused:origin-not-listed actual-allowed'
   . ' preflight-allowed preflight-allowed preflight-allowed -', 'their decisions');
is(join('', map { $_->{body} } @res), 'AAA', 'eight pipelined requests: bodies');
is(scalar(grep { defined $_->field('Access-Control-Allow-Origin') } @res), 6,
   'eight pipelined requests: no response has the fields of another');

$h->log_ok;
done_testing;
