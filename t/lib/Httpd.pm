# SPDX-License-Identifier: Apache-2.0
#
# A private httpd for one test file, on free loopback ports. Client: HttpClient.pm.
#
#   my $h = Httpd->new(conf => 'CorsAllowOrigin https://a.example',
#                      files => { 'htdocs/a.txt' => 'A' });
#   my $res = $h->get('/a.txt', 'Origin: https://a.example');
#   is($res->field('Vary'), 'Origin');        # all lines joined, or undef
#   is($res->{decision}, 'actual-allowed');   # CORS_DECISION, or undef
#   $h->log_ok;                               # stops the server, reads its log
#
# In conf and files, @ROOT@, @PORT@, @TLSPORT@, @PORT1@ .. @PORT3@ are replaced.
# tls => 1: one more virtual host at TLSPORT, and a certificate for all of them.
# basic_auth => 1: 'Include "@ROOT@/basic-auth"' asks for a user of the file users.
# Without mod_cors: so => '', log_level => 'info'. With a fixed MPM: mpm => 'prefork'.

package Httpd;
use strict;
use warnings;
use parent 'HttpClient';
use Cwd ();
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp ();
use Files ();
use Ports;
use Process qw(ordinary_user wait_for);
use Test::More ();

my $SRC = $ENV{TOP_SRCDIR} || Cwd::abs_path(dirname(__FILE__) . '/../..');
my $SO = $ENV{MOD_CORS_SO} // ($ENV{TOP_BUILDDIR} || $SRC) . '/.libs/mod_cors.so';
my ($MPM, $APXS) = ($ENV{MPM} || 'event', $ENV{APXS} || 'apxs');
my @BASE = qw(authz_core authz_host unixd mime dir alias setenvif log_config);
my @PORTS = qw(PORT TLSPORT PORT1 PORT2 PORT3);
my $BASIC_AUTH = qq(AuthType Basic\nAuthName basic\nAuthUserFile "\@ROOT\@/users"\nRequire valid-user\n);
my $START_LIMIT = 60;           # seconds; valgrind is slow
my $LINE_LIMIT = 5;             # seconds, for a line of a log

sub top_srcdir { return $SRC }
sub mpm { return $MPM }
# The module for CGI programs that Debian enables with this MPM.
sub cgi { return $MPM eq 'prefork' ? 'cgi' : 'cgid' }
sub apxs { my $v = `'$APXS' -q $_[0] 2>/dev/null`; chomp $v; return $v }
sub binary { return $ENV{HTTPD} ||= apxs('SBINDIR') . '/' . apxs('PROGNAME') }
sub modules_dir { return $ENV{HTTPD_MODULES} ||= apxs('LIBEXECDIR') }
sub skip_all { Test::More::plan(skip_all => $_[0]) }

sub has_module
{
    my $name = pop;
    return -e modules_dir() . "/mod_$name.so" || `'@{[binary()]}' -l` =~ /^\s*mod_$name\.c$/m;
}

# httpd names the version of PCRE since it knows PCRE 2.
sub has_pcre2 { return `'@{[binary()]}' -V 2>/dev/null` =~ /PCRE [1-9][0-9]/ }

sub new
{
    my ($class, %opt) = @_;
    for (1 .. 5) {
        my $self = $class->_lay_out(%opt);
        return $self if $self->_start;
        next if $self->log_text =~ /could not bind to address/; # lost the race
        die $self->log_text, "httpd did not start\n";
    }
    die "no free ports for httpd\n";
}

# Returns whether `httpd -t` accepts the configuration, and its output.
sub syntax
{
    my ($class, $conf, %opt) = @_;
    my $self = $class->_lay_out(%opt, conf => $conf);
    my $output = `'@{[join "' '", $self->_command, '-t']}' 2>&1`;
    return ($? == 0, $output);
}

sub _command { return (binary(), '-d', $_[0]{root}, '-f', "$_[0]{root}/httpd.conf") }

