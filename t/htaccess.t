#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A tenant's .htaccess: where AllowOverride permits directives, which are refused there, and
# which rules of the administrator it cannot lift.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my ($A, $EVIL) = qw(https://a.example https://evil.example);
my $TWO = "CorsAllowOrigin https://a.example https://b.example\n";
sub origins { return join '', map { "CorsAllowOrigin https://o$_.example https://p$_.example\n" } 1 .. $_[0] / 2 }
sub regexes { return join '', map { "CorsAllowOriginMatch https://r$_\[.]example\n" } 1 .. shift }

my %tenants = (
    # directory => .htaccess
    'tenant' => $TWO,
    'plain' => '',
    'ifmodule' => "<IfModule mod_cors.c>\n$TWO</IfModule>\n<IfModule !mod_cors.c>\nNonsense\n</IfModule>\n",
    'ignored' => $TWO,
    'fileinfo' => $TWO,
    'authconfig' => $TWO,
    'list' => "CorsAllowOrigin https://a.example https://b.example\n",
    'list-other' => "${TWO}CorsMaxAge 5\n",
    'bad-origin' => "CorsAllowOrigin https://a.example/\n",
    'bad-age' => "${TWO}CorsMaxAge 1h\n",
    'bad-engine' => "${TWO}CorsEngine Maybe\n",
    'bad-method' => "${TWO}CorsAllowMethods P@\n",
    'limit' => "<Limit GET>\n$TWO</Limit>\n",
    'limit-except' => "<LimitExcept GET>\n$TWO</LimitExcept>\n",
    'tolerate' => "${TWO}CorsDangerouslyTolerate NullOrigin\n",
    'tolerate-list' => "${TWO}CorsDangerouslyTolerate NullOrigin\n",
    'except-list' => "${TWO}CorsEnforceExcept https://login.example\n",
    'null' => "CorsAllowOrigin null\n",
    'patterns-1000' => origins(1000),
    'patterns-1001' => origins(1000) . "CorsAllowOrigin https://o.example\n",
    'patterns-files' => origins(600) . "<Files x>\n" . origins(600) . "</Files>\n",
    'regexes-16' => regexes(16),
    'regexes-17' => regexes(17),
    'patterns-deep' => origins(600),
    'patterns-deep/er' => origins(1000) =~ s/ https/ +https/gr,
    'both-limits' => origins(1000) . regexes(16),
    # Directories that tenants configure, below a deny rule of the administrator.
    'guarded/allow' => "CorsAllowOrigin $EVIL $A\n",
    'guarded/plus' => "CorsAllowOrigin +$EVIL +$A\n",
    'guarded/any' => "CorsAllowOrigin *\n",
    'guarded/regex' => "CorsAllowOriginMatch https://(evil|a)[.]example\n",
    'guarded/files' => "<Files a.txt>\nCorsAllowOrigin $EVIL $A\n</Files>\n",
    'guarded/if' => "<If \"true\">\nCorsAllowOrigin $EVIL $A\n</If>\n",
    'guarded/deny' => "CorsAllowOrigin $EVIL $A\nCorsDenyOrigin https://other.example\n",
    'guarded/off' => "CorsEngine Off\nHeader set Access-Control-Allow-Origin $EVIL\n",
    'guarded/off-always' => "CorsEngine Off\nHeader always set Access-Control-Allow-Origin $EVIL\n",
    'guarded/off-files' => "<Files a.txt>\nCorsEngine Off\n</Files>\n"
        . "Header set Access-Control-Allow-Origin $EVIL\n",
    'guarded/off-allow' => "CorsEngine Off\nCorsAllowOrigin $EVIL $A\n",
    'guarded/off-if' => "<If \"true\">\nCorsEngine Off\n</If>\nHeader set Access-Control-Allow-Origin $EVIL\n",
    'guarded/off-enforce' => "CorsEngine Off\nCorsEnforce Off\nHeader set Access-Control-Allow-Origin $EVIL\n",
    'guarded/preserve' => "CorsAllowOrigin $EVIL $A\nCorsPreserveExisting On\n",
    'guarded/off-preserve' => "CorsEngine Off\nCorsPreserveExisting On\n"
        . "Header set Access-Control-Allow-Origin $EVIL\n",
    'guarded/preserve-off' => "CorsAllowOrigin $EVIL $A\nCorsPreserveExisting On\n"
        . "Header set Access-Control-Allow-Origin $EVIL\n",
    'guarded/forward' => "CorsAllowOrigin $EVIL $A\nCorsPreflight Forward\n",
    'guarded/report-off' => "CorsAllowOrigin $EVIL $A\nCorsEngine ReportOnly\n"
        . "Header set Access-Control-Allow-Origin $EVIL\n",
    'guarded/report-off-always' => "CorsEngine ReportOnly\n"
        . "Header always set Access-Control-Allow-Origin $EVIL\n",
    'guarded/report-off-if' => "<If \"true\">\nCorsEngine ReportOnly\n</If>\n"
        . "CorsAllowOrigin $EVIL $A\nHeader set Access-Control-Allow-Origin $EVIL\n",
    'guarded/timing' => "CorsAllowOrigin $EVIL $A\nCorsTimingAllowOrigin On\n",
    'lifted/off' => "Header set Access-Control-Allow-Origin $EVIL\n",
    'lifted/off-again' => "CorsEngine Off\nHeader set Access-Control-Allow-Origin $EVIL\n",
    # Directories that tenants configure, below enforcement of the administrator.
    'enforced/nothing' => '',
    'enforced/enforce' => "CorsEnforce Off\n",
    'enforced/engine' => "CorsEngine Off\n",
    'enforced/both' => "CorsEnforce Off\nCorsEngine Off\n",
    'enforced/files' => "<Files a.txt>\nCorsEnforce Off\nCorsEngine Off\n</Files>\n",
    'enforced/if' => "<If \"true\">\nCorsEnforce Off\nCorsEngine Off\n</If>\n",
    'enforced/none' => "CorsAllowOrigin None\n",
    'enforced/deny' => "CorsDenyOrigin https://other.example\nCorsEnforce Off\n",
    'enforced/fault' => "CorsAllowOrigin * $EVIL\nCorsAllowCredentials On\nCorsEnforce Off\n",
    'enforced/off' => "CorsEngine Off\n",
    'enforced/off/on' => "CorsEngine On\nCorsEnforce Off\n",
    'enforced/report' => "CorsEngine ReportOnly\nCorsEnforce Off\n",
    'enforced/report-if' => "<If \"true\">\nCorsEngine ReportOnly\n</If>\n",
    'enforced/preserve' => "CorsPreserveExisting On\nHeader set Access-Control-Allow-Origin $EVIL\n",
    'enforced/forward' => "CorsPreflight Forward\n",
    'enforced/allow' => "CorsAllowOrigin $EVIL\n",
    # A tenant enforces, and lifts this in an inner directory; configuration files do too.
    'tenant-enforces' => "CorsEnforce On\n",
    'tenant-enforces/files' => "<Files a.txt>\nCorsEngine Off\n</Files>\n",
    'tenant-enforces/lifted' => "CorsEnforce Off\n",
    'enforced/lifted-enforce' => '',
    'enforced/lifted-engine' => "CorsEnforce On\n",
    'enforced/lifted-report' => "CorsEnforce On\n",
);
my $h = Httpd->new(
    modules => ['headers'],
    files => { map { ("htdocs/$_/.htaccess" => $tenants{$_}, "htdocs/$_/a.txt" => 'a') }
                   keys %tenants },
    conf => <<'CONF');
