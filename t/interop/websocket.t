#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# WebSocket handshakes under CorsEnforce, through each way in which mod_proxy upgrades, to a
# real WebSocket server. Browsers do not protect WebSockets: a page of any origin can open
# one, and the browser sends the cookies.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use JSON::PP;
use Test::More;
use WebSocket;

my ($A, $X) = qw(https://a.example https://x.example);
my $server = WebSocket->new;
my $backend = '127.0.0.1:' . $server->port;

# /POLICY/WAY/...: POLICY below, WAY one of these.
my @WAYS = qw(tunnel upgrade any rewrite);
my %POLICY = (
    policy => "CorsAllowOrigin $A https://b.example\nCorsEnforce On",
    constant => "CorsAllowOrigin $A\nCorsEnforce On",
    alone => 'CorsEnforce On',
    denied => "CorsAllowOrigin $A $X\nCorsDenyOrigin $X\nCorsEnforce On",
    lax => "CorsAllowOrigin $A https://b.example",
    off => "CorsAllowOrigin $A\nCorsEnforce On\nCorsEngine Off",
);
my $ways = join '', map { <<"CONF" } sort keys %POLICY;
ProxyPass "/$_/tunnel" "ws://$backend/$_/tunnel"
ProxyPass "/$_/upgrade" "http://$backend/$_/upgrade" upgrade=websocket
ProxyPass "/$_/any" "http://$backend/$_/any" upgrade=ANY
RewriteRule "^/$_/rewrite" "ws://$backend%{REQUEST_URI}" [P]
<Location "/$_">
    $POLICY{$_}
</Location>
CONF

my $h = Httpd->new(
    modules => [qw(proxy proxy_http proxy_wstunnel rewrite)],
    tls => 1,
    files => { ways => "RewriteEngine On\n$ways" },
    conf => <<'CONF');
Include "@ROOT@/ways"
<Location "/cors-status">
    SetHandler cors-status
    CorsStatus On
    Require local
</Location>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName https://public.example
    Include "@ROOT@/ways"
</VirtualHost>
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT2@>
    SSLEngine On
    Include "@ROOT@/ways"
</VirtualHost>
CONF
my %PORT = (plain => $h->port, named => $h->port_n(1), tls => $h->port_n(2));

# The decision is logged when the connection has ended.
sub decision { my ($port, $from) = @_; return $h->wait_for_line('logs/decisions', $from, qr/^$port (.*)\n/m) // 'none' }

# One handshake: it passes with this decision and a message is echoed, or it gets 403 and does
# not reach the backend.
sub handshake
{
    my ($to, $path, $lines, $decision) = @_;
    my $label = "$to, $path: " . (join(', ', @$lines) || 'no Origin');
    my $from = length $h->slurp('logs/decisions');
    my $res = WebSocket::talk($PORT{$to}, $path, $lines, $label, $to eq 'tls');
    my @seen = $server->seen;
    if ($decision =~ /^REFUSED (.*)/) {
        $h->check($label, $res, status => 403, vary => 'Origin', decision => '');
        is_deeply(\@seen, [], "$label: the backend sees nothing");
        $decision = "actual-refused:$1";
    }
    else {
        my $origin = (map { /^Origin: (.*)/ } @$lines)[0] // '-';
        is($res->{status}, 101, "$label: upgraded");
        is($res->{echo}, $label, "$label: a message comes back");
        is_deeply(\@seen, ["$path $origin"], "$label: the backend sees it");
    }
    is(decision($PORT{$to}, $from), $decision, "$label: decision");
}

for my $way (@WAYS) {
    for my $to (qw(plain tls)) {
        my $here = ($to eq 'tls' ? 'https' : 'http') . "://localhost:$PORT{$to}";
        my @rows = (
            # policy, field lines, decision
            ['policy', ["Origin: $A"], 'actual-allowed'],
            ['policy', ["Origin: $A", 'Sec-Fetch-Site: cross-site'], 'actual-allowed'],
            ['policy', ["Origin: $X"], 'REFUSED origin-not-listed'],
            ['policy', [], '-'],
            ['policy', ["Origin: $here"], 'same-origin'],
            ['alone', ["Origin: $A"], 'REFUSED origin-not-listed'],
            ['alone', [], '-'],
            ['alone', ["Origin: $here"], 'same-origin'],
        );
        handshake($to, "/$_->[0]/$way", @$_[1, 2]) for @rows;
    }
}

# The decision is the same for each way of upgrading.
my $here = "http://localhost:$PORT{plain}";
my $there = "https://localhost:$PORT{tls}";
my @rows = (
    ['plain', 'constant', ["Origin: $A"], 'actual-allowed'],
    ['plain', 'constant', ["Origin: $X"], 'REFUSED origin-not-listed'],
    ['plain', 'denied', ["Origin: $X"], 'REFUSED origin-denied'],
    ['plain', 'denied', ["Origin: $A"], 'actual-allowed'],
    ['plain', 'lax', ["Origin: $X"], 'actual-refused:origin-not-listed'],   # CORS does not stop WebSockets
    ['plain', 'off', ["Origin: $X"], '-'],
    ['plain', 'alone', ['Origin: null'], 'REFUSED origin-not-listed'],
    ['plain', 'alone', ["Origin: $X", 'Sec-Fetch-Site: same-origin'], 'same-origin'],
    ['plain', 'alone', ["Origin: $here", 'Sec-Fetch-Site: cross-site'], 'REFUSED origin-not-listed'],
    ['plain', 'alone', ["Origin: $here", 'Sec-Fetch-Site: same-site'], 'REFUSED origin-not-listed'],
    ['plain', 'alone', ["Origin: $there", "Host: localhost:$PORT{tls}"], 'same-origin'],
    ['plain', 'alone', ["Origin: $X", 'X-Forwarded-Host: x.example', 'X-Forwarded-Proto: https'],
     'REFUSED origin-not-listed'],
    ['tls', 'alone', ["Origin: http://localhost:$PORT{tls}"], 'REFUSED origin-not-listed'],
    ['tls', 'alone', ["Origin: $here"], 'REFUSED origin-not-listed'],
    ['named', 'alone', ['Origin: https://public.example'], 'same-origin'],
    ['named', 'alone', ['Origin: http://public.example'], 'REFUSED origin-not-listed'],
);
handshake($_->[0], "/$_->[1]/upgrade", @$_[2, 3]) for @rows;

# Browsers send no preflight for a WebSocket. If a client sends one, the policy answers it
# without the backend.
is($h->preflight('/policy/tunnel', $A, 'GET')->{status}, 204, 'a preflight of an allowed origin');
is($h->preflight('/policy/tunnel', $X, 'GET')->{status}, 403, 'a preflight of a refused origin');
is_deeply([$server->seen], [], 'preflights: the backend sees nothing');

# The responses do not pass mod_cors' filter, but each decision is counted.
my (%logged, %counted);
++$logged{$_} for grep { $_ ne '-' } $h->slurp('logs/decisions') =~ /^\d+ (.*)$/mg;
$counted{$_->{decision}} += $_->{count} for @{decode_json($h->get('/cors-status?format=json')->{body})->{decisions}};
is_deeply(\%counted, \%logged, 'each decision of the access log was counted');
$h->log_ok(allow => [qr/\[ssl:warn\].*does NOT include an ID which matches/]);
done_testing;
