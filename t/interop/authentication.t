#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With authentication: a preflight has no credentials, and is answered before httpd requires
# any. The page may read the 401, 403 or redirect to the login form of an actual request,
# and the responses after a login.

use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use MIME::Base64 qw(encode_base64);
use Test::More;
use Visitors;

my $FORM = 'Content-Type: application/x-www-form-urlencoded';
my $BASIC = qq(AuthType Basic\nAuthName basic\nAuthUserFile "\@ROOT\@/users"\n);
my $LOGIN = <<'CONF';
AuthType form
AuthName form
AuthFormProvider file
AuthUserFile "@ROOT@/users"
Session On
SessionCookieName session path=/
Require valid-user
CONF

# The sections have no policy; the virtual hosts have one.
my $h = Httpd->new(
    modules => [qw(auth_basic auth_digest auth_form authn_core authn_file authz_user
                   authz_groupfile access_compat session session_cookie request lua)],
    files => {
        # The password is "secret", in the form that is fastest to check.
        'users' => join('', map { "$_:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n" } qw(alice bob)),
        'digests' => 'alice:digest:' . md5_hex('alice:digest:secret') . "\n",
        'groups' => "staff: alice\n",
        'htdocs/htaccess/.htaccess' => $BASIC . "Require valid-user\n",
        'htdocs/form/page.html' => 'login form',
        'login.lua' => <<'LUA',
function page(r)
    r.content_type = 'text/html'
    r:puts('login page')
    return apache2.DONE
end
LUA
        (map { ("htdocs/$_/a.txt" => 'content') }
            qw(basic digest htaccess group after-all broken untyped either both neighbour
               merged merged/and merged/or inline elsewhere page)),
    },
    conf => <<"CONF");
<Location /basic>
    $BASIC
    Require valid-user
</Location>
<Location /digest>
    AuthType Digest
    AuthName digest
    AuthDigestDomain /digest/
    AuthUserFile "\@ROOT\@/digests"
    Require valid-user
</Location>
<Location /group>
    $BASIC
    AuthGroupFile "\@ROOT\@/groups"
    Require group staff
</Location>
<Location /after-all>
    $BASIC
    AuthGroupFile "\@ROOT\@/groups"
    AuthzSendForbiddenOnFailure On
    Require group staff
</Location>
<Location /broken>
    AuthType Basic
    AuthName broken
    AuthUserFile "\@ROOT\@/missing"
    Require valid-user
</Location>
<Location /untyped>
    Require valid-user
</Location>
<Location /either>
    $BASIC
    Require valid-user
    Order deny,allow
    Deny from all
    Satisfy Any
</Location>
<Location /both>
    $BASIC
    Require valid-user
    Order deny,allow
    Deny from all
    Satisfy All
</Location>
<Location /neighbour>
    $BASIC
    Require valid-user
    Order deny,allow
    Deny from all
    Allow from 127.0.0.1
    Satisfy Any
</Location>
<Location /merged>
    $BASIC
    AuthGroupFile "\@ROOT\@/groups"
    Require user alice bob
</Location>
<Location /merged/and>
    AuthMerging And
    Require group staff
</Location>
<Location /merged/or>
    AuthMerging Or
    Require ip 127.0.0.1
</Location>
<Location /inline>
    $LOGIN
    ErrorDocument 401 /form/page.html
</Location>
<Location /elsewhere>
    $LOGIN
    AuthFormLoginRequiredLocation https://login.example/
</Location>
<Location /login>
    $LOGIN
    SetHandler form-login-handler
    AuthFormLoginRequiredLocation https://login.example/
    AuthFormLoginSuccessLocation https://login.example/done
    AuthFormLogoutLocation https://login.example/
</Location>
<Location /logout>
    $LOGIN
    SetHandler form-logout-handler
    AuthFormLogoutLocation https://login.example/bye
    Require all granted
</Location>
<Location /page>
    LuaHookCheckUserID "\@ROOT\@/login.lua" page
    AuthType page
    AuthName page
    Require valid-user
</Location>
$Visitors::TWO_HOSTS
CONF


sub basic
{
    my ($user, $password) = @_;
    return [lines => ['Authorization: Basic ' . encode_base64("$user:$password", '')]];
}

my ($ALICE, $BOB) = map { basic($_, 'secret') } qw(alice bob);
my $WRONG = basic('alice', 'guess');

