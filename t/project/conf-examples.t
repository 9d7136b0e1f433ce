#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The files of conf-examples/ for sites, hosts and proxies, as t/lib/Examples.pm runs them.
# Also checks that every file of the folder has a test.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Examples;
use Httpd;
use Test::More;

my $PREFLIGHT_VARY = $Examples::PREFLIGHT_VARY;
my $NAMES_VARY = "$PREFLIGHT_VARY, Access-Control-Request-Headers";    # where all names are allowed

# A third-party server on PORT1, without mod_cors, that sends contradictory CORS fields.
my $BACKEND = <<'CONF';
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    Header always set X-Quota-Remaining 7
    Header add Access-Control-Allow-Origin https://third-party.example
    Header always add Access-Control-Allow-Origin *
</VirtualHost>
CONF

my %SITE = (SITE_ADDRESS => '127.0.0.1:@PORT@', SITE_ROOT => '@ROOT@/htdocs');
my %A = ('htdocs/a.json' => '{}');

# For each example: Define values, further options of Httpd->new, and the sub that sends
# requests to the running server.
my %CASES = (
'public-api.conf' => {
    define => \%SITE, files => \%A,
    ask => sub {
        my $h = shift;
        my %same = (origin => '*', expose => 'ETag, Link, X-Total-Count');
        answers('any origin', $h->get('/a.json', 'Origin: https://any.example'), 200, %same);
        answers('no Origin', $h->get('/a.json'), 200, %same);
        answers('a 404', $h->get('/missing', 'Origin: https://any.example'), 404, %same);
        answers('preflight of GET', $h->preflight('/a.json', 'https://any.example', 'GET'), 204,
                origin => '*', max_age => 86400, vary => $PREFLIGHT_VARY);
        my $res = $h->preflight('/a.json', 'https://any.example', 'PUT');
        answers('preflight of PUT does not grant PUT', $res, 204,
                origin => '*', max_age => 86400, vary => $PREFLIGHT_VARY);
        is($res->{decision}, 'preflight-refused:method-not-allowed', '... is refused');
        answers('preflight of a malformed origin', $h->preflight('/a.json', 'https://any.example/', 'GET'), 204,
                origin => '*', max_age => 86400, vary => $PREFLIGHT_VARY);
    },
},
'customer-domains.conf' => {
    modules => ['watchdog'],
    files => { 'htdocs/api/a.json' => '{}',
               'conf/customers.txt' => "# customers\nhttps://www.one.example\nhttps://*.two.example\nHTTPS://Three.example/\n",
               'conf/suspended.txt' => "# suspended customers\nhttps://www.two.example\n" },
    log => [qr/cors:warn/],
    ask => sub {
        my $h = shift;
        for my $origin ('https://www.example.com', 'https://www.one.example', 'https://shop.two.example', 'https://three.example') {
            answers($origin, $h->get('/api/a.json', "Origin: $origin"), 200, origin => $origin, vary => 'Origin');
        }
        answers('a suspended customer', $h->get('/api/a.json', 'Origin: https://www.two.example'), 200, vary => 'Origin');
        answers('nobody', $h->get('/api/a.json', 'Origin: https://four.example'), 200, vary => 'Origin');
        answers('preflight', $h->preflight('/api/a.json', 'https://www.one.example', 'PUT', 'authorization'), 204,
                origin => 'https://www.one.example', methods => 'PUT, DELETE', headers => 'Authorization, Content-Type',
                max_age => 600, vary => $PREFLIGHT_VARY);
        $h->write_file('conf/customers.new', "https://four.example\n");
        rename $h->root . '/conf/customers.new', $h->root . '/conf/customers.txt';
        my $res;
        for (1 .. 60) {
            $res = $h->get('/api/a.json', 'Origin: https://four.example');
            last if $res->{decision} eq 'actual-allowed';
            select undef, undef, undef, 0.25;
        }
        answers('a new customer, without a restart', $res, 200, origin => 'https://four.example', vary => 'Origin');
    },
},
'explain-and-status.conf' => {
    define => { %SITE, MONITORING_ADDRESS => '192.0.2.10' }, files => \%A,
    ask => sub {
        my $h = shift;
        my $ask = sub { return $h->get($_[0], 'Host: api.example.com', @_[1 .. $#_]) };
        answers('the policy', $ask->('/a.json', 'Origin: https://x.example'), 200,
                origin => 'https://app.example.com');
        my $question = 'url=http://api.example.com/a.json&origin=https://x.example&format=text';
        my $res = $ask->("/cors-explain?$question", 'Origin: https://app.example.com');
        answers('the explanation', $res, 200);
        like($res->{body}, qr/^denied +no rule names https:\/\/x\.example +<-$/m, '... says why');
        $res = $ask->('/cors-status?format=openmetrics', 'Origin: https://app.example.com');
        answers('the counters', $res, 200);
        like($res->{body}, qr/^cors_decisions_total\{vhost="api\.example\.com:80",decision="actual-refused",reason="origin-not-listed",report_only="false"\} 1$/m,
             '... count the request');
    },
},
'front-end-with-cookies.conf' => {
    tls => 1, files => \%A, log => [qr/\[ssl:warn\].*does NOT include an ID which matches/],
    define => { %SITE, SITE_ADDRESS => '127.0.0.1:@PORT2@',
                SITE_CERTIFICATE => '@ROOT@/cert.pem', SITE_CERTIFICATE_KEY => '@ROOT@/key.pem' },
    conf => "Listen 127.0.0.1:\@PORT2\@\n",
    ask => sub {
        my $h = shift;
        my $to = { tls => 1, port => $h->port_n(2) };
        my $app = 'Origin: https://app.example.com';
        my %fields = (origin => 'https://app.example.com', credentials => 'true');
        my @preflight = ('Access-Control-Request-Method: PUT',
                         'Access-Control-Request-Headers: content-type,x-csrf-token');
        my $ask = sub {
            my ($method, @lines) = @_;
            return $h->request($method, '/a.json', \@lines, undef, $to);
        };
        answers('the page of the front-end', $ask->('GET', $app), 200, %fields);
        answers('no Origin: the same', $ask->('GET'), 200, %fields);
        my $res = $ask->('GET', 'Origin: https://app.example.com.evil.example');
        answers('an unlisted origin gets the constant field of the page', $res, 200, %fields);
        is($res->{decision}, 'actual-refused:origin-not-listed', '... is refused');
        answers('preflight', $ask->('OPTIONS', $app, @preflight), 204, %fields, max_age => 7200,
                methods => 'PUT, PATCH, DELETE', headers => 'Content-Type, X-CSRF-Token',
                vary => $PREFLIGHT_VARY);
        answers('preflight of an unlisted origin',
                $ask->('OPTIONS', 'Origin: http://app.example.com', @preflight),
                403, vary => $PREFLIGHT_VARY);
    },
},
'subdomains-and-local-development.conf' => {
    define => \%SITE, files => \%A,
    ask => sub {
        my $h = shift;
        for my $origin (qw(https://example.com https://shop.example.com http://[::1]:3000
                           https://eu.shop.example.com http://localhost http://localhost:5173
                           http://127.0.0.1:8000)) {
            answers($origin, $h->get('/a.json', "Origin: $origin"), 200,
                    origin => $origin, vary => 'Origin');
        }
        for my $origin (qw(https://example.com.evil.example https://evilexample.com null
                           http://shop.example.com https://old.example.com
                           http://localhost.evil.example)) {
            answers($origin, $h->get('/a.json', "Origin: $origin"), 200, vary => 'Origin');
            answers("preflight of $origin", $h->preflight('/a.json', $origin, 'PUT'), 403,
                    vary => $PREFLIGHT_VARY);
        }
        is($h->get('/a.json', 'Origin: https://old.example.com')->{decision},
           'actual-refused:origin-denied', 'the old subdomain is denied');
        answers('no Origin', $h->get('/a.json'), 200, vary => 'Origin');
        answers('preflight',
                $h->preflight('/a.json', 'http://localhost:5173', 'PUT', 'content-type'), 204,
                origin => 'http://localhost:5173', methods => 'PUT, DELETE',
                headers => 'Content-Type', vary => $PREFLIGHT_VARY);
    },
},
'staging-front-end.conf' => {
    define => \%SITE, files => { %A, 'htdocs/catalogue/a.json' => '{}' },
    ask => sub {
        my $h = shift;
        my ($www, $staging) = qw(https://www.example.com https://staging.example.com);
        my $preview = 'https://pr-42.staging.example.com';
        answers('production', $h->get('/a.json', "Origin: $www"), 200, origin => $www);
        for my $origin ($www, $staging, $preview) {
            answers("$origin in the catalogue",
                    $h->get('/catalogue/a.json', "Origin: $origin"), 200,
                    origin => $origin, vary => 'Origin');
        }
        for my $origin ('https://pr-42xstaging.example.com', 'https://pr-.staging.example.com',
                        "$preview.evil.example", "http://pr-42.staging.example.com") {
            answers("$origin in the catalogue",
                    $h->get('/catalogue/a.json', "Origin: $origin"), 200, vary => 'Origin');
        }
        answers('the catalogue without Origin', $h->get('/catalogue/a.json'), 200,
                vary => 'Origin');
        my $res = $h->get('/a.json', "Origin: $staging");
        answers('staging elsewhere', $res, 200, origin => $www);
        is($res->{decision}, 'actual-refused:origin-not-listed', '... is refused');
        answers('no Origin elsewhere', $h->get('/a.json'), 200, origin => $www);
        my @put = ('PUT', 'authorization,content-type');
        answers('preflight of staging elsewhere', $h->preflight('/a.json', $staging, @put),
                403, vary => $PREFLIGHT_VARY);
        my %headers = (headers => 'Content-Type, Authorization', vary => $PREFLIGHT_VARY);
        answers('preflight of production', $h->preflight('/a.json', $www, @put), 204,
                origin => $www, methods => 'PUT, DELETE', %headers);
        $res = $h->preflight('/catalogue/a.json', $staging, @put);
        answers('no PUT in the catalogue', $res, 204, origin => $staging, %headers);
        is($res->{decision}, 'preflight-refused:method-not-allowed', '... is refused');
    },
},
'reverse-proxy.conf' => {
    modules => [qw(proxy proxy_http ssl headers)], files => \%A, conf => $BACKEND,
    define => { PROXY_ADDRESS => '127.0.0.1:@PORT2@', API_URL => 'http://127.0.0.1:@PORT1@' },
    ask => sub {
        my $h = shift;
        my $to = { port => $h->port_n(2) };
        my $ask = sub { $h->request($_[0], $_[1], [@_[2 .. $#_]], undef, $to) };
        my @preflight = ('Access-Control-Request-Method: PUT',
                         'Access-Control-Request-Headers: authorization,x-api-key');
        my $dev = 'http://localhost:3000';
        answers('a development server', $ask->('GET', '/a.json', "Origin: $dev"), 200,
                origin => $dev, expose => '*', vary => 'Origin');
        answers('a 404 of the API', $ask->('GET', '/missing', "Origin: $dev"), 404,
                origin => $dev, expose => '*', vary => 'Origin');
        answers('an unlisted origin', $ask->('GET', '/a.json', 'Origin: https://a.example'), 200,
                vary => 'Origin');
        answers('no Origin', $ask->('GET', '/a.json'), 200, vary => 'Origin');
        answers('preflight', $ask->('OPTIONS', '/a.json', "Origin: $dev", @preflight), 204,
                origin => $dev, methods => '*', headers => '*, Authorization',
                vary => $NAMES_VARY);
        answers('preflight of an unlisted origin',
                $ask->('OPTIONS', '/a.json', 'Origin: https://a.example', @preflight), 403,
                vary => $NAMES_VARY);
    },
},
'fonts-and-static-assets.conf' => {
    define => \%SITE, modules => ['headers'],
    files => { map { ("htdocs/$_" => 'x') } qw(a.woff2 a.mjs index.html) },
    ask => sub {
        my $h = shift;
        my $any = 'Origin: https://any.example';
        for my $file (qw(/a.woff2 /a.mjs)) {
            answers($file, $h->get($file, $any), 200, origin => '*');
            answers("$file without Origin", $h->get($file), 200, origin => '*');
        }
        is($h->get('/a.woff2')->field('Content-Type'), 'font/woff2', 'the type of fonts');
        answers('a page', $h->get('/index.html', $any), 200);
        answers('preflight of a font', $h->preflight('/a.woff2', 'https://any.example', 'GET'),
                204, origin => '*', vary => $PREFLIGHT_VARY);
        is($h->preflight('/index.html', 'https://any.example', 'PUT')
               ->field('Access-Control-Allow-Origin'), undef, 'preflight of a page');
        answers('preflight without an origin', $h->preflight('/a.woff2', 'x', 'GET'), 204,
                origin => '*', vary => $PREFLIGHT_VARY);
    },
},
'tenant.htaccess' => {
    as => 'htdocs/tenant/.htaccess', files => { 'htdocs/tenant/a.json' => '{}' },
    conf => "<Directory \"\@ROOT\@/htdocs/tenant\">\n    AllowOverride FileInfo\n</Directory>\n",
    ask => sub { tenant($_[0], '/tenant') },
},
'shared-hosting-vhost.conf' => {
    define => { HOST_ADDRESS => '127.0.0.1:@PORT@', TENANT_ROOT => '@ROOT@/htdocs' },
    files => { 'htdocs/a/.htaccess' => Examples::text('tenant.htaccess'),
               'htdocs/small/.htaccess' => Examples::text('tenant.htaccess'),
               'htdocs/star/.htaccess' => "CorsAllowOrigin *\n",
               'htdocs/off/.htaccess' => "CorsAllowOrigin *\nCorsEngine Off\n",
               'htdocs/bold/.htaccess' => "CorsDangerouslyTolerate NullOrigin\n",
               'htdocs/small/bold/.htaccess' => "CorsAllowCredentials On\n",
               map { ("htdocs/${_}a.json" => '{}') }
                   '', 'a/', 'small/', 'star/', 'off/', 'bold/', 'small/bold/' },
    log => [qr/CorsDangerouslyTolerate: 'NullOrigin' cannot be tolerated by a \.htaccess/,
            qr/CorsAllowCredentials not allowed here/],
    ask => sub {
        my $h = shift;
        tenant($h, '/a');
        tenant($h, '/small');
        my $evil = 'https://login.phishing.example';
        answers('a tenant may allow all origins', $h->get('/star/a.json', 'Origin: https://x.example'),
                200, origin => '*', vary => 'Origin');
        for my $dir (qw(/star /off)) {
            for my $origin ($evil, 'null') {
                my $res = $h->get("$dir/a.json", "Origin: $origin");
                answers("$dir does not lift the host's rule on $origin", $res, 200,
                        vary => 'Origin');
                is($res->{decision}, 'actual-refused:origin-denied', '... the deny rule is the reason');
            }
            answers("$dir, preflight", $h->preflight("$dir/a.json", $evil, 'PUT'), 403,
                    vary => $PREFLIGHT_VARY);
            answers("$dir, no Origin", $h->get("$dir/a.json"), 200, vary => 'Origin');
        }
        answers('CorsEngine Off', $h->get('/off/a.json', 'Origin: https://x.example'), 200,
                vary => 'Origin');
        is($h->get('/bold/a.json')->{status}, 500, 'no CorsDangerouslyTolerate in .htaccess');
        is($h->get('/small/bold/a.json')->{status}, 500, 'no directive that AllowOverrideList does not name');
    },
},
'container-environment.conf' => {
    define => \%SITE, files => \%A,
    env => { CORS_ORIGIN => 'https://app.example.com https://*.preview.example.com' },
    ask => sub {
        my $h = shift;
        for my $origin (qw(https://app.example.com https://pr-7.preview.example.com)) {
            answers($origin, $h->get('/a.json', "Origin: $origin"), 200,
                    origin => $origin, vary => 'Origin');
        }
        answers('an unlisted origin', $h->get('/a.json', 'Origin: https://example.com'), 200,
                vary => 'Origin');
        answers('no Origin', $h->get('/a.json'), 200, vary => 'Origin');
        answers('preflight', $h->preflight('/a.json', 'https://app.example.com', 'PATCH'), 204,
                origin => 'https://app.example.com', methods => 'PUT, PATCH, DELETE',
                headers => 'Content-Type, Authorization', max_age => 600,
                vary => $PREFLIGHT_VARY);
        answers('preflight of an unlisted origin', $h->preflight('/a.json', 'https://a.example', 'PATCH'),
                403, vary => $PREFLIGHT_VARY);
        my $text = Examples::text('container-environment.conf', %SITE);
        for my $value (undef, 'https://app.example.com/') {
            local $ENV{CORS_ORIGIN} = $value // '';
            delete $ENV{CORS_ORIGIN} unless defined $value;
            my ($ok, $output) = Httpd->syntax($text);
            ok(!$ok && $output =~ /CorsAllowOrigin/, 'stops at ' . ($value // 'no value'))
                or diag($output);
        }
    },
},
'enforced-admin-area.conf' => {
    define => \%SITE, files => { %A, 'htdocs/admin/a.json' => '{}' },
    ask => sub {
        my $h = shift;
        my $ask = sub { $h->request('POST', '/admin/a.json', [@_], 'a=b', {}) };
        my %tools = (origin => 'https://tools.example.com', credentials => 'true');
        answers('a form of another origin', $ask->("Origin: $_"), 403, vary => 'Origin')
            for 'https://evil.example', 'null';
        answers('a form of the same site', $ask->('Origin: https://app.example.com'), 200, vary => 'Origin');
        answers('the tools', $ask->("Origin: $tools{origin}"), 200, %tools, vary => 'Origin');
        answers('a GET outside of the admin area', $h->get('/a.json', 'Origin: https://evil.example'), 200);
    },
},
'public-api-with-front-end.conf' => {
    define => \%SITE, files => \%A,
    ask => sub {
        my $h = shift;
        my ($app, $preview, $any) = qw(https://app.example.com https://pr7.preview.example.com https://any.example);
        my %trusted = (credentials => 'true', expose => 'ETag, X-Total-Count', vary => 'Origin');
        for my $path (qw(/a.json /missing)) {
            my $status = $path =~ /missing/ ? 404 : 200;
            answers("$path for $_", $h->get($path, "Origin: $_"), $status, origin => $_, %trusted)
                for $app, $preview;
            answers("$path for others", $h->get($path, "Origin: $any"), $status, origin => '*',
                    expose => 'ETag', vary => 'Origin');
            answers("$path without Origin", $h->get($path), $status, vary => 'Origin');
        }
        answers('preflight of the front-end', $h->preflight('/a.json', $app, 'PUT', 'x-csrf-token'), 204,
                origin => $app, credentials => 'true', methods => 'PUT, PATCH, DELETE', max_age => 600,
                headers => 'Content-Type, X-CSRF-Token', vary => $PREFLIGHT_VARY);
        my $res = $h->preflight('/a.json', $any, 'PUT');
        answers('preflight of others', $res, 204, origin => '*', max_age => 86400, vary => $PREFLIGHT_VARY);
        is($res->{decision}, 'preflight-refused:method-not-allowed', '... is refused');
        is($h->request('POST', '/a.json', ["Origin: $app", 'Cookie: a=b'])->{status}, 200,
           'the front-end may send cookies');
        is($h->request('POST', '/a.json', ["Origin: $any", 'Cookie: a=b'])->{status}, 403, 'others may not');
    },
},
'per-origin-policies.conf' => {
    define => { %SITE, ORDERS_URL => 'http://127.0.0.1:@PORT1@' }, conf => $BACKEND,
    files => \%A, modules => [qw(proxy proxy_http headers)],
    ask => sub {
        my $h = shift;
        my ($app, $partner, $board, $stranger) =
            qw(https://app.example.com https://partner.example
               https://eu.dashboard.example https://a.example);
        my %policy = (
            $app => { origin => $app, credentials => 'true' },
            $partner => { origin => $partner, expose => 'X-Quota-Remaining' },
            $board => { origin => $board },
            $stranger => {}, '' => {},
        );
        # Without the containers this policy would be constant, without Vary.
        for my $path (qw(/a.json /missing /orders/a.json /orders/missing)) {
            for my $origin ($app, $partner, $board, $stranger, '') {
                answers("$path " . ($origin || 'no Origin'),
                        $h->get($path, $origin ? "Origin: $origin" : ()),
                        $path =~ /missing/ ? 404 : 200, %{$policy{$origin}}, vary => 'Origin');
            }
        }
        my %methods = ($app => 'PUT, PATCH, DELETE', $board => 'DELETE');
        for my $path (qw(/a.json /orders/a.json)) {
            for my $origin ($app, $board) {
                my $header = $origin eq $app ? 'content-type' : undef;
                answers("$path, preflight of $origin",
                        $h->preflight($path, $origin, 'DELETE', $header), 204,
                        %{$policy{$origin}}, methods => $methods{$origin},
                        $header ? (headers => 'Content-Type') : (), vary => $PREFLIGHT_VARY);
            }
            my $res = $h->preflight($path, $partner, 'DELETE', 'content-type');
            answers("$path, preflight of $partner", $res, 204, origin => $partner,
                    vary => $PREFLIGHT_VARY);
            is($res->{decision}, 'preflight-refused:method-not-allowed', '... is refused');
            answers("$path, preflight of $stranger", $h->preflight($path, $stranger, 'DELETE'),
                    403, vary => $PREFLIGHT_VARY);
        }
    },
},
);

# The tenant's policy, in any directory.
sub tenant
{
    my ($h, $dir) = @_;
    for my $origin (qw(https://www.example.com https://shop.example.com)) {
        answers("$dir $origin", $h->get("$dir/a.json", "Origin: $origin"), 200,
                origin => $origin, vary => 'Origin');
    }
    answers("$dir, an unlisted origin", $h->get("$dir/a.json", 'Origin: https://example.com'), 200,
            vary => 'Origin');
    answers("$dir, no Origin", $h->get("$dir/a.json"), 200, vary => 'Origin');
    answers("$dir, preflight",
            $h->preflight("$dir/a.json", 'https://www.example.com', 'PUT', 'content-type'), 204,
            origin => 'https://www.example.com', methods => 'PUT, DELETE',
            headers => 'Content-Type', max_age => 3600, vary => $PREFLIGHT_VARY);
    answers("$dir, preflight of an unlisted origin",
            $h->preflight("$dir/a.json", 'https://example.com', 'PUT'), 403,
            vary => $PREFLIGHT_VARY);
}

is_deeply([grep { !Examples::has_test($_) } Examples::names()], [], 'every example has its test');
examples_ok(%CASES);
done_testing;
