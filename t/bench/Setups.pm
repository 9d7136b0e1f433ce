# SPDX-License-Identifier: Apache-2.0
#
# The compared configurations, which answer the same requests with the same fields, for any
# number of origins.

package Setups;
use strict;
use warnings;
use File::Copy qw(copy);
use File::Path qw(make_path);
use FindBin;
use Files;
use Httpd;
use Ports;
use Process qw(ordinary_user);
use Server;

my @BASE = qw(authz_core mime dir);
my $PAGE = 'x' x 1000;
# Files with the same content. If the memory of a request just fills its last block, a few
# more bytes cost another block; names of several lengths keep this chance from determining
# a figure.
my @PATHS = map { '/' . 'x' x $_ . '.html' } 5, 57, 109, 163, 211;
my $build = $ENV{TOP_BUILDDIR} || "$FindBin::Bin/../..";
my $OLD = 1_000_000_000;        # a time: httpd's ETag for a new file differs
my ($METHODS, $NAMES, $MAX_AGE) = ('PUT, DELETE', 'Content-Type, X-Requested-With', 600);

# 33 bytes each.
sub origin { return sprintf 'https://o%06d.sites.example.com', $_[0] }
sub origins { return map { origin($_) } 1 .. $_[0] }
sub paths { return @PATHS }
sub stranger { return origin(999_999) }
sub middle { return origin(int(($_[0] + 1) / 2)) }

my $rest = "CorsAllowCredentials On\nCorsAllowMethods PUT DELETE\n"
    . "CorsAllowHeaders Content-Type X-Requested-With\nCorsMaxAge $MAX_AGE\n";

# A hundred a line, as a generated list would be.
sub policy
{
    my @origins = origins(shift);
    my $lines = '';
    $lines .= 'CorsAllowOrigin ' . join(' ', splice @origins, 0, 100) . "\n" while @origins;
    return $lines . $rest;
}

my $preflight_fields = <<"CONF";
Header always set Access-Control-Allow-Methods "$METHODS" env=CORS_PREFLIGHT
Header always set Access-Control-Allow-Headers "$NAMES" env=CORS_PREFLIGHT
Header always set Access-Control-Max-Age $MAX_AGE env=CORS_PREFLIGHT
CONF

# The common recipe of SetEnvIf, Header and RewriteRule, with a Vary, and with the fields of
# preflights only on preflights. One regular expression of a thousand origins does not
# compile, so there are several.
sub recipe
{
    my @origins = map { quotemeta($_) =~ s{\\([/:])}{$1}gr } origins(shift);
    my $matches = '';
    while (my @some = splice @origins, 0, 500) {
        $matches .= 'SetEnvIf Origin "^(' . join('|', @some) . ")\$\" CORS_ORIGIN=\$1\n";
    }
    return $matches . <<"CONF" . $preflight_fields;
SetEnvIf Access-Control-Request-Method "." CORS_PREFLIGHT
Header always set Access-Control-Allow-Origin "%{CORS_ORIGIN}e" env=CORS_ORIGIN
Header always set Access-Control-Allow-Credentials true env=CORS_ORIGIN
Header always merge Vary Origin
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteCond %{HTTP:Access-Control-Request-Method} .
RewriteRule ^ - [R=204,L]
CONF
}

sub if_list
{
    my $origins = join ', ', map { "'$_'" } origins(shift);
    return <<"CONF" . $preflight_fields;
<If "%{HTTP:Origin} in { $origins }">
Header always set Access-Control-Allow-Origin "expr=%{HTTP:Origin}"
Header always set Access-Control-Allow-Credentials true
</If>
SetEnvIf Access-Control-Request-Method "." CORS_PREFLIGHT
Header always merge Vary Origin
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteCond %{HTTP:Access-Control-Request-Method} .
RewriteRule ^ - [R=204,L]
CONF
}

