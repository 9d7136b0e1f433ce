#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Each directive: its contexts, the values that httpd -t accepts, and the values that it
# refuses, with the form of the message.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my %valid = (
    # Each line is in a separate section.
    CorsEngine => [qw(On Off on OFF)],
    CorsAllowOrigin => ['*', 'None', 'https://example.com', 'https://example.com:8443',
        'https://*.example.com', 'http://localhost:*', 'https://*.example.com:*',
        'http://[::1]:3000', 'http://127.0.0.1:8080', 'chrome-extension://abcdef',
        'https://my_app.example.com', 'https://xn--bcher-kva.example', 'https://localhost',
        'http://example.com:443', 'https://example.com:80', 'http://example.com:1',
        'http://example.com:65535', '+https://example.com +https://*.example.org',
        'https://a.example https://b.example http://[2001:db8::1]', 'https://example.com.',
        'https://*.example.com.:*', 'http://localhost.:8080', 'app://.', 'qrc://', 'app://[::1]',
        'safari-web-extension://0504F00C-80EF-4657-A397-2B65004AD0D7', 'dvb://1.ff03.139c.14',
        'capacitor://localhost', 'moz-extension://* chrome-extension://abcdef',
        q("https://a.example" 'https://b.example'), q('+https://a.example' "+https://b.example")],
    CorsAllowOriginMatch => ['https://a[.]example', '"https://(a|b)\.example(:[0-9]+)?"',
        '+https://a[.]example', 'None', 'https://a[.]example https://b[.]example'],
    CorsDenyOrigin => ['*', 'null', 'https://example.com', 'https://*.com', 'https://*.github.io',
        'http://example.com', 'https://*.example.com:*', 'https://a.example https://b.example',
        'file://', 'app://*', 'app://a,b', 'https://example.com.', 'https://*.com.', 'null://',
        'https://a~b.evil.example', 'https://x{y.evil.example', '"https://a&b.example:8443"'],
    CorsAllowMethods => ['*', 'None', 'PUT', 'PUT DELETE', '+PUT +DELETE', 'propfind', 'GET',
        'X!#$-method'],
    CorsAllowHeaders => ['*', 'None', 'Content-Type', 'X-A x-b', '+X-A', '* Authorization',
        'X!#~Name'],
    CorsExposeHeaders => ['*', 'None', 'X-Total ETag', '+X-A +X-B'],
    CorsAllowCredentials => [qw(On Off on oFF)],
    CorsEnforce => ['On', 'Unsafe', 'Off', 'on', 'UNSAFE', 'On Credentials', 'unsafe credentials'],
    CorsEnforceExcept => ['https://login.example', 'https://*.github.io', 'moz-extension://*', 'null',
        'file://', 'None', '+https://login.example +null', 'https://a.example https://b.example'],
    CorsMaxAge => [qw(0 1 600 86400 None)],
    CorsPreflightStatus => [qw(204 200)],
    CorsExplain => [qw(Off On on)],
    CorsStatus => [qw(Off On on)],
    CorsDangerouslyTolerate => [qw(InsecureOrigins PublicSuffixes NullOrigin AnyInstallation
        nullorigin None), 'InsecureOrigins PublicSuffixes NullOrigin AnyInstallation'],
);
my %invalid = (
    # [value, text that the message must contain], or only the value
    CorsEngine => [qw(Maybe 1 true yes), ''],
    CorsAllowOrigin => [
        ['https://example.com/', qr{has a path; write 'https://example\.com'}],
        ['https://example.com:443', qr{'https://example\.com'}],
        ['http://example.com:80', qr{'http://example\.com'}],
        ['https://*example.com', qr{'https://\*\.example\.com'}],
        'https://example.com/path', 'https://example.com?', 'https://example.com?q=1',
        'https://example.com#', 'https://example.com#f', 'https://user@example.com',
        'https://user:pass@example.com', 'https://@example.com', '"https://example.com "',
        '" https://example.com"', '"https://a.example https://b.example"',
        'https://a.example,https://b.example', 'https://a.example,', 'https://Example.com',
        'HTTPS://example.com', 'https://example.COM', "https://b\xc3\xbccher.example",
        'https://example.com:', 'https://example.com:0', 'https://example.com:65536',
        'https://example.com:08443', 'https://example.com:x', 'https://example.com:-1',
        'https://example.com:8443:', 'https://example.com:*8', 'https://example.com:8*',
        'https://foo.*.com', 'https://foo.*', 'https://*', 'https://*.', 'https://*:*',
        'https://*.*.example.com', 'https://**.example.com', 'https://a*.example.com',
        'https://*-a.example.com', 'https://*.127.0.0.1', 'https://*.[::1]', '*://example.com',
        'http*://example.com', 'http://127.1', 'http://2130706433', 'http://0x7f000001',
        'http://0177.0.0.1', 'http://127.0.0.01', 'http://256.1.1.1', 'http://1.2.3',
        'http://[0:0:0:0:0:0:0:1]', 'http://[::0001]', 'http://[::1', 'http://::1',
        'http://[2001:DB8::1]', 'http://[::g]', 'http://[]', 'file:///', 'file://*',
        'file://example.com', 'https://', 'https:', 'https', 'example.com', '//example.com',
        '://example.com', '*.example.com', '.example.com', 'https:example.com',
        'https:/example.com', 'https:///example.com', 'https://example..com',
        'https://.example.com', 'https://example.com..', 'https://*.example.com..', 'app://*.x', 'app://x:*',
        'app://:81', 'app:///', 'app://a,', 'APP://a', 'moz-extension://*:*', 'http://127.0.0.1.',
        'https://exam%70le.com', 'https://exam ple.com', 'Null',
        '${NO_SUCH_VARIABLE}', 'https://${NO_SUCH_VARIABLE}', '+', '+*.example.com', '++https://a',
        'None https://a.example', 'https://a.example None', '"https://a.example,https://b.example"',
        'https://' . 'a' x 64 . '.example', 'https://' . 'a.' x 130 . 'example', 'none.',
        'https://a.example +https://b.example', '+https://a.example https://b.example', ''],
    CorsAllowOriginMatch => ['(', 'a)|(?:b', '[', '*', 'https://a[.]example(', '(?<n',
        'https://a[.]example +https://b[.]example', ''],
    CorsDenyOrigin => ['https://example.com/', 'https://Example.com', 'example.com',
        '+https://example.com', 'https://*example.com', 'https://example.com:443', ''],
    CorsAllowMethods => ['P@T', '"PUT DELETE"', 'PUT,DELETE', 'PUT, DELETE', '"P UT"', 'PUT/',
        ['get', qr/'GET'/], ['Post', qr/'POST'/], ['delete', qr/'DELETE'/], ['put', qr/'PUT'/],
        'TRACE', 'TRACK', 'CONNECT', 'connect', "P\xc3\x9cT", 'PUT +DELETE', ''],
    CorsAllowHeaders => ['X-A,', 'X-A,X-B', '"X A"', 'X-A:', 'X@', "X-\xc3\x9c", 'Cookie', 'Host',
        'Origin', 'Sec-Fetch-Site', 'Proxy-Authorization', 'Content-Length', 'X-A +X-B', ''],
    CorsExposeHeaders => ['X-A,', 'X-A,X-B', '"X A"', 'X-A:', 'X@', 'Set-Cookie', 'X-A +X-B',
        ''],
    CorsAllowCredentials => ['yes', 'true', '1', ''],
    CorsEnforce => ['yes', 'ReportOnly', 'Credentials', 'Off Credentials', 'On Unsafe',
        'On Cookies', '"On Credentials"', 'On,Credentials', ''],
    CorsEnforceExcept => [['*', qr/write 'CorsEnforce Off'/], '+*', 'https://login.example *',
        'https://login.example/', 'https://*login.example', 'https://[a-z]+[.]example',
        'None https://a.example', 'https://a.example +https://b.example', '+', ''],
    CorsMaxAge => [['1h', qr/'3600'/], '-1', '86401', '1.5', 'abc', '600s', '99999999999999999999',
        '0x10', '1e3', ''],
    CorsPreflightStatus => [qw(201 403 0 ok 2000 204.0), ''],
    CorsExplain => ['Yes', ''],
    CorsStatus => ['1', ''],
    CorsDangerouslyTolerate => ['Everything', 'NullOrigin Everything', '*', 'NullOrigins', ''],
);
my @directives = sort keys %valid;

