#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The files of conf-examples/ for protocols and applications, as t/lib/Examples.pm runs
# them.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backend;
use Examples;
use Httpd;
use Test::More;

my $PREFLIGHT_VARY = $Examples::PREFLIGHT_VARY;
my @PROXY = qw(proxy proxy_http);
my %ADDRESS = (SITE_ADDRESS => '127.0.0.1:@PORT@');
my %SITE = (%ADDRESS, SITE_ROOT => '@ROOT@/htdocs');
my $STRANGER = 'https://stranger.example';

sub response
{
    my ($status, @fields) = @_;
    return join "\r\n", "HTTP/1.1 $status X", 'Content-Length: 2', 'Connection: close', @fields, '', 'ok';
}

my $backend = Backend->new(
    '/mcp' => sub {
        return $_[0] =~ /^Authorization: Bearer /mi ? response(200, 'Mcp-Session-Id: 7')
            : response(401, 'WWW-Authenticate: Bearer resource_metadata="https://mcp.example.com/.well-known/x"');
    },
    '/oauth-protected-resource' => response(200),
    '/search' => sub { return response(200, 'Content-Location: /search/7') },
    '/reports' => response(200),
    '/api/a.json' => response(200),
    map { ("/fedcm/$_" => response(200, 'Access-Control-Allow-Origin: *')) }
        qw(accounts assertion disconnect));
my $BACKEND = 'http://127.0.0.1:' . $backend->port;

# The methods that the backend has seen since the last call.
my $seen = 0;
sub seen
{
    my $all = $backend->slurp('seen');
    my $new = substr $all, $seen;
    $seen = length $all;
    return join ' ', split /\n/, $new;
}

sub field_is { my ($res, $name, $want, $label) = @_; return is($res->field($name), $want, "$label: $name") }

