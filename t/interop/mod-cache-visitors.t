# SPDX-License-Identifier: Apache-2.0
#
# mod_cache on disk and in shared memory, with and without its quick handler, and every kind
# of policy in every context: each origin gets the fields of the policy, in any order of
# requests, and unlisted origins add no copies. t/cache.t counts the files.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use CacheVisitors;
use ModCache;

for_each_mode(conf => CacheVisitors::conf(), modules => [CacheVisitors::modules()],
              files => { CacheVisitors::files() }, sub {
    my ($h, $label, $quick) = @_;
    for (CacheVisitors::urls_of()) {
        my ($policy, $url) = @$_;
        visits_ok($h, "$label, $url", $url, $policy, $ModCache::COPY_OF{$quick});
    }
});
done_testing;
