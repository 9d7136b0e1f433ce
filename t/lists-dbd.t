#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# An origin list in a database, by mod_dbd and SQLite: versions, rows that are not origins,
# tables that are renamed, no rows, and two servers that share a database. PostgreSQL is in
# t/interop/lists-postgresql.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use Lists;
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
# Longer than the manual says: a refresh that finds the database locked doubles the interval.
my $LIMIT = limit(1) + 6;

Lists::need_driver('sqlite3');
plan skip_all => 'needs python3 with its module sqlite3' if system('python3 -c "import sqlite3" 2>/dev/null');

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0777, $dir;
my $db = "$dir/lists.db";
sqlite($db, "CREATE TABLE cors_origin (origin TEXT); CREATE TABLE cors_list (version TEXT);"
       . " INSERT INTO cors_origin VALUES ('$A'), (NULL), ('HTTPS://X.example/'), ('x'), ('$C');"
       . " INSERT INTO cors_list VALUES ('1'); CREATE TABLE free (origin TEXT); INSERT INTO free VALUES ('$A');"
       . " CREATE TABLE optional (origin TEXT); INSERT INTO optional VALUES ('$A');");

sub server
{
    return Httpd->new(modules => ['dbd'], files => { 'conf/database.conf' => qq(DBDParams "$db"\n),
                                                     map { ("htdocs/$_" => $_) } qw(tenants free optional) },
                      conf => <<"CONF");
DBDriver sqlite3
Include conf/database.conf
DBDPersist Off
CorsOriginList tenants "dbd:SELECT origin FROM cors_origin" "version=SELECT version FROM cors_list" interval=1
CorsOriginList free "dbd:SELECT origin FROM free" interval=1
CorsOriginList optional "dbd:SELECT origin FROM optional" interval=1 empty=allowed
<Location /tenants>
    CorsAllowOrigin list:tenants
</Location>
<Location /free>
    CorsAllowOrigin list:free
</Location>
<Location /optional>
    CorsAllowOrigin list:optional
</Location>
CONF
}

my $h = server();
my $other = server();
sub is_admitted { my ($path, $origin) = @_; return admits($h, $path, $origin) }
sub soon { my ($label, $path, $origin) = @_; ok(within($LIMIT, sub { is_admitted($path, $origin) }), $label) }
# SQLite may answer "database is locked" at any time: a later refresh then reads the rows.
sub errors { my $name = shift; return grep { /^error/ && !/database is locked/ } said($h, $name) }
sub published { my $name = shift; return grep { /: version / } said($h, $name) }

# Changes the tables so that the list has another error, and expects one line about it.
sub fails
{
    my ($name, $label, $sql, $says) = @_;
    my $before = errors($name);
    sqlite($db, $sql);
    ok(within($LIMIT + 1, sub { errors($name) > $before }), "$label: the log says so");
    like((errors($name))[-1], $says, "$label: what is wrong");
}

# ---- versions -----------------------------------------------------------------------

soon('rows are read after the start', '/tenants', $A);
ok(is_admitted('/tenants', 'https://x.example'), 'a row in upper case is corrected');
is((errors('tenants'))[0], "error: list 'tenants' skips 2 of 5 rows: row 2: skipped '': it is NULL; remove the row"
   . " | row 4: skipped 'x': it is not a serialized origin, it has no scheme; write scheme://host or scheme://host:port,"
   . " as in 'https://example.com'", 'NULL is skipped, as are other rows');
sqlite($db, "INSERT INTO cors_origin VALUES ('$B')");
sleep 2.5;
ok(!is_admitted('/tenants', $B), 'rows are not read again while the version is the same');
my $start = time;
sqlite($db, "UPDATE cors_list SET version = '2'");
soon('rows are read again when the version changes', '/tenants', $B);
my $took = time - $start;
ok(within($LIMIT - $took, sub { admits($other, '/tenants', $B) }), 'two servers with one database use the same rows');
note(sprintf '%.1f s and %.1f s', $took, time - $start);

soon('without version=: rows are read after the start', '/free', $A);
my @versions = published('free');
sleep 3;
is_deeply([published('free')], \@versions, 'without version=: the same rows are not published again');
sqlite($db, "INSERT INTO free VALUES ('$B')");
soon('without version=: a row that is added is found', '/free', $B);
sqlite($db, "DELETE FROM free WHERE origin = '$A'");
ok(within($LIMIT, sub { !is_admitted('/free', $A) }), 'without version=: a row that is removed is found');

# ---- no rows --------------------------------------------------------------------------

fails('free', 'no rows', 'DELETE FROM free', qr/\(dbd:SELECT origin FROM free\): it has no rows; write empty=allowed if this is intended; the last version stays in use$/);
ok(is_admitted('/free', $B), 'no rows: the last version stays');
sqlite($db, "INSERT INTO free VALUES ('$C')");
ok(within(8, sub { is_admitted('/free', $C) }), 'no rows, then rows again: they are read');
soon('empty=allowed: rows are read after the start', '/optional', $A);
sqlite($db, 'DELETE FROM optional');
ok(within($LIMIT, sub { !is_admitted('/optional', $A) }), 'empty=allowed: a version without rows is published');
is(decision($h, '/optional', $A), 'actual-refused:origin-not-listed', 'empty=allowed: a version without rows admits nobody');
is_deeply([errors('optional')], [], 'empty=allowed: no rows are not an error');

# ---- bytes ----------------------------------------------------------------------------

