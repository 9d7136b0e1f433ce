#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# docs/recipes.md: each block with a policy is in a separate virtual host, which gets requests
# as a browser sends them. The rows have the expected status and every CORS field.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Backend;
use Examples;
use Files;
use Httpd;
use Recipes;
use Test::More;

my ($APP, $WWW, $X) = qw(https://app.example.com https://www.example.com https://x.example);
my @origin = (vary => 'Origin');
my @preflight = (vary => $Examples::PREFLIGHT_VARY);
my %app = (origin => $APP, @origin);
my %app_alone = (origin => $APP);       # one exact origin: a constant policy

sub echo
{
    my ($origin) = $_[0] =~ /^Origin: *(.*?)\r/mi;
    my $body = 'Origin ' . ($origin // 'none');
    return join "\r\n", 'HTTP/1.1 200 OK', 'Content-Length: ' . length $body, 'Connection: close', '', $body;
}
my $backend = Backend->new('/a.txt' => \&echo, '/live' => \&echo);

# For each recipe: a line of its block, then requests. A request is a method (for
# "OPTIONS PUT x-a" also the method and names that a preflight asks for), a path, an
# origin, the status, the CORS fields, further request fields and text of the body.
my @RECIPES = (
['CorsAllowOrigin https://example.com https://*.example.com' =>
    ['GET', '/api/a.txt', 'https://example.com', 200, { origin => 'https://example.com', @origin }],
    ['GET', '/api/a.txt', 'https://example.com.evil.test', 200, { @origin }]],
['CorsAllowOrigin http://localhost:* http://*.localhost:* http://127.0.0.1:* http://[::1]:*' =>
    map({ ['GET', '/api/a.txt', $_, 200, { origin => $_, @origin }] }
        qw(https://example.com https://shop.example.com http://localhost http://localhost:5173
           http://app.localhost:3000 http://127.0.0.1:8000 http://[::1]:3000)),
    ['GET', '/api/a.txt', 'http://localhost.evil.example', 200, { @origin }]],
['CorsAllowOriginMatch https://pr-[0-9]+\.preview\.example\.com' =>
    ['GET', '/api/a.txt', 'https://pr-7.preview.example.com', 200,
     { origin => 'https://pr-7.preview.example.com', @origin }],
    ['GET', '/api/a.txt', 'https://pr-7.preview.example.com.evil.example', 200, { @origin }]],
['CorsExposeHeaders X-Partner-Quota' =>
    ['GET', '/api/a.txt', $APP, 200, { %app, credentials => 'true' }, 'Cookie: a=b'],
    ['OPTIONS PUT content-type', '/api/a.txt', $APP, 204,
     { origin => $APP, credentials => 'true', methods => 'PUT, DELETE', headers => 'Content-Type', @preflight }],
    ['GET', '/api/a.txt', 'https://partner.example', 200,
     { origin => 'https://partner.example', expose => 'X-Partner-Quota', @origin }],
    ['GET', '/api/a.txt', $X, 200, { origin => '*', @origin }]],
['CorsAllowHeaders     Content-Type X-CSRF-Token' =>
    ['GET', '/api/a.txt', $APP, 200, { %app_alone, credentials => 'true' }, 'Cookie: a=b'],
    ['OPTIONS PUT content-type,x-csrf-token', '/api/a.txt', $APP, 204,
     { origin => $APP, credentials => 'true', methods => 'PUT, DELETE',
       headers => 'Content-Type, X-CSRF-Token', @preflight }],
    ['OPTIONS PUT', '/api/a.txt', $X, 403, { @preflight }]],
['CorsAllowHeaders Authorization Content-Type' =>
    ['GET', '/api/a.txt', $X, 200, { origin => '*' }, 'Authorization: Bearer t'],
    ['OPTIONS POST authorization,content-type', '/api/a.txt', $X, 204,
     { origin => '*', headers => 'Authorization, Content-Type', @preflight }]],
['CorsPreflightStatus 200' =>
    ['OPTIONS PUT', '/api/a.txt', $APP, 200,
     { origin => $APP, methods => 'PUT', max_age => 7200, @preflight }]],
['<IfModule cors_module>' => ['GET', '/api/a.txt', $X, 200, { origin => $WWW }]],
['CorsDenyOrigin https://*.evil.example' =>
    ['OPTIONS PUT', '/api/a.txt', 'https://a.evil.example', 403, { @preflight }],
    ['GET', '/api/a.txt', 'https://a.evil.example', 200, { @origin }]],
['AuthUserFile "/etc/apache2/passwords"' =>
    ['OPTIONS GET authorization', '/private/a.txt', $APP, 204,
     { origin => $APP, headers => 'Authorization', @preflight }],
    ['GET', '/private/a.txt', $APP, 401, { %app_alone }],
    ['GET', '/private/a.txt', $APP, 200, { %app_alone }, 'Authorization: Basic YTpi']],
['CGIPassAuth On' =>
    ['OPTIONS GET authorization', '/api/cgi/env', $APP, 204,
     { origin => $APP, headers => 'Authorization', @preflight }],
    ['GET', '/api/cgi/env', $APP, 200, { %app_alone }, 'Authorization: Bearer t', '(Bearer t)'],
    ['GET', '/cgi/env', $APP, 200, {}, 'Authorization: Bearer t', '()']],
['<Location "/counted">' =>
    ['OPTIONS PUT', '/counted/cgi/env', $APP, 200, { origin => $APP, @preflight }, undef, 'OPTIONS'],
    ['OPTIONS GET', '/a.txt', $APP, 204, { origin => $APP, @preflight }]],
['ProxyPass "/live" "http://127.0.0.1:8081/live" upgrade=websocket' =>
    ['GET', '/live', $APP, 200, { %app }, "Upgrade: websocket\r\nConnection: Upgrade", "Origin $APP"],
    ['GET', '/live', $X, 403, { @origin }, "Upgrade: websocket\r\nConnection: Upgrade"]],
['RewriteRule "^/api/" - [R=503,L]' =>
    ['OPTIONS POST content-type', '/api/a.txt', $APP, 204,
     { origin => $APP, headers => 'Content-Type', @preflight }],
    ['POST', '/api/a.txt', $APP, 503, { %app_alone }],
    ['OPTIONS POST', '/api/a.txt', $X, 403, { @preflight }]],
['CorsAllowOrigin  chrome-extension://abcdefghijklmnopabcdefghijklmnop moz-extension://*' =>
    map({ ['OPTIONS GET authorization', '/api/a.txt', $_, 204,
           { origin => $_, headers => 'Authorization', @preflight }] }
        qw(app://. capacitor://localhost tauri://localhost http://tauri.localhost
           chrome-extension://abcdefghijklmnopabcdefghijklmnop
           moz-extension://0504f00c-80ef-4657-a397-2b65004ad0d7)),
    ['GET', '/api/a.txt', 'app://.', 200, { origin => 'app://.', @origin }],
    ['GET', '/api/a.txt', 'app://other', 200, { @origin }], ['GET', '/api/a.txt', 'file://', 200, { @origin }]],
['RequestHeader unset Origin' =>
    ['GET', '/legacy/a.txt', $APP, 200, { %app }, undef, 'Origin none'],
    ['POST', '/legacy/a.txt', $APP, 200, { %app }, undef, 'Origin none'],
    ['POST', '/legacy/a.txt', $X, 403, { @origin }],
    ['OPTIONS POST', '/legacy/a.txt', $X, 403, { @preflight }]],
['CorsExposeHeaders X-Quota-Remaining' =>
    ['GET', '/weather/a.txt', $APP, 200, { %app, expose => 'X-Quota-Remaining' }, undef, "Origin $APP"],
    ['GET', '/weather/none.txt', $APP, 404, { %app, expose => 'X-Quota-Remaining' }]],
['CorsExposeHeaders DAV ETag Lock-Token' =>
    ['OPTIONS PUT cache-control,content-type,if-match,x-requested-with', '/dav/a.txt',
     'https://files.example.com', 204,
     { origin => 'https://files.example.com', @preflight,
       methods => 'PUT, DELETE, OPTIONS, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK',
       headers => 'Authorization, Content-Type, Depth, Destination, If, Lock-Token, Overwrite, Timeout, '
           . 'If-Match, If-None-Match, Cache-Control, X-Requested-With' }],
    ['PROPFIND', '/dav/a.txt', 'https://files.example.com', 207,
     { origin => 'https://files.example.com', expose => 'DAV, ETag, Lock-Token' }, 'Depth: 0']],
['<FilesMatch "\.(woff2?|ttf|otf|mjs|vtt)$">' =>
    ['GET', '/api/a.woff2', $X, 200, { origin => '*' }], ['GET', '/api/a.txt', $X, 200, {}]],
['<FilesMatch "\.(png|jpe?g|webp|svg)$">' =>
    ['GET', '/api/a.png', undef, 200, {}, undef, undef, ['Cross-Origin-Resource-Policy', 'cross-origin']],
    ['GET', '/api/a.txt', undef, 200, {}, undef, undef, ['Cross-Origin-Resource-Policy', undef]]],
['<Location "/internal">' =>
    ['GET', '/api/none.txt', $APP, 404, { %app }], ['GET', '/internal/a.txt', $APP, 200, {}]],
['<Location "/assets">' => ['GET', '/assets/a.txt', $X, 200, { origin => '*' }]],
['<Location "/admin">' =>
    ['POST', '/admin/a.txt', $X, 403, { @origin }], ['GET', '/admin/a.txt', undef, 200, { @origin }],
    ['POST', '/admin/a.txt', $X, 200, { @origin }, 'Sec-Fetch-Site: same-origin']],
['<FilesMatch "\.(mp4|tiff?|pmtiles|parquet|pdf)$">' =>
    ['GET', '/api/a.tif', $X, 206, { origin => '*', expose => 'Content-Range, Accept-Ranges, ETag' },
     'Range: bytes=0-9', undef, ['Content-Range', 'bytes 0-9/1000']],
    ['GET', '/api/a.tif', $X, 206, { origin => '*', expose => 'Content-Range, Accept-Ranges, ETag' },
     'Range: bytes=0-9,20-29'],
    ['OPTIONS GET if-range,range', '/api/a.tif', $X, 204,
     { origin => '*', headers => 'Range, If-Range', @preflight }]],
['CorsAllowMethods QUERY' =>
    ['OPTIONS QUERY content-type', '/search/a.txt', $APP, 204,
     { origin => $APP, methods => 'QUERY', headers => 'Content-Type', @preflight }],
    ['QUERY', '/search/cgi/env', $APP, 200, { %app_alone }, undef, 'QUERY']],
['CorsExposeHeaders Mcp-Session-Id WWW-Authenticate' =>
    ['OPTIONS DELETE mcp-protocol-version,mcp-session-id', '/mcp/a.txt', 'https://chat.example.com', 204,
     { origin => 'https://chat.example.com', methods => 'DELETE', @preflight,
       headers => 'Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID, '
           . 'Mcp-Method, Mcp-Name' }],
    ['POST', '/mcp/a.txt', 'https://chat.example.com', 200,
     { origin => 'https://chat.example.com', expose => 'Mcp-Session-Id, WWW-Authenticate', @origin }],
    ['POST', '/mcp/a.txt', $X, 403, { @origin }], ['POST', '/mcp/a.txt', undef, 200, { @origin }]],
['<Location "/reports">' =>
    ['OPTIONS POST content-type', '/reports/a.txt', $WWW, 204,
     { origin => $WWW, headers => 'Content-Type', max_age => 86400, @preflight }],
    ['POST', '/reports/a.txt', $WWW, 200, { origin => $WWW, @origin }, 'Content-Type: application/reports+json']],
['<LocationMatch "^/fedcm/(assertion|disconnect)$">' =>
    ['POST', '/fedcm/assertion', 'https://shop.example', 200,
     { origin => 'https://shop.example', credentials => 'true', vary => 'Sec-Fetch-Dest, Origin' },
     'Sec-Fetch-Dest: webidentity'],
    ['POST', '/fedcm/assertion', 'https://shop.example', 403,
     { origin => 'https://shop.example', credentials => 'true', @origin }, 'Sec-Fetch-Dest: empty'],
    ['GET', '/fedcm/accounts', undef, 200, { vary => 'Sec-Fetch-Dest' }, 'Sec-Fetch-Dest: webidentity'],
    ['GET', '/fedcm/accounts', undef, 403, {}, 'Sec-Fetch-Dest: iframe']],
['<FilesMatch "^app\.[0-9]+\.js$">' =>
    ['GET', '/api/app.1.js', $X, 200, { origin => '*', vary => 'Available-Dictionary, Accept-Encoding' },
     undef, undef, ['Use-As-Dictionary', 'match="/js/app.*.js"']]],
['<Location "/widget">' =>
    ['GET', '/widget/a.txt', $WWW, 200, { vary => 'Sec-Fetch-Storage-Access, Origin' },
     'Sec-Fetch-Storage-Access: inactive', undef,
     ['Activate-Storage-Access', 'retry; allowed-origin="https://www.example.com"']],
    ['GET', '/widget/a.txt', $X, 200, { vary => 'Sec-Fetch-Storage-Access, Origin' },
     'Sec-Fetch-Storage-Access: inactive', undef, ['Activate-Storage-Access', undef]],
    ['GET', '/widget/a.txt', undef, 200, { vary => 'Sec-Fetch-Storage-Access, Origin' },
     'Sec-Fetch-Storage-Access: active', undef, ['Activate-Storage-Access', undef]],
    ['POST', '/widget/a.txt', $WWW, 403, { vary => 'Sec-Fetch-Storage-Access, Origin' }]],
['<Location "/open">' =>
    ['GET', '/open/a.txt', $X, 200, { origin => '*', @origin }, 'Cookie: a=b'],
    ['POST', '/open/a.txt', $X, 200, { origin => '*', @origin }],
    ['POST', '/open/a.txt', $X, 403, { origin => '*', @origin }, 'Cookie: a=b'],
    ['POST', '/open/a.txt', $X, 200, { origin => '*', @origin }, "Cookie: a=b\r\nSec-Fetch-Site: same-origin"]],
['<Location "/status">' =>
    ['GET', '/status/a.txt', $APP, 200, { %app_alone }, 'Access-Control-Request-Private-Network: true', undef,
     ['Access-Control-Allow-Private-Network', undef]]],
);

# ---- one virtual host for each ----------------------------------------------------

my @DIRECTORIES = qw(api private internal assets admin search mcp reports widget open status);
my %files = (
    map({ ("htdocs/$_/a.txt" => 'a') } @DIRECTORIES, 'dav'),
    map({ ("htdocs/$_" => 'a') } qw(api/a.woff2 api/a.png api/app.1.js fedcm/assertion fedcm/accounts)),
    'htdocs/api/a.tif' => 'x' x 1000,
    'passwords' => "a:{SHA}6dcfXufJLW3J6S/9rRe4vUlBj5g=\n",
    'cgi/env' => [0755, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n%s (%s)' "
                        . "\"\$REQUEST_METHOD\" \"\$HTTP_AUTHORIZATION\"\n"],
);
my $conf = <<'CONF';
DAVLockDB "@ROOT@/run/dav"
ScriptAlias /api/cgi "@ROOT@/cgi"
ScriptAlias /search/cgi "@ROOT@/cgi"
ScriptAlias /counted/cgi "@ROOT@/cgi"
ScriptAlias /cgi "@ROOT@/cgi"
CONF
my $n = 0;
for my $recipe (@RECIPES) {
    my $block = Recipes::block($recipe->[0]);
    $block =~ s{http://(?:api\.weather\.example|127\.0\.0\.1:808[12])/}{'http://127.0.0.1:' . $backend->port . '/'}ge;
    $block =~ s{/etc/apache2/passwords}{\@ROOT\@/passwords};
    $files{"recipe$n.conf"} = $block;
    $conf .= "<VirtualHost 127.0.0.1:\@PORT\@>\nServerName recipe$n.example\n"
        . "Include \"\@ROOT\@/recipe$n.conf\"\n</VirtualHost>\n";
    $n++;
}
# Redirects to https: at server level, and in a .htaccess.
$files{'redirect.conf'} = Recipes::block('Redirect permanent "/" "https://api.example.com/"')
    =~ s/\*:80/127.0.0.1:\@PORT1\@/r;
$files{'htdocs/late/.htaccess'} = "RewriteEngine On\nRewriteCond %{HTTPS} off\n"
    . "RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]\nCorsAllowOrigin $APP $WWW\nCorsAllowMethods PUT\n";
# The public name, with a proxy that changes Host.
$files{'named.conf'} = Recipes::block('<VirtualHost *:8080>') =~ s/\*:8080/127.0.0.1:\@TLSPORT\@/r;
# RequestHeader with "early", which httpd applies before mod_cors.
$files{'early.conf'} = "RequestHeader unset Origin early\n"
    . Recipes::block('RequestHeader unset Origin') =~ s/^ *RequestHeader.*\n//mr
        =~ s{http://127\.0\.0\.1:8082/}{'http://127.0.0.1:' . $backend->port . '/'}er;
$conf .= <<'CONF';
Listen 127.0.0.1:@PORT1@
CorsAllowOrigin https://server.example https://app.example.com
CorsAllowMethods PUT
Include "@ROOT@/redirect.conf"
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName early.example
    RewriteEngine On
    RewriteRule "^/api/forbidden" - [F]
    RewriteRule "^/api/gone" - [G]
    RewriteRule "^/api/slow" - [R=429,L]
    <Location "/api">
        CorsAllowOrigin https://app.example.com https://www.example.com
        CorsAllowMethods PUT
    </Location>
</VirtualHost>
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT2@>
    Include "@ROOT@/early.conf"
</VirtualHost>
Listen 127.0.0.1:@TLSPORT@
Include "@ROOT@/named.conf"
Listen 127.0.0.1:@PORT3@
AllowEncodedSlashes NoDecode
<VirtualHost 127.0.0.1:@PORT3@>
    ServerName inherits.example
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT3@>
    ServerName own.example
    AllowEncodedSlashes NoDecode
</VirtualHost>
CONF
$conf =~ s/^(CorsAllowOrigin https:.*\nCorsAllowMethods PUT\n)//m;
my $server_policy = $1;
$files{'redirect.conf'} =~ s/(?=<\/VirtualHost>)/$server_policy/;
$conf =~ s/(ServerName (?:inherits|own)\.example\n)/$1$server_policy/g;

my $h = Httpd->new(
    modules => [qw(auth_basic authn_core authn_file authz_user cgi dav dav_fs headers proxy proxy_http rewrite)],
    files => \%files, conf => $conf);
utime((time - 3600) x 2, $h->root . '/htdocs/api/a.tif');

sub ask
{
    my ($port, $host, $what, $path, $origin, @lines) = @_;
    my ($method, $requested, $names) = split / /, $what;
    my @all = ("Host: $host", defined $origin ? "Origin: $origin" : (),
               $requested ? "Access-Control-Request-Method: $requested" : (),
               $names ? "Access-Control-Request-Headers: $names" : (), grep { defined } @lines);
    my $body = $method =~ /^(?:POST|QUERY)$/ ? 'a=b' : undef;
    return $h->request($method, $path, \@all, $body, { port => $port });
}

for my $i (0 .. $#RECIPES) {
    my ($line, @requests) = @{$RECIPES[$i]};
    for (@requests) {
        my ($what, $path, $origin, $status, $fields, $lines, $body, $field) = @$_;
        my $res = ask($h->port, "recipe$i.example", $what, $path, $origin, $lines);
        my $label = "$line: $what of " . ($origin // 'no origin');
        answers($label, $res, $status, %$fields);
        like($res->{body}, qr/\Q$body\E/, "$label: body") if defined $body;
        is($res->field($field->[0]), $field->[1], "$label: $field->[0]") if $field;
        is($res->{decision}, 'preflight-allowed', "$label: granted") if $status == 204;
    }
}

# ---- statements of the text about the recipes --------------------------------------

my $to_https = 'https://api.example.com/api/a.txt';
my $res = ask($h->port_n(1), 'api.example.com', 'OPTIONS PUT', '/api/a.txt', $APP);
is($res->{status}, 301, 'to https, at server level: the preflight is redirected');
is($res->field('Location'), $to_https, '... to the same URL');
is(ask($h->port, 'recipe0.example', 'OPTIONS PUT', '/late/a.txt', $APP)->{status}, 204,
   'to https, in a .htaccess: the preflight is answered');
is(ask($h->port, 'recipe0.example', 'PUT', '/late/a.txt', $APP)->{status}, 301,
   '... and the actual request redirected');

# Early statuses: the preflight, and the policy of the response.
for (['forbidden', 403, 403], ['gone', 204, 410], ['slow', 204, 429]) {
    my ($path, $preflight, $actual) = @$_;
    my $other = ask($h->port_n(1), 'early.example', 'OPTIONS PUT', "/api/$path", $APP);
    is($other->{status}, $preflight, "$path: the preflight");
    is($other->{decision}, $preflight == 403 ? 'preflight-refused:early-response' : 'preflight-allowed',
       '... and the reason in the log');
    answers("$path: the actual request", ask($h->port_n(1), 'early.example', 'PUT', "/api/$path", $APP),
            $actual, %app);
}

# The line of the log, and a row of the table for each reason word.
{
    my ($shown) = Recipes::text() =~ /^> (actual-refused:\S+ '\S+' GET \S+) \(/m;
    my ($decision) = ($shown // 'nothing is shown') =~ /^(\S+) /;
    like($h->log_text, qr/$decision '[^']+' GET \/\S+ \(policy at \S+:\d+\)/, 'the log has such lines');
    my @lines = split /\n/, slurp(Httpd->top_srcdir . '/src/policy/cors_decision.c');
    my %word = map { $_ => 1 } map { /"(?:(?:actual|preflight)-refused:)?([a-z:-]+)"/g } grep { /"(?:actual-|preflight-|not-)/ } @lines;
    my ($table) = Recipes::text() =~ /^\| The line \|.*\n((?:\|.*\n)+)/m;
    is_deeply([grep { $table !~ /`\Q$_\E`/ } sort keys %word], [], 'each reason word has a row');
}

for my $origin ($APP, $X) {
    $res = ask($h->port_n(2), 'a', 'POST', '/legacy/a.txt', $origin);
    answers("early, $origin", $res, 200, @origin);
    is($res->{body}, 'Origin none', '... nothing is refused');
}

for ([$WWW, 200], [$X, 403], ['http://www.example.com', 403]) {
    my ($origin, $status) = @$_;
    answers("behind a proxy, $origin", ask($h->tls_port, 'internal:8080', 'POST', '/api/a.txt', $origin),
            $status, @origin);
}

for my $host ('inherits.example', 'own.example') {
    my $path = '/api/cgi/env/a%2fb';
    is(ask($h->port_n(3), $host, 'OPTIONS PUT', $path, $APP)->{status}, 204, "$host: a preflight of %2f");
    my $status = $host eq 'own.example' ? 200 : 404;
    answers("$host: AllowEncodedSlashes", ask($h->port_n(3), $host, 'PUT', $path, $APP), $status, %app);
}

# The wrong pattern, and the right one.
{
    my ($wrong, $write) = Recipes::text() =~ /^\| `(\S+netlify\S+)` \| .*`(CorsAllowOriginMatch [^`]*)`/m;
    my ($ok, $output) = Httpd->syntax("CorsAllowOrigin $wrong\n");
    ok(!$ok && $output =~ /CorsAllowOriginMatch/, "$wrong stops httpd -t, which names CorsAllowOriginMatch");
    SKIP: {
        skip 'built without libpsl', 2 if $h->log_text =~ /built without libpsl/;
        ($ok, $output) = Httpd->syntax("$write\n");
        ok($ok && $output =~ /a name that anyone can register/, "$write is accepted with a warning");
        ($ok, $output) = Httpd->syntax("$write\nCorsAllowCredentials On\n");
        ok(!$ok && $output =~ /PublicSuffixes/, '... and stops httpd -t with credentials');
    }
    my $any = "CorsAllowOrigin moz-extension://*\nCorsAllowCredentials On\n";
    ($ok, $output) = Httpd->syntax($any);
    ok(!$ok && $output =~ /AnyInstallation/, 'moz-extension://* with credentials stops httpd -t, which names the check');
    ($ok, $output) = Httpd->syntax("${any}CorsDangerouslyTolerate AnyInstallation\n");
    is($output, "Syntax OK\n", '... unless the check is tolerated');
    ($ok, $output) = Httpd->syntax("CorsAllowOrigin $APP\nCorsAllowHeaders Access-Control-Allow-Origin\n");
    ok(!$ok && $output =~ /is a response field/, 'a response field cannot be listed');
}

# A program may end before httpd has sent it the whole body.
$h->log_ok(allow => [qr/AH01630: client denied|AH00026: found %2f|AH01797|auth_basic:error|AH02651/]);
done_testing;
