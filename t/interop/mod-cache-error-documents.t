#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# mod_cache's quick handler stores an error document with the fields of the document's URL.
# When it serves this copy for another URL, the response has the fields of that URL.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;

my ($A, $B) = map { "https://$_.example" } qw(a b);
my %policies = (
    off => "CorsEngine Off\n", none => "CorsAllowOrigin None\n", own => "CorsAllowOrigin $B\n",
    report => "CorsEngine ReportOnly\nCorsAllowOrigin $A $B\nCorsTimingAllowOrigin On\n",
    preserve => "CorsAllowOrigin $B https://c.example\nCorsPreserveExisting On\n",
);
my %want = (
    off => [], none => [], report => [vary => '', decision => 'actual-allowed'],
    own => ['allow-origin' => $B, decision => 'actual-refused:origin-not-listed'],
    preserve => [vary => 'Origin', decision => 'actual-refused:origin-not-listed'],
);
my $h = Httpd->new(
    modules => [qw(cache cache_disk)],
    files => { 'htdocs/error.html' => 'the error page',
               map { ("htdocs/$_/.htaccess" => "ErrorDocument 404 /error.html\n$policies{$_}") } keys %policies },
    conf => <<"CONF");
CacheRoot "\@ROOT\@/cache"
CacheEnable disk /
CacheHeader On
CacheMinExpire 3600
<Location "/error.html">
    CorsAllowOrigin *
    CorsTimingAllowOrigin On
</Location>
CONF
mkdir $h->root . '/cache' or die "cache: $!\n";
chmod 0777, $h->root . '/cache';

sub errors_ok
{
    my ($label) = @_;
    for my $name (sort keys %policies) {
        my $res = $h->get("/$name/missing", "Origin: $A");
        # The status of a stored copy is 200.
        $h->check("$label: $name", $res, status => 'any', @{$want{$name}});
        is($res->field('Timing-Allow-Origin'), undef, "$label: $name, Timing-Allow-Origin");
        is($res->{body}, 'the error page', "$label: $name, the page");
    }
}

errors_ok('not in store');
$h->get('/error.html');
like($h->get('/error.html')->field('X-Cache'), qr/^HIT/, 'the page is in the cache');
errors_ok('in store');
$h->check('stored copy: none, range not satisfiable', $h->get('/none/missing', "Origin: $A", 'Range: bytes=999-'),
          status => 'any');
$h->check('the page itself', $h->get('/error.html', "Origin: $A"), 'allow-origin' => '*', decision => 'any');
$h->log_ok;
done_testing;
