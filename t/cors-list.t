#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The command cors-list: its messages, its exit status, the rows that it prints, and the files
# that it refuses.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use POSIX ();
use lib "$FindBin::Bin/lib";
use CorsExplain;
use Files;
use Test::More;

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
my $file = "$dir/list.txt";
my $network = 'for deny rules only: anyone on the network path can act as that origin';

# The exit status and both outputs of cors-list check for a file of these bytes.
sub check
{
    my ($bytes, @options) = @_;
    spurt($file, $bytes);
    return run_command('cors-list', 'check', @options, $file);
}

# label, bytes, status, messages
for (['exact origins', "https://a.example\nhttps://b.example:8443\n", 0,
      "2 rows, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['wildcards', "https://*.a.example\nhttps://b.example:*\nhttps://*.c.example:*", 0,
      "3 rows, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['comments and blank lines', "# a\n\n  # b\nhttps://a.example\n   \n", 0,
      "1 row, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['CRLF', "# a\r\nhttps://a.example\r\n\r\n", 0,
      "1 row, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['corrections', "HTTPS://A.example/\n\n https://b.example:443\n", 0,
      "row 1: corrected 'HTTPS://A.example/' to 'https://a.example'\n"
      . "row 3: corrected ' https://b.example:443' to 'https://b.example'\n"
      . "2 rows, 2 corrected, 0 for deny rules only; 0 skipped\n"],
     ['a byte order mark before rows that are not used as they are', "\xEF\xBB\xBF# a\n*\nhttps://A.example\n", 1,
      "row 1: corrected, the byte order mark is dropped\n"
      . "row 2: skipped '*': it matches every origin, and cannot be a row; write '*' with CorsAllowOrigin or CorsDenyOrigin\n"
      . "row 3: corrected 'https://A.example' to 'https://a.example'\n"
      . "1 row, 1 corrected, 0 for deny rules only; 1 skipped\n"],
     ['a byte order mark and no rows', "\xEF\xBB\xBF", 0,
      "row 1: corrected, the byte order mark is dropped\n0 rows, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['a byte order mark', "\xEF\xBB\xBFhttps://a.example\n", 0,
      "row 1: corrected, the byte order mark is dropped\n"
      . "1 row, 0 corrected, 0 for deny rules only; 0 skipped\n"],
     ['a dangerous row', "http://a.example\nhttps://b.example\n", 0,
      "row 1: used 'http://a.example' $network\n"
      . "2 rows, 0 corrected, 1 for deny rules only; 0 skipped\n"],
     ['skipped rows', "https://a.example\nhttps://b.example\n*\nb.example/x\n", 1,
      "row 3: skipped '*': it matches every origin, and cannot be a row; write '*' with CorsAllowOrigin"
      . " or CorsDenyOrigin\n"
      . "row 4: skipped 'b.example/x': it is not a serialized origin, it has no scheme; write"
      . " 'https://b.example'\n"
      . "2 rows, 0 corrected, 0 for deny rules only; 2 skipped\n"],
     ['control characters', "https://a.example\n\e[2Jx\xC2\x9B\n", 1,
      "row 2: skipped '\\x1b[2Jx\\x9b': it is not a serialized origin, it has no scheme; write"
      . " scheme://host or scheme://host:port, as in 'https://example.com'\n"
      . "1 row, 0 corrected, 0 for deny rules only; 1 skipped\n"],
     ['a NUL', "https://a.example\nhttps://b\0.example\n", 1,
      "row 2: skipped 'https://b': it has a NUL byte; write the rows in UTF-8\n"
      . "1 row, 0 corrected, 0 for deny rules only; 1 skipped\n"],
     ['a line of 10 MB', "https://a.example\n" . 'x' x 10_000_000 . "\n", 1,
      "row 2: skipped '" . 'x' x 100 . "...': it is longer than a row can be; write one origin in"
      . " each row\n1 row, 0 corrected, 0 for deny rules only; 1 skipped\n"],
     ['only comments', "# nothing yet\n", 0, "0 rows, 0 corrected, 0 for deny rules only; 0 skipped\n"]) {
    my ($label, $bytes, $want, $messages) = @$_;
    my ($status, $out, $err) = check($bytes);
    is("$status $out$err", "$want $messages", "$label: messages and status");
    my ($normal, $rows, $said) = check($bytes, '--normalize');
    is("$normal $said", "$want $messages", "$label: --normalize says the same, on the standard error");
    my ($again, undef, $nothing) = check($rows, '--normalize') if $rows ne '';
    unlike($nothing // '', qr/corrected '|skipped '/, "$label: the rows are as they are used");
}

my (undef, $rows) = check("# x\n HTTPS://A.Example:443/\nx\nhttp://b.example\nhttps://*.C.example:*\nhttps://a.example\n",
    '--normalize');
is($rows, "https://a.example\nhttp://b.example\nhttps://*.c.example:*\nhttps://a.example\n",
   '--normalize prints the rows as they are used');

# label, bytes, reason
for (['0 bytes', '', 'has 0 bytes'],
     ['more than half bad', "x\nhttps://a.example\ny\n", 'has 2 wrong rows of 3, more than half'],
     ['UTF-16', "\xFF\xFEh\0t\0t\0p\0", 'has 1 wrong row of 1, more than half']) {
    my ($label, $bytes, $reason) = @$_;
    my ($status, undef, $err) = check($bytes);
    is("$status $err", "2 cors-list: $file $reason\n", "$label: refused");
}

my ($status, $out, $err) = run_command('cors-list', 'check', "$dir/none");
is("$status $out$err", "2 cors-list: $dir/none cannot be read: No such file or directory\n", 'a file that is missing');
POSIX::mkfifo("$dir/fifo", 0600) or die "$dir/fifo: $!\n";
for my $other ("$dir", "$dir/fifo", '/dev/null') {
    ($status, $out, $err) = run_command('cors-list', 'check', $other);
    is("$status $out$err", "2 cors-list: $other is not a regular file\n", "$other is not a regular file");
}

for (['check'], [$file], ['check', $file, $file], ['other', $file], []) {
    ($status, $out, $err) = run_command('cors-list', @$_);
    is("$status $out$err", "2 cors-list: write cors-list check [--normalize] FILE\n", "'@$_' is not a command line");
}
SKIP: {
    skip 'there is no /dev/full', 1 if !-c '/dev/full';
    my $command = CorsExplain::path_of('cors-list');
    system("$command check --normalize '$file' >/dev/full 2>/dev/null");
    is($? >> 8, 2, 'an output that cannot be written');
}
# The command of the manual that normalizes a file and moves it.
my ($line) = slurp(($ENV{TOP_SRCDIR} || "$FindBin::Bin/..") . '/docs/lists.md') =~ /^> `(cors-list check --normalize .*)`$/m;
my $command = CorsExplain::path_of('cors-list');
for (['a skipped row', "x\n HTTPS://A.example\nhttps://b.example\n", "https://a.example\nhttps://b.example\n"],
     ['a file that would be refused', "x\ny\n", "old\n"]) {
    my ($label, $text, $want) = @$_;
    spurt("$dir/export.txt", $text);
    spurt("$dir/partners.txt", "old\n");
    my $shell = $line =~ s/^cors-list/$command/r;
    system("cd '$dir' && { $shell; } 2>/dev/null");
    is(slurp("$dir/partners.txt"), $want, "the command of the manual: $label");
}

spurt($file, "https://a.example\n#");
truncate $file, 2_560_000_001 or die "truncate: $!\n";
($status, $out, $err) = run_command('cors-list', 'check', $file);
is("$status $out$err", "2 cors-list: $file has more bytes than the file of a list can have\n", 'a file that only comments can fill');
($status, $out, $err) = run_command('cors-list', 'check', '--max', $file);
is("$status $out", '2 ', 'an unknown option');
like($err, qr/^cors-list: see cors-list --help$/m, 'an unknown option: points to --help');
($status, $out) = run_command('cors-list', '--help');
like("$status $out", qr/^0 Usage: cors-list check \[--normalize\] FILE\n/, '--help');
my ($version) = slurp(($ENV{TOP_SRCDIR} || "$FindBin::Bin/..") . '/mod_cors.h') =~ /MOD_CORS_VERSION "([\d.]+)"/;
($status, $out) = run_command('cors-list', '--version');
is("$status $out", "0 cors-list $version\n", '--version');
done_testing;
