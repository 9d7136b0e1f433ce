#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Legal configurations that are probably mistakes: the full text of each warning, given
# once by httpd -t, once at start and once at a graceful restart, never for a .htaccess.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ConfigTest;
use Files;
use Httpd;
use Test::More;

# More cases are in t/lib/config-warnings/.
my @cases;
for my $path (glob '"' . Httpd->top_srcdir . '"/t/lib/config-warnings/*.txt') {
    my (undef, @on_page) = ConfigTest::warnings_of(slurp($path));
    push @cases, @on_page;
}
cmp_ok(scalar @cases, '>', 3, 'the pages were read');
my ($no_libpsl) = Httpd->syntax("CorsAllowOrigin https://*.com\nCorsAllowCredentials On\n");
diag 'built without libpsl' if $no_libpsl;
@cases = grep { !$no_libpsl || $_->[0] !~ /^# needs libpsl$/m } @cases;
push @cases, ConfigTest::warnings_of(<<'CASES');
CorsAllowOriginMatch https://app.example.com
CorsAllowOriginMatch https://[a.z]x[.]example https://.*[.]example\.org ..example.. https://(?:a|b.)c
--
FILE:1: CorsAllowOriginMatch 'https://app.example.com' has a '.' between letters, which matches any character; write '[.]'
==
CorsAllowOriginMatch https://x[.]a.a https://z.z[.]x https://[0]x[.]9.0
--
FILE:1: CorsAllowOriginMatch 'https://x[.]a.a' has a '.' between letters, which matches any character; write '[.]'
FILE:1: CorsAllowOriginMatch 'https://z.z[.]x' has a '.' between letters, which matches any character; write '[.]'
FILE:1: CorsAllowOriginMatch 'https://[0]x[.]9.0' has a '.' between letters, which matches any character; write '[.]'
==
# needs libpsl
CorsAllowOriginMatch https://.*example[.]com https://.*[.]example[.]com https://(a|b)[.]herokuapp[.]com
CorsAllowOriginMatch "https://pr-[0-9]+--mysite[.]netlify[.]app" "https://[a-z]+[.]herokuapp[.]com(:[0-9]+)?"
CorsAllowOrigin https://*.herokuapp.com
--
FILE:2: CorsAllowOriginMatch 'https://.*example[.]com' also matches 'https://vbnmlexample.com', a name that anyone can register; write a narrower one
FILE:3: CorsAllowOriginMatch 'https://[a-z]+[.]herokuapp[.]com(:[0-9]+)?' also matches 'https://vbnml.herokuapp.com:45172', a name that anyone can register; write a narrower one
FILE:3: CorsAllowOriginMatch 'https://pr-[0-9]+--mysite[.]netlify[.]app' also matches 'https://pr-45172--mysite.netlify.app', a name that anyone can register; write a narrower one
==
# needs libidn2
CorsAllowOrigin https://xn--f https://*.xn--.example. https://xn--bcher-kva.example
--
FILE:2: CorsAllowOrigin 'https://*.xn--.example.' has the label 'xn--', which is not Punycode, and only some browsers send such an origin; write the label as it was registered
FILE:2: CorsAllowOrigin 'https://xn--f' has the label 'xn--f', which is not Punycode, and only some browsers send such an origin; write the label as it was registered
==
CorsAllowOrigin https://www.example.com. https://*.example.org.:* http://localhost.:8080 app://.
CorsDenyOrigin https://www.example.com. https://xn--f chrome-extension://ABC app://a,b
--
FILE:1: CorsAllowOrigin 'http://localhost.:8080' has a final dot, which makes it another origin for browsers; write 'http://localhost:8080', unless pages have the dot in their address
FILE:1: CorsAllowOrigin 'https://*.example.org.:*' has a final dot, which makes it another origin for browsers; write 'https://*.example.org:*', unless pages have the dot in their address
FILE:1: CorsAllowOrigin 'https://www.example.com.' has a final dot, which makes it another origin for browsers; write 'https://www.example.com', unless pages have the dot in their address
FILE:2: CorsDenyOrigin 'app://a,b' has a comma, which counts as part of its host; separate values by white space
==
CorsAllowOrigin chrome-extension://ABCDEF chrome-extension://abcdef safari-web-extension://ABCDEF
--
FILE:1: CorsAllowOrigin 'chrome-extension://ABCDEF' has upper case, browsers send the IDs of Chrome's extensions in lower case; write 'chrome-extension://abcdef'
==
CorsAllowOriginMatch null file://.* https://Example[.]com https://example[.]com/? https://(www[.])?example[.]com/
--
FILE:1: CorsAllowOriginMatch 'https://(www[.])?example[.]com/' can never match, 'https://www.example.com/' is not an origin that browsers send; write scheme and host in lower case, and neither a path nor the default port
FILE:1: CorsAllowOriginMatch 'https://Example[.]com' can never match, 'https://Example.com' is not an origin that browsers send; write scheme and host in lower case, and neither a path nor the default port
FILE:1: CorsAllowOriginMatch 'null' can never match, 'null' is never compared with an expression; write 'CorsAllowOrigin null'
FILE:1: CorsAllowOriginMatch 'file://.*' can never match, 'file://' is never compared with an expression; write 'CorsAllowOrigin file://'
==
CorsDangerouslyTolerate PublicSuffixes
CorsAllowOriginMatch https://.*example[.]com
--
==
CorsAllowOrigin https://a.example
CorsAllowMethods PUT GET HEAD
CorsAllowMethods POST PROPFIND
CorsAllowHeaders Accept Content-Type Content-Language
--
FILE:2: CorsAllowMethods 'GET' is listed redundantly, CORS-safelisted methods are always granted; remove it
FILE:2: CorsAllowMethods 'HEAD' is listed redundantly, CORS-safelisted methods are always granted; remove it
FILE:3: CorsAllowMethods 'POST' is listed redundantly, CORS-safelisted methods are always granted; remove it
==
CorsAllowOrigin https://a.example
CorsAllowMethods patch PATCH
--
FILE:2: CorsAllowMethods 'patch' does not allow 'PATCH', browsers send this method as scripts spell it; write 'PATCH', unless scripts use lower case
==
CorsAllowOrigin https://a.example
CorsExposeHeaders ETag content-type Pragma
--
FILE:2: CorsExposeHeaders 'content-type' is listed redundantly, scripts can always read CORS-safelisted response-headers; remove it
FILE:2: CorsExposeHeaders 'Pragma' is listed redundantly, scripts can always read CORS-safelisted response-headers; remove it
==
CorsAllowOrigin https://a.example
CorsAllowOrigin https://a.example
CorsDenyOrigin https://*.example https://*.example
--
FILE:2: CorsAllowOrigin 'https://a.example' is listed twice (FILE:1); remove one
FILE:3: CorsDenyOrigin 'https://*.example' is listed twice (FILE:3); remove one
==
CorsAllowOrigin https://*.example.com
CorsAllowOrigin https://a.example.com https://a.b.example.com
CorsAllowOrigin https://*.b.example.com
CorsAllowOrigin https://example.com https://a.example.com:8443 https://*.b.example.com:*
--
FILE:2: CorsAllowOrigin 'https://a.example.com' is already covered by 'https://*.example.com' (FILE:1); remove it
FILE:2: CorsAllowOrigin 'https://a.b.example.com' is already covered by 'https://*.example.com' (FILE:1); remove it
FILE:3: CorsAllowOrigin 'https://*.b.example.com' is already covered by 'https://*.b.example.com:*' (FILE:4); remove it
==
CorsAllowOrigin http://localhost:*
CorsAllowOrigin http://localhost http://localhost:3000
CorsAllowOrigin https://localhost:3000
--
FILE:2: CorsAllowOrigin 'http://localhost' is already covered by 'http://localhost:*' (FILE:1); remove it
FILE:2: CorsAllowOrigin 'http://localhost:3000' is already covered by 'http://localhost:*' (FILE:1); remove it
==
CorsAllowOrigin http://localhost:* http://*.localhost
==
CorsAllowOrigin https://example.com:* https://*.example.com https://*.example.org:* https://example.org:*
==
<Location "/x">
    CorsAllowOrigin https://a.example http://*.example
    CorsAllowOrigin *
</Location>
--
FILE:2: CorsAllowOrigin 'http://*.example' is already covered by '*' (FILE:3); remove it
FILE:2: CorsAllowOrigin 'https://a.example' is already covered by '*' (FILE:3); remove it
==
CorsAllowOrigin https://*.example.com
<Location "/x">
    CorsAllowOrigin https://a.example.com
</Location>
CorsDenyOrigin https://*.example.com https://a.example.com *
==
<Directory "/usr/share/javascript">
    CorsAllowOrigin *
</Directory>
<VirtualHost *:1>
    CorsAllowOrigin https://a.example
    CorsAllowCredentials On
</VirtualHost>
--
FILE:2: CorsAllowOrigin '*' cannot be used with 'CorsAllowCredentials On' (FILE:6), browsers reject it; list the origins; requests to which both apply are refused
CASES
my ($built) = Httpd->new->log_text =~ /\[cors:info\].* version (.*)/;
@cases = grep { $_->[0] !~ /^# needs (\w+)/ || $built !~ /without $1/ } @cases;

# ---- httpd -t -----------------------------------------------------------------

my $test = ConfigTest->new;
for (@cases) {
    my ($conf, $says) = @$_;
    my ($is_legal, $output) = $test->check($conf);
    my $label = ConfigTest::label($conf);
    ok($is_legal, "$label: legal");
    # Warnings are in the order of the lines. The order within one line may vary.
    my @got = split /\n/, $output =~ s/^Syntax OK\n//mr;
    my @lines = map { /^FILE:(\d+)/ ? $1 : 0 } @got;
    is("@lines", join(' ', sort { $a <=> $b } @lines), "$label: in the order of the lines");
    is(join("\n", sort @got), join("\n", sort split /\n/, $says), "$label: output of httpd -t");
}

# Warnings are also printed if an error stops the server.
my ($is_legal, $output) = $test->check("CorsAllowOrigin * https://a.example\nCorsAllowCredentials On\n");
ok(!$is_legal, 'a fault stops httpd -t');
like($output, qr/^FILE:1: CorsAllowOrigin 'https:\/\/a\.example' is already covered/m, 'warnings are printed with a fault');

# ---- start and graceful restart -------------------------------------------------

# All cases in one file, each in a separate directory unless it needs another server.
my @in_one = map { "<Directory \"/d$_\">\n$cases[$_][0]</Directory>\n" }
    grep { $cases[$_][0] !~ /VirtualHost|^<|\n<(?:Directory|Location)/ && $cases[$_][1] } 0 .. $#cases;
my $all = join '', @in_one, $cases[-1][0];
(undef, $output) = $test->check($all);
my @want = sort grep { !/^Syntax OK/ } split /\n/, $output;
cmp_ok(scalar @want, '>', 15, 'a file with many warnings');

my $h = Httpd->new(conf => 'Include "@ROOT@/case.conf"', log_level => 'warn cors:info',
                   files => { 'case.conf' => $all });
sub warnings
{
    my $text = shift;
    my $path = $h->root . '/case.conf';
    return join "\n", sort map { s/\Q$path\E/FILE/gr }
        $text =~ /^(?:\[[^\]]*\] \[cors:warn\] \[[^\]]*\] )?(\Q$path\E:\d+: .*)$/mg;
}
my $before = length $h->log_text;
is(warnings($h->slurp('logs/error_log') . $h->slurp('logs/stderr')), join("\n", @want), 'each warning once at start');
my $in_file = length $h->slurp('logs/error_log');
$h->graceful;
is(warnings(substr $h->slurp('logs/error_log'), $in_file), join("\n", @want), 'each warning once at a graceful restart');
is(scalar(() = $h->log_text =~ /\[cors:info\].* version [\d.]+, policies: \d+/g), 2, 'the version at start and at the restart');
$h->log_ok(allow => [qr/\[cors:warn\].*case\.conf:\d+: /]);

