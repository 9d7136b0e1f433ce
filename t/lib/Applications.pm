# SPDX-License-Identifier: Apache-2.0
#
# Applications that send CORS fields and note their requests: one line "METHOD" for each, in
# the file 'seen' below the root of their server.
#
#   my $h = Httpd->new(files => { %Applications::FILES, 'cgi/app' => cgi_program() }, ...);
#   application_ok($h, 'CGI', '/cgi/app');
#
# application_ok takes the arguments of visitors_ok, and the option app: the server that the
# application belongs to, if not $h.

package Applications;
use strict;
use warnings;
use Exporter qw(import);
use Process qw(wait_for);
use Test::More ();
use Visitors;

our @EXPORT = qw(application_ok cgi_program php_program own_fields);
my $NOTE_LIMIT = 2;             # seconds; another server may note a request after the answer
our %FILES = (seen => [0666, '']);

# CORS fields of an application that handles CORS badly: all values for all origins, and some
# fields twice.
my @OWN = (
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Allow-Origin', $Visitors::REFUSED],
    ['access-control-allow-credentials', 'true'],
    ['Access-Control-Allow-Methods', 'TRACE'],
    ['Access-Control-Expose-Headers', 'X-Wrong'],
    ['Access-Control-Max-Age', '1'],
    ['Access-Control-Max-Age', '2'],
    ['Access-Control-Allow-Private-Network', 'true'],
    ['Vary', 'Accept-Language'],
);

# The fields as text, one per line; once => 1 omits repeated fields.
sub own_fields
{
    my %opt = @_;
    my %seen;
    return join '', map { "$_->[0]: $_->[1]\n" }
        grep { !$opt{once} || !$seen{lc $_->[0]}++ } @OWN;
}

# A CGI program; fields are further lines of the head of its response.
sub cgi_program
{
    my $fields = own_fields() . join '', map { "$_\n" } @_;
    return [0755, <<"CGI"];
#!/bin/sh
echo "\$REQUEST_METHOD" >>'\@ROOT\@/seen'
[ "\${CONTENT_LENGTH:-0}" = 0 ] || cat >/dev/null
printf '%s' '$fields'
printf 'Content-Type: text/plain\\nX-Decision: %s\\n\\nbody' "\$CORS_DECISION"
CGI
}

# The same in PHP, with the status of the query ?status=N.
sub php_program
{
    my $fields = join '', map { "header('$_', false);\n" } split /\n/, own_fields();
    return <<"PHP";
<?php
file_put_contents('\@ROOT\@/seen', \$_SERVER['REQUEST_METHOD'] . "\\n", FILE_APPEND);
$fields
header('Content-Type: text/plain');
header('X-Decision: ' . (\$_SERVER['CORS_DECISION'] ?? ''));
if (isset(\$_GET['status'])) http_response_code((int)\$_GET['status']);
echo 'body';
PHP
}

# Sends the requests of visitors_ok; the application sees only the actual ones.
sub application_ok
{
    my ($h, $label, $path, %opt) = @_;
    my $app = delete $opt{app} || $h;
    my $before = length $app->slurp('seen');
    my $want = join ' ', ($opt{method} // 'GET') x 3;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    visitors_ok($h, $label, $path, %opt);
    my $seen;
    wait_for($NOTE_LIMIT, sub {
        $seen = join ' ', split /\n/, substr $app->slurp('seen'), $before;
        length $seen >= length $want;
    });
    return Test::More::is($seen, $want, "$label: the application sees no preflight");
}

1;
