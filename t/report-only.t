#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsEngine ReportOnly: makes, logs and exports the decision, and does not change the
# response. If the policy would send other fields, one debug line lists the differences.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $X, $EVIL) = map { "https://$_.example" } qw(a x evil);
my $app = <<'CGI';
#!/bin/sh
[ "$QUERY_STRING" ] && printf 'Access-Control-Allow-Origin: %s\n' "$QUERY_STRING"
[ "$PATH_INFO" = /more ] && printf 'Access-Control-Allow-Credentials: true\n'
[ "$PATH_INFO" = /twice ] && printf 'Access-Control-Allow-Origin: %s\n' "$QUERY_STRING"
printf 'Content-Type: text/plain\n\n%s' "$CORS_DECISION"
CGI
my @at = qw(app deny enforce preserve timing constant forward both);
my $h = Httpd->new(
    modules => [qw(cgi headers)],
    files => { 'cgi/app' => [0755, $app], 'htdocs/a.txt' => 'a', 'htdocs/quiet/a.txt' => 'a' },
    conf => join('', map { "ScriptAlias /$_ \"\@ROOT\@/cgi/app\"\n" } @at) . <<"CONF");
CorsAllowOrigin $A https://b.example
CorsExposeHeaders X-Total
CorsAllowMethods PUT
CorsEngine ReportOnly
<Location /deny>
    CorsDenyOrigin $EVIL
</Location>
<Location /enforce>
    CorsEnforce On
</Location>
<Location /preserve>
    CorsPreserveExisting On
</Location>
<Location /timing>
    CorsTimingAllowOrigin On
</Location>
<Location /constant>
    CorsAllowOrigin $A
</Location>
<Location /both>
    Header always add Access-Control-Allow-Origin *
</Location>
<Location /forward>
    CorsPreflight Forward
</Location>
<Location /quiet>
    LogLevel cors:info
</Location>
Redirect 307 /redirected https://other.example/
CONF

# Returns the report on Access-Control-Allow-Origin: the value that the application has sent,
# and the value that the policy would send.
sub sent { return "Access-Control-Allow-Origin: sent $_[0], would send " . ($_[1] // "'$A'") }
my $EXPOSE = "Access-Control-Expose-Headers: sent none, would send 'X-Total'";
my $METHODS = "Access-Control-Allow-Methods: sent none, would send 'PUT'";

my @rows = (
    # path, origin, unchanged fields, CORS_DECISION, the report
    ['/app', $A, [], 'actual-allowed', sent('none') . "; $EXPOSE"],
    ["/app?$A", $A, ['allow-origin' => $A], 'actual-allowed', $EXPOSE],
    ['/app?*', $A, ['allow-origin' => '*'], 'actual-allowed', sent("'*'") . "; $EXPOSE"],
    ["/app/twice?$A", $A, ['allow-origin' => "$A, $A"], 'actual-allowed',
     sent("'$A, $A'") . "; $EXPOSE"],
    ["/both?$A", $A, ['allow-origin' => "$A AND *"], 'actual-allowed', sent("'$A, *'") . "; $EXPOSE"],
    ['/app', $X, [], 'actual-refused:origin-not-listed', undef],
    ["/app/more?$X", $X, ['allow-origin' => $X, 'allow-credentials' => 'true'],
     'actual-refused:origin-not-listed',
     sent("'$X'", 'none') . "; Access-Control-Allow-Credentials: sent 'true', would send none"],
    ['/app', undef, [], '', undef],
    ['/app?*', undef, ['allow-origin' => '*'], '', sent("'*'", 'none')],
    ["/deny?$EVIL", $EVIL, ['allow-origin' => $EVIL], 'actual-refused:origin-denied',
     sent("'$EVIL'", 'none')],
    ['/enforce', $X, [], 'actual-refused:origin-not-listed', undef],
    ['/preserve?*', $X, ['allow-origin' => '*'], 'actual-refused:origin-not-listed', undef],
    ['/preserve', $A, [], 'actual-allowed', sent('none') . "; $EXPOSE"],
    ['/timing', $X, [], 'actual-refused:origin-not-listed',
     "Timing-Allow-Origin: sent none, would send '$A, https://b.example'"],
    ['/constant', undef, [], '', sent('none') . "; $EXPOSE"],
    ['/a.txt', $A, [], 'actual-allowed', sent('none') . "; $EXPOSE"],
    ['/missing', $A, [status => 404], 'actual-allowed', sent('none') . "; $EXPOSE"],
    ['/redirected', $A, [status => 307], 'actual-allowed', sent('none') . "; $EXPOSE"],
    ['/quiet/a.txt', $A, [], 'actual-allowed', undef],
);

sub reports { return map { s/, referer: .*//r } $h->log_text =~ /\] report-only (.*)$/mg }

for my $row (@rows) {
    my ($path, $origin, $left, $decision, $report) = @$row;
    my $before = reports();
    my $res = $h->get($path, defined $origin ? "Origin: $origin" : ());
    my $label = "$path, " . ($origin // 'no Origin');
    $h->check("$label: not changed", $res, @$left, decision => $decision);
    is($res->{body}, $decision, "$label: the program runs and sees the decision") if $path =~ m{^/(?:app|enforce|deny)};
    my @reports = reports();
    is_deeply([@reports[$before .. $#reports]], [grep { defined } $report], "$label: report");
}

# Preflights are not answered, whatever the decision.
for my $row (['/a.txt', $A, 'PUT', 'preflight-allowed', sent('none') . "; $METHODS"],
             ['/forward', $A, 'PATCH', 'preflight-refused:method-not-allowed', sent('none') . "; $METHODS"],
             ['/a.txt', $X, 'PUT', 'preflight-refused:origin-not-listed', undef],
             ['/deny', $EVIL, 'PUT', 'preflight-refused:origin-denied', undef]) {
    my ($path, $origin, $method, $decision, $report) = @$row;
    my $before = reports();
    my $res = $h->preflight($path, $origin, $method);
    $h->check("preflight of $path by $origin", $res, decision => $decision);
    my @reports = reports();
    is_deeply([@reports[$before .. $#reports]], [grep { defined } $report], '... report');
}
is($h->preflight('/redirected', $A, 'PUT')->{status}, 307, 'a redirected preflight keeps the redirect');
like($h->log_text, qr{\] actual-refused:origin-denied '$EVIL' GET /deny \(by '$EVIL' at },
     'the decision is logged as with CorsEngine On');

unlike($h->log_text, qr/\(-?\d+\)\w[^:]*: \[client [^\]]*\] report-only/, 'no report has a system error');

$h->log_ok;

# ---- mod_cache: a response that it stores is reported once -------------------------------

SKIP: {
    skip 'httpd has no mod_cache_disk', 6 unless Httpd->has_module('cache_disk');
    for my $quick (qw(on off)) {
        my $cached = Httpd->new(
            modules => [qw(cache cache_disk)], files => { 'htdocs/a.txt' => 'a' },
            conf => "CacheRoot \@ROOT\@/cache\nCacheEnable disk /\nCacheQuickHandler $quick\n"
                . "CorsAllowOrigin $A https://b.example\nCorsEngine ReportOnly\n");
        mkdir $cached->root . '/cache';
        chmod 0777, $cached->root . '/cache';
        $cached->check("CacheQuickHandler $quick", $cached->get('/a.txt', "Origin: $A"), decision => 'actual-allowed');
        is(scalar(() = $cached->log_text =~ /\] report-only /g), 1, "CacheQuickHandler $quick: one line");
        $cached->log_ok;
    }
}
done_testing;
