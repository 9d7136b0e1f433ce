# SPDX-License-Identifier: Apache-2.0
#
# docs/prometheus/: Prometheus accepts the configuration, the alerts fire when they should,
# and docs/recipes.md shows the same lines.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $folder = "$top/docs/prometheus";
my $recipes = slurp("$top/docs/recipes.md");
for my $name (qw(scrape.yml rules.yml)) {
    my $text = join '', map { "    $_\n" } grep { !/SPDX/ } split /\n/, slurp("$folder/$name");
    ok(index($recipes, $text) >= 0, "docs/recipes.md shows $name");
}
SKIP: {
    skip 'promtool is not installed (package prometheus)', 3 if system('promtool --version >/dev/null 2>&1');
    for (['check config', 'scrape.yml'], ['check rules', 'rules.yml'], ['test rules', 'rules.test.yml']) {
        my ($what, $name) = @$_;
        my $said = `promtool $what '$folder/$name' 2>&1`;
        is($?, 0, "promtool $what $name") or diag($said);
    }
}
done_testing;