# A policy is counted once, in whichever context it is set. One that another section of
# the same path always replaces is not counted.
my $counted = Httpd->new(log_level => 'cors:info', conf => <<'CONF');
<Location "/x">
    CorsAllowOrigin https://a.example
</Location>
<Location "/y">
    CorsAllowOrigin https://a.example
    CorsMaxAge 5
</Location>
<Files "z">
    CorsAllowOrigin https://a.example
</Files>
<Location "/none">
    CorsDenyOrigin https://a.example
</Location>
<Location "/x">
    CorsAllowOrigin https://b.example
</Location>
CONF
like($counted->log_text, qr/\[cors:info\].*, policies: 3$/m, 'policies are counted');
$counted->log_ok;

# The level is warn: with LogLevel error nothing is logged at start.
my $quiet = Httpd->new(conf => "CorsAllowMethods PUT\n", log_level => 'error');
unlike($quiet->slurp('logs/error_log'), qr/CorsAllowMethods/, 'no warning with LogLevel error');
$quiet->log_ok(allow => [qr/\[mpm_/]);

# ---- .htaccess: the same sentences, as debug lines of the requests that read it --

my @tenants = grep { $_->[1] && $_->[0] !~ /VirtualHost|<Location|<Directory|EnforceExcept|HTTP:Origin/ } @cases;
cmp_ok(scalar @tenants, '>', 8, 'there are warnings about a .htaccess');
my $tenants = Httpd->new(
    files => { map { ("htdocs/$_/.htaccess" => $tenants[$_][0]) } 0 .. $#tenants });
for my $n (0 .. $#tenants) {
    my $file = $tenants->root . "/htdocs/$n/.htaccess";
    $before = length $tenants->log_text;
    my $status = $tenants->get("/$n/x", 'Origin: https://b.example')->{status};
    like($status, $tenants[$n][0] =~ /CorsEnforce/ ? qr/^40[34]$/ : qr/^404$/, ".htaccess $n is legal");
    my $log = substr $tenants->log_text, $before;
    unlike($log, qr/:(?:warn|error|alert)\]/, ".htaccess $n: no warning");
    my @got = map { s/\Q$file\E/FILE/gr } $log =~ /\[cors:debug\] .*?(\Q$file\E:\d+: .*)$/mg;
    # httpd escapes backslashes in its log.
    my @said = map { s/\\/\\\\/gr } split /\n/, $tenants[$n][1];
    is_deeply([sort @got], [sort @said], ".htaccess $n: all its warnings are at debug");
}
$tenants->log_ok;

# Each line is logged once for a chain of internal redirects.
{
    my $chain = Httpd->new(
        modules => [qw(dir rewrite status)],
        files => {
            'htdocs/redirected/.htaccess' => <<'HTACCESS', 'htdocs/redirected/c.txt' => 'c',
CorsAllowOrigin https://a.example https://*.example
CorsAllowMethods GET
CorsEnforce On
CorsEngine ReportOnly
RewriteEngine On
RewriteRule ^a$ b [L]
RewriteRule ^b$ c.txt [L]
HTACCESS
            'htdocs/index/.htaccess' => "DirectoryIndex none.txt a.txt\nCorsMaxAge 5\n", 'htdocs/index/a.txt' => 'a',
            'htdocs/error/.htaccess' => "ErrorDocument 404 /page/error.txt\nCorsMaxAge 5\n",
            'htdocs/page/.htaccess' => "CorsMaxAge 6\n", 'htdocs/page/error.txt' => 'e',
            'htdocs/status/.htaccess' => <<'HTACCESS',
CorsAllowOrigin https://a.example
ErrorDocument 404 /status/page
RewriteEngine On
RewriteRule ^missing$ - [R=404]
SetHandler server-status
HTACCESS
        });
    for (['/redirected/a', 'redirected:1, redirected:2, redirected:3'], ['/index/', 'index:2'],
         ['/error/none', 'error:2, page:1'], ['/status/missing', 'status:1']) {
        my ($path, $want) = @$_;
        my $seen = length $chain->log_text;
        $chain->get($path, 'Origin: https://b.example');
        my @got = substr($chain->log_text, $seen) =~ m{\[cors:debug\] .*/(\w+)/\.htaccess(:\d+): }g;
        my @places;
        push @places, join '', splice @got, 0, 2 while @got;
        is(join(', ', sort @places), $want, "$path: each warning once");
    }
    $chain->log_ok;
}

# These lines are at debug only, and never about configuration files.
my $silent = Httpd->new(
    log_level => 'info', conf => "CorsAllowOrigin *\nCorsAllowOrigin https://a.example\n",
    files => { 'htdocs/.htaccess' => "CorsAllowOrigin +* +https://b.example\n" });
$silent->get('/', 'Origin: https://b.example');
unlike($silent->log_text, qr/htaccess/, 'no line about a .htaccess at LogLevel info');
$silent->log_ok(allow => [qr/\[cors:warn\].*httpd\.conf.*is already covered/]);

done_testing;
