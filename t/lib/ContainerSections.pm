# SPDX-License-Identifier: Apache-2.0
#
# Random sections with containers, and two configurations of them: with containers, and with
# <If> sections that say the same.
#
#   my @sections = random_sections();         # of one URL, in httpd's order
#   my %site = container_site($name, @sections);   # conf => text, files => { name => text }
#   my $conf = if_site($name, @sections);
#
# A section has context, applies, plus, none, lines, deny, rules and containers. A rule has
# pattern, regex, written (its number in the section), section (the number of its section) and
# container (undef: none). Both sites are virtual hosts NAME.test, and the URL is
# /NAME/d/a.txt.

package ContainerSections;
use strict;
use warnings;
use Exporter qw(import);
use List::Util qw(shuffle);
use ContainerModel qw(effective faulty in_order);

our @EXPORT_OK = qw(random_sections container_site if_site random_origin @MAIN);

# The main server: its settings are merged before all sections.
# What it tolerates, other sections can lift; and so a fault does not stop httpd.
our @MAIN = (['CorsMaxAge', 30], ['CorsAllowMethods', 'PATCH'],
             [qw(CorsDangerouslyTolerate InsecureOrigins NullOrigin AnyInstallation)]);

# In httpd's order. An <If> is merged after all other sections.
my @CONTEXTS = qw(host dir htaccess below below_htaccess dirmatch host_files dir_files htaccess_files
                  location location_below locationmatch host_if dir_if htaccess_if location_if);
my @PATTERNS = ('https://x.a.example', 'https://x.a.example:8443', 'https://y.example', 'https://*.a.example',
                'https://*.a.example:*', 'https://*.a.example:8443', 'https://*.example', 'https://x.a.example:*',
                'http://x.a.example', 'http://*.a.example', 'app://q', 'app://*', '*', 'null');
my @REGEXES = ('https://[a-z]+[.]a[.]example', 'https?://[a-z.]+[.]a[.]example',
               'https://x[.]a[.]example(:[0-9]+)?', 'app://[a-z]+');
