#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Origin lists without mod_watchdog: a file is read at restarts only, with a warning. A list
# from any other source could never be read, so it stops the server.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use Lists;
use Test::More;

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $hide = Lists::compiled($dir, 'no_watchdog', Httpd->top_srcdir . '/t/lib/no_watchdog.c');
my $FILE = "CorsOriginList f file:conf/f.txt interval=1\n";
my $WARNS = qr/^[^ ]*:\d+: CorsOriginList 'f' is read at restarts only, because mod_watchdog is not loaded; load it with LoadModule$/m;

sub says { my ($conf) = @_; return Httpd->syntax($conf, modules => ['dbd'], files => { 'conf/f.txt' => "$A\n" }) }

# ---- httpd -t ----------------------------------------------------------------------

my ($is_legal, $output) = says($FILE);
ok($is_legal, 'with mod_watchdog: a list in a file is legal');
unlike($output, qr/mod_watchdog/, 'with mod_watchdog: a list in a file causes no warning');
($is_legal, $output) = says("$hide$FILE");
ok($is_legal, 'without mod_watchdog: a list in a file does not stop the server');
like($output, $WARNS, 'without mod_watchdog: a list in a file causes a warning');
for my $source ('dbd:SELECT origin FROM t', "test:$dir") {
    my $load = $source =~ /^test/ ? provider($dir) : '';
    my $conf = qq(${load}DBDPersist Off\nCorsOriginList d "$source"\nCorsAllowOrigin list:d\n);
    ($is_legal, $output) = says($conf);
    ok($is_legal, "with mod_watchdog: $source is legal");
    ($is_legal, $output) = says("$hide$conf");
    ok(!$is_legal, "without mod_watchdog: $source stops the server");
    like($output, qr/^CorsOriginList: '\Q$source\E' needs mod_watchdog, which is not loaded; load it with LoadModule$/m,
         "without mod_watchdog: $source: the message says what to write");
    unlike($output, qr/restarts only/, "without mod_watchdog: $source: there is no warning, too");
}

# ---- a server ----------------------------------------------------------------------------

my $h = Httpd->new(files => { 'conf/f.txt' => "$A\n", 'htdocs/a.txt' => 'a' }, conf => "$hide${FILE}CorsAllowOrigin list:f\n");
ok(admits($h, '/a.txt', $A), 'the file is read at the start');
move_in($h, 'conf/f.txt', "$B\n");
sleep 4;
ok(admits($h, '/a.txt', $A) && !admits($h, '/a.txt', $B), 'a changed file is not read while the server runs');
$h->graceful;
ok(admits($h, '/a.txt', $B) && !admits($h, '/a.txt', $A), 'a changed file is read at a restart');
like($h->log_text, qr/CorsOriginList 'f' is read at restarts only/, 'the warning is in the log');
$h->log_ok(allow => [qr/list 'f'/, qr/CorsOriginList 'f' is read at restarts only/]);
done_testing;
