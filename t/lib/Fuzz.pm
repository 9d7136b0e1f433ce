# SPDX-License-Identifier: Apache-2.0
#
# Builds and runs the libFuzzer targets of t/fuzz in the build folder, with the
# flags that make exports. Only src/ is instrumented for coverage, so that only edges of the
# module are counted; the sanitizers also check the targets.
#
#   my $fuzz = Fuzz->new('origin');
#   my $program = $fuzz->build;
#   my $result = $fuzz->run($program, $fuzz->arguments('-max_total_time=60'));

package Fuzz;
use strict;
use warnings;
use Cwd ();
use File::Basename qw(basename dirname);
use File::Path qw(make_path remove_tree);
use Files;
use IO::Select;
use Seeds;

my $TOP = Cwd::abs_path($ENV{TOP_SRCDIR} || dirname(__FILE__) . '/../..');
my $BUILD = ($ENV{TOP_BUILDDIR} || $TOP) . '/fuzz';
my $CLANG = $ENV{CLANG} || 'clang';
# With offsetof before them, APR's headers do not compute offsets from NULL.
my @FLAGS = (qw(-std=c99 -g -O1 -fno-omit-frame-pointer -fPIC -fsanitize=address -fsanitize=undefined
    -fno-sanitize-recover=all -include stddef.h));
# Keeps calls inside the module that the library of ASan would otherwise intercept.
my @MODULE = ('-shared', '-shared-libasan', '-Wl,-Bsymbolic');
my @SHARED = qw(case images model model_container model_fields model_legal model_lists model_question model_request model_rows model_verdict naive naive_browser
    naive_names naive_text outcome);
my %MAX_LENGTH = (origin => 400, pattern => 700, origin_set => 2000, names => 2000, list => 1500, list_image => 600,
                  explain => 3000, status => 3000,
                  decision => 3000, section => 3000);

sub names { return qw(origin pattern origin_set names list list_image explain status decision section requests) }

sub new
{
    my ($class, $name) = @_;
    die "there is no target '$name'; there are ", join(' ', names()), "\n"
        if !grep { $_ eq $name } names();
    system("$CLANG --version >/dev/null 2>&1") == 0 or die "$CLANG is missing\n";
    make_path("$BUILD/log", "$BUILD/corpus/$name");
    return bless {name => $name, in_httpd => $name eq 'section', is_server => $name eq 'requests'}, $class;
}

sub top { return $TOP }
sub folder { return $BUILD }
sub named_corpus { return "$TOP/t/fuzz/corpus/$_[0]{name}" }
sub seeds_file { return $_[0]->named_corpus . '.seeds' }
sub own_corpus { return "$BUILD/corpus/$_[0]{name}" }

# The folders with the inputs of the source tree; the generated inputs are unpacked.
sub corpora
{
    my ($self) = @_;
    my $unpacked = "$BUILD/seeds/$self->{name}";
    remove_tree($unpacked);
    make_path($unpacked);
    Seeds::unpack_into($unpacked, $self->seeds_file) if -e $self->seeds_file;
    return ($self->named_corpus, $unpacked);
}

sub command
{
    my @words = @_;
    system(@words) == 0 or die "failed: @words\n";
}

