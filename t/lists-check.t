#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What "httpd -t" says about origin lists: files that stop it, rows and permissions that it
# warns of, names that no CorsOriginList defines. It asks no database and no other provider.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ConfigTest;
use Files;
use Httpd;
use Process qw(ordinary_user);
use Test::More;

my $test = ConfigTest->new(modules => ['dbd']);
my $h = $test->{h};
my $path = $h->root . '/conf/p.txt';
my $LIST = "CorsOriginList p file:conf/p.txt max=20\nCorsAllowOrigin list:p\n";

# The output of httpd -t, without what it always says.
sub says
{
    my ($conf) = @_;
    my ($is_legal, $output) = $test->check($conf);
    $output =~ s/\Q@{[$h->root]}\E/ROOT/g;
    $output =~ s/^\[[^]]*\] \[cors:(\w+)\] \[pid[^]]*\] /$1: /mg;
    return join '', map { "$_\n" } ($is_legal ? 'legal' : 'stops'),
        grep { !/^(?:Syntax OK|AH00014: Configuration check failed)$/ } split /\n/, $output;
}

sub file_is { my ($text) = @_; $h->write_file('conf/p.txt', $text) }

# ---- files ---------------------------------------------------------------------------

file_is("# rows\nhttps://a.example\n\nhttps://*.b.example\n");
is(says($LIST), "legal\n", 'a good file');
file_is("https://a.example\nHTTPS://B.example/\n");
is(says($LIST), "legal\n", 'a corrected row');
file_is("https://a.example\nb.example\nhttps://c.example\nhttps://d.example/x\nhttps://e.example\n"
        . "*\nhttps://f.example\nnull\nhttps://g.example\n");
is(says($LIST), "legal\nFILE:1: CorsOriginList 'p' skips 4 of 9 rows:"
   . " row 2: skipped 'b.example': it is not a serialized origin, it has no scheme; write 'https://b.example'"
   . " | row 4: skipped 'https://d.example/x': it is not a serialized origin, it has a path; write 'https://d.example'"
   . " | row 6: skipped '*': it matches every origin, and cannot be a row; write '*' with CorsAllowOrigin or CorsDenyOrigin | and 1 more\n",
   'skipped rows are a warning');

my $cannot = "stops\nFILE:1: CorsOriginList 'p' (file:conf/p.txt) cannot be used:";
my %bad = (
    'more than half bad' => ["x.example\n*\nhttps://a.example\n", "it has 2 wrong rows of 3, more than half: row 1: skipped"
        . " 'x.example': it is not a serialized origin, it has no scheme; write 'https://x.example' | row 2: skipped '*': it"
        . " matches every origin, and cannot be a row; write '*' with CorsAllowOrigin or CorsDenyOrigin"],
    '0 bytes' => ['', "'ROOT/conf/p.txt' has 0 bytes"],
    'max + 1 rows' => [join('', map { "https://$_.example\n" } 1 .. 21), 'it has more than 20 rows; write a larger max='],
);
for my $label (sort keys %bad) {
    my ($text, $says) = @{$bad{$label}};
    file_is($text);
    is(says($LIST), "$cannot $says\n", $label);
}
file_is("# rows\n#");
truncate $path, 67108865 or die "truncate: $!\n";
is(says($LIST), "$cannot 'ROOT/conf/p.txt' has 67108865 bytes, a file for max=20 rows can have at most 67108864; write a larger max=\n",
   'a file that is too large for its rows');
is(says($LIST =~ s/max=20/max=262145/r), "legal\n", '... but not for more rows');
file_is("# rows\n");
is(says($LIST), "legal\n", 'a file of comments, without an earlier version');
unlink $path;
is(says($LIST), "$cannot cannot open 'ROOT/conf/p.txt': No such file or directory\n", 'a file that is missing');
mkdir $path;
is(says($LIST), "$cannot 'ROOT/conf/p.txt' is not a regular file\n", 'a directory');
rmdir $path;
system('mkfifo', $path);
is(says($LIST), "$cannot 'ROOT/conf/p.txt' is not a regular file\n", 'a FIFO: it does not wait for a writer');
my $writer = Process->start(code => sub { open my $fifo, '>', $path; Files::spurt("$path.opened", '') });
sleep 1;
says($LIST);
sleep 1;
ok(!-e "$path.opened", 'a FIFO: nor is it opened, as opening a device may have an effect');
$writer->stop('KILL');
unlink $path;
is(says("CorsOriginList p file:conf/p.txt\nCorsOriginList q file:conf/q.txt\nCorsAllowOrigin list:p list:q\n"),
   "$cannot cannot open 'ROOT/conf/p.txt': No such file or directory\n"
   . "FILE:2: CorsOriginList 'q' (file:conf/q.txt) cannot be used: cannot open 'ROOT/conf/q.txt': No such file or directory\n",
   'each list that cannot be used is named');

