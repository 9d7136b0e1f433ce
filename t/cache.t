# SPDX-License-Identifier: Apache-2.0
#
# mod_cache in front of the module, with and without its quick handler: no origin gets
# the response to another, in any order of requests, and unlisted origins add no variants.
use strict;
use warnings;
use File::Find qw(find);
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Httpd;

plan skip_all => 'httpd has no mod_cache_disk' unless Httpd->has_module('cache_disk');

my @origins = ('https://a.example', 'https://b.example', 'https://x.wild.example',
    'https://stranger.example', undef);
# Origin => field: of /api/, which allows three origins; of /one/, whose policy is constant.
my %own = map { $_ => $_ } @origins[0 .. 2];
my %constant = map { ($_ // '') => 'https://a.example' } @origins;

sub conf
{
    my ($quick) = @_;
    return <<"CONF";
CacheRoot \@ROOT\@/cache
CacheEnable disk /
CacheQuickHandler $quick
CacheMinExpire 3600
CacheIgnoreNoLastMod On
CacheHeader On
<Directory "\@ROOT\@/htdocs/api">
    CorsAllowOrigin https://a.example https://b.example https://*.wild.example
    CorsAllowCredentials On
    CorsExposeHeaders ETag
</Directory>
<Location "/app">
    CorsAllowOrigin https://a.example https://b.example
</Location>
<Directory "\@ROOT\@/htdocs/one">
    CorsAllowOrigin https://a.example
</Directory>
CONF
}

sub start
{
    my ($quick) = @_;
    my $h = Httpd->new(
        conf => conf($quick), modules => [qw(cache cache_disk rewrite)],
        files => { 'htdocs/app/.htaccess' => "RewriteEngine On\nRewriteRule (.*) /target/\$1\n",
            (map { ("htdocs/target/$_.txt" => "target\n") } 'a', 'b'), map { ("htdocs/$_" => "text of $_\n") }
            map { ("api/$_.txt", "one/$_.txt") } 0 .. 9 },
    );
    mkdir $h->root . '/cache';
    chmod 0777, $h->root . '/cache';    # httpd's user writes it
    return $h;
}

# Sends a request of each origin twice, in this order, and checks the field and Vary.
sub visit
{
    my ($h, $label, $path, $field, $varies, @visitors) = @_;
    for my $round (1, 2) {
        for my $origin (@visitors) {
            my $res = $h->get($path, $origin ? "Origin: $origin" : ());
            my $who = ($origin // 'no Origin') . ", round $round";
            is($res->{status}, 200, "$label, $who: status");
            my $want = $field->{$origin // ''};
            is_deeply([$res->fields('access-control-allow-origin')],
                [defined $want ? $want : ()], "$label, $who: Access-Control-Allow-Origin");
            is(($res->field('vary') // '') =~ /origin/i ? 1 : 0, $varies,
                "$label, $who: Vary");
        }
    }
}

sub stored
{
    my ($h) = @_;
    my $count = 0;
    find(sub { $count++ if /\.data$/ }, $h->root . '/cache');
    return $count;
}

for my $quick ('on', 'off') {
    my $h = start($quick);
    my $n = 0;
    my @rotated = @origins;
    for (@origins) {
        visit($h, "quick handler $quick, order $n", "/api/$n.txt", \%own, 1, @rotated);
        push @rotated, shift @rotated;
        $n++;
    }
    visit($h, "quick handler $quick, constant policy", '/one/0.txt', \%constant, 0, reverse @origins);
    my $hit = $h->get('/one/0.txt');
    like($hit->field('x-cache') // '', qr/^HIT/, "quick handler $quick: the cache does answer");

    # An internal redirect leads to a URL with another policy.
    my ($app, $target) = (['/app', 'https://a.example'], ['/target']);
    for (['a', $app, $target], ['b', $target, $app]) {
        my ($name, @paths) = @$_;
        for (@paths, @paths) {
            my ($path, @field) = @$_;
            my $res = $h->get("$path/$name.txt", 'Origin: https://a.example');
            is($res->{status}, 200, "quick handler $quick, $path/$name.txt");
            is_deeply([$res->fields('access-control-allow-origin')],
                \@field,
                "quick handler $quick, $path/$name.txt: Access-Control-Allow-Origin");
        }
    }

    my $before = stored($h);
    for (1 .. 20) {
        $h->get('/api/9.txt', "Origin: https://evil$_.example");
        $h->get('/api/9.txt', "Origin: https://n$_.wild.example");
    }
    cmp_ok(stored($h) - $before, '<=', 1, "quick handler $quick: unlisted origins add no variants");
    $h->log_ok;
}
done_testing;
