#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# An origin list in a file: what it admits, how a new version gets in while the server runs,
# and what happens if the file is not what it should be. The last good version stays.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Lists;
use Process;
use Test::More;
use Time::HiRes qw(sleep);

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
my $LIMIT = limit(1);
my $FILE = 'conf/p.txt';

my $h = Httpd->new(
    files => { $FILE => "# customers\n$A\nHTTPS://X.example/\nhttps://*.w.example\n\nnot an origin\n",
               'htdocs/a.txt' => 'a' },
    conf => <<"CONF");
CorsOriginList p file:$FILE interval=1 max=50
CorsAllowOrigin list:p
CONF
my $path = $h->root . "/$FILE";

# Replaces the file, and waits until its first row is served.
sub serves
{
    my ($label, $text, $origin) = @_;
    move_in($h, $FILE, $text);
    ok(within($LIMIT, sub { admits($h, '/a.txt', $origin) }), $label);
}

# Changes the file in a way that must be refused: its row is not admitted, the previous
# row is, and the log has one error line that says this.
sub refuses
{
    my ($label, $change, $origin, $says) = @_;
    my $before = grep { /^error/ } said($h, 'p');
    $change->();
    ok(within($LIMIT, sub { grep(/^error/, said($h, 'p')) > $before }), "$label: the log says so");
    sleep 1.3;                  # one more interval
    my @lines = grep { /^error/ } said($h, 'p');
    is(@lines - $before, 1, "$label: once");
    like($lines[-1], $says, "$label: what is wrong");
    like($lines[-1], qr/; the last version stays in use(?:[;:]|$)/, "$label: and what holds");
    ok(!admits($h, '/a.txt', $origin), "$label: no row of it is served");
}

# ---- at start -----------------------------------------------------------------

$h->check("$A is listed", $h->get('/a.txt', "Origin: $A"), 'allow-origin' => $A, vary => 'Origin',
          decision => 'actual-allowed');
ok(admits($h, '/a.txt', 'https://x.example'), 'a row that customers mistyped is corrected');
ok(admits($h, '/a.txt', 'https://1.2.w.example'), 'a wildcard');
is(decision($h, '/a.txt', $B), 'actual-refused:origin-not-listed', 'an origin that no row admits');
my @first = said($h, 'p');
like($first[0], qr/^info: list 'p': version '\d{4}-\d\d-\d\dT[\d:]{8}Z \d+ bytes' has 3 rows, 1 of them corrected, 0 for deny rules only$/,
     'the log says what the version has');
like($first[1], qr/^error: list 'p' skips 1 of 4 rows: row 6: skipped 'not an origin': /, 'the log names the skipped row');
is(scalar @first, 2, 'the log has these two lines once, although each child looks at the file');

# ---- new versions ---------------------------------------------------------------

serves('a file that is moved in is read', "$B\n", $B);
ok(!admits($h, '/a.txt', $A), 'a file that is moved in: its rows replace the old ones');
serves('a file with a byte order mark and CRLF is read', "\xef\xbb\xbf$A\r\n$C\r\n", $C);
ok(admits($h, '/a.txt', $A), 'the row after the byte order mark is admitted');
$h->write_file('conf/other.txt', "$B\n");
symlink "$path-target", "$path-link" or die "symlink: $!\n";
rename $h->root . '/conf/other.txt', "$path-target" or die "rename: $!\n";
rename "$path-link", $path or die "rename: $!\n";
ok(within($LIMIT, sub { admits($h, '/a.txt', $B) }), 'a symbolic link is followed');
$h->write_file("$FILE-target2", "$C\n");
symlink "$path-target2", "$path-link" or die "symlink: $!\n";
rename "$path-link", $path or die "rename: $!\n";
ok(within($LIMIT, sub { admits($h, '/a.txt', $C) }), 'a symbolic link that replaces another one is followed');
unlink $path;
serves('a row with a NUL byte is skipped', "$A\nhttps://b.example\0.evil.example\n$B\0\n$C\nhttps://d.example\n", $A);
ok(!admits($h, '/a.txt', $B), 'a row with a NUL byte is not cut there');
serves('a line of 10 MB is skipped', "$A\n$B\n#" . 'x' x 10_000_000 . "\n" . 'https://' . 'a' x 10_000_000 . "\n$C\n", $C);

# ---- written in place, slowly -----------------------------------------------------

