# SPDX-License-Identifier: Apache-2.0
#
# Visitors of one URL that a cache answers, in random order (SEED=n repeats one). Each must
# get the fields of the policy, regardless of earlier requests.
#
#   my %files = CacheVisitors::files();
#   my $h = Httpd->new(conf => CacheVisitors::conf(), files => \%files,
#                      modules => [CacheVisitors::modules()]);
#   CacheVisitors::age($h, keys %files);
#   visits_ok($cache, $label, $url, $policy, \&copy_of);
#
# copy_of($policy, $origin) names the stored copy that answers: visitors with the same name
# share it, 'fresh' is never stored. Each response of httpd has a stamp, so the test knows
# which copy answered, and whether it was stored.

package CacheVisitors;
use strict;
use warnings;
use Exporter qw(import);
use List::Util qw(shuffle);
use Test::More ();

our @EXPORT = qw(visits_ok is_exact is_constant preserves);
my ($A, $B, $SERVER) = map { "https://$_.example" } qw(a b server);
my ($WILD, $BAD) = map { "https://$_.wild.example" } qw(x.y bad);
our @ORIGINS = (
    undef, $A, $B, $SERVER, $WILD, $BAD, 'https://stranger.example',
    'https://a.example.stranger.example', 'null', 'https://A.example/', "$A, $B",
);
my @MALFORMED = ('https://A.example/', "$A, $B");

