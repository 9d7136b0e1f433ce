#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The page cors-status: its formats, read by real parsers, its methods and fields, the links
# to cors-explain, the part of mod_status, and CorsStatusOrigins.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use JSON::PP;
use Test::More;

my $page = "SetHandler cors-status\nCorsStatus On\nRequire local\n";
my $HOSTILE = q(app://x'y$&"b);
my %conf = (modules => ['status'], log_level => 'info cors:debug', conf => <<"CONF", files => { 'htdocs/a.txt' => 'a' });
CorsAllowOrigin https://a.example https://c.example
CorsDenyOrigin https://d.example
<Location "/server-status">
    SetHandler server-status
    CorsEngine Off
</Location>
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName one.example
    <Location "/admin/cors-status">
        $page
    </Location>
    <Location "/admin/cors explain">
        SetHandler cors-explain
        CorsExplain On
        Require local
    </Location>
    <Location "/off">
        SetHandler cors-status
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:\@PORT\@>
    ServerName two.example
    <Location "/cors-status">
        $page
    </Location>
</VirtualHost>
CONF
my $h = Httpd->new(%conf);
my ($one, $two) = map { "Host: $_.example" } qw(one two);
my $URL = '/admin/cors-status';
$h->get('/a.txt', $one, 'Origin: https://a.example') for 1 .. 3;
$h->get('/a.txt', $one, "Origin: $HOSTILE") for 1 .. 4;
$h->get('/a.txt', $two, 'Origin: https://d.example') for 1 .. 2;
$h->get('/a.txt', $two, 'Origin: https://' . 'a.' x 60 . 'example');

sub is_type { my ($res, $type, $label) = @_; return is($res->field('Content-Type'), $type, "$label: Content-Type") }

# ---- the choice of a format -----------------------------------------------------------

my %type = (html => 'text/html; charset=utf-8', text => 'text/plain; charset=utf-8', json => 'application/json',
            openmetrics => 'application/openmetrics-text; version=1.0.0; charset=utf-8');
my @choices = (
    ['', [], 'text'], ['', ['Accept: */*'], 'text'], ['', ['Accept: text/html,*/*;q=0.8'], 'html'],
    ['?format=json', ['Accept: text/html'], 'json'], ['?format=text', ['Accept: text/html'], 'text'],
    ['?format=html', [], 'html'], ['?format=openmetrics', [], 'openmetrics'], ['?a=b&format=js%6fn', [], 'json'],
);
for (@choices) {
    my ($query, $lines, $format) = @$_;
    my $res = $h->get("$URL$query", $one, @$lines);
    is($res->{status}, 200, "'$query' @$lines");
    is_type($res, $type{$format}, $format);
}
for my $format (sort keys %type) {
    my $get = $h->get("$URL?format=$format", $one);
    my $head = $h->request('HEAD', "$URL?format=$format", [$one]);
    is($head->{status}, 200, "HEAD $format");
    is($head->{body}, '', '... has no body');
    is_type($head, $type{$format}, '...');
    for (['Cache-Control', 'no-store'], ['X-Content-Type-Options', 'nosniff'], ['Cross-Origin-Resource-Policy', 'same-origin'],
         ['Referrer-Policy', 'no-referrer'], ['Access-Control-Allow-Origin', undef]) {
        is($get->field($_->[0]), $_->[1], "$format: $_->[0]");
    }
}
{
    my $res = $h->get("$URL?format=xml%3Cb%3E", $one, 'Accept: text/html');
    is($res->{status}, 400, 'an unknown format');
    is_type($res, $type{text}, '...');
    unlike($res->{body}, qr/xml|</, '... does not come back');
}
for my $method (qw(POST PUT DELETE PATCH OPTIONS)) {
    my $res = $h->request($method, $URL, [$one]);
    is($res->{status}, 405, $method);
    like($res->field('Allow') // '', qr/\bGET\b/, '... with Allow');
}
is($h->get('/off', $one)->{status}, 404, 'CorsStatus Off');
like($h->log_text, qr/\[cors:debug\].*CorsStatus On/, '... the log names the directive');

# ---- JSON -----------------------------------------------------------------------------

my $json = decode_json($h->get("$URL?format=json", $one)->{body});
is_deeply([sort keys %$json], [qw(decisions enforced generation lists module policy_faults refused_origins since skipped version)],
          'JSON: the members');
is_deeply({ map { ("$_->{vhost} $_->{decision}" => $_->{count}) } @{$json->{decisions}} },
          { 'one.example:80 actual-allowed' => 3, 'one.example:80 actual-refused:origin-not-listed' => 4,
            'two.example:80 actual-refused:origin-denied' => 2, 'two.example:80 actual-refused:origin-not-listed' => 1 },
          'JSON: the counts');
is_deeply([map { [@$_{qw(origin cut score reason vhost)}] } @{$json->{refused_origins}}],
          [[$HOSTILE, JSON::PP::false, 4, 'origin-not-listed', 'one.example:80'],
           ['https://d.example', JSON::PP::false, 2, 'origin-denied', 'two.example:80'],
           [substr('https://' . 'a.' x 60 . 'example', 0, 112), JSON::PP::true, 1, 'origin-not-listed', 'two.example:80']],
          'JSON: the refused origins');

# ---- OpenMetrics ----------------------------------------------------------------------

my $metrics = $h->get("$URL?format=openmetrics", $one)->{body};
like($metrics, qr/\n# EOF\n\z/, 'OpenMetrics: the end');
unlike($metrics, qr/app:|d\.example"/, 'OpenMetrics: no origins');
SKIP: {
    my $parser = 'from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse';
    # Another python3 may be found before that of the system.
    my ($python) = grep { !system("$_ -c '$parser' 2>/dev/null") } qw(python3 /usr/bin/python3);
    skip 'python3-prometheus-client is not installed', 1 if !$python;
    $h->write_file('metrics', $metrics);
    my $said = `$python -c '
$parser
import sys
for family in parse(open(sys.argv[1]).read()):
    for sample in family.samples:
        print(family.type, sample.name, sorted(sample.labels.items()), float(sample.value))
' '@{[$h->root]}/metrics' 2>&1`;
    my @want = map { "counter cors_decisions_total [('decision', '$_->[0]'), ('reason', '$_->[1]'), ('report_only', 'false'), ('vhost', '$_->[2].example:80')] $_->[3].0" }
        ['actual-allowed', '', 'one', 3], ['actual-refused', 'origin-not-listed', 'one', 4],
        ['actual-refused', 'origin-not-listed', 'two', 1], ['actual-refused', 'origin-denied', 'two', 2];
    $said =~ s/^(gauge cors_start_time_seconds \[\]) [\d.e+]+$/$1/m;
    $said =~ s/'[\d.]+'\)\] 1/'VERSION')] 1/;
    is_deeply([sort split /\n/, $said],
              [sort @want, 'counter cors_refused_origins_skipped_total [] 0.0', 'gauge cors_start_time_seconds []',
               "info cors_build_info [('version', 'VERSION')] 1.0"], 'OpenMetrics: what a parser reads');
}