# By its first bytes, the second row would be an origin.
sqlite($db, "INSERT INTO optional VALUES ('$A'), ('$B' || char(0) || '.attacker.example'), (CAST('$C' AS BLOB))");
soon('a row with a NUL byte: the others are used, a BLOB too', '/optional', $C);
is((errors('optional'))[-1], "error: list 'optional' skips 1 of 3 rows: row 2: skipped '$B': it has a NUL byte;"
   . ' write the rows in UTF-8', 'a row with a NUL byte is skipped');
ok(!is_admitted('/optional', $B), 'the bytes before the NUL are not an origin');

# ---- errors ---------------------------------------------------------------------------

fails('tenants', 'a table that is renamed', "UPDATE cors_list SET version = '3'; ALTER TABLE cors_origin RENAME TO renamed",
      qr/: the query failed: no such table: cors_origin; the last version stays in use$/);
my @before = errors('tenants');
sleep 4;
is_deeply([errors('tenants')], \@before, 'a table that is renamed: the same error is logged once');
ok(is_admitted('/tenants', $B), 'a table that is renamed: the last version stays');
sqlite($db, "ALTER TABLE renamed RENAME TO cors_origin; INSERT INTO cors_origin VALUES ('https://new.example')");
ok(within(12, sub { is_admitted('/tenants', 'https://new.example') }), 'a table that is back: its rows are read');
is((said($h, 'tenants'))[-1], "notice: list 'tenants' can be read again", 'a table that is back: the log says so');
fails('tenants', 'a version that is NULL', 'UPDATE cors_list SET version = NULL', qr/: the query of version= returns no value;/);
fails('tenants', 'a long version', "UPDATE cors_list SET version = '@{['x' x 256]}'",
      qr/: the query of version= returns more than 255 bytes;/);
fails('tenants', 'a version with a NUL byte', "UPDATE cors_list SET version = '4' || char(0) || '5'",
      qr/: the query of version= returns a value with a NUL byte;/);
sqlite($db, "UPDATE cors_list SET version = '@{['x' x 255]}'; DELETE FROM cors_origin; INSERT INTO cors_origin VALUES ('$A')");
ok(within(30, sub { !is_admitted('/tenants', $B) }), 'a version of 255 bytes: rows that are gone are not admitted');
ok(is_admitted('/tenants', $A), 'a version of 255 bytes: its rows are admitted');
fails('free', 'an error after some rows', 'ALTER TABLE free RENAME TO good; CREATE TABLE bad (n INTEGER);'
      . ' INSERT INTO bad VALUES (-9223372036854775807 - 1);'
      . " CREATE VIEW free AS SELECT '$B' AS origin UNION ALL SELECT abs(n) FROM bad", qr/: the query failed: integer overflow;/);
ok(is_admitted('/free', $C) && !is_admitted('/free', $B), 'an error after some rows: the last version stays');

# ---- another database -----------------------------------------------------------------

# Restarts with a file of directives, and expects that this origin and no other is admitted.
sub reads_again
{
    my ($label, $conf, $origin) = @_;
    $h->write_file('conf/database.conf', $conf);
    $h->graceful;
    soon($label, '/tenants', $origin);
    ok(!is_admitted('/tenants', $A), "$label: without the rows of the first one");
}

my $copy = "$dir/copy.db";
sqlite($copy, "CREATE TABLE cors_origin (origin TEXT); CREATE TABLE cors_list (version TEXT);"
       . " INSERT INTO cors_origin VALUES ('$B'); INSERT INTO cors_list VALUES ('@{['x' x 255]}')");
reads_again('another database with the same version', qq(DBDParams "$copy"\n), $B);
reads_again('other commands for each connection',
            qq(DBDParams "$copy"\nDBDInitSQL "CREATE TEMP VIEW cors_origin AS SELECT '$C' AS origin"\n), $C);

# The table and the triggers of the manual.
my ($schema) = Files::slurp(Httpd->top_srcdir . '/docs/lists.md') =~ /^## A table in SQLite\n(?:.*\n)*?((?:    .*\n)+)/m;
my $documented = "$dir/documented.db";
sqlite($documented, "$schema INSERT INTO cors_origin VALUES ('$B')");
reads_again('the table of the manual', qq(DBDParams "$documented"\n), $B);
sqlite($documented, "INSERT INTO cors_origin VALUES ('$C')");
soon('the triggers of the manual: a row that is added', '/tenants', $C);
sqlite($documented, "UPDATE cors_origin SET origin = 'https://d.example' WHERE origin = '$C'");
soon('the triggers of the manual: a row that is changed', '/tenants', 'https://d.example');
sqlite($documented, "DELETE FROM cors_origin WHERE origin = '$B'");
ok(within($LIMIT, sub { !is_admitted('/tenants', $B) }), 'the triggers of the manual: a row that is deleted');
sqlite($documented, "INSERT OR IGNORE INTO cors_origin VALUES ('x'), ('https://e.example/x'), ('https://e.example https://f.example')"
       . "; INSERT INTO cors_origin VALUES ('app://x'), ('http://localhost:*')");
soon('the table of the manual accepts origins of every kind', '/tenants', 'app://x');
is((said($h, 'tenants', 'error'))[-1] =~ /e[.]example/ ? 1 : 0, 0, 'the table of the manual refuses rows that are not origins');

$_->log_ok(allow => [qr/list '(?:tenants|free|optional)'/]) for $h, $other;
done_testing;
