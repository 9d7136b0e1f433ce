#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The lines of an explanation: which settings decide, with their places, what the browser makes
# of the response, and which line to change. Then questions that are not usable.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask ask_page ask_text words);
use Httpd;
use Test::More;

my $A = 'https://a.example';
my $CONF = <<'CONF';
CorsAllowOrigin https://a.example https://*.b.example
CorsAllowMethods DELETE
<Directory "@ROOT@/htdocs">
    CorsAllowMethods PUT
</Directory>
<Location "/list">
    CorsAllowHeaders X-A
    CorsAllowMethods +PATCH
</Location>
<Location "/denied">
    CorsDenyOrigin https://a.example
</Location>
<Location "/any">
    CorsAllowOrigin *
    CorsAllowMethods *
    CorsAllowHeaders *
</Location>
<Location "/off">
    CorsEngine Off
</Location>
<Location "/report">
    CorsEngine ReportOnly
</Location>
<Location "/none">
    CorsAllowOrigin None
</Location>
<Location "/credentials">
    CorsAllowCredentials On
    CorsAllowOriginMatch +https?://m[.]example
</Location>
<Location "/enforced">
    CorsEnforce On
</Location>
<Location "/enforced/cookies">
    CorsEnforce Unsafe Credentials
</Location>
<Location "/forward">
    CorsPreflight Forward
</Location>
<Location "/preserve">
    CorsPreserveExisting On
</Location>
<Location "/if">
    CorsAllowOrigin None
    <If "%{REQUEST_METHOD} == 'PUT'">
        CorsAllowOrigin https://if.example https://fi.example
    </If>
</Location>
RewriteEngine On
RewriteRule ^/forbidden - [F]
RewriteRule ^/moved https://new.example/ [R=301]
RewriteCond %{HTTPS} !on
RewriteRule ^/tls https://localhost/tls [R=301]
RewriteCond %{REQUEST_METHOD} OPTIONS
RewriteRule ^/rest /none [PT]
<Location "/contained">
    CorsAllowOrigin *
    CorsAllowOriginMatch https://[a-z]+[.]example
    CorsAllowMethods PUT
    <CorsOrigin https://a.example>
        CorsAllowMethods +PATCH
        CorsMaxAge 5
    </CorsOrigin>
</Location>
<Location "/contained/off">
    CorsAllowCredentials Off
</Location>
<Location "/contains">
    CorsAllowCredentials Off
    <CorsOriginMatch https://[ab][.]example>
    </CorsOriginMatch>
</Location>
<Location "/container-first">
    <CorsOrigin https://a.example>
        CorsAllowCredentials On
    </CorsOrigin>
    CorsAllowOrigin https://b.example
</Location>
<Location "/contained/more">
    <CorsOrigin +https://*.y.example>
    </CorsOrigin>
    <CorsOrigin +https://*.example:* +https://*.other.example>
    </CorsOrigin>
    CorsAllowOriginMatch +https://.*[.]y[.]example +https://z[.]y[.]example +https://x[.]y[.]example
</Location>
<Location "/contained/more/most">
    CorsAllowOrigin +https://x.y.example +https://*.y.example:* +https://*.example
    CorsAllowOriginMatch +https://[a-z.]+[.]example +https://x.*
</Location>
CONF
my $h = Httpd->_lay_out(modules => ['rewrite'], conf => "# begin\n$CONF", files => {
    'htdocs/a.txt' => 'a', 'htdocs/hta/a.txt' => 'a', 'htdocs/hta/.htaccess' => "CorsMaxAge 5\n" });
