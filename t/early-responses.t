#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Errors before or during the mapping of the URL: the fields of actual requests, the
# preflights that keep the status, and requests without Origin.
# Redirects and successes are in early-redirects.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $B, $X, $EVIL) = map { "https://$_.example" } qw(a b x evil);
my $POLICY = "CorsAllowOrigin $A $B\nCorsAllowMethods PUT\nCorsDenyOrigin $EVIL\n";
my @KEPT = qw(400 401 403 407 408 414 421 431);
my @TURNED = qw(402 404 405 406 409 410 411 412 413 415 416 417 422 423 424 426 428 429 451 500 501 502 503 504 505 507
                508 510 511);
my @STATUSES = (@KEPT, @TURNED);

# ---- statuses that a rule of the server makes ----------------------------------------

my $RULES = join '', "RewriteEngine On\n", map { "RewriteRule ^/[a-z]+/r$_\$ - [R=$_,L]\n" } @STATUSES;
my $h = Httpd->new(
    modules => [qw(rewrite headers)],
    files => { 'htdocs/tenant/.htaccess' => $POLICY, 'htdocs/errors/sorry.txt' => 'sorry',
               (map { ("htdocs/$_/a.txt" => 'a') } qw(directory tenant none)) },
    conf => <<"CONF");
CorsAllowOrigin *
$RULES
RewriteRule ^/[a-z]+/gone - [G]
RewriteRule ^/[a-z]+/forbidden - [F]
Redirect 503 /directory/redirected
Redirect gone /location/redirected
<Location /locations/redirected>
    Redirect 429
</Location>
<Directory "\@ROOT\@/htdocs/directory">
    $POLICY
</Directory>
<LocationMatch "^/location">
    $POLICY
</LocationMatch>
<Directory "\@ROOT\@/htdocs/none">
    CorsAllowOrigin None
</Directory>
<Location /enforced>
    $POLICY
    CorsEnforce On
</Location>
<Location /documented>
    $POLICY
    ErrorDocument 503 /errors/sorry.txt
    ErrorDocument 429 "text"
    ErrorDocument 410 https://other.example/
</Location>
CONF

my @governed = ($A => 'actual-allowed', $X => 'actual-refused:origin-not-listed', $EVIL => 'actual-refused:origin-denied');
sub governed_ok
{
    my ($label, $path, $status, %opt) = @_;
    my @origins = @governed;
    while (my ($origin, $decision) = splice @origins, 0, 2) {
        $h->check("$label, GET of $origin", $h->get($path, "Origin: $origin"), status => $status, vary => 'Origin',
                  $origin eq $A ? ('allow-origin' => $A) : (), decision => $decision);
    }
}

for my $place (qw(directory tenant location)) {
    # These statuses are for requests that httpd cannot read: the server's policy applies, see below.
    governed_ok("$place, $_", "/$place/r$_", $_) for grep { !/^(?:400|408|414|421|431)$/ } @STATUSES;
    for my $status (@TURNED) {
        my $label = "$place, $status, preflight of";
        $h->check("$label $A", $h->preflight("/$place/r$status", $A, 'PUT'), status => 204, vary => $PREFLIGHT_VARY,
                  'allow-origin' => $A, 'allow-methods' => 'PUT', decision => 'preflight-allowed');
        $h->check("$label $X", $h->preflight("/$place/r$status", $X, 'PUT'), status => 403, vary => $PREFLIGHT_VARY,
                  decision => 'preflight-refused:origin-not-listed');
        $h->check("$label $EVIL", $h->preflight("/$place/r$status", $EVIL, 'PUT'), status => 403, vary => $PREFLIGHT_VARY,
                  decision => 'preflight-refused:origin-denied');
    }
    for my $status (@KEPT) {
        my $res = $h->preflight("/$place/r$status", $A, 'PUT');
        is($res->{status}, $status, "$place, $status: the preflight keeps it");
        is($res->{decision}, 'preflight-refused:early-response', "$place, $status: preflight, decision");
    }
}
for (['/directory/gone', 410], ['/location/gone', 410], ['/tenant/gone', 410], ['/directory/redirected', 503],
     ['/location/redirected', 410], ['/locations/redirected', 429]) {
    my ($path, $status) = @$_;
    governed_ok($path, $path, $status);
    $h->check("$path, preflight", $h->preflight($path, $A, 'PUT'), status => 204, vary => $PREFLIGHT_VARY, 'allow-origin' => $A,
              'allow-methods' => 'PUT', decision => 'preflight-allowed');
}
is($h->preflight('/directory/forbidden', $A, 'PUT')->{decision}, 'preflight-refused:early-response',
   'RewriteRule [F]: preflight, decision');

