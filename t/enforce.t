#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsEnforce: an actual request of an origin that is not allowed gets 403 and is not carried
# out. How a .htaccess changes enforcement is tested in t/htaccess.t, the order of
# enforcement and other refusals in t/enforce-order.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $X, $EVIL) = qw(https://a.example https://x.example https://evil.example);

my $h = Httpd->new(
    modules => [qw(headers rewrite cgi proxy proxy_http include negotiation)],
    basic_auth => 1, tls => 1,
    files => {
        ran => [0666, ''],      # one letter for each run of the program
        'cgi/act' => [0755, <<'CGI'],
#!/bin/sh
printf x >>'@ROOT@/ran'
[ "${CONTENT_LENGTH:-0}" -gt 0 ] && cat >/dev/null
printf 'Content-Type: text/plain\nVary: Accept\nAccess-Control-Allow-Origin: https://own.example\n\nran'
CGI
        'cgi/local' => [0755, "#!/bin/sh\nprintf 'Location: /alone/act\\n\\n'\n"],
        'cgi/same' => [0755, "#!/bin/sh\nprintf 'Location: /policy/act\\n\\n'\n"],
        'cgi/page' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nthe page'\n"],
        'htdocs/a.txt' => 'a',
        'htdocs/errors/403.txt' => 'refused, says a file',
        'htdocs/ssi/index.shtml' => '<!--#include virtual="/alone/act"-->',
        'htdocs/dir/index.html' => 'index',
        'htdocs/rewritten/.htaccess' => "RewriteEngine On\nRewriteRule ^ /alone/act\n",
        'htdocs/basic/a.txt' => 'a',
        'htdocs/moved/.htaccess' => "CorsEnforce On\nRedirect 303 /moved https://other.example/\n",
        'htdocs/routed/.htaccess' => "CorsEnforce On\nRewriteEngine On\nRewriteRule ^ /open/act\n",
    },
    conf => <<'CONF');
<Directory "@ROOT@/cgi">
    Require all granted
    Options ExecCGI
</Directory>
ScriptAlias /policy/act "@ROOT@/cgi/act"
ScriptAlias /alone/act "@ROOT@/cgi/act"
ScriptAlias /denied/act "@ROOT@/cgi/act"
ScriptAlias /any/act "@ROOT@/cgi/act"
ScriptAlias /open/act "@ROOT@/cgi/act"
ScriptAlias /open/local "@ROOT@/cgi/local"
ScriptAlias /policy/local "@ROOT@/cgi/local"
ScriptAlias /policy/same "@ROOT@/cgi/same"
ScriptAlias /errors/page "@ROOT@/cgi/page"
<Location "/policy">
    CorsAllowOrigin https://a.example
    CorsExposeHeaders X-Total
    CorsEnforce On
</Location>
<Location "/alone">
    CorsEnforce On
</Location>
<Location "/denied">
    CorsAllowOrigin https://a.example https://x.example
    CorsDenyOrigin https://x.example
    CorsEnforce On
</Location>
<Location "/any">
    CorsAllowOrigin *
    CorsEnforce On
</Location>
<Location "/policy/lifted">
    CorsEnforce Off
</Location>
<Location "/alone/lifted">
    CorsEngine Off
</Location>
<Location "/file">
    CorsEnforce On
    ErrorDocument 403 /errors/403.txt
</Location>
<Location "/program">
    CorsAllowOrigin https://a.example
    CorsEnforce On
    ErrorDocument 403 /errors/page
</Location>
<Location "/header">
    CorsEnforce On
    Header always set X-Always 1
</Location>
<Location "/ssi">
    SetOutputFilter INCLUDES
    DirectoryIndex index.shtml
</Location>
<Location "/dir">
    CorsEnforce On
</Location>
<Directory "@ROOT@/htdocs/basic">
    CorsEnforce On
    Include "@ROOT@/basic-auth"
</Directory>
ProxyPass "/proxied/" "http://127.0.0.1:@PORT1@/open/"
<Location "/proxied">
    CorsEnforce On
</Location>
Listen 127.0.0.1:@PORT1@
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName backend.example
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT2@>
    ServerName https://public.example:8443
    CorsEnforce On
</VirtualHost>
<Location "/tls">
    CorsEnforce On
</Location>
CONF

sub runs { return length $h->slurp('ran') }

# Returns the response of a request and how often the program ran.
sub watched
{
    my $before = runs();
    my $res = $h->request(@_);
    return ($res, runs() - $before);
}

my @form = ('Content-Type: application/x-www-form-urlencoded');
my @socket = ('Upgrade: websocket', 'Sec-WebSocket-Version: 13',
              'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');

