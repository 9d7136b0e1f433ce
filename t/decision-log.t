#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The decision log: one debug line for each decision, with the value of CORS_DECISION, the
# origin and the place of the rule that decided. Clients cannot cause lines above debug.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my $h = Httpd->new(
    modules => [qw(headers cgi rewrite)],
    files => {
        'htdocs/a.txt' => 'a',
        'htdocs/hta/.htaccess' => "# a tenant\n\n"
            . "CorsAllowOrigin https://hta.example https://b.example\n",
        'htdocs/hta/a.txt' => 'a',
        'htdocs/led/.htaccess' => "CorsAllowOrigin https://led.example\nRewriteEngine On\nRewriteRule ^ /enforced\n",
        'cgi/env' => [0755, <<'CGI'],
#!/bin/sh
printf 'Content-Type: text/plain\n\n%s' "$CORS_DECISION"
CGI
    },
    conf => <<'CONF');
CustomLog "@ROOT@/logs/cors_only" "%U %{CORS_DECISION}e" env=CORS_DECISION
Header always set X-Decision "%{CORS_DECISION}e" env=CORS_DECISION
ScriptAlias /cgi "@ROOT@/cgi"
<Location /free>
    CorsEngine Off
</Location>
<Location /forbidden>
    Require all denied
</Location>
# The lines of rules that the log must name:
CorsAllowOrigin https://first.example
CorsAllowOrigin https://second.example https://*.third.example
CorsAllowOriginMatch https://regex[0-9][.]example
CorsDenyOrigin https://denied.example
CorsAllowMethods PUT
CorsAllowHeaders X-A
<Location /const>
    CorsAllowOrigin https://only.example
</Location>
<Location /enforced>
    CorsAllowOrigin https://inside.example
    CorsEnforce On
</Location>
<Location /const/plus>
    CorsAllowOrigin +https://added.example
</Location>
CONF

my @conf = split /\n/, $h->slurp('httpd.conf');
sub line_of
{
    my $text = shift;
    my ($n) = grep { index($conf[$_], $text) >= 0 } 0 .. $#conf;
    return 'httpd.conf:' . ($n + 1);
}