sub _lay_out
{
    my ($class, %opt) = @_;
    my $dir = File::Temp->newdir('mod_cors-XXXXXX', TMPDIR => 1);
    my $self = bless { dir => $dir, root => "$dir", opt => { mpm => $MPM, so => $SO, %opt } }, $class;
    @{$self->{port}}{@PORTS} = free_ports(scalar @PORTS);
    chmod 0755, $self->{root};
    make_path(map { "$self->{root}/$_" } qw(htdocs logs run));
    my @basic_auth = $opt{basic_auth} ? (users => '', 'basic-auth' => $BASIC_AUTH) : ();
    my %files = (@basic_auth, %{$opt{files} || {}}, 'httpd.conf' => $self->_conf);
    $self->write_file($_, $files{$_}) for keys %files;
    return $self;
}

# Writes a file below the root; the text may be [mode, text].
sub write_file
{
    my ($self, $name, $content) = @_;
    my ($mode, $text) = ref $content ? @$content : (0644, $content);
    my $path = "$self->{root}/$name";
    $text =~ s/\@(ROOT|TLSPORT|PORT[123]?)\@/$self->{port}{$1} || $self->{root}/ge;
    make_path(dirname($path));
    Files::spurt($path, $text);
    chmod $mode, $path;
}

sub _certificate
{
    my $root = shift;
    skip_all('needs the openssl command') if system('openssl version >/dev/null 2>&1');
    system("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
           . " -addext subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1"
           . " -addext basicConstraints=critical,CA:FALSE"
           . " -keyout '$root/key.pem' -out '$root/cert.pem' 2>/dev/null") == 0
        or die "openssl req failed\n";
    return qq(SSLCertificateFile "$root/cert.pem"\nSSLCertificateKeyFile "$root/key.pem"\n)
        . "Listen 127.0.0.1:\@TLSPORT\@\n<VirtualHost 127.0.0.1:\@TLSPORT\@>\nSSLEngine On\n</VirtualHost>\n";
}

sub _conf
{
    my $self = shift;
    my %opt = %{$self->{opt}};
    my @modules = ("mpm_$opt{mpm}", @BASE, @{$opt{modules} || []},
                   $opt{basic_auth} ? qw(auth_basic authn_core authn_file authz_user) : (),
                   $opt{tls} ? 'ssl' : (), $opt{h2} ? 'http2' : ());
    my ($load, %seen) = ('');
    for my $name (grep { !$seen{$_}++ } @modules) {
        skip_all("httpd has no mod_$name") unless has_module($name);
        my $so = modules_dir() . "/mod_$name.so";
        $load .= qq(LoadModule ${name}_module "$so"\n) if -e $so;
    }
    $load .= qq(LoadModule cors_module "$opt{so}"\n) if $opt{so} ne '';
    if (my ($user, $group) = ordinary_user()) { $load .= "User $user\nGroup $group\n" }
    $load .= $opt{mpm} eq 'prefork' ? "StartServers 4\n"
        : "StartServers 1\nServerLimit 2\nThreadsPerChild 12\nMaxRequestWorkers 24\n"
        . "MinSpareThreads 1\n";
    my $tls = $opt{tls} ? _certificate($self->{root}) : '';
    return $load . <<"CONF" . ($opt{conf} // '') . "\n$tls";
ServerRoot "\@ROOT\@"
DefaultRuntimeDir "\@ROOT\@/run"
PidFile "\@ROOT\@/httpd.pid"
ServerName localhost
Listen 127.0.0.1:\@PORT\@
Timeout 20
KeepAliveTimeout 4
TypesConfig /dev/null
ErrorLog "\@ROOT\@/logs/error_log"
LogLevel ${\($opt{log_level} || 'info cors:debug')}
CustomLog "\@ROOT\@/logs/decisions" "%{local}p %{CORS_DECISION}e"
DocumentRoot "\@ROOT\@/htdocs"
<Directory "\@ROOT\@/htdocs">
    AllowOverride All
    Options All
    Require all granted
</Directory>
${\($opt{h2} ? 'Protocols h2 h2c http/1.1' : '')}
CONF
}

# Returns false if httpd ended before it was up; its log has the reason.
sub _start
{
    my $self = shift;
    $self->{process} = Process->start(command => [$self->_command, '-DFOREGROUND'],
                                      output => "$self->{root}/logs/stderr");
    return 1 if $self->{process}->wait_until($START_LIMIT, sub { $self->_starts });
    $self->stop;
    return 0;
}

sub _starts { return scalar(() = $_[0]->log_text =~ /resuming normal operations/g) }

sub graceful
{
    my $self = shift;
    my $before = $self->_starts;
    $self->signal('USR1');
    wait_for($START_LIMIT, sub { $self->_starts > $before }) or die "httpd did not restart\n";
}

sub stop
{
    my ($self, $signal) = @_;
    my $process = delete $self->{process} or return;
    $self->{exit} = $process->stop($signal);
}

# Before its folder is removed.
sub DESTROY { local $@; $_[0]->stop }
sub signal { my ($self, $signal) = @_; return $self->{process}->signal($signal) }
sub pid { return $_[0]{process}->pid }

# The process ids of its children, on Linux.
sub children
{
    my $pid = shift->pid;
    return grep { Files::slurp("/proc/$_/stat", '') =~ /.*\) \S \Q$pid\E /s } map { m{(\d+)$} } glob '/proc/[0-9]*';
}

