# SPDX-License-Identifier: Apache-2.0
#
# Responses other than plain pages with mod_cache: errors and redirects, languages and
# encodings, parts, conditional requests, revalidation, stale copies instead of an error,
# enforcement.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use CacheVisitors;
use HttpClient qw($PREFLIGHT_VARY);
use ModCache;

my @POLICIES = qw(list wildcard preserve one);
my %PLACE = (preserve => 'location', list => 'directory', one => 'directory', wildcard => 'htaccess');
my @few = @CacheVisitors::ORIGINS[0 .. 6, 9];

sub few_visits_ok { visits_ok(@_[0 .. 3], $_[4], @_[5 .. $#_], origins => \@few) }

# A separate origin server, without mod_cors and mod_cache.
my $conf = CacheVisitors::conf() . <<'CONF';
CacheStaleOnError On
ProxyPassMatch "^/location/([a-z_]+)/proxied/(.*)$" "http://127.0.0.1:@TLSPORT@/$2"
Listen 127.0.0.1:@TLSPORT@
<VirtualHost 127.0.0.1:@TLSPORT@>
    DocumentRoot "@ROOT@/htdocs/origin"
    CorsEngine Off
    Header always unset X-Served
    <Files vary.html>
        Header set Vary X-Lang
    </Files>
    CustomLog "@ROOT@/logs/origin" %>s
</VirtualHost>
<Location "/directory/list/guarded.html">
    CorsEnforce On
</Location>
<Location "/directory/list/vary.html">
    Header always set Vary X-Lang
</Location>
CONF
my %files = (CacheVisitors::files(), 'htdocs/origin/page.html' => 'page of the origin',

             'htdocs/origin/vary.html' => 'vary', 'htdocs/directory/list/vary.html' => 'vary',
             'htdocs/directory/list/guarded.html' => 'guarded');
$files{"htdocs/location/$_/app/page.html"} = 'application' for @POLICIES;

# Errors of an application may be stored, errors of httpd are not. The quick handler does
# not store responses that MultiViews negotiates.
sub stored_responses_ok
{
    my ($h, $label, $policy, $copy_of, $quick) = @_;
    my $negotiated = $quick eq 'on' ? sub { 'fresh' } : $copy_of;
    my $base = "/location/$policy";
    my @case = (
        ['an error of the application', "$base/lost.asis", $copy_of, status => 404, body => qr/^lost/],
        ['a redirect of the application', "$base/moved.asis", $copy_of, status => 301],
        ['an error of httpd', "$base/none.html", undef, status => 404],
        ['a redirect of httpd', "$base/old.html", undef, status => 301, early => 1],
        ['in German', "$base/word.html", $negotiated, lines => ['Accept-Language: de'], body => qr/^Wort$/],
        ['in English', "$base/word.html", $negotiated, lines => ['Accept-Language: en'], body => qr/^word$/],
        ['compressed', "$base/page.html", $copy_of, lines => ['Accept-Encoding: gzip'], body => qr/^\x1f\x8b/],
        ['not compressed', "$base/page.html", $copy_of, body => qr/^page /],
        ['of another server', "$base/proxied/page.html", $copy_of, body => qr/^page of the origin/],
    );
    few_visits_ok($h, "$label, $policy, $_->[0]", $_->[1], $policy, @$_[2 .. $#$_]) for @case;
}

# Range and conditional requests, and revalidation of a stored copy.
sub conditions_ok
{
    my ($h, $label, $policy, $url, $copy_of) = @_;
    few_visits_ok($h, "$label, $url", "$url?conditions", $policy, $copy_of);
    $url .= '?conditions';
    my $etag = $h->get($url)->field('ETag');
    my @case = (
        ['current copy', 304, "If-None-Match: $etag"],
        ['part', 206, 'Range: bytes=0-3'],
        ['no such part', 416, 'Range: bytes=90000-'],
        ['revalidated', 200, 'Cache-Control: max-age=0'],
        ['current copy, revalidated', 304, 'Cache-Control: max-age=0', "If-None-Match: $etag"],
        ['condition that fails', 412, 'If-Match: "other"'],
    );
    for (@case) {
        my ($name, $status, @lines) = @$_;
        few_visits_ok($h, "$label, $url, $name", $url, $policy, undef, status => $status, lines => \@lines);
    }
}

# A stored copy stays limited to its encoding, even if the 304 that confirms it has no
# Vary: Accept-Encoding.
sub encodings_ok
{
    my ($h, $label) = @_;
    my $url = '/directory/list/page.html?encodings';
    my @validate = ('Origin: https://a.example', 'Cache-Control: max-age=0');
    my @gzip = (@validate, 'Accept-Encoding: gzip');
    like($h->get($url, @gzip)->field('X-Cache'), qr/^MISS/, "$label: a compressed copy is stored,");
    like($h->get($url, @gzip)->field('X-Cache'), qr/^REVALIDATE/, "$label: it is confirmed by a 304,");
    my $res = $h->get($url, @gzip[0, 2]);
    like($res->field('X-Cache'), qr/^HIT/, "$label: it is kept");
    like($res->field('Vary'), qr/Accept-Encoding/, "$label: with its Vary");
    is($h->get($url, $validate[0])->field('Content-Encoding'), undef,
       "$label: a request without Accept-Encoding gets an uncompressed response");
}

# A 304 with another Vary does not remove Origin from the Vary of the copy.
sub confirmed_vary_ok
{
    my ($h, $label) = @_;
    for my $url ('/location/list/proxied/vary.html', '/directory/list/vary.html') {
        my ($mine, $other) = map { "https://$_.example" } qw(a b);
        for my $state (qw(MISS REVALIDATE)) {
            my $res = $h->get($url, "Origin: $mine", 'Cache-Control: max-age=0');
            like($res->field('X-Cache'), qr/^$state/, "$label, $url: $state");
            is($res->field('Access-Control-Allow-Origin'), $mine, "$label, $url: $state: for this origin");
            is(join(' ', sort split /[, ]+/, $res->field('Vary')), 'Origin X-Lang', "$label, $url: $state: Vary");
        }
        my $kept = $h->get($url, "Origin: $mine");
        like($kept->field('X-Cache'), qr/^HIT/, "$label, $url: the copy is kept");
        like($kept->field('Vary'), qr/\bOrigin\b/, "$label, $url: with Origin in its Vary");
        is($h->get($url, "Origin: $other")->field('Access-Control-Allow-Origin'), $other, "$label, $url: for another origin");
    }
}

sub origin_log { my ($h, $status) = @_; return scalar(() = $h->slurp('logs/origin') =~ /^$status$/mg) }

# Copies of a server that confirms them and then fails, and of an application that was
# removed.
sub stale_ok
{
    my ($h, $label, $copy_of) = @_;
    my @lines = (lines => ['Cache-Control: max-age=0']);
    my $asked = origin_log($h, 304);
    few_visits_ok($h, "$label, $_, origin server", "/location/$_/proxied/page.html", $_, undef, @lines)
        for @POLICIES;
    cmp_ok(origin_log($h, 304) - $asked, '>=', @POLICIES, "$label: copies are revalidated at the origin server");
    few_visits_ok($h, "$label, $_, application", "/location/$_/app/page.html", $_, $copy_of) for @POLICIES;

    my %fails = ('htdocs/origin/.htaccess' => "RedirectMatch 503 .\n",
        map { ("htdocs/location/$_/app/.htaccess" => "SetHandler proxy:http://127.0.0.1:1\n") } @POLICIES);
    $h->write_file($_, $fails{$_}) for keys %fails;
    for my $policy (@POLICIES) {
        for my $name (qw(proxied app)) {
            few_visits_ok($h, "$label, $policy, $name, fails", "/location/$policy/$name/page.html", $policy,
                      undef, @lines, status => sub { $copy_of->(@_) eq 'fresh' ? 503 : 200 });
        }
    }
    unlink map { $h->root . "/$_" } keys %fails;
}

sub preflights_ok
{
    my ($h, $label) = @_;
    my @vary = (vary => $PREFLIGHT_VARY);
    my $url = '/directory/list/page.html?preflight';
    for my $round (1, 2) {
        $h->check("$label: allowed preflight, round $round",
            $h->preflight($url, 'https://a.example', 'PUT'), status => 204, @vary,
            decision => 'preflight-refused:method-not-allowed',
            'allow-origin' => 'https://a.example', 'allow-credentials' => 'true');
        $h->check("$label: refused preflight, round $round",
            $h->preflight($url, 'https://stranger.example', 'PUT'), status => 403, @vary,
            decision => 'preflight-refused:origin-not-listed');
        $h->check("$label: actual request after it, round $round",
            $h->get($url, 'Origin: https://a.example'), decision => 'any', vary => 'any',
            'allow-origin' => 'https://a.example', 'allow-credentials' => 'true', 'expose-headers' => 'ETag');
    }
}

for_each_mode(
    conf => $conf, modules => [CacheVisitors::modules(), qw(proxy proxy_http)], files => \%files,
    allow => [qr/AH00957|AH01114/], sub {
        my ($h, $label, $quick) = @_;
        my $copy_of = $ModCache::COPY_OF{$quick};
        for my $policy (@POLICIES) {
            stored_responses_ok($h, $label, $policy, $copy_of, $quick);
            conditions_ok($h, $label, $policy, "/$PLACE{$policy}/$policy/page.html", $copy_of);
        }
        conditions_ok($h, $label, 'server', '/server.html', $copy_of);
        encodings_ok($h, $label);
        confirmed_vary_ok($h, $label);
        preflights_ok($h, $label);
        few_visits_ok($h, "$label, enforced", '/directory/list/guarded.html', 'list', undef,
                  status => sub { CacheVisitors::is_exact(@_) ? 200 : 403 });
        stale_ok($h, $label, $copy_of);
    });
done_testing;
