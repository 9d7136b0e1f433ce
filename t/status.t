#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The counters of decisions are exact, over threads, child processes, graceful restarts and
# a child that is killed. Hosts, CorsEngine ReportOnly, CorsEnforce, policy faults.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use JSON::PP;
use Process qw(wait_for);
use Test::More;

my ($CLIENTS, $ROUNDS, $PIPELINE) = (4, 8 * ($ENV{LOAD} || 1), 50);
my ($A, $B) = ('https://a.example', 'https://b.example');

# The page as data, and all counts: "host word" => count; "report-only" and "enforced" come first.
# A child that ends may close a connection without a response.
sub status
{
    my ($h) = @_;
    my $body = wait_for(10, sub { $h->get('/cors-status?format=json', 'Host: one.example')->{body} });
    return decode_json($body);
}

sub counts
{
    my ($h) = @_;
    my $status = status($h);
    return {
        map({ ($_->{report_only} ? 'report-only ' : '') . "$_->{vhost} $_->{decision}" => $_->{count} } @{$status->{decisions}}),
        map({ ("enforced $_->{vhost}" => $_->{count}) } @{$status->{enforced}}),
    };
}

my $page = "<Location \"/cors-status\">\nSetHandler cors-status\nCorsStatus On\nRequire local\n</Location>\n";
my $conf = <<"CONF";
CorsAllowOrigin $A https://c.example
<Location "/report">
    CorsEngine ReportOnly
</Location>
<Location "/enforced">
    CorsEnforce On
</Location>
<Location "/off">
    CorsEngine Off
</Location>
<Location "/moved">
    ErrorDocument 404 /error.txt
</Location>
RewriteEngine On
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName one.example
    $page
    <Location "/if">
        <If "%{HTTP:X-A} == '1'">
            CorsAllowOrigin +$B
        </If>
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName Two.example:8443
    ServerAlias alias.example
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT1\@>
    ServerName two.example:8443
</VirtualHost>
CONF
my $h = Httpd->new(conf => $conf, modules => [qw(rewrite)], files => {
    map({ ("htdocs/$_/a.txt" => 'a') } qw(x report enforced off if dir moved)),
    'htdocs/error.txt' => 'none', 'htdocs/dir/.htaccess' => "DirectoryIndex a.txt\n",
    'htdocs/fault/.htaccess' => "CorsAllowOrigin *\nCorsAllowCredentials On\n", 'htdocs/fault/a.txt' => 'a',
});

# ---- which request counts as what ---------------------------------------------------

my %want;
sub counted
{
    my ($label, $what, @request) = @_;
    my $number = ref $request[0] ? ${shift @request} : 1;
    $h->request(@request);
    $want{$_} += $number for ref $what ? @$what : $what // ();
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    # A response is counted before it is sent.
    is_deeply(counts($h), \%want, $label);
}

my $one = 'Host: one.example';
counted('no Origin', undef, 'GET', '/x/a.txt', [$one]);
counted('allowed', 'one.example:80 actual-allowed', 'GET', '/x/a.txt', [$one, "Origin: $A"]);
counted('refused', 'one.example:80 actual-refused:origin-not-listed', 'GET', '/x/a.txt', [$one, "Origin: $B"]);
counted('malformed', 'one.example:80 actual-refused:origin-malformed', 'GET', '/x/a.txt', [$one, 'Origin: x']);
counted('same-origin', 'one.example:80 same-origin', 'GET', '/x/a.txt', [$one, "Origin: $B", 'Sec-Fetch-Site: same-origin']);
counted('preflight', 'one.example:80 preflight-allowed', 'OPTIONS', '/x/a.txt',
        [$one, "Origin: $A", 'Access-Control-Request-Method: GET']);
counted('preflight of a refused origin', 'one.example:80 preflight-refused:origin-not-listed', 'OPTIONS', '/x/a.txt',
        [$one, "Origin: $B", 'Access-Control-Request-Method: GET']);
