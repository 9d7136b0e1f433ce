#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The page cors-status says why the last refresh of a list has failed, in HTML and as text,
# until one succeeds. Rows and paths in it are escaped. JSON and metrics do not change.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use JSON::PP;
use Lists;
use Test::More;

my $LIMIT = limit(1);
my $h = Httpd->new(files => { 'conf/p.txt' => "https://a.example\n" }, conf => <<'CONF');
CorsOriginList p file:conf/p.txt interval=1 max=20
<Location "/status">
    SetHandler cors-status
    CorsStatus On
</Location>
CONF
my $path = $h->root . '/conf/p.txt';

sub page { my $format = shift; return $h->get("/status?format=$format")->{body} }
sub reason { return page('text') =~ /^ListError: p (.*)$/m ? $1 : undef }

# Changes the file, and expects this reason, as it is in the two formats.
sub fails
{
    my ($label, $change, $text, $html) = @_;
    my $before = reason() // '';
    $change->();
    ok(within($LIMIT, sub { (reason() // $before) ne $before }), "$label: the reason is shown");
    like(reason(), $text, "$label: as text");
    like(page('html'), qr{<tr class="refuses"><th [^>]*><code>p</code></th>.*<tr class="refuses"><td colspan="9">The last attempt failed: $html}s,
         "$label: in HTML");
}

is(reason(), undef, 'nothing has failed');
unlike(page('html'), qr/attempt failed/, '... in HTML');
my @members = sort keys %{decode_json(page('json'))->{lists}[0]};
my @metrics = page('openmetrics') =~ /^(cors_list_\w+)/mg;

fails('no file', sub { unlink $path }, qr/^cannot open '\Q$path\E': No such file or directory$/,
      qr/cannot open &#39;\Q$path\E&#39;: No such file or directory</);
fails('wrong rows', sub { move_in($h, 'conf/p.txt', "https://a.example\n<b>\n\"\e[1m\n") },
      qr/^it has 2 wrong rows of 3, more than half: row 2: skipped '<b>': .*'"\\x1b\[1m'/,
      qr/it has 2 wrong rows of 3, more than half: row 2: skipped &#39;&lt;b&gt;&#39;: [^<]*&quot;\\x1b\[1m/);
fails('a long reason', sub { move_in($h, 'conf/p.txt', join '', map { $_ x 200 . "\n" } qw(x y z)) },
      qr/^it has 3 wrong rows of 3, more than half: row 1: .{400,460}[.][.][.]$/, qr/it has 3 wrong rows [^<]*[.][.][.]</);
is_deeply([sort keys %{decode_json(page('json'))->{lists}[0]}], \@members, 'JSON has the same members');
is_deeply([page('openmetrics') =~ /^(cors_list_\w+)/mg], \@metrics, 'and OpenMetrics the same metrics');
my $errors = decode_json(page('json'))->{lists}[0]{errors};
$h->graceful;
ok(within($LIMIT, sub { decode_json(page('json'))->{lists}[0]{errors} > $errors && defined reason() }),
   'a graceful restart reads the file again, and still shows the reason');
move_in($h, 'conf/p.txt', "https://b.example\n");
ok(within($LIMIT, sub { !defined reason() }), 'it is not shown when the file is good');
unlike(page('html'), qr/attempt failed|class="refuses"/, '... nor in HTML');

$h->log_ok(allow => [qr/list 'p'/]);
done_testing;
