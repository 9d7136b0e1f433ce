#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The manual in a browser, from its files: the search finds a directive, a pasted message or
# most of one, and a symptom; and no page is wider than a window of 390 or 1200 pixels.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Browser;
use File::Temp ();
use Files;
use Httpd;
use Manual;
use Test::More;

my $TOP = Httpd->top_srcdir;
Browser->skip_without('chromium');
my $manual = Manual->folder;

# ---- what users look for, and the page that must be among the first results --------------

my @directives = Files::slurp("$TOP/docs/directives.md") =~ /^## `?<?(Cors\w+)>?`?$/mg;
my @messages = map { Files::slurp("$TOP/t/lib/config-errors/$_.txt") =~ s/\n {6}(?=\S)/ /gr =~ /^ {4}(\S.+)/mg }
    qw(origins words containers lists together);
# The value is often left out, and the remedy too.
my @halves = map { my @words = split / /; @words < 9 ? () : join ' ', @words[0 .. @words * 2 / 3 - 1] }
    grep { !/^\w+ (?:takes|requires) |is a response field/ } @messages;
my $blocked = "Access to fetch at 'https://api.test/a' from origin 'https://www.test' has been blocked by CORS policy:";
my @symptoms = (
    ["$blocked No 'Access-Control-Allow-Origin' header is present on the requested resource." => 'why-blocked.html'],
    ["$blocked Response to preflight request doesn't pass access control check: It does not have HTTP ok status." => 'why-blocked.html'],
    ["$blocked The 'Access-Control-Allow-Origin' header has a value 'https://a.test' that is not equal to the supplied origin." => 'why-blocked.html'],
    ['CORS header ‘Access-Control-Allow-Origin’ missing' => 'why-blocked.html'],
    ["actual-refused:origin-not-listed 'https://www.test' GET /api/a.json (policy at api.conf:12)" => 'why-blocked.html'],
    ["No 'Access-Control-Allow-Origin' header is present" => 'why-blocked.html#row-'],
    ['works with curl but not in the browser' => 'why-blocked.html#it-works-with-curl-but-not-in-the-browser'],
    ['my list is not used' => 'lists.html#my-list-is-not-used'],
    ['is not a serialized origin, it has' => 'messages.html#row-'],
    ["cannot be used with 'CorsAllowCredentials On'" => 'messages.html#right-by-itself-wrong-together'],
    ['cookie' => 'recipes.html#cookies-and-tokens'],
    ['revoke' => 'lists.html#revocation'],
    ['originlist' => 'mod_cors.html#corsoriginlist'],
    ['fonts' => 'recipes.html#fonts-images-modules'],
    ['varnish' => 'caches.html#varnish'],
    ['websocket' => 'recipes.html#websockets'],
    ['cookies not sent' => 'recipes.html#cookies-and-tokens'],
    ['max-age' => 'mod_cors.html#corsmaxage'],
    ['corsenf' => 'mod_cors.html#corsenforce'],
    ['origin-insecure' => 'why-blocked.html'],
);
my @wanted = ((map { [$_ => "mod_cors.html#\L$_", 1] } @directives), (map { [$_ => /^\w+ (?:takes|requires) / ? 'mod_cors.html' : 'messages.html', 3] } @messages),
              (map { [$_ => 'messages.html', 3] } @halves), map { [@$_, 3] } @symptoms);

# ---- a page that asks, in frames ------------------------------------------------------------

# Text as a string of JavaScript.
sub quoted { my ($text) = @_; utf8::decode($text); return '"' . $text =~ s/([^\w .:-])/sprintf '\\u%04x', ord $1/ger . '"' }

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
my @pages = map { s{.*/}{}r } glob "\"$manual\"/html/*.html";
my $queries = join ', ', map { quoted($_->[0]) } @wanted;
my $files = join ', ', map { quoted($_) } @pages;
Files::spurt("$dir/ask.html", <<"HTML");
<!DOCTYPE html>
<meta charset="utf-8">
<script>
const folder = "file://$manual/html/";
function opened(path, width) {
    const frame = document.createElement("iframe");
    frame.style.width = width + "px";
    return new Promise(resolve => {
        frame.onload = () => resolve(frame);
        frame.src = folder + path;
        document.body.append(frame);
    });
}
async function ask() {
    const lines = [];
    const search = await opened("search.html?q=cors", 800);
    lines.push("typed " + search.contentDocument.getElementById("query").value);
    for (const [n, query] of [$queries].entries()) {
        const field = search.contentDocument.getElementById("query");
        field.value = query;
        field.dispatchEvent(new Event("input"));
        const links = [...search.contentDocument.querySelectorAll("#results a")].slice(0, 3);
        lines.push("query " + n + " " + links.map(link => link.getAttribute("href")).join(" "));
    }
    for (const width of [390, 1200]) {
        for (const page of [$files]) {
            const frame = await opened(page, width);
            const root = frame.contentDocument.documentElement;
            lines.push("width " + page + " " + width + " " + (root.scrollWidth <= root.clientWidth ? "fits" : root.scrollWidth));
            frame.remove();
        }
    }
    document.body.textContent = lines.join("\\n") + "\\nend";
}
addEventListener("load", ask);
</script>
<body></body>
HTML

my $browser = Browser->start('chromium', "file://$dir/ask.html",
    switches => [qw(--dump-dom --allow-file-access-from-files --virtual-time-budget=600000 --hide-scrollbars)]);
$browser->wait_for(180, sub { 0 });
my $answers = $browser->{process}->output;
ok($answers =~ /^end\b/m, 'the browser has opened all pages') or diag $browser->output;

# ---- the answers ---------------------------------------------------------------------------

like($answers, qr/typed cors$/m, 'the search takes the words from its address');
my %links = $answers =~ /^query (\d+) ?(.*)$/mg;
for my $n (0 .. $#wanted) {
    my ($query, $want, $first) = @{ $wanted[$n] };
    my @links = split / /, $links{$n} // '';
    my $name = length $query > 70 ? substr($query, 0, 70) . '...' : $query;
    ok(scalar(grep { index($_, $want) == 0 } grep { defined } @links[0 .. $first - 1]), "found: $name")
        or diag "wanted $want, got @links";
}
my %fits = $answers =~ /^width (\S+ \d+) (\S+)$/mg;
for my $page (@pages) {
    is($fits{"$page $_"}, 'fits', "$page is not wider than $_ px") for 390, 1200;
}

done_testing;
