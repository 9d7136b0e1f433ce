#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsEnforce Unsafe, Credentials and CorsEnforceExcept: which requests are refused
# (methods, handshakes, credentials, origins), and that a .htaccess can only make it
# stricter. CorsEnforce On is in enforce.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $B, $X, $EVIL) = map { "https://$_.example" } qw(a b x evil);
my ($LOGIN, $IDP) = qw(https://login.example https://one.idp.example);
my $ALLOW = "CorsAllowOrigin $A $B";
my @SAFE = qw(GET HEAD OPTIONS PROPFIND REPORT SEARCH QUERY);
my @UNSAFE = qw(POST PUT DELETE PATCH MKCOL COPY MOVE LOCK UNLOCK PROPPATCH ACL MKCALENDAR LINK PURGE get Get propfind query X-GET);
my @SOCKET = ('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
              'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
my @COOKIE = ('Cookie: a=b');
my @AUTH = ('Authorization: Bearer x');

my %policies = (
    # path => configuration
    on => "$ALLOW\nCorsEnforce On",
    unsafe => "$ALLOW\nCorsEnforce Unsafe",
    'unsafe-case' => "$ALLOW\nCorsEnforce unsafe credentials",
    'unsafe-alone' => 'CorsEnforce Unsafe',
    'on-cred' => "$ALLOW\nCorsEnforce On Credentials",
    'unsafe-cred' => "$ALLOW\nCorsEnforce Unsafe Credentials",
    'alone-cred' => 'CorsEnforce Unsafe Credentials',
    'cred-auth' => "$ALLOW\nCorsAllowHeaders X-A Authorization\nCorsEnforce Unsafe Credentials",
    'cred-star' => "$ALLOW\nCorsAllowHeaders *\nCorsEnforce Unsafe Credentials",
    'cred-star-auth' => "$ALLOW\nCorsAllowHeaders * authorization\nCorsEnforce Unsafe Credentials",
    'cred-any' => "CorsAllowOrigin *\nCorsExposeHeaders X-A\nCorsEnforce On Credentials",
    'cred-allowed' => "$ALLOW\nCorsAllowCredentials On\nCorsEnforce On Credentials",
    'cred-deny' => "CorsAllowOrigin *\nCorsDenyOrigin $EVIL\nCorsEnforce Unsafe Credentials",
    except => "$ALLOW\nCorsEnforce On\nCorsEnforceExcept $LOGIN https://*.idp.example null file:// app://.",
    'except-unsafe' => "$ALLOW\nCorsEnforce Unsafe\nCorsEnforceExcept $LOGIN",
    'except-alone' => "CorsEnforce On\nCorsEnforceExcept $LOGIN null",
    'except-cred' => "$ALLOW\nCorsEnforce On Credentials\nCorsEnforceExcept $LOGIN",
    'except-denied' => "$ALLOW\nCorsDenyOrigin $LOGIN\nCorsEnforce On\nCorsEnforceExcept $LOGIN $IDP",
    'except-forward' => "$ALLOW\nCorsPreflight Forward\nCorsEnforce On\nCorsEnforceExcept $LOGIN",
    report => "$ALLOW\nCorsEnforce Unsafe Credentials\nCorsEngine ReportOnly",
    off => "$ALLOW\nCorsEnforce Unsafe Credentials\nCorsEngine Off",
    'except/more' => 'CorsEnforceExcept +https://pay.example',
    'except/none' => 'CorsEnforceExcept None',
    'except/other' => 'CorsEnforceExcept https://pay.example',
    'on/lowered' => 'CorsEnforce Unsafe',
    'on-cred/lowered' => 'CorsEnforce Unsafe',
    'unsafe/raised' => 'CorsEnforce On Credentials',
    'unsafe/lifted' => 'CorsEnforce Off',
);
my %tenants = (
    # configuration file => .htaccess => the result: mode, credentials
    'off' => ['CorsEnforce Off', { '' => ['Off', 0], 'CorsEnforce Unsafe' => ['Unsafe', 0], 'CorsEnforce On Credentials' => ['On', 1] }],
    'unset' => ['', { 'CorsEnforce Unsafe' => ['Unsafe', 0], 'CorsEnforce On' => ['On', 0], 'CorsEnforce Unsafe Credentials' => ['Unsafe', 1] }],
    'unsafe' => ['CorsEnforce Unsafe', {
        '' => ['Unsafe', 0], 'CorsEnforce Off' => ['Unsafe', 0], 'CorsEnforce On' => ['On', 0],
        'CorsEnforce Unsafe Credentials' => ['Unsafe', 1], 'CorsEngine Off' => ['Unsafe', 0],
        'CorsEngine ReportOnly' => ['Unsafe', 0], 'RequestHeader unset Cookie' => ['Unsafe', 0],
        'CorsPreserveExisting On' => ['Unsafe', 0] }],
    'on' => ['CorsEnforce On', {
        '' => ['On', 0], 'CorsEnforce Off' => ['On', 0], 'CorsEnforce Unsafe' => ['On', 0],
        'CorsEnforce Unsafe Credentials' => ['On', 1], 'CorsEngine Off' => ['On', 0] }],
    'unsafe-cred' => ['CorsEnforce Unsafe Credentials', {
        '' => ['Unsafe', 1], 'CorsEnforce Off' => ['Unsafe', 1], 'CorsEnforce Unsafe' => ['Unsafe', 1],
        'CorsEnforce On' => ['On', 1], 'RequestHeader unset Cookie' => ['Unsafe', 1],
        'RequestHeader set Sec-Fetch-Site same-origin' => ['Unsafe', 1], 'RequestHeader unset Upgrade' => ['Unsafe', 1] }],
    'on-cred' => ['CorsEnforce On Credentials', {
        '' => ['On', 1], 'CorsEnforce Off' => ['On', 1], 'CorsEnforce Unsafe' => ['On', 1], 'CorsEnforce On' => ['On', 1] }],
);
my (%files, @tenants);
my $conf = '';
for my $name (sort keys %tenants) {
    my ($text, $htaccess) = @{$tenants{$name}};
    $conf .= qq(<Directory "\@ROOT\@/htdocs/t-$name">\n$ALLOW\n$text\n</Directory>\n);
    my $count = 0;
    for my $line (sort keys %$htaccess) {
        my $path = "t-$name/" . $count++;
        %files = (%files, program_files("htdocs/$path/act.cgi"), "htdocs/$path/.htaccess" => "$line\n");
        push @tenants, ["/$path/act.cgi", "'$text', tenant '$line'", @{$htaccess->{$line}}, $line =~ /Engine Off/ ? 1 : 0];
    }
}
my $h = Httpd->new(
    modules => [qw(headers cgi rewrite)],
    files => { %files, program_files('cgi/act', map { "htdocs/c/$_.cgi" } qw(unsafe cred)),
               'htdocs/bad/.htaccess' => "CorsEnforceExcept $X\n", 'htdocs/bad/a.txt' => 'a',
               'htdocs/c/local.cgi' => [0755, "#!/bin/sh\ncat >/dev/null\nprintf 'Location: /c/unsafe.cgi\\n\\n'\n"],
               'htdocs/c/index/.htaccess' => "DirectoryIndex /c/unsafe.cgi\n",
               'htdocs/c/socket/.htaccess' => "RequestHeader unset Upgrade\nDirectoryIndex /c/unsafe.cgi\n",
               'htdocs/c/cookie/.htaccess' => "RequestHeader unset Cookie\nRequestHeader unset Authorization\nDirectoryIndex /c/cred.cgi\n",
               'htdocs/c/document/.htaccess' => "ErrorDocument 404 /c/unsafe.cgi\n" },
    conf => join('', map { "ScriptAlias /$_ \"\@ROOT\@/cgi/act\"\n" } reverse sort keys %policies)
        . join('', map { "<Location /$_>\n$policies{$_}\n</Location>\n" } sort keys %policies) . <<"CONF");
AddHandler cgi-script .cgi
$conf
<Location /c/unsafe.cgi>
    $ALLOW
    CorsEnforce Unsafe
</Location>
<Location /c/cred.cgi>
    $ALLOW
    CorsEnforce Unsafe Credentials
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    ServerName https://a.example
</VirtualHost>
CONF

my %CREDENTIALS = (decision => 'actual-refused:credentials-not-allowed');
my $NOT_LISTED = 'actual-refused:origin-not-listed';

# Checks that the program ran, or that the request was refused. $want: runs, or the reason word.
sub outcome_ok
{
    my ($method, $path, $lines, $want, $label) = @_;
    my @body = $method =~ /^P(?:OST|UT|ATCH)$/ ? 'a=b' : ();
    my ($res, $runs) = watched($h, $method, $path, $lines, @body);
    $label = join ', ', $label // (), "$method $path", @$lines;
    is($runs, $want eq 'runs' ? 1 : 0, "$label: how often the program ran");
    if ($want eq 'runs') {
        isnt($res->{status}, 403, "$label: status");
    }
    else {
        is($res->{status}, 403, "$label: status");
        is($res->{decision}, "actual-refused:$want", "$label: decision");
        like($res->field('Vary') // '', qr/^Origin$/, "$label: Vary");
        is($res->field('Cache-Control'), 'no-store', "$label: Cache-Control");
    }
    return $res;
}

# ---- methods and handshakes ---------------------------------------------------------

for my $path (qw(/unsafe /unsafe-alone /unsafe-cred /unsafe-case /alone-cred /except-unsafe)) {
    for my $origin ($X, 'null') {
        outcome_ok($_, $path, ["Origin: $origin"], 'runs') for @SAFE;
        outcome_ok($_, $path, ["Origin: $origin"], 'origin-not-listed') for @UNSAFE;
    }
    my $res = outcome_ok('GET', $path, ["Origin: $X", @COOKIE], 'runs', 'an image with Origin');
    is($res->{decision}, $NOT_LISTED, "$path: an image with Origin: decision");
    like($res->field('Vary'), qr/\bOrigin\b/, "$path: an image with Origin: Vary");
    outcome_ok('POST', $path, ['Origin: https://x.example/'], 'origin-malformed');
    outcome_ok('GET', $path, ['Origin: https://x.example/'], 'runs');
    outcome_ok('GET', $path, ["Origin: $X", "Upgrade: $_", 'Connection: Upgrade'], 'origin-not-listed')
        for 'websocket', 'WebSocket', 'h2c, websocket', 'websocket, h2c', ', websocket ,';
    outcome_ok('GET', $path, ["Origin: $X", 'Upgrade: h2c', 'Upgrade: websocket', 'Connection: Upgrade'], 'origin-not-listed');
    outcome_ok('GET', $path, ["Origin: $X", "Upgrade: $_", 'Connection: Upgrade'], 'runs') for qw(h2c websockets x-websocket);
    outcome_ok($_, $path, [], 'runs', 'no Origin') for 'POST', 'DELETE';
    outcome_ok('GET', $path, [@SOCKET], 'runs', 'no Origin');
    is($h->request('TRACE', $path, ["Origin: $X"])->{status}, 200, "$path: TRACE");
}
outcome_ok($_, '/on', ["Origin: $X"], 'origin-not-listed') for @SAFE, @UNSAFE;
for my $method (@UNSAFE) {
    outcome_ok($method, '/unsafe', ["Origin: $A"], 'runs', 'allowed');
    outcome_ok($method, '/unsafe', ["Origin: $X", 'Sec-Fetch-Site: same-origin'], 'runs', 'same-origin');
}

# ---- Credentials -----------------------------------------------------------------------

for my $path (qw(/on-cred /unsafe-cred /cred-star /cred-auth)) {
    my $covered = $path eq '/cred-auth';
    for my $mode ([], ['Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: cross-site'], ['Sec-Fetch-Mode: navigate'], ['Sec-Fetch-Mode: no-cors']) {
        for my $method ('POST', 'PUT', 'DELETE', 'FOO') {
            my $res = outcome_ok($method, $path, ["Origin: $A", @COOKIE, @$mode], 'credentials-not-allowed');
            is($res->field('Access-Control-Allow-Origin'), $A, "$path, $method, cookie, @$mode: the page may read it");
            is($res->field('Access-Control-Allow-Credentials'), undef, "$path, $method, cookie, @$mode: without credentials");
            outcome_ok($method, $path, ["Origin: $A", @AUTH, @$mode], $covered ? 'runs' : 'credentials-not-allowed');
            outcome_ok($method, $path, ["Origin: $A", @AUTH, @COOKIE, @$mode], 'credentials-not-allowed');
            outcome_ok($method, $path, ["Origin: $A", @$mode], 'runs');
        }
        outcome_ok($_, $path, ["Origin: $A", @COOKIE, @AUTH, @$mode], 'runs') for @SAFE;
        outcome_ok('GET', $path, ["Origin: $A", @COOKIE, @SOCKET, @$mode], 'credentials-not-allowed');
        outcome_ok('GET', $path, ["Origin: $A", @SOCKET, @$mode], 'runs');
    }
    outcome_ok('GET', $path, ["Origin: $A", @AUTH, @SOCKET], $covered ? 'runs' : 'credentials-not-allowed');
    outcome_ok('GET', $path, ["Origin: $X", @COOKIE], $path eq '/on-cred' ? 'origin-not-listed' : 'runs');
    outcome_ok('POST', $path, ["Origin: $X", @COOKIE], 'origin-not-listed');
    # Same-origin requests, by each of the three rules.
    outcome_ok('POST', $path, ["Origin: $A", @COOKIE, @AUTH, 'Sec-Fetch-Site: same-origin'], 'runs');
    outcome_ok('POST', $path, ["Origin: $A", @COOKIE, 'Host: a.example'], 'runs');
    outcome_ok('GET', $path, ["Origin: $A", @COOKIE, @SOCKET, 'Host: a.example'], 'runs');
    outcome_ok('POST', $path, [@COOKIE, @AUTH], 'runs', 'no Origin');
    outcome_ok('POST', $path, ["Origin: $A", @COOKIE, 'Host: a.example', 'Sec-Fetch-Site: cross-site'], 'credentials-not-allowed');
    my $named = $h->request('POST', $path, ["Origin: $A", @COOKIE, 'Host: inside.example'], 'a=b', { port => $h->port_n(1) });
    isnt($named->{status}, 403, "$path: same-origin by ServerName");
    is($named->{decision}, 'actual-allowed', "$path: same-origin by ServerName: decision");
}
outcome_ok('POST', '/cred-star-auth', ["Origin: $A", @AUTH], 'runs', 'Authorization is listed');
outcome_ok('POST', '/cred-star-auth', ["Origin: $A", @COOKIE], 'credentials-not-allowed');
outcome_ok('POST', '/cred-allowed', ["Origin: $A", @COOKIE, @AUTH], 'runs', 'credentials are allowed');
outcome_ok('GET', '/cred-allowed', ["Origin: $A", @COOKIE, @SOCKET], 'runs', 'credentials are allowed');
outcome_ok('POST', $_, ["Origin: $A", @COOKIE, @AUTH], 'runs', 'without the word') for qw(/on /unsafe);
for my $origin ($X, 'null') {
    my $res = outcome_ok('POST', '/cred-any', ["Origin: $origin", @COOKIE], 'credentials-not-allowed');
    is($res->field('Access-Control-Allow-Origin'), '*', "cred-any, $origin: the page may read it");
    is($res->field('Access-Control-Expose-Headers'), 'X-A', "cred-any, $origin: and the exposed fields");
    outcome_ok('POST', '/cred-any', ["Origin: $origin"], 'runs');
    outcome_ok('GET', '/cred-any', ["Origin: $origin", @COOKIE], 'runs');
}
outcome_ok('POST', '/cred-deny', ["Origin: $EVIL", @COOKIE], 'origin-denied');
outcome_ok('GET', '/cred-deny', ["Origin: $EVIL", @SOCKET], 'origin-denied');
outcome_ok('POST', '/cred-deny', ["Origin: $X", @COOKIE], 'credentials-not-allowed');
outcome_ok('POST', '/cred-deny', ["Origin: $X"], 'runs');

# ---- CorsEnforceExcept ------------------------------------------------------------------

for my $path (qw(/except /except-unsafe /except-alone /except-cred /except-forward)) {
    for my $method (qw(GET POST DELETE)) {
        my $res = outcome_ok($method, $path, ["Origin: $LOGIN", @COOKIE, @AUTH], 'runs', 'excepted');
        like($res->{decision} // '', qr/^$NOT_LISTED$/, "$path, excepted, $method: decision");
        is($res->field('Access-Control-Allow-Origin'), undef, "$path, excepted, $method: the page may not read it") if $path ne '/except-alone';
    }
    outcome_ok('GET', $path, ["Origin: $LOGIN", @SOCKET], 'runs', 'excepted');
    outcome_ok('POST', $path, ["Origin: $X"], 'origin-not-listed', 'not excepted');
    outcome_ok('POST', $path, ["Origin: $LOGIN.evil.example"], 'origin-not-listed', 'not excepted');
    my ($res, $runs) = watched($h, 'OPTIONS', $path, ["Origin: $LOGIN", 'Access-Control-Request-Method: POST']);
    is($res->{status}, 403, "$path: the preflight of an excepted origin");
    is($res->{decision}, 'preflight-refused:origin-not-listed', "$path: the decision on the preflight of an excepted origin");
    is($runs, 0, "$path: the preflight is not forwarded");
}
outcome_ok('POST', '/except', ["Origin: $_"], 'runs', 'excepted') for $IDP, 'null', 'file://', 'app://.', 'https://a.b.idp.example';
outcome_ok('POST', '/except', ["Origin: $_"], 'origin-not-listed', 'not excepted')
    for 'https://idp.example', 'app://x', 'https://oneidp.example', 'http://login.example', 'https://login.example:8443';
outcome_ok('POST', '/except', ["Origin: $A"], 'runs', 'allowed');
for my $method (qw(GET POST)) {
    outcome_ok($method, '/except-denied', ["Origin: $LOGIN"], 'origin-denied', 'denied and excepted');
    outcome_ok($method, '/except-denied', ["Origin: $IDP"], 'runs', 'excepted');
}
is($h->preflight('/except-denied', $LOGIN, 'GET')->{decision}, 'preflight-refused:origin-denied', 'denied and excepted: preflight');
for (['/except/more', $LOGIN, 1], ['/except/more', 'https://pay.example', 1], ['/except/none', $LOGIN, 0],
     ['/except/none', 'null', 0], ['/except/other', $LOGIN, 0], ['/except/other', 'https://pay.example', 1]) {
    my ($path, $origin, $passes) = @$_;
    outcome_ok('POST', $path, ["Origin: $origin"], $passes ? 'runs' : 'origin-not-listed', 'merged');
}

# ---- sections that lift or lower enforcement ---------------------------------------------------

for my $path (qw(/report /off)) {
    outcome_ok('POST', $path, ["Origin: $_", @COOKIE, @AUTH], 'runs') for $A, $X, 'null';
    outcome_ok('GET', $path, ["Origin: $X", @SOCKET], 'runs');
}
is($h->request('POST', '/report', ["Origin: $A", @COOKIE], 'a=b')->{decision}, 'actual-refused:credentials-not-allowed',
   'ReportOnly logs the decision that enforcement would make');
is($h->request('POST', '/report', ["Origin: $X"], 'a=b')->{decision}, $NOT_LISTED, 'ReportOnly, an unlisted origin');
outcome_ok('GET', '/on/lowered', ["Origin: $X"], 'runs', 'an inner section lowers');
outcome_ok('POST', '/on/lowered', ["Origin: $X"], 'origin-not-listed');
outcome_ok('POST', '/on-cred/lowered', ["Origin: $A", @COOKIE], 'runs', 'an inner section takes Credentials away');
outcome_ok('GET', '/unsafe/raised', ["Origin: $X"], 'origin-not-listed', 'an inner section raises');
outcome_ok('POST', '/unsafe/raised', ["Origin: $A", @COOKIE], 'credentials-not-allowed');
outcome_ok('POST', '/unsafe/lifted', ["Origin: $X", @COOKIE], 'runs', 'an inner section lifts');

# ---- tenants ---------------------------------------------------------------------------------

for (@tenants) {
    my ($path, $label, $mode, $credentials, $is_off) = @$_;
    outcome_ok('GET', $path, ["Origin: $X"], $mode eq 'On' ? 'origin-not-listed' : 'runs', $label);
    outcome_ok('POST', $path, ["Origin: $X"], $mode eq 'Off' ? 'runs' : 'origin-not-listed', $label);
    outcome_ok('GET', $path, ["Origin: $X", @SOCKET], $mode eq 'Off' ? 'runs' : 'origin-not-listed', $label);
    next if $is_off;            # without a policy no origin is allowed
    outcome_ok('POST', $path, ["Origin: $A", @COOKIE], $credentials ? 'credentials-not-allowed' : 'runs', $label);
    outcome_ok('POST', $path, ["Origin: $A"], 'runs', $label);
    outcome_ok('GET', $path, ["Origin: $A", @COOKIE, @SOCKET], $credentials ? 'credentials-not-allowed' : 'runs', $label);
}
is($h->get('/bad/a.txt')->{status}, 500, 'CorsEnforceExcept is not allowed in a .htaccess');
like($h->log_text, qr/\[core:alert\].*CorsEnforceExcept/, 'CorsEnforceExcept in a .htaccess: the log names it');
# Enforcement checks the method and fields that the browser sent, even if an internal
# redirect changes them.
outcome_ok('GET', '/c/index/', ["Origin: $X"], 'runs');
outcome_ok('POST', '/c/index/', ["Origin: $X"], 'origin-not-listed');
outcome_ok('GET', '/c/local.cgi', ["Origin: $X"], 'runs', 'a CGI redirect');
outcome_ok('POST', '/c/local.cgi', ["Origin: $X"], 'origin-not-listed', 'a CGI redirect makes it a GET');
outcome_ok('GET', '/c/socket/', ["Origin: $X", @SOCKET], 'origin-not-listed', 'Upgrade was unset');
outcome_ok('POST', '/c/cookie/', ["Origin: $A", @COOKIE], 'credentials-not-allowed', 'Cookie was unset');
outcome_ok('POST', '/c/cookie/', ["Origin: $A", @AUTH], 'credentials-not-allowed', 'Authorization was unset');
outcome_ok('POST', '/c/cookie/', ["Origin: $A"], 'runs');
for (['POST', 0], ['GET', 1]) {
    my ($method, $want) = @$_;
    my ($res, $runs) = watched($h, $method, '/c/document/none', ["Origin: $X"], $method eq 'POST' ? 'a=b' : undef);
    is($res->{status}, 404, "error document of $method: the first status stays");
    is($runs, $want, "error document of $method: how often the program ran");
}

# ---- values -----------------------------------------------------------------------------------

for ('On', 'Unsafe', 'Off', 'On Credentials', 'Unsafe Credentials', 'unsafe CREDENTIALS') {
    my ($ok, $output) = Httpd->syntax("CorsAllowOrigin $A\nCorsEnforce $_");
    ok($ok, "CorsEnforce $_") or diag $output;
}
for (['CorsEnforce Off Credentials', qr/CorsEnforce\b/], ['CorsEnforce Credentials', qr/CorsEnforce: 'Credentials'/],
     ['CorsEnforce Safe', qr/CorsEnforce: 'Safe' is not one of .*Unsafe/], ['CorsEnforce On Cookies', qr/CorsEnforce: 'Cookies'/],
     ['CorsEnforce On Credentials Credentials', qr/CorsEnforce/], ['CorsEnforceExcept *', qr/CorsEnforceExcept: .*CorsEnforce Off/],
     ['CorsEnforceExcept https://login.example/', qr/CorsEnforceExcept: 'https:\/\/login[.]example\/' /],
     ["CorsEnforceExcept $A +$B", qr/CorsEnforceExcept/]) {
    my ($text, $message) = @$_;
    my ($ok, $output) = Httpd->syntax("CorsAllowOrigin $A\n$text");
    ok(!$ok, "$text is an error");
    like($output, $message, "$text: the message");
}
for (["CorsEnforceExcept null", undef], ['CorsEnforceExcept file://', undef], ["CorsEnforceExcept $LOGIN", undef],
     ['CorsEnforceExcept https://*.github.io', qr/CorsEnforceExcept.*github[.]io/],
     ['CorsEnforceExcept moz-extension://*', qr/CorsEnforceExcept.*moz-extension/]) {
    my ($text, $warning) = @$_;
    my ($ok, $output) = Httpd->syntax("CorsAllowOrigin $A\nCorsEnforce On\n$text", log_level => 'info');
    ok($ok, "$text is accepted") or diag $output;
    $warning ? like($output, $warning, "$text: warned about") : unlike($output, qr/^\S+:\d+: /m, "$text: not warned about");
}

$h->log_ok(allow => [qr/\[cors:warn\]|\[core:alert\].*CorsEnforceExcept/]);
done_testing;