sub words { return split ' ', $_[0] // '' }

sub runtime
{
    my $file = `$CLANG -print-file-name=libclang_rt.$_[0]`;
    chomp $file;
    return $file;
}

sub asan_library { return runtime('asan-x86_64.so') }

sub flags_of
{
    my ($self, $file) = @_;
    my $is_glue = $file =~ m{/mod_cors\w*\.c$|/fuzz_section\.c$};
    return (@FLAGS, words($is_glue ? $ENV{GLUE_CPPFLAGS} : $ENV{CORE_CPPFLAGS}), "-I$TOP/t/fuzz",
            $file =~ m{/t/fuzz/} ? ()
            : $self->{is_server} ? '-fsanitize-coverage=trace-pc-guard' : '-fsanitize=fuzzer-no-link');
}

# An object is compiled again if any source is newer.
sub object
{
    my ($self, $file, $folder) = @_;
    my $object = "$folder/" . basename($file, '.c') . '.o';
    my ($newest) = sort { $a <=> $b } map { -M } glob("'$TOP'/{,src/*/,t/fuzz/}*.[ch]"), $file;
    command($CLANG, $self->flags_of($file), '-c', $file, '-o', $object)
        if !-e $object || -M $object > $newest;
    return $object;
}

sub sources
{
    my $self = shift;
    my @core = glob("'$TOP'/src/*/cors_*.c");
    my @glue = glob("'$TOP'/mod_cors.c '$TOP'/src/*/mod_cors_*.c");
    return (@core, @glue, "$TOP/t/fuzz/edges.c") if $self->{is_server};
    return (@core, $self->{in_httpd} ? (@glue, map { "$TOP/t/fuzz/$_.c" } qw(replay seeds)) : (),
            map { "$TOP/t/fuzz/$_.c" } @SHARED, "fuzz_$self->{name}");
}

# Returns the program, or the module that httpd loads. {basename => file} replaces sources of
# the tree.
sub build
{
    my ($self, $instead, $program) = @_;
    my $objects = $BUILD . ($self->{is_server} ? '/objects-httpd' : '/objects');
    my $is_module = $self->{in_httpd} || $self->{is_server};
    $program ||= "$BUILD/$self->{name}" . ($is_module ? '.so' : '');
    make_path($objects);
    my @objects = map {
        my $other = $instead->{basename($_)};
        $other ? $self->object($other, dirname($other)) : $self->object($_, $objects);
    } $self->sources;
    my @how = $self->{in_httpd} ? (@MODULE, '-Wl,-uLLVMFuzzerRunDriver', runtime('fuzzer_no_main-x86_64.a'), '-lstdc++')
        : $self->{is_server} ? @MODULE : '-fsanitize=fuzzer';
    command($CLANG, @FLAGS, @objects, '-o', $program, @how, words($ENV{FUZZ_LIBS}), '-lm', '-lpthread');
    return $program;
}

# The command: a program, or httpd with the module.
sub line
{
    my ($self, $program, @arguments) = @_;
    $ENV{ASAN_OPTIONS} = 'detect_leaks=0';
    return ($^X, "$TOP/t/fuzz/requests", $program, @arguments) if $self->{is_server};
    return ($program, @arguments) if !$self->{in_httpd};
    my $conf = "$program.conf";
    my ($mpm) = glob("'$ENV{HTTPD_MODULES}'/mod_mpm_event.so");
    spurt($conf, map { "$_\n" } $mpm ? qq(LoadModule mpm_event_module "$mpm") : (),
        qq(LoadModule cors_module "$program"), qq(LoadModule fuzz_section_module "$program"),
        qq(ServerRoot "$BUILD"), 'ServerName localhost', 'Listen 127.0.0.1:1',
        'ErrorLog /dev/null', 'LogLevel crit');
    # libFuzzer starts itself again when it merges, so the command must be one file.
    spurt("$program.sh", "#!/bin/sh\nexport FUZZ_ARGUMENTS=\"\$0 \$*\" LD_PRELOAD='@{[asan_library()]}'\n",
          "exec '$ENV{HTTPD}' -t -f '$conf'\n");
    chmod 0755, "$program.sh" or die "$program.sh: $!\n";
    return ("$program.sh", @arguments);
}

# Seconds of processor time that a running process has had.
sub cpu_of
{
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/stat" or return 0;
    my @fields = split ' ', <$in> =~ s/^.*\) //sr;
    return ($fields[11] + $fields[12]) / 100;
}

# One line of the log, of libFuzzer or of t/fuzz/requests, which includes its time.
sub note_line
{
    my ($result, $text) = @_;
    $result->{runs} = $1 if $text =~ /^stat::number_of_executed_units: (\d+)/;
    my ($runs, $edges, $seconds) = $text =~ /^#(\d+)\s+\w+\s+cov: (\d+)(?: cpu: (\d+))?/ or return;
    $result->{seconds} = $seconds if defined $seconds;
    $result->{latest} = $result->{seconds} if $edges > $result->{edges};
    @$result{qw(runs edges)} = ($runs, $edges);
}

# Runs until the end, a finding, or until the callback, which is called each second,
# returns true. Returns {runs, edges, status, log}, and in seconds of
# processor time {seconds}, and {latest} for the latest new edge.
sub run
{
    my ($self, $program, $arguments, $enough) = @_;
    my $log = "$BUILD/log/$self->{name}";
    my %result = (runs => 0, edges => 0, seconds => 0, latest => 0, log => $log);
    my @line = $self->line($program, @$arguments);
    my $pid = open(my $in, '-|') // die "fork: $!\n";
    if (!$pid) {
        chdir "$BUILD/log";
        open STDERR, '>&', \*STDOUT;
        exec 'nice', @line or die "exec: $!\n";
    }
    open my $out, '>', $log or die "$log: $!\n";
    my ($select, $rest, $more, $asked) = (IO::Select->new($in), '', 1, 0);
    while ($more) {
        $more = sysread $in, $rest, 65536, length $rest if $select->can_read(1);
        $result{seconds} = cpu_of($pid) || $result{seconds} if !$self->{is_server};
        while ($rest =~ s/^(.*\n)//) {
            print $out $1;
            note_line(\%result, $1);
        }
        # libFuzzer then ends as if its time were over.
        kill USR1 => $pid if !$asked && $enough && ($asked = $enough->(\%result));
    }
    close $in;
    $result{status} = $?;
    close $out;
    return \%result;
}

# The options of every run.
sub options
{
    my ($self, @more) = @_;
    my $dict = "$TOP/t/fuzz/dict/$self->{name}.dict";
    return (-e $dict ? "-dict=$dict" : (), '-max_len=' . ($MAX_LENGTH{$self->{name}} // 0),
            "-artifact_prefix=$BUILD/$self->{name}-", '-timeout=10', '-use_value_profile=0', @more);
}

# The arguments of a run: its options, and the folders of inputs; new inputs are written to
# the first.
sub arguments
{
    my ($self, @more) = @_;
    return [$self->options(@more), $self->own_corpus, $self->corpora];
}

1;
