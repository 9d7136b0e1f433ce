#!@PERL@
# SPDX-License-Identifier: Apache-2.0
#
# The demo's API: answers every method with a description of the request, and with
# the status that the query names. It sends no CORS fields.

use strict;
use warnings;

use JSON::PP ();

my ($status) = ($ENV{QUERY_STRING} // '') =~ /\bstatus=([2-5]\d\d)\b/;
my $body = '';
read STDIN, $body, $ENV{CONTENT_LENGTH} if $ENV{CONTENT_LENGTH};

my %answer = (
    method => $ENV{REQUEST_METHOD},
    body => length $body ? $body : undef,
    signed_in => ($ENV{HTTP_AUTHORIZATION} // '') =~ /^Bearer / ? 'by a token'
        : ($ENV{HTTP_COOKIE} // '') =~ /\bdemo=/ ? 'by a cookie' : 'no',
);

binmode STDOUT;
print "Status: ", $status || 200, "\r\n",
    "Content-Type: application/json\r\n",
    "Cache-Control: no-store\r\n",
    "X-Answered-By: the demo API\r\n",
    "X-Internal: never exposed\r\n\r\n",
    JSON::PP->new->canonical->pretty->encode(\%answer);