counted('preflight of a method', 'one.example:80 preflight-refused:method-not-allowed', 'OPTIONS', '/x/a.txt',
        [$one, "Origin: $A", 'Access-Control-Request-Method: PUT']);
counted('ReportOnly, refused', 'report-only one.example:80 actual-refused:origin-not-listed', 'GET', '/report/a.txt',
        [$one, "Origin: $B"]);
counted('ReportOnly, allowed', 'report-only one.example:80 actual-allowed', 'GET', '/report/a.txt', [$one, "Origin: $A"]);
counted('ReportOnly, forwarded preflight', 'report-only one.example:80 preflight-allowed', 'OPTIONS', '/report/a.txt',
        [$one, "Origin: $A", 'Access-Control-Request-Method: GET']);
counted('Off', undef, 'GET', '/off/a.txt', [$one, "Origin: $B"]);
counted('enforced', ['one.example:80 actual-refused:origin-not-listed', 'enforced one.example:80'], 'GET',
        '/enforced/a.txt', [$one, "Origin: $B"]);
counted('enforced, preflight', 'one.example:80 preflight-refused:origin-not-listed', 'OPTIONS', '/enforced/a.txt',
        [$one, "Origin: $B", 'Access-Control-Request-Method: GET']);
counted('another host', 'two.example:8443 actual-allowed', 'GET', '/x/a.txt', ['Host: alias.example', "Origin: $A"]);
counted('a host of the same name', 'two.example:8443 actual-allowed', 'GET', '/x/a.txt', ['Host: b.example', "Origin: $A"],
        undef, { port => $h->port_n(1) });
counted('POST', 'one.example:80 actual-allowed', 'POST', '/x/a.txt', [$one, "Origin: $A"], 'body');
counted('HEAD', 'one.example:80 actual-allowed', 'HEAD', '/x/a.txt', [$one, "Origin: $A"]);
counted('404 with an error document: once', 'one.example:80 actual-allowed', 'GET', '/moved/none', [$one, "Origin: $A"]);
counted('a directory index: once', 'one.example:80 actual-allowed', 'GET', '/dir/', [$one, "Origin: $A"]);
counted('a range that cannot be sent: once', 'one.example:80 actual-allowed', 'GET', '/x/a.txt',
        [$one, "Origin: $A", 'Range: bytes=9-10']);
counted('an unreadable request', 'two.example:8443 actual-allowed', 'GET', '/%', ['Host: two.example', "Origin: $A", 'X:']);
counted('the page itself', undef, 'GET', '/cors-status', [$one, "Origin: $A"]);
counted('a fault', 'one.example:80 actual-refused:policy-fault', 'GET', '/fault/a.txt', [$one, "Origin: $A"]);
{
    my $faults = status($h)->{policy_faults};
    is(scalar @$faults, 1, 'the fault is recorded');
    like($faults->[0]{text}, qr/^CorsAllowOrigin '\*' .*CorsAllowCredentials On/, '... with its sentence');
    my $file = $h->root . '/htdocs/fault/.htaccess';
    is_deeply($faults->[0]{places}, [{ file => $file, line => 1 }, { file => $file, line => 2 }], '... and its places');
}

# ---- the refused origins --------------------------------------------------------------

{
    my %origin = map { $_->{origin} => $_ } @{status($h)->{refused_origins}};
    is_deeply([sort keys %origin], [$B], 'malformed origins are not recorded');
    is($origin{$B}{score}, 5, 'refusals of every kind count');
    is($origin{$B}{vhost}, 'one.example:80', 'the host');
    is($origin{$B}{reason}, 'origin-not-listed', 'the reason');
    is($origin{$B}{first} =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ && $origin{$B}{error}, 0, 'the time, and no error');
}

# ---- graceful restarts, a killed child --------------------------------------------------

