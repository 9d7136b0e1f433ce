#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Wrong values, and the full message about each: printed by httpd -t, or logged if the
# value is in a .htaccess. The cases are in t/lib/config-errors/, in an order that an
# administrator can read from top to bottom. Forbidden combinations of sections are in
# t/config-combinations.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ConfigTest;
use Files;
use Httpd;
use Process qw(wait_for);
use Test::More;

my $LIMIT = 30;                 # seconds, for an answer and for a line of the log

# Comments such as "# needs X" are before the case that they refer to.
sub cases_of
{
    my ($page) = @_;
    my (@cases, %about);
    for (split /\n/, slurp(Httpd->top_srcdir . "/t/lib/config-errors/$page.txt")) {
        if (/^# (needs \w+|(?:not|only) in \.htaccess)$/) { $about{$1} = 1 }
        elsif (/^#|^$/) { next }
        elsif (s/^ {4}(?! )//) { push @{$cases[-1]{says}}, $_ }
        elsif (s/^ {6}//) { $cases[-1]{says}[-1] .= " $_" }
        elsif (!@cases || $cases[-1]{says}) { push @cases, { conf => "$_\n", %about }; %about = () }
        else { $cases[-1]{conf} .= "$_\n" }
    }
    return @cases;
}

# Closes the sections that a case leaves open.
sub closed
{
    my $conf = shift;
    my @open;
    for ($conf =~ m{^<(/?\w+)}mg) { m{^/} ? pop @open : push @open, $_ }
    return join '', $conf, map { "</$_>\n" } reverse @open;
}

sub label { return ConfigTest::label($_[0]{conf}) }

# The message of a case, starting with the directive's name.
sub sentence
{
    my $case = shift;
    my ($name) = ($case->{conf} =~ /^(<?Cors\w+)/mg)[-1] or die "no directive: $case->{conf}";
    my ($says) = @{$case->{says}};
    $name .= '>' if $name =~ /^</;
    return $says =~ /^(?:$name |<?\w+>?: )/ ? $says : "$name: $says";
}

my @wrong = map { cases_of($_) } qw(origins words containers lists);
my @together = cases_of('together');
cmp_ok(scalar @wrong, '>', 100, 'the pages were read');

# Values that exceed length limits are too long for the case files.
my $too_long = 'has a label longer than 63; write scheme://host or scheme://host:port, as in'
    . " 'https://example.com'";
for (['label.' x 42 . 'example', "is not a serialized origin, its host is longer than 253 bytes or $too_long"],
     ['label.' x 60 . 'example', 'is longer than the 326 bytes that an origin can have;'
         . ($too_long =~ s/^.*?;//r)]) {
    my ($host, $says) = @$_;
    push @wrong, { conf => "CorsAllowOrigin https://$host\n", says => ["'https://$host' $says"] };
}

# ---- a tenant's .htaccess ---------------------------------------------------

my @tenants = grep { !$_->{'not in .htaccess'} } @wrong;
my $tenants = Httpd->new(
    files => { map { ("htdocs/$_/.htaccess" => closed($tenants[$_]{conf})) } 0 .. $#tenants });
my ($started) = $tenants->log_text =~ /\[cors:info\].* version (.*)/;
ok($started, 'the log says which optional checks are built in');
my %lacks = map { $_ => 1 } ($started // '') =~ /built without (\w+)/g;

sub lacks
{
    my $case = shift;
    return grep { $lacks{$_} } map { /^needs (\w+)/ } keys %$case;
}

for my $n (0 .. $#tenants) {
    my $case = $tenants[$n];
    SKIP: {
        my ($lacks) = lacks($case);
        skip "built without $lacks", 2 if $lacks;
        my $before = length $tenants->log_text;
        my $res = $tenants->request('GET', "/$n/x", ['Origin: https://a.example'], undef, { limit => $LIMIT });
        is($res->{status}, 500, '.htaccess, 500: ' . label($case));
        my $file = $tenants->root . "/htdocs/$n/.htaccess";
        my $said;
        wait_for($LIMIT, sub {
            ($said) = substr($tenants->log_text, $before) =~ /\[core:alert\] [^\n]*?\Q$file\E: ([^\n]*)\n/;
        });
        is(($said // '') =~ s/\Q$file\E/FILE/gr, sentence($case), '.htaccess, the log: ' . label($case));
    }
}
$tenants->log_ok(allow => [qr/\[core:alert\].*\.htaccess: /, qr/AH00111: Config variable/]);

# ---- httpd -t ---------------------------------------------------------------

my $test = ConfigTest->new;

sub checked
{
    my ($is_legal, $says) = $test->check(shift);
    return ($is_legal, $says =~ s/^.*AH00111: Config variable.*\n//gmr);
}

for my $case (grep { !$_->{'only in .htaccess'} } @wrong) {
    SKIP: {
        my ($lacks) = lacks($case);
        skip "built without $lacks", 2 if $lacks;
        my ($ok, $output) = checked(closed($case->{conf}));
        my $line = $case->{conf} =~ tr/\n//;
        ok(!$ok, 'httpd -t stops: ' . label($case));
        is($output, "AH00526: Syntax error on line $line of FILE:\n" . sentence($case) . "\n",
           'httpd -t says: ' . label($case));
    }
}

for my $case (@together) {
    SKIP: {
        my ($lacks) = lacks($case);
        if ($lacks) {
            my ($ok, $output) = checked($case->{conf});
            ok($ok, "built without $lacks: accepted: " . label($case)) or diag $output;
            skip "built without $lacks", 1;
        }
        my ($ok, $output) = checked($case->{conf});
        ok(!$ok, 'httpd -t stops: ' . label($case));
        is($output, join('', map { "$_\n" } @{$case->{says}}, 'AH00014: Configuration check failed'),
           'httpd -t says: ' . label($case));
    }
}

# The form of every message: one sentence with the value, the error and the remedy.
for my $case (@wrong) {
    my $says = sentence($case);
    next if $says =~ /^\w+ (?:takes|requires) /;        # httpd's wording
    like($says, qr/^<?\w+>?: '.*' .*(?:; \S.*|is not one of .+)[^.!\s]$/, 'form: ' . label($case));
}

done_testing;
