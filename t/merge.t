#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Sections are merged: first lists of origins in every context, then each other setting.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

# Each origin is named after the place that lists it.
my @names = qw(server vhost dir dir2 match hta files fmatch loc loc2 lmatch if if2 nested first
               second third included);
sub origin { return "https://$_[0].example" }
sub list { return 'CorsAllowOrigin ' . join ' ', map { /^(\+?)(.*)/ && $1 . origin($2) } @_ }

my $server = list('server');
my $h = Httpd->new(
    files => {
        'more.conf' => list('included') . "\n",
        (map { ("htdocs/$_/a.txt" => 'a', "tenant/$_/a.txt" => 'a') }
         qw(plain dir plus dir/below plus/below twice matched hta htaplus htanone files all none
            nonedir nonethen empty chain settings settings/below off off/on)),
        'htdocs/hta/.htaccess' => list('hta'),
        'htdocs/htaplus/.htaccess' => list('+hta'),
        'htdocs/htanone/.htaccess' => 'CorsAllowOrigin None',
        'htdocs/all/.htaccess' => list('+hta'),
        'htdocs/files/.htaccess' => "<Files a.txt>\n" . list('+files') . "\n</Files>",
        'htdocs/chain/.htaccess' => "<If \"true\">\n" . list('+if') . "\n</If>",
    },
    conf => <<"CONF");
$server
Include "\@ROOT\@/more.conf"
<Directory "\@ROOT\@/htdocs/dir">
    @{[list('dir')]}
</Directory>
<Directory "\@ROOT\@/htdocs/dir/below">
    @{[list('dir2')]}
</Directory>
<Directory "\@ROOT\@/htdocs/plus">
    @{[list('+dir')]}
    @{[list('+first', '+second')]}
</Directory>
<Directory "\@ROOT\@/htdocs/plus/below">
    @{[list('+dir2')]}
</Directory>
<Directory "\@ROOT\@/htdocs/twice">
    @{[list('first')]}
    @{[list('second')]}
</Directory>
<Directory "\@ROOT\@/htdocs/twice">
    @{[list('third')]}
</Directory>
<DirectoryMatch "/htdocs/(matched|all)">
    @{[list('+match')]}
</DirectoryMatch>
<Directory "\@ROOT\@/htdocs/all">
    @{[list('dir')]}
    <Files a.txt>
        @{[list('+files')]}
    </Files>
</Directory>
<FilesMatch "^only-f">
    @{[list('fmatch')]}
</FilesMatch>
<Location /all>
    @{[list('+loc')]}
    <If "true">
        @{[list('+if')]}
        <If "true">
            @{[list('+nested')]}
        </If>
    </If>
</Location>
<Location /plain/loc>
    @{[list('loc')]}
</Location>
<Location /plain/loc/two>
    @{[list('loc2')]}
</Location>
<Location /hta/loc>
    @{[list('loc')]}
</Location>
<LocationMatch ^/plain/lmatch>
    @{[list('lmatch')]}
</LocationMatch>
<Location /plain/if>
    @{[list('loc')]}
    <If "true">
        @{[list('if')]}
    </If>
</Location>
<Location /plain/else>
    <If "false">
        @{[list('if')]}
    </If>
    <ElseIf "true">
        @{[list('if2')]}
    </ElseIf>
    <Else>
        @{[list('nested')]}
    </Else>
</Location>
<Location /plain/nested>
    <If "true">
        @{[list('if')]}
        <If "true">
            @{[list('nested')]}
        </If>
        <If "false">
            @{[list('if2')]}
        </If>
    </If>
</Location>
<Location /none>
    CorsAllowOrigin None
</Location>
<Location /chain>
    CorsAllowOrigin None
</Location>
<Location /chain/nested>
    <If "true">
        @{[list('nested')]}
    </If>
</Location>
<Directory "\@ROOT\@/htdocs/nonedir">
    @{[list('dir')]}
</Directory>
<Location /nonedir>
    CorsAllowOrigin None
</Location>
<Location /nonedir/a>
    @{[list('+loc')]}
</Location>
<Location /nonethen>
    @{[list('+loc')]}
</Location>
<Location /nonethen/a>
    CorsAllowOrigin None
</Location>
<Location /regex>
    CorsAllowOriginMatch https://dir2?[.]example
</Location>
<Location /regex/plus>
    @{[list('+loc')]}
</Location>
<Location /plain/regex>
    CorsAllowOriginMatch +https://dir2?[.]example
</Location>
<Location /off>
    CorsEngine Off
