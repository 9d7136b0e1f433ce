#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# docs/why-blocked.md: the command at its beginning gives the answer that is shown, for the
# configuration that is shown; every first word of an answer is in its table or below it.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain;
use Httpd;
use Recipes;
use Test::More;

my $text = Recipes::text('why-blocked');
my ($command) = $text =~ /^> `cors-explain (PUT .*)`$/m;
my ($config) = $text =~ /\n\n((?:    .*\n)+)/;
my ($want) = $text =~ /^```\n(.*?)^```$/ms;
my @words = split / /, $command;
my $question = { method => shift @words, url => shift @words };
while (my $name = shift @words) {
    if ($name eq '--credentials') { $question->{credentials} = 1 }
    elsif ($name eq '--origin') { $question->{origin} = shift @words }
    elsif ($name eq '--header') { push @{ $question->{names} }, shift @words }
}
$question->{headers} = join ',', @{ delete $question->{names} };

my $h = Httpd->_lay_out(
    files => { 'api.conf' => $config },
    conf => "ServerName api.example.com:443\nListen 443\nInclude \"\@ROOT\@/api.conf\"\n");
my $answer = Explain::ask_text($h, $question);
$answer =~ s{\Q$h->{root}\E/}{}g;
is($answer, $want, 'the answer that is shown');
for my $word ($want =~ /^(\S+)/mg) {
    next if $word =~ /^(?:admitted|preflight|field|vary|actual|decision)$/;     # say what they mean
    like($text, qr/`\Q$word\E\b/, "$word is explained");
}
done_testing;
