#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# An explanation and the server never disagree: for each kind of URL, origin and method, the
# decision, status, fields and Vary that `httpd -t -D CORS_EXPLAIN=...` tells are those of the
# server, for the preflight and for the actual request.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask ask_page live told);
use Httpd;
use Test::More;

my $A = 'https://a.example';
my $TWO = "CorsAllowOrigin https://a.example https://*.b.example\nCorsAllowMethods PUT\n";
my @ORIGINS = ($A, 'https://x.b.example', 'https://no.example', 'https://evil.example',
               'https://a.example/', 'null', 'HTTP-URL', 'http://other.localhost');

my $h = Httpd->new(
    modules => [qw(rewrite proxy proxy_http headers autoindex vhost_alias userdir)],
    basic_auth => 1,
    files => {
        'htdocs/a.txt' => 'a',
        'htdocs/dir/a.txt' => 'a',
        'htdocs/hta/a.txt' => 'a',
        'htdocs/hta/.htaccess' => "CorsAllowMethods +DELETE\nCorsAllowHeaders X-A\nCorsMaxAge 60\n",
        'htdocs/hta/sub/a.txt' => 'a',
        'htdocs/hta/sub/.htaccess' => "CorsAllowCredentials On\n<Files a.txt>\nCorsExposeHeaders X-B\n</Files>\n",
        'htdocs/if/a.txt' => 'a',
        'htdocs/broken/a.txt' => 'a',
        'htdocs/broken/.htaccess' => "No such line\n",
        'htdocs/off/a.txt' => 'a',
        'htdocs/report/a.txt' => 'a',
        'htdocs/private/a.txt' => 'a',
        'htdocs/denied/a.txt' => 'a',
        'htdocs/enforced/a.txt' => 'a',
        'htdocs/any/a.txt' => 'a',
        'htdocs/none/a.txt' => 'a',
        'htdocs/contained/a.txt' => 'a',
        'htdocs/hta/contained/a.txt' => 'a',
        'htdocs/hta/contained/.htaccess' => "<CorsOrigin +$A>\nCorsAllowMethods +PUT\nCorsAllowHeaders X-C\n</CorsOrigin>\n",
        'other/contained/a.txt' => 'a',
        'other/a.txt' => 'a',
        'map.txt' => "one /a.txt\n",
    },
    conf => <<"CONF",
$TWO
CorsDenyOrigin https://evil.example
Alias /alias "\@ROOT\@/other"
AliasMatch ^/match/(.*) "\@ROOT\@/other/\$1"
Redirect 301 /old https://new.example/
Redirect 302 /dir/old https://new.example/
RewriteEngine On
RewriteMap pages txt:\@ROOT\@/map.txt
RewriteRule ^/pt/(.*) /\$1 [PT]
RewriteRule ^/moved https://new.example/ [R=301]
RewriteRule ^/forbidden - [F]
RewriteRule ^/gone - [G]
RewriteRule ^/hta/forbidden - [F]
RewriteRule ^/map/(.*) \${pages:\$1|/none} [PT]
RewriteCond %{REQUEST_METHOD} OPTIONS
RewriteRule ^/options - [R=204]
RewriteCond %{HTTP:Origin} a[.]example
RewriteRule ^/by-origin /alias/a.txt [PT]
RewriteCond %{HTTPS} !on
RewriteRule ^/secure(.*) https://%{HTTP_HOST}/secure\$1 [R=301]
RewriteRule ^/rp/(.*) http://127.0.0.1:1/\$1 [P]
ProxyPass /proxy http://127.0.0.1:1/
ProxyPassMatch ^/pm/(.*) http://127.0.0.1:1/\$1
<Directory "\@ROOT\@/other">
    Require all granted
    CorsAllowMethods DELETE PUT
    CorsTimingAllowOrigin On
</Directory>
<Directory "\@ROOT\@/htdocs/private">
    Include "\@ROOT\@/basic-auth"
</Directory>
<Directory "\@ROOT\@/htdocs/denied">
    Require all denied
</Directory>
<Directory "\@ROOT\@/htdocs/off">
    CorsEngine Off
</Directory>
<Directory "\@ROOT\@/htdocs/report">
    CorsEngine ReportOnly
</Directory>
<Directory "\@ROOT\@/htdocs/enforced">
    CorsEnforce On
</Directory>
<Directory "\@ROOT\@/htdocs/any">
    CorsAllowOrigin *
    CorsAllowMethods *
    CorsAllowHeaders *
</Directory>
<Directory "\@ROOT\@/htdocs/none">
    CorsAllowOrigin None
</Directory>
<Directory "\@ROOT\@/htdocs/if">
    <If "%{REQUEST_METHOD} == 'PUT'">
        CorsAllowOrigin https://no.example
    </If>
    <If "%{HTTP:Origin} =~ /never/">
        CorsAllowOrigin https://never.example https://seldom.example
    </If>
</Directory>
<Directory "\@ROOT\@/htdocs/contained">
    CorsAllowOrigin *
    CorsAllowMethods PATCH
    <CorsOrigin https://a.example>
        CorsAllowCredentials On
        CorsAllowMethods PUT DELETE
        CorsAllowHeaders X-A X-C
        CorsExposeHeaders X-E
        CorsMaxAge 7
    </CorsOrigin>
    <CorsOriginMatch https://[a-z]+[.]b[.]example>
        CorsAllowMethods +PUT
    </CorsOriginMatch>
</Directory>
<Location "/alias/contained">
    <CorsOrigin +https://no.example +null>
        CorsDangerouslyTolerate NullOrigin
        CorsMaxAge None
    </CorsOrigin>
</Location>
<Location "/only">
    <CorsOrigin https://a.example>
        CorsAllowCredentials On
        CorsAllowHeaders X-A X-C
    </CorsOrigin>
</Location>
<Location "/proxy/forward">
    CorsPreflight Forward
</Location>
<Location "/proxy/only">
    CorsAllowOrigin https://a.example
</Location>
<Proxy "http://127.0.0.1:1/pm*">
    CorsMaxAge 7
</Proxy>
<Location "/explain">
    SetHandler cors-explain
    CorsExplain On
    Require local
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost *:\@PORT1\@>
    ServerName first.example
    CorsAllowOrigin https://a.example
</VirtualHost>
<VirtualHost *:\@PORT1\@>
    ServerName second.example
    ServerAlias *.second.example
    CorsAllowOrigin *
</VirtualHost>
<VirtualHost *:\@PORT1\@>
    ServerName third.example
    <CorsOrigin https://a.example>
        CorsAllowMethods PUT
    </CorsOrigin>
</VirtualHost>
CONF
);

