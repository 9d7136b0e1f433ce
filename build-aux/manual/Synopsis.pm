# SPDX-License-Identifier: Apache-2.0
#
# The reference of the directives as httpd's modulesynopsis, from which httpd's own manual is
# made. Its elements are those of httpd's modulesynopsis.dtd.

package Synopsis;
use strict;
use warnings;
use Document qw(cells_of escaped rows_of text_of);

sub new { my ($class, $manual) = @_; return bless { manual => $manual }, $class }

sub _type { my ($directive) = @_; return $directive->{is_container} ? ' type="section"' : '' }

sub _code
{
    my ($self, $text) = @_;
    my $directive = $self->{manual}{directives}{$text};
    return '<code>' . escaped($text) . '</code>' if !$directive;
    return '<directive module="mod_cors"' . _type($directive) . ">$directive->{name}</directive>";
}

sub _inside { my ($self, $node) = @_; return join '', map { $self->_inline($_) } @{ $node->{kids} } }

sub _inline
{
    my ($self, $node) = @_;
    return escaped($node) if !ref $node;
    my $tag = $node->{tag};
    return $self->_code(text_of($node)) if $tag eq 'code';
    return '<br />' if $tag eq 'br';
    return '<a href="' . escaped($node->{attr}{href}) . '">' . $self->_inside($node) . '</a>' if $tag eq 'a';
    return $self->_block($node) if $tag !~ /^(?:em|strong)$/;
    return "<$tag>" . $self->_inside($node) . "</$tag>";
}

sub _table
{
    my ($self, $table) = @_;
    my $rows = join '', map {
        '<tr>' . join('', map { my $tag = $_->{tag}; "<$tag>" . $self->_inside($_) . "</$tag>" } cells_of($_)) . "</tr>\n"
    } grep { text_of($_) =~ /\S/ } rows_of($table);
    return "<table border=\"1\" style=\"zebra\">\n$rows</table>\n";
}

sub _block
{
    my ($self, $node) = @_;
    return escaped($node) if !ref $node;
    my $tag = $node->{tag};
    return $self->_table($node) if $tag eq 'table';
    return '<highlight language="config">' . escaped(text_of($node)) . "</highlight>\n" if $tag eq 'pre';
    return "<$tag>" . $self->_inside($node) . "</$tag>\n" if $tag =~ /^(?:p|ul|ol|li|blockquote)$/;
    die "modulesynopsis has no <$tag>\n";
}

sub _blocks { my ($self, @blocks) = @_; return join '', map { $self->_block($_) } @blocks }

sub _section
{
    my ($self, $section) = @_;
    return "<section id=\"$section->{id}\"><title>" . escaped($section->{title}) . "</title>\n"
        . $self->_blocks(@{ $section->{blocks} }) . "</section>\n\n";
}

sub _directive
{
    my ($self, $directive) = @_;
    my $field = $directive->{field};
    my @contexts = split /,\s*/, text_of($field->{Context});
    my $override = text_of($field->{Override});
    return '<directivesynopsis' . _type($directive) . ">\n<name>$directive->{name}</name>\n"
        . '<description>' . $self->_inside($field->{Description}) . "</description>\n"
        . '<syntax>' . escaped(text_of($field->{Syntax})) . "</syntax>\n"
        . '<default>' . escaped(text_of($field->{Default})) . "</default>\n"
        . "<contextlist>@{[map { \"<context>$_</context>\" } @contexts]}</contextlist>\n"
        . ($override =~ /^\w+$/ ? "<override>$override</override>\n" : '')
        . "<usage>\n" . $self->_blocks(@{ $directive->{blocks} }) . "</usage>\n</directivesynopsis>\n\n";
}

sub module
{
    my ($self, $reference) = @_;
    my $manual = $self->{manual};
    my $directives = $manual->{directives};
    my @sections = $reference->sections;
    my $topics = join '', map { $self->_section($_) } grep { !$directives->{ $_->{title} } } @sections;
    my $synopses = join '', map { $self->_directive($_) } map { $directives->{ $_->{title} } // () } @sections;
    my ($description, $compatibility) = map { escaped($manual->{$_}) } qw(description compatibility);
    my $summary = $self->_blocks(grep { $_->{tag} ne 'ul' } $reference->introduction);
    return <<"XML";
<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE modulesynopsis SYSTEM "../style/modulesynopsis.dtd">
<?xml-stylesheet type="text/xsl" href="../style/manual.en.xsl"?>
<modulesynopsis metafile="mod_cors.xml.meta">
<name>mod_cors</name>
<description>$description</description>
<status>Extension</status>
<sourcefile>mod_cors.c</sourcefile>
<identifier>cors_module</identifier>
<compatibility>$compatibility</compatibility>
<summary>
$summary</summary>

$topics$synopses</modulesynopsis>
XML
}

1;
