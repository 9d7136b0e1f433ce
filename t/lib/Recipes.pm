# SPDX-License-Identifier: Apache-2.0
#
# The indented blocks of docs/recipes.md and docs/why-blocked.md: each is a configuration.
#
#   Recipes::text('recipes'), Recipes::text()      # of one document, of both
#   Recipes::blocks()
#   Recipes::block('<Location "/oidc/callback">')    # the one block with this line, or
#                                                    # with only this line

package Recipes;
use strict;
use warnings;
use Files;
use Httpd;

my @blocks;

sub text { return join "\n", map { slurp(Httpd->top_srcdir . "/docs/$_.md") } @_ ? @_ : qw(recipes why-blocked) }

# Without those of Prometheus: see t/project/prometheus.t.
sub blocks
{
    @blocks = grep { !/^(?:groups|scrape_configs):/m } map { s/^    //gmr } text() =~ /(?:\A|\n\n)((?:    .*\n|\n(?=    ))+)/g if !@blocks;
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
