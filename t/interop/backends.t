#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_proxy: backends that speak HTTP/1.1 and HTTP/2, a balancer, and backends that are
# down, do not respond or send invalid responses. Their CORS fields, sent once or twice, are
# removed.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Applications;
use Backend;
use Httpd;
use Test::More;
use Visitors;

my %REASON = (200 => 'OK', 201 => 'Created', 204 => 'No Content', 206 => 'Partial Content',
              301 => 'Moved Permanently', 302 => 'Found', 304 => 'Not Modified',
              400 => 'Bad Request', 401 => 'Unauthorized', 403 => 'Forbidden',
              404 => 'Not Found', 405 => 'Method Not Allowed', 413 => 'Content Too Large',
              416 => 'Range Not Satisfiable', 429 => 'Too Many Requests',
              500 => 'Internal Server Error', 502 => 'Bad Gateway', 503 => 'Service Unavailable');
my %OWN = (once => own_fields(once => 1), twice => own_fields());

sub answer
{
    my ($status, $own, @lines) = @_;
    my $head = join "\r\n", "HTTP/1.1 $status $REASON{$status}", 'Connection: close',
        split(/\n/, $own), @lines;
    return $status =~ /^[23]04$/ ? "$head\r\n\r\n" : "$head\r\nContent-Length: 4\r\n\r\nbody";
}

my %more = (206 => 'Content-Range: bytes 0-3/10', 301 => 'Location: /elsewhere',
            302 => 'Location: https://other.example/', 401 => 'WWW-Authenticate: Basic realm="b"',
            405 => 'Allow: GET');
my $chunked = join "\r\n", 'HTTP/1.1 200 OK', split(/\n/, $OWN{twice}), 'Connection: close',
    'Transfer-Encoding: chunked', 'Trailer: Access-Control-Allow-Origin', '', '4', 'body', '0',
    'Access-Control-Allow-Origin: *', '', '';
