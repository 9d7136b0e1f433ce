#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Warnings of httpd -t about directives of other modules: a forward proxy.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

# Configurations, each with its warnings; lines count from the configuration's first.
sub cases_of { return map { my ($conf, $says) = split /^--\n/m; [$conf, $says // ''] } split /^==\n/m, shift }

sub check
{
    my ($conf_first, $cases, @modules) = @_;
    my $t = Httpd->_lay_out(conf => qq($conf_first\nInclude "\@ROOT\@/case.conf"), modules => \@modules);
    my $command = join ' ', map { "'$_'" } $t->_command, '-t';
    my $file = $t->root . '/case.conf';
    for (@$cases) {
        my ($conf, $says) = @$_;
        $t->write_file('case.conf', $conf);
        my $output = `$command 2>&1`;
        my $label = $conf =~ s/\n\s*(?!\z)/, /gr =~ s/\n//r;
        is($?, 0, "$label: legal");
        is($output =~ s/\Q$file\E/FILE/gr =~ s/^Syntax OK\n//mr, $says, "$label: what httpd -t says");
    }
}

my @proxies = cases_of(<<'CASES');
ProxyRequests On
<Proxy "*">
    Require all granted
    CorsAllowOrigin https://a.example
    CorsAllowMethods PUT
</Proxy>
--
FILE:4: CorsAllowOrigin in <Proxy "*"> does nothing for what 'ProxyRequests On' (FILE:1) fetches, the responses are other servers'; write it in a <Location>, or remove it
==
<ProxyMatch "^https?://">
    CorsEnforce On
</ProxyMatch>
ProxyRequests Off
ProxyRequests on
--
FILE:2: CorsEnforce in <ProxyMatch "^https?://"> does nothing for what 'ProxyRequests On' (FILE:5) fetches, the responses are other servers'; write it in a <Location>, or remove it
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
FILE:5: CorsDenyOrigin in <Proxy "http://b.example/*"> does nothing for what 'ProxyRequests On' (FILE:1) fetches, the responses are other servers'; write it in a <Location>, or remove it
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
FILE:8: CorsAllowOrigin in <Proxy "ftp://*"> does nothing for what 'ProxyRequests On' (FILE:6) fetches, the responses are other servers'; write it in a <Location>, or remove it
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
FILE:10: CorsAllowOrigin in <Proxy "*"> does nothing for what 'ProxyRequests On' (FILE:1) fetches, the responses are other servers'; write it in a <Location>, or remove it
CASES

SKIP: {
    skip 'httpd has no mod_proxy', 2 * @proxies unless Httpd::has_module('proxy');
    check('', \@proxies, 'proxy');
}
done_testing;
