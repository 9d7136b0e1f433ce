#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The configuration files' deny rules apply regardless of a tenant's .htaccess, even if that
# has faults. Single directives that cannot lift them are in htaccess.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $EVIL) = map { "https://$_.example" } qw(a evil);

# A program that counts its runs and allows all origins.
my $app = [0755, <<'CGI'];
#!/bin/sh
printf x >>'@ROOT@/ran'
printf 'Access-Control-Allow-Origin: *\nTiming-Allow-Origin: *\nContent-Type: text/plain\n\nran'
CGI
my %tenants = (
    'silent' => '',
    'off' => "CorsEngine Off\n",
    'report-only' => "CorsAllowOrigin *\nCorsEngine ReportOnly\n",
    'any' => "CorsAllowOrigin *\n",
    'evil' => "CorsAllowOrigin $EVIL\nCorsAllowCredentials On\n",
    'preserve' => "CorsAllowOrigin *\nCorsPreserveExisting On\n",
    'fault' => "CorsAllowOrigin *\nCorsAllowCredentials On\n",
    'fault-preserve' => "CorsAllowOrigin null $EVIL\nCorsPreserveExisting On\n",
    'fault-report-only' => "CorsAllowOrigin null $EVIL\nCorsEngine ReportOnly\n",
);
my $h = Httpd->new(
    modules => ['cgi'],
    files => {
        ran => [0666, ''],
        map { ("htdocs/$_/a.cgi" => $app, "htdocs/$_/.htaccess" => "$tenants{$_}CorsPreflight Forward\n") } keys %tenants,
    },
    conf => <<"CONF");
AddHandler cgi-script .cgi
<Directory "\@ROOT\@/htdocs">
    Options +ExecCGI
    CorsTimingAllowOrigin On
    CorsDenyOrigin $EVIL
</Directory>
CONF

sub runs { return length $h->slurp('ran') }

for my $name (sort keys %tenants) {
    my $reason = $name =~ /fault/ ? 'policy-fault' : 'origin-denied';
    my $res = $h->get("/$name/a.cgi", "Origin: $EVIL");
    $h->check("$name: a denied origin", $res, vary => 'Origin', decision => "actual-refused:$reason");
    is($res->field('Timing-Allow-Origin'), undef, "$name: no Timing-Allow-Origin");
    is($res->{body}, 'ran', "$name: the program ran");

    my $before = runs();
    $h->check("$name: preflight of a denied origin", $h->preflight("/$name/a.cgi", $EVIL, 'PUT'), status => 403,
              vary => $PREFLIGHT_VARY,
              decision => "preflight-refused:$reason");
    is(runs() - $before, 0, "$name: preflight of a denied origin: the program does not run");
    $h->preflight("/$name/a.cgi", $A, 'PUT');
    is(runs() - $before, 1, "$name: the preflight of another origin is forwarded");
}
$h->log_ok(allow => [qr/policy-fault/]);
done_testing;
