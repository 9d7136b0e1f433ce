#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The handler cors-explain: formats, statuses, questions that are not usable, questions about
# other virtual hosts, hostile values, and that a question leaves no line in the log.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask_page);
use Httpd;
use JSON::PP ();
use Test::More;

my $A = 'https://a.example';
my $h = Httpd->new(
    modules => [qw(rewrite headers)],
    basic_auth => 1,
    log_level => 'info cors:trace8 rewrite:trace8 core:trace8 authz_core:trace8',
    files => {
        'htdocs/a.txt' => 'a',
        'htdocs/private/a.txt' => 'a',
        'htdocs/hta/.htaccess' => "CorsAllowMethods GET PUT\nCorsAllowHeaders X-HTTP-Method-Override\n",
        'htdocs/hta/a.txt' => 'a',
        'htdocs/broken/.htaccess' => "No such line\n",
        'htdocs/cors.html' => 'a file',
    },
    conf => <<"CONF");
CorsAllowOrigin $A https://*.b.example
CorsAllowMethods PUT
RewriteEngine On
RewriteRule ^/forbidden - [F]
<Directory "\@ROOT\@/htdocs/private">
    Include "\@ROOT\@/basic-auth"
</Directory>
<Location "/cors">
    SetHandler cors-explain
    CorsExplain On
    Require local
</Location>
<Location "/off">
    SetHandler cors-explain
</Location>
Listen 127.0.0.1:\@PORT1\@
<VirtualHost *:\@PORT1\@>
    ServerName first.example
    ServerAlias *.first.example
    CorsAllowOrigin *
</VirtualHost>
<VirtualHost *:\@PORT1\@>
    ServerName second.example
</VirtualHost>
CONF

sub encode { return Explain::encode_all($_[0]) }
my $url = encode($h->url('/a.txt'));
my $question = "url=$url&origin=" . encode($A);

