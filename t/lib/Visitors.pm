# SPDX-License-Identifier: Apache-2.0
#
# Visitors of one URL: an allowed origin, a refused one and requests without Origin, each with
# a preflight and an actual request, in random order (SEED=n repeats one).
#
#   my $h = Httpd->new(conf => $Visitors::POLICY . ...);
#   visitors_ok($h, 'Basic', '/basic/a.txt', status => 401);
#
# Options of all requests: to (as in HttpClient), host (the Host field).
# Of the actual request: status (200), method (GET), lines, body, vary (members other than
# Origin), body_like (a regex), unseen (without Origin, the policy is not known).
# Of the preflight: preflight (204), requested (the method; PUT).
#
#   my $h = Httpd->new(conf => $Visitors::TWO_HOSTS . ...);
#   both_hosts_ok($h, 'Basic', '/basic/a.txt', status => 401);
#
# The same on two hosts with the same files: the policy is that of the host at PORT, and that
# of <Directory> in the host at PORT1. refused_early_ok is for requests that get a 403 before
# the URL is mapped, even preflights. With { walk_fails => 1 } the 403 is made while httpd
# looks for the file, so that no <Directory> is known.

package Visitors;
use strict;
use warnings;
use Exporter qw(import);
use HttpClient qw($PREFLIGHT_VARY);
use List::Util qw(shuffle);
use Test::More ();

our @EXPORT = qw(visitors_ok both_hosts_ok refused_early_ok);
our ($ALLOWED, $REFUSED) = qw(https://a.example https://stranger.example);
our $POLICY = <<"CONF";
CorsAllowOrigin $ALLOWED https://b.example
CorsAllowMethods PUT DELETE PROPFIND LOCK
CorsAllowHeaders Authorization X-Token Depth
CorsExposeHeaders X-Total
CorsAllowCredentials On
CONF
our $TWO_HOSTS = <<"CONF";
<VirtualHost 127.0.0.1:\@PORT\@>
$POLICY
</VirtualHost>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    <Directory "\@ROOT\@/htdocs">
$POLICY
    </Directory>
</VirtualHost>
CONF
my %PREFLIGHT = ('allow-methods' => 'PUT, DELETE, PROPFIND, LOCK',
                 'allow-headers' => 'Authorization, X-Token, Depth');
my %ALLOW = ('allow-origin' => $ALLOWED, 'allow-credentials' => 'true');
my $SEED = $ENV{SEED} // int rand 1e9;
srand $SEED;
Test::More::note("SEED=$SEED");

sub preflight
{
    my ($h, $label, $path, $origin, $opt) = @_;
    my $allowed = $origin eq $ALLOWED;
    my @lines = ("Origin: $origin",
                 'Access-Control-Request-Method: ' . ($opt->{requested} // 'PUT'),
                 'Access-Control-Request-Headers: authorization',
                 $opt->{host} ? "Host: $opt->{host}" : ());
    my $res = $h->request('OPTIONS', $path, \@lines, undef, $opt->{to});
    $h->check("$label: preflight of $origin", $res, vary => $PREFLIGHT_VARY,
              $allowed ? (status => $opt->{preflight} // 204, decision => 'preflight-allowed',
                          %ALLOW, %PREFLIGHT)
              : (status => 403, decision => 'preflight-refused:origin-not-listed'));
    Test::More::is($res->{body}, '', "$label: ... has no body");
}

# The expected fields of the response to an actual request with or without this origin.
sub governed
{
    my $origin = shift // return (vary => 'Origin');
    return (vary => 'Origin', decision => 'actual-refused:origin-not-listed')
        if $origin ne $ALLOWED;
    return (vary => 'Origin', decision => 'actual-allowed', %ALLOW, 'expose-headers' => 'X-Total');
}

sub actual
{
    my ($h, $label, $path, $origin, $opt) = @_;
    my $method = $opt->{method} // 'GET';
    my @lines = ($origin ? "Origin: $origin" : (), @{$opt->{lines} || []},
                  $opt->{host} ? "Host: $opt->{host}" : ());
    my $res = $h->request($method, $path, \@lines, $opt->{body}, $opt->{to});
    my %want = $origin || !$opt->{unseen} ? governed($origin) : (vary => undef);
    $want{vary} .= ", $opt->{vary}" if defined $opt->{vary};
    $h->check("$label: $method of " . ($origin // 'no Origin'), $res, status => $opt->{status} // 200,
              %want);
    Test::More::like($res->{body}, $opt->{body_like}, "$label: ... has its body")
        if $opt->{body_like};
}

sub visitors_ok
{
    my ($h, $label, $path, %opt) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my @visits = ((map { [\&preflight, $_] } $ALLOWED, $REFUSED),
                  (map { [\&actual, $_] } $ALLOWED, $REFUSED, undef));
    $_->[0]->($h, $label, $path, $_->[1], \%opt) for shuffle @visits;
}

sub both_hosts_ok
{
    my ($h, $label, $path, @opt) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    visitors_ok($h, "$label (policy of the host)", $path, @opt);
    visitors_ok($h, "$label (policy of a directory)", $path, @opt, to => { port => $h->port_n(1) });
}

sub refused_early_ok
{
    my ($h, $label, $path, @lines) = @_;
    my %opt = ref $lines[0] ? %{shift @lines} : ();
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    for my $origin (shuffle $ALLOWED, $REFUSED, undef) {
        my $who = $origin // 'no Origin';
        my @asks = (@lines, $origin ? "Origin: $origin" : ());
        my @tos = ({}, { port => $h->port_n(1) });
        my ($host, $directory) = map { $h->request('GET', $path, \@asks, undef, $_) } @tos;
        $h->check("$label (policy of the host): $who", $host, status => 403, governed($origin));
        $h->check("$label (policy of a directory): $who", $directory, status => 403,
                  $opt{walk_fails} && $origin ? () : governed($origin));
        next unless $origin;
        push @asks, 'Access-Control-Request-Method: PUT';
        Test::More::is($_->{status}, 403, "$label: the preflight of $who is not answered")
            for map { $h->request('OPTIONS', $path, \@asks, undef, $_) } @tos;
    }
}

1;