my $since = status($h)->{since};
my $generation = status($h)->{generation};
$h->graceful;
is_deeply(counts($h), \%want, 'a graceful restart keeps the counts');
is(status($h)->{since}, $since, '... and the time of the start');
# A child of the old generation may still answer for a moment.
ok(wait_for(10, sub { status($h)->{generation} == $generation + 1 }), '... in a new generation');
is(status($h)->{refused_origins}[0]{score}, 5, '... and the refused origins');

{
    my ($child) = $h->children;
    kill KILL => $child;
    ok(wait_for(20, sub { my @now = $h->children; @now && !grep { $_ == $child } @now }), 'another child');
    ok(wait_for(20, sub { $h->get('/x/a.txt', $one)->{status} == 200 }), '... answers');
    is_deeply(counts($h), \%want, 'a killed child keeps the counts');
}

# More hosts than the memory has rows, and another number of origins: a new segment.
$h->{opt}{conf} = "$conf\nCorsStatusOrigins 64\n"
    . join '', map { "<VirtualHost 127.0.0.1:\@PORT\@>\nServerName h$_.example\n</VirtualHost>\n" } 1 .. 70;
$h->write_file('httpd.conf', $h->_conf);
$h->graceful;
is_deeply(counts($h), \%want, 'more hosts: the counts are copied');
counted('the last host', 'h70.example:80 actual-allowed', 'GET', '/x/a.txt', ['Host: h70.example', "Origin: $A"]);
$h->{opt}{conf} = $conf;
$h->write_file('httpd.conf', $h->_conf);
$h->graceful;
is_deeply(counts($h), \%want, 'fewer hosts: the rows of removed hosts stay');

# ---- many clients ---------------------------------------------------------------------

# Sends pipelines; prints the numbers of responses that allow and that refuse.
sub client
{
    my @requests = map { "GET /x/a.txt HTTP/1.1\r\n$one\r\nOrigin: " . ($_ % 3 ? $A : $B) . "\r\n\r\n" } 1 .. $PIPELINE;
    my ($allowed, $refused) = (0, 0);
    for (1 .. $ROUNDS) {
        my @responses = $h->raw(join('', @requests, "GET /x/a.txt HTTP/1.1\r\n$one\r\nConnection: close\r\n\r\n"), { limit => 20 });
        pop @responses if @responses > $PIPELINE;
        my @allow = map { defined $_->field('Access-Control-Allow-Origin') } @responses;
        $allowed += grep { $_ } @allow;
        $refused += grep { !$_ } @allow;
    }
    print "$allowed $refused end";
}

my $skipped = status($h)->{skipped};
my @clients = map { Process->start(code => \&client) } 1 .. $CLIENTS;
for (1 .. 3) {
    select undef, undef, undef, 0.3;
    $h->graceful;
}
$_->wait_for_end(300) for @clients;
my ($allowed, $refused) = (0, 0);
for my $client (@clients) {
    my ($some, $others) = $client->output =~ /^(\d+) (\d+) end$/ or die $client->output;
    $allowed += $some;
    $refused += $others;
}
note("$allowed allowed, $refused refused");
cmp_ok($allowed, '>', 100, 'the clients got responses');
my $got = counts($h);
my %counted = map { ($_ => $got->{"one.example:80 $_"} - $want{"one.example:80 $_"}) } 'actual-allowed', 'actual-refused:origin-not-listed';
is_deeply([@counted{'actual-allowed', 'actual-refused:origin-not-listed'}], [$allowed, $refused],
          'each response was counted once, over three graceful restarts');
# Another number of origins has emptied their table. Processes that add the origin at the same
# time do not wait for each other: then a refusal is skipped, and counted as such.
my $status = status($h);
is($status->{refused_origins}[0]{score} + $status->{skipped} - $skipped, $refused, '... and each refused origin');
$h->log_ok(allow => [qr/policy-fault: |AH00052: child pid \d+ exit signal Killed|\[core:error\] .* AH\d+: |AH00170|\[core:warn\] .*overlap|AH00548|_default_/]);
done_testing;
