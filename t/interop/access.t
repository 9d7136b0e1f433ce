#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With access control: a preflight is answered regardless of the addresses, methods or
# users that a section admits. The page may read the 403 or 405 of an actual request. A file
# that httpd may not access is refused before its sections are known, so the policy of the
# server or virtual host applies.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my %HTACCESS = (
    'ht-denied' => "Require all denied\n",
    'ht-order' => "Order allow,deny\nDeny from all\n",
    'ht-limit' => "<LimitExcept GET POST>\nRequire all denied\n</LimitExcept>\n",
);
my @NAMES = qw(ip elsewhere denied host expression variable none method order order-except spoiled
               limit except options allow-methods allow-reset);

# The sections have no policy; the virtual hosts have one.
my $h = Httpd->new(
    modules => [qw(access_compat allowmethods autoindex)],
    files => {
        (map { ("htdocs/$_/a.txt" => 'content') } @NAMES, keys %HTACCESS),
        (map { ("htdocs/$_/.htaccess" => $HTACCESS{$_}) } keys %HTACCESS),
        'htdocs/listing/a.txt' => 'content',
        'htdocs/unreadable/a.txt' => [0000, 'content'],
        'htdocs/links/target.txt' => 'content',
    },
    conf => <<"CONF");
<Location /ip>
    Require ip 127.0.0.0/8
</Location>
<Location /elsewhere>
    Require ip 192.0.2.1
</Location>
<Location /denied>
    Require all denied
</Location>
<Location /host>
    Require host intranet.example
</Location>
<Location /expression>
    Require expr "%{HTTP:X-Token} == 'right'"
</Location>
SetEnvIf X-Token ^right\$ admitted
<Location /variable>
    Require env admitted
</Location>
<Location /none>
    <RequireAll>
        Require all granted
        <RequireNone>
            Require ip 127.0.0.1
        </RequireNone>
    </RequireAll>
</Location>
<Location /method>
    Require method GET
</Location>
<Location /order>
    Order deny,allow
    Deny from all
    Allow from 192.0.2.1
</Location>
<Location /order-except>
    <LimitExcept GET>
        Order deny,allow
        Deny from all
    </LimitExcept>
</Location>
<Location /spoiled>
    Order allow,deny
    Allow from all
    Deny from env=admitted
</Location>
<Location /limit>
    <Limit PUT DELETE>
        Require all denied
    </Limit>
</Location>
<Location /except>
    <LimitExcept GET POST>
        Require all denied
    </LimitExcept>
</Location>
<Location /options>
    <Limit OPTIONS>
        Require all denied
    </Limit>
</Location>
<Location /allow-methods>
    AllowMethods GET POST
</Location>
<Location /allow-reset>
    AllowMethods POST
</Location>
<Location /allow-reset/a.txt>
    AllowMethods reset
</Location>
<Directory "\@ROOT\@/htdocs/listing">
    Options -Indexes
</Directory>
<Directory "\@ROOT\@/htdocs/links">
    Options -FollowSymLinks
</Directory>
$Visitors::TWO_HOSTS
CONF

symlink 'target.txt', $h->root . '/htdocs/links/link.txt' or die "symlink: $!\n";

my %TOKEN = (lines => ['X-Token: right']);
my @OK = (body_like => qr/content/);
my @DENIED = (status => 403);
my @PUT = (method => 'PUT', body => 'x');

both_hosts_ok($h, @$_) for
    ['Require ip, admitted', '/ip/a.txt', @OK],
    ['Require ip, not admitted', '/elsewhere/a.txt', @DENIED],
    ['Require all denied', '/denied/a.txt', @DENIED],
    ['Require all denied, PUT', '/denied/a.txt', @DENIED, @PUT],
    ['Require all denied, missing file', '/denied/missing', @DENIED],
    ['Require all denied in .htaccess', '/ht-denied/a.txt', @DENIED],
    ['Require host', '/host/a.txt', @DENIED],
    ['Require expr, true', '/expression/a.txt', %TOKEN, @OK, vary => 'X-Token'],
    ['Require expr, false', '/expression/a.txt', @DENIED],
    ['Require env, set', '/variable/a.txt', %TOKEN, @OK],
    ['Require env, unset', '/variable/a.txt', @DENIED],
    ['RequireNone', '/none/a.txt', @DENIED],
    ['Require method, listed', '/method/a.txt', @OK],
    ['Require method, not listed', '/method/a.txt', @DENIED, @PUT];

both_hosts_ok($h, @$_) for
    ['Deny from all', '/order/a.txt', @DENIED],
    ['Deny from all in .htaccess', '/ht-order/a.txt', @DENIED],
    ['Deny from all in LimitExcept, GET', '/order-except/a.txt', @OK],
    ['Deny from all in LimitExcept, PUT', '/order-except/a.txt', @DENIED, @PUT],
    ['Deny from env, unset', '/spoiled/a.txt', @OK],
    ['Deny from env, set', '/spoiled/a.txt', %TOKEN, @DENIED];

both_hosts_ok($h, @$_) for
    ['Limit, GET', '/limit/a.txt', @OK],
    ['Limit, PUT', '/limit/a.txt', @DENIED, @PUT],
    ['LimitExcept, GET', '/except/a.txt', @OK],
    ['LimitExcept, DELETE', '/except/a.txt', @DENIED, method => 'DELETE', requested => 'DELETE'],
    ['LimitExcept in .htaccess, GET', '/ht-limit/a.txt', @OK],
    ['LimitExcept in .htaccess, PUT', '/ht-limit/a.txt', @DENIED, @PUT],
    ['Limit OPTIONS, GET', '/options/a.txt', @OK],
    # Without Access-Control-Request-Method, OPTIONS is not a preflight.
    ['Limit OPTIONS, OPTIONS', '/options/a.txt', @DENIED, method => 'OPTIONS'],
    ['LimitExcept, OPTIONS', '/except/a.txt', @DENIED, method => 'OPTIONS'],
    ['AllowMethods, GET', '/allow-methods/a.txt', @OK],
    ['AllowMethods, PUT', '/allow-methods/a.txt', status => 405, @PUT],
    ['AllowMethods, OPTIONS', '/allow-methods/a.txt', status => 405, method => 'OPTIONS'],
    ['AllowMethods, a lesser file', '/allow-reset/b.txt', status => 405],
    ['AllowMethods reset', '/allow-reset/a.txt', @OK];

both_hosts_ok($h, 'no directory listing', '/listing/', @DENIED);
both_hosts_ok($h, 'file that httpd may not read', '/unreadable/a.txt', @DENIED);

# Refused while httpd looks for the file.
refused_early_ok($h, 'symbolic link', '/links/link.txt', { walk_fails => 1 });

$h->log_ok(allow => [qr/\[(?:authz_\w+|access_compat|allowmethods|autoindex|core):error\]/]);
done_testing;
