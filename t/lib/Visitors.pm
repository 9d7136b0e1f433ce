# SPDX-License-Identifier: Apache-2.0
#
# One URL, six visitors: an allowed origin, a refused one and none, each with a
# preflight and an actual request, in random order (SEED=n repeats one).
#
#   my $h = Httpd->new(conf => $Visitors::POLICY . ...);
#   visitors_ok($h, 'Basic', '/basic/a.txt', status => 401);
#
# Of the actual request: status (200), method (GET), lines, body, to (as
# HttpClient's), vary (other members than Origin), body_like (a regex).
# Of the preflight: preflight (204), requested (the method; PUT).

package Visitors;
use strict;
use warnings;
use Exporter qw(import);
use List::Util qw(shuffle);
use Test::More ();

our @EXPORT = qw(visitors_ok);
our ($ALLOWED, $REFUSED) = qw(https://a.example https://stranger.example);
our $POLICY = <<"CONF";
CorsAllowOrigin $ALLOWED https://b.example
CorsAllowMethods PUT DELETE PROPFIND LOCK
CorsAllowHeaders Authorization X-Token Depth
CorsExposeHeaders X-Total
CorsAllowCredentials On
CONF
my %PREFLIGHT = ('allow-methods' => 'PUT, DELETE, PROPFIND, LOCK',
                 'allow-headers' => 'Authorization, X-Token, Depth');
my $PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
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
                 'Access-Control-Request-Headers: authorization');
    my $res = $h->request('OPTIONS', $path, \@lines, undef, $opt->{to});
    $h->check("$label: preflight of $origin", $res, vary => $PREFLIGHT_VARY,
              $allowed ? (status => $opt->{preflight} // 204, decision => 'preflight-allowed',
                          %ALLOW, %PREFLIGHT)
              : (status => 403, decision => 'preflight-refused:origin-not-listed'));
    Test::More::is($res->{body}, '', "$label: ... has no body");
}

sub actual
{
    my ($h, $label, $path, $origin, $opt) = @_;
    my $allowed = ($origin // '') eq $ALLOWED;
    my $method = $opt->{method} // 'GET';
    my $res = $h->request($method, $path, [$origin ? "Origin: $origin" : (), @{$opt->{lines} || []}],
                          $opt->{body}, $opt->{to});
    $h->check("$label: $method of " . ($origin // 'nobody'), $res, status => $opt->{status} // 200,
              vary => join(', ', 'Origin', grep { defined } $opt->{vary}),
              $allowed ? (decision => 'actual-allowed', %ALLOW, 'expose-headers' => 'X-Total')
              : $origin ? (decision => 'actual-refused:origin-not-listed') : ());
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

1;
