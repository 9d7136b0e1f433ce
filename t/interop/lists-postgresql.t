#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Origin lists in a real PostgreSQL: down at the start, killed, stopped by a signal so that it
# does not answer, a table that is renamed or forbidden, NULL, and an unchanged version. No
# request notices any of this, and the last version stays.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Lists;
use PostgreSql;
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
my $LIMIT = limit(1);
my $BACK_OFF = 20;              # seconds after a failure that has lasted for a while
my $REQUESTS = 300;

Lists::need_driver('pgsql');
my $db = PostgreSql->new or plan skip_all => 'needs PostgreSQL';
$db->sql(<<"SQL");
CREATE TABLE cors_origin (origin text);
CREATE TABLE cors_list (version bigint NOT NULL);
INSERT INTO cors_list VALUES (1);
CREATE FUNCTION cors_changed() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN UPDATE cors_list SET version = version + 1; RETURN NULL; END';
CREATE TRIGGER cors_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cors_origin
    FOR EACH STATEMENT EXECUTE FUNCTION cors_changed();
CREATE ROLE cors LOGIN;
GRANT SELECT ON cors_origin, cors_list TO cors;
INSERT INTO cors_origin VALUES ('$A'), (NULL), ('HTTPS://X.example/'), ('$C');
SQL

sub server
{
    my ($more) = @_;
    return Httpd->new(modules => ['dbd'], files => { 'htdocs/a.txt' => 'a' }, conf => <<"CONF");
DBDriver pgsql
DBDParams "@{[$db->params($more)]}"
DBDPersist Off
CorsOriginList tenants "dbd:SELECT origin FROM cors_origin" "version=SELECT version FROM cors_list" interval=1
CorsAllowOrigin https://static.example list:tenants
CONF
}

my $h;
sub is_admitted { my $origin = shift; return admits($h, '/a.txt', $origin) }
sub errors { return grep { /^error/ } said($h, 'tenants') }
sub selects { my $table = shift; return scalar(() = $db->log_text =~ /statement: SELECT \w+ FROM $table$/mg) }

# The median and the 99th percentile of the times of requests, in milliseconds; all must be
# decided as expected.
sub durations
{
    my ($label, $origin) = @_;
    my (@times, %decisions);
    for (1 .. $REQUESTS) {
        my $start = time;
        $decisions{decision($h, '/a.txt', $origin)}++;
        push @times, 1000 * (time - $start);
    }
    is_deeply(\%decisions, { 'actual-allowed' => $REQUESTS }, "$label: each request is decided by the last version");
    @times = sort { $a <=> $b } @times;
    return @times[$REQUESTS / 2, $REQUESTS * 0.99];
}

