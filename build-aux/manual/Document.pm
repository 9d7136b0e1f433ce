# SPDX-License-Identifier: Apache-2.0
#
# A document in Markdown as a tree. cmark-gfm parses the Markdown; this file reads its HTML,
# which is regular, gives every heading the anchor that GitHub gives it, and directs links
# between documents to the pages of the manual.
#
# A node is a text, or { tag, attr => {}, kids => [] }. The node of a link whose text is the
# name of a document has the member `target`, the document.

package Document;
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(anchor_of cells_of children element escaped read_text rows_of text_of);

my %NAMED = (amp => '&', lt => '<', gt => '>', quot => '"');
my $RENDERER = $ENV{CMARK_GFM} || 'cmark-gfm';

sub element { my ($tag, $attr, @kids) = @_; return { tag => $tag, attr => $attr, kids => \@kids } }

# The children of a node with one of these tags.
sub children
{
    my ($node, @tags) = @_;
    my %wanted = map { $_ => 1 } @tags;
    return grep { ref && $wanted{ $_->{tag} } } @{ $node->{kids} };
}

sub text_of { my ($node) = @_; return ref $node ? join '', map { text_of($_) } @{ $node->{kids} } : $node }

sub escaped
{
    my ($text) = @_;
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    $text =~ s/>/&gt;/g;
    $text =~ s/"/&quot;/g;
    return $text;
}

sub anchor_of { my ($text) = @_; return lc($text =~ s/[^\w -]//gr =~ s/ /-/gr) }

# The rows of a table, header included, and the cells of a row.
sub rows_of { my ($table) = @_; return map { children($_, 'tr') } children($table, qw(thead tbody)) }
sub cells_of { my ($row) = @_; return children($row, qw(th td)) }

sub read_text
{
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    local $/;
    return scalar <$in>;
}

sub _rendered
{
    my ($path) = @_;
    open my $pipe, '-|:encoding(UTF-8)', $RENDERER, qw(-e table --to html), $path
        or die "$RENDERER: $! (Debian: cmark-gfm)\n";
    my $html = do { local $/; <$pipe> };
    close $pipe or die "$RENDERER cannot read $path\n";
    return $html;
}

sub _decoded { my ($text) = @_; return $text =~ s/&(\w+);/$NAMED{$1} or die "unknown entity &$1;\n"/ger }

sub _attributes
{
    my ($text) = @_;
    return { map { _decoded($_) } $text =~ /([\w-]+)="([^"]*)"/g };
}

# Renderers write no optional end tag, and quote every attribute.
sub _parse
{
    my ($html) = @_;
    my @open = (element('body', {}));
    while ($html =~ m{\G(?:<(/?)(\w+)((?:\s+[\w-]+="[^"]*")*)\s*(/?)>|([^<]+)|(.))}gcs) {
        my ($end, $tag, $attributes, $empty, $text, $other) = ($1, $2, $3, $4, $5, $6);
        die "raw HTML; write \\< for <\n" if defined $other;
        if (defined $text) { push @{ $open[-1]{kids} }, _decoded($text) }
        elsif ($end) { pop(@open)->{tag} eq $tag or die "</$tag> without <$tag>\n" }
        else {
            my $node = element($tag, _attributes($attributes));
            push @{ $open[-1]{kids} }, $node;
            push @open, $node if !$empty;
        }
    }
    return $open[0];
}

# docs/a.md and "../b.md" => b.md; docs/results/c.md and "d.md" => docs/results/d.md
sub _resolved
{
    my ($file, $link) = @_;
    my $path = $file =~ s{[^/]*$}{}r . $link;
    1 while $path =~ s{[^/]+/\.\./}{};
    return $path;
}

sub _direct_links
{
    my ($node, $file, $pages) = @_;
    for my $kid (grep { ref } @{ $node->{kids} }) {
        _direct_links($kid, $file, $pages);
        my $href = $kid->{attr}{href} // next;
        my ($path, $anchor) = $href =~ /^([^#:]*)(#.*)?$/ or next;
        my $target = $path eq '' ? $file : _resolved($file, $path);
        my $page = $pages->{$target} // die "$file: link to '$href', which is no page of the manual\n";
        $kid->{target} = $target if text_of($kid) eq ($path =~ s{.*/}{}r);
        $kid->{attr}{href} = ($target eq $file ? '' : $page) . ($anchor // ($target eq $file ? '#top' : ''));
    }
}

# $pages names the page of each file. The blocks are those of the document without its title;
# a section is a heading of the second level with the blocks after it.
sub new
{
    my ($class, $top, $file, $pages) = @_;
    my $body = eval { _parse(_rendered("$top/$file")) } or die "$file: $@";
    _direct_links($body, $file, $pages);
    my @blocks = grep { ref || /\S/ } @{ $body->{kids} };
    my $title = shift @blocks;
    die "$file does not begin with a title\n" if !ref $title || $title->{tag} ne 'h1';
    my %seen;
    for my $heading (grep { ref && $_->{tag} =~ /^h\d$/ } @blocks) {
        my $anchor = anchor_of(text_of($heading));
        $heading->{attr}{id} = $anchor . ($seen{$anchor}++ ? '-' . ($seen{$anchor} - 1) : '');
    }
    return bless { file => $file, page => $pages->{$file}, title => text_of($title), blocks => \@blocks }, $class;
}

# The blocks before the first section.
sub introduction
{
    my ($self) = @_;
    my @blocks;
    for (@{ $self->{blocks} }) {
        last if $_->{tag} eq 'h2';
        push @blocks, $_;
    }
    return @blocks;
}

# Returns { id, title, blocks } for each section.
sub sections
{
    my ($self) = @_;
    my @sections;
    for my $block (@{ $self->{blocks} }) {
        if ($block->{tag} eq 'h2') {
            push @sections, { id => $block->{attr}{id}, title => text_of($block), heading => $block, blocks => [] };
        }
        elsif (@sections) { push @{ $sections[-1]{blocks} }, $block }
    }
    return @sections;
}

# The box at the top of a section: a table with an empty header. Returns the box's fields, as
# nodes of cells, by name, and the blocks after it; or nothing if there is no box.
sub box_of
{
    my ($section) = @_;
    my ($first, @rest) = @{ $section->{blocks} };
    return if !$first || $first->{tag} ne 'table';
    my ($header, @rows) = rows_of($first);
    return if text_of($header) =~ /\S/;
    my %field = map { my ($name, $value) = cells_of($_); (text_of($name) => $value) } @rows;
    return (\%field, @rest);
}

1;
