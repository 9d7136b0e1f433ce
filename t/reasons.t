#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every value of CORS_DECISION in the code has a request that causes it. The log line is as
# the manual shows it and names the line that decided, and the value is kept through every
# kind of internal redirect. A value without a request is a failure.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Files;
use Httpd;
use Test::More;

my $TOP = Httpd->top_srcdir;
my $manual = slurp("$TOP/docs/directives.md");
my ($log_format) = $manual =~ /^((?:    \w+ .*\n)*    CustomLog .*env=CORS_DECISION\n)/m;
my @shown = $manual =~ /^    ((?:actual|preflight)-\S+ '\S+' [A-Z]+ \/\S*(?: (?:method|header) '\S+')? \(.*\))$/mg;
my @values = sort keys %{{ map { $_ => 1 }
    slurp("$TOP/src/policy/cors_decision.c") =~ /"((?:actual|preflight|not-governed)[-:][\w:-]+|same-origin)"/g }};
cmp_ok(scalar @values, '>', 12, 'the code has more than 12 values');

my $ENV_CGI = <<'CGI';
#!/bin/sh
printf 'Content-Type: text/plain\n\n(%s)' "$CORS_DECISION"
CGI
my $h = Httpd->new(
    modules => [qw(actions cgi dbd negotiation rewrite watchdog)],
    files => {
        # As in the manual's examples: the policy is at line 12.
        'api.conf' => "# api\n" x 11 . "CorsAllowOrigin https://*.example\n"
            . "CorsDenyOrigin https://denied.example\nCorsAllowMethods PUT\n"
            . "CorsAllowHeaders X-A\n",
        'fault.conf' => "CorsAllowCredentials On\n",
        'regex.conf' => "CorsAllowCredentials On\nCorsAllowOriginMatch http://[a-z]+\\.test\n",
        'enforce.conf' => "CorsEnforce On\n",
        'if.conf' => qq(<If "false">\nCorsAllowOrigin https://a.example\n</If>\n),
        'list.conf' => "CorsAllowOrigin list:tenants\n",
        'cgi/env' => [0755, $ENV_CGI],
        'cgi/local' => [0755, "#!/bin/sh\nprintf 'Location: /cgi/env\\n\\n'\n"],
        'htdocs/api/a.txt' => 'a',
        'htdocs/fault/.htaccess' => "CorsAllowOrigin *\n",
        'htdocs/fault/a.txt' => 'a',
        'htdocs/api/rewrite/.htaccess' => "RewriteEngine On\nRewriteRule ^once\$ /cgi/env [L]\n"
            . "RewriteRule ^twice\$ /api/rewrite/once [L]\n",
        'htdocs/api/index/.htaccess' => "DirectoryIndex /cgi/env\n",
        'htdocs/api/fallback/.htaccess' => "FallbackResource /cgi/env\n",
        'htdocs/api/error/.htaccess' => "ErrorDocument 404 /cgi/env\n",
        'htdocs/api/closed/.htaccess' => "Require all denied\nErrorDocument 403 /cgi/env\n",
        'htdocs/api/views/page.env' => 'page',
        'htdocs/api/views/.htaccess' => "Options +MultiViews\n",
        'htdocs/api/actions/a.env' => 'a',
    },
    conf => $log_format . <<'CONF');
# A database that does not exist.
DBDriver sqlite3
DBDParams @ROOT@/no/database
DBDPersist Off
CorsOriginList tenants "dbd:SELECT origin FROM cors_origin"
<Location "/list">
    Include "@ROOT@/list.conf"
</Location>
ScriptAlias /cgi "@ROOT@/cgi"
AddHandler env .env
Action env /cgi/env
AddType text/plain .env
<Location "/api">
    Include "@ROOT@/api.conf"
</Location>
<Directory "@ROOT@/htdocs/fault">
    Include "@ROOT@/fault.conf"
</Directory>
<Location "/regex">
    Include "@ROOT@/regex.conf"
</Location>
<Location "/enforce">
    Include "@ROOT@/enforce.conf"
</Location>
<Location "/if">
    Include "@ROOT@/if.conf"
</Location>
RedirectMatch 403 ^/api/closed-early
<Location "/api/local">
    SetHandler local
</Location>
Action local /cgi/local virtual
CONF

my ($A, $X, $PATH) = ('https://a.example', 'https://b.test', '/api/a.txt');
my $here = 'http://localhost:' . $h->port;
my @rows = (
    # value, path, origin, method and names of a preflight, deciding rule, other field lines
    ['same-origin', $PATH, $here, undef, 'policy at api.conf:12'],
    ['actual-allowed', $PATH, $A, undef, "by 'https://*.example' at api.conf:12"],
    ['actual-refused:origin-not-listed', $PATH, $X, undef, 'policy at api.conf:12'],
    ['actual-refused:origin-not-listed', '/enforce', $X, undef, 'no policy'],
    ['actual-refused:origin-denied', $PATH, 'https://denied.example', undef,
     "by 'https://denied.example' at api.conf:13"],
    ['actual-refused:origin-malformed', $PATH, "$A/", undef, 'policy at api.conf:12'],
    ['actual-refused:origin-insecure', '/regex', 'http://a.test', undef,
     "by 'http://[a-z]+\\\\.test' at regex.conf:2"],
    ['actual-refused:policy-fault', '/fault/a.txt', $A, undef, 'policy at htdocs/fault/.htaccess:1'],
    ['actual-refused:credentials-not-allowed', $PATH, $A, undef, "by 'https://*.example' at api.conf:12",
     'Cookie: a=b', 'Sec-Fetch-Mode: cors'],
    ['actual-refused:list-unavailable', '/list', $A, undef, "by 'list:tenants' at list.conf:1"],
    ['not-governed:no-condition-met', '/if', $A, undef, 'policy at if.conf:2'],
    ['preflight-allowed', $PATH, $A, ['PUT', 'x-a'], "by 'https://*.example' at api.conf:12"],
    ['preflight-refused:origin-not-listed', $PATH, $X, ['PUT'], 'policy at api.conf:12'],
    ['preflight-refused:origin-denied', $PATH, 'https://denied.example', ['PUT'],
     "by 'https://denied.example' at api.conf:13"],
    ['preflight-refused:origin-malformed', $PATH, 'a.example', ['PUT'], 'policy at api.conf:12'],
    ['preflight-refused:origin-insecure', '/regex', 'http://a.test', ['PUT'],
     "by 'http://[a-z]+\\\\.test' at regex.conf:2"],
    ['preflight-refused:early-response', '/api/closed-early', $A, ['PUT'], 'policy at api.conf:12'],
    ['preflight-refused:method-not-allowed', $PATH, $A, ['PATCH'], 'policy at api.conf:14'],
    ['preflight-refused:header-not-allowed', $PATH, $A, ['PUT', 'x-b'], 'policy at api.conf:15'],
    ['preflight-refused:policy-fault', '/fault/a.txt', $A, ['PUT'],
     'policy at htdocs/fault/.htaccess:1'],
    ['preflight-refused:list-unavailable', '/list', $A, ['PUT'], "by 'list:tenants' at list.conf:1"],
);

my %row = map { $_->[0] => 1 } @rows;
is_deeply([sort keys %row], \@values, 'each value has a row, and each row is a value');

my @said;       # the debug lines, without the folder of this test
for (@rows) {
    my ($value, $path, $origin, $ask, $place, @more) = @$_;
    my $label = "$value: $path, $origin" . ($ask ? ", @$ask" : '');
    my ($log, $lines) = map { length $h->slurp("logs/$_") } qw(error_log cors_log);
    my $res = $ask ? $h->preflight($path, $origin, @$ask) : $h->get($path, "Origin: $origin", @more);
    is($res->{decision}, $value, $label);
    my @written = map { s/.*\] (?=[\w-]+[-:]\w)//r =~ s{\Q${\$h->root}\E/}{}gr }
        grep { /\[cors:debug\]/ } split /\n/, substr $h->slurp('logs/error_log'), $log;
    my $method = $ask ? $ask->[0] : 'GET';
    my $culprit = $value =~ /method-not/ ? " method '$ask->[0]'" : $value =~ /header-not/ ? " header '$ask->[1]'" : '';
    my $rule = $value =~ /early-response/ ? qr/\(.* at api\.conf:12\)/ : qr/\Q($place)\E/;
    like(join("\n", @written), qr/\A\Q$value '$origin' $method $path$culprit\E $rule\z/, "$label: the debug line");
    push @said, @written;
    my $request = $ask ? 'OPTIONS' : 'GET';
    like(substr($h->slurp('logs/cors_log'), $lines),
         qr{\A127\.0\.0\.1 \[[^]]+\] "$request \Q$path\E HTTP/1\.1" $res->{status} "\Q$origin\E" \Q$value\E\n\z},
         "$label: the line of the manual's LogFormat");
}
is(scalar @shown, 2, 'the manual shows two lines');
for my $line (@shown) {
    ok(scalar(grep { $_ eq $line =~ s{ /\S* }{ $PATH }r } @said), "the log has the manual's line: $line");
}

