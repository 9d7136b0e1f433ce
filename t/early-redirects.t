# SPDX-License-Identifier: Apache-2.0
#
# Redirects that httpd decides before the sections of the URL are known: the
# module walks those sections itself, and must leave no other trace.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Httpd;

my $A = 'https://a.example';
my $long = 'a' x 300;       # no file system has such a name

# Without any Cors directive a redirect is what it is without the module.
my $plain = Httpd->new(
    modules => ['rewrite'],
    conf => <<'CONF',
RewriteEngine On
RewriteRule ^/(a|closed|link) https://www.example.com%{REQUEST_URI} [R=301,L]
<Directory "@ROOT@/htdocs/closed">
    Require all denied
</Directory>
CONF
    files => {
        'htdocs/closed/.htaccess' => "Require all granted\nNo such line\n",
        'htdocs/closed/x.txt' => 'x',
    },
);
for my $path ("/$long", '/closed/x.txt', '/closed/none') {
    for my $lines ([], ["Origin: $A"]) {
        my $label = 'no Cors directive, ' . substr($path, 0, 20) . ", @$lines";
        my $res = $plain->get($path, @$lines);
        is($res->{status}, 301, "$label: status");
        is($res->field('location'), "https://www.example.com$path", "$label: Location");
        is($res->field('vary'), undef, "$label: Vary");
        ok(!defined $res->{decision}, "$label: no decision");
    }
}
$plain->log_ok;

my $h = Httpd->new(
    modules => [qw(rewrite alias)],
    conf => <<'CONF',
CorsAllowOrigin *
ErrorDocument 400 https://help.example/400
RewriteEngine On
RewriteRule ^/blocked - [F]
Redirect 301 /private/old https://www.example.com/new
Redirect 301 /open/old https://www.example.com/new
<Directory "@ROOT@/htdocs/private">
    CorsAllowOrigin None
</Directory>
<Directory "@ROOT@/htdocs/open">
    CorsAllowOrigin https://a.example https://b.example
</Directory>
<Location "/blocked">
    CorsAllowOrigin https://a.example
    ErrorDocument 403 https://help.example/why
</Location>
CONF
    files => { 'htdocs/private/a.txt' => 'a', 'htdocs/open/a.txt' => 'a' },
);

# The walk's own result counts, also where it finds nothing in force.
for my $lines ([], ["Origin: $A"]) {
    my $res = $h->get('/private/old', @$lines);
    is($res->{status}, 301, "a policy emptied below, @$lines: status");
    is($res->field('access-control-allow-origin'), undef, "a policy emptied below, @$lines");
}
is($h->preflight('/private/old', $A, 'PUT')->{status}, 301,
    'a policy emptied below: its preflight is not answered');
is($h->get('/open/old', "Origin: $A")->field('access-control-allow-origin'), $A,
    'a policy set below: the redirect may be followed');
is($h->preflight('/open/old', $A, 'PUT')->{status}, 204,
    'a policy set below: its preflight is answered');

# A refusal whose error document is a URL is httpd's 302, and a refusal still.
for (['/blocked/x', 302], ['/%zz', 302]) {
    my ($path, $status) = @$_;
    my $res = $h->preflight($path, $A, 'PUT');
    is($res->{status}, $status, "$path: a refusal is not rescued");
    like($res->field('location') // '', qr{^https://help\.example/}, "$path: Location");
}
is($h->get('/blocked/x', "Origin: $A")->field('access-control-allow-origin'), $A,
    'an actual request may read that it was refused');
$h->log_ok(allow => [qr/AH10244: invalid URI path/]);
done_testing;
