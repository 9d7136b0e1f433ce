#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_dav: preflights are granted its methods, its fields stay, and it still answers
# OPTIONS requests that are not preflights.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my $h = Httpd->new(
    modules => [qw(dav dav_fs)],
    files => { 'htdocs/dav/a.txt' => 'A', 'htdocs/dav/sub/b.txt' => 'B' },
    conf => <<"CONF");
DAVLockDB "\@ROOT\@/davlock/db"
<Directory "\@ROOT\@/htdocs/dav">
    Dav On
    $Visitors::POLICY
</Directory>
CONF
# The children write here. If root starts httpd, they run as another user.
mkdir $h->root . '/davlock';
chmod 0777, map { $h->root . "/$_" } qw(davlock htdocs/dav htdocs/dav/sub);

my $lock = <<'XML';
<?xml version="1.0" encoding="utf-8"?>
<lockinfo xmlns="DAV:">
  <lockscope><SCOPE/></lockscope><locktype><write/></locktype><owner>somebody</owner>
</lockinfo>
XML
my $shared = $lock =~ s/SCOPE/shared/r;
my $exclusive = $lock =~ s/SCOPE/exclusive/r;
my $patch = '<?xml version="1.0"?><propertyupdate xmlns="DAV:"><set><prop>'
    . '<colour xmlns="http://x.example/">red</colour></prop></set></propertyupdate>';
my @depth = (lines => ['Depth: 1']);

visitors_ok($h, @$_) for
    ['GET', '/dav/a.txt', body_like => qr/^A$/],
    ['PROPFIND', '/dav/', method => 'PROPFIND', requested => 'PROPFIND', @depth, status => 207,
     body_like => qr{<D:href>/dav/a\.txt</D:href>}],
    ['PROPFIND, Depth: infinity', '/dav/', method => 'PROPFIND', status => 403,
     lines => ['Depth: infinity']],
    ['PROPFIND of a missing file', '/dav/none', method => 'PROPFIND', @depth, status => 404],
    ['PROPPATCH', '/dav/a.txt', method => 'PROPPATCH', body => $patch, status => 207],
    ['PUT over a file', '/dav/a.txt', method => 'PUT', body => 'A', status => 204],
    ['PUT below a missing collection', '/dav/none/a.txt', method => 'PUT', body => 'A', status => 409],
    ['MKCOL of an existing collection', '/dav/sub/', method => 'MKCOL', status => 405],
    ['COPY', '/dav/a.txt', method => 'COPY', status => 204,
     lines => ['Destination: ' . $h->url('/dav/sub/b.txt')]],
    ['COPY, Overwrite: F', '/dav/a.txt', method => 'COPY', status => 412,
     lines => ['Overwrite: F', 'Destination: ' . $h->url('/dav/sub/b.txt')]],
    ['LOCK, shared', '/dav/a.txt', method => 'LOCK', requested => 'LOCK', body => $shared,
     lines => ['Timeout: Second-60'], body_like => qr/opaquelocktoken:/],
    ['LOCK, exclusive', '/dav/a.txt', method => 'LOCK', body => $exclusive, status => 423],
    ['PUT of a locked file', '/dav/a.txt', method => 'PUT', body => 'A', status => 423],
    ['UNLOCK without a token', '/dav/a.txt', method => 'UNLOCK', status => 400],
    ['LOCK with an invalid body', '/dav/a.txt', method => 'LOCK', body => '<', status => 400],
    ['OPTIONS that is not a preflight', '/dav/a.txt', method => 'OPTIONS'];

# Methods that work only once per resource: each visitor uses a separate resource.
my @origins = ($Visitors::ALLOWED, $Visitors::REFUSED, undef);
for my $row (['PUT', '', 201, body => 'new'], ['MKCOL', '', 201],
             ['MOVE', '', 201, 'Destination'], ['DELETE', '-moved', 204]) {
    my ($method, $suffix, $status, @more) = @$row;
    for my $i (0 .. 2) {
        my $path = '/dav/' . ($method eq 'MKCOL' ? "collection$i" : "new$i$suffix");
        my @options = "@more" eq 'Destination'
            ? (lines => ['Destination: ' . $h->url("$path-moved")]) : @more;
        Visitors::actual($h, 'new resource', $path, $origins[$i],
                         { method => $method, status => $status, @options });
    }
}

# The fields that WebDAV clients need.
for my $origin (@origins) {
    my $label = 'OPTIONS of ' . ($origin // 'no Origin');
    my $res = $h->request('OPTIONS', '/dav/a.txt', [$origin ? "Origin: $origin" : ()]);
    is($res->field('DAV'), '1,2, <http://apache.org/dav/propset/fs/1>', "$label: DAV");
    like($res->field('Allow'), qr/PROPFIND.*LOCK/, "$label: Allow");
    is($res->field('MS-Author-Via'), 'DAV', "$label: MS-Author-Via");
}
my $preflight = $h->preflight('/dav/a.txt', $Visitors::ALLOWED, 'PROPFIND', 'depth');
is($preflight->field($_), undef, "preflight: no $_") for 'DAV', 'Allow', 'MS-Author-Via';
my $res = $h->request('LOCK', '/dav/sub/b.txt', ["Origin: $Visitors::ALLOWED"], $exclusive);
like(my $token = $res->field('Lock-Token') // '', qr/^<opaquelocktoken:[^>]+>$/, 'LOCK: Lock-Token');
Visitors::actual($h, 'PUT with the token', '/dav/sub/b.txt', $Visitors::ALLOWED,
                 { method => 'PUT', body => 'B', status => 204, lines => ["If: ($token)"] });
Visitors::actual($h, 'UNLOCK', '/dav/sub/b.txt', $Visitors::REFUSED,
                 { method => 'UNLOCK', status => 204, lines => ["Lock-Token: $token"] });

$h->log_ok(allow => [qr/\[dav:error\]|AH00540: XML parser error/]);
done_testing;
