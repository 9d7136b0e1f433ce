#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Random sections with containers in every context, compared with a model that reads the
# manual literally (t/lib/ContainerModel.pm), and with the <If> configuration that says the
# same (t/lib/ContainerSections.pm). SEED=n repeats a run, ROUNDS=n sets the number of
# configurations, and ORIGINS=n that of origins for each: ROUNDS=2000 ORIGINS=50 takes some
# minutes.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use ContainerModel qw(expected);
use ContainerSections qw(random_sections container_site if_site random_origin @MAIN);
use HttpClient;
use Httpd;
use List::Util qw(min);
use Test::More;

my ($SEED, $ROUNDS, $ORIGINS) = ($ENV{SEED} // int rand 1e9, $ENV{ROUNDS} // 40, $ENV{ORIGINS} // 25);
my $AT_ONCE = 50;               # configurations of one server
my $MOST_DROPPED = 0.6;         # of configurations with a fault for which httpd does not start
srand $SEED;
note("SEED=$SEED");

sub site { my ($number, @sections) = @_;
    return { name => "c$number", twin => "t$number", sections => \@sections,
             container_site("c$number", @sections), if => if_site("t$number", @sections) } }

sub server_of
{
    my @sites = @_;
    my %files = map { (%{$_->{files}}, "conf/$_->{name}.conf" => $_->{conf}, "conf/$_->{twin}.conf" => $_->{if},
                       "htdocs/$_->{twin}/d/a.txt" => 'a') } @sites;
    my $main = join '', map { "@$_\n" } @MAIN;
    return (files => \%files, log_level => 'warn',
            conf => "MaxKeepAliveRequests 0\n$main"
                . join '', map { qq(Include "\@ROOT\@/conf/$_.conf"\n) } map { @$_{qw(name twin)} } @sites);
}

# The sites without those that have a combination which stops httpd.
sub startable
{
    my @sites = @_;
    while (1) {
        my %server = server_of(@sites);
        my ($ok, $said) = Httpd->syntax(delete $server{conf}, %server);
        return @sites if $ok;
        my @faults = grep { /cannot be used|is not tolerated/ && !/are refused$/ } split /\n/, $said;
        my %stopped = map { $_ => 1 } map { m{/conf/[ct](\d+)[.]conf:} } @faults;
        %stopped or die "httpd does not start:\n$said";
        @sites = grep { !$stopped{substr $_->{name}, 1} } @sites;
    }
}

sub request_of
{
    my ($host, $origin, $method, $name) = @_;
    return join "\r\n", ($method ? 'OPTIONS' : 'GET') . " /$host/d/a.txt HTTP/1.1", "Host: $host.test",
        (defined $origin ? "Origin: $origin" : ()),
        ($method ? "Access-Control-Request-Method: $method" : ()),
        ($name ? "Access-Control-Request-Headers: $name" : ());
}

# Sends all requests on one connection.
sub answers
{
    my ($h, @requests) = @_;
    my $last = pop @requests;
    return $h->raw(join("\r\n\r\n", @requests, "$last\r\nConnection: close", ''), { limit => 60 });
}

sub seen_in
{
    my $res = shift;
    my %seen = (status => $res->{status}, decision => $res->{decision} // '',
                vary => ($res->field('Vary') // '') =~ s/,(?! )/, /gr);
    for (@{$res->{lines}}) {
        my ($name) = lc($_->[0]) =~ /^access-control-(.*)/ or next;
        $seen{$name} = join ' AND ', grep { defined } $seen{$name}, $_->[1];
    }
    delete $seen{$_} for grep { $seen{$_} eq '' && $_ ne 'decision' } keys %seen;
    return HttpClient::as_text(\%seen);
}

sub check_site
{
    my ($h, $site) = @_;
    my @asked = map { [random_origin(), @$_] }
        map { ([], [(qw(GET PUT PATCH DELETE))[rand 4], ('', 'x-a', 'X-B')[rand 3]]) } 1 .. $ORIGINS;
    my @got = answers($h, map { request_of($site->{name}, @$_) } @asked, [undef]);
    my @twin = answers($h, map { request_of($site->{twin}, @$_) } @asked, [undef]);
    my @wrong;
    for my $number (0 .. $#asked + 1) {
        my @facts = $number > $#asked ? (undef) : @{$asked[$number]};
        my $want = expected($site->{sections}, @facts);
        # Of a denied origin, the <If> that it would choose may be at fault. And an <If> cannot
        # say that tolerances decide whether "*" admits "null".
        my $differs = $want->{decision} =~ /denied|policy-fault|malformed/
            || (($facts[0] // '') eq 'null' && grep { $_->{applies} && @{$_->{deny}} } @{$site->{sections}});
        my ($got, $twin) = map { $_ ? seen_in($_) : "no response\n" } $got[$number], $twin[$number];
        my $asked = join ' ', map { $_ // 'no Origin' } @facts;
        push @wrong, "$asked: got\n${got}the model wants\n" . HttpClient::as_text($want)
            if $got ne HttpClient::as_text($want);
        push @wrong, "$asked: got\n${got}with <If>\n$twin" if $got ne $twin && !$differs;
        ++$main::decisions{$want->{decision}};
    }
    ok(!@wrong, "$site->{name}: " . @asked . ' requests')
        or diag(join("\n", @wrong[0 .. min(2, $#wrong)]), "\n$site->{conf}\n",
                (map { "--- $_\n$site->{files}{$_}\n" } grep { /htaccess/ } sort keys %{$site->{files}}), $site->{if});
}

our %decisions;
my $kept = 0;
for (my $number = 0; $number < $ROUNDS; $number += $AT_ONCE) {
    my @sites = startable(map { site($_, random_sections()) } $number .. min($number + $AT_ONCE, $ROUNDS) - 1);
    my $h = Httpd->new(server_of(@sites));
    check_site($h, $_) for @sites;
    $kept += @sites;
    $h->log_ok(allow => [qr/\[cors:warn\]/, qr/policy-fault: /]);
}
note("$_: $decisions{$_}") for sort keys %decisions;
cmp_ok($kept, '>', $ROUNDS * (1 - $MOST_DROPPED), 'most configurations start');
ok($decisions{$_}, "there are responses: $_")
    for qw(actual-allowed actual-refused:origin-not-listed actual-refused:policy-fault preflight-allowed
           preflight-refused:method-not-allowed preflight-refused:header-not-allowed);
done_testing;
