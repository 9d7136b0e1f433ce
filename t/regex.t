#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsAllowOriginMatch: the regular expression must match the whole serialized origin.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use IO::Select;
use IO::Socket::INET;
use Test::More;

my $many_groups = '(?:https://(?:(?:k|kk)+l|k+)|' . '()' x 3000 . ')[.]example';
my $many_steps = 'https://' . 'k' x 16 . '.example';
my @rows = (
    # regex, origins it allows, origins it must not allow
    ['https://[a-z]+[.]example[.]com', ['https://a.example.com', 'https://abc.example.com'],
     ['https://a.example.com.evil.com', 'https://A.example.com', 'https://1.example.com',
      'https://a.b.example.com', 'http://a.example.com', 'https://a.example.com:8443',
      'xhttps://a.example.com', 'https://aXexample.com']],
    # Neither side of an alternative is open.
    ['https://a[.]example|https://b[.]example', ['https://a.example', 'https://b.example'],
     ['https://a.example.evil', 'https://a.examplehttps://b.example', 'xhttps://b.example',
      'https://a.example:80']],
    ['https://a[.]example|https://a[.]example[.]com',
     ['https://a.example', 'https://a.example.com'], ['https://a.example.co']],
    ['^https://c[.]example', ['https://c.example'], ['https://c.example.evil']],
    ['https://c[.]example$', ['https://c.example'], ['xhttps://c.example']],
    ['^https://c[.]example$|x', ['https://c.example'], ['https://x.example', 'x://c.example']],
    ['https://d[.]example(?::[0-9]+)?', ['https://d.example', 'https://d.example:8443'],
     ['https://d.example:', 'https://d.example:x', 'https://d.example:0', 'https://d.example:08443',
      'https://d.example:65536']],
    # Verbs and \K do not circumvent the anchors.
    ['https://e[.]example(*ACCEPT)', [], ['https://e.example.evil', 'https://e.example.evil:80']],
    ['(*ACCEPT)', [], ['https://e.example']],
    ['https://e[.]example(?:(*ACCEPT)|x)', [], ['https://e.example.evil', 'https://e.examplexevil']],
    ['(?:https://e[.]example(*COMMIT)|.*)', ['https://e.example'], ['https://e.example.evil']],
    ['(?:https://e[.]example(*PRUNE)(*FAIL)|https://f[.]example)', ['https://f.example'], ['https://e.example']],
    ['(?=https://e[.]example)', [], ['https://e.example', 'https://e.example.evil']],
    ['(?=https://e).*', ['https://e.example'], ['https://f.example']],
    ['(?:https://e[.]example)?', ['https://e.example'], ['https://f.example']],
    ['https://e[.]example(?m)$|^', ['https://e.example'], ['https://e.example.evil']],
    ['x\Khttps://f[.]example', [], ['https://f.example']],
    ['https://g[.]exam\Kple', [], ['https://g.example']],
    # Matches everything, but only valid origins are tried; null is not one.
    ['.*', ['https://any.example', 'https://any.example.', 'app://.', 'qrc://', 'chrome-extension://ABCDEF', 'http://[::1]:3000'],
     ['null', 'file://', 'https://any.example/', 'https://a.example https://b.example', 'https://any.example..',
      'https://Any.example', 'https://u@any.example', 'nothing', '*',
      'https://' . 'a.' x 170 . 'example', "https://any.example\xff"]],
    ['app://\.', ['app://.'], ['app://a']],
    ['safari-web-extension://[0-9A-Fa-f-]+', ['safari-web-extension://0504F00C-80EF-4657-A397-2B65004AD0D7'],
     ['safari-web-extension://', 'safari-web-extension://0504G']],
    ['file://', [], ['file://']],
    ['null|https://n[.]example', ['https://n.example'], ['null']],
    ['(?i)HTTPS://I[.]EXAMPLE', ['https://i.example'], ['HTTPS://I.EXAMPLE']],
    # Bounded: reaching PCRE's limit is not a match.
    ['https://(?:a|aa|aaa)+[.](?:a|aa)+b[.]example', ['https://a.ab.example'],
     ['https://' . 'a' x 60 . '.' . 'a' x 60 . '.example']],
    # ... nor is reaching the module's lower limit: this would eventually match.
    ['https://(?:(?:a|aa)+b|a+)[.]example', ['https://aaa.example'], ['https://' . 'a' x 28 . '.example']],
    # Groups need memory. PCRE 1 uses only the stack, which another limit bounds.
    ['()' x 3000 . 'https://(g|gg)[.]example', Httpd->has_pcre2 ? ([], ['https://g.example']) : (['https://g.example'], [])],
    [$many_groups, ['https://kkk.example', $many_steps], []],
    ['()' x 30 . 'https://h[.]example|' . '(h)' x 30, ['https://h.example'], []],
);
my $conf = join '', map { qq(<Location /$_>\nCorsAllowOriginMatch "$rows[$_][0]"\n</Location>\n) }
    0 .. $#rows;
