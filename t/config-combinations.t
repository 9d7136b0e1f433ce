#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Forbidden combinations of settings: which are errors of httpd -t, which are warnings, and
# which are only found by a request. The cases are in t/lib/config-combinations/, and there
# are random ones. t/policy-fault.t tests the faults that requests find.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use CombinationRule;
use Httpd;
use Test::More;

my @cases;
for my $path (glob '"' . Httpd->top_srcdir . '"/t/lib/config-combinations/*.txt') {
    open my $in, '<', $path or die "$path: $!\n";
    my (undef, @sections) = split /^== /m, do { local $/; <$in> };
    for (@sections) {
        /^([^\n]+)\n(.*?)((?:^(?:stops|warns) [^\n]*\n)*)\n*\z/ms or die "$path: $_";
        push @cases, [$1, $2, $3];
    }
}
cmp_ok(scalar @cases, '>', 40, 'the cases were read');

# All configurations are written to the same file, one after the other.
my $h = Httpd->_lay_out(conf => 'Include "@ROOT@/case.conf"');
my $command = join ' ', map { "'$_'" } $h->_command, '-t';
my $file = $h->root . '/case.conf';

sub checked
{
    $h->write_file('case.conf', shift);
    my $output = `$command 2>&1` =~ s/\Q$file\E/FILE/gr;
    return ($? == 0, $output, verdicts($output));
}

# The messages about forbidden combinations, in the short form of the cases.
sub verdicts
{
    my @verdicts;
    for (split /\n/, shift) {
        my ($line, $value, $other) = /^FILE:(\d+):\ (?:Cors\w+|<CorsOrigin>)\ '(\S+)'\ (?:is\ not\ tolerated\ here
            |cannot\ be\ used\ with\ '\w+\ On'\ \(FILE:(\d+)\)),\ /x or next;
        push @verdicts, join ' ', /; requests to which both apply are refused$/ ? 'warns' : 'stops',
            $line, $value, $other // ();
    }
    return @verdicts;
}

for (@cases) {
    my ($label, $conf, $want) = @$_;
    my ($ok, $output, @got) = checked($conf);
    is(join("\n", sort @got), join("\n", sort split /\n/, $want), "$label: output of httpd -t")
        or diag $output;
    is($ok ? 'accepted' : 'stopped', $want =~ /^stops/m ? 'stopped' : 'accepted', "$label: the verdict");
}

# ---- one message for each pair, even if several virtual hosts inherit it ----

{
    my $vhosts = join '', map { "<VirtualHost *:$_>\nServerName v$_.example\n</VirtualHost>\n" } 1 .. 200;
    my ($ok, undef, @got) = checked("CorsAllowOrigin *\nCorsAllowCredentials On\n$vhosts");
    is("@got", 'stops 1 * 2', 'inherited as it is');
    my $adding = $vhosts =~ s/^(ServerName.*\n)/$1CorsMaxAge 600\n/gmr;
    ($ok, undef, @got) = checked("CorsAllowOrigin *\nCorsAllowCredentials On\n$adding");
    is("@got", 'stops 1 * 2', 'inherited, and merged in each virtual host');
    ($ok, undef, @got) = checked(<<"CONF");
CorsAllowOrigin https://a.example
CorsAllowCredentials On
<Directory "/srv">
    CorsAllowOrigin *
</Directory>
<Location "/x">
    CorsAllowOrigin *
</Location>
$adding
CONF
    is(join(', ', sort @got), 'warns 4 * 2, warns 7 * 2', 'sections, inherited by each virtual host');
    # Each virtual host sets credentials on another line, so the pairs differ.
    my $own = join '', map { "<VirtualHost *:$_>\nCorsAllowCredentials On\n</VirtualHost>\n" } 1 .. 3;
    ($ok, undef, @got) = checked("CorsAllowOrigin *\n$own");
    is(join(', ', sort @got), 'stops 1 * 3, stops 1 * 6, stops 1 * 9', 'another pair in each');
}

# ---- at most ten warnings for each <Location> ---------------------------------

for my $number (9 .. 12) {
    my $directories = join '', map { qq(<Directory "/srv/$_">\nCorsAllowOrigin *\n</Directory>\n) } 1 .. $number;
    my $locations = join '', map { qq(<Location "/$_">\nCorsAllowCredentials On\n</Location>\n) } 'a', 'b';
    my ($ok, undef, @got) = checked($directories . $locations);
    is(scalar @got, 2 * ($number > 10 ? 10 : $number), "two <Location> and $number <Directory>");
}

# ---- the rule, on random configurations ---------------------------------------

{
    my $seed = $ENV{SEED} || 1;
    my %seen;
    srand $seed;
    for (1 .. $ENV{TRIALS} || 40) {
        my $configuration = CombinationRule->random;
        my $text = $configuration->text;
        my ($ok, $output, @got) = checked($text);
        my ($must, $may, $once) = $configuration->verdicts;
        my %got = map { ($_ => 1) } @got;
        my @wrong = ((map { "$_ is missing" } grep { !$got{$_} } sort keys %$must),
                     (map { my $one = $_; grep({ /^\w+ \Q$one\E / } @got) ? () : "$one is missing" } sort @$once),
                     (map { "$_ is too much" } grep { !$may->{$_} } sort keys %got));
        push @wrong, 'the verdict' if $ok != !grep { /^stops/ } @got;
        is(join("\n", @wrong), '', "random configuration $_ of seed $seed") or diag $text, $output;
        /^(\w+)/ and $seen{$1}++ for @got;
    }
    cmp_ok($seen{$_} // 0, '>', 10, "more than 10 random configurations with '$_'") for qw(stops warns);
}

done_testing;
