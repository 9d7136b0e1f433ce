#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# docs/why-blocked.md, "Ask the log": the log files of Debian and of a build from source,
# the log of refused requests and the report about it, the decision in the response.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Files;
use Httpd;
use Recipes;
use Test::More;

my ($A, $B, $X, $Y) = map { "https://$_.example" } qw(a b x y);
my $logs = File::Temp->newdir;
chmod 0755, "$logs";
$ENV{APACHE_LOG_DIR} = "$logs";         # Debian sets it
$ENV{LC_ALL} = 'C';
my $HEADER = 'Header always set X-CORS-Decision "%{CORS_DECISION}e" env=CORS_DECISION';
my $h = Httpd->new(
    modules => [qw(headers cgi)],
    files => {
        'debian.conf' => Recipes::block('CustomLog "${APACHE_LOG_DIR}/cors.log" cors env=CORS_DECISION'),
        'source.conf' => Recipes::block('CustomLog "logs/cors_log" cors env=CORS_DECISION'),
        'refused.conf' => Recipes::block(q(CustomLog "${APACHE_LOG_DIR}/cors-refused.log" cors )
            . q("expr=reqenv('CORS_DECISION') =~ /refused/")),
        'header.conf' => Recipes::block($HEADER),
        'htdocs/api/a.txt' => 'a', 'htdocs/plain.txt' => 'a', 'htdocs/tenant/a.txt' => 'a',
        'htdocs/tenant/.htaccess' => "CorsAllowOrigin $A $B\nCorsAllowMethods PUT\n" . Recipes::block($HEADER),
        'htdocs/wrong/.htaccess' => "CorsAllowOrigin $A/\n", 'htdocs/wrong/a.txt' => 'a',
        'cgi/fails' => [0755, "#!/bin/sh\nexit 1\n"],
    },
    conf => <<"CONF");
ScriptAlias /cgi "\@ROOT\@/cgi"
Include "\@ROOT\@/debian.conf"
Include "\@ROOT\@/source.conf"
Include "\@ROOT\@/refused.conf"
<Location "/api">
    CorsAllowOrigin  $A $B
    CorsAllowMethods PUT
    Include "\@ROOT\@/header.conf"
</Location>
CONF

# ---- one log of CORS requests, one of the refused ones -----------------------

$h->get('/api/a.txt', "Origin: $A");
$h->get('/api/a.txt', "Origin: $X") for 1 .. 3;
$h->preflight('/api/a.txt', $Y, 'PUT');
$h->preflight('/api/a.txt', $A, 'DELETE');
$h->preflight('/api/a.txt', $B, 'PUT');
$h->get('/api/a.txt');
$h->get('/plain.txt', "Origin: $X");

my %file = (debian => "$logs/cors.log", source => $h->root . '/logs/cors_log');
my @lines = map { slurp($file{$_}, '') } sort keys %file;
is($lines[0], $lines[1], 'the log of Debian and that of a build from source');
is(scalar(() = $lines[0] =~ /^127\.0\.0\.1 \[.*\] ".*" \d+ "https:.*" \S+$/mg), 7, 'both have a line for each CORS request');
my $refused = slurp("$logs/cors-refused.log", '');
is(scalar(() = $refused =~ /\n/g), 5, 'refused requests are in a separate log');
is_deeply([$refused =~ / (?:actual|preflight)-allowed$/mg], [], '... and no others');

my ($report) = Recipes::text() =~ /^> `(zcat .*)`$/m;
ok($report, 'there is a report') or done_testing, exit;
ok($report =~ s{/var/log/apache2/}{$logs/}, '... about that log');
system("gzip -c '$logs/cors-refused.log' > '$logs/cors-refused.log.2.gz'") == 0 or die "gzip: $?\n";
is_deeply([map { s/^ +//r } split /\n/, `$report`],
          [qq(6 actual-refused:origin-not-listed "$X"),
           (sort { $b cmp $a } qq(2 preflight-refused:origin-not-listed "$Y"),
                               qq(2 preflight-refused:method-not-allowed "$A"))],
          'the report counts this log and an older one, by reason and origin');

# ---- the decision in the response ------------------------------------------------

for my $path ('/api/a.txt', '/tenant/a.txt') {
    my @rows = (
        ['actual-allowed', $h->get($path, "Origin: $A")],
        ['actual-refused:origin-not-listed', $h->get($path, "Origin: $X")],
        ['preflight-allowed', $h->preflight($path, $A, 'PUT')],
        ['preflight-refused:method-not-allowed', $h->preflight($path, $A, 'DELETE')],
        ['preflight-refused:origin-not-listed', $h->preflight($path, $X, 'PUT')],
        ['actual-allowed', $h->get("$path.none", "Origin: $A")],
        [undef, $h->get($path)],
    );
    is($_->[1]->field('X-CORS-Decision'), $_->[0], "$path: " . ($_->[0] // 'no CORS request')) for @rows;
}

# ---- first open the URL itself --------------------------------------------------

is($h->get('/wrong/a.txt')->{status}, 500, 'an error in a .htaccess is a 500, even without Origin');
is($h->get('/cgi/fails')->{status}, 500, 'a script that fails is a 500');

$h->log_ok(allow => [qr/is not a serialized origin/, qr/End of script output before headers/]);
done_testing;