my ($head) = $h->slurp('httpd.conf') =~ /\A(.*?^# begin$)/ms;
my $before = 1 + ($head =~ tr/\n//);

# The text, with the lines of the configuration counted from its first one.
sub told
{
    my $text = ask_text($h, @_);
    my ($root, $port) = ($h->root, $h->port);
    $text =~ s/\Q$root\E\/httpd\.conf:(\d+)/'conf:' . ($1 - $before)/ge;
    $text =~ s/\Q$root\E/ROOT/g;
    $text =~ s/:$port\b/:PORT/g;
    return $text;
}

sub question { my ($method, $path, $origin, %more) = @_; return { method => $method, url => $h->url($path), origin => $origin, %more } }

is(told(question('PUT', '/list/hta/a.txt?x=1', $A, headers => 'x-a,x-b')), <<'TEXT', 'a preflight that is not granted');
vhost      localhost:PORT (the main server)
mapped     /list/hta/a.txt -> ROOT/htdocs/list/hta/a.txt
policy     origin rules conf:1, methods conf:4 and conf:8, headers conf:7
admitted   by 'https://a.example' conf:1
preflight  needed: PUT is not safelisted
method     PUT: listed, conf:8
header     x-a: listed, conf:7
header     x-b: not listed; the list is conf:7  <-
decision   preflight-refused:header-not-allowed
field      Access-Control-Allow-Origin: https://a.example
field      Access-Control-Allow-Methods: PUT, PATCH
field      Access-Control-Allow-Headers: X-A
vary       Origin, Access-Control-Request-Method
actual     PUT
decision   actual-allowed
field      Access-Control-Allow-Origin: https://a.example
vary       Origin
browser    blocked: the preflight does not allow the header x-b
advice     add X-B to CorsAllowHeaders at conf:7
TEXT

is(told(question('GET', '/hta/a.txt', 'https://x.example'), question('GET', '/any/x', $A)), <<'TEXT', 'two questions');
vhost      localhost:PORT (the main server)
mapped     /hta/a.txt -> ROOT/htdocs/hta/a.txt
policy     origin rules conf:1, methods conf:4 (replaces conf:2), max-age ROOT/htdocs/hta/.htaccess:1
denied     no rule names https://x.example  <-
same-origin no: Origin names another scheme, host or port than the URL
preflight  not needed
actual     GET
decision   actual-refused:origin-not-listed
vary       Origin
browser    blocked: the response has no Access-Control-Allow-Origin
advice     add https://x.example to CorsAllowOrigin at conf:1
vhost      localhost:PORT (the main server)
mapped     /any/x -> ROOT/htdocs/any/x
policy     origin rules conf:14 (replaces conf:1), methods conf:15 (replaces conf:4), headers conf:16
admitted   by '*' conf:14
preflight  not needed
actual     GET
decision   actual-allowed
field      Access-Control-Allow-Origin: *
vary       -
browser    shared: the response has the fields that the browser asks for
TEXT

is(told(question('PATCH', '/contained', $A, headers => 'x-a')), <<'TEXT', 'a container');
vhost      localhost:PORT (the main server)
mapped     /contained -> ROOT/htdocs/contained
policy     <CorsOrigin> conf:60, origin rules conf:57 (replaces conf:1), methods conf:59 and conf:61, max-age conf:62
admitted   by <CorsOrigin> 'https://a.example' conf:60, which is chosen before 'https://[a-z]+[.]example' conf:58, '*' conf:57
preflight  needed: PATCH is not safelisted
method     PATCH: listed, conf:61
header     x-a: not listed; there is no CorsAllowHeaders  <-
decision   preflight-refused:header-not-allowed
field      Access-Control-Allow-Origin: https://a.example
field      Access-Control-Allow-Methods: PUT, PATCH
field      Access-Control-Max-Age: 5
vary       Origin, Access-Control-Request-Method
actual     PATCH
decision   actual-allowed
field      Access-Control-Allow-Origin: https://a.example
vary       Origin
browser    blocked: the preflight does not allow the header x-a
advice     write 'CorsAllowHeaders X-A' inside the container at conf:60
TEXT

# The other rules that match, the most specific first.
sub admitted { my ($text) = told(question('GET', @_)) =~ /^admitted   (.*)$/m; return $text }
is(admitted('/contained/more', 'https://x.y.example'),
   "by <CorsOrigin> 'https://*.y.example' conf:80, which is chosen before <CorsOrigin> 'https://*.example:*' conf:82,"
   . " 'https://.*[.]y[.]example' conf:84, 'https://x[.]y[.]example' conf:84, '*' conf:57", 'others of each kind');
is(admitted('/contained/more/most', 'https://x.y.example'),
   "by 'https://x.y.example' conf:87, which is chosen before <CorsOrigin> 'https://*.y.example' conf:80,"
   . " 'https://*.y.example:*' conf:87, 'https://*.example' conf:87, <CorsOrigin> 'https://*.example:*' conf:82,"
   . " 'https://[a-z.]+[.]example' conf:88, 'https://x.*' conf:88, 'https://.*[.]y[.]example' conf:84,"
   . " 'https://x[.]y[.]example' conf:84, and 1 more", 'at most eight others');
is(admitted('/contained/more', 'https://b.z.example'),
   "by <CorsOrigin> 'https://*.example:*' conf:82, which is chosen before '*' conf:57", 'no rule that does not match');

# The refusing line, the verdict, and the advice.
my @cases = (
    # question, shared, carried_out, refusing step, advice
    [question('PUT', '/a.txt', $A), 1, 1, '', ''],
    [question('PATCH', '/a.txt', $A), 0, 0, 'method PATCH: not listed; the list is conf:4', 'add PATCH to CorsAllowMethods at conf:4'],
    [question('PUT', '/a.txt', $A, headers => 'x-a'), 0, 0, 'header x-a: not listed; there is no CorsAllowHeaders',
     "write 'CorsAllowHeaders X-A' in the section of conf:1"],
    [question('GET', '/denied', $A), 0, 1, "denied by '$A' conf:11", "remove '$A' from CorsDenyOrigin at conf:11"],
    [question('GET', '/a.txt', 'https://a.example/'), 0, 1, 'denied https://a.example/ is not a serialized origin',
     'ask with the origin as the browser sends it: scheme, host and port, as in https://app.example'],
    [question('GET', '/a.txt', 'null'), 0, 1, 'denied no rule names null',
     'load the page from a web server, not from a file or in a sandbox: then it has an origin'],
    [question('GET', '/none', $A), undef, 1, '', "write 'CorsAllowOrigin $A' in the section of this URL"],
    [question('GET', '/off', $A), undef, 1, '', "write 'CorsEngine On' at conf:19"],
    [question('GET', '/report', 'https://x.example'), undef, 1, '', 'add https://x.example to CorsAllowOrigin at conf:1'],
    [question('GET', '/a.txt', $A, credentials => 1), 0, 1, 'credentials the policy does not allow credentials',
     "write 'CorsAllowCredentials On' in the section of conf:1"],
    [question('GET', '/any', $A, credentials => 1), 0, 1, 'credentials the policy does not allow credentials',
     "list $A instead of '*' in CorsAllowOrigin at conf:14: '*' cannot be used with credentials; "
     . "write 'CorsAllowCredentials On' in the section of conf:14"],
    [question('GET', '/credentials', $A, credentials => 1), 1, 1, '', ''],
    [question('GET', '/credentials', 'http://m.example', credentials => 1), 0, 1,
     "denied by 'https?://m[.]example' conf:29, but that does not admit http with credentials", 'load the page over https'],
    [question('POST', '/enforced', 'https://x.example'), 0, 0, 'denied no rule names https://x.example', 'add https://x.example to CorsAllowOrigin at conf:1'],
    [question('POST', '/enforced/cookies', $A, credentials => 1), 0, 0, 'credentials the policy does not allow credentials',
     "write 'CorsAllowCredentials On' in the section of conf:1"],
    [question('PUT', '/forward', $A), undef, undef, '', ''],
    [question('GET', '/forward', $A), 1, 1, '', ''],
    [question('GET', '/preserve', $A), undef, 1, '', ''],
    [question('GET', '/if', 'https://if.example'), undef, 1, '', 'check the condition of the <If> around conf:46'],
    [question('PUT', '/if', 'https://if.example'), undef, undef, '', 'check the condition of the <If> around conf:46'],
    [question('GET', '/forbidden', $A), 1, 1, '', ''],
    [question('PUT', '/forbidden', $A), 0, 0, 'mapped refused 403 by a rule before any section', 'exempt this URL from the rule that refuses the preflight'],
    [question('GET', '/moved', $A), undef, 1, '', ''],
    [question('PUT', '/moved', $A), undef, 1, '', ''],
    [question('PATCH', '/moved', $A), 0, 0, 'method PATCH: not listed; the list is conf:4', 'add PATCH to CorsAllowMethods at conf:4'],
    [question('DELETE', '/tls', $A), 0, 0, 'mapped redirect 301 to https://localhost/tls', 'let the script request https://localhost/tls'],
    [question('PUT', '/rest', $A), undef, undef, '', "write 'CorsAllowOrigin $A' in the section of this URL"],
    [question('PUT', '/denied', $h->url('')), 1, 1, '', ''],
    [question('POST', '/denied', 'https://x.example', site => 'same-origin'), 0, 1, '', 'add https://x.example to CorsAllowOrigin at conf:1'],
    [question('GET', '/contained', $A, credentials => 1), 0, 1, 'credentials the policy does not allow credentials',
     "write 'CorsAllowCredentials On' inside the container at conf:60"],
    [question('DELETE', '/contained', $A), 0, 0, 'method DELETE: not listed; the list is conf:61', 'add DELETE to CorsAllowMethods at conf:61'],
    [question('GET', '/contained/off', $A, credentials => 1), 0, 1, 'credentials the policy does not allow credentials, conf:66',
     "write 'CorsAllowCredentials On' at conf:66"],
    [question('GET', '/contains', $A, credentials => 1), 0, 1, 'credentials the policy does not allow credentials, conf:69',
     "write 'CorsAllowCredentials On' inside the container at conf:70"],
    [question('GET', '/contains', 'https://x.example'), 0, 1, 'denied no rule names https://x.example',
     "write 'CorsAllowOrigin https://x.example' in the section of conf:70, with '+' in front if the patterns there have it"],
    [question('GET', '/container-first', 'https://x.example'), 0, 1, 'denied no rule names https://x.example',
     'add https://x.example to CorsAllowOrigin at conf:77'],
    [question('POST', '/enforced', 'https://x.example', site => 'same-origin'), 0, 1, '', 'add https://x.example to CorsAllowOrigin at conf:1'],
);
my @answers = ask($h, map { $_->[0] } @cases);
sub truth { my $value = shift; return defined $value ? $value ? 'yes' : 'no' : 'unknown' }
sub places { my $text = shift; my $root = $h->root; $text =~ s/\Q$root\E\/httpd\.conf:(\d+)/'conf:' . ($1 - $before)/ge; return $text }
for my $i (0 .. $#cases) {
    my ($q, $shared, $carried, $refuses, $advice) = @{$cases[$i]};
    my $answer = $answers[$i];
    my $label = words($q) =~ s{http://localhost:\d+}{}r;
    is(truth($answer->{shared}) . ' ' . truth($answer->{carried_out}), truth($shared) . ' ' . truth($carried), "$label: shared, carried out");
    my ($step) = grep { $_->{refuses} } @{$answer->{steps}};
    is($step ? places("$step->{step} $step->{text}") : '', $refuses, "$label: the refusing step");
    is(places(join '; ', @{$answer->{advice}}), $advice, "$label: advice");
    my %word = map { $_->{step} => $_->{text} } @{$answer->{steps}};
    like($word{browser}, $shared ? qr/^shared: / : defined $shared ? qr/^blocked: / : qr/^unsure: /, "$label: browser");
    is($word{browser} =~ s/^\w+: //r, $answer->{why}, "$label: why");
}

# Other members.
my ($plain, $enforced, $same) = ask($h, question('GET', '/any', $A), question('GET', '/enforced/cookies', $A),
    question('POST', '/a.txt', 'https://x.example', site => 'same-origin'));
is_deeply([@$plain{qw(engine enforce constant rule)}], ['On', 'Off', JSON::PP::true(), { pattern => '*', file => $h->root . '/httpd.conf', line => 14 + $before }], 'members');
is($enforced->{enforce}, 'Unsafe Credentials', 'enforce');
ok($same->{same_origin}{value}, 'same-origin');
is($same->{same_origin}{why}, 'Sec-Fetch-Site is same-origin', 'same-origin: why');

# A .htaccess with an error refuses the request. The answer names the file, and asks for no
# directive: what is in force is known when the file is repaired.
my $broken = Httpd->new(
    files => {
        (map { ("htdocs/$_/a.txt" => 'a') } qw(unknown open open/below)),
        'htdocs/unknown/.htaccess' => "CorsAllowOrigin list:unknown\n",
        'htdocs/open/.htaccess' => "CorsAllowOrigin $A\n",
        'htdocs/open/below/.htaccess' => "CorsAllowOrigin https://a.example/\n",
    },
    conf => <<'CONF');
<Location "/open/below/policy">
    CorsAllowOrigin https://x.example
</Location>
<Location "/explain">
    SetHandler cors-explain
    CorsExplain On
    Require local
</Location>
RedirectMatch 500 ^/refused/$
CONF
for (['/unknown/a.txt', 'unknown/.htaccess', 'GET'], ['/unknown/a.txt', 'unknown/.htaccess', 'PUT'],
     ['/open/below/a.txt', 'open/below/.htaccess', 'GET'], ['/open/below/policy', 'open/below/.htaccess', 'GET'],
     ['/refused/', undef, 'GET']) {
    my ($path, $name, $method) = @$_;
    my $file = $name ? $broken->root . "/htdocs/$name" : '';
    my $q = question($method, $path, $A);
    $q->{url} = $broken->url($path);
    is($broken->get($path)->{status}, 500, "$path: the server refuses it");
    for (['-t', (ask($broken, $q))[0]], ['the page', ask_page($broken, '/explain', $q)]) {
        my ($by, $answer) = @$_;
        my %word = map { $_->{step} => $_->{text} } @{$answer->{steps}};
        is($answer->{mapped}, $name ? "refused 500: $file has an error, which the error log names"
                                    : 'refused 500 by a rule before any section', "$method $path, $by: mapped");
        next if !$name;
        is($word{policy}, "nothing is in force: the directives in $file are not read", "$method $path, $by: policy")
            if $path !~ /policy/;
        is_deeply($answer->{advice}, ["request the URL once, and repair the line of $file that the error log then names"],
                  "$method $path, $by: advice");
    }
}
# One that User cannot read: the command is run by root, who can, but the server cannot.
SKIP: {
    skip 'only root has other permissions than User', 3 if $> != 0;
    my $file = $broken->root . '/htdocs/open/.htaccess';
    chmod 0600, $file;
    my $q = { url => $broken->url('/open/a.txt'), origin => $A };
    my $answer = ask_page($broken, '/explain', $q);
    is($broken->get('/open/a.txt')->{status}, 403, 'a .htaccess that User cannot read');
    is($answer->{mapped}, "refused 403: httpd cannot read $file", '... mapped');
    is_deeply($answer->{advice}, ["let User read $file"], '... advice');
}
$broken->log_ok(allow => [qr/htaccess/]);

# Questions that are not usable: one line, and httpd -t passes.
for my $words ('', 'GET', 'GET /a.txt', 'GET ftp://localhost/ Origin=x', 'GET http://localhost/', 'GET http://localhost/ Origin=x Nonsense',
               'GET http://localhost/ Origin=x Headers=a%00b', 'CONNECT http://localhost/ Origin=x', "GET http://localhost/ Origin=x Format=xml") {
    my $text = ask_text($h, $words);
    like($text, qr/\A[^\n]+\n\z/, "'$words': one line");
    unlike($text, qr/^vhost/m, "'$words': no block");
    my ($answer) = ask_text($h, 'GET http://localhost/ Origin=x Format=json', $words) =~ /\n(.*)\n\z/;
    is_deeply([sort keys %{JSON::PP->new->decode($answer)}], ['error', 'schema'], "'$words': JSON");
}
done_testing;