# Contexts.
for my $name (@directives) {
    my $line = "$name $valid{$name}[-1]";
    my $all = "$line\n" . join '', map { my ($open, $close) = @$_; "$open\n$line\n$close\n" }
        ['<Directory "/x">', '</Directory>'], ['<DirectoryMatch "^/x">', '</DirectoryMatch>'],
        ['<Location "/x">', '</Location>'], ['<LocationMatch "^/x">', '</LocationMatch>'],
        ['<Files "x">', '</Files>'], ['<FilesMatch "^x">', '</FilesMatch>'],
        ['<VirtualHost *:1>', '</VirtualHost>'],
        ["<If \"true\">\n$line\n</If>\n<ElseIf \"true\">\n$line\n</ElseIf>\n<Else>", '</Else>'],
        ["<Directory /y>\n<Files z>\n<If \"false\">", "</If>\n</Files>\n</Directory>"],
        ["<IfModule mod_cors.c>", '</IfModule>'];
    my ($ok, $output) = Httpd->syntax($all);
    ok($ok, "$name: accepted in every context") or diag $output;
    for my $limit ('Limit GET', 'LimitExcept GET') {
        my ($section) = split / /, $limit;
        ($ok, $output) = Httpd->syntax("<Directory /x>\n<$limit>\n$line\n</$section>\n</Directory>");
        ok(!$ok, "$name: refused in <$section>");
        like($output, qr/^\Q$name\E\b.+Limit/m, "$name in <$section>: the message says why");
    }
}

