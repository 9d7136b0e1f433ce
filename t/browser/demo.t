#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# demo/run as a person uses it: started, every example run in real browsers, stopped by
# Ctrl-C; and its one-sentence error messages if it cannot start.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../lib";
use Browser;
use Cwd qw(abs_path);
use File::Temp ();
use Files;
use HTTP::Tiny ();
use Httpd;
use Ports;
use Process qw(wait_for);
use Test::More;

my $LIMIT = 120;                # seconds
my $SRC = $ENV{TOP_SRCDIR} || abs_path("$FindBin::Bin/../..");
my $BUILD = $ENV{TOP_BUILDDIR} || $SRC;
my $TMP = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
chmod 0755, "$TMP";

# The expected result of every example of the page: whether the response is shared, why, and
# what cors-explain says. Without a policy it depends on the application's own fields.
my %WANT = (
    (map { $_ => 'true allowed true' } qw(get put-json token cookie error open)),
    'other-put' => 'false no-field false',
    (map { $_ => 'false no-field null' } qw(off off-put)),
    'other' => 'false other-origin false',      # a constant policy names its origin to all
    'method' => 'false method false',
    'header' => 'false header false',
    'open-cookie' => 'false star-with-credentials false',
);

# Starts demo/run in a separate process group, as a terminal does.
sub start
{
    my ($env, @args) = @_;
    my %env = (TMPDIR => "$TMP", TOP_SRCDIR => $SRC, TOP_BUILDDIR => $BUILD, %$env);
    return Process->start(command => [$^X, "$SRC/demo/run", @args], env => \%env);
}

# Waits for its end; returns exit status or 'limit'.
sub ended
{
    my $demo = shift;
    $demo->wait_for_end($LIMIT) or return 'limit';
    my $status = $demo->status;
    return $status & 127 ? 'signal ' . ($status & 127) : $status >> 8;
}

sub once
{
    my $demo = start(@_);
    return (ended($demo), $demo->output);
}

# The demo's folder: in the build folder, or where the server's user has access.
sub folder
{
    my $port = shift;
    return (grep { -d } "$BUILD/demo-run/$port", glob "$TMP/mod_cors-demo-*")[0];
}

