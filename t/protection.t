#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What the configuration files deny or enforce holds below them, whatever a tenant
# writes into a .htaccess, and also for the file that DirectoryIndex or MultiViews
# picks. What each directive alone cannot lift is in htaccess.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $EVIL) = map { "https://$_.example" } qw(a evil);
my @vary = (vary => 'Origin');
my @vary_preflight = (vary => 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');

# Each runs a program that counts how often, and that allows everyone.
my $app = [0755, <<'CGI'];
#!/bin/sh
cat >/dev/null
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
);
my @places = qw(index enforced);
my $h = Httpd->new(
    modules => [qw(cgi negotiation)],
    files => {
        ran => [0666, ''], 'htdocs/timing/a.txt' => 'a', 'htdocs/timing/report/.htaccess' => "CorsEngine ReportOnly\n",
        (map { ("htdocs/$_/index.cgi" => $app) } 'timing/report', 'timing/off'),
        'htdocs/timing/off/.htaccess' => "CorsEngine Off\n",
        (map { my $place = $_;
               map { ("htdocs/$place/$_/index.cgi" => $app, "htdocs/$place/$_/.htaccess" => $tenants{$_}) } keys %tenants }
             @places, 'forward'),
    },
    conf => <<"CONF");
AddHandler cgi-script .cgi
DirectoryIndex index.cgi
<Directory "\@ROOT\@/htdocs">
    Options +MultiViews +ExecCGI
    MultiviewsMatch Handlers
</Directory>
<Directory "\@ROOT\@/htdocs/index">
    <Files index.cgi>
        CorsDenyOrigin $EVIL
    </Files>
</Directory>
<Directory "\@ROOT\@/htdocs/enforced">
    <Files index.cgi>
        CorsEnforce On
        CorsDenyOrigin $EVIL
    </Files>
</Directory>
<Directory "\@ROOT\@/htdocs/forward">
    CorsDenyOrigin $EVIL
    CorsPreflight Forward
</Directory>
<Directory "\@ROOT\@/htdocs/timing">
    CorsAllowOrigin $A
    CorsTimingAllowOrigin On
    CorsDenyOrigin $EVIL
</Directory>
CONF

sub runs { return length $h->slurp('ran') }

for my $name (sort keys %tenants) {
    my $denied = $name eq 'fault' ? 'policy-fault' : 'origin-denied';
    for my $path ("$name/index.cgi", "$name/", "$name/index") {
        my @negotiated = $path =~ /index$/ ? (vary => 'negotiate, Origin') : @vary;
        $h->check("$path: a denied origin", $h->get("/index/$path", "Origin: $EVIL"), status => 200, @negotiated,
                  decision => "actual-refused:$denied");
        like($h->get("/index/$path")->field('Vary'), qr/Origin/, "$path: Vary without Origin");

        my $before = runs();
        $h->check("$path: a denied origin, enforced", $h->request('POST', "/enforced/$path", ["Origin: $EVIL"], 'x'),
                  status => 403, @vary, decision => "actual-refused:$denied");
        is(runs() - $before, 0, "$path: ... it did not run");
        $before = runs();
        my @origin = $name =~ /any|preserve|report/ ? () : ("Origin: $A");
        is($h->request('POST', "/enforced/$path", \@origin, 'x')->{status}, @origin ? 403 : 200,
           "$path: one that is @{[@origin ? 'not allowed' : 'absent']}, enforced");
        is(runs() - $before, @origin ? 0 : 1, "$path: ... did it run?");
    }
    my $before = runs();
    $h->check("$name: preflight of a denied origin under Forward", $h->preflight("/forward/$name/index.cgi", $EVIL, 'PUT'),
              status => 403, @vary_preflight, decision => "preflight-refused:$denied");
    is(runs() - $before, 0, "$name: ... it did not run");
}
# Others are what the tenant says.
$h->check('any/: another origin', $h->get('/index/any/', "Origin: $A"), 'allow-origin' => '*', @vary,
          decision => 'actual-allowed');
$h->check('off/: another origin', $h->get('/index/off/', "Origin: $A"), 'allow-origin' => '*', @vary,
          decision => 'actual-refused:origin-not-listed');

# Timing-Allow-Origin where the directive is on.
for my $name (qw(report off)) {
    for ([$EVIL, undef], [$A, '*']) {
        my ($origin, $want) = @$_;
        is($h->get("/timing/$name/index.cgi", "Origin: $origin")->field('Timing-Allow-Origin'), $want,
           "timing/$name: Timing-Allow-Origin for $origin");
    }
}
$h->log_ok(allow => [qr/policy-fault/]);
done_testing;
