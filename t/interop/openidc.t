#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_auth_openidc, which redirects requests without a session to the provider, even
# preflights if they reached it. Here the provider is a script, and a login is complete,
# from the redirect to the session.

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use JSON::PP;
use MIME::Base64 qw(encode_base64url);
use Provider;
use Test::More;
use Visitors;

my $SECRET = $Provider::SECRET;
my @PROTECTED = qw(login ajax kept claims apart token either);

# Hosts that enforce, and the setting that lets the provider's form pass.
my %EXCEPTION = (
    none => '',
    callback => '<Location /login/callback>
        CorsEnforceExcept https://login.example
    </Location>',
    host => 'CorsEnforceExcept https://login.example',
    off => '<Location /login/callback>
        CorsEnforce Off
    </Location>',
);

sub enforcing_host
{
    my $name = shift;
    return <<"CONF";
<VirtualHost 127.0.0.1:\@PORT3\@>
    ServerName $name.localhost
$Visitors::POLICY
    CorsEnforce On Credentials
    OIDCResponseMode form_post
    $EXCEPTION{$name}
</VirtualHost>
CONF
}

# The sections have no policy; the virtual hosts have one.
my $h = Httpd->new(
    tls => 1,
    modules => [qw(auth_openidc authn_core authz_user cgi)],
    files => {
        (map { ("htdocs/$_/a.txt" => 'content') } @PROTECTED),
        'provider/token' => [0755, Provider::token_program()],
    },
    conf => Provider::settings('https://127.0.0.1:@PORT2@/provider') . <<"CONF");
OIDCRedirectURI /login/callback
OIDCProviderAuthorizationEndpoint https://login.example/authorize
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
${\join '', map { enforcing_host($_) } sort keys %EXCEPTION}
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    SSLEngine On
    ScriptAlias /provider "\@ROOT\@/provider/token"
    <Directory "\@ROOT\@/provider">
        Require all granted
    </Directory>
</VirtualHost>
CONF

my @FETCH = (lines => ['Accept: */*', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: cross-site',
                       'Sec-Fetch-Dest: empty']);
my @OLD = (lines => ['Accept: */*']);       # a fetch of a browser without Sec-Fetch-Mode
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
both_hosts_ok($h, 'auth-openidc, no credentials', '/either/a.txt', @OLD, status => 302);

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

# The redirect to the provider, and the provider's response.
sub ask_for_login
{
    my ($to, @lines) = @_;
    my $res = $h->request('GET', '/login/a.txt', ['Accept: text/html', @lines], undef, $to);
    my %query = $res->field('Location') =~ /[?&](state|nonce)=([^&]+)/g;
    return ($res, "code=$query{nonce}&state=$query{state}");
}

my ($res, $answer) = ask_for_login({});
like($res->field('Location'), qr{^https://login\.example/authorize\?}, 'the visitor is sent to the provider');
$res = $h->get("/login/callback?$answer", cookies($res));
is($res->field('Location'), 'http://localhost:' . $h->port . '/login/a.txt', 'the login succeeds');
my @SESSION = (lines => [cookies($res)]);
both_hosts_ok($h, "session, $_", "/$_/a.txt", @SESSION, @OK) for qw(login ajax either);
both_hosts_ok($h, 'session without the claim', '/claims/a.txt', @SESSION, status => 401);
# A page that is written by the authorization hook.
both_hosts_ok($h, 'OIDCUnAutzAction 302', '/apart/a.txt', @SESSION,
              body_like => qr{https://login\.example/denied});
both_hosts_ok($h, 'session information', '/login/callback?info=json', @SESSION,
              body_like => qr/alice/);
both_hosts_ok($h, 'logout', '/login/callback?logout=', @SESSION);

# The provider's form is a request of another origin, and enforcement comes before the
# login.
my @SITES = ('Sec-Fetch-Site: cross-site', 'Content-Type: application/x-www-form-urlencoded');
my %REFUSED = (status => 403, vary => 'Origin', decision => 'actual-refused:origin-not-listed');

# Returns the response of a host to a form of an origin.
sub post
{
    my ($host, $path, $origin, $body, @lines) = @_;
    return $h->request('POST', $path, ["Host: $host.localhost", "Origin: $origin", @SITES, @lines], $body,
                       { port => $h->port_n(3) });
}

sub refused_ok
{
    my ($label, $res) = @_;
    $h->check($label, $res, %REFUSED);
    is($res->field($_), undef, "$label: no $_") for qw(Set-Cookie Location);
}

for my $host (sort keys %EXCEPTION) {
    my ($asked, $reply) = ask_for_login({ port => $h->port_n(3) }, "Host: $host.localhost");
    is($asked->{status}, 302, "$host: a visitor without Origin is sent to the provider");
    my ($state, $callback) = (cookies($asked), '/login/callback');
    if ($host ne 'off') {
        refused_ok("$host: form_post of $_", post($host, $callback, $_, $reply, $state))
            for 'https://evil.example', 'https://login.example.evil.example', 'null';
    }
    my $res = post($host, $callback, 'https://login.example', $reply, $state);
    if ($host eq 'none') {
        refused_ok("$host: form_post of the provider", $res);
        next;
    }
    like($res->field('Location'), qr{/login/a\.txt$}, "$host: the login succeeds");
    is($res->{decision}, 'actual-refused:origin-not-listed', "$host: the provider may not read the response");
    my $session = cookies($res);

    # The application that requires the login: an exception for the whole host also applies
    # to it.
    for (['with a session', $session], ['without a session']) {
        my ($label, @cookie) = ("$host, $_->[0]", @$_[1 .. $#$_]);
        refused_ok("$label: form of an unlisted origin", post($host, '/login/a.txt', 'https://evil.example', 'a=b', @cookie));
        $res = post($host, '/login/a.txt', 'https://login.example', 'a=b', @cookie);
        $host eq 'host' ? isnt($res->{status}, 403, "$label: form of the provider")
            : refused_ok("$label: form of the provider", $res);
    }
    my $to = { port => $h->port_n(3) };
    my @own = ("Host: $host.localhost", $session, 'Sec-Fetch-Site: same-origin');
    is($h->request('GET', '/login/a.txt', \@own, undef, $to)->{body}, 'content', "$host: the visitor is logged in");
    $res = $h->request('GET', '/login/a.txt', [@own, "Origin: http://$host.localhost"], undef, $to);
    $h->check("$host: a same-origin request", $res, vary => 'Origin', decision => 'same-origin');
    is($res->{body}, 'content', "$host: a same-origin request is handled");
}

$h->log_ok(allow => [qr/\[(?:auth_openidc|authz_core):(?:warn|error)\]/]);
done_testing;
