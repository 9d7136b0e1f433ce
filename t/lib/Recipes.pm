# SPDX-License-Identifier: Apache-2.0
#
# The indented blocks of docs/recipes.md: each is a configuration.
#
#   Recipes::text(), Recipes::blocks()
#   Recipes::block('<Location "/oidc/callback">')    # the one block with this line, or
#                                                    # with only this line

package Recipes;
use strict;
use warnings;
use Files;
use Httpd;

my ($text, @blocks);

sub text { return $text //= slurp(Httpd->top_srcdir . '/docs/recipes.md') }

sub blocks
{
    @blocks = map { s/^    //gmr } text() =~ /(?:\A|\n\n)((?:    .*\n|\n(?=    ))+)/g if !@blocks;
    return @blocks;
}

sub block
{
    my $line = shift;
    my @found = grep { $_ eq "$line\n" } blocks();
    @found = grep { /^\s*\Q$line\E$/m } blocks() if !@found;
    die @found ? 'several blocks' : 'no block', " with $line\n" unless @found == 1;
    return $found[0];
}

1;
