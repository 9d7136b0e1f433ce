# SPDX-License-Identifier: Apache-2.0
#
# Varnish, Squid or nginx as a cache in front of a private httpd, with the lines of
# docs/caches.md, on a free loopback port; a child process in the foreground.
#
#   my $cache = FrontCache->new('varnish', $h->port, conf => '...', strangers => 1);
#   my $res = $cache->get('/a.txt');    # as Httpd.pm does; no {decision}
#   $cache->stop;
#
# conf adds lines in the language of the cache. strangers adds the lines that store nothing
# for unlisted origins (all except https://a.example and b.example).

package FrontCache;
use strict;
use warnings;
use parent 'HttpClient';
use File::Temp ();
use Files ();
use Httpd;
use Ports;
use Process qw(program);

my %CACHE = (
    varnish => { program => 'varnishd', conf => \&varnish_conf,
        command => sub { ('-F', '-j', 'none', '-n', "$_[0]{root}/n", '-f', "$_[0]{root}/conf",
            '-a', "127.0.0.1:$_[0]{port}{PORT}", '-T', 'none', '-s', 'malloc,16m',
            '-p', 'vsl_space=1m', '-p', 'thread_pools=1', '-p', 'thread_pool_min=10') } },
    # Squids of the same name would share their data in /dev/shm.
    squid => { program => 'squid', conf => \&squid_conf,
        command => sub { ('-N', '-n', "t$_[0]{port}{PORT}", '-f', "$_[0]{root}/conf") } },
    nginx => { program => 'nginx', conf => \&nginx_conf,
        command => sub { ('-p', $_[0]{root}, '-e', "$_[0]{root}/log", '-c', "$_[0]{root}/conf",
            '-g', 'daemon off; master_process off;') } },
);
my @LISTED = ('(www|admin)\.example\.com' => '(a|b)\.example');
my @ending;     # caches that are stopping; Squid needs two seconds

sub is_installed { return defined program($CACHE{$_[0]}{program}) }

# The block of code in docs/caches.md that starts with this line, with the example values
# replaced by those of this test.
sub documented
{
    my ($info, @replace) = @_;
    my $document = Files::slurp(Httpd->top_srcdir . '/docs/caches.md');
    my ($text) = $document =~ /^```\Q$info\E\n(.*?)^```$/ms or die "docs/caches.md: no ```$info\n";
    while (my ($from, $to) = splice @replace, 0, 2) {
        $text =~ s/\Q$from\E/$to/g or die "docs/caches.md: no '$from' in ```$info\n";
    }
    return $text;
}

sub varnish_conf
{
    my ($self, $backend, $opt) = @_;
    return documented('vcl', '8080' => $backend)
        . ($opt->{strangers} ? documented('vcl strangers', @LISTED) : '')
        . ($opt->{conf} // '');
}

sub squid_conf
{
    my ($self, $backend, $opt) = @_;
    return documented('squid', 'http_port 80' => "http_port 127.0.0.1:$self->{port}{PORT}",
                      '8080' => $backend, 'api.example.com' => 'localhost')
        . ($opt->{strangers} ? documented('squid strangers', @LISTED) : '')
        . ($opt->{conf} // '') . <<"CONF";
cache_mem 16 MB
memory_cache_shared off
visible_hostname localhost
pid_filename $self->{root}/pid
cache_log $self->{root}/log
access_log none
netdb_filename none
coredump_dir $self->{root}
pinger_enable off
dns_nameservers 127.0.0.1
max_filedescriptors 1024
shutdown_lifetime 0 seconds
CONF
}

sub nginx_conf
{
    my ($self, $backend, $opt) = @_;
    my $temp = join '', map { "${_}_temp_path $self->{root}/$_;\n" }
        qw(client_body proxy fastcgi uwsgi scgi);
    return "pid $self->{root}/pid;\nevents {}\nhttp {\naccess_log off;\n$temp"
        . ($opt->{strangers} ? documented('nginx strangers', 'www.example.com' => 'a.example',
                                          'admin.example.com' => 'b.example') : '')
        . ($opt->{conf} // '')
        . documented('nginx', 'listen 80' => "listen 127.0.0.1:$self->{port}{PORT}",
                     '8080' => $backend, '/var/cache/nginx/api' => "$self->{root}/cache")
        . "}\n";
}

sub new
{
    my ($class, $kind, $backend, %opt) = @_;
    my $program = program($CACHE{$kind}{program}) or die "no $CACHE{$kind}{program}\n";
    for (1 .. 5) {
        my $dir = File::Temp->newdir('front-cache-XXXXXX', TMPDIR => 1);
        my $self = bless { dir => $dir, root => "$dir", port => { PORT => free_port() } }, $class;
        chmod 0777, $self->{root};      # Squid, started by root, becomes another user
        Files::spurt("$self->{root}/conf", $CACHE{$kind}{conf}->($self, $backend, \%opt));
        my @command = ($program, $CACHE{$kind}{command}->($self));
        $self->{process} = eval { Process->start_server($self->port, @command) };
        return $self if $self->{process};
        my $text = $@ . $self->slurp('log');
        die $text if $text !~ /address already in use/i;        # it lost the race
    }
    die "no free port for $kind\n";
}

# Does not wait for the process to end; the end of the test does.
sub stop
{
    my ($self) = @_;
    $self->{process}->signal('TERM');
    push @ending, $self;
}

sub port { return $_[0]{port}{PORT} }

sub slurp { my ($self, $name) = @_; return Files::slurp("$self->{root}/$name", '') }

# Before its folder is removed.
sub DESTROY { local $@; delete $_[0]{process} }

1;
