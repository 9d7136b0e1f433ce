#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A status that httpd sends before the URL is mapped, with a local error document for it: a
# preflight is still answered by the policy of its URL.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Visitors;
use Test::More;

my $h = Httpd->new(
    modules => ['cgi'],
    files => {
        (map { ("htdocs/$_.txt" => "document for $_\n") } qw(301 307 204)),
        'cgi/308' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\ndocument by CGI'\n"],
        (map { ("htdocs/$_/a.txt" => $_) } qw(301 307 308 204 upgraded)),
    },
    conf => <<'CONF' . $Visitors::TWO_HOSTS);
ScriptAlias /cgi "@ROOT@/cgi"
Redirect 301 /301 https://other.example/moved
Redirect 307 /307 https://other.example/moved
Redirect 308 /308 https://other.example/moved
Redirect 204 /204
Redirect 302 /upgraded https://localhost/upgraded
ErrorDocument 301 /301.txt
ErrorDocument 307 /307.txt
ErrorDocument 308 /cgi/308
ErrorDocument 204 /204.txt
ErrorDocument 302 /301.txt
CONF

both_hosts_ok($h, "$_ with a document", "/$_/a.txt", status => $_,
              body_like => $_ == 204 ? undef : qr/^document (?:for|by) /)
    for 301, 307, 308, 204;

# Redirects to the same URL over https are kept, so that no body is sent in clear.
for my $to ({}, { port => $h->port_n(1) }) {
    my @lines = ("Origin: $Visitors::ALLOWED", 'Access-Control-Request-Method: PUT');
    is($h->request('OPTIONS', '/upgraded/a.txt', \@lines, undef, $to)->{status}, 302,
       'an upgrade to https is kept');
}

$h->log_ok;
done_testing;