examples_ok(
'applications-and-extensions.conf' => {
    define => { %ADDRESS, API_URL => $BACKEND }, modules => \@PROXY,
    ask => sub {
        my $h = shift;
        my %preflight = (methods => 'PUT, PATCH, DELETE', headers => 'Authorization, Content-Type',
                         max_age => 7200, vary => $PREFLIGHT_VARY);
        for my $origin (qw(app://. app://- capacitor://localhost https://localhost tauri://localhost
                           http://tauri.localhost app://obsidian.md http://localhost
                           chrome-extension://abcdefghijklmnopabcdefghijklmnop
                           moz-extension://0504f00c-80ef-4657-a397-2b65004ad0d7
                           safari-web-extension://0504F00C-80EF-4657-A397-2B65004AD0D7)) {
            answers($origin, $h->get('/api/a.json', "Origin: $origin", 'Authorization: Bearer t'), 200,
                    origin => $origin, vary => 'Origin');
            my $res = $h->preflight('/api/a.json', $origin, 'PUT', 'authorization,content-type');
            answers("preflight of $origin", $res, 204, origin => $origin, %preflight);
            is($res->{decision}, 'preflight-allowed', '... is granted');
        }
        for my $origin (qw(app://other capacitor://other https://localhost:8443 https://tauri.localhost
                           chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba moz-extension:// null file://
                           app://obsidian.md.evil.example https://stranger.example)) {
            answers($origin, $h->get('/api/a.json', "Origin: $origin"), 200, vary => 'Origin');
            answers("preflight of $origin", $h->preflight('/api/a.json', $origin, 'PUT'), 403,
                    vary => $PREFLIGHT_VARY);
        }
    },
},
'mcp-server.conf' => {
    define => { %ADDRESS, MCP_URL => $BACKEND }, modules => \@PROXY,
    log => [qr/AH01630: client denied by server configuration/],
    ask => sub {
        my $h = shift;
        my $page = 'https://chat.example.com';
        my @host = ('Host: mcp.example.com');
        my $ask = sub {
            my ($method, $origin, @lines) = @_;
            return $h->request($method, '/mcp', [@host, $origin ? "Origin: $origin" : (),
                               'Authorization: Bearer t', @lines], $method eq 'POST' ? '{}' : undef);
        };
        my %fields = (origin => $page, expose => 'Mcp-Session-Id, WWW-Authenticate', vary => 'Origin');
        seen();
        answers("$_ of the page", $ask->($_, $page), 200, %fields) for qw(POST GET DELETE);
        answers('the inspector', $ask->('POST', 'http://localhost:6274'), 200, %fields,
                origin => 'http://localhost:6274');
        answers('a client that is not a browser', $ask->('POST'), 200, vary => 'Origin');
        field_is($ask->('POST', $page), 'Mcp-Session-Id', 7, 'the session');
        answers('a 401', $h->request('POST', '/mcp', [@host, "Origin: $page"], '{}'), 401, %fields);
        is(seen(), 'POST GET DELETE POST POST POST POST', 'allowed requests reach the server');
        for my $origin ($STRANGER, 'null', 'https://chat.example.com.evil.example') {
            answers("$_ of $origin", $ask->($_, $origin), 403, vary => 'Origin') for qw(POST GET DELETE);
            answers("preflight of $origin", $h->preflight('/mcp', $origin, 'POST', 'content-type', @host),
                    403, vary => $PREFLIGHT_VARY);
        }
        my @rebound = ('Host: rebound.example:8080', 'Origin: http://rebound.example:8080');
        is($h->request('POST', '/mcp', [@rebound], '{}')->{status}, 403, 'another host name for this address (DNS rebinding)');
        is(seen(), '', 'no refused request reaches the server');
        my @names = ('authorization,content-type,mcp-protocol-version,mcp-session-id',
                     'authorization,last-event-id,mcp-protocol-version,mcp-session-id',
                     'authorization,content-type,mcp-method,mcp-name,mcp-protocol-version');
        for my $i (0 .. 2) {
            my $res = $h->preflight('/mcp', $page, (qw(DELETE GET POST))[$i], $names[$i], @host);
            answers("preflight $i", $res, 204, origin => $page, methods => 'DELETE', max_age => 7200,
                    headers => 'Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, '
                        . 'Last-Event-ID, Mcp-Method, Mcp-Name', vary => $PREFLIGHT_VARY);
            is($res->{decision}, 'preflight-allowed', '... is granted');
        }
        my $metadata = '/.well-known/oauth-protected-resource';
        answers('the metadata that names the token server', $h->get($metadata, "Origin: $STRANGER", @host), 200, origin => '*');
        is($h->preflight($metadata, $STRANGER, 'GET', 'mcp-protocol-version', @host)->{decision},
           'preflight-allowed', '... with a preflight');
    },
},
'range-requests.conf' => {
    define => \%SITE, files => { 'htdocs/a.tif' => 'x' x 1000, 'htdocs/a.html' => 'x' },
    ask => sub {
        my $h = shift;
        my @origin = ("Origin: $STRANGER");
        my %fields = (origin => '*', expose => 'Content-Range, Accept-Ranges, ETag');
        utime((time - 3600) x 2, $h->root . '/htdocs/a.tif');  # so that its ETag is a strong one
        my $whole = $h->get('/a.tif', @origin);
        answers('the whole file', $whole, 200, %fields);
        field_is($whole, 'Accept-Ranges', 'bytes', 'the whole file');
        my $part = $h->get('/a.tif', @origin, 'Range: bytes=0-9');
        answers('a part', $part, 206, %fields);
        field_is($part, 'Content-Range', 'bytes 0-9/1000', 'a part');
        my $parts = $h->get('/a.tif', @origin, 'Range: bytes=0-9,20-29');
        answers('two parts', $parts, 206, %fields);
        like($parts->field('Content-Type'), qr{^multipart/byteranges}, '... as multipart');
        my $etag = $whole->field('ETag');
        answers('If-Range', $h->get('/a.tif', @origin, 'Range: bytes=-10', "If-Range: $etag"), 206, %fields);
        answers('If-Range, after a change', $h->get('/a.tif', @origin, 'Range: bytes=-10', 'If-Range: "1"'), 200, %fields);
        answers('a range beyond the end', $h->get('/a.tif', @origin, 'Range: bytes=5000-'), 416, %fields);
        my $res = $h->preflight('/a.tif', $STRANGER, 'GET', 'if-range,range');
        answers('preflight', $res, 204, origin => '*', headers => 'Range, If-Range', max_age => 86400,
                vary => $PREFLIGHT_VARY);
        is($res->{decision}, 'preflight-allowed', '... is granted');
        answers('a page', $h->get('/a.html', @origin), 200);
    },
},
'query-method.conf' => {
    define => { %ADDRESS, SEARCH_URL => $BACKEND }, modules => \@PROXY,
    ask => sub {
        my $h = shift;
        my $page = 'https://app.example.com';
        my $ask = sub { $h->request('QUERY', '/search', ["Origin: $_[0]", 'Content-Type: application/json'], '{}') };
        my %expose = (expose => 'Accept-Query, Content-Location, Location');
        seen();
        my $res = $ask->($page);
        answers('a QUERY', $res, 200, origin => $page, %expose, vary => 'Origin');
        field_is($res, 'Content-Location', '/search/7', 'a QUERY');
        is(seen(), 'QUERY', 'the method reaches the server unchanged');
        answers('an unlisted origin', $ask->($STRANGER), 200, vary => 'Origin');
        my %preflight = (origin => $page, methods => 'QUERY', headers => 'Content-Type', max_age => 7200,
                         vary => $PREFLIGHT_VARY);
        $res = $h->preflight('/search', $page, 'QUERY', 'content-type');
        answers('preflight', $res, 204, %preflight);
        is($res->{decision}, 'preflight-allowed', '... is granted');
        $res = $h->preflight('/search', $page, 'query', 'content-type');
        answers('preflight of query in lower case', $res, 204, %preflight);
        is($res->{decision}, 'preflight-refused:method-not-allowed', '... is another method');
        answers('preflight of an unlisted origin', $h->preflight('/search', $STRANGER, 'QUERY', 'content-type'), 403,
                vary => $PREFLIGHT_VARY);
    },
},
'report-collector.conf' => {
    define => { %ADDRESS, COLLECTOR_URL => $BACKEND }, modules => [@PROXY, 'allowmethods'],
    log => [qr/client method denied by server configuration/],
    ask => sub {
        my $h = shift;
        my @type = ('Content-Type: application/reports+json');
        my $post = sub { $h->request('POST', '/reports', ["Origin: $_[0]", @type], '[]') };
        for my $site (qw(https://example.com https://www.example.com)) {
            my $res = $h->preflight('/reports', $site, 'POST', 'content-type');
            answers("preflight of $site", $res, 204, origin => $site, headers => 'Content-Type',
                    max_age => 86400, vary => $PREFLIGHT_VARY);
            is($res->{decision}, 'preflight-allowed', '... is granted');
            answers("a report of $site", $post->($site), 200, origin => $site, vary => 'Origin');
        }
        answers('preflight of an unlisted origin', $h->preflight('/reports', $STRANGER, 'POST', 'content-type'), 403,
                vary => $PREFLIGHT_VARY);
        seen();
        answers('another method', $h->get('/reports', 'Origin: https://example.com'), 405,
                origin => 'https://example.com', vary => 'Origin');
        is(seen(), '', '... does not reach the collector');
    },
},
'fedcm-identity-provider.conf' => {
    define => { %ADDRESS, IDP_URL => $BACKEND }, modules => \@PROXY,
    log => [qr/AH01630: client denied by server configuration/],
    ask => sub {
        my $h = shift;
        my $shop = 'https://shop.example';
        my $ask = sub {
            my ($method, $path, @lines) = @_;
            return $h->request($method, "/fedcm/$path", ['Cookie: s=1', 'Sec-Fetch-Site: cross-site',
                               'Accept: application/json', @lines], $method eq 'POST' ? 'a=b' : undef);
        };
        my $browser = 'Sec-Fetch-Dest: webidentity';
        seen();
        for my $path (qw(assertion disconnect)) {
            answers("$path of a shop", $ask->('POST', $path, $browser, "Origin: $shop"), 200,
                    origin => $shop, credentials => 'true', vary => 'Origin');
        }
        is(seen(), 'POST POST', 'assertion and disconnect reach the application');
        answers("assertion of $_", $ask->('POST', 'assertion', $browser, "Origin: $_"), 403, vary => 'Origin')
            for $STRANGER, 'null';
        answers('assertion, by a script', $ask->('POST', 'assertion', 'Sec-Fetch-Dest: empty', "Origin: $shop"), 403,
                origin => $shop, credentials => 'true', vary => 'Origin');
        is($ask->('GET', 'accounts', 'Sec-Fetch-Dest: empty')->{status}, 403, 'accounts, by a script');
        is(seen(), '', 'no refused request reaches the application');
        is($ask->('GET', 'accounts', $browser)->{status}, 200, 'accounts');
        is(seen(), 'GET', '... reach the application');
    },
},
'storage-access.conf' => {
    define => \%SITE, modules => ['headers'], files => { 'htdocs/a.png' => 'x', 'htdocs/data/a.json' => '{}' },
    ask => sub {
        my $h = shift;
        my $page = 'https://www.example.com';
        my %vary = (vary => 'Sec-Fetch-Storage-Access, Origin');
        my $retry = 'retry; allowed-origin="https://www.example.com"';
        my @site = ('Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors');
        my @rows = (
            ['an image, inactive', $retry, 'Sec-Fetch-Storage-Access: inactive', "Origin: $page"],
            ['of an unlisted origin', undef, 'Sec-Fetch-Storage-Access: inactive', "Origin: $STRANGER"],
            ['active', undef, 'Sec-Fetch-Storage-Access: active', 'Cookie: a=b'],
            ['none', undef, 'Sec-Fetch-Storage-Access: none'], ['no field', undef],
        );
        for (@rows) {
            my ($label, $want, @lines) = @$_;
            my $res = $h->get('/a.png', @site, @lines);
            answers($label, $res, 200, %vary);
            field_is($res, 'Activate-Storage-Access', $want, $label);
        }
        my $post = sub { $h->request('POST', '/a.png', [@_], 'a=b') };
        answers('a form', $post->("Origin: $_", @site), 403, %vary) for $page, $STRANGER;
        answers('a form of the same origin', $post->('Origin: https://widget.example.net'), 200, %vary);
        answers('a WebSocket', $h->get('/a.png', "Origin: $page", 'Upgrade: websocket', 'Connection: Upgrade'),
                403, %vary);
        answers('a script', $h->get('/data/a.json', "Origin: $page", 'Cookie: a=b', 'Sec-Fetch-Mode: cors'), 200,
                origin => $page, credentials => 'true', %vary);
    },
},
'compression-dictionaries.conf' => {
    define => { %SITE, DICTIONARY => ':tcjXKQwvb1G0nwuPR3Qn5BDx2vq6PIJDCxNPGnXhkqM=:' },
    modules => [qw(headers rewrite)],
    files => { 'htdocs/js/app.1.js' => 'one', 'htdocs/js/app.2.js' => 'two', 'htdocs/js/app.2.js.dcz' => 'z',
               'htdocs/js/other.js' => 'o' },
    ask => sub {
        my $h = shift;
        my $old = 'Available-Dictionary: :tcjXKQwvb1G0nwuPR3Qn5BDx2vq6PIJDCxNPGnXhkqM=:';
        my $other = 'Available-Dictionary: :47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
        my %fields = (origin => '*', vary => 'Available-Dictionary, Accept-Encoding');
        my @rows = (
            ['the dictionary', '/js/app.1.js', 'one', undef, 'Accept-Encoding: gzip, br, dcz'],
            ['with the dictionary', '/js/app.2.js', 'z', 'dcz', $old, 'Accept-Encoding: gzip, br, zstd, dcb, dcz'],
            ['without it', '/js/app.2.js', 'two', undef, 'Accept-Encoding: gzip, dcz'],
            ['with another', '/js/app.2.js', 'two', undef, $other, 'Accept-Encoding: gzip, dcz'],
            ['without dcz', '/js/app.2.js', 'two', undef, $old, 'Accept-Encoding: gzip'],
        );
        for (@rows) {
            my ($label, $path, $body, $encoding, @lines) = @$_;
            for my $origin ("Origin: $STRANGER", undef) {
                my $res = $h->get($path, grep { defined } @lines, $origin);
                answers($label, $res, 200, %fields);
                is($res->{body}, $body, "$label: body");
                field_is($res, 'Content-Encoding', $encoding, $label);
                field_is($res, 'Content-Type', 'text/javascript', $label);
                field_is($res, 'Cache-Control', 'public, max-age=31536000', $label);
                field_is($res, 'Use-As-Dictionary', 'match="/js/app.*.js"', $label);
            }
        }
        answers('another script', $h->get('/js/other.js', "Origin: $STRANGER"), 200);
    },
},
);
done_testing;
