#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# A question has no effect: under `httpd -t` with all modules of httpd loaded it ends without a
# signal, writes no file and no line to the log, opens no connection, and starts no program; in
# a running server it asks no backend, no program of a RewriteMap, and no access control.

use strict;
use warnings;
use File::Find ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Explain qw(ask ask_page ask_text words);
use Httpd;
use IO::Select;
use IO::Socket::INET;
use Test::More;

my $A = 'https://a.example';

# All modules that can be loaded with the others and need no directive: not those of other
# MPMs, and not those that need another server.
my %not = map { $_ => 1 } qw(mpm_event mpm_worker mpm_prefork mpm_itk cgi cgid systemd http2 authnz_fcgi
                             example_hooks example_ipc bucketeer case_filter case_filter_in perl php wsgi security2);
my @all = sort grep { !$not{$_} && !/^(?:php|passenger|auth_gssapi|auth_mellon|auth_openidc|qos|cors)/ }
    map { m{/mod_(\w+)\.so$} ? $1 : () } glob Httpd->modules_dir . '/mod_*.so';
my @base = qw(rewrite proxy proxy_http alias userdir vhost_alias negotiation autoindex dbd lua cache cache_disk
              file_cache log_debug proxy_express ssl status info dav dav_fs session session_cookie remoteip ident
              speling authn_core authn_file authn_socache auth_basic auth_form authz_user authz_groupfile
              authz_host authz_dbm access_compat allowmethods unique_id usertrack md watchdog socache_shmcb
              slotmem_shm headers env expires deflate filter include substitute setenvif reqtimeout ratelimit);
my @modules = grep { Httpd::has_module($_) } @base, @all;

# A listener: nothing may connect to it.
my $backend = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die "listen: $!\n";
my $port = $backend->sockport;

my %files = (
    'htdocs/a.txt' => 'a',
    'htdocs/hta/a.txt' => 'a',
    'htdocs/hta/.htaccess' => "CorsAllowMethods GET PUT\nRewriteEngine On\nRewriteRule ^x /a.txt\n",
    'htdocs/broken/.htaccess' => "No such line\n",
    'htdocs/basic/a.txt' => 'a',
    'htdocs/if/.htaccess' => "<If \"-U '/basic/a.txt' || -F '/basic/a.txt' || file('/etc/passwd') == 'x' || %{REMOTE_HOST} == 'x'\">\nCorsMaxAge 5\n</If>\n",
    'users' => '',
    'map.txt' => "one /a.txt\n",
    'map.sh' => [0755, "#!/bin/sh\necho \$\$ >> \@ROOT\@/map.started\nwhile read line; do echo \"\$line\" >> \@ROOT\@/map.asked; echo /a.txt; done\n"],
    'auth.lua' => "function check(r)\n  local f = io.open('\@ROOT\@/auth.asked', 'a'); f:write('x'); f:close()\n  return apache2.AUTHZ_GRANTED\nend\n",
);
my $conf = <<"CONF";
CorsAllowOrigin $A https://*.b.example
CorsAllowMethods PUT
HostnameLookups Double
LogLevel trace8
RewriteEngine On
RewriteMap program prg:\@ROOT\@/map.sh
RewriteMap pages txt:\@ROOT\@/map.txt
RewriteRule ^/program/(.*) \${program:\$1|/a.txt} [PT]
RewriteRule ^/pages/(.*) \${pages:\$1|/a.txt} [PT]
RewriteCond %{REMOTE_HOST} example
RewriteRule ^/host /a.txt [PT]
RewriteRule ^/rp/(.*) http://127.0.0.1:$port/\$1 [P]
RewriteRule ^/forbidden - [F]
ProxyPass /proxy http://127.0.0.1:$port/
<Directory "\@ROOT\@/htdocs/basic">
    AuthType Basic
    AuthName basic
    AuthUserFile "\@ROOT\@/users"
    Require valid-user
    Require checked
</Directory>
LuaAuthzProvider checked \@ROOT\@/auth.lua check
CONF
my @paths = qw(/ /a.txt /hta/a.txt /broken/x /basic/a.txt /if/x /program/one /pages/one /host /rp/x /proxy/x /forbidden /%2f /~root/);

# The tree as text: name, size and time of each file.
sub tree
{
    my $root = shift;
    my %seen;
    File::Find::find(sub { $seen{$File::Find::name} = join ' ', (lstat)[2, 7, 9] unless m{^test$} }, $root);
    delete @seen{"$root/logs", "$root"}; # the test's own logs
    return join '', map { "$_ $seen{$_}\n" } sort keys %seen;
}

sub connected { return IO::Select->new($backend)->can_read(0) }