# OPTIONS that is not a preflight keeps its status.
is($h->request('OPTIONS', '/directory/r503', ["Origin: $A"])->{status}, 503, 'OPTIONS that is not a preflight: 503');
is($h->request('OPTIONS', '/directory/r503', ['Access-Control-Request-Method: PUT'])->{status}, 503, 'OPTIONS without Origin: 503');
# Where a section removes the policy, preflights keep the status.
for my $status (403, 503) {
    my $res = $h->get("/none/r$status", "Origin: $A");
    is($res->field('Access-Control-Allow-Origin'), undef, "no policy there, $status: no field");
    is($h->preflight("/none/r$status", $A, 'PUT')->{status}, $status, "no policy there: the preflight keeps $status");
}
# Such a request is not carried out, so enforcement does not refuse it.
for my $status (404, 410, 429, 500, 503) {
    governed_ok("enforced, $status", "/enforced/r$status", $status);
    $h->check("enforced, $status, preflight of an unlisted origin", $h->preflight("/enforced/r$status", $X, 'PUT'), status => 403,
              vary => $PREFLIGHT_VARY, decision => 'preflight-refused:origin-not-listed');
}
# Error documents of such a status.
for (['/documented/r503', 503], ['/documented/r429', 429], ['/documented/r410', 302]) {
    my ($path, $status) = @$_;
    governed_ok($path, $path, $status);
}
# Without Origin the module does not look for the sections, so Vary must name Origin.
for my $path (map { ("/$_/r503", "/$_/r404", "/$_/gone", "/$_/forbidden") } qw(directory tenant location none elsewhere)) {
    my $res = $h->get($path);
    is($res->field('Vary'), 'Origin', "$path, no Origin: Vary");
    is($res->field('Access-Control-Allow-Origin'), undef, "$path, no Origin: no field");
}
$h->log_ok;

# ---- local error documents ------------------------------------------------------------------

my %documents = (500 => 'no document', 501 => '/errors/page.html', 502 => '/errors/missing', 503 => '/early/r502',
                 404 => '/private/page.html');
my $documented = Httpd->new(
    modules => ['rewrite'], files => { map { ("htdocs/$_/page.html" => 'the document') } qw(errors private) },
    conf => join('', map { $documents{$_} =~ m{^/} ? "ErrorDocument $_ $documents{$_}\n" : '' } sort keys %documents)
        . <<"CONF");
RewriteEngine On
@{[join "", map { "RewriteRule ^/[a-z]+/r$_\$ - [R=$_,L]\n" } sort keys %documents]}<Directory "\@ROOT\@/htdocs/denying">
    CorsDenyOrigin $EVIL
</Directory>
<Location /denying>
    CorsAllowOrigin *
</Location>
<Directory "\@ROOT\@/htdocs/listed">
    CorsAllowOrigin $A $B
    CorsEnforce On
</Directory>
<Location /private>
    CorsEnforce On
