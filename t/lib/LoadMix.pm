# SPDX-License-Identifier: Apache-2.0
#
# The requests of the load, and the check of responses. The policies are those of the fuzzing,
# each at a path. In each generation of the configuration, the policies that answer preflights
# move to the next path, so that the response of one generation is wrong in the next. Each
# response names its generation. The oracle checks the first response to a request; later
# responses to it must be identical except for Date and the order in Allow.
#
#   my $h = LoadMix->start;
#   my $mix = LoadMix->new(kept => 200, once => 80);
#   my $request = $mix->pick('kept');       # {bytes, kind, method, ...}
#   my ($generation, @faults) = $mix->check_answer($request, $text);
#
# Kinds: kept (an ordinary request that leaves the connection open), once
# (any request, even a malformed one; ends its connection), withheld (a preflight
# that declares a body and sends none).

package LoadMix;
use strict;
use warnings;
use FuzzPolicies;
use FuzzRequests;
use HttpClient;
use Httpd;

my @NAMES = grep { !/^(?:denied|forward|none|report|chain|guarded)$/ } FuzzPolicies::names();
my %PLACE = map { $NAMES[$_] => $_ } 0 .. $#NAMES;
my @BODIES = ("Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n",
              "Expect: 100-continue\r\nContent-Length: 5\r\n");

# Enough for all clients: the event MPM closes connections when it has no worker free.
my %WORKERS = (
    prefork => "StartServers 12\nMaxSpareServers 20\n",
    threads => "ServerLimit 8\nStartServers 2\nThreadsPerChild 32\nMaxRequestWorkers 64\n",
);

# A private httpd with these policies; options as Httpd's.
sub start
{
    my (undef, %opt) = @_;
    my $h = Httpd->new(FuzzPolicies::server(), conf => conf(0), log_level => 'notice', %opt);
    # httpd's ETag for a new file differs.
    utime((1_000_000_000) x 2, $_) for glob "$h->{root}/htdocs/*/a.txt";
    return $h;
}

# The policies of a generation: each is shifted by this many paths. httpd keeps freed memory
# of pools up to MaxMemFree; a low value shows leaks.
sub conf
{
    my $generation = shift;
    my %server = FuzzPolicies::server();
    return $server{conf} =~ s{(?<=<Location /)(\w+)}{_moved($1, $generation)}ger
        . "Header always set X-Generation $generation\n"
        . ($WORKERS{Httpd->mpm} || $WORKERS{threads})
        . "MaxMemFree 128\nMaxKeepAliveRequests 0\nKeepAliveTimeout 30\nTimeout 60\n";
}

sub _moved
{
    my ($name, $by) = @_;
    return exists $PLACE{$name} ? $NAMES[($PLACE{$name} + $by) % @NAMES] : $name;
}

sub new
{
    my ($class, %size) = @_;
    my $self = bless { size => { kept => 200, once => 80, withheld => 40, %size } }, $class;
    $self->renew;
    return $self;
}

# Replaces all requests.
sub renew
{
    my $self = shift;
    $self->{pool} = { kept => [], once => [], withheld => [] };
    $self->{right} = {};
    for my $kind (keys %{$self->{size}}) {
        my $pool = $self->{pool}{$kind};
        while (@$pool < $self->{size}{$kind}) {
            my $request = $kind eq 'once' ? _any() : _plain($kind) or next;
            push @$pool, { %$request, kind => $kind, id => ++$self->{made} };
        }
    }
}

sub pick { my ($self, $kind) = @_; return $self->{pool}{$kind}[rand @{$self->{pool}{$kind}}] }

sub _any
{
    my $bytes = FuzzRequests::generate();
    $bytes = FuzzRequests::change($bytes) if FuzzRequests::maybe(0.5);
    return { bytes => $bytes, for_oracle => $bytes };
}

sub _plain
{
    my $kind = shift;
    my $bytes = FuzzRequests::generate();
    my $plain = FuzzPolicies::plain($bytes) or return;
    # httpd ends the connection after the 501 of a method that it does not know,
    # and HTTP/2 has no Upgrade.
    return if $plain->{method} eq 'QUERY' || defined $plain->{upgrade};
    my $sent = $bytes =~ s/^Connection: close\r\n//mr;
    if ($kind eq 'withheld') {
        my $want = FuzzPolicies::expected($plain);
        return if !$want->{status} || $want->{decision} !~ /^preflight/
            || $bytes !~ m{/(\w+)} || !exists $PLACE{$1};
        $sent =~ s/(?=\r\n\z)/$BODIES[rand @BODIES]/e;
    }
    return { bytes => $sent, for_oracle => $bytes, method => $plain->{method}, plain => 1 };
}

# The request as the oracle expects it: at the path of its policy in the first generation.
sub _for_oracle
{
    my ($request, $generation) = @_;
    return $request->{for_oracle} =~ s{\A([A-Z]+ /)(\w+)(?=/)}{$1 . _moved($2, -$generation)}er;
}

# The generation that one or more responses name, if any, and what is wrong with them.
sub check_answer
{
    my ($self, $request, $text) = @_;
    my ($generation) = $text =~ /^X-Generation: (\d+)\r$/mi;
    my $same = $text =~ s/^(?:Date|X-Generation|Connection|Upgrade|Allow): .*\r\n//mgir;
    my $turn = defined $generation ? $generation % @NAMES : 'none';
    my $right = \$self->{right}{"$turn $request->{id}"};
    if (!defined $$right) {
        my @faults = $self->_ask_oracle($request, $text, $generation);
        return ($generation, @faults) if @faults;
        $$right = $same;
    }
    return ($generation, $same eq $$right ? () : "another answer than before:\n$text\n-- before:\n$$right");
}

sub _ask_oracle
{
    my ($self, $request, $text, $generation) = @_;
    my $bytes = _for_oracle($request, $generation // 0);
    my @methods = $request->{method} // $request->{bytes} =~ /^([A-Z]+) \S+ HTTP\/1\.[01]\r?$/mg;
    my @responses = HttpClient::parse($text, @methods);
    return "no generation:\n$text" if $request->{plain} && !defined $generation;
    return FuzzPolicies::faults($bytes, @responses);
}

1;
