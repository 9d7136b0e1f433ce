#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Explanations where an origin list decides: under "httpd -t", which reads files and asks no
# database; of the running server, which asks the version in use; and DUMP_CORS. The status page
# about lists, read by real parsers.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask ask_page ask_text command);
use Httpd;
use JSON::PP;
use Lists;
use Test::More;

my ($A, $X, $Y, $N) = ('https://a.example', 'https://x.example', 'https://shop.y.example', 'https://n.example');
my $FILE = 'conf/partners.txt';
my $SKIP = !Httpd->has_module('dbd') ? 'httpd has no mod_dbd'
    : system('sqlite3 -version >/dev/null 2>&1') ? 'sqlite3 is not installed' : '';
plan(skip_all => $SKIP) if $SKIP;

my $h = Httpd->new(
    modules => [qw(watchdog dbd)],
    files => { $FILE => "# partners\n$X\nhttps://*.y.example\n",
               'conf/fresh.txt' => "$X\n", 'conf/bare.txt' => "# none\n",
               'conf/risky.txt' => "$X\nhttp://shop6.example\nhttps://*.co.uk\n", 'conf/blocked.txt' => "$Y\n", 'db/x' => '',
               map({ ("htdocs/$_/a.txt" => 'a') } qw(file contained denied store ranked risky fresh bare)) },
    conf => <<"CONF");
DBDriver sqlite3
DBDParams \@ROOT\@/db/lists
DBDPersist Off
CorsOriginList partners file:$FILE interval=1
CorsOriginList blocked file:conf/blocked.txt interval=1
CorsOriginList risky file:conf/risky.txt interval=1
CorsOriginList fresh file:conf/fresh.txt interval=3600
CorsOriginList bare file:conf/bare.txt interval=1
CorsOriginList "te.na-nts" "dbd:SELECT origin FROM cors_origin" interval=1
<Location "/file">
    CorsAllowOrigin list:partners
</Location>
<Location "/fresh">
    CorsAllowOrigin $A list:fresh
</Location>
<Location "/bare">
    CorsAllowOrigin list:bare
</Location>
<Location "/risky">
    CorsAllowOrigin list:risky
</Location>
<Location "/contained">
    CorsAllowOrigin * https://*.example
    <CorsOrigin list:partners>
        CorsAllowCredentials On
    </CorsOrigin>
</Location>
<Location "/ranked">
    CorsAllowOrigin https://*.shop.y.example list:partners https://*.example
    <CorsOrigin *>
        CorsMaxAge 5
    </CorsOrigin>
</Location>
<Location "/denied">
    CorsAllowOrigin *
    CorsDenyOrigin list:blocked
</Location>
<Location "/store">
    CorsAllowOrigin $A list:te.na-nts
</Location>
<Location "/cors-explain">
    SetHandler cors-explain
    CorsExplain On
    Require local
</Location>
<Location "/cors-status">
    SetHandler cors-status
    CorsStatus On
    Require local
