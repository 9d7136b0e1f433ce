# SPDX-License-Identifier: Apache-2.0
#
# Each bug that make fuzz-oracles seeds still has a place in the sources.
use strict;
use warnings;
use FindBin;

exec $^X, "$FindBin::Bin/../fuzz/oracles", '-n';
