# SPDX-License-Identifier: Apache-2.0
#
# Load on an httpd, from one process: pipelines of requests, requests on separate
# connections, preflights that withhold their body, clients that send byte by byte, and
# HTTP/2 (LoadHttp2). LoadMix checks every response. The server may be restarted gracefully
# with another configuration meanwhile.
#
#   my $load = Load->new($h, mix => LoadMix->new, http2 => LoadHttp2->new);
#   $load->run(answers => 5000, restarts => 3);
#   $load->finish;
#   $load->{faults};          # the first wrong responses
#   $load->{answered};        # { kept => 4321, ... }
#   Load::resident($h);       # { pid => KB }, of the children

package Load;
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw(time);

my $MOST_FAULTS = 10;
my $PATIENCE = 30;              # seconds for a connection, below httpd's Timeout
my $SETTLED = 1;                # seconds after a restart until no old child accepts
my ($BATCH, $BATCHES) = (20, 30);       # requests per batch of a pipeline; batches
my %CLIENTS = (kept => 4, once => 5, withheld => 3, slow => 3);

sub new
{
    my ($class, $h, %opt) = @_;
    return bless { h => $h, clients => \%CLIENTS, faults => [], answered => {},
                   asked => 0, settled => 0, restarts => 0, connections => {}, %opt }, $class;
}

sub answers { my $n = 0; $n += $_ for values %{$_[0]{answered}}; return $n }

# Runs until this many more responses and restarts, or until too many are wrong.
sub run
{
    my ($self, %opt) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $answers = $self->answers + ($opt{answers} || 0);
    my $restarts = $self->{restarts} + ($opt{restarts} || 0);
    while (@{$self->{faults}} < $MOST_FAULTS) {
        my $wants_restart = $self->{restarts} < $restarts;
        last if $self->answers >= $answers && !$wants_restart && !$self->{restarting};
        $self->_restart if $wants_restart || $self->{restarting};
        $self->_connect;
        $self->_step;
        $self->{http2}->step($self) if $self->{http2};
    }
    return;
}

# Waits for the unfinished transfers over HTTP/2, and drops all others.
sub finish
{
    my $self = shift;
    $self->{http2}->finish($self) if $self->{http2};
    $self->{connections} = {};
}

sub fault { my ($self, $what) = @_; push @{$self->{faults}}, $what if @{$self->{faults}} < $MOST_FAULTS }

# ---- restarts ------------------------------------------------------------------

