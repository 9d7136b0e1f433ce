# SPDX-License-Identifier: Apache-2.0
#
# Runs Cases.pm in one browser, one TAP test per case and build. The servers:
# the page and other origins (no policy needed), the API with a policy, the
# same API without, and a third origin that redirects lead to.

package Run;

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use Cases;
use Digest::SHA qw(sha1_base64);
use Httpd;
use JSON::PP ();
use Report;
use Test::More;

my $LIMIT = 240;                # seconds for all cases, on a slow machine

# Cookies need a common site: all hosts are below app.localhost, which browsers resolve to
# loopback themselves.
my $PAGE = 'http://page.app.localhost:@PORT@';
my $OTHER = 'http://other.app.localhost:@PORT1@';
my $API = 'http://api.app.localhost:';

my $APPS = <<"CONF";
AliasMatch "^/[a-z]+/(file|module)\$" "\@ROOT\@/htdocs/api/\$1"
ScriptAliasMatch "^/[a-z/]+/echo\$" "\@ROOT\@/cgi/echo.cgi"
<Location "/auth">
    AuthType Basic
    AuthName "test"
    AuthUserFile "\@ROOT\@/passwords"
    Require valid-user
</Location>
<Location "/list/forbidden">
    Require all denied
</Location>
Redirect 500 /list/broken
Redirect 302 /rw/to-open $OTHER/open/echo
Redirect 302 /rw/to-listed $OTHER/listed/echo
Redirect 302 /rw/to-closed $OTHER/closed/echo
CONF

my $POLICIES = <<"CONF";
<Location "/list">
    CorsAllowOrigin $PAGE
</Location>
<Location "/list/disabled">
    CorsEngine Off
</Location>
<Location "/rw">
    CorsAllowOrigin $PAGE $OTHER
    CorsAllowMethods PUT PATCH
    CorsAllowHeaders Content-Type X-Custom Authorization
    CorsExposeHeaders X-Exposed
</Location>
<Location "/ok">
    CorsAllowOrigin $PAGE
    CorsAllowMethods PUT
    CorsPreflightStatus 200
</Location>
<Location "/auth">
    CorsAllowOrigin $PAGE
    CorsAllowHeaders Authorization
</Location>
<Location "/cred">
    CorsAllowOrigin $PAGE $OTHER
    CorsAllowMethods PUT
    CorsAllowCredentials On
</Location>
<Location "/credstar">
    CorsAllowOrigin $PAGE $OTHER
    CorsAllowMethods *
    CorsAllowHeaders *
    CorsAllowCredentials On
</Location>
<Location "/any">
    CorsAllowOrigin *
    CorsAllowMethods *
    CorsAllowHeaders *
    CorsExposeHeaders *
</Location>
<Location "/sub">
    CorsAllowOrigin http://*.app.localhost:*
</Location>
<Location "/regex">
    CorsAllowOriginMatch "http://(page|nobody)\\.app\\.localhost:[0-9]+"
</Location>
<Location "/deny">
    CorsAllowOrigin *
    CorsDenyOrigin $PAGE
</Location>
<Location "/cache">
    CorsAllowOrigin $PAGE
    CorsAllowMethods PUT
    CorsAllowHeaders X-Custom
    CorsMaxAge 600
</Location>
<Location "/nocache">
    CorsAllowOrigin $PAGE
    CorsAllowMethods PUT
    CorsMaxAge 0
</Location>
<Location "/timing">
    CorsAllowOrigin $PAGE $OTHER
    CorsTimingAllowOrigin On
</Location>
<Location "/front">
    CorsAllowOrigin *
    CorsExposeHeaders X-Exposed
    CorsMaxAge 0
    <CorsOrigin $PAGE>
        CorsAllowCredentials On
        CorsAllowMethods PUT
        CorsAllowHeaders X-Custom
        CorsExposeHeaders +X-Hidden
    </CorsOrigin>
</Location>
<Location "/partners">
    CorsAllowOrigin $PAGE
    CorsAllowCredentials On
    CorsAllowMethods PUT
    CorsMaxAge 0
    <CorsOrigin $OTHER>
        CorsAllowCredentials Off
        CorsAllowMethods DELETE
        CorsExposeHeaders X-Exposed
    </CorsOrigin>
</Location>
<Location "/null">
    CorsDangerouslyTolerate NullOrigin
    CorsAllowOrigin null
    CorsAllowMethods PUT
</Location>
CONF

