#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# mod_rewrite in the server, in <Directory>, <Location> and .htaccess: redirects,
# refusals, proxying, front controllers.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Places;
use Test::More;

my $PER_DIRECTORY = <<'CONF';
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteRule recipe$ - [R=200,L]
RewriteRule 301$ https://other.example/ [R=301,L]
RewriteRule 307$ /target.txt [R=307,L]
RewriteRule 308$ https://other.example/ [R=308,L]
RewriteRule forbidden$ - [F]
RewriteRule gone$ - [G]
RewriteRule proxied$ http://127.0.0.1:@PORT1@/target.txt [P]
RewriteRule dead$ http://127.0.0.1:1/ [P]
RewriteRule inside$ /target.txt [END]
RewriteRule missing$ /none/such [L]
RewriteRule cgi$ /cgi/app [L]
CONF
my $FRONT = <<'CONF';
RewriteEngine On
RewriteCond %{REQUEST_FILENAME} !-f
RewriteRule ^ index.cgi [L]
CONF
my $APP = [0755, <<'CGI'];
#!/bin/sh
[ "$REQUEST_METHOD" = POST ] && cat >/dev/null
case "$REDIRECT_URL$REQUEST_URI" in
*absent*) printf 'Status: 404 Absent\n' ;;
*broken*) printf 'Status: 500 Broken\n' ;;
esac
printf 'Content-Type: text/plain\n\n%s of %s' "$REQUEST_METHOD" "$REQUEST_URI"
CGI

my $places = Places->new(
    modules => [qw(rewrite cgi proxy proxy_http)],
    files => {
        'htdocs/target.txt' => 'target',
        'htdocs/in-htaccess/.htaccess' => $PER_DIRECTORY,
        'htdocs/in-directory/a.txt' => 'a',
        (map { ("htdocs/$_/index.cgi" => $APP) } qw(front front-directory)),
        'htdocs/front/.htaccess' => $FRONT,
        'htdocs/front/there.txt' => 'there',
        'cgi/app' => $APP,
        'elsewhere/a.txt' => 'elsewhere',
    },
    global => <<'CONF',
AddHandler cgi-script .cgi
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    CorsEngine Off
</VirtualHost>
CONF
    conf => <<"CONF");
ScriptAlias /cgi "\@ROOT\@/cgi"
Alias /elsewhere "\@ROOT\@/elsewhere"
RewriteEngine On
${\join '', map { "RewriteRule ^/early/$_ https://other.example/$_ [R=$_,L]\n" } 301, 302, 307, 308}
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteRule ^/early/recipe-200 - [R=200,L]
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteRule ^/early/recipe-204 - [R=204,L]
RewriteRule ^/early/same-host /target.txt [R=301,L]
RewriteRule ^/early/forbidden - [F]
RewriteRule ^/early/gone - [G]
RewriteRule ^/early/proxied http://127.0.0.1:\@PORT1\@/target.txt [P]
RewriteRule ^/early/dead http://127.0.0.1:1/ [P]
RewriteRule ^/early/inside /target.txt [PT]
RewriteRule ^/early/alias /elsewhere/a.txt [PT]
RewriteRule ^/early/cgi /cgi/app [PT]
<Directory "\@ROOT\@/htdocs/in-directory">
    $PER_DIRECTORY
</Directory>
<Location /in-location>
    $PER_DIRECTORY
</Location>
<Directory "\@ROOT\@/htdocs/front-directory">
    $FRONT
</Directory>
CONF

# Rules of the server, which come before the sections of the URL are known.
$places->visitors_ok("server, R=$_", "/early/$_", status => $_, early => 1) for 301, 302, 307, 308;
$places->visitors_ok('server, R=301 to the same host', '/early/same-host', status => 301, early => 1);
$places->visitors_ok('server, to a file', '/early/inside', body_like => qr/^target$/);
$places->visitors_ok('server, to an Alias', '/early/alias', body_like => qr/^elsewhere$/);
$places->visitors_ok('server, to a CGI program', '/early/cgi', body_like => qr/^GET of/);

# A rest of an old recipe: its response to a preflight is replaced.
$places->visitors_ok("server, R=$_ for OPTIONS", "/early/recipe-$_", status => 404) for 200, 204;

# A 403 of the server stays, and the page may read it. The preflight of a 410 is
# answered. <Directory> does not apply to proxied URLs.
$places->actual_ok('server, [F]', '/early/forbidden', status => 403, preflight => 403, early => 1);
$places->visitors_ok('server, [G]', '/early/gone', status => 410, early => 1);
for (['server, [P]', '/early/proxied', 200],
     ['server, [P] to a dead backend', '/early/dead', 503]) {
    my ($label, $path, $status) = @$_;
    my @opt = (status => $status, preflight => $status);
    $places->visitors_ok($label, $path, status => $status, at => \@Places::BEFORE_MAPPING);
    $places->nothing_ok($label, $path, @opt, at => \@Places::BY_FILE);
}

# Rules per directory.
my %rows = (
    301 => [status => 301],
    307 => [status => 307],
    308 => [status => 308],
    recipe => [status => 404],
    forbidden => [status => 403],
    gone => [status => 410],
    proxied => [body_like => qr/^target$/],
    dead => [status => 503],
    inside => [body_like => qr/^target$/],
    missing => [status => 404],
    cgi => [body_like => qr/^GET of/],
);
for (['in-htaccess', sort keys %rows], ['in-directory', qw(308 forbidden proxied inside)],
     ['in-location', qw(301 forbidden proxied inside)]) {
    my ($where, @names) = @$_;
    $places->visitors_ok("$where, $_", "/$where/$_", @{$rows{$_}}) for @names;
}

for my $where (qw(front front-directory)) {
    $places->visitors_ok("$where controller", "/$where/a/b", body_like => qr{^GET of /$where/a/b$});
    next if $where ne 'front';
    $places->visitors_ok("$where controller, POST", "/$where/a/b", method => 'POST', body => 'x',
                         body_like => qr/^POST/);
    $places->visitors_ok("$where controller, 404", "/$where/absent", status => 404);
    $places->visitors_ok("$where controller, 500", "/$where/broken", status => 500);
}
$places->visitors_ok('existing file with a front controller', '/front/there.txt', body_like => qr/^there$/);

$places->log_ok(allow => [qr/\[proxy(?:_http)?:error\]/]);
done_testing;
