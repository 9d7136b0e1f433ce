# SPDX-License-Identifier: Apache-2.0
#
# Builds with one changed source: compiles its object, and links the requested program or
# module with it and with the other objects that make has built.
#
#   my $build = Build->new($folder);                # where new files go
#   my $object = $build->compile($file, $text);     # undef: it does not compile
#   my $other = $build->sanitized($file);           # of the same text
#   my $module = $build->module($object);           # mod_cors.so
#   my $program = $build->program('t/unit/test_names', $object);
#
# Without an object, the unchanged module or program is linked.

package Build;
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use File::Basename qw(basename dirname);
use File::Path qw(make_path);
use Files;
use POSIX ();

# Variables of make, which starts this in the build folder.
sub _words { return split ' ', $ENV{$_[0]} // '' }

my @CC = _words('CC');
my @OPTIONS = (qw(-std=c99 -O2 -fPIC -w),
               qw(-Werror=int-conversion -Werror=implicit-function-declaration));
my @SANITIZERS = ('-fsanitize=address,undefined', '-fno-sanitize-recover=undefined');

sub new
{
    my ($class, $folder) = @_;
    my @glue = sort grep { -e } glob('.libs/mod_cors_la-*.o src/*/.libs/mod_cors_la-*.o');
    -e '.libs/libcors.a' && @glue or die "run this by make mutation, in the folder of the build\n";
    return bless { folder => $folder, glue => \@glue }, $class;
}

sub is_core { return $_[0] =~ m{^src/\w+/cors_} }

# The changed source has the path of the original, so that messages name the same file.
sub compile
{
    my ($self, $file, $text) = @_;
    my $source = "$self->{folder}/$file";
    my $object = $source =~ s/c$/o/r;
    make_path(dirname($source));
    spurt($source, $text);
    return _quietly(@CC, @OPTIONS, _flags($file), '-c', '-o', $object, $source) ? $object : undef;
}

sub _flags
{
    my ($file) = @_;
    return is_core($file) ? (_words('CORE_CPPFLAGS'), '-fvisibility=hidden')
        : _words('GLUE_CPPFLAGS');
}

# The last compiled source, with sanitizers; undef if the compiler has none.
sub sanitized
{
    my ($self, $file) = @_;
    my $source = "$self->{folder}/$file";
    my $object = $source =~ s/c$/san.o/r;
    return _quietly(@CC, @OPTIONS, _flags($file), @SANITIZERS, '-c', '-o', $object, $source)
        ? $object : undef;
}

# A hash that differs for different objects.
sub digest
{
    my ($object) = @_;
    return md5_hex(slurp($object));
}

sub module
{
    my ($self, $object) = @_;
    my $name = defined $object ? basename($object) : '';
    my @others = grep { !/-\Q$name\E$/ } @{$self->{glue}};
    return $self->_link('mod_cors.so', '-shared', defined $object ? $object : (), @others,
                        '.libs/libcors.a');
}

sub program
{
    my ($self, $name, $object) = @_;
    my @own = ("$name.o");
    if ($name =~ m{^t/fuzz/replay_(\w+)}) {
        @own = ('t/fuzz/main.o', "t/fuzz/fuzz_$1.o", 't/fuzz/.libs/liboracle.a');
    }
    # The linker does not use the archive's member of that name: the object defines it all.
    return $self->_link(basename($name), @own, defined $object ? $object : (), '.libs/libcors.a',
                        ($object // '') =~ /\.san\.o$/ ? @SANITIZERS : (),
                        _words('CHECK_LIBS'), _words('APR_LIBS'));
}

sub _link
{
    my ($self, $name, @what) = @_;
    my $to = "$self->{folder}/$name";
    unlink $to;
    _quietly(@CC, '-o', $to, @what, _words('LIBPSL_LIBS'), _words('LIBIDN2_LIBS'))
        or die "cannot link $name:\n" . join(' ', @what) . "\n";
    return $to;
}

sub _quietly
{
    my @command = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        { exec @command }
        POSIX::_exit(127);
    }
    waitpid $pid, 0;
    return $? == 0;
}

1;
