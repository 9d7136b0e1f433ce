#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The pages of the module's own handlers are closed to web pages of other origins, whatever
# the policies, the application and a .htaccess say.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my $X = 'https://x.example';
my @SECURITY = ('Cache-Control', 'X-Content-Type-Options', 'Cross-Origin-Resource-Policy',
    'Referrer-Policy', 'Content-Security-Policy');
my $open = <<'CONF';
CorsAllowOrigin *
Header always set Access-Control-Allow-Origin "*"
Header set Access-Control-Expose-Headers "X-A"
CONF
my $pages = join '', map { my ($path, $handler, $switch) = @$_; <<"CONF" }
<Location "/$path">
    SetHandler $handler
    $switch
    Require local
</Location>
CONF
    ['explain', 'cors-explain', 'CorsExplain On'], ['status', 'cors-status', 'CorsStatus On'],
    ['off', 'cors-status', 'CorsStatus Off'], ['unset', 'cors-explain', ''],
    ['crossed', 'cors-status', 'CorsExplain On'],
    ['report', 'cors-status', "CorsStatus On\nCorsEngine ReportOnly"],
    ['forward', 'cors-explain', "CorsExplain On\nCorsPreflight Forward"],
    ['enforced', 'cors-status', "CorsStatus On\nCorsEnforce On\nCorsDenyOrigin $X"],
    ['deep/index.html', 'cors-status', 'CorsStatus On'];
my $h = Httpd->new(modules => [qw(headers rewrite mime include)], files => {
    'htdocs/deep/index.html' => 'the file',
    'htdocs/deep/.htaccess' => 'DirectoryIndex index.html',
    'htdocs/tenant/.htaccess' => <<'HTA',
CorsAllowOrigin https://x.example
RequestHeader unset Sec-Fetch-Site
RequestHeader unset Origin
SetHandler cors-status
HTA
    'htdocs/tenant/a.txt' => 'a',
    'htdocs/added/.htaccess' => "AddHandler cors-status .txt\n",
    'htdocs/added/a.txt' => 'a',
    'htdocs/rewritten/.htaccess' => "RewriteEngine On\nRewriteRule ^to-(\\w+)\$ /\$1\nRewriteRule ^h\$ - [H=cors-status]\n",
    'htdocs/rewritten/h' => 'h',
    'htdocs/ssi/a.html' => '<!--#include virtual="/status" -->',
    'htdocs/ssi/.htaccess' => "Options +Includes\nAddOutputFilter INCLUDES .html\n",
}, conf => <<"CONF");
$open
$pages
# Switched on for the whole server, as no administrator should: a tenant chooses the handler.
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/htdocs"
    CorsStatus On
    $open
</VirtualHost>
CONF

sub no_cors
{
    my ($label, $res) = @_;
    is_deeply([grep { /^(?:access-control-|timing)/i } map { $_->[0] } @{ $res->{lines} }], [],
              "$label: no CORS field");
    is($res->{decision}, undef, "$label: nothing is decided");
}

for my $path (qw(/explain /status /report /forward /enforced)) {
    my $res = $h->get($path, "Origin: $X");
    is($res->{status}, 200, "$path: answers a program");
    no_cors("$path, with Origin", $res);
    ok(defined $res->field($_), "$path: has $_") for @SECURITY;
    is($res->field('Cache-Control'), 'no-store', "$path: is not stored");
    no_cors("$path, without Origin", $h->get($path));
    for my $method (qw(GET PUT)) {
        $res = $h->preflight($path, $X, $method);
        is($res->{status}, 403, "$path: a preflight for $method is refused");
        no_cors("$path: a preflight for $method", $res);
    }
    $res = $h->request('HEAD', $path);
    is("$res->{status} $res->{body}", '200 ', "$path: HEAD");
    for my $method (qw(POST PUT DELETE OPTIONS)) {
        $res = $h->request($method, $path);
        is($res->{status}, 405, "$path: $method is not allowed");
        is(join(',', sort split /, */, $res->field('Allow') // ''), 'GET,HEAD,TRACE', "$path: $method: Allow");
    }
}

# What the browser says about the page that asks.
for my $row (
    # Sec-Fetch-Site, -Mode, -Dest, status
    ['same-origin', 'cors', 'empty', 200], ['same-origin', 'no-cors', 'image', 200],
    ['none', 'navigate', 'document', 200], ['same-site', 'cors', 'empty', 403],
    ['cross-site', 'cors', 'empty', 403], ['cross-site', 'no-cors', 'script', 403],
    ['cross-site', 'navigate', 'iframe', 403], ['same-site', 'navigate', 'iframe', 403],
    ['cross-site', 'navigate', 'document', 200], ['same-site', 'navigate', 'document', 200],
    ['cross-site', 'navigate', undef, 403], ['cross-site', undef, 'document', 403],
    ['anything', 'cors', 'empty', 403], ['', 'cors', 'empty', 403],
) {
    my ($site, $mode, $dest, $status) = @$row;
    my @fields = ("Sec-Fetch-Site: $site", defined $mode ? "Sec-Fetch-Mode: $mode" : (),
        defined $dest ? "Sec-Fetch-Dest: $dest" : ());
    for my $path (qw(/explain /status)) {
        my $res = $h->get($path, @fields);
        is($res->{status}, $status, "$path: @fields");
        no_cors("$path: @fields", $res);
    }
}

# Switched off, or not switched on by the administrator for this handler.
for my $path (qw(/off /unset /crossed /tenant/a.txt /added/a.txt /rewritten/h)) {
    is($h->get($path)->{status}, 404, "$path: 404");
}
# The response of another URL has that URL's policy, so the page is not shown there.
for my $path (qw(/rewritten/to-status /rewritten/to-explain)) {
    is($h->get($path, "Origin: $X")->{status}, 404, "$path: not after an internal redirect");
}
my $res = $h->get('/ssi/a.html', "Origin: $X");
like($res->{body}, qr/an error occurred/, 'not as part of another page');

# A directory's index: no internal redirect of the kind that has a new header_parser.
$res = $h->get('/deep/', "Origin: $X");
is($res->{status}, 200, 'as the index of a directory');
no_cors('as the index of a directory', $res);
is($h->get('/deep/', 'Sec-Fetch-Site: cross-site')->{status}, 403, 'as the index: closed');

# A tenant's .htaccess where the administrator switched the page on for all URLs.
my $to = { port => $h->port_n(1) };
$res = $h->request('GET', '/tenant/a.txt', ["Origin: $X"], undef, $to);
is($res->{status}, 200, 'chosen by a tenant');
no_cors('chosen by a tenant', $res);
$res = $h->request('GET', '/tenant/a.txt', ['Sec-Fetch-Site: cross-site'], undef, $to);
is($res->{status}, 403, 'a tenant cannot hide Sec-Fetch-Site');

# A debug line says why a page is off; nothing above debug.
like($h->log_text, qr/\[cors:debug\].*cors-status does not answer here; write 'SetHandler cors-status' and 'CorsStatus On' into one section/,
     'the log says how to switch a page on');
$h->log_ok(allow => [qr/unable to include|AH01371/]);
done_testing;
