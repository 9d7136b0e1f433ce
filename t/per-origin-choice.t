#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Which of two rules an origin chooses: each pair of kinds of patterns that admit it, in the
# same section, the first in an outer section, and the first in an inner one. One rule is in
# a container; the other is in another container, or in none.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

# The most specific first.
my %patterns = (
    'https://a.b.example:8443' => [
        ['the exact origin', 'https://a.b.example:8443'], ['the host, any port', 'https://a.b.example:*'],
        ['a long host', 'https://*.b.example:8443'], ['a long host, any port', 'https://*.b.example:*'],
        ['a short host', 'https://*.example:8443'], ['a short host, any port', 'https://*.example:*'],
        ['an expression', '~https://a[.]b[.]example:8443'], ['another expression', '~https://[a-z.]+:8443'],
        ['*', '*']],
    'app://q' => [['the exact origin of an application', 'app://q'], ['a scheme', 'app://*'],
                  ['an expression', '~app://[a-z]'], ['another expression', '~app://.*'], ['*', '*']],
);

sub is_regex { return $_[0] =~ /\A~/ }

# The settings are known by CorsMaxAge, which is 1 and 2 in the containers, and 3 outside.
sub rule
{
    my ($pattern, $age, $plus) = @_;
    my $match = is_regex($pattern) ? 'Match' : '';
    my $value = $plus . $pattern =~ s/\A~//r;
    return $age ? "<CorsOrigin$match $value>\nCorsMaxAge $age\n</CorsOrigin$match>\n" : "CorsAllowOrigin$match $value\n";
}

my ($conf, @cases, %files) = ('');
sub add_case
{
    my ($label, $origin, $want, $first, $second) = @_;      # $second: undef: the same section
    my $name = 'c' . @cases;
    $conf .= "<Location \"/$name\">\nCorsMaxAge 3\n$first</Location>\n";
    $conf .= "<Location \"/$name/a\">\n$second</Location>\n" if defined $second;
    push @cases, { path => "/$name/a/b.txt", label => $label, origin => $origin, want => $want };
    $files{"htdocs/$name/a/b.txt"} = 'a';
}

for my $origin (sort keys %patterns) {
    my @kinds = @{$patterns{$origin}};
    for my $one (0 .. $#kinds) {
        for my $other (0 .. $#kinds) {
            my ($name, $pattern) = @{$kinds[$one]};
            my ($other_name, $other_pattern) = @{$kinds[$other]};
            for my $age (2, 0) {
                my $label = "$name, in a container, and $other_name, " . ($age ? 'in another' : 'in none');
                my ($mine, $its) = (1, $age || 3);
                my $both_regexes = is_regex($pattern) && is_regex($other_pattern);
                # Expressions are equal: of one section the first counts, of two the last.
                my $tie = $both_regexes || $one == $other;
                add_case("$label: the same section", $origin, $tie || $one < $other ? $mine : $its,
                         rule($pattern, 1, '') . rule($other_pattern, $age, ''))
                    unless $one == $other;
                add_case("$label: outside", $origin, $tie ? $its : $one < $other ? $mine : $its,
                         rule($pattern, 1, ''), rule($other_pattern, $age, '+'));
                add_case("$label: inside", $origin, $tie || $one < $other ? $mine : $its,
                         rule($other_pattern, $age, ''), rule($pattern, 1, '+'));
                # A plain list of a later section removes all rules.
                add_case("$label: inside, and without '+'", $origin, $mine, rule($other_pattern, $age, ''),
                         rule($pattern, 1, ''));
            }
        }
    }
}

my $h = Httpd->new(files => \%files, log_level => 'warn', conf => "MaxKeepAliveRequests 0\n$conf");
my $last = pop @cases;
my $asked = join '', map { "OPTIONS $_->{path} HTTP/1.1\r\nHost: localhost\r\nOrigin: $_->{origin}\r\n"
    . "Access-Control-Request-Method: GET\r\n" . ($_ == $last ? "Connection: close\r\n" : '') . "\r\n" } @cases, $last;
my @got = $h->raw($asked, { limit => 60 });
for my $case (@cases, $last) {
    my $res = shift @got;
    is($res && $res->field('Access-Control-Max-Age'), $case->{want}, $case->{label});
}
$h->log_ok(allow => [qr/\[cors:warn\]/]);
done_testing;
