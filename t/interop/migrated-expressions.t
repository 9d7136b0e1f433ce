#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Expressions of old recipes and their translation by cors-explain --migrate, asked for the
# same origins: the translation admits no origin that the expression does not admit, but
# those that a problem announces, and it admits those that were meant.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/../lib";
use CorsExplain;
use Files;
use Httpd;
use Test::More;

my @hosts = qw(app.example www.app.example a.b.app.example shop.example evilapp.example
               appxexample wwwxapp.example app.example.evil.example localhost 127.0.0.1 api1.app.example);
my @origins = ('null', 'https://app.example.', 'app://app.example', 'https://evil.example:8443', 'x',
               map { my $host = $_; map { ("https://$host$_", "http://$host$_") } '', ':3000', ':8443' } @hosts);

# expression => [announced: the labels of origins that only the translation admits are a
# pattern, what a problem says about them], meant origins that the translation admits
my @rows = (
    ['^https://app\.example$', undef, 'https://app.example'],
    ['^https?://app\.example$', undef, 'https://app.example', 'http://app.example'],
    ['^http(s)?://(www\.)?app\.example$', undef, 'https://www.app.example', 'http://app.example'],
    ['^http(s)?://(.+\.)?app\.example$', undef, 'https://a.b.app.example', 'https://app.example'],
    ['^https://(.*\.)?(app|shop)\.example$', undef, 'https://www.app.example', 'https://shop.example'],
    ['^https://([a-z]+\.)*app\.example$', [qr/^https:\/\/api1\.app\.example$/, qr/deeper ones/], 'https://a.b.app.example'],
    ['^https://[^.]+\.app\.example$', [qr/^https:\/\/a\.b\.app\.example$/, qr/deeper ones/], 'https://www.app.example'],
    ['^https://.*\.app\.example$', undef, 'https://www.app.example'],
    ['^https://.*app\.example$', undef, 'https://app.example', 'https://www.app.example'],
    ['^https://.*app\.example', undef, 'https://app.example'],
    ['app\.example', undef, 'https://app.example', 'http://www.app.example'],
    ['app.example$', undef, 'https://app.example'],
    ['\.app\.example$', undef, 'https://www.app.example'],
    ['//app\.example$', undef, 'https://app.example', 'http://app.example'],
    ['https://app\.example', undef, 'https://app.example'],
    ['^https://www.app.example$', undef, 'https://www.app.example'],
    ['^https://(app|shop).example(:3000)?$', undef, 'https://app.example:3000', 'https://shop.example'],
    ['^https://app\.example(:\d+)?$', undef, 'https://app.example', 'https://app.example:8443'],
    ['^https://app\.example:\d+$', [qr/^https:\/\/app\.example$/, qr/the default one included/], 'https://app.example:8443'],
    ['^https://app\.example:[0-9]{5}$', [qr/^https:\/\/app\.example(:\d{4})?$/, qr/the default one included/]],
    ['^https?://localhost', undef, 'http://localhost', 'http://localhost:3000'],
    ['^http://(localhost|127\.0\.0\.1)(:[0-9]+)?$', undef, 'http://127.0.0.1:3000', 'http://localhost'],
    ['localhost', undef, 'http://localhost:3000', 'http://localhost'],
    ['^https://api\d\.app\.example$', undef, 'https://api1.app.example'],
    ['api[0-9]+\.app\.example$', undef, 'https://api1.app.example'],
    ['^https://(?!www)[a-z.]+\.example$', undef, 'https://app.example'],
    ['^https://app\.example$|^https://shop\.example$', undef, 'https://app.example', 'https://shop.example'],
    ['^(https://app\.example|https://shop\.example)$', undef, 'https://shop.example'],
    ['^https:\/\/app\.example\/?$', undef, 'https://app.example'],
    ['^https://app\.example/$', [qr/^https:\/\/app\.example$/, qr/no origin has a slash/], 'https://app.example'],
    ['^https://App\.example$', [qr/^https:\/\/app\.example$/, qr/lower case/], 'https://app.example'],
    ['^https://app\.example:443$', [qr/^https:\/\/app\.example$/, qr/browsers send 'https:\/\/app\.example' for/], 'https://app.example'],
    [':', [qr/^(?:null|x)$/, qr/also admits 'null'/], 'https://evil.example:8443'],
    ['^https?://.+$', [qr/^(?:null|x|app:.*)$/, qr/also admits 'null'/], 'https://evil.example:8443'],
    ['^https://', [qr/^(?:null|x|app:.*|http:.*)$/, qr/also admits 'null'/], 'https://evil.example:8443'],
    ['.*', undef, 'null', 'https://evil.example:8443'],
    ['^.*$', undef, 'null'],
    ['(.+)', undef, 'null'],
);

my (%old, %new, @problems);
for my $i (0 .. $#rows) {
    my $recipe = qq(SetEnvIf Origin "$rows[$i][0]" OURS\nHeader always set Access-Control-Allow-Origin "expr=%{HTTP:Origin}" env=OURS\n);
    my $file = File::Temp->new;
    spurt("$file", $recipe);
    my ($status, $output) = cors_explain('--migrate', "$file");
    my @blocks = blocks($output);
    $problems[$i] = join "\n", map { @{$_->{problems}} } @blocks;
    $old{"htdocs/$i/.htaccess"} = $recipe;
    $new{"htdocs/$i/.htaccess"} = applied($recipe, @blocks);
    $_->{"htdocs/$i/a.txt"} = 'text' for \%old, \%new;
}
my $before = Httpd->new(modules => ['headers'], so => '', log_level => 'warn', files => \%old);
my $after = Httpd->new(modules => ['headers'], files => \%new);

sub admits
{
    my ($h, $i, $origin) = @_;
    my $allowed = $h->get("/$i/a.txt", "Origin: $origin")->field('Access-Control-Allow-Origin') // '';
    return $allowed eq '*' || $allowed eq $origin;
}

for my $i (0 .. $#rows) {
    my ($expression, $announced, @meant) = @{$rows[$i]};
    my ($expected, $says) = @{$announced || []};
    my %admitted = map { $_ => admits($after, $i, $_) } @origins;
    my @wider = grep { $admitted{$_} && !admits($before, $i, $_) } @origins;
    is_deeply([grep { !$expected || $_ !~ $expected } @wider], [], "$expression: admits no other origin")
        or diag $new{"htdocs/$i/.htaccess"};
    if ($announced) {
        ok(@wider || !@meant, "$expression: admits more, as expected");
        like($problems[$i], $says, "$expression: and says so");
    }
    is_deeply([grep { !$admitted{$_} } @meant], [], "$expression: admits what was meant")
        or diag $new{"htdocs/$i/.htaccess"};
}
$before->stop;
$after->log_ok;
done_testing;