my @ORIGINS = (@PATTERNS[0 .. 2], qw(https://x.a.example:99 https://z.a.example https://z.y.a.example:8443
               http://x.a.example http://z.a.example http://y.example app://q app://r null nonsense
               https://x.a.example/ https://x.a.example:443 https://other.test));

sub one_of { return $_[rand @_] }
sub chance { return rand() < $_[0] }

# Some origins that matter, and others of which few are equal.
sub random_origin
{
    return one_of(@ORIGINS) if chance(0.3);
    my $label = join '', map { one_of('a' .. 'f') } 1 .. 1 + rand 4;
    return one_of('https://', 'https://', 'http://') . one_of('', 'x.', "$label.", "$label.x.")
        . one_of('a.example', 'a.example', 'example', "$label.example", 'y.example', 'a.example.com')
        . one_of('', '', ':8443', ':' . int(1024 + rand 60000)) unless chance(0.1);
    return "app://$label";
}

# ---- sections -------------------------------------------------------------------

sub random_list
{
    my ($directive, @names) = @_;
    return [$directive, 'None'] if chance(0.1);
    my $plus = chance(0.6) ? '+' : '';
    return [$directive, map { "$plus$_" } (shuffle @names)[0 .. rand 2]];
}

# Settings that may be in a section and in a container.
sub random_lines
{
    my $in_htaccess = shift;
    return shuffle(
        (chance(0.4) ? ['CorsAllowCredentials', one_of(qw(On On Off))] : ()),
        (chance(0.3) ? ['CorsMaxAge', one_of(1 .. 9, 'None')] : ()),
        (chance(0.4) ? random_list('CorsAllowMethods', qw(PUT PATCH DELETE)) : ()),
        (chance(0.3) ? random_list('CorsAllowHeaders', qw(X-A X-B X-C)) : ()),
        (chance(0.3) ? random_list('CorsExposeHeaders', qw(X-D X-E X-F), chance(0.2) ? '*' : ()) : ()),
        (chance(0.25) && !$in_htaccess
            ? ['CorsDangerouslyTolerate', one_of([qw(InsecureOrigins)], [qw(NullOrigin)], [qw(AnyInstallation)],
                                                 [qw(InsecureOrigins NullOrigin AnyInstallation)], ['None'])->@*]
            : ()));
}

sub random_rules
{
    my ($section, $number) = @_;
    my @patterns = (shuffle(@PATTERNS))[0 .. rand 5];
    my @regexes = (shuffle(@REGEXES))[0 .. rand 3];
    pop @regexes if chance(0.5);
    while (@patterns || @regexes) {
        my $regex = @regexes && (!@patterns || chance(0.4));
        my $from = $regex ? \@regexes : \@patterns;
        my @taken = splice @$from, 0, 1 + rand 2;
        my $container = chance(0.7) ? { lines => [random_lines($section->{context} =~ /htaccess/)] } : undef;
        my @rules = map { { pattern => $_, regex => $regex, container => $container, section => $number } } @taken;
        $container->{rules} = \@rules if $container;
        push @{$section->{groups}}, \@rules;
    }
}

# httpd does not start if a section is at fault by itself.
sub random_section
{
    my ($context, $number, $main) = @_;
    my %section = (context => $context, applies => $context !~ /_if/ || chance(0.7), plus => chance(0.7),
                   none => chance(0.04), lines => [random_lines($context =~ /htaccess/)], groups => [],
                   deny => [chance(0.1) ? one_of('https://z.a.example', 'https://*.y.example', 'http://x.a.example') : ()]);
    random_rules(\%section, $number) unless $section{none} || chance(0.2);
    my $written = 0;
    $section{rules} = [map { $_->{written} = $written++; $_ } map { @$_ } @{$section{groups}}];
    return faulty($main, { %section, applies => 1 }, $number) ? random_section(@_) : \%section;
}

# The first is the main server.
sub random_sections
{
    my @contexts = @CONTEXTS[sort { $a <=> $b } (shuffle 0 .. $#CONTEXTS)[0 .. 1 + rand 4]];
    my @sections = ({ applies => 1, lines => \@MAIN, rules => [], deny => [] });
    push @sections, random_section($_, scalar @sections, $sections[0]) for @contexts;
    return effective(@sections) ? @sections : random_sections();
}

# ---- the configuration with containers ------------------------------------------

sub text_of { return join '', map { join(' ', @$_) . "\n" } @_ }

sub text_of_group
{
    my ($section, $rules) = @_;
    my $match = $rules->[0]{regex} ? 'Match' : '';
    my $values = join ' ', map { ($section->{plus} ? '+' : '') . $_->{pattern} } @$rules;
    my $container = $rules->[0]{container};
    return $container ? "<CorsOrigin$match $values>\n" . text_of(@{$container->{lines}}) . "</CorsOrigin$match>\n"
        : "CorsAllowOrigin$match $values\n";
}

# The order of lines does not matter, except among expressions.
sub text_of_section
{
    my $section = shift;
    my @groups = map { text_of_group($section, $_) } @{$section->{groups}};
    my @lines = map { text_of($_) } @{$section->{lines}}, map { ['CorsDenyOrigin', $_] } @{$section->{deny}};
    push @lines, "CorsAllowOrigin None\n" if $section->{none};
    splice @groups, rand(@groups + 1), 0, $_ for @lines;
    return join '', @groups;
}

my %WRAPPED = (
    host => ['', ''],
    dir => ['<Directory "@ROOT@/htdocs/NAME">', '</Directory>'],
    below => ['<Directory "@ROOT@/htdocs/NAME/d">', '</Directory>'],
    dirmatch => ['<DirectoryMatch "/htdocs/NAME/d(/|$)">', '</DirectoryMatch>'],
    host_files => ['<Files "a.txt">', '</Files>'],
    dir_files => [qq(<Directory "\@ROOT\@/htdocs/NAME">\n<FilesMatch "txt\$">), "</FilesMatch>\n</Directory>"],
    htaccess => ['', ''], below_htaccess => ['', ''], htaccess_files => ['<Files "a.*">', '</Files>'],
    htaccess_if => ['<If "CONDITION">', '</If>'],
    location => ['<Location "/NAME">', '</Location>'],
    location_below => ['<Location "/NAME/d">', '</Location>'],
    locationmatch => ['<LocationMatch "^/NAME/d/">', '</LocationMatch>'],
    host_if => ['<If "CONDITION">', '</If>'],
    dir_if => [qq(<Directory "\@ROOT\@/htdocs/NAME">\n<If "CONDITION">), "</If>\n</Directory>"],
    location_if => [qq(<Location "/NAME/d">\n<If "CONDITION">), "</If>\n</Location>"],
);

sub host_of { return "<VirtualHost 127.0.0.1:\@PORT\@>\nServerName $_[0].test\n$_[1]</VirtualHost>\n" }

# An <If> is in scope in both sites, so that no policy is constant, and a fault of several
# sections does not stop httpd.
my $NEVER = "<If \"false\">\nCorsAllowCredentials Off\n</If>\n";

sub container_site
{
    my ($name, @sections) = @_;
    my ($conf, %files) = ($NEVER, "htdocs/$name/d/a.txt" => 'a');
    for my $section (@sections[1 .. $#sections]) {
        my ($begin, $end) = map { s/NAME/$name/gr =~ s/CONDITION/$section->{applies} ? 'true' : 'false'/er }
            @{$WRAPPED{$section->{context}}};
        my $text = "$begin\n" . text_of_section($section) . "$end\n";
        if ($section->{context} =~ /htaccess/) {
            $files{"htdocs/$name/" . ($section->{context} =~ /below/ ? 'd/' : '') . '.htaccess'} .= $text;
        }
        else { $conf .= $text }
    }
    return (conf => host_of($name, $conf), files => \%files);
}

# ---- the configuration with <If> ------------------------------------------------

# An origin with its default port is malformed, and only "*" admits it.
my $MALFORMED = '!(%{HTTP:Origin} =~ m#:443$#)';

sub condition_of
{
    my $rule = shift;
    my $pattern = $rule->{pattern};
    return 'true' if $pattern eq '*';
    return "%{HTTP:Origin} =~ m#^(?:$pattern)\$# && $MALFORMED" if $rule->{regex};
    return "%{HTTP:Origin} == '$pattern'" unless $pattern =~ /\*/;
    my $regex = quotemeta($pattern) =~ s/\\([^.])/$1/gr;
    $regex =~ s{://\*\z}{://[A-Za-z0-9.]+};
    $regex =~ s{//\*}{//[a-z0-9_-]+([.][a-z0-9_-]+)*};
    $regex =~ s/:\*\z/(:[1-9][0-9]*)?/;
    return "%{HTTP:Origin} =~ m#^$regex\$# && $MALFORMED";
}

sub any_of { return '(' . (join(' || ', map { "($_)" } @_) || 'false') . ')' }

sub if_of { return "<If \"$_[0]\">\n$_[1]</If>\n" }

# The lists of these rules alone.
sub lists_of
{
    my @values = map { { regex => $_->{regex} ? 'Match' : '', pattern => $_->{pattern} } } @_;
    my (%seen, $text);
    return join '', map { "CorsAllowOrigin$_->{regex} $_->{pattern}\n" } grep { !$seen{$_->{pattern}}++ } @values;
}

# A rule's condition excludes the origins of the rules that are more specific. So one <If>
# for each container, directly after its section, is the container.
sub if_site
{
    my ($name, @sections) = @_;
    my (%by_group, %rules_of, @before);
    for my $rule (in_order(effective(@sections))) {
        my $group = $rule->{container} || 'plain';
        push @{$by_group{$group}}, '(' . condition_of($rule) . ') && !' . any_of(@before);
        push @{$rules_of{$group}}, $rule;
        push @before, condition_of($rule);
    }
    my $conf = $NEVER;
    for my $section (grep { $_->{applies} } @sections[1 .. $#sections]) {
        $conf .= if_of('true', text_of(@{$section->{lines}}, map { ['CorsDenyOrigin', $_] } @{$section->{deny}}));
        my %done;
        for my $container (grep { $_ && $by_group{$_} && !$done{$_}++ } map { $_->{container} } @{$section->{rules}}) {
            my @lines = map { adding_tolerances($_, $container, @sections) } @{$container->{lines}};
            $conf .= if_of(any_of(@{$by_group{$container}}), text_of(@lines));
        }
    }
    for my $group (grep { $_ ne 'plain' } keys %by_group) {
        $conf .= if_of(any_of(@{$by_group{$group}}), lists_of(@{$rules_of{$group}}));
    }
    my @plain = @{$rules_of{plain} || []};
    my $others = '!' . any_of(map { @{$by_group{$_}} } grep { $_ ne 'plain' } keys %by_group);
    $conf .= if_of($others, @plain ? lists_of(@plain)
                   : "CorsAllowOrigin https://none.invalid\nCorsAllowCredentials Off\n");
    return host_of($name, $conf);
}

# Tolerances in a container are added to those of the sections up to its own, but those of an
# <If> replace them.
sub adding_tolerances
{
    my ($line, $container, @sections) = @_;
    my ($directive, @flags) = @$line;
    return $line if $directive ne 'CorsDangerouslyTolerate' || $flags[0] eq 'None';
    my $own = $container->{rules}[0]{section};
    my ($last) = grep { $_->[0] eq $directive }
        map { @{$_->{lines}} } grep { $_->{applies} } reverse @sections[0 .. $own];
    my @outer = grep { $_ ne 'None' } @{$last || []}[1 .. $#{$last || []}];
    my %seen;
    return [$directive, grep { !$seen{$_}++ } @outer, @flags];
}

1;
