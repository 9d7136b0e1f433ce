#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The optional functions for other modules, in every hook of a request, of internal redirects,
# subrequests and error documents; loaded before mod_cors, after it, and without it. They
# answer what a page of the origin would get, and leave no trace. The example of
# docs/modules.md compiles and works.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(sha1_base64);
use File::Temp ();
use Files;
use Httpd;
use Test::More;

my $TOP = Httpd->top_srcdir;
my $SO = $ENV{MOD_CORS_SO} // ($ENV{TOP_BUILDDIR} || $TOP) . '/.libs/mod_cors.so';
my ($A, $B) = qw(https://a.example https://b.example);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;

# ---- modules of our own -------------------------------------------------------

sub flags
{
    my $apr = `apr-1-config --includes --cppflags` =~ s/\n/ /gr;
    return $ENV{GLUE_CPPFLAGS} // "$apr -I" . Httpd::apxs('INCLUDEDIR');
}

# Returns the LoadModule line of a module that is compiled from this file.
sub compiled
{
    my ($name, $source) = @_;
    my $command = ($ENV{CC} || 'cc') . ' ' . flags() . " -I'$TOP' -std=gnu99 -Wall -Wextra -Werror -fPIC -shared"
        . " -o '$dir/$name.so' '$source' 2>&1";
    my $output = `$command`;
    is($output, '', "$name compiles without a warning");
    return "LoadModule ${name}_module \"$dir/$name.so\"\n";
}

my ($example) = Files::slurp("$TOP/docs/modules.md") =~ /^```c\n(.*?)^```$/ms;
cmp_ok(scalar(() = $example =~ /\n/g), '<=', 75, 'the example is short');
Files::spurt("$dir/mod_handshake.c", $example);
my $load_example = compiled(handshake => "$dir/mod_handshake.c");
my $load_probe = compiled(api_probe => "$TOP/t/lib/api_probe.c");

# ---- the probe's lines of one request ---------------------------------------------

# The answers of each hook, in order: [hook, path, decision, answers].
sub probed
{
    my ($h, @request) = @_;
    my $from = length $h->slurp('logs/error_log');
    my $res = $h->request(@request);
    $h->wait_for_line('logs/error_log', $from, qr/(probe log_transaction .*\n)/);
    my @lines = substr($h->slurp('logs/error_log'), $from) =~ /probe (\S+) (\S+) (\S+)(.*)$/mg;
    my @probes;
    push @probes, [splice @lines, 0, 4] while @lines;
    return ($res, @probes);
}

sub shown { return join "\n", map { "$_->[0] $_->[1] $_->[2]$_->[3]" } @_ }

# The hooks before mod_cors decides the first URL, and those after it.
my @BEFORE = qw(post_read_request quick_handler translate_name map_to_storage post_perdir_config header_parser_first);
my @AFTER = qw(header_parser_last access_checker access_checker_ex type_checker fixups insert_filter handler filter log_transaction);

my $site = {
    basic_auth => 1, modules => [qw(dir include negotiation rewrite)],
    files => {
        users => 'user:{SHA}' . sha1_base64('secret') . "=\n",
        'htdocs/a/user.txt' => 'user',
        'htdocs/open/a.txt' => 'open',
        'htdocs/a/a.txt' => 'a',
        'htdocs/a/.htaccess' => "RewriteEngine On\nRewriteRule ^moved\$ /denied/a.txt\nRewriteRule ^other\$ /b/a.txt\n"
            . "RewriteRule ^enforced\$ /enforced/a.txt\nRewriteRule ^unsafe\$ /unsafe/a.txt\n",
        'htdocs/a/page.shtml' => 'page <!--#include virtual="/b/a.txt" -->',
        'htdocs/b/a.txt' => 'b',
        # A fault of the container, so that its origin is refused.
        'htdocs/contained/a.txt' => 'contained',
        'htdocs/contained/.htaccess' => "CorsAllowOrigin *\n"
            . "<CorsOrigin $A>\nCorsAllowCredentials On\nCorsExposeHeaders *\n</CorsOrigin>\n",
        (map { ("htdocs/$_/a.txt" => $_) } qw(denied enforced unsafe)),
        'htdocs/index/index.html' => 'index',
        'htdocs/error.html' => 'no such page',
    },
    conf => <<"CONF",
LogLevel info cors:debug
AddOutputFilter INCLUDES .shtml
AddType text/html .shtml
<Location /a>
    CorsAllowOrigin $A
    CorsAllowCredentials On
    ErrorDocument 404 /error.html
</Location>
<Location /a/user.txt>
    Include "\@ROOT\@/basic-auth"
</Location>
<Location /b>
    CorsAllowOrigin $B
</Location>
<Location /any>
    CorsAllowOrigin *
</Location>
<Location /denied>
    CorsDenyOrigin $A
</Location>
<Directory "\@ROOT\@/htdocs/index">
    DirectoryIndex index.html
    CorsAllowOrigin $A $B
</Directory>
<Files index.html>
    CorsDenyOrigin $B
</Files>
<Files error.html>
    CorsAllowOrigin $B
</Files>
<Location /enforced>
    CorsEnforce On
</Location>
<Location /unsafe>
    CorsEnforce Unsafe
    CorsEnforceExcept $B
</Location>
<Location /a/status>
    SetHandler cors-status
    CorsStatus On
    Require local
</Location>
Redirect /a/away https://elsewhere.example/
CONF
};
sub cases
{
    my ($h, $order) = @_;
    my @ask = ("X-Ask: $A $B");
    my ($res, @probes) = probed($h, GET => '/a/a.txt', ["Origin: $A", @ask]);
    is(shown(@probes), join("\n", (map { "$_ /a/a.txt none $A=-1 $B=-1" } @BEFORE),
                            map { "$_ /a/a.txt actual-allowed $A=1 $B=0" } @AFTER), "$order: each hook of a request");
    is($res->field('Access-Control-Allow-Origin'), $A, "$order: the response has its fields");

    (undef, @probes) = probed($h, GET => '/a/user.txt', ["Origin: $A", 'Authorization: Basic dXNlcjpzZWNyZXQ=', @ask]);
    is(shown(grep { $_->[0] =~ /^check_/ } @probes),
       join("\n", map { "$_ /a/user.txt actual-allowed $A=1 $B=0" } qw(check_authn check_authz)), "$order: hooks of authentication");
    (undef, @probes) = probed($h, GET => '/a/user.txt', ["Origin: $A", @ask]);
    is(shown($probes[-1]), "log_transaction /a/user.txt actual-allowed $A=1 $B=0", "$order: a 401");

    my %last = (
        'a refused origin' => [GET => '/a/a.txt', ["Origin: $B"], "actual-refused:origin-not-listed $A=1 $B=0"],
        'the own origin' => [GET => '/a/a.txt', ["Origin: $B", 'Sec-Fetch-Site: same-origin'], "same-origin $A=1 $B=0"],
        'no Origin' => [GET => '/a/a.txt', [], "none $A=1 $B=0"],
        'a preflight' => [OPTIONS => '/a/a.txt', ["Origin: $A", 'Access-Control-Request-Method: PUT'],
                          "preflight-refused:method-not-allowed $A=1 $B=0"],
        'no policy' => [GET => '/open/a.txt', ["Origin: $A"], "none $A=-1 $B=-1"],
        '*' => [GET => '/any/a.txt', ["Origin: $A"], "actual-allowed $A=1 $B=1"],
        'protection only' => [GET => '/denied/a.txt', ["Origin: $B"], "actual-refused:origin-not-listed $A=0 $B=0"],
        'protection of a later URL' => [GET => '/a/moved', ["Origin: $A"], "actual-refused:origin-denied $A=0 $B=0"],
        'a later URL, no Origin' => [GET => '/a/moved', [], "none $A=0 $B=0"],
        'the policy of a later URL' => [GET => '/a/other', ["Origin: $B"], "actual-refused:origin-not-listed $A=1 $B=0"],
        'an error document' => [GET => '/a/none.txt', ["Origin: $A"], "actual-allowed $A=1 $B=0"],
        'an early response' => [GET => '/a/away', ["Origin: $A"], "actual-allowed $A=1 $B=0"],
        'enforcement of a later URL' => [GET => '/a/enforced', ["Origin: $A"], "actual-refused:origin-not-listed $A=0 $B=0"],
        'enforcement of another method' => [GET => '/a/unsafe', ["Origin: $A"], "actual-allowed $A=1 $B=0"],
        'enforcement of this method' => [POST => '/a/unsafe', ["Origin: $A"], "actual-refused:origin-not-listed $A=0 $B=0"],
        'enforcement of another method, no Origin' => [GET => '/a/unsafe', [], "none $A=1 $B=0"],
        'enforcement of this method, no Origin' => [POST => '/a/unsafe', [], "none $A=0 $B=0"],
        'enforcement of a handshake, no Origin' => [GET => '/a/unsafe', ['Upgrade: websocket'], "none $A=0 $B=0"],
        'the own origin, a later URL' => [GET => '/a/moved', ["Origin: $B", 'Sec-Fetch-Site: same-origin'], "same-origin $A=0 $B=0"],
        'an origin of a container' => [GET => '/contained/a.txt', ["Origin: $A"], "actual-refused:policy-fault $A=0 $B=1"],
        'an origin of no container' => [GET => '/contained/a.txt', ["Origin: $B"], "actual-allowed $A=0 $B=1"],
        'containers, no Origin' => [GET => '/contained/a.txt', [], "none $A=0 $B=1"],
        'a page of the module' => [GET => '/a/status', ["Origin: $A"], "none $A=-1 $B=-1"],
        'a directory index' => [GET => '/index/', ["Origin: $B"], "actual-refused:origin-denied $A=1 $B=0"],
    );
    for my $name (sort keys %last) {
        my ($method, $path, $fields, $want) = @{ $last{$name} };
        my (undef, @all) = probed($h, $method, $path, [@$fields, @ask]);
        my ($log) = grep { $_->[0] eq 'log_transaction' } @all;
        is("$log->[2]$log->[3]", $want, "$order: $name") or diag shown(@all);
        # Nothing that is refused is allowed later.
        my @words = map { $_->[3] } grep { $_->[2] ne 'none' } @all;
        ok(!grep({ $words[$_ - 1] =~ /\Q$A\E=0/ && $words[$_] =~ /\Q$A\E=1/ } 1 .. $#words), "$order: $name, never looser")
            or diag shown(@all);
    }
}

for my $order ('after mod_cors', 'before mod_cors') {
    my $after = $order =~ /after/;
    my $h = Httpd->new(%$site, so => $after ? $SO : '', log_level => 'info cors:debug',
        conf => $load_probe . ($after ? '' : "LoadModule cors_module \"$SO\"\n") . $site->{conf});
    cases($h, $order);

    # ---- in chains too, the answer is what a page of the origin gets ----------------------

    for (map({ [GET => "/$_"] } qw(a/moved a/other a/none.txt a/away a/page.shtml a/enforced a/unsafe index/)),
         [POST => '/a/unsafe']) {
        my ($method, $path) = @$_;
        my (undef, @all) = probed($h, $method, $path, ['Origin: https://asks.example', "X-Ask: $A $B"]);
        my ($log) = grep { $_->[0] eq 'log_transaction' } @all;
        my $want = join '', map {
            my $field = $h->request($method, $path, ["Origin: $_"])->field('Access-Control-Allow-Origin');
            " $_=" . (($field // '') eq $_ ? 1 : 0);
        } $A, $B;
        is($log->[3], $want, "$order: $method $path, the answers are what pages get");
    }

    # ---- redirects, subrequests and error documents, hook by hook ------------------------

    my (undef, @moved) = probed($h, GET => '/a/moved', ["Origin: $A", "X-Ask: $A"]);
    my %of = map { ("$_->[0] $_->[1]" => "$_->[2]$_->[3]") } @moved;
    is($of{"$_ /denied/a.txt"}, "actual-allowed $A=1", "$order: $_ of a redirect knows the first URL")
        for qw(translate_name map_to_storage post_perdir_config);
    is($of{"$_ /denied/a.txt"}, "actual-refused:origin-denied $A=0", "$order: $_ of a redirect has its protection")
        for qw(header_parser_last fixups handler filter);

    my (undef, @page) = probed($h, GET => '/a/page.shtml', ["Origin: $A", "X-Ask: $A $B"]);
    my @sub = grep { $_->[0] =~ /^sub\./ } @page;
    cmp_ok(scalar @sub, '>', 3, "$order: there are hooks of a subrequest");
    is_deeply([grep { "$_->[2]$_->[3]" ne "actual-allowed $A=1 $B=0" } @sub], [],
        "$order: a subrequest has the answers of its main request");

    my (undef, @error) = probed($h, GET => '/a/none.txt', ["Origin: $A", "X-Ask: $A $B"]);
    my @document = grep { $_->[1] eq '/error.html' } @error;
    cmp_ok(scalar @document, '>', 5, "$order: there are hooks of an error document");
    is_deeply([grep { "$_->[2]$_->[3]" ne "actual-allowed $A=1 $B=0" } @document], [],
        "$order: an error document has the answers of the URL that failed");

    my (undef, @early) = probed($h, GET => '/a/away', ["Origin: $A", "X-Ask: $A"]);
    %of = map { ($_->[0] => "$_->[2]$_->[3]") } @early;
    is($of{translate_name}, "none $A=-1", "$order: an early response, before it");
    is($of{$_}, "actual-allowed $A=1", "$order: an early response, $_") for qw(filter log_transaction);
    $h->log_ok(allow => [qr{policy-fault: no origin of the container at \S+/contained/}]);
}

# ---- without mod_cors -----------------------------------------------------------

{
    my $h = Httpd->new(so => '', log_level => 'info', files => { 'htdocs/a.txt' => 'a' }, conf => $load_probe . $load_example);
    my ($res, @probes) = probed($h, GET => '/a.txt', ["Origin: $A", "X-Ask: $A"]);
    is($res->{body}, 'a', 'without mod_cors: the server answers');
    is_deeply([grep { "$_->[2]$_->[3]" ne 'absent' } @probes], [], 'without mod_cors: both functions are absent');
    cmp_ok(scalar @probes, '>', 10, 'without mod_cors: the hooks run');
    $h->log_ok;
}

# ---- the answer is what a page of the origin gets ---------------------------------------

my @origins = ($A, $B, "$A.", 'http://a.example', 'https://x.a.example', 'http://x.a.example', 'null', 'file://', 'app://x',
    'https://A.example', 'nonsense');
my %policy = (
    exact => "CorsAllowOrigin $A",
    wildcard => "CorsAllowOrigin https://*.a.example\nCorsDenyOrigin https://x.a.example",
    any => 'CorsAllowOrigin *',
    'any-denied' => "CorsAllowOrigin *\nCorsDenyOrigin $A",
    null => "CorsAllowOrigin null $A\nCorsDangerouslyTolerate NullOrigin",
    regex => "CorsAllowOriginMatch https?://x[.]a[.]example\nCorsAllowCredentials On",
    enforce => "CorsAllowOrigin $A\nCorsEnforce On\nCorsEnforceExcept $B",
    unsafe => "CorsAllowOrigin $A\nCorsEnforce Unsafe Credentials",
    application => 'CorsAllowOrigin app://*',
);
{
    my $conf = join '', map { "<Location \"/$_\">\n$policy{$_}\n</Location>\n" } sort keys %policy;
    my $h = Httpd->new(files => { 'htdocs/a.txt' => 'a', map { ("htdocs/$_/a.txt" => $_) } keys %policy },
        log_level => 'info cors:debug', conf => $load_probe . $conf . <<"CONF");
<Location /report>
    CorsAllowOrigin $A
    CorsEngine ReportOnly
</Location>
<Location /off>
    CorsAllowOrigin $A
    CorsEngine Off
</Location>
<If "%{QUERY_STRING} == 'if'">
    CorsAllowOrigin $B
</If>
CONF
    my @ask = ('X-Ask: ' . join ' ', @origins);
    for my $name (sort keys %policy) {
        my (undef, @all) = probed($h, GET => "/$name/a.txt", \@ask);
        my ($log) = grep { $_->[0] eq 'log_transaction' } @all;
        my $want = join '', map {
            my $field = $h->get("/$name/a.txt", "Origin: $_")->field('Access-Control-Allow-Origin');
            my $gets = defined $field && ($field eq '*' || $field eq $_);
            " $_=" . ($gets ? 1 : 0);
        } @origins;
        is($log->[3], $want, "$name: the answers are what pages get");
    }
    my %one = ('/report/a.txt' => "$A=1 $B=0", '/off/a.txt' => "$A=-1 $B=-1", '/a.txt' => "$A=-1 $B=-1", '/a.txt?if' => "$A=0 $B=1");
    for my $path (sort keys %one) {
        my (undef, @all) = probed($h, GET => $path, ["X-Ask: $A $B"]);
        my ($log) = grep { $_->[0] eq 'log_transaction' } @all;
        is($log->[3], " $one{$path}", "$path: the answers");
    }

    # ---- no trace ------------------------------------------------------------------------

    for my $name (sort keys %policy) {
        for my $fields ([], ["Origin: $A"], ["Origin: $B"]) {
            my $silent = $h->get("/$name/a.txt", @$fields);
            my $from = length $h->slurp('logs/error_log');
            my ($asked) = probed($h, GET => "/$name/a.txt", [@$fields, @ask]);
            my $lines = () = substr($h->slurp('logs/error_log'), $from) =~ /\[cors:/g;
            my @left = map { join '|', $_->{status}, $_->{decision} // '-', map { $_ // '-' } $_->field('Vary'),
                             $_->field('Access-Control-Allow-Origin'), $_->field('Access-Control-Allow-Credentials') } $silent, $asked;
            is($left[1], $left[0], "$name, @$fields: the same response");
            is($lines, scalar @$fields, "$name, @$fields: no line more in the log");
        }
    }
    $h->log_ok;
}

# ---- the example ---------------------------------------------------------------------

{
    my $h = Httpd->new(files => { 'htdocs/a/a.txt' => 'a', 'htdocs/b.txt' => 'b' }, conf => <<"CONF");
$load_example
<Location /a>
    CorsAllowOrigin $A
</Location>
CONF
    my @handshake = ('Upgrade: websocket');
    my @rows = (
        ['/a/a.txt', 200, "Origin: $A", @handshake], ['/a/a.txt', 403, "Origin: $B", @handshake],
        ['/a/a.txt', 200, "Origin: $B", 'Sec-Fetch-Site: same-origin', @handshake],
        ['/a/a.txt', 200, "Origin: $B"], ['/a/a.txt', 200, @handshake], ['/b.txt', 200, "Origin: $B", @handshake],
    );
    for (@rows) {
        my ($path, $status, @fields) = @$_;
        is($h->get($path, @fields)->{status}, $status, "the example: $path @fields");
    }
    $h->log_ok;
}

done_testing;