# ---- refused requests --------------------------------------------------------

for my $path (qw(/policy/act /alone/act /proxied/act)) {
    # With a policy the program's field is removed, without a policy it stays.
    my @own = $path eq '/policy/act' ? () : ('allow-origin' => 'https://own.example');
    my @rows = (
        # method, field lines, decision
        ['GET', ["Origin: $X"], 'origin-not-listed'],
        ['HEAD', ["Origin: $X"], 'origin-not-listed'],
        ['POST', ["Origin: $X", @form], 'origin-not-listed', 'a=b'],
        ['POST', ["Origin: $X", 'Content-Type: text/plain'], 'origin-not-listed', 'a'],
        ['POST', ['Origin: null', @form], 'origin-not-listed', 'a=b'],
        ['PUT', ["Origin: $X"], 'origin-not-listed', 'a'],
        ['DELETE', ["Origin: $X"], 'origin-not-listed'],
        ['OPTIONS', ["Origin: $X"], 'origin-not-listed'],       # not a preflight
        ['GET', ["Origin: $X", @socket, 'Connection: Upgrade'], 'origin-not-listed'],
        ['GET', ["Origin: $X", "Origin: $A"], 'origin-malformed'],
        ['GET', ["Origin: $A/"], 'origin-malformed'],
        ['GET', ['Origin: '], 'origin-malformed'],
        ['GET', ["Origin: $X", 'Sec-Fetch-Site: cross-site'], 'origin-not-listed'],
        ['GET', ["Origin: $X", 'X-Forwarded-Host: x.example', 'X-Forwarded-Proto: https',
                 'Forwarded: host=x.example;proto=https'], 'origin-not-listed'],
    );
    for (@rows) {
        my ($method, $lines, $reason, $body) = @$_;
        my ($res, $ran) = watched($method, $path, $lines, $body);
        my $label = "$path: $method, " . join ', ', @$lines;
        $h->check($label, $res, status => 403, vary => 'Origin', decision => "actual-refused:$reason");
        is($ran, 0, "$label: the program does not run");
    }
    for (['GET', []], ['POST', [@form], 'a=b'], ['GET', ['Sec-Fetch-Site: cross-site']],
         ['GET', ['Referer: https://evil.example/']]) {
        my ($method, $lines, $body) = @$_;
        my ($res, $ran) = watched($method, $path, $lines, $body);
        my $label = "$path: $method, " . join ', ', 'no Origin', @$lines;
        $h->check($label, $res, vary => 'Accept, Origin', @own);
        is($ran, 1, "$label: the program runs");
    }
}

# ---- allowed requests --------------------------------------------------------

my %allowed = ('allow-origin' => $A, 'expose-headers' => 'X-Total', vary => 'Accept, Origin',
               decision => 'actual-allowed');
for (['GET', []], ['POST', [@form], 'a=b'], ['DELETE', []], ['GET', ['Sec-Fetch-Site: cross-site']],
     ['GET', [@socket, 'Connection: Upgrade']]) {
    my ($method, $lines, $body) = @$_;
    my ($res, $ran) = watched($method, '/policy/act', ["Origin: $A", @$lines], $body);
    $h->check("allowed: $method @$lines", $res, %allowed);
    is($ran, 1, "allowed: $method @$lines: the program runs");
}
{
    my ($res, $ran) = watched('GET', '/denied/act', ["Origin: $X"]);
    $h->check('listed, but denied', $res, status => 403, vary => 'Origin',
              decision => 'actual-refused:origin-denied');
    is($ran, 0, 'listed, but denied: the program does not run');
    for my $origin ($X, 'null') {
        ($res, $ran) = watched('GET', '/any/act', ["Origin: $origin"]);
        $h->check("* allows $origin", $res, 'allow-origin' => '*', vary => 'Accept, Origin',
                  decision => 'actual-allowed');
        is($ran, 1, "* allows $origin: the program runs");
    }
    $h->check('* allows a malformed origin', $h->get('/any/act', 'Origin: https://X.example'),
              'allow-origin' => '*', vary => 'Accept, Origin', decision => 'actual-allowed');
}

# ---- same-origin, in three ways -----------------------------------------------

