# SPDX-License-Identifier: Apache-2.0
#
# A program that allows every origin, with credentials, and leaves a mark for each run; and a
# request during which the marks are counted.
#
#   my $h = Httpd->new(modules => ['cgi'], files => { program_files('cgi/act') });
#   my ($res, $runs) = watched($h, 'POST', '/act', ["Origin: $X"], 'a=b');
#
# Its body is "ran " and the value of CORS_DECISION that it sees.

package Programs;
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(program_files watched);

my $PROGRAM = [0755, <<'CGI'];
#!/bin/sh
printf x >>'@ROOT@/ran'
[ "${CONTENT_LENGTH:-0}" -gt 0 ] && cat >/dev/null
printf 'Content-Type: text/plain\nAccess-Control-Allow-Origin: %s\n' "${HTTP_ORIGIN:-*}"
printf 'Access-Control-Allow-Credentials: true\n\nran %s' "$CORS_DECISION"
CGI

# The files of programs with these names, for Httpd->new.
sub program_files { return (ran => [0666, ''], map { $_ => $PROGRAM } @_) }

# The response to HttpClient's request, and how often a program ran for it.
sub watched
{
    my ($h, @request) = @_;
    my $before = length $h->slurp('ran');
    my $res = $h->request(@request);
    return ($res, length($h->slurp('ran')) - $before);
}

1;
