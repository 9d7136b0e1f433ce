#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use OwnPages;

OwnPages::run('firefox');
