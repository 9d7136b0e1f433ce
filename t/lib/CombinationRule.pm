# SPDX-License-Identifier: Apache-2.0
#
# The rule of docs/messages.md about forbidden combinations, followed literally, and
# small random configurations to test it with.
#
#   my $configuration = CombinationRule->random;
#   my $text = $configuration->text;
#   my ($must, $may, $once) = $configuration->verdicts;    # line => 1, as "warns 4 * 2"
#
# $once has the beginnings of lines ("4 *") of which at least one must be there.
#
# httpd -t checks a <Directory> with a <Location> only if each of them contains one half of
# the combination. It may also report settings that the sections around them add.

package CombinationRule;
use strict;
use warnings;

my %VALUES = (
    CorsAllowOrigin => ['*', 'https://a.example', 'http://h.example', 'null', 'None', '+*',
                        '+http://h.example', '+https://b.example'],
    CorsExposeHeaders => ['*', 'X-A', '+*', 'None'],
    CorsAllowCredentials => ['On', 'On', 'On', 'Off'],
    CorsEngine => [qw(On Off ReportOnly)],
    CorsDangerouslyTolerate => [qw(InsecureOrigins NullOrigin None)],
    CorsMaxAge => [5],
);
my @DIRECTIVES = ((qw(CorsAllowOrigin CorsAllowCredentials)) x 4, sort keys %VALUES);
my @PATHS = ('/a', '/a/', '/a/b', '/a/b/c', '/a-b', '/d', '/');
my %TOLERANCE = ('http://h.example' => 'InsecureOrigins', null => 'NullOrigin');

sub pick { return $_[rand @_] }

# ---- random configurations ---------------------------------------------------

sub settings
{
    my ($most) = @_;
    return { map { ($_ => { value => pick(@{$VALUES{$_}}) }) } map { pick(@DIRECTIVES) } 1 .. rand($most + 1) };
}

sub inner_sections
{
    my ($depth, $may_be_files) = @_;
    return [] if !$depth || rand() < 0.7;
    return [map { { head => $_, tail => /(\w+)/, set => settings(2), inside => inner_sections($depth - 1, 0) } }
            $may_be_files && rand() < 0.5 ? 'Files "x"' : 'If "true"'];
}

sub sections
{
    return map {
        my $kind = pick(qw(Directory Location));
        my $is_literal = rand() < 0.85;
        my $path = pick(@PATHS);
        { kind => $kind, path => $is_literal ? $path : undef, set => settings(2), inside => inner_sections(2, $kind eq 'Directory'),
          head => $is_literal ? qq($kind "$path") : qq(${kind}Match "^$path"), tail => $is_literal ? $kind : "${kind}Match" };
    } 1 .. rand 5;
}

sub random
{
    my ($class) = @_;
    my @servers = map { { is_server => 1, set => settings($_ ? 1 : 2), inside => inner_sections(2, 1), sections => [sections()] } }
        0 .. rand 3;
    return bless { servers => \@servers, line => 0 }, $class;
}

# The text; remembers the line of each directive.
sub text
{
    my ($self) = @_;
    $self->{line} = 0;
    my ($main, @hosts) = @{$self->{servers}};
    my $text = $self->_lines($main);
    for my $i (0 .. $#hosts) {
        $self->{line}++;
        $text .= "<VirtualHost *:@{[$i + 1]}>\n" . $self->_lines($hosts[$i]) . "</VirtualHost>\n";
        $self->{line}++;
    }
    return $text;
}

sub _lines
{
    my ($self, $section) = @_;
    my $text = '';
    for my $name (sort keys %{$section->{set}}) {
        $section->{set}{$name}{line} = ++$self->{line};
        $text .= "$name $section->{set}{$name}{value}\n";
    }
    for (@{$section->{inside}}, @{$section->{sections} || []}) {
        $self->{line}++;
        $text .= "<$_->{head}>\n" . $self->_lines($_) . "</$_->{tail}>\n";
        $self->{line}++;
    }
    return $text;
}

# ---- merged sections ---------------------------------------------------------------