for my $path (qw(basic htaccess)) {
    both_hosts_ok($h, "Basic in $path, no credentials", "/$path/a.txt", status => 401);
    both_hosts_ok($h, "Basic in $path, wrong password", "/$path/a.txt", status => 401, @$WRONG);
    both_hosts_ok($h, "Basic in $path, right password", "/$path/a.txt", @$ALICE,
                  body_like => qr/content/);
    both_hosts_ok($h, "Basic in $path, PUT", "/$path/a.txt", method => 'PUT', body => 'x',
                  status => 401);
}
both_hosts_ok($h, 'Require group, no credentials', '/group/a.txt', status => 401);
both_hosts_ok($h, 'Require group, a member', '/group/a.txt', @$ALICE);
both_hosts_ok($h, 'Require group, not a member', '/group/a.txt', @$BOB, status => 401);
both_hosts_ok($h, 'AuthzSendForbiddenOnFailure', '/after-all/a.txt', @$BOB, status => 403);
both_hosts_ok($h, 'password file that is missing', '/broken/a.txt', @$ALICE, status => 500);
both_hosts_ok($h, 'Require without AuthType', '/untyped/a.txt', status => 500);

both_hosts_ok($h, 'Satisfy Any, no credentials', '/either/a.txt', status => 401);
both_hosts_ok($h, 'Satisfy Any, a user', '/either/a.txt', @$ALICE);
both_hosts_ok($h, 'Satisfy Any, an address', '/neighbour/a.txt');
both_hosts_ok($h, 'Satisfy All, a user', '/both/a.txt', @$ALICE, status => 403);
both_hosts_ok($h, 'AuthMerging Off, not a member', '/merged/a.txt', @$BOB);
both_hosts_ok($h, 'AuthMerging And, no credentials', '/merged/and/a.txt', status => 401);
both_hosts_ok($h, 'AuthMerging And, not a member', '/merged/and/a.txt', @$BOB, status => 401);
both_hosts_ok($h, 'AuthMerging And, a member', '/merged/and/a.txt', @$ALICE);
both_hosts_ok($h, 'AuthMerging Or, an address', '/merged/or/a.txt');

# Digest: the nonce of one 401 is used for all later requests.
both_hosts_ok($h, 'Digest, no credentials', '/digest/a.txt', status => 401);
my ($nonce) = $h->get('/digest/a.txt')->field('WWW-Authenticate') =~ /nonce="([^"]*)"/;

sub digest
{
    my ($password, $count) = @_;
    my $response = md5_hex(join ':', md5_hex("alice:digest:$password"), $nonce, $count, 'c', 'auth',
                           md5_hex('GET:/digest/a.txt'));
    return [lines => [qq(Authorization: Digest username="alice", realm="digest", nonce="$nonce", )
                      . qq(uri="/digest/a.txt", qop=auth, nc=$count, cnonce="c", )
                      . qq(response="$response", algorithm=MD5)]];
}

both_hosts_ok($h, 'Digest, wrong password', '/digest/a.txt', @{digest('guess', '00000001')},
              status => 401);
both_hosts_ok($h, 'Digest, right password', '/digest/a.txt', @{digest('secret', '00000001')});

# A form as error document, a form at another URL, and the handlers for forms.
my $WHO = 'httpd_username=alice&httpd_password';
both_hosts_ok($h, 'form as error document', '/inline/a.txt', status => 401,
              body_like => qr/login form/);
both_hosts_ok($h, 'form as error document, wrong password', '/inline/a.txt', method => 'POST',
              lines => [$FORM], body => "$WHO=guess", status => 401, body_like => qr/login form/);
both_hosts_ok($h, 'form elsewhere', '/elsewhere/a.txt', status => 302);
both_hosts_ok($h, 'login, wrong password', '/login', method => 'POST', lines => [$FORM],
              body => "$WHO=guess", status => 302);
both_hosts_ok($h, 'login, right password', '/login', method => 'POST', lines => [$FORM],
              body => "$WHO=secret", status => 302);
both_hosts_ok($h, 'logout', '/logout', status => 307);

# As single sign-on modules do: the hook writes a page instead of returning a status.
both_hosts_ok($h, 'login page written while authenticating', '/page/a.txt',
              body_like => qr/login page/);

my $res = $h->request('POST', '/login', [$FORM], "$WHO=secret");
is($res->field('Location'), 'https://login.example/done', 'the login succeeds');
my ($cookie) = ($res->field('Set-Cookie') // '') =~ /^([^;]+)/;
for my $path (qw(inline elsewhere)) {
    both_hosts_ok($h, "session, $path", "/$path/a.txt", lines => ["Cookie: $cookie"],
                  body_like => qr/content/);
}

$h->log_ok(allow => [
    qr/\[(?:auth_(?:basic|digest|form)|authn_file|authz_\w+|access_compat|core):error\]/]);
done_testing;
