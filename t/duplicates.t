#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The application, the backend or Header directives set CORS fields too: the response has
# each field once, as the policy says, or not at all.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HttpClient qw($PREFLIGHT_VARY);
use Httpd;
use Test::More;

my ($A, $STRANGER) = qw(https://a.example https://stranger.example);
my $OWN = <<'FIELDS';     # what such applications send
Access-Control-Allow-Origin: *
Access-Control-Allow-Origin: https://wrong.example
access-control-allow-credentials: false
Access-Control-Allow-Methods: TRACE
Access-Control-Allow-Headers: X-Wrong
Access-Control-Expose-Headers: X-Wrong
Access-Control-Max-Age: 1
Access-Control-Allow-Private-Network: true
Timing-Allow-Origin: *
X-Kept: kept
FIELDS
my $set = sub {
    my $action = shift;
    return join '', map { /^([^:]+): (.*)/ ? qq(Header $action $1 "$2"\n) : () } split /\n/, $OWN;
};
my $cgi = "#!/bin/sh\ncat <<'END'\nStatus: STATUS\n${OWN}Content-Type: text/plain\n\nbody\nEND\n";

my %apps = (
    # path => [further configuration, further files]
    cgi => [],
    'cgi-500' => [],
    set => [$set->('set')],
    always => [$set->('always set')],
    both => [$set->('set') . $set->('always set')],
    add => [$set->('add') . $set->('always add')],
    merge => [$set->('merge')],
    proxied => ['ProxyPass http://127.0.0.1:@PORT1@/'],
    'proxied-always' => ['ProxyPass http://127.0.0.1:@PORT1@/' . "\n" . $set->('always set')],
    'proxied-500' => ['ProxyPass http://127.0.0.1:@PORT1@/fails'],
);
my %policies = (
    two => "CorsAllowOrigin https://a.example https://b.example\nCorsAllowCredentials On\n"
        . "CorsExposeHeaders X-Kept\n",
    constant => "CorsAllowOrigin https://a.example\n",
    star => "CorsAllowOrigin *\n",
    off => "CorsAllowOrigin https://a.example\nCorsEngine Off\n",
    none => '',
    denied => "CorsDenyOrigin https://stranger.example\n",
);

my $conf = '';
my %files;
for my $app (sort keys %apps) {
    my $more = $apps{$app}[0] // '';
    for my $policy (sort keys %policies) {
        $conf .= qq(ScriptAlias /$policy/$app "\@ROOT\@/cgi/$app"\n) if $app =~ /^cgi/;
        $conf .= "<Location /$policy/$app>\n$more\n$policies{$policy}</Location>\n";
        $files{"htdocs/$policy/$app"} = 'body' unless $app =~ /^(?:cgi|proxied)/;
    }
}
my $h = Httpd->new(
    modules => [qw(headers cgi proxy proxy_http)],
    files => {
        %files,
        'cgi/cgi' => [0755, $cgi =~ s/STATUS/200 OK/r],
        'cgi/cgi-500' => [0755, $cgi =~ s/STATUS/500 Failed/r],
    },
    conf => $conf . <<"CONF");
Listen 127.0.0.1:\@PORT1\@
<VirtualHost 127.0.0.1:\@PORT1\@>
    ScriptAlias /fails "\@ROOT\@/cgi/cgi-500"
    ScriptAlias / "\@ROOT\@/cgi/cgi"
</VirtualHost>
CONF

my %two = ('allow-credentials' => 'true', 'expose-headers' => 'x-kept', vary => 'Origin');
my %allowed = (decision => 'actual-allowed');
my %refused = (decision => 'actual-refused:origin-not-listed');
my @rows = (
    ['two', $A, 'allow-origin' => $A, %two, %allowed],
    ['two', $STRANGER, vary => 'Origin', %refused],
    ['two', undef, vary => 'Origin'],
    ['constant', $A, 'allow-origin' => $A, %allowed],
    ['constant', $STRANGER, 'allow-origin' => $A, %refused],
    ['constant', undef, 'allow-origin' => $A],
    ['star', $STRANGER, 'allow-origin' => '*', %allowed],
    ['denied', $STRANGER, vary => 'Origin', decision => 'actual-refused:origin-denied'],
);
for my $app (sort keys %apps) {
    my $status = $app =~ /500/ ? 500 : 200;
    for (@rows) {
        my ($policy, $origin, %want) = @$_;
        my $label = "$app, policy $policy, " . ($origin // 'no Origin');
        for my $method ('GET', 'HEAD') {
            my $res = $h->request($method, "/$policy/$app", [defined $origin ? "Origin: $origin" : ()]);
            $h->check("$label: $method", $res, status => $status, %want);
            like($res->field('X-Kept') // '', qr/^kept/, "$label: other fields stay")
                if $method eq 'GET';
            like($res->field('Timing-Allow-Origin') // '', qr/\*/, "$label: and Timing-Allow-Origin")
                if $method eq 'GET';
        }
    }
    for (['off', $A], ['off', undef], ['none', $A], ['none', undef], ['denied', $A],
         ['denied', undef]) {
        my ($policy, $origin) = @$_;
        my $res = $h->get("/$policy/$app", defined $origin ? "Origin: $origin" : ());
        my $label = "$app, policy $policy, " . ($origin // 'no Origin');
        like($res->field('Access-Control-Allow-Origin') // '', qr/wrong\.example/,
             "$label: the application's own fields stay");
        is($res->field('Access-Control-Max-Age'), 1, "$label: all of them")
            unless $app =~ /^(?:both|add|merge|proxied-always)$/;
    }
}

# Preflights: the module's fields replace those of the application.
for my $app (sort keys %apps) {
    $h->check("$app: preflight", $h->preflight("/two/$app", $A, 'GET', undef), status => 204,
              'allow-origin' => $A, 'allow-credentials' => 'true', vary => $PREFLIGHT_VARY,
              decision => 'preflight-allowed');
    $h->check("$app: preflight, refused", $h->preflight("/two/$app", $STRANGER, 'GET'),
              status => 403, vary => $PREFLIGHT_VARY, decision => 'preflight-refused:origin-not-listed');
    $h->check("$app: preflight, denied", $h->preflight("/denied/$app", $STRANGER, 'GET'),
              status => 403, vary => 'any', decision => 'preflight-refused:origin-denied');
}

# Errors of httpd itself, with Header always left over from an old recipe.
$h->check('always, 404', $h->get('/two/always/missing', "Origin: $A"), status => 404,
          'allow-origin' => $A, %two, %allowed);
$h->check('always, 404, refused', $h->get('/two/always/missing', "Origin: $STRANGER"),
          status => 404, vary => 'Origin', %refused);
$h->check('always, 404, no Origin', $h->get('/two/always/missing'), status => 404, vary => 'Origin');

# A 304 of an application that sends CORS fields.
my $etag = $h->get('/two/both')->field('ETag');
$h->check('304 of a file', $h->get('/two/both', "Origin: $A", "If-None-Match: $etag"), status => 304,
          'allow-origin' => $A, %two, %allowed);
$h->check('304 of a file, refused', $h->get('/two/both', "Origin: $STRANGER", "If-None-Match: $etag"),
          status => 304, vary => 'Origin', %refused);

$h->log_ok(allow => [qr/AH01215/]);
done_testing;
