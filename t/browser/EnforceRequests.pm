# SPDX-License-Identifier: Apache-2.0
#
# Each kind of request that a page can send, from each kind of origin, under each
# value of CorsEnforce, in one browser: whether the program ran, the outcome for the page,
# and the decision. All hosts are different sites, so the cookie is one that the browser
# sends across sites.

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

# Browsers trust http to localhost like https: its cookies can be Secure, and
# requests to it have Sec-Fetch-Site. Requests to app.test do not. The page with
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

# Whether the cookie is sent to the page's own origin and to others.
my ($NEVER, $TO_OWN) = (['-', '-'], [1, '-']);

# name => step       as the page takes it
#         method     GET unless given
#         program    that answers: act unless given
#         status     of a request that is handled: 200 unless given
#         cookies    sent to all unless given
#         no_origin  it is sent without Origin
#         acts       CorsEnforce Unsafe covers it
#         is_cors    its mode is cors: no page of another origin sees a response that is
#                    not shared with it
#         readable   what a page sees if it may read the response
#         else       what a page sees otherwise, if not "blocked"
#         refused    what a page sees if the request is refused, if not "else"
my %ACTS = (method => 'POST', acts => 1);
my %KIND = (
    'form' => { %ACTS, step => { form => 'POST' }, readable => 'read ran', else => 'sent' },
    'fetch POST, cookie' => { %ACTS, fetching(%POST, credentials => 'include') },
    'fetch POST, no cookie' => { %ACTS, fetching(%POST, credentials => 'omit'), cookies => $NEVER },
    'fetch POST, no-cors' => { %ACTS, fetching(%POST, credentials => 'include', mode => 'no-cors'), is_cors => 0,
                               else => '0 ' },
    'fetch POST, keepalive, cookie' => { %ACTS, fetching(%POST, credentials => 'include', keepalive => $TRUE) },
    'fetch POST, keepalive, no cookie' => { %ACTS, fetching(%POST, credentials => 'omit', keepalive => $TRUE),
                                            cookies => $NEVER },
    'fetch GET, cookie' => { fetching(credentials => 'include') },
    'fetch GET, no cookie' => { fetching(credentials => 'omit'), cookies => $NEVER },
    'beacon' => { %ACTS, step => { beacon => $TRUE }, readable => 'sent', else => 'sent' },
    'ping' => { %ACTS, step => { ping => $TRUE }, readable => 'sent', else => 'sent' },
    'EventSource, cookie' => { step => { events => { credentials => $TRUE } }, program => 'events', is_cors => 1,
                               readable => 'event ran' },
    'EventSource, no cookie' => { step => { events => { credentials => $FALSE } }, program => 'events', is_cors => 1,
                                  cookies => $TO_OWN, readable => 'event ran' },
    'image with crossorigin, cookie' => { step => { picture => { crossorigin => 'use-credentials' } },
                                          program => 'picture', is_cors => 1, readable => 'shown' },
    'image with crossorigin, no cookie' => { step => { picture => { crossorigin => 'anonymous' } }, program => 'picture',
                                             is_cors => 1, cookies => $TO_OWN, readable => 'shown' },
    'image' => { step => { picture => {} }, program => 'picture', no_origin => 1, readable => 'shown', else => 'shown' },
    'WebSocket' => { step => { socket => $TRUE }, program => 'socket', status => 101, acts => 1, readable => 'echo hi',
                     else => 'echo hi', refused => 'blocked' },
);

