#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With the rest of an old recipe of SetEnvIf, Header and RewriteRule, which allows every
# origin: the policy decides, in all contexts of both.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my $policy = $Visitors::POLICY;

# The usual recipe, with the status that its RewriteRule gives to preflights.
sub recipe
{
    my $status = shift;
    return <<"CONF";
SetEnvIf Origin "^(https?://.+)\$" ORIGIN=\$1
Header always set Access-Control-Allow-Origin "%{ORIGIN}e" env=ORIGIN
Header always set Access-Control-Allow-Credentials true env=ORIGIN
Header always set Access-Control-Allow-Methods "GET, POST, OPTIONS, DELETE"
Header always set Access-Control-Allow-Headers "*"
Header always set Access-Control-Max-Age 1000
Header set Access-Control-Expose-Headers X-Wrong
Header merge Vary Origin
RewriteEngine On
RewriteCond %{REQUEST_METHOD} OPTIONS
RewriteRule ^(.*)\$ \$1 [R=$status,L]
CONF
}

# Each way in which Header sets a field, with the lines that it needs.
my %forms = (
    'set' => '*', 'onsuccess set' => '*', 'always set' => '*', 'add' => '*', 'always add' => '*',
    'append' => '*', 'always append' => '*', 'merge' => 'null', 'always merge' => 'null',
    'setifempty' => '*', 'always setifempty' => '*',
    'set ' => '%{HTTP_ORIGIN}e env=HTTP_ORIGIN', 'set  ' => '"expr=%{HTTP:Origin}"',
    'always set ' => '"expr=%{req:Origin}"', 'edit*' => 'x https://x.example',
);
my ($conf, %files) = ('');
my @forms = sort keys %forms;
for my $i (0 .. $#forms) {
    my $header = "Header $forms[$i] Access-Control-Allow-Origin $forms{$forms[$i]}\n";
    $conf .= "<Location /form/$i>\nHeader set Access-Control-Allow-Origin x\n$header$policy</Location>\n";
    $files{"htdocs/form/$i/a.txt"} = 'text';
}

my $h = Httpd->new(
    modules => [qw(headers rewrite)],
    files => {
        %files,
        (map { ("htdocs/$_/a.txt" => 'text') } qw(directory location files echo control)),
        'htdocs/htaccess/a.txt' => 'text', 'htdocs/htaccess/.htaccess' => recipe(200) . $policy,
        'htdocs/below/a.txt' => 'text', 'htdocs/below/.htaccess' => $policy,
        (map { ("htdocs/$_" => 'text') } qw(a.txt policy/a.txt)),
    },
    conf => <<"CONF" . $conf);
Header set Access-Control-Allow-Origin "*" early
<Directory "\@ROOT\@/htdocs/directory">
    @{[recipe(204)]}
    $policy
</Directory>
<Directory "\@ROOT\@/htdocs/below">
    @{[recipe(200)]}
</Directory>
<Location /control>
    @{[recipe(204)]}
</Location>
<Location /location>
    @{[recipe(204)]}
</Location>
<Directory "\@ROOT\@/htdocs/location">
    $policy
</Directory>
<Directory "\@ROOT\@/htdocs/files">
    <Files a.txt>
        @{[recipe(200)]}
    </Files>
    $policy
</Directory>
<Directory "\@ROOT\@/htdocs/echo">
    Header echo ^Access-Control
    $policy
</Directory>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    @{[recipe(204)]}
    $policy
</VirtualHost>
Listen 127.0.0.1:\@PORT2\@
<VirtualHost 127.0.0.1:\@PORT2\@>
    @{[recipe(200)]}
    $policy
</VirtualHost>
Listen 127.0.0.1:\@PORT3\@
<VirtualHost 127.0.0.1:\@PORT3\@>
    @{[recipe(204)]}
    <Directory "\@ROOT\@/htdocs/policy">
        $policy
    </Directory>
</VirtualHost>
CONF

for my $place (qw(directory below location files htaccess)) {
    visitors_ok($h, "recipe, $place", "/$place/a.txt", body_like => qr/^text$/);
    visitors_ok($h, "recipe, $place, 404", "/$place/none", status => 404);
}
for my $i (0 .. $#forms) { visitors_ok($h, "Header $forms[$i]", "/form/$i/a.txt") }
visitors_ok($h, 'Header echo', '/echo/a.txt', lines => ['Access-Control-Allow-Origin: *']);
for (1, 2) {
    my @to = (to => { port => $h->port_n($_) });
    visitors_ok($h, "recipe, virtual host $_", '/a.txt', @to);
    visitors_ok($h, "recipe, virtual host $_, 404", '/none', @to, status => 404);
}
visitors_ok($h, 'recipe, virtual host, policy in a directory', '/policy/a.txt',
            to => { port => $h->port_n(3) });

# Without a policy, the recipe works: it allows every origin.
my $control = $h->preflight('/control/a.txt', $Visitors::REFUSED, 'PUT');
is($control->{status}, 204, 'without a policy the recipe answers a preflight');
is(($control->fields('Access-Control-Allow-Origin'))[0], $Visitors::REFUSED, '... of any origin');

$h->log_ok;
done_testing;
