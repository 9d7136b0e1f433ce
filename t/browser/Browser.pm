# SPDX-License-Identifier: Apache-2.0
#
# A real browser for one test file: found by name, started headless with a new profile and a
# separate home, ended by its process group. It only gets a URL; the page reports the results
# to its server.
#
#   my $browser = Browser->start('firefox', $url);
#   $browser->wait_for(120, sub { $server_log =~ /done/ })
#       or diag $browser->output;
#   $browser->stop;
#
# Options of start: names => ['a.test'], host names that it resolves to loopback;
# certificate => [file, 'a.test:8443', ...], accepted there regardless of its content;
# foreign_cookies => 1: cookies of other sites are also sent; and switches of Chromium.

package Browser;

use strict;
use warnings;

use File::Temp ();
use Files;
use Httpd ();
use Process ();

my %KIND = (
    chromium => {
        package => 'chromium',
        programs => [qw(chromium chromium-browser google-chrome)],
        command => \&_chromium,
    },
    firefox => {
        package => 'firefox-esr',
        programs => [qw(firefox-esr firefox)],
        command => \&_firefox,
    },
);

# Returns the program's path or undef.
sub program
{
    my ($class, $kind) = @_;
    my $chosen = $ENV{uc $kind};
    return -x $chosen ? $chosen : undef if $chosen;
    return Process::program(@{$KIND{$kind}{programs}});
}

sub missing
{
    my ($class, $kind) = @_;
    return "$kind is not installed (Debian: $KIND{$kind}{package})";
}

sub skip_without
{
    my ($class, $kind) = @_;
    Httpd::skip_all($class->missing($kind)) if !$class->program($kind);
}

sub start
{
    my ($class, $kind, $url, %opt) = @_;
    my $home = File::Temp->newdir('mod_cors-browser-XXXXXX', TMPDIR => 1);
    my $self = bless { home => $home, kind => $kind }, $class;
    mkdir "$home/profile";
    mkdir "$home/tmp";
    my @command = ($class->program($kind),
                   $KIND{$kind}{command}->("$home/profile", $url, %opt));
    my %env = map { $_ => undef } grep { /^XDG_|_proxy$|^DISPLAY$|^WAYLAND_DISPLAY$/i } keys %ENV;
    $self->{process} = Process->start(command => \@command, output => "$home/output",
                                      env => { %env, HOME => "$home", TMPDIR => "$home/tmp" });
    return $self;
}

# The preference behind the setting "Allow third-party cookies". Firefox needs none: it
# sends cookies of other sites that it got on the same page.
sub _allow_foreign_cookies
{
    my $profile = shift;
    mkdir "$profile/Default";
    spurt("$profile/Default/Preferences", '{"profile":{"cookie_controls_mode":0}}');
}

# Both browsers still let * cover Authorization in Access-Control-Allow-Headers; a switch of
# each makes them follow the Fetch standard.
sub _chromium
{
    my ($profile, $url, %opt) = @_;
    _allow_foreign_cookies($profile) if $opt{foreign_cookies};
    my @more = $opt{certificate} ? '--ignore-certificate-errors' : ();
    push @more, '--host-resolver-rules=' . join ',', map { "MAP $_ 127.0.0.1" } @{$opt{names}}
        if $opt{names};
    return (qw(--headless --no-sandbox --disable-gpu --disable-dev-shm-usage
               --no-proxy-server --disable-quic --no-first-run --disable-sync
               --disable-background-networking --disable-component-update
               --disable-default-apps --disable-breakpad --metrics-recording-only
               --enable-features=CorsNonWildcardRequestHeadersSupport),
            "--user-data-dir=$profile", @more, @{$opt{switches} || []}, $url);
}

# Writes the exception that the button "Accept the Risk and Continue" adds.
sub _accept_certificate
{
    my ($profile, $certificate, @servers) = @_;
    my ($print) = `openssl x509 -in '$certificate' -noout -fingerprint -sha256` =~ /=([0-9A-F:]+)/
        or die "$certificate has no fingerprint\n";
    spurt("$profile/cert_override.txt", map { "$_:\tOID.2.16.840.1.101.3.4.2.1\t$print\t\n" } @servers);
}

# Turns off everything that makes Firefox access the network.
sub _firefox
{
    my ($profile, $url, %opt) = @_;
    _accept_certificate($profile, @{$opt{certificate}}) if $opt{certificate};
    my %pref = (
        'app.normandy.enabled' => 'false',
        'app.update.enabled' => 'false',
        'app.update.disabledForTesting' => 'true',
        'browser.aboutwelcome.enabled' => 'false',
        'browser.newtabpage.enabled' => 'false',
        'browser.safebrowsing.blockedURIs.enabled' => 'false',
        'browser.safebrowsing.downloads.enabled' => 'false',
        'browser.safebrowsing.malware.enabled' => 'false',
        'browser.safebrowsing.phishing.enabled' => 'false',
        'browser.safebrowsing.update.enabled' => 'false',
        'browser.search.update' => 'false',
        'browser.send_pings' => 'true',
        'browser.shell.checkDefaultBrowser' => 'false',
        'browser.startup.homepage_override.mstone' => '"ignore"',
        'browser.startup.page' => '0',
        'browser.topsites.contile.enabled' => 'false',
        'browser.urlbar.suggest.quicksuggest' => 'false',
        'datareporting.healthreport.uploadEnabled' => 'false',
        'datareporting.policy.dataSubmissionEnabled' => 'false',
        'dom.push.connection.enabled' => 'false',
        'extensions.getAddons.cache.enabled' => 'false',
        'extensions.systemAddon.update.enabled' => 'false',
        'extensions.update.enabled' => 'false',
        'geo.enabled' => 'false',
        'media.gmp-manager.url' => '""',
        'network.captive-portal-service.enabled' => 'false',
        'network.connectivity-service.enabled' => 'false',
        'network.cors_preflight.authorization_covered_by_wildcard' => 'false',
        'network.dns.disablePrefetch' => 'true',
        'network.dns.localDomains' => '"' . join(',', @{$opt{names} || []}) . '"',
        'network.prefetch-next' => 'false',
        'network.proxy.type' => '0',
        'network.trr.mode' => '5',
        'services.settings.server' => '"data:,#remote-settings-dummy/v1"',
        'signon.firefoxRelay.feature' => '"disabled"',
        'toolkit.telemetry.enabled' => 'false',
        'toolkit.telemetry.server' => '""',
        'toolkit.telemetry.unified' => 'false',
        'trailhead.firstrun.didSeeAboutWelcome' => 'true',
    );
    spurt("$profile/user.js", map { qq(user_pref("$_", $pref{$_});\n) } sort keys %pref);
    return (qw(--headless --no-remote --profile), $profile, $url);
}

# Waits until the condition holds (true), the browser ends, or the limit in
# seconds is over (both false).
sub wait_for
{
    my ($self, $limit, $holds) = @_;
    return 1 if $self->{process}->wait_until($limit, $holds);
    $self->{why} = $self->{process}->is_alive ? "no final report within $limit seconds"
        : 'the browser ended before its final report';
    return 0;
}

# The reason of a failure, and the last lines of the browser's output.
sub output
{
    my $self = shift;
    my @lines = split /^/, $self->{process}->output;
    my $status = $self->{process}->status;
    splice @lines, 0, -20 if @lines > 20;
    return join '', "$self->{kind}: ", $self->{why} // 'ended', "\n",
        defined $status ? "wait status $status\n" : (), @lines;
}

sub stop { my $self = shift; return $self->{process}->stop }

# Before its home is removed.
sub DESTROY { local $@; delete $_[0]{process} }

1;