# The row of %DECISION for requests with Origin. Columns: area, sender; kinds that act,
# with the cookie and without; other kinds, with the cookie and without.
my %DECIDED;
for (split /\n/, <<'ROWS') {
off                own       own         own         own         own
off                allowed   not-shared  shared      not-shared  shared
off                excepted  not-listed  not-listed  not-listed  not-listed
off                unlisted  not-listed  not-listed  not-listed  not-listed
on                 own       own         own         own         own
on                 allowed   not-shared  shared      not-shared  shared
on                 excepted  not-listed  not-listed  not-listed  not-listed
on                 unlisted  REFUSED     REFUSED     REFUSED     REFUSED
on-credentials     own       own         own         own         own
on-credentials     allowed   COOKIE      shared      not-shared  shared
on-credentials     excepted  not-listed  not-listed  not-listed  not-listed
on-credentials     unlisted  REFUSED     REFUSED     REFUSED     REFUSED
unsafe             own       own         own         own         own
unsafe             allowed   not-shared  shared      not-shared  shared
unsafe             excepted  not-listed  not-listed  not-listed  not-listed
unsafe             unlisted  REFUSED     REFUSED     not-listed  not-listed
unsafe-credentials own       own         own         own         own
unsafe-credentials allowed   COOKIE      shared      not-shared  shared
unsafe-credentials excepted  not-listed  not-listed  not-listed  not-listed
unsafe-credentials unlisted  REFUSED     REFUSED     not-listed  not-listed
any                own       shared      shared      shared      shared
any                allowed   COOKIE      shared      not-shared  shared
any                excepted  not-shared  shared      not-shared  shared
any                unlisted  COOKIE      shared      not-shared  shared
shared             own       own         own         own         own
shared             allowed   shared      shared      shared      shared
shared             excepted  not-listed  not-listed  not-listed  not-listed
shared             unlisted  REFUSED     REFUSED     REFUSED     REFUSED
ROWS
    my ($area, $who, @decided) = split;
    $DECIDED{$area}{$who} = \@decided;
}

# Over HTTP/2 a WebSocket is a stream of the connection (RFC 8441); one fetch is tested for
# comparison. Requests to app.test are sent by its pages, and are same-origin without
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

# The decision if the mode is cors, the one otherwise, and whether the request is handled.
my %DECISION = (
    'own' => ['same-origin', 'same-origin', 1],
    'shared' => ['actual-allowed', 'actual-allowed', 1],
    'not-shared' => [$CREDENTIALS, 'actual-allowed', 1],
    'not-listed' => [$NOT_LISTED, $NOT_LISTED, 1],
    'COOKIE' => [$CREDENTIALS, $CREDENTIALS, 0],
    'REFUSED' => [$NOT_LISTED, $NOT_LISTED, 0],
);
my %PROTOCOL = (http => 'HTTP/1.1', http2 => 'HTTP/2.0', plain => 'HTTP/1.1');

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
    my $program = $KIND{$kind}{program} // 'act';
    return { id => $id, steps => [{ init => {}, see => ['body'], %$step,
                                    from => { origin => $ORIGIN{$who} || $SITE{$site} },
                                    url => "$to/$area/$program?case=$id" }] };
}

# The page that sets the cookies.
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
sub expected_decision
{
    my ($area, $who, $kind) = @_;
    my ($without_cookie, $other) = map { $_ ? 1 : 0 } $kind->{cookies}, !$kind->{acts};
    my ($cors, $not_cors, $handled) = @{$DECISION{$DECIDED{$area}{$who}[2 * $other + $without_cookie]}};
    return ($kind->{is_cors} ? $cors : $not_cors, $handled);
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
    my ($decision, $handled) = $origin eq '-' ? ('-', 1) : expected_decision($area, $who, $kind);
    my $cookie = $kind->{cookies} ? $kind->{cookies}[$who ne 'own'] : 1;
    my $reads = $who eq 'own' || $kind->{is_cors} && $decision eq 'actual-allowed';
    my $else = $kind->{else} // 'blocked';
    my $seen = $reads ? $kind->{readable} : $handled ? $else : $kind->{refused} // $else;
    my $status = $handled ? $kind->{status} // 200 : 403;
    my $request = join ':', $kind->{method} // 'GET', $status, $PROTOCOL{$site};
    return [$seen, "$request:$decision,$origin,$cookie", $handled ? 1 : 0];
}

# A page cannot notice when its beacons and pings have ended.
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
    Browser->skip_without($kind);
    my $server = WebSocket->new;
    my $httpd = start_server($server->port);
    my $url = $PAGE =~ s/\@PORT\@/$httpd->port/er . '/';
    my ($report, $reached, $why) = Report::run_page($kind, $httpd, $url, $LIMIT, \&all_logged,
        names => ['app.test', 'page.app.test'], foreign_cookies => 1,
        certificate => [$httpd->root . '/cert.pem', 'http2.localhost:' . $httpd->tls_port]);

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
