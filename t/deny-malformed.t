#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# While a deny rule is in force, a malformed Origin counts as denied. Without a deny rule,
# * allows it.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Programs;
use Test::More;

my ($A, $EVIL) = qw(https://a.example https://evil.example);

# Spellings of the host that a rule denies => the reason word.
my %values = (
    (map { ($_ => 'origin-denied') } $EVIL, 'https://x.evil.example', 'https://x.y.evil.example',
         "$EVIL.", 'https://x.evil.example.', 'https://x.y.evil.example.'),
    (map { ($_ => 'origin-malformed') }
         # Hosts that are valid in the URL standard, but that the module does not
         # accept.
         'https://a~b.evil.example', 'https://x{y.evil.example', 'https://x}y.evil.example', 'https://x!y.evil.example',
         'https://x$y.evil.example', 'https://x&y.evil.example', 'https://x\'y.evil.example', 'https://x(y).evil.example',
         'https://x*y.evil.example', 'https://x+y.evil.example', 'https://x,y.evil.example', 'https://x;y.evil.example',
         'https://x=y.evil.example', 'https://x"y.evil.example', 'https://x`y.evil.example',
         'https://' . 'a' x 64 . '.evil.example', 'https://' . 'a.' x 200 . 'evil.example',
         # Spellings that no browser sends, but other clients might.
         'https://EVIL.example', 'https://evil.EXAMPLE', 'HTTPS://evil.example', "$EVIL/", "$EVIL/x", "$EVIL?x",
         "$EVIL#x", "$EVIL:443", "$EVIL:", "$EVIL:0", "$EVIL:08443", "$EVIL:65536", "$EVIL..", 'https://.evil.example',
         'https://x..evil.example', 'https://u@evil.example', 'https:evil.example', 'https:/evil.example',
         'https:///evil.example', '//evil.example', 'evil.example', "$EVIL $A", "$EVIL, $A", "$A, $EVIL", "$EVIL,",
         "$EVIL\t$A", 'https://evil%2eexample', "https://\xc3\xa9vil.example", "$EVIL\\", '', 'Null', 'null,null',
         'https://evil.example.:443', 'https://evil.example./', 'https://127.0.0.1.', 'https://127.1', 'https://[::1',
         'https://[0:0:0:0:0:0:0:1]', '*', 'x' x 400),
);

my $RULES = "CorsDenyOrigin $EVIL https://*.evil.example";
my %policies = (
    # path => configuration, Access-Control-Allow-Origin for another origin
    deny => [$RULES, 'own'],
    preserve => ["$RULES\nCorsPreserveExisting On", 'own'],
    star => ["$RULES\nCorsAllowOrigin *", '*'],
    'star-preserve' => ["$RULES\nCorsAllowOrigin *\nCorsPreserveExisting On", 'own'],
    list => ["$RULES\nCorsAllowOrigin $A https://b.example", $A],
    'list-preserve' => ["$RULES\nCorsAllowOrigin $A https://b.example\nCorsPreserveExisting On", 'own'],
    regex => ["$RULES\nCorsAllowOriginMatch .*", $A],
    credentials => ["$RULES\nCorsAllowOrigin $A https://b.example\nCorsAllowCredentials On", $A],
    timing => ["$RULES\nCorsAllowOrigin *\nCorsTimingAllowOrigin On", '*'],
    forward => ["$RULES\nCorsAllowOrigin *\nCorsPreflight Forward", '*'],
    enforce => ["$RULES\nCorsAllowOrigin *\nCorsEnforce On", '*'],
    every => ["CorsDenyOrigin *", undef],
);
# Lines that a tenant adds in a directory where the configuration files deny an origin.
my %tenants = (
    silent => ['', 'own'],
    off => ["CorsEngine Off\n", 'own'],
    any => ["CorsAllowOrigin *\n", '*'],
    'any-preserve' => ["CorsAllowOrigin *\nCorsPreserveExisting On\n", 'own'],
    report => ["CorsAllowOrigin *\nCorsEngine ReportOnly\n", 'own'],
    header => ["Header always set Access-Control-Allow-Origin *\nHeader set Access-Control-Allow-Origin *\n", undef],
    unset => ["RequestHeader unset Origin\n", undef],
);
my $h = Httpd->new(
    modules => [qw(headers cgi)],
    files => { program_files('cgi/act', map { "htdocs/$_/act.cgi" } keys %tenants),
               map { ("htdocs/$_/.htaccess" => $tenants{$_}[0]) } keys %tenants },
    conf => join('', map { "ScriptAlias /$_ \"\@ROOT\@/cgi/act\"\n<Location /$_>\n$policies{$_}[0]\n</Location>\n" }
                     sort(keys %policies))
        . <<"CONF");
AddHandler cgi-script .cgi
<Directory "\@ROOT\@/htdocs">
    $RULES
</Directory>
Redirect 303 /deny/moved https://other.example/
ScriptAlias /lifted "\@ROOT\@/cgi/act"
<Location /lifted>
    $RULES
    CorsEngine Off
</Location>
ScriptAlias /constant "\@ROOT\@/cgi/act"
<Location /constant>
    CorsAllowOrigin *
</Location>
ScriptAlias /not-constant "\@ROOT\@/cgi/act"
<Location /not-constant>
    CorsAllowOrigin * $A
</Location>
ScriptAlias /only-list "\@ROOT\@/cgi/act"
<Location /only-list>
    CorsAllowOrigin $A https://b.example
</Location>
CONF

# All values at three paths, one value of each kind at all other paths.
my @few = ($EVIL, "$EVIL.", 'https://x.evil.example.', 'https://x{y.evil.example', "$EVIL/", "$A, $EVIL", '', 'x' x 400);
my %thorough = map { $_ => 1 } qw(/deny /star /silent/act.cgi);
sub values_at { return $thorough{$_[0]} ? sort keys %values : @few }
sub shown { return length $_[0] > 60 ? substr($_[0], 0, 60) . '...' : $_[0] =~ s/[^ -~]/?/gr }

my %paths = ((map { ("/$_" => $policies{$_}[1]) } keys %policies),
             map { ("/$_/act.cgi" => $tenants{$_}[1]) } keys %tenants);
for my $path (sort keys %paths) {
    my $enforced = $path eq '/enforce';
    for my $origin (values_at($path)) {
        my $label = "$path, '" . shown($origin) . "'";
        my $reason = $path eq '/every' && $values{$origin} ne 'origin-malformed' ? 'origin-denied' : $values{$origin};
        my ($res, $runs) = watched($h, 'GET', $path, ["Origin: $origin"]);
        $h->check($label, $res, status => $enforced ? 403 : 200, vary => 'Origin', decision => "actual-refused:$reason");
        is($res->field('Timing-Allow-Origin'), undef, "$label: no Timing-Allow-Origin") if $path eq '/timing';
        is($runs, $enforced ? 0 : 1, "$label: how often the program ran");
    }
    next unless defined $paths{$path};
    my $res = $h->get($path, "Origin: $A");
    is($res->field('Access-Control-Allow-Origin'), $paths{$path} eq 'own' ? $A : $paths{$path}, "$path: $A is not denied");
}

# A preflight is refused like that of a denied origin, whether mod_cors or the
# application would answer it.
for my $path (qw(/deny /star /star-preserve /list /forward /enforce /every /silent/act.cgi /off/act.cgi
              /any/act.cgi /any-preserve/act.cgi)) {
    for my $origin (values_at($path)) {
        my ($res, $runs) = watched($h, 'OPTIONS', $path, ["Origin: $origin", 'Access-Control-Request-Method: PUT']);
        my $label = "$path, preflight of '" . shown($origin) . "'";
        $h->check($label, $res, status => 403, decision => "preflight-refused:$values{$origin}",
                  vary => $PREFLIGHT_VARY);
        is($runs, 0, "$label: no program runs");
    }
}

# Several Origin lines, a redirect, a missing file.
for my $path (qw(/deny /star /preserve /silent/act.cgi)) {
    for my $origins ([$EVIL, $A], [$A, $EVIL], [$EVIL, $EVIL], [$A, ''], ['', '']) {
        my $res = $h->get($path, map { "Origin: $_" } @$origins);
        $h->check("$path, fields of @$origins", $res, vary => 'Origin', decision => 'actual-refused:origin-malformed');
    }
}
for (['/deny/moved', 303], ['/silent/missing', 404]) {
    my ($path, $status) = @$_;
    for my $origin ("$EVIL.", 'https://x{y.evil.example') {
        $h->check("$path, $origin", $h->get($path, "Origin: $origin"), status => $status, vary => 'Origin',
                  decision => "actual-refused:$values{$origin}");
    }
}

# Where a section lifts the rule, and where there is no rule.
for my $origin (@few, 'null,null', "https://\xc3\xa9vil.example", 'https://a~b.evil.example', 'https://127.0.0.1.') {
    my $label = shown($origin);
    my $res = $h->get('/lifted', "Origin: $origin");
    is($res->{decision}, undef, "/lifted, '$label': nothing is in force");
    for (['/constant', undef, ''], ['/not-constant', 'Origin', 'Origin, ']) {
        my ($path, $vary) = @$_;
        $h->check("$path, '$label'", $h->get($path, "Origin: $origin"), 'allow-origin' => '*', vary => $vary,
                  decision => 'actual-allowed');
        $h->check("$path, preflight of '$label'", $h->preflight($path, $origin, 'GET'), status => 204,
                  'allow-origin' => '*', vary => $PREFLIGHT_VARY, decision => 'preflight-allowed');
    }
    my $is_valid = $origin =~ m{^https://(?:x[.](?:y[.])?)?evil[.]example[.]?$};
    my $reason = $is_valid ? 'origin-not-listed' : 'origin-malformed';
    $h->check("/only-list, '$label'", $h->get('/only-list', "Origin: $origin"), vary => 'Origin',
              decision => "actual-refused:$reason");
    $h->check("/only-list, preflight of '$label'", $h->preflight('/only-list', $origin, 'GET'), status => 403,
              vary => $PREFLIGHT_VARY, decision => "preflight-refused:$reason");
}
# null is not malformed: with * and a deny rule, it is not listed.
$h->check('null under * and a deny rule', $h->get('/star', 'Origin: null'), vary => 'Origin',
          decision => 'actual-refused:origin-not-listed');
$h->check('null, with a deny rule and without a policy', $h->get('/deny', 'Origin: null'), vary => 'Origin', 'allow-origin' => 'null',
          'allow-credentials' => 'true', decision => 'any');

# ---- rules with a final dot, and for applications ---------------------------------

my %rules = (
    # rule => origins that it denies, and others
    "$EVIL." => [["$EVIL."], [$EVIL, $A]],
    'https://*.evil.example' => [['https://x.evil.example', 'https://x.evil.example.'], [$EVIL, "$EVIL."]],
    'https://evil.example:8443' => [['https://evil.example:8443', 'https://evil.example.:8443'], [$EVIL, "$EVIL."]],
    'http://localhost:*' => [['http://localhost', 'http://localhost:8080', 'http://localhost.:8080', 'http://localhost.'], [$A]],
    'app://evil' => [['app://evil'], ['app://.', 'app://EVIL', $A]],
    'app://.' => [['app://.'], ['app://evil', $A]],
    'moz-extension://*' => [['moz-extension://0504F00C-80EF'], ['moz-extensions://x', $A]],
    'file://' => [['file://'], [$A]],
);
for my $rule (sort keys %rules) {
    my ($ok, $output) = Httpd->syntax("CorsAllowOrigin *\nCorsDenyOrigin $rule");
    ok($ok, "CorsDenyOrigin $rule is accepted") or diag $output;
    next unless $ok;
    my $one = Httpd->new(files => { 'htdocs/a.txt' => 'a' }, conf => "CorsAllowOrigin *\nCorsDenyOrigin $rule\n");
    for my $i (0, 1) {
        for my $origin (@{$rules{$rule}[$i]}) {
            $one->check("CorsDenyOrigin $rule: $origin", $one->get('/a.txt', "Origin: $origin"), vary => 'Origin',
                        $i ? ('allow-origin' => '*', decision => 'actual-allowed')
                        : (decision => 'actual-refused:origin-denied'));
        }
    }
    $one->log_ok(allow => [qr/\[cors:warn\]/]);
}

$h->log_ok(allow => [qr/\[cors:warn\]/]);
done_testing;
