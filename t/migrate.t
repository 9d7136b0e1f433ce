#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# httpd -t -D CORS_MIGRATE lists the lines of old recipes in the whole configuration, each
# with its file and line, and changes nothing. cors-explain --migrate does the same for one
# file without httpd.

use strict;
use warnings;
use File::Temp ();
use FindBin;
use lib "$FindBin::Bin/lib";
use CorsExplain;
use Files;
use Httpd;
use Test::More;

my $login = 'where a log-in is needed, preflights get 401; CorsAllowOrigin answers them before access control';
my $errors = "lost on errors and redirects: without 'always' only responses of status 2xx have the field";

my $h = Httpd->_lay_out(
    modules => [qw(headers rewrite)],
    files => {
        'more.conf' => <<'CONF',
# A comment with Header set Access-Control-Allow-Origin "*"
<IfModule mod_headers.c>
    Header set \
        Access-Control-Allow-Origin "https://app.example"
</IfModule>
<IfModule mod_none.c>
    Header set Access-Control-Allow-Origin "*"
</IfModule>
<IfDefine CORS_MIGRATE>
    Header always set Access-Control-Max-Age 60
</IfDefine>
CONF
        'htdocs/.htaccess' => qq(Header set Access-Control-Allow-Origin "*"\n),
    },
    conf => <<'CONF');
Include "@ROOT@/more.conf"
<VirtualHost 127.0.0.1:@PORT1@>
    SetEnvIf Origin "^https://(www\.)?shop\.example$" SHOP=$0
    <Location "/api">
        Header always set Access-Control-Allow-Origin "%{SHOP}e" env=SHOP
        Header always set Access-Control-Allow-Credentials true
        Header always set X-Frame-Options DENY
        <If "%{REQUEST_METHOD} == 'OPTIONS'">
            Header always set Access-Control-Allow-Methods "PUT, OPTIONS"
        </If>
    </Location>
    Header always merge Vary Origin
</VirtualHost>
CONF

# Returns the exit status, the standard output and stderr of httpd -t.
sub test_config
{
    my @arguments = @_;
    my $said = File::Temp->new;
    my $command = join ' ', map { "'$_'" } $h->_command, '-t', @arguments;
    my $output = `$command 2>'$said'`;
    my $root = $h->root;
    return ($? >> 8, $output =~ s{\Q$root\E/}{}gr, slurp("$said", ''));
}

my $conf = slurp($h->root . '/httpd.conf');
my $first = () = substr($conf, 0, index $conf, '    SetEnvIf') =~ /\n/g;
my $line = sub { return $first + $_[0] };
my $want = <<"END";
more.conf:4: Header set         Access-Control-Allow-Origin "https://app.example"
  problem: $errors
  problem: $login
  write: CorsAllowOrigin https://app.example
more.conf:10: Header always set Access-Control-Max-Age 60
  write: CorsMaxAge 60
httpd.conf:${\$line->(1)}: SetEnvIf Origin "^https://(www\\.)?shop\\.example\$" SHOP=\$0
  write: # remove this line, unless something else uses its variable
httpd.conf:${\$line->(3)}: Header always set Access-Control-Allow-Origin "%{SHOP}e" env=SHOP
  problem: $login
  write: CorsAllowOrigin https://www.shop.example https://shop.example
httpd.conf:${\$line->(4)}: Header always set Access-Control-Allow-Credentials true
  write: CorsAllowCredentials On
httpd.conf:${\$line->(6)}: <If "%{REQUEST_METHOD} == 'OPTIONS'">
  write: # remove this line and </If>; keep what is in between
httpd.conf:${\$line->(7)}: Header always set Access-Control-Allow-Methods "PUT, OPTIONS"
  problem: 'OPTIONS' is left out: preflights need no permission; add it if scripts send it themselves
  write: CorsAllowMethods PUT
httpd.conf:${\$line->(10)}: Header always merge Vary Origin
  write: # remove this line, mod_cors adds Origin to Vary
END
my ($status, $output, $said) = test_config('-D', 'CORS_MIGRATE');
is($status, 0, 'httpd -t -D CORS_MIGRATE succeeds') or diag $said;
is($output, $want, 'it lists every line of the configuration, but no .htaccess');
is((test_config())[1], '', 'without the definition httpd -t prints nothing');

# The translation is a configuration without recipes that httpd accepts.
my $old = slurp($h->root . '/httpd.conf');
spurt($h->root . '/httpd.conf', applied($old, grep { $_->{file} eq 'httpd.conf' } blocks($output)));
spurt($h->root . '/more.conf', "CorsAllowOrigin https://app.example\nCorsMaxAge 60\n");
($status, $output, $said) = test_config('-D', 'CORS_MIGRATE');
is($status, 0, 'httpd accepts the translation') or diag $said;
is($output, "no line of an old recipe for CORS was found\n", 'and finds no old line in it');

my ($file_status, $file_output) = cors_explain('--migrate', $h->root . '/htdocs/.htaccess');
is($file_status, 0, 'a file alone');
is($file_output, $h->root . qq(/htdocs/.htaccess:1: Header set Access-Control-Allow-Origin "*"\n)
   . "  problem: $errors\n  problem: $login\n  write: CorsAllowOrigin *\n", 'its line');
done_testing;
