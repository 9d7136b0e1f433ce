#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Forbidden combinations of settings that only a request finds: no origin is allowed, the
# response has its usual status and Vary, and the error log names both places once.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my $A = 'https://a.example';
my $PAIR = "CorsAllowOrigin *\nCorsAllowCredentials On\n";

# Each case has a separate server: faults share a table of 64 slots, and two faults in the
# same slot give one line.
my @cases = (
    {   label => 'a .htaccess by itself', files => { '.htaccess' => $PAIR },
        places => [qw(htdocs/.htaccess:1 htdocs/.htaccess:2)], value => '*' },
    {   label => 'a .htaccess over the configuration', value => '*',
        case => "<Directory \"\@ROOT\@/htdocs\">\nCorsAllowOrigin $A\nCorsAllowCredentials On\n</Directory>\n",
        files => { '.htaccess' => "CorsAllowOrigin *\n" },
        places => [qw(htdocs/.htaccess:1 case.conf:3)] },
    {   label => 'credentials of a .htaccess', value => 'http://a.example',
        case => "CorsAllowOrigin http://a.example $A\n",
        files => { '.htaccess' => "# mine\n\nCorsAllowCredentials On\n" },
        places => [qw(case.conf:1 htdocs/.htaccess:3)] },
    {   label => 'two .htaccess', value => '*', path => '/in/a.txt',
        files => { '.htaccess' => "CorsAllowCredentials On\n", 'in/.htaccess' => "CorsAllowOrigin *\n" },
        places => [qw(htdocs/in/.htaccess:1 htdocs/.htaccess:1)] },
    {   label => 'exposed names of a .htaccess', value => '*',
        case => "CorsAllowOrigin $A\nCorsAllowCredentials On\n",
        files => { '.htaccess' => "CorsExposeHeaders ETag *\n" },
        places => [qw(htdocs/.htaccess:1 case.conf:2)] },
    {   label => 'null in a .htaccess', value => 'null',
        files => { '.htaccess' => "CorsAllowOrigin null $A\n" }, places => ['htdocs/.htaccess:1'] },
    {   label => 'a regular expression of a .htaccess', value => '.*',
        files => { '.htaccess' => "CorsAllowOriginMatch .*\nCorsAllowCredentials On\n" },
        places => [qw(htdocs/.htaccess:1 htdocs/.htaccess:2)] },
    {   label => 'Directory with Location', value => '*', case => <<'CONF',
<Directory "@ROOT@/htdocs">
    CorsAllowOrigin *
</Directory>
<Location "/a.txt">
    CorsAllowCredentials On
</Location>
CONF
        places => [qw(case.conf:2 case.conf:5)] },
    {   label => 'a wildcard section', value => '*', case => <<'CONF',
<Directory "@ROOT@/htdocs">
    CorsAllowCredentials On
</Directory>
<Directory "@ROOT@/*">
    CorsAllowOrigin *
</Directory>
CONF
        places => [qw(case.conf:5 case.conf:2)] },
    {   label => 'a regex section', value => '*', case => <<'CONF',
<LocationMatch "^/a">
    CorsAllowOrigin *
</LocationMatch>
<Location "/a.txt">
    CorsAllowCredentials On
</Location>
CONF
        places => [qw(case.conf:2 case.conf:5)] },
    {   label => 'two If side by side', value => '*', case => <<'CONF',
<If "true">
    CorsAllowCredentials On
</If>
<If "true">
    CorsAllowOrigin *
</If>
CONF
        places => [qw(case.conf:5 case.conf:2)] },
    {   label => 'Proxy', value => '*', modules => [qw(proxy proxy_http)], path => '/proxied/a.txt',
        case => <<'CONF',
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName backend.example
</VirtualHost>
<VirtualHost *:@PORT@>
    ProxyPass "/proxied/" "http://127.0.0.1:@PORT1@/"
    <Proxy "http://127.0.0.1:@PORT1@/">
        CorsAllowOrigin *
        CorsAllowCredentials On
    </Proxy>
</VirtualHost>
CONF
        places => [qw(case.conf:8 case.conf:9)] },
    {   label => "the main server's section in a virtual host", value => '*', warns => 1,
        case => <<'CONF',
<Directory "@ROOT@/htdocs">
    CorsAllowOrigin *
</Directory>
<VirtualHost *:@PORT@>
    CorsAllowOrigin https://a.example
    CorsAllowCredentials On
</VirtualHost>
CONF
        places => [qw(case.conf:2 case.conf:6)] },
);

