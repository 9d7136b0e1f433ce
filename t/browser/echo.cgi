#!@PERL@
# SPDX-License-Identifier: Apache-2.0
#
# The API of the browser tests. The response describes the request. Query: status=N gives
# the status of the response. case=NAME names the case: only the cookie NAME is read, since
# cases share a host; set=1 sets it.

use strict;
use warnings;

my %query = ($ENV{QUERY_STRING} // '') =~ /(\w+)=(\w*)/g;
$query{case} //= '';
my $body = '';
read STDIN, $body, $ENV{CONTENT_LENGTH} if $ENV{CONTENT_LENGTH};

my @seen = ($ENV{REQUEST_METHOD});
my ($cookie) = ($ENV{HTTP_COOKIE} // '') =~ /(?:^|; )\Q$query{case}\E=(\w+)/;
$ENV{HTTP_COOKIE} = $cookie;
for my $name (qw(CONTENT_TYPE HTTP_X_CUSTOM HTTP_X_OTHER HTTP_AUTHORIZATION
                 HTTP_COOKIE)) {
    next unless length($ENV{$name} // '');
    (my $label = lc $name) =~ s/^http_//;
    push @seen, "$label=$ENV{$name}";
}
push @seen, "body=$body" if length $body;

binmode STDOUT;
print "Status: $query{status}\r\n" if $query{status};
print "Set-Cookie: $query{case}=1; Path=/\r\n" if $query{set};
print "X-Exposed: yes\r\nX-Hidden: yes\r\n",
    "Cache-Control: no-store\r\nContent-Type: text/plain\r\n\r\n",
    join(' ', @seen);
