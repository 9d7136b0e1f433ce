# SPDX-License-Identifier: Apache-2.0
#
# An identity provider for mod_auth_openidc, without a login page: the settings of the
# module for the issuer https://login.example, and the program at the provider's token
# endpoint, which takes the nonce of a login for its code.
#
#   files => { 'cgi/token' => [0755, Provider::token_program()] },
#   conf => Provider::settings('https://127.0.0.1:@PORT@/token')

package Provider;
use strict;
use warnings;

our $SECRET = 'a secret of thirty-two characters';

sub settings
{
    my $token_endpoint = shift;
    return <<"CONF";
OIDCCryptoPassphrase passphrase
OIDCClientID client
OIDCClientSecret "$SECRET"
OIDCProviderIssuer https://login.example
OIDCProviderTokenEndpoint $token_endpoint
OIDCSSLValidateServer Off
OIDCProviderTokenEndpointAuth client_secret_post
OIDCIDTokenSignedResponseAlg HS256
CONF
}

sub token_program
{
    return "#!$^X\nmy \$secret = '$SECRET';\n" . <<'CGI';
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use JSON::PP;
use MIME::Base64 qw(encode_base64url);
read STDIN, my $form, $ENV{CONTENT_LENGTH};
my ($nonce) = $form =~ /\bcode=([\w-]+)/;
my $claims = encode_json({ iss => 'https://login.example', aud => 'client', sub => 'alice',
                           nonce => $nonce, iat => time, exp => time + 600 });
my $text = join '.', map { encode_base64url($_) } '{"alg":"HS256"}', $claims;
my $token = "$text." . encode_base64url(hmac_sha256($text, $secret));
print "Content-Type: application/json\n\n",
    encode_json({ access_token => 'a', token_type => 'Bearer', id_token => $token });
CGI
}

1;