<Directory "@ROOT@/htdocs/ignored">
    AllowOverride None
</Directory>
<Directory "@ROOT@/htdocs/fileinfo">
    AllowOverride FileInfo
</Directory>
<Directory "@ROOT@/htdocs/authconfig">
    AllowOverride AuthConfig Indexes Limit Options
</Directory>
<Directory "@ROOT@/htdocs/list">
    AllowOverride None
    AllowOverrideList CorsAllowOrigin
</Directory>
<Directory "@ROOT@/htdocs/list-other">
    AllowOverride None
    AllowOverrideList CorsAllowOrigin
</Directory>
<Directory "@ROOT@/htdocs/tolerate-list">
    AllowOverride All
    AllowOverrideList CorsAllowOrigin CorsDangerouslyTolerate
</Directory>
<Directory "@ROOT@/htdocs/except-list">
    AllowOverride None
    AllowOverrideList CorsAllowOrigin CorsEnforceExcept
</Directory>
<Directory "@ROOT@/htdocs/guarded">
    CorsDenyOrigin https://evil.example
</Directory>
<Directory "@ROOT@/htdocs/enforced">
    CorsEnforce On
    CorsAllowOrigin https://a.example
</Directory>
<Directory "@ROOT@/htdocs/enforced/lifted-enforce">
    CorsEnforce Off
