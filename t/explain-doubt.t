#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What an explanation cannot know, it says: `unsure`, and then shared and carried_out are null.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask ask_page);
use Httpd;
use Test::More;

my $A = 'https://a.example';
my %files = (
    'htdocs/a.txt' => 'a',
    'htdocs/env/a.txt' => 'a',
    'htdocs/env/.htaccess' => "<If \"%{REQUEST_METHOD} == 'GET' && \\\nreqenv('x') == 'y'\">\nCorsAllowHeaders X-A\n</If>\n",
    'htdocs/lookup/a.txt' => 'a',
    'htdocs/lookup/.htaccess' => "<If \"%{REQUEST_URI} =~ /x/ || \\\n-U '/touched'\">\nCorsAllowHeaders X-A\n</If>\n",
    'htdocs/rules/a.txt' => 'a',
    'htdocs/rules/.htaccess' => "RewriteEngine On\nRewriteRule ^x /a.txt\n",
    'htdocs/multi/other.html.en' => 'a',
    'htdocs/none/a.txt' => 'a',
    'htdocs/none/.htaccess' => "CorsAllowOrigin None\nRewriteEngine On\n",
    'map.txt' => "one /a.txt\n",
    'map.sh' => [0755, "#!/bin/sh\necho x > \@ROOT\@/map.touched\nwhile read line; do echo /a.txt; done\n"],
);
my $conf = <<'CONF';
CorsAllowOrigin https://a.example https://b.example
RewriteEngine On
<Location "/env-location">
    <If "env('x') == 'y'">
        CorsAllowHeaders X-A
    </If>
</Location>
<Location "/env-other">
    <If "%{ENV:x} == 'y'">
        ForceType text/plain
    </If>
</Location>
<Location "/header">
    <If "%{HTTP:X-A} == 'y'">
        CorsAllowHeaders X-A
    </If>
</Location>
<Location "/agent">
    <If "%{HTTP_USER_AGENT} =~ /Mozilla/">
        CorsAllowOrigin None
    </If>
</Location>
<Location "/agent-redirect">
    <If "%{HTTP_USER_AGENT} =~ /Mozilla/">
        Redirect "https://new.example/"
    </If>
</Location>
<Location "/agent-other">
    <If "%{HTTP_USER_AGENT} =~ /Mozilla/">
        ForceType text/plain
    </If>
</Location>
<Location "/known">
    <If "%{REQUEST_METHOD} == 'GET' && %{HTTP:Origin} =~ /a/ && req('Host') == 'x'">
        CorsAllowHeaders X-A
    </If>
</Location>
<Directory "@ROOT@/htdocs/multi">
    Options MultiViews
</Directory>
ErrorDocument 410 /a.txt
RewriteRule ^/gone - [G]
RewriteRule ^/lookup/early - [F]
<Location "/words">
    <If "%{HTTP:X-Forwarded-For} == 'x' || '-Fx' == 'x' || 'x-U' == 'y'">
        CorsAllowHeaders X-A
    </If>
</Location>
RewriteCond %{HTTP:X-Forwarded-For} x-F
RewriteRule ^/words - [F]
RewriteRule ^/forbidden - [F]
CONF
my $handler = <<'CONF';
<Location "/explain">
    SetHandler cors-explain
    CorsExplain On
    Require local
</Location>
CONF

# The doubts of a question, under -t or by the handler.
sub doubts { my $answer = shift; return join '; ', @{$answer->{unsure}} }