sub static
{
    return <<"CONF";
Header always set Access-Control-Allow-Origin ${\(middle(shift))}
Header always set Access-Control-Allow-Credentials true
Header always merge Vary Origin
CONF
}

# Ten lines each.
sub ten_cors
{
    return join '', map { "CorsAllowOrigin $_\n" } (origins(4)),
        "https://shop.example\n" . $rest . "CorsExposeHeaders ETag\n";
}

sub ten_header
{
    my $origin = middle(4);
    return <<"CONF";
Header set Access-Control-Allow-Origin $origin
Header set Access-Control-Allow-Credentials true
Header set Access-Control-Allow-Methods "$METHODS"
Header set Access-Control-Allow-Headers "$NAMES"
Header set Access-Control-Expose-Headers ETag
Header set Access-Control-Max-Age $MAX_AGE
Header merge Vary Origin
Header set X-Content-Type-Options nosniff
Header set Referrer-Policy same-origin
Header set Cache-Control no-cache
CONF
}

sub any_name { return policy(@_) =~ s/CorsAllow(?:Methods|Headers) \K.*/*/gr }

# For the requests of Hostile.pm.
my $LONG_FIELDS = "LimitRequestFieldSize 100000\n";

# One child, so that its time and memory are those of the server.
my %MPM = (
    prefork => { modules => [], conf => '' },
    event => { modules => ['http2'], conf => "ServerLimit 1\nStartServers 1\nThreadsPerChild 16\n"
        . "MaxRequestWorkers 16\nMaxSpareThreads 16\nProtocols h2c http/1.1\n" },
);

# Lines at server level, in <Directory> and in .htaccess, and the modules that they need; a
# function gets the number of origins.
my %httpd = (
    'bare' => {},
    'no directive' => { cors => 1 },
    'floor' => { floor => 1 },
    'module' => { cors => 1, server => \&policy },
    'bare, long fields' => { server => sub { $LONG_FIELDS } },
    'module, long fields' => { cors => 1, server => sub { $LONG_FIELDS . policy(@_) } },
    'module, any name' => { cors => 1, server => sub { $LONG_FIELDS . any_name(@_) =~ s/^.*Credentials.*\n//mr } },
    'module, any name echoed' => { cors => 1, server => sub { $LONG_FIELDS . any_name(@_) } },
    'Location over Directory' => { cors => 1, directory => \&policy,
        server => sub { "<Location \"/\">\nCorsMaxAge $MAX_AGE\n</Location>\n" } },
    'bare, empty .htaccess' => { htaccess => sub { '' } },
    '.htaccess, 10 Cors lines' => { cors => 1, htaccess => \&ten_cors },
    '.htaccess, 10 Header lines' => { modules => ['headers'], htaccess => \&ten_header },
    'recipe' => { modules => [qw(setenvif headers rewrite)], server => \&recipe },
    '<If> list' => { modules => [qw(setenvif headers rewrite)], server => \&if_list },
    'static fields' => { modules => ['headers'], server => \&static },
);

# Copies the module to where an ordinary user can read it, unlike perhaps the build folder.
sub _own_module
{
    my ($name, $so, $dir) = @_;
    copy($so, "$dir/mod_$name.so") or die "$so: $!\n";
    return qq(LoadModule ${name}_module "$dir/mod_$name.so"\n);
}

sub _httpd_conf
{
    my ($name, $size, %opt) = @_;
    my $what = $httpd{$name};
    my $text = sub { my $part = $what->{$_[0]}; return $part ? $part->($size) : '' };
    my $load = '';
    for my $module ("mpm_$opt{mpm}", @BASE, @{$MPM{$opt{mpm}}{modules}}, @{$what->{modules} || []}) {
        my $so = Httpd::modules_dir() . "/mod_$module.so";
        $load .= qq(LoadModule ${module}_module "$so"\n) if -e $so;
        die "httpd has no mod_$module\n" if !Httpd::has_module($module);
    }
    $load .= _own_module('cors', $ENV{MOD_CORS_SO}, $opt{dir}) if $what->{cors};
    $load .= _own_module('cors_floor', "$build/t/bench/.libs/floor.so", $opt{dir}) if $what->{floor};
    return $load . <<"CONF" . $MPM{$opt{mpm}}{conf} . $text->('server');
ServerRoot "$opt{dir}"
DefaultRuntimeDir "$opt{dir}"
PidFile "$opt{dir}/pid"
ServerName localhost
Listen 127.0.0.1:$opt{port}
KeepAliveTimeout 100
MaxKeepAliveRequests 0
TypesConfig /dev/null
ErrorLog "$opt{dir}/error_log"
LogLevel warn
DocumentRoot "$opt{dir}/htdocs"
<Directory "/">
    AllowOverride None
    Require all denied
</Directory>
<Directory "$opt{dir}/htdocs">
    AllowOverride ${\($what->{htaccess} ? 'All' : 'None')}
    Require all granted
${\$text->('directory')}</Directory>
CONF
}

my $nginx_map = <<'CONF';
location / {
    add_header Access-Control-Allow-Origin $cors_origin always;
    add_header Access-Control-Allow-Credentials $cors_credentials always;
    add_header Vary Origin always;
}
CONF

sub _nginx_conf
{
    my ($name, $size, %opt) = @_;
    my $maps = '';
    if ($name ne 'bare nginx') {
        $maps = join "\n", 'map_hash_max_size 1048576; map_hash_bucket_size 128;',
            'map $http_origin $cors_origin {', (map { "$_ $_;" } origins($size)), '}',
            'map $cors_origin $cors_credentials { "" ""; default true; }';
    }
    return <<"CONF";
daemon off; master_process off; worker_processes 1; pid "$opt{dir}/pid";
events { worker_connections 64; }
http {
access_log off; default_type text/plain;
keepalive_requests 1000000; keepalive_timeout 100;
client_body_temp_path "$opt{dir}/1"; proxy_temp_path "$opt{dir}/2"; fastcgi_temp_path "$opt{dir}/3";
uwsgi_temp_path "$opt{dir}/4"; scgi_temp_path "$opt{dir}/5";
$maps
server { listen 127.0.0.1:$opt{port}; root "$opt{dir}/htdocs";
${\($maps ? $nginx_map : '')} }
}
CONF
}

sub is_nginx { return $_[0] =~ /nginx/ }
sub has_nginx { return !system 'nginx -v >/dev/null 2>&1' }

# Writes the files of the setup below a folder (dir), for an MPM (mpm, by default prefork);
# returns the options of Server->start.
sub lay_out
{
    my ($name, $size, %opt) = @_;
    %opt = (mpm => 'prefork', %opt, port => free_port());
    make_path("$opt{dir}/htdocs");
    for my $path (map { "$opt{dir}/htdocs$_" } @PATHS) {
        spurt($path, $PAGE);
        utime $OLD, $OLD, $path;
    }
    my $conf = is_nginx($name) ? _nginx_conf($name, $size, %opt) : _httpd_conf($name, $size, %opt);
    spurt("$opt{dir}/conf", $conf);
    my $htaccess = $httpd{$name}{htaccess};
    spurt("$opt{dir}/htdocs/.htaccess", $htaccess->($size)) if $htaccess;
    my $user = ordinary_user();
    chown((getpwnam $user)[2, 3], $opt{dir}) if $user;
    my @command = is_nginx($name) ? ('nginx', '-e', 'stderr', '-c', "$opt{dir}/conf")
        : (Httpd::binary(), $opt{mpm} eq 'prefork' ? '-X' : '-DFOREGROUND', '-f', "$opt{dir}/conf");
    return (dir => $opt{dir}, port => $opt{port}, command => \@command,
            per_connection => is_nginx($name) ? 'ngx_http_init_connection' : 'ap_process_connection');
}

1;
