#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Containers and the sections that are merged before and after their own: each setting, in
# each pair of contexts. Then containers against the <If> configuration that says the same.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Test::More;

my $APP = 'https://app.example';

# In httpd's order.
my @contexts = qw(dir htaccess dirmatch files location locationmatch if);

# Lists inside the container and outside: with '+', or without. The names that result if the
# section outside is merged before, in, and after that of the container.
my %variants = (
    plain => { in => '', out => '', before => ['in'], same => ['in'], after => ['out'] },
    'plus-inside' => { in => '+', out => '', before => [qw(out in)], same => [qw(out in)], after => ['out'] },
    'plus-outside' => { in => '', out => '+', before => ['in'], same => ['in'], after => [qw(in out)] },
    'plus-both' => { in => '+', out => '+', before => [qw(out in)], same => [qw(out in)], after => [qw(in out)] },
);

sub lists
{
    my ($plus, $name) = @_;
    return "CorsAllowMethods $plus\U$name\E\nCorsAllowHeaders ${plus}x-$name\nCorsExposeHeaders ${plus}x-$name\n";
}

sub inside { return "CorsAllowCredentials On\nCorsMaxAge 11\n" . lists($_[0]{in}, 'in') }
sub outside { return "CorsAllowCredentials Off\nCorsMaxAge 22\n" . lists($_[0]{out}, 'out') }

my (%files, @cases);
my %sections = map { $_ => '' } @contexts;      # the text of all cases, by context
for my $variant (sort keys %variants) {
    for my $a (0 .. $#contexts) {
        for my $b (0 .. $#contexts) {
            my $name = 'c' . @cases;
            my %lines = ($contexts[$b] => outside($variants{$variant}));
            $lines{$contexts[$a]} .= "<CorsOrigin $APP>\n" . inside($variants{$variant}) . "</CorsOrigin>\n";
            my %wrapped = (
                dir => ["<Directory \"\@ROOT\@/htdocs/$name\">", '</Directory>'],
                dirmatch => ["<DirectoryMatch \"/htdocs/$name(/|\$)\">", '</DirectoryMatch>'],
                files => ["<Directory \"\@ROOT\@/htdocs/$name\">\n<Files \"a.txt\">", "</Files>\n</Directory>"],
                location => ["<Location \"/$name\">", '</Location>'],
                locationmatch => ["<LocationMatch \"^/$name/\">", '</LocationMatch>'],
                if => ["<If \"%{REQUEST_URI} =~ m#^/$name/#\">", '</If>'],
            );
            $files{"htdocs/$name/a.txt"} = 'a';
            $files{"htdocs/$name/.htaccess"} = $lines{htaccess} if $lines{htaccess};
            for (grep { $_ ne 'htaccess' } keys %lines) {
                $sections{$_} .= join "\n", $wrapped{$_}[0], "$lines{$_}$wrapped{$_}[1]", '';
            }
            push @cases, { path => "/$name/a.txt", label => "$variant: container in $contexts[$a], settings in"
                           . " $contexts[$b]", variant => $variant,
                           place => $a == $b ? 'same' : $b < $a ? 'before' : 'after' };
        }
    }
}

my $h = Httpd->new(files => \%files, conf => join "\n", @sections{qw(dir dirmatch files location locationmatch if)});

