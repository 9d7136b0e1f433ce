#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# docs/recipes.md and docs/why-blocked.md: httpd accepts every indented block without a warning, and the effects that
# the recipes describe are true. The blocks about logs are tested in t/recipes-log.t, most
# others in t/recipes-requests.t.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Recipes;
use Test::More;

my ($APP, $WWW, $X) = qw(https://app.example.com https://www.example.com https://x.example);

my $text = Recipes::text();
my @blocks = Recipes::blocks();
cmp_ok(scalar @blocks, '>', 20, 'there are recipes');
sub block { return Recipes::block(@_) }

# ---- httpd -t on each block -----------------------------------------------------

my @MODULES = qw(auth_basic authn_core authn_file authz_user dav dav_fs headers proxy proxy_http rewrite
                 socache_shmcb ssl);
my $logs = File::Temp->newdir;
$ENV{APACHE_LOG_DIR} = "$logs";      # Debian sets it
my %ALSO = (SecAction => ['unique_id', 'security2']);
for my $block (@blocks) {
    my ($first) = $block =~ /^\s*(\S.*)/;
    my @also = map { @{$ALSO{$_}} } grep { $block =~ /^\s*$_\b/m } keys %ALSO;
    SKIP: {
        my @missing = grep { !Httpd->has_module($_) } @also;
        skip "httpd has no mod_$missing[0]", 1 if @missing;
        my ($ok, $output) = Httpd->syntax($block, modules => [@MODULES, @also]);
        ok($ok && $output =~ /^(?:Syntax OK\n)?\z/, "$first ...") or diag "$block$output";
    }
}

# ---- the contents ---------------------------------------------------------------

for my $document (qw(recipes why-blocked)) {
    my $part = Recipes::text($document);
    my %anchor = map { lc(s/[^\w -]//gr =~ s/ /-/gr) => 1 } $part =~ /^## (.*)/mg;
    my ($contents) = $part =~ /\A(.*?)^## /ms;
    my @listed = $contents =~ /\]\(#([^)]*)\)/g;
    is_deeply([sort @listed], [sort keys %anchor],
              "$document: the table of contents lists every section");
}

# ---- effects that the recipes describe ----------------------------------------------

my $h = Httpd->new(
    modules => [qw(headers rewrite proxy proxy_http cgi)],
    files => {
        map({ ("htdocs/$_/a.txt" => 'a') } qw(api admin hta oidc/callback Shibboleth.sso/SAML2/POST assets internal
                                                 shop wiki)),
        'htdocs/hta/.htaccess' => "CorsAllowOrigin https://tenant.example https://b.example\n",
        'cgi/nph-own' => [0755, "#!/bin/sh\nprintf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n"
            . "Connection: close\\r\\n\\r\\nhi'\n"],
        'watch.conf' => block("CorsEngine      ReportOnly"),
        'if.conf' => block("<If \"%{HTTP:Origin} == 'https://app.example.com'\">"),
        'sign-on.conf' => block('<Location "/oidc/callback">'),
        'own.conf' => block('<Location "/wiki">'),
    },
    conf => <<'CONF');
ScriptAlias /api/cgi "@ROOT@/cgi"
Listen 127.0.0.1:@PORT1@
Listen 127.0.0.1:@PORT2@
Listen 127.0.0.1:@PORT3@
<VirtualHost 127.0.0.1:@PORT@>
    Include "@ROOT@/if.conf"
    ProxyPass "/proxied" "http://127.0.0.1:@PORT3@/assets"
    <Directory "@ROOT@/htdocs">
        CorsAllowOrigin https://directory.example https://b.example
    </Directory>
    <Location "/hta/taken">
        CorsAllowOrigin https://location.example https://b.example
    </Location>
    <Location "/method">
        <If "%{REQUEST_METHOD} == 'PUT' || -n %{HTTP:Cookie} || -n %{HTTP:Authorization}">
            CorsAllowOrigin https://app.example.com
            CorsAllowMethods PUT
        </If>
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT1@>
    Include "@ROOT@/sign-on.conf"
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT2@>
    Include "@ROOT@/watch.conf"
    <Location "/api">
        Header always set Access-Control-Allow-Origin *
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT3@>
    Include "@ROOT@/own.conf"
    <Location "/wiki">
        Header always set Access-Control-Allow-Origin https://wiki.example
    </Location>
    <Location "/shop">
        Header always set Access-Control-Allow-Origin https://shop.example
    </Location>
</VirtualHost>
CONF

my @preflight = ('Access-Control-Request-Method: PUT');
sub ask
{
    my ($n, $method, $path, @lines) = @_;
    my $body = $method eq 'POST' ? 'a=b' : undef;
    return $h->request($method, $path, \@lines, $body, { port => $n ? $h->port_n($n) : $h->port });
}
sub origin_of { return ask(@_)->field('Access-Control-Allow-Origin') }

is(origin_of(0, 'GET', '/hta/a.txt', 'Origin: https://tenant.example'), 'https://tenant.example',
   '.htaccess overrides <Directory>');
is(origin_of(0, 'GET', '/hta/taken', 'Origin: https://tenant.example'), undef, '<Location> overrides .htaccess');
is(origin_of(0, 'GET', '/hta/taken', 'Origin: https://location.example'), 'https://location.example',
   '... and its policy applies');
is(origin_of(0, 'GET', '/assets/a.txt', 'Origin: https://directory.example'), 'https://directory.example',
   '<Directory> applies to a file');
is(origin_of(0, 'GET', '/proxied/a.txt', 'Origin: https://directory.example'), $APP,
   '<Directory> never sees ProxyPass: the backend\'s own policy comes through');

is(ask(0, 'OPTIONS', '/api/a.txt', "Origin: $APP", @preflight)->field('Access-Control-Allow-Methods'),
   'PUT, DELETE', 'an <If> on the origin is true for a preflight');
is(ask(0, 'OPTIONS', '/api/a.txt', "Origin: $WWW", @preflight)->field('Access-Control-Allow-Methods'),
   undef, '... or not');
is(ask(0, 'PUT', '/method', "Origin: $APP")->{decision}, 'actual-allowed', 'an <If> on the method is true');
isnt(ask(0, 'OPTIONS', '/method', "Origin: $APP", @preflight)->{decision}, 'preflight-allowed',
     '... but false for the preflight');

is(origin_of(0, 'GET', '/api/cgi/nph-own', "Origin: $APP"), undef, 'a nph script gets no field');
is(ask(0, 'OPTIONS', '*', "Origin: $APP", @preflight)->field('Access-Control-Allow-Origin'), undef, 'OPTIONS *');
isnt(ask(0, 'OPTIONS', $_, "Origin: $APP", @preflight)->{status}, 204, "a preflight of $_")
    for '/api/%zz', '/../../api';

# Sign-on by form post, and the rest of the site.
my ($OIDC, $SAML) = qw(/oidc/callback/a.txt /Shibboleth.sso/SAML2/POST/a.txt);
for (['https://login.example.net', $OIDC, $SAML], ['https://idp.example.org', $SAML, $OIDC], ['null', $SAML, $OIDC]) {
    my ($origin, $back, $other) = @$_;
    is(ask(1, 'POST', $_, "Origin: $origin")->{status}, 403, "a form of $origin to $_ is refused") for '/admin/a.txt', $other;
    my $res = ask(1, 'POST', $back, "Origin: $origin");
    is($res->{status}, 200, "... and not on the way back, to $back");
    is($res->field('Access-Control-Allow-Origin'), undef, '... which it cannot read');
    is(ask(1, 'OPTIONS', $back, "Origin: $origin", @preflight)->{status}, 403, '... nor send requests that need a preflight');
}

# ReportOnly changes nothing and logs the difference.
{
    my $before = length $h->log_text;
    my $origin = 'https://shop.example.com';
    is(origin_of(2, 'GET', '/api/a.txt', "Origin: $origin"), '*', 'ReportOnly keeps the field of the application');
    my ($shown) = $text =~ /^> (report-only .*)$/m;
    like(substr($h->log_text, $before), qr/\Q$shown\E/, 'ReportOnly logs the line of the recipe');
}
is(origin_of(3, 'GET', '/wiki/a.txt', "Origin: $X"), 'https://wiki.example', 'an application without a policy keeps its field');
is(origin_of(3, 'GET', '/shop/a.txt', "Origin: $X"), 'https://shop.example', 'CorsPreserveExisting: the field of the application');
is(origin_of(3, 'GET', '/shop/a.txt', "Origin: $APP"), 'https://shop.example', '... for an allowed origin too');
is(ask(3, 'OPTIONS', '/shop/a.txt', "Origin: $APP", @preflight)->{decision}, 'preflight-allowed',
   '... with preflights that mod_cors answers');

$h->log_ok(allow => [qr/AH10244: invalid URI path/]);
done_testing;
