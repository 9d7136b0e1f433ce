# SPDX-License-Identifier: Apache-2.0
#
# Records the requests of a live test, and asks `httpd -t -D CORS_EXPLAIN=...` about the same
# requests before the server ends. Loaded by t/explain-replay*.t into another test:
#
#   REPLAY=/tmp/report perl -MReplay t/vary.t
#
# The report has a line a request: "unsure" if the answer has a doubt, else "same" or
# "differs", and what both say.

package Replay;
use strict;
use warnings;
use Explain qw(ask live told);
use Httpd;

# Lines of a request that are in a question, or that no decision depends on.
my $known = qr/^(?:origin|host|cookie|authorization|sec-fetch-(?:site|mode)|content-type|connection|content-length
                 |accept|access-control-request-(?:method|headers))$/xi;
my $page = qr/does not accept this request from a page of another origin/;
my %requests;                   # root of the server => [question, kind, response]

# The lines of a request by name; undef if a question cannot express them.
sub fields_of
{
    my %field;
    for (@_) {
        my ($name, $value) = /^([^:\s]+): (.*)$/ or return;
        return if $name !~ $known || exists $field{lc $name};
        $field{lc $name} = $value;
    }
    return \%field;
}

# The URL of a request; undef if the port in Host is not that of the connection.
sub url_of
{
    my ($h, $path, $host, $to) = @_;
    my $port = $to->{port} || $h->{port}{$to->{tls} ? 'TLSPORT' : 'PORT'};
    $host //= "localhost:$h->{port}{PORT}";
    my ($name, $named) = $host =~ /^([A-Za-z0-9.-]+):(\d+)$/ or return;
    return if $path !~ m{^/[!-~]*$} || $path =~ /#/ || $named != $port;
    return ($to->{tls} ? 'https' : 'http') . "://$name:$port$path";
}

# Browsers send these in upper case.
sub is_normalized { my $method = shift; return $method =~ /^(?:delete|get|head|options|post|put)$/i && $method ne uc $method }

# A question for a request, and whether its preflight or its actual request is compared.
sub question_of
{
    my ($h, $method, $path, $lines, $to) = @_;
    my $field = fields_of(@$lines) or return;
    return if grep { is_normalized($_) } $method, $field->{'access-control-request-method'} // 'GET';
    my $url = url_of($h, $path, $field->{host}, $to || {}) or return;
    my %q = (url => $url, origin => $field->{origin}, site => $field->{'sec-fetch-site'});
    return if ($field->{origin} // '') eq '' || ref $to && ref $to->{tls};
    if (defined $field->{'access-control-request-method'}) {
        return if $method ne 'OPTIONS' || $field->{cookie};
        return ({ %q, method => $field->{'access-control-request-method'},
                  headers => $field->{'access-control-request-headers'} }, 'preflight');
    }
    # In other modes than cors, a cookie changes nothing.
    return if $field->{cookie} xor ($field->{'sec-fetch-mode'} // '') eq 'cors';
    return ({ %q, method => $method, credentials => $field->{cookie}, content_type => $field->{'content-type'},
              headers => $field->{authorization} ? 'authorization' : undef }, 'actual');
}

# What the answer tells about the response; undef if it tells nothing.
sub difference
{
    my ($answer, $kind, $res) = @_;
    my $exchange = $answer->{$kind} or return;
    my %live = map { /^(\S+): (.*)/ ? ($1 => $2) : () } split /\n/, live($res);
    my %told = map { /^(\S+): (.*)/ ? ($1 => $2) : () } split /\n/, told($exchange, $res->{status});
    my @differs = grep { ($told{$_} // '') ne ($live{$_} // '') } qw(status decision);
    my ($policy) = map { $_->{step} eq 'policy' ? $_->{text} : () } @{$answer->{steps}};
    if ($kind eq 'actual' && $policy =~ /preserve/) { %told = (%told, map { /^access/ ? ($_ => $live{$_}) : () } keys %told, keys %live) }
    push @differs, grep { /^access|^timing/ && ($told{$_} // '') ne ($live{$_} // '') } keys %told;
    # An application may add fields where the module leaves them.
    push @differs, grep { /^access/ && !defined $told{$_} } keys %live if $told{'access-control-allow-origin'};
    my %vary = map { $_ => 1 } split /, /, $live{vary} // '';
    push @differs, 'vary' if grep { !$vary{$_} } split /, /, $told{vary} // '';
    push @differs, 'vary' if $vary{origin} && ($told{vary} // '') !~ /origin/;
    push @differs, 'enforced' if $res->{body} =~ $page && ($exchange->{status} // 0) != 403;
    # The page follows a redirect: what it may read then depends on the target.
    if ($kind eq 'actual' && $res->{status} =~ /^3/ && $answer->{shared} && !$answer->{same_origin}{value}) {
        push @differs, 'shared';
        ($told{shared}, $live{shared}) = ('true', "redirect $res->{status}");
    }
    return join ', ', map { "$_: told '" . ($told{$_} // '') . "', live '" . ($live{$_} // '') . q(') } sort @differs;
}

sub report
{
    my $h = shift;
    my @asked = @{delete $requests{$h->{root}} || []} or return;
    my @answers = ask($h, map { $_->[0] } @asked);
    open my $out, '>>', $ENV{REPLAY} or die "$ENV{REPLAY}: $!\n";
    for my $i (0 .. $#asked) {
        my ($q, $kind, $res) = @{$asked[$i]};
        next if $answers[$i]{error} || !$answers[$i]{$kind};
        my $difference = difference($answers[$i], $kind, $res);
        my $verdict = @{$answers[$i]{unsure}} ? 'unsure' : $difference eq '' ? 'same' : 'differs';
        print $out "$verdict $kind ", Explain::words($q), " | $difference | @{$answers[$i]{unsure}}\n";
    }
    close $out;
}

{
    no warnings 'redefine';
    my ($request, $log_ok) = (\&HttpClient::request, \&Httpd::log_ok);
    *HttpClient::request = sub {
        my ($h, $method, $path, $lines, $body, $to) = @_;
        my $res = $request->(@_);
        my ($q, $kind) = question_of($h, $method, $path, $lines || [], $to);
        push @{$requests{$h->{root}}}, [$q, $kind, $res] if $q && $res->{status};
        return $res;
    };
    *Httpd::log_ok = sub { report($_[0]); goto $log_ok };
}

1;
