#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Directives that do not map a URL to the file of the same name: Alias, UserDir, virtual
# document roots, MultiViews, CheckSpelling, Action and Script; and output filters that
# change the content.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Places;
use Visitors;
use Test::More;

my $ECHO = [0755, <<'CGI'];
#!/bin/sh
[ "$CONTENT_LENGTH" ] && cat >/dev/null
echo "asked by $REQUEST_METHOD" >&2
printf 'Content-Type: text/plain\n\n%s of %s' "$REQUEST_METHOD" "$PATH_INFO"
CGI
my %files = (
    'htdocs/a.txt' => 'a',
    'htdocs/acted/a.act' => 'a',
    'htdocs/scripted/a.txt' => 'a',
    'htdocs/views/doc.html.en' => 'doc',
    'htdocs/views/doc.html.de' => 'Dokument',
    'htdocs/views/doc.xyz' => 'xyz',
    'htdocs/spelling/check.txt' => 'check',
    'htdocs/spelling/twin-a.txt' => 'a',
    'htdocs/spelling/twin-b.txt' => 'b',
    'htdocs/views/map.var' => join("\n", map { ("URI: doc.html.$_", 'Content-Type: text/html',
                                               "Content-Language: $_", '') } qw(en de)),
    'htdocs/imap/a.map' => "default /a.txt\n",
    'htdocs/filtered/a.txt' => 'before ' x 200,
    'elsewhere/a.txt' => 'elsewhere',
    'homes/jane/www/a.txt' => 'jane',
    'homes/jane/www/.htaccess' => "RewriteEngine On\n"
        . "RewriteRule ^old https://other.example/ [R=301]\n",
    'mapped/script' => $ECHO,
);
my $places = Places->new(
    modules => [qw(env userdir negotiation speling actions cgi rewrite imagemap filter
                   substitute deflate ratelimit)],
    files => \%files,
    conf => <<'CONF');
Alias /alias "@ROOT@/elsewhere"
AliasMatch ^/alias-match/([a-z]+)$ "@ROOT@/elsewhere/$1.txt"
ScriptAlias /script "@ROOT@/mapped/script"
ScriptAliasMatch ^/script-match/([a-z]+)$ "@ROOT@/mapped/$1"
<Location /alias-here>
    Alias "@ROOT@/elsewhere/a.txt"
</Location>
UserDir "@ROOT@/homes/*/www"
<Directory "@ROOT@/htdocs/views">
    Options +MultiViews
    AddLanguage en .en
    AddLanguage de .de
    AddType text/html .html
    LanguagePriority en
    ForceLanguagePriority Prefer
</Directory>
AddHandler type-map .var
AddHandler imap-file .map
<Directory "@ROOT@/htdocs/spelling">
    CheckSpelling On
</Directory>
AddHandler acted .act
Action acted /script
Action virtual-act /script virtual
<Location /acted/none>
    SetHandler virtual-act
</Location>
<Directory "@ROOT@/htdocs/scripted">
    Script PUT /script
    Script OPTIONS /script
    Script PURGE /script
</Directory>
<Directory "@ROOT@/htdocs/filtered">
    ForceType text/plain
    SetOutputFilter SUBSTITUTE;DEFLATE;RATE_LIMIT
    Substitute s/before/after/
    SetEnv rate-limit 4000
</Directory>
CONF

my @rows = (
    # label, path, options
    ['Alias', '/alias/a.txt', body_like => qr/^elsewhere$/],
    ['Alias, 404', '/alias/none', status => 404],
    ['AliasMatch', '/alias-match/a', body_like => qr/^elsewhere$/],
    ['Alias in <Location>', '/alias-here', body_like => qr/^elsewhere$/],
    ['ScriptAlias', '/script/x', body_like => qr{^GET of /x$}],
    ['ScriptAlias, POST', '/script', method => 'POST', body => 'x', body_like => qr/^POST/],
    ['ScriptAliasMatch', '/script-match/script', body_like => qr/^GET/],
    ['UserDir', '/~jane/a.txt', body_like => qr/^jane$/],
    ['UserDir, 404', '/~jane/none', status => 404],
    ['UserDir, a user that does not exist', '/~joe/a.txt', status => 404],
    ['UserDir, redirect of .htaccess', '/~jane/old', status => 301],
    ['MultiViews', '/views/doc', vary => 'negotiate, accept-language', body_like => qr/^doc$/],
    ['MultiViews, 406', '/views/doc', status => 406, vary => 'negotiate, accept-language',
     lines => ['Accept: image/png']],
    ['MultiViews, 404', '/views/none', status => 404],
    ['type map', '/views/map.var', vary => 'negotiate, accept-language', body_like => qr/^doc$/],
    ['image map', '/imap/a.map?1,1', status => 302],
    ['CheckSpelling', '/spelling/chekc.txt', status => 301],
    ['CheckSpelling, several', '/spelling/twin-c.txt', status => 300],
    ['CheckSpelling, none', '/spelling/nothing', status => 404],
    ['Action', '/acted/a.act', body_like => qr{^GET of /acted/a\.act$}],
    ['Action, virtual', '/acted/none', body_like => qr{^GET of /acted/none$}],
    ['Script', '/scripted/a.txt', method => 'PUT', body => 'x', body_like => qr/^PUT/],
    ['Script, a method that it defines', '/scripted/a.txt', method => 'PURGE', body_like => qr/^PURGE/],
    ['filters', '/filtered/a.txt', body_like => qr/^(?:after ){200}$/, vary => 'accept-encoding'],
    ['filters, compressed', '/filtered/a.txt', lines => ['Accept-Encoding: gzip'],
     vary => 'accept-encoding', body_like => qr/^\x1f\x8b/],
);
$places->visitors_ok(@$_) for @rows;
unlike(join('', map { $_->log_text } $places->httpds), qr/asked by OPTIONS/,
       'no program was run for a preflight');
$places->log_ok(allow => [qr/AH01215: .*asked by|\[negotiation:error\]/]);
done_testing;
