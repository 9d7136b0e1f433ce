# SPDX-License-Identifier: Apache-2.0
#
# A login by mod_auth_openidc with response_mode=form_post in one browser, with CorsEnforce
# On: the provider's page posts a form to the redirect URI, which has the provider's Origin.
# No request before or after that one has a foreign Origin.

package Login;

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use Httpd;
use Provider;
use Report;
use Test::More;

my $LIMIT = 60;                 # seconds for one login, on a slow machine
my $PROVIDER = 'https://provider.localhost:@TLSPORT@';

# host => the setting that lets the form pass, whether the provider's page is quiet, whether
# the form passes. Quiet means Referrer-Policy: no-referrer, with which browsers send
# 'Origin: null'.
my %HOST = (
    none => ['', 0, 0],
    named => ["CorsEnforceExcept $PROVIDER", 0, 1],
    quiet => ["CorsEnforceExcept $PROVIDER", 1, 0],
    null => ['CorsEnforceExcept null', 1, 1],
    off => ['CorsEnforce Off', 1, 1],
);

# The page of the provider logs every visitor in. The code is the nonce.
my $AUTHORIZE = <<'CGI';
use strict;
use warnings;
my %query = ($ENV{QUERY_STRING} // '') =~ /(\w+)=([^&]*)/g;
s/%([0-9A-F]{2})/chr hex $1/gie for values %query;
print "Content-Type: text/html\n\n<!DOCTYPE html>\n<form method=\"post\" action=\"$query{redirect_uri}\">",
    "<input name=\"code\" value=\"$query{nonce}\"><input name=\"state\" value=\"$query{state}\"></form>",
    "<script>document.forms[0].submit();</script>\n";
CGI

# The page of the application sends a same-origin request.
my $PAGE = <<'HTML';
<!DOCTYPE html>
<title>mod_cors: logged in</title>
<link rel="icon" href="data:,">
<script>fetch('/app/act', { method: 'POST', body: 'a=b' });</script>
HTML

my $CONF = Provider::settings('https://127.0.0.1:@TLSPORT@/token') . <<"CONF";
LogFormat "%v %m:%U:%>s:%{CORS_DECISION}e,%{Origin}i" reached
OIDCRedirectURI /app/callback
OIDCResponseMode form_post
<Files "*.html">
    ForceType text/html
</Files>
<Location /app>
    AuthType openid-connect
    Require valid-user
</Location>
<VirtualHost 127.0.0.1:\@TLSPORT\@>
    ServerName provider.localhost
    SSLEngine On
    ScriptAlias /token "\@ROOT\@/cgi/token"
    ScriptAliasMatch "^/(login|quiet)\$" "\@ROOT\@/cgi/authorize"
    <Location /quiet>
        Header set Referrer-Policy no-referrer
    </Location>
</VirtualHost>
CONF

sub host
{
    my $name = shift;
    my ($exception, $is_quiet) = @{$HOST{$name}};
    my $page = $is_quiet ? 'quiet' : 'login';
    return <<"CONF";
<VirtualHost 127.0.0.1:\@TLSPORT\@>
    ServerName $name.localhost
    SSLEngine On
    CustomLog "\@ROOT\@/logs/reached" reached
    ScriptAlias /app/act "\@ROOT\@/cgi/echo.cgi"
    OIDCProviderAuthorizationEndpoint $PROVIDER/$page
    CorsEnforce On
    <Location /app/callback>
        $exception
    </Location>
</VirtualHost>
CONF
}

sub start_server
{
    return Httpd->new(
        modules => [Httpd->cgi, qw(auth_openidc authn_core authz_user headers)],
        tls => 1,
        conf => join('', $CONF, map { host($_) } sort keys %HOST),
        files => {
            'cgi/authorize' => [0755, "#!$^X\n$AUTHORIZE"],
            'cgi/token' => [0755, Provider::token_program()],
            'cgi/echo.cgi' => [0755, Report::echo_program()],
            'htdocs/app/index.html' => $PAGE,
        },
    );
}

# The log lines expected of a login.
sub wanted
{
    my ($name, $port) = @_;
    my ($exception, $is_quiet, $passes) = @{$HOST{$name}};
    my $origin = $is_quiet ? 'null' : "https://provider.localhost:$port";
    my $refused = "actual-refused:origin-not-listed,$origin";
    my $asked = 'GET:/app/index.html:302:-,-';
    return [$asked, "POST:/app/callback:403:$refused"] if !$passes;
    return [$asked, 'POST:/app/callback:302:' . ($exception =~ /Off/ ? "-,$origin" : $refused),
            'GET:/app/index.html:200:-,-', "POST:/app/act:200:same-origin,https://$name.localhost:$port"];
}

sub login
{
    my ($kind, $httpd, $name) = @_;
    my $port = $httpd->tls_port;
    my $browser = Browser->start($kind, "https://$name.localhost:$port/app/index.html",
        certificate => [$httpd->root . '/cert.pem', map { "$_.localhost:$port" } 'provider', keys %HOST]);
    my $wanted = wanted($name, $port);
    my @lines;
    my $done = $browser->wait_for($LIMIT, sub {
        # While it starts, a browser may load the page twice. For the page of a
        # refusal, which names no icon, it may ask for the usual one.
        my %seen = ('GET:/favicon.ico:404:-,-' => 1);
        @lines = grep { !$seen{$_}++ } $httpd->slurp('logs/reached') =~ /^\Q$name\E\.localhost (.*)\n/mg;
        return @lines >= @$wanted;
    });
    is_deeply(\@lines, $wanted, "$kind, $name") or diag $done ? () : $browser->output;
    $browser->stop;
}

sub run
{
    my $kind = shift;
    Browser->skip_without($kind);
    my $httpd = start_server();
    login($kind, $httpd, $_) for sort keys %HOST;
    $httpd->log_ok(allow => [qr/AH(?:10159|00287): server is within/, qr/does NOT include an ID which matches/,
                             qr/\[auth_openidc:warn\]/]);
    done_testing;
}

1;