# ---- rows for deny rules only -----------------------------------------------------------

my $path_risk = 'for deny rules only: anyone on the network path can act as that origin';
file_is("https://a.example\nhttp://shop6.example\nhttp://localhost:9\n");
my $one = "FILE:1: CorsOriginList 'p' never allows the origins of 1 of 3 rows: row 2: used 'http://shop6.example' $path_risk\n";
is(says($LIST), "legal\n$one", 'a row that never allows an origin');
is(says("CorsOriginList p file:conf/p.txt\nCorsDenyOrigin list:p\n"), "legal\n", 'a row that only denies, in a list that only denies: no warning');
is(says("CorsOriginList p file:conf/p.txt\nCorsDenyOrigin list:p\n<Location /x>\nCorsAllowOrigin list:p\n</Location>\n"),
   "legal\n$one", 'a row that only denies, in a list that also allows: a warning');
file_is("http://shop6.example\nno origin\nHTTP://shop7.example/\nhttp://shop8.example\n");
like(says($LIST), qr/^FILE:1: CorsOriginList 'p' never allows the origins of 3 of 4 rows: row 1: used 'http:\/\/shop6\.example' \Q$path_risk\E \| and 2 more$/m,
     'of several rows that never allow an origin, the first one is named');

# ---- permissions ------------------------------------------------------------------------

