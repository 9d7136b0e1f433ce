# SPDX-License-Identifier: Apache-2.0
#
# The mutants of one C source: each is a small wrong change to it. This parses C only as far
# as the layout of this project needs: functions begin and end in column one.
#
#   for my $mutant (Mutants::of('src/policy/cors_names.c', $text)) {
#       $mutant->{kind};            # the kind of change, see below
#       $mutant->{function};        # its function; '' outside of functions
#       $mutant->{was}, {is};       # the code around it, on one line, before and after
#       $mutant->{text};            # the whole file; lines keep their numbers
#       $mutant->{id};              # file, function, was and is
#   }
#
# Kinds: condition (negated), operator (swapped), constant (one more or less),
# deleted (a call or an assignment), returned (a fixed value).

package Mutants;
use strict;
use warnings;

my %SWAPS = (
    '<' => ['<=', '>='], '<=' => ['<', '>'], '>' => ['>=', '<='], '>=' => ['>', '<'],
    '==' => ['!='], '!=' => ['=='], '&&' => ['||'], '||' => ['&&'],
);
my $PLACE = qr/\*?\(?\w[\w.>\[\]()+-]*(?: [+-] \w+[\w.>\[\]()-]*)?/;     # the left side of an assignment

sub of
{
    my ($file, $text) = @_;
    my $code = _code_alone($text);
    my @functions = _functions($code);
    my (@mutants, %seen);
    for (_conditions($code), _operators($code), _constants($code), _deletions($code),
         _returns($code)) {
        my ($kind, $start, $length, $new) = @$_;
        my $mutant = _mutant($text, $start, $length, $new);
        my ($function) = grep { $_->[1] < $start && $start < $_->[2] } @functions;
        @$mutant{qw(file kind function)} = ($file, $kind, $function ? $function->[0] : '');
        my $id = join "\n", @$mutant{qw(file function was is)};
        $mutant->{function} .= " $seen{$id}" if ++$seen{$id} > 1;   # the same line again
        $mutant->{id} = join "\n", @$mutant{qw(file function was is)};
        push @mutants, $mutant;
    }
    return @mutants;
}

# The text with comments and strings replaced by other bytes of the same number.
sub _code_alone
{
    my ($text) = @_;
    my $token = qr{ (/\*.*?\*/) | ("(?:[^"\\]|\\.)*") | ('(?:[^'\\]|\\.)*')
                  | (^\#(?:[^\n\\]|\\.)*) }xms;
    $text =~ s{$token}{ my ($mark, $all) = (defined $3 ? "\x02" : defined $2 ? "\x01" : ' ', $&);
                        $all =~ s/[^\n]/$mark/gr }ge;
    return $text;
}

# [name, start, end] of each.
sub _functions
{
    my ($code) = @_;
    my @functions;
    while ($code =~ /^\w[^;{}=]*?(\w+)\([^;{}=]*\)\n\{\n.*?^\}\n/msg) {
        push @functions, [$1, $-[0], $+[0]];
    }
    return @functions;
}

sub _mutant
{
    my ($text, $start, $length, $new) = @_;
    my $old = substr $text, $start, $length;
    $new =~ s/\0/$old/;
    my $lost = ($old =~ tr/\n//) - ($new =~ tr/\n//);
    my $first = 1 + rindex $text, "\n", $start;
    my $last = index $text, "\n", $start + $length;
    my ($before, $after) = (substr($text, $first, $start - $first),
                            substr($text, $start + $length, $last - $start - $length));
    substr $text, $start, $length, $new . "\n" x $lost;
    return { text => $text, line => 1 + (substr($text, 0, $start) =~ tr/\n//),
             was => _on_one_line($before . $old . $after),
             is => _on_one_line($before . $new . $after) };
}

sub _on_one_line
{
    my ($text) = @_;
    $text =~ s/\s+/ /g;
    return $text =~ s/^ | $//gr;
}

# The index after the bracket that closes the one at $at.
sub _closing
{
    my ($code, $at) = @_;
    pos($code) = $at;
    my $depth = 0;
    while ($code =~ /([([{])|[)\]}]/g) {
        $depth += defined $1 ? 1 : -1;
        return pos $code if $depth == 0;
    }
    die "bracket without end at byte $at\n";
}

# The index of the semicolon that ends the statement, or nothing.
sub _end_of_statement
{
    my ($code, $at) = @_;
    while (substr($code, $at) =~ /([([{;)\]}])/) {
        $at += $-[0];
        return $at if $1 eq ';';
        return if $1 =~ /[)\]}]/;
        $at = _closing($code, $at);
    }
    return;
}

# An edit is kind, start, length and replacement; \0 in it is the original text.
sub _negation
{
    my ($start, $end) = @_;
    return ['condition', $start, $end - $start, "!(\0)"];
}

sub _conditions
{
    my ($code) = @_;
    my @edits;
    while ($code =~ /\b(if|while|for) \(/g) {
        my ($start, $end) = ($+[0], _closing($code, $+[0] - 1) - 1);
        if ($1 eq 'for') {
            $start = 1 + (_end_of_statement($code, $start) // next);
            $end = _end_of_statement($code, $start);
            ++$start while substr($code, $start, 1) =~ /\s/ && $start < $end;
        }
        push @edits, _negation($start, $end) if $end > $start;
    }
    while ($code =~ /\?/g) {
        my $end = $-[0];
        my ($start, $depth) = ($end, 0);
        while ($start > 0) {
            my $byte = substr $code, --$start, 1;
            ++$depth if $byte =~ /[)\]]/;
            last if $byte =~ /[([]/ && --$depth < 0;
            last if $depth == 0 && ($byte =~ /[,;{}?:]/
                || $byte eq '=' && substr($code, $start - 1, 3) !~ /[=!<>]=.|.==/);
        }
        ++$start;
        $start += length $& if substr($code, $start, $end - $start) =~ /^\s*(?:return\b\s*)?/;
        --$end while substr($code, $end - 1, 1) =~ /\s/;
        push @edits, _negation($start, $end);
    }
    push @edits, ['condition', $-[0], 1, ''] while $code =~ /!(?=[\w(])/g;
    return @edits;
}

sub _operators
{
    my ($code) = @_;
    my @edits;
    while ($code =~ / (<=|>=|==|!=|&&|\|\||<|>) |^ *(&&|\|\||==|!=|<=|>=|<|>) /mg) {
        my $group = defined $1 ? 1 : 2;
        my ($start, $old) = ($-[$group], defined $1 ? $1 : $2);
        push @edits, map { ['operator', $start, length $old, $_] } @{$SWAPS{$old}};
    }
    return @edits;
}

sub _constants
{
    my ($code) = @_;
    my @edits;
    while ($code =~ /(?<![\w.])(?:\d\w*|\x02+)(?![\w.])/g) {
        my ($start, $length) = ($-[0], $+[0] - $-[0]);
        # The size of an array is not behaviour.
        next if $code =~ /\G\]/ && substr($code, 0, $start) =~ /\w +\**\w+\[\z/;
        push @edits, map { ['constant', $start, $length, "(\0 $_ 1)"] } '+', '-';
    }
    return @edits;
}

sub _deletions
{
    my ($code) = @_;
    my @edits;
    while ($code =~ /[;{}:]\s*\n *(?=[\w*(+-])/g) {
        my $start = pos $code;
        my $rest = substr $code, $start, 400;
        next if $rest =~ /^(?:if|while|for|switch|return|case|do|else|default|break|continue)\b/;
        next if $rest !~ /^(?:\(void\))?\w+\(/ && $rest !~ /^$PLACE [-+*\/|&^]?= /
            && $rest !~ /^(?:\+\+|--)$PLACE;/ && $rest !~ /^$PLACE(?:\+\+|--);/;
        my $end = _end_of_statement($code, $start) // next;
        push @edits, ['deleted', $start, $end + 1 - $start, ';'];
    }
    return @edits;
}

sub _returns
{
    my ($code) = @_;
    my @edits;
    while ($code =~ /\breturn ([^;]+);/g) {
        my ($start, $old) = ($-[1], $1);
        push @edits, map { ['returned', $start, length $old, $_] } grep { $old ne $_ } 0, 1;
    }
    return @edits;
}

1;
