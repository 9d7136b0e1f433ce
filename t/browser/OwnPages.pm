# SPDX-License-Identifier: Apache-2.0
#
# The pages of cors-explain and cors-status in one browser: no page of another origin can
# read them, although the server allows every origin; a visitor can follow a link to them.

package OwnPages;

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use Files;
use Httpd;
use Process qw(wait_for);
use Test::More;

my $LIMIT = 120;                # seconds, on a slow machine

# Another origin of the same site, another site, and another site to which browsers send no
# Sec-Fetch-Site, because its URL is neither https nor on the visitor's machine. Each has
# both pages.
my @HOSTS = qw(same_site cross_site insecure);
my @PAGES = qw(explain status);

my $CONF = <<'CONF';
<Files "*.js">
    ForceType text/javascript
</Files>
CustomLog "@ROOT@/logs/page" "%U %q"
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName api.test
    ServerAlias localhost 127.0.0.1
    DocumentRoot "@ROOT@/htdocs"
    CorsAllowOrigin *
    CorsAllowMethods *
    Header always set Access-Control-Allow-Origin "*"
    <Location "/explain">
        SetHandler cors-explain
        CorsExplain On
        Require local
    </Location>
    <Location "/status">
        SetHandler cors-status
        CorsStatus On
        Require local
    </Location>
    CustomLog "@ROOT@/logs/api" "%q %m %>s"
</VirtualHost>
CONF

# What the page's script sees of each way to get the response, and the statuses that the
# server sends; then the same without Sec-Fetch-Site. The first row shows that the test can
# see an open URL.
my @WAYS = (
    ['open', ['read', 'GET 200'], ['read', 'GET 200']],
    ['fetch', ['blocked', 'GET 403'], ['blocked', 'GET 200']],
    ['cookie', ['blocked', 'GET 403'], ['blocked', 'GET 200']],
    ['put', ['blocked', 'OPTIONS 403'], ['blocked', 'OPTIONS 403']],
    ['opaque', ['blocked', 'GET 403'], ['blocked', 'GET 200']],
    ['script', ['error', 'GET 403'], ['error', 'GET 200']],
    ['image', ['error', 'GET 403'], ['error', 'GET 200']],
    ['style', ['error', 'GET 403'], ['error', 'GET 200']],
    ['frame', ['loaded', 'GET 403'], ['loaded', 'GET 200']],
);

sub cases
{
    my %want;
    for my $way (@WAYS) {
        my ($name, $told, $untold) = @$way;
        for my $host (@HOSTS) {
            $want{"${name}_${host}_$_"} = $host eq 'insecure' ? $untold : $told for @PAGES;
        }
    }
    return \%want;
}

sub start_server
{
    return Httpd->new(modules => ['headers'], conf => $CONF, files => {
        'htdocs/report' => '', 'htdocs/open' => 'open',
        'htdocs/index.html' => "<!DOCTYPE html>\n<meta charset=utf-8>\n<title>own pages</title>\n"
            . "<script type=module src=own-pages.js></script>\n",
        'htdocs/own-pages.js' => slurp("$FindBin::Bin/page/own-pages.js"),
    });
}

# The reports of the page, and what the API's server answered, by case.
sub logs_of
{
    my $h = shift;
    my %seen = $h->slurp('logs/page') =~ /^\/report \?name=(\w+)&outcome=(\w+)$/mg;
    my %answered = $h->slurp('logs/api') =~ /[?&]case=(\w+) (\w+ \d+)$/mg;
    return (\%seen, \%answered);
}

sub run
{
    my $kind = shift;
    Browser->skip_without($kind);
    my $h = start_server();
    my $browser = Browser->start($kind, 'http://localhost:' . $h->port . '/index.html?' . $h->port_n(1),
                                 names => ['api.test']);
    my ($seen, $answered);
    my $is_done = sub { ($seen, $answered) = logs_of($h); $answered->{link} };
    ok($browser->wait_for($LIMIT, $is_done), "$kind: the page ran to its end") or diag $browser->output;
    $browser->stop;
    my $want = cases();
    is_deeply([$seen->{$_}, $answered->{$_}], $want->{$_}, "$kind: $_") for sort keys %$want;
    is($answered->{link}, 'GET 200', "$kind: a link to the page works");
    $h->log_ok(allow => [qr/AH(?:10159|00287): server is within/]);
    done_testing;
}

1;