# The type and the status of each form of answer.
for (
    # query, lines, status, content type, pattern of the body
    ["?$question", [], 200, 'text/plain; charset=utf-8', qr/\Avhost      localhost:/],
    ["?$question", ['Accept: text/html, */*'], 200, 'text/html; charset=utf-8', qr/\A<!DOCTYPE html>/],
    ["?$question&format=html", [], 200, 'text/html; charset=utf-8', qr/<form/],
    ["?$question&format=text", ['Accept: text/html'], 200, 'text/plain; charset=utf-8', qr/^decision   actual-allowed$/m],
    ["?$question&format=json", ['Accept: text/html'], 200, 'application/json', qr/\A\{"schema": 1/],
    ["?$question&format=xml", [], 400, 'text/plain; charset=utf-8', qr/\Aformat is not one of html, text, json\n\z/],
    ['', [], 200, 'text/html; charset=utf-8', qr/<form/],
    ['?format=html', [], 200, 'text/html; charset=utf-8', qr/<form/],
    ['?format=json', [], 400, 'application/json', qr/"error"/],
    ['?format=text', [], 400, 'text/plain; charset=utf-8', qr/\A.+\n\z/],
    ["?url=$url", [], 400, 'text/plain; charset=utf-8', qr/origin/i],
    ["?$question&method=TRACE", [], 400, 'text/plain; charset=utf-8', qr/TRACE/],
    ["?$question&method=G%00T", [], 400, 'text/plain; charset=utf-8', qr/\A.+\n\z/],
    ["?$question&url=x", [], 200, 'text/plain; charset=utf-8', qr/\Avhost/],
    ['?url=/a.txt&origin=x', ['Accept: text/html'], 400, 'text/html; charset=utf-8', qr/<form/],
) {
    my ($query, $lines, $status, $type, $body) = @$_;
    my $res = $h->get("/cors$query", @$lines);
    my $label = substr($query, 0, 20) . ($query =~ /([^&]*)\z/)[0] . " @$lines";
    is("$res->{status} " . $res->field('Content-Type'), "$status $type", $label);
    like($res->{body}, $body, "$label: body");
    is($res->field('Cache-Control'), 'no-store', "$label: not stored");
    is($res->field('X-Content-Type-Options'), 'nosniff', "$label: nosniff");
    like($res->field('Content-Security-Policy') // '', qr/default-src 'none'/, "$label: CSP");
}

is($h->request('HEAD', "/cors?$question", [])->{status}, 200, 'HEAD');
my $post = $h->request('POST', "/cors?$question", [], 'x');
is($post->{status}, 405, 'POST');
like($post->field('Allow'), qr/\bGET\b/, 'POST: Allow');
is($h->get("/off?$question")->{status}, 404, 'off: 404');

# The URL of the handler itself is closed, and the explanation says so.
my $own = ask_page($h, '/cors', { method => 'PUT', url => $h->url('/cors'), origin => $A });
is_deeply([@{$own->{preflight}}{qw(status fields)}, $own->{actual}{fields}], [403, {}, {}], 'its own URL');

# Only the name of the host counts, not scheme and port.
for my $other ("https://localhost/a.txt", 'http://localhost:1/a.txt', 'https://127.0.0.1/a.txt', 'http://unknown.example/') {
    is(($h->get('/cors?format=text&origin=x&url=' . encode($other)))->{status}, 200, "$other: answered");
}
for (['first.example', 'http://first.example/', 200], ['first.example', 'https://x.first.example/', 200],
     ['first.example', 'https://unknown.example/', 200], ['first.example', 'http://second.example/', 400],
     ['second.example', 'http://first.example/', 400], ['second.example', 'https://second.example/', 200]) {
    my ($host, $asked, $status) = @$_;
    my $res = $h->request('GET', '/cors?format=json&origin=x&url=' . encode($asked), ["Host: $host"], undef, { port => $h->port_n(1) });
    is($res->{status}, $status, "at $host about $asked");
    like($res->{body}, qr/another virtual host/, "at $host about $asked: why") if $status == 400;
}

# Hostile values are escaped in every form, and change no other part of it.
my @hostile = (q("><script>alert(1)</script>), q('><img src=x onerror=alert(1)>), "</textarea></style>", "\x{ff}\x{fe}<b>",
               "a\nvhost evil", "a\r\nSet-Cookie: a=b", '&amp;&#60;', "\x1b[31m", 'x' x 7000, '%3Cb%3E', '${x}', '\\u003c');
for my $value (@hostile) {
    my $label = 'hostile ' . substr($value, 0, 12) =~ s/[^ -~]/?/gr;
    for my $where (qw(origin url headers method content-type sec-fetch-site)) {
        my %value = (url => $h->url('/'), origin => $A, $where => $where eq 'url' ? $h->url('/') . $value : $value);
        my $query = join '&', map { "$_=" . encode($value{$_}) } sort keys %value;
        my $html = $h->get("/cors?$query&format=html");
        like($html->{status}, qr/^(?:200|400)$/, "$label: $where: status");
        unlike($html->{body}, qr/<(?:script|img|b)\b|<\/textarea|\x1b/, "$label: $where: html") if $value =~ /[<\x1b]/;
        my $json = $h->get("/cors?$query&format=json");
        ok(eval { JSON::PP->new->utf8->decode($json->{body}) }, "$label: $where: json") or diag($json->{body});
        my $text = $h->get("/cors?$query&format=text");
        unlike($text->{body}, qr/[^\n\x20-\x7e\x80-\xff]|^vhost evil|^Set-Cookie/m, "$label: $where: text");
        ok(!$_->field('Set-Cookie'), "$label: $where: no field") for $html, $json, $text;
    }
}

# A question leaves no trace in the error log, whatever it is about and whatever LogLevel says.
for my $path (qw(/a.txt /private/a.txt /hta/a.txt /broken/a.txt /forbidden /missing /x%2fy /%zz), '/' . 'n' x 3000) {
    for my $format (qw(text json html)) {
        my $from = length $h->slurp('logs/error_log');
        $h->get("/cors?format=$format&method=DELETE&headers=x-a&origin=" . encode($A) . '&url=' . encode($h->url($path)));
        my @lines = grep { m{a\.txt|missing|hta|broken|forbidden|nnnn|%zz|x%2fy} && !m{/cors} } split /\n/, substr($h->slurp('logs/error_log'), $from);
        is_deeply(\@lines, [], substr("$format $path", 0, 30) . ': no line in the log');
    }
}
$h->log_ok;
done_testing;
