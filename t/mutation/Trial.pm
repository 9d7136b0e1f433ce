# SPDX-License-Identifier: Apache-2.0
#
# Runs one test until it fails, ends or takes too long, and leaves no process
# behind: all that it started bear the name of its folder in their environment.
#
#   my ($passed, $why) = Trial::run($folder, $seconds, { MOD_CORS_SO => $so }, @command);

package Trial;
use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use IO::Select;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

my $MEMORY = 6_000_000;     # of address space, in KB: endless loops may allocate
my ($owner, %present) = ($$);   # the test that runs now: pid, folder

END {
    if (%present && $$ == $owner) {
        local $?;
        _end($present{pid});
        _sweep("$present{folder}/tmp");
    }
}

sub run
{
    my ($folder, $seconds, $env, @command) = @_;
    make_path("$folder/tmp");
    my ($pid, $out) = _start($folder, $seconds, $env, @command);
    %present = (pid => $pid, folder => $folder);
    my $why = _first_failure($out, time + $seconds);
    if (!defined $why) {
        waitpid $pid, 0;
        $why = $? & 127 ? 'signal ' . ($? & 127) : $? ? 'exit status ' . ($? >> 8) : undef;
    }
    else {
        _end($pid);
    }
    _sweep("$folder/tmp");
    %present = ();
    remove_tree("$folder/tmp");
    return (!defined $why, $why);
}

sub _start
{
    my ($folder, $seconds, $env, @command) = @_;
    pipe my $out, my $in or die "pipe: $!\n";
    my $pid = fork // die "fork: $!\n";
    return ($pid, $out) if $pid;
    setpgrp;
    open STDIN, '<', '/dev/null';
    open STDOUT, '>&', $in;
    open STDERR, '>&', $in;
    $ENV{$_} = $env->{$_} for keys %$env;
    $ENV{TMPDIR} = "$folder/tmp";
    my $memory = $env->{UNLIMITED_MEMORY} ? 'unlimited' : $MEMORY;
    { exec 'sh', '-c', "ulimit -c 0 -t $seconds -v $memory; exec \"\$@\"", 'sh', @command }
    POSIX::_exit(127);
}

# A line of TAP, or that time is over; undef when the output has ended without.
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

# Live tests stop their servers when they are told to end.
sub _end
{
    my ($pid) = @_;
    kill TERM => $pid;
    for (1 .. 60) {
        return if waitpid($pid, WNOHANG) == $pid;
        sleep 0.05;
    }
    kill KILL => -$pid;
    waitpid $pid, 0;
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
