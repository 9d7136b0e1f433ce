# SPDX-License-Identifier: Apache-2.0
#
# CorsEnforce in one browser: requests of pages of the same site, of an allowed origin and of
# unlisted origins to a site that is reached in several ways. Each case runs twice: with
# enforcement, and without it, which shows the effect of enforcement.

package Enforce;

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

# The ways to reach the site. Browsers trust http to localhost like https, and send
# Sec-Fetch-Site there; to app.test they do not.
my %SITE = (
    http => 'http://app.test:@PORT@',
    loopback => 'http://app.localhost:@PORT@',
    https => 'https://app.localhost:@TLSPORT@',
    http2 => 'https://http2.localhost:@TLSPORT@',
    front => 'https://front.localhost:@PORT2@',
);
delete $SITE{http2} if Httpd->mpm eq 'prefork';
my %ELSE = map { $_ => "http://$_.localhost:\@PORT\@" } qw(page partner stranger);
my $THIRD = 'http://third.localhost:@PORT1@';

my $TRUE = JSON::PP::true();
# Each step of the page, its method, and its status if it is handled.
my $FORM = { step => { form => 'POST' }, method => 'POST', status => 200 };
my $LINK = { step => { form => 'GET' }, method => 'GET', status => 200 };
my $SOCKET = { step => { socket => $TRUE }, method => 'GET', status => 101 };
my $FETCH = { step => { init => { method => 'POST', body => 'a=b' } }, method => 'POST', status => 200 };
my $NO_CORS = { step => { init => { method => 'POST', body => 'a=b', mode => 'no-cors' } }, method => 'POST',
                status => 200 };
my $POSTED = 'POST content_type=application/x-www-form-urlencoded body=case=ID';
my $REFUSED = 'actual-refused:origin-not-listed';
my $PAGE = "Forbidden\nThe server does not accept this request from a page of another origin.\n";

my %SAME_ORIGIN = map { $_ => 'same-origin' } keys %SITE;
my %PROTOCOL = ((map { $_ => 'HTTP/1.1' } keys %SITE), http2 => 'HTTP/2.0');

# The page that sends a request, if not the first page of the site.
my %SENDER = (
    own => {},
    quiet => { path => '/quiet/frame.html' },
    sandbox => { origin => $ELSE{stranger}, sandbox => $TRUE },
    stranger => { origin => $ELSE{stranger} },
    partner => { origin => $ELSE{partner} },
);

# [name, sender, step, outcome if it is handled, decision (by site, if they differ)]; for a
# refused request, also the outcome if it is refused.
my @CASES = (
    ['fetch', 'own', $FETCH, '200 POST content_type=text/plain;charset=UTF-8 body=a=b', 'same-origin'],
    ['form', 'own', $FORM, "read $POSTED", 'same-origin'],
    ['form under no-referrer (Origin: null)', 'quiet', $FORM, "read $POSTED",
     { %SAME_ORIGIN, http => $REFUSED }, "read $PAGE"],
    ['WebSocket', 'own', $SOCKET, 'echo hi', 'same-origin'],
    ['link', 'own', $LINK, 'read GET', '-'],
    ['form of an unlisted origin', 'stranger', $FORM, 'sent', $REFUSED, 'sent'],
    ['form of a sandboxed frame', 'sandbox', $FORM, 'sent', $REFUSED, 'sent'],
    ['form of an unlisted origin through a redirect', 'stranger', { %$FORM, third => $TRUE, logged_before => 'third:POST:307:HTTP/1.1:- ' }, 'sent', $REFUSED, 'sent'],
    ['fetch of an unlisted origin', 'stranger', $NO_CORS, '0 ', $REFUSED, '0 '],
    ['WebSocket of an unlisted origin', 'stranger', $SOCKET, 'echo hi', $REFUSED, 'blocked'],
    ['link of an unlisted origin', 'stranger', $LINK, 'sent', '-'],
    ['form of an allowed origin', 'partner', $FORM, 'sent', 'actual-allowed'],
    ['WebSocket of an allowed origin', 'partner', $SOCKET, 'echo hi', 'actual-allowed'],
);

my $APP = <<"CONF";
ScriptAliasMatch "^/(enforced|open)/echo\$" "\@ROOT\@/cgi/echo.cgi"
Alias "/quiet" "\@ROOT\@/htdocs"
<Location "/quiet">
    Header set Referrer-Policy no-referrer
</Location>
<Location "/enforced">
    CorsAllowOrigin $ELSE{partner}
    CorsEnforce On
    ErrorDocument 403 refused
</Location>
CONF

my $CONF = Report::conf(':%H:%{CORS_DECISION}e') . <<"CONF";
<IfModule http2_module>
    H2WebSockets On
</IfModule>
<VirtualHost 127.0.0.1:\@PORT\@>
    CustomLog "\@ROOT\@/logs/reached" reached
    Include "\@ROOT\@/app"
