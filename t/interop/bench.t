# SPDX-License-Identifier: Apache-2.0
#
# The setups that make bench compares do the same work: each answers every kind of request
# with the right fields. Only the instructions of requests are counted, and the report
# compares the figures with the goals.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../bench";
use Callgrind;
use File::Temp;
use Goals;
use Hostile;
use Httpd;
use Instructions;
use KeepAlive;
use Report;
use Requests;
use Setups;
use Test::More;

for my $module (qw(mpm_prefork setenvif headers rewrite)) {
    Httpd::skip_all("httpd has no mod_$module") if !Httpd::has_module($module);
}
$ENV{MOD_CORS_SO} ||= ($ENV{TOP_BUILDDIR} || Httpd::top_srcdir()) . '/.libs/mod_cors.so';

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, "$dir";
my $folder = 0;
sub lay_out { return Setups::lay_out(@_, dir => "$dir/" . ++$folder) }

for my $row (Instructions::plan('quick')) {
    my ($name, $sizes, $kinds, $sends) = @$row;
    my $size = $sizes->[1] // $sizes->[0];
    SKIP: {
        skip 'nginx is not installed', 1 if Setups::is_nginx($name) && !Setups::has_nginx();
        my $server = Server->start(lay_out($name, $size));
        my @faults;
        for my $kind (@$kinds) {
            my @what = (Requests::bytes($kind, $size), 2, Requests::want($kind, $size, $sends));
            eval { KeepAlive::repeat($server->connect, @what); 1 } or push @faults, "$kind: $@";
        }
        is_deeply(\@faults, [], "$name with $size origins answers " . @$kinds . ' kinds of requests');
    }
}

for my $kind (@Hostile::KINDS) {
    my ($name, $setup) = @$kind;
    my @faults;
    for my $of ('bare', $setup) {
        my $server = Server->start(lay_out(Hostile::setup($of), 2));
        for my $size (Hostile::sizes($kind)) {
            my @what = (Hostile::requests($kind, $size), 2, Hostile::want($kind, $size, $of ne 'bare'));
            eval { KeepAlive::repeat($server->connect, @what); 1 } or push @faults, "$of, $size: $@";
        }
    }
    is_deeply(\@faults, [], "hostile: $name");
}

SKIP: {
    skip 'valgrind is not installed', 5 if !Callgrind::available();
    my %cost;
    for my $name ('bare', 'module') {
        my $server = Callgrind->start(lay_out($name, 2), short => 5, long => 15);
        $server->measure($_, Requests::bytes('allowed', 2), qr{^HTTP/1.1 200 }) for 'once', 'again';
        $cost{$name} = $server->finish;
    }
    my ($bare, $module) = map { $cost{$_}{once}{instructions} } 'bare', 'module';
    cmp_ok($bare, '>', 10_000, 'a GET takes thousands of instructions');
    cmp_ok($bare, '<', 100_000, 'instructions of the start are not counted');
    cmp_ok(abs($cost{bare}{again}{instructions} / $bare - 1), '<', 0.02, 'a second GET takes as many instructions');
    cmp_ok($module, '>', $bare, 'a GET with a policy takes more instructions');
    cmp_ok($cost{module}{once}{allocations}, '>', $cost{bare}{once}{allocations} + 0.5,
           'a GET with a policy takes more allocations');
}

my %found = (
    instructions => { 'bare' => { 0 => { 'no Origin' => { instructions => 20_000, allocations => 9 } } },
        'no directive' => { 0 => { 'no Origin' => { instructions => 20_150, allocations => 9 } } } },
    core => { 'exact.allowed.lookup' => { 2 => { instructions => 100 }, 1000 => { instructions => 151 } } },
);
my %goal = map { $_->[0] => $_ } Goals::compare(\%found);
my $nothing = 'no directive anywhere: instructions, mean of all GETs';
is_deeply($goal{$nothing}, [$nothing, 150, 150, 'met'], 'a goal for instructions is met');
is($goal{'no directive anywhere: allocations'}[3], 'met', 'a goal for allocations is met');
my ($core) = grep { /^look-up of an exact/ } keys %goal;
is_deeply([@{$goal{$core}}[2, 3]], [151, 'NOT MET'], 'a goal that one size misses is not met');
is_deeply([@{$goal{'actual, allowed: instructions'}}[2, 3]], ['not measured', 'NOT MET'],
          'a goal that is not measured is not met');
$found{instructions}{'no directive'}{0}{'no Origin'} = { instructions => 20_151, allocations => 10 };
%goal = map { $_->[0] => $_ } Goals::compare(\%found);
is($goal{$_}[3], 'NOT MET', "$_: over the goal by one")
    for $nothing, 'no directive anywhere: allocations';
like(Report::goals(values %goal), qr/^\d+ of \d+ goals are NOT MET\.$/m, 'the report has the number of goals that are not met');

my %cost = (bare => 7, module => 9, 'module, any name' => 8, 'module, any name echoed' => 6);
my %hostile;
for my $kind (@Hostile::KINDS) {
    for my $size (Hostile::sizes($kind, 'quick')) {
        $hostile{$_}{"$kind->[0]\t$size"}{instructions} = $cost{$_} * $size for keys %cost;
    }
}
like(Report::hostile(\%hostile), qr/^commas: bare httpd +7,168 +458,752\n\+ module +\+2,048 +\+131,072$/m,
     'the table of hostile requests has the bare server and the difference');
is(Report::hostile({}), '', 'without figures there is no table of hostile requests');

is(Report::table('T', ['a', 'long'], ['bcd', 1]), "\nT\n=\n\na    long\n---------\nbcd     1\n", 'a table');
done_testing;