</Directory>
<Directory "@ROOT@/htdocs/enforced/lifted-engine">
    CorsEngine Off
</Directory>
<Directory "@ROOT@/htdocs/enforced/lifted-report">
    CorsEngine ReportOnly
</Directory>
<Directory "@ROOT@/htdocs/lifted">
    CorsDenyOrigin https://evil.example
    CorsEngine Off
</Directory>
CONF

my %allowed = ('allow-origin' => $A, vary => 'Origin', decision => 'actual-allowed');
$h->check("$_: the policy is in force", $h->get("/$_/a.txt", "Origin: $A"), %allowed)
    for qw(tenant ifmodule fileinfo list);
$h->check("$_: nothing is in force", $h->get("/$_/a.txt", "Origin: $A")) for qw(plain ignored);

# Errors: 500, and the sentence in the log.
my @rows = (
    # directory, message in the log
    ['authconfig', qr/CorsAllowOrigin not allowed here/],
    ['list-other', qr/CorsMaxAge not allowed here/],
    ['bad-origin', qr{CorsAllowOrigin: 'https://a\.example/' .+}],
    ['bad-age', qr/CorsMaxAge: '1h' .+/],
    ['bad-engine', qr/CorsEngine: 'Maybe' .+/],
    ['bad-method', qr/CorsAllowMethods: 'P\@' .+/],
    ['limit', qr/CorsAllowOrigin.+Limit/],
    ['limit-except', qr/CorsAllowOrigin.+Limit/],
    ['tolerate', qr/CorsDangerouslyTolerate/],
    ['tolerate-list', qr/CorsDangerouslyTolerate/],
    ['except-list', qr/CorsEnforceExcept: 'https:\/\/login\.example' cannot be excepted/],
    ['patterns-1001', qr/.+\b1,?000\b/],
    ['patterns-files', qr/.+\b1,?000\b/],
    ['regexes-17', qr/.+\b16\b/],
);
for (@rows) {
    my ($name, $sentence) = @$_;
    my $before = length $h->log_text;
    my $res = $h->get("/$name/a.txt", "Origin: $A");
    is($res->{status}, 500, "$name: 500");
    is($res->field('Access-Control-Allow-Origin'), undef, "$name: no field");
    like(substr($h->log_text, $before), qr{\[core:alert\].*/\Q$name\E/\.htaccess: $sentence},
         "$name: the log says why");
}

# Legal, but not tolerated by the configuration: refused, never allowed.
for my $origin ('null', $A) {
    $h->check("null: $origin", $h->get('/null/a.txt', "Origin: $origin"), vary => 'Origin',
              decision => 'actual-refused:policy-fault');
}

