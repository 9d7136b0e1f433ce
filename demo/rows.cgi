#!@PERL@
# SPDX-License-Identifier: Apache-2.0
#
# The table of origins of the demo with a list, as JSON, and what the API's server says about
# the list. POST with the query "add" or "remove" changes one row: that of the page's origin.
# In real use an application changes the table, and the user that httpd runs as can only read it.

use strict;
use warnings;

use IO::Socket::IP;
use JSON::PP ();

my ($DATABASE, $ORIGIN, $API_PORT) = ('@ROOT@/lists/demo.db', 'http://localhost:@PAGE_PORT@', @API_PORT@);

sub sql
{
    my $statement = shift;
    open my $out, '-|', 'sqlite3', '-cmd', '.timeout 2000', $DATABASE, $statement or return;
    chomp(my @rows = <$out>);
    close $out;
    return @rows;
}

# What the status page says about the list, or undef.
sub status
{
    my $socket = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $API_PORT, Timeout => 5) or return;
    print $socket "GET /cors-status?format=json HTTP/1.0\r\nHost: localhost:$API_PORT\r\n\r\n";
    my $response = do { local $/; <$socket> };
    my ($body) = ($response // '') =~ m{\AHTTP/1\.\d 200 .*?\r\n\r\n(.*)\z}s or return;
    return JSON::PP->new->utf8->decode($body)->{lists}[0];
}

my $change = ($ENV{QUERY_STRING} // '') =~ /^(add|remove)$/ ? $1 : '';
if ($change && ($ENV{REQUEST_METHOD} // '') eq 'POST') {
    sql($change eq 'add' ? "INSERT OR IGNORE INTO cors_origin VALUES ('$ORIGIN')"
        : "DELETE FROM cors_origin WHERE origin = '$ORIGIN'");
}
print "Content-Type: application/json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n",
    JSON::PP->new->utf8->canonical->encode({ rows => [sql('SELECT origin FROM cors_origin ORDER BY rowid')], list => status() }), "\n";