</Location>
CONF
mkdir $documented->root . "/htdocs/$_" for qw(denying listed);
for my $status (grep { $_ != 404 } sort keys %documents) {
    my $label = "$status with $documents{$status}";
    for ([undef], [$EVIL, decision => 'actual-refused:origin-denied'],
         [$A, 'allow-origin' => '*', decision => 'actual-allowed']) {
        my ($origin, @want) = @$_;
        my $res = $documented->get("/denying/r$status", defined $origin ? "Origin: $origin" : ());
        $documented->check("$label, " . ($origin // 'no Origin'), $res, status => $status, vary => 'Origin', @want);
        is($res->{body}, 'the document', "$label, " . ($origin // 'no Origin') . ': the document') if $status == 501;
    }
}
# If the URL of the document enforces, an early 404 is handled like a late one.
for my $path (qw(/listed/r404 /listed/none)) {
    for my $origin ($A, $B) {
        my $res = $documented->get($path, "Origin: $origin");
        $documented->check("$path, $origin", $res, status => 404, vary => 'Origin', 'allow-origin' => $origin,
                           decision => 'actual-allowed');
        is($res->{body}, 'the document', "$path, $origin: the document");
    }
}
my $res = $documented->get('/listed/r404', "Origin: $X");
$documented->check("/listed/r404, $X", $res, status => 404, vary => 'Origin', decision => 'actual-refused:origin-not-listed');
unlike($res->{body}, qr/the document/, "/listed/r404, $X: no document");
$documented->log_ok;

# ---- while the URL is mapped -------------------------------------------------------------

my $long = 'n' x 300;       # too long for a file name
my %broken = (
    unknown => "No such line\n", 'not-here' => "ServerName x\n", unclosed => "<Files *>\n", cors => "CorsEngine Maybe\n",
);
my $mapped = Httpd->new(
    modules => ['headers'],
    files => { 'htdocs/target.txt' => 'a', (map { ("htdocs/$_/.htaccess" => $broken{$_}, "htdocs/$_/a.txt" => 'a') } keys %broken) },
    conf => <<"CONF");
CorsAllowOrigin *
<Directory "\@ROOT\@/htdocs/links">
    Options -FollowSymLinks
</Directory>
<Directory "\@ROOT\@/htdocs">
    CorsExposeHeaders X-Unused
</Directory>
<LocationMatch "^/(?:links|unknown|not-here|unclosed|cors|unreadable|nnn|enforced)">
    $POLICY
</LocationMatch>
<Location /unclosed>
    CorsAllowOrigin +$X
</Location>
Alias /enforced "\@ROOT\@/htdocs/links"
<Location /enforced>
    CorsEnforce On
</Location>
Alias /denied "\@ROOT\@/htdocs/links"
<Location /denied>
    CorsAllowOrigin None
    CorsDenyOrigin $EVIL
    Header always set Access-Control-Allow-Origin *
</Location>
CONF
mkdir $mapped->root . "/htdocs/$_" for qw(links unreadable);
symlink '../target.txt', $mapped->root . '/htdocs/links/link.txt' or die "symlink: $!\n";
symlink '.htaccess', $mapped->root . '/htdocs/unreadable/.htaccess' or die "symlink: $!\n";
for (['/links/link.txt', 403], ['/links/link.txt/more', 403], ['/unknown/a.txt', 500], ['/not-here/a.txt', 500],
     ['/cors/a.txt', 500], ['/unreadable/a.txt', qr/403/], ["/$long", 403], ['/enforced/link.txt', 403], ['/unclosed/a.txt', 500]) {
    my ($path, $status) = @$_;
    my $label = substr $path, 0, 20;
    my @want = @governed;
    while (my ($origin, $decision) = splice @want, 0, 2) {
        my $res = $mapped->get($path, "Origin: $origin");
        like($res->{status}, qr/^$status$/, "$label, GET of $origin: status");
        my $allowed = $origin eq $A || ($origin eq $X && $path =~ /unclosed/);
        $mapped->check("$label, GET of $origin", $res, status => 'any', vary => 'Origin', $allowed ? ('allow-origin' => $origin) : (),
                       decision => $allowed ? 'actual-allowed' : $decision);
    }
    my $res = $mapped->preflight($path, $A, 'PUT');
    if ("$status" =~ /500/) {
        $mapped->check("$label, preflight", $res, status => 204, vary => $PREFLIGHT_VARY, 'allow-origin' => $A, 'allow-methods' => 'PUT',
                       decision => 'preflight-allowed');
    }
    else {
        is($res->{status}, 403, "$label: the preflight keeps 403");
        is($res->{decision}, 'preflight-refused:early-response', "$label: preflight, decision");
    }
    $res = $mapped->preflight($path, $EVIL, 'PUT');
    is($res->{status}, 403, "$label: preflight of a denied origin");
    is($res->field('Access-Control-Allow-Origin'), undef, "$label: preflight of a denied origin: no field");
    $res = $mapped->get($path);
    is($res->field('Vary'), 'Origin', "$label, no Origin: Vary");
    is($res->field('Access-Control-Allow-Origin'), undef, "$label, no Origin: no field");
}
# A deny rule without a policy.
$mapped->check('denied, without a policy', $mapped->get('/denied/link.txt', "Origin: $EVIL"), status => 403, vary => 'Origin',
               decision => 'actual-refused:origin-denied');
$mapped->log_ok(allow => [qr/\[core:(?:error|alert|crit)\]|AH0003[56]|AH00529|\[cors:warn\]/]);

# ---- without Origin ---------------------------------------------------------------------------

my %servers = (
    # name => configuration, field of a request without Origin, field with Origin $A
    constant => ["CorsAllowOrigin $A\nCorsExposeHeaders X-A", 'field', $A],
    star => ['CorsAllowOrigin *', 'field', '*'],
    list => ["CorsAllowOrigin $A $B", 'vary', $A],
    denying => ["CorsAllowOrigin *\nCorsDenyOrigin $EVIL", 'vary', '*'],
    enforcing => ["CorsAllowOrigin $A\nCorsEnforce On", 'vary', $A],
    conditional => [qq(CorsAllowOrigin $A\n<If "false">\nCorsMaxAge 1\n</If>), 'vary', $A],
    sections => [qq(CorsAllowOrigin *\n<Directory "\@ROOT\@/htdocs/else">\nCorsMaxAge 1\n</Directory>), 'vary', '*'],
    location => ["CorsAllowOrigin *\n<Location /else>\nCorsEngine Off\n</Location>", 'vary', '*'],
    files => ["CorsAllowOrigin *\n<Files else>\nCorsMaxAge 1\n</Files>", 'vary', '*'],
    'sections-only' => ["<Location /maint>\nCorsAllowOrigin $A\n</Location>", 'vary', $A],
    'far-section' => ["<Location /else>\nCorsAllowOrigin $A\n</Location>", 'vary', undef],
    'other-host' => ["Listen 127.0.0.1:\@PORT1\@\n<VirtualHost 127.0.0.1:\@PORT1\@>\nServerName other.test\n"
                     . "CorsAllowOrigin $A\n</VirtualHost>", 'nothing', undef],
    none => ['', 'nothing', undef],
    # An early response is never one of these pages, whose settings depend on the request.
    'status-page' => ["CorsAllowOrigin $A $B\nCorsStatus On", 'vary', $A],
    'explain-page' => ["CorsAllowOrigin $A\nCorsExplain On", 'field', $A],
);
for my $name (sort keys %servers) {
    my ($conf, $without, $with) = @{$servers{$name}};
    my $one = Httpd->new(
        modules => ['rewrite'],
        files => { 'htdocs/else/a.txt' => 'a', 'htdocs/tenant/.htaccess' => "CorsAllowOrigin $A $B\n", 'htdocs/tenant/a.txt' => 'a' },
        conf => "RewriteEngine On\nRewriteRule ^/[a-z]+/early(\\d\\d)?\$ - [F]\nRewriteRule ^/(?:maint|documented) - [R=503]\n"
            . "Redirect 302 /moved https://other.example/\n"
            . "<Location /documented>\nErrorDocument 503 /else/a.txt\n</Location>\n$conf\n");
    for my $path (qw(/maint /moved /tenant/early /documented)) {
        my $res = $one->get($path);
        is($res->field('Vary'), $without eq 'vary' ? 'Origin' : undef, "$name, $path: Vary");
        is($res->field('Access-Control-Allow-Origin'), $without eq 'field' ? $with : undef, "$name, $path: the field");
        is($res->{decision}, undef, "$name, $path: no decision");
    }
    my $res = $one->get('/maint', "Origin: $A");
    is($res->field('Access-Control-Allow-Origin'), $with, "$name, /maint with Origin: the field");
    is($res->{decision}, defined $with ? 'actual-allowed' : undef, "$name, /maint with Origin: decision");
    is($one->get('/tenant/early', "Origin: $A")->field('Access-Control-Allow-Origin'), $A, "$name, a tenant's policy, with Origin: the field");
    $one->log_ok(allow => [qr/\[cors:warn\]/]);
}

# ---- error documents that fail --------------------------------------------------------

# httpd then sends the response of the first request. Its fields follow the policy of the
# rewritten URL, not the policy of the sections that applied before the rewrite.
my $failing = Httpd->new(
    modules => ['rewrite'],
    files => { 'htdocs/broken/.htaccess' => "No such line\n" },
    conf => <<"CONF");
RewriteEngine On
RewriteRule ^/first/[a-z]+/(.*) /early/\$1 [PT]
RewriteRule ^/lost - [R=404]
RewriteRule ^/shut - [F]
Redirect 503 /early
<Location /first>
    CorsEnforce On
</Location>
<Location /first/none>
    ErrorDocument 503 /none
</Location>
<Location /first/early>
    ErrorDocument 503 /lost
</Location>
<Location /first/shut>
    ErrorDocument 503 /shut
</Location>
<Location /first/broken>
    ErrorDocument 503 /broken/a.txt
</Location>
<Location /early>
    CorsAllowOrigin $A $B
    CorsAllowMethods PUT
</Location>
CONF
# If a rule makes the document fail, the response has the status of that rule.
for (['none', 503], ['broken', 503], ['early', 404], ['shut', 403]) {
    my ($document, $status) = @$_;
    my $path = "/first/$document/x";
    $failing->check("$document: GET of $A", $failing->get($path, "Origin: $A"), status => $status, vary => 'Origin',
                    'allow-origin' => $A, decision => 'actual-allowed');
    $failing->check("$document: GET of $X", $failing->get($path, "Origin: $X"), status => $status, vary => 'Origin',
                    decision => 'actual-refused:origin-not-listed');
    $failing->check("$document: GET", $failing->get($path), status => $status, vary => 'Origin');
    my $res = $failing->preflight($path, $A, 'PUT');
    if ($status == 403) {
        is($res->{status}, 403, "$document: the preflight keeps 403");
        is($res->{decision}, 'preflight-refused:early-response', "$document: preflight, decision");
        next;
    }
    $failing->check("$document: preflight", $res, status => 204, vary => $PREFLIGHT_VARY, 'allow-origin' => $A,
                    'allow-methods' => 'PUT', decision => 'preflight-allowed');
    is($res->{body}, '', "$document: preflight, no body");
}
# For a malformed URL the server's policy applies, and here the server has none.
for my $origin ($A, undef) {
    my ($res) = $failing->raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\n" . ($origin ? "Origin: $origin\r\n" : '')
                              . "Connection: close\r\n\r\n");
    $failing->check('no policy of the server, /%zz, ' . ($origin // 'no Origin'), $res, status => 400, vary => undef);
}
$failing->log_ok(allow => [qr/\[core:(?:error|alert|crit)\]|AH10244/]);

# ---- requests that httpd does not accept: the server's policy --------------------------------------

my $strict = Httpd->new(conf => <<"CONF");
CorsAllowOrigin $A $B
CorsAllowMethods PUT
LimitRequestLine 200
LimitRequestFieldSize 300
<Location />
    CorsMaxAge 5
</Location>
CONF
my $host = 'Host: localhost';
for ([400, "GET /%zz HTTP/1.1", $host], [400, 'GET /a/../../x HTTP/1.1', $host], [404, 'GET /a%2fb HTTP/1.1', $host],
     [400, 'GET / HTTP/1.1'], [400, 'GET / HTTP/1.1', "$host", 'Bad'], [400, 'GET / HTTP/1.1', $host, 'X: ' . 'x' x 400]) {
    my ($status, @lines) = @$_;
    for my $origin ($A, $X, undef) {
        my ($res) = $strict->raw(join("\r\n", $lines[0], defined $origin ? "Origin: $origin" : (), @lines[1 .. $#lines],
                                      'Connection: close', '', ''));
        my $label = substr "$status: @lines", 0, 50;
        is($res->{status}, $status, "$label, status");
        like($res->field('Vary') // '', qr/^Origin$/, "$label: Vary");
        my $field = $res->field('Access-Control-Allow-Origin');
        is($field, undef, "$label: no field for other origins") if ($origin // '') ne $A;
        is($field, $A, "$label: the server's policy") if ($origin // '') eq $A && $lines[0] =~ /%|\.\./;
    }
    my ($res) = $strict->raw(join("\r\n", $lines[0] =~ s/^GET/OPTIONS/r, "Origin: $A", 'Access-Control-Request-Method: PUT',
                                  @lines[1 .. $#lines], 'Connection: close', '', ''));
    my $label = substr "$status: @lines", 0, 50;
    is($res->{status}, $status == 404 ? 204 : $status, "$label: preflight");
    is($res->{decision}, 'preflight-refused:early-response', "$label: preflight, decision") if $lines[0] =~ /zz|\.\./;
}
($res) = $strict->raw('GET /' . 'x' x 300 . " HTTP/1.1\r\n$host\r\nOrigin: $A\r\n\r\n");
is($res->{status}, 414, 'a long request line: 414');
is($res->field('Vary'), 'Origin', 'a long request line: Vary');
$strict->log_ok(allow => [qr/\[core:(?:error|info)\]|AH00026|AH10244/]);
done_testing;
