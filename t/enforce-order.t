#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsEnforce refuses before access control, authentication and log-in. Its page is not
# replaced by an ErrorDocument. An error document whose URL enforces runs only if an earlier
# URL of the chain is at least as strict and let the request pass.

use strict;
use warnings;
use Digest::SHA qw(sha1_base64);
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $B, $X) = map { "https://$_.example" } qw(a b x);
my $TEXT = 'a text of the configuration';
my $SECRET = 'secret';
my @LOGIN = ('Content-Type: application/x-www-form-urlencoded', 'Cookie: other=1');
my $FORM = "httpd_username=user&httpd_password=$SECRET";
my @BASIC = map { "Authorization: Basic $_" } qw(dXNlcjpzZWNyZXQ= dXNlcjp3cm9uZw==);

# ErrorDocument's values, by kind.
my %documents = (
    program => '/ten/do.cgi',
    file => '/open/said.txt',
    missing => '/open/none',
    text => qq("$TEXT"),
    url => 'https://other.example/why',
    own => '@URL@/ten/do.cgi',
    expression => qq("%{REQUEST_METHOD} $TEXT"),
    default => 'default',
    enforced => '/enforced/do.cgi',
    proxied => '/proxied/do.cgi',
);
# Configurations that answer before the handler, and the status of a request without Origin.
my %before = (
    basic => ['BASIC', 401],
    'all-denied' => ['Require all denied', 403],
    ip => ['Require ip 192.0.2.1', 403],
    expression => [q(Require expr "false"), 403],
    order => ["Order allow,deny\nDeny from all", 403],
    methods => ['AllowMethods OPTIONS', 405],
    moved => ['Redirect 303 /moved https://other.example/', 303],
    rewritten => ["RewriteEngine On\nRewriteRule ^ - [F]", 403],
    expired => ["RewriteEngine On\nRewriteRule ^ - [G]", 410],
    views => ['Options +MultiViews', 404],
    upgrade => ["RewriteEngine On\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=308]", 308],
    index => ['Options -Indexes', 404],
);
my $BASIC = "AuthType Basic\nAuthName basic\nAuthUserFile \"\@ROOT\@/users\"\nRequire valid-user\n";
sub section { my ($kind, $path, $text) = @_; return "<$kind \"$path\">\n$text\n</$kind>\n" }
my $conf = '';
for (sort keys %before) {
    $conf .= section('Directory', "\@ROOT\@/htdocs/$_",
                     "CorsEnforce On\n" . ($before{$_}[0] eq 'BASIC' ? $BASIC : $before{$_}[0]));
}
# Each kind of document in the configuration files and in a tenant's .htaccess.
for my $kind (sort keys %documents) {
    $conf .= section('Location', "/conf-$kind", "CorsEnforce On\nErrorDocument 403 $documents{$kind}")
        . section('Directory', "\@ROOT\@/htdocs/ten-$kind", 'CorsEnforce On');
}
s/\@URL\@/http:\/\/localhost:\@PORT@/g for $conf, values %documents;

my $h = Httpd->new(
    modules => [qw(headers rewrite cgi proxy proxy_http negotiation access_compat allowmethods request
                   auth_basic auth_form authn_core authn_file authz_user session session_cookie)],
    files => {
        program_files(map { "htdocs/$_/do.cgi" } qw(ten open enforced allows-b private)),
        users => "user:{SHA}" . sha1_base64($SECRET) . "=\n",
        'htdocs/open/said.txt' => 'said by a file',
        'htdocs/form/a.txt' => 'a',
        'htdocs/private/.htaccess' => "ErrorDocument 401 /ten/do.cgi\n",
        (map { ("htdocs/$_/a.txt" => 'a') } grep { $_ ne 'index' } keys %before),
        'htdocs/index/x/y.txt' => 'y',
        (map { ("htdocs/ten-$_/.htaccess" => "ErrorDocument 403 $documents{$_}\nErrorDocument 401 $documents{$_}\n",
                "htdocs/ten-$_/a.txt" => 'a') } keys %documents),
    },
    conf => $conf . <<"CONF");
