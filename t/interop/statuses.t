#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every status has its fields, over HTTP/1.1 and HTTP/1.0.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Statuses;
use Test::More;
use Visitors;

# The same requests as a client of HTTP/1.0 sends them.
package Http10 {
    our @ISA = 'Httpd';
    sub request
    {
        my ($self, $method, $path, $lines, $body) = @_;
        my @length = defined $body ? 'Content-Length: ' . length $body : ();
        return ($self->raw(join "\r\n", "$method $path HTTP/1.0", @$lines, @length, '',
                           $body // ''))[0];
    }
}

my ($h, $backend) = statuses_httpd();
my $long = 'X-Long: ' . 'x' x 2000;
statuses_ok($h, 'HTTP/1.1', more => [[400, '/a.txt', lines => ['Host: a', 'Host: b']],
                                     [417, '/a.txt', lines => ['Expect: something']]]);
statuses_ok($h->client(class => 'Http10'), 'HTTP/1.0');

# If a line is too long, httpd does not read the lines after it and drops the line before it.
my $origin = "Origin: $Visitors::ALLOWED";
Visitors::actual($h, 'HTTP/1.1: 400, a long line', '/a.txt', $_,
                 { status => 400, lines => ['X-Last: read', $long] })
    for $Visitors::ALLOWED, $Visitors::REFUSED, undef;
$h->check('HTTP/1.1: 400, a long line before Origin', $h->get('/a.txt', $long, $origin),
          status => 400, vary => 'Origin');
$h->check('HTTP/1.1: 414', $h->get('/' . 'x' x 1000, $origin), status => 414, vary => 'Origin');

$h->log_ok(allow => [@Statuses::LOG]);
done_testing;