# Merges sections in this order: a list has [value, line, section] of each value.
sub merged
{
    my %merged = (CorsAllowOrigin => [], CorsExposeHeaders => []);
    for my $section (@_) {
        for my $name (keys %{$section->{set}}) {
            my ($value, $line) = @{$section->{set}{$name}}{qw(value line)};
            my $extends = $value =~ s/^\+//;
            if (ref $merged{$name} eq 'ARRAY' && $name =~ /Origin|Headers/) {
                my @own = $value eq 'None' ? () : [$value, $line, $section];
                $merged{$name} = [$extends ? @{$merged{$name}} : (), @own];
            }
            else {
                $merged{$name} = [$value, $line, $section];
            }
        }
    }
    return \%merged;
}

sub value_of { my ($merged, $name, $default) = @_; return $merged->{$name} ? $merged->{$name}[0] : $default }

# The forbidden combinations: {text, directive, tolerance, sections, outside}. Other
# sections have origin rules if $rules_elsewhere.
sub faults
{
    my ($merged, $rules_elsewhere) = @_;
    my @origins = @{$merged->{CorsAllowOrigin}};
    return if !(@origins || $rules_elsewhere) || value_of($merged, 'CorsEngine', 'On') eq 'Off';
    my (undef, $with, $other) = @{$merged->{CorsAllowCredentials} || []};
    my $on = value_of($merged, 'CorsAllowCredentials', 'Off') eq 'On';
    my $tolerated = value_of($merged, 'CorsDangerouslyTolerate', 'None');
    my @faults;
    for (@origins) {
        my ($value, $line, $section) = @$_;
        my $tolerance = $on && $value eq 'null' ? undef : $TOLERANCE{$value};
        next if $value =~ /^https/ || ($tolerance && $tolerated eq $tolerance);
        push @faults, { text => "$line $value" . ($on ? " $with" : ''), directive => 'CorsAllowOrigin',
                        tolerance => $tolerance, sections => [$section, $on ? $other : ()] }
            if $on || $value eq 'null';
    }
    push @faults, map { { text => "$_->[1] * $with", directive => 'CorsExposeHeaders', sections => [$_->[2], $other],
                           outside => !@origins } }
        grep { $on && $_->[0] eq '*' } @{$merged->{CorsExposeHeaders}};
    return @faults;
}

# ---- the rule -------------------------------------------------------------------

sub is_one { my ($fault) = @_; my ($one, $other) = @{$fault->{sections}}; return !$other || $one == $other }

sub contains
{
    my ($outer, $inner) = @_;
    return 0 if !defined $outer->{path} || !defined $inner->{path} || $outer->{kind} ne $inner->{kind};
    my ($one, $other) = map { $_->{kind} eq 'Directory' ? $_->{path} =~ s{/?\z}{/}r : $_->{path} } $outer, $inner;
    return $one eq $other || index($other, $one =~ s{/\z}{}r . '/') == 0;
}