my $CONF = Report::conf() . <<"CONF";
Listen 127.0.0.1:\@PORT1\@
Listen 127.0.0.1:\@PORT2\@
Listen 127.0.0.1:\@PORT3\@
CustomLog "\@ROOT\@/logs/reached" reached
<Directory "\@ROOT\@/cgi">
    Require all granted
    CGIPassAuth On
</Directory>
<Directory "\@ROOT\@/htdocs/api">
    Header set Cache-Control "max-age=600"
    ForceType text/javascript
</Directory>
<VirtualHost 127.0.0.1:\@PORT1\@>
    ScriptAliasMatch "^/[a-z]+/echo\$" "\@ROOT\@/cgi/echo.cgi"
    <Location "/open">
        CorsAllowOrigin *
    </Location>
    <Location "/listed">
        CorsAllowOrigin $PAGE $API\@PORT2\@
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT2\@>
    Include "\@ROOT\@/apps"
    Redirect 302 /rw/moved $API\@PORT2\@/rw/echo
    Redirect 307 /rw/temporary $API\@PORT2\@/rw/echo
    Include "\@ROOT\@/policies"
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT3\@>
    Include "\@ROOT\@/apps"
    Redirect 302 /rw/moved $API\@PORT3\@/rw/echo
    Redirect 307 /rw/temporary $API\@PORT3\@/rw/echo
</VirtualHost>
CONF

my %FROM = (
    other => { origin => $OTHER },
    otherport => { origin => 'http://page.app.localhost:@PORT1@' },
    bare => { origin => 'http://app.localhost:@PORT@' },
    lookalike => { origin => 'http://pageXapp.localhost:@PORT@' },
    null => { origin => $PAGE, sandbox => JSON::PP::true() },
);

# The cases of one build as the page reads them.
sub for_page
{
    my ($build, $port) = @_;
    my @cases;
    for my $n (0 .. $#Cases::CASES) {
        my (undef, undef, undef, @steps) = @{$Cases::CASES[$n]};
        my $id = "$build$n";
        push @cases, { id => $id, steps => [map { {
            url => "$API$port/$_->{path}" . ($_->{path} =~ /\?/ ? '&' : '?') . "case=$id",
            init => $_->{init} || {},
            see => $_->{see} || ['body'],
            from => $_->{from} ? $FROM{$_->{from}} : undef,
            module => $_->{module},
            image => $_->{image},
        } } @steps] };
    }
    return @cases;
}

sub start_server
{
    return Httpd->new(
        modules => [Httpd->cgi, qw(headers auth_basic authn_core authn_file authz_user)],
        conf => $CONF,
        files => {
            'apps' => $APPS,
            'policies' => $POLICIES,
            'passwords' => 'u:{SHA}' . sha1_base64('p') . "=\n",
            'cgi/echo.cgi' => [0755, Report::echo_program()],
            'htdocs/api/file' => 'file',
            'htdocs/api/module' => "export default 'module';\n",
            'htdocs/report' => '',
            'htdocs/cases.json' => JSON::PP->new->canonical->encode(
                [for_page('on', '@PORT2@'), for_page('off', '@PORT3@')]),
            Report::page(),
        },
    );
}

# When the expected requests of the last case are logged, all are: a case starts only after
# the one before has ended.
sub complete
{
    my ($report, $reached) = @_;
    for my $n (0 .. $#Cases::CASES) {
        my ($name, $on, $off) = @{$Cases::CASES[$n]};
        for (["on$n", $on], ["off$n", $off]) {
            my ($id, $want) = @$_;
            return 0 unless exists $report->{$id};
            return 0 if defined $want->[1] && $want->[1] ne ($reached->{$id} // '');
        }
    }
    return 1;
}

sub run
{
    my $kind = shift;
    Browser->skip_without($kind);
    my $httpd = start_server();
    my $url = 'http://page.app.localhost:' . $httpd->port . '/';
    my ($report, $reached, $why) = Report::run_page($kind, $httpd, $url, $LIMIT, \&complete);
    is($report->{done}, 2 * @Cases::CASES, "$kind ran every case") or diag $why;
    for my $n (0 .. $#Cases::CASES) {
        my ($name, $on, $off) = @{$Cases::CASES[$n]};
        for (["on$n", $on, ''], ["off$n", $off, ' (without a policy: blocked)']) {
            my ($id, $want, $note) = @$_;
            my $got = [$report->{$id}, defined $want->[1] ? $reached->{$id} : undef];
            is_deeply($got, $want, $name . $note)
                or diag explain({ outcome => $report->{$id}, reached => $reached->{$id} });
        }
    }
    $httpd->log_ok(allow => [qr/AH01630: client denied/,
                             qr/AH(?:10159|00287): server is within/]);
    done_testing;
}

1;
