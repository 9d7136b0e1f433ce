# SPDX-License-Identifier: Apache-2.0
#
# Origin lists in live tests: replaces their files, and waits for what a server does then.
#
#   move_in($h, 'conf/p.txt', "https://a.example\n");   # by mv
#   ok(within(4, sub { admits($h, '/', 'https://a.example') }), ...);
#   my @lines = said($h, 'p');                           # what the log says of the list p
#   sqlite($file, 'CREATE TABLE t (origin TEXT)');
#   my $load = provider($dir);                           # LoadModule of t/lib/list_provider.c

package Lists;
use strict;
use warnings;
use Exporter qw(import);
use Files;
use Httpd;
use IPC::Open2;
use Process qw(wait_for);
use Test::More ();

our @EXPORT = qw(admits compiled decision limit move_in provider said sqlite within);

# Seconds until a version must be served: 1.1 x interval + 3.
sub limit { my $interval = shift; return 1.1 * $interval + 3 }

# The decision about a request of this origin.
sub decision
{
    my ($h, $path, $origin) = @_;
    return $h->get($path, "Origin: $origin")->{decision} // '';
}

sub admits { return decision(@_) eq 'actual-allowed' }

# Whether the condition holds within this many seconds. Asks a server at most five times a
# second.
sub within
{
    my ($limit, $holds) = @_;
    my $end = time + $limit;
    my $result;
    until ($result = $holds->()) {
        last if time > $end;
        select undef, undef, undef, 0.2;
    }
    return $result;
}

# Replaces a file as a program should: a new one is moved over it. $mode: its permissions.
sub move_in
{
    my ($h, $name, $text, $mode) = @_;
    $h->write_file("$name.new", [$mode // 0644, $text]);
    rename $h->root . "/$name.new", $h->root . "/$name" or die "rename: $!\n";
}

# The lines of the log about a list, without time and process; of this level, if there is one.
sub said
{
    my ($h, $name, $level) = @_;
    $level //= '\w+';
    return map { /\[cors:($level)\] .*?\] (list '\Q$name\E'.*)/ ? "$1: $2" : () } split /\n/, $h->log_text;
}

# Skips the test file if mod_dbd has no such driver.
sub need_driver
{
    my $name = shift;
    my ($works) = Httpd->syntax("DBDriver $name\n", modules => ['dbd'], so => '', log_level => 'info');
    Httpd::skip_all("needs the driver $name of APR-util") if !$works;
}

# Reads lines of two strings in hexadecimal, a file and SQL, and answers each with a line. It
# keeps its connections.
my $SQLITE = <<'PYTHON';
import sqlite3, sys
connections = {}
for line in sys.stdin:
    file, sql = (bytes.fromhex(word).decode() for word in line.split())
    if file not in connections:
        connections[file] = sqlite3.connect(file, 10)
        connections[file].execute('PRAGMA journal_mode = WAL')
    try:
        connections[file].executescript(sql)
        print('done', flush=True)
    except sqlite3.Error as error:
        print(error, flush=True)
PYTHON
my $sqlite;    # the process, and the pipes from it and to it

# Runs SQL on an SQLite database, which is made if it does not exist. Write-ahead logging, and
# a connection that stays open: else a server that reads while this writes, or closes the
# file, is told at once that the database is locked.
sub sqlite
{
    my ($file, $sql) = @_;
    if (!$sqlite) {
        my $process = open2(my $from, my $to, 'python3', '-c', $SQLITE);
        $sqlite = { process => $process, from => $from, to => $to };
    }
    if (!-e $file) {
        Files::spurt($file, '');
        chmod 0666, $file;    # SQLite gives the files next to it the same mode
    }
    print { $sqlite->{to} } join(' ', map { unpack 'H*', $_ } $file, $sql), "\n";
    my $said = readline($sqlite->{from}) // "python3 has ended\n";
    die "SQLite: $sql: $said" if $said ne "done\n";
}

# It ends with its input.
END {
    if ($sqlite) {
        my $status = $?;
        close $sqlite->{to};
        waitpid $sqlite->{process}, 0;
        $? = $status;
    }
}

sub flags
{
    my $apr = `apr-1-config --includes --cppflags` =~ s/\n/ /gr;
    return $ENV{GLUE_CPPFLAGS} // "$apr -I" . Httpd::apxs('INCLUDEDIR');
}

# Compiles a module into the folder, and returns its LoadModule line.
sub compiled
{
    my ($dir, $name, $source) = @_;
    Test::More::is(compile("$dir/$name.so", $source), '', "$name compiles without a warning");
    return "LoadModule ${name}_module \"$dir/$name.so\"\n";
}

# Compiles a shared object. Returns what the compiler says.
sub compile
{
    my ($file, $source, @options) = @_;
    my $command = ($ENV{CC} || 'cc') . ' ' . flags() . " -I'@{[Httpd->top_srcdir]}' -std=gnu99 -Wall -Wextra -Werror"
        . " @options -fPIC -shared -o '$file' '$source' 2>&1";
    return scalar `$command`;
}

# Compiles t/lib/dbd_driver.c as "DBDriver as$_" for each of these drivers, and lets httpd find
# them in the folder, where APR looks first. Skips the test file if APR has no drivers in files.
sub drivers
{
    my ($dir, @names) = @_;
    for my $name (@names) {
        my $said = compile("$dir/apr_dbd_as$name-1.so", Httpd->top_srcdir . '/t/lib/dbd_driver.c',
                           "-DFILE_NAME=as$name", qq(-DNAME='"$name"'));
        die $said if length $said;
    }
    $ENV{LD_LIBRARY_PATH} = join ':', "$dir", grep { length } $ENV{LD_LIBRARY_PATH} // '';
    need_driver("as$names[0]");
}

# The module with the provider "test", as compiled.
sub provider
{
    my $dir = shift;
    return compiled($dir, 'list_provider', Httpd->top_srcdir . '/t/lib/list_provider.c');
}

1;
