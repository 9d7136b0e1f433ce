# SPDX-License-Identifier: Apache-2.0
#
# The same feature with a policy in each of seven places: server config, virtual host,
# <Directory>, <Location>, <Files>, <If> and .htaccess. There are two private httpds: the main
# server of one has the first place, virtual hosts of the other have the rest.
#
#   my $places = Places->new(modules => [...], files => {...},
#                            conf => 'Redirect ...',     # for each place
#                            global => 'Listen ...');    # once in each httpd
#   $places->visitors_ok('Redirect', '/moved', status => 301);
#
# Options are those of Visitors.pm, and at: names of places instead of all.

package Places;
use strict;
use warnings;
use Httpd;
use Visitors ();
use Test::More ();

our @ALL = qw(server vhost directory location files if htaccess);
our @BEFORE_MAPPING = qw(server vhost location if);     # known without a file
our @BY_FILE = qw(directory files htaccess);

my %POLICY_AT = (
    server => $Visitors::POLICY,
    vhost => $Visitors::POLICY,
    directory => qq(<Directory "\@ROOT\@">\n$Visitors::POLICY</Directory>\n),
    location => "<Location />\n$Visitors::POLICY</Location>\n",
    files => qq(<Files "*">\n$Visitors::POLICY</Files>\n),
    if => qq(<If "%{REQUEST_URI} =~ m#^/#">\n$Visitors::POLICY</If>\n),
    htaccess => "AccessFileName .cors .htaccess\n",     # see .cors below
);
my $TREE = <<'CONF';
<Directory "@ROOT@">
    AllowOverride All
    Options All
    Require all granted
</Directory>
CONF

sub new
{
    my ($class, %opt) = @_;
    my $self = bless {}, $class;
    my $global = $TREE . ($opt{global} // '');
    my %files = (%{$opt{files} || {}}, '.cors' => $Visitors::POLICY);
    my @hosts = map { "<VirtualHost 127.0.0.1:\@PORT\@>\nServerName $_.test\n"
                      . "$opt{conf}\n$POLICY_AT{$_}</VirtualHost>\n" } grep { $_ ne 'server' } @ALL;
    my %common = (modules => $opt{modules}, basic_auth => $opt{basic_auth}, files => \%files);
    $self->{server} = Httpd->new(%common, conf => "$global$opt{conf}\n$POLICY_AT{server}");
    $self->{hosts} = Httpd->new(%common, conf => join '', $global, @hosts);
    return $self;
}

sub httpds { return @{$_[0]}{qw(server hosts)} }
sub httpd_at { return $_[0]{$_[1] eq 'server' ? 'server' : 'hosts'} }

# Calls back with httpd, place and its options. If the response is made before the URL is
# mapped (early), the module does not look for the sections of a request without Origin, so
# the policy of a .htaccess does not affect it.
sub each_place
{
    my ($self, $opt, $sub) = @_;
    my %rest = %$opt;
    my $early = delete $rest{early};
    for my $place (@{delete $rest{at} || \@ALL}) {
        $sub->($self->httpd_at($place), $place,
               { %rest, host => "$place.test", unseen => $early && $place eq 'htaccess' });
    }
}

sub visitors_ok
{
    my ($self, $label, $path, %opt) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $self->each_place(\%opt, sub {
        my ($h, $place, $rest) = @_;
        Visitors::visitors_ok($h, "$label ($place)", $path, %$rest);
    });
}

# Checks actual requests, and that the preflight is not answered by mod_cors: it has the
# status in the option preflight.
sub actual_ok
{
    my ($self, $label, $path, %opt) = @_;
    $self->each_place(\%opt, sub {
        my ($h, $place, $rest) = @_;
        for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED, undef) {
            Visitors::actual($h, "$label ($place)", $path, $origin, $rest);
        }
        unanswered($h, "$label ($place)", $path, $rest);
    });
}

# Checks that no origin gets a field, as in places whose policy cannot be known.
sub nothing_ok
{
    my ($self, $label, $path, %opt) = @_;
    $self->each_place(\%opt, sub {
        my ($h, $place, $rest) = @_;
        for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED, undef) {
            my @lines = ("Host: $rest->{host}", $origin ? "Origin: $origin" : ());
            $h->check("$label ($place): of " . ($origin // 'no Origin'), $h->get($path, @lines),
                      status => $rest->{status} // 200);
        }
        unanswered($h, "$label ($place)", $path, $rest);
    });
}

sub unanswered
{
    my ($h, $label, $path, $opt) = @_;
    for my $origin ($Visitors::ALLOWED, $Visitors::REFUSED) {
        my $res = $h->preflight($path, $origin, 'PUT', undef, "Host: $opt->{host}");
        Test::More::is($res->{status}, $opt->{preflight}, "$label: preflight of $origin, status");
        next if $origin eq $Visitors::ALLOWED;
        Test::More::is($res->field('Access-Control-Allow-Origin'), undef,
                       "$label: preflight of $origin, no field");
    }
}

sub log_ok
{
    my ($self, %opt) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $_->log_ok(%opt) for $self->httpds;
}

1;
