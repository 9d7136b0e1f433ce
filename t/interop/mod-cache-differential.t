#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The same requests to servers with mod_cache, with and without its quick handler, and to
# one without mod_cache: through internal redirects of every kind and tenants' .htaccess
# files, to applications that reflect Origin. First fixed requests, then random ones
# (SEED=n repeats them, ROUNDS=n sets the number of rounds). t/lib/CacheDifferential.pm
# has the rules.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use CacheDifferential;
use Test::More;

my $SEED = $ENV{SEED} // int rand 1e9;
srand $SEED;
note("SEED=$SEED");
my $pair = CacheDifferential->new;
my ($A, $X, $EVIL) = ($CacheDifferential::A, $CacheDifferential::X, $CacheDifferential::EVIL);
my $STRANGER = 'https://stranger.example';

my @FIXED = (
    ['ReportOnly of a tenant: nothing is stored under the target URL',
     ask('/tenant_report/r/list_denied/reflects.cgi', $EVIL),
     map { ask('/list_denied/reflects.cgi', $_) } $EVIL, $A, $STRANGER, undef],
    ['deny rules without a policy: no origin gets the fields of another',
     map { ask('/denied/reflects.cgi', $_) } $A, $X, $EVIL, $A, undef, $EVIL],
    ['CorsPreserveExisting: the fields of a stored copy are not the application\'s',
     ask('/any/none.cgi'), map { ask('/tenant_preserved/r/any/none.cgi', $_) } $STRANGER, $X, undef],
    ['CorsPreserveExisting: an application that allows only another origin',
     ask('/any/other.cgi', $X), ask('/tenant_preserved/r/any/other.cgi', $X)],
    ['CorsPreserveExisting: a stored copy does not have the fields of the policy',
     map { ask($_, $X) } qw(/preserved/none.cgi /off/f/preserved/none.cgi/page /off/r/preserved/none.cgi)],
    ['CorsPreserveExisting: rewritten by a place without a policy',
     ask('/preserved/any.cgi', $X), ask('/none/r/preserved/any.cgi', $X)],
    (map { my $tenant = $_;
           ["$tenant: no origin gets the field of a denied origin",
            ask('/list_denied/reflects.cgi', $EVIL),
            map { ask("/$tenant/r/list_denied/reflects.cgi", $_) } $X, $A, $STRANGER, $EVIL, undef] }
         qw(tenant_off tenant_report tenant_preserved)),
    ['DirectoryIndex with other settings: no origin gets the field of an unlisted origin',
     ask('/tenant_index/reflects.cgi', $STRANGER),
     map { ask('/tenant_index/d/tenant_index/reflects.cgi/', $_) } $X, $A, $EVIL, undef],
    ['DirectoryIndex: nothing of the policy is stored under the URL of the index',
     ask('/preserved/d/none/none.cgi/', $A), ask('/none/none.cgi', $A)],
    ['a tenant changes Origin: nothing is stored for visitors of that origin',
     map { my $url = "/$_-tenant_set_origin/reflects.cgi"; (ask($url), ask($url, $EVIL)) } qw(guarded forced)],
    ['without a policy, an application keeps its fields',
     ask('/none/any.cgi'), ask('/none/r/none/any.cgi', $A), ask('/none/f/none/any.cgi/page', $A)],
);
for my $quick (qw(on off)) {
    for (@FIXED) {
        my ($label, @requests) = @$_;
        $pair->requests_ok($quick, "quick handler $quick: $label", @requests);
    }
}
my $ROUNDS = $ENV{ROUNDS} || 20;
for my $number (1 .. $ROUNDS) {
    my @requests = CacheDifferential::random_round();
    $pair->requests_ok($_, "quick handler $_: round $number", @requests) for qw(on off);
}
cmp_ok($pair->hits($_), '>', 2 * $ROUNDS, "quick handler $_: copies were served") for qw(on off);
$pair->log_ok;
done_testing;
