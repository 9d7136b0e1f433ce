# SPDX-License-Identifier: Apache-2.0
#
# The commands of tools/, and how the translation of an old recipe by cors-explain is applied.
#
#   my ($status, $out, $err) = run_command('cors-list', 'check', $file);
#   my ($status, $out, $err) = cors_explain('--migrate', $file);
#   my @blocks = blocks($out);          # {line, old, problems => [...], writes => [...]}
#   my $new = applied($configuration, @blocks);

package CorsExplain;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp ();
use Files;
use Httpd;

our @EXPORT = qw(run_command cors_explain blocks applied);

sub path_of
{
    my ($name) = @_;
    my $so = $ENV{MOD_CORS_SO};
    my $build = $ENV{TOP_BUILDDIR} || ($so ? dirname(dirname($so)) : Httpd->top_srcdir);
    my $command = abs_path("$build/$name");
    die "$name is not built in $build\n" if !$command || !-x $command;
    return $command;
}

# Runs the command without a shell. Returns its exit status and what it wrote.
sub run_command
{
    my ($name, @arguments) = @_;
    my $errors = File::Temp->new;
    my $pid = open(my $pipe, '-|') // die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>', "$errors" or die "$errors: $!\n";
        exec { path_of($name) } $name, @arguments or die "exec: $!\n";
    }
    my $output = do { local $/; <$pipe> } // '';
    close $pipe;
    return ($? >> 8, $output, slurp("$errors", ''));
}

sub cors_explain { return run_command('cors-explain', @_) }

sub blocks
{
    my $output = shift;
    my @blocks;
    for (split /\n/, $output) {
        if (/^  problem: (.*)/) { push @{$blocks[-1]{problems}}, $1 }
        elsif (/^  write: (.*)/) { push @{$blocks[-1]{writes}}, $1 }
        elsif (/^(.*?):(\d+): (.*)/) {
            push @blocks, {file => $1, line => $2, old => $3, problems => [], writes => []};
        }
    }
    return @blocks;
}

# Returns the text with the new lines in the place of the old ones. Of a section that is to
# be removed, its last line is removed too.
sub applied
{
    my ($text, @blocks) = @_;
    my %block = map { $_->{line} => $_ } @blocks;
    my (@lines, @open);
    my $number = 0;
    for my $line (split /\n/, $text) {
        my $block = $block{++$number};
        if ($line =~ m{^\s*</}) {
            push @lines, $line if !pop @open;
            next;
        }
        undef $block if $block && $line =~ /^\s*</ && "@{$block->{writes}}" =~ /not translated/;
        push @open, $block ? 1 : 0 if $line =~ /^\s*</;
        push @lines, $block ? @{$block->{writes}} : $line;
    }
    return join '', map { "$_\n" } @lines;
}

1;
