#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The clock of the machine is set: the age of a list is right, so that an alert does not fail
# when it is needed, and changes of the source are found.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use JSON::PP;
use Lists;
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $LIMIT = limit(1);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
is(Lists::compile("$dir/clock.so", Httpd->top_srcdir . '/t/lib/clock_shim.c'), '', 'the clock compiles');

sub set_clock { my $seconds = shift; Files::spurt("$dir/new", "$seconds\n"); rename "$dir/new", "$dir/offset" or die "$!\n" }
set_clock(0);

my $h;
{
    local $ENV{CLOCK_OFFSET} = "$dir/offset";
    local $ENV{LD_PRELOAD} = join ':', grep { length } $ENV{LD_PRELOAD} // '', "$dir/clock.so";
    $h = Httpd->new(modules => ['watchdog'], files => { 'htdocs/a' => 'a', 'conf/f.txt' => "$A\n" }, conf => <<'CONF');
CorsOriginList f file:conf/f.txt interval=1
CorsAllowOrigin list:f
<Location "/status">
    SetHandler cors-status
    CorsStatus On
</Location>
CONF
}
sub age { return decode_json($h->get('/status?format=json')->{body})->{lists}[0]{age_seconds} }

ok(admits($h, '/a', $A), 'the file is read');
my $start = time;
unlink $h->root . '/conf/f.txt';
ok(within($LIMIT, sub { grep { /No such file/ } said($h, 'f') }), 'then it is gone');
sub shows { my $hours = shift; return index($h->get('/a')->field('Date') // '', strftime(' %Y %H:', gmtime(time + 3600 * $hours))) >= 0 }
for my $hours (-2, 2, 0) {
    set_clock($hours * 3600);
    ok(within(10, sub { shows($hours) }), "the clock is set to $hours h: httpd uses it");
    sleep 1.5;
    my $age = age();
    cmp_ok($age, '>=', 1, "the clock is set to $hours h: the age of the list grows");
    cmp_ok($age, '<=', time - $start + 60, "the clock is set to $hours h: and not faster than the time");
}
move_in($h, 'conf/f.txt', "$B\n");
ok(within($LIMIT, sub { admits($h, '/a', $B) }), 'the file is read when it is back');
ok(within($LIMIT, sub { age() <= 2 }), 'and the age of the list is small again');
for my $hours (-1, 1) {
    my $other = $hours < 0 ? $A : $B;
    set_clock($hours * 3600);
    move_in($h, 'conf/f.txt', "$other\n");
    ok(within($LIMIT, sub { admits($h, '/a', $other) }), "the clock is set to $hours h: a change of the file is found");
}
$h->log_ok(allow => [qr/list 'f'/]);
done_testing;