# Without Origin, or where no policy is in force, the manual's log has no line.
my $before = length $h->slurp('logs/cors_log');
$h->get($PATH);
$h->get('/', "Origin: $A");
is(substr($h->slurp('logs/cors_log'), $before), '', 'the manual\'s log has only CORS requests');

# ---- internal redirects --------------------------------------------------------

my %CHAIN = (
    'a rewrite in .htaccess' => '/api/rewrite/once',
    'two rewrites in .htaccess' => '/api/rewrite/twice',
    'DirectoryIndex' => '/api/index/',
    'FallbackResource' => '/api/fallback/x',
    'ErrorDocument for 404' => '/api/error/x',
    'ErrorDocument for 403' => '/api/closed/x',
    'MultiViews and Action' => '/api/views/page',
    'Action' => '/api/actions/a.env',
    'a CGI redirect, after an Action' => '/api/local',
);
for my $kind (sort keys %CHAIN) {
    for ([$A, 'actual-allowed'], [$X, 'actual-refused:origin-not-listed'], [$here, 'same-origin'], [undef, '']) {
        my ($origin, $value) = @$_;
        my $res = $h->get($CHAIN{$kind}, defined $origin ? "Origin: $origin" : ());
        is($res->{body}, "($value)", "$kind, " . ($origin // 'no Origin') . ': the last URL of the chain sees it');
        is($res->{decision} // '', $value, "$kind: the log has it");
    }
}

$h->log_ok(allow => [qr/policy-fault: no origin is allowed here/, qr/AH01630: client denied/, qr/list 'tenants'|\[dbd:(?:error|crit)\]/]);
done_testing;
