# SPDX-License-Identifier: Apache-2.0
#
# The corpus of t/fuzz/requests, and a few hundred random requests (SEED=n repeats them):
# each response agrees with the policy of its URL.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Files;
use FuzzRequests;
use Httpd;
use Seeds;
use Test::More;

my $RANDOM = 400;
my $seed = $ENV{SEED} // int rand 1e9;
my $corpus = Httpd::top_srcdir() . '/t/fuzz/corpus/requests';
my @files = sort glob("'$corpus'/*");
my $seeds = Seeds::read_file("$corpus.seeds");
my $h = Httpd->new(FuzzPolicies::server());

cmp_ok(scalar @files, '>', 0, 'there are requests in the corpus');
for my $file (@files) {
    is_deeply([FuzzRequests::faults($h->port, slurp($file))], [], $file =~ s{.*/}{}r);
}
for my $line (sort { $a <=> $b } keys %$seeds) {
    is_deeply([FuzzRequests::faults($h->port, $seeds->{$line})], [], "requests.seeds:$line");
}

note("SEED=$seed");
srand $seed;
my (@bad, $plain);
for (1 .. $RANDOM) {
    my $bytes = FuzzRequests::generate();
    $bytes = FuzzRequests::change($bytes) if rand() < 0.3;
    $plain += !!FuzzPolicies::plain($bytes);
    my @faults = FuzzRequests::faults($h->port, $bytes);
    push @bad, join "\n", $bytes, @faults if @faults;
}
is_deeply(\@bad, [], "$RANDOM random requests");
cmp_ok($plain, '>', $RANDOM / 4, '... and the oracle predicts all fields of many');
# httpd's core logs malformed requests itself.
$h->log_ok(allow => [qr/\[core:error\] .* AH\d+: /]);
done_testing;
