#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Warnings of httpd -t about directives of other modules: a forward proxy, and log-ins
# by an identity provider. A stub module accepts the directives of the log-ins. Then the
# real mod_auth_openidc is tried, where it is installed.

use strict;
use warnings;
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/lib";
use ConfigTest;
use Httpd;
use Test::More;

sub check
{
    my ($before, $cases, @modules) = @_;
    my $test = ConfigTest->new(before => $before, modules => \@modules);
    for (@$cases) {
        my ($conf, $wanted) = @$_;
        my ($is_legal, $says) = $test->check($conf);
        my $label = ConfigTest::label($conf);
        ok($is_legal, "$label: legal");
        is($says =~ s/^Syntax OK\n//mr, $wanted, "$label: output of httpd -t");
    }
}

my @proxies = ConfigTest::warnings_of(<<'CASES');
ProxyRequests On
<Proxy "*">
    Require all granted
    CorsAllowOrigin https://a.example
    CorsAllowMethods PUT
</Proxy>
--
FILE:4: CorsAllowOrigin in <Proxy "*"> does nothing for responses that 'ProxyRequests On' (FILE:1) fetches, they come from other servers; write it in a <Location>, or remove it
==
<ProxyMatch "^https?://">
    CorsEnforce On
</ProxyMatch>
ProxyRequests Off
ProxyRequests on
--
FILE:2: CorsEnforce in <ProxyMatch "^https?://"> does nothing for responses that 'ProxyRequests On' (FILE:5) fetches, they come from other servers; write it in a <Location>, or remove it
==
ProxyRequests On
<IfModule mod_proxy.c>
    <Proxy http://b.example/*>
        <If "true">
            corsDenyOrigin https://evil.example
        </If>
    </Proxy>
</IfModule>
--
FILE:5: CorsDenyOrigin in <Proxy "http://b.example/*"> does nothing for responses that 'ProxyRequests On' (FILE:1) fetches, they come from other servers; write it in a <Location>, or remove it
==
ProxyRequests On
<Proxy "balancer://c">
    CorsAllowOrigin https://a.example
</Proxy>
<Proxy "*">
    Require all granted
</Proxy>
<Location "/x">
    CorsAllowOrigin https://a.example
</Location>
==
<Proxy "*">
    CorsAllowOrigin https://a.example
</Proxy>
==
ProxyRequests Off
<Proxy "*">
    CorsAllowOrigin https://a.example
</Proxy>
<VirtualHost *:1>
    ProxyRequests On
    <Proxy "ftp://*">
        CorsAllowOrigin https://a.example
    </Proxy>
</VirtualHost>
<VirtualHost *:2>
    <Proxy "*">
        CorsAllowOrigin https://a.example
    </Proxy>
</VirtualHost>
--
FILE:8: CorsAllowOrigin in <Proxy "ftp://*"> does nothing for responses that 'ProxyRequests On' (FILE:6) fetches, they come from other servers; write it in a <Location>, or remove it
==
ProxyRequests On
<VirtualHost *:1>
    ProxyRequests Off
    <Proxy "*">
        CorsAllowOrigin https://a.example
    </Proxy>
</VirtualHost>
<VirtualHost *:2>
    <Proxy "*">
        CorsAllowOrigin https://a.example
    </Proxy>
</VirtualHost>
--
FILE:10: CorsAllowOrigin in <Proxy "*"> does nothing for responses that 'ProxyRequests On' (FILE:1) fetches, they come from other servers; write it in a <Location>, or remove it
CASES

my @logins = ConfigTest::warnings_of(<<'CASES');
CorsEnforce On
OIDCRedirectURI /login/callback
--
FILE:2: OIDCRedirectURI: a form that the identity provider posts to '/login/callback' is refused by 'CorsEnforce On' (FILE:1) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/login/callback">
==
OIDCRedirectURI "https://www.example.com/cb?x"
<Location "/cb">
    CorsEnforce Unsafe Credentials
</Location>
--
FILE:1: OIDCRedirectURI: a form that the identity provider posts to '/cb' is refused by 'CorsEnforce Unsafe' (FILE:3) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/cb">
==
<Location "/">
    CorsEnforce On
    CorsAllowOrigin https://a.example
    MellonEndpointPath /mellon
</Location>
--
FILE:4: MellonEndpointPath: a form that the identity provider posts to '/mellon/postResponse' is refused by 'CorsEnforce On' (FILE:2) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/mellon/postResponse">
==
CorsEnforce On
CorsAllowOrigin *
OIDCRedirectURI /cb
--
FILE:1: CorsEnforce 'On' refuses nothing where 'CorsAllowOrigin *' (FILE:2) allows every origin; list the origins, or write 'CorsEnforce On Credentials', or 'CorsEnforce Off' there
==
CorsEnforce On Credentials
CorsAllowOrigin *
OIDCRedirectURI /cb
--
FILE:3: OIDCRedirectURI: a form that the identity provider posts to '/cb' is refused by 'CorsEnforce On' (FILE:1) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/cb">
==
OIDCRedirectURI /cb
CorsAllowOrigin https://a.example
==
CorsEnforce On
CorsEnforceExcept https://login.example
OIDCRedirectURI /cb
==
CorsEnforce On
OIDCRedirectURI /cb
<Location "/cb">
    CorsEnforceExcept https://login.example
</Location>
==
CorsEnforce On
OIDCRedirectURI /cb
<LocationMatch "^/c">
    CorsEnforce Off
</LocationMatch>
==
CorsEnforce On
OIDCRedirectURI /cb
<Location "/c*">
    CorsEngine ReportOnly
</Location>
==
CorsEnforce On
OIDCRedirectURI /cb
<Files "cb">
    CorsEnforce Off
</Files>
==
CorsEnforce On
OIDCRedirectURI /cb
<If "%{REQUEST_URI} == '/cb'">
    CorsEngine Off
</If>
==
CorsEnforce On
OIDCRedirectURI /cb
<Directory "/srv">
    <Files "cb">
        CorsEnforce Off
    </Files>
</Directory>
==
<Location "/">
    CorsEnforce On
    <If "%{REQUEST_URI} == '/cb'">
        CorsEnforceExcept https://login.example
    </If>
</Location>
OIDCRedirectURI /cb
==
CorsEnforce On
OIDCRedirectURI /cb
<Location "/other">
    CorsEnforce Off
    <If "true">
        CorsEnforce Off
    </If>
</Location>
<Location "/cbb">
    CorsEnforce Off
</Location>
<Directory "/srv">
    CorsAllowOrigin https://a.example
</Directory>
--
FILE:2: OIDCRedirectURI: a form that the identity provider posts to '/cb' is refused by 'CorsEnforce On' (FILE:1) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/cb">
==
<Location "/admin">
    CorsEnforce On
</Location>
OIDCRedirectURI /cb
==
OIDCRedirectURI vanity
CorsEnforce On
==
<VirtualHost *:1>
    OIDCRedirectURI /cb
</VirtualHost>
<VirtualHost *:2>
    CorsEnforce On
</VirtualHost>
<VirtualHost *:3>
    CorsEnforce On
    <Location "/x">
        MellonEndpointPath /x/mellon
    </Location>
</VirtualHost>
--
FILE:10: MellonEndpointPath: a form that the identity provider posts to '/x/mellon/postResponse' is refused by 'CorsEnforce On' (FILE:8) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/x/mellon/postResponse">
==
OIDCRedirectURI https://www.example.com/cb
<VirtualHost *:1>
    ServerName www.example.com
    CorsEnforce Unsafe
</VirtualHost>
<VirtualHost *:2>
    ServerName other.example.com
    CorsEnforce On
</VirtualHost>
--
FILE:1: OIDCRedirectURI: a form that the identity provider posts to '/cb' is refused by 'CorsEnforce Unsafe' (FILE:4) unless its origin is allowed; write 'CorsEnforceExcept' with that origin, or 'CorsEnforce Off' in <Location "/cb">
==
OIDCRedirectURI /cb
<VirtualHost *:1>
    ServerName www.example.com
    CorsEnforce On
</VirtualHost>
CASES

SKIP: {
    skip 'httpd has no mod_proxy', 2 * @proxies unless Httpd::has_module('proxy');
    check('', \@proxies, 'proxy');
}

# ---- modules that take the directive and do nothing -----------------------------

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
open my $stub, '>', "$dir/mod_stub.c" or die "$dir/mod_stub.c: $!\n";
print $stub <<'STUB';
#include <httpd.h>
#include <http_config.h>
static const char *take(cmd_parms *cmd, void *config, const char *value)
{
    (void)cmd, (void)config, (void)value;
    return NULL;
}
static const command_rec directives[] = {
    AP_INIT_TAKE1("OIDCRedirectURI", take, NULL, RSRC_CONF, "a URL"),
    AP_INIT_TAKE1("MellonEndpointPath", take, NULL, ACCESS_CONF, "a path"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL},
};
module AP_MODULE_DECLARE_DATA stub_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, directives, NULL, 0};
STUB
close $stub;
my $apxs = $ENV{APXS} || 'apxs';
my $built = `cd '$dir' && '$apxs' -c mod_stub.c 2>&1`;
SKIP: {
    skip 'apxs builds no module', 2 * @logins unless -f "$dir/.libs/mod_stub.so";
    check(qq(LoadModule stub_module "$dir/.libs/mod_stub.so"), \@logins);
}

SKIP: {
    my @openidc = grep { $_->[0] =~ /OIDC/ && $_->[0] !~ /Mellon|vanity|\?x/ } @logins;
    skip 'httpd has no mod_auth_openidc', 2 * @openidc unless Httpd::has_module('auth_openidc');
    check('OIDCCryptoPassphrase passphrase', \@openidc, qw(auth_openidc authn_core authz_user));
}
done_testing;
