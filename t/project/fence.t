# SPDX-License-Identifier: Apache-2.0
#
# Which file may include which. The core uses APR and C99, and not httpd. The compiler also
# checks this, except where APR and httpd share one include directory.
use strict;
use warnings;
use File::Basename qw(basename);
use FindBin;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $c99 = qr/^<(?:assert|ctype|errno|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time)\.h>$/;
my $apr = qr/^<(?:apr|apr_\w+|apu)\.h>$/;
my $httpd = qr/^<(?:ap_\w+|http\w*|util_\w+|mod_\w+|mpm_\w+|scoreboard|unixd)\.h>$/;

# folder or file => what its row of CONTRIBUTING allows it
sub table
{
    open my $in, '<', "$top/CONTRIBUTING" or die "CONTRIBUTING: $!\n";
    my ($rows) = do { local $/; <$in> } =~ /^Who may include whom\n-+\n\n(.*?)\n\n/ms;
    my (undef, @rows) = split /\n/, $rows // '';
    return map { /^\s+(\S+)\s{2,}.*\S\s{2,}(.+)$/ ? ($1 => [split /, */, $2]) : () } @rows;
}

my %row = table();

# All that a folder may include, including the rows of the folders in its row.
sub reach
{
    my ($folder, $known) = @_;
    $known //= {};
    return if $known->{$folder}++;
    reach($_, $known) for @{ $row{$folder} // [] };
    return $known;
}

# POSIX headers for functions that APR lacks: address parsers without a resolver, strcasecmp,
# getpid, readlink, the size of a page, madvise, malloc_trim.
my %system = (
    cors_ipv6 => qr/^<arpa\/inet\.h>$/,
    cors_pattern_correction => qr/^<(?:arpa\/inet|idn2)\.h>$/,
    cors_public_suffix => qr/^<libpsl\.h>$/,
    mod_cors_status => qr/^<unistd\.h>$/,
    mod_cors_lists_refresh => qr/^<malloc\.h>$/,
    mod_cors_permission => qr/^<unistd\.h>$/,
    mod_cors_lists_segment => qr/^<(?:sys\/mman|unistd)\.h>$/,
);

sub includes_of
{
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    return map { /^\s*#\s*include\s*(<[^>]+>|"[^"]+")/ ? $1 : () } <$in>;
}

# Whether a folder that may include these may have this include.
sub is_allowed
{
    my ($include, $name, $reach) = @_;
    return 1 if $include =~ $c99 || $include =~ $apr;
    return 1 if $system{$name} && $include =~ $system{$name};
    return $reach->{httpd} if $include =~ $httpd || $include eq '"mod_cors.h"';
    my ($path) = $include =~ m{^"(\w+/\w+\.h)"$} or return;
    my $row = row_of("src/$path") or return;
    return $reach->{$row};
}

# The row of a file: of its folder or, if the folder has files on both sides of the fence, of
# those with its beginning (src/status/cors_*).
sub row_of
{
    my ($path) = @_;
    my ($folder, $side) = $path =~ m{(src/\w+)/((?:mod_)?cors_)\w+\.[ch]$} or return;
    return $row{"$folder/$side*"} ? "$folder/$side*" : $folder;
}

# Returns the forbidden includes of one file.
sub faults_of
{
    my ($file, $row) = @_;
    my ($folder) = $row =~ m{^(src/\w+)};
    my ($name) = basename($file) =~ /^(\w+)\.[ch]$/;
    my @includes = includes_of($file);
    my $reach = reach($row);
    my @faults = map { "includes $_" } grep { !is_allowed($_, $name, $reach) } @includes;
    my $own = '"' . ($folder =~ s{^src/}{}r) . "/$name.h\"";
    push @faults, "$own is not included first"
        if $file =~ /\.c$/ && -e $file =~ s/c$/h/r && ($includes[0] // '') ne $own;
    push @faults, 'the name says the wrong side of the fence'
        if !$reach->{httpd} == ($name =~ /^mod_cors/);
    return @faults;
}

my @files = sort grep { !/\/\.#/ } glob("\"$top\"/src/*/*.[ch]");
cmp_ok(scalar @files, '>', 2, 'there are sources to check');
for my $file (@files) {
    my $name = basename($file);
    my $row = row_of($file);
    ok($row && $row{$row}, "$name is in the table");
    is_deeply([faults_of($file, $row // 'src/none')], [], "$name: no forbidden include");
}
# Files that include each other, X.c and X.h as one: of each cycle
# that the search meets, the files in order.
sub cycles
{
    my ($includes) = @_;
    my (%state, @path, @found);
    my $visit;
    $visit = sub {
        my ($file) = @_;
        $state{$file} = 'open';
        push @path, $file;
        for my $next (sort keys %{ $includes->{$file} // {} }) {
            if (!$state{$next}) { $visit->($next) }
            elsif ($state{$next} eq 'open') {
                my ($first) = grep { $path[$_] eq $next } 0 .. $#path;
                push @found, join ' -> ', @path[$first .. $#path], $next;
            }
        }
        $state{$file} = 'done';
        pop @path;
    };
    $state{$_} || $visit->($_) for sort keys %$includes;
    return @found;
}

is_deeply([cycles({a => {b => 1}, b => {c => 1}, c => {b => 1}})], ['b -> c -> b'], 'a cycle is found');
my %includes;
for my $file (@files) {
    my ($node) = $file =~ m{/src/(\w+/\w+)\.[ch]$};
    $includes{$node}{$_} = 1 for grep { $_ ne $node } map { m{^"(\w+/\w+)\.h"$} ? $1 : () } includes_of($file);
}
is_deeply([cycles(\%includes)], [], 'no files include each other in a cycle');

is_deeply([grep { /"/ && !m{^"\w+/mod_cors_\w+\.h"$} } includes_of("$top/mod_cors.c")],
          [], 'mod_cors.c includes only headers of the glue');
is_deeply([grep { /"/ } includes_of("$top/mod_cors.h")], [], 'mod_cors.h includes no file of the module');
my %is_pure = map { basename($_, '.h') => 1 } grep { !reach(row_of($_))->{httpd} } grep { /\.h$/ } @files;

for my $file (sort glob("\"$top\"/t/unit/*.c")) {
    my $name = basename($file);
    my ($tested) = $name =~ /^test_(\w+)\.c$/;
    my @faults = grep { /\.c"$/ || /$httpd/ || m{/mod_cors} } includes_of($file);
    is_deeply(\@faults, [], "$name includes no .c file, nothing of httpd or the glue");
    ok($tested && $is_pure{"cors_$tested"}, "$name is named after a pure file");
}

# The commands use the core, and nothing of httpd or the glue.
my $tools = reach('tools');
my @tools = glob("\"$top\"/tools/*.[ch]");
cmp_ok(scalar @tools, '>', 2, 'there are sources of commands');
for my $file (@tools) {
    my @faults = grep {
        !($_ eq '"mod_cors.h"' || m{^"tools/\w+\.h"$} || is_allowed($_, '', $tools) && !m{/mod_cors_})
    } includes_of($file);
    is_deeply(\@faults, [], 'tools/' . basename($file) . ': no forbidden include');
}

# One fuzz target needs httpd to read its text; the oracles use no file of the module.
for my $file (sort glob("\"$top\"/t/fuzz/*.c")) {
    my $name = basename($file);
    my @includes = includes_of($file);
    my @faults = grep { /\.c"$/ || m{/mod_cors} || (/$httpd/ && $name ne 'fuzz_section.c') } @includes;
    push @faults, grep { m{/cors_} } @includes if $name =~ /^(?:naive|model|case)/;
    is_deeply(\@faults, [], "$name: no forbidden include");
}

# A file that Makefile.am does not name is neither linked nor run.
open my $makefile, '<', "$top/Makefile.am" or die "Makefile.am: $!\n";
my %named = map { $_ => 1 } map { m{\b((?:src/\w+|t/unit|t/fuzz|tools)/[\w-]+(?:\.c)?)(?=\s|$)}g } <$makefile>;
my @built = (map({ s{^\Q$top\E/}{}r } glob("\"$top\"/src/*/*.c \"$top\"/t/fuzz/*.c \"$top\"/tools/*.c")),
    map { 't/unit/' . basename($_, '.c') } glob("\"$top\"/t/unit/test_*.c"));
is_deeply([grep { !$named{$_} } @built], [], 'Makefile.am names every source and unit test');

# The check by the compiler. With the core's flags httpd's headers must not be found. With
# those of the glue they must, or this test would prove nothing.
sub compiles
{
    my ($flags) = @_;
    my $cc = $ENV{CC} || 'cc';
    open my $pipe, '|-', "$cc $flags -fsyntax-only -x c - >/dev/null 2>&1" or return;
    print $pipe "#include <httpd.h>\n";
    return close $pipe;
}

my $apr_flags = $ENV{CORE_CPPFLAGS} // `apr-1-config --includes --cppflags`;
my $apxs = $ENV{APXS} || 'apxs';
chomp(my $httpd_dir = `$apxs -q INCLUDEDIR`);
my $glue_flags = $ENV{GLUE_CPPFLAGS} // "$apr_flags -I$httpd_dir";
s/\n/ /g for $apr_flags, $glue_flags;
SKIP: {
    skip 'APR and httpd share one include directory', 2
        if grep { -e "$_/httpd.h" } $apr_flags =~ /-(?:I|isystem)\s*(\S+)/g;
    ok(!compiles($apr_flags), 'with the flags of the core, httpd.h is not found');
    ok(compiles($glue_flags), 'with the flags of the glue, httpd.h is found');
}
done_testing;
