#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# CorsEnforce behind proxies that end TLS: nginx and httpd, with Host kept or changed. Requests
# of the site's pages pass, forms and WebSockets of other origins do not, and false claims of
# a client are not believed.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Ports;
use Process qw(program);
use Test::More;
use WebSocket;

my $NGINX = program('nginx') or Httpd::skip_all('needs nginx (Debian: nginx-light)');
my ($A, $X) = qw(https://a.example https://x.example);
my $socket = WebSocket->new;

my $h = Httpd->new(
    modules => [qw(cgi headers proxy proxy_http proxy_wstunnel)],
    tls => 1,
    files => {
        ran => [0666, ''],      # one letter for each run of the program
        cgi => [0755, <<'CGI'],
#!/bin/sh
printf x >>'@ROOT@/ran'
[ "${CONTENT_LENGTH:-0}" -gt 0 ] && body=$(cat)
printf 'Content-Type: text/plain\n\n%s %s' "$REQUEST_METHOD" "$body"
CGI
        policy => <<"CONF",
CustomLog "\@ROOT\@/logs/behind" "%{CORS_DECISION}e"
ScriptAliasMatch "^/(alone|policy|open)/act\$" "\@ROOT\@/cgi"
ProxyPass /alone/socket "http://127.0.0.1:${\$socket->port}/" upgrade=websocket
<Location "/alone">
    CorsEnforce On
</Location>
<Location "/policy">
    CorsAllowOrigin $A
    CorsEnforce On
</Location>
CONF
    },
    conf => <<'CONF');
<Directory "@ROOT@">
    Require all granted
</Directory>
# Behind proxies that keep Host, and behind proxies that change it.
<VirtualHost 127.0.0.1:@PORT@>
    Include "@ROOT@/policy"
</VirtualHost>
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT1@>
    ServerName https://www.example
    Include "@ROOT@/policy"
</VirtualHost>
# httpd ends TLS.
Listen 127.0.0.1:@PORT2@
<VirtualHost 127.0.0.1:@PORT2@>
    SSLEngine On
    ProxyPreserveHost On
    ProxyPass / "http://127.0.0.1:@PORT@/" upgrade=websocket
</VirtualHost>
Listen 127.0.0.1:@PORT3@
<VirtualHost 127.0.0.1:@PORT3@>
    SSLEngine On
    ProxyPass / "http://127.0.0.1:@PORT1@/" upgrade=websocket
</VirtualHost>
CONF

# nginx as its manual describes for WebSockets, and as on most sites.
my ($kept, $changed) = free_ports(2);
sub nginx_server
{
    my ($port, $behind, $more) = @_;
    return <<"CONF";
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate \@ROOT\@/cert.pem;
        ssl_certificate_key \@ROOT\@/key.pem;
        location / {
            proxy_pass http://127.0.0.1:$behind;
            proxy_http_version 1.1;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection \$connection_upgrade;
            proxy_set_header X-Forwarded-Proto \$scheme;
            proxy_set_header X-Forwarded-For \$remote_addr;
            $more
        }
    }
CONF
}
$h->write_file('nginx.conf', <<'CONF'
daemon off;
worker_processes 1;
pid @ROOT@/nginx/pid;
error_log @ROOT@/logs/nginx;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path @ROOT@/nginx/body;
    proxy_temp_path @ROOT@/nginx/proxy;
    fastcgi_temp_path @ROOT@/nginx/fastcgi;
    uwsgi_temp_path @ROOT@/nginx/uwsgi;
    scgi_temp_path @ROOT@/nginx/scgi;
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
CONF
    . nginx_server($kept, $h->port, 'proxy_set_header Host $http_host;')
    . nginx_server($changed, $h->port_n(1), '') . "}\n");
mkdir $h->root . '/nginx';
my $nginx = Process->start_server($kept, $NGINX, '-c', $h->root . '/nginx.conf', '-e', $h->root . '/logs/nginx');

# The origin in the browser's address bar. Host is changed if the name says so.
my %FRONT = (
    'nginx' => { port => $kept, origin => 'https://www.example:8443', host => 'www.example:8443' },
    'httpd' => { port => $h->port_n(2), origin => 'https://www.example', host => 'www.example' },
    'nginx, another Host' => { port => $changed, origin => 'https://www.example', host => 'www.example' },
    'httpd, another Host' => { port => $h->port_n(3), origin => 'https://www.example', host => 'www.example' },
);

sub new_text { my ($name, $from) = @_; return substr $h->slurp($name), $from }

