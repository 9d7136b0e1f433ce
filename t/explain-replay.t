#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The requests of other live tests as questions: what `httpd -t -D CORS_EXPLAIN=...` tells
# about each of them is what the server has answered. Here those about origins, rules and
# fields; explain-replay-early.t has those that the module answers itself.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ReplayedSuite qw(replay_suites);

replay_suites({
    actual => { at_least => 104 },
    deny => { at_least => 95 },
    'deny-malformed' => { at_least => 502 },
    'each-directive' => { at_least => 92 },
    htaccess => { at_least => 148 },
    merge => { at_least => 558 },
    origins => { at_least => 2905 },
    reasons => { at_least => 27 },
    # The log has the decision of another request at the same time.
    regex => { at_least => 103, other => qr{/several Origin=https://a.example } },
    'timing-allow-origin' => { at_least => 37 },
    vary => { at_least => 152 },
});
