# SPDX-License-Identifier: Apache-2.0
#
# Runs one test until it fails, ends or takes too long, and then ends all processes that it
# started: they have the name of its folder in their environment.
#
#   my ($passed, $why) = Trial::run($folder, $seconds, { MOD_CORS_SO => $so }, @command);

package Trial;
use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use IO::Select;
use Process;
use Time::HiRes qw(sleep time);

my $MEMORY = 6_000_000;     # of address space, in KB: endless loops may allocate
my $END_LIMIT = 3;          # seconds from TERM to KILL
my ($owner, %present) = ($$);   # the running test: process, folder

END {
    if (%present && $$ == $owner) {
        local $?;
        $present{process}->stop;
        _sweep("$present{folder}/tmp");
    }
}

sub run
{
    my ($folder, $seconds, $env, @command) = @_;
    make_path("$folder/tmp");
    my ($process, $out) = _start($folder, $seconds, $env, @command);
    %present = (process => $process, folder => $folder);
    my $why = _first_failure($out, time + $seconds);
    if (!defined $why) {
        $process->wait_for_end($seconds);
        my $status = $process->status;
        $why = !defined $status ? 'it does not end' : $status & 127 ? 'signal ' . ($status & 127)
            : $status ? 'exit status ' . ($status >> 8) : undef;
    }
    $process->stop;
    _sweep("$folder/tmp");
    %present = ();
    remove_tree("$folder/tmp");
    return (!defined $why, $why);
}

sub _start
{
    my ($folder, $seconds, $env, @command) = @_;
    pipe my $out, my $in or die "pipe: $!\n";
    my $memory = $env->{UNLIMITED_MEMORY} ? 'unlimited' : $MEMORY;
    my @limited = ('sh', '-c', "ulimit -c 0 -t $seconds -v $memory; exec \"\$@\"", 'sh', @command);
    # Live tests stop their servers when they get TERM.
    my $process = Process->start(command => \@limited, output => $in, patience => $END_LIMIT,
                                 env => { %$env, TMPDIR => "$folder/tmp" });
    return ($process, $out);
}

# A line of TAP, or the end of the time limit; undef at the end of the output.
sub _first_failure
{
    my ($out, $end) = @_;
    my $select = IO::Select->new($out);
    my $text = '';
    while ((my $left = $end - time) > 0) {
        next if !$select->can_read($left);
        my $count = sysread $out, $text, 65536, length $text;
        return $1 if $text =~ /^(not ok\b(?!.*# (?:TODO|SKIP)).*|Bail out!.*)\n/m;
        return if !$count;
        $text =~ s/.*\n//s;
    }
    return 'time is over';
}

sub _sweep
{
    my ($mark) = @_;
    for my $round (1 .. 5) {
        my @left = grep { _bears($_, $mark) } map { m{(\d+)$} } glob('/proc/[0-9]*');
        return if !@left;
        kill KILL => @left;
        sleep 0.05;
    }
}

sub _bears
{
    my ($pid, $mark) = @_;
    return if $pid == $$;
    for my $name (qw(environ cmdline)) {
        open my $in, '<:raw', "/proc/$pid/$name" or next;
        local $/;
        return 1 if index(<$in> // '', $mark) >= 0;
    }
    return;
}

1;