# httpd may log a request after its client, the proxy, has received the response.
sub new_line { my ($name, $from) = @_; return $h->wait_for_line($name, $from, qr/\A(.*\n)\z/s) // 'nothing' }

# Checks the decision on a request through the proxy, and whether its program ran.
sub ask
{
    my ($front, $path, $lines, $decision, $type) = @_;
    my $to = $FRONT{$front};
    my $label = "$front, $path: " . (join(', ', @$lines) || 'no Origin') . (defined $type ? ", $type" : '');
    my @host = grep({ /^Host:/ } @$lines) ? () : "Host: $to->{host}";
    my ($ran, $behind) = map { length $h->slurp($_) } qw(ran logs/behind);
    my @form = ('POST', $path, [@host, @$lines, 'Content-Type: ' . ($type // 'application/x-www-form-urlencoded')]);
    my $res = $h->request(@form, 'a=b', { port => $to->{port}, tls => 1 });
    my $refused = $decision =~ /refused/ && $path !~ /open/;
    is($res->{status}, $refused ? 403 : 200, "$label: status");
    is(new_text('ran', $ran), $refused ? '' : 'x', "$label: " . ($refused ? 'the program does not run' : 'the program runs'));
    is($res->{body}, 'POST a=b', "$label: with its body") unless $refused;
    is(new_line('logs/behind', $behind), "$decision\n", "$label: decision");
}

my $refused = 'actual-refused:origin-not-listed';
for my $front (sort keys %FRONT) {
    my ($own, $host) = @{$FRONT{$front}}{qw(origin host)};
    my @rows = (
        # path, field lines, decision
        ['/alone/act', ["Origin: $own", 'Sec-Fetch-Site: same-origin'], 'same-origin'],
        ['/alone/act', ["Origin: $own"], 'same-origin'],
        ['/alone/act', ['Origin: null', 'Sec-Fetch-Site: same-origin'], 'same-origin'],  # no-referrer
        ['/alone/act', ['Origin: null', 'Sec-Fetch-Site: none'], 'same-origin'],
        ['/alone/act', ['Origin: null', 'Sec-Fetch-Site: cross-site'], $refused],
        ['/alone/act', ['Origin: null'], $refused],
        ['/alone/act', [], '-'],
        ['/alone/act', ["Origin: $X"], $refused],
        ['/alone/act', ["Origin: $X", 'Sec-Fetch-Site: cross-site'], $refused],
        ['/alone/act', ["Origin: $own", 'Sec-Fetch-Site: cross-site'], $refused],
        ['/alone/act', ["Origin: $own", 'Sec-Fetch-Site: same-site'], $refused],
        ['/alone/act', ["Origin: https://$host.evil.example" =~ s/:8443//r], $refused],
        ['/policy/act', ["Origin: $own"], 'same-origin'],
        ['/policy/act', ["Origin: $A", 'Sec-Fetch-Site: cross-site'], 'actual-allowed'],
        ['/policy/act', ["Origin: $X", 'Sec-Fetch-Site: cross-site'], $refused],
        ['/open/act', ["Origin: $X", 'Sec-Fetch-Site: cross-site'], '-'],
    );
    # False claims of a client about itself, or as a proxy.
    push @rows, (
        ['/alone/act', ["Origin: $X", 'X-Forwarded-Host: x.example', 'X-Forwarded-Port: 443',
                        'X-Forwarded-Proto: https', 'X-Forwarded-Ssl: on'], $refused],
        ['/alone/act', ["Origin: $X", 'Forwarded: for=127.0.0.1;host=x.example;proto=https'], $refused],
        ['/alone/act', ["Origin: $X", 'X-Original-Host: x.example', 'X-Host: x.example',
                        'X-HTTP-Host-Override: x.example'], $refused],
        ['/alone/act', ["Origin: $X", 'Host: x.example', 'Sec-Fetch-Site: cross-site'], $refused],
        ['/alone/act', ["Origin: $X", 'Host: x.example:444'], $refused],
    ) if $front !~ /another/;
    ask($front, @$_) for @rows;
}
ask('nginx', '/alone/act', ["Origin: $X"], $refused, $_)
    for 'multipart/form-data; boundary=x', 'text/plain', 'application/json';

# The proxy ends TLS, so httpd cannot distinguish an http page of its host from an https page,
# unless the browser sends Sec-Fetch-Site, as all browsers do over https.
ask('nginx', '/alone/act', ['Origin: http://www.example:8443'], 'same-origin');
ask('nginx', '/alone/act', ['Origin: http://www.example:8443', 'Sec-Fetch-Site: cross-site'], $refused);
ask('httpd, another Host', '/alone/act', ['Origin: http://www.example'], $refused);

for my $front (sort keys %FRONT) {
    my ($port, $own, $host) = @{$FRONT{$front}}{qw(port origin host)};
    for (["Origin: $own", 101], ["Origin: $X", 403], [undef, 101]) {
        my ($line, $status) = @$_;
        my $label = "$front: WebSocket, " . ($line // 'no Origin');
        my $res = WebSocket::talk($port, '/alone/socket', ["Host: $host", grep { defined } $line], 'hi', 1);
        is($res->{status}, $status, $label);
        is($res->{echo}, $status == 101 ? 'hi' : undef, "$label: the echoed message");
        is(scalar(my @seen = $socket->seen), $status == 101 ? 1 : 0, "$label: number of handshakes at the backend");
    }
}

$nginx->stop;
is($h->slurp('logs/nginx') =~ s/^.*\[(?:notice|warn)\].*\n//gmr, '', 'nginx logs no error');
$h->log_ok(allow => [qr/\[ssl:warn\].*does NOT include an ID which matches/]);
done_testing;
