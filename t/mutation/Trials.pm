# SPDX-License-Identifier: Apache-2.0
#
# The tests that a mutant meets, in the order of t/mutation/tests.
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

sub new
{
    my ($class, $build, $top) = @_;
    my $self = bless { build => $build, top => $top, first => {}, limits => {} }, $class;
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
        my $limit = $self->_limit($test) // next;
        my ($passed, $why);
        if ($test =~ /\.t$/) {
            $module //= $self->{build}->module($object);
            ($passed, $why) = $self->_live($test, $module, $limit);
        }
        else {
            ($passed, $why) = $self->_program($test, $object, $limit);
        }
        return "$test: $why" if !$passed;
    }
    return;
}

# The seconds that a test may take: it is first run on the module as it is, where
# it has to pass. undef: it does not, so it tells nothing.
sub _limit
{
    my ($self, $test) = @_;
    return $self->{limits}{$test} if exists $self->{limits}{$test};
    my $start = time;
    my ($passed, $why) = $test =~ /\.t$/
        ? $self->_live($test, $self->{plain} //= $self->_plain_module, 300)
        : $self->_program($test, undef, 300);
    print "$test is left out, it fails as it is: $why\n" if !$passed;
    return $self->{limits}{$test} = $passed ? 10 + int(5 * (time - $start)) : undef;
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
    my ($self, $test, $object, $limit) = @_;
    my $program = $self->{build}->program($test, $object);
    return Trial::run($self->{build}{folder}, $limit, {}, $program);
}

sub _live
{
    my ($self, $test, $module, $limit) = @_;
    return Trial::run($self->{build}{folder}, $limit, { MOD_CORS_SO => $module },
                      $^X, "$self->{top}/$test");
}

1;
