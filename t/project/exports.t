# SPDX-License-Identifier: Apache-2.0
#
# The module exports one symbol, and needs no library that the build does not declare.
use strict;
use warnings;
use FindBin;
use Test::More;

my $top = $ENV{TOP_BUILDDIR} || $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $so = $ENV{MOD_CORS_SO} || "$top/.libs/mod_cors.so";
# The last three are of the compiler, in an instrumented build.
my @declared = qw(libc libgcc_s libpsl libidn2 libasan libubsan libtsan);

sub lines_of
{
    open my $pipe, '-|', @_ or return;
    my @lines = <$pipe>;
    return close $pipe ? @lines : ();
}

plan skip_all => 'nm is not installed (package binutils)'
    if !lines_of('nm', '--version');
ok(-f $so, 'the module is built') or diag $so;

my @exported = map { /^\S+ \S (\S+)$/ ? $1 : () }
    lines_of('nm', '-D', '--defined-only', $so);
# Linkers of some systems put these into every shared object.
my %by_linker = map { $_ => 1 } qw(_init _fini _edata _end __bss_start);
is_deeply([grep { !$by_linker{$_} } @exported], ['cors_module'],
    'the module record is the only exported symbol');

my %declared = map { $_ => 1 } @declared;
my @needed = map { /NEEDED\s+(\S+?)\.so/ ? $1 : () } lines_of('objdump', '-p', $so);
is_deeply([grep { !$declared{$_} && !/^ld-linux/ && !/^libc\.musl/ } @needed], [],
    'all needed libraries are known to configure');

my @undefined = map { /\bU (\S+?)(?:@\S*)?$/ ? $1 : () }
    lines_of('nm', '-D', '--undefined-only', $so);
is_deeply([grep { /^_?cors_|^mod_cors_/ } @undefined], [],
    'no function of the module is undefined');
done_testing;