my $port = $h->port;
my ($here, $there) = ("http://localhost:$port", 'Host: www.example');
my %to = (plain => {}, tls => { tls => 1 }, named => { port => $h->port_n(2) });
my @rows = (
    # connection, field lines, same-origin?
    ['plain', ["Origin: $X", 'Sec-Fetch-Site: same-origin'], 1],
    ['plain', ['Origin: null', 'Sec-Fetch-Site: same-origin'], 1],
    ['plain', ['Origin: null', 'Sec-Fetch-Site: none'], 1],
    ['plain', ["Origin: $here", 'Sec-Fetch-Site: same-site'], 0],
    ['plain', ["Origin: $here", 'Sec-Fetch-Site: cross-site'], 0],
    ['plain', ["Origin: $here", 'Sec-Fetch-Site: Same-Origin'], 0],
    ['plain', ['Origin: null'], 0],
    ['plain', ["Origin: $here"], 1],
    ['plain', ["Origin: http://localhost"], 0],
    ['plain', ['Origin: http://www.example', $there], 1],
    ['plain', ['Origin: http://www.example', 'Host: www.example:80'], 1],
    ['plain', ['Origin: http://www.example', 'Host: www.example:8080'], 0],
    ['plain', ['Origin: http://www.example', 'Host: www.example.evil.example'], 0],
    ['plain', ['Origin: https://www.example', $there], 1],      # TLS ends at a proxy
    ['plain', ['Origin: https://www.example', 'Host: www.example:443'], 1],
    ['plain', ['Origin: https://www.example', 'Host: WWW.example'], 1],
    ['plain', ['Origin: chrome-extension://abc', 'Host: abc'], 0],
    ['tls', ['Origin: https://www.example', $there], 1],
    ['tls', ['Origin: http://www.example', $there], 0],
    ['named', ['Origin: https://public.example:8443', 'Host: inside.example'], 1],
    ['named', ['Origin: https://public.example', 'Host: inside.example'], 0],
    ['named', ['Origin: http://public.example:8443', 'Host: inside.example'], 0],
    ['named', ['Origin: https://inside.example', 'Host: inside.example'], 1],
    ['named', ['Origin: https://public.example:8443', 'Sec-Fetch-Site: cross-site'], 0],
);
for (@rows) {
    my ($to, $lines, $same) = @$_;
    my $path = $to eq 'named' ? '/' : '/tls';
    my $res = $h->request('POST', $path, $lines, 'a=b', $to{$to});
    my $label = "$to: " . join ', ', @$lines;
    is($res->{status} == 403 ? 'refused' : 'passes', $same ? 'passes' : 'refused', $label);
    like($res->{decision} // '', $same ? qr/^same-origin$/ : qr/^actual-refused:origin-/, "$label: decision");
    is($res->field('Vary'), 'Origin', "$label: Vary");
}
{
    my ($res, $ran) = watched('POST', '/policy/act', ["Origin: $here", @form], 'a=b');
    $h->check('same-origin needs no rule', $res, vary => 'Accept, Origin', decision => 'same-origin');
    is($ran, 1, 'same-origin: the program runs');
}

# ---- preflights ---------------------------------------------------------------

$h->check('preflight, allowed', $h->preflight('/policy/act', $A, 'PUT'), status => 204, vary => $PREFLIGHT_VARY,
          'allow-origin' => $A, decision => 'preflight-refused:method-not-allowed');
$h->check('preflight, refused', $h->preflight('/policy/act', $X, 'GET'), status => 403, vary => $PREFLIGHT_VARY,
          decision => 'preflight-refused:origin-not-listed');
for my $path (qw(/alone/act /alone/a.txt)) {
    my ($res, $ran) = watched('OPTIONS', $path, ["Origin: $X", 'Access-Control-Request-Method: PUT']);
    $h->check("$path: a preflight, without a policy", $res, status => 403, vary => $PREFLIGHT_VARY,
              decision => 'preflight-refused:origin-not-listed');
    is($ran, 0, "$path: a preflight, without a policy: the program does not run");
}

# ---- sections that lift enforcement, and URLs without it -----------------------

$h->check('CorsEnforce Off below: a constant policy', $h->get('/policy/lifted', "Origin: $X"), status => 404,
          'allow-origin' => $A, 'expose-headers' => 'X-Total', decision => 'actual-refused:origin-not-listed');
$h->check('CorsEngine Off below', $h->get('/alone/lifted', "Origin: $X"), status => 404);
$h->check('no protection', $h->get('/open/act', "Origin: $X"), vary => 'Accept',
          'allow-origin' => 'https://own.example');

# ---- internal redirects, error documents, subrequests ---------------------------

# Each URL of a chain is checked against its settings; the first refusal ends the chain.
for (['/rewritten/x', 'a rewrite'], ['/open/local', 'a CGI redirect']) {
    my ($path, $label) = @$_;
    my ($res, $ran) = watched('GET', $path, ["Origin: $X"]);
    $h->check("from an open URL by $label", $res, status => 403, vary => 'Origin',
              decision => 'actual-refused:origin-not-listed');
    is($ran, 0, "from an open URL by $label: the program does not run");
    is($h->get($path)->{body}, 'ran', "from an open URL by $label: without Origin the program runs");
}
for (['/policy/local', $X, 403], ['/policy/local', $A, 403], ['/policy/same', $A, 200], ['/policy/same', $X, 403]) {
    my ($path, $origin, $status) = @$_;
    my ($res, $ran) = watched('GET', $path, ["Origin: $origin"]);
    is($res->{status}, $status, "$path, enforced twice: $origin: status");
    is($ran, $status == 200 ? 1 : 0, "$path, enforced twice: $origin: how often the program ran");
}
{
    my ($res, $ran) = watched('GET', '/ssi/', ["Origin: $X"]);
    is($res->{status}, 200, 'CorsEnforce does not check subrequests');
    is($ran, 1, 'a subrequest: the program runs');
}
$h->check('a directory index', $h->get('/dir/', "Origin: $X"), status => 403, vary => 'any',
          decision => 'actual-refused:origin-not-listed');
$h->check('a file that is not there', $h->get('/dir/missing', "Origin: $X"), status => 403, vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
for my $path ('/file', '/program') {
    for my $origin ($X, 'null') {
        my $res = $h->get($path, "Origin: $origin");
        $h->check("$path: no error document, $origin", $res, status => 403, vary => 'Origin',
                  decision => 'actual-refused:origin-not-listed');
        unlike($res->{body}, qr/refused, says a file|the page/, "$path: $origin gets the module's page");
    }
}
for (['/moved/x', 303, 0], ['/routed/x', 200, 1]) {
    my ($path, $status, $runs) = @$_;
    for my $lines ([], ["Origin: $here"], ["Origin: $X"]) {
        my $is_refused = "@$lines" =~ /\Q$X\E/;
        my ($res, $ran) = watched('GET', $path, $lines);
        is($res->{status}, $is_refused ? 403 : $status, "$path, before its .htaccess redirects: @$lines");
        is($ran, $is_refused ? 0 : $runs, "$path, @$lines: how often the program ran");
    }
}
is($h->get('/header', "Origin: $X")->field('X-Always'), 1, '"Header always" works on the 403');
is($h->get('/basic/a.txt', "Origin: $X")->{status}, 403, 'CorsEnforce refuses before authentication');
is($h->get('/basic/a.txt')->{status}, 401, 'authentication is required without Origin');

# ---- log --------------------------------------------------------------------------

{
    my $before = length $h->log_text;
    $h->get('/policy/act', "Origin: $EVIL");
    my @lines = substr($h->log_text, $before) =~ /^(.*\[cors:.*)$/mg;
    is(scalar @lines, 1, 'one line is logged');
    like($lines[0], qr{\[cors:debug\].*actual-refused:origin-not-listed 'https://evil\.example' GET /policy/act \(},
         'the line is at debug: any client can cause it');
}

$h->log_ok(allow => [qr/\[cors:warn\].*CorsEnforce 'On' refuses nothing where/,
                     qr/\[auth_basic:error\]|AH01617|AH01618|\[ssl:warn\]/]);

# Sections that apply only after fixups, by DirectoryIndex, are enforced too. ServerName is
# compared case-insensitively.
my $late = Httpd->new(
    conf => <<'CONF',
<Directory "@ROOT@/htdocs/ix">
    <Files "index.html">
        CorsAllowOrigin https://a.example
        CorsEnforce On
    </Files>
</Directory>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName https://Pub.Example
    CorsAllowOrigin https://a.example
    CorsEnforce On
</VirtualHost>
CONF
    files => { 'htdocs/ix/index.html' => 'index' },
);
for (['https://x.example', 403], ['https://a.example', 200]) {
    my ($origin, $status) = @$_;
    is($late->get($_, "Origin: $origin")->{status}, $status, "$_, $origin")
        for '/ix/', '/ix/index.html';
}
for (['https://pub.example', 200], ['https://x.example', 403]) {
    my ($origin, $status) = @$_;
    my ($res) = $late->raw("GET /ix/ HTTP/1.1\r\nHost: elsewhere\r\nOrigin: $origin\r\n"
        . "Connection: close\r\n\r\n", { port => $late->port_n(1) });
    is($res->{status}, $status, "ServerName https://Pub.Example, $origin");
}
$late->log_ok;
done_testing;