# Waits until the demo prints its URL; true if it does.
sub comes_up
{
    my ($demo, $port) = @_;
    return 1 if $demo->wait_until($LIMIT, sub { $demo->output =~ m{http://localhost:$port/\n} });
    diag $demo->output;
    return 0;
}

# Local addresses (as the kernel writes them) that listen on these ports.
sub listeners
{
    my %port = map { sprintf('%04X', $_) => 1 } @_;
    my %address;
    for (map { split /\n/, slurp($_, '') } '/proc/net/tcp', '/proc/net/tcp6') {
        $address{$1} = 1 if /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A / && $port{$2};
    }
    return sort keys %address;
}

sub users_of_children
{
    my $parent = shift;
    my %uid;
    for my $status (map { slurp($_, '') } glob '/proc/[0-9]*/status') {
        next unless $status =~ /^PPid:\t$parent$/m;
        $uid{$1} = 1 if $status =~ /^Uid:\t\d+\t(\d+)/m;
    }
    return sort keys %uid;
}

sub run_examples
{
    my ($kind, $port) = @_;
    my $log = folder($port) . '/logs/page.log';
    my $before = length slurp($log, '');
    my $url = "http://localhost:$port/?run=" . join ',', sort keys %WANT;
    my $seen = sub {
        my %seen = substr(slurp($log, ''), $before)
            =~ m{^/seen \?name=([\w-]+)&shared=(\w+&reason=[\w-]+&told=\w+)$}mg;
        s/&(?:reason|told)=/ /g for values %seen;
        return \%seen;
    };
    my $browser = Browser->start($kind, $url);
    $browser->wait_for($LIMIT, sub { keys %{$seen->()} == keys %WANT })
        or diag $browser->output;
    $browser->stop;
    is_deeply($seen->(), \%WANT, "$kind: every example ends in the verdict it should");
}

# ---- errors at start -----------------------------------------------------

{
    my ($status, $said) = once({}, '--help');
    is($status, 0, '--help');
    like($said, qr/^Usage: demo\/run /, 'says how it is used');
    for ([['--prot', 1], qr/'--prot' is not an option/],
         [['--port', 'x'], qr/'x' is not a number from 1 to 65534/],
         [['--port'], qr/'' is not a number/],
         [['--port=65535'], qr/'65535' is not a number/]) {
        my ($args, $want) = @$_;
        ($status, $said) = once({}, @$args);
        is($status, 1, "@$args: exit status 1");
        like($said, qr/\Ademo\/run: .*$want.*\n\z/, 'one sentence');
    }
    ($status, $said) = once({ MOD_CORS_SO => "$TMP/none.so" }, '--port', free_pair());
    is($status, 1, 'no module: exit status 1');
    like($said, qr/\Ademo\/run: the module is not built: .*\n\z/, 'one sentence');
    ($status, $said) = once({ HTTPD => "$TMP/none" }, '--port', free_pair());
    is($status, 1, 'no httpd: exit status 1');
    like($said, qr/\Ademo\/run: no Apache httpd found; .*\n\z/, 'one sentence');
    my $bad = File::Temp->new(DIR => "$TMP");
    my $port = free_pair();
    ($status, $said) = once({ MOD_CORS_SO => "$bad" }, '--port', $port);
    is($status, 1, 'a module that does not load: exit status 1');
    like($said, qr/\Ademo\/run: httpd did not start: .*\n\z/, 'one sentence');
    is(folder($port), undef, 'and no folder is left');
}

# ---- the demo itself ---------------------------------------------------

my @examples = slurp("$SRC/demo/page/demo.js") =~ /^ {8}'([\w-]+)': \{ title/mg;
is_deeply([sort @examples], [sort keys %WANT], 'every example of the page is tested here');

my $port = free_pair();
my $demo = start({}, '--port', $port);
ok(comes_up($demo, $port), 'the demo starts and prints its URL') or BAIL_OUT('no demo');
my $folder = folder($port);
my ($httpd_pid) = slurp("$folder/run/httpd.pid") =~ /(\d+)/;

SKIP: {
    skip 'no /proc/net/tcp', 1 unless -r '/proc/net/tcp';
    my @beyond = grep { !/^0100007F$|^0{24}01000000$/ } listeners($port, $port + 1);
    is_deeply(\@beyond, [], 'it listens on loopback only');
}
SKIP: {
    skip 'no /proc', 1 unless -r '/proc/self/status';
    # A new child belongs to root for a moment.
    my @users;
    wait_for($LIMIT, sub { @users = users_of_children($httpd_pid); @users && $users[0] != 0 });
    ok(@users && !grep({ $_ == 0 } @users), 'httpd works as an unprivileged user');
}
for my $kind (qw(chromium firefox)) {
  SKIP: {
        skip(Browser->missing($kind), 1) unless Browser->program($kind);
        run_examples($kind, $port);
    }
}
unlike(slurp("$folder/logs/error.log"), qr/:(?:warn|error|crit|alert|emerg)\]/,
       'nothing unexpected in its error log');

for ([$port, "port $port"], [$port - 1, "port $port, as the second one"]) {
    my ($other, $name) = @$_;
    my ($status, $said) = once({}, '--port', $other);
    is($status, 1, "$name in use: exit status 1");
    like($said, qr/\Ademo\/run: port \d+ is in use .*\n\z/, 'one sentence');
}
ok(-d $folder && !is_free($port), 'the first demo is not disturbed');

kill INT => -$demo->pid;        # the whole group, as Ctrl-C
is(ended($demo), 0, 'Ctrl-C: exit status 0');
like($demo->output, qr/The demo is stopped\.\n\z/, 'says that it stopped');
ok(!kill(0 => $httpd_pid), 'httpd is gone');
ok(!kill(0 => -$httpd_pid), 'and all of its process group');
ok(is_free($port) && is_free($port + 1), 'both ports are free');
ok(!-e $folder && !-e "$BUILD/demo-run/$port", 'its folder is gone');

$demo = start({}, '--port', $port);
ok(comes_up($demo, $port), 'it starts again on the same ports');
$folder = folder($port);
$demo->signal('TERM');
is(ended($demo), 0, 'TERM: exit status 0');
ok(!-e $folder, 'its folder is gone');

# ---- with a list in a database ---------------------------------------------

# Opens the page or another one, and returns whether the browser shared the response; waits for
# this result, if one is given.
sub shares
{
    my ($kind, $on, $page, $wanted) = @_;
    my $log = folder($on) . '/logs/page.log';
    my $before = length slurp($log, '');
    my $browser = Browser->start($kind, "http://localhost:$on/" . ($page // 'lists.html'));
    my $shared;
    $browser->wait_for($LIMIT, sub { ($shared) = substr(slurp($log, ''), $before) =~ m{^/seen \?name=list&shared=(${\($wanted // '\w+')})$}m });
    $browser->stop;
    return $shared // 'nothing';
}

SKIP: {
    skip 'sqlite3 is not installed', 1 if system('sqlite3 -version >/dev/null 2>&1');
    $demo = start({}, '--lists', '--port', $port);
    ok($demo->wait_until($LIMIT, sub { $demo->output =~ m{http://localhost:$port/lists\.html\n} }), '--lists: it starts')
        or diag($demo->output);
    my $client = HTTP::Tiny->new;
    my $rows = sub { return $client->get("http://localhost:$port/rows")->{content} };
    wait_for($LIMIT, sub { $rows->() =~ /"version":"4"/ });
    for my $kind (grep { Browser->program($_) } qw(chromium firefox)) {
        is(shares($kind, $port), 'false', "--lists, $kind: no row names the page's origin");
        $client->post("http://localhost:$port/rows?add");
        ok(wait_for($LIMIT, sub { $rows->() =~ /"rows":4,/ }), '... a row is added');
        is(shares($kind, $port), 'true', "... and $kind shares the response");
        $client->post("http://localhost:$port/rows?remove");
        ok(wait_for($LIMIT, sub { $rows->() =~ /"rows":3,/ }), '... and is removed');
    }
    # The page asks again when the server has the new row.
    Files::spurt(folder($port) . '/page/click.html', <<'HTML');
<!DOCTYPE html>
<iframe src="lists.html"></iframe>
<script>
const press = setInterval(() => {
    const button = frames[0].document.getElementById('change');
    if (button && !button.disabled) {
        clearInterval(press);
        button.click();
    }
}, 100);
</script>
HTML
    for my $kind (grep { Browser->program($_) } qw(chromium firefox)) {
        is(shares($kind, $port, 'click.html', 'true'), 'true', "--lists, $kind: shared after a click, without a reload");
        $client->post("http://localhost:$port/rows?remove");
        ok(wait_for($LIMIT, sub { $rows->() =~ /"rows":3,/ }), '... and is removed');
    }
    $demo->signal('TERM');
    is(ended($demo), 0, '... TERM: exit status 0');
}

done_testing;
