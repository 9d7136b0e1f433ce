#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_ssl: a preflight has no credentials, so no certificate, and is answered without
# one. A section that requires a certificate causes a renegotiation in TLS 1.2, and
# authentication after the handshake in TLS 1.3. Browsers do not support the latter, so they
# get a 403, which the page may read. If a handshake fails there is no response.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my @NAMES = qw(tls required optional expression verified);

# Clients use the certificate of the server.
my $h = Httpd->new(
    tls => 1,
    h2 => Httpd->mpm ne 'prefork',
    files => { map { ("htdocs/$_/a.txt" => 'content') } @NAMES },
    conf => <<"CONF");
SSLCACertificateFile "\@ROOT\@/cert.pem"
<Directory "\@ROOT\@/htdocs">
$Visitors::POLICY
</Directory>
<Location /tls>
    SSLRequireSSL
</Location>
<Location /required>
    SSLVerifyClient require
</Location>
<Location /optional>
    SSLVerifyClient optional
</Location>
<Location /expression>
    SSLRequire \%{SSL_CLIENT_S_DN_CN} eq "somebody"
</Location>
<Location /verified>
    Require ssl-verify-client
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    SSLEngine On
    SSLVerifyClient optional
</VirtualHost>
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    SSLEngine On
    SSLVerifyClient require
</VirtualHost>
CONF

my @CERTIFICATE = ('-cert', $h->root . '/cert.pem', '-key', $h->root . '/key.pem');
my @OLD = ('-tls1_2');
my @NEW = ('-tls1_3');
my @ABLE = ('-tls1_3', '-enable_pha');      # no browser supports this
my @DENIED = (status => 403);
my @OK = (body_like => qr/content/);

sub tls { my ($port, @options) = @_; return (to => { port => $port, tls => \@options }) }

# Preflights are answered, and actual requests get no response.
sub only_preflights
{
    my ($label, $path, %opt) = @_;
    for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED, undef) {
        my @lines = $origin ? "Origin: $origin" : ();
        is($h->request('GET', $path, \@lines, undef, $opt{to})->{status}, 0,
           "$label: no response for " . ($origin // 'no Origin'));
        Visitors::preflight($h, $label, $path, $origin, \%opt) if $origin;
    }
}

my $port = $h->tls_port;
visitors_ok($h, 'SSLRequireSSL without TLS', '/tls/a.txt', @DENIED);
visitors_ok($h, 'SSLRequireSSL with TLS', '/tls/a.txt', @OK, to => { tls => 1 });
visitors_ok($h, 'SSLVerifyClient require without TLS', '/required/a.txt', @OK);

# A section that requires a certificate.
only_preflights('require, TLS 1.2, no certificate', '/required/a.txt', tls($port, @OLD));
visitors_ok($h, 'require, TLS 1.2, with certificate', '/required/a.txt', @OK, tls($port, @OLD, @CERTIFICATE));
visitors_ok($h, 'require, TLS 1.3, as browsers', '/required/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'require, TLS 1.3, with certificate', '/required/a.txt', @OK, tls($port, @ABLE, @CERTIFICATE));
visitors_ok($h, 'optional, TLS 1.2, no certificate', '/optional/a.txt', @OK, tls($port, @OLD));
visitors_ok($h, 'optional, TLS 1.3, as browsers', '/optional/a.txt', @DENIED, tls($port, @NEW));

# A host that requests a certificate, and sections that check it: this works everywhere.
$port = $h->port_n(1);
visitors_ok($h, 'host requests, Require ssl-verify-client, no certificate', '/verified/a.txt', @DENIED,
            tls($port, @NEW));
visitors_ok($h, 'host requests, Require ssl-verify-client, with certificate', '/verified/a.txt', @OK,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'host requests, SSLRequire', '/expression/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'host requests, section requires', '/required/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));

# A host that requires a certificate: a preflight has none, so the handshake fails.
$port = $h->port_n(2);
for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED) {
    my @lines = ("Origin: $origin", 'Access-Control-Request-Method: PUT');
    for my $version (@OLD, @NEW) {
        my %to = tls($port, $version);
        is($h->request('OPTIONS', '/tls/a.txt', \@lines, undef, $to{to})->{status}, 0,
           "host requires, $version: no response to the preflight of $origin");
    }
}
like($h->log_text, qr/error 1 in handshake \(server localhost:$port\)/,
     'host requires: the log has the failed handshakes');
visitors_ok($h, 'host requires, with certificate', '/tls/a.txt', @OK, tls($port, @NEW, @CERTIFICATE));

# HTTP/2 does not allow a second handshake: httpd tells the client to use HTTP/1.1, and curl
# does. The preflight is answered over HTTP/2.
SKIP: {
    last SKIP if Httpd->mpm eq 'prefork';       # httpd itself has no HTTP/2 there
    skip 'curl with HTTP2', 2 if `curl --version 2>/dev/null` !~ /\bHTTP2\b/;
    my $curl = "curl -sk --http2 -o /dev/null -w '%{http_version} %{http_code}'"
        . " --cert '$CERTIFICATE[1]' --key '$CERTIFICATE[3]' -H 'Origin: $Visitors::ALLOWED'";
    my $url = 'https://localhost:' . $h->tls_port . '/required/a.txt';
    is(`$curl -X OPTIONS -H 'Access-Control-Request-Method: PUT' $url`, '2 204',
       'HTTP/2: the preflight is answered');
    is(`$curl $url`, '1.1 200', 'HTTP/2: the actual request is repeated over HTTP/1.1');
}

$h->log_ok(allow => [qr/\[(?:ssl|authz_core):error\]/]);
done_testing;
