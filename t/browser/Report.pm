# SPDX-License-Identifier: Apache-2.0
#
# Common parts of all runs in a browser: the page, and the reader of its server's access log.

package Report;

use strict;
use warnings;

use Browser;
use Files;
use FindBin;
use Process qw(wait_for);

my $LOG_LIMIT = 10;             # seconds, for lines that are not yet written

# The line of each request in logs/reached: port, the part that is compared, path, query,
# time.
my $FORMAT = '%{local}p %m:%>s %U %q %{begin:usec}t';

# The lines that all servers need. The format of the log is called "reached"; it may have
# more fields after the status.
sub conf
{
    my $fields = shift // '';
    my $format = $FORMAT =~ s/>s/>s$fields/r;
    return qq(LogFormat "$format" reached\n) . <<'CONF';
<Files "*.js">
    ForceType text/javascript
</Files>
<Files "*.html">
    ForceType text/html
</Files>
CONF
}

# Files of the page, as Httpd->new takes them.
sub page
{
    return map { +"htdocs/$_" => slurp("$FindBin::Bin/page/$_") }
        qw(index.html frame.html run.js step.js);
}

sub echo_program { return slurp("$FindBin::Bin/echo.cgi") =~ s/\@PERL\@/$^X/r }

sub decode { return $_[0] =~ tr/+/ /r =~ s/%([0-9A-F]{2})/chr hex $1/gier }

# The page's reports, and per case the requests that reached a server, in the
# order in which they began.
sub _read
{
    my $httpd = shift;
    my $third = $httpd->port_n(1);
    my (%report, %reached);
    my @lines = map { [split / /] } grep { /\n\z/ } $httpd->slurp('logs/reached') =~ /.*\n?/g;
    chomp $_->[-1] for @lines;
    for (sort { $a->[4] <=> $b->[4] } grep { @$_ == 5 } @lines) {
        my ($port, $request, $path, $query) = @$_;
        if ($port == $httpd->port && $path eq '/report') {
            my ($name, $outcome) = $query =~ /^\?name=([^&]*)&outcome=(.*)/;
            $report{decode($name)} = decode($outcome);
        }
        elsif ($query =~ /\bcase=(\w+)/) {
            push @{$reached{$1}}, ($port == $third ? 'third:' : '') . $request;
        }
    }
    return (\%report, { map { $_ => join ' ', @{$reached{$_}} } keys %reached });
}

# Runs a page to its end in a browser; options are those of Browser->start. Returns the
# page's reports, the requests, and the diagnostics for a failed case.
sub run_page
{
    my ($kind, $httpd, $url, $limit, $is_complete, %opt) = @_;
    my $browser = Browser->start($kind, $url, %opt);
    my $done = $browser->wait_for($limit, sub { $httpd->slurp('logs/reached') =~ /name=done/ });
    my ($report, $reached) = read_log($httpd, $done ? $is_complete : undef);
    my $why = $browser->output;
    $browser->stop;
    return ($report, $reached, $why);
}

# Reads the log again until it is complete, if there is a way to know.
sub read_log
{
    my ($httpd, $is_complete) = @_;
    my @read;
    wait_for($LOG_LIMIT, sub { @read = _read($httpd); !$is_complete || $is_complete->(@read) });
    return @read;
}

1;
