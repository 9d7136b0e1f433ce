# SPDX-License-Identifier: Apache-2.0
#
# Whole files, read and written as bytes.
#
#   my $text = slurp($path);            # dies if it cannot be read
#   my $log = slurp($path, '');         # then returns '' instead
#   spurt($path, $text);

package Files;
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(slurp spurt);

sub slurp
{
    my ($path, $default) = @_;
    open my $fh, '<:raw', $path or return $default // die "$path: $!\n";
    local $/;
    return <$fh> // '';
}

sub spurt
{
    my ($path, @text) = @_;
    open my $fh, '>:raw', $path or die "$path: $!\n";
    print $fh @text and close $fh or die "$path: $!\n";
}

1;
