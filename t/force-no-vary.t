#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# httpd's variable force-no-vary, for browsers of the 1990s, removes Vary, which caches
# need. The module cancels it for responses whose Vary names Origin.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $X, $EVIL) = map { "https://$_.example" } qw(a x evil);
my $TWO = "CorsAllowOrigin $A https://b.example";
my %policies = (
    # name => configuration, status for $X and $A if they are refused
    list => [$TWO],
    deny => ["CorsDenyOrigin $EVIL"],
    'star-deny' => ["CorsAllowOrigin *\nCorsDenyOrigin $EVIL"],
    preserve => ["$TWO\nCorsPreserveExisting On"],
    enforce => ["$TWO\nCorsEnforce On", 403],
    'enforce-alone' => ['CorsEnforce On', 403, 403],
    credentials => ["$TWO\nCorsAllowCredentials On"],
    condition => [qq(<If "false">\n$TWO\n</If>)],
    'condition-true' => [qq(<If "true">\n$TWO\n</If>)],
    timing => ["$TWO\nCorsTimingAllowOrigin On"],
);
# Ways in which a tenant sets the variable.
my %tampers = (
    setenv => 'SetEnv force-no-vary 1',
    setenvif => 'SetEnvIf Request_URI . force-no-vary',
    nocase => 'SetEnvIfNoCase Request_Method get|post|options force-no-vary=yes',
    expression => 'SetEnvIfExpr "true" force-no-vary=1',
    browser => 'BrowserMatch ^ force-no-vary',
    rewrite => "RewriteEngine On\nRewriteRule ^ - [E=force-no-vary:1]",
    'rewrite-empty' => "RewriteEngine On\nRewriteRule ^ - [E=force-no-vary]",
    'in-files' => "<Files *>\nSetEnv force-no-vary 1\n</Files>",
    'in-if' => qq(<If "true">\nSetEnv force-no-vary 1\n</If>),
    unset => "Header unset Vary\nHeader always unset Vary",
    edit => "Header edit Vary Origin Accept\nHeader always edit Vary Origin Accept",
    value => "Header set Vary Accept\nHeader always set Vary Accept",
    index => "DirectoryIndex act.cgi\nSetEnv force-no-vary 1",
    document => "ErrorDocument 404 /#/act.cgi\nSetEnv force-no-vary 1",
    chain => "RewriteEngine On\nRewriteRule ^begin act.cgi [L,E=force-no-vary:1]",
);
# The file and status, if not a.txt and 200.
my %requested = (index => ['', 200], document => ['none', 404], chain => ['begin', 200]);
my (%files, $conf);
$conf = '';
for my $policy (sort keys %policies) {
    for my $tamper (sort keys %tampers) {
        my $name = "$policy-$tamper";
        %files = (%files, program_files("htdocs/$name/act.cgi"),
                  "htdocs/$name/.htaccess" => ($tampers{$tamper} =~ s/#/$name/gr) . "\n", "htdocs/$name/a.txt" => 'a');
    }
    $conf .= qq(<DirectoryMatch "/htdocs/$policy-(?:@{[join '|', sort keys %tampers]})">\n$policies{$policy}[0]\n</DirectoryMatch>\n);
}
my $h = Httpd->new(
    modules => [qw(headers rewrite cgi env)],
    files => { %files, (map { ("htdocs/$_/a.txt" => 'a') } qw(constant single star-one old old-response server)) },
    conf => <<"CONF");
AddHandler cgi-script .cgi
$conf
<Directory "\@ROOT\@/htdocs/constant">
    CorsAllowOrigin *
    Header set Vary Accept
    SetEnv force-no-vary 1
</Directory>
<Directory "\@ROOT\@/htdocs/single">
    CorsAllowOrigin $A
    Header set Vary Accept
    SetEnv force-no-vary 1
</Directory>
<Directory "\@ROOT\@/htdocs/old">
    $TWO
    SetEnv downgrade-1.0 1
    SetEnv force-response-1.0 1
    SetEnv force-no-vary 1
</Directory>
<Directory "\@ROOT\@/htdocs/old-response">
    $TWO
    SetEnv force-response-1.0 1
</Directory>
BrowserMatch "MSIE 2" force-no-vary
<Directory "\@ROOT\@/htdocs/server">
    $TWO
</Directory>
Redirect 302 /server/moved https://other.example/
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    DocumentRoot "\@ROOT\@/backend"
    SetEnvIf Request_URI . force-no-vary
    $TWO
</VirtualHost>
CONF

sub varies
{
    my ($label, $res, $status) = @_;
    my @vary = grep { $_ ne '' } split /[ ,]+/, lc($res->field('Vary') // '');
    is($res->{status}, $status, "$label: status");
    is(scalar(grep { $_ eq 'origin' } @vary), 1, "$label: Origin is in Vary, once");
    is($res->{version}, 'HTTP/1.1', "$label: version");
}

for my $policy (sort keys %policies) {
    for my $tamper (sort keys %tampers) {
        my $name = "$policy-$tamper";
        my (undef, $of_x, $of_a) = @{$policies{$policy}};
        my ($file, $kind) = @{$requested{$tamper} || ['a.txt', 200]};
        my $path = "/$name/$file";
        varies("$path, no Origin", $h->get($path), $kind);
        varies("$path, $A", $h->get($path, "Origin: $A"), $of_a // $kind);
        varies("$path, $X", $h->get($path, "Origin: $X"), $of_x // $kind);
        varies("$path, missing", $h->get("/$name/missing"), 404) if $tamper !~ /document|chain/;
        next if $policy =~ /alone|condition$|^deny/;
        my $preflight = $h->preflight($path, $A, 'GET');
        like($preflight->field('Vary') // '', qr/\bOrigin\b/, "$path, preflight: Vary");
        is($preflight->{version}, 'HTTP/1.1', "$path, preflight: version");
    }
}
# An early response, and a host with the variable.
my @old = ('User-Agent: Mozilla/2.0 (MSIE 2.0)');
for my $lines ([], ["Origin: $A"], ["Origin: $X"]) {
    varies("early redirect, @$lines", $h->get('/server/moved', @$lines, @old), 302);
    varies("server, @$lines", $h->get('/server/a.txt', @$lines, @old), 200);
    varies("host, @$lines", $h->request('GET', '/none', $lines, undef, { port => $h->port_n(1) }), 404);
}
# If Vary does not name Origin, the variable works as without the module.
for my $path (qw(/constant/a.txt /single/a.txt)) {
    for my $lines ([], ["Origin: $A"]) {
        my $res = $h->get($path, @$lines);
        is($res->field('Vary'), undef, "$path, @$lines: no Vary");
        is($res->{version}, 'HTTP/1.0', "$path, @$lines: version");
    }
}
# Similar variables still work.
for my $path (qw(/old/a.txt /old-response/a.txt)) {
    my ($res) = $h->raw("GET $path HTTP/1.0\r\nHost: localhost\r\nOrigin: $A\r\n\r\n");
    is($res->field('Vary'), 'Origin', "$path: Vary");
    is($res->{version}, 'HTTP/1.0', "$path: version");
}
is($h->get('/old/a.txt', "Origin: $A")->{version}, 'HTTP/1.0', 'downgrade-1.0 and force-response-1.0 answer 1.1 with 1.0');

$h->log_ok(allow => [qr/\[cors:warn\]/]);
done_testing;
