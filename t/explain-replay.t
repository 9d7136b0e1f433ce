#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The requests of other live tests as questions: what `httpd -t -D CORS_EXPLAIN=...` tells
# about each of them is what the server has answered.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Files ();
use Test::More;

my @suites = @ARGV ? @ARGV : qw(
    actual deny deny-malformed each-directive early-redirects early-responses enforce enforce-keywords htaccess
    merge origins policy-fault preflight preflight-early preflight-forward preflight-names preserve-existing
    reasons regex report-only vary timing-allow-origin
);

# No explanation can know these: a CGI program redirects; the application's 404 has an error
# document that is protected; the log has the decision of another request at the same time.
my %other = (
    enforce => qr{/(?:open|policy)/local },
    'enforce-keywords' => qr{/c/(?:local[.]cgi|document/none) },
    regex => qr{/several Origin=https://a.example },
);

# How many requests without a doubt are the same at least: four fifths of what was counted.
# Explanations that begin to doubt fail here.
my %at_least = (
    actual => 104, deny => 95, 'deny-malformed' => 502, 'each-directive' => 92,
    'early-redirects' => 53, 'early-responses' => 564, enforce => 54, 'enforce-keywords' => 512,
    htaccess => 148, merge => 558, origins => 2905, 'policy-fault' => 10, preflight => 19,
    'preflight-early' => 41, 'preflight-forward' => 13, 'preflight-names' => 38,
    'preserve-existing' => 36, reasons => 27, regex => 103, 'report-only' => 18,
    'timing-allow-origin' => 37, vary => 152,
);

for my $suite (@suites) {
    my $report = File::Temp->new(TEMPLATE => 'replay-XXXXXX', TMPDIR => 1);
    local $ENV{REPLAY} = "$report";
    my $output = `'$^X' -I'$FindBin::Bin/lib' -MReplay '$FindBin::Bin/$suite.t' 2>&1`;
    is($?, 0, "$suite passes") or diag($output);
    my %count = (same => 0, unsure => 0, differs => 0);
    my @lines = split /\n/, Files::slurp("$report", '');
    /^(\w+)/ and $count{$1}++ for @lines;
    cmp_ok($count{same}, '>=', $at_least{$suite} || 1, "$suite: requests: $count{same} same, $count{unsure} in doubt");
    my $other = $other{$suite} || qr/(?!)/;
    is(join("\n", grep { /^differs/ && $_ !~ $other } @lines), '', "$suite: none differs");
    if ($ENV{REPLAY_UNSURE}) { diag($_) for grep { /^unsure/ } @lines }
}
done_testing;
