# SPDX-License-Identifier: Apache-2.0
#
# A private httpd with mod_cache in four virtual hosts: storing on disk or in shared memory,
# with its quick handler (on) or its normal handler (off). PORT1 to PORT3 are used; a
# virtual host on TLSPORT would store nothing.
#
#   for_each_mode(conf => ..., files => ..., modules => ..., sub {
#       my ($client, $label, $quick) = @_;
#   });

package ModCache;
use strict;
use warnings;
use CacheVisitors;
use Exporter qw(import);
use Httpd;

our @EXPORT = qw(for_each_mode);
my @MODES = (['disk', 'on', 'PORT'], ['disk', 'off', 'PORT1'],
             ['socache', 'on', 'PORT2'], ['socache', 'off', 'PORT3']);

# shmcb keeps all data of mod_cache in one of its 256 parts.
my $STORES = <<'CONF';
CacheRoot "@ROOT@/cache"
CacheSocache shmcb:@ROOT@/run/cache(50000000)
CacheHeader On
Listen 127.0.0.1:@PORT1@
Listen 127.0.0.1:@PORT2@
Listen 127.0.0.1:@PORT3@
CONF

# The copy that answers, for CacheVisitors. With the quick handler, and if an application may
# answer each origin differently, each exactly listed origin has a separate copy, and so have
# requests without Origin; responses to other origins are not stored. With the normal
# handler, one copy serves all.
sub copy_before
{
    my ($policy, $origin) = @_;
    return 'the only one' if is_constant($policy);
    return is_exact($policy, $origin) ? $origin // 'no Origin' : 'fresh';
}
sub copy_within { return preserves($_[0]) ? copy_before(@_) : 'the only one' }
our %COPY_OF = (on => \&copy_before, off => \&copy_within);

sub for_each_mode
{
    my $test = pop;
    my %opt = @_;
    my $conf = $opt{conf} . $STORES . join '', map {
        my ($store, $quick, $port) = @$_;
        "<VirtualHost 127.0.0.1:\@$port\@>\nCacheEnable $store /\nCacheQuickHandler $quick\n</VirtualHost>\n"
    } @MODES;
    my $h = Httpd->new(conf => $conf, files => { %{$opt{files}}, 'cache/empty' => '' },
        modules => [qw(cache cache_disk cache_socache socache_shmcb), @{$opt{modules} || []}]);
    chmod 0777, $h->root . '/cache';    # httpd's user writes it
    CacheVisitors::age($h, keys %{$opt{files}});
    for (@MODES) {
        my ($store, $quick, $port) = @$_;
        $test->($h->client(port => $port), "$store, quick handler $quick", $quick);
    }
    $h->log_ok(allow => $opt{allow});
}

1;
