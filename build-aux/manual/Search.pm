# SPDX-License-Identifier: Apache-2.0
#
# The search of the manual: a page with an index and a small script, which works without a
# server. Without script the page lists every section. Sections, and the rows of tables, are
# the entries of the index. Build it after the pages, which give the rows their anchors.

package Search;
use strict;
use warnings;
use Document qw(cells_of children escaped read_text rows_of text_of);

sub _plain { my ($text) = @_; return $text =~ s/\s+/ /gr =~ s/\A | \z//gr }

# The tables of these blocks, and the text of all others.
sub _parts
{
    my (@blocks) = @_;
    my @tables = grep { ref && $_->{tag} eq 'table' } @blocks;
    return (_plain(join ' ', map { text_of($_) } grep { !ref || $_->{tag} ne 'table' } @blocks), @tables);
}

# A message that a user looks for contains a phrase: a text in the first cells of a row. Texts
# with an origin are values, which many messages quote.
sub _phrases
{
    my ($table, @cells) = @_;
    my @codes = map { text_of($_) } children($cells[0], 'code');
    my $columns = () = cells_of((rows_of($table))[0]);
    return grep { / / && !m{://} }
        @codes ? @codes : map { _plain(text_of($_)) } @cells[0 .. ($columns > 2 ? 1 : 0)];
}

sub _rows
{
    my ($page, $title, $table) = @_;
    my (undef, @rows) = rows_of($table);
    my @entries;
    for my $row (@rows) {
        my @cells = cells_of($row);
        my $text = _plain(join ' - ', map { text_of($_) } @cells);
        push @entries, { href => "$page#$row->{attr}{id}", title => $title, text => $text,
                         phrases => [_phrases($table, @cells)], row => 1 };
    }
    return @entries;
}

# The blocks of a section, by heading of any level: subsections are entries too.
sub _document
{
    my ($document, $directives) = @_;
    my @parts = { href => $document->{page}, title => $document->{title}, blocks => [] };
    for my $block (@{ $document->{blocks} }) {
        if ($block->{tag} =~ /^h\d$/) {
            push @parts, { href => "$document->{page}#$block->{attr}{id}", title => _plain(text_of($block)), blocks => [] };
        }
        else { push @{ $parts[-1]{blocks} }, $block }
    }
    my @entries;
    for my $part (@parts) {
        my $directive = $directives->{ $part->{title} };
        my ($text, @tables) = _parts(@{ $part->{blocks} });
        $text = _plain(join ' ', map { text_of($_) } rows_of(shift @tables)) . ". $text" if $directive;
        push @entries, { href => $part->{href}, title => $part->{title}, text => $text, phrases => [] },
            map { _rows($document->{page}, $part->{title}, $_) } @tables;
    }
    return map { { %$_, in => $document->{title}, weight => $document->{weight} } } @entries;
}

sub _json_text
{
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1f<>&\x{2028}\x{2029}])/sprintf '\\u%04x', ord $1/ge;
    return "\"$text\"";
}

sub _json
{
    my ($entry) = @_;
    my ($href, $title, $in, $text) = map { _json_text($entry->{$_}) } qw(href title in text);
    my $phrases = join ',', map { _json_text($_) } @{ $entry->{phrases} };
    return "[$href,$title,$in,$text,[$phrases]," . ($entry->{row} ? 'true' : 'false') . ",$entry->{weight}]";
}

sub page
{
    my ($class, $manual, $pages, $script) = @_;
    my @entries = map { _document($_, $manual->{directives}) } @{ $manual->{documents} };
    push @entries, map {
        { href => "$manual->{examples}{page}#$_->{id}", title => $_->{name}, in => $manual->{examples}{title},
          text => _plain($_->{text}), phrases => [], weight => 1 }
    } @{ $manual->{examples}{files} };
    my $list = join '', map {
        '<li>' . Page::link_to($_->{href}, $_->{title}) . ($_->{title} eq $_->{in} ? '' : ' - ' . escaped($_->{in})) . "</li>\n"
    } grep { !$_->{row} } @entries;
    my $index = join ",\n", map { _json($_) } @entries;
    return $pages->frame('Search', <<"HTML", no_search => 1);
<h1>Search</h1>
<form class="search" action="search.html" role="search"><input type="search" id="query" name="q" aria-label="Search the manual" placeholder="directive, message, symptom"> <button>Search</button></form>
<p class="hint">Write the name of a directive, or paste a message of httpd, of its log or of the browser's console.</p>
<div id="results" aria-live="polite"></div>
<section id="sections">
<h2>All sections</h2>
<ul>
$list</ul>
</section>
<script>
const entries = [
$index
];
$script</script>
HTML
}

1;