# Values.
for my $name (@directives) {
    my $n = 0;
    my $all = join '', map { $n++; "<Location /$name/$n>\n$name $_\n</Location>\n" } @{$valid{$name}};
    my ($ok, $output) = Httpd->syntax($all);
    ok($ok, "$name: every legal value is accepted") or diag $output;
}

# Refused by httpd -t. To save time, only the first value of each directive is tested with
# httpd -t, the others in a .htaccess: the log then has the same message.
my (%files, @tenants);
for my $name (@directives) {
    my ($first, @others) = @{$invalid{$name}};
    @others = () if $name =~ /^Cors(?:DangerouslyTolerate|EnforceExcept|Explain|Status)$/;     # not in .htaccess
    for my $case (@others ? $first : @{$invalid{$name}}) {
        my ($value, $says) = ref $case ? @$case : ($case, qr/./);
        my ($ok, $output) = Httpd->syntax("<Location /x>\n$name $value\n</Location>");
        ok(!$ok, "$name: '$value' is refused by httpd -t");
        like($output, qr/^AH00526: Syntax error on line \d+ of /m, "$name: '$value': the message names the line");
        sentence($name, $value, $says, $output =~ /^($name\b.*)$/m);
    }
    for my $case (@others) {
        my ($value, $says) = ref $case ? @$case : ($case, qr/./);
        my $n = push @tenants, [$name, $value, $says];
        $files{"htdocs/$n/.htaccess"} = "$name $value\n";
    }
}

