#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Who reads a list, and when: a provider of another module, loaded before mod_cors and after
# it; before the first version; one process at a time; a builder that is killed; a provider
# that fails, and one that hangs. The example of docs/modules.md compiles and works.

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
use Time::HiRes qw(sleep time);

my ($A, $B, $C) = map { "https://$_.example" } qw(a b c);
my $LIMIT = limit(1);
my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
my $load = provider($dir);

my $conf = <<"CONF";
CorsOriginList p test:\@ROOT\@/p
<Location /allow>
    CorsAllowOrigin $C list:p
</Location>
<Location /deny>
    CorsAllowOrigin *
    CorsDenyOrigin list:p
</Location>
<Location /except>
    CorsAllowOrigin $C
    CorsEnforce On
    CorsEnforceExcept list:p
</Location>
<Location /narrow>
    CorsAllowOrigin https://*.example
    CorsAllowCredentials On
    CorsDangerouslyTolerate PublicSuffixes
    <CorsOrigin list:p>
        CorsAllowCredentials Off
    </CorsOrigin>
</Location>
CONF
my %files = map { ("htdocs/$_" => $_) } qw(allow deny except narrow);

# Starts a server whose provider has this version and these rows.
sub server
{
    my ($version, $rows, %opt) = @_;
    my $before = delete $opt{before} // '';
    my $after = delete $opt{after} // '';
    my $h = Httpd->_lay_out(files => \%files, conf => $before . $conf . $after, %opt);
    mkdir $h->root . '/p';
    chmod 0777, $h->root . '/p';
    give($h, $version, $rows);
    return $h;
}

sub give
{
    my ($h, $version, $rows) = @_;
    Files::spurt($h->root . '/p/rows.new', $rows);
    rename $h->root . '/p/rows.new', $h->root . '/p/rows';
    Files::spurt($h->root . '/p/version', "$version\n");
}

sub flag { my ($h, $name) = @_; Files::spurt($h->root . "/p/$name", '') }
sub unflag { my ($h, $name) = @_; unlink $h->root . "/p/$name" }
sub start { my $h = shift; $h->_start or die $h->log_text, "httpd did not start\n" }
sub calls { my ($h, $what) = @_; return scalar(() = $h->slurp('p/calls') =~ /\b$what$/mg) }

# ---- a provider that is loaded first or last ---------------------------------------

for my $order ("before mod_cors", "after mod_cors") {
    my $h = server(1, "$A\n");
    my $text = $h->slurp('httpd.conf');
    $text =~ s/^(?=LoadModule cors_module)/$load/m if $order =~ /before/;
    $text =~ s/^(LoadModule cors_module .*\n)/$1$load/m if $order =~ /after/;
    Files::spurt($h->root . '/httpd.conf', $text);
    start($h);
    ok(within($LIMIT, sub { admits($h, '/allow', $A) }), "$order: the provider's rows are served");
    give($h, 2, "$B\n");
    ok(within($LIMIT, sub { admits($h, '/allow', $B) }), "$order: the next version is served");
    ok(!admits($h, '/allow', $A), "$order: only the next version is served");
    my $rows = calls($h, 'rows');
    sleep 2.5;
    is(calls($h, 'rows'), $rows, "$order: an unchanged version is not read again");
    $h->log_ok;
}

# ---- the example of docs/modules.md ----------------------------------------------------

my (undef, $example) = Files::slurp(Httpd->top_srcdir . '/docs/modules.md') =~ /^```c\n(.*?)^```$/msg;
Files::spurt("$dir/previews.c", $example);
my $previews = compiled($dir, 'previews', "$dir/previews.c");
{
    my $h = Httpd->new(files => { %files, 'previews/one/index.html' => '' }, conf => <<"CONF");
${previews}CorsOriginList previews previews:\@ROOT\@/previews interval=1
<Location /allow>
    CorsAllowOrigin list:previews
</Location>
CONF
    my ($one, $two) = map { "https://$_.previews.example.com" } qw(one two);
    ok(within($LIMIT, sub { admits($h, '/allow', $one) }), 'the example: a folder is a row');
    ok(!admits($h, '/allow', $two), 'the example: others are not');
    sleep 1;
    mkdir $h->root . '/previews/two';
    ok(within($LIMIT, sub { admits($h, '/allow', $two) }), 'the example: a new folder is found');
    $h->log_ok;
    my ($is_legal, $says) = Httpd->syntax("${previews}CorsOriginList a previews:\n");
    like($says, qr/^CorsOriginList: 'previews:' names no directory; write one after ':'$/m, 'the example: its own message');
}

# ---- before the first version ------------------------------------------------------