my $h = Httpd->new(modules => [qw(rewrite negotiation)], files => \%files, conf => $conf . $handler);
my $port = $h->port;
for (
    # path, pattern of the doubts, undef for none
    ['/a.txt', undef],
    ['/', qr/^the URL is a directory, and DirectoryIndex is not followed$/],
    ['/env', qr/^variables of SetEnvIf .*; the URL is a directory/],
    ['/env/a.txt', qr/^variables of SetEnvIf count as unset in conditions$/],
    ['/env-location', qr/^variables of SetEnvIf count as unset in conditions$/],
    ['/env-other', undef],
    ['/header', qr/^an <If> depends on HTTP:X-A, which a question does not have$/],
    ['/agent', qr/^an <If> depends on HTTP_USER_AGENT, which a question does not have$/],
    ['/agent-redirect', qr/^an <If> depends on HTTP_USER_AGENT, which a question does not have$/],
    ['/agent-other', undef],
    ['/known', undef],
    ['/words', qr/^an <If> depends on HTTP:X-Forwarded-For, [^;]*; a RewriteRule depends on HTTP:X-Forwarded-For, which/],
    ['/lookup/a.txt', qr/^an <If> makes a request to the server itself/],
    ['/lookup/early', qr/^an <If> makes a request to the server itself/],
    ['/multi/other', qr/^MultiViews may choose another file$/],
    ['/multi/missing/x', qr/^MultiViews may choose another file$/],
    ['/rules/a.txt', qr/^mod_rewrite's rules in a <Directory>, <Location> or \.htaccess may refuse/],
    ['/none/a.txt', qr/^mod_rewrite's rules in a <Directory>/],
    ['/gone', qr/^the error document \/a\.txt has settings of its own$/],
    ['/forbidden', undef],
) {
    my ($path, $want) = @$_;
    my %q = (url => $h->url($path), origin => $A);
    for (['-t', (ask($h, \%q))[0]], ['handler', ask_page($h, '/explain', \%q)]) {
        my ($by, $answer) = @$_;
        my $label = "$path, $by";
        $want ? like(doubts($answer), $want, $label) : is(doubts($answer), '', $label);
        is(!defined $answer->{shared}, !!$want, "$label: shared") if $path ne '/none/a.txt';
        is(!defined $answer->{carried_out}, !!$want, "$label: carried_out");
    }
}
is(doubts((ask($h, { url => 'https://localhost/a.txt', origin => $A }))[0]),
   "httpd does not listen on port 443; a proxy in front of it is assumed to forward to port $port", 'a port without Listen');

# Mixed content does not hide a doubt: a program that reads "shared" must see it.
my ($mixed) = ask($h, { url => 'http://api.example/', origin => $A });
like(doubts($mixed), qr/the URL is a directory/, 'mixed content: a doubt');
is($mixed->{shared}, undef, 'mixed content: shared');
ok(defined $mixed->{carried_out} && !$mixed->{carried_out}, 'mixed content: not carried out in any case');
is_deeply($mixed->{advice}[0], 'request the URL over https', 'mixed content: advice');

# What redirects or refuses after the sections: never shared, and never carried out for sure.
my $redirects = Httpd->new(modules => ['rewrite'], files => {
    (map { ("htdocs/$_/a.txt" => 'a', "htdocs/$_/b.txt" => 'b') } qw(redirect match gone rule forbidden section location)),
    'htdocs/redirect/.htaccess' => "Redirect 301 /redirect/a.txt https://new.example/\n",
    'htdocs/match/.htaccess' => "RedirectMatch ^/match/a /b.txt\n",
    'htdocs/gone/.htaccess' => "Redirect gone /gone/a.txt\n",
    'htdocs/rule/.htaccess' => "RewriteEngine On\nRewriteRule ^a /b.txt [R=301]\n",
    'htdocs/forbidden/.htaccess' => "RewriteEngine On\nRewriteRule ^a - [F]\n",
    'other/b.txt' => 'b',
}, conf => <<'CONF');
CorsAllowOrigin https://a.example https://b.example
CorsAllowMethods PUT
<Directory "@ROOT@/htdocs/section">
    RewriteEngine On
    RewriteRule ^a /b.txt [R=302]
</Directory>
<Location "/location/a.txt">
    Redirect https://new.example/
</Location>
<Location "/alias/b.txt">
    Alias "@ROOT@/other/b.txt"
</Location>
<Directory "@ROOT@/other">
    Require all granted
</Directory>
<Location "/section/enforced">
    CorsEnforce On
</Location>
CONF
my ($rules, $redirect) = (qr/^mod_rewrite's rules in a <Directory>/, qr/^a Redirect in a <Directory>/);
for (
    # path, status, pattern of the doubts, undef for none
    ['/redirect/a.txt', 301, $redirect],
    ['/redirect/b.txt', 200, undef],
    ['/match/a.txt', 302, $redirect],
    ['/match/b.txt', 200, undef],
    ['/gone/a.txt', 410, $redirect],
    ['/location/b.txt', 200, undef],
    ['/alias/b.txt', 200, undef],
    ['/rule/a.txt', 301, $rules],
    ['/forbidden/a.txt', 403, $rules],
    ['/section/a.txt', 302, $rules],
) {
    my ($path, $status, $want) = @$_;
    is($redirects->get($path, "Origin: $A")->{status}, $status, "$path: status");
    for my $method (qw(GET PUT)) {
        my ($answer) = ask($redirects, { method => $method, url => $redirects->url($path), origin => $A });
        $want ? like(doubts($answer), $want, "$method $path") : is(doubts($answer), '', "$method $path");
        is($answer->{shared} ? 'shared' : 'not known', $want ? 'not known' : 'shared', "$method $path: shared");
        is(!defined $answer->{carried_out}, !!$want, "$method $path: carried_out");
    }
}
# The Redirect of a <Location> comes before the sections, and is known.
my ($early) = ask($redirects, { url => $redirects->url('/location/a.txt'), origin => $A });
like($early->{mapped}, qr/^redirect 302 /, 'Redirect in a <Location>');
is($early->{shared}, undef, 'Redirect in a <Location>: shared');
is(doubts((ask($redirects, { url => $redirects->url('/section/enforced'), origin => 'https://x.example' }))[0]), '',
   'an enforced refusal ends before the rules');
$redirects->log_ok;

# A .htaccess that only root can read is no doubt for others.
{
    chmod 0600, $h->root . '/htdocs/env/.htaccess';
    my ($answer) = ask($h, { url => $h->url('/env/a.txt'), origin => $A });
    my $want = $> == 0 ? qr/\.htaccess is readable by root, but not by User/ : qr/^conditions|^$/;
    like(doubts($answer), $want, 'a .htaccess of root');
    is($answer->{shared}, undef, 'a .htaccess of root: shared') if $> == 0;
}
$h->log_ok(allow => [qr/AH01626|AH00529|AH00132/]);

# The address of a host that no virtual host names is not known if there are several.
my $hosts = Httpd->_lay_out(conf => <<"CONF");
Listen 127.0.0.1:\@PORT1\@
Listen 127.0.0.2:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    ServerName one.example
    CorsAllowOrigin $A https://one.example
</VirtualHost>
<VirtualHost 127.0.0.2:\@PORT1\@>
    ServerName two.example
    CorsAllowOrigin $A https://two.example
</VirtualHost>
CONF
for (['one', 'https://one.example', ''], ['two', 'https://two.example', ''],
     ['three', 'https://one.example', 'no virtual host is named three.example, and those for port PORT have several addresses']) {
    my ($name, $origin, $want) = @$_;
    my $port1 = $hosts->port_n(1);
    my ($answer) = ask($hosts, { url => "http://$name.example:$port1/", origin => $origin });
    is($answer->{actual}{decision}, 'actual-allowed', "addresses, $name");
    is(join('; ', grep { !/directory/ } @{$answer->{unsure}}) =~ s/port $port1/port PORT/r, $want, "addresses, $name: doubts");
}

# RewriteMap: files are read; programs, databases and subrequests are not asked.
for (
    # map and rule, pattern under -t, pattern by the handler
    ['txt', "RewriteMap m txt:\@ROOT\@/map.txt\nRewriteRule ^/map/(.*) \${m:\$1} [PT]\n", ('a RewriteMap may have decided') x 2],
    ['unused', "RewriteMap m txt:\@ROOT\@/map.txt\nRewriteRule ^/other/(.*) /x [PT]\n", '', ''],
    ['prg', "RewriteMap m prg:\@ROOT\@/map.sh\nRewriteRule ^/map/(.*) \${m:\$1|/a.txt} [PT]\n",
     'a RewriteMap asks a program, which is not asked here', q(a RewriteMap asks a program; mod_rewrite's rules are not run)],
    ['dbd', "RewriteMap m \"dbd:SELECT 1\"\nRewriteRule ^/map/(.*) \${m:\$1|/a.txt} [PT]\n",
     (q(a RewriteMap asks a database; mod_rewrite's rules are not run)) x 2],
    ['lookahead', "RewriteCond %{LA-U:REMOTE_USER} x\nRewriteRule ^/map /a.txt [PT]\n",
     (q(a RewriteCond makes a request to the server itself; mod_rewrite's rules are not run)) x 2],
    ['expr', "RewriteCond expr \"-U '/touched'\"\nRewriteRule ^/map /a.txt [PT]\n",
     (q(a RewriteCond makes a request to the server itself; mod_rewrite's rules are not run)) x 2],
    ['-U', "RewriteCond /touched -U\nRewriteRule ^/map /a.txt [PT]\n",
     (q(a RewriteCond makes a request to the server itself; mod_rewrite's rules are not run)) x 2],
    ['-F', "RewriteCond /touched !-F\nRewriteRule ^/map /a.txt [PT]\n",
     (q(a RewriteCond makes a request to the server itself; mod_rewrite's rules are not run)) x 2],
) {
    my ($label, $rules, @want) = @$_;
    my $s = Httpd->new(modules => [qw(rewrite dbd)], files => \%files,
                       conf => "CorsAllowOrigin $A https://b.example\nRewriteEngine On\n$rules$handler");
    my %q = (url => $s->url('/map/one'), origin => $A);
    is(doubts((ask($s, \%q))[0]), $want[0], "$label, -t");
    is(doubts(ask_page($s, '/explain', \%q)), $want[1], "$label, handler");
    $s->log_ok;
}

# Conditions of mod_rewrite on what a question does not have.
for (
    # conditions and rules, what they depend on
    ["RewriteCond %{ENV:FWD} =1\nRewriteRule ^/map https://new.example/ [R=301]", 'ENV'],
    ["RewriteCond %{HTTP_USER_AGENT} !curl\nRewriteCond %{HTTPS} off\nRewriteRule ^/MAP - [F,NC]", 'HTTP_USER_AGENT'],
    ["RewriteCond %{HTTP:X-Forwarded-Proto} !https\nRewriteRule (.*) https://new.example\$1 [R=301]", 'HTTP:X-Forwarded-Proto'],
    ["RewriteCond %{TIME_HOUR}%{TIME_MIN} >2500\nRewriteRule ^ - [F]", 'TIME_HOUR'],
    ["RewriteCond %{REMOTE_ADDR} ^192\nRewriteRule ^ - [F]", 'REMOTE_ADDR'],
    ["RewriteCond expr \"req('Cookie') == 'x'\"\nRewriteRule !^/other - [F]", 'req()'],
    ["RewriteRule ^/map /%{HTTP:X-Tenant}/a.txt [PT]", 'HTTP:X-Tenant'],
    ["RewriteRule ^/map /other [PT]\nRewriteCond %{HTTP_COOKIE} x\nRewriteRule ^/other - [F]", 'HTTP_COOKIE'],
    ["RewriteCond %{HTTP_USER_AGENT} x\nRewriteRule ^/other - [F]"],
    ["RewriteCond %{HTTP_USER_AGENT} x\nRewriteRule ^/other - [F]\nRewriteRule ^/map - [E=a:b]"],
    ["<Location /other>\nRewriteCond %{HTTP_USER_AGENT} x\nRewriteRule ^ - [F]\n</Location>"],
    ["RewriteCond %{HTTP_HOST} x\nRewriteCond %{REQUEST_METHOD} PUT\nRewriteRule ^ - [F]"],
) {
    my ($rules, $unknown) = @$_;
    my $s = Httpd->_lay_out(modules => ['rewrite'], files => \%files,
                            conf => "CorsAllowOrigin $A https://b.example\nRewriteEngine On\n$rules\n");
    my ($answer) = ask($s, { url => $s->url('/%6dap/one'), origin => $A });
    is(doubts($answer), $unknown ? "a RewriteRule depends on $unknown, which a question does not have" : '', $rules);
    is(!$answer->{shared}, !!$unknown, "$rules: shared");
}

# Other modules may map URLs.
for (['proxy_express', 'ProxyExpressEnable On', qr/^mod_proxy_express\.c may map the URL; its hook is not called$/],
     ['proxy_express', '', qr/^$/],
     ['lua', "LuaHookTranslateName \@ROOT\@/map.lua translate", qr/^mod_lua\.c may map the URL; its hook is not called$/],
     ['lua', '', qr/^$/], ['file_cache', '', qr/^$/], ['log_debug', '', qr/^$/]) {
    my ($module, $line, $want) = @$_;
    my $s = Httpd->_lay_out(modules => [$module =~ /^proxy_/ ? 'proxy' : (), $module], files => \%files,
                            conf => "CorsAllowOrigin $A https://b.example\n$line\n");
    like(doubts((ask($s, { url => $s->url('/a.txt'), origin => $A }))[0]), $want, "$module '$line'");
}
done_testing;
