# SPDX-License-Identifier: Apache-2.0
#
# Who may include whom. The core knows APR and C99, and nothing of httpd. The
# compiler says so too, but not where APR and httpd share one directory.
use strict;
use warnings;
use File::Basename qw(basename);
use FindBin;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $c99 = qr/^<(?:assert|ctype|errno|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time)\.h>$/;
my $apr = qr/^<(?:apr|apr_\w+|apu)\.h>$/;
my $httpd = qr/^<(?:ap_\w+|http\w*|util_\w+|mod_\w+|mpm_\w+|scoreboard)\.h>$/;
my @set = qw(cors_bytes cors_place cors_origin cors_origin_lookup cors_pattern cors_rule_table cors_matcher
    cors_matchers cors_wildcards cors_origin_set);
my @settings = (@set, qw(cors_names cors_settings cors_policy));
my @decision = (@settings, qw(cors_fault cors_request cors_stance cors_decision));
my @request = (@decision, qw(cors_fields mod_cors mod_cors_private mod_cors_facts));

# file => the headers of ours that it may include besides its own
my %may = (
    cors_place => [],
    cors_ipv6 => [],
    cors_origin => [qw(cors_ipv6 cors_place)],
    cors_value => [],
    cors_names => [qw(cors_place cors_value)],
    cors_rule_table => [qw(cors_bytes cors_place)],
    cors_characters => [],
    cors_expression => [qw(cors_characters)],
    cors_literals => [qw(cors_characters)],
    cors_tails => [qw(cors_literals)],
    cors_rule_warning => [qw(cors_correction cors_expression cors_pattern)],
    cors_matcher => [qw(cors_expression cors_origin cors_public_suffix cors_tails)],
    cors_matchers => [qw(cors_matcher cors_origin cors_place cors_rule_table)],
    cors_bytes => [],
    cors_wildcards => [qw(cors_bytes cors_place cors_origin cors_pattern cors_public_suffix cors_rule_table)],
    cors_public_suffix => [qw(cors_origin)],
    cors_origin_lookup => [qw(cors_bytes cors_origin)],
    cors_pattern => [qw(cors_bytes cors_place cors_origin cors_pattern_advice)],
    cors_pattern_advice => [qw(cors_pattern cors_correction)],
    cors_correction => [qw(cors_ipv6 cors_pattern)],
    cors_origin_set => [@set, qw(cors_public_suffix cors_value)],
    cors_settings => [@set, 'cors_names'],
    cors_policy => [@set, qw(cors_names cors_settings)],
    cors_fault => \@settings,
    cors_same_origin => [qw(cors_origin cors_origin_lookup)],
    cors_request => [qw(cors_place)],
    cors_enforcement => [@settings, 'cors_request'],
    cors_protection => \@decision,
    cors_stance => [@settings, 'cors_fault'],
    cors_preflight => [@settings, qw(cors_fault cors_stance)],
    cors_decision => [@settings, qw(cors_enforcement cors_fault cors_preflight cors_request cors_stance)],
    cors_fields => [@settings, qw(cors_decision cors_preflight)],
    mod_cors_warnings => [qw(cors_place)],
    mod_cors_advice => [@settings, 'mod_cors_warnings'],
    mod_cors_judge => [@settings, qw(cors_fault mod_cors_advice mod_cors_effect mod_cors_warnings)],
    mod_cors_effect => [@settings, 'cors_request'],
    mod_cors_scope => [@settings, 'mod_cors_effect'],
    mod_cors_tree => ['cors_place'],
    mod_cors_handlers => [@settings, qw(mod_cors_effect mod_cors_scope mod_cors_tree mod_cors_warnings)],
    mod_cors_logins => [@settings, qw(mod_cors_effect mod_cors_scope mod_cors_tree mod_cors_warnings)],
    mod_cors_forward_proxy => [qw(cors_place mod_cors_tree mod_cors_warnings)],
    mod_cors_htaccess => [@settings, qw(mod_cors_handlers mod_cors_judge mod_cors_warnings)],
    mod_cors_walk => [@settings, qw(mod_cors_effect mod_cors_judge)],
    mod_cors_check => [@settings, qw(cors_correction cors_public_suffix mod_cors mod_cors_forward_proxy
                                     mod_cors_handlers mod_cors_judge mod_cors_logins
                                     mod_cors_walk mod_cors_warnings)],
    mod_cors_section => \@settings,
    mod_cors_lists => [@settings, qw(cors_pattern_advice cors_rule_warning mod_cors_section mod_cors_warnings)],
    mod_cors_name_lists => [@settings, qw(mod_cors_lists mod_cors_section mod_cors_warnings)],
    mod_cors_config => [@settings, qw(mod_cors mod_cors_section mod_cors_lists)],
    mod_cors_prepare => [@settings, qw(cors_fault cors_stance mod_cors_effect mod_cors_private)],
    mod_cors_private => [qw(mod_cors cors_policy cors_decision cors_stance)],
    mod_cors_facts => [qw(cors_request cors_place)],
    mod_cors_rewalk => \@request,
    mod_cors_cache => \@request,
    mod_cors_context => [@request, qw(cors_protection cors_same_origin mod_cors_effect)],
    mod_cors_answer => \@request,
    mod_cors_enforce => \@request,
    mod_cors_request => [@request, qw(mod_cors_cache mod_cors_htaccess)],
    mod_cors_trace => [@request, 'cors_preflight'],
    mod_cors_preserve => \@request,
    mod_cors_report => \@request,
    mod_cors_response => [@request, 'mod_cors_cache'],
    mod_cors => [qw(mod_cors_cache mod_cors_facts mod_cors_private mod_cors_prepare mod_cors_check mod_cors_config)],
);
# POSIX where APR has nothing: address parsers that ask no resolver, strcasecmp.
my %system = (
    cors_ipv6 => qr/^<arpa\/inet\.h>$/,
    cors_correction => qr/^<(?:arpa\/inet|idn2)\.h>$/,
    cors_public_suffix => qr/^<libpsl\.h>$/,
);

