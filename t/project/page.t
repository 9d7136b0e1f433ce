# SPDX-License-Identifier: Apache-2.0
#
# The security policy of the handlers' pages permits their style: it has its hash.
use strict;
use warnings;
use Digest::SHA qw(sha256_base64);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files;
use Test::More;

my $top = $ENV{TOP_SRCDIR} || "$FindBin::Bin/../..";
my $source = slurp("$top/src/base/cors_page.c");

# The value of a string constant in C.
sub constant
{
    my ($name) = @_;
    my ($literals) = $source =~ /^const char \Q$name\E\[\] =\n(.*?");\n/ms or return '';
    return join '', map { s/\\(.)/$1/gr } $literals =~ /"((?:[^"\\]|\\.)*)"/g;
}

my $style = constant('cors_page_style');
like($style, qr/^:root\{.*\}\z/s, 'the style is found');
my $hash = sha256_base64($style);
$hash .= '=' x (-length($hash) % 4);
like(constant('cors_page_security_policy'), qr/style-src 'sha256-\Q$hash\E';/, 'the policy has the hash of the style')
    or diag("write 'sha256-$hash' into src/base/cors_page.c");
done_testing;