AddHandler cgi-script .cgi
ProxyPass /proxied/ http://127.0.0.1:\@PORT1\@/open/
<Location /form>
    CorsEnforce On
    AuthType form
    AuthName form
    AuthFormProvider file
    AuthUserFile "\@ROOT\@/users"
    AuthFormLoginRequiredLocation http://localhost:\@PORT\@/open/said.txt
    Session On
    SessionCookieName session path=/
    Require valid-user
</Location>
<Location /form/login>
    SetHandler form-login-handler
    AuthFormLoginSuccessLocation http://localhost:\@PORT\@/
</Location>
<Location /form/logout>
    SetHandler form-logout-handler
    AuthFormLogoutLocation http://localhost:\@PORT\@/
</Location>
<Location /form/inline>
    AuthFormLoginSuccessLocation http://localhost:\@PORT\@/
</Location>
<Location /enforced>
    CorsAllowOrigin $A https://c.example
    CorsEnforce On
</Location>
<Location /allows-b>
    CorsAllowOrigin $B https://c.example
    CorsEnforce On
</Location>
<Location /always>
    CorsEnforce On
    Header always set X-Always 1
</Location>
<Location /open/to-enforced>
    ErrorDocument 404 /enforced/do.cgi
</Location>
<Location /enforced/to-b>
    ErrorDocument 404 /allows-b/do.cgi
</Location>
<Location /private>
    CorsEnforce On
    $BASIC
</Location>
RewriteEngine On
@{[join "", map { "RewriteRule ^/early-$_/ - [R=$_,L]\n" } 403, 410, 429, 500, 503]}ErrorDocument 400 /enforced/do.cgi
ErrorDocument 403 /enforced/do.cgi
ErrorDocument 410 /enforced/do.cgi
ErrorDocument 429 /enforced/do.cgi
ErrorDocument 500 /enforced/do.cgi
ErrorDocument 503 /enforced/do.cgi
<Directory "\@ROOT\@/htdocs/links">
    Options -FollowSymLinks
</Directory>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/htdocs"
</VirtualHost>
CONF
mkdir $h->root . '/htdocs/links';
symlink 'nothing', $h->root . '/htdocs/links/link' or die "symlink: $!\n";