sub sentence
{
    my ($name, $value, $says, $text) = @_;
    return like($text // '', qr/^$name (?:takes|requires) .+ argument/, "$name: no value")
        if $value eq '';
    like($text // '', qr/^$name: '.+' .*[^.!\s]$/, "$name: '$value': the form of the message");
    like($text // '', $says, "$name: '$value': the text of the message") if "$says" ne qr/./;
}

my $tenants = Httpd->new(files => \%files);
for my $n (1 .. @tenants) {
    my ($name, $value, $says) = @{$tenants[$n - 1]};
    my $before = length $tenants->log_text;
    is($tenants->get("/$n/x")->{status}, 500, "$name: '$value' is refused") or next;
    sentence($name, $value, $says, substr($tenants->log_text, $before) =~ m{/\.htaccess: (.*)});
}
$tenants->log_ok(allow => [qr/\[core:alert\].*\.htaccess: /, qr/AH00111: Config variable/]);

# Long lines are read completely.
my @many = map { "https://o$_.example" } 1 .. 200;
my @methods = map { "M$_" } 1 .. 100;
my @headers = map { "X-$_" } 1 .. 100;
my $h = Httpd->new(conf => <<"CONF");
CorsAllowOrigin @many
CorsAllowMethods @methods
CorsAllowHeaders @headers
CorsExposeHeaders @headers
CorsDenyOrigin @{[map { "https://d$_.example" } 1 .. 200]}
CORSMAXAGE 5
<Location /regex>
    CorsAllowOriginMatch @{[map { "https://r${_}[.]example" } 1 .. 100]}
</Location>
CONF
is($h->get('/', "Origin: $_")->field('Access-Control-Allow-Origin'), $_, "$_ of a long line")
    for @many[0, 63, 64, 65, 199];
is($h->get('/', 'Origin: https://d200.example')->{decision}, 'actual-refused:origin-denied',
   'the last origin of a long line of CorsDenyOrigin');
is($h->get('/regex', 'Origin: https://r100.example')->{decision}, 'actual-allowed',
   'the last regex of a long line');
my $res = $h->preflight('/', $many[99], 'M100', 'x-100');
is($res->{decision}, 'preflight-allowed', 'the last method and name of long lines');
is(HttpClient::as_set('methods', $res->field('Access-Control-Allow-Methods')),
   HttpClient::as_set('methods', join ',', @methods), 'all methods are sent');
is($res->field('Access-Control-Max-Age'), 5, 'directive names are case-insensitive');
$res = $h->get('/', "Origin: $many[0]");
is(HttpClient::as_set('headers', $res->field('Access-Control-Expose-Headers')),
   HttpClient::as_set('headers', join ',', @headers), 'all exposed names are sent');
$h->log_ok;

# Values with and without + in one section: the message on the later line names the first.
for (['CorsAllowOrigin', 'https://a.example', 'https://b.example'],
     ['CorsAllowOriginMatch', 'https://a[.]example', 'https://b[.]example'],
     ['CorsAllowMethods', 'PUT', 'PATCH'], ['CorsAllowHeaders', 'X-A', 'X-B'],
     ['CorsExposeHeaders', 'X-A', 'X-B']) {
    my ($name, $first, $second) = @$_;
    for (["+$first", $second], [$first, "+$second"]) {
        my ($one, $two) = @$_;
        my ($ok, $output) =
            Httpd->syntax("<Location /x>\n# first\n$name $one\n$name $two\n</Location>");
        ok(!$ok, "$name: $one and $two in one section") or next;
        my ($line) = $output =~ /Syntax error on line (\d+)/;
        like($output, qr/^$name: .*httpd\.conf:@{[$line - 1]}\b/m, "$name: names the first line");
        ($ok, $output) = Httpd->syntax("$name $one\n<Location /x>\n$name $two\n</Location>");
        ok($ok, "$name: $one and $two in two sections") or diag $output;
    }
}
my ($ok) = Httpd->syntax("CorsAllowOrigin https://a.example\n"
                         . 'CorsAllowOriginMatch +https://b[.]example');
ok(!$ok, 'CorsAllowOrigin and CorsAllowOriginMatch are one list');

done_testing;
