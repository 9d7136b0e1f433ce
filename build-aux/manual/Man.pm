# SPDX-License-Identifier: Apache-2.0
#
# Man pages: mod_cors(5) from the reference of the directives, and one for each command of
# tools/ that a section of a document describes. The section has the name of the command as
# its title, and may begin with a box that has Description and Syntax; without a box, its first
# sentence is the description.

package Man;
use strict;
use warnings;
use Document qw(cells_of children rows_of text_of);

sub new { my ($class, $manual, $top, $programs) = @_; return bless { manual => $manual, top => $top, programs => $programs }, $class }

# A text without line breaks, for groff in any locale.
sub _text
{
    my ($text) = @_;
    $text =~ s/\\/\\e/g;
    $text =~ s/-/\\-/g;
    $text =~ s/\x27/\\(aq/g;
    $text =~ s/`/\\(ga/g;
    $text =~ s/\^/\\(ha/g;
    $text =~ s/~/\\(ti/g;
    $text =~ s/([^\x00-\x7f])/sprintf '\\[u%04X]', ord $1/ge;
    return $text;
}

my %FONT = (code => 'B', strong => 'B', em => 'I', th => 'I');

# Inline nodes, $font being the font around them.
sub _inline
{
    my ($node, $font) = @_;
    return _text($node =~ s/\s+/ /gr) if !ref $node;
    my $own = $FONT{ $node->{tag} } // $font;
    my $inside = join '', map { _inline($_, $own) } @{ $node->{kids} };
    return $own eq $font ? $inside : "\\f$own$inside\\f$font";
}

# The inside of a node as one line of input.
sub _line
{
    my ($node) = @_;
    my $line = join('', map { _inline($_, 'R') } @{ $node->{kids} }) =~ s/\A | \z//gr;
    return $line =~ /\A[.\\]?\z|\A[.]/ ? "\\&$line" : $line;
}

sub _code
{
    my ($text) = @_;
    my $lines = join "\n", map { my $line = _text($_); $line =~ /^\./ ? "\\&$line" : $line } split /\n/, $text;
    return ".nf\n$lines\n.fi\n";
}

# The first cell is the term, the others follow; with three columns or more, each cell has the
# title of its column.
sub _table
{
    my ($table) = @_;
    my ($header, @rows) = rows_of($table);
    my @titles = map { my $title = _line($_); $title eq '' ? '' : "\\fI$title\\fR" } cells_of($header);
    my $out = @titles == 2 && "@titles" =~ /\S/ ? ".TP\n$titles[0]\n$titles[1]\n" : '';
    for my $row (@rows) {
        my @cells = map { _line($_) } cells_of($row);
        if (@cells > 2) { $cells[$_] = "$titles[$_]: $cells[$_]" for grep { $titles[$_] ne '' } 0 .. $#cells }
        my $term = shift @cells;
        $out .= ".TP\n" . ($term eq '' ? '\\&' : $term) . "\n" . join ".br\n", map { "$_\n" } @cells;
    }
    return "$out.PP\n";
}

sub _list
{
    my ($list) = @_;
    my ($n, $out) = (0, '');
    for my $item (children($list, 'li')) {
        my $mark = $list->{tag} eq 'ol' ? ++$n . '.' : '\\(bu';
        my @blocks = grep { ref && $_->{tag} =~ /^(?:p|pre|ul|ol)$/ } @{ $item->{kids} };
        $out .= ".IP $mark 3\n" . (@blocks ? _line(shift @blocks) : _line($item)) . "\n";
        $out .= ".RS 3\n" . _blocks(@blocks) . ".RE\n" if @blocks;
    }
    return "$out.PP\n";
}

sub _block
{
    my ($node) = @_;
    my $tag = $node->{tag};
    return ".PP\n" . _line($node) . "\n" if $tag eq 'p';
    return ".IP\n" . _code(text_of($node)) . ".PP\n" if $tag eq 'pre';
    return _list($node) if $tag =~ /^[uo]l$/;
    return _table($node) if $tag eq 'table';
    return ".RS\n" . _blocks(grep { ref } @{ $node->{kids} }) . ".RE\n" if $tag eq 'blockquote';
    return ".SS " . _line($node) . "\n" if $tag =~ /^h[3-6]$/;
    die "man pages have no <$tag>\n";
}

# A macro that separates paragraphs, next to another such macro, has no effect.
sub _blocks
{
    my $out = join '', map { _block($_) } grep { ref } @_;
    1 while $out =~ s/^\.PP\n(?=\.(?:PP|TP|IP|SH|SS|RE|RS)\b|\z)//mg;
    return $out;
}

sub _head
{
    my ($self, $name, $section, $what) = @_;
    return ".\\\" Generated from the documents of mod_cors. SPDX-License-Identifier: Apache-2.0\n"
        . '.TH ' . uc(_text($name)) . " $section \"\" \"mod_cors $self->{manual}{version}\" \"$what\"\n.nh\n.ad l\n";
}

# The macros after which a paragraph begins anyway.
sub _tidy
{
    my ($text) = @_;
    1 while $text =~ s/^(\.S[HS] [^\n]*\n)\.PP\n/$1/mg;
    1 while $text =~ s/^\.PP\n(?=\.(?:PP|TP|IP|SH|SS)\b|\z)//mg;
    return $text;
}

sub module
{
    my ($self, $reference) = @_;
    my ($manual, @sections) = ($self->{manual}, $reference->sections);
    my $directives = $manual->{directives};
    my $title = sub { '.S' . $_[0] . ' ' . _text($_[1]) . "\n" };
    my @ours = map { $directives->{ $_->{title} } // () } @sections;
    my $out = $self->_head('mod_cors', 5, 'Apache HTTP Server')
        . ".SH NAME\nmod_cors \\- " . _text(lcfirst $manual->{description}) . "\n.SH SYNOPSIS\n.nf\n"
        . "\\fBLoadModule cors_module modules/mod_cors.so\\fR\n.sp\n"
        . join('', map { _line($_->{field}{Syntax}) . "\n" } @ours)
        . ".fi\n.SH DESCRIPTION\n" . _blocks(grep { $_->{tag} ne 'ul' } $reference->introduction) . ".SH DIRECTIVES\n";
    for my $directive (@ours) {
        $out .= $title->(S => $directive->{title});
        for my $name (qw(Description Syntax Default Context Override)) {
            $out .= ".TP 13n\n\\fI$name\\fR\n" . _line($directive->{field}{$name}) . "\n";
        }
        $out .= ".PP\n" . _blocks(@{ $directive->{blocks} });
    }
    for (grep { !$directives->{ $_->{title} } } @sections) {
        $out .= $title->(H => uc $_->{title}) . _blocks(@{ $_->{blocks} });
    }
    return _tidy($out . $self->_see_also(map { "$_->{name}(1)" } $self->commands));
}

sub _see_also
{
    my ($self, @pages) = @_;
    return ".SH SEE ALSO\n" . join(",\n", map { _text($_) =~ s/^(.*)\((\d)\)$/\\fB$1\\fR($2)/r } @pages, 'apache2(8)', 'httpd(8)')
        . "\n.PP\nThe other documents of mod_cors are pages in HTML, beginning with index.html.\n";
}

# The commands of tools/ that a section describes, with that section.
sub commands
{
    my ($self) = @_;
    my %tool = map { s{.*/}{}r =~ s/\.\w+$//r => 1 } glob "\"$self->{top}\"/tools/*";
    my @found;
    for my $document (@{ $self->{manual}{documents} }) {
        if ($tool{ $document->{title} }) {
            push @found, { name => $document->{title}, title => $document->{title}, blocks => $document->{blocks} };
        }
        push @found, map { { %$_, name => $_->{title} } } grep { $tool{ $_->{title} } } $document->sections;
    }
    my %seen;
    return grep { !$seen{ $_->{name} }++ } @found;
}

# What the command prints for --help, or nothing if it is not built.
sub _help
{
    my ($self, $name) = @_;
    my $program = ($self->{programs} // '') . "/$name";
    return '' if !$self->{programs} || !-x $program;
    open my $pipe, '-|', $program, '--help' or die "$program: $!\n";
    my $text = do { local $/; <$pipe> };
    close $pipe or die "$program --help failed\n";
    return ".SH OPTIONS\n" . _code($text);
}

sub command
{
    my ($self, $command) = @_;
    my ($field, @blocks) = Document::box_of($command);
    @blocks = @{ $command->{blocks} } if !$field;
    my ($first) = grep { $_->{tag} eq 'p' } @blocks;
    my ($sentence) = text_of($first // '') =~ /^(.*?)(?:\.(?:\s|\z)|\z)/s;
    my $description = $field ? text_of($field->{Description}) : $sentence;
    my $out = $self->_head($command->{name}, 1, 'mod_cors')
        . ".SH NAME\n" . _text($command->{name}) . ' \\- ' . _text($description =~ s/\s+/ /gr) . "\n";
    $out .= ".SH SYNOPSIS\n" . _line($field->{Syntax}) . "\n" if $field && $field->{Syntax};
    $out .= ".SH DESCRIPTION\n" . _blocks(@blocks) . $self->_help($command->{name});
    return _tidy($out =~ s/^\.SS (.*)$/'.SH ' . uc $1/gmer . $self->_see_also('mod_cors(5)'));
}

1;
