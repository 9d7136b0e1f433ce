# SPDX-License-Identifier: Apache-2.0
#
# The oracle of t/fuzz/requests: policies of a private httpd, one a path, and
# what a request, taken as the bytes that are sent, must get from them. Written
# from docs/directives.md; each policy stands here twice, as directives for
# httpd and as words for the oracle.
#
#   my $h = Httpd->new(FuzzPolicies::server());
#   my @faults = FuzzPolicies::faults($bytes, @responses);

package FuzzPolicies;
use strict;
use warnings;
use Socket qw(AF_INET6 inet_ntop inet_pton);

my $PREFLIGHT_VARY = 'access-control-request-method origin';
my $PREFLIGHT_VARY_NAMES = "access-control-request-headers $PREFLIGHT_VARY";
my %POLICIES = (
    exact => {conf => 'CorsAllowOrigin https://a.example https://b.example:8443',
              allow => sub { $_[0] =~ m{\Ahttps://(?:a\.example|b\.example:8443)\z} },
              credentials => 1, methods => 'PUT DELETE', headers => 'X-A Authorization',
              expose => 'X-E X-F', max_age => 600},
    any => {conf => 'CorsAllowOrigin *', any => 1, only => '*', constant => 1,
            methods => '*', headers => '* Authorization', expose => '*'},
    one => {conf => 'CorsAllowOrigin https://a.example', only => 'https://a.example', constant => 1,
            allow => sub { $_[0] eq 'https://a.example' }},
    below => {conf => "CorsAllowOrigin https://*.a.example http://localhost:*\n"
                  . 'CorsDenyOrigin https://bad.a.example null',
              allow => sub { $_[0] =~ m{\Ahttps://(.+)\.a\.example\z} && $1 !~ m{[:/\[]}
                             || $_[0] =~ m{\Ahttp://localhost(?::\d+)?\z} },
              deny => sub { $_[0] =~ m{\Ahttps://bad\.a\.example\.?\z} || $_[0] eq 'null' }},
    match => {conf => 'CorsAllowOriginMatch https://[a-z]+-x[.]example(:[0-9]+)?',
              allow => sub { $_[0] =~ m{\Ahttps://[a-z]+-x\.example(?::[0-9]+)?\z} }},
    echo => {conf => 'CorsAllowOrigin https://a.example https://b.example', credentials => 1,
             allow => sub { $_[0] =~ m{\Ahttps://[ab]\.example\z} }, methods => '*', headers => '*'},
    enforced => {conf => "CorsAllowOrigin https://a.example\nCorsEnforce On", enforce => 1,
                 only => 'https://a.example', allow => sub { $_[0] eq 'https://a.example' }},
    denied => {conf => 'CorsDenyOrigin https://a.example', no_policy => 1,
               deny => sub { $_[0] =~ m{\Ahttps://a\.example\.?\z} }},
    null => {conf => "CorsAllowOrigin null\nCorsDangerouslyTolerate NullOrigin",
             allow => sub { $_[0] eq 'null' }},
    forward => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsPreflight Forward",
                allow => sub { $_[0] =~ m{\Ahttps://[ab]\.example\z} }, forward => 1, methods => 'PUT'},
    report => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsEngine ReportOnly",
               allow => sub { $_[0] =~ m{\Ahttps://[ab]\.example\z} }, report => 1},
    none => {conf => '', none => 1},
);
my %DIRECTIVES = (methods => 'CorsAllowMethods', headers => 'CorsAllowHeaders',
                  expose => 'CorsExposeHeaders', max_age => 'CorsMaxAge');

sub names { return sort keys %POLICIES }

sub server
{
    my $conf = "Header always set X-Decision \"%{CORS_DECISION}e\"\n";
    my %files;
    for my $name (names()) {
        my $policy = $POLICIES{$name};
        $conf .= "<Location /$name/>\n$policy->{conf}\n"
            . ($policy->{credentials} ? "CorsAllowCredentials On\n" : '')
            . join('', map { "$DIRECTIVES{$_} $policy->{$_}\n" } grep { defined $policy->{$_} }
                   sort keys %DIRECTIVES) . "</Location>\n";
        $files{"htdocs/$name/a.txt"} = "$name\n";
    }
    return (conf => $conf, files => \%files, modules => ['headers']);
}

# A serialized origin; addresses that inet_ntop spells otherwise aside.
sub is_origin
{
    return 1 if $_[0] eq 'file://';
    my ($scheme, $host, $port) = $_[0] =~ m{\A([a-z][a-z0-9+.-]{0,63})://(\[[0-9a-f:]+\]|[^:/\[\]]*)(?::(.+))?\z}s
        or return 0;
    return 0 if $scheme eq 'file' || length $_[0] > 326 || ($host eq '' && defined $port);
    my %default = (http => 80, https => 443, ws => 80, wss => 443, ftp => 21);
    return 0 if defined $port
        && ($port !~ /\A[1-9][0-9]{0,4}\z/ || $port > 65535 || $port == ($default{$scheme} // 0));
    if ($host =~ /\A\[(.*)\]\z/) {
        my $address = inet_pton(AF_INET6, $1) // return 0;
        return inet_ntop(AF_INET6, $address) eq $1;
    }
    # An application's host is opaque: no forbidden host code point is in it.
    return $host =~ m{\A[!-~]*\z} && $host !~ m{[#/:<>?\@\[\\\]^|]} if !$default{$scheme};
    my @labels = split /\./, $host, -1;
    pop @labels if my $has_dot = @labels > 1 && $labels[-1] eq '';
    return 0 if length $host > 253 || !@labels || grep { !/\A[a-z0-9_-]{1,63}\z/ } @labels;
    return 1 if $labels[-1] !~ /\A(?:[0-9]+|0x[0-9a-f]*)\z/;
    return !$has_dot && @labels == 4 && !grep { !/\A(?:0|[1-9][0-9]{0,2})\z/ || $_ > 255 } @labels;
}

sub is_wellformed { return $_[0] eq 'null' || is_origin($_[0]) }

# Takes a request apart if nothing in it is doubtful: {method, policy, and the
# fields that matter}; else undef.
sub plain
{
    my ($bytes) = @_;
    my $value = qr/[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]{0,7900}[\x21-\x7e\x80-\xff])?/;
    my ($method, $name, $lines) = $bytes =~
        m{\A(GET|HEAD|POST|OPTIONS|PUT|DELETE|PATCH)\ /(\w+)/\w[\w-]*(?:\.txt)?(?:\?\w*)?\ HTTP/1\.1\r\n
          ((?:[A-Za-z-]+:\ $value\r\n){1,60})\r\n\z}x or return;
    my %field;
    for (split /\r\n/, $lines) {
        my ($field, $text) = /\A([^:]+): (.*)\z/s;
        my $key = lc $field;
        return if $key !~ /\A(?:host|origin|access-control-request-(?:method|headers)|sec-fetch-site
                           |x-\w+|connection|cookie|authorization)\z/x;
        $field{$key} = defined $field{$key} ? "$field{$key}, $text" : $text;
    }
    return if ($field{host} // '') ne 'localhost' || ($field{connection} // '') !~ /\A(?:close)?\z/
        || !$POLICIES{$name} || grep { length > 8000 } values %field;    # LimitRequestFieldSize
    return {method => $method, policy => $POLICIES{$name}, %field};
}

sub is_token { return $_[0] =~ /\A[!#\$%&'*+.^_`|~0-9A-Za-z-]+\z/ }
sub elements { return grep { $_ ne '' } map { s/\A[ \t]+|[ \t]+\z//gr } split /,/, $_[0] // '' }
sub lists { my ($list, $name) = @_; return grep { $_ eq $name } split / /, $list // '' }

sub covers_method
{
    my ($policy, $method) = @_;
    return $method =~ /\A(?:GET|HEAD|POST)\z/ || ($method ne '*' && lists($policy->{methods}, $method))
        || (lists($policy->{methods}, '*') && is_token($method) && $method !~ /\A(?:CONNECT|TRACE|TRACK)\z/i
            && !($policy->{credentials} && length $method > 4096));
}

sub covers_header
{
    my ($policy, $name) = @_;
    return 1 if $name ne '*' && lists(lc($policy->{headers} // ''), lc $name);
    return lists($policy->{headers}, '*') && is_token($name) && lc $name ne 'authorization';
}

# Why the origin is refused, or ''.
sub refusal
{
    my ($policy, $origin) = @_;
    return '' if $policy->{any};
    return 'origin-denied' if $policy->{deny} && $policy->{deny}->($origin);
    return 'origin-malformed' if !is_wellformed($origin);
    return $policy->{allow} && $policy->{allow}->($origin) ? '' : 'origin-not-listed';
}

sub is_same_origin
{
    my ($request) = @_;
    my $site = $request->{'sec-fetch-site'};
    return defined $site ? $site =~ /\A(?:same-origin|none)\z/
        : $request->{origin} =~ m{\Ahttps?://localhost\z};
}

sub joined { my ($list) = @_; return defined $list ? join(', ', split / /, $list) : undef }

sub preflight_fields
{
    my ($request, $want) = @_;
    my $policy = $request->{policy};
    my ($method, @names) = ($request->{'access-control-request-method'},
                            elements($request->{'access-control-request-headers'}));
    my $echoes = sub { $policy->{credentials} && lists($policy->{$_[0]}, '*') };
    # Browsers let a literal * cover Authorization, so a page that asks for it gets the names.
    my $echoes_names = $echoes->('headers')
        || (lists($policy->{headers}, '*') && grep { lc eq 'authorization' && !covers_header($policy, $_) } @names);
    my %seen;
    $want->{'allow-methods'} = $echoes->('methods')
        ? (is_token($method) && $method !~ /\A(?:CONNECT|TRACE|TRACK)\z/i && length $method <= 4096
           ? $method : undef)
        : joined($policy->{methods});
    $want->{'allow-headers'} = $echoes_names
        ? join(', ', grep { !$seen{$_}++ } map { lc } grep { covers_header($policy, $_) } @names)
        : joined($policy->{headers});
    $want->{'max-age'} = $policy->{max_age};
    my $bytes = 0;
    $bytes += length for @names;
    my $too_many = $bytes > 4096 && $echoes_names;
    $want->{'allow-headers'} = '' if $too_many;
    return 'method-not-allowed' if !covers_method($policy, $method);
    return $too_many || grep({ !covers_header($policy, $_) } @names) ? 'header-not-allowed' : '';
}

# What a plain request must get: fields by the end of their name, decision,
# vary and status (undef: any).
sub expected
{
    my ($request) = @_;
    my $policy = $request->{policy};
    my $origin = $request->{origin};
    my $preflight = defined $origin && $request->{method} eq 'OPTIONS'
        && ($request->{'access-control-request-method'} // '') ne '';
    my %want = (decision => '(null)', vary => '');
    return \%want if $policy->{none};
    my $refused = defined $origin ? refusal($policy, $origin) : 'nobody';
    my $kind = $preflight ? 'preflight' : 'actual';
    $want{vary} = !$preflight ? $policy->{constant} ? '' : 'origin'
        : lists($policy->{headers}, '*') ? $PREFLIGHT_VARY_NAMES : $PREFLIGHT_VARY;
    if (!$refused || ($policy->{constant} && !$preflight)) {
        $want{'allow-origin'} = $policy->{only} // $origin;
        $want{'allow-credentials'} = 'true' if $policy->{credentials};
        $want{'expose-headers'} = joined($policy->{expose}) if !$preflight;
    }
    my $reason = $refused;
    $reason = preflight_fields($request, \%want) if !$refused && $preflight;
    $want{decision} = $reason ? "$kind-refused:$reason" : "$kind-allowed" if defined $origin;
    my $same = defined $origin && $refused && !$preflight && is_same_origin($request);
    $want{decision} = 'same-origin' if $same;
    if ($preflight && !$policy->{forward} && (!$policy->{no_policy} || $refused =~ /denied|malformed/)) {
        $want{status} = $refused ? 403 : 204;
    }
    $want{status} = 403 if $policy->{enforce} && defined $origin && $refused && !$preflight && !$same;
    %want = (decision => $want{decision}, vary => '') if $policy->{report};
    return \%want;
}

# Whether some policy may ever answer with the value.
sub may_be_sent
{
    my ($value) = @_;
    return $value eq '*' || grep { $_->{allow} && $_->{allow}->($value) && !($_->{deny} && $_->{deny}->($value)) }
        values %POLICIES;
}

# What holds of every response, whatever was sent.
sub faults_of_any
{
    my ($res) = @_;
    my (@faults, %seen);
    for my $line (@{$res->{lines}}) {
        my ($name, $value) = (lc $line->[0], $line->[1]);
        next if $name !~ /^access-control-/;
        push @faults, "$name is there twice" if $seen{$name}++;
        push @faults, "$name holds '$value'" if $value !~ /\A[\x21-\x7e]+(?:, [\x21-\x7e]+)*\z/;
        push @faults, "$name is '$value'" if $name =~ /allow-origin$/ && !may_be_sent($value);
        push @faults, "$name is no list of tokens" if $name =~ /-(?:methods|headers)$/
            && grep { !is_token($_) } elements($value);
    }
    return @faults;
}

sub shown { return defined $_[0] && $_[0] ne '' ? "'$_[0]'" : 'nothing' }

# What is wrong with the responses to one request.
sub faults
{
    my ($bytes, @responses) = @_;
    my @faults = map { faults_of_any($_) } @responses;
    my $request = plain($bytes) or return @faults;
    return (@faults, scalar(@responses) . ' responses') if @responses != 1;
    my $res = $responses[0];
    my $want = expected($request);
    my %got = (decision => $res->field('X-Decision'), status => $res->{status},
               vary => join(' ', sort map { lc } elements($res->field('Vary'))));
    for (@{$res->{lines}}) { $got{$1} = $_->[1] if lc($_->[0]) =~ /^access-control-(.*)/ }
    $want->{status} //= $res->{status};
    my %names = (%got, %$want);
    for my $name (sort keys %names) {
        push @faults, "$name: got " . shown($got{$name}) . ', want ' . shown($want->{$name})
            if ($got{$name} // '') ne ($want->{$name} // '');
    }
    return @faults;
}

1;
