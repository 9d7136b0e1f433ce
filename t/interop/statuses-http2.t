#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every status has its fields over HTTP/2, with TLS and without.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Http2;
use Httpd;
use Statuses;
use Test::More;
use Visitors;

my $lacks = Http2->lacks;
Httpd::skip_all("needs $lacks") if $lacks;

my ($h, $backend) = statuses_httpd(tls => 1, h2 => Http2->works);
my @more = (
    [414, '/' . 'x' x 1000],
    [431, '/a.txt', lines => ['X-Long: ' . 'x' x 2000]],
);
for my $way (Http2->ways) {
    my $client = Http2->over($h, $way);
    is($client->get('/a.txt')->{version}, 'HTTP/2', "$way: the version");
    statuses_ok($client, $way, actual_only => $way eq '--http2', more => \@more);
}
ok(!Http2->ways, 'no HTTP/2 under prefork') if Httpd->mpm eq 'prefork';

$h->log_ok(allow => [@Statuses::LOG]);
done_testing;
