#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What drivers of APR say at the end of a result, and after an error in its middle, with a
# driver of our own that behaves as those of databases do. A part of the rows is never a
# version. Drivers whose results cannot be checked are not used.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use Lists;
use Test::More;

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
my $LIMIT = limit(1);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
Lists::drivers($dir, qw(pgsql sqlite3 mysql odbc));

my $h;
sub errors { return grep { /^error/ } said($h, 'p') }

sub give
{
    my ($cut, @rows) = @_;
    if (defined $cut) { move_in($h, 'p/cut', $cut) }
    else { unlink $h->root . '/p/cut' }
    move_in($h, 'p/rows', join '', map { "$_\n" } @rows);
}

# Starts a server with the driver, and with these rows.
sub server
{
    my ($driver, @give) = @_;
    $h = Httpd->_lay_out(modules => ['dbd'], files => { 'htdocs/a.txt' => 'a' }, conf => <<"CONF");
DBDriver as$driver
DBDParams "\@ROOT\@/p"
DBDPersist Off
CorsOriginList p "dbd:SELECT" interval=1
CorsAllowOrigin list:p
CONF
    mkdir $h->root . '/p';
    give(@give);
    $h->_start or die $h->log_text, "httpd did not start\n";
}

# Waits for another error, compares it, and asks for the origins of the last version.
sub fails
{
    my ($label, $says, @give) = @_;
    my $before = errors();
    give(@give);
    ok(within($LIMIT + 1, sub { errors() > $before }), "$label: it is an error");
    is((errors())[-1], "error: list 'p' (dbd:SELECT): $says; the last version stays in use", "$label: and what is wrong");
    ok(admits($h, '/a.txt', $A) && !admits($h, '/a.txt', $C), "$label: a part of the rows is not a version");
}

my %cut = (
    pgsql => 'the query has 3 rows, but only 2 can be read',
    sqlite3 => 'the query has 3 rows, but only 2 can be read',
    mysql => 'the query failed before its last row: the connection is lost',
);
for my $driver (sort keys %cut) {
    server($driver, undef, $A, $B);
    ok(within($LIMIT, sub { admits($h, '/a.txt', $A) && admits($h, '/a.txt', $B) }), "$driver: all rows are read");
    fails("$driver: a result that is cut", $cut{$driver}, '2 -1', $A, $C, $B);
    give(undef, $A);
    ok(within(12, sub { !admits($h, '/a.txt', $B) }), "$driver: afterwards they are read again");
    fails("$driver: another status", 'the query failed before its last row: the connection is lost', '2 1', $A, $C, $B);
    $h->log_ok(allow => [qr/list 'p'/]);
}

server('pgsql', undef, $A);
ok(within($LIMIT, sub { admits($h, '/a.txt', $A) }), 'pgsql: a row is read');
fails('a value that cannot be read', 'the value of row 2 cannot be read', undef, $C, 'unreadable', $B);
$h->log_ok(allow => [qr/list 'p'/]);

server('odbc', undef, $A);
ok(within($LIMIT, sub { errors() }), 'a driver whose results cannot be checked: an error is logged');
is((errors())[0], "error: list 'p' (dbd:SELECT): the driver 'odbc' does not distinguish an error from the end of the rows;"
   . ' use pgsql, mysql or sqlite3; it is not available', 'a driver whose results cannot be checked: the error says what to use');
is(decision($h, '/a.txt', $A), 'actual-refused:list-unavailable', 'a driver whose results cannot be checked: its list is not available');
$h->log_ok(allow => [qr/list 'p'/]);
done_testing;