my $h = server(1, "$A\n", before => $load);
flag($h, 'hang');
start($h);
is(decision($h, '/allow', $C), 'actual-allowed', 'no version yet: the other rules admit their origins');
is(decision($h, '/allow', $A), 'actual-refused:list-unavailable', 'no version yet: every other origin is refused');
is(decision($h, '/deny', $C), 'actual-refused:list-unavailable', 'no version yet: CorsDenyOrigin denies every origin');
is($h->get('/except', "Origin: $A")->{status}, 403, 'no version yet: CorsEnforceExcept excepts no origin');
sub credentials { return $h->get('/narrow', "Origin: $A")->field('Access-Control-Allow-Credentials') }
is(credentials(), 'true', 'no version yet: a container of the list does not narrow what another rule allows');
unflag($h, 'hang');
ok(within($LIMIT, sub { admits($h, '/allow', $A) }), 'the first version: CorsAllowOrigin admits its origin');
is(credentials(), undef, 'the first version: a container of the list narrows what another rule allows');
is(decision($h, '/deny', $A), 'actual-refused:origin-denied', 'the first version: CorsDenyOrigin denies its origin');
is(decision($h, '/deny', $B), 'actual-allowed', 'the first version: CorsDenyOrigin denies no other origin');
is($h->get('/except', "Origin: $A")->{status}, 200, 'the first version: CorsEnforceExcept excepts its origin');
is($h->get('/except', "Origin: $B")->{status}, 403, 'the first version: CorsEnforceExcept excepts no other origin');

# ---- a provider that fails -----------------------------------------------------------

flag($h, 'error');
give($h, 2, "$B\n");
ok(within($LIMIT, sub { grep /^error/, said($h, 'p') }), 'a provider that fails: an error is logged');
is_deeply([grep { /^error/ } said($h, 'p')],
          ["error: list 'p' (test:" . $h->root . "/p): the test wants an error; the last version stays in use"],
          'a provider that fails: the error has the reason');
ok(admits($h, '/allow', $A) && !admits($h, '/allow', $B), 'a provider that fails: the last version stays');
sleep 2.5;
is(scalar(grep { /^error/ } said($h, 'p')), 1, 'a provider that fails: the same error is logged once');
unflag($h, 'error');
ok(within(12, sub { admits($h, '/allow', $B) }), 'a provider that no longer fails: its version is served');

# ---- a version that is refused ---------------------------------------------------------

flag($h, 'error');
give($h, 'error', "$A\n");
sleep 5;                        # the interval doubles with each attempt
unflag($h, 'error');
give($h, 'wrong', "x\n");
ok(within(20, sub { grep { /more than half/ } said($h, 'p') }), 'after an error, a version is refused');
give($h, 'right', "$A\n");
ok(within($LIMIT, sub { admits($h, '/allow', $A) }), 'the next one is not waited for as after an error');
give($h, 'wrong', "x\n");
my $refusals = grep { /more than half/ } said($h, 'p');
ok(within($LIMIT, sub { grep({ /more than half/ } said($h, 'p')) > $refusals }), 'a version is refused again');
$h->graceful;
ok(within($LIMIT, sub { grep({ /more than half/ } said($h, 'p')) > $refusals + 1 }), 'after a restart, a refused version is read again');
give($h, '2', "$B\n");
ok(within($LIMIT, sub { admits($h, '/allow', $B) }), 'the previous rows are back');

# ---- a builder that is killed --------------------------------------------------------

flag($h, 'slow');
give($h, 3, join '', map { "https://n$_.example\n" } 1 .. 5000);
ok(wait_for($LIMIT, sub { -s $h->root . '/p/builder' }), 'a builder that is killed: a child builds');
my ($builder) = Files::slurp($h->root . '/p/builder') =~ /(\d+)/;
kill KILL => $builder;
unflag($h, 'slow');
my $killed = time;
ok(within($LIMIT, sub { admits($h, '/allow', 'https://n5000.example') }), 'a builder that is killed: another child builds');
note(sprintf 'after %.1f s', time - $killed);
ok(!admits($h, '/allow', $B), 'a builder that is killed: the new version replaces the old one');
$h->log_ok(allow => [qr/list 'p'/, qr/AH00052: child pid $builder exit signal Killed/]);

# ---- a provider that hangs -------------------------------------------------------------

my %took;
for my $signal (qw(WINCH TERM)) {
    for my $how (qw(without with)) {
        $h = server(1, "$A\n", before => $load);
        start($h);
        ok(within($LIMIT, sub { admits($h, '/allow', $A) }), "$how a provider that hangs");
        if ($how eq 'with') {
            my $calls = calls($h, 'version');
            flag($h, 'hang');
            wait_for($LIMIT, sub { calls($h, 'version') > $calls }) or die "nothing hangs\n";
        }
        my $start = time;
        $h->graceful;
        $took{$how}{'graceful restart'} = time - $start;
        ok(admits($h, '/allow', $A), "$how: the version is kept over a graceful restart");
        $start = time;
        $h->stop($signal);
        $took{$how}{"stop by $signal"} = time - $start;
        is($h->{exit}, 0, "$how: httpd ends without an error at $signal");
    }
}
for my $what (sort keys %{$took{with}}) {
    cmp_ok($took{with}{$what}, '<', $took{without}{$what} + 1.5,
           sprintf '%s is not delayed: %.2f s, and without %.2f s', $what, $took{with}{$what}, $took{without}{$what});
}
done_testing;
