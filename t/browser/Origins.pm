# SPDX-License-Identifier: Apache-2.0
#
# Pages whose origin is not a usual web origin, in one browser: a host with a final dot, a
# local file, an extension. Each sends a GET, and a PUT with its preflight, to an API with
# each policy that can or cannot name such an origin.

package Origins;

use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use Files;
use Httpd;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Report;
use Test::More;

my $LIMIT = 60;                 # seconds for one page, on a slow machine
my $COME_LIMIT = 20;            # seconds, for an extension to be loaded

# Chromium derives the host from the bytes of the key, which need not be a valid key.
my $KEY = 'mod_cors';
my $EXTENSION = 'chrome-extension://' . (substr(sha256_hex($KEY), 0, 32) =~ tr/0-9a-f/a-p/r);
my $MANIFEST = JSON::PP->new->canonical->encode(
    { manifest_version => 3, name => 'mod_cors', version => '1', key => encode_base64($KEY, ''),
      background => { service_worker => 'open.js' } });

# Where each page is, its Origin, and the options with which a browser is started so
# that the page has this Origin. An extension, once it is loaded, opens its page itself.
my %VISITOR = (
    dot => { page => 'http://www.localhost.:@PORT@/dot', origin => 'http://www.localhost.:@PORT@',
             dir => 'htdocs/dot' },
    plain => { page => 'http://app.test.:@PORT@/plain', origin => 'http://app.test.:@PORT@', dir => 'htdocs/plain',
               names => ['app.test.'] },
    file => { page => 'file://@ROOT@/file', origin => 'null', dir => 'file' },
    file_access => { page => 'file://@ROOT@/file_access', origin => 'file://', dir => 'file_access', only => 'chromium',
                     switches => ['--allow-file-access-from-files'] },
    extension => { origin => $EXTENSION, dir => 'extension', only => 'chromium',
                   switches => ['--load-extension=@ROOT@/extension',
                                '--disable-features=DisableLoadExtensionCommandLineSwitch'] },
);

# area => [policy, allowed pages, pages refused for another reason than origin-not-listed]
my ($DOT, $UNDOTTED) = ('http://www.localhost.:@PORT@', 'http://www.localhost:@PORT@');
my $NULL = "CorsDangerouslyTolerate NullOrigin\n";
my %AREA = (
    any => ['CorsAllowOrigin *', [keys %VISITOR]],
    exact => ["CorsAllowOrigin $DOT $EXTENSION", [qw(dot extension)]],
    credentials => ["CorsAllowCredentials On\nCorsAllowOrigin $DOT $EXTENSION", [qw(dot extension)]],
    scheme => ['CorsAllowOrigin chrome-extension://*', ['extension']],
    installation => ["CorsDangerouslyTolerate AnyInstallation\nCorsAllowCredentials On\n"
                     . 'CorsAllowOrigin chrome-extension://*', ['extension']],
    subdomains => ['CorsAllowOrigin http://*.localhost.:@PORT@ http://*.test.:*', [qw(dot plain)]],
    undotted => ["CorsAllowOrigin $UNDOTTED http://*.localhost:* http://app.test:\@PORT\@", []],
    null => ["${NULL}CorsAllowOrigin null", ['file']],
    file => ["${NULL}CorsAllowOrigin file://", ['file_access']],
    denied => ["CorsAllowOrigin *\nCorsDenyOrigin $UNDOTTED http://*.test:* chrome-extension://*", [],
               { map { $_ => 'origin-denied' } qw(dot plain extension) }],
    regex => ['CorsAllowOriginMatch http://www\.localhost\.:[0-9]+ chrome-extension://[a-p]{32}', [qw(dot extension)]],
);

my $CONF = join '', Report::conf(':%{CORS_DECISION}e,%{Origin}i'), <<"CONF", map { <<"AREA" } sort keys %AREA;
CustomLog "\@ROOT\@/logs/reached" reached
ScriptAliasMatch "^/[a-z]+/echo\$" "\@ROOT\@/cgi/echo.cgi"
<Location "/own">
    CorsEnforce On Credentials
</Location>
CONF
<Location "/$_">
$AREA{$_}[0]
CorsAllowMethods PUT
</Location>
AREA

sub cases
{
    my $name = shift;
    my $visitor = $VISITOR{$name};
    my @cases;
    for my $area (sort keys %AREA) {
        my %init = $AREA{$area}[0] =~ /Credentials/ ? (credentials => 'include') : ();
        push @cases, map { { id => "${name}_${area}_$_", area => $area, step => {
            init => { method => $_, %init }, see => ['body'],
            url => "http://api.localhost:\@PORT\@/$area/echo?case=${name}_${area}_$_" } } } qw(GET PUT);
    }
    return @cases if $visitor->{origin} !~ /^http/;
    my %step = (url => "$visitor->{origin}/own/echo?case=${name}_own_form", form => 'POST');
    return (@cases, { id => "${name}_own_form", area => 'own', step => \%step });
}

