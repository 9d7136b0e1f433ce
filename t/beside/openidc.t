#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Beside mod_auth_openidc, which sends whoever is not logged in to the provider, a
# preflight too if it got one. The provider is a script here: a login goes all
# the way from the redirect to the session.

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use JSON::PP;
use MIME::Base64 qw(encode_base64url);
use Test::More;
use Visitors;

my $SECRET = 'a secret of thirty-two characters';
my @PROTECTED = qw(login ajax kept claims apart token either);

# The token endpoint: the code that it is given is the nonce of the login.
my $TOKEN = <<'CGI';
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use JSON::PP;
use MIME::Base64 qw(encode_base64url);
read STDIN, my $form, $ENV{CONTENT_LENGTH};
my ($nonce) = $form =~ /\bcode=([\w-]+)/;
my $claims = encode_json({ iss => 'https://login.example', aud => 'client', sub => 'alice',
                           nonce => $nonce, iat => time, exp => time + 600 });
my $text = join '.', map { encode_base64url($_) } '{"alg":"HS256"}', $claims;
my $token = "$text." . encode_base64url(hmac_sha256($text, $ENV{SECRET}));
print "Content-Type: application/json\n\n",
    encode_json({ access_token => 'a', token_type => 'Bearer', id_token => $token });
CGI

# The sections hold no policy: it is that of the first virtual host, and of a
# directory in the second.
my $h = Httpd->new(
    tls => 1,
    modules => [qw(auth_openidc authn_core authz_user cgi env)],
    files => {
        (map { ("htdocs/$_/a.txt" => 'content') } @PROTECTED),
        'provider/token' => [0755, "#!$^X\n$TOKEN"],
    },
    conf => <<"CONF");
OIDCCryptoPassphrase passphrase
OIDCRedirectURI /login/callback
OIDCClientID client
OIDCClientSecret "$SECRET"
OIDCProviderIssuer https://login.example
OIDCProviderAuthorizationEndpoint https://login.example/authorize
OIDCProviderTokenEndpoint https://127.0.0.1:\@PORT2\@/provider
OIDCSSLValidateServer Off
OIDCProviderTokenEndpointAuth client_secret_post
OIDCIDTokenSignedResponseAlg HS256
OIDCInfoHook userinfo id_token
OIDCOAuthVerifySharedKeys "plain##$SECRET"
<Location /login>
    AuthType openid-connect
    Require valid-user
</Location>
<Location /ajax>
    AuthType openid-connect
    OIDCUnAuthAction 401
    Require valid-user
</Location>
<Location /kept>
    AuthType openid-connect
    OIDCPreservePost On
    Require valid-user
</Location>
<Location /claims>
    AuthType openid-connect
    Require claim sub:bob
</Location>
<Location /apart>
    AuthType openid-connect
    OIDCUnAutzAction 302 https://login.example/denied
    Require claim sub:bob
</Location>
<Location /token>
    AuthType oauth20
    Require valid-user
</Location>
<Location /either>
    AuthType auth-openidc
    Require valid-user
</Location>
<VirtualHost 127.0.0.1:\@PORT\@>
$Visitors::POLICY
</VirtualHost>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    <Directory "\@ROOT\@/htdocs">
$Visitors::POLICY
    </Directory>
</VirtualHost>
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    SSLEngine On
    SSLCertificateFile "\@ROOT\@/cert.pem"
    SSLCertificateKeyFile "\@ROOT\@/key.pem"
    ScriptAlias /provider "\@ROOT\@/provider/token"
    SetEnv SECRET "$SECRET"
    <Directory "\@ROOT\@/provider">
        Require all granted
    </Directory>
</VirtualHost>
CONF

my %HOSTS = ('policy of the host' => {}, 'policy of a directory' => { port => $h->port_n(1) });

sub everywhere
{
    my ($label, $path, @opt) = @_;
    for my $where (sort keys %HOSTS) {
        visitors_ok($h, "$label ($where)", $path, @opt, to => $HOSTS{$where});
    }
}

my @FETCH = (lines => ['Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: empty']);
my @OLD = (lines => ['Accept: */*']);       # a fetch before there was Sec-Fetch-Mode
my @OK = (body_like => qr/content/);
my @FORM = (method => 'POST', body => 'a=b', lines =>
            ['Accept: */*', 'Content-Type: application/x-www-form-urlencoded']);

# Not logged in.
everywhere('openid-connect, an old browser', '/login/a.txt', @OLD, status => 302);
everywhere('openid-connect, fetch', '/login/a.txt', @FETCH, status => 401);
everywhere('OIDCUnAuthAction 401', '/ajax/a.txt', status => 401);
everywhere('callback without a login', '/login/callback?code=c&state=s', status => 400);
everywhere('OIDCPreservePost', '/kept/a.txt', @FORM, body_like => qr/sessionStorage/);
everywhere('oauth20, no token', '/token/a.txt', status => 401);
everywhere('auth-openidc, nobody', '/either/a.txt', @OLD, status => 302);

# With a token.
sub bearer
{
    my ($secret) = @_;
    my $claims = encode_json({ sub => 'alice', exp => time + 600 });
    my $text = join '.', map { encode_base64url($_) } '{"alg":"HS256"}', $claims;
    return [lines => ["Authorization: Bearer $text." . encode_base64url(hmac_sha256($text, $secret))]];
}

for my $path (qw(token either)) {
    everywhere("$path, right token", "/$path/a.txt", @{bearer($SECRET)}, @OK);
    everywhere("$path, wrong token", "/$path/a.txt", @{bearer('guess')}, status => 401);
}

# A login: to the provider and back.
sub cookies { return 'Cookie: ' . join '; ', map { /^([^;]+)/ } $_[0]->fields('Set-Cookie') }

my $res = $h->get('/login/a.txt', 'Accept: text/html');
my ($state) = $res->field('Location') =~ /[?&]state=([^&]+)/;
my ($nonce) = $res->field('Location') =~ /[?&]nonce=([^&]+)/;
$res = $h->get("/login/callback?code=$nonce&state=$state", cookies($res));
is($res->field('Location'), 'http://localhost:' . $h->port . '/login/a.txt', 'the login succeeds');
my @SESSION = (lines => [cookies($res)]);
everywhere("session, $_", "/$_/a.txt", @SESSION, @OK) for qw(login ajax either);
everywhere('session without the claim', '/claims/a.txt', @SESSION, status => 401);
# A page that is written while the request is authorized.
everywhere('OIDCUnAutzAction 302', '/apart/a.txt', @SESSION,
           body_like => qr{https://login\.example/denied});
everywhere('session information', '/login/callback?info=json', @SESSION, body_like => qr/alice/);
everywhere('logout', '/login/callback?logout=', @SESSION);

$h->log_ok(allow => [qr/\[(?:auth_openidc|authz_core):(?:warn|error)\]/]);
done_testing;