sub includes_of
{
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    return map { /^\s*#\s*include\s*(<[^>]+>|"[^"]+")/ ? $1 : () } <$in>;
}

# Returns what is wrong with the includes of one file.
sub faults_of
{
    my ($file) = @_;
    my ($name) = basename($file) =~ /^(\w+)\.[ch]$/;
    my $is_core = $name =~ /^cors_/;
    my $own = "\"$name.h\"";
    my %ours = map { ("\"$_.h\"" => 1, "\"src/$_.h\"" => 1) } $name, @{ $may{$name} };
    my @faults;
    my @includes = includes_of($file);
    push @faults, "$own is not included first"
        if $is_core && $file =~ /\.c$/ && ($includes[0] // '') ne $own;
    for (@includes) {
        next if $ours{$_} || /$c99/ || /$apr/ || ($system{$name} && /$system{$name}/);
        next if !$is_core && (/$httpd/ || /^"(?:ap_|http|util_)\w*\.h"$/);
        push @faults, "includes $_";
    }
    return @faults;
}

my @files = sort grep { !/\/\.#/ } glob("\"$top\"/*.[ch] \"$top\"/src/*.[ch]");
cmp_ok(scalar @files, '>', 2, 'there are sources to look at');
for my $file (@files) {
    my $name = basename($file);
    my ($base) = $name =~ /^(\w+)\./;
    SKIP: {
        ok($may{$base}, "$name is in the table") or skip 'not in the table', 1;
        is_deeply([faults_of($file)], [], "$name includes what it may");
    }
}

for my $file (sort glob("\"$top\"/t/unit/*.c")) {
    my $name = basename($file);
    my ($tested) = $name =~ /^test_(\w+)\.c$/;
    my @faults = grep { /\.c"$/ || /$httpd/ || /"mod_cors/ } includes_of($file);
    is_deeply(\@faults, [], "$name includes no .c file, nothing of httpd or the glue");
    ok($tested && $may{"cors_$tested"}, "$name is named after a core file");
}

# httpd itself reads the text of one fuzz target; the oracles know nothing of us.
for my $file (sort glob("\"$top\"/t/fuzz/*.c")) {
    my $name = basename($file);
    my @includes = includes_of($file);
    my @faults = grep { /\.c"$/ || /"mod_cors/ || (/$httpd/ && $name ne 'fuzz_section.c') } @includes;
    push @faults, grep { /"cors_/ } @includes if $name =~ /^(?:naive|model|case)/;
    is_deeply(\@faults, [], "$name includes what it may");
}

# A file that the build forgets is neither linked nor run.
open my $makefile, '<', "$top/Makefile.am" or die "Makefile.am: $!\n";
my %named = map { $_ => 1 } map { /\b((?:src|t\/unit|t\/fuzz)\/\w+(?:\.c)?)(?=\s|$)/g } <$makefile>;
my @built = (map({ s{^\Q$top\E/}{}r } glob("\"$top\"/src/*.c \"$top\"/t/fuzz/*.c")),
    map { 't/unit/' . basename($_, '.c') } glob("\"$top\"/t/unit/test_*.c"));
is_deeply([grep { !$named{$_} } @built], [], 'Makefile.am names every source and unit test');

# The fence by the compiler. The core's flags must not lead to httpd's headers,
# the glue's must, or this test would prove nothing.
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
