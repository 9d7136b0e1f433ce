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
my %SECURITY = (
    'Cache-Control' => qr/^no-store$/, 'X-Content-Type-Options' => qr/^nosniff$/,
    'Cross-Origin-Resource-Policy' => qr/^same-origin$/, 'Referrer-Policy' => qr/^no-referrer$/,
    'Content-Security-Policy' => qr/^default-src 'none'; [^,]*frame-ancestors 'none'$/,
);
my $open = <<'CONF';
CorsAllowOrigin *
Header always set Access-Control-Allow-Origin "*"
Header set Access-Control-Expose-Headers "X-A"
Header always set Timing-Allow-Origin "*"
Header always set Cross-Origin-Resource-Policy "cross-origin"
Header set Content-Security-Policy "default-src *"
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
    ['deep/index.html', 'cors-status', 'CorsStatus On'],
    ['private', 'cors-status', 'CorsStatus On'],
    ['early', 'cors-status', 'CorsStatus On'], ['indexed', 'cors-status', 'CorsStatus On'];
my $h = Httpd->new(modules => [qw(headers rewrite mime include access_compat)], files => {
    'htdocs/error.html' => 'the error page', 'htdocs/indexed' => 'a file',
    'htdocs/d/.htaccess' => <<'HTA',
DirectoryIndex /indexed
RequestHeader set Sec-Fetch-Site none
Header set Cross-Origin-Resource-Policy cross-origin
Header unset Content-Security-Policy
HTA
    'htdocs/late/.htaccess' => <<'HTA',
SetHandler "%{HANDLER}"
AddHandler cors-status .html
CorsAllowOrigin https://x.example
CorsAllowCredentials On
RequestHeader set Sec-Fetch-Site none
HTA
    'htdocs/late/x.html' => 'x',
    'htdocs/lifted/.htaccess' => "<If \"true\">\nRequire all granted\n</If>\n",
    'htdocs/lifted/page' => 'a',
    'htdocs/satisfied/.htaccess' => "Satisfy Any\nOrder allow,deny\nAllow from all\n",
    'htdocs/satisfied/page' => 'a',
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
<Location "/private">
    Require all denied
    ErrorDocument 403 /error.html
</Location>
<Location "/error.html">
    <If "true">
        CorsAllowMethods PUT
    </If>
</Location>
<Directory "\@ROOT\@/htdocs/late">
    CorsStatus On
</Directory>
<LocationMatch "^/(?:lifted|satisfied)/page">
    SetHandler cors-status
    CorsStatus On
    Require all denied
</LocationMatch>
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteRule "^/early" "-" [R=204,L]
# Switched on for the whole server, as no administrator should: a tenant chooses the handler.
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    ServerName page.example
    ServerAlias *.page.example alias.example
    DocumentRoot "\@ROOT\@/htdocs"
    CorsStatus On
    $open
    <Location "/named">
        SetHandler cors-status
    </Location>
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
    like($res->field($_), $SECURITY{$_}, "$path: $_") for sort keys %SECURITY;
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

# The index of a directory: a .htaccess of the directory may have changed the request.
for my $path (qw(/deep/ /d/)) {
    $res = $h->get($path, "Origin: $X", 'Sec-Fetch-Site: cross-site');
    like($res->{status}, qr/^40[34]$/, "$path: not as the index of a directory");
    no_cors("$path: as the index of a directory", $res);
    like($res->field($_), $SECURITY{$_}, "$path: $_") for sort keys %SECURITY;
}

# A handler that is chosen after the request was decided.
is($h->get('/late/x.html', "Origin: $X", 'Sec-Fetch-Site: cross-site')->{status}, 404,
   'not if a variable names the handler later');

# A .htaccess that lifts the access control.
isnt($h->get("/$_/page")->{status}, 200, "$_: a .htaccess does not open the page") for qw(lifted satisfied);

# Responses that others make for the page: an error with its document, an early response.
$res = $h->get('/private', "Origin: $X");
is("$res->{status} $res->{body}", '403 the error page', 'an error document');
no_cors('an error document', $res);
$res = $h->preflight('/early', $X, 'PUT');
is($res->{status}, 403, 'an early response does not answer a preflight');
no_cors('a preflight with an early response', $res);

# A stranger's name that points to this server.
my $to = { port => $h->port_n(1) };
for (['evil.example', 404], ['localhost', 200], ['127.0.0.1', 200], ['[::1]', 200], ['www.localhost', 200],
     ['evil-localhost', 404], ['page.example', 200], ['WWW.page.example', 200], ['alias.example', 200],
     ['page.example.evil.example', 404], ['1.2.3.4.evil.example', 404]) {
    my ($host, $status) = @$_;
    is($h->request('GET', '/named', ["Host: $host"], undef, $to)->{status}, $status, "Host: $host");
}

# A tenant's .htaccess where the administrator switched the page on for all URLs.
$res = $h->request('GET', '/tenant/a.txt', ["Origin: $X"], undef, $to);
is($res->{status}, 200, 'chosen by a tenant');
no_cors('chosen by a tenant', $res);
$res = $h->request('GET', '/tenant/a.txt', ['Sec-Fetch-Site: cross-site'], undef, $to);
is($res->{status}, 403, 'a tenant cannot hide Sec-Fetch-Site');

# A debug line says why a page is off; nothing above debug.
like($h->log_text, qr/\[cors:debug\].*cors-status does not answer here; write 'SetHandler cors-status' and 'CorsStatus On' into one section of the URL itself/,
     'the log says how to switch a page on');
$h->log_ok(allow => [qr/unable to include|AH01371|AH01630: client denied by server configuration: .*\/private$/]);
done_testing;
