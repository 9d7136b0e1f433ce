#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A redirect of the server comes before its URL is mapped. The policy is that of
# the place to which Alias, UserDir or a virtual document root would have led.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Visitors;
use Test::More;

my $RULE = "RewriteEngine On\nRewriteRule /old https://other.example/ [R=308,L]\n";
my $h = Httpd->new(
    modules => [qw(rewrite userdir vhost_alias)],
    files => {
        (map { ("$_/a.txt" => $_) } qw(htdocs elsewhere here script mass/directory mass/none)),
        (map { ("$_/.htaccess" => $Visitors::POLICY, "$_/a.txt" => $_) }
             qw(tenant homes/jane/www mass/htaccess)),
    },
    conf => <<"CONF");
<Directory "\@ROOT\@">
    AllowOverride All
    Options All
    Require all granted
</Directory>
Alias /alias "\@ROOT\@/elsewhere"
Alias /tenant "\@ROOT\@/tenant"
AliasMatch ^/match/([a-z]+)/ "\@ROOT\@/\$1/"
ScriptAlias /script "\@ROOT\@/script"
<Location /here>
    Alias "\@ROOT\@/here"
</Location>
UserDir "\@ROOT\@/homes/*/www"
<Directory "\@ROOT\@/mass/directory">
    $Visitors::POLICY
</Directory>
<DirectoryMatch "^\@ROOT\@/(elsewhere|here|script)">
    $Visitors::POLICY
</DirectoryMatch>
Redirect 301 /~jane/moved https://other.example/
Redirect 301 /alias/moved https://other.example/
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName main.test
    $RULE
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName mass.test
    $RULE
    ServerAlias *.mass.test
    UseCanonicalName Off
    VirtualDocumentRoot "\@ROOT\@/mass/%1"
    Redirect 301 /moved https://other.example/
</VirtualHost>
CONF

my @rows = (
    # label, path, host
    ['Alias', '/alias/old'],
    ['Alias, .htaccess', '/tenant/old'],
    ['AliasMatch', '/match/elsewhere/old'],
    ['ScriptAlias', '/script/old'],
    ['Alias in <Location>', '/here/old'],
    ['UserDir, .htaccess', '/~jane/old'],
    ['UserDir, Redirect', '/~jane/moved', undef, 301],
    ['VirtualDocumentRoot', '/old', 'directory.mass.test'],
    ['VirtualDocumentRoot, .htaccess', '/old', 'htaccess.mass.test'],
    ['VirtualDocumentRoot, Redirect', '/moved', 'htaccess.mass.test', 301],
);
for (@rows) {
    my ($label, $path, $host, $status) = @$_;
    visitors_ok($h, $label, $path, status => $status // 308, host => $host // 'main.test');
}
# URLs that are not redirected are mapped to the same places.
visitors_ok($h, "VirtualDocumentRoot: $_", '/a.txt', host => "$_.mass.test",
            body_like => qr{^mass/$_$}) for qw(directory htaccess);
visitors_ok($h, 'VirtualDocumentRoot: 404', '/none', host => 'htaccess.mass.test', status => 404);

is($h->get('/alias/old', 'Host: main.test')->field('Location'), 'https://other.example/',
   'the Location is that of the Redirect');

# A redirected URL whose place has no policy gets no fields.
for (['/old', 'main.test', 308], ['/old', 'none.mass.test', 308], ['/moved', 'none.mass.test', 301],
     # A Redirect hides the Alias of its URL, also from mod_cors.
     ['/alias/moved', 'main.test', 301]) {
    my ($path, $host, $status) = @$_;
    $h->check("$host$path: no policy", $h->get($path, "Host: $host", "Origin: $Visitors::ALLOWED"),
              status => $status);
    is($h->preflight($path, $Visitors::ALLOWED, 'PUT', undef, "Host: $host")->{status}, $status,
       "$host$path: no answer to a preflight");
}
$h->log_ok;
done_testing;
