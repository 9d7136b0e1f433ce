#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every process of the server can write to the memory of a list. If what it writes makes the
# version unusable, the list is not available, the status page says so, and the next refresh
# builds the version again, although the source has not changed.

use strict;
use warnings;
no warnings 'portable';        # addresses have 64 bits
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use JSON::PP;
use Lists;
use Test::More;

my ($A, $C) = map { "https://$_.example" } qw(a c);
my $PAGE = 4096;                # the least; a larger one is a multiple of it
my $LIMIT = limit(4) + 1;       # a file is read when it has been the same for a second
Httpd::skip_all('needs /proc/PID/mem') if !-e '/proc/self/mem';

my $h = Httpd->new(modules => ['watchdog'], files => { 'htdocs/a' => 'a', 'conf/f.txt' => "$A\n" }, conf => <<'CONF');
CorsOriginList f file:conf/f.txt interval=4 max=100
CorsAllowOrigin list:f
<Location "/deny">
    CorsAllowOrigin *
    CorsDenyOrigin list:f
</Location>
<Location "/status">
    SetHandler cors-status
    CorsStatus On
</Location>
CONF
open my $writable, '+<', '/proc/' . $h->pid . '/mem' or Httpd::skip_all("needs to write to /proc/PID/mem: $!");
close $writable;
ok(admits($h, '/a', $A), 'a version');

# Sets the word of the half in use that identifies its version to 0.
sub damage
{
    my $pid = $h->pid;
    open my $memory, '+<', "/proc/$pid/mem" or die "memory: $!\n";
    open my $maps, '<', "/proc/$pid/maps" or die "maps: $!\n";
    for (grep { m{^\S+ rw-s .*/dev/zero} } <$maps>) {
        my ($from, $to) = map { hex } /^([0-9a-f]+)-([0-9a-f]+)/;
        sysseek $memory, $from, 0;
        sysread $memory, my $bytes, $to - $from;
        my $at = index $bytes, 'https://';      # the first entry
        next if $at < 0;
        sysseek $memory, $from + $at - $at % $PAGE, 0;
        return syswrite $memory, "\0" x 8;
    }
    die "no memory of a list\n";
}

sub figures { return decode_json($h->get('/status?format=json')->{body})->{lists}[0] }

my $lines = said($h, 'f');
is(figures()->{rows}, 1, 'the status page has its rows');
within($LIMIT, sub { figures()->{age_seconds} >= 2 });
within($LIMIT, sub { figures()->{age_seconds} == 0 });    # the next refresh is some seconds away
damage();
is(decision($h, '/a', $A), 'actual-refused:list-unavailable', 'damaged memory: the list is not available');
is(decision($h, '/deny', $C), 'actual-refused:list-unavailable', 'and as a deny rule it denies everybody');
is(figures()->{version}, undef, 'the status page says so');
ok(within($LIMIT, sub { admits($h, '/a', $A) }), 'the next refresh builds the version again');
is(decision($h, '/deny', $C), 'actual-allowed', 'with all its words');
is(scalar(said($h, 'f')), $lines + 1, 'and the log has the new version');
$h->log_ok;
done_testing;
