# SPDX-License-Identifier: Apache-2.0
#
# Runs the tests of a mutant, in the order of t/mutation/tests.
#
#   my $trials = Trials->new($build, $top);         # $build: a Build
#   my $test = $trials->killer($file, $object);     # undef: it survives

package Trials;
use strict;
use warnings;
use Build;
use Cwd qw(getcwd);
use Time::HiRes qw(time);
use Trial;

# Seconds; they end endless loops.
my ($PROGRAM_LIMIT, $LIVE_LIMIT) = (20, 120);

sub new
{
    my ($class, $build, $top) = @_;
    my $self = bless { build => $build, top => $top, first => {}, sound => {} }, $class;
    $self->{programs} = [grep { -x && -f } sort glob('t/fuzz/replay_* t/unit/test_*')];
    $self->{live} = [map { s{^\Q$top\E/}{}r } sort glob("'$top'/t/*.t")];
    $self->_read_table("$top/t/mutation/tests");
    return $self;
}

sub _read_table
{
    my ($self, $path) = @_;
    my %programs = map { m{([^/]+)$}, $_ } @{$self->{programs}};
    open my $in, '<', $path or die "$path: $!\n";
    while (my $line = <$in>) {
        next if $line !~ /^([^#:]+):(.*)/;
        my ($file, @names) = ($1, split ' ', $2);
        -e "$self->{top}/$file" or die "$path:$.: there is no $file\n";
        my @tests = map { /\.t$/ ? "t/$_" : $programs{$_} // () } @names;
        $self->{own}{$file} = [grep { !/\.t$/ } @tests];
        push @tests, @{$self->{programs}} if Build::is_core($file);
        $self->{first}{$file} = [_once((grep { !/\.t$/ } @tests), grep { /\.t$/ } @tests)];
    }
}

sub _once { my %seen; return grep { !$seen{$_}++ } @_ }

sub killer
{
    my ($self, $file, $object) = @_;
    my @tests = @{$self->{first}{$file} || die "t/mutation/tests has no line for $file\n"};
    @tests = _once(@tests, @{$self->{live}}) if $ENV{WIDE};
    my $module;
    for my $test (@tests) {
        my ($passed, $why);
        if ($test =~ /\.t$/) {
            $module //= $self->{build}->module($object);
            ($passed, $why) = $self->_live($test, $module);
        }
        else {
            ($passed, $why) = $self->_program($test, $object);
        }
        return "$test: $why" if !$passed && $self->_is_sound($test);
    }
    return Build::is_core($file) ? $self->_sanitized($file) : undef;
}

# Runs with sanitizers, which notice harmless accesses beyond an array.
sub _sanitized
{
    my ($self, $file) = @_;
    my $object = $self->{build}->sanitized($file) // return;
    my %env = (ASAN_OPTIONS => 'detect_leaks=0', UNLIMITED_MEMORY => 1);
    for my $test (@{$self->{own}{$file}}) {
        my ($passed, $why) = $self->_program($test, $object, %env);
        return "$test, sanitized: $why" if !$passed;
    }
    return;
}

# Whether the test passes with the unchanged module; otherwise it is not used.
sub _is_sound
{
    my ($self, $test) = @_;
    return $self->{sound}{$test} if exists $self->{sound}{$test};
    my ($passed, $why) = $test =~ /\.t$/
        ? $self->_live($test, $self->{plain} //= $self->_plain_module)
        : $self->_program($test);
    print "$test is left out, it fails as it is: $why\n" if !$passed;
    return $self->{sound}{$test} = $passed;
}

sub _plain_module
{
    my ($self) = @_;
    my $module = $self->{build}->module;
    rename $module, "$module.plain" or die "$module: $!\n";
    return "$module.plain";
}

sub _program
{
    my ($self, $test, $object, %env) = @_;
    my $program = $self->{build}->program($test, $object);
    return Trial::run($self->{build}{folder}, $PROGRAM_LIMIT, \%env, $program);
}

sub _live
{
    my ($self, $test, $module) = @_;
    return Trial::run($self->{build}{folder}, $LIVE_LIMIT, { MOD_CORS_SO => $module },
                      $^X, "$self->{top}/$test");
}

1;