# Words as httpd splits them: quotes, white space of all kinds, backslashes.
my $words = join "\t", q('https://a[.]example'), q( "https://b[.] ?example"  ), 'x',
    'https://c\\\\.example', q('https://d\'?\\.example'), 'https://e\.example';
my $h = Httpd->new(conf => $conf . "<Location /words>\nCorsAllowOriginMatch\t$words\t\n</Location>\n" . <<'CONF',
<Location /several>
    CorsAllowOriginMatch https://a[.]example https://b[.]example
    CorsAllowOriginMatch https://c[.]example
    CorsAllowOrigin https://d.example
    CorsDenyOrigin https://b.example
</Location>
<Location /any>
    CorsAllowOriginMatch .*
</Location>
<Location /wild>
    CorsAllowOriginMatch "https://(?:([a.]+)+[.])?(a+)+[.]example"
</Location>
<Location /secure>
    CorsAllowOriginMatch "https?://app[.]example(:[0-9]+)?" "http://(?:localhost|127[.]0[.]0[.]1)(?::[0-9]+)?"
    CorsAllowCredentials On
</Location>
<Location /secure/tolerated>
    CorsDangerouslyTolerate InsecureOrigins
</Location>
<Location /secure/off>
    CorsAllowCredentials Off
</Location>
<Location /several/plus>
    CorsAllowOriginMatch +https://e[.]example
</Location>
<Location /several/replaced>
    CorsAllowOriginMatch https://f[.]example
</Location>
CONF
    files => { 'htdocs/tenant/.htaccess' => qq(CorsAllowOriginMatch "$many_groups"\n) });

# In a .htaccess, a regular expression with many groups has fewer steps.
is($h->get('/tenant/', "Origin: $_->[0]")->{decision}, $_->[1], ".htaccess, many groups: $_->[0]")
    for ['https://kkk.example', 'actual-allowed'], [$many_steps, 'actual-refused:origin-not-listed'];

for my $host (qw(a b c d e)) {
    is($h->get('/words', "Origin: https://$host.example")->{decision}, 'actual-allowed', "a word for $host");
    is($h->get('/words', "Origin: https://${host}xexample.x")->{decision}, 'actual-refused:origin-not-listed',
       "no word for ${host}x");
}

for my $i (0 .. $#rows) {
    my ($regex, $allowed, $refused) = @{$rows[$i]};
    $regex =~ s/(?:\(\)){10,}/().../g;
    for my $origin (@$allowed) {
        my $res = $h->get("/$i", "Origin: $origin");
        $h->check("'$regex' allows $origin", $res, status => 404, vary => 'Origin',
                  'allow-origin' => $origin, decision => 'actual-allowed');
    }
    for my $origin (@$refused) {
        my $res = $h->get("/$i", "Origin: $origin");
        my $name = $origin =~ s/[^ -~]/?/gr;
        is($res->field('Access-Control-Allow-Origin'), undef, "'$regex' does not allow $name");
        is($res->{status}, 404, "'$regex', $name: answered");
        is($h->preflight("/$i", $origin, 'GET')->{status}, 403, "'$regex', $name: preflight");
    }
}

# The longest possible origin, and one byte more, which is not tried.
for my $more (0, 1) {
    my $host = join('.', ('a' x 63) x 3, 'a' x 61);
    my $origin = 's' x (64 + $more) . "://$host:65535";
    is(length $origin, 326 + $more, "326 bytes, and $more more");
    is($h->get('/any', "Origin: $origin")->{decision}, $more ? 'actual-refused:origin-malformed' : 'actual-allowed',
       "326 bytes, and $more more: decision");
}

# A hostile origin for a pattern with catastrophic backtracking: it nearly matches. The
# server answers other requests meanwhile, and PCRE's limit ends the match: refused.
{
    my $hostile = 'https://' . 'a' x 63 . '.' . 'a' x 63 . '.example.evil';
    my @sockets = map { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $h->port) || die } 1 .. 3;
    $_->syswrite("GET /wild HTTP/1.1\r\nHost: x\r\nOrigin: $hostile\r\nConnection: close\r\n\r\n") for @sockets;
    is($h->get('/several', 'Origin: https://a.example')->field('Access-Control-Allow-Origin'),
       'https://a.example', 'another request is answered meanwhile');
    for my $socket (@sockets) {
        my $answer = '';
        1 while IO::Select->new($socket)->can_read(60) && sysread $socket, $answer, 4096, length $answer;
        like($answer, qr/\AHTTP\/1\.1 404 /, 'catastrophic backtracking: answered');
        unlike($answer, qr/^Access-Control-/mi, 'catastrophic backtracking: refused');
    }
    is($h->get('/wild', 'Origin: https://aaa.example')->{decision}, 'actual-allowed', 'catastrophic backtracking: matches other origins');
}