# Waits for a new error line and compares it.
sub fails
{
    my ($label, $change, $says) = @_;
    my $before = errors();
    $change->();
    ok(within($LIMIT, sub { errors() > $before }), "$label: the log says so");
    like((errors())[-1] // '', $says, "$label: what is wrong");
    ok(is_admitted($A), "$label: the last version stays");
}

sub recovers
{
    my ($label, $change, $origin) = @_;
    $change->();
    $db->sql("INSERT INTO cors_origin VALUES ('$origin')");
    ok(within($BACK_OFF, sub { is_admitted($origin) }), "$label: new rows come again");
}

# ---- running -------------------------------------------------------------------------

$h = server();
my $other = server();
ok(within($LIMIT, sub { is_admitted($A) && admits($other, '/a.txt', $A) }), 'rows are read after the start');
ok(is_admitted('https://x.example'), 'and corrected');
like((errors())[0], qr/skips 1 of 4 rows: row 2: skipped '': it is NULL; remove the row/, 'NULL is skipped');
my ($rows, $versions) = (selects('cors_origin'), selects('cors_list'));
sleep 4;
is(selects('cors_origin'), $rows, 'of an unchanged version, no rows are selected');
cmp_ok(selects('cors_list') - $versions, '>=', 4, 'while both servers ask for the version');
cmp_ok(selects('cors_list') - $versions, '<=', 10, 'one process of each');
my $start = time;
$db->sql("INSERT INTO cors_origin VALUES ('$B')");
ok(within($LIMIT, sub { is_admitted($B) && admits($other, '/a.txt', $B) }), 'two servers with one database are in step');
note(sprintf 'after %.1f s', time - $start);
$other->log_ok(allow => [qr/list 'tenants'/]);
my ($median, $p99) = durations('database up', $A);

# ---- errors ----------------------------------------------------------------------------

fails('a table that is renamed',
      sub { $db->sql("INSERT INTO cors_origin VALUES ('https://n.example'); ALTER TABLE cors_origin RENAME TO renamed") },
      qr/: the query failed: ERROR:\s+relation "cors_origin" does not exist; the last version stays in use$/);
recovers('a table that is renamed', sub { $db->sql('ALTER TABLE renamed RENAME TO cors_origin') }, 'https://n1.example');
fails('access denied', sub { $db->sql('REVOKE SELECT ON cors_list FROM cors') },
      qr/: the query of version= failed: ERROR:\s+permission denied for table cors_list; /);
recovers('access denied', sub { $db->sql('GRANT SELECT ON cors_list TO cors') }, 'https://n2.example');

# ---- a database that is killed ----------------------------------------------------------

fails('killed', sub { $db->signal('KILL'); $db->stop('KILL') },
      qr/: cannot connect to the database, see the messages of mod_dbd in the error log; the last version stays in use$/);
durations('killed', $A);
my @before = errors();
sleep 4;
is_deeply([errors()], \@before, 'killed: the same error is logged once');
$h->graceful;
ok(is_admitted($A), 'killed: a graceful restart keeps the version');
recovers('killed', sub { $db->start }, 'https://n3.example');

# ---- a database that does not answer ------------------------------------------------------

$db->signal('STOP');
sleep 2.5;                      # a child waits for it now
my ($median_stopped, $p99_stopped) = durations('stopped', $A);
note(sprintf 'median and p99 in ms: %.2f %.2f, and with a stopped database %.2f %.2f',
     $median, $p99, $median_stopped, $p99_stopped);
cmp_ok($median_stopped, '<', 3 * $median + 5, 'stopped: requests are as fast as before');
cmp_ok($p99_stopped, '<', 3 * $p99 + 50, 'stopped: the slowest ones too');
$start = time;
$h->graceful;
cmp_ok(time - $start, '<', 3, 'stopped: a graceful restart does not wait for it');
ok(is_admitted($A), 'stopped: and keeps the version');
recovers('stopped', sub { $db->signal('CONT') }, 'https://n4.example');
$db->signal('STOP');
sleep 2.5;
$start = time;
$h->log_ok(allow => [qr/list 'tenants'/, qr/\[dbd:error\]/]);
cmp_ok(time - $start, '<', 5, 'stopped: httpd ends without waiting for it');
$db->signal('CONT');

# ---- a database that is down at the start -------------------------------------------------

$db->stop;
$h = server('connect_timeout=2');
is(decision($h, '/a.txt', $A), 'actual-refused:list-unavailable', 'down at the start: nobody is admitted by the list');
is(decision($h, '/a.txt', 'https://static.example'), 'actual-allowed', 'down at the start: but by other rules');
ok(within($LIMIT, sub { errors() == 1 }), 'down at the start: the log says so');
like((errors())[0], qr/: cannot connect to the database, see the messages of mod_dbd in the error log; it is not available$/,
     'down at the start: what is wrong');
$db->start;
ok(within($BACK_OFF, sub { is_admitted($A) }), 'and when it is up, the rows are read');
$h->log_ok(allow => [qr/list 'tenants'/, qr/\[dbd:error\]/]);
done_testing;