# The response must be the module's page, even if an ErrorDocument is configured.
sub page_ok
{
    my ($label, $res, $method) = @_;
    $h->check($label, $res, status => 403, vary => 'Origin', decision => 'actual-refused:origin-not-listed');
    like($res->field('Cache-Control') // '', qr/^no-store\b/, "$label: it is not stored");     # mod_session adds to the value
    like($res->field('Content-Type') // '', qr{^text/html\b}, "$label: Content-Type");
    is($res->field($_), undef, "$label: no $_") for qw(Set-Cookie Location WWW-Authenticate);
    unlike($res->{body}, qr/\Q$TEXT\E|said by|\bran\b|a[.]txt/, "$label: no other page");
    return if $method eq 'HEAD';
    cmp_ok(length $res->{body}, '>', 0, "$label: there is a page");
    cmp_ok(length $res->{body}, '<', 600, "$label: it is short");
}

sub refused_ok
{
    my ($label, $method, $path, $lines, $body) = @_;
    my ($res, $runs) = watched($h, $method, $path, ["Origin: $X", @$lines], $body);
    page_ok("$label, $method", $res, $method);
    is($runs, 0, "$label, $method: no program runs");
}

# ---- before access control and authentication ------------------------------------

for my $name (sort keys %before) {
    my $path = $name eq 'index' ? '/index/x/' : $name eq 'views' ? '/views/none' : "/$name/a.txt";
    my ($res) = watched($h, 'POST', $path, [], 'a=b');
    is($res->{status}, $before{$name}[1], "$name: its status without Origin");
    is($res->field('Vary'), 'Origin', "$name: its Vary");
    refused_ok($name, @$_) for ['GET', $path, []], ['HEAD', $path, []], ['POST', $path, ['Cookie: a=b'], 'a=b'];
}
refused_ok('Basic, with a password', 'GET', '/basic/a.txt', [$_]) for @BASIC;
is($h->get('/basic/a.txt', $BASIC[0])->{status}, 200, 'Basic: the password is right');
is($h->get('/basic/a.txt', $BASIC[0], "Origin: $X", 'Sec-Fetch-Site: same-origin')->{status}, 200,
   'Basic: same-origin passes');
is($h->get('/basic/a.txt', "Origin: $X", 'Sec-Fetch-Site: same-origin')->{status}, 401,
   'Basic: same-origin without a password');

# ---- mod_auth_form ------------------------------------------------------------------

for my $path (qw(/form/a.txt /form/inline /form/login /form/none)) {
    my $res = $h->request('POST', $path, [@LOGIN], $FORM);
    like($res->field('Set-Cookie') // '', qr/^session=/, "$path: the site's own form logs in");
    refused_ok("log-in at $path", 'POST', $path, [@LOGIN], $FORM);
    refused_ok("log-in at $path, by its site", 'POST', $path, [@LOGIN, 'Sec-Fetch-Site: same-site'], $FORM);
}
my ($session) = $h->request('POST', '/form/login', [@LOGIN], $FORM)->field('Set-Cookie') =~ /^(session=[^;]+)/;
like($h->request('GET', '/form/logout', ["Cookie: $session"])->field('Set-Cookie') // '', qr/^session=;/,
     'the site itself logs out');
refused_ok('log-out', $_, '/form/logout', ["Cookie: $session"]) for qw(GET HEAD);

# ---- ErrorDocument --------------------------------------------------------------------

for my $kind (sort keys %documents) {
    for my $path ("/conf-$kind", "/ten-$kind/a.txt", "/ten-$kind/none", "/ten-$kind/") {
        refused_ok("ErrorDocument, $kind, $path", @$_) for
            ['GET', $path, []], ['HEAD', $path, []], ['POST', $path, ['Cookie: a=b'], 'a=b'];
    }
}
refused_ok('ErrorDocument 401', 'POST', '/private/x', ['Cookie: a=b'], 'a=b');
{
    my ($res, $runs) = watched($h, 'POST', '/private/x', [], 'a=b');
    is($res->{status}, 401, 'ErrorDocument 401: without Origin');
    is($runs, 1, 'ErrorDocument 401: without Origin its program runs');
}

# ---- error documents whose URL enforces --------------------------------------------------

for (['/open/to-enforced', 404], ['/early-403/x', 403], ['/early-410/x', 410], ['/early-429/x', 429],
     ['/early-500/x', 500], ['/early-503/x', 503], ['/%zz', 400], ['/links/link', 403]) {
    my ($path, $status) = @$_;
    for my $method (qw(GET POST)) {
        for my $origin ($X, $A, undef) {
            my @body = $method eq 'POST' ? 'a=b' : ();
            my ($res, $runs) = watched($h, $method, $path, [$origin ? "Origin: $origin" : ()], @body);
            my $label = "error document of $path, $method, " . ($origin // 'no Origin');
            is($res->{status}, $status, "$label: the first status stays");
            is($runs, ($origin // '') eq $X ? 0 : 1, "$label: how often the program ran");
        }
    }
}
# If an earlier URL enforced and let the request pass, the error document runs.
for (["Origin: $A", 404, 1], ["Origin: $X", 403, 0], ['X: no Origin', 404, 1]) {
    my ($line, $status, $want) = @$_;
    my ($res, $runs) = watched($h, 'GET', '/enforced/to-b', [$line]);
    is($res->{status}, $status, "enforced before its error document, $line: status");
    is($runs, $want, "enforced before its error document, $line: how often the program ran");
}

# ---- which error documents run, by the enforcement of both URLs ----------------------------

# A tenant names a page of URLs that enforce as its error document. Places of tenants
# by name: further lines of their .htaccess files, the lines of the configuration.
my %places = (
    nothing => ['', ''],
    off => ['', 'CorsEngine Off'],
    report => ['', "CorsAllowOrigin $X $B\nCorsEngine ReportOnly"],
    policy => ['', "CorsAllowOrigin $X $B"],
    denies => ['', "CorsDenyOrigin $A"],
    unsafe => ['', "CorsAllowOrigin $X $B\nCorsEnforce Unsafe"],
    enforces => ['', "CorsAllowOrigin $X $B\nCorsEnforce On"],
    excepts => ['', "CorsEnforce On\nCorsEnforceExcept $X"],
    full => ['', "CorsAllowOrigin $X $B\nCorsAllowCredentials On\nCorsEnforce On Credentials"],
    own => ["CorsAllowOrigin $X\n", ''],
    'own-enforces' => ["CorsAllowOrigin $X\nCorsEnforce On\n", ''],
    'own-below' => ["CorsAllowOrigin $X\n", 'CorsEnforce On'],
    'own-plus' => ["CorsAllowOrigin $X\n", "CorsAllowOrigin +$A\nCorsEnforce On"],
);
my @refused = (decision => 'actual-refused:origin-not-listed');
my @allowed = (decision => 'actual-allowed', 'allow-origin' => $X);
my %rows = (
    # lines at server level => [place, page, origin, methods, whether the page runs, the response]
    '' => [
        (map { [$_, 'private', $X, 'GET HEAD POST', 0, @refused] } qw(nothing off own own-enforces)),
        ['own-plus', 'private', $X, 'GET POST', 0, @refused],
        ['nothing', 'private', undef, 'GET POST', 1],
        # An earlier URL is as strict, and let the request pass.
        ['enforces', 'private', $X, 'GET POST', 1, @allowed],
        ['excepts', 'private', $X, 'GET POST', 1, 'allow-origin' => $X, 'allow-credentials' => 'true', @refused],
        ['full', 'private', $X, 'POST', 1, @allowed, 'allow-credentials' => 'true'],
        ['full', 'credentials', $X, 'POST', 1, @allowed, 'allow-credentials' => 'true'],
        ['unsafe', 'unsafe-page', $X, 'POST', 1, @allowed],
        # The earlier URL is less strict: the response is that of its policy.
        ['policy', 'private', $X, 'GET HEAD POST', 0, @allowed],
        ['report', 'private', $X, 'GET POST', 0, decision => 'actual-allowed'],
        ['unsafe', 'private', $X, 'GET POST', 0, @allowed],
        ['enforces', 'credentials', $X, 'POST', 0, @allowed],
        ['policy', 'unsafe-page', $X, 'POST', 0, @allowed],
        ['policy', 'unsafe-page', $X, 'GET', 1, @allowed],
        ['policy', 'private', undef, 'GET POST', 1],
        ['denies', 'private', $X, 'GET POST', 0, @refused],
        ['denies', 'private', $A, 'GET POST', 0, decision => 'actual-refused:origin-denied'],
    ],
    'CorsEngine On' => [map { [$_, 'private', $X, 'GET POST', 0, @refused] } qw(nothing off own own-plus)],
    'CorsEnforce Off' => [map { [$_, 'private', $X, 'GET POST', 0, @refused] } qw(nothing off own own-plus)],
    'CorsEnforce Unsafe' => [
        ['nothing', 'private', $X, 'GET HEAD', 0, @refused],
        ['off', 'private', $X, 'GET POST', 0, @refused],
        ['policy', 'private', $X, 'GET POST', 0, @allowed],
        ['policy', 'unsafe-page', $X, 'GET POST', 1, @allowed],
    ],
    "CorsAllowOrigin $X $B\nCorsEnforce On" => [
        ['nothing', 'private', $X, 'GET POST', 1, @allowed],
        ['nothing', 'below', $X, 'GET POST', 1, @allowed],
        ['off', 'below', $X, 'GET POST', 0, @refused],
    ],
);
for my $lead (sort keys %rows) {
    my $name = $lead =~ s/\n/, /r || 'nothing at server level';
    my %files = map { my $row = $_; ("htdocs/$row->[0]/to-$row->[1]/.htaccess" => $places{$row->[0]}[0]
                                     . "ErrorDocument 404 /$row->[1]/do.cgi\n") } @{$rows{$lead}};
    my $server = Httpd->new(
        modules => ['cgi'], files => { %files, program_files(map { "htdocs/$_/do.cgi" } qw(private unsafe-page credentials below)) },
        conf => "$lead\n" . join('', map { section('Location', "/$_", $places{$_}[1]) } sort keys %places) . <<'CONF');
AddHandler cgi-script .cgi
<LocationMatch "^/(?:private|below)/">
    CorsAllowOrigin None
    CorsEnforce On
</LocationMatch>
<Location /below>
    CorsEnforce On
</Location>
<Location /unsafe-page>
    CorsEnforce Unsafe
</Location>
<Location /credentials>
    CorsEnforce On Credentials
</Location>
CONF
    for (@{$rows{$lead}}) {
        my ($place, $page, $origin, $methods, $is_run, @want) = @$_;
        for my $method (split / /, $methods) {
            my $label = "$name: $method of " . ($origin // 'no Origin') . ", $place, error document in $page";
            my ($res, $runs) = watched($server, $method, "/$place/to-$page/none", [$origin ? "Origin: $origin" : (), 'Cookie: a=b'],
                                       $method eq 'POST' ? 'a=b' : undef);
            is($runs, $is_run, "$label: how often the page ran");
            $server->check($label, $res, status => 404, vary => 'Origin',
                           $origin ? @want : map { ("allow-$_" => 'any') } qw(origin credentials));
            next if $is_run || $method eq 'HEAD';
            like($res->{body}, qr{<title>404 Not Found</title>}, "$label: httpd's built-in page");
        }
    }
    $server->log_ok(allow => [qr/\[cors:warn\]/]);
}

# ---- early responses keep their local documents -----------------------------------------------

my $early = Httpd->new(modules => ['rewrite', 'cgi'], files => { program_files('htdocs/open/do.cgi') }, conf => <<"CONF");
RewriteEngine On
RewriteRule ^/enforced/f - [F]
RewriteRule ^/enforced/s - [R=503]
AddHandler cgi-script .cgi
ErrorDocument 403 /open/do.cgi
ErrorDocument 503 /open/do.cgi
<Location /enforced>
    CorsAllowOrigin $A $B
    CorsEnforce On
</Location>
CONF
for my $method (qw(GET POST)) {
    for (['f', 403], ['s', 503]) {
        my ($path, $status) = @$_;
        my ($res, $runs) = watched($early, $method, "/enforced/$path", ["Origin: $X"], $method eq 'POST' ? 'a=b' : undef);
        $early->check("early $status of an unlisted origin, $method", $res, status => $status, vary => 'Origin',
                      decision => 'actual-refused:origin-not-listed');
        is($runs, 1, "early $status of an unlisted origin, $method: its document runs, its URL has no policy");
    }
}
$early->log_ok;

# ---- the response ----------------------------------------------------------------------------

is($h->get('/always', "Origin: $X")->field('X-Always'), 1, '"Header always" works on the 403');
my $one = "POST /enforced/do.cgi HTTP/1.1\r\nHost: localhost\r\nOrigin: $X\r\nContent-Length: 3\r\n\r\na=b";
my $last = "GET /open/said.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
my @res = $h->raw($one . $last);
is(join(' ', map { $_->{status} } @res), '403 200', 'the connection stays open, the body is read');
is($res[1]{body}, 'said by a file', 'the next request is answered');

$h->log_ok(allow => [qr/\[(?:auth\w*|authz_\w+|access_compat|allowmethods|autoindex|negotiation|core|session):error\]|AH00113|\[cors:warn\]/]);
done_testing;
