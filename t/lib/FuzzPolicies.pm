# SPDX-License-Identifier: Apache-2.0
#
# The oracle of t/fuzz/requests: policies of a private httpd, one for each path, and the
# expected response to a request, which is given as bytes. Written from docs/directives.md.
# Each policy is here twice, as directives for httpd and as data for the oracle.
#
#   my $h = Httpd->new(FuzzPolicies::server());
#   my @faults = FuzzPolicies::faults($bytes, @responses);

package FuzzPolicies;
use strict;
use warnings;
use FuzzVerdict;

my $AB = qr{\Ahttps://[ab]\.example\z};
my %POLICIES = (
    exact => {conf => 'CorsAllowOrigin https://a.example https://b.example:8443',
              allow => qr{\Ahttps://(?:a\.example|b\.example:8443)\z},
              credentials => 1, methods => 'PUT DELETE', headers => 'X-A Authorization',
              expose => 'X-E X-F', max_age => 600},
    any => {conf => 'CorsAllowOrigin *', any => 1, constant => '*',
            methods => '*', headers => '* Authorization', expose => '*'},
    one => {conf => 'CorsAllowOrigin https://a.example', constant => 'https://a.example',
            allow => qr{\Ahttps://a\.example\z}},
    starred => {conf => "CorsAllowOrigin * https://a.example\nCorsDenyOrigin https://bad.a.example", any => 1,
                allow => qr{\Ahttps://a\.example\z}, deny => qr{\Ahttps://bad\.a\.example\.?\z}},
    below => {conf => "CorsAllowOrigin https://*.a.example http://localhost:*\n"
                  . 'CorsDenyOrigin https://bad.a.example null',
              allow => qr{\A(?:https://[^:/\[\]]+\.a\.example|http://localhost(?::\d+)?)\z},
              deny => qr{\A(?:https://bad\.a\.example\.?|null)\z}},
    match => {conf => 'CorsAllowOriginMatch https://[a-z]+-x[.]example(:[0-9]+)?',
              allow => qr{\Ahttps://[a-z]+-x\.example(?::[0-9]+)?\z}},
    apps => {conf => 'CorsAllowOrigin chrome-extension://* app://. https://a.example.',
             allow => qr{\A(?:chrome-extension://[^:]+|app://\.|https://a\.example\.)\z}},
    echo => {conf => 'CorsAllowOrigin https://a.example https://b.example', credentials => 1,
             allow => $AB, methods => '*', headers => '*'},
    names => {conf => 'CorsAllowOrigin https://a.example https://b.example', allow => $AB,
              methods => '*', headers => '* X-C'},
    enforced => {conf => "CorsAllowOrigin https://a.example\nCorsEnforce On", enforce => 'On',
                 allow => qr{\Ahttps://a\.example\z}},
    unsafe => {conf => "CorsAllowOrigin https://a.example\nCorsEnforce Unsafe\n"
                   . 'CorsEnforceExcept https://b.example null', enforce => 'Unsafe',
               allow => qr{\Ahttps://a\.example\z}, except => qr{\A(?:https://b\.example|null)\z}},
    visitor => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsEnforce Unsafe Credentials\n"
                    . 'CorsEnforceExcept https://b.example', enforce => 'Unsafe', enforce_credentials => 1,
                allow => $AB, except => qr{\Ahttps://b\.example\z}},
    listed => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsEnforce On Credentials",
               enforce => 'On', enforce_credentials => 1, allow => $AB, headers => 'Authorization'},
    refusing => {conf => 'CorsEnforce On', no_policy => 1, enforce => 'On'},
    denied => {conf => 'CorsDenyOrigin https://a.example', no_policy => 1, deny => qr{\Ahttps://a\.example\.?\z}},
    null => {conf => "CorsAllowOrigin null\nCorsDangerouslyTolerate NullOrigin", allow => qr{\Anull\z}},
    forward => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsPreflight Forward",
                allow => $AB, forward => 1, methods => 'PUT'},
    report => {conf => "CorsAllowOrigin https://a.example https://b.example\nCorsEngine ReportOnly",
               allow => $AB, report => 1},
    none => {conf => '', none => 1},
    # Each request is redirected internally, to the URL of another policy.
    chain => {conf => "CorsAllowOrigin *\nCorsPreflight Forward", any => 1, constant => '*', forward => 1,
              to => 'guarded'},
    guarded => {conf => "CorsAllowOrigin https://a.example\nCorsEnforce Unsafe Credentials\n"
                    . 'CorsDenyOrigin https://bad.a.example', enforce => 'Unsafe', enforce_credentials => 1,
                allow => qr{\Ahttps://a\.example\z}, deny => qr{\Ahttps://bad\.a\.example\.?\z}},
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
        $files{"htdocs/$name/.htaccess"} = "RewriteEngine On\nRewriteRule (.*) /$policy->{to}/\$1 [L]\n"
            if $policy->{to};
    }
    return (conf => $conf, files => \%files, modules => ['headers', 'rewrite']);
}

# Parses a request: {method, policy, and the fields that matter}. Returns undef if httpd might
# read it in another way.
sub plain
{
    my ($bytes) = @_;
    my $value = qr/[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]{0,7900}[\x21-\x7e\x80-\xff])?/;
    my ($method, $name, $lines) = $bytes =~
        m{\A(GET|HEAD|POST|OPTIONS|PUT|DELETE|PATCH|PROPFIND|QUERY)\ /(\w+)/\w[\w-]*(?:\.txt)?(?:\?\w*)?\ HTTP/1\.1\r\n
          ((?:[A-Za-z-]+:\ $value\r\n){1,60})\r\n\z}x or return;
    my %field;
    for (split /\r\n/, $lines) {
        my ($field, $text) = /\A([^:]+): (.*)\z/s;
        my $key = lc $field;
        return if $key !~ /\A(?:host|origin|access-control-request-(?:method|headers)|sec-fetch-(?:site|mode)|upgrade
                           |x-\w+|connection|cookie|authorization)\z/x;
        $field{$key} = defined $field{$key} ? "$field{$key}, $text" : $text;
    }
    return if ($field{host} // '') ne 'localhost' || ($field{connection} // '') !~ /\A(?:close)?\z/
        || !$POLICIES{$name} || ($field{upgrade} // '') !~ /\A(?:websocket)?\z/ || grep { length > 8000 } values %field;    # LimitRequestFieldSize
    return {method => $method, policy => $POLICIES{$name}, %field};
}

# The expected response to a plain request: fields by the end of their name, decision, vary
# and status (undef: any).
sub expected
{
    my ($request) = @_;
    my $policy = $request->{policy};
    return FuzzVerdict::expected($request, $policy, $policy->{to} ? $POLICIES{$policy->{to}} : undef);
}

# Whether any policy can have this value.
sub may_be_sent
{
    my ($value) = @_;
    return $value eq '*' || grep { $_->{allow} && $value =~ $_->{allow} && !($_->{deny} && $value =~ $_->{deny}) }
        values %POLICIES;
}

# Properties of every response, regardless of the request.
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
        push @faults, "$name is not a list of tokens" if $name =~ /-(?:methods|headers)$/
            && grep { !FuzzVerdict::is_token($_) } FuzzVerdict::elements($value);
    }
    return @faults;
}

sub shown { return defined $_[0] && $_[0] ne '' ? "'$_[0]'" : 'nothing' }

# Returns what is wrong with the responses to one request.
sub faults
{
    my ($bytes, @responses) = @_;
    my @faults = map { faults_of_any($_) } @responses;
    my $request = plain($bytes) or return @faults;
    return (@faults, scalar(@responses) . ' responses') if @responses != 1;
    my $res = $responses[0];
    my $want = expected($request);
    my %got = (decision => $res->field('X-Decision'), status => $res->{status},
               vary => join(' ', sort map { lc } FuzzVerdict::elements($res->field('Vary'))));
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
