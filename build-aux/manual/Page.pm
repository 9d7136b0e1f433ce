# SPDX-License-Identifier: Apache-2.0
#
# The pages of the manual in HTML: one for each document, in the form of httpd's manual. They
# are complete without script, and link to each other and to httpd's manual only.

package Page;
use strict;
use warnings;
use Document qw(cells_of children element escaped rows_of text_of);

my $HTTPD = 'https://httpd.apache.org/docs/2.4';
my %FIELD = map { $_ => "$HTTPD/mod/directive-dict.html#$_" }
    qw(Description Syntax Default Context Override Status Module);
my %CONTEXT = (
    'server config' => "$HTTPD/mod/directive-dict.html#Context",
    'virtual host' => "$HTTPD/mod/core.html#virtualhost",
    'directory' => "$HTTPD/mod/core.html#directory",
    '.htaccess' => "$HTTPD/howto/htaccess.html",
);
my %OVERRIDE = (FileInfo => "$HTTPD/mod/overrides.html#override-fileinfo");

# $manual has the version, the documents, the directives by title, and the pages of files.
sub new { my ($class, $manual) = @_; return bless { manual => $manual }, $class }

sub link_to { my ($href, $text) = @_; return '<a href="' . escaped($href) . '">' . escaped($text) . '</a>' }

