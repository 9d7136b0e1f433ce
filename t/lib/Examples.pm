# SPDX-License-Identifier: Apache-2.0
#
# Runs files of conf-examples/ as shipped: starts httpd with each, and sends requests that
# check its comments. Only the values of Define lines are replaced; the certificate, ports
# and folders are those of the test.
#
#   examples_ok('public-api.conf' => { define => {...}, ask => sub { my $h = shift; ... } });
#   answers('any origin', $h->get('/a.json', 'Origin: https://a.example'), 200, origin => '*');
#
# For an example: define (values of its Define lines), ask (sends requests to the server), and
# if needed modules, tls, files, conf (further configuration), env, log (allowed lines of the
# error log), as (its name below the root, for a .htaccess).

package Examples;
use strict;
use warnings;
use Exporter qw(import);
use File::Basename qw(basename);
use Files;
use Httpd;
use Test::More;

our @EXPORT = qw(examples_ok answers);
our $PREFLIGHT_VARY = $HttpClient::PREFLIGHT_VARY;
my $TOP = Httpd->top_srcdir;
my %FIELDS = (
    origin => 'Access-Control-Allow-Origin',
    credentials => 'Access-Control-Allow-Credentials',
    methods => 'Access-Control-Allow-Methods',
    headers => 'Access-Control-Allow-Headers',
    expose => 'Access-Control-Expose-Headers',
    max_age => 'Access-Control-Max-Age',
    vary => 'Vary',
);

sub names { return sort map { basename($_) } grep { !/~$/ } glob "\"$TOP\"/conf-examples/*" }

# Whether a test runs the example: t/project/conf-examples*.t name it.
sub has_test
{
    my $name = shift;
    return scalar grep { slurp($_) =~ /^'\Q$name\E' => \{/m } glob "\"$TOP\"/t/project/conf-examples*.t";
}

# The text of an example with other values on its Define lines. A value that
# names no Define line of the file is an error of the test.
sub text
{
    my ($name, %define) = @_;
    my $text = slurp("$TOP/conf-examples/$name");
    for (sort keys %define) {
        $text =~ s/^Define +$_ +\K.*$/$define{$_}/m or die "$name: no Define $_\n";
    }
    my @left = grep { !exists $define{$_} } $text =~ /^Define +(\w+)/mg;
    die "$name: Define @left not replaced\n" if @left;
    return $text;
}

# Checks the status and all CORS response fields: fields that are not named must be absent.
sub answers
{
    my ($name, $res, $status, %want) = @_;
    my %got = map { $_ => $res->field($FIELDS{$_}) } keys %FIELDS;
    delete @got{grep { !defined $got{$_} } keys %got};
    $got{vary} =~ s/,(?=\S)/, /g if $got{vary};     # httpd joins without blanks
    my @twice = grep { (my @lines = $res->fields($FIELDS{$_})) > 1 } sort keys %FIELDS;
    is_deeply({ status => $res->{status}, twice => \@twice, %got },
              { status => $status, twice => [], %want }, $name);
}

sub examples_ok
{
    my %cases = @_;
    for my $name (sort keys %cases) {
        my $case = $cases{$name};
        Test::More::subtest($name => sub { run($name, $case) });
    }
}

sub run
{
    my ($name, $case) = @_;
    local @ENV{keys %{$case->{env} || {}}} = values %{$case->{env} || {}};
    my %opt = (modules => $case->{modules} || [], tls => $case->{tls});
    my $text = text($name, %{$case->{define} || {}});
    my $conf = $case->{conf} // '';
    my $at = $case->{as} || 'example.conf';
    $conf .= "Include \"\@ROOT\@/$at\"\n" unless $case->{as};
    $opt{files} = { %{$case->{files} || {}}, $at => $text };
    my ($ok, $output) = Httpd->syntax($conf, %opt);
    ok($ok, 'httpd -t accepts it') or diag($output);
    is($output, "Syntax OK\n", 'httpd -t gives no warning');
    my $h = Httpd->new(%opt, conf => $conf);
    $case->{ask}->($h);
    $h->log_ok(allow => $case->{log} || []);
}

1;