my $backend = Backend->new(
    (map { my $times = $_;
           map { ("/$times/$_" => answer($_, $OWN{$times}, $more{$_} // ())) } keys %REASON }
        keys %OWN),
    '/chunked' => $chunked,
    '/until-close' => "HTTP/1.0 200 OK\r\n$OWN{twice}\r\nbody" =~ s/(?<!\r)\n/\r\n/gr,
    '/closes' => '',
    '/mad' => "HTTP/9.0 200 OK\r\n\r\n",
    '/short' => "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 9\r\n\r\nbody",
);
my ($port, $socket) = ($backend->port, $backend->socket);

my $h2 = Httpd->new(
    so => '', log_level => 'info', h2 => 1, mpm => 'event', modules => ['cgid'],
    files => { %Applications::FILES, 'htdocs/app' => cgi_program(),
               'htdocs/missing' => cgi_program('Status: 404') },
    conf => "<Directory \"\@ROOT\@/htdocs\">\nSetHandler cgi-script\n</Directory>\n",
);
my $h2c = '127.0.0.1:' . $h2->port;

my $h = Httpd->new(
    modules => [qw(headers lbmethod_byrequests proxy proxy_balancer proxy_fcgi proxy_http
                   proxy_http2 slotmem_shm)],
    files => { 'htdocs/handled/once/200' => 'never sent', 'htdocs/handled/twice/500' => '',
               'htdocs/errors/error.html' => 'the configured page' },
    conf => <<"CONF");
ProxyPass /silent fcgi://127.0.0.1:$port/ timeout=1
ProxyPass /http http://127.0.0.1:$port
ProxyPass /always http://127.0.0.1:$port
ProxyPass /section http://127.0.0.1:$port/section
ProxyPass /refused http://127.0.0.1:1
ProxyPass /h2c h2c://$h2c
ProxyPass /h2c-down h2c://127.0.0.1:1
ProxyPass /balanced balancer://pool
ProxyPass /unbalanced balancer://dead
ProxyPassReverse /http http://127.0.0.1:$port
<Proxy balancer://pool>
    BalancerMember http://127.0.0.1:1 retry=0
    BalancerMember http://127.0.0.1:$port
    ProxySet lbmethod=byrequests stickysession=SESSION
</Proxy>
<Proxy balancer://dead>
    BalancerMember http://127.0.0.1:1
</Proxy>
<Proxy "http://127.0.0.1:$port/section">
    $Visitors::POLICY
</Proxy>
<LocationMatch "^/(?:http|always|silent|refused|h2c|balanced|unbalanced|manager)">
    $Visitors::POLICY
</LocationMatch>
<Location /always>
    Header always add Access-Control-Allow-Origin *
    Header always merge Access-Control-Allow-Origin "expr=%{HTTP:Origin}"
    Header add Access-Control-Allow-Credentials true
</Location>
<Location /manager>
    SetHandler balancer-manager
</Location>
<Location /http/overridden>
    ProxyPass http://127.0.0.1:$port/twice
    ProxyErrorOverride On
    ErrorDocument 404 /errors/error.html
</Location>
<Directory "\@ROOT\@/htdocs/handled">
    $Visitors::POLICY
    <Files 200>
        SetHandler "proxy:http://127.0.0.1:$port"
    </Files>
    <Files 500>
        SetHandler "proxy:unix:$socket|http://localhost"
    </Files>
</Directory>
CONF

my %own = (app => $backend, vary => 'Accept-Language');
for my $times (sort keys %OWN) {
    for my $status (sort keys %REASON) {
        application_ok($h, "fields $times", "/http/$times/$status", %own, status => $status,
                       $status =~ /^[23]04$/ ? () : (body_like => qr/^body$/));
    }
}
application_ok($h, @$_) for
    ['HEAD', '/http/twice/404', %own, method => 'HEAD', status => 404],
    ['POST', '/http/twice/201', %own, method => 'POST', body => 'a=b', status => 201],
    ['chunked, with a trailer', '/http/chunked', %own, body_like => qr/^body$/],
    ['HTTP/1.0', '/http/until-close', %own, body_like => qr/^body$/],
    ['Header always', '/always/twice/200', %own],
    ['Header always, 404', '/always/once/404', %own, status => 404],
    ['ProxyErrorOverride', '/http/overridden/403', app => $backend, status => 403],
    ['ProxyErrorOverride, ErrorDocument', '/http/overridden/404', app => $backend, status => 404,
     body_like => qr/^the configured page$/],
    ['policy in <Proxy>', '/section/twice/429', %own, status => 429],
    ['SetHandler proxy:http', '/handled/once/200', %own, body_like => qr/^body$/],
    ['SetHandler proxy:unix', '/handled/twice/500', %own, status => 500],
    ['balancer', '/balanced/twice/200', %own, body_like => qr/^body$/],
    ['balancer, 503 of its member', '/balanced/once/503', %own, status => 503],
    ['h2c', '/h2c/app', app => $h2, vary => 'Accept-Language', body_like => qr/^body$/],
    ['h2c, 404', '/h2c/missing', app => $h2, vary => 'Accept-Language', status => 404],
    ['h2c, POST', '/h2c/app', app => $h2, vary => 'Accept-Language', method => 'POST', body => 'a=b'],
    ['truncated body', '/http/short', app => $backend],
    ['502, closed', '/http/closes', app => $backend, status => 502],
    ['502, not HTTP', '/http/mad', app => $backend, status => 502];
visitors_ok($h, @$_) for
    ['503, no backend', '/refused/', status => 503],
    ['503, no h2c backend', '/h2c-down/', status => 503],
    ['503, no member of the balancer', '/unbalanced/', status => 503],
    ['504, no FastCGI response', '/silent', status => 504],
    ['balancer-manager', '/manager', body_like => qr/balancer:/];

$h->log_ok(allow => [
    qr/AH00957: (?:http|H2C): attempt to connect to 127\.0\.0\.1:1 /, qr/AH00959: .*127\.0\.0\.1:1\b/,
    qr/AH01114: HTTP: failed to make connection/, qr/AH01110: error reading response/,
    qr/AH01102: error reading status line/, qr{AH00898: .* returned by /http/(?:mad|closes)$},
    qr/AH01075: Error dispatching request to :\d+: \(polling\)/,
    qr/AH10187: ignoring params in balancer-manager/]);
$h2->log_ok;
done_testing;
