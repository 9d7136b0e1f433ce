#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# mod_dir and mod_autoindex: the redirect to the URL with a slash, index files and
# programs, FallbackResource, listings.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Places;
use Visitors;
use Test::More;

my $APP = [0755, <<'CGI'];
#!/bin/sh
echo "asked by $REQUEST_METHOD" >&2
case "$REQUEST_URI" in
*absent*) printf 'Status: 404 Absent\n' ;;
esac
printf 'Content-Type: text/plain\n\n%s of %s' "$REQUEST_METHOD" "$REQUEST_URI"
CGI
my $ONLY_INDEX = "<Files index.html>\n$Visitors::POLICY</Files>\n";
my $ONLY_APP = "<Files app.cgi>\n$Visitors::POLICY</Files>\n";
my $places = Places->new(
    modules => [qw(cgi autoindex)],
    files => {
        'htdocs/index/index.html' => 'index',
        'htdocs/second/home.html' => 'home',
        'htdocs/program/index.cgi' => $APP,
        'htdocs/remote/a.txt' => 'a',
        'htdocs/sent/index.html' => 'index',
        'htdocs/no-slash/index.html' => 'index',
        'htdocs/fallback/app.cgi' => $APP,
        'htdocs/fallback/there.txt' => 'there',
        'htdocs/fallback/below/index.html' => 'below',
        'htdocs/list/one.txt' => 'one',
        'htdocs/list/two.txt' => 'two',
        'htdocs/list/README.html' => 'read me',
        'htdocs/unlisted/a.txt' => 'a',
        'htdocs/handled/index.html' => 'index',
        'cgi/app' => $APP,
    },
    conf => <<'CONF');
AddHandler cgi-script .cgi
ScriptAlias /cgi "@ROOT@/cgi"
DirectoryIndex index.html index.cgi home.html
<Directory "@ROOT@/htdocs/remote">
    DirectoryIndex none.html /cgi/app
</Directory>
<Directory "@ROOT@/htdocs/sent">
    DirectoryIndexRedirect 307
</Directory>
<Directory "@ROOT@/htdocs/no-slash">
    DirectorySlash Off
</Directory>
<Directory "@ROOT@/htdocs/fallback">
    FallbackResource /fallback/app.cgi
</Directory>
<Directory "@ROOT@/htdocs/list">
    IndexOptions FancyIndexing
    ReadmeName README.html
</Directory>
<Directory "@ROOT@/htdocs/unlisted">
    Options -Indexes
</Directory>
<Directory "@ROOT@/htdocs/handled">
    DirectoryCheckHandler On
    SetHandler default-handler
</Directory>
CONF

$places->visitors_ok(@$_) for
    # label, path, options
    ['slash', '/index', status => 301],
    ['slash, POST', '/index', status => 301, method => 'POST', body => 'x'],
    ['DirectoryIndex', '/index/', body_like => qr/^index$/],
    ['DirectoryIndex, HEAD', '/index/', method => 'HEAD'],
    ['DirectoryIndex, a later name', '/second/', body_like => qr/^home$/],
    ['DirectoryIndex, a program', '/program/', body_like => qr{^GET of /program/$}],
    ['DirectoryIndex, a program elsewhere', '/remote/', body_like => qr{^GET of /remote/$}],
    ['DirectoryIndexRedirect', '/sent/', status => 307],
    ['DirectorySlash Off', '/no-slash', body_like => qr/Index of/],
    ['DirectoryCheckHandler', '/handled/', status => 404],
    ['FallbackResource', '/fallback/a/b', body_like => qr{^GET of /fallback/a/b$}],
    ['FallbackResource, POST', '/fallback/a', method => 'POST', body => '', body_like => qr/^POST/],
    ['FallbackResource, 404', '/fallback/absent', status => 404],
    ['FallbackResource, a file', '/fallback/there.txt', body_like => qr/^there$/],
    ['FallbackResource, a directory', '/fallback/below/', body_like => qr/^below$/],
    ['autoindex', '/list/', body_like => qr/one\.txt.*two\.txt/s],
    ['autoindex, sorted', '/list/?C=S;O=D', body_like => qr/one\.txt/],
    ['no index, no listing', '/unlisted/', status => 403];

# A policy for only the index file is found when httpd finds that file.
my $h = Httpd->new(
    modules => [qw(cgi autoindex)],
    files => {
        'htdocs/.htaccess' => "AddHandler cgi-script .cgi\n",
        'htdocs/index/.htaccess' => $ONLY_INDEX,
        'htdocs/index/index.html' => 'index',
        'htdocs/index/a.txt' => 'a',
        'htdocs/fallback/.htaccess' => "FallbackResource /fallback/app.cgi\n$ONLY_APP",
        'htdocs/fallback/app.cgi' => $APP,
        'htdocs/config/index.html' => 'index',
        'htdocs/program/.htaccess' => "DirectoryIndex app.cgi\n$ONLY_APP",
        'htdocs/program/app.cgi' => $APP,
    },
    conf => <<"CONF");
<Directory "\@ROOT\@/htdocs/config">
    $ONLY_INDEX
</Directory>
CONF
visitors_ok($h, @$_) for
    ['<Files> of .htaccess, index', '/index/', body_like => qr/^index$/],
    ['<Files> of .htaccess, the file', '/index/index.html', body_like => qr/^index$/],
    ['<Files> in <Directory>, index', '/config/', body_like => qr/^index$/],
    ['<Files> of .htaccess, program', '/program/', body_like => qr/^GET/],
    ['<Files> of .htaccess, FallbackResource', '/fallback/a/b', body_like => qr/^GET/];
# The directory without its slash, and the other files, have no policy.
for (['/index', 301], ['/config', 301], ['/index/a.txt', 200]) {
    my ($path, $status) = @$_;
    $h->check("<Files index.html>: $path has no policy",
              $h->get($path, "Origin: $Visitors::ALLOWED"), status => $status);
}

unlike(join('', map { $_->log_text } $places->httpds, $h), qr/asked by OPTIONS/,
       'no program was run for a preflight');
my @expected = (qr/AH01215: .*asked by|\[autoindex:error\]/);
$_->log_ok(allow => \@expected) for $places, $h;
done_testing;
