# SPDX-License-Identifier: Apache-2.0
#
# The output of `httpd -t` for configurations that are written to the same file in turn.
#
#   my $test = ConfigTest->new(before => $lines, modules => [...]);     # both optional
#   my ($is_legal, $says) = $test->check($conf);        # the file's name is FILE there
#   for (ConfigTest::warnings_of($page)) { my ($conf, $says) = @$_; ... }

package ConfigTest;
use strict;
use warnings;
use Httpd;

sub new
{
    my ($class, %opt) = @_;
    my $conf = join "\n", $opt{before} // (), 'Include "@ROOT@/case.conf"';
    my $h = Httpd->_lay_out(conf => $conf, modules => $opt{modules});
    return bless { h => $h, command => join(' ', map { "'$_'" } $h->_command, '-t') }, $class;
}

sub check
{
    my ($self, $conf) = @_;
    $self->{h}->write_file('case.conf', $conf);
    my $output = `$self->{command} 2>&1`;
    my $is_legal = $? == 0;
    return ($is_legal, $output =~ s{\Q$self->{h}{root}\E/case\.conf}{FILE}gr);
}

# The configurations of a case file, each with its warnings. Line numbers count from the
# first line of the configuration.
sub warnings_of
{
    my $page = shift;
    return map { my ($conf, $says) = split /^--\n/m; [$conf, $says // ''] } split /^==\n/m, $page;
}

# The text of a configuration, joined to one line.
sub label { my $conf = shift; return $conf =~ s/\n\s*(?!\z)/, /gr =~ s/\n//gr }

1;
