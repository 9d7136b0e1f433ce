#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# `httpd -t -D DUMP_CORS` prints each server and section with directives of the module: the
# values in force, each with its place, whether the policy is constant, and Vary.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(command);
use Httpd;
use Test::More;

# The output, with the lines of the configuration counted from "# begin".
sub dump_of
{
    my ($conf) = @_;
    my $h = Httpd->_lay_out(modules => [qw(proxy proxy_http)], conf => "# begin\n$conf");
    my ($root, $port) = ($h->root, $h->port_n(1));
    my ($head) = $h->slurp('httpd.conf') =~ /\A(.*?^# begin$)/ms;
    my $before = 1 + ($head =~ tr/\n//);
    my $text = command($h, 'DUMP_CORS');
    $text =~ s/\Q$root\E\/httpd\.conf:(\d+)/'conf:' . ($1 - $before)/ge;
    $text =~ s/\Q$root\E/ROOT/g;
    $text =~ s/:$port\b/:PORT1/g;
    return $text;
}

is(dump_of("Listen 127.0.0.1:\@PORT1\@\n<Location /x>\nRequire all granted\n</Location>\n"), '',
   'without directives of the module nothing is printed');

is(dump_of(<<'CONF'), <<'DUMP', 'servers and sections');
CorsAllowOrigin https://a.example https://*.b.example
CorsAllowOriginMatch https://c[.]example
CorsAllowMethods DELETE
<Directory "@ROOT@/htdocs">
    CorsAllowMethods +PATCH +PUT
    <Files "x">
        CorsMaxAge None
        CorsExposeHeaders None
    </Files>
</Directory>
<LocationMatch "^/x">
    CorsAllowOrigin *
    CorsDangerouslyTolerate PublicSuffixes NullOrigin
    CorsEnforce Unsafe Credentials
    CorsEnforceExcept https://login.example
    <If "true">
        CorsDenyOrigin https://d.example
    </If>
</LocationMatch>
<Location "/without">
    Require all granted
</Location>
<Proxy "http://x">
    CorsEngine Off
</Proxy>
Listen 127.0.0.1:@PORT1@
<VirtualHost *:@PORT1@>
    ServerName other.example
    <Location "/w">
        CorsPreflight Forward
        CorsPreflightStatus 200
        CorsEngine ReportOnly
        CorsAllowOrigin None
    </Location>
</VirtualHost>
<VirtualHost *:@PORT1@>
    ServerName without.example
</VirtualHost>
<VirtualHost *:@PORT1@>
    ServerName last.example
    CorsAllowOrigin https://last.example
    CorsAllowMethods None
</VirtualHost>
CONF
server     localhost (the main server)
value      CorsAllowOrigin https://a.example https://*.b.example (conf:1)
value      CorsAllowOriginMatch https://c[.]example (conf:2)
value      CorsAllowMethods DELETE (conf:3)
in-force   policy
constant   no
vary       Origin
section    <Directory "ROOT/htdocs/">
value      CorsAllowOrigin https://a.example https://*.b.example (conf:1)
value      CorsAllowOriginMatch https://c[.]example (conf:2)
value      CorsAllowMethods DELETE (conf:3)
value      CorsAllowMethods PATCH PUT (conf:5)
in-force   policy
constant   no
vary       Origin
section    <Files "x">
value      CorsAllowOrigin https://a.example https://*.b.example (conf:1)
value      CorsAllowOriginMatch https://c[.]example (conf:2)
value      CorsAllowMethods DELETE (conf:3)
value      CorsAllowMethods PATCH PUT (conf:5)
value      CorsExposeHeaders None (conf:8)
value      CorsMaxAge None (conf:7)
in-force   policy
constant   no
vary       Origin
section    <LocationMatch "^/x">
value      CorsAllowOrigin * (conf:12)
value      CorsEnforceExcept https://login.example (conf:15)
value      CorsAllowMethods DELETE (conf:3)
value      CorsEnforce Unsafe Credentials (conf:14)
value      CorsDangerouslyTolerate PublicSuffixes NullOrigin (conf:13)
in-force   policy and protection
constant   no
vary       Origin
section    <If> (conf:16)
value      CorsAllowOrigin * (conf:12)
value      CorsDenyOrigin https://d.example (conf:17)
value      CorsEnforceExcept https://login.example (conf:15)
value      CorsAllowMethods DELETE (conf:3)
value      CorsEnforce Unsafe Credentials (conf:14)
value      CorsDangerouslyTolerate PublicSuffixes NullOrigin (conf:13)
in-force   policy and protection
constant   no
vary       Origin
server     other.example:PORT1 (conf:27)
section    <Location "/w">
value      CorsAllowOrigin None (conf:33)
value      CorsAllowMethods DELETE (conf:3)
value      CorsEngine ReportOnly (conf:32)
value      CorsPreflight Forward (conf:30)
value      CorsPreflightStatus 200 (conf:31)
in-force   nothing
constant   no
vary       -
server     last.example:PORT1 (conf:39)
value      CorsAllowOrigin https://last.example (conf:41)
value      CorsAllowMethods None (conf:42)
in-force   policy
constant   yes
vary       -
section    <Directory "ROOT/htdocs/">
value      CorsAllowOrigin https://last.example (conf:41)
value      CorsAllowMethods PATCH PUT (conf:5)
in-force   policy
constant   yes
vary       -
section    <Files "x">
value      CorsAllowOrigin https://last.example (conf:41)
value      CorsAllowMethods PATCH PUT (conf:5)
value      CorsExposeHeaders None (conf:8)
value      CorsMaxAge None (conf:7)
in-force   policy
constant   yes
vary       -
section    <LocationMatch "^/x">
value      CorsAllowOrigin * (conf:12)
value      CorsEnforceExcept https://login.example (conf:15)
value      CorsAllowMethods None (conf:42)
value      CorsEnforce Unsafe Credentials (conf:14)
value      CorsDangerouslyTolerate PublicSuffixes NullOrigin (conf:13)
in-force   policy and protection
constant   no
vary       Origin
section    <If> (conf:16)
value      CorsAllowOrigin * (conf:12)
value      CorsDenyOrigin https://d.example (conf:17)
value      CorsEnforceExcept https://login.example (conf:15)
value      CorsAllowMethods None (conf:42)
value      CorsEnforce Unsafe Credentials (conf:14)
value      CorsDangerouslyTolerate PublicSuffixes NullOrigin (conf:13)
in-force   policy and protection
constant   no
vary       Origin
section    <Proxy "http://x"> (conf:23)
value      CorsEngine Off (conf:24)
DUMP

# The values of a container that are in force. A later section replaces some of them.
is(dump_of(<<'CONF'), <<'DUMP', 'containers');
CorsAllowOrigin *
CorsMaxAge 7
<CorsOrigin https://a.example https://*.b.example>
    CorsAllowMethods PUT
    CorsMaxAge 5
    CorsAllowCredentials On
</CorsOrigin>
<CorsOriginMatch https://[cd][.]example>
</CorsOriginMatch>
<Location "/later">
    CorsAllowMethods None
    CorsAllowCredentials Off
</Location>
<Location "/only">
    <CorsOrigin https://only.example>
        CorsAllowHeaders +X-A
    </CorsOrigin>
</Location>
<Proxy "http://x">
    <CorsOrigin https://a.example https://b.example>
        CorsMaxAge 5
    </CorsOrigin>
</Proxy>
CONF
server     localhost (the main server)
value      CorsAllowOrigin * (conf:1)
value      CorsMaxAge 7 (conf:2)
container  <CorsOrigin https://a.example https://*.b.example> (conf:3)
value      CorsAllowMethods PUT (conf:4)
value      CorsAllowCredentials On (conf:6)
value      CorsMaxAge 5 (conf:5)
container  <CorsOriginMatch https://[cd][.]example> (conf:8)
in-force   policy
constant   no
vary       Origin
section    <Location "/later">
value      CorsAllowOrigin * (conf:1)
value      CorsAllowMethods None (conf:11)
value      CorsAllowCredentials Off (conf:12)
value      CorsMaxAge 7 (conf:2)
container  <CorsOrigin https://a.example https://*.b.example> (conf:3)
value      CorsMaxAge 5 (conf:5)
container  <CorsOriginMatch https://[cd][.]example> (conf:8)
in-force   policy
constant   no
vary       Origin
section    <Location "/only">
value      CorsMaxAge 7 (conf:2)
container  <CorsOrigin https://only.example> (conf:15)
value      CorsAllowHeaders X-A (conf:16)
in-force   policy
constant   yes
vary       -
section    <Proxy "http://x"> (conf:19)
container  <CorsOrigin https://a.example https://b.example> (conf:20)
section    <Proxy "http://x"> (conf:19)
container  <CorsOrigin https://a.example https://b.example> (conf:20)
value      CorsMaxAge 5 (conf:21)
DUMP
done_testing;
