# SPDX-License-Identifier: Apache-2.0
#
# Varnish, Squid and nginx in front of httpd, with the lines of docs/caches.md: each origin
# gets the fields of the policy, in any order of requests, and a response with a constant
# policy is stored once. This includes errors, redirects, variants and revalidation.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Time::HiRes qw(sleep);
use CacheVisitors;
use FrontCache;
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;

# Settings that this test needs in addition to docs/caches.md: stale copies are revalidated
# and not served for a while; Squid stores errors only for a configured time.
my %CONF = (
    varnish => "sub vcl_backend_response { set beresp.grace = 0s; set beresp.keep = 60s; }\n",
    squid => "negative_ttl 10 minutes\n",
);
my @POLICIES = qw(list wildcard preserve one);
my @caches = grep { FrontCache::is_installed($_) } qw(varnish squid nginx);
plan skip_all => 'needs varnishd, squid or nginx' if !@caches;

my %files = CacheVisitors::files();
my $h = Httpd->new(
    conf => CacheVisitors::conf() . qq(CustomLog "\@ROOT\@/logs/requests" "%m %>s"\n),
    modules => [CacheVisitors::modules()], files => \%files);
CacheVisitors::age($h, keys %files);

# Only a constant policy limits the number of copies.
sub copy_of { my ($policy, $origin) = @_; return is_constant($policy) ? 'one' : $origin // 'no Origin' }

# Unlisted origins get the response of httpd, and no copy is stored.
sub listed_copy_of { return !defined $_[1] || $_[1] =~ m{^https://[ab]\.example$} ? copy_of(@_) : 'fresh' }

sub log_lines { return scalar(() = $h->slurp('logs/requests') =~ /^$_[0]$/mg) }

sub stored_responses_ok
{
    my ($cache, $kind, $policy) = @_;
    my $base = "/location/$policy";
    my @case = (
        ['an error of the application', "$base/lost.asis", status => 404, body => qr/^lost/],
        ['a redirect of the application', "$base/moved.asis", status => 301],
        ['an error of httpd', "$base/none.html", status => 404],
        # An early response to a request without Origin has Vary, but no CORS field. So
        # the order of the requests decides what is stored.
        ['a redirect of httpd', "$base/old.html", status => 301,
         origins => [grep { defined } @CacheVisitors::ORIGINS]],
        ['in German', "$base/word.html", lines => ['Accept-Language: de'], body => qr/^Wort$/],
        ['in English', "$base/word.html", lines => ['Accept-Language: en'], body => qr/^word$/],
        ['compressed', "$base/page.html", lines => ['Accept-Encoding: gzip'], body => qr/^\x1f\x8b/],
        ['not compressed', "$base/page.html", lines => ['Accept-Encoding: identity'], body => qr/^page /],
    );
    visits_ok($cache, "$kind, $policy, $_->[0]", "$_->[1]?$kind", $policy, \&copy_of, @$_[2 .. $#$_])
        for @case;
}

# Requests for a part of a stored response, and conditional requests. Squid sends this 304
# itself, without the stored fields.
sub hits_ok
{
    my ($cache, $kind, $policy) = @_;
    my $url = "/location/$policy/page.html?$kind-1";
    visits_ok($cache, "$kind, $policy, part of a copy", $url, $policy, undef,
              status => 206, lines => ['Range: bytes=0-3'], body => qr/^page$/);
    my $res = $cache->get($url, 'Origin: https://a.example');
    my $condition = 'If-None-Match: ' . $res->field('ETag');
    if ($kind eq 'squid') {
        $res = $cache->get($url, 'Origin: https://a.example', $condition);
        $cache->check("$kind, $policy: a 304 of the cache", $res, status => 304);
    }
    else {
        visits_ok($cache, "$kind, $policy, current copy", $url, $policy, undef,
                  status => 304, lines => [$condition]);
    }
}

sub preflights_ok
{
    my ($cache, $kind) = @_;
    my @vary = (vary => $PREFLIGHT_VARY);
    my $url = "/location/list/page.html?preflight-$kind";
    my %stamps;
    for my $round (1, 2) {
        my $res = $cache->preflight($url, 'https://a.example', 'PUT');
        $cache->check("$kind: allowed preflight, round $round", $res, status => 204, @vary,
            'allow-origin' => 'https://a.example', 'allow-credentials' => 'true');
        my $refused = $cache->preflight($url, 'https://stranger.example', 'PUT');
        $cache->check("$kind: refused preflight, round $round", $refused, status => 403, @vary);
        $stamps{$_->field('X-Served')} = 1 for $res, $refused;
    }
    is(keys %stamps, 4, "$kind: httpd answered every preflight");
}

# Responses that are stored for one second and later revalidated.
sub visit_soon_stale
{
    my ($cache, $kind, $label) = @_;
    visits_ok($cache, "$kind, $_, $label", "/location/$_/page.html?soon-$kind", $_)
        for @POLICIES;
}

my %front = map { ($_ => FrontCache->new($_, $h->port, conf => $CONF{$_})) } @caches;
visit_soon_stale($front{$_}, $_, 'fresh') for @caches;
my $stale_at = Time::HiRes::time() + 2.1;       # nginx counts whole seconds
for my $kind (@caches) {
    my $cache = $front{$kind};
    for (CacheVisitors::urls_of()) {
        my ($policy, $url) = @$_;
        visits_ok($cache, "$kind, $url", "$url?$kind-1", $policy, \&copy_of);
    }
    for (@POLICIES) {
        hits_ok($cache, $kind, $_);
        stored_responses_ok($cache, $kind, $_);
    }
    preflights_ok($cache, $kind);
    my $strict = FrontCache->new($kind, $h->port, strangers => 1);
    visits_ok($strict, "$kind, unlisted origins are not stored", '/location/list/page.html', 'list', \&listed_copy_of);
    $strict->stop;
}
my $wait = $stale_at - Time::HiRes::time();
sleep $wait if $wait > 0;
for my $kind (@caches) {
    my $before = log_lines('GET 304');
    visit_soon_stale($front{$kind}, $kind, 'revalidated');
    cmp_ok(log_lines('GET 304') - $before, '>=', @POLICIES, "$kind revalidates its copies at httpd");
    $front{$kind}->stop;
}
$h->log_ok;
done_testing;