# ---- with credentials -----------------------------------------------------------

# http origins that only a regular expression matches.
for (
    # path, origin, decision, whether credentials are not allowed
    ['/secure', 'https://app.example', 'allowed'], ['/secure', 'http://app.example', 'origin-insecure'],
    ['/secure', 'http://app.example:8080', 'origin-insecure'], ['/secure', 'http://localhost:3000', 'allowed'],
    ['/secure', 'http://127.0.0.1', 'allowed'], ['/secure', 'http://x.example', 'origin-not-listed'],
    ['/secure/tolerated', 'http://app.example', 'allowed'], ['/secure/off', 'http://app.example', 'allowed', 1],
) {
    my ($path, $origin, $decision, $without_credentials) = @$_;
    my $name = $decision eq 'allowed' ? 'allowed' : "refused:$decision";
    my @fields = $decision ne 'allowed' ? ()
        : ('allow-origin' => $origin, $without_credentials ? () : ('allow-credentials' => 'true'));
    $h->check("$path: $origin", $h->get($path, "Origin: $origin"), status => 404, vary => 'Origin',
              decision => "actual-$name", @fields);
    $h->check("$path: preflight of $origin", $h->preflight($path, $origin, 'GET'), vary => 'any',
              status => $decision eq 'allowed' ? 204 : 403, decision => "preflight-$name", @fields);
}

