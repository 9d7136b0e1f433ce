#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The command cors-explain: which program it runs with which arguments, its exit status, and
# its messages. The program is a script that answers as httpd would.

use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/lib";
use CorsExplain;
use Files;
use Httpd;
use Test::More;

my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
my @question = qw(PUT https://api.example.com/a?b=c%20d --origin https://app.example);

# A program that prints its name and arguments to the file "arguments", and this answer.
sub program
{
    my ($name, $answer, $said, $status) = @_;
    my ($folder) = "$dir/$name" =~ m{(.*)/};
    make_path($folder);
    spurt("$dir/answer", $answer);
    spurt("$dir/said", $said // "Syntax OK\n");
    spurt("$dir/$name", "#!/bin/sh\n{ printf '%s\\n' \"\$0\" \"\$@\"; } >'$dir/arguments'\n"
        . "cat '$dir/answer'\ncat '$dir/said' >&2\nexit " . ($status // 0) . "\n");
    chmod 0755, "$dir/$name";
    return "$dir/$name";
}

sub arguments { my ($program, @all) = split /\n/, slurp("$dir/arguments"); return ($program, @all) }

my $shared = "vhost      api.example.com:443\nbrowser    shared\n";
my $httpd = program('fake', $shared);

# label, options in addition to the question, the definition
for (['a question', [], ''],
     ['header names', [qw(--header content-type --header x-a)], ' Headers=content-type,x-a'],
     ['a comma is encoded', ['--header', 'a,b'], ' Headers=a%2Cb'],
     ['a type', ['--content-type', 'text/plain; charset=x'], ' Content-Type=text%2Fplain%3B%20charset%3Dx'],
     ['a site', [qw(--sec-fetch-site cross-site)], ' Sec-Fetch-Site=cross-site'],
     ['credentials', ['--credentials'], ' Credentials']) {
    my ($label, $options, $more) = @$_;
    my ($status, $out, $err) = cors_explain(@question, @$options, '--httpd', $httpd);
    is_deeply([arguments()], [$httpd, '-t', '-D',
              "CORS_EXPLAIN=PUT https://api.example.com/a?b=c%20d Origin=https%3A%2F%2Fapp.example$more"],
              "$label: the arguments");
    is("$status $out$err", "0 $shared", "$label: the answer, without what httpd says");
}
cors_explain(@question, '-f', 'a b.conf', '-d', '/root', '--httpd', $httpd);
is_deeply([(arguments())[1 .. 5]], [qw(-d /root -f), 'a b.conf', '-t'], '-f and -d are passed on');
cors_explain('--httpd', $httpd, '--origin', '%"', @question[0, 1]);
like(join(' ', arguments()), qr/ Origin=%25%22$/, 'options may precede; values are encoded');

# answer, JSON?, exit status
for ([$shared, 0, 0], ["browser    blocked: no\n", 0, 1], ["browser    unsure: x\n", 0, 2],
     ["vhost      a\n", 0, 2], ["browser    blocked: no\nbrowser    shared\n", 0, 0],
     ["browser    shared-not\n", 0, 2], ["advice     browser    shared\n", 0, 2], ["browsershared\n", 0, 2],
     [qq({"schema": 1, "shared": true}\n), 1, 0], [qq({"shared":true}\n), 1, 0],
     [qq({"shared": false}\n), 1, 1], [qq({"shared": null}\n), 1, 2],
     [qq({"schema": 1, "error": "x"}\n), 1, 2],
     [qq({"url": "\\"shared\\": true", "shared": false}\n), 1, 1]) {
    my ($answer, $json, $want) = @$_;
    program('fake', $answer);
    my ($status, $out) = cors_explain(@question, '--httpd', $httpd, $json ? '--json' : ());
    is($status, $want, "exit status $want: $answer");
    is($out, $answer, '... and the answer');
}
like(join(' ', arguments()), qr/ Format=json$/, '--json asks for JSON');

# A line of stderr that would fill a pipe.
program('fake', $shared, "x\n" x 100_000);
is((cors_explain(@question, '--httpd', $httpd))[0], 0, 'httpd may say much');
program('fake', "Syntax\n", "AH00526: Syntax error\n", 1);
my ($status, $out, $err) = cors_explain(@question, '--httpd', $httpd);
is("$status $out", '2 ', 'httpd fails: exit status');
is($err, "Syntax\nAH00526: Syntax error\ncors-explain: $httpd -t failed, see the lines above\n", '... and its messages');
program('fake', '');
($status, $out, $err) = cors_explain(@question, '--httpd', $httpd);
is($status, 2, 'no answer: exit status');
like($err, qr/probably does not load mod_cors/, '... and the message');

# Which program is found: that of PATH, also where apache2ctl is in /usr/sbin.
{
    local $ENV{PATH} = "$dir/one:$dir/two";
    my $control = program('two/apache2ctl', $shared);
    my $apache2 = program('one/apache2', $shared);
    my $plain = program('one/httpd', $shared);
    cors_explain(@question);
    is((arguments())[0], $control, 'apache2ctl comes first');
    unlink $control;
    cors_explain(@question);
    is((arguments())[0], $plain, 'then httpd');
    chmod 0644, $plain;
    cors_explain(@question);
    is((arguments())[0], $apache2, 'then apache2; a file that is no program is not run');
}

# Migrate.
program('fake', "a:1: b\n");
($status, $out) = cors_explain('--migrate', '--httpd', $httpd, '-f', 'x');
is("$status $out", "0 a:1: b\n", 'migrate: what httpd prints');
is_deeply([arguments()], [$httpd, qw(-f x -t -D CORS_MIGRATE)], '... and the arguments');
program('fake', '');
like((cors_explain('--migrate', '--httpd', $httpd))[2], qr/no answer.*--migrate FILE/s, '... without mod_cors');
spurt("$dir/old", "Header set Access-Control-Allow-Origin *\n");
($status, $out) = cors_explain('--migrate', "$dir/old");
is($status, 0, 'a file');
like($out, qr/^\Q$dir\E\/old:1: Header .*\n(?:  problem: .*\n)+  write: CorsAllowOrigin \*\n\z/, '... and its blocks');
spurt("$dir/new", "CorsAllowOrigin *\n");
is((cors_explain('--migrate', "$dir/new"))[1], "no line of an old recipe for CORS was found\n", 'a file without old lines');

# label, arguments, exit status, a part of the output or of the message
spurt("$dir/nul", "a\0b");
spurt("$dir/open", "<Files x>\n");
for (['nothing', [], 2, qr/needs METHOD and URL/],
     ['no URL', ['GET', '--origin', 'https://a.example'], 2, qr/needs METHOD and URL/],
     ['too much', [qw(GET https://a b --origin https://a.example)], 2, qr/needs METHOD and URL/],
     ['no origin', [qw(GET https://a.example/)], 2, qr/needs the origin of the page/],
     ['an unknown option', [@question, '--orign'], 2, qr/orign.*see cors-explain --help/s],
     ['an option without its value', [qw(GET https://a --origin)], 2, qr/origin.*--help/s],
     ['a blank in the URL', ['GET', 'https://a/ b', '--origin', 'x'], 2, qr/URL has white space/],
     ['an empty method', ['', 'https://a/', '--origin', 'x'], 2, qr/method has white space.*empty/],
     ['a control character', ['GET', "https://a/\e", '--origin', 'x'], 2, qr/URL has/],
     ['no such program', [@question, '--httpd', "$dir/none"], 2, qr/none is not a program/],
     ['migrate with a question', ['--migrate', '--origin', 'x'], 2, qr/does not answer a question/],
     ['migrate with two files', ['--migrate', 'a', 'b'], 2, qr/reads one file/],
     ['no such file', ['--migrate', "$dir/none"], 2, qr/cannot read .*none: No such file/],
     ['a folder', ['--migrate', "$dir"], 2, qr/cannot read/],
     ['a NUL', ['--migrate', "$dir/nul"], 2, qr/NUL byte/],
     ['an open section', ['--migrate', "$dir/open"], 2, qr/<Files> is not closed/],
     ['help', ['--help'], 0, qr/^Usage: cors-explain METHOD URL/],
     ['version', ['--version'], 0, qr/^cors-explain \d+\.\d+/]) {
    my ($label, $arguments, $want, $pattern) = @$_;
    my ($status, $out, $err) = cors_explain(@$arguments);
    is($status, $want, "$label: exit status");
    like($want ? $err : $out, $pattern, "$label: the message");
    is($want ? $out : $err, '', "$label: nothing else");
}
# With httpd itself.
my $h = Httpd->_lay_out(conf => <<'CONF');
ServerName api.example.com
<Location "/orders">
    CorsAllowOrigin  https://app.example
    CorsAllowMethods PUT
    CorsAllowHeaders x-a
</Location>
CONF
my @httpd = ('--httpd', Httpd->binary, '-d', $h->root, '-f', $h->root . '/httpd.conf');
my @put = ('PUT', 'http://localhost:' . $h->port . '/orders/7');
for (['shared', 0, ['https://app.example', '--header', 'X-A'], qr/^browser    shared/m],
     ['another origin', 1, ['https://other.example'], qr/^browser    blocked:/m],
     ['a header name that is not listed', 1, ['https://app.example', '--header', 'x-b'], qr/^browser    blocked:/m],
     ['JSON', 0, ['https://app.example', '--json'], qr/"shared": ?true/],
     ['JSON, blocked', 1, ['https://other.example', '--json'], qr/"shared": ?false/],
     ['a header name with a blank', 2, ['https://app.example', '--header', 'a b'], qr/header name/]) {
    my ($label, $want, $arguments, $pattern) = @$_;
    my ($status, $out, $err) = cors_explain(@put, '--origin', @$arguments, @httpd);
    is($status, $want, "httpd: $label: exit status") or diag $out, $err;
    like($out, $pattern, "httpd: $label: the answer");
}
done_testing;