SKIP: {
    skip 'only root has other permissions than User', 40 if $> != 0;
    my $hidden = "legal\nFILE:1: CorsOriginList 'p' is in a file that root can read but User cannot, so that"
        . " changes are found only at restarts; let User read it\n";
    file_is([0600, "https://a.example\n"]);
    is(says($LIST), $hidden, 'a file that User cannot read');
    my $writable = "legal\nFILE:1: CorsOriginList 'p' is in a file that User can write to or replace, and so can every"
        . " program that httpd starts; let another user own the file and its directory\n";
    file_is([0666, "https://a.example\n"]);
    is(says($LIST), $writable, 'a file that User can write to');
    file_is([0644, "https://a.example\n"]);
    chmod 0777, $h->root . '/conf';
    is(says($LIST), $writable, 'a directory in which User can replace the file');
    chmod 01777, $h->root . '/conf';
    is(says($LIST), "legal\n", 'a directory with the sticky bit, in which User cannot replace the file');
    chmod 0755, $h->root . '/conf';
    my $uid = getpwnam ordinary_user();
    chmod 0444, $path;
    chown $uid, -1, $path;
    is(says($LIST), $writable, 'a file that User owns, whose permissions it could change');
    chmod 0044, $path;
    is(says($LIST), $writable . $hidden =~ s/^legal\n//r, 'a file that only its owner, User, cannot read');
    chown 0, -1, $path;

    # The whole path, and symbolic links.
    my $root = $h->root;
    my (undef, $group) = ordinary_user();
    my $gid = getgrnam $group;
    for my $case ([0640, $gid, "legal\n"], [0604, $gid, $hidden], [0640, 0, $hidden], [0660, $gid, $writable],
                  [0646, $gid, "legal\n"], [0664, 0, "legal\n"]) {
        my ($mode, $of, $want) = @$case;
        chown 0, $of, $path;
        chmod $mode, $path;
        is(says($LIST), $want, sprintf 'a file with mode %o and group %d', $mode, $of);
    }
    mkdir "$root/$_" for qw(other other/below links);
    my $is = sub {
        my ($label, $target, $want) = @_;
        unlink $path;
        symlink $target, $path or die "symlink: $!\n";
        is(says($LIST), $want, $label);
    };
    $h->write_file($_, "https://a.example\n") for 'other/below/p.txt', 'conf/f';
    $is->('a link to a name of one letter', 'f', "legal\n");
    for my $target ("$root/other/below/p.txt", '../other/below/p.txt', '..//other/./below/../below/p.txt') {
        $is->("a link to $target", $target, "legal\n");
        for my $folder (qw(other other/below)) {
            chmod 0777, "$root/$folder";
            $is->("... and User can write to $folder", $target, $writable);
            chmod 01777, "$root/$folder";
            $is->("... but $folder has the sticky bit", $target, "legal\n");
            chmod 0700, "$root/$folder";
            $is->("... and User cannot search $folder", $target, $hidden);
            chmod 0755, "$root/$folder";
        }
    }
    chmod 0777, "$root/other";
    $is->('a link to a path that leaves a folder, to which User can write', '../other/../conf/f', "legal\n");
    chmod 0755, "$root/other";
    chmod 0600, "$root/other/below/p.txt";
    $is->('a link to a file that User cannot read', '../other/below/p.txt', $hidden);
    chmod 0666, "$root/other/below/p.txt";
    $is->('a link to a file that User can write to', '../other/below/p.txt', $writable);
    chmod 0644, "$root/other/below/p.txt";
    symlink '../other', "$root/links/now";
    $is->('a link through another link', '../links/now/below/p.txt', "legal\n");
    chmod 0777, "$root/links";
    $is->('a link through another link, which User can replace', '../links/now/below/p.txt', $writable);
    chown $uid, -1, "$root/links";
    chmod 01755, "$root/links";
    $is->('a link through another link, in a folder that User owns', '../links/now/below/p.txt', $writable);
    unlink $path;
}

# ---- names ------------------------------------------------------------------------------

file_is("https://a.example\n");
is(says("CorsAllowOrigin list:p\nCorsOriginList p file:conf/p.txt\n"), "legal\n", 'a list may be named before its line');
is(says("CorsOriginList p file:conf/p.txt\nCorsAllowOrigin LIST:p\n"), "legal\n", 'the word may be in upper case');
is(says($LIST . "CorsDenyOrigin list:P\nCorsEnforceExcept list:q\n"),
   "stops\nFILE:3: 'list:P' names a list that no CorsOriginList defines; the lists are 'list:p'\n"
   . "FILE:4: 'list:q' names a list that no CorsOriginList defines; the lists are 'list:p'\n",
   'names without a list');
is(says($LIST . "CorsOriginList q file:conf/p.txt\nCorsDenyOrigin list:z\n"),
   "stops\nFILE:4: 'list:z' names a list that no CorsOriginList defines; the lists are 'list:p' 'list:q'\n", 'a name without a list, where there are several lists');
is(says("CorsAllowOrigin list:p\n"),
   "stops\nFILE:1: 'list:p' names a list that no CorsOriginList defines; define one,"
   . " as in 'CorsOriginList p file:conf/origins.txt'\n", 'a name without a list, where there is no list');
my $many = join '', map { "CorsOriginList l$_ file:conf/p.txt\n" } 1 .. 32;
is(says($many), "legal\n", '32 lists are accepted');
like(says($many . "CorsOriginList l33 file:conf/p.txt\n"),
     qr/^CorsOriginList: 'l33' is one list too many, 32 are possible; put the rows of several lists into one$/m, '33 lists are too many');

like(says("<Location /a>\nCorsOriginList q file:conf/p.txt\n</Location>\n"),
     qr/CorsOriginList not allowed in <Location> context/, 'a list cannot belong to a section');
like(says("<VirtualHost *>\nCorsOriginList q file:conf/p.txt\n</VirtualHost>\n"),
     qr/CorsOriginList cannot occur within <VirtualHost> section/, 'a list cannot belong to a virtual host');

# ---- other sources ------------------------------------------------------------------------

my $db = qq(DBDriver sqlite3\nDBDParams "@{[$h->root]}/none/x.db"\n);
my $in_db = qq(CorsOriginList d "dbd:SELECT 1"\nCorsAllowOrigin list:d\n);
is(says($db . "DBDPersist Off\n" . $in_db), "legal\n", 'no database is asked');
is(says($db . "DBDPersist Off\nDBDPersist On\nDBDMin 0\n" . $in_db),
   "legal\nFILE:6: CorsOriginList 'd' is in a database to which mod_dbd keeps connections,"
   . " so that a database that does not answer delays the start and the end of each child process; write 'DBDPersist Off'\n",
   'connections that mod_dbd keeps');
like(says($db . "<VirtualHost *>\nDBDPersist Off\n</VirtualHost>\n" . $in_db), qr/^FILE:6: .*write 'DBDPersist Off'$/m,
     'DBDPersist of a virtual host does not count');
for (['no DBDriver', ''], ['a DBDriver of a virtual host', "<VirtualHost *>\n$db</VirtualHost>\n"],
     ['a DBDriver and DBDPersist Off of a virtual host', "<VirtualHost *>\n${db}DBDPersist Off\n</VirtualHost>\n"],
     ['only DBDPersist Off', "DBDPersist Off\n"]) {
    my ($label, $conf) = @$_;
    my $at = 1 + ($conf =~ tr/\n//);
    is(says($conf . $in_db),
       "legal\nFILE:$at: CorsOriginList 'd' is in a database, but mod_dbd is not set up in the main server, whose settings"
       . " lists use; write 'DBDriver', 'DBDParams' and 'DBDPersist Off' outside of <VirtualHost>\n", $label);
}
done_testing;
