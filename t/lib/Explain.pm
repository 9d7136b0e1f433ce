# SPDX-License-Identifier: Apache-2.0
#
# Questions to `httpd -t -D CORS_EXPLAIN=...` about a server, and the same requests to the
# server itself: what both say, in a form that can be compared.
#
#   my ($answer) = ask($h, { method => 'PUT', url => $h->url('/a.txt'), origin => $origin });
#   is($answer->{actual}{decision}, 'actual-allowed');

package Explain;
use strict;
use warnings;
use Exporter qw(import);
use HttpClient ();
use JSON::PP ();

our @EXPORT_OK = qw(ask ask_page ask_text command words live told);
my $MANY = 500;                 # questions in one command line

# A question as the words of CORS_EXPLAIN=.
sub words
{
    my $q = shift;
    my @words = ($q->{method} || 'GET', $q->{url}, 'Origin=' . encode($q->{origin}));
    push @words, 'Headers=' . encode($q->{headers}) if defined $q->{headers};
    push @words, 'Content-Type=' . encode($q->{content_type}) if defined $q->{content_type};
    push @words, "Sec-Fetch-Site=$q->{site}" if defined $q->{site};
    push @words, 'Credentials' if $q->{credentials};
    return join ' ', @words;
}

sub encode { my $text = shift; $text =~ s/([^A-Za-z0-9.:\/,*_-])/sprintf '%%%02X', ord $1/ge; return $text }

# The output of `httpd -t` with these words after -D, without that of httpd itself.
sub command
{
    my ($h, @defines) = @_;
    my @command = ($h->_command, '-t', map { ('-D', $_) } @defines);
    open my $errors, '>&', \*STDERR or die "dup: $!\n";
    open STDERR, '>', "$h->{root}/logs/test" or die "logs/test: $!\n";
    open my $out, '-|', @command or die "httpd: $!\n";
    my $text = do { local $/; <$out> };
    my $passed = close $out;
    open STDERR, '>&', $errors or die "dup: $!\n";
    die 'httpd -t failed: ', $h->slurp('logs/test') unless $passed;
    return $text // '';
}

# The answers to questions as text.
sub ask_text { my ($h, @questions) = @_; return command($h, map { 'CORS_EXPLAIN=' . (ref $_ ? words($_) : $_) } @questions) }

# The answers, decoded from JSON.
sub ask
{
    my ($h, @questions) = @_;
    my @answers;
    while (my @some = splice @questions, 0, $MANY) {
        my @words = map { ref $_ ? words($_) : $_ } @some;
        my $text = ask_text($h, "$words[0] Format=json", @words[1 .. $#words]);
        push @answers, map { JSON::PP->new->utf8->decode($_) } split /\n/, $text;
    }
    return @answers;
}

# The path of a question to the handler at $page.
sub query
{
    my ($page, $q, $format) = @_;
    my %value = (%$q, method => $q->{method} || 'GET', credentials => $q->{credentials} ? 'on' : undef,
                 'content-type' => $q->{content_type}, 'sec-fetch-site' => $q->{site}, format => $format);
    my @names = grep { defined $value{$_} } qw(method url origin headers credentials content-type sec-fetch-site format);
    return "$page?" . join '&', map { "$_=" . encode_all($value{$_}) } @names;
}

sub encode_all { my $text = shift; $text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge; return $text }

# The answer of the handler, decoded from JSON; undef if it does not answer with 200.
sub ask_page
{
    my ($h, $page, $q) = @_;
    my $res = $h->get(query($page, $q, 'json'));
    return $res->{status} == 200 ? JSON::PP->new->utf8->decode($res->{body}) : undef;
}

# What a request to the server shows, and what the answer says about it, as text.
sub live
{
    my $res = shift;
    my %got = (decision => $res->{decision}, vary => HttpClient::as_set('vary', $res->field('Vary')));
    for my $line (@{$res->{lines}}) {
        my $name = lc $line->[0];
        $got{$name} = join ' AND ', grep { defined } $got{$name}, HttpClient::as_set($name, $line->[1])
            if $name =~ /^access-control-|^timing-allow-origin$/;
    }
    return as_text(\%got, $res->{status});
}

# $status: of the server, taken where the answer has none.
sub told
{
    my ($exchange, $status) = @_;
    my %got = (decision => $exchange->{decision}, vary => HttpClient::as_set('vary', $exchange->{vary}));
    my $fields = $exchange->{fields};
    $got{lc $_} = HttpClient::as_set(lc $_, $fields->{$_}) for keys %$fields;
    return as_text(\%got, $exchange->{status} // $status);
}

sub as_text
{
    my ($got, $status) = @_;
    return join '', "status: $status\n", map { "$_: $got->{$_}\n" } grep { ($got->{$_} // '') ne '' } sort keys %$got;
}

1;
