# SPDX-License-Identifier: Apache-2.0
#
# Each kind of request that a page can send, from each kind of origin, under each
# value of CorsEnforce, in one browser: whether the program ran, what the page saw,
# and the decision. All hosts are sites of their own, so the cookie is one that the
# browser sends across sites.

package EnforceRequests;

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use Httpd;
use JSON::PP ();
use Report;
use Test::More;
use WebSocket;

my $LIMIT = 240;                # seconds for all cases, on a slow machine

# Browsers trust http to their own machine like https: its cookies can be Secure, and
# requests to it have Sec-Fetch-Site. Requests to app.test do not. The page that holds
# the frames belongs to the same site as app.test, which has a cookie that is not
# Secure.
my $PAGE = 'http://page.app.test:@PORT@';
my %SITE = (
    http => 'http://api.localhost:@PORT@',
    http2 => 'https://http2.localhost:@TLSPORT@',
    plain => 'http://app.test:@PORT@',
);
my %ORIGIN = map { $_ => "http://$_.localhost:\@PORT\@" } qw(allowed excepted unlisted);
my @WHO = ('own', sort keys %ORIGIN);

# Each area is a Location with this policy.
my %AREA = (
    'off' => 'CorsEnforce Off',
    'on' => 'CorsEnforce On',
    'on-credentials' => 'CorsEnforce On Credentials',
    'unsafe' => 'CorsEnforce Unsafe',
    'unsafe-credentials' => 'CorsEnforce Unsafe Credentials',
    'any' => "CorsEnforce On Credentials\n    CorsAllowOrigin *",
    'shared' => "CorsEnforce On Credentials\n    CorsAllowCredentials On",
);

my $TRUE = JSON::PP::true();
my $FALSE = JSON::PP::false();
my %POST = (method => 'POST', body => 'a=b');

sub fetching { return (step => { init => {@_} }, is_cors => 1, readable => '200 ran') }

# name => step   as the page takes it
#         method     GET unless given
#         no_cookie  it is sent without the cookie: always, or elsewhere (to other origins)
#         no_origin  it is sent without Origin
#         is_cors    its mode is cors: no page of another origin sees a response that is
#                    not shared with it
#         readable   what a page sees if it may read the response
#         else       what a page sees otherwise, if not "blocked"
my %KIND = (
    'form' => { step => { form => 'POST' }, method => 'POST', readable => 'read ran', else => 'sent' },
    'fetch POST, cookie' => { fetching(%POST, credentials => 'include'), method => 'POST' },
    'fetch POST, no cookie' => { fetching(%POST, credentials => 'omit'), method => 'POST', no_cookie => 'always' },
    'fetch POST, no-cors' => { fetching(%POST, credentials => 'include', mode => 'no-cors'), method => 'POST',
                               is_cors => 0, else => '0 ' },
    'fetch POST, keepalive, cookie' => { fetching(%POST, credentials => 'include', keepalive => $TRUE),
                                         method => 'POST' },
    'fetch POST, keepalive, no cookie' => { fetching(%POST, credentials => 'omit', keepalive => $TRUE),
                                            method => 'POST', no_cookie => 'always' },
    'fetch GET, cookie' => { fetching(credentials => 'include') },
    'fetch GET, no cookie' => { fetching(credentials => 'omit'), no_cookie => 'always' },
    'beacon' => { step => { beacon => $TRUE }, method => 'POST', readable => 'sent', else => 'sent' },
    'ping' => { step => { ping => $TRUE }, method => 'POST', readable => 'sent', else => 'sent' },
    'EventSource, cookie' => { step => { events => { credentials => $TRUE } }, is_cors => 1, readable => 'event ran' },
    'EventSource, no cookie' => { step => { events => { credentials => $FALSE } }, is_cors => 1,
                                  no_cookie => 'elsewhere', readable => 'event ran' },
    'image with crossorigin, cookie' => { step => { picture => { crossorigin => 'use-credentials' } }, is_cors => 1,
                                          readable => 'shown' },
    'image with crossorigin, no cookie' => { step => { picture => { crossorigin => 'anonymous' } }, is_cors => 1,
                                             no_cookie => 'elsewhere', readable => 'shown' },
    'image' => { step => { picture => {} }, no_origin => 1, readable => 'shown', else => 'shown' },
    'WebSocket' => { step => { socket => $TRUE }, readable => 'echo hi', else => 'echo hi' },
);