# Another client of this server, which does not stop it: of another class, or with another
# default port (PORT1, ...).
sub client
{
    my ($self, %opt) = @_;
    my $port = $self->{port}{$opt{port} || 'PORT'};
    return bless { root => $self->{root}, port => { %{$self->{port}}, PORT => $port } },
        $opt{class} || ref $self;
}

sub root { return $_[0]{root} }
sub port { return $_[0]{port}{PORT} }
sub tls_port { return $_[0]{port}{TLSPORT} }
sub port_n { return $_[0]{port}{"PORT$_[1]"} }
sub url { return "http://localhost:$_[0]{port}{PORT}$_[1]" }
sub log_text { return $_[0]->slurp('logs/stderr') . $_[0]->slurp('logs/error_log') }

sub slurp { my ($self, $name) = @_; return Files::slurp("$self->{root}/$name", '') }

# The text of the pattern's group in a log, after this many bytes. httpd may write the line
# shortly after the response, so this waits for it; undef if there is no such line.
sub wait_for_line
{
    my ($self, $name, $from, $pattern) = @_;
    my $match;
    wait_for($LINE_LIMIT, sub { ($match) = substr($self->slurp($name), $from) =~ $pattern; defined $match });
    return $match;
}

# One TAP test: the log has no line above info except those of start and end and the allowed
# ones, and httpd ended without an error.
sub log_ok
{
    my ($self, %opt) = @_;
    my @allow = (qr/mpm_\w+:notice|AH00094: Command line|AH018(?:73|82): Init:/,
                 @{$opt{allow} || []});
    $self->stop('WINCH');       # gracefully: at TERM the event MPM may crash
    # No line of the module has the error of a system call.
    my @bad = grep { /:(?:notice|warn|error|crit|alert|emerg)\]|Sanitizer:|runtime error:|\[cors:\w+\] \[pid[^]]*\] (?:\S+: )?\(\d+\)/ }
        split /\n/, $self->log_text;
    for my $allowed (@allow) { @bad = grep { $_ !~ $allowed } @bad }
    push @bad, "httpd ended with wait status $self->{exit}" if $self->{exit};
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    Test::More::ok(!@bad, 'the error log has no unexpected line')
        or Test::More::diag(join "\n", @bad);
}

1;
