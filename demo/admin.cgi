#!@PERL@
# SPDX-License-Identifier: Apache-2.0
#
# What the administrator of the API sees: the answers of its handlers cors-explain (for the
# question in the query) and cors-status, as one JSON object. The page cannot read the
# handlers itself, since they are closed to other origins.

use strict;
use warnings;

use IO::Socket::IP;

my $API_PORT = @API_PORT@;

# Returns the body of a response of the API's server, or 'null'.
sub body_of
{
    my $path = shift;
    my $socket = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $API_PORT, Timeout => 5)
        or return 'null';
    print $socket "GET $path HTTP/1.0\r\nHost: localhost:$API_PORT\r\n\r\n";
    my $response = do { local $/; <$socket> };
    $response =~ m{\AHTTP/1\.\d (?:200|400) .*?\r\n\r\n(.*)\z}s or return 'null';
    return $1;
}

# The configuration's files are shown without the demo's folder.
sub shortened { return $_[0] =~ s{\Q@ROOT@\E/}{}gr }

my ($query) = ($ENV{QUERY_STRING} // '') =~ /^([\w.~%&=+-]*)$/;
my $explain = defined $query ? body_of("/cors-explain?format=json&$query") : 'null';
my $status = body_of('/cors-status?format=json');
print "Content-Type: application/json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n",
    shortened("{\"explain\":$explain,\"status\":$status}"), "\n";
