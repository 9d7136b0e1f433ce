#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# WebDAV's second URL: a COPY or MOVE to a destination that enforces is checked against the
# settings of the destination, even if the request URL lets the origin pass.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;

my ($A, $B, $X) = map { "https://$_.example" } qw(a b x);
my @WRITABLE = qw(open open/tree private located same tenant unsafe denied off report outside index);
my $h = Httpd->new(
    modules => [qw(dav dav_fs headers env include)],
    files => { (map { ("htdocs/dav/$_/.keep" => '') } @WRITABLE),
               'htdocs/dav/index/kept.txt' => 'kept',
               'htdocs/page/a.shtml' => '<!--#include virtual="/dav/index/kept.txt" -->',
               'htdocs/dav/tenant/.htaccess' => "CorsEnforce On\n",
               'htdocs/dav/private/.htaccess' => "CorsEnforce Off\nRequestHeader set Sec-Fetch-Site same-origin\n"
                   . "RequestHeader unset Origin\nSetEnv CORS_DECISION same-origin\nErrorDocument 403 /dav/open/o.txt\n" },
    conf => <<"CONF");
DAVLockDB "\@ROOT\@/davlock/db"
<Directory "\@ROOT\@/htdocs/dav">
    Dav On
    DavDepthInfinity On
</Directory>
<Directory "\@ROOT\@/htdocs/dav/open">
    CorsAllowOrigin $A $X
    CorsAllowCredentials On
</Directory>
<Directory "\@ROOT\@/htdocs/dav/private">
    CorsAllowOrigin $B $X
    CorsEnforce On
</Directory>
<Location /dav/located>
    CorsAllowOrigin $B $X
    CorsEnforce On
</Location>
<Directory "\@ROOT\@/htdocs/dav/same">
    CorsAllowOrigin $A
    CorsEnforce On
</Directory>
<Directory "\@ROOT\@/htdocs/dav/unsafe">
    CorsEnforce Off
</Directory>
<Directory "\@ROOT\@/htdocs/dav/denied">
    CorsDenyOrigin $A
</Directory>
<Directory "\@ROOT\@/htdocs/dav/off">
    CorsEnforce On
    CorsEngine Off
</Directory>
<Directory "\@ROOT\@/htdocs/dav/report">
    CorsEnforce On
    CorsEngine ReportOnly
</Directory>
<Directory "\@ROOT\@/htdocs/dav/index">
    <FilesMatch "^kept">
        CorsEnforce On
    </FilesMatch>
</Directory>
<Directory "\@ROOT\@/htdocs/page">
    Options +Includes
    AddOutputFilter INCLUDES .shtml
    CorsAllowOrigin $A $B
</Directory>
CONF
mkdir $h->root . '/davlock';
chmod 0777, map { $h->root . "/$_" } 'davlock', 'htdocs/dav', map { "htdocs/dav/$_" } @WRITABLE;

my $count = 0;
my $there = sub { return -e $h->root . "/htdocs$_[0]" };

# One COPY or MOVE of a new resource.
sub transfer
{
    my ($method, $from, $to, $origin, @lines) = @_;
    $count++;
    my $source = "$from/o$count.txt";
    $h->write_file("htdocs$source", $count);
    chmod 0666, $h->root . "/htdocs$source";
    my $target = $to =~ s/@/$count/gr;
    my $res = $h->request($method, $source, [defined $origin ? "Origin: $origin" : (), @lines,
                                             "Destination: " . ($target =~ /^http/ ? $target : $h->url($target))]);
    return ($res, $source);
}

# ---- which destinations refuse ---------------------------------------------------------