# httpd -t refuses a regular expression that matches unrelated origins, and accepts one that
# names its hosts.
for (
    (map { [0, $_] } '.*', '.+', 'https://.*', 'https?://.+', 'https://[^/]+', 'https://[a-z0-9.-]+',
     'https://[a-z0-9.-]+(:[0-9]+)?', 'https://.*[.]com', 'https://.+[.](com|net|org)', '(?i).*',
     'https://[a-z0-9]+[.]com', 'https://[a-z.-]+[.]net', '[a-z-]+://.*', '(moz|chrome)-extension://.*',
     'https://\\S+', 'https://([^.]+[.])*[^.]+', '(?:https://a[.]example|.*)', 'https://[0-9.]+'),
    (map { [1, $_] } 'https://[a-z]+[.]example[.]com', 'https://(www[.])?example[.](com|org)',
     'https://pr-[0-9]+[.]staging[.]example[.]com', 'http://localhost(:[0-9]+)?', 'https://[^.]+[.]mine[.]example',
     'https?://.*\.example\.(com|org)', 'https://([a-z0-9-]+[.])?example[.]com', '.*[.]example[.]com',
     'https://(a|b)[.]herokuapp[.]com', 'https://example[.]com(:[0-9]+)?', 'https://\Qexample.com\E(:\d+)?',
     '(?i)https://(www\.)?EXAMPLE\.com', 'https://(?=www)[a-z]+\.example\.com',
     'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
     'https://app[0-9]{1,3}[.]example[.]com(:8443)?', 'https://(a+)+[.]mine[.]example', '(?!)'),
) {
    my ($fine, $regex) = @$_;
    my $conf = "CorsAllowCredentials On\nCorsAllowOriginMatch \"$regex\"";
    my ($ok, $output) = Httpd->syntax($conf);
    is($ok ? 'accepted' : 'refused', $fine ? 'accepted' : 'refused', "with credentials: $regex") or diag $output;
    # With one scheme that is not a web scheme, the expression matches all installations of
    # an application.
    like($output, $regex =~ /^chrome/ ? qr/CorsAllowCredentials On' \(.*\), every extension/
             : qr/it also matches origins that have nothing in common/, "with credentials: $regex: the message")
        unless $fine;
    ($ok, $output) = Httpd->syntax($conf =~ s/^.*\n//r);
    ok($ok, "without credentials: $regex") or diag $output;
}

# Regular expressions that match names that anybody can register, or every installation of
# an extension, are also refused, unless that is tolerated.
for (
    # tolerance, regular expression, text in the message
    ['PublicSuffixes', 'https://.*[.]herokuapp[.]com', "'https://vbnml.herokuapp.com', a name that anyone can register"],
    ['PublicSuffixes', 'https://.*example[.]com', "'https://vbnmlexample.com', a name that anyone can register"],
    ['PublicSuffixes', 'https://.*[.]github[.]io', "'https://vbnml.github.io', a name that anyone can register"],
    ['PublicSuffixes', 'https://example[.].*', "'https://example.vbnml.com', a name that anyone can register"],
    ['PublicSuffixes', 'https://pr-.*--mysite[.]netlify[.]app',
     "'https://pr-vbnml--mysite.netlify.app', a name that anyone can register"],
    (map { ['PublicSuffixes', $_->[0], "'https://$_->[1]', a name that anyone can register"] }
     ['.*[.]herokuapp[.]com', 'vbnml.herokuapp.com'], ['.*example[.]com', 'vbnmlexample.com'],
     ['\\\\S+example[.]com', 'vbnmlexample.com'], ['https.*[.]herokuapp[.]com', 'httpsvbnml.herokuapp.com'],
     ['https:..*example[.]com', 'vbnmlexample.com'], ['[a-z]+://.*example[.]com', 'vbnmlexample.com'],
     ['.*//.*example\.com', 'vbnmlexample.com'], ['(?i)https://.*EXAMPLE\.com', 'vbnmlexample.com'],
     ['(?i)HTTPS://.*example\.com', 'vbnmlexample.com'], ['https://.*example\x2ecom', 'vbnmlexample.com'],
     ['https://.*example[\x2e]com', 'vbnmlexample.com'], ['https://.*\Qexample.com\E', 'vbnmlexample.com'],
     ['https://...example\.com', 'vvvexample.com'], ['https://.*.example\.com', 'vbnmlexample.com'],
     ['https://(?=.*mysite).*\.github\.io', 'vbnmlmysite.github.io'],
     ['https://(?:.*\b)?example\.com', 'vbnml-example.com'],
     ['(h)ttps://(?:.*)(?<!x)\p{L}+\.(github|gitlab)\.io', 'vbnml.gitlab.io'],
     ['(?x) https:// .* [.]herokuapp[.]com', 'vbnml.herokuapp.com']),
    ['AnyInstallation', 'vscode-webview://[a-z0-9]{10}', 'every extension or application with that scheme'],
    ['AnyInstallation', 'chrome-extension://.*', 'every extension or application with that scheme is admitted'],
    ['AnyInstallation', 'safari-web-extension://[0-9A-F-]+', 'every extension or application with that scheme'],
) {
    my ($tolerance, $regex, $why) = @$_;
    next if $tolerance eq 'PublicSuffixes' && $h->log_text =~ /built without libpsl/;
    my $conf = "CorsAllowCredentials On\nCorsAllowOriginMatch \"$regex\"\n";
    my ($ok, $output) = Httpd->syntax($conf);
    ok(!$ok, "with credentials: $regex");
    like($output, qr/\Q$why\E.*CorsDangerouslyTolerate $tolerance/, "with credentials: $regex: the message");
    ($ok, $output) = Httpd->syntax("CorsDangerouslyTolerate $tolerance\n$conf");
    ok($ok, "with credentials and $tolerance: $regex") or diag $output;
    unlike($output, qr/CorsAllowOriginMatch/, "with credentials and $tolerance: $regex: no warning");
    next if $tolerance ne 'PublicSuffixes';
    ($ok, $output) = Httpd->syntax("CorsAllowOriginMatch \"$regex\"\n");
    ok($ok, "without credentials: $regex") or diag $output;
    like($output, qr/also matches \Q$why\E/, "without credentials: $regex: a warning");
}

# Text that would end the group around it, or that are options of PCRE, does not compile.
for ('a)|(b', 'a)|(?:b', 'https://a[.]example)', '(https://a[.]example', '(?#',
     'https://a[.]example\\Q', '(?x)https://a[.]example#', '(*LIMIT_MATCH=4000000000)https://a[.]example', '(*UTF)a',
     '(*NO_START_OPT)a', '[', '[a', 'a{2,1}', '(?1)', '\\1', '*', '?a') {
    my ($ok, $output) = Httpd->syntax("CorsAllowOriginMatch '$_'");
    ok(!$ok, "refused: $_");
    like($output, qr/^CorsAllowOriginMatch: '.*' is not a valid regular expression\b/m,
         "refused: $_: the message");
}

for (['/several', 'a c d'], ['/several/plus', 'a c d e'], ['/several/replaced', 'f']) {
    my ($path, $want) = @$_;
    my @allowed = grep {
        my $origin = "https://$_.example";
        ($h->get($path, "Origin: $origin")->field('Access-Control-Allow-Origin') // '') eq $origin
    } 'a' .. 'g';
    is("@allowed", $want, "$path: patterns and regexes are one list");
}

$h->log_ok;
done_testing;