# Starts a restart, or checks whether it is complete: then the new generation answers.
sub _restart
{
    my $self = shift;
    my $h = $self->{h};
    my $now = time;
    if (!$self->{restarting}) {
        ++$self->{asked};
        $self->{restarting} = $now;
        $h->{opt}{conf} = $self->{mix}->can('conf')->($self->{asked});
        $h->write_file('httpd.conf', $h->_conf);
        $h->signal('USR1');
    }
    elsif (($self->{newest} // -1) == $self->{asked}) {
        $self->{over} //= $now;
        return if $now < $self->{over} + $SETTLED;
        $self->{settled} = $self->{asked};
        ++$self->{restarts};
        delete @$self{qw(over restarting)};
    }
    elsif ($now > $self->{restarting} + $PATIENCE) {
        $self->fault("no answer of generation $self->{asked}");
        $self->{restarting} = $now;
    }
}

# Checks a response; returns whether it is right.
sub check_answer
{
    my ($self, $request, $text, $oldest, $kind) = @_;
    my ($generation, @faults) = $self->{mix}->check_answer($request, $text);
    if (defined $generation) {
        $self->{newest} = $generation if $generation > ($self->{newest} // -1);
        push @faults, "generation $generation, not $oldest to $self->{asked}"
            if $generation < $oldest || $generation > $self->{asked};
    }
    $self->fault(join "\n", $request->{bytes}, @faults) if @faults;
    ++$self->{answered}{$kind};
    return !@faults;
}

# ---- connections ---------------------------------------------------------------

sub _connect
{
    my $self = shift;
    my %there;
    ++$there{$_->{kind}} for values %{$self->{connections}};
    for my $kind (keys %{$self->{clients}}) {
        $self->_open($kind) for ($there{$kind} || 0) + 1 .. $self->{clients}{$kind};
    }
}

sub _open
{
    my ($self, $kind) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{h}->port)
        or return $self->fault("connect: $!");
    $socket->blocking(0);
    my $c = { socket => $socket, kind => $kind, in => '', out => '', asked => [], batches => 0,
              oldest => $self->{settled}, since => time };
    $self->{connections}{fileno $socket} = $c;
    return $self->_ask($c, map { $self->{mix}->pick('kept') } 1 .. 1 + rand $BATCH) if $kind eq 'kept';
    $self->_ask($c, $self->{mix}->pick($kind eq 'slow' ? 'kept' : $kind));
    # The last request of a kind that keeps the connection closes it.
    $c->{out} =~ s/\r\n\z/Connection: close\r\n\r\n/ if $kind eq 'slow';
}

sub _ask
{
    my ($self, $c, @requests) = @_;
    $c->{out} .= $_->{bytes} for @requests;
    push @{$c->{asked}}, @requests;
    ++$c->{batches};
}

sub _close
{
    my ($self, $c) = @_;
    my $socket = delete $c->{socket} or return;
    delete $self->{connections}{fileno $socket};
    close $socket;
}

# Sends and receives on all connections that are ready.
sub _step
{
    my $self = shift;
    my @all = values %{$self->{connections}};
    my $in = IO::Select->new(map { $_->{socket} } @all);
    my $out = IO::Select->new(map { $_->{socket} } grep { $_->{out} ne '' && $_->{kind} ne 'slow' } @all);
    my ($can_read, $can_write) = IO::Select->select($in, $out, undef, 0.01);
    $self->_send($self->{connections}{fileno $_}) for @{$can_write || []};
    $self->_send($_, 1 + int rand 3) for grep { $_->{kind} eq 'slow' && $_->{out} ne '' } @all;
    for my $socket (@{$can_read || []}) { $self->_receive($self->{connections}{fileno $socket}) }
    for my $c (grep { time > $_->{since} + $PATIENCE } values %{$self->{connections}}) {
        $self->fault("no answer in $PATIENCE s ($c->{kind}):\n" . ($c->{asked}[0] // {})->{bytes})
            if $c->{kind} ne 'slow';
        $self->_close($c);
    }
}

sub _send
{
    my ($self, $c, $most) = @_;
    my $sent = syswrite($c->{socket}, $c->{out}, $most // 16384) // 0;
    substr $c->{out}, 0, $sent, '';
    shutdown $c->{socket}, 1 if $c->{out} eq '' && $c->{kind} eq 'once';
}

sub _receive
{
    my ($self, $c) = @_;
    my $more = sysread $c->{socket}, $c->{in}, 65536, length $c->{in};
    return if !defined $more && $!{EAGAIN};
    if ($c->{kind} eq 'kept') { $self->_take($c) }
    return if $more;
    if ($c->{kind} ne 'kept') { $self->check_answer($c->{asked}[0], $c->{in}, @$c{qw(oldest kind)}) }
    elsif (@{$c->{asked}} && !$self->{restarting}) {
        $self->fault(scalar(@{$c->{asked}}) . " answers are lost, the first to\n$c->{asked}[0]{bytes}");
    }
    $self->_close($c);
}

# Takes complete responses from a pipeline's input; when all have arrived, sends more requests.
sub _take
{
    my ($self, $c) = @_;
    while (@{$c->{asked}} && $c->{in} =~ /\AHTTP\S+ (\d+)[^\n]*\n.*?\r\n\r\n/s) {
        my ($status, $length) = ($1, $+[0]);
        my $head = substr $c->{in}, 0, $length;
        my $request = $c->{asked}[0];
        if ($request->{method} ne 'HEAD' && $status !~ /^[23]04$/) {
            $head =~ /^Content-Length: (\d+)\r$/m
                or return $self->fault("no length:\n$request->{bytes}$head");
            $length += $1;
        }
        return if length $c->{in} < $length;
        shift @{$c->{asked}};
        $self->check_answer($request, substr($c->{in}, 0, $length, ''), @$c{qw(oldest kind)});
        return if $head =~ /^Connection: close\r$/m;    # a restart; the end follows
    }
    return if @{$c->{asked}};
    return $self->_close($c) if $c->{batches} >= $BATCHES;
    $c->{since} = time;
    $self->_ask($c, map { $self->{mix}->pick('kept') } 1 .. 1 + rand $BATCH);
}

# ---- the server ------------------------------------------------------------------

# Resident memory of each child in KB, and of this process.
sub resident
{
    my $pid = shift->pid;
    my %kb;
    for my $file (glob '/proc/[0-9]*/status') {
        open my $fh, '<', $file or next;
        my %is = map { /^(Pid|PPid|VmRSS):\s+(\d+)/ ? ($1 => $2) : () } <$fh>;
        $kb{$is{Pid}} = $is{VmRSS} if $is{VmRSS} && ($is{PPid} == $pid || $is{Pid} == $pid);
    }
    my $parent = delete $kb{$pid};
    return wantarray ? (\%kb, $parent) : \%kb;
}

1;