# Over HTTP/2 a WebSocket is a stream of the connection (RFC 8441), one fetch is there
# to compare. Requests to app.test are sent by its own pages: they are judged without
# Sec-Fetch-Site.
my %KINDS_AT = (
    http => [sort keys %KIND],
    http2 => ['WebSocket', 'fetch POST, cookie'],
    plain => [grep { !/no cookie/ } sort keys %KIND],
);
delete $KINDS_AT{http2} if Httpd->mpm eq 'prefork';

my $ACT = <<'CGI';
#!/bin/sh
# Notes the case, and answers according to its path.
id=${QUERY_STRING##*case=}
echo "${id%%&*}" >>'@ROOT@/ran'
[ "${CONTENT_LENGTH:-0}" -gt 0 ] && cat >/dev/null
echo 'Cache-Control: no-store'
case $SCRIPT_NAME in
*/events) printf 'Content-Type: text/event-stream\n\ndata: ran\n\n' ;;
*/picture) printf 'Content-Type: image/svg+xml\n\n'
    echo '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' ;;
*) printf 'Content-Type: text/plain\n\nran' ;;
esac
CGI

my ($CREDENTIALS, $NOT_LISTED) = map { "actual-refused:$_" } qw(credentials-not-allowed origin-not-listed);

my $CONF = Report::conf(':%H:%{CORS_DECISION}e,%{Origin}i,%{visitor}C') . <<"CONF";
<IfModule http2_module>
    H2WebSockets On
</IfModule>
CustomLog "\@ROOT\@/logs/reached" reached
ScriptAliasMatch "^/[a-z-]+/(act|events|picture)\$" "\@ROOT\@/cgi/act"
<Location "/visitor">
    Header always set Set-Cookie "visitor=1; Path=/; SameSite=None; Secure"
</Location>
<Location "/visitor/plain">
    Header always set Set-Cookie "visitor=1; Path=/"
</Location>
CONF

sub configuration
{
    my $backend = shift;
    my $areas = join '', map { <<"CONF" } sort keys %AREA;
<Location "/$_">
    CorsAllowOrigin $ORIGIN{allowed}
    CorsEnforceExcept $ORIGIN{excepted}
    $AREA{$_}
</Location>
ProxyPass /$_/socket http://127.0.0.1:$backend/$_/socket upgrade=websocket
CONF
    return "$CONF$areas" . ($KINDS_AT{http2} ? <<'CONF' : '');
<VirtualHost 127.0.0.1:@TLSPORT@>
    ServerName http2.localhost
    SSLEngine On
    Protocols h2
</VirtualHost>
CONF
}

# [id, site, area, who, kind] of each case.
sub runs
{
    my @runs;
    for my $site (sort keys %KINDS_AT) {
        for my $who ($site eq 'plain' ? 'own' : @WHO) {
            for my $area (sort keys %AREA) {
                push @runs, map { [undef, $site, $area, $who, $_] } @{$KINDS_AT{$site}};
            }
        }
    }
    return map { $runs[$_][0] = "n$_"; $runs[$_] } 0 .. $#runs;
}

sub for_page
{
    my ($id, $site, $area, $who, $kind) = @{$_[0]};
    my $step = $KIND{$kind}{step};
    my $to = $step->{socket} ? $SITE{$site} =~ s/^http/ws/r : $SITE{$site};
    my $program = $step->{socket} ? 'socket' : $step->{events} ? 'events' : $step->{picture} ? 'picture' : 'act';
    return { id => $id, steps => [{ init => {}, see => ['body'], %$step,
                                    from => { origin => $ORIGIN{$who} || $SITE{$site} },
                                    url => "$to/$area/$program?case=$id" }] };
}

# The visitor gets the cookies.
sub visit
{
    my %init = (mode => 'no-cors', credentials => 'include');
    return map { { id => "visitor_$_", steps => [{ init => \%init, see => [],
        url => "$SITE{$_}/visitor" . ($_ eq 'plain' ? '/plain' : '') }] } } sort keys %KINDS_AT;
}

sub start_server
{
    my $backend = shift;
    my @cases = (visit(), map { for_page($_) } runs());
    return Httpd->new(
        modules => [Httpd->cgi, qw(headers proxy proxy_http), $KINDS_AT{http2} ? 'http2' : ()],
        tls => 1,
        conf => configuration($backend),
        files => {
            ran => [0666, ''],
            'cgi/act' => [0755, $ACT],
            'htdocs/report' => '',
            'htdocs/visitor' => '',
            'htdocs/cases.json' => JSON::PP->new->canonical->encode(\@cases),
            Report::page(),
        },
    );
}

