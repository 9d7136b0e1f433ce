#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With PHP in PHP-FPM, by SetHandler and by ProxyPassMatch. httpd puts the fields of such a
# program and those of a proxied server into different header tables.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Applications;
use Httpd;
use PhpFpm;
use Test::More;
use Visitors;

my $php = PhpFpm->new;
my ($socket, $port) = ($php->socket, $php->port);
my $header = join '', map { /^(access.*): (.*)/i ? qq(Header always set $1 "$2"\nHeader add $1 "$2"\n) : () }
    split /\n/, own_fields();

my $h = Httpd->new(
    modules => [qw(headers proxy proxy_fcgi rewrite)],
    files => {
        %Applications::FILES,
        (map { ("htdocs/$_" => php_program()) }
            qw(handler/app.php doubled/app.php front/index.php htaccess/app.php index/index.php
               plain/app.php)),
        'htdocs/handler/static.txt' => 'static',
        'htdocs/front/.htaccess' => "RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\n"
            . "RewriteRule ^ index.php [L]\n",
        'htdocs/htaccess/.htaccess' => $Visitors::POLICY,
        'matched/app.php' => php_program(),
        'htdocs/handler/fatal.php' => '<?php no_such_function();',
        'htdocs/handler/redirect.php' => '<?php header("Location: /elsewhere");',
    },
    conf => <<"CONF");
<FilesMatch "\\.php\$">
    SetHandler "proxy:unix:$socket|fcgi://localhost/"
</FilesMatch>
DirectoryIndex index.php
<Directory "\@ROOT\@/htdocs/handler">
    $Visitors::POLICY
</Directory>
<Directory "\@ROOT\@/htdocs/front">
    $Visitors::POLICY
</Directory>
<Directory "\@ROOT\@/htdocs/index">
    $Visitors::POLICY
</Directory>
<Directory "\@ROOT\@/htdocs/doubled">
    $Visitors::POLICY
    $header
</Directory>
ProxyPassMatch "^/matched/(.*\\.php)\$" "fcgi://127.0.0.1:$port\@ROOT\@/matched/\$1"
<LocationMatch "^/matched/">
    $Visitors::POLICY
</LocationMatch>
ProxyPassMatch "^/down/(.*)\$" "fcgi://127.0.0.1:1/\$1"
<Location /down>
    $Visitors::POLICY
</Location>
CONF

my %own = (vary => 'Accept-Language', body_like => qr/^body$/);
for my $path ('/handler/app.php', '/matched/app.php') {
    application_ok($h, @$_) for
        [$path, $path, %own],
        ["$path, HEAD", $path, vary => 'Accept-Language', method => 'HEAD'],
        ["$path, POST", $path, %own, method => 'POST', body => 'a=b'],
        ["$path, PUT", $path, %own, method => 'PUT', body => 'a', requested => 'PUT'],
        map { ["$path, status $_", "$path?status=$_", %own, status => $_] } 201, 404, 500, 503;
    visitors_ok($h, "$path, missing", "$path.missing.php", status => 404);
}
application_ok($h, @$_) for
    ['path info', '/handler/app.php/more', %own],
    ['front controller in .htaccess', '/front/any/url', %own],
    ['front controller, status', '/front/any/url?status=422', %own, status => 422],
    ['DirectoryIndex', '/index/', %own],
    ['policy in .htaccess', '/htaccess/app.php', %own],
    ['doubled by Header directives', '/doubled/app.php', %own],
    ['doubled by Header directives, status', '/doubled/app.php?status=404', %own, status => 404];
visitors_ok($h, @$_) for
    ['uncaught error', '/handler/fatal.php', status => 500],
    ['redirect', '/handler/redirect.php', status => 302],
    ['static file in the same directory', '/handler/static.txt', body_like => qr/^static$/],
    ['dead', '/down/app.php', status => 503];

is($h->get('/handler/app.php', "Origin: $Visitors::REFUSED")->field('X-Decision'),
   'actual-refused:origin-not-listed', 'a PHP program sees the decision');
is($h->get('/plain/app.php', "Origin: $Visitors::REFUSED")->field('Access-Control-Allow-Origin'),
   "*, $Visitors::REFUSED", 'without a policy, the application\'s fields stay');

$h->log_ok(allow => [qr/\[proxy_fcgi:error\] .*(?:Primary script unknown|undefined function)/,
                     qr/AH00957: FCGI: attempt to connect to 127\.0\.0\.1:1 /,
                     qr/AH01079: failed to make connection to backend/]);
done_testing;
