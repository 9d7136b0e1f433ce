#!@PERL@
# SPDX-License-Identifier: Apache-2.0
#
# The log entries of the API's server for one request of the page (query: id=...),
# as a JSON array: the preflight, if the browser sent one, and the actual request.

use strict;
use warnings;

# httpd writes \xhh and \v, which are invalid in JSON.
sub to_json
{
    my $line = shift;
    $line =~ s/\\(x([0-9a-f]{2})|v|.)/
        defined $2 ? "\\u00$2" : $1 eq 'v' ? '\\u000b' : "\\$1"/gei;
    return $line;
}

my ($id) = ($ENV{QUERY_STRING} // '') =~ /^id=([\w-]+)/;
my @lines;
if ($id && open my $log, '<', '@ROOT@/logs/api.log') {
    while (<$log>) {
        chomp if /\n\z/ or next;
        push @lines, to_json($_) if /"query":"\?id=\Q$id\E[&"]/;
    }
}
print "Content-Type: application/json\r\nCache-Control: no-store\r\n\r\n",
    '[', join(",\n", @lines), "]\n";