my @paths = qw(
    /a.txt /dir/a.txt /hta/a.txt /hta/sub/a.txt /if/a.txt /off/a.txt /report/a.txt /private/a.txt /denied/a.txt
    /enforced/a.txt /any/a.txt /none/a.txt /alias/a.txt /match/a.txt /old/x /dir/old /pt/a.txt /pt/hta/a.txt
    /moved /forbidden /gone /hta/forbidden /options /by-origin /secure/a /rp/x /proxy/x /proxy/only/x
    /pm/x /missing /hta/missing /hta /broken/a.txt /a%2fb /x/../a.txt //a.txt /a.txt/info /a.txt?q=1 /%7Enobody/x
    /contained/a.txt /hta/contained/a.txt /alias/contained/a.txt /only/x
);

my (@questions, @labels);
sub add { my ($label, %q) = @_; push @questions, \%q; push @labels, $label }
for my $path (@paths) {
    for my $name (@ORIGINS) {
        my $origin = $name eq 'HTTP-URL' ? $h->url('') : $name;
        add("$_ $path, $name", method => $_, url => $h->url($path), path => $path, origin => $origin) for qw(GET PUT);
    }
    add("DELETE $path, headers", method => 'DELETE', url => $h->url($path), path => $path, origin => $A, headers => 'x-a,x-c');
    add("POST $path, credentials", method => 'POST', url => $h->url($path), path => $path, origin => $A, credentials => 1);
    add("POST $path, same-site", method => 'POST', url => $h->url($path), path => $path,
        origin => 'https://no.example', site => 'same-origin');
}
for my $host (qw(first.example second.example x.second.example third.example unknown.example)) {
    for my $origin ($A, 'https://no.example') {
        add("$_ $host, $origin", method => $_, url => "http://$host:" . $h->port_n(1) . '/a.txt', path => '/a.txt',
            origin => $origin, host => "$host:" . $h->port_n(1), port => $h->port_n(1)) for qw(GET PUT);
    }
}

