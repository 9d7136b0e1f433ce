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

# The sections hold no policy: it is that of the hosts.
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
$Visitors::TWO_HOSTS
Listen 127.0.0.1:\@PORT3\@
<VirtualHost 127.0.0.1:\@PORT3\@>
$Visitors::POLICY
    CorsEnforce On
    OIDCResponseMode form_post
    <Location /login/callback>
        CorsEnforceExcept https://login.example
    </Location>
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

my @FETCH = (lines => ['Accept: */*', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: cross-site',
                       'Sec-Fetch-Dest: empty']);
my @OLD = (lines => ['Accept: */*']);       # a fetch before there was Sec-Fetch-Mode
my @OK = (body_like => qr/content/);
my @FORM = (method => 'POST', body => 'a=b', lines =>
            ['Accept: */*', 'Content-Type: application/x-www-form-urlencoded']);

# Not logged in.
both_hosts_ok($h, 'openid-connect, an old browser', '/login/a.txt', @OLD, status => 302);
both_hosts_ok($h, 'openid-connect, fetch', '/login/a.txt', @FETCH, status => 401);
both_hosts_ok($h, 'OIDCUnAuthAction 401', '/ajax/a.txt', @OLD, status => 401);
both_hosts_ok($h, 'callback without a login', '/login/callback?code=c&state=s', status => 400);
both_hosts_ok($h, 'OIDCPreservePost', '/kept/a.txt', @FORM, body_like => qr/sessionStorage/);
both_hosts_ok($h, 'oauth20, no token', '/token/a.txt', status => 401);
both_hosts_ok($h, 'auth-openidc, nobody', '/either/a.txt', @OLD, status => 302);

# With a token.
sub bearer
{
    my ($secret) = @_;
    my $claims = encode_json({ sub => 'alice', exp => time + 600 });
    my $text = join '.', map { encode_base64url($_) } '{"alg":"HS256"}', $claims;
    my $signature = encode_base64url(hmac_sha256($text, $secret));
    return [lines => ["Authorization: Bearer $text.$signature"]];
}

for my $path (qw(token either)) {
    both_hosts_ok($h, "$path, right token", "/$path/a.txt", @{bearer($SECRET)}, @OK);
    both_hosts_ok($h, "$path, wrong token", "/$path/a.txt", @{bearer('guess')}, status => 401);
}

# A login: to the provider and back.
sub cookies { return 'Cookie: ' . join '; ', map { /^([^;]+)/ } $_[0]->fields('Set-Cookie') }

# The redirect to the provider, and what that answers to it.
sub ask_for_login
{
    my $to = shift;
    my $res = $h->request('GET', '/login/a.txt', ['Accept: text/html'], undef, $to);
    my %query = $res->field('Location') =~ /[?&](state|nonce)=([^&]+)/g;
    return ($res, "code=$query{nonce}&state=$query{state}");
}

my ($res, $answer) = ask_for_login({});
like($res->field('Location'), qr{^https://login\.example/authorize\?}, 'the provider is asked');
$res = $h->get("/login/callback?$answer", cookies($res));
is($res->field('Location'), 'http://localhost:' . $h->port . '/login/a.txt', 'the login succeeds');
my @SESSION = (lines => [cookies($res)]);
both_hosts_ok($h, "session, $_", "/$_/a.txt", @SESSION, @OK) for qw(login ajax either);
both_hosts_ok($h, 'session without the claim', '/claims/a.txt', @SESSION, status => 401);
# A page that is written while the request is authorized.
both_hosts_ok($h, 'OIDCUnAutzAction 302', '/apart/a.txt', @SESSION,
              body_like => qr{https://login\.example/denied});
both_hosts_ok($h, 'session information', '/login/callback?info=json', @SESSION,
              body_like => qr/alice/);
both_hosts_ok($h, 'logout', '/login/callback?logout=', @SESSION);

# The provider's form is a request of another origin, and enforcement is judged before
# the log-in: it passes by CorsEnforceExcept, and nobody else's form does.
my $enforced = { port => $h->port_n(3) };
($res, my $reply) = ask_for_login($enforced);
my @lines = (cookies($res), 'Sec-Fetch-Site: cross-site', 'Content-Type: application/x-www-form-urlencoded');
for my $origin ('https://evil.example', 'https://login.example.evil.example', 'null') {
    my $refused = $h->request('POST', '/login/callback', [@lines, "Origin: $origin"], $reply, $enforced);
    $h->check("form_post of $origin", $refused, status => 403, vary => 'Origin', decision => 'actual-refused:origin-not-listed');
    is($refused->field($_), undef, "form_post of $origin: no $_") for qw(Set-Cookie Location);
}
$res = $h->request('POST', '/login/callback', [@lines, 'Origin: https://login.example'], $reply, $enforced);
like($res->field('Location'), qr{/login/a\.txt$}, 'form_post under CorsEnforce: the login succeeds');
@lines = (cookies($res), 'Origin: https://login.example');
$res = $h->request('POST', '/login/a.txt', \@lines, 'a=b', $enforced);
$h->check('a form post elsewhere under CorsEnforce', $res, status => 403, vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');

$h->log_ok(allow => [qr/\[(?:auth_openidc|authz_core):(?:warn|error)\]/]);
done_testing;
