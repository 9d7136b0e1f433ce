# SPDX-License-Identifier: Apache-2.0
#
# The requests that are measured, and the responses that they must get.

package Requests;
use strict;
use warnings;
use KeepAlive;
use Setups;

our @KINDS = ('no Origin', 'allowed', 'refused', 'preflight allowed', 'preflight refused',
              '8,000-byte Origin');

my @preflight = ('Access-Control-Request-Method: PUT',
                 'Access-Control-Request-Headers: content-type');

# The Origin of the kind for a set of this many origins, or undef.
sub origin
{
    my ($kind, $size) = @_;
    return if $kind eq 'no Origin';
    return Setups::middle($size || 1) if $kind =~ /allowed/;
    return Setups::stranger() if $kind =~ /refused/;
    return 'https://' . ('a' x 7992);
}

# Method and field lines.
sub parts
{
    my ($kind, $size) = @_;
    my $origin = origin($kind, $size);
    return ($kind =~ /preflight/ ? 'OPTIONS' : 'GET',
            defined $origin ? "Origin: $origin" : (), $kind =~ /preflight/ ? @preflight : ());
}

# The requests, to be sent in turn.
sub bytes
{
    my ($method, @lines) = parts(@_);
    return [map { KeepAlive::request($method, $_, @lines) } Setups::paths()];
}

# The pattern that the response must match. The setup decides, or it always sends the
# fields, or it never does.
sub want
{
    my ($kind, $size, $sends) = @_;
    my $origin = origin($kind, $size) // '';
    my $has = sub { return map { qr{(?=.*^$_\r$)}ms } @_ };
    my @fields = ("Access-Control-Allow-Origin: \Q$origin\E", 'Access-Control-Allow-Credentials: true',
                  $kind =~ /preflight/ ? 'Access-Control-Max-Age: 600' : 'Vary: Origin');
    my ($status, @wanted) = ('20[04]');
    if ($sends eq 'always') { @wanted = $has->('Access-Control-Allow-Origin: https://o\d+\.sites\.example\.com') }
    elsif ($sends eq 'decides' && $kind =~ /allowed/) { @wanted = $has->(@fields) }
    else { ($status, @wanted) = ('20[04]|403', qr{(?!.*^Access-Control-Allow-Origin:)}ms) }
    return qr{\AHTTP/1\.1 (?:$status) @{[join '', @wanted]}};
}

1;
