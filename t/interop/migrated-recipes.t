#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Old recipes, as people ask about them in public, beside their translation by
# cors-explain --migrate: the same requests to two servers, one without mod_cors. Every
# difference in what a browser makes of the answers is listed with its recipe.
#
# t/lib/migrated-recipes.txt: a title, the recipe, after "--" the origins with their labels,
# then one line for each difference: request: labels of origins: before -> after

use strict;
use warnings;
use Digest::SHA qw(sha1_base64);
use File::Temp ();
use FindBin;
use MIME::Base64 qw(encode_base64);
use lib "$FindBin::Bin/../lib";
use CorsExplain;
use Files;
use Httpd;
use Test::More;

my @log_in = ('Authorization: Basic ' . encode_base64('u:p', ''));
my $auth = qq(AuthType Basic\nAuthName basic\nAuthUserFile "\@ROOT\@/users"\nRequire valid-user\n);
my @always = ([none => undef], [null => 'null']);

sub read_recipes
{
    my @recipes;
    for (split /^== /m, slurp("$FindBin::Bin/../lib/migrated-recipes.txt")) {
        my ($title, $conf, $origins, $differences) = /\A(.*)\n((?:(?!--).*\n)*)-- (.*)\n((?:.*\n)*)\z/ or next;
        push @recipes, {title => $title, conf => $conf, differences => $differences,
                        origins => [(map { [split /=/] } split ' ', $origins), @always]};
    }
    return @recipes;
}

# The translation of a recipe, as one file.
sub translate
{
    my $recipe = shift;
    my $file = File::Temp->new;
    spurt("$file", $recipe->{conf});
    my ($status, $output, $errors) = cors_explain('--migrate', "$file");
    is("$status $errors", '0 ', "$recipe->{title}: translated");
    $recipe->{blocks} = [blocks($output)];
    return $recipe->{translated} = applied($recipe->{conf}, @{$recipe->{blocks}});
}

sub files
{
    my ($key, @recipes) = @_;
    my %files = (users => 'u:{SHA}' . sha1_base64('p') . "=\n");
    for my $i (0 .. $#recipes) {
        my $folder = "htdocs/$i";
        $files{"$folder/.htaccess"} = $recipes[$i]{$key};
        $files{"$folder/a.txt"} = 'text';
        $files{"$folder/secret/.htaccess"} = $auth;
        $files{"$folder/secret/a.txt"} = 'secret';
        $files{"$folder/broken/.htaccess"} = "Redirect 500 /$i/broken\n";
        $files{"$folder/broken/a.txt"} = 'broken';
    }
    return \%files;
}

sub has
{
    my ($res, $field, $value) = @_;
    return scalar grep { lc $_ eq lc $value } split /\s*,\s*/, $res->field($field) // '';
}

