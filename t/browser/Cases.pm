# SPDX-License-Identifier: Apache-2.0
#
# The cases that a browser runs, as data. Each runs twice: with the API with a policy (on)
# and with the same API without a policy (off). Compared are the outcome that a script sees,
# for each step, and the requests that reached the servers, in order: method and status, with
# the name of a redirect's target.

package Cases;

use strict;
use warnings;

my $JSON = { method => 'POST', body => '{"a":1}',
             headers => { 'Content-Type' => 'application/json' } };
my $PUT = { method => 'PUT', body => 'x' };
my $PUT_SEEN = 'PUT content_type=text/plain;charset=UTF-8 body=x';
my $INCLUDE = { credentials => 'include' };
my @REFUSED_OFF = ('blocked', 'GET:200');
my @PREFLIGHT_OFF = ('blocked', 'OPTIONS:200');

sub headers { return { headers => {@_} } }

# A step: path below the API, options of fetch(), and
#   from => other|otherport|bare|lookalike|null   instead of the page's origin
#   see => [...]      response-header names to read, body; by default only the body
#   module => 1       import() instead of fetch()
#   image => 1        an image, to see its timing
sub step { my ($path, $init, %more) = @_; return { path => $path, init => $init, %more } }

# Sees only the status.
sub status { my ($path, $init) = @_; return step($path, $init, see => []) }

