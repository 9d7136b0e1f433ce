#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_php, which Debian builds only for the prefork MPM: this test uses prefork,
# regardless of the MPM of the other tests.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Applications;
use Httpd;
use Test::More;
use Visitors;

my ($php) = sort { $b cmp $a } glob Httpd->modules_dir . '/{libphp,mod_php}*.so';
Httpd::skip_all('needs mod_php (libapache2-mod-php)') unless $php;
my $name = $php =~ /libphp7/ ? 'php7_module' : 'php_module';

my $h = Httpd->new(
    mpm => 'prefork',
    modules => [qw(headers rewrite)],
    files => {
        %Applications::FILES,
        'htdocs/app/index.php' => php_program(),
        'htdocs/plain/app.php' => php_program(),
        'htdocs/app/flushed.php' => '<?php header("Access-Control-Allow-Origin: *");'
            . ' echo "first"; flush(); echo str_repeat("x", 100000);',
        'htdocs/app/unsent.php' => '<?php header_remove("Vary"); http_response_code(204);',
        'htdocs/app/fatal.php' => '<?php header("Access-Control-Allow-Origin: *"); none();',
        'htdocs/app/redirect.php' => '<?php header("Location: /elsewhere");',
        'htdocs/app/virtual.php' => '<?php virtual("/plain/a.txt");',
        'htdocs/plain/a.txt' => 'plain',
        'htdocs/app/.htaccess' => "RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\n"
            . "RewriteRule ^ index.php [L]\n$Visitors::POLICY",
    },
    conf => <<"CONF");
LoadModule $name "$php"
php_admin_flag display_errors off
php_admin_flag log_errors on
AddType application/x-httpd-php .php
DirectoryIndex index.php
CONF

my %own = (vary => 'Accept-Language', body_like => qr/^body$/);
application_ok($h, @$_) for
    ['program', '/app/index.php', %own],
    ['program, HEAD', '/app/index.php', vary => 'Accept-Language', method => 'HEAD'],
    ['program, POST', '/app/index.php', %own, method => 'POST', body => 'a=b'],
    ['program, DELETE', '/app/index.php', %own, method => 'DELETE', requested => 'DELETE'],
    ['DirectoryIndex', '/app/', %own],
    ['front controller', '/app/any/url', %own],
    (map { ["status $_", "/app/any/url?status=$_", %own, status => $_] } 201, 401, 404, 500, 503);
visitors_ok($h, @$_) for
    ['flushed', '/app/flushed.php', body_like => qr/^firstx+$/],
    ['no body', '/app/unsent.php', status => 204],
    ['uncaught error', '/app/fatal.php', status => 500],
    ['redirect', '/app/redirect.php', status => 302],
    ['virtual() of a URL without policy', '/app/virtual.php', body_like => qr/plain/];
is($h->get('/app/index.php', "Origin: $Visitors::ALLOWED")->field('X-Decision'),
   'actual-allowed', 'a PHP program sees the decision');
is($h->get('/plain/app.php', "Origin: $Visitors::REFUSED")->field('Access-Control-Allow-Origin'),
   "*, $Visitors::REFUSED", 'without a policy, the application\'s fields stay');

$h->log_ok(allow => [qr/\[php:error\] .*undefined function none/]);
done_testing;
