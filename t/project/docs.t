#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The documents agree with the module: directives, their contexts and values, reason words,
# configuration blocks, names of files.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;

my $TOP = Httpd->top_srcdir;
my @FIELDS = qw(Description Syntax Default Context Override);
my @DOCUMENTS = (qw(README CONTRIBUTING SECURITY CHANGES),
                 map { s{^\Q$TOP\E/}{}r } glob "\"$TOP\"/docs/*.md \"$TOP\"/docs/results/*.md");

sub slurp
{
    my $path = "$TOP/$_[0]";
    open my $fh, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$fh>;
}

# The indented blocks of a text that are configurations: with Cors directives, or about
# logging. (LoadModule needs another path here.)
sub configurations
{
    my @blocks = map { s/^    //gmr } $_[0] =~ /(?:\A|\n\n)((?:    .*\n|\n(?=    ))+)/g;
    return grep { /\A\s*(?:<Location|<Directory|<If|Cors[A-Z]\w+ |Log(?:Format|Level) )/ } @blocks;
}

my $manual = slurp('docs/directives.md');
my $readme = slurp('README');

# ---- directives of httpd -L and of the manual, and their contexts ---------

my %allowed;    # directive => the lines of httpd -L after its name
{
    my $h = Httpd->_lay_out;
    my $cmd = join ' ', map { "'$_'" } $h->_command, '-L';
    my ($name, $ours);
    for (split /\n/, `$cmd 2>&1`) {
        ($name, $ours) = ($1, $2 eq 'mod_cors.c') if /^([<\w]+) \(([\w.]+)\)$/;
        $allowed{$name} .= "$_\n" if $ours;
    }
}
# The handlers of these refuse them in a .htaccess, even if AllowOverrideList names them:
# see t/project/conf-examples.t.
die "httpd does not load the module\n" unless %allowed;
s/^.*(?:\.htaccess|FileInfo).*\n//mg for @allowed{qw(CorsDangerouslyTolerate CorsEnforceExcept CorsExplain
    CorsStatus)};
my %section = $manual =~ /^## (?|(Cors\w+)|`(<Cors\w+)>`)\n(.*?)(?=^## |\z)/gms;
ok(keys %allowed > 10, 'httpd -L names the module\'s directives');
is_deeply([sort keys %section], [sort keys %allowed], 'each directive has a section in the manual');
my %is_server_only = (CorsOriginList => 1, CorsStatusOrigins => 1);
# What the manual's lists need.
my @LISTS = (modules => [qw(watchdog dbd)], files => { 'conf/partners.txt' => "https://p.example\n" });