my $not_listed = 'refused:origin-not-listed';
my @rows = (
    # path, origin, method and names of a preflight, decision, place
    ['/a.txt', 'https://first.example', undef, 'actual-allowed', line_of('//first')],
    ['/a.txt', 'https://second.example', undef, 'actual-allowed', line_of('//second')],
    ['/a.txt', 'https://x.third.example', undef, 'actual-allowed', line_of('//second')],
    ['/a.txt', 'https://regex7.example', undef, 'actual-allowed', line_of('//regex')],
    ['/a.txt', 'https://denied.example', undef, 'actual-refused:origin-denied', line_of('//denied')],
    ['/a.txt', 'https://stranger.example', undef, "actual-$not_listed", qr/httpd\.conf:\d+/],
    ['/a.txt', 'https://first.example/', undef, 'actual-refused:origin-malformed', qr/./],
    ['/forbidden', 'https://first.example', undef, 'actual-allowed', line_of('//first')],
    ['/missing', 'https://first.example', undef, 'actual-allowed', line_of('//first')],
    ['/a.txt', 'https://first.example', ['PUT', 'x-a'], 'preflight-allowed', line_of('//first')],
    ['/a.txt', 'https://first.example', ['PATCH'], 'preflight-refused:method-not-allowed',
     line_of('CorsAllowMethods')],
    ['/a.txt', 'https://first.example', ['PUT', 'x-b'], 'preflight-refused:header-not-allowed',
     line_of('CorsAllowHeaders')],
    ['/a.txt', 'https://denied.example', ['PUT'], 'preflight-refused:origin-denied',
     line_of('//denied')],
    ['/a.txt', 'https://stranger.example', ['PUT'], "preflight-$not_listed", qr/httpd\.conf:\d+/],
    ['/const', 'https://only.example', undef, 'actual-allowed', line_of('//only')],
    ['/const/plus', 'https://only.example', undef, 'actual-allowed', line_of('//only')],
    ['/const/plus', 'https://added.example', undef, 'actual-allowed', line_of('+https')],
    ['/const', 'https://first.example', undef, "actual-$not_listed", line_of('//only')],
    ['/hta/a.txt', 'https://hta.example', undef, 'actual-allowed', 'hta/.htaccess:3'],
    ['/hta/a.txt', 'https://first.example', undef, "actual-$not_listed", 'hta/.htaccess:3'],
    ['/a.txt', 'http://localhost:' . $h->port, undef, 'same-origin', qr/./],
);
for (@rows) {
    my ($path, $origin, $ask, $decision, $place) = @$_;
    my $label = "$path, $origin" . ($ask ? ", @$ask" : '');
    my ($log, $only) = map { length $h->slurp("logs/$_") } qw(error_log cors_only);
    my $res = $ask ? $h->preflight($path, $origin, @$ask) : $h->get($path, "Origin: $origin");
    is($res->{decision}, $decision, "$label: decision");
    is($res->field('X-Decision'), $decision, "$label: for Header") if $res->field('X-Decision')
        || $decision =~ /^actual/;
    my @lines = grep { /\[cors:/ } split /\n/, substr $h->slurp('logs/error_log'), $log;
    is(scalar @lines, 1, "$label: one line in the error log") or diag join "\n", @lines;
    like($lines[0] // '', qr/\[cors:debug\] .*\] \Q$decision\E '\Q$origin\E'/, "$label: decision and origin in the line");
    like($lines[0] // '', ref $place ? $place : qr/\Q$place\E\b/, "$label: place of the rule");
    is(substr($h->slurp('logs/cors_only'), $only), "$path $decision\n", "$label: CustomLog env=");
}
# If another URL of a chain refuses, a second line names the place of its settings.
my $log_before = length $h->slurp('logs/error_log');
is($h->get('/led/', 'Origin: https://led.example')->{decision}, "actual-$not_listed", 'led to another URL: decision');
is_deeply([map { s/.*\] (?=actual)//r =~ s{at \S*/}{at }r } grep { /\[cors:/ } split /\n/, substr $h->slurp('logs/error_log'), $log_before],
          ["actual-allowed 'https://led.example' GET /led/ (by 'https://led.example' at .htaccess:1)",
           "actual-$not_listed 'https://led.example' GET /led/ (policy at " . line_of('//inside') . ')'],
          'led to another URL: two lines');
is($h->get('/cgi/env', 'Origin: https://first.example')->{body}, 'actual-allowed',
   'applications see the decision in the environment');
is($h->get('/cgi/env')->{body}, '', 'no decision in the environment without Origin');

# Without Origin, or where no policy is in force: no decision, no line.
for (['/a.txt'], ['/free/a.txt', 'Origin: https://first.example'], ['/free']) {
    my ($path, @lines) = @$_;
    my ($log, $only) = map { length $h->slurp("logs/$_") } qw(error_log cors_only);
    my $res = $h->get($path, @lines);
    is($res->{decision}, undef, "$path @lines: no decision");
    is($res->field('X-Decision'), undef, "$path @lines: no variable");
    unlike(substr($h->slurp('logs/error_log'), $log), qr/\[cors:/, "$path @lines: no line");
    is(substr($h->slurp('logs/cors_only'), $only), '', "$path @lines: no line by env=");
}

# Text from clients is logged only at debug, in one line, with unprintable bytes escaped.
my $before = length $h->slurp('logs/error_log');
my $sent = 0;
for my $origin ('https://a\'b.example', 'https://%n%s.example', "https://b\xc3\xbccher.example",
                "https://x\ty", '"', '\\', 'x' x 7000, 'null', '*', '', 'a, b', "\xff\xfe") {
    for my $extra ([], ['Access-Control-Request-Method: ' . ('M' x 3000)],
                   ['Access-Control-Request-Method: PUT',
                    'Access-Control-Request-Headers: ' . ',' x 7000],
                   ['Access-Control-Request-Method: %s%n', "Access-Control-Request-Headers: \xff"]) {
        $h->request(@$extra ? 'OPTIONS' : 'GET', '/a.txt', ["Origin: $origin", @$extra]);
        $sent++;
    }
}
my @lines = split /\n/, substr $h->slurp('logs/error_log'), $before;
is(scalar(grep { !/\[(?:cors|core|http\w*):(?:debug|info)\]/ } @lines), 0, 'no line is broken');
is(scalar(grep { /\[cors:/ && !/\[cors:debug\]/ } @lines), 0, 'nothing above debug');
cmp_ok(scalar(grep { /\[cors:debug\]/ } @lines), '<=', $sent, 'at most one line a request');
is(scalar(grep { /[^ -~]/ } @lines), 0, 'all bytes of the log are printable');
like($h->slurp('logs/error_log'), qr/\[cors:info\] .*\d+\.\d+\.\d+/, 'the version, at start-up');
$h->log_ok(allow => [qr/AH01630/]);

# Without debug, no line.
$h = Httpd->new(log_level => 'info', conf => 'CorsAllowOrigin https://a.example');
$before = length $h->log_text;
$h->get('/a.txt', "Origin: $_") for 'https://a.example', 'https://b.example', 'nonsense';
unlike(substr($h->log_text, $before), qr/\[cors:/, 'no line at LogLevel info');
$h->log_ok;
done_testing;
