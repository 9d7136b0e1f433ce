#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With applications that httpd runs: CGI, SSI, Lua, asis, listings and status pages. Their
# CORS fields are removed.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Applications;
use Httpd;
use Test::More;
use Visitors;

my $OWN = own_fields();
my $lua = join '', map { /(.*): (.*)/ ? "    t['$1'] = '$2'\n" : () } split /\n/, $OWN;

my $h = Httpd->new(
    modules => [Httpd->cgi, qw(actions asis autoindex include info lua negotiation rewrite status)],
    files => {
        %Applications::FILES,
        'app/cgi' => cgi_program(),
        'app/cgi-404' => cgi_program('Status: 404'),
        'app/cgi-302' => cgi_program('Location: https://other.example/'),
        'app/cgi-204' => cgi_program('Status: 204'),
        'app/cgi-local' => cgi_program('Location: /elsewhere/a.txt'),
        'app/cgi-to-cgi' => [0755, "#!/bin/sh\nprintf 'Location: /elsewhere/cgi\\n\\n'\n"],
        'app/action' => cgi_program(),
        'app/empty' => [0755, "#!/bin/sh\nexit 0\n"],
        'elsewhere/a.txt' => 'plain',
        'elsewhere/cgi' => cgi_program(),
        'htdocs/sent.asis' => "Status: 200 OK\n${OWN}Content-Type: text/plain\n\nas it is",
        'htdocs/gone.asis' => "Status: 410 Gone\n${OWN}Content-Type: text/plain\n\ngone",
        'htdocs/page.shtml' => '[<!--#include virtual="/app/cgi" --> <!--#include file="a.txt" -->]',
        'htdocs/missing.shtml' => '[<!--#include virtual="/no/such" -->]',
        'htdocs/a.txt' => 'text',
        'htdocs/by.action' => 'never sent',
        'htdocs/list/one.txt' => '1',
        'app.lua' => <<"LUA",
local function own(t)
$lua
end
local function note(r)
    local seen = io.open('\@ROOT\@/seen', 'a')
    seen:write(r.method, '\\n')
    seen:close()
end
function in_headers_out(r) note(r) own(r.headers_out) r:puts('by Lua') return apache2.OK end
function in_err_headers_out(r) note(r) own(r.err_headers_out) r:puts('by Lua') return apache2.OK end
function in_both(r) note(r) own(r.headers_out) own(r.err_headers_out) r:puts('by Lua') return apache2.OK end
function fails(r) note(r) own(r.headers_out) own(r.err_headers_out) return 500 end
function refuses(r)
    if r.uri ~= '/lua/refused' then return apache2.DECLINED end
    own(r.headers_out) own(r.err_headers_out)
    return 403
end
function at_once(r)
    if r.uri ~= '/lua/at-once' then return apache2.DECLINED end
    r.headers_out['X-By'] = 'Lua'
    r:puts('by Lua')
    return apache2.OK
end
LUA
    },
    conf => <<"CONF");
ScriptAlias /app "\@ROOT\@/app"
ScriptAlias /elsewhere/cgi "\@ROOT\@/elsewhere/cgi"
Alias /elsewhere "\@ROOT\@/elsewhere"
<Directory "\@ROOT\@/app">
    Require all granted
    $Visitors::POLICY
</Directory>
<Directory "\@ROOT\@/elsewhere">
    Require all granted
</Directory>
<Directory "\@ROOT\@/htdocs">
    $Visitors::POLICY
</Directory>
AddHandler send-as-is .asis
AddOutputFilter INCLUDES .shtml
AddType text/html .shtml
AddType text/plain .txt
AddHandler by-action .action
Action by-action /app/action
<Location /status>
    SetHandler server-status
    $Visitors::POLICY
</Location>
<Location /info>
    SetHandler server-info
    $Visitors::POLICY
</Location>
<Location /lua>
    $Visitors::POLICY
</Location>
LuaMapHandler ^/lua/out "\@ROOT\@/app.lua" in_headers_out
LuaMapHandler ^/lua/err "\@ROOT\@/app.lua" in_err_headers_out
LuaMapHandler ^/lua/both "\@ROOT\@/app.lua" in_both
LuaMapHandler ^/lua/fails "\@ROOT\@/app.lua" fails
LuaHookAccessChecker "\@ROOT\@/app.lua" refuses
LuaQuickHandler "\@ROOT\@/app.lua" at_once
CONF

my %own = (vary => 'Accept-Language');
application_ok($h, @$_) for
    ['CGI', '/app/cgi', %own, body_like => qr/^body$/],
    ['CGI with path info', '/app/cgi/more/path?query', %own],
    ['CGI, HEAD', '/app/cgi', %own, method => 'HEAD'],
    ['CGI, POST', '/app/cgi', %own, method => 'POST', body => 'a=b'],
    ['CGI, status 404', '/app/cgi-404', %own, status => 404, body_like => qr/^body$/],
    ['CGI, status 204', '/app/cgi-204', %own, status => 204],
    ['CGI, redirect', '/app/cgi-302', %own, status => 302],
    ['CGI, local redirect to a URL without policy', '/app/cgi-local', %own, body_like => qr/^plain$/],
    ['CGI, local redirect to another CGI program', '/app/cgi-to-cgi', %own],
    ['mod_actions', '/by.action', %own, body_like => qr/^body$/],
    ['SSI that includes a CGI program', '/page.shtml', body_like => qr/^\[body text\]$/],
    ['Lua, headers_out', '/lua/out', %own, body_like => qr/^by Lua$/],
    ['Lua, err_headers_out', '/lua/err', %own, body_like => qr/^by Lua$/],
    ['Lua, both', '/lua/both', %own],
    ['Lua, error', '/lua/fails', %own, status => 500];
visitors_ok($h, @$_) for
    ['CGI without output', '/app/empty', status => 500],
    ['CGI that is missing', '/app/missing', status => 404],
    ['CGI, local redirect of a POST', '/app/cgi-local', %own, method => 'POST', body => 'a'],
    ['SSI, missing include', '/missing.shtml', body_like => qr/^\[\[an error/],
    ['asis', '/sent.asis', %own, body_like => qr/^as it is$/],
    ['asis, status 410', '/gone.asis', %own, status => 410],
    ['autoindex', '/list/', body_like => qr/one\.txt/],
    ['autoindex, sorted', '/list/?C=M;O=D', body_like => qr/one\.txt/],
    ['server-status', '/status', body_like => qr/Server Version/],
    ['server-status?auto', '/status?auto', body_like => qr/^Total Accesses/m],
    ['server-info', '/info?server', body_like => qr/Server Version/],
    ['Lua, refused in a hook', '/lua/refused', %own, status => 403],
    ['Lua, no handler', '/lua/none', status => 404];

is($h->get('/app/cgi', "Origin: $Visitors::ALLOWED")->field('X-Decision'), 'actual-allowed',
   'a CGI program sees the decision');
is($h->get('/app/cgi')->field('X-Decision') // '', '', '... none without Origin');
is($h->get('/elsewhere/cgi')->field('Access-Control-Max-Age'), '1, 2',
   'without a policy, the application\'s fields stay');

# A limitation that the manual describes: no filter sees responses of a quick handler.
my $early = $h->get('/lua/at-once', "Origin: $Visitors::ALLOWED");
is($early->field('X-By'), 'Lua', 'a quick handler of a module answers');
$h->check('... and has no fields', $early);

$h->log_ok(allow => [qr/End of script output before headers: empty/,
                     qr{/app/missing: script not found}, qr{unable to include "/no/such"}]);
done_testing;
