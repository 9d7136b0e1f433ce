# SPDX-License-Identifier: Apache-2.0
#
# A command, or a Perl function, that runs in a separate process group until it is stopped: at
# the latest when the object or the test ends, even by die or a signal.
#
#   my $nginx = Process->start(command => ['nginx', '-c', $conf], output => $file);
#   $nginx->wait_until(30, sub { listens($port) }) or die $nginx->output;
#   my $status = $nginx->stop;          # in the form of $?
#
#   my $server = Process->start_server($port, 'nginx', '-c', $conf);    # all of this
#
# Options of start:
#   command   the program and its arguments; or code, a function that writes to STDOUT
#   input     a handle, if not /dev/null
#   output    a file or a handle, if not a temporary file
#   errors    a file, if standard error is not to be in the output
#   env       variables to set; those that are undef are removed
#   user      the user to run as, if not undef
#   patience  seconds from TERM to KILL, if not 10

package Process;
use strict;
use warnings;
use Exporter qw(import);
use File::Temp ();
use Files;
use IO::Handle;
use Ports;
use POSIX qw(WNOHANG);
use Scalar::Util qw(weaken);
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(ordinary_user program wait_for);

my $START_LIMIT = 30;           # seconds, of start_server
my %running;                    # pid => object

$SIG{$_} ||= sub { exit 1 } for qw(INT TERM HUP PIPE);      # so that END runs

# All are signalled first: some take seconds to end.
END {
    local $?;
    my @left = grep { $_ && $_->{owner} == $$ } values %running;
    $_->signal('TERM') for @left;
    $_->stop for @left;
}

# The path of the first of these programs that is installed, or undef.
sub program
{
    for my $name (@_) {
        for my $dir (split(/:/, $ENV{PATH}), qw(/usr/sbin /usr/local/sbin)) {
            return "$dir/$name" if -x "$dir/$name" && !-d _;
        }
    }
    return undef;
}

# For root, a user without privileges and its group; for others nothing.
sub ordinary_user
{
    return if $> != 0;
    my ($user) = grep { defined getpwnam $_ } qw(www-data apache nginx nobody);
    return wantarray ? ($user, scalar getgrgid((getpwnam $user)[3])) : $user;
}

# Calls the function until it returns true or the limit, in seconds, is reached. Returns its
# last value.
sub wait_for
{
    my ($limit, $holds) = @_;
    my ($end, $pause) = (time + $limit, 0.001);
    my $result;
    until ($result = $holds->()) {
        last if time > $end;
        sleep $pause;
        $pause *= 2 if $pause < 0.02;
    }
    return $result;
}

sub start
{
    my ($class, %opt) = @_;
    my $self = bless { patience => 10, %opt, owner => $$ }, $class;
    $self->{output} //= File::Temp->new(TEMPLATE => 'mod_cors-output-XXXXXX', TMPDIR => 1);
    $self->{pid} = fork // die "fork: $!\n";
    $self->_run if !$self->{pid};
    setpgrp $self->{pid}, $self->{pid};         # both do, whichever is first
    # Only the child keeps them open: the other end notices when it ends.
    delete @$self{grep { ref $opt{$_} } qw(input output)};
    weaken($running{$self->{pid}} = $self);
    return $self;
}

# Returns when the command accepts connections to the port; dies if it does not.
sub start_server
{
    my ($class, $port, @command) = @_;
    my $self = $class->start(command => \@command);
    return $self if $self->wait_until($START_LIMIT, sub { listens($port) });
    $self->stop;
    die "$command[0] does not listen on port $port:\n", $self->output;
}

# The child process; does not return.
sub _run
{
    my $self = shift;
    setpgrp;
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP PIPE);
    my ($input, $output, $env) = @$self{qw(input output env)};
    open STDIN, $input ? '<&' : '<', $input // '/dev/null';
    open STDOUT, ref $output ? '>&' : '>', $output;
    defined $self->{errors} ? open STDERR, '>', $self->{errors} : open STDERR, '>&', \*STDOUT;
    STDOUT->autoflush;
    for (keys %{$env || {}}) { defined $env->{$_} ? $ENV{$_} = $env->{$_} : delete $ENV{$_} }
    my $failed = !eval { $self->_work; 1 };
    print STDOUT $@ if $failed;
    POSIX::_exit($failed ? 127 : 0);
}

sub _work
{
    my $self = shift;
    _become($self->{user}) if defined $self->{user};
    return $self->{code}->() if $self->{code};
    my $command = $self->{command};
    no warnings 'exec';
    exec { $command->[0] } @$command;
    die "cannot run $command->[0]: $!\n";
}

sub _become
{
    my $user = shift;
    my ($uid, $gid) = (getpwnam $user)[2, 3];
    $) = "$gid $gid";
    $( = $gid;
    ($<, $>) = ($uid, $uid);
    die "cannot become $user\n" if $> != $uid || $< != $uid;
}

sub pid { return $_[0]{pid} }

# Signals only the process, not its group.
sub signal { my ($self, $signal) = @_; return $self->is_alive && kill $signal => $self->{pid} }

sub is_alive
{
    my $self = shift;
    return 0 if defined $self->{status};
    local ($?, $!);
    return 1 if waitpid($self->{pid}, WNOHANG) == 0;
    $self->{status} = $?;
    return 0;
}

# Its status in the form of $?; undef while it is running.
sub status { my $self = shift; return $self->is_alive ? undef : $self->{status} }

# Waits until the condition holds (true), the process ends, or the limit in seconds is
# reached (both false).
sub wait_until
{
    my ($self, $limit, $holds) = @_;
    my $result;
    wait_for($limit, sub { my $is_alive = $self->is_alive; ($result = $holds->()) || !$is_alive });
    return $result;
}

sub wait_for_end { my ($self, $limit) = @_; return wait_for($limit, sub { !$self->is_alive }) }

# Asks the process to end, by TERM or another signal, so that it can end its children; then
# ends the rest of its group. Returns the status.
sub stop
{
    my ($self, $signal) = @_;
    my $pid = $self->{pid};
    return $self->{status} if $self->{owner} != $$ || !exists $running{$pid};
    delete $running{$pid};
    local ($?, $!, $@);
    for ([$signal || 'TERM', $pid], [TERM => $pid], [KILL => -$pid]) {
        kill @$_ if $self->is_alive;
        last if $self->wait_for_end($self->{patience});
    }
    for my $last (qw(TERM KILL)) {
        kill $last => -$pid or last;
        last if wait_for($self->{patience}, sub { !kill 0 => -$pid });
    }
    return $self->{status};
}

# Its output, if not written to a handle.
sub output { my $self = shift; return slurp("$self->{output}", '') }

sub DESTROY { my $self = shift; $self->stop }

1;
