# SPDX-License-Identifier: Apache-2.0
#
# The HTTP/2 part of Load: curl sends a batch of concurrent requests on one connection, while
# the other connections continue.

package LoadHttp2;
use strict;
use warnings;
use File::Temp;
use Files;
use Http2;
use Process;

my $BATCH = 100;
my $PARALLEL = 20;
my $TRANSFER_LIMIT = 30;     # seconds
my $BATCH_LIMIT = $BATCH * $TRANSFER_LIMIT;

sub new { return bless { dir => File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1) }, shift }

# Checks a finished batch and starts the next.
sub step
{
    my ($self, $load) = @_;
    if ($self->{process}) {
        return if $self->{process}->is_alive;
        $self->_check_batch($load);
    }
    $self->_begin($load);
}

# The last batch.
sub finish
{
    my ($self, $load) = @_;
    return if !$self->{process};
    $self->{process}->wait_for_end($BATCH_LIMIT);
    $self->_check_batch($load);
}

# Before its folder is removed.
sub DESTROY { local $@; delete $_[0]{process} }

# One transfer in the syntax of curl's configuration files.
sub _transfer
{
    my ($request, $port, $output) = @_;
    my ($first, @lines) = split /\r\n/, $request->{bytes};
    my ($method, $path) = split / /, $first;
    my @fields = map { s/(["\\])/\\$1/gr } grep { !/^Connection:/i } @lines;
    return join "\n", qq(url = "https://localhost:$port$path"), qw(http2 insecure path-as-is include),
        qq(output = "$output"), 'header = "Accept:"', 'header = "User-Agent:"',
        $method eq 'HEAD' ? 'head' : "request = $method", (map { qq(header = "$_") } @fields), '';
}

sub _begin
{
    my ($self, $load) = @_;
    # The oracle does not support TLS, where an http origin is not same-origin.
    my @requests = grep { $_->{bytes} !~ m{^Origin: http://localhost\r}mi }
        map { $load->{mix}->pick('kept') } 1 .. $BATCH;
    my $port = $load->{h}->tls_port;
    unlink glob "$self->{dir}/*";
    spurt("$self->{dir}/batch",
          join "next\n", map { _transfer($requests[$_], $port, "$self->{dir}/$_") } 0 .. $#requests);
    @$self{qw(requests oldest restarting)} = (\@requests, $load->{settled}, $load->{restarting});
    my @command = (qw(curl -q --silent --show-error --parallel --parallel-max), $PARALLEL,
                   '--max-time', $TRANSFER_LIMIT, '--config', "$self->{dir}/batch");
    $self->{process} = Process->start(command => \@command, output => "$self->{dir}/stderr");
}

# Whether a response is missing or incomplete because the connection ended.
sub _is_cut_off
{
    my ($request, $text) = @_;
    my ($head, $body) = split /\r\n\r\n/, $text, 2;
    my ($length) = ($head // '') =~ /^Content-Length: (\d+)/mi;
    return !defined $body || ($request->{method} ne 'HEAD' && $head !~ /^\S+ 304/ && length $body < ($length // 0));
}

# During a restart a connection may end before all of its requests are answered.
sub _check_batch
{
    my ($self, $load) = @_;
    delete $self->{process};
    my $restarting = $self->{restarting} || $load->{restarting} || $self->{oldest} != $load->{settled};
    for my $i (0 .. $#{$self->{requests}}) {
        my $request = $self->{requests}[$i];
        my $text = slurp("$self->{dir}/$i", '');
        if ($restarting && _is_cut_off($request, $text)) { ++$load->{unanswered}; next }
        $load->check_answer({ %$request, id => "$request->{id}, HTTP/2" }, $text, $self->{oldest}, 'http2');
    }
}

1;
