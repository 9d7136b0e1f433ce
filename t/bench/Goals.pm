# SPDX-License-Identifier: Apache-2.0
#
# Compares the figures with the goals. A goal whose figures are missing is not met.

package Goals;
use strict;
use warnings;
use Instructions;
use List::Util qw(max min sum);

my $TEXT = 34;                  # an origin of 33 bytes as a C string

# [goal, limit, measured, met]: at most the limit; undef where not measured.
sub _at_most
{
    my ($goal, $limit, $measured, $format) = @_;
    $format //= '%.0f';
    my @shown = map { defined $_ ? sprintf $format, $_ : 'not measured' } $limit, $measured;
    my $met = defined $limit && defined $measured && $measured <= $limit;
    return [$goal, @shown, $met ? 'met' : 'NOT MET'];
}

sub _inside
{
    my $result = shift;
    my $added = sub { return Instructions::added($result, @_) };
    # If nothing is in force, the module treats all GETs alike.
    my @nothing = grep { defined } map { $added->('no directive', 0, $_) } 'no Origin', 'allowed', 'refused';
    my $allocations = $added->('no directive', 0, 'no Origin', 'allocations');
    my $largest = max(keys %{$result->{module}}) // 2;
    my ($two, $most) = map { $added->('module', $_, 'allowed') } 2, $largest;
    my $apart = $two && $most ? 100 * abs($most / $two - 1) : undef;
    return (
        _at_most('no directive anywhere: instructions, mean of all GETs', 150,
                 @nothing ? sum(@nothing) / @nothing : undef),
        _at_most('no directive anywhere: allocations', 0,
                 defined $allocations ? sprintf('%.0f', abs $allocations) : undef),
        _at_most('policy, no Origin: instructions', 1500, $added->('module', 2, 'no Origin')),
        _at_most('actual, refused: instructions', 2610, $added->('module', 2, 'refused')),
        _at_most('actual, allowed: instructions', 3110, $two),
        _at_most('actual, allowed: below the static fields', $added->('static fields', 2, 'allowed'), $two),
        _at_most("actual, allowed: 2 and $largest origins differ", 5, $apart, '%.1f %%'),
        _at_most('preflight, allowed: added to bare OPTIONS', 805, $added->('module', 2, 'preflight allowed')),
        _at_most('preflight, refused: added to bare OPTIONS', -1505, $added->('module', 2, 'preflight refused')),
        _at_most('8,000-byte Origin: a refused short one', $added->('module', 2, 'refused'),
                 $added->('module', 2, '8,000-byte Origin')),
        _at_most('.htaccess of ten lines: ten Header lines',
                 $added->('.htaccess, 10 Header lines', 4, 'allowed'),
                 $added->('.htaccess, 10 Cors lines', 4, 'allowed')),
    );
}

# The worst over all numbers of patterns from at_least on.
sub _worst
{
    my ($core, $name, $unit, $at_least) = @_;
    my $figures = $core->{$name} || {};
    return max(grep { defined } map { $figures->{$_}{$unit} }
               grep { $_ >= ($at_least || 0) } keys %$figures);
}

sub _core
{
    my ($counted, $timed, $per_origin) = @_;
    my $allocations = max(map { _worst($timed, $_, 'allocations') // 0 }
                          grep { /\.(?:lookup|decide)$/ } keys %$timed);
    return (
        _at_most('look-up of an exact origin of 24 bytes, any set: instructions', 150,
                 max(grep { defined } map { _worst($counted, "$_.allowed.lookup", 'instructions') }
                     'exact', 'last-bytes')),
        _at_most('look-up of a parsed origin of 24 bytes: instructions', 600,
                 _worst($counted, 'exact.refused.lookup', 'instructions')),
        _at_most('look-up and decision: allocations', 0, $allocations),
        _at_most('exact origin, 1,000 and more: bytes in addition to its text', 96,
                 _worst($timed, 'build.exact', 'bytes', 1000)),
        _at_most("exact origin in httpd: resident bytes, its text twice ($TEXT each) included",
                 96 + 2 * $TEXT, $per_origin),
        _at_most('building a set: instructions per exact origin', 2000,
                 _worst($counted, 'build.exact', 'instructions')),
        _at_most('building a set: time per origin, most by least', 2,
                 _growth($timed->{'build.exact'}, 'ns', 1000), '%.2f'),
        _at_most('exact origin in a container: instructions in addition to a plain policy', 1000,
                 _contained($counted)),
        _at_most('exact origin in a list: instructions in addition to a directive', 100,
                 _listed($counted, 'allowed')),
        _at_most('origin not in a list: instructions in addition to a directive', 100,
                 _listed($counted, 'refused')),
        _at_most('look-up in a list of 10 rows and more: instructions, most by least', 1.1,
                 _growth($counted->{'list.exact.allowed.lookup'}, 'instructions', 10), '%.2f'),
        _at_most('building a list of a million rows: ns for each row', 700,
                 ($timed->{'list-build.exact'}{1_000_000} || {})->{ns}),
        _at_most('merging two sections: allocations', 1,
                 max(map { _worst($timed, "merge.$_", 'allocations') // () } qw(replaces extends))),
    );
}

# The most that a container with an exact origin adds, of all numbers of containers.
sub _contained
{
    my ($contained, $plain) = map { $_[0]{"container.exact.$_"} || {} } qw(contained plain);
    return max(map { $contained->{$_}{instructions} - $plain->{$_}{instructions} }
               grep { $plain->{$_} } keys %$contained);
}

# The most that a look-up in a list adds, of all numbers of rows.
sub _listed
{
    my ($counted, $kind) = @_;
    my ($list, $set) = map { $counted->{"list.exact.$kind.$_"} || {} } qw(lookup directive);
    return max(map { $list->{$_}{instructions} - $set->{$_}{instructions} } grep { $set->{$_} } keys %$list);
}

# The largest figure per origin divided by the smallest, for this many origins or more.
sub _growth
{
    my ($figures, $unit, $at_least) = (shift || {}, @_);
    my @figures = grep { defined } map { $figures->{$_}{$unit} } grep { $_ >= $at_least } keys %$figures;
    return @figures > 1 ? max(@figures) / min(@figures) : undef;
}

sub _load
{
    my ($load, $memory) = @_;
    my ($h1) = grep { $_->{client} =~ m{h2load, HTTP/1} && $_->{kind} eq 'allowed' } @{$load->{loads} || []};
    my ($bare, $module) = map { ($memory->{$_} || {})->{Rss} } 'bare', 'module';
    return (
        _at_most('CPU time of an allowed GET by that of the bare server, median', 1.05,
                 $h1 && $h1->{ratios}{module}{cpu}[0], '%.3f'),
        _at_most('resident memory of a child at 2 origins over bare: KB', 300,
                 $bare && $module ? $module - $bare : undef),
    );
}

# All goals, for the figures of a run.
sub compare
{
    my $found = shift;
    return (_inside($found->{instructions}),
            _core($found->{core}, $found->{core_time}, $found->{per_origin}),
            _load(@$found{qw(load memory)}));
}

1;