# ---- text and HTML ----------------------------------------------------------------------

my $text = $h->get($URL, $one)->{body};
is_deeply([grep { !/^[A-Z]\w+: \S/ } split /\n/, $text], [], 'text: lines of keys and values');
like($text, qr/^CorsDecisions: 10\nCorsRefused: 7\nCorsEnforced: 0$/m, 'text: the totals');
my $html = $h->get("$URL?format=html", $one)->{body};
unlike($html, qr/<script| on\w+=|(?:src|href)="(?:https?:)?\/\/| style=/i, 'HTML: no script, style attribute or external resource');
like($html, qr/<code>app:\/\/x&#39;y\$&amp;&quot;b<\/code>/, 'HTML: a hostile origin is escaped');
my $link = '/admin/cors%20explain?url=http%3A%2F%2Fone.example%2F&amp;origin=app%3A%2F%2Fx%27y%24%26%22b';
like($html, qr/<a href="\Q$link\E"/, 'HTML: the link to the explanation');
like($html, qr/cors-explain GET &#39;http:\/\/two\.example\/&#39; --origin &#39;https:\/\/d\.example&#39;/,
     'HTML: the command for another host');
like($h->get('/cors-status?format=html', $two)->{body}, qr/cors-explain GET &#39;http:\/\/one\.example\/&#39;/,
     'HTML: a host without cors-explain shows the command');

# ---- mod_status ---------------------------------------------------------------------------

my $server = $h->get('/server-status', $one)->{body};
like($server, qr/<h2>mod_cors<\/h2>\n<p>Decisions: 10, refused: 7/, 'mod_status: the totals');
like($server, qr/app:\/\/x&#39;y/, 'mod_status: the origins');
my $auto = $h->get('/server-status?auto', $one)->{body};
like($auto, qr/^CorsDecisions: 10\nCorsRefused: 7\nCorsEnforced: 0$/m, 'mod_status ?auto');
unlike($auto, qr/app:|d\.example/, '... without origins');
$h->log_ok;

# ---- CorsStatusOrigins ----------------------------------------------------------------------

for (['0', 1], ['64', 1], ['4096', 1], ['63', 0], ['4097', 0], ['-1', 0], ['99999999999999999999', 0], ['1k', 0], ["''", 0]) {
    my ($value, $want) = @$_;
    my ($ok, $output) = Httpd->syntax("CorsStatusOrigins $value");
    is($ok ? 1 : 0, $want, "CorsStatusOrigins $value") or diag($output);
    like($output, qr/^CorsStatusOrigins: '.*' is not 0 or a number from 64 to 4096; write '256'$/m, '... the message') if !$want && $value ne "''";
}
for my $section ('Location "/x"', 'VirtualHost *:1', 'Directory "/x"') {
    my ($name) = split ' ', $section;
    my ($ok, $output) = Httpd->syntax("<$section>\nCorsStatusOrigins 64\n</$name>");
    ok(!$ok, "CorsStatusOrigins in <$name>");
    like($output, qr/^CorsStatusOrigins .*(?:not allowed|cannot occur)/m, '... the message');
}
my $none = Httpd->new(%conf, conf => "CorsStatusOrigins 0\n$conf{conf}");
$none->get('/a.txt', $one, 'Origin: https://b.example');
$json = decode_json($none->get("$URL?format=json", $one)->{body});
is_deeply([$json->{refused_origins}, $json->{skipped}, $json->{decisions}[0]{count}], [[], 0, 1], 'CorsStatusOrigins 0 records none');
$none->log_ok;

# ---- the port of a host that does not name one --------------------------------------------

my $tls = Httpd->new(tls => 1, files => $conf{files}, conf => <<"CONF");
CorsAllowOrigin https://a.example
<Location "/cors-status">
    $page
</Location>
ServerName plain.example
<VirtualHost 127.0.0.1:\@TLSPORT\@>
    ServerName plain.example
    SSLEngine On
</VirtualHost>
CONF
$tls->get('/a.txt', 'Host: plain.example', 'Origin: https://a.example');
$tls->request('GET', '/a.txt', ['Host: plain.example', 'Origin: https://a.example'], undef, { tls => 1 });
is_deeply([sort map { $_->{vhost} } @{decode_json($tls->get('/cors-status?format=json', 'Host: plain.example')->{body})->{decisions}}],
          ['plain.example:443', 'plain.example:80'], 'without a port: 443 with TLS, else 80');
$tls->log_ok(allow => [qr/\[ssl:warn\]/]);
done_testing;
