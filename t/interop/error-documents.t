#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# ErrorDocument: text, a local file, a program, another server, and a missing file. The
# policy is that of the requested URL. Responses to preflights have no error document.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Places;
use Visitors;
use Test::More;

my $APP = [0755, <<'CGI'];
#!/bin/sh
echo "asked by ${REDIRECT_REQUEST_METHOD:-$REQUEST_METHOD}" >&2
printf 'Content-Type: text/plain\n\n%s for %s' "$REDIRECT_STATUS" "$REDIRECT_URL"
CGI
my %documents = (
    text => '"just text"',
    file => '/pages/error.html',
    program => '/cgi/app',
    external => 'https://other.example/error',
    missing => '/no/such/page',
    forbidden => '/denied/page.html',
    directory => '/pages',
    included => '/pages/error.shtml',
);
my @codes = (204, 403, 404, 405, 503);

sub documents
{
    my $name = shift;
    return join '', map { "ErrorDocument $_ $documents{$name}\n" } @codes;
}

# URLs that fail, below a path for each kind of document.
sub location
{
    my $name = shift;
    my $documents = documents($name);
    $documents .= "ErrorDocument 401 $documents{$name}\n" if $name ne 'external';
    return <<"CONF";
<Location /$name>
    $documents
</Location>
<Location /$name/denied>
    Require all denied
</Location>
<Location /$name/basic>
    Include "\@ROOT\@/basic-auth"
</Location>
ProxyPass /$name/down http://127.0.0.1:1/
CONF
}

my $places = Places->new(
    basic_auth => 1, modules => [qw(cgi include proxy proxy_http)],
    files => {
        'htdocs/pages/error.html' => 'the page',
        'htdocs/pages/index.html' => 'the index',
        'htdocs/pages/error.shtml' => '<!--#include virtual="/pages/error.html" -->',
        'htdocs/denied/page.html' => 'denied',
        'htdocs/in-htaccess/.htaccess' => documents('file') . "Redirect 403 /in-htaccess/denied\n",
        (map { ("htdocs/$_/there.txt" => 'there') } keys %documents),
        'cgi/app' => $APP,
    },
    conf => <<"CONF");
ScriptAlias /cgi "\@ROOT\@/cgi"
AddOutputFilter INCLUDES .shtml
AddType text/html .shtml
<Location /denied>
    Require all denied
</Location>
${\join '', map { location($_) } sort keys %documents}
CONF

my %shown = (
    text => qr/^just text$/,
    file => qr/^the page$/,
    program => qr/^404 for /,
    missing => qr/Additionally, a 404 Not Found/,
    forbidden => qr/Additionally, a 404 Not Found/,
    included => qr/^the page$/,
);
for my $name (sort keys %documents) {
    my $error = sub {
        my ($status, $path, %opt) = @_;
        my $sent = $name eq 'external' && $status != 401 ? 302 : $status;
        $places->visitors_ok("$name: $status", "/$name/$path", status => $sent, %opt);
    };
    $error->(404, 'none', $shown{$name} ? (body_like => $shown{$name}) : ());
    $error->(403, 'denied/x');
    next if $name !~ /^(?:text|file|program|external)$/;
    $error->(401, 'basic/x');
    $error->(405, 'there.txt', method => 'PUT', body => 'x');
    $error->(503, 'down/x', at => \@Places::BEFORE_MAPPING);
    $places->visitors_ok("$name: no error", "/$name/there.txt", body_like => qr/^there$/);
}
$places->visitors_ok('in .htaccess', "/in-htaccess/$_->[0]", status => $_->[1],
                     body_like => qr/^the page$/) for ['none', 404], ['denied', 403];

unlike(join('', map { $_->log_text } $places->httpds), qr/asked by OPTIONS/,
       'no program was run for a preflight');
$places->log_ok(allow => [qr/AH01215: .*asked by|\[(?:proxy|proxy_http|authz_core):error\]/]);
done_testing;
