#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsPreflight Forward: the application answers preflights like other OPTIONS requests. The
# response has its status and body, and the fields of the policy.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $X, $EVIL) = map { "https://$_.example" } qw(a x evil);
my @vary = (vary => $PREFLIGHT_VARY);
my @granted = ('allow-origin' => $A, 'allow-methods' => 'PUT', 'allow-headers' => 'X-Token',
               'max-age' => 60, @vary);

my $app = <<'CGI';
#!/bin/sh
echo "$REQUEST_METHOD $CORS_DECISION" >>"@ROOT@/logs/seen"
printf 'Status: %s\nAccess-Control-Allow-Origin: *\nAccess-Control-Max-Age: 7\n' "${QUERY_STRING:-207}"
printf 'Content-Type: text/plain\n\nby the application'
CGI
my @at = qw(app denied enforced on off);
my $h = Httpd->new(
    basic_auth => 1, modules => [qw(cgi allowmethods rewrite)],
    files => { 'cgi/app' => [0755, $app], 'htdocs/a.txt' => 'a',
               (map { ("htdocs/$_/a.txt" => 'a') } qw(basic methods moved)),
               'htdocs/moved/.htaccess' => "Redirect 301 /moved/a.txt /a.txt\n" },
    conf => join('', map { "ScriptAlias /$_ \"\@ROOT\@/cgi/app\"\n" } @at) . <<"CONF");
CorsAllowOrigin $A https://b.example
CorsAllowMethods PUT
CorsAllowHeaders X-Token
CorsMaxAge 60
CorsPreflight Forward
<Directory "\@ROOT\@/htdocs/basic">
    Include "\@ROOT\@/basic-auth"
</Directory>
<Directory "\@ROOT\@/htdocs/methods">
    AllowMethods GET PUT
</Directory>
<Location /denied>
    CorsDenyOrigin $EVIL
</Location>
<Location /enforced>
    CorsEnforce On
</Location>
<Location /on>
    CorsPreflight Answer
</Location>
<Location /off>
    CorsEngine Off
</Location>
Redirect 307 /redirected https://other.example/
CONF

sub seen { my $text = $h->slurp('logs/seen'); $h->write_file('logs/seen', ['0666', '']); return $text }
$h->write_file('logs/seen', [0666, '']);

my $res = $h->preflight('/app', $A, 'PUT', 'x-token');
$h->check('the application answers', $res, status => 207, @granted,
          decision => 'preflight-allowed');
is($res->{body}, 'by the application', '... with its body');
is($h->slurp('logs/seen'), "OPTIONS preflight-allowed\n", '... which sees the decision');

my @rows = (
    # label, path, origin, method, expected response
    ['the status of the application', '/app?404', $A, 'PUT', status => 404, @granted, decision => 'preflight-allowed'],
    ['a method that is not covered', '/app', $A, 'PATCH', status => 207, @granted,
     decision => 'preflight-refused:method-not-allowed'],
    ['an origin that is not listed', '/app', $X, 'PUT', status => 207, @vary,
     decision => 'preflight-refused:origin-not-listed'],
    ['a malformed origin', '/app', "$A/", 'PUT', status => 207, @vary,
     decision => 'preflight-refused:origin-malformed'],
    ['a static file', '/a.txt', $A, 'PUT', @granted, decision => 'preflight-allowed'],
    ['authentication', '/basic/a.txt', $A, 'PUT', status => 401, @granted,
     decision => 'preflight-allowed'],
    ['AllowMethods', '/methods/a.txt', $A, 'PUT', status => 405, @granted,
     decision => 'preflight-allowed'],
    ['a redirect of the server', '/redirected', $A, 'PUT', status => 307, @granted,
     decision => 'preflight-refused:early-response'],
    ['a redirect of a .htaccess', '/moved/a.txt', $A, 'PUT', status => 301, @granted,
     decision => 'preflight-allowed'],
    # These must not reach the application.
    ['a denied origin', '/denied', $EVIL, 'PUT', status => 403, @vary,
     decision => 'preflight-refused:origin-denied'],
    ['a refused origin under CorsEnforce', '/enforced', $X, 'PUT', status => 403, @vary,
     decision => 'preflight-refused:origin-not-listed'],
    ['Answer', '/on', $A, 'PUT', status => 204, @granted, decision => 'preflight-allowed'],
);
for my $row (@rows) {
    my ($label, $path, $origin, $method, %want) = @$row;
    unlink $h->root . '/logs/seen';
    $h->write_file('logs/seen', [0666, '']);
    $h->check($label, $h->preflight($path, $origin, $method), %want);
    is($h->slurp('logs/seen') ne '', $path =~ /^\/app/, "$label: seen by the application?");
}
$h->check('an allowed origin under CorsEnforce', $h->preflight('/enforced', $A, 'PUT'), status => 207,
          @granted, decision => 'preflight-allowed');
$h->check('an origin that is not denied', $h->preflight('/denied', $A, 'PUT'), status => 207, @granted,
          decision => 'preflight-allowed');
$h->check('CorsEngine Off', $h->preflight('/off', $A, 'PUT'), status => 207,
          'allow-origin' => '*', 'max-age' => 7);
$h->check('an actual request is not affected', $h->get('/app', "Origin: $A"), status => 207,
          'allow-origin' => $A, vary => 'Origin', decision => 'actual-allowed');
$h->check('an OPTIONS that is not a preflight', $h->request('OPTIONS', '/app', ["Origin: $A"]),
          status => 207, 'allow-origin' => $A, vary => 'Origin', decision => 'actual-allowed');

$h->log_ok(allow => [qr/AH01617|AH01623|AH01797|AH01630|not found in|allowmethods/]);
done_testing;
