# SPDX-License-Identifier: Apache-2.0
#
# The figures as tables of a text, and as columns for the plots.

package Report;
use strict;
use warnings;
use Goals;
use Hostile;
use Instructions;
use List::Util qw(max);
use Requests;
use Setups;

sub _number
{
    my ($value, $sign) = @_;
    return '-' unless defined $value;
    my $text = sprintf $sign ? '%+.0f' : '%.0f', $value;
    1 while $text =~ s/(\d)(\d{3})(?!\d)/$1,$2/;
    return $text;
}

# Rows of cells; the first row is the heading, the first column is to the left.
sub table
{
    my ($title, @rows) = @_;
    my @width;
    for my $row (@rows) {
        $width[$_] = max($width[$_] // 0, length $row->[$_]) for 0 .. $#$row;
    }
    my $line = sub {
        my @cells = map { sprintf $_ ? '%*s' : '%-*s', $_ ? $width[$_] : $width[0], $_[0][$_] }
            0 .. $#{$_[0]};
        return join('  ', @cells) =~ s/\s+$//r . "\n";
    };
    my ($head, @body) = map { $line->($_) } @rows;
    return "\n$title\n" . '=' x length($title) . "\n\n$head" . '-' x (length($head) - 1) . "\n"
        . join '', @body;
}

# One row per setup: the instructions added to the plain server, by kind of request.
sub _by_kind
{
    my ($result, @setups) = @_;
    my @rows = [('instructions per request', @Requests::KINDS)];
    for my $setup (@setups) {
        my ($label, $name, $size) = @$setup;
        next unless $result->{$name};
        my $is_plain = $name =~ /^bare/;
        push @rows, [$label, map {
            $is_plain ? _number(($result->{$name}{$size}{$_} || {})->{instructions})
                : _number(Instructions::added($result, $name, $size, $_), 1)
        } @Requests::KINDS];
    }
    return @rows;
}

# One row per setup and kind of request: the added instructions, by number of origins.
sub _by_size
{
    my ($result, $sizes, @rows) = @_;
    my @table = ['added instructions per request, origins:', map { _number($_) } @$sizes];
    for my $row (@rows) {
        my ($name, $kind) = @$row;
        next unless $result->{$name};
        push @table, ["$name: $kind",
                      map { _number(Instructions::added($result, $name, $_, $kind), 1) } @$sizes];
    }
    return @table;
}

sub sizes { return sort { $a <=> $b } grep { $_ > 1 } keys %{$_[0]{module}} }

sub inside
{
    my $result = shift;
    return '' if !%$result;
    my @kinds = ('allowed', 'refused', 'no Origin', 'preflight allowed', 'preflight refused');
    return table('Inside the server, by request', _by_kind($result,
        ['bare httpd', 'bare', 0], ['+ module, no directive', 'no directive', 0],
        ['+ floor, no decision', 'floor', 2], ['+ module, policy of 2 origins', 'module', 2],
        ['+ module, policy of 1 (constant)', 'module', 1],
        ['+ module, Location over Directory', 'Location over Directory', 2],
        ['+ static fields by mod_headers', 'static fields', 2],
        ['+ recipe, 2 origins', 'recipe', 2], ['+ <If> with a list of 2', '<If> list', 2],
        ['bare httpd, empty .htaccess', 'bare, empty .htaccess', 0],
        ['+ .htaccess of 10 Cors lines', '.htaccess, 10 Cors lines', 4],
        ['+ .htaccess of 10 Header lines', '.htaccess, 10 Header lines', 4],
        ['bare nginx', 'bare nginx', 0], ['+ map of 2 origins', 'nginx map', 2]))
        . table('Inside the server, by number of origins', _by_size($result, [sizes($result)],
            (map { my $name = $_; map { [$name, $_] } @kinds } 'module', 'recipe', '<If> list'),
            (map { ['nginx map', $_] } @kinds[0 .. 2])));
}

# Two rows per kind: instructions of the bare server, and those that the module adds.
sub hostile
{
    my $result = shift;
    my $text = '';
    for my $unit ('bytes', 'lines') {
        my @kinds = grep { $_->[3] eq $unit } @Hostile::KINDS;
        my @sizes = sort { $a <=> $b } map { /^\Q$kinds[0][0]\E\t(\d+)/ ? $1 : () } keys %{$result->{bare} || {}};
        my @rows = (["instructions per request, $unit:", map { _number($_) } @sizes]);
        for my $kind (@kinds) {
            my ($name, $setup) = @$kind;
            my $of = sub { return (($result->{$_[0]} || {})->{"$name\t$_[1]"} || {})->{instructions} };
            push @rows, [$name . ': bare httpd', map { _number($of->('bare', $_)) } @sizes],
                ['+ module', map {
                    my ($with, $without) = map { $of->($_->[0], $_->[1]) } [$setup, $_], ['bare', $_];
                    _number(defined $with && defined $without ? $with - $without : undef, 1)
                } @sizes];
        }
        $text .= table("Hostile requests, by number of $unit", @rows) if @sizes;
    }
    return $text;
}

# One row per figure of the core, by number of patterns or bytes.
sub _core_rows
{
    my ($heading, $figures, $unit, $pattern) = @_;
    my @names = grep { $_ =~ $pattern && grep { defined $_->{$unit} } values %{$figures->{$_}} }
        sort keys %$figures;
    my %sizes = map { map { $_ => 1 } keys %{$figures->{$_}} } @names;
    my @sizes = sort { $a <=> $b } keys %sizes;
    return ["$unit, $heading", map { _number($_) } @sizes],
        map { my $name = $_; [$name, map {
            my $value = $figures->{$name}{$_}{$unit};
            defined $value ? sprintf $value < 100 ? '%.1f' : '%.0f', $value : '-' } @sizes]
        } @names;
}

sub core
{
    my ($counted, $timed) = @_;
    my $sets = qr/^(?!length|preflight|commas|build|merge|container|list)/;
    my @sections = (
        ['The core: instructions of a decision', 'patterns:', $counted, 'instructions', $sets],
        ['The core: time of a decision', 'patterns:', $timed, 'ns', $sets],
        ['The core: refused origins by length', 'bytes:', $counted, 'instructions', qr/^length/],
        ['The core: refused origins by length', 'bytes:', $timed, 'ns', qr/^length/],
        ['The core: preflights', 'header names:', $counted, 'instructions', qr/^preflight/],
        ['The core: preflights of commas', 'bytes:', $counted, 'instructions', qr/^commas/],
        ['The core: building a set, per pattern', 'patterns:', $counted, 'instructions', qr/^build/],
        ['The core: building a set, per pattern', 'patterns:', $timed, 'ns', qr/^build/],
        ['The core: building a set, per pattern', 'patterns:', $timed, 'bytes', qr/^build/],
        ['The core: merging two sections', 'patterns:', $counted, 'instructions', qr/^merge/],
        ['The core: merging two sections', 'patterns:', $timed, 'allocations', qr/^merge/],
        ['The core: an allowed origin, without containers and in one', 'containers:', $counted,
         'instructions', qr/^container/],
        ['The core: origin lists, and the same patterns in a directive', 'rows:', $counted, 'instructions', qr/^list\./],
        ['The core: origin lists, and the same patterns in a directive', 'rows:', $timed, 'ns', qr/^list\./],
        ['The core: building an origin list, per row', 'rows:', $counted, 'instructions', qr/^list-build/],
        ['The core: building an origin list, per row', 'rows:', $timed, 'ns', qr/^list-build/],
    );
    my $text = '';
    for my $section (@sections) {
        my ($title, @what) = @$section;
        my @rows = _core_rows(@what);
        $text .= table($title, @rows) if @rows > 1;
    }
    return $text;
}

sub load
{
    my $load = shift;
    my @rows = ['ratio to the bare server, median (quartiles) of ' . ($load->{rounds} // 0) . ' rounds',
                'CPU time: bare again', 'module', 'requests/s: bare again', 'module'];
    for my $row (@{$load->{loads} || []}) {
        push @rows, ["$row->{client}, $row->{kind}", map {
            my ($what, $server) = @$_;
            sprintf '%.3f (%.3f-%.3f)', @{$row->{ratios}{$server}{$what}}
        } ['cpu', 'bare again'], ['cpu', 'module'], ['rate', 'bare again'], ['rate', 'module']];
    }
    return @rows > 1 ? table('Under load, event MPM', @rows) : '';
}

sub memory
{
    my ($children, $per_origin, $origins) = @_;
    my @setups = sort { $children->{$a}{Rss} <=> $children->{$b}{Rss} } keys %$children;
    my @rows = map { [$_, map { _number($_) } @{$children->{$_}}{qw(Rss Pss)}] } @setups;
    return table('Memory of a child after 1,000 requests, event MPM, KB',
                 ['', 'resident', 'proportional'], @rows)
        . table('Memory of a policy, prefork MPM', ['origins', 'resident bytes per origin'],
                [_number($origins), _number($per_origin)]);
}

sub goals
{
    my @goals = @_;
    my $open = grep { $_->[3] ne 'met' } @goals;
    return table('Goals', ['goal', 'at most', 'measured', ''], @goals)
        . ($open ? "\n$open of " . @goals . " goals are NOT MET.\n" : "\nAll goals are met.\n");
}

# Files of columns for plot.gp, by name.
sub columns
{
    my $found = shift;
    my %file;
    my $result = $found->{instructions};
    for my $name ('module', 'recipe', '<If> list', 'nginx map') {
        my $file = 'requests-' . ($name =~ s/\W+//gr) . '.dat';
        $file{$file} = join '', map {
            my $size = $_;
            my @added = map { Instructions::added($result, $name, $size, $_) // 'NaN' }
                'allowed', 'refused', 'no Origin';
            "@{[$size, @added]}\n"
        } sizes($result);
    }
    my $static = Instructions::added($result, 'static fields', 2, 'allowed') // 'NaN';
    $file{'requests-static.dat'} = join '', map { "$_ $static\n" } sizes($result);
    for my $name (keys %{$found->{core}}) {
        my $figures = $found->{core}{$name};
        $file{"core-$name.dat"} = join '', map { "$_ $figures->{$_}{instructions}\n" }
            sort { $a <=> $b } grep { $figures->{$_}{instructions} } keys %$figures;
    }
    return \%file;
}

1;
