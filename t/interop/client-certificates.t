#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Beside mod_ssl: a preflight has no credentials, so no certificate, and is
# answered without one. A section that asks for a certificate makes TLS 1.2
# negotiate anew, and TLS 1.3 authenticate after the handshake, which browsers do
# not offer: they get a 403, readable by the page. What ends in a handshake, no
# module can answer: there is no response.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my @NAMES = qw(tls required optional expression verified);

# The certificate of the server is the one that it accepts from clients.
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
my @ABLE = ('-tls1_3', '-enable_pha');      # which no browser is
my @DENIED = (status => 403);
my @OK = (body_like => qr/content/);

sub tls { my ($port, @options) = @_; return (to => { port => $port, tls => \@options }) }

# The preflights are answered, and no actual request gets a response.
sub only_preflights
{
    my ($label, $path, %opt) = @_;
    for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED, undef) {
        my @lines = $origin ? "Origin: $origin" : ();
        is($h->request('GET', $path, \@lines, undef, $opt{to})->{status}, 0,
           "$label: no response for " . ($origin // 'nobody'));
        Visitors::preflight($h, $label, $path, $origin, \%opt) if $origin;
    }
}

my $port = $h->tls_port;
visitors_ok($h, 'SSLRequireSSL without TLS', '/tls/a.txt', @DENIED);
visitors_ok($h, 'SSLRequireSSL with TLS', '/tls/a.txt', @OK, to => { tls => 1 });
visitors_ok($h, 'SSLVerifyClient require without TLS', '/required/a.txt', @OK);

# A section that wants a certificate.
only_preflights('require, TLS 1.2, none', '/required/a.txt', tls($port, @OLD));
visitors_ok($h, 'require, TLS 1.2, shown', '/required/a.txt', @OK, tls($port, @OLD, @CERTIFICATE));
visitors_ok($h, 'require, TLS 1.3, as browsers', '/required/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'require, TLS 1.3, shown', '/required/a.txt', @OK, tls($port, @ABLE, @CERTIFICATE));
visitors_ok($h, 'optional, TLS 1.2, none', '/optional/a.txt', @OK, tls($port, @OLD));
visitors_ok($h, 'optional, TLS 1.3, as browsers', '/optional/a.txt', @DENIED, tls($port, @NEW));

# A host that asks for it, and sections that judge: what works for all.
$port = $h->port_n(1);
visitors_ok($h, 'host asks, Require ssl-verify-client, none', '/verified/a.txt', @DENIED,
            tls($port, @NEW));
visitors_ok($h, 'host asks, Require ssl-verify-client, shown', '/verified/a.txt', @OK,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'host asks, SSLRequire', '/expression/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));
visitors_ok($h, 'host asks, section requires all the same', '/required/a.txt', @DENIED,
            tls($port, @NEW, @CERTIFICATE));

# A host that requires it: a preflight has none, so it ends in the handshake.
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
     'host requires: no handshake');
visitors_ok($h, 'host requires, shown', '/tls/a.txt', @OK, tls($port, @NEW, @CERTIFICATE));

# HTTP/2 has no second handshake: httpd sends the client back to HTTP/1.1, where
# curl goes at once. The preflight has been answered in HTTP/2 by then.
SKIP: {
    last SKIP if Httpd->mpm eq 'prefork';       # httpd itself has no HTTP/2 there
    skip 'curl with HTTP2', 2 if `curl --version 2>/dev/null` !~ /\bHTTP2\b/;
    my $curl = "curl -sk --http2 -o /dev/null -w '%{http_version} %{http_code}'"
        . " --cert '$CERTIFICATE[1]' --key '$CERTIFICATE[3]' -H 'Origin: $Visitors::ALLOWED'";
    my $url = 'https://localhost:' . $h->tls_port . '/required/a.txt';
    is(`$curl -X OPTIONS -H 'Access-Control-Request-Method: PUT' $url`, '2 204',
       'HTTP/2: the preflight is answered');
    is(`$curl $url`, '1.1 200', 'HTTP/2: the actual request is sent on to HTTP/1.1');
}

$h->log_ok(allow => [qr/\[(?:ssl|authz_core):error\]/]);
done_testing;