my $tested = Httpd->_lay_out(modules => \@modules, files => \%files, conf => $conf);
$tested->write_file('logs/error_log', '');
my $before = tree($tested->root);
my @questions = map { my $path = $_; map { { method => $_, url => $tested->url($path), origin => $A, headers => 'x-a' } } qw(GET PUT) } @paths;
my @answers = eval { ask($tested, @questions) };
is($@, '', scalar(@modules) . ' modules: httpd -t passes');
is(scalar(grep { $_->{schema} && !$_->{error} } @answers), scalar @questions, 'all modules: each question has an answer');
is(tree($tested->root), $before, 'all modules: no file is written');
is($tested->slurp('logs/error_log'), '', 'all modules: the log is empty');
is($tested->slurp('map.started') . $tested->slurp('map.asked') . $tested->slurp('auth.asked'), '', 'no program, no access control');
ok(!connected(), 'no connection');

# System calls that write, connect or start something, with and without questions. The paths
# of files differ only in what follows them.
sub calls
{
    my $trace = $tested->root . '/trace';
    system('strace', '-f', '-o', $trace, '-e', 'trace=connect,sendto,sendmsg,fork,vfork,clone,clone3,execve,openat,unlink,rename,mkdir',
           'sh', '-c', q(exec "$0" "$@" >/dev/null 2>&1), $tested->_command, '-t', map { ('-D', 'CORS_EXPLAIN=' . words($_)) } @_) == 0
        or die "strace failed\n";
    my @calls = grep { !/openat\(.*O_RDONLY/ } map { /^\d+ +(\w+\(.*)/ ? $1 =~ s/nl_pid=\d+|nlmsg_\w+=\d+|seq=\d+|apr-tmp[.]\w+|\[".*//gr : () } split /\n/, $tested->slurp('trace');
    return join "\n", @calls;
}
SKIP: {
    skip 'strace is not installed', 1 if system 'strace true 2>/dev/null';
    is(calls(@questions), calls(), 'strace: a question writes, connects and starts nothing');
}

# Hostile questions.
my @hostile = (map({ "GET http://localhost/ Origin=$_" } '%22%3E%3Cscript%3E', '%0d%0avhost', 'x' x 8000, '%ff%fe', '%', '%zz', "\x{1b}[31m", 'null null'),
               map({ "GET http://$_ Origin=x" } 'localhost/' . 'x' x 8000, '[::1/', 'localhost:99999/', 'a b/', 'localhost/..%2f..%2f', "localhost/\x01", '%00/', '-/', '.', 'xn--/', 'localhost/../../etc/passwd'),
               'Format=json', ' ' x 5000, 'GET' x 3000, "GET http://localhost/ Headers=" . join(',', map { "x$_" } 1 .. 2000) . ' Origin=x');
my $text = eval { ask_text($tested, @hostile) };
is($@, '', 'hostile questions: httpd -t passes');
unlike($text // '', qr/[^\n\x20-\x7e\x80-\xff]/, 'hostile questions: no control character');
# Each line is a step with its text, or says that a question is not usable.
my @words = qw(vhost mapped policy denied admitted same-origin preflight method header credentials decision field vary
               actual enforced browser advice unsure);
my $step = qr/(?:${\join '|', @words}) +\S/;
my $unusable = qr/'.+' (?:is not a |is not one of |has a )|the question has no /;
my @printed = split /\n/, $text // '';
is(join("\n", grep { !/^(?:$step|$unusable)/ } @printed), '', 'hostile questions: each line is a step or an error');
is(scalar(grep { /^(?:vhost |$unusable)/ } @printed), scalar @hostile, 'hostile questions: each has an answer');
is($tested->slurp('logs/error_log'), '', 'hostile questions: the log is empty');

# Many questions in one run.
my $url = $tested->url('/');
my @many = ask($tested, (map { { url => "$url$_", origin => "https://x$_.b.example", method => $_ % 2 ? 'GET' : 'PUT' } } 1 .. 1000));
is(scalar(grep { ($_->{actual}{decision} // '') eq 'actual-allowed' } @many), 1000, 'a thousand questions');

# A running server: the program of the map has been started, and is not asked.
my $h = Httpd->new(modules => [qw(rewrite proxy proxy_http authz_user auth_basic authn_core authn_file lua userdir)], files => \%files,
                   conf => $conf . "<Location /explain>\nSetHandler cors-explain\nCorsExplain On\nRequire local\n</Location>\n");
ok(wait_started($h), 'the program is running');
my $from = length $h->slurp('logs/error_log');
for my $path (@paths) {
    ok(ask_page($h, '/explain', { method => $_, url => $h->url($path), origin => $A }), "running: $_ $path") for qw(GET PUT);
}
is($h->slurp('map.asked') . $h->slurp('auth.asked'), '', 'running: no program and no access control is asked');
ok(!connected(), 'running: no connection');
my @lines = grep { m{/(?:basic|hta|broken|program|pages|forbidden|rp|proxy)/} && !m{/explain} } split /\n/, substr $h->slurp('logs/error_log'), $from;
is_deeply(\@lines, [], 'running: no line about the URLs');
my $res = $h->get('/program/one', "Origin: $A");
is($res->{status}, 200, 'the program answers requests');
isnt($h->slurp('map.asked'), '', 'the program is asked by requests');
$h->log_ok(allow => [qr/./]);

sub wait_started { my $server = shift; return Process::wait_for(10, sub { $server->slurp('map.started') ne '' }) }
done_testing;