for my $name (sort keys %section) {
    my %field = $section{$name} =~ /^\| (\w+) \| (.+) \|$/mg;
    is_deeply([grep { !$field{$_} } @FIELDS], [], "$name: no field is missing");
    my ($syntax) = ($field{Syntax} // '') =~ /^`(<?\w+) /;
    is($syntax, $name, "$name: Syntax shows it");
    my $says = $allowed{$name} // '';
    my $htaccess = $says =~ /\.htaccess/ ? 1 : 0;
    is($field{Context} =~ /\.htaccess/ ? 1 : 0, $htaccess, "$name: .htaccess in Context");
    is($field{Override} =~ /^FileInfo$/ ? 1 : 0, $htaccess, "$name: Override");
    like($says, qr/FileInfo/, "$name: FileInfo") if $htaccess;
    like($field{Context}, $is_server_only{$name} ? qr/^server config$/ : qr/^server config, virtual host, directory\b/,
         "$name: Context");
    like($manual, qr/\(#\L${\($name =~ s{^<}{}r)}\E\)/, "$name: is in the table of contents");
}

# ---- the values of the tables --------------------------------------------

# A line with a value; of a container, also its end.
sub line_of
{
    my ($name, $value) = @_;
    return $name =~ /^<(.*)/ ? "$name $value>\n</$1>" : "$name $value";
}

# "| `a`, `b` with `CorsX y` | `c` | because |" => the configurations of the left
# and of the middle column: a value is one line, "with" joins two lines.
sub values_of
{
    my ($name, $row) = @_;
    $row =~ s/\\\|/\0/g;
    my (undef, @cells) = split /\s*\|\s*/, $row;
    my @columns;
    for (@cells[0, 1]) {
        my @values = /(`[^`]+`(?: with `[^`]+`)*)/g;
        s/\0/|/g for @values;
        push @columns, [map { join "\n", map { /^Cors/ ? $_ : line_of($name, $_) } /`([^`]+)`/g } @values];
    }
    return @columns;
}

delete $ENV{NO_SUCH_VARIABLE};
my @permitted;
for my $name (sort keys %section) {
    my ($table) = $section{$name} =~ /^\| Permitted \| Prohibited \|.*\n\|[-|]+\n((?:\|.*\n)+)/m;
    ok($table, "$name: permitted and prohibited values") or next;
    my %seen;
    for my $row (split /\n/, $table) {
        my ($good, $bad) = values_of($name, $row);
        push @permitted, grep { !$seen{$_}++ } @$good;
        for my $line (@$bad) {
            my ($ok, $output) = Httpd->syntax("$line\n", @LISTS);
            ok(!$ok && $output =~ /Syntax error on line|^\S+:\d+: Cors/m && $output =~ /$name\b/,
               'prohibited: ' . $line =~ s/\n/, /gr) or diag($output);
        }
    }
}
{
    my $n = 0;
    my $conf = join '', map { $n++; "<Location \"/v$n\">\n$_\n</Location>\n" }
        grep { !/^(\w+)/ || !$is_server_only{$1} } @permitted;
    $conf .= join '', map { "$_\n" } grep { /^(\w+)/ && $is_server_only{$1} } @permitted;
    my ($ok, $output) = Httpd->syntax($conf, @LISTS);
    ok($ok, "permitted: all $n") or diag($output);
}

# ---- values that are not allowed with credentials ---------------------------

{
    my ($table) = $manual =~ /^\| Never with .*\n\|[-|]+\n((?:\|.*\n)+)/m;
    my @never = ($table // '') =~ /^\| `([^`]+)` \|/mg;
    cmp_ok(scalar @never, '>', 2, 'the manual lists values that are never allowed with credentials');
    my $rule = 'CorsAllowOrigin https://a.example';
    my $h = Httpd->new(conf => $rule);
    for my $never (@never) {
        SKIP: {
            skip 'built without libpsl', 1
                if $never =~ /github/ && $h->log_text =~ /built without libpsl/;
            my ($ok, $output) = Httpd->syntax("$rule\n<Location /x>\nCorsAllowCredentials On\n$never\n</Location>");
            ok(!$ok && $output =~ /cannot be used with 'CorsAllowCredentials On'/, "$never with credentials")
                or diag $output;
        }
    }
}

# ---- every message has a line in docs/messages.md ---------------------------

{
    my @phrases = map { s/\\\|/|/gr } map { /`([^`]+)`/g } slurp('docs/messages.md') =~ /^\| (`.*?) \|/mg;
    my @tables = qw(origins words containers lists together);
    my @pages = map { slurp("t/lib/config-errors/$_.txt") =~ s/\n {6}(?=\S)/ /gr } @tables;
    my @warnings = map { s{^\Q$TOP\E/}{}r } glob("\"$TOP\"/t/lib/config-warnings/*.txt"), map { "$TOP/t/config-$_.t" } qw(warnings neighbours);
    my @said = ((map { /^ {4}(.+)/mg } @pages), map { slurp($_) =~ /^(FILE:\d+: .+)/mg } @warnings);
    cmp_ok(scalar @said, '>', 150, 'there are messages');
    my %no_line = map { $_ => 1 } grep {
        my $said = s/browsers send '[A-Z]+'/browsers send 'GET'/r;
        $said !~ /^\w+ (?:takes|requires) / && !grep { index($said, $_) >= 0 } @phrases;
    } @said;
    is_deeply([sort keys %no_line], [], 'each message has a line in docs/messages.md');
    # Messages without a case in t/lib are in t/config-errors.t, t/htaccess.t, t/lists-check.t and t/project/old-httpd.t.
    my $source = join '', map { slurp("src/$_") =~ s/"\s*\n\s*"//gr } qw(config/mod_cors_config_value.c startup/mod_cors_startup.c origin/cors_pattern_remedy.c
        config/mod_cors_config_lists.c lists/cors_list_build.c lists/mod_cors_lists.c lists/mod_cors_lists_check.c lists/mod_cors_lists_file.c
        lists/mod_cors_lists_refresh.c startup/mod_cors_startup_databases.c);
    my @unheard = grep { my $phrase = $_; !grep { index($_, $phrase) >= 0 } @said, $source }
        grep { !/^(?:CorsEngine|<|Off|\.htaccess)/ } @phrases;
    is_deeply(\@unheard, [], 'each line of docs/messages.md is about an existing message');
}

# ---- the reason words and decisions --------------------------------------

my ($table) = $manual =~ /^\| REASON \| Means \|\n\|[-|]+\n((?:\|.*\n)+)/m;
my @documented = ($table // '') =~ /^\| `([a-z-]+)` \|/mg;
my ($values) = $manual =~ /^\| Value \| Means \|\n\|[-|]+\n((?:\|.*\n)+)/m;
my @decisions = map {
    my $value = $_;
    $value =~ /REASON/ ? map { $value =~ s/REASON/$_/r } @documented : $value;
} ($values // '') =~ /^\| `([^`]+)` \|/mg;
my @known = map { tr/A-Z_/a-z-/r } grep { !/^(?:NONE|SAME_ORIGIN|NO_CONDITION_MET)$/ }
    slurp('src/policy/cors_decision.h') =~ /^\s*CORS_REASON_(\w+)/mg;
my @coded = slurp('src/policy/cors_decision.c') =~ /"((?:actual|preflight|not)-[\w:-]+|same-origin)"/g;
is_deeply([sort @documented], [sort @known], 'each reason word is documented');
my %documented = map { $_ => 1 } @decisions;
is_deeply([grep { !$documented{$_} } @coded], [], 'each value of CORS_DECISION is documented');
for my $word (@documented) {
    ok(scalar(grep { /^[a-z-]+:$word$/ } @coded), "$word is in a value of CORS_DECISION");
}

# ---- README, and the blocks of all documents -------------------------------

cmp_ok(($readme =~ tr/\n//), '<', 150, 'README has less than 150 lines');
my ($three) = $readme =~ /^Three configurations\n-+\n(.*?)\n\S[^\n]*\n---/ms;
is(scalar(configurations($three)), 3, 'README shows three configurations');
for my $document (grep { !/recipes|why-blocked/ } @DOCUMENTS) {     # t/recipes.t tests those
    for my $block (configurations(slurp($document))) {
        my ($ok, $output) = Httpd->syntax($block, @LISTS);
        my ($first) = $block =~ /^\s*(\S.*)/;
        ok($ok, "$document: $first ...") or diag($output);
    }
}

# ---- every folder of sources is in the map ----------------------------------

my $design = slurp('docs/design.md');
my @unmapped = grep { $design !~ /^\| `\Q$_\E` \|/m }
    map { s{^\Q$TOP\E/}{}r } glob "\"$TOP\"/*.[ch] \"$TOP\"/src/*";
is_deeply(\@unmapped, [], 'docs/design.md names every folder of sources');

# ---- what the documents name exists ----------------------------------------

my %is_total = map { $_ => 1 } qw(CorsDecisions CorsRefused CorsEnforced);      # lines of mod_status
for my $document (@DOCUMENTS, map { s{^\Q$TOP\E/}{}r } glob "\"$TOP\"/conf-examples/*") {
    my $text = slurp($document);
    my %no = map { $_ => 1 } grep { !exists $allowed{$_} && !exists $allowed{"<$_"} && !$is_total{$_} }
        $text =~ /\b(Cors[A-Z]\w+)/g;
    is_deeply([sort keys %no], [], "$document: every named directive exists");

    my @files = $text =~ m{(?<![\w/.:\@"-])
        ((?:\./)?(?:docs|conf-examples|t|src|demo|build-aux)/[\w./*-]*[\w*/]
         |\./(?!configure)\w[\w./-]*\w|mod_cors\.[ch]\b)}xg;
    push @files, $text =~ /^    ([A-Z]{7,})  /mg if $document eq 'README';
    my %missing = map { $_ => 1 } grep { !grep { -e } glob "\"$TOP\"/${_}{,.c,.h}" } @files;
    is_deeply([sort keys %missing], [], "$document: every named file exists");

    next unless $document =~ /\.md$/;
    my %anchor = map { lc(s/[^\w -]//gr =~ s/ /-/gr) => 1 } $text =~ /^#+ (.*)/mg;
    my @dead = grep { !$anchor{$_} } $text =~ /\]\(#([^)]*)\)/g;
    is_deeply(\@dead, [], "$document: every internal link has a target");
}

# ---- each promise has its test -----------------------------------------------

# `t/x.t` "text": a file, and a text in it. The text may be on the next line of the document.
for my $document (qw(docs/security.md docs/testing.md)) {
    my @named = slurp($document) =~ /`(t\/[^`*]*[^`*\/])`(?:\s+"([^"]+)")?/g;
    my @not_there;
    for (my $i = 0; $i < @named; $i += 2) {
        my ($file, $text) = @named[$i, $i + 1];
        if (!-e "$TOP/$file") { push @not_there, $file }
        elsif (defined $text && index(slurp($file), $text =~ s/\s+/ /gr) < 0) { push @not_there, "$file: $text" }
    }
    cmp_ok(scalar @named, '>', 10, "$document names tests");
    is_deeply(\@not_there, [], "$document: every named test exists and contains the quoted text");
}
my @unheld = grep { !/`t\// } slurp('docs/security.md') =~ /^(- \*\*.*\n(?:  .*\n)*)/mg;
is_deeply(\@unheld, [], 'docs/security.md names a test for each promise');
ok(index(slurp($_), 'docs/security.md') >= 0, "$_ refers to docs/security.md") for qw(README SECURITY);

done_testing;
