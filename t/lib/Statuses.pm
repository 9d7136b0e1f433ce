# SPDX-License-Identifier: Apache-2.0
#
# A server with a URL for each status, and the expected responses, over any protocol.
#
#   my ($h, $backend) = statuses_httpd(tls => 1);
#   statuses_ok($h, 'HTTP/1.1');
#   statuses_ok(Http2->over($h, '--http2'), 'h2', actual_only => 1);
#   $h->log_ok(allow => [@Statuses::LOG]);

package Statuses;
use strict;
use warnings;
use Backend;
use Exporter qw(import);
use Httpd;
use Visitors;

our @EXPORT = qw(statuses_httpd statuses_ok);
our @LOG = (
    qr/AH01618: user nobody not found/, qr{AH01630: client denied .*/denied/a\.txt},
    qr/AH01(?:225|270): Error reading request entity data/,
    qr/End of script output before headers: fails/, qr{AH10244: invalid URI path \(/%zz\)},
    qr/AH00957: http: attempt to connect to 127\.0\.0\.1:1 /, qr/AH01114: HTTP: failed to make/,
    qr{AH00898: Corrupt status line .* returned by /backend/mad},
);
my $CGI = <<'CGI';
#!/bin/sh
[ "${CONTENT_LENGTH:-0}" = 0 ] || cat >/dev/null
printf 'Status: %s\nContent-Type: text/plain\n\nbody' "$QUERY_STRING"
CGI
my $UNCHANGED = join "\r\n", 'HTTP/1.1 304 Not Modified', 'Connection: close', 'ETag: "1"',
    'Access-Control-Allow-Origin: *', '', '';

sub statuses_httpd
{
    my $backend = Backend->new('/unchanged' => $UNCHANGED, '/mad' => "HTTP/9.0 200 OK\r\n\r\n");
    my $port = $backend->port;
    my $h = Httpd->new(
        @_,
        basic_auth => 1, modules => [Httpd->cgi, qw(proxy proxy_http)],
        files => {
            'htdocs/a.txt' => "0123456789\n",
            (map { ("htdocs/$_/a.txt" => 'text') } qw(basic denied dir)),
            'cgi/status' => [0755, $CGI],
            'cgi/small' => [0755, $CGI],
            'cgi/fails' => [0755, "#!/bin/sh\nexit 1\n"],
        },
        conf => <<"CONF");
$Visitors::POLICY
LimitRequestLine 1000
LimitRequestFieldSize 1000
ScriptAlias /cgi "\@ROOT\@/cgi"
<Directory "\@ROOT\@/htdocs/basic">
    Include "\@ROOT\@/basic-auth"
</Directory>
<Directory "\@ROOT\@/htdocs/denied">
    Require all denied
</Directory>
<Location /cgi/small>
    LimitRequestBody 5
</Location>
Redirect 302 /found https://other.example/
Redirect 303 /see-other https://other.example/
Redirect 307 /temporary https://other.example/
Redirect 308 /permanent https://other.example/
Redirect 410 /gone
ProxyPass /backend http://127.0.0.1:$port
ProxyPass /refused http://127.0.0.1:1
CONF
    return ($h, $backend);
}

my @VISITED = (
    [200, '/a.txt', body_like => qr/^0123456789$/],
    [200, '/a.txt', method => 'HEAD'],
    [201, '/cgi/status?201', method => 'POST', body => 'a'],
    [202, '/cgi/status?202'],
    [204, '/cgi/status?204'],
    [206, '/a.txt', lines => ['Range: bytes=2-4'], body_like => qr/^234$/],
    [206, '/a.txt', lines => ['Range: bytes=0-0,4-4']],
    [301, '/dir'],
    [302, '/found'],
    [303, '/see-other', method => 'POST', body => 'a'],
    [304, '/a.txt', lines => ['If-None-Match: *']],
    [304, '/backend/unchanged', lines => ['If-None-Match: "1"']],
    [307, '/temporary'],
    [308, '/permanent'],
    [401, '/basic/a.txt'],
    [401, '/basic/a.txt', lines => ['Authorization: Basic bm9ib2R5Og==']],
    [403, '/denied/a.txt'],
    [404, '/none'],
    [404, '/none', method => 'HEAD'],
    [405, '/a.txt', method => 'PUT', body => 'a'],
    [412, '/a.txt', lines => ['If-Match: "x"']],
    [413, '/cgi/small?200', method => 'POST', body => 'x' x 100],
    [416, '/a.txt', lines => ['Range: bytes=100-200']],
    [422, '/cgi/status?422'],
    [429, '/cgi/status?429'],
    [451, '/cgi/status?451'],
    [500, '/cgi/fails'],
    [500, '/cgi/status?500'],
    [502, '/backend/mad'],
    [503, '/refused/'],
    [504, '/cgi/status?504'],
    [511, '/cgi/status?511'],
);
# httpd does not map these requests, so preflights are not answered either.
my @UNMAPPED = (
    [400, '/%zz'],
    [404, '/a%2Fb'],
    [410, '/gone'],
);

sub statuses_ok
{
    my ($client, $protocol, %opt) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    for my $row (@VISITED, @UNMAPPED, @{$opt{more} || []}) {
        my ($status, $path, %how) = @$row;
        my $label = "$protocol: $status of " . substr $path, 0, 20;
        if (!$opt{actual_only} && grep { $_ == $row } @VISITED) {
            visitors_ok($client, $label, $path, status => $status, %how);
            next;
        }
        for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED, undef) {
            Visitors::actual($client, $label, $path, $origin, { status => $status, %how });
        }
    }
}

1;
