#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A database that never answers: a query that does not end, and a PostgreSQL that accepts a
# connection and says nothing. Other lists are refreshed, requests are answered, and a graceful
# restart and both kinds of stop take as long as without.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use IO::Select;
use IO::Socket::INET;
use Lists;
use Process qw(wait_for);
use Test::More;
use Time::HiRes qw(sleep time);

my ($A, $B) = map { "https://$_.example" } qw(a b);
my $LIMIT = limit(1);
my $MORE = 1.5;                 # seconds by which two equal ends may differ
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
Lists::drivers($dir, 'pgsql');
my ($has_pgsql) = Httpd->syntax("DBDriver pgsql\n", modules => ['dbd'], so => '', log_level => 'info');

my $h;
my $silent = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die "listen: $!\n";
my @accepted;                   # connections to it, which stay open
my $last = '';                  # the process in which a query hangs

# By source: what DBDriver and DBDParams are without and with a database that hangs, and how to
# wait until another child does.
my %sources = (
    'a query' => {
        without => qq(aspgsql "\@ROOT\@/p"), with => qq(aspgsql "\@ROOT\@/p"),
        hangs => sub { wait_for($LIMIT, sub { my $pid = $h->slurp('p/hanging'); $pid ne $last && ($last = $pid) }) },
    },
    'a connection' => {
        without => qq(pgsql "host=127.0.0.1 port=1 user=cors"),
        with => 'pgsql "host=127.0.0.1 port=' . $silent->sockport . ' user=cors"',
        hangs => sub { IO::Select->new($silent)->can_read($LIMIT) && push @accepted, scalar $silent->accept },
    },
);
delete $sources{'a connection'} if !$has_pgsql;

# Starts a server with such a list, and with one that is a file.
sub server
{
    my ($database, $hangs) = @_;
    $h = Httpd->_lay_out(modules => ['dbd'], files => { 'htdocs/a.txt' => 'a', 'conf/f.txt' => "$A\n" }, conf => <<"CONF");
DBDriver @{[$database =~ s/ /\nDBDParams /r]}
DBDPersist Off
CorsOriginList p "dbd:SELECT" interval=1
CorsOriginList f file:conf/f.txt interval=1
CorsAllowOrigin list:p list:f
CONF
    mkdir $h->root . '/p';
    chmod 0777, $h->root . '/p';
    $h->write_file('p/rows', "https://p.example\n");
    $h->write_file('p/hang', '1') if $hangs;
    $h->_start or die $h->log_text, "httpd did not start\n";
}

sub seconds { my $start = time; $_[0]->(); return time - $start }

# A graceful restart and an end by this signal, in seconds; $hangs waits until a child hangs.
sub durations
{
    my ($label, $signal, $hangs) = @_;
    my %took = ('a graceful restart' => seconds(sub { $h->graceful }));
    ok(admits($h, '/a.txt', $A), "$label: requests are answered after a graceful restart");
    ok($hangs->(), "$label: another child hangs after that restart") if $hangs;
    $took{"a stop by $signal"} = seconds(sub { $h->stop($signal) });
    is($h->{exit}, 0, "$label: httpd ends by $signal, without an error");
    return \%took;
}

for my $what (sort keys %sources) {
    my $source = $sources{$what};
    for my $signal (qw(WINCH TERM)) {
        server($source->{without}, 0);
        my $without = durations("$what, without", $signal);
        server($source->{with}, 1);
        ok($source->{hangs}->(), "$what hangs");
        move_in($h, 'conf/f.txt', "$A\n$B\n");
        ok(within($LIMIT, sub { admits($h, '/a.txt', $B) }), "$what hangs: another list is refreshed");
        my $with = durations("$what hangs", $signal, $source->{hangs});
        cmp_ok($with->{$_}, '<', $without->{$_} + $MORE,
               sprintf '%s hangs: %s is not delayed: %.2f s, and without %.2f s', $what, $_, $with->{$_}, $without->{$_})
            for sort keys %$with;
        if ($what eq 'a query') {
            ok(wait_for(2, sub { !kill 0, $last + 0 }), "$what hangs: its process has ended after the stop");
        }
    }
}
SKIP: {
    skip 'needs the driver pgsql of APR-util', 1 if !$has_pgsql;
    is(scalar @accepted, 4, 'a connection that hangs was made before and after each restart');
}
done_testing;
