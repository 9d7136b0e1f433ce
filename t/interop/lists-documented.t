#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The table, the trigger, the role and the configuration that docs/lists.md shows for PostgreSQL,
# as they are written there.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files;
use Httpd;
use Lists;
use PostgreSql;
use Test::More;

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $manual = slurp(Httpd->top_srcdir . '/docs/lists.md');
my ($about) = $manual =~ /^## A table in PostgreSQL\n(.*?)^## /ms;
my ($schema, $role) = map { s/^    //gmr } $about =~ /^((?:    CREATE .*\n(?:    .*\n)+))/mg;
my ($conf) = map { s/^    //gmr } $about =~ /^(    DBDriver .*\n(?:    .*\n)+)/m;
ok($schema && $role && $conf, 'the manual has a table, a role and a configuration');

Lists::need_driver('pgsql');
my $db = PostgreSql->new or plan skip_all => 'needs PostgreSQL';
$db->sql('CREATE DATABASE app');
my $in_app = sub { $db->sql($_[0], 'app') };
$in_app->($_) for $schema, $role;

my $takes = sub { return eval { $db->sql("INSERT INTO cors_origin VALUES ('$_[0]', 3)", 'app'); 1 } };
my @GOOD = ('https://*.good.example', 'http://localhost:*', 'https://[::1]:8443', 'capacitor://localhost',
            "https://b\xC3\xBCcher.example");
ok($takes->($_), "the table takes '$_'") for @GOOD;
ok(!$takes->($_), "the table refuses '@{[s/\n/\\n/r]}'")
    for 'x', 'www.example.com', 'https://a.example/', 'https://a.example/x', ' https://a.example', 'https://a.example ',
    'https://a.example https://b.example', "https://a.example\n", '*', 'null', '', 'https://';

my ($host) = $db->params =~ /(host=\S+ port=\d+)/;
ok($conf =~ s/host=db\.example/$host/, 'the configuration names a host');
$conf =~ s/interval=30/interval=1/;
$in_app->("INSERT INTO cors_origin VALUES ('$A', 1)");
my $h = Httpd->new(modules => [qw(dbd watchdog)], files => { 'htdocs/a.txt' => 'a' },
                   conf => "$conf\nCorsAllowOrigin list:tenants\n");
ok(within(15, sub { admits($h, '/a.txt', $A) }), 'a row is admitted');
$in_app->("INSERT INTO cors_origin VALUES ('$B', 2); DELETE FROM cors_origin WHERE origin = '$A'");
ok(within(10, sub { admits($h, '/a.txt', $B) }), 'a change is found');
ok(!admits($h, '/a.txt', $A), '... as a whole');

# What the role can do.
my $as_reader = sub { return eval { $db->sql("SET ROLE cors_reader; $_[0]", 'app'); 1 } };
ok($as_reader->('SELECT origin FROM cors_origin'), 'the role can read origins');
ok($as_reader->('SELECT version FROM cors_list'), '... and the version');
ok(!$as_reader->($_), "... but not: $_")
    for 'SELECT customer FROM cors_origin', "INSERT INTO cors_origin VALUES ('$A', 1)", 'UPDATE cors_list SET version = 1',
        'DELETE FROM cors_origin', 'CREATE TABLE t (a integer)';
$h->log_ok(allow => [qr/list 'tenants'|\[dbd:(?:error|crit)\]/]);
done_testing;