# The section and those around it, in httpd's order.
sub chain
{
    my ($section, @all) = @_;
    my @chain = grep { $_ == $section || contains($_, $section) } @all;
    my %segments = map { ($_ => scalar grep { length } split m{/}, $_->{path} // '') } @chain;
    return $section->{kind} eq 'Location' ? @chain : sort { $segments{$a} <=> $segments{$b} } @chain;
}

sub with_inner { return map { ($_, with_inner(@{$_->{inside}})) } @_ }

sub have_rules { return grep { ($_->{set}{CorsAllowOrigin} || { value => 'None' })->{value} ne 'None' } @_ }

# Whether sections that may meet the chain of $section, or are in it, have rules.
sub rules_meet
{
    my ($section, $chain, $all, $inside) = @_;
    my @others = grep { $_->{kind} ne $section->{kind} || !defined $_->{path} || !defined $section->{path} } @$all;
    return have_rules(with_inner(@others, @$chain, @$inside));
}

# Whether a section with this setting may prevent the fault.
sub may_prevent
{
    my ($fault, $set) = @_;
    my ($engine, $tolerance) = map { ($set->{$_} || { value => '' })->{value} } qw(CorsEngine CorsDangerouslyTolerate);
    return $set->{$fault->{directive}} || $set->{CorsAllowCredentials} || $engine eq 'Off'
        || $tolerance eq ($fault->{tolerance} // '-');
}

# Each list of sections that end in one inside this one.
sub lists_inside
{
    my ($section, @before) = @_;
    return map { my @list = (@before, $_); (\@list, lists_inside($_, @list)) } @{$section->{inside}};
}

sub verdicts
{
    my ($self) = @_;
    my ($main, @hosts) = @{$self->{servers}};
    my (%stops, %warns, %may, %once);
    for my $host (undef, @hosts) {
        my @base = ($main, $host || ());
        my @all = map { @{$_->{sections}} } @base;
        my %is_foreign = $host ? map { ($_ => 1) } with_inner(@{$main->{sections}}, @{$main->{inside}}) : ();
        my @inside = map { @{$_->{inside}} } @base;
        my @counted = with_inner(@all, @inside);
        my $record = sub {
            my ($verdict, $fault) = @_;
            my ($line, $value) = split / /, $fault->{text};
            my $is_foreign = $is_foreign{$fault->{sections}[0]} && $fault->{sections}[1];
            $once{"$line $value"} = 1 if $is_foreign && $verdict != \%may;
            $verdict = \%may if $is_foreign;
            $verdict->{$fault->{text}} = 1;
        };
        my $add = sub {
            for my $fault (@_) {
                my @two = @{$fault->{sections}};
                next if $fault->{outside} && !grep { !$_->{is_server} } @two;
                my @third = grep { may_prevent($fault, $_->{set}) }
                            grep { my $section = $_; !grep { $_ == $section } @two } @counted;
                my $warns = grep({ $is_foreign{$_} } @two) || (!is_one($fault) && ($fault->{outside} || @third));
                $record->($warns ? \%warns : \%stops, $fault);
            }
        };
        my %chain = map { ($_ => [chain($_, @all)]) } @all;
        for my $list (\@base, map { lists_inside($_, @base) } @base) {
            $add->(faults(merged(@$list), $list == \@base ? 0 : scalar(() = have_rules(@counted))));
        }
        for my $section (@all) {
            my @list = (@base, @{$chain{$section}});
            my $merged = merged(@list);
            my $alone = merged($section);
            $alone->{$_} = $merged->{$_} for qw(CorsEngine CorsDangerouslyTolerate);
            my $rules_meet = () = rules_meet($section, $chain{$section}, \@all, \@inside);
            $add->(faults($alone, $rules_meet || @{$merged->{CorsAllowOrigin}}));
            $add->(faults($merged, $rules_meet));
            $add->(faults(merged(@$_), scalar(() = have_rules(@counted)))) for lists_inside($section, @list);
        }
        for my $directory (grep { $_->{kind} eq 'Directory' } @all) {
            for my $location (grep { $_->{kind} eq 'Location' } @all) {
                my @faults = grep { !is_one($_) && !grep { $_->{is_server} } @{$_->{sections}} }
                    faults(merged(@base, @{$chain{$directory}}, @{$chain{$location}}), scalar(() = have_rules(@counted)));
                for my $fault (@faults) {
                    my ($one, $other) = @{$fault->{sections}};
                    next if $one->{kind} eq $other->{kind};
                    my $is_theirs = 2 == grep { $_ == $one || $_ == $other } $directory, $location;
                    $record->($is_theirs ? \%warns : \%may, $fault);
                }
            }
        }
    }
    my %must = ((map { ("warns $_" => 1) } grep { !$stops{$_} } keys %warns), map { ("stops $_" => 1) } keys %stops);
    # To tolerate "null" is not enough where credentials forbid it, too.
    delete @must{map { /^(\d+ null) / ? "stops $1" : () } keys %stops};
    delete @must{map { /^(\d+ null) / ? "warns $1" : () } keys %stops, keys %warns, keys %may};
    return (\%must, { %must, map { ("warns $_" => 1) } grep { !$stops{$_} } keys %may }, [keys %once]);
}

1;