my @same = ('Sec-Fetch-Site: same-origin');
my @rows = (
    # from, to (@ is a number), origin, more lines, status
    ['/dav/open', '/dav/private/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/private/n@.txt', 'https://c.example', [], 403],
    ['/dav/open', '/dav/private/n@.txt', 'null', [], 403],
    ['/dav/open', '/dav/private/n@.txt', 'https://x.example/', [], 403],
    ['/dav/open', '/dav/private/n@.txt', $A, ['Sec-Fetch-Site: same-site'], 403],
    ['/dav/open', '/dav/private/n@.txt', $A, ['Overwrite: F'], 403],
    ['/dav/open', '/dav/private/n@.txt', $A, ['Depth: 0'], 403],
    ['/dav/open', '/dav/private/n@.txt', $A, ['Authorization: Basic eDp5', 'Cookie: a=b'], 403],
    ['/dav/open', '/dav/private/n@.txt', $B, [], 201],
    ['/dav/open', '/dav/private/n@.txt', $X, [], 201],
    ['/dav/open', '/dav/private/n@.txt', undef, [], 201],
    ['/dav/open', '/dav/private/n@.txt', $A, [@same], 201],
    ['/dav/open', '/dav/private/n@.txt', 'null', [@same], 201],
    ['/dav/open', '/dav/private/n@.txt', 'http://localhost:' . $h->port, [], 201],
    ['/dav/open', '/dav/located/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/located/n@.txt', $X, [], 201],
    ['/dav/open', '/dav/same/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/same/n@.txt', $X, [], 403],
    ['/dav/open', '/dav/open/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/open/n@.txt', $B, [], 201],
    ['/dav/open', '/dav/outside/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/unsafe/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/denied/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/off/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/report/n@.txt', $A, [], 201],
    ['/dav/open', '/dav/tenant/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/index/kept@.txt', $A, [], 403],
    ['/dav/open', '/dav/index/n@.txt', $A, [], 201],
    ['/dav/outside', '/dav/private/n@.txt', $A, [], 403],
    ['/dav/outside', '/dav/private/n@.txt', $X, [], 201],
    ['/dav/private', '/dav/private/n@.txt', $X, [], 201],
    ['/dav/private', '/dav/open/n@.txt', $A, [], 403],
    ['/dav/private', '/dav/same/n@.txt', $X, [], 403],
    ['/dav/same', '/dav/private/n@.txt', $A, [], 403],
    # Other spellings of the same destination.
    ['/dav/open', '/dav/%70rivate/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/open/../private/n@.txt', $A, [], 403],
    ['/dav/open', '/dav//private/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/./private/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/open/%2e%2e/private/n@.txt', $A, [], 403],
    ['/dav/open', '/dav/private/sub@/', $A, [], 403],
    # mod_dav accepts other names of this host.
    ['/dav/open', 'http://other.example/dav/private/n@.txt', $A, [], 403],
);
for my $method (qw(COPY MOVE)) {
    for my $row (@rows) {
        my ($from, $to, $origin, $lines, $status) = @$row;
        my ($res, $source) = transfer($method, $from, $to, $origin, @$lines);
        my $target = $to =~ s{^http://[^/]+}{}r =~ s/@/$count/r =~ s/%70/p/r =~ s/%2e/./gr =~ s{/open/[.][.]}{}r =~ s{/[.]?/}{/}r;
        my $label = join ' ', $method, $source, $to, $origin // 'no Origin', @$lines;
        is($res->{status}, $status, $label);
        ok($status == 201 ? $there->($target) : !$there->($target), "$label: the resource at the destination");
        ok($method eq 'COPY' || $status == 403 ? $there->($source) : !$there->($source), "$label: the resource at the source");
        like($res->{decision} // '', qr/^actual-refused:origin-/, "$label: decision") if $status == 403;
    }
}

# ---- existing destinations, and collections -----------------------------------------------

for my $method (qw(COPY MOVE)) {
    for my $overwrite (['Overwrite: T'], []) {
        $h->write_file('htdocs/dav/private/there.txt', 'there');
        my ($res) = transfer($method, '/dav/open', '/dav/private/there.txt', $A, @$overwrite);
        is($res->{status}, 403, "$method over a file, @$overwrite");
        is($h->slurp('htdocs/dav/private/there.txt'), 'there', "$method over a file, @$overwrite: the old file is unchanged");
    }
    my @depth = $method eq 'COPY' ? (['Depth: infinity'], ['Depth: 0'], []) : (['Depth: infinity'], []);
    for my $lines (@depth) {
        my $res = $h->request($method, '/dav/open/tree/', ["Origin: $A", @$lines, 'Destination: ' . $h->url('/dav/private/tree/')]);
        is($res->{status}, 403, "$method of a collection, @$lines");
        ok(!$there->('/dav/private/tree'), "$method of a collection, @$lines: nothing was written");
        ok($there->('/dav/open/tree/.keep'), "$method of a collection, @$lines: it was not moved");
    }
}
# Without Origin, and for same-origin requests, COPY and MOVE work as usual.
is($h->request('COPY', '/dav/open/tree/', ['Destination: ' . $h->url('/dav/private/tree/')])->{status}, 201, 'a collection, no Origin');
is($h->request('MOVE', '/dav/open/tree/', ["Origin: $A", @same, 'Overwrite: T', 'Destination: ' . $h->url('/dav/private/tree/')])->{status},
   204, 'a collection, same-origin');

# ---- other methods have no destination --------------------------------------------------------

for (['GET', '/dav/open/.keep', 200], ['PROPFIND', '/dav/open/.keep', 207], ['PUT', '/dav/open/put.txt', 201],
     ['PUT', '/dav/private/put.txt', 403], ['MKCOL', '/dav/private/made', 403], ['DELETE', '/dav/private/there.txt', 403],
     ['LOCK', '/dav/private/there.txt', 403], ['PROPPATCH', '/dav/private/there.txt', 403]) {
    my ($method, $path, $status) = @$_;
    my $res = $h->request($method, $path, ["Origin: $A", 'Depth: 0', 'Destination: ' . $h->url('/dav/private/d.txt')],
                          $method =~ /^P[UR]/ && $method ne 'PROPFIND' ? 'x' : undef);
    is($res->{status}, $status, "$method $path with a Destination");
}
# mod_dav itself refuses destinations that it does not accept.
for my $destination ('nonsense', '/dav/private/x?q', '') {
    my $res = $h->request('COPY', '/dav/open/.keep', ["Origin: $A", "Destination: $destination"]);
    like($res->{status}, qr/^(?:400|50\d)$/, "Destination '$destination'");
}
# A page that includes another URL has no destination, even if mod_dav is loaded.
my $page = $h->get('/page/a.shtml', "Origin: $A");
$h->check('an included URL', $page, vary => 'Origin', 'allow-origin' => $A, decision => 'actual-allowed');
is($page->{body}, 'kept', 'an included URL is in the page');
$h->log_ok(allow => [qr/\[dav:error\]|\[cors:warn\]/]);
done_testing;
