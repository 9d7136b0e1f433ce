#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# mod_alias: Redirect and RedirectMatch in the server, in <Location>, <Directory>
# and .htaccess; and UserDir with a URL.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Places;
use Test::More;

my $OTHER = 'https://other.example';
my $places = Places->new(
    modules => ['userdir'],
    files => {
        'htdocs/in-directory/a.txt' => 'a',
        'htdocs/in-htaccess/.htaccess' => <<"HTACCESS",
Redirect 308 /in-htaccess/old $OTHER/new
RedirectMatch 307 ^/in-htaccess/match $OTHER/m
Redirect 303 /in-htaccess/see /a.txt
Redirect gone /in-htaccess/gone
Redirect 403 /in-htaccess/forbidden
HTACCESS
    },
    conf => <<"CONF");
${\join '', map { "Redirect $_ /early/$_ $OTHER/$_\n" } 301, 302, 303, 307, 308}
Redirect /early/plain $OTHER
RedirectPermanent /early/permanent $OTHER/
RedirectTemp /early/temp $OTHER/
RedirectMatch 301 ^/early/match/(.*) $OTHER/\$1
RedirectMatch 308 ^/early/path/(.*) /\$1
Redirect 301 /early/upgrade https://localhost/early/upgrade
Redirect gone /early/gone
Redirect 403 /early/forbidden
<Location /in-location/old>
    Redirect 301 $OTHER/
</Location>
<LocationMatch "^/in-location/(?<name>[a-z]+)/match">
    Redirect 307 $OTHER/%{env:MATCH_NAME}
</LocationMatch>
<Location /in-location/gone>
    Redirect gone
</Location>
<Directory "\@ROOT\@/htdocs/in-directory">
    Redirect 302 /in-directory/old $OTHER/
    RedirectMatch 308 ^/in-directory/match $OTHER/
    Redirect gone /in-directory/gone
</Directory>
UserDir https://users.example/*/
CONF

# All redirects, in every context.
my @rows = (
    # path, status, Location
    (map { ["/early/$_", $_, "$OTHER/$_"] } 301, 302, 303, 307, 308),
    ['/early/plain/x', 302, "$OTHER/x"],
    ['/early/permanent', 301, "$OTHER/"],
    ['/early/temp', 302, "$OTHER/"],
    ['/early/match/x', 301, "$OTHER/x"],
    ['/early/path/a.txt', 308, qr{^http://.*/a\.txt$}],
    ['/~jane/x', 302, 'https://users.example/jane/x'],
    ['/in-location/old', 301, "$OTHER/"],
    ['/in-location/abc/match', 307, "$OTHER/abc"],
    ['/in-directory/old', 302, "$OTHER/"],
    ['/in-directory/match', 308, "$OTHER/"],
    ['/in-htaccess/old/x', 308, "$OTHER/new/x"],
    ['/in-htaccess/match', 307, "$OTHER/m"],
    ['/in-htaccess/see', 303, qr{/a\.txt$}],
);
for (@rows) {
    my ($path, $status, $target) = @$_;
    $places->visitors_ok($path, $path, status => $status, early => $path =~ m{^/(?:early|~|in-location)});
    my ($h) = $places->httpds;
    my $is = ref $target ? $target : qr/^\Q$target\E$/;
    like($h->get($path)->field('Location') // '', $is, "$path: Location");
}

# A preflight that is redirected to https keeps the redirect, so that the actual request is
# not sent in clear. A page may follow the redirect of a GET.
$places->actual_ok('upgrade to https', '/early/upgrade', status => 301, preflight => 301, early => 1);

# Redirect with a status that is not a redirect refuses the request. A 403 stays, so that a
# preflight is refused.
$places->visitors_ok($_, $_, status => 410, early => 1) for '/early/gone', '/in-location/gone';
$places->actual_ok('/early/forbidden', '/early/forbidden', status => 403, preflight => 403, early => 1);
$places->visitors_ok($_->[0], $_->[0], status => $_->[1])
    for ['/in-directory/gone', 410], ['/in-htaccess/gone', 410], ['/in-htaccess/forbidden', 403];

$places->log_ok;
done_testing;