# The lines that a browser sends with a question.
sub lines
{
    my ($q, $preflight) = @_;
    my @lines = ("Origin: $q->{origin}", 'Sec-Fetch-Mode: cors');
    push @lines, "Host: $q->{host}" if $q->{host};
    push @lines, "Sec-Fetch-Site: $q->{site}" if $q->{site};
    return @lines if $preflight;
    push @lines, 'Cookie: a=b' if $q->{credentials};
    return @lines;
}

sub sent
{
    my ($q, $preflight) = @_;
    my @lines = lines($q, $preflight);
    if ($preflight) {
        push @lines, "Access-Control-Request-Method: $q->{method}";
        push @lines, "Access-Control-Request-Headers: $q->{headers}" if $q->{headers};
    }
    my $to = $q->{port} ? { port => $q->{port} } : undef;
    return $h->request($preflight ? 'OPTIONS' : $q->{method}, $q->{path}, \@lines, undef, $to);
}

my @answers = ask($h, @questions);
is(scalar @answers, scalar @questions, 'each question has an answer');
for my $i (0 .. $#questions) {
    my ($q, $answer, $label) = ($questions[$i], $answers[$i], $labels[$i]);
    my $res = sent($q);
    is(told($answer->{actual}, $res->{status}), live($res), "$label: actual");
    next unless $answer->{preflight};
    $res = sent($q, 1);
    is(told($answer->{preflight}, $res->{status}), live($res), "$label: preflight");
}

# The handler gives the same answers about its own host, word by word.
for my $i (0 .. $#questions) {
    is_deeply(ask_page($h, '/explain', $questions[$i]), $answers[$i], "$labels[$i]: handler") unless $questions[$i]{host};
}
# %{HTTPS} is that of the URL: the rule redirects http alone.
like($_->[1]{mapped}, $_->[0], "$_->[1]{question}{url}: $_->[1]{mapped}")
    for map { [$_->[0], ask($h, { url => "$_->[1]://localhost:" . $h->port . '/secure/a', origin => $A })] }
        [qr/^redirect 301 /, 'http'], [qr{^/secure/a -> }, 'https'];
# Whether a page is same-origin depends on TLS: that of the URL is that of the connection.
my $tls = Httpd->new(tls => 1, conf => "CorsAllowOrigin $A https://b.example\n", files => { 'htdocs/a.txt' => 'a' });
for my $scheme (qw(http https)) {
    my $server = 'localhost:' . ($scheme eq 'http' ? $tls->port : $tls->tls_port);
    for my $origin ("http://$server", "https://$server", $A) {
        my ($answer) = ask($tls, { method => 'POST', url => "$scheme://$server/a.txt", origin => $origin });
        my $res = $tls->request('POST', '/a.txt', ["Host: $server", "Origin: $origin", 'Sec-Fetch-Mode: cors'], undef,
                                { tls => $scheme eq 'https' });
        is(told($answer->{actual}, $res->{status}), live($res), "TLS: $scheme, $origin");
    }
}
$tls->log_ok;
$h->log_ok(allow => [qr/AH\d+: .*(?:proxy|denied|Invalid|Options|AH00127|user)/i, qr/core:|proxy|auth/]);
done_testing;