# The decision about a request with Origin, and whether the request is handled.
sub judged
{
    my ($area, $who, $kind) = @_;
    my $is_act = ($kind->{method} // '') eq 'POST' || $kind->{step}{socket};
    return ($area eq 'any' ? 'actual-allowed' : 'same-origin', 1) if $who eq 'own';
    if ($who eq 'allowed' || $area eq 'any') {
        return ('actual-allowed', 1) if $area eq 'shared' || $kind->{no_cookie};
        my $handled = $who eq 'excepted' || !$is_act || $AREA{$area} !~ / Credentials/;
        return ($kind->{is_cors} || !$handled ? $CREDENTIALS : 'actual-allowed', $handled);
    }
    return ($NOT_LISTED, $who eq 'excepted' || $AREA{$area} =~ /Off/ || $AREA{$area} =~ /Unsafe/ && !$is_act);
}

sub has_cookie
{
    my ($who, $kind) = @_;
    my $without = $kind->{no_cookie} // '';
    return $without ne 'always' && ($who eq 'own' || $without ne 'elsewhere');
}

# The report and the log line expected of one case, and how often the program must run.
# Browsers differ in which requests to the page's own origin have Origin.
sub wanted
{
    my ($run, $reached, $port) = @_;
    my (undef, $site, $area, $who, $name) = @$run;
    my $kind = $KIND{$name};
    my $origin = ($ORIGIN{$who} || $SITE{$site}) =~ s/\@(\w+)\@/$port->{$1}/r;
    $origin = '-' if $kind->{no_origin} || $who eq 'own' && !$kind->{method} && ($reached // '') =~ /,-,/;
    my ($decision, $handled) = $origin eq '-' ? ('-', 1) : judged($area, $who, $kind);
    my $cookie = has_cookie($who, $kind) ? 1 : '-';
    my $reads = $who eq 'own' || $kind->{is_cors} && $decision eq 'actual-allowed';
    my $seen = $reads ? $kind->{readable} : $kind->{step}{socket} && !$handled ? 'blocked' : $kind->{else} // 'blocked';
    my $status = !$handled ? 403 : $kind->{step}{socket} ? 101 : 200;
    my $request = join ':', $kind->{method} // 'GET', $status, $site eq 'http2' ? 'HTTP/2.0' : 'HTTP/1.1';
    return [$seen, "$request:$decision,$origin,$cookie", $handled ? 1 : 0];
}

# A page is not told when its beacons and pings have ended.
sub all_logged
{
    my (undef, $reached) = @_;
    return !grep { !$reached->{$_->[0]} } runs();
}

sub programs_run
{
    my ($httpd, $server) = @_;
    my %count;
    $count{$_}++ for split(/\n/, $httpd->slurp('ran')), map { /case=(\w+)/ } $server->seen;
    return \%count;
}

sub run
{
    my $kind = shift;
    Httpd::skip_all(Browser->missing($kind)) unless Browser->program($kind);
    my $server = WebSocket->new;
    my $httpd = start_server($server->port);
    my $browser = Browser->start($kind, $PAGE =~ s/\@PORT\@/$httpd->port/er . '/',
        names => ['app.test', 'page.app.test'], foreign_cookies => 1,
        certificate => [$httpd->root . '/cert.pem', 'http2.localhost:' . $httpd->tls_port]);
    my $done = $browser->wait_for($LIMIT, sub { $httpd->slurp('logs/reached') =~ /name=done/ });
    my ($report, $reached) = Report::read_log($httpd, $done ? \&all_logged : undef);
    my $why = $browser->output;
    $browser->stop;

    my $count = programs_run($httpd, $server);
    my @all = runs();
    is($report->{done}, @all + keys %KINDS_AT, "$kind ran every case") or diag $why;
    for (@all) {
        my ($id, $site, $area, $who, $name) = @$_;
        is_deeply([$report->{$id}, $reached->{$id}, $count->{$id} // 0], wanted($_, $reached->{$id}, $httpd->{port}),
                  "$site, $area, $who: $name");
    }
    SKIP: { skip 'WebSocket over HTTP/2: mod_http2 does nothing under prefork', 1 if !$KINDS_AT{http2} }
    $httpd->log_ok(allow => [qr/AH(?:10159|00287): server is within/, qr/does NOT include an ID which matches/]);
    done_testing;
}

1;
