# SPDX-License-Identifier: Apache-2.0
#
# Many concurrent clients: each response agrees with the policy of its URL, regardless of
# the other threads and streams. LOAD=n multiplies the number of requests by n, as
# `make tsan` does. SEED=n repeats the requests.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FuzzRequests;
use Httpd;
use Process;
use Test::More;

my ($CLIENTS, $REQUESTS) = (6, 40 * ($ENV{LOAD} || 1));
my ($STREAMS, $ANSWERS, $ROUNDS) = (8, 50, 8 * ($ENV{LOAD} || 1));
my $LIMIT = 600 * ($ENV{LOAD} || 1);    # seconds for a client
my $seed = $ENV{SEED} // int rand 1e9;
my $h = Httpd->new(FuzzPolicies::server());

# A client. Prints each wrong response as a paragraph.
sub client
{
    my ($number) = @_;
    srand $seed + $number;
    my @bad;
    for (1 .. $REQUESTS) {
        my $bytes = FuzzRequests::generate();
        $bytes = FuzzRequests::change($bytes) if rand() < 0.2;
        my @faults = FuzzRequests::faults($h->port, $bytes);
        push @bad, join "\n", $bytes, @faults if @faults;
    }
    return join "\n\n", @bad;
}

note("SEED=$seed");
my @clients = map { my $number = $_; Process->start(code => sub { print client($number), "\nend" }) } 1 .. $CLIENTS;
for my $number (1 .. $CLIENTS) {
    my $client = $clients[$number - 1];
    $client->wait_for_end($LIMIT);
    is($client->output, "\nend", "client $number: $REQUESTS answers as the policies say");
}
# httpd's core logs malformed requests itself.
$h->log_ok(allow => [qr/\[core:error\] .* AH\d+: /]);

# Each stream of an HTTP/2 connection is served by another thread.
SKIP: {
    last SKIP if Httpd->mpm eq 'prefork';       # httpd itself has no HTTP/2 there
    skip 'httpd has no mod_http2', 2 unless Httpd->has_module('http2');
    skip 'h2load is not installed (package nghttp2-client)', 2
        if system('h2load --version >/dev/null 2>&1');
    my @origins = map { "https://$_.example" } qw(a b c d e);
    my $h2 = Httpd->new(h2 => 1, modules => ['headers'], files => {
        'htdocs/a.txt' => 'a', 'htdocs/tenant/a.txt' => 'a',
        'htdocs/tenant/.htaccess' => "CorsAllowOrigin +https://b.example\n"
            . "<If \"%{HTTP:Origin} == 'https://c.example'\">\nCorsAllowOrigin +https://c.example\n</If>",
    }, conf => <<'CONF');
CorsAllowOrigin https://a.example https://d.example
CorsExposeHeaders X-A
LogFormat "%{Origin}i %U %{Access-Control-Allow-Origin}o %{Vary}o" granted
CustomLog "@ROOT@/logs/granted" granted
CONF
    # The mod_http2 of Debian 11 keeps the file of each response open until the connection
    # ends. So there are many short connections.
    my @urls = map { 'http://127.0.0.1:' . $h2->port . $_ } qw(/a.txt /tenant/a.txt);
    my @clients = map {
        my $h2load = "h2load -n $ANSWERS -c 2 -m $STREAMS -H 'origin: $_' @urls 2>&1";
        open my $pipe, '-|', "for round in @{[1 .. $ROUNDS]}; do $h2load; done" or die "h2load: $!\n";
        $pipe;
    } @origins;
    my @done = map { my $pipe = $_; scalar(grep { /status codes: $ANSWERS 2xx/ } <$pipe>) } @clients;
    is("@done", "@{[($ROUNDS) x @origins]}", "HTTP/2: $ROUNDS times $ANSWERS answers to each of five origins");
    $h2->log_ok;
    my %allowed = ('/a.txt' => qr/^https:..[ad]\./, '/tenant/a.txt' => qr/^https:..[abcd]\./);
    my @wrong;
    for (split /\n/, $h2->slurp('logs/granted')) {
        my ($origin, $path, $allowed, $vary) = split / /;
        my $want = $origin =~ $allowed{$path} ? $origin : '-';
        push @wrong, $_ if "$allowed $vary" ne "$want Origin";
    }
    is_deeply(\@wrong, [], 'each origin gets the fields of its policy');
}
done_testing;
