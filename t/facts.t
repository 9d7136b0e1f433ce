#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The module decides on the request that the browser sent, even if a tenant's .htaccess
# changes the request before the chain of internal redirects reaches the protected URL.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $X, $EVIL) = map { "https://$_.example" } qw(a x evil);
my @PROGRAMS = qw(denied enforced granted);

# How a tenant's URL leads to the program @ in its directory: .htaccess, path.
my %leads = (
    index => ["DirectoryIndex @.cgi\n", ''],
    fallback => ["FallbackResource /#/@.cgi\n", 'any'],
    rewrite => ["RewriteEngine On\nRewriteRule ^any\$ @.cgi [L]\n", 'any'],
    views => ["Options +MultiViews\nMultiviewsMatch Any\n", '@'],
    action => ["Action x-type /#/@.cgi\nAddHandler x-type .x\n", 'page.x'],
    redirect => ['', 'to-@.cgi'],       # a program that sends Location
);
# Lines by which a tenant changes the request.
my %tampers = (
    'unset-origin' => 'RequestHeader unset Origin',
    'set-origin' => "RequestHeader set Origin $A",
    'set-null' => 'RequestHeader set Origin null',
    'add-origin' => "RequestHeader add Origin $A",
    'edit-origin' => 'RequestHeader edit Origin evil a',
    'edit-all' => 'RequestHeader edit* Origin [^/]+[.]example a.example',
    'expression' => qq(RequestHeader set Origin "expr=$A"),
    'site-same' => 'RequestHeader set Sec-Fetch-Site same-origin',
    'site-none' => 'RequestHeader set Sec-Fetch-Site none',
    'site-unset' => 'RequestHeader unset Sec-Fetch-Site',
    'site-cross' => 'RequestHeader set Sec-Fetch-Site cross-site',
    'host' => 'RequestHeader set Host evil.example',
    'method' => 'RequestHeader set Access-Control-Request-Method GET',
    'no-method' => 'RequestHeader unset Access-Control-Request-Method',
    'names' => 'RequestHeader unset Access-Control-Request-Headers',
    'environment' => "SetEnvIf Request_URI . HTTP_ORIGIN=$A Origin=$A",
    'rewrite-env' => "RewriteEngine On\nRewriteRule ^ - [E=HTTP_ORIGIN:$A]",
    'if' => qq(<If "-n req('Origin')">\nRequestHeader set Origin $A\nRequestHeader set Sec-Fetch-Site none\n</If>),
);
if (Httpd->has_module('lua')) {
    $tampers{"lua-$_"} = "LuaHook$_ \@ROOT\@/tamper.lua tamper"
        for qw(AccessChecker CheckUserID AuthChecker TypeChecker Fixups);
}