# The inside of <code>: the name of a directive, a document or an example links to it.
sub _code
{
    my ($self, $node) = @_;
    my $text = text_of($node);
    my $manual = $self->{manual};
    if (my ($name, $rest) = $text =~ /^(<Cors[A-Z]\w+>|<?Cors[A-Z]\w+\b)(.*)\z/s) {
        my $directive = $manual->{directives}{ $name =~ s/^<\w+\K$/>/r };
        return escaped($text) if !$directive || ($self->{section} // '') eq $directive->{id};
        my $page = $manual->{reference};
        return link_to(($self->{page} eq $page ? '' : $page) . "#$directive->{id}", $name) . escaped($rest);
    }
    return escaped($text);
}

# A document or an example that is named, or that a link has as its text.
sub _named
{
    my ($self, $node) = @_;
    my $name = $node->{target} // text_of($node);
    my ($tag, $page) = ($node->{tag}, $self->{manual}{pages}{$name});
    return if !$page || ($tag ne 'code' && !defined $node->{target});
    my $title = $self->{manual}{titles}{$name};
    return $page eq $self->{page} ? escaped($title // $name) : link_to($page, $title // $name);
}

sub _inside
{
    my ($self, $node, $linked) = @_;
    return join '', map { $self->_html($_, $linked) } @{ $node->{kids} };
}

# Rows have an anchor, to which the search leads. Narrow windows show each cell below the
# title of its column.
sub _table
{
    my ($self, $table, $linked) = @_;
    my ($header, @rows) = rows_of($table);
    my @titles = map { text_of($_) } cells_of($header);
    my $html = '<table class="values">';
    $html .= '<thead><tr>' . join('', map { '<th scope="col">' . $self->_inside($_) . '</th>' } cells_of($header))
        . "</tr></thead>\n" if grep { /\S/ } @titles;
    $html .= '<tbody>';
    for my $row (@rows) {
        my $n = 0;
        $row->{attr}{id} = 'row-' . ++$self->{rows};
        $html .= qq(<tr id="$row->{attr}{id}">);
        for my $cell (cells_of($row)) {
            my $title = escaped($titles[$n++] // '');
            my $label = $title ne '' ? qq( data-title="$title") : '';
            my $class = ($cell->{attr}{align} // '') eq 'right' ? ' class="number"' : '';
            $html .= "<td$class$label>" . $self->_inside($cell, $linked) . '</td>';
        }
        $html .= "</tr>\n";
    }
    return "$html</tbody></table>";
}

sub _html
{
    my ($self, $node, $linked) = @_;
    return escaped($node) if !ref $node;
    my ($tag, $attr) = @$node{qw(tag attr)};
    return $self->_table($node, $linked) . "\n" if $tag eq 'table';
    return '<div class="example"><pre>' . escaped(text_of($node) =~ s/\n\z//r) . "</pre></div>\n" if $tag eq 'pre';
    my $named = $linked ? undef : $self->_named($node);
    return $named if defined $named;
    return '<code>' . ($linked ? escaped(text_of($node)) : $self->_code($node)) . '</code>' if $tag eq 'code';
    return "<$tag>" if $tag =~ /^[bh]r$/;
    if ($tag =~ /^h\d$/) {
        $self->{section} = $attr->{id};
        my $permalink = qq( <a class="permalink" href="#$attr->{id}" title="Permanent link">&para;</a>);
        return qq(<$tag id="$attr->{id}">) . $self->_inside($node, 1) . "$permalink</$tag>\n";
    }
    my $attributes = join '', map { qq( $_=") . escaped($attr->{$_}) . '"' } grep { /^(?:href|start)$/ } sort keys %$attr;
    return "<$tag$attributes>" . $self->_inside($node, $linked || $tag eq 'a') . "</$tag>"
        . ($tag =~ /^(?:p|ul|ol|li|blockquote)$/ ? "\n" : '');
}

sub _blocks { my ($self, @blocks) = @_; return join '', map { $self->_html($_) } @blocks }

# ---- the frame ------------------------------------------------------------

sub frame
{
    my ($self, $title, $main, %opt) = @_;
    my $version = escaped($self->{manual}{version});
    my $head = $opt{head} // '';
    my $search = $opt{no_search} ? '' : <<'HTML';
<form class="search" action="search.html" role="search"><input type="search" name="q" aria-label="Search the manual" placeholder="directive, message, symptom"> <button>Search</button></form>
HTML
    return <<"HTML";
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>@{[escaped($title)]} - Apache HTTP Server Version 2.4</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="manual.css">
$head</head>
<body id="top">
<header>
<p class="menu"><a href="mod_cors.html">Directives</a> | <a href="why-blocked.html">Why blocked</a> | <a href="messages.html">Messages</a> | <a href="recipes.html">Recipes</a> | <a href="index.html">All documents</a></p>
$search</header>
<nav class="path" aria-label="Path"><a href="https://httpd.apache.org/">HTTP Server</a> &gt; <a href="$HTTPD/">Version 2.4</a> &gt; <a href="$HTTPD/mod/">Modules</a> &gt; <a href="index.html">mod_cors</a></nav>
<main>
$main</main>
<footer>mod_cors $version. <a href="https://www.apache.org/licenses/LICENSE-2.0">Apache License 2.0</a>. The links to httpd lead to the manual of Apache HTTP Server 2.4.</footer>
</body>
</html>
HTML
}

# By name, as httpd's manual does: the brackets of a container do not count.
sub _directives
{
    my ($self) = @_;
    return sort { $a->{name} cmp $b->{name} } values %{ $self->{manual}{directives} };
}

sub _begin { my ($self, $page) = @_; @$self{qw(page section rows)} = ($page, '', 0) }

sub _contents
{
    my ($title, @links) = @_;
    return "<h2>$title</h2>\n<ul>\n" . join('', map { "<li>$_</li>\n" } @links) . "</ul>\n";
}

# The links within the page, in the lists of the introduction.
sub _own_contents
{
    my ($node) = @_;
    return 0 if !ref $node;
    return 1 if $node->{tag} eq 'a' && $node->{attr}{href} =~ /^#/;
    my $links = 0;
    $links += _own_contents($_) for @{ $node->{kids} };
    return $links;
}

# A document other than the reference. It gets a table of contents if it has none itself.
sub document
{
    my ($self, $document) = @_;
    $self->_begin($document->{page});
    my @sections = $document->sections;
    my @own = grep { $_->{tag} eq 'ul' && _own_contents($_) > 2 } $document->introduction;
    my $contents = @sections < 3 || @own ? '' : '<nav class="quickview" aria-label="Contents">'
        . _contents('Contents', map { link_to("#$_->{id}", $_->{title}) } @sections) . "</nav>\n";
    return $self->frame($document->{title}, '<h1>' . escaped($document->{title}) . "</h1>\n$contents"
                        . $self->_blocks(@{ $document->{blocks} }));
}

# ---- the reference of the directives -----------------------------------------

sub _linked_words
{
    my ($text, $links) = @_;
    return join ', ', map { $links->{$_} ? link_to($links->{$_}, $_) : escaped($_) } split /,\s*/, $text;
}

sub _box
{
    my ($self, $field) = @_;
    my %value = map { $_ => $self->_inside($field->{$_}, $_ ne 'Description') } keys %$field;
    $value{Context} = _linked_words(text_of($field->{Context}), \%CONTEXT);
    $value{Override} = _linked_words(text_of($field->{Override}), \%OVERRIDE);
    $value{Status} = 'Extension';
    $value{Module} = 'mod_cors';
    return '<table class="directive">' . join('', map {
        "<tr><th scope=\"row\">" . link_to($FIELD{$_}, "$_:") . "</th><td>$value{$_}</td></tr>\n"
    } qw(Description Syntax Default Context Override Status Module)) . "</table>\n";
}

sub _module_box
{
    my ($self) = @_;
    my $dictionary = "$HTTPD/mod/module-dict.html";
    my @rows = (
        [Description => Description => $self->{manual}{description}],
        [Status => Status => 'Extension'],
        [ModuleIdentifier => "Module\x{a0}Identifier" => 'cors_module'],
        [SourceFile => "Source\x{a0}File" => 'mod_cors.c'],
        [Compatibility => Compatibility => $self->{manual}{compatibility}],
    );
    return '<table class="module">' . join('', map {
        '<tr><th scope="row">' . link_to("$dictionary#$_->[0]", "$_->[1]:") . '</th><td>' . escaped($_->[2]) . "</td></tr>\n"
    } @rows) . "</table>\n";
}

# The introduction's list of links is replaced by the index.
sub reference
{
    my ($self, $document) = @_;
    $self->_begin($document->{page});
    my $directives = $self->{manual}{directives};
    my @topics = grep { !$directives->{ $_->{title} } } $document->sections;
    my @others = grep { $_ != $document } @{ $self->{manual}{documents} };
    my $main = "<h1>Apache Module mod_cors</h1>\n" . $self->_module_box
        . '<nav class="quickview" aria-label="Index">'
        . _contents('Directives', map { link_to("#$_->{id}", $_->{title}) } $self->_directives)
        . _contents('Topics', map { link_to("#$_->{id}", $_->{title}) } @topics)
        . _contents('See also', map { link_to($_->{page}, $_->{title}) } @others) . "</nav>\n"
        . $self->_blocks(grep { $_->{tag} ne 'ul' } $document->introduction);
    for my $section ($document->sections) {
        my ($field, @blocks) = $directives->{ $section->{title} } ? Document::box_of($section) : ();
        my $heading = $section->{heading};
        push @{ $heading->{kids} }, ' Directive' if $field;
        $main .= '<section>' . $self->_html($heading) . ($field ? $self->_box($field) : '')
            . $self->_blocks($field ? @blocks : @{ $section->{blocks} }) . "</section>\n";
        pop @{ $heading->{kids} } if $field;
    }
    return $self->frame('mod_cors', $main);
}

# ---- the pages that are no document ------------------------------------------

sub index_page
{
    my ($self) = @_;
    my $manual = $self->{manual};
    $self->_begin('index.html');
    my @entries = map {
        '<dt>' . link_to($_->{page}, $_->{title}) . "</dt>\n"
            . ($_->{purpose} ? '<dd>' . escaped($_->{purpose}) . "</dd>\n" : '')
    } @{ $manual->{documents} }, $manual->{examples};
    my @directives = map {
        "<dt><code>" . link_to("$manual->{reference}#$_->{id}", $_->{title}) . "</code></dt>\n<dd>"
            . $self->_inside($_->{field}{Description}, 1) . "</dd>\n"
    } $self->_directives;
    return $self->frame('The manual of mod_cors', "<h1>The manual of mod_cors</h1>\n<p>"
        . escaped($manual->{purpose}) . "</p>\n<h2>Documents</h2>\n<dl>\n@entries</dl>\n<h2>Directives</h2>\n<dl>\n@directives</dl>\n");
}

sub examples_page
{
    my ($self) = @_;
    my $examples = $self->{manual}{examples};
    $self->_begin($examples->{page});
    my @files = @{ $examples->{files} };
    my $main = '<h1>' . escaped($examples->{title}) . "</h1>\n"
        . '<nav class="quickview" aria-label="Contents">' . _contents('Files', map { link_to("#$_->{id}", $_->{name}) } @files) . "</nav>\n";
    for (@files) {
        $main .= $self->_html(element('h2', { id => $_->{id} }, $_->{name}))
            . '<div class="example"><pre>' . escaped($_->{text} =~ s/\s+\z//r) . "</pre></div>\n";
    }
    return $self->frame($examples->{title}, $main);
}

1;
