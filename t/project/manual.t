#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The generated manual: HTML, modulesynopsis and man pages have every directive and every
# document, are valid, and have no dead link. t/browser/manual.t tests the search.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp ();
use Files;
use Httpd;
use Manual;
use Process;
use Test::More;

my $TOP = Httpd->top_srcdir;
my $HTTPD_MANUAL = '/usr/share/doc/apache2-doc/manual';
my $manual = Manual->folder;
my %page = map { s{.*/}{}r => Files::slurp($_) } glob "\"$manual\"/html/*.html";
my $reference = $page{'mod_cors.html'};
my $synopsis = Files::slurp("$manual/mod_cors.xml");
my $man = Files::slurp("$manual/man/mod_cors.5");

# Runs a test that needs a program.
sub with_program
{
    my ($name, $package, $test) = @_;
    SKIP: {
        skip "$name is not installed (Debian: $package)", 1 if !Process::program($name);
        $test->();
    }
}

# ---- every directive is in each form ----------------------------------------

sub directives
{
    my $h = Httpd->_lay_out;
    my $command = join ' ', map { "'$_'" } $h->_command, '-L';
    return `$command 2>&1` =~ /^(<?\w+) \(mod_cors\.c\)$/mg;
}

my %is_container = map { (s/^<//r => /^</ ? 1 : 0) } directives();
my @directives = keys %is_container;
cmp_ok(scalar @directives, '>', 10, 'httpd -L names the directives');
my %section = $reference =~ m{<h2 id="\w+">(?:<code>&lt;)?(\w+)(?:&gt;</code>)? Directive .*?</h2>\n(.*?)</section>}gs;
my %synopsis = $synopsis =~ m{<directivesynopsis[^>]*>\n<name>(\w+)</name>\n(.*?)</directivesynopsis>}gs;
my %described = $man =~ /^\.SS <?(\w+)>?\n(.*?)(?=^\.S[SH] )/gms;
is_deeply([sort keys %section], [sort @directives], 'HTML: all directives, no others');
is_deeply([sort keys %synopsis], [sort @directives], 'modulesynopsis: all directives, no others');
is_deeply([sort keys %described], [sort @directives], 'man page: all directives, no others');
my ($index) = $reference =~ m{<nav class="quickview".*?<h2>Directives</h2>(.*?)</ul>}s;
is_deeply([$index =~ />((?:&lt;)?\w+(?:&gt;)?)<\/a>/g],
          [map { $is_container{$_} ? "&lt;$_&gt;" : $_ } sort @directives], 'HTML: the index has all, in order');
is_deeply([sort $synopsis =~ m{<directivesynopsis type="section">\n<name>(\w+)<}g],
          [grep { $is_container{$_} } sort @directives], 'modulesynopsis: containers are sections');
for my $name (sort @directives) {
    my ($box) = ($section{$name} // '') =~ m{^<table class="directive">(.*?)</table>}s;
    is_deeply([($box // '') =~ m{>(\w+):</a></th>}g],
              [qw(Description Syntax Default Context Override Status Module)], "$name: its box");
    # These are for the whole server.
    my $is_server_only = $name =~ /^Cors(?:OriginList|StatusOrigins)$/;
    my $context = $is_server_only ? 'server config' : 'virtual host';
    like($box, qr{"https://httpd\.apache\.org/docs/2\.4/mod/[\w.-]+\#\w+">$context}, "$name: Context has links");
    like($box, qr{Override:</a></th><td>(?:<a href="[^"]*\#override-fileinfo">FileInfo</a>|not in \.htaccess)<}, "$name: Override");
    like($synopsis{$name}, qr{<syntax>(?:&lt;)?$name .*<context>@{[$is_server_only ? 'server config' : 'directory']}</context>}s, "$name: the parts of modulesynopsis");
    like($described{$name}, qr/^\\fISyntax\\fR\n\\fB<?$name /m, "$name: the man page has its syntax");
}

# ---- every document is a page ---------------------------------------------------

my @documents = map { s{^\Q$TOP\E/docs/}{}r } glob("\"$TOP\"/docs/*.md"), glob("\"$TOP\"/docs/results/*.md");
for my $document (@documents) {
    my $name = $document eq 'directives.md' ? 'mod_cors.html' : $document =~ s{/}{-}gr =~ s/md$/html/r;
    ok($page{$name}, "docs/$document: its page");
    like($page{'index.html'}, qr/<a href="\Q$name\E">/, "docs/$document: the index has it");
    my $headings = () = Files::slurp("$TOP/docs/$document") =~ /^##+ /mg;
    is(scalar(() = ($page{$name} // '') =~ /<h[2-6] id=/g), $headings, "docs/$document: all sections");
}

# ---- valid, and no dead link --------------------------------------------------

with_program('tidy', 'tidy', sub {
    for my $name (sort keys %page) {
        is(`tidy -q -e '$manual/html/$name' 2>&1`, '', "$name is valid HTML");
    }
});

# Everything in a page that a browser or a reader follows.
sub hrefs_of { my ($text) = @_; return $text =~ /\b(?:href|src|action)="([^"]*)"/g, $text =~ /^\["([^"]+)"/mg }
sub ids_of { my ($text) = @_; return $text =~ /<[^>]*\bid="([^"]*)"/g }

my %ids = map { my $name = $_; ($name => { map { $_ => 1 } ids_of($page{$name}) }) } keys %page;
my %outside;
for my $name (sort keys %page) {
    my @ids = ids_of($page{$name});
    is(scalar @ids, scalar keys %{ $ids{$name} }, "$name: each anchor once");
    my @dead;
    for my $href (hrefs_of($page{$name})) {
        if ($href =~ /^https?:/) { $outside{$href} = $name; next }
        my ($path, $anchor) = $href =~ /^([^#]*)(?:#(.*))?$/;
        $path = $name if $path eq '';
        push @dead, $href if !-e "$manual/html/$path" || (defined $anchor && !$ids{$path}{$anchor});
    }
    is_deeply(\@dead, [], "$name: no dead link");
    unlike($page{$name}, qr/<script\b/, "$name: no script") if $name ne 'search.html';
    unlike($page{$name}, qr/<(?:script|img|iframe)\b[^>]*\bsrc=|\@import|url\(/, "$name: no resource of others");
}
my ($list) = $page{'search.html'} =~ m{<section id="sections">(.*?)</section>}s;
my @sections = map { my $name = $_; map { "$name#$_" } $page{$name} =~ /<h[2-6] id="([^"]+)"/g } sort keys %page;
is_deeply([sort map { /#/ ? $_ : () } $list =~ /href="([^"]+)"/g], [sort @sections], 'without script, the search lists all sections');
unlike(Files::slurp("$manual/html/manual.css"), qr/\@import|url\(/, 'the style sheet loads nothing');

my %others = map { $_ => 1 } qw(https://httpd.apache.org/ https://www.apache.org/licenses/LICENSE-2.0);
is_deeply([grep { !$others{$_} && !m{^https://httpd\.apache\.org/docs/2\.4/} } sort keys %outside], [],
    'links lead to the pages, or to the manual of httpd');
SKIP: {
    skip 'httpd\'s manual is not installed (Debian: apache2-doc)', 1 if !-d "$HTTPD_MANUAL/en";
    my @dead = grep {
        my ($path, $anchor) = m{^https://httpd\.apache\.org/docs/2\.4/([^#]*)(?:#(.*))?$};
        defined $path && !grep { -e && (!defined $anchor || Files::slurp($_) =~ /\b(?:id|name)="\Q$anchor\E"/) }
            map { "$HTTPD_MANUAL/en/$_" } $path =~ m{(?:^|/)$} ? "${path}index.html" : $path;
    } sort keys %outside;
    is_deeply(\@dead, [], 'httpd\'s manual has the targets of all links to it');
}

# ---- modulesynopsis --------------------------------------------------------------

# httpd's DTD, without the parts that it takes from www.w3.org: names of characters.
sub validate
{
    my ($text) = @_;
    my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
    mkdir "$dir/$_" for qw(style mod);
    for my $file (grep { /\.(?:dtd|ent)(?:\.gz)?$/ } glob "$HTTPD_MANUAL/style/*") {
        my $name = $file =~ s{.*/}{}r =~ s/\.gz$//r;
        my $dtd = $file =~ /\.gz$/ ? `gzip -dc '$file'` : Files::slurp($file);
        Files::spurt("$dir/style/$name", $dtd =~ s/<!ENTITY % HTML.*?%HTML\w+;//gsr);
    }
    Files::spurt("$dir/mod/mod_cors.xml", $text);
    return `xmllint --nonet --noout --valid '$dir/mod/mod_cors.xml' 2>&1`;
}

with_program('xmllint', 'libxml2-utils', sub {
    is(`xmllint --nonet --noout '$manual/mod_cors.xml' 2>&1`, '', 'modulesynopsis: well-formed');
    skip 'httpd\'s DTD is not installed (Debian: apache2-doc)', 2 if !-d "$HTTPD_MANUAL/style";
    is(validate($synopsis), '', 'modulesynopsis: valid by httpd\'s DTD');
    isnt(validate($synopsis =~ s/<status>/<statut>/r), '', 'modulesynopsis: the check can fail');
});

# ---- man pages -------------------------------------------------------------------

my @man = glob "\"$manual\"/man/*";
with_program('groff', 'groff', sub {
    is(`groff -man -Tutf8 -ww -z -K utf8 '$_' 2>&1`, '', "$_: groff has no warning" =~ s{\Q$manual\E/}{}r) for @man;
});
with_program('man', 'man-db', sub {
    for my $file (@man) {
        my $name = $file =~ s{\Q$manual\E/}{}r;
        my $warnings = `LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l '$file' 2>&1 >/dev/null`;
        is($warnings, '', "$name: man has no warning");
        my $text = `LC_ALL=C.UTF-8 MANWIDTH=80 man -l '$file' 2>/dev/null | col -b`;
        like($text, qr/^NAME\n +\S+ \S .+\n.*^SYNOPSIS\n.*^DESCRIPTION\n.*^SEE ALSO\n/ms, "$name: its sections");
    }
});
my @tools = map { split } Files::slurp("$TOP/Makefile.am") =~ /^(?:dist_)?bin_(?:PROGRAMS|SCRIPTS) = (.*(?:\\\n.*)*)/mg;
s{.*/}{} for @tools = grep { $_ ne '\\' } @tools;
is_deeply([grep { !-e "$manual/man/$_.1" } @tools], [], 'each command of tools/ has a man page');

# ---- the generator itself ----------------------------------------------------------

with_program('cmark-gfm', 'cmark-gfm', sub {
    my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
    mkdir "$dir/$_" for qw(source source/docs source/tools programs);
    symlink "$TOP/$_", "$dir/source/$_" for qw(README mod_cors.h conf-examples docs/results),
        map { s{^\Q$TOP\E/}{}r } glob "\"$TOP\"/docs/*.md";
    my $again = sub { return Manual->generate("$dir/source", "$dir/out", "$dir/programs") };
    my $greet = sub { Files::spurt("$dir/source/docs/greet.md", "# Greetings\n\n$_[0]") };
    Files::spurt("$dir/source/tools/cors-greet.c", '');
    Files::spurt("$dir/programs/cors-greet", "#!/bin/sh\necho 'Usage: cors-greet \\. NAME'\necho '.option'\n");
    chmod 0755, "$dir/programs/cors-greet";
    $greet->("## cors-greet\n\n| | |\n|---|---|\n| Description | Greets |\n| Syntax | `cors-greet NAME` |\n\nIt prints a name.\n\n### Exit status\n\n0 if it can.\n");
    is_deeply([$again->()], [0, ''], 'the manual is generated with a command');
    is(Files::slurp("$dir/out/man/cors-greet.1") =~ s/\A.*?(?=^\.SH)//msr, <<'MAN', 'the man page of a command');
.SH NAME
cors\-greet \- Greets
.SH SYNOPSIS
\fBcors\-greet NAME\fR
.SH DESCRIPTION
It prints a name.
.SH EXIT STATUS
0 if it can.
.SH OPTIONS
.nf
Usage: cors\-greet \e. NAME
\&.option
.fi
.SH SEE ALSO
\fBmod_cors\fR(5),
\fBapache2\fR(8),
\fBhttpd\fR(8)
.PP
The other documents of mod_cors are pages in HTML, beginning with index.html.
MAN
    like(Files::slurp("$dir/out/man/mod_cors.5"), qr/^\\fBcors\\-greet\\fR\(1\),$/m, 'mod_cors(5) refers to the command');
    my %first = map { s{.*/}{}r => Files::slurp($_) } glob "$dir/out/html/* $dir/out/mod_cors.xml";
    $again->();
    my @differ = grep { Files::slurp($_) ne $first{ s{.*/}{}r } } glob "$dir/out/html/* $dir/out/mod_cors.xml";
    is_deeply(\@differ, [], 'generated twice, all files are the same');
    $greet->("[gone](gone.md)\n");
    like(join(' ', $again->()), qr{^[1-9]\d* docs/greet\.md: link to 'gone\.md', which is no page}, 'a link to a missing document stops');
    $greet->("<If> is no HTML\n");
    like(join(' ', $again->()), qr{^[1-9]\d* docs/greet\.md: raw HTML; write \\< for <}, 'raw HTML stops');
});

# ---- make html ----------------------------------------------------------------

my $makefile = ($ENV{TOP_BUILDDIR} || $TOP) . '/Makefile';
SKIP: {
    skip 'there is no Makefile', 1 if !-e $makefile;
    like(Files::slurp($makefile), qr/^html-am:.* html-local$/m, 'make html makes the manual');
}

done_testing;