sub visitors
{
    my $kind = shift;
    return grep { ($VISITOR{$_}{only} // $kind) eq $kind } sort keys %VISITOR;
}

sub files_of
{
    my $name = shift;
    my $dir = $VISITOR{$name}{dir};
    my $json = JSON::PP->new->canonical->encode([cases($name)]);
    return ((map { +"$dir/$_" => slurp("$FindBin::Bin/page/$_") } qw(origin.html step.js visit.js)),
            "$dir/manifest.json" => $MANIFEST,
            "$dir/open.js" => "chrome.tabs.create({ url: 'origin.html' });\n",
            "$dir/cases.js" => "const REPORT = 'http://api.localhost:\@PORT\@/report';\nconst CASES = $json;\n");
}

sub start_server
{
    return Httpd->new(
        modules => [Httpd->cgi],
        conf => $CONF,
        files => {
            'cgi/echo.cgi' => [0755, Report::echo_program()],
            'htdocs/report' => '',
            map { files_of($_) } keys %VISITOR,
        },
    );
}

# The outcome and the log lines expected of one case.
sub wanted
{
    my ($name, $case, $origin) = @_;
    my ($area, $id) = @$case{qw(area id)};
    return ["read POST content_type=application/x-www-form-urlencoded body=case=$id", "POST:200:same-origin,$origin"]
        if $area eq 'own';
    my (undef, $allowed, $reasons) = @{$AREA{$area}};
    my $method = $case->{step}{init}{method};
    my $is_allowed = grep { $_ eq $name } @$allowed;
    my $decision = $is_allowed ? 'allowed' : 'refused:' . ($reasons->{$name} // 'origin-not-listed');
    my @log = $method eq 'PUT' ? 'OPTIONS:' . ($is_allowed ? 204 : 403) . ":preflight-$decision,$origin" : ();
    push @log, "$method:200:actual-$decision,$origin" if $is_allowed || $method eq 'GET';
    return [$is_allowed ? "200 $method" : 'blocked', join ' ', @log];
}

# Runs all cases of a visitor. Returns whether its page was loaded, whether it has
# finished, and the output of the browser. Google's own builds of Chromium load no
# unpacked extension.
sub let_run
{
    my ($kind, $httpd, $name, $place) = @_;
    my $visitor = $VISITOR{$name};
    my $before = length $httpd->slurp('logs/reached');
    my $browser = Browser->start($kind, $visitor->{page} ? $place->("$visitor->{page}/origin.html") : 'about:blank',
                                 names => $visitor->{names},
                                 switches => [map { $place->($_) } @{$visitor->{switches} || []}]);
    my $logged = sub { substr $httpd->slurp('logs/reached'), $before };
    my $comes = $visitor->{page} || $browser->wait_for($COME_LIMIT, sub { length $logged->() });
    my $done = $comes && $browser->wait_for($LIMIT, sub { $logged->() =~ /name=done/ });
    my $why = $browser->output;
    $browser->stop;
    return ($comes, $done, $why);
}

sub run_visitor
{
    my ($kind, $httpd, $name) = @_;
    my $place = sub { $_[0] =~ s/\@(\w+)\@/$1 eq 'ROOT' ? $httpd->root : $httpd->{port}{$1}/ger };
    my ($comes, $done, $why) = let_run($kind, $httpd, $name, $place);
    my @cases = cases($name);
    SKIP: {
        skip "$kind loads no unpacked extension here", 1 + @cases if !$comes;
        my $origin = $place->($VISITOR{$name}{origin});
        my %wanted = map { $_->{id} => wanted($name, $_, $origin) } @cases;
        my $is_complete = sub { !grep { ($_[1]{$_} // '') ne $wanted{$_}[1] } keys %wanted };
        my ($report, $reached) = Report::read_log($httpd, $done ? $is_complete : undef);
        ok($done, "$kind ran every case of $name") or diag $why;
        is_deeply([$report->{$_}, $reached->{$_}], $wanted{$_}, $_) for map { $_->{id} } @cases;
    }
}

sub run
{
    my $kind = shift;
    Browser->skip_without($kind);
    my $httpd = start_server();
    run_visitor($kind, $httpd, $_) for visitors($kind);
    $httpd->log_ok(allow => [qr/AH(?:10159|00287): server is within/, qr/\[cors:warn\]/]);
    done_testing;
}

1;