# What a browser makes of a response: blocked, shared, or shared also if the request had
# credentials.
sub sharing
{
    my ($res, $origin) = @_;
    my $allowed = $res->field('Access-Control-Allow-Origin') // '';
    return 'blocked' if !defined $origin || ($allowed ne '*' && $allowed ne $origin);
    my $credentials = ($res->field('Access-Control-Allow-Credentials') // '') eq 'true';
    return $credentials && $allowed ne '*' ? 'shared with credentials' : 'shared';
}

sub is_granted
{
    my ($res, $method, $name) = @_;
    return $res->{status} =~ /^2/ && has($res, 'Access-Control-Allow-Methods', $method)
        && has($res, 'Access-Control-Allow-Headers', $name);
}

sub outcome
{
    my ($res, $origin, $is_preflight) = @_;
    my $sharing = sharing($res, $origin);
    if ($is_preflight) {
        return $sharing eq 'blocked' || $res->{status} !~ /^2/ ? 'refused'
            : is_granted($res, 'PUT', 'x-a') ? "granted, $sharing" : "plain only, $sharing";
    }
    my $vary = has($res, 'Vary', 'Origin') ? ', Vary' : '';
    my $exposed = $res->field('Access-Control-Expose-Headers');
    my $timing = $res->field('Timing-Allow-Origin');
    return "$res->{status} $sharing$vary" . (defined $exposed ? ", exposed $exposed" : '')
        . (defined $timing ? ", timing $timing" : '');
}

my @requests = (
    [GET => 'GET', 'a.txt', @log_in], ['GET 404' => 'GET', 'none.txt', @log_in],
    ['GET 401' => 'GET', 'secret/a.txt'], ['GET 500' => 'GET', 'broken/a.txt', @log_in],
    [preflight => 'OPTIONS', 'a.txt', 'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-a'],
    ['preflight 401' => 'OPTIONS', 'secret/a.txt', 'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-a'],
);

# Returns a line for each request whose outcomes differ, with all origins of that difference.
sub differences
{
    my ($before, $after, $i, $recipe) = @_;
    my (%labels, @order);
    for my $request (@requests) {
        my ($name, $method, $path, @lines) = @$request;
        for (@{$recipe->{origins}}) {
            my ($label, $origin) = @$_;
            my @all = (@lines, defined $origin ? "Origin: $origin" : ());
            my ($old, $new) = map { outcome($_->request($method, "/$i/$path", \@all), $origin, $method eq 'OPTIONS') }
                $before, $after;
            next if $old eq $new;
            my $key = "$name: %s: $old -> $new";
            push @order, $key if !$labels{$key};
            push @{$labels{$key}}, $label;
        }
    }
    return join '', map { sprintf("$_\n", join ' ', @{$labels{$_}}) } @order;
}

# What a problem of a recipe, or the reason why a line is not translated, must say about a difference, before anybody writes it.
my $made_right = qr/block (?:every|the) page|block the actual|admits? nobody|also admits 'null'/;
my @announced = (
    [qr/^preflight 401: .*: refused -> /, qr/preflights get 401/],
    [qr/^preflight: .*: refused -> /, qr/lost on preflights|$made_right/],
    [qr/^GET: .*: 200 blocked(?:, Vary)? -> 200 shared/, $made_right],
    [qr/^GET \d+: .*: \d+ blocked -> \d+ shared/, qr/lost on errors|responses of status 401|$made_right/],
    [qr/shared with credentials(?:, Vary)? -> .*shared(?:, Vary)?$/, qr/every origin is admitted|only some origins/],
    [qr/shared.* -> .*(?:blocked|refused)/, qr/also admits 'http|is left out|every port|the remaining origins/],
    [qr/blocked, Vary -> \d+ blocked$/, qr/the remaining origins/],
    [qr/: \d+ ([\w ]+) -> \d+ \1, Vary/, qr/Vary|lost on errors/],
    [qr/exposed (.*) -> (?!.*exposed \1)/, qr/is left out/],
    [qr/^GET \d+: .*: \d+ blocked -> \d+ blocked, (?:exposed|timing)/, qr/lost on errors/],
);

# Returns the differences that no problem of the recipe announces, and no line that is not translated.
sub unannounced
{
    my $recipe = shift;
    my $problems = join "\n", map { @{$_->{problems}}, grep { /^# not translated/ } @{$_->{writes}} } @{$recipe->{blocks}};
    return grep {
        my $difference = $_;
        my @rows = grep { $difference =~ $_->[0] } @announced;
        !@rows || grep { $problems !~ $_->[1] } @rows;
    } split /\n/, $recipe->{differences};
}

my @recipes = read_recipes();
cmp_ok(scalar @recipes, '>=', 20, 'there are enough recipes');
translate($_) for @recipes;
my %opt = (modules => [qw(headers rewrite)], basic_auth => 1);
my $before = Httpd->new(%opt, so => '', log_level => 'warn', files => files('conf', @recipes));
my $after = Httpd->new(%opt, files => files('translated', @recipes));
for my $i (0 .. $#recipes) {
    my $recipe = $recipes[$i];
    is(differences($before, $after, $i, $recipe), $recipe->{differences}, "$recipe->{title}: the differences")
        or diag $recipe->{translated};
    is_deeply([unannounced($recipe)], [], "$recipe->{title}: a problem announces each difference");
    # No field of the recipe remains in the translation.
    my @left = grep { /^\s*Header.*Access-Control-/ && !/^#/ } split /\n/, $recipe->{translated};
    is_deeply(\@left, [], "$recipe->{title}: no old line remains");
    my ($ok, $said) = Httpd->syntax("<Directory \"\@ROOT\@/htdocs\">\n$recipe->{translated}</Directory>\n", %opt);
    ok($ok, "$recipe->{title}: httpd -t accepts the translation") or diag $said;
}
$before->stop;
$after->log_ok(allow => [qr/AH01617|AH01797|authz_core:error|auth_basic:error/]);
done_testing;