</VirtualHost>
CONF

sub vhost
{
    my ($port, $name, @lines) = @_;
    return join "\n    ", "<VirtualHost 127.0.0.1:$port>", $name ? "ServerName $name" : (), @lines, "\n</VirtualHost>\n";
}

my @REACHED = 'CustomLog "@ROOT@/logs/reached" reached';

sub configuration
{
    my @app = (@REACHED, 'Include "@ROOT@/app"');
    my @redirects = map { "Redirect 307 /$_ $SITE{$_}" } sort keys %SITE;
    return join '', $CONF, map({ "Listen 127.0.0.1:\@PORT$_\@\n" } 1 .. 3),
        vhost('@TLSPORT@', 'app.localhost', 'SSLEngine On', 'Protocols http/1.1', @app),
        $SITE{http2} ? vhost('@TLSPORT@', 'http2.localhost', 'SSLEngine On', 'Protocols h2', @app) : (),
        vhost('@PORT1@', undef, @REACHED, @redirects),
        vhost('@PORT2@', undef, 'SSLEngine On', 'ProxyPreserveHost On', 'ProxyPass / http://127.0.0.1:@PORT3@/ upgrade=websocket'),
        vhost('@PORT3@', undef, @app);
}

sub start_server
{
    my $backend = '127.0.0.1:' . shift;
    my $n = 0;
    return Httpd->new(
        modules => [Httpd->cgi, qw(headers proxy proxy_http), $SITE{http2} ? 'http2' : ()],
        tls => 1,
        conf => configuration(),
        files => {
            'app' => $APP . join('', map { "ProxyPass /$_/socket http://$backend/ upgrade=websocket\n" } qw(enforced open)),
            'cgi/echo.cgi' => [0755, Report::echo_program()],
            'htdocs/report' => '',
            'htdocs/cases.json' => JSON::PP->new->canonical->encode([map { for_page($_) } runs()]),
            Report::page(),
        },
    );
}

# Each case at each site, in both areas: [id, site, area, case].
sub runs
{
    my @runs;
    for my $site (sort keys %SITE) {
        for my $n (0 .. $#CASES) {
            push @runs, map { ["$site$n$_", $site, $_, $CASES[$n]] } qw(enforced open);
        }
    }
    return @runs;
}

sub for_page
{
    my ($id, $site, $area, $case) = @{$_[0]};
    my (undef, $who, $what) = @$case;
    my $step = $what->{step};
    my $to = $step->{socket} ? $SITE{$site} =~ s/^http/ws/r
        : $what->{third} ? "$THIRD/$site" : $SITE{$site};
    my %from = (origin => $SITE{$site}, %{$SENDER{$who}});
    my $name = $step->{socket} ? 'socket' : 'echo';
    return { id => $id, steps => [{ init => {}, see => ['body'], %$step, from => \%from,
                                    url => "$to/$area/$name?case=$id" }] };
}

# The expected report and log lines of one run. (With HTTP/2 the WebSocket is a stream of
# the connection: RFC 8441.)
sub wanted
{
    my ($id, $site, $area, $case) = @{$_[0]};
    my (undef, undef, $what, $handled, $decision, $refused) = @$case;
    $decision = $decision->{$site} if ref $decision;
    $decision = '-' if $area eq 'open';
    my $is_refused = $decision eq $REFUSED;
    my $status = $is_refused ? 403 : $what->{status};
    my $logged = join ':', $what->{method}, $status, $PROTOCOL{$site}, $decision;
    return [$is_refused ? $refused : $handled =~ s/ID$/$id/r, ($what->{logged_before} // '') . $logged];
}

sub complete
{
    my ($report, $reached) = @_;
    return !grep { ($reached->{$_->[0]} // '') ne wanted($_)->[1] } runs();
}

sub run
{
    my $kind = shift;
    Browser->skip_without($kind);
    my $server = WebSocket->new;
    my $httpd = start_server($server->port);
    my @trusted = map { s{.*//}{}r =~ s/\@(\w+)\@/$httpd->{port}{$1}/r } grep { /^https/ } values %SITE;
    my $url = 'http://page.localhost:' . $httpd->port . '/';
    my ($report, $reached, $why) = Report::run_page($kind, $httpd, $url, $LIMIT, \&complete,
        names => ['app.test'], certificate => [$httpd->root . '/cert.pem', @trusted]);
    is($report->{done}, scalar(my @all = runs()), "$kind ran every case") or diag $why;
    for (runs()) {
        my ($id, $site, $area, $case) = @$_;
        is_deeply([$report->{$id}, $reached->{$id}], wanted($_), "$site: $case->[0], $area");
    }
    $httpd->log_ok(allow => [qr/AH(?:10159|00287): server is within/, qr/does NOT include an ID which matches/]);
    done_testing;
}

1;
