# SPDX-License-Identifier: Apache-2.0
#
# The expected response of a policy of FuzzPolicies.pm to a request, and that of a URL to
# which the request is redirected internally. Written from docs/directives.md.
#
#   my $want = FuzzVerdict::expected($request, $policy, $to);

package FuzzVerdict;
use strict;
use warnings;
use List::Util qw(max sum0);
use Socket qw(AF_INET6 inet_ntop inet_pton);

my @VARY = ('', 'origin', 'access-control-request-method origin',
            'access-control-request-headers access-control-request-method origin');

# Whether the text is a serialized origin. Not exact for addresses that inet_ntop spells
# otherwise.
sub is_origin
{
    my ($text) = @_;
    my %default = (http => 80, https => 443, ws => 80, wss => 443, ftp => 21);
    my ($scheme, $host, $port) = $text =~ m{\A([a-z][a-z0-9+.-]{0,63})://(\[[^\]]*\]|[^:]*)(?::(.+))?\z}s
        or return 0;
    return $text eq 'file://' if $scheme eq 'file';
    return 0 if length $text > 326 || defined $port
        && ($port !~ /\A[1-9][0-9]{0,4}\z/ || $port > 65535 || $port == ($default{$scheme} // 0));
    if ($host =~ /\A\[(.*)\]\z/) {
        my $address = inet_pton(AF_INET6, $1) // return 0;
        return inet_ntop(AF_INET6, $address) eq $1;
    }
    return $host !~ m{[^\x21-\x7e]|[#/:<>?\@\[\\\]^|]} && ($host ne '' || !defined $port) if !$default{$scheme};
    my $dot = $host =~ s/\.\z//;
    my @labels = split /\./, $host, -1;
    return 0 if !@labels || length $host > 253 || grep { !/\A[a-z0-9_-]{1,63}\z/ } @labels;
    return 1 if $labels[-1] !~ /\A(?:[0-9]+|0x[0-9a-f]*)\z/;
    return !$dot && @labels == 4 && !grep { !/\A(?:0|[1-9][0-9]{0,2})\z/ || $_ > 255 } @labels;
}

sub is_wellformed { return $_[0] eq 'null' || is_origin($_[0]) }
sub is_token { return $_[0] =~ /\A[!#\$%&'*+.^_`|~0-9A-Za-z-]+\z/ }
sub elements { return grep { $_ ne '' } map { s/\A[ \t]+|[ \t]+\z//gr } split /,/, $_[0] // '' }
sub lists { my ($list, $name) = @_; return grep { $_ eq $name } split / /, $list // '' }
sub joined { my ($list) = @_; return defined $list ? join(', ', split / /, $list) : undef }

sub covers_method
{
    my ($policy, $method) = @_;
    return $method =~ /\A(?:GET|HEAD|POST)\z/ || ($method ne '*' && lists($policy->{methods}, $method))
        || (lists($policy->{methods}, '*') && is_token($method) && $method !~ /\A(?:CONNECT|TRACE|TRACK)\z/i
            && !($policy->{credentials} && length $method > 4096));
}

sub names_header
{
    my ($policy, $name) = @_;
    return $name ne '*' && lists(lc($policy->{headers} // ''), lc $name);
}

sub covers_header
{
    my ($policy, $name) = @_;
    return names_header($policy, $name)
        || lists($policy->{headers}, '*') && is_token($name) && lc $name ne 'authorization';
}

# The reason to refuse the origin, or ''.
sub refusal
{
    my ($policy, $origin) = @_;
    my $wellformed = is_wellformed($origin);
    if ($policy->{deny}) {
        return 'origin-malformed' if !$wellformed;
        return 'origin-denied' if $origin =~ $policy->{deny};
    }
    return '' if $wellformed && $policy->{allow} && $origin =~ $policy->{allow};
    return '' if $policy->{any} && !($policy->{deny} && $origin =~ m{\A(?:null|file://)\z});
    return $wellformed ? 'origin-not-listed' : 'origin-malformed';
}

sub is_denied { my ($policy, $refused) = @_; return $policy->{deny} && $refused =~ /denied|malformed/ }

sub is_same_origin
{
    my ($request) = @_;
    my $site = $request->{'sec-fetch-site'};
    return defined $site ? $site =~ /\A(?:same-origin|none)\z/
        : $request->{origin} =~ m{\Ahttps?://localhost\z};
}

sub is_unsafe
{
    my ($request) = @_;
    return defined $request->{upgrade}
        || $request->{method} !~ /\A(?:GET|HEAD|OPTIONS|TRACE|PROPFIND|REPORT|SEARCH|QUERY)\z/;
}

sub is_preflight
{
    my ($request) = @_;
    return defined $request->{origin} && $request->{method} eq 'OPTIONS'
        && ($request->{'access-control-request-method'} // '') ne '';
}

sub is_enforced
{
    my ($policy, $request, $refused) = @_;
    return 0 if !$policy->{enforce} || $policy->{except} && $request->{origin} =~ $policy->{except}
        && !is_denied($policy, $refused);
    return $policy->{enforce} eq 'On' || is_unsafe($request) if $refused;
    return $policy->{enforce_credentials} && !$policy->{credentials} && is_unsafe($request)
        && (defined $request->{cookie}
            || defined $request->{authorization} && !names_header($policy, 'authorization'));
}

# For an allowed origin: the echoed names, and the reason to refuse others.
sub preflight_refusal
{
    my ($policy, $request) = @_;
    my @names = elements($request->{'access-control-request-headers'});
    return 'method-not-allowed' if !covers_method($policy, $request->{'access-control-request-method'});
    return 'header-not-allowed' if grep { !covers_header($policy, $_) } @names;
    return $policy->{credentials} && lists($policy->{headers}, '*') && sum0(map { length } @names) > 4096
        ? 'header-not-allowed' : '';
}

# The verdict of the policy of one URL.
sub verdict_of
{
    my ($policy, $request) = @_;
    my $origin = $request->{origin};
    my $preflight = is_preflight($request);
    my %verdict = (vary => $preflight ? (lists($policy->{headers}, '*') ? 3 : 2)
                       : defined $policy->{constant} ? 0 : 1,
                   value => $preflight ? undef : $policy->{constant});
    return \%verdict if !defined $origin;
    my $refused = refusal($policy, $origin);
    @verdict{qw(reason allowed)} = ($refused, !$refused);
    if ($preflight) {
        $verdict{reason} ||= preflight_refusal($policy, $request);
        $verdict{answers} = !$policy->{forward} && !$policy->{no_policy}
            || $refused && ($policy->{enforce} || is_denied($policy, $refused));
    }
    else {
        $verdict{refuses} = is_enforced($policy, $request, $refused);
        my $withheld = !$policy->{credentials}
            && defined $request->{cookie} && ($request->{'sec-fetch-mode'} // '') eq 'cors';
        $verdict{reason} ||= 'credentials-not-allowed' if $verdict{refuses} || $withheld;
        if ($verdict{reason} && is_same_origin($request)) {
            @verdict{qw(reason refuses)} = ($refused ? 'same-origin' : '', 0);
        }
    }
    if (!$refused) {
        my $listed = $policy->{allow} && is_wellformed($origin) && $origin =~ $policy->{allow};
        $verdict{value} = $policy->{constant} // ($listed ? $origin : '*');
    }
    return \%verdict;
}

# The protection of another URL also refuses.
sub collect
{
    my ($verdict, $request, $to) = @_;
    my $other = verdict_of($to, $request);
    my $origin = $request->{origin};
    my $preflight = is_preflight($request);
    return if !$to->{deny} && !$to->{enforce};
    $verdict->{vary} = max($verdict->{vary}, $preflight ? 2 : 1);
    $verdict->{value} = undef if !$verdict->{allowed};
    return if !defined $origin || $other->{reason} eq 'same-origin';
    my $reason;
    $reason = 'origin-not-listed' if $to->{deny} && ($verdict->{value} // '') eq '*'
        && $origin =~ m{\A(?:null|file://)\z};
    $reason = $other->{reason} if is_denied($to, $other->{reason})
        || !$other->{allowed} && ($other->{refuses} || $preflight && $to->{enforce});
    @$verdict{qw(reason allowed value answers)} = ($reason, 0, undef, $preflight) if $reason;
    @$verdict{qw(reason refuses)} = ($other->{reason}, 1) if $other->{refuses};
}

sub preflight_fields
{
    my ($policy, $request, $want) = @_;
    my ($method, @names) = ($request->{'access-control-request-method'},
                            elements($request->{'access-control-request-headers'}));
    my %seen;
    $want->{'allow-methods'} = $policy->{credentials} && lists($policy->{methods}, '*')
        ? (is_token($method) && $method !~ /\A(?:CONNECT|TRACE|TRACK)\z/i && length $method <= 4096
           ? $method : undef)
        : joined($policy->{methods});
    my $echoes = lists($policy->{headers}, '*')
        && ($policy->{credentials}
            || grep { lc eq 'authorization' && !names_header($policy, $_) } @names);
    $want->{'allow-headers'} = !$echoes ? joined($policy->{headers})
        : sum0(map { length } @names) > 4096 ? undef
        : join(', ', grep { !$seen{$_}++ } map { lc } grep { covers_header($policy, $_) } @names);
    $want->{'max-age'} = $policy->{max_age};
}

sub name_of
{
    my ($verdict, $request) = @_;
    my $kind = is_preflight($request) ? 'preflight' : 'actual';
    return '(null)' if !defined $request->{origin};
    return $verdict->{reason} eq 'same-origin' ? 'same-origin'
        : $verdict->{reason} ? "$kind-refused:$verdict->{reason}" : "$kind-allowed";
}

# Fields by the end of their name, decision, vary and status (undef: any).
sub expected
{
    my ($request, $policy, $to) = @_;
    return {decision => '(null)', vary => ''} if $policy->{none};
    my $verdict = verdict_of($policy, $request);
    collect($verdict, $request, $to) if $to;
    my %want = (decision => name_of($verdict, $request));
    return {%want, vary => ''} if $policy->{report};
    $want{vary} = $VARY[$verdict->{vary}];
    if (defined $verdict->{value}) {
        $want{'allow-origin'} = $verdict->{value};
        $want{'allow-credentials'} = 'true' if $policy->{credentials};
        is_preflight($request) ? preflight_fields($policy, $request, \%want)
            : ($want{'expose-headers'} = joined($policy->{expose}));
    }
    $want{status} = $verdict->{allowed} ? 204 : 403 if $verdict->{answers};
    $want{status} = 403 if $verdict->{refuses};
    return \%want;
}

1;