for my $case (@cases) {
    my ($label, $path) = ($case->{label}, $case->{path} || '/a.txt');
    my %files = %{$case->{files} || {}};
    my $h = Httpd->new(
        conf => 'Include "@ROOT@/case.conf"', modules => ['headers', @{$case->{modules} || []}],
        files => { 'case.conf' => $case->{case} || "# nothing\n", 'htdocs/a.txt' => 'a',
                   'htdocs/in/a.txt' => 'a', map { ("htdocs/$_" => $files{$_}) } keys %files });
    my $before = length $h->log_text;

    $h->check("$label: no Origin", $h->get($path), vary => 'Origin');
    unlike(substr($h->log_text, $before), qr/\[cors:error\]/, "$label: no Origin, no error line");
    for my $origin ($A, 'https://b.example', 'http://a.example', 'null') {
        $h->check("$label: $origin", $h->get($path, "Origin: $origin"), vary => 'Origin',
                  decision => 'actual-refused:policy-fault');
    }
    $h->check("$label: preflight", $h->preflight($path, $A, 'GET'), status => 403, vary => $PREFLIGHT_VARY,
              decision => 'preflight-refused:policy-fault');
    $h->check("$label: 404", $h->get("$path/missing", "Origin: $A"), status => 404, vary => 'any',
              decision => 'any') if $path eq '/a.txt';

    my @lines = substr($h->log_text, $before) =~ /^(.*\[cors:error\].*)$/mg;
    my $children = Httpd->mpm eq 'prefork' ? 4 : 1;
    ok(@lines >= 1 && @lines <= $children, "$label: one error line, for all requests of a child")
        or diag join "\n", @lines;
    my ($value, $other) = map { $h->root . "/$_" } @{$case->{places}};
    my $with = @{$case->{places}} == 2 ? qr/ .*\(\Q$other\E\)/ : qr/ /;
    like($lines[0] // '', qr/policy-fault: no origin is allowed here, \Q$value\E: Cors\w+ '\Q$case->{value}\E'$with/,
         "$label: it names " . @{$case->{places}} . ' place(s)');
    unlike($h->log_text =~ s/^.*policy-fault: .*\n//mgr,
           $case->{warns} ? qr/:(?:error|crit|alert)\]/ : qr/:(?:warn|error|crit|alert)\]/,
           "$label: the log has no other errors");
}

# With CorsEngine Off there is no fault. Enforcement still applies to a faulty policy.
my $h = Httpd->new(
    modules => ['headers'], files => { map { ("htdocs/$_" => 'a') } qw(a.txt b.txt c.txt) },
    conf => <<"CONF");
<Directory "\@ROOT\@/htdocs">
    CorsAllowOrigin *
    Header set Access-Control-Allow-Origin https://own.example
</Directory>
<Location "/">
    CorsAllowCredentials On
</Location>
<Location "/b.txt">
    CorsEngine Off
</Location>
<Location "/c.txt">
    CorsDenyOrigin https://evil.example
    CorsEnforce On
</Location>
CONF
$h->check('fields of others are removed', $h->get('/a.txt', "Origin: $A"), vary => 'Origin',
          decision => 'actual-refused:policy-fault');
$h->check('the engine is off', $h->get('/b.txt', "Origin: $A"), 'allow-origin' => 'https://own.example');
$h->check('enforced: the refused request gets 403', $h->get('/c.txt', "Origin: $_"), status => 403,
          vary => 'Origin', decision => 'actual-refused:policy-fault') for $A, 'https://evil.example';
$h->check('enforced: same-origin', $h->get('/c.txt', "Origin: http://localhost:@{[$h->port]}"),
          vary => 'Origin', decision => 'any');
$h->check('enforced: no Origin', $h->get('/c.txt'), vary => 'Origin');
$h->log_ok(allow => [qr/\[cors:error\].* policy-fault: /]);

# Each fault has a separate line, unless it shares a slot.
my @faults = map { "fault-$_" } 1 .. 8;
$h = Httpd->new(
    files => { map { my $i = $_; ("htdocs/$faults[$i]/a.txt" => 'a', "htdocs/$faults[$i]/.htaccess" => "\n" x $i . $PAIR) }
               0 .. $#faults });
for my $name (@faults) {
    $h->check($name, $h->get("/$name/a.txt", "Origin: $A"), vary => 'Origin', decision => 'actual-refused:policy-fault');
}
my %logged = map { $_ => 1 } $h->log_text =~ m{policy-fault: .*?/(fault-\d)/}g;
cmp_ok(scalar keys %logged, '>=', 4, 'at least 4 of 8 faults are logged') or diag $h->log_text;
$h->log_ok(allow => [qr/\[cors:error\].* policy-fault: /]);

done_testing;