</Location>
<Location /off/on>
    CorsEngine On
</Location>

Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    @{[list('vhost')]}
    <Location /plain/loc>
        @{[list('+loc2')]}
    </Location>
</VirtualHost>
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    @{[list('+vhost')]}
    DocumentRoot "\@ROOT\@/tenant"
    <Directory "\@ROOT\@/tenant">
        Require all granted
    </Directory>
</VirtualHost>
Listen 127.0.0.1:\@PORT3\@
<VirtualHost 127.0.0.1:\@PORT3\@>
    ServerAdmin nobody\@localhost
</VirtualHost>
CONF

my @rows = (
    # path, the origins it allows, port
    ['/plain/a.txt', 'server included'],
    ['/missing', 'server included'],
    ['/dir/a.txt', 'dir'],
    ['/dir/below/a.txt', 'dir2'],
    ['/plus/a.txt', 'server included dir first second'],
    ['/plus/below/a.txt', 'server included dir first second dir2'],
    ['/twice/a.txt', 'third'],
    ['/matched/a.txt', 'server included match'],
    ['/hta/a.txt', 'hta'],
    ['/htaplus/a.txt', 'server included hta'],
    ['/htanone/a.txt', ''],
    ['/files/a.txt', 'server included files'],
    ['/plain/only-f', 'fmatch'],
    ['/dir/only-f', 'fmatch'],
    ['/plain/loc', 'loc'],
    ['/plain/loc/two', 'loc2'],
    ['/hta/loc', 'loc'],
    ['/plain/lmatch', 'lmatch'],
    ['/plain/if', 'if'],
    ['/plain/else', 'if2'],
    ['/plain/nested', 'nested'],
    ['/chain/a.txt', 'if'],       # an If of a .htaccess comes last,
    ['/chain/nested', 'nested'],  # but for one inside <Location>
    ['/all/a.txt', 'dir hta match files loc if nested'],
    ['/none/a.txt', ''],
    ['/nonedir/b', ''],
    ['/nonedir/a', 'loc'],
    ['/nonethen/b', 'server included loc'],
    ['/nonethen/a', ''],
    ['/regex', 'dir dir2'],
    ['/regex/plus', 'dir dir2 loc'],
    ['/plain/regex', 'server included dir dir2'],
    ['/off/a.txt', ''],
    ['/off/on/a.txt', 'server included'],
    ['/plain/a.txt', 'vhost', 1],
    ['/plain/loc', 'loc loc2', 1],
    ['/dir/a.txt', 'dir', 1],
    ['/plain/a.txt', 'server included vhost', 2],
    ['/plain/loc', 'loc', 2],
    ['/plain/a.txt', 'server included', 3],
);
for (@rows) {
    my ($path, $want, $n) = @$_;
    my $to = { port => $n ? $h->port_n($n) : $h->port };
    for my $name (undef, 'preflight') {
        my @allowed = grep {
            my $origin = origin($_);
            my $res = $h->request($name ? 'OPTIONS' : 'GET', $path, ["Origin: $origin",
                                  $name ? 'Access-Control-Request-Method: GET' : ()], undef, $to);
            ($res->field('Access-Control-Allow-Origin') // '') eq $origin
        } @names;
        is(join(' ', sort @allowed), join(' ', sort split / /, $want),
           "origins of $path" . ($n ? ", virtual host $n" : '') . ($name ? ', preflight' : ''));
    }
}
$h->log_ok;

# Every other setting is merged separately; the origins stay.
my ($A, $B, $BAD) = qw(https://a.example https://b.example https://bad.example);
my $outer = <<'CONF';
CorsAllowOrigin https://a.example https://bad.example null
CorsDangerouslyTolerate NullOrigin
CorsAllowMethods PUT
CorsAllowHeaders X-A
CorsExposeHeaders X-E
CorsMaxAge 600
CorsPreflightStatus 200
CorsDenyOrigin https://worse.example
CONF
my %inner = (
    # path => [configuration, fields that differ from the outer section's]
    same => [''],
    methods => ['CorsAllowMethods PATCH', 'allow-methods' => 'PATCH'],
    methods_plus => ['CorsAllowMethods +PATCH +DELETE', 'allow-methods' => 'PUT, PATCH, DELETE'],
    methods_twice => ['CorsAllowMethods +PUT +PATCH', 'allow-methods' => 'PUT, PATCH'],
    methods_lines => ["CorsAllowMethods PATCH\nCorsAllowMethods DELETE",
                      'allow-methods' => 'PATCH, DELETE'],
    methods_none => ['CorsAllowMethods None', 'allow-methods' => undef],
    methods_star => ['CorsAllowMethods *', 'allow-methods' => '*'],
    headers => ['CorsAllowHeaders X-B', 'allow-headers' => 'x-b'],
    headers_plus => ['CorsAllowHeaders +X-B', 'allow-headers' => 'x-a, x-b'],
    headers_twice => ['CorsAllowHeaders +x-a +X-B', 'allow-headers' => 'x-a, x-b'],
    headers_none => ['CorsAllowHeaders None', 'allow-headers' => undef],
    expose => ['CorsExposeHeaders X-F', 'expose-headers' => 'x-f'],
    expose_plus => ['CorsExposeHeaders +X-F', 'expose-headers' => 'x-e, x-f'],
    expose_none => ['CorsExposeHeaders None', 'expose-headers' => undef],
    age => ['CorsMaxAge 5', 'max-age' => 5],
    age_zero => ['CorsMaxAge 0', 'max-age' => 0],
    age_none => ['CorsMaxAge None', 'max-age' => undef],
    status => ['CorsPreflightStatus 204', status => 204],
    credentials => ["CorsAllowOrigin https://a.example\nCorsAllowCredentials On",
                    'allow-credentials' => 'true'],
);
my $conf = $outer . "<Location /credentials>\nCorsAllowOrigin https://a.example\n"
    . "CorsAllowCredentials On\n</Location>\n";
my %files;
for (sort keys %inner) {
    $conf .= "<Location /loc/$_>\n$inner{$_}[0]\n</Location>\n";
    $files{"htdocs/hta/$_/.htaccess"} = "$inner{$_}[0]\n";
    $files{"htdocs/hta/$_/a.txt"} = 'a';
}
$h = Httpd->new(files => \%files, conf => <<"CONF");
$conf
<Location /credentials/off>
    CorsAllowCredentials Off
</Location>
<Location /deny>
    CorsDenyOrigin https://bad.example
</Location>
<Location /deny/more>
    CorsDenyOrigin https://*.example
    CorsAllowOrigin +https://bad.example +https://worse.example +https://b.elsewhere
</Location>
<Location /worse>
    CorsAllowOrigin https://worse.example
</Location>
CONF

for my $name (sort keys %inner) {
    my ($text, %differs) = @{$inner{$name}};
    my %want = (status => 200, 'allow-origin' => $A, 'allow-methods' => 'PUT',
                'allow-headers' => 'x-a', 'max-age' => 600, decision => 'preflight-allowed',
                vary => $PREFLIGHT_VARY, %differs);
    my $expose = exists $differs{'expose-headers'} ? $differs{'expose-headers'} : 'x-e';
    delete @want{'expose-headers', grep { !defined $want{$_} } keys %want};
    my %actual = ('allow-origin' => $A, decision => 'actual-allowed', vary => 'Origin',
                  defined $expose ? ('expose-headers' => $expose) : (),
                  $differs{'allow-credentials'} ? ('allow-credentials' => 'true') : ());
    for my $path ("/loc/$name", "/hta/$name/a.txt") {
        $h->check("$path: preflight", $h->preflight($path, $A, 'GET'), %want);
        $h->check("$path: actual", $h->get($path, "Origin: $A"), %actual,
                  status => $path =~ /loc/ ? 404 : 200);
        my $res = $h->get($path, 'Origin: null');
        is($res->field('Access-Control-Allow-Origin'), 'null', "$path: null is still tolerated")
            unless $name eq 'credentials';
    }
}

@rows = (
    ['/credentials/x', $A, 1, 'allow-credentials' => 'true'],
    ['/credentials/off', $A, 1],
    ['/deny/x', $A, 1], ['/deny/x', $BAD, 0], ['/deny/x', 'https://worse.example', 0],
    ['/deny/more', $BAD, 0], ['/deny/more', 'https://worse.example', 0],
    ['/deny/more', 'https://b.elsewhere', 1], ['/deny/more', $A, 0],
    ['/worse', 'https://worse.example', 0],
);
for (@rows) {
    my ($path, $origin, $allowed, %more) = @$_;
    my %want = $allowed ? ('allow-origin' => $origin, 'expose-headers' => 'x-e',
                           decision => 'actual-allowed') : (decision => 'actual-refused:origin-denied');
    $h->check("$path: $origin", $h->get($path, "Origin: $origin"), status => 404, vary => 'Origin',
              %want, %more);
}
$h->log_ok;
done_testing;
