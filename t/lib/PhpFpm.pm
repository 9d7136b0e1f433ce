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
use Files;
use Httpd;
use Ports;
use Process qw(ordinary_user);

my $START_LIMIT = 60;           # seconds

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

sub _write_conf
{
    my $self = shift;
    my ($user, $group) = ordinary_user();
    my $pool = (defined $user ? "user = $user\ngroup = $group\n" : '')
        . "listen.mode = 0666\npm = static\npm.max_children = 1\n"
        . "php_admin_flag[display_errors] = off\n";    # as Debian's php.ini
    spurt("$self->{dir}/conf", "[global]\nerror_log = $self->{dir}/log\n",
          "[unix]\nlisten = $self->{dir}/socket\n$pool",
          "[tcp]\nlisten = 127.0.0.1:$self->{port}\n$pool");
}

# Returns false if it ended before it was up; its log has the reason.
sub _start
{
    my ($self, $binary) = @_;
    my @options = qw(--nodaemonize --no-php-ini --fpm-config);
    $self->{process} = Process->start(command => [$binary, @options, "$self->{dir}/conf"],
                                      output => "$self->{dir}/stderr");
    return $self->{process}->wait_until($START_LIMIT, sub {
        $self->log_text =~ /ready to handle connections/;
    });
}

sub log_text { my $self = shift; return join '', map { slurp("$self->{dir}/$_", '') } qw(stderr log) }
sub socket { return "$_[0]{dir}/socket" }
sub port { return $_[0]{port} }

# Before its folder is removed.
sub DESTROY { local $@; delete $_[0]{process} }

1;
