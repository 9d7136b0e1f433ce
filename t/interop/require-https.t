#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# mod_md's MDRequireHttps redirects as soon as the request is read, before httpd
# decodes the path. A preflight that is redirected to https fails. For actual requests the
# module decodes the path and finds the .htaccess of its directory.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;

my $A = 'https://a.example';
my $HOST = 'Host: m.example';
my $h = Httpd->new(
    tls => 1, modules => [qw(md socache_shmcb)],
    files => { 'htdocs/a.txt' => 'a', 'htdocs/of a tenant/a.txt' => 'a',
               'htdocs/of a tenant/.htaccess' => "CorsAllowOrigin https://t.example https://u.example\n" },
    conf => <<"CONF");
MDStoreDir "\@ROOT\@/mdstore"
MDPortMap http:\@PORT\@ https:\@TLSPORT\@
<MDomain m.example>
    MDMember manual
    MDCertificateFile "\@ROOT\@/cert.pem"
    MDCertificateKeyFile "\@ROOT\@/key.pem"
    MDRequireHttps temporary
</MDomain>
<VirtualHost 127.0.0.1:\@TLSPORT\@>
    ServerName m.example
    SSLEngine On
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName m.example
    DocumentRoot "\@ROOT\@/htdocs"
    CorsAllowOrigin $A https://b.example
    CorsAllowMethods PUT
    <Directory "\@ROOT\@/htdocs">
        AllowOverride All
        Require all granted
    </Directory>
</VirtualHost>
CONF

for my $path ('/a.txt', '/a%20b.txt', '/a%2eb.txt', '/a+b.txt', "/a'b.txt", '/%C3%BC', '/a%25b', '/?q=%20') {
    my $res = $h->preflight($path, $A, 'PUT', '', $HOST);
    is($res->{status}, 307, "preflight of $path is redirected");
    like($res->field('Location') // '', qr{^https://m\.example}, '... to https');
    $h->check("GET $path", $h->get($path, "Origin: $A", $HOST), status => 302, vary => 'Origin',
              'allow-origin' => $A, decision => 'actual-allowed');
}
$h->check('a .htaccess below a directory with blanks', $h->get('/of%20a%20tenant/a.txt', 'Origin: https://t.example', $HOST),
          status => 302, vary => 'Origin', 'allow-origin' => 'https://t.example', decision => 'actual-allowed');
# An encoded slash is part of a name.
$h->check('%2F', $h->get('/of%20a%20tenant%2Fa.txt', "Origin: $A", $HOST),
          status => 302, vary => 'Origin', 'allow-origin' => $A, decision => 'actual-allowed');
$h->log_ok(allow => [qr/\[md:|\[ssl:warn\]/]);
done_testing;