# [name, outcome and requests with a policy, the same without, steps]
our @CASES = (
    ['plain GET',
     ['200 GET', 'GET:200'], \@REFUSED_OFF, step('list/echo')],
    ['POST of plain text needs no preflight',
     ['200 POST content_type=text/plain;charset=UTF-8 body=hi', 'POST:200'],
     ['blocked', 'POST:200'],
     step('list/echo', { method => 'POST', body => 'hi' })],
    ['POST of JSON',
     ['200 POST content_type=application/json body={"a":1}', 'OPTIONS:204 POST:200'],
     \@PREFLIGHT_OFF, step('rw/echo', $JSON)],
    ['POST of JSON where Content-Type is not listed stays blocked',
     ['blocked', 'OPTIONS:204'], \@PREFLIGHT_OFF, step('list/echo', $JSON)],
    ['PUT',
     ["200 $PUT_SEEN", 'OPTIONS:204 PUT:200'], \@PREFLIGHT_OFF, step('rw/echo', $PUT)],
    ['PATCH',
     ['200 PATCH', 'OPTIONS:204 PATCH:200'],
     \@PREFLIGHT_OFF, step('rw/echo', { method => 'PATCH' })],
    ['PUT with CorsPreflightStatus 200',
     ["200 $PUT_SEEN", 'OPTIONS:200 PUT:200'], \@PREFLIGHT_OFF, step('ok/echo', $PUT)],
    ['custom request header',
     ['200 GET x_custom=1', 'OPTIONS:204 GET:200'],
     \@PREFLIGHT_OFF, step('rw/echo', headers('X-Custom' => 1))],
    ['Authorization',
     ['200 GET authorization=Bearer t', 'OPTIONS:204 GET:200'],
     \@PREFLIGHT_OFF, step('rw/echo', headers(Authorization => 'Bearer t'))],
    ['Authorization where httpd requires it',
     ['200', 'OPTIONS:204 GET:200'], ['blocked', 'OPTIONS:401'],
     status('auth/file', headers(Authorization => 'Basic dTpw'))],
    ['refused method stays blocked',
     ['blocked', 'OPTIONS:204'],
     \@PREFLIGHT_OFF, step('rw/echo', { method => 'DELETE' })],
    ['refused request header stays blocked',
     ['blocked', 'OPTIONS:204'],
     \@PREFLIGHT_OFF, step('rw/echo', headers('X-Other' => 1))],
    ['refused request header with an allowed one stays blocked',
     ['blocked', 'OPTIONS:204'],
     \@PREFLIGHT_OFF, step('rw/echo', headers('X-Custom' => 1, 'X-Other' => 1))],

    ['cookie with credentials',
     ['200 GET ; 200 GET cookie=1', 'GET:200 GET:200'],
     ['blocked ; blocked', 'GET:200 GET:200'],
     step('cred/echo?set=1', $INCLUDE), step('cred/echo', $INCLUDE)],
    ['cookie and PUT with credentials',
     ["200 GET ; 200 PUT content_type=text/plain;charset=UTF-8 cookie=1 body=x",
      'GET:200 OPTIONS:204 PUT:200'],
     ['blocked ; blocked', 'GET:200 OPTIONS:200'],
     step('cred/echo?set=1', $INCLUDE), step('cred/echo', { %$PUT, %$INCLUDE })],
    ['a cookie is not sent without credentials',
     ['200 GET ; 200 GET', 'GET:200 GET:200'],
     ['blocked ; blocked', 'GET:200 GET:200'],
     step('cred/echo?set=1', $INCLUDE), step('cred/echo', { credentials => 'same-origin' })],
    ['credentials where the policy has none stay blocked',
     ['blocked ; 200 GET', 'GET:200 GET:200'],
     ['blocked ; blocked', 'GET:200 GET:200'],
     step('rw/echo', $INCLUDE), step('rw/echo')],
    ['credentials with * stay blocked',
     ['blocked ; 200 GET', 'GET:200 GET:200'],
     ['blocked ; blocked', 'GET:200 GET:200'],
     step('any/echo', $INCLUDE), step('any/echo')],
    ['* for methods and request headers with credentials',
     ['200 PUT content_type=text/plain;charset=UTF-8 x_custom=1 x_other=2 body=x',
      'OPTIONS:204 PUT:200'],
     \@PREFLIGHT_OFF,
     step('credstar/echo', { %$PUT, %$INCLUDE,
                             %{headers('X-Custom' => 1, 'X-Other' => 2)} })],

    ['* for request headers with credentials does not cover Authorization',
     ['blocked', 'OPTIONS:204'], \@PREFLIGHT_OFF,
     step('credstar/echo', { %$INCLUDE, %{headers(Authorization => 'Bearer t')} })],

    ['exposed and hidden response headers',
     ['200 x-exposed=yes x-hidden=null', 'GET:200'], \@REFUSED_OFF,
     step('rw/echo', {}, see => ['x-exposed', 'x-hidden'])],
    ['all response headers exposed by *',
     ['200 x-exposed=yes x-hidden=yes', 'GET:200'], \@REFUSED_OFF,
     step('any/echo', {}, see => ['x-exposed', 'x-hidden'])],
    ['* for origins',
     ['200 GET ; 200 GET ; 200 GET', 'GET:200 GET:200 GET:200'],
     ['blocked ; blocked ; blocked', 'GET:200 GET:200 GET:200'],
     step('any/echo'), step('any/echo', {}, from => 'other'),
     step('any/echo', {}, from => 'null')],
    ['* for methods and request headers',
     ['200 PUT content_type=text/plain;charset=UTF-8 x_custom=1 body=x',
      'OPTIONS:204 PUT:200'],
     \@PREFLIGHT_OFF,
     step('any/echo', { %$PUT, %{headers('X-Custom' => 1)} })],
    ['* for request headers does not cover Authorization',
     ['blocked', 'OPTIONS:204'],
     \@PREFLIGHT_OFF, step('any/echo', headers(Authorization => 'Bearer t'))],
    ['a module script of another origin',
     ['module', 'GET:200'], \@REFUSED_OFF, step('list/module', {}, module => 1)],

    ['Resource Timing of an image',
     ['timed ; timed', 'GET:200 GET:200'], ['not timed ; not timed', 'GET:200 GET:200'],
     step('timing/file', {}, image => 1), step('timing/file?2', {}, image => 1, from => 'other')],
    ['Resource Timing for an origin that is not listed',
     ['not timed', 'GET:200'], ['not timed', 'GET:200'],
     step('timing/file', {}, image => 1, from => 'otherport')],
    ['Resource Timing without the directive',
     ['not timed', 'GET:200'], ['not timed', 'GET:200'], step('list/file', {}, image => 1)],

    ['subdomain wildcard',
     ['200 GET ; 200 GET ; blocked ; blocked ; blocked', 'GET:200' . ' GET:200' x 4],
     ['blocked' . ' ; blocked' x 4, 'GET:200' . ' GET:200' x 4],
     step('sub/echo'), map { step('sub/echo', {}, from => $_) }
         qw(other bare lookalike null)],
    ['regular expression',
     ['200 GET ; blocked ; blocked', 'GET:200 GET:200 GET:200'],
     ['blocked ; blocked ; blocked', 'GET:200 GET:200 GET:200'],
     step('regex/echo'), map { step('regex/echo', {}, from => $_) } qw(other lookalike)],
    ['refused origin stays blocked',
     ['blocked', 'GET:200'], \@REFUSED_OFF, step('list/echo', {}, from => 'other')],
    ['refused origin: its preflight stays blocked',
     ['blocked', 'OPTIONS:403'],
     \@PREFLIGHT_OFF, step('list/echo', $PUT, from => 'other')],
    ['another port of the allowed host stays blocked',
     ['blocked', 'GET:200'], \@REFUSED_OFF, step('list/echo', {}, from => 'otherport')],
    ['denied origin stays blocked',
     ['blocked ; 200 GET', 'GET:200 GET:200'],
     ['blocked ; blocked', 'GET:200 GET:200'],
     step('deny/echo'), step('deny/echo', {}, from => 'other')],
    ['CorsEngine Off stays blocked',
     ['blocked', 'GET:200'], \@REFUSED_OFF, step('list/disabled/echo')],

    ['404 is read by the page',
     ['404', 'GET:404'], ['blocked', 'GET:404'], status('list/nothing')],
    ['401 is read by the page',
     ['401', 'GET:401'], ['blocked', 'GET:401'], status('auth/file')],
    ['403 is read by the page',
     ['403', 'GET:403'], ['blocked', 'GET:403'], status('list/forbidden')],
    ['500 of an application is read by the page',
     ['500 GET', 'GET:500'], ['blocked', 'GET:500'], step('list/echo?status=500')],
    ['500 of httpd is read by the page',
     ['500', 'GET:500'], ['blocked', 'GET:500'], status('list/broken')],
    ['405 after a preflight is read by the page',
     ['405', 'OPTIONS:204 PUT:405'], \@PREFLIGHT_OFF, status('rw/nothing', $PUT)],

    ['redirect to the same origin',
     ['200 GET', 'GET:302 GET:200'], ['blocked', 'GET:302'], step('rw/moved')],
    ['redirect of a PUT: its preflight is answered, not redirected',
     ["200 $PUT_SEEN", 'OPTIONS:204 PUT:307 OPTIONS:204 PUT:200'],
     ['blocked', 'OPTIONS:307'], step('rw/temporary', $PUT)],
    ['redirect to a third origin that is open to all',
     ['200 GET', 'GET:302 third:GET:200'], ['blocked', 'GET:302'],
     step('rw/to-open')],
    ['redirect to a third origin that lists the page stays blocked: Origin is null',
     ['blocked', 'GET:302 third:GET:200'], ['blocked', 'GET:302'],
     step('rw/to-listed')],
    ['redirect to a third origin without a policy stays blocked',
     ['blocked', 'GET:302 third:GET:200'], ['blocked', 'GET:302'],
     step('rw/to-closed')],

    ['preflight cache: CorsMaxAge 600, the second PUT sends no OPTIONS',
     ["200 $PUT_SEEN ; 200 $PUT_SEEN", 'OPTIONS:204 PUT:200 PUT:200'],
     ['blocked ; blocked', 'OPTIONS:200 OPTIONS:200'],
     (step('cache/echo', $PUT)) x 2],
    ['preflight cache: CorsMaxAge 0, the second PUT sends OPTIONS again',
     ["200 $PUT_SEEN ; 200 $PUT_SEEN", 'OPTIONS:204 PUT:200 OPTIONS:204 PUT:200'],
     ['blocked ; blocked', 'OPTIONS:200 OPTIONS:200'],
     (step('nocache/echo', $PUT)) x 2],
    ['preflight cache: another header needs a new preflight',
     ['200 GET x_custom=1 ; blocked', 'OPTIONS:204 GET:200 OPTIONS:204'],
     ['blocked ; blocked', 'OPTIONS:200 OPTIONS:200'],
     step('cache/echo', headers('X-Custom' => 1)), step('cache/echo', headers('X-Other' => 1))],
    ['304: a revalidated response is read by the page',
     ['200 file ; 200 file', 'GET:200 GET:304'], ['blocked ; blocked', undef],
     step('list/file'), step('list/file', { cache => 'no-cache' })],
    ['Vary: another origin does not get what the browser stored for the first',
     ['200 file ; 200 file ; 200 file', undef], ['blocked ; blocked ; blocked', undef],
     step('sub/file'), step('sub/file', {}, from => 'other'), step('sub/file')],
    ['*: one stored response serves two origins',
     ['200 file ; 200 file', 'GET:200'], ['blocked ; blocked', undef],
     step('any/file'), step('any/file', {}, from => 'other')],

    ['sandboxed iframe (Origin: null) stays blocked',
     ['blocked ; blocked', 'GET:200 OPTIONS:403'],
     ['blocked ; blocked', 'GET:200 OPTIONS:200'],
     step('rw/echo', {}, from => 'null'), step('rw/echo', $PUT, from => 'null')],
    ['sandboxed iframe where null is tolerated',
     ["200 GET ; 200 $PUT_SEEN", 'GET:200 OPTIONS:204 PUT:200'],
     ['blocked ; blocked', 'GET:200 OPTIONS:200'],
     step('null/echo', {}, from => 'null'), step('null/echo', $PUT, from => 'null')],
    ['where null is tolerated, the page itself stays blocked',
     ['blocked', 'GET:200'], \@REFUSED_OFF, step('null/echo')],
    ['sandboxed iframe: * with a deny rule does not include null',
     ['blocked', 'GET:200'], \@REFUSED_OFF, step('deny/echo', {}, from => 'null')],
);

1;
