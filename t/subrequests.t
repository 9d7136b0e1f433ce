#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Subrequests (SSI, directory listings) do not change the fields of the response and make no
# decision.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $B) = qw(https://a.example https://b.example);
my $include = "<!--#include virtual=\"/part/part.txt\" -->|<!--#include virtual=\"/cgi/env\" -->";

my $h = Httpd->new(
    modules => [qw(include autoindex cgi)],
    files => {
        (map { ("htdocs/$_/page.shtml" => "page|$include") } qw(free policy off)),
        'htdocs/part/part.txt' => 'part',
        'htdocs/list/one.txt' => 1,
        'htdocs/list/two.txt' => 2,
        'htdocs/free-list/one.txt' => 1,
        'cgi/env' => [0755, <<'CGI'],
#!/bin/sh
printf 'Content-Type: text/plain\nAccess-Control-Allow-Origin: https://wrong.example\n'
printf 'Vary: X-Wrong\n\n[%s]' "$CORS_DECISION"
CGI
    },
    conf => <<'CONF');
AddOutputFilter INCLUDES .shtml
AddType text/html .shtml
ScriptAlias /cgi "@ROOT@/cgi"
<Location /policy>
    CorsAllowOrigin https://a.example https://other.example
</Location>
<Location /off>
    CorsEngine Off
</Location>
<LocationMatch ^/(part|cgi)>
    CorsAllowOrigin https://b.example https://other.example
</LocationMatch>
<Location /list>
    CorsAllowOrigin https://a.example https://other.example
</Location>
<FilesMatch ^(one|two)[.]txt$>
    CorsAllowOrigin https://b.example https://other.example
</FilesMatch>
CONF

my %allowed = (vary => 'Origin', decision => 'actual-allowed');
my %refused = (vary => 'Origin', decision => 'actual-refused:origin-not-listed');
my @rows = (
    # path, origin, expected fields
    ['/policy/page.shtml', $A, %allowed, 'allow-origin' => $A],
    ['/policy/page.shtml', $B, %refused],
    ['/policy/page.shtml', undef, vary => 'Origin'],
    ['/free/page.shtml', $A],
    ['/free/page.shtml', $B],
    ['/free/page.shtml', undef],
    ['/off/page.shtml', $B],
    ['/list/', $A, %allowed, 'allow-origin' => $A],
    ['/list/', $B, %refused],
    ['/list/', undef, vary => 'Origin'],
    ['/free-list/', $A],
    ['/free-list/', $B],
);
for (@rows) {
    my ($path, $origin, %want) = @$_;
    my $label = "$path, " . ($origin // 'no Origin');
    my $before = length $h->log_text;
    my $res = $h->get($path, defined $origin ? "Origin: $origin" : ());
    $h->check($label, $res, %want);
    if ($path =~ /shtml/) {
        # A subrequest has a copy of the main request's variables.
        my $decision = $want{decision} // '';
        is($res->{body}, "page|part|[$decision]", "$label: the included program sees the decision");
    }
    my @lines = substr($h->log_text, $before) =~ /\[cors:debug\].*((?:actual|same|preflight)-.*)/g;
    is(scalar @lines, $want{decision} ? 1 : 0, "$label: number of decisions in the log");
}
$h->check('the included files themselves', $h->get('/part/part.txt', "Origin: $B"),
          %allowed, 'allow-origin' => $B);

$h->log_ok(allow => [qr/AH01215/]);
done_testing;