sub names { my ($res, $field) = @_; return $res->field("Access-Control-$field") // '' }

for my $case (@cases) {
    my $variant = $variants{$case->{variant}};
    my @want = @{$variant->{$case->{place}}};
    my $on = $case->{place} ne 'after';
    my $preflight = $h->request('OPTIONS', $case->{path}, ["Origin: $APP", 'Access-Control-Request-Method: GET']);
    my $actual = $h->get($case->{path}, "Origin: $APP");
    is(join(' | ', (map { names($preflight, $_) } qw(Allow-Methods Allow-Headers Max-Age Allow-Credentials)),
            names($actual, 'Expose-Headers')),
       join(' | ', join(', ', map { uc } @want), join(', ', map { "x-$_" } @want), $on ? 11 : 22,
            $on ? 'true' : '', join(', ', map { "x-$_" } @want)),
       $case->{label});
}
$h->log_ok;

# ---- origin rules of later sections -----------------------------------------------

my $rules = Httpd->new(
    files => { map { ("htdocs/$_/a.txt" => 'a') } qw(r r/plain r/plus r/exact r/wider r/none r/other) },
    conf => <<"CONF");
<Location "/r">
    CorsAllowOrigin https://first.example
    <CorsOrigin https://*.app.example>
        CorsMaxAge 11
    </CorsOrigin>
</Location>
<Location "/r/plain">
    CorsAllowOrigin https://x.app.example
</Location>
<Location "/r/plus">
    CorsAllowOrigin +https://second.example
</Location>
<Location "/r/exact">
    CorsAllowOrigin +https://x.app.example
</Location>
<Location "/r/wider">
    <CorsOrigin +https://*.example>
        CorsMaxAge 12
    </CorsOrigin>
</Location>
<Location "/r/none">
    CorsAllowOrigin None
</Location>
<Location "/r/other">
    <CorsOrigin +https://*.app.example>
        CorsMaxAge 13
    </CorsOrigin>
</Location>
CONF
for (['/r', 'https://x.app.example', 11], ['/r', 'https://first.example', 'none'],
     ['/r/plain', 'https://x.app.example', 'none'], ['/r/plain', 'https://y.app.example', 'refused'],
     ['/r/plus', 'https://y.app.example', 11], ['/r/plus', 'https://second.example', 'none'],
     ['/r/exact', 'https://x.app.example', 'none'], ['/r/exact', 'https://y.app.example', 11],
     ['/r/wider', 'https://y.app.example', 11], ['/r/wider', 'https://z.example', 12],
     ['/r/wider', 'https://first.example', 'none'], ['/r/none', 'https://x.app.example', 'unset'],
     ['/r/other', 'https://x.app.example', 13]) {
    my ($path, $origin, $want) = @$_;
    my $res = $rules->request('OPTIONS', "$path/a.txt", ["Origin: $origin", 'Access-Control-Request-Method: GET']);
    my $got = defined $res->field('Access-Control-Allow-Origin') ? $res->field('Access-Control-Max-Age') // 'none'
        : $res->{decision} ? 'refused' : 'unset';
    is($got, $want, "$path: $origin");
}
$rules->log_ok(allow => [qr/instead of those of the container/]);

# ---- the <If> configuration that says the same ------------------------------------

my %settings = (
    'https://a.example' => "CorsAllowCredentials On\nCorsAllowMethods +PUT\nCorsExposeHeaders X-A",
    'https://b.example:8443' => "CorsAllowMethods DELETE\nCorsAllowHeaders *",
    'app://c' => "CorsMaxAge None\nCorsAllowHeaders +X-C\nCorsExposeHeaders None",
);
my $common = "CorsMaxAge 60\nCorsAllowMethods PATCH\nCorsAllowHeaders X-All\nCorsExposeHeaders X-All\n";
my $twins = Httpd->new(
    files => { map { ("htdocs/$_/a.txt" => 'a') } qw(contained conditional) },
    conf => "<Location \"/contained\">\n$common"
        . "CorsAllowOrigin https://plain.example https://*.sub.example\n"
        . join('', map { "<CorsOrigin $_>\n$settings{$_}\n</CorsOrigin>\n" } sort keys %settings)
        . "<CorsOrigin https://*.d.sub.example>\nCorsMaxAge 70\n</CorsOrigin>\n"
        . "</Location>\n<Location \"/conditional\">\n$common"
        . "CorsAllowOrigin https://plain.example https://*.sub.example @{[sort keys %settings]}\n"
        . join('', map { "<If \"%{HTTP:Origin} == '$_'\">\n$settings{$_}\n</If>\n" } sort keys %settings)
        . "<If \"%{HTTP:Origin} =~ m#^https://[^:]+[.]d[.]sub[.]example\$#\">\nCorsMaxAge 70\n</If>\n"
        . "</Location>\n");
srand 1;
my @parts = (['https://', 'http://', 'app://', ''], ['', 'x.', 'd.', 'x.d.', 'a.'],
             [qw(a.example b.example c sub.example plain.example d.sub.example)], ['', ':8443', ':81', '.']);
for my $n (1 .. 250) {
    my $origin = join '', map { $_->[rand @$_] } @parts;
    my ($method, $names) = ((qw(GET PUT DELETE PATCH))[rand 4], ('', 'x-all', 'x-c', 'x-q')[rand 4]);
    my %seen;
    for my $path (qw(contained conditional)) {
        my @fields = ("Origin: $origin");
        my $actual = $twins->get("/$path/a.txt", @fields);
        push @fields, "Access-Control-Request-Method: $method", $names ? "Access-Control-Request-Headers: $names" : ();
        my $preflight = $twins->request('OPTIONS', "/$path/a.txt", \@fields);
        $seen{$path} = join "\n", map { my $res = $_;
            ($res->{status}, $res->{decision},
             map { "$_: " . ($res->field($_) // '-') } map { "Access-Control-$_" }
             qw(Allow-Origin Allow-Credentials Allow-Methods Allow-Headers Expose-Headers Max-Age)) } $actual, $preflight;
    }
    is($seen{contained}, $seen{conditional}, "$n: '$origin' $method $names");
}
$twins->log_ok(allow => [qr/compares Origin/]);
done_testing;
