#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A file that is written slowly in place is read only when it has not changed for a second,
# also if child processes begin meanwhile: each looks at the file at once.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Lists;
use Process qw(wait_for);
use Test::More;
use Time::HiRes qw(sleep time);

my $ROWS = 2000;
my @rows = map { "https://a$_.example\n" } 1 .. $ROWS;
my $h = Httpd->new(mpm => 'prefork', files => { 'htdocs/x' => 'x', 'conf/p.txt' => join('', @rows) }, conf => <<'CONF');
MinSpareServers 8
CorsOriginList p file:conf/p.txt interval=1
<Location "/x">
    CorsDenyOrigin list:p
</Location>
CONF
sub denies { return decision($h, '/x', "https://$_[0].example") =~ /origin-denied/ }
ok(wait_for(10, sub { denies("a$ROWS") }), 'the first version');

my $killed = 0;

# Writes the same rows again, in parts. Returns the file and the longest time between two parts.
sub write_slowly
{
    my $longest = 0;
    open my $file, '>', $h->root . '/conf/p.txt' or die "$!\n";
    $file->autoflush(1);
    my $before = time;
    for my $part (0 .. 19) {
        my $now = time;
        print $file @rows[$part * 100 .. $part * 100 + 99];
        my $took = time - $before;
        $longest = $took if $longest < $took;
        $before = $now;
        $killed += kill KILL => $h->children if $part % 4 == 0;
        sleep 0.2;
    }
    return ($file, $longest);
}

# On a busy machine this process may be held up for a second. Then the part is as old as a
# file must be to be read, and may be used; so that is no test.
my ($file, $longest, @before);
for (1 .. 20) {
    @before = said($h, 'p');
    ($file, $longest) = write_slowly();
    last if $longest < 0.9;
    note(sprintf 'a part was written after %.1f s: again', $longest);
    # A file that changes for ten seconds is read without a pause: so it must be read before.
    wait_for(20, sub { said($h, 'p') > @before && (said($h, 'p'))[-1] =~ / has 2000 rows/ });
}
cmp_ok($longest, '<', 0.9, 'the file was written without a break');
cmp_ok($killed, '>=', 5, 'child processes began while the file was written');
# A child that was killed, but has not ended yet, may close the connection without a response.
is(wait_for(20, sub { decision($h, '/x', "https://a$ROWS.example") }), 'actual-refused:origin-denied',
   'a part of the file was never used');
print $file "https://last.example\n";
close $file or die "$!\n";
ok(wait_for(20, sub { denies('last') }), 'the whole file is used');
my @said = said($h, 'p');
unlike(join("\n", @said[@before .. $#said]), qr/ has (?!2000 |2001 )\d+ rows/, 'no version with a part of the rows was published');
$h->log_ok(allow => [qr/AH00052|exit signal Killed/, qr/list 'p'/]);
done_testing;