# For each policy: its directives; the allowed origins among these visitors; the exactly
# listed ones; the value of the field, if not the origin; whether it is constant.
my %POLICY = (
    list => {
        conf => "CorsAllowOrigin $A $B\nCorsAllowCredentials On\nCorsExposeHeaders ETag\n",
        allows => [$A, $B], exact => [$A, $B] },
    wildcard => {
        conf => "CorsAllowOrigin $A https://*.wild.example\n",
        allows => [$A, $WILD, $BAD], exact => [$A] },
    regex => {
        conf => "CorsAllowOrigin $B\nCorsAllowOriginMatch 'https://[a-z.]+\\.wild\\.example'\n",
        allows => [$B, $WILD, $BAD], exact => [$B] },
    deny => {
        conf => "CorsAllowOrigin $A $B https://*.wild.example\nCorsDenyOrigin $B $BAD\n",
        allows => [$A, $WILD], exact => [$A] },
    any_but_denied => {
        conf => "CorsAllowOrigin *\nCorsDenyOrigin $BAD\n", value => '*',
        allows => [grep { my $o = $_ // $BAD; !grep { $o eq $_ } $BAD, 'null', @MALFORMED } @ORIGINS],
        exact => [] },
    condition => {
        conf => "CorsAllowOrigin $A\n<If \"-n %{HTTP:X-Beta}\">\nCorsAllowOrigin $B\n</If>\n",
        allows => [$A], exact => [$A] },
    # An application that reflects Origin without Vary.
    preserve => {
        conf => "CorsAllowOrigin $A\nCorsPreserveExisting On\n"
            . "Header always set Access-Control-Allow-Origin expr=%{HTTP:Origin}\n",
        allows => [grep { defined && !/,/ } @ORIGINS], exact => [$A], preserves => 1 },
    contained => {
        conf => "CorsAllowOrigin $A\n<CorsOrigin $B>\nCorsAllowCredentials On\n</CorsOrigin>\n"
            . "<CorsOrigin https://*.wild.example>\nCorsExposeHeaders ETag\n</CorsOrigin>\n",
        allows => [$A, $B, $WILD, $BAD], exact => [$A, $B] },
    contained_any => { conf => "<CorsOrigin *>\nCorsExposeHeaders ETag\n</CorsOrigin>\n", constant => 1,
                       value => '*' },
    contained_one => { conf => "<CorsOrigin $A>\nCorsAllowCredentials On\n</CorsOrigin>\n", constant => 1,
                       value => $A },
    any => { conf => "CorsAllowOrigin *\n", constant => 1, value => '*' },
    one => { conf => "CorsAllowOrigin $A\nCorsAllowCredentials On\n", constant => 1, value => $A },
    off => { conf => "CorsEngine Off\n", constant => 1 },
    server => { allows => [$B, $SERVER], exact => [$B, $SERVER] },
);

my $SEED = $ENV{SEED} // int rand 1e9;
srand $SEED;
Test::More::note("SEED=$SEED");

sub is_constant { return $POLICY{$_[0]}{constant} }
sub preserves { return $POLICY{$_[0]}{preserves} }

# Whether the origin is undef or one that the policy lists exactly.
sub is_exact
{
    my ($policy, $origin) = @_;
    return !defined $origin || !!grep { $_ eq $origin } @{$POLICY{$policy}{exact}};
}

my @IN_SECTIONS = grep { $_ ne 'server' } sort keys %POLICY;

# [policy, URL] for every policy in every place: server config, <Location>,
# <Directory>, .htaccess.
sub urls_of
{
    my @urls = ['server', '/server.html'];
    for my $place (qw(location directory htaccess)) {
        push @urls, map { [$_, "/$place/$_/page.html"] } @IN_SECTIONS;
    }
    return @urls;
}

# All responses of httpd and of an application (an asis file) may be stored, even errors and
# redirects. The stamp is the time of the request.
sub conf
{
    my $conf = "CorsAllowOrigin $B $SERVER\n" . <<'CONF';
Header always set Cache-Control max-age=600 "expr=%{QUERY_STRING} !~ /soon/"
Header always set Cache-Control max-age=1 "expr=%{QUERY_STRING} =~ /soon/"
Header always set X-Served "%t"
RedirectMatch 301 ^(.*)/old.html$ $1/page.html
AddHandler send-as-is asis
AddLanguage de .de
AddLanguage en .en
AddType text/html .html
AddOutputFilterByType DEFLATE text/html
DeflateAlterETag NoChange
<Directory "@ROOT@/htdocs">
    Options +MultiViews
</Directory>
CONF
    for my $name (@IN_SECTIONS) {
        my $text = $POLICY{$name}{conf};
        $conf .= "<Location \"/location/$name\">\n$text</Location>\n"
            . "<Directory \"\@ROOT\@/htdocs/directory/$name\">\n$text</Directory>\n";
    }
    return $conf;
}

my %PAGES = (
    'page.html' => 'page ' x 200, 'word.html.de' => "Wort\n", 'word.html.en' => "word\n",
    'lost.asis' => "Status: 404 Lost\nContent-Type: text/plain\n\nlost\n",
    'moved.asis' => "Status: 301 Moved\nLocation: http://localhost/\nContent-Type: text/plain\n\nmoved\n",
);

sub modules { return qw(headers asis negotiation deflate filter) }

sub files
{
    my %files = ('htdocs/server.html' => "page\n");
    for my $name (@IN_SECTIONS) {
        for my $place (qw(location directory htaccess)) {
            $files{"htdocs/$place/$name/$_"} = $PAGES{$_} for keys %PAGES;
        }
        $files{"htdocs/htaccess/$name/.htaccess"} = $POLICY{$name}{conf};
    }
    return %files;
}

# Gives the files a date in the past: httpd's ETag for a file is weak in its first second.
sub age
{
    my ($h, @names) = @_;
    utime((time - 3600) x 2, map { $h->root . "/$_" } @names) == @names or die "utime: $!\n";
}

# The expected response to this visitor: Access-Control-Allow-Origin, and whether Vary has
# Origin. For an early response to a request without Origin, the module does not look for
# the sections.
sub promise
{
    my ($policy, $origin, $early) = @_;
    my %p = %{$POLICY{$policy}};
    return ('-', 1) if $early && !defined $origin;
    return ($p{value} // '-', 0) if $p{constant};
    my $allowed = defined $origin && grep { $_ eq $origin } @{$p{allows}};
    return ($allowed ? $p{value} // $origin : '-', 1);
}

# The requests go over one connection, each after the answer to the last, and
# over another if a response closed it.
sub responses
{
    my ($client, $url, $lines, @origins) = @_;
    my @requests = map {
        join "\r\n", "GET $url HTTP/1.1", 'Host: localhost:' . $client->port,
            defined $_ ? "Origin: $_" : (), @$lines, ''
    } @origins;
    my @res;
    while (@res < @requests) {
        my @left = @requests[scalar @res .. $#requests];
        my @more = $client->raw(join("\r\n", @left, '') =~ s/\r\n\z/Connection: close\r\n\r\n/r) or last;
        push @res, @more;
    }
    return @res;
}

# One TAP test: every visitor twice, in random order. Options: status (200; or a
# sub of policy and origin), lines (further request fields), body (a regex),
# origins, early (the response is made before the URL is mapped). Without copy_of, which copy answers is not compared.
sub visits_ok
{
    my ($client, $label, $url, $policy, $copy_of, %opt) = @_;
    my @origins = $opt{origins} ? @{$opt{origins}} : @ORIGINS;
    my @order = (shuffle(@origins), shuffle(@origins));
    my @res = responses($client, $url, $opt{lines} || [], @order);
    my (@got, @want, %wanted_first, %first);
    for my $i (0 .. $#order) {
        my ($res, $origin) = ($res[$i], $order[$i]);
        my $who = "$i: " . ($origin // 'no Origin') . ': ';
        my $copy = $copy_of ? $copy_of->($policy, $origin) : 'fresh';
        my $status = ref $opt{status} ? $opt{status}->($policy, $origin) : $opt{status} // 200;
        push @want, $who . as_text($status, promise($policy, $origin, $opt{early}),
            $copy eq 'fresh' ? $i : $wanted_first{$copy} //= $i, $i, 1);
        push @got, $who . (!$res ? 'no answer' : as_text($res->{status}, received($res),
            $copy_of ? $first{$res->field('X-Served') // $i} //= $i : $i, $i,
            !$opt{body} || $res->{body} =~ $opt{body}));
    }
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::is(join("\n", @got), join("\n", @want), $label);
}

sub received
{
    my ($res) = @_;
    return (join(' AND ', $res->fields('Access-Control-Allow-Origin')) || '-',
            ($res->field('Vary') // '') =~ /(?:^|[, ])Origin\b/i ? 1 : 0);
}

sub as_text
{
    my ($status, $allow_origin, $vary, $first, $i, $body) = @_;
    return "$status, $allow_origin" . ($vary ? ', Vary' : '')
        . ($first == $i ? '' : ", stored copy of $first") . ($body ? '' : ', wrong body');
}

1;
