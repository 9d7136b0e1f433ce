#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The threads that origin lists need in each process: one for all files, and one for each other
# list. All lists are refreshed by them.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Temp ();
use Files;
use Httpd;
use Lists;
use Process qw(wait_for);
use Test::More;

plan skip_all => 'needs /proc' if !-e '/proc/self/status';

my $LIMIT = limit(1);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $load = provider($dir);
my $h;

# Starts a server with so many lists in files, and from a provider.
sub server
{
    my ($files, $others) = @_;
    my @names = ((map { "f$_" } 1 .. $files), (map { "p$_" } 1 .. $others));
    my %source = map { /^f/ ? ($_ => "file:conf/$_") : ($_ => "test:\@ROOT\@/$_") } @names;
    $h = Httpd->_lay_out(files => { 'htdocs/a.txt' => 'a', map { ("conf/$_" => "https://$_.example\n") } grep { /^f/ } @names },
                         conf => $load . join '', (map { "CorsOriginList $_ $source{$_} interval=1\n" } @names),
                             'CorsAllowOrigin https://static.example ', join(' ', map { "list:$_" } @names), "\n");
    for my $name (grep { /^p/ } @names) {
        mkdir $h->root . "/$name";
        chmod 0777, $h->root . "/$name";
        Files::spurt($h->root . "/$name/rows", "https://$name.example\n");
        Files::spurt($h->root . "/$name/version", '1');
    }
    $h->_start or die $h->log_text, "httpd did not start\n";
    return @names;
}

# The numbers of threads of the processes of the server, but its first one.
sub threads
{
    my $parent = $h->pid;
    return sort { $a <=> $b } map {
        my $status = Files::slurp($_, '');
        $status =~ /^PPid:\s+$parent$/m && $status =~ /^Threads:\s+(\d+)/m ? $1 : ()
    } glob '/proc/[0-9]*/status';
}

# The number of threads of a process, when all of them have been started.
sub threads_of_each
{
    my ($last, $same) = ('', 0);
    wait_for(20, sub {
        my $now = join ' ', threads();
        select undef, undef, undef, 0.3;
        $same = $now eq $last ? $same + 1 : 0;
        $last = $now;
        return $same > 3;
    });
    return (split / /, $last)[-1];
}

server(0, 0);
my $without = threads_of_each();
for my $case ([1, 0, 1], [12, 0, 1], [0, 3, 3], [12, 3, 4]) {
    my ($files, $others, $want) = @$case;
    my $label = "$files files and $others others";
    my @names = server($files, $others);
    ok(within($LIMIT, sub { !grep { !admits($h, '/a.txt', "https://$_.example") } @names }), "$label: all lists are read");
    is(threads_of_each() - $without, $want, "$label: the number of additional threads in a process");
    move_in($h, "conf/f$_", "https://new$_.example\n") for 1 .. $files;
    ok(within($LIMIT + 1, sub { !grep { !admits($h, '/a.txt', "https://new$_.example") } 1 .. $files }),
       "$label: each file is refreshed");
    $h->log_ok;
}
done_testing;
