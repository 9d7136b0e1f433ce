# SPDX-License-Identifier: Apache-2.0
#
# make install and make uninstall: all files and no others, what they say, and that
# `make uninstall` leaves nothing.
use strict;
use warnings;
use File::Find qw(find);
use File::Temp;
use FindBin;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $build = $ENV{TOP_BUILDDIR} || $top;
-f "$build/Makefile" or plan skip_all => "no Makefile in $build: run configure, or name TOP_BUILDDIR";
my $stage = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
my $doc = 'usr/share/doc/mod_cors';

sub make
{
    delete local @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};
    my $output = `cd '$build' && make '@{[join "' '", @_]}' DESTDIR='$stage' \\
        prefix=/usr moduledir=/usr/lib/modules 2>&1`;
    return ($? == 0, $output);
}

sub installed
{
    my @files;
    find({ no_chdir => 1, wanted => sub { push @files, s{^\Q$stage\E/}{}r if !-d } }, "$stage");
    return sort @files;
}

sub names { return map { s{^\Q$top\E/}{}r } map { glob "\"$top\"/$_" } @_ }

my ($ok, $said) = make('install');
ok($ok, 'make install') or diag $said;
my @files = installed();
my %is = map { $_ => 1 } @files;
my @want = ('usr/lib/modules/mod_cors.so', 'usr/include/mod_cors.h',
    map { "$doc/$_" } names('README', 'CHANGES', 'SECURITY', 'docs/*.md', 'docs/results/*.md',
        'docs/prometheus/{rules,scrape}.yml', 'conf-examples/*'));
is_deeply([grep { !$is{$_} } @want], [], 'module, header, documents and examples are installed');
my %want = map { $_ => 1 } @want;
my $generated = qr{^(?:usr/bin/cors-[\w-]+|usr/share/man/man\d/[\w-]+\.\d|\Q$doc\E/(?:html/[\w.-]+|mod_cors\.xml))$};
is_deeply([grep { !$want{$_} && $_ !~ $generated } @files], [],
    'and commands, and the generated manual, nothing else');
my @commands = map { m{^usr/bin/(.*)} ? $1 : () } @files;
is_deeply([sort @commands], [qw(cors-explain cors-list)], 'the commands are installed');
is_deeply([grep { !-x "$stage/usr/bin/$_" } @commands], [], '... and executable');
my @pages = grep { /^usr\/share\/man\/man1/ } @files;
is_deeply([map { m{/([^/]+)\.1$} } @pages], @pages ? [sort @commands] : [], '... each with a man page, if there is a manual');
like($said, qr{^ +LoadModule cors_module /usr/lib/modules/mod_cors\.so$}m, 'it says what to write');

# What the examples and documents name is next to them.
my ($readme) = grep { $_ eq "$doc/README" } @files;
ok($readme && -d "$stage/$doc/conf-examples" && -f "$stage/$doc/docs/directives.md",
    'the folders keep the names by which README refers to them');

($ok, $said) = make('uninstall');
ok($ok, 'make uninstall') or diag $said;
is_deeply([installed()], [], 'it leaves no file');
ok(!-d "$stage/$doc", 'it leaves no folder of its own');
like($said, qr/LoadModule cors_module .*begin with Cors, <Cors or <\/Cors.*\.htaccess/s,
    'it says what to remove from the configuration');
done_testing;
