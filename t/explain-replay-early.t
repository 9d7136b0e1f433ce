#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Like explain-replay.t: the requests that the module or httpd answers before a handler
# (preflights, enforcement, redirects, faults), and fields that others wrote.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ReplayedSuite qw(replay_suites);

replay_suites({
    'early-redirects' => { at_least => 53 },
    'early-responses' => { at_least => 564 },
    # A CGI program redirects.
    enforce => { at_least => 54, other => qr{/(?:open|policy)/local } },
    # The same, and an application's 404 whose error document is protected.
    'enforce-keywords' => { at_least => 512, other => qr{/c/(?:local[.]cgi|document/none) } },
    'policy-fault' => { at_least => 10 },
    preflight => { at_least => 19 },
    'preflight-early' => { at_least => 41 },
    'preflight-forward' => { at_least => 13 },
    'preflight-names' => { at_least => 38 },
    'preserve-existing' => { at_least => 36 },
    'report-only' => { at_least => 18 },
});