# The limits of one .htaccess: the maximum number is accepted and matched.
for (['patterns-1000', 'https://p500.example'], ['regexes-16', 'https://r16.example'],
     ['patterns-deep/er', 'https://p500.example'], ['both-limits', 'https://o1.example'], ['both-limits', 'https://r1.example']) {
    my ($name, $origin) = @$_;
    $h->check("$name: $origin", $h->get("/$name/a.txt", "Origin: $origin"),
              %allowed, 'allow-origin' => $origin);
}

# What an administrator denies, no .htaccess allows.
my %denied = (vary => 'Origin', decision => 'actual-refused:origin-denied');
for my $name (sort grep { m{^guarded/} } keys %tenants) {
    $h->check("$name: denied", $h->get("/$name/a.txt", "Origin: $EVIL"), %denied);
    $h->check("$name: denied, 404", $h->get("/$name/missing", "Origin: $EVIL"),
              %denied, status => 404);
    $h->check("$name: preflight, denied", $h->preflight("/$name/a.txt", $EVIL, 'GET'),
              status => 403, vary => 'any', decision => 'preflight-refused:origin-denied');
    is($h->get("/$name/a.txt", "Origin: $EVIL")->field('Timing-Allow-Origin'), undef,
       "$name: denied, no Timing-Allow-Origin");
    next if $name =~ /off/;
    $h->check("$name: the origin that the tenant allows", $h->get("/$name/a.txt", "Origin: $A"), %allowed,
              $name =~ /any/ ? ('allow-origin' => '*') : ());
}
my @off = (vary => 'Origin', decision => 'any');
$h->check('guarded/off: other origins get the field of the application',
          $h->get('/guarded/off/a.txt', "Origin: $A"), @off, 'allow-origin' => $EVIL);
$h->check('guarded/off-allow: the policy is off', $h->get('/guarded/off-allow/a.txt', "Origin: $A"),
          @off);
$h->check("lifted/$_: Off in the configuration files lifts the rule",
          $h->get("/lifted/$_/a.txt", "Origin: $EVIL"), 'allow-origin' => $EVIL) for 'off', 'off-again';

# What an administrator enforces, no .htaccess lifts; it can only allow origins.
for my $name (sort grep { m{^enforced/(?!allow|lifted)} } keys %tenants) {
    for my $origin ($EVIL, 'null') {
        my $res = $h->get("/$name/a.txt", "Origin: $origin");
        $h->check("$name: enforced against $origin", $res, status => 403, vary => 'Origin', decision => 'any');
        like($res->{decision}, qr/^actual-refused:/, "$name: $origin: decision");
        is($h->request('POST', "/$name/a.txt", ["Origin: $origin"], 'a=b')->{status}, 403,
           "$name: a form of $origin");
    }
    # CorsPreflight Forward of a tenant does not make the refused preflight run a handler.
    is($h->preflight("/$name/a.txt", $EVIL, 'GET')->{status}, 403, "$name: the preflight of $EVIL")
        if $name =~ /forward|preserve|nothing/;
    is($h->get("/$name/a.txt")->{status}, 200, "$name: no Origin passes");
    is($h->get("/$name/a.txt", 'Origin: http://localhost:' . $h->port)->{status}, 200,
       "$name: same-origin passes");
}
$h->check('enforced/allow: the origin that the tenant allows', $h->get('/enforced/allow/a.txt', "Origin: $EVIL"),
          %allowed, 'allow-origin' => $EVIL);
is($h->get('/tenant-enforces/a.txt', "Origin: $EVIL")->{status}, 403, 'a tenant can enforce');
for my $name (qw(tenant-enforces/files tenant-enforces/lifted enforced/lifted-enforce enforced/lifted-engine
             enforced/lifted-report)) {
    is($h->get("/$name/a.txt", "Origin: $EVIL")->{status}, 200, "$name: lifted");
}

$h->log_ok(allow => [qr/\[core:alert\].*\.htaccess: /,
                     qr{\[cors:error\].*/(?:null/\.htaccess:1|enforced/fault/\.htaccess:[12])\b}]);
done_testing;