</Location>
CONF
my ($no_libpsl) = Httpd->syntax("CorsAllowOrigin https://*.com\nCorsAllowCredentials On\n");
my $root = $h->root;
my $line = 0;
my %place = map { ++$line; /CorsDenyOrigin|CorsAllowOrigin|<CorsOrigin / ? ($_ =~ s/^\s+|\s+$//gr => $line) : () }
    split /^/, $h->slurp('httpd.conf');
sub question { my ($path, $origin, %more) = @_; return { url => $h->url($path), origin => $origin, %more } }

# The steps with this word, and their places, without the folder of the test.
sub steps
{
    my ($answer, $word) = @_;
    return map { [$_->{text} =~ s{\Q$root\E/}{}gr, $_->{place} ? "$_->{place}{file}:$_->{place}{line}" =~ s{\Q$root\E/}{}r : undef] }
        grep { $_->{step} eq $word } @{$answer->{steps}};
}

# A file that has changed just now is a doubt, so wait until the server has found it.
sub settle { my $name = shift; sleep 1 while time - (stat "$root/$name")[10] <= 5 }

# ---- under httpd -t ----------------------------------------------------------------

settle('conf/bare.txt');
my ($row, $wild, $other, $contained, $denied, $exact, $store, $ranked) = ask($h,
    question('/file/a.txt', $X), question('/file/a.txt', $Y), question('/file/a.txt', $N),
    question('/contained/a.txt', $X), question('/denied/a.txt', $Y), question('/store/a.txt', $A), question('/store/a.txt', $X),
    question('/ranked/a.txt', 'https://q.shop.y.example'));
my $list = $place{'CorsAllowOrigin list:partners'};
is_deeply([steps($row, 'admitted')], [["by '$X' $FILE:2, through 'list:partners' httpd.conf:$list", "$FILE:2"]], 'a row: its place');
is_deeply($row->{rule}, { pattern => $X, file => $FILE, line => 2, list => 'partners', row => 2 }, 'a row: the rule');
ok($row->{shared}, 'a row: shared');
is_deeply($row->{unsure}, [], 'a row: no doubt');
is_deeply([steps($wild, 'admitted')],
          [["by 'https://*.y.example' $FILE:3, through 'list:partners' httpd.conf:$list", "$FILE:3"]], 'a wildcard: its place');
is($other->{actual}{decision}, 'actual-refused:origin-not-listed', 'an origin that is not listed: the decision');
is_deeply($other->{advice}, ["add $N to CorsAllowOrigin at $root/httpd.conf:$list, or to the list 'partners'"], 'an origin that is not listed: the advice');
my $container = $place{'<CorsOrigin list:partners>'};
my $around = $place{'CorsAllowOrigin * https://*.example'};
is_deeply([steps($contained, 'admitted')],
          [["by <CorsOrigin> '$X' $FILE:2, through 'list:partners' httpd.conf:$container, which is chosen before 'https://*.example' httpd.conf:$around, '*' httpd.conf:$around", "$FILE:2"]],
          'a row that a container names, and the less specific rules');
is_deeply([steps($ranked, 'admitted')],
          [[join(', ', "by 'https://*.shop.y.example' httpd.conf:$place{'CorsAllowOrigin https://*.shop.y.example list:partners https://*.example'}, which is chosen before 'https://*.y.example' $FILE:3",
                 "through 'list:partners' httpd.conf:$place{'CorsAllowOrigin https://*.shop.y.example list:partners https://*.example'}",
                 "'https://*.example' httpd.conf:$place{'CorsAllowOrigin https://*.shop.y.example list:partners https://*.example'}",
                 "<CorsOrigin> '*' httpd.conf:$place{'<CorsOrigin *>'}"),
            "httpd.conf:$place{'CorsAllowOrigin https://*.shop.y.example list:partners https://*.example'}"]],
          'a row among wildcards') or diag(explain([steps($ranked, 'admitted')]));
is_deeply([steps($denied, 'denied')],
          [["by '$Y' conf/blocked.txt:1, through 'list:blocked' httpd.conf:" . $place{'CorsDenyOrigin list:blocked'}, 'conf/blocked.txt:1']],
          'a row that denies: its place');
is_deeply($denied->{advice}, ["remove '$Y' from the list at conf/blocked.txt:1"], 'a row that denies: the advice');
ok($exact->{shared}, 'a directive decides, next to a list that is not read: shared');
is_deeply($exact->{unsure}, [], 'a directive decides, next to a list that is not read: no doubt');
is($store->{shared}, undef, 'a list in a database: not known whether shared');
is($store->{actual}{decision}, 'actual-refused:list-unavailable', 'a list in a database: the decision');
is_deeply([steps($store, 'denied')],
          [["'list:te.na-nts' httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)} is not asked here",
            "httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)}"]], 'a list in a database: it is not asked');
is_deeply($store->{advice}, ['ask the page cors-explain of the running server, which has the list'], 'a list in a database: the advice');
is_deeply($store->{unsure}, ["the source of the list 'te.na-nts' is not asked here; ask the page cors-explain of the running server"],
          'a list in a database: the doubt');

# A page of https, a URL of http: what the server decides is as unknown as without that.
my ($mixed) = ask($h, { %{question('/store/a.txt', 'https://x.example')}, url => 'http://other.localhost:' . $h->port . '/store/a.txt' });
my ($blocked) = ask($h, { url => 'http://api.example/store/a.txt', origin => 'https://q.example' });
for my $case (['loopback', $mixed, undef], ['mixed content', $blocked, 0]) {
    my ($label, $answer, $carried) = @$case;
    is($answer->{shared}, undef, "$label and a list that is not asked: not known whether shared");
    is(defined $answer->{carried_out} ? 0 + $answer->{carried_out} : undef, $carried, "$label and a list that is not asked: carried out");
    like($answer->{why}, qr/^the source of the list 'te\.na-nts' is not asked here|^httpd does not listen/, "$label and a list that is not asked: why");
}

# The server has the version of before if it has not found the new one yet, cannot read it or refuses it.
my ($fresh, $certain, $bare) = ask($h, question('/fresh/a.txt', $X), question('/fresh/a.txt', $A), question('/bare/a.txt', $X));
is_deeply($fresh->{unsure}, ["the file of the list 'fresh' has changed in the last 3963 seconds: the running server may still use the previous version"],
          'a file that has just changed: the doubt');
is($fresh->{shared}, undef, 'a file that has just changed: not known whether shared');
is($fresh->{actual}{decision}, 'actual-allowed', 'a file that has just changed: the decision by its new version');
is_deeply($certain->{unsure}, [], 'a directive decides, next to a file that has just changed: no doubt');
is_deeply($bare->{unsure}, ["the file of the list 'bare' has no rows: a running server keeps the rows that it has read before"], 'a file without rows: the doubt');
SKIP: {
    skip 'only root has other permissions than User', 5 if $> != 0;
    $h->write_file($FILE, [0600, "# partners\n$X\nhttps://*.y.example\nhttp://localhost:9\n"]);
    settle($FILE);
    my $q = question('/file/a.txt', 'http://localhost:9');
    my ($secret) = ask($h, $q);
    is(decision($h, '/file/a.txt', 'http://localhost:9'), 'actual-refused:origin-not-listed', 'a file that User cannot read: the decision of the server');
    is_deeply($secret->{unsure}, ["the file of the list 'partners' is readable by root, but not by User: the running server may use an older version"],
              'a file that User cannot read: the doubt of the command');
    is($secret->{shared}, undef, 'a file that User cannot read: the command does not know whether shared');
    is_deeply(ask_page($h, '/cors-explain', $q)->{unsure}, [], 'a file that User cannot read: the page has no doubt');
    move_in($h, $FILE, "# partners\n$X\nhttps://*.y.example\n");
    settle($FILE);
    is_deeply((ask($h, $q))[0]{unsure}, [], 'a file that User can read again: the command has no doubt');
}

# ---- rows for deny rules only ----------------------------------------------------------

# Both ways of asking; which row of the file matches; the advice.
my $risky = $place{'CorsAllowOrigin list:risky'};
my $through = "through 'list:risky' httpd.conf:$risky";
my $at = "CorsAllowOrigin at $root/httpd.conf:$risky";
for (['http://shop6.example', "no rule allows http://shop6.example: a row matches, but is used for deny rules only:"
                              . " 'http://shop6.example' conf/risky.txt:2, $through",
      "load the page over https, or add http://shop6.example to $at; a row with http never allows an origin"],
     ['http://shop7.example', 'no rule names http://shop7.example',
      "load the page over https, or add http://shop7.example to $at; a row with http never allows an origin"],
     ['https://shop8.co.uk', "no rule allows https://shop8.co.uk: a row matches, but is used for deny rules only:"
                             . " 'https://*.co.uk' conf/risky.txt:3, $through",
      "add https://shop8.co.uk to $at, or to the list 'risky'"],
     ['http://localhost:7', 'no rule names http://localhost:7', "add http://localhost:7 to $at, or to the list 'risky'"]) {
    my ($origin, $denied, $advice) = @$_;
    next if $origin =~ /co\.uk/ && $no_libpsl;
    my %q = %{question('/risky/a.txt', $origin)};
    for (['-t', (ask($h, \%q))[0]], ['the page', ask_page($h, '/cors-explain', \%q)]) {
        my ($by, $answer) = @$_;
        is_deeply([steps($answer, 'denied')], [[$denied, undef]], "$origin, $by") or diag(explain([steps($answer, 'denied')]));
        is_deeply($answer->{advice}, [$advice], "$origin, $by: advice");
    }
}

# ---- the running server ----------------------------------------------------------------

my ($early) = ask_page($h, '/cors-explain', question('/store/a.txt', $X));
is($early->{actual}{decision}, 'actual-refused:list-unavailable', 'the page, no version yet: the decision');
is_deeply([steps($early, 'denied')],
          [["'list:te.na-nts' httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)} has no version yet",
            "httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)}"]], 'the page, no version yet: which list');
is_deeply($early->{unsure}, [], 'the page, no version yet: no doubt');
is_deeply($early->{advice}, ['see the error log for why the list has no version yet'], 'the page, no version yet: the advice');
my $status = decode_json($h->get('/cors-status?format=json')->{body});
is_deeply([map { [@$_{qw(name source version rows corrected dangerous skipped)}] } @{$status->{lists}}],
          [['partners', "file:$FILE", $status->{lists}[0]{version}, 2, 0, 0, 0],
           ['blocked', 'file:conf/blocked.txt', $status->{lists}[1]{version}, 1, 0, 0, 0],
           ['risky', 'file:conf/risky.txt', $status->{lists}[2]{version}, 3, 0, $no_libpsl ? 1 : 2, 0],
           ['fresh', 'file:conf/fresh.txt', $status->{lists}[3]{version}, 1, 0, 0, 0],
           ['bare', 'file:conf/bare.txt', $status->{lists}[4]{version}, 0, 0, 0, 0],
           ['te.na-nts', 'dbd:SELECT origin FROM cors_origin', undef, 0, 0, 0, 0]], 'JSON: the lists');
is($status->{lists}[5]{age_seconds}, undef, 'JSON: the age of a list that was never read');
cmp_ok($status->{lists}[0]{age_seconds}, '<', 60, 'JSON: the age of a list that was read');
my @of_list = $h->get('/cors-status?format=openmetrics')->{body} =~ /^(\w+)\{list="te\.na-nts"/mg;
is_deeply([grep { /_(?:info|rows|age_seconds)$/ } @of_list], ['cors_list_rows'],
          'OpenMetrics: a list without a version has rows only, for the alert OriginListIsNotAvailable');

system(qq(sqlite3 '$root/db/lists' "CREATE TABLE cors_origin (origin TEXT); INSERT INTO cors_origin VALUES ('$X'), ('no origin'), ('HTTPS://Y.example/')" && chmod 644 '$root/db/lists'));
# After each failure the server has waited twice as long.
ok(within(90, sub { admits($h, '/store/a.txt', $X) }), 'a table that now exists is read');
my ($late) = ask_page($h, '/cors-explain', question('/store/a.txt', $X));
is_deeply([steps($late, 'admitted')],
          [["by '$X' row 1 of list 'te.na-nts', through 'list:te.na-nts' httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)}",
            "httpd.conf:$place{qq(CorsAllowOrigin $A list:te.na-nts)}"]], 'the page, a row of a database: its place');
is_deeply([@{$late->{rule}}{qw(list row)}], ['te.na-nts', 1], 'the page, a row of a database: the rule');
move_in($h, $FILE, "$N\n");
ok(within(6, sub { admits($h, '/file/a.txt', $N) }), 'a new version of a file is served');
my ($new) = ask_page($h, '/cors-explain', question('/file/a.txt', $N));
is_deeply([steps($new, 'admitted')], [["by '$N' $FILE:1, through 'list:partners' httpd.conf:$list", "$FILE:1"]],
          'the page asks the version in use');

# ---- DUMP_CORS and the status page ------------------------------------------------------

my $dump = command($h, 'DUMP_CORS');
for my $value ('CorsAllowOrigin list:partners', '<CorsOrigin list:partners>', 'CorsDenyOrigin list:blocked',
               "CorsAllowOrigin $A list:te.na-nts") {
    like($dump, qr/^\w+ +\Q$value\E \(\S*httpd\.conf:$place{$value}\)$/m, "DUMP_CORS: $value");
}

$status = decode_json($h->get('/cors-status?format=json')->{body})->{lists}[5];
is_deeply([@$status{qw(rows corrected dangerous skipped)}], [2, 1, 0, 1], 'JSON: corrected and skipped rows');
my $metrics = $h->get('/cors-status?format=openmetrics')->{body};
SKIP: {
    my $parser = 'from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse';
    my ($python) = grep { !system("$_ -c '$parser' 2>/dev/null") } qw(python3 /usr/bin/python3);
    skip 'python3-prometheus-client is not installed', 1 if !$python;
    $h->write_file('metrics', $metrics);
    my $said = `$python -c '
$parser
import sys
for family in parse(open(sys.argv[1]).read()):
    for sample in family.samples:
        if sample.labels.get("list") == "te.na-nts":
            print(family.type, sample.name, sorted(sample.labels), float(sample.value))
' '$root/metrics' 2>&1`;
    $said =~ s/^(gauge cors_list_age_seconds .*\]) [\d.]+$/$1/m;
    $said =~ s/^(counter cors_list_errors_total .*\]) [\d.]+$/$1/m;
    is_deeply([sort split /\n/, $said],
              [sort "info cors_list_info ['list', 'version'] 1.0", "gauge cors_list_rows ['list'] 2.0",
               "gauge cors_list_rows_corrected ['list'] 1.0",
               "gauge cors_list_rows_dangerous ['list'] 0.0", "gauge cors_list_rows_skipped ['list'] 1.0",
               "gauge cors_list_age_seconds ['list']", "counter cors_list_errors_total ['list']"],
              'OpenMetrics: what a parser reads');
}
like($h->get('/cors-status?format=html')->{body}, qr/<code>te\.na-nts<\/code>/, 'HTML: the list');
like($h->get('/cors-status?format=html')->{body}, qr{<code>file:\Q$FILE\E</code><br><code>\Q$root/$FILE\E</code>}, 'HTML: the path of a file');
like($h->get('/cors-status?format=text')->{body}, qr/^List: 2 1 0 1 \d+ \d+ te\.na-nts dbd:SELECT/m, 'text: the list');
# Since the database is read again, its list is not marked any more.
sub shown { return $h->get('/cors-status?format=html')->{body} =~ m{(<tr[^>]*>(?:(?!<tr).)*<code>te\.na-nts.*?</tr>)}s ? $1 : '' }
like(shown(), qr{^<tr><th.*<td class="whole">\d+ s ago</td>}s, 'HTML: a list that is read');
system(qq(sqlite3 '$root/db/lists' "ALTER TABLE cors_origin RENAME TO other"));
ok(within(20, sub { shown() =~ /failing/ }), 'HTML: a list that cannot be read any more');
like(shown(), qr{^<tr class="refuses">.*<td class="whole">\d+ s ago, failing since then</td>}s, '... is marked');
unlike($h->get('/cors-status?format=openmetrics')->{body}, qr/x\.example/, 'OpenMetrics: no origins');
$h->log_ok(allow => [qr/list '|\[dbd:(?:error|crit)\]|cors:warn/]);
done_testing;
