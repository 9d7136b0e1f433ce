#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A preflight is answered before authentication, access control, rewriting, redirects and
# handlers. If the policy is found later, or httpd redirects earlier, the module replaces
# httpd's response ("rescues" the preflight).

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $STRANGER) = qw(https://a.example https://stranger.example);
my $POLICY = "CorsAllowOrigin https://a.example https://b.example\nCorsAllowMethods PUT\n";
my $REWRITE = "RewriteEngine On\n";

my $h = Httpd->new(
    basic_auth => 1, modules => [qw(allowmethods rewrite
                   negotiation proxy proxy_http access_compat)],
    files => {
        'htdocs/slash/index.html' => 'slash',
        'htdocs/rewrite/.htaccess' => "$REWRITE RewriteRule ^ https://other.example/ [R=301,L]\n",
        'htdocs/forbid/.htaccess' => "$REWRITE RewriteRule ^ - [F]\n",
        'htdocs/redirect/.htaccess' => "Redirect 302 /redirect https://other.example/\n",
        'htdocs/front/.htaccess' => "$REWRITE RewriteRule !^front\\.txt\$ front.txt [L]\n",
        'htdocs/front/front.txt' => 'front',
        'htdocs/mv/doc.html' => 'doc',
        (map { ("htdocs/$_/a.txt" => $_) } qw(basic denied limit order methods)),
        # A second host: only .htaccess and <Files> have policies.
        'tenants/hta/.htaccess' => $POLICY,
        'tenants/hta/a.txt' => 'a',
        'tenants/index/.htaccess' => "<Files index.html>\n$POLICY</Files>\n",
        'tenants/index/index.html' => 'index',
        'tenants/fallback/.htaccess' => "FallbackResource /fallback/app.html\n"
            . "<Files app.html>\n$POLICY</Files>\n",
        'tenants/fallback/app.html' => 'app',
        'tenants/none/a.txt' => 'none',
        (map { ("tenants/$_/.htaccess" => $POLICY) } qw(moved rewritten moved/a%41)),
        'tenants/moved/aA/.htaccess' => "CorsAllowOrigin $STRANGER https://b.example\n",
    },
    conf => <<"CONF");
<Directory "\@ROOT\@/htdocs">
$POLICY
</Directory>
<Directory "\@ROOT\@/htdocs/basic">
    Include "\@ROOT\@/basic-auth"
</Directory>
<Directory "\@ROOT\@/htdocs/denied">
    Require all denied
</Directory>
<Directory "\@ROOT\@/htdocs/order">
    Order allow,deny
    Deny from all
</Directory>
<Directory "\@ROOT\@/htdocs/limit">
    <LimitExcept GET POST>
        Require all denied
    </LimitExcept>
</Directory>
<Directory "\@ROOT\@/htdocs/methods">
    AllowMethods GET POST
</Directory>
<Directory "\@ROOT\@/htdocs/mv">
    Options MultiViews
</Directory>
<Location /proxied>
    ProxyPass http://127.0.0.1:1/
    $POLICY
</Location>
RewriteEngine On
RewriteRule ^/rewritten-early https://other.example/x [R=301,L]
RewriteRule ^/rewritten-303 /elsewhere [R=303,L]
RewriteRule ^/forbidden-early - [F]
RewriteRule ^/gone-early - [G]
RewriteRule ^/upgrade(.*) https://localhost\%{REQUEST_URI} [R=301,L]
RewriteRule ^/other-host(.*) http://www.localhost\%{REQUEST_URI} [R=301,L]
RewriteRule ^/other-query https://localhost\%{REQUEST_URI}?q=2 [R=301,L]
RewriteRule ^/www-upgrade(.*) https://www.localhost\%{REQUEST_URI} [R=301,L]
RewriteRule ^/other-path https://localhost/another [R=301,L]
Redirect permanent /upgraded https://localhost/upgraded
Redirect 302 /moved-early https://other.example/y
<Location /moved-location>
    Redirect 301 https://other.example/z
</Location>
<Location /doc-local>
    ErrorDocument 403 /slash/index.html
    ErrorDocument 204 /slash/index.html
</Location>
<Location /doc-text>
    ErrorDocument 403 "text"
    ErrorDocument 204 "text"
</Location>
<Location /moved-document>
    ErrorDocument 404 https://other.example/home
    Redirect 301 https://other.example/home
</Location>
<Location /doc-external>
    ErrorDocument 403 https://other.example/
    ErrorDocument 204 https://other.example/
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/tenants"
    <Directory "\@ROOT\@/tenants">
        AllowOverride All
        Require all granted
    </Directory>
    DirectoryIndex index.html
    Redirect 301 /moved https://other.example/
    Redirect 301 /none/moved https://other.example/
    RewriteEngine On
    RewriteRule ^/rewritten https://other.example/ [R=302,L]
</VirtualHost>
CONF

my %allowed = (status => 204, decision => 'preflight-allowed', vary => $PREFLIGHT_VARY,
               'allow-origin' => $A, 'allow-methods' => 'PUT');
my %refused = (status => 403, decision => 'preflight-refused:origin-not-listed', vary => $PREFLIGHT_VARY);

sub answered
{
    my ($label, $path, $port) = @_;
    for ([$A, 'allowed', \%allowed], [$STRANGER, 'refused', \%refused]) {
        my ($origin, $verdict, $want) = @$_;
        my $lines = ["Origin: $origin", 'Access-Control-Request-Method: PUT'];
        my $res = $h->request('OPTIONS', $path, $lines, undef, { port => $port });
        $h->check("$label: $verdict", $res, %$want);
        is($res->{body}, '', "$label: $verdict, no body");
        is(join(' ', grep { defined $res->field($_) } qw(Location WWW-Authenticate)), '',
           "$label: $verdict, no field of the replaced response");
    }
}

answered(@$_) for
    ['Basic authentication', '/basic/a.txt'],
    ['Require all denied', '/denied/a.txt'],
    ['Deny from all', '/order/a.txt'],
    ['LimitExcept', '/limit/a.txt'],
    ['AllowMethods', '/methods/a.txt'],
    ['RewriteRule [R] in .htaccess', '/rewrite/x'],
    ['RewriteRule [F] in .htaccess', '/forbid/x'],
    ['Redirect in .htaccess', '/redirect/x'],
    ['front controller in .htaccess', '/front/x'],
    ['slash redirect of mod_dir', '/slash'],
    ['DirectoryIndex', '/slash/'],
    ['MultiViews', '/mv/doc'],
    ['missing file', '/missing/file'],
    ['backend that is down', '/proxied/x'];

answered("rescue: $_->[0]", $_->[1]) for
    ['RewriteRule [R=301] of the server', '/rewritten-early'],
    ['RewriteRule [R=303] of the server', '/rewritten-303'],
    ['RewriteRule [R] to another host', '/other-host/x'],
    ['RewriteRule [R] to https and another path', '/other-path'],
    ['RewriteRule [R] to https and another query', '/other-query?q=1'],
    ['Redirect of the server', '/moved-early/x'],
    ['Redirect in Location', '/moved-location'],
    ['RewriteRule [G] of the server', '/gone-early'],
    ['Redirect to a URL that is also an ErrorDocument', '/moved-document'];

answered(@$_, $h->port_n(1)) for
    ['policy of .htaccess', '/hta/a.txt'],
    ['rescue: Redirect of the host, policy of .htaccess', '/moved/x'],
    ['rescue: RewriteRule of the host, policy of .htaccess', '/rewritten/x'],
    ['rescue: a name with a percent sign', '/moved/a%2541/x'],
    ['found late: <Files> of the DirectoryIndex', '/index/'],
    ['found late: <Files> of the FallbackResource', '/fallback/x'];

# Preflights that are not rescued keep the server's response.
for (['RewriteRule [F] of the server', '/forbidden-early', 403, undef],
     ['upgrade to https by RewriteRule', '/upgrade/x?q=1', 301, 'https://localhost/upgrade/x?q=1'],
     ['upgrade to https, escaped path', '/upgrade/a%20b', 301, 'https://localhost/upgrade/a%20b'],
     ['upgrade to https, escaped percent', '/upgrade/a%2541', 301, 'https://localhost/upgrade/a%2541'],
     ['upgrade to https and another host', '/www-upgrade/x', 301,
      'https://www.localhost/www-upgrade/x'],
     ['upgrade to https by Redirect', '/upgraded/x?q=1', 301, 'https://localhost/upgraded/x?q=1']) {
    my ($label, $path, $status, $location) = @$_;
    my $res = $h->preflight($path, $A, 'PUT');
    is($res->{status}, $status, "not rescued: $label");
    is($res->field('Location'), $location, "not rescued: $label, Location");
}
my $lines = ["Origin: $A", 'Access-Control-Request-Method: PUT'];
my $res = $h->request('OPTIONS', '/none/moved', $lines, undef, { port => $h->port_n(1) });
$h->check('not rescued: redirect without a policy', $res, status => 301);


# The redirect of an actual request has the fields too, so that the browser may follow it.
my @visitors = ([$A, decision => 'actual-allowed', 'allow-origin' => $A],
                [$STRANGER, decision => 'actual-refused:origin-not-listed'], [undef, decision => '']);
for (['/rewritten-early', $h->port, 301], ['/moved-early/x', $h->port, 302], ['/moved-location', $h->port, 301],
     ['/upgrade/x', $h->port, 301], ['/moved/x', $h->port_n(1), 301], ['/rewritten/x', $h->port_n(1), 302]) {
    my ($path, $port, $status) = @$_;
    for (@visitors) {
        my ($origin, %want) = @$_;
        my @lines = defined $origin ? "Origin: $origin" : ();
        $res = $h->request('GET', $path, \@lines, undef, { port => $port });
        like($res->field('Location') // '', qr/^https:/, "actual request: $path is redirected");
        $h->check("actual request: $path, " . ($origin // 'no Origin'), $res, status => $status, vary => 'Origin', %want);
    }
}

# A preflight never gets an error document.
for my $path ('/doc-local', '/doc-text', '/doc-external') {
    $res = $h->preflight($path, $STRANGER, 'PUT');
    $h->check("ErrorDocument: $path, refused", $res, %refused);
    is($res->{body}, '', "ErrorDocument: $path, refused, no body");
    $h->check("ErrorDocument: $path, allowed", $h->preflight($path, $A, 'PUT'), %allowed);
}

$h->log_ok;
done_testing;
