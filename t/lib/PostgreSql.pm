# SPDX-License-Identifier: Apache-2.0
#
# A private PostgreSQL of one test, on a free loopback port and a socket in its own folder. For
# root it runs as an ordinary user, because it refuses to run as root.
#
#   my $db = PostgreSql->new;                   # undef: it is not installed
#   $db->sql('CREATE TABLE t (origin text)');
#   my $params = $db->params('connect_timeout=2');      # for DBDParams
#   $db->stop; $db->start;
#   $db->signal('STOP');                        # to the server and its processes
#   my $text = $db->log_text;                   # has each statement

package PostgreSql;
use strict;
use warnings;
use File::Temp ();
use Files;
use Ports;
use Process qw(ordinary_user);

my $START_LIMIT = 60;           # seconds

sub new
{
    my ($class) = @_;
    my ($bin) = sort { $b cmp $a } grep { -x "$_/initdb" } glob('/usr/lib/postgresql/*/bin'), '/usr/bin';
    return if !$bin;
    my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
    my ($user) = ordinary_user();
    chown +(getpwnam $user)[2, 3], $dir if $user;
    chmod 0755, $dir;
    my ($port) = free_ports(1);
    my $self = bless { dir => $dir, bin => $bin, user => $user, port => $port }, $class;
    $self->_run('initdb', '-D', "$dir/data", '-A', 'trust', '-U', 'owner', '--no-sync', '--locale=C', '-E', 'UTF8');
    Files::spurt("$dir/data/postgresql.conf", $self->_conf);
    $self->start;
    return $self;
}

sub _conf
{
    my $self = shift;
    return <<"CONF";
listen_addresses = '127.0.0.1'
port = $self->{port}
unix_socket_directories = '$self->{dir}'
fsync = off
log_statement = all
log_connections = on
max_connections = 20
shared_buffers = 16MB
CONF
}

# Runs a program of PostgreSQL as its user; dies if it fails.
sub _run
{
    my ($self, $program, @arguments) = @_;
    my $process = Process->start(command => ["$self->{bin}/$program", @arguments], user => $self->{user});
    $process->wait_for_end($START_LIMIT);
    die "$program: ", $process->output, "\n" if $process->stop;
}

sub start
{
    my $self = shift;
    $self->{process} = Process->start(command => ["$self->{bin}/postgres", '-D', "$self->{dir}/data"],
                                      user => $self->{user}, output => "$self->{dir}/log.@{[++$self->{starts}]}");
    $self->{process}->wait_until($START_LIMIT, sub { $self->log_text =~ /ready to accept connections(?!.*shutting down)/s && $self->_answers })
        or die "PostgreSQL does not start:\n", $self->log_text;
}

sub _answers { my $self = shift; return eval { $self->sql('SELECT 1'); 1 } }

# Runs SQL as the owner of everything, in this database.
sub sql
{
    my ($self, $sql, $database) = @_;
    $self->_run('psql', '-X', '-q', '-h', $self->{dir}, '-p', $self->{port}, '-U', 'owner', '-v', 'ON_ERROR_STOP=1',
                '-d', $database // 'postgres', '-c', $sql);
}

sub params
{
    my ($self, $more) = @_;
    return "host=$self->{dir} port=$self->{port} dbname=postgres user=cors " . ($more // '');
}

# Ends it as an administrator does, or by KILL.
sub stop { my ($self, $signal) = @_; (delete $self->{process})->stop($signal // 'INT') }

# To the server and all its processes.
sub signal { my ($self, $signal) = @_; kill $signal => -$self->{process}->pid }

sub log_text { my $self = shift; return join '', map { Files::slurp("$self->{dir}/log.$_", '') } 1 .. $self->{starts} }

sub DESTROY { my $self = shift; local $@; $self->signal('CONT') if $self->{process}; $self->{process}->stop('INT') if $self->{process} }

1;