move_in($h, $FILE, "$A\n");
ok(within($LIMIT, sub { !admits($h, '/a.txt', $C) }), 'a file of one row, before the next case');
my $half = 0;
open my $out, '>', $path or die "$path: $!\n";
$out->autoflush;
for my $n (1 .. 16) {           # for four seconds
    print $out "https://n$n.example\n";
    sleep 0.25;
    $half++ if !admits($h, '/a.txt', $A);
}
is($half, 0, 'a file that is being written to is not read');
print $out "$B\n";
close $out;
ok(within($LIMIT, sub { admits($h, '/a.txt', $B) }), 'a file that is no longer written to is read');
ok(admits($h, '/a.txt', 'https://n1.example'), 'a file that is no longer written to: all rows are admitted');

# A file that changes all the time is read after ten looks, if it does not change meanwhile.
my $large = "$C\n" . ('# ' . 'x' x 997 . "\n") x 60_000;
move_in($h, $FILE, $large);
my $writer = Process->start(code => sub {
    open my $log, '>>', $path or die "$path: $!\n";
    $log->autoflush;
    for (1 .. 10_000) { print $log "# more\n"; sleep 0.003 }
});
ok(within(20, sub { grep /has changed while it was read; write a new file, and move it over the old one with mv/, said($h, 'p') }),
   'a file that changes while it is read is not used');
ok(admits($h, '/a.txt', $B) && !admits($h, '/a.txt', $C), 'a file that changes while it is read: the last version stays');
$writer->stop;
ok(within($LIMIT, sub { admits($h, '/a.txt', $C) }), 'a file that no longer changes is read');

# ---- files that are refused --------------------------------------------------------

move_in($h, $FILE, "$A\n");
ok(within($LIMIT, sub { admits($h, '/a.txt', $A) }), 'a file of one row, before the files that are refused');
refuses('0 bytes', sub { move_in($h, $FILE, '') }, $B, qr/'\Q$path\E' has 0 bytes/);
refuses('no rows', sub { move_in($h, $FILE, "# nothing\n") }, $B, qr/it has no rows; write empty=allowed if this is intended; the last version stays in use$/);
refuses('more than half bad', sub { move_in($h, $FILE, "$B\nx.example\n*\nnull\n#\ny\n") }, $B,
        qr/it has 4 wrong rows of 5, more than half: row 2: skipped 'x.example': [^|]* \| row 3: [^|]* \| row 4: [^|]* \| and 1 more; the last version stays in use$/);
refuses('fewer wrong rows, but still too many', sub { move_in($h, $FILE, "$B\n$C\n*\nnull\ny\n") }, $B,
        qr/it has 3 wrong rows of 5, more than half: row 3: /);
refuses('max + 1 rows', sub { move_in($h, $FILE, join '', "$B\n", map { "https://$_.example\n" } 1 .. 50) }, $B,
        qr/it has more than 50 rows; write a larger max=; the last version stays in use$/);
refuses('a file that only comments can fill', sub {
    $h->write_file("$FILE.new", "$B\n#");
    truncate "$path.new", 1 << 38 or die "truncate: $!\n";   # without disk blocks
    rename "$path.new", $path or die "rename: $!\n";
}, $B, qr/'\Q$path\E' has 274877906944 bytes, a file for max=50 rows can have at most 67108864; write a larger max=;/);
my $bad = $h->root . '/conf/bad.txt';
refuses('wrong rows', sub { move_in($h, $FILE, "$B\n*\nnull\ny\n"); link $path, $bad or die "link: $!\n" }, $B,
        qr/it has 3 wrong rows of 4, more than half/);
refuses('no file', sub { unlink $path }, $B, qr/cannot open '\Q$path\E'/);
refuses('the same wrong rows', sub { rename $bad, $path or die "rename: $!\n" }, $B, qr/it has 3 wrong rows of 4, more than half/);
refuses('a FIFO', sub { unlink $path; system('mkfifo', '-m', '666', $path) }, $B, qr/'\Q$path\E' is not a regular file/);
refuses('a file that is gone', sub { unlink $path }, $B, qr/cannot open '\Q$path\E': No such file or directory/);
refuses('a directory', sub { mkdir $path }, $B, qr/'\Q$path\E' is not a regular file/);
rmdir $path;
SKIP: {
    skip 'only root can hide a file from User', 5 if $> != 0;
    refuses('a file that User cannot read', sub { move_in($h, $FILE, "$B\n", 0600) }, $B,
            qr/cannot open '\Q$path\E': Permission denied/);
}
ok(admits($h, '/a.txt', $A), 'the last good version has been served all the time');
serves('a good file after bad ones is read', "$B\n", $B);
is((said($h, 'p'))[-1], "notice: list 'p' can be read again", 'a good file after bad ones: the log says so');

$h->log_ok(allow => [qr/list 'p'/]);
done_testing;
