# SPDX-License-Identifier: Apache-2.0
#
# A private PHP-FPM: one process that listens on a Unix socket and one on a free
# loopback port.
#
#   my $php = PhpFpm->new;              # skips the test file where there is none
#   $php->socket, $php->port            # for httpd's configuration
#
# It ends with the object.

package PhpFpm;
use strict;
use warnings;
use File::Temp ();
use Httpd;
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep);

my $START_LIMIT = 60;           # seconds
my $owner = $$;

sub binary { return (grep { -x } glob '/usr/sbin/php-fpm*')[0] }

sub new
{
    my $class = shift;
    my $binary = binary() or Httpd::skip_all('needs PHP-FPM');
    for (1 .. 5) {
        my $self = bless { dir => File::Temp->newdir('php-XXXXXX', TMPDIR => 1) }, $class;
        $self->{port} = free_port();
        chmod 0755, "$self->{dir}";
        $self->_write_conf;
        return $self if $self->_start($binary);
        next if $self->log_text =~ /Address already in use/;     # lost the race
        die $self->log_text, "PHP-FPM did not start\n";
    }
    die "no free port for PHP-FPM\n";
}

sub free_port
{
    my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        or die "no loopback port: $!\n";
    return $socket->sockport;
}

sub _write_conf
{
    my $self = shift;
    my $user = '';
    if ($> == 0) {
        my ($name) = grep { defined getpwnam $_ } qw(www-data apache nobody);
        $user = "user = $name\ngroup = " . getgrgid((getpwnam $name)[3]) . "\n";
    }
    my $pool = "${user}listen.mode = 0666\npm = static\npm.max_children = 1\n"
        . "php_admin_flag[display_errors] = off\n";    # as Debian's php.ini
    open my $fh, '>', "$self->{dir}/conf" or die "PHP-FPM's configuration: $!\n";
    print $fh "[global]\nerror_log = $self->{dir}/log\n"
        . "[unix]\nlisten = $self->{dir}/socket\n$pool"
        . "[tcp]\nlisten = 127.0.0.1:$self->{port}\n$pool";
    close $fh or die "PHP-FPM's configuration: $!\n";
}

# Returns false when it ended before it was up; its log says why.
sub _start
{
    my ($self, $binary) = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$self->{dir}/stderr";
        open STDERR, '>&', \*STDOUT;
        { exec $binary, qw(--nodaemonize --no-php-ini --fpm-config), "$self->{dir}/conf" }
        POSIX::_exit(1);
    }
    for (1 .. 50 * $START_LIMIT) {
        if ($self->log_text =~ /ready to handle connections/) { $self->{pid} = $pid; return 1 }
        return 0 if waitpid($pid, WNOHANG) == $pid;
        sleep 0.02;
    }
    Httpd::stop_pid($pid, 'TERM');
    return 0;
}

sub log_text
{
    my $self = shift;
    my $text = '';
    for my $name (qw(stderr log)) {
        open my $fh, '<', "$self->{dir}/$name" or next;
        local $/;
        $text .= <$fh>;
    }
    return $text;
}

sub socket { return "$_[0]{dir}/socket" }
sub port { return $_[0]{port} }

sub DESTROY
{
    my $self = shift;
    local ($@, $?);
    Httpd::stop_pid(delete $self->{pid}, 'TERM') if $self->{pid} && $$ == $owner;
}

1;