my (%files, %path);
for my $lead (keys %leads) {
    for my $tamper (keys %tampers) {
        for my $program (@PROGRAMS) {
            my $name = "$lead-$tamper-$program";
            my ($htaccess, $path) = map { s/@/$program/gr =~ s/#/$name/gr } @{$leads{$lead}};
            $files{"htdocs/$name/.htaccess"} = "$htaccess$tampers{$tamper}\n";
            $files{"htdocs/$name/page.x"} = 'x';
            $files{"htdocs/$name/to-$program.cgi"} =
                [0755, "#!/bin/sh\ncat >/dev/null\nprintf 'Location: /$name/$program.cgi\\n\\n'\n"];
            %files = (%files, program_files("htdocs/$name/$program.cgi"));
            $path{$lead}{$tamper}{$program} = "/$name/$path";
        }
    }
}
my $h = Httpd->new(
    modules => [qw(headers rewrite cgi env actions negotiation), Httpd->has_module('lua') ? 'lua' : ()],
    files => { %files, 'tamper.lua' => <<"LUA" },
function tamper(r)
    r.headers_in['Origin'] = '$A'
    r.headers_in['Sec-Fetch-Site'] = 'same-origin'
    r.headers_in['Access-Control-Request-Method'] = 'GET'
    return apache2.DECLINED
end
LUA
    conf => <<"CONF");
AddHandler cgi-script .cgi
<Directory "\@ROOT\@/htdocs">
    <FilesMatch "^denied[.]cgi\$">
        CorsDenyOrigin $EVIL
    </FilesMatch>
    <FilesMatch "^enforced[.]cgi\$">
        CorsAllowOrigin $A https://b.example
        CorsEnforce On
    </FilesMatch>
    <FilesMatch "^granted[.]cgi\$">
        CorsAllowOrigin $A https://b.example
        CorsAllowMethods PUT
        CorsAllowHeaders X-A
    </FilesMatch>
</Directory>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    CorsEnforce On
    <Location /credentials>
        CorsAllowOrigin $A https://b.example
        CorsEnforce Unsafe Credentials
    </Location>
</VirtualHost>
CONF

# ---- chains that end at a protected URL ---------------------------------------

for my $lead (sort keys %leads) {
    for my $tamper (sort keys %tampers) {
        my $label = "$lead, $tamper";
        my ($denied, $enforced) = @{$path{$lead}{$tamper}}{qw(denied enforced)};
        my ($res, $runs) = watched($h, 'GET', $denied, ["Origin: $EVIL"]);
        $h->check("$label: a denied origin gets no field", $res, vary => 'any',
                  decision => 'actual-refused:origin-denied');
        is($runs, 1, "$label: denied, not enforced: the program runs");

        for my $extra ([], ['Sec-Fetch-Site: cross-site']) {
            ($res, $runs) = watched($h, 'POST', $enforced, ["Origin: $EVIL", @$extra], 'a=b');
            is($res->{status}, 403, "$label: enforced, @$extra");
            is($res->{decision}, 'actual-refused:origin-not-listed', "$label: enforced, @$extra: decision");
            is($runs, 0, "$label: enforced, @$extra: the program does not run");
        }
        # Allowed and same-origin requests pass, regardless of what the tenant changes.
        ($res, $runs) = watched($h, 'POST', $enforced, ["Origin: $A"], 'a=b');
        $h->check("$label: an allowed origin", $res, vary => 'any', 'allow-origin' => $A, decision => 'actual-allowed');
        ($res, $runs) = watched($h, 'POST', $enforced, ["Origin: $X", 'Sec-Fetch-Site: same-origin'], 'a=b');
        $h->check("$label: same-origin", $res, vary => 'any', decision => 'same-origin');
        is($runs, 1, "$label: same-origin: the program runs");
        ($res, $runs) = watched($h, 'POST', $enforced, [], 'a=b');
        $h->check("$label: no Origin", $res, vary => 'any');
        is($runs, 1, "$label: no Origin: the program runs");
    }
}

# ---- preflights -----------------------------------------------------------------

# The redirect must be a fast one: otherwise the preflight is answered before the chain
# reaches the URL with the policy.
for my $tamper (sort keys %tampers) {
    my $granted = $path{index}{$tamper}{granted};
    for (['PUT', 'x-a', 'preflight-allowed'], ['PATCH', 'x-a', 'preflight-refused:method-not-allowed'],
         ['PUT', 'x-b', 'preflight-refused:header-not-allowed']) {
        my ($method, $names, $decision) = @$_;
        $h->check("$tamper: preflight, $method $names", $h->preflight($granted, $A, $method, $names),
                  status => 204, vary => 'any', 'allow-origin' => $A, 'allow-methods' => 'PUT',
                  'allow-headers' => 'X-A', decision => $decision);
    }
    my ($res, $runs) = watched($h, 'OPTIONS', $granted, ["Origin: $EVIL", 'Access-Control-Request-Method: PUT']);
    $h->check("$tamper: preflight of an unlisted origin", $res, status => 403, vary => 'any',
              decision => 'preflight-refused:origin-not-listed');
    is($runs, 0, "$tamper: preflight of an unlisted origin: the program does not run");
    ($res, $runs) = watched($h, 'OPTIONS', $granted, ["Origin: $A"]);
    $h->check("$tamper: OPTIONS that is not a preflight", $res, vary => 'any', 'allow-origin' => $A,
              decision => 'actual-allowed');
}

# ---- error documents ----------------------------------------------------------------

# The first URL does not enforce, so the error document's URL decides whether the document
# runs. The first status stays.
for my $tamper (sort keys %tampers) {
    my $name = "index-$tamper-enforced";
    $h->write_file("htdocs/$name/.htaccess",
                   "ErrorDocument 404 /$name/enforced.cgi\nErrorDocument 403 /$name/enforced.cgi\n$tampers{$tamper}\n");
    my ($res, $runs) = watched($h, 'POST', "/$name/missing", ["Origin: $EVIL"], 'a=b');
    is($res->{status}, 404, "error document, $tamper: the first status stays");
    is($runs, 0, "error document, $tamper: the program does not run");
    ($res, $runs) = watched($h, 'POST', "/$name/missing", ["Origin: $A"], 'a=b');
    is($runs, 1, "error document, $tamper: the program runs for an allowed origin");
}

# ---- same-origin with a final dot in the host -----------------------------------------

for (['http://intranet.test.', 'intranet.test.', 1],
     ['http://intranet.test.:8080', 'intranet.test.:8080', 1],
     ['http://intranet.test.', 'intranet.test.:80', 1],
     ['http://intranet.test.', 'INTRANET.test.', 1],
     ['https://intranet.test.', 'intranet.test.', 1],
     ['http://localhost.:8080', 'localhost.:8080', 1],
     ['http://intranet.', 'intranet.', 1],
     ['http://intranet.test.', 'intranet.test', 0],
     ['http://intranet.test', 'intranet.test.', 0],
     ['http://intranet.test.', 'intranet.test.:8080', 0],
     ['http://intranet.test..', 'intranet.test..', 0],
     ['http://127.0.0.1.', '127.0.0.1.', 0],
     ['http://.', '.', 0]) {
    my ($origin, $host, $passes) = @$_;
    my $res = $h->request('POST', '/', ["Host: $host", "Origin: $origin"], 'a=b', { port => $h->port_n(1) });
    next if $res->{status} == 400;      # httpd does not accept some hosts
    is($res->{status} == 403 ? 'refused' : 'passes', $passes ? 'passes' : 'refused', "$origin to $host");
    like($res->{decision} // '', $passes ? qr/^same-origin$/ : qr/^actual-refused:/, "$origin to $host: decision");
}

# ---- spellings of field names -----------------------------------------------------------

for my $spell (sub { lc $_[0] }, sub { uc $_[0] }, sub { $_[0] }) {
    for (['/', $X, 'Sec-Fetch-Site: same-origin', 'same-origin'],
         ['/', 'https://own.test', 'X-Host: other.test', 'same-origin'],
         ['/credentials', $A, 'Cookie: a=b', 'actual-refused:credentials-not-allowed'],
         ['/credentials', $A, 'Authorization: Bearer x', 'actual-refused:credentials-not-allowed'],
         ['/credentials', $A, 'Cookies: a=b', 'actual-allowed'],
         ['/credentials', $X, 'Upgrade: websocket', 'actual-refused:origin-not-listed']) {
        my ($path, $origin, $line, $decision) = @$_;
        my ($name, $value) = split /: /, $line;
        my @lines = (($name eq 'Upgrade' ? 'GET' : 'POST') . " $path HTTP/1.1", $spell->('Host') . ': own.test', "Origin: $origin",
                     $spell->($name) . ": $value", 'Content-Length: 0', 'Connection: close');
        my ($res) = $h->raw(join("\r\n", @lines, '', ''), { port => $h->port_n(1) });
        is($res->{decision}, $decision, "$lines[1], $lines[3] of $origin");
        is($res->{status} == 403 ? 1 : 0, $decision =~ /refused/ ? 1 : 0, "$lines[1], $lines[3] of $origin: status");
    }
}

# A program may end before httpd has sent it the whole body.
$h->log_ok(allow => [qr/\[negotiation:error\]|\[cors:warn\]|\[lua:|AH02651/]);

# ---- no configuration file protects anything ---------------------------------------------

# A <Location> whose stance is computed at start-up, and two tenants: one changes the
# request and redirects it to the other, which enforces.
my $tenants = Httpd->new(
    modules => [qw(rewrite headers cgi)],
    files => {
        program_files('htdocs/b/do.cgi'),
        'htdocs/a.txt' => 'a',
        'htdocs/t/.htaccess' => "RequestHeader set Sec-Fetch-Site same-origin\nRequestHeader set Origin https://in.example\n"
            . "RewriteEngine On\nRewriteRule ^ /b/do.cgi\n",
        'htdocs/b/.htaccess' => "CorsEnforce On\nCorsAllowOrigin https://in.example\nOptions +ExecCGI\nAddHandler cgi-script .cgi\n",
    },
    conf => <<"CONF");
<Location /t>
    CorsAllowOrigin $A
    CorsAllowCredentials On
</Location>
<Directory "\@ROOT\@/htdocs/closed">
    AllowOverride None
</Directory>
<Location /closed>
    CorsAllowOrigin $A
    CorsAllowCredentials On
</Location>
CONF
for (['Sec-Fetch-Site: same-origin', 'same-origin'], ['Sec-Fetch-Site: cross-site', 'actual-refused:origin-not-listed'],
     ['X-None: 1', 'actual-refused:origin-not-listed']) {
    my ($line, $decision) = @$_;
    is($tenants->get('/closed/none', "Origin: $X", $line)->{decision}, $decision, "nothing protected, $line");
}
my $own = 'http://localhost:' . $tenants->port;
is($tenants->get('/closed/none', "Origin: $own")->{decision}, 'same-origin', 'nothing protected: same-origin by Host');
is($tenants->get('/closed/none', "Origin: $A")->{decision}, 'actual-allowed', 'nothing protected: allowed');
for ([$A, 403, 0], ['https://in.example', 200, 1], [$X, 403, 0]) {
    my ($origin, $status, $ran) = @$_;
    my ($res, $runs) = watched($tenants, 'POST', '/t/x', ["Origin: $origin"], 'a=b');
    is($res->{status}, $status, "from tenant to tenant, $origin");
    is($runs, $ran, "from tenant to tenant, $origin: the program");
}
$tenants->log_ok(allow => [qr/AH02651/]);
done_testing;
