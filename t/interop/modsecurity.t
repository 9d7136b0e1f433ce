#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# With mod_security and the OWASP Core Rule Set, both as packaged. Its first phase comes
# before everything else: requests that it refuses stay refused, even preflights, and a page
# may read the response only with a policy of the server or virtual host. Its second phase
# comes after preflights are answered. With any policy, a page may read that it refused an
# actual request or replaced a response.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Httpd;
use Test::More;
use Visitors;

my $CRS = '/usr/share/modsecurity-crs/owasp-crs.load';
Httpd::skip_all("the Core Rule Set is not installed: $CRS") unless -e $CRS;

# The sections have no policy; the virtual hosts have one.
my $h = Httpd->new(
    modules => [qw(security2 unique_id)],
    files => {
        (map { ("htdocs/$_" => 'content') } qw(a.txt b.secret late/a.txt small/a.txt)),
        'htdocs/leak.txt' => 'You have an error in your SQL syntax; check the manual that'
            . ' corresponds to your MySQL server version',
        'data/.keep' => '',
    },
    conf => <<"CONF");
AddType text/plain .txt
AddType text/secret .secret
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain
SecDataDir "\@ROOT\@/data"
SecTmpDir "\@ROOT\@/data"
SecAuditEngine Off
Include $CRS
SecRuleUpdateActionById 920600 "deny,status:403"
SecRule REQUEST_URI "\@beginsWith /early" "id:1,phase:1,deny,status:403,t:none,log"
SecRule REQUEST_URI "\@beginsWith /moved" \\
    "id:2,phase:1,redirect:https://blocked.example/,status:302,t:none,log"
SecRule REQUEST_URI "\@beginsWith /late" "id:3,phase:2,deny,status:406,t:none,log"
SecRule RESPONSE_CONTENT_TYPE "\@streq text/secret" "id:4,phase:3,deny,status:503,t:none,log"
<Location /small>
    SecRequestBodyNoFilesLimit 10
</Location>
$Visitors::TWO_HOSTS
CONF

chmod 0777, $h->root . '/data' or die "chmod: $!\n";     # for its collections
my @FORM = (lines => ['Content-Type: application/x-www-form-urlencoded']);
my $INJECTION = q{id=1'%20UNION%20SELECT%20password%20FROM%20users--};

both_hosts_ok($h, 'harmless', '/a.txt', body_like => qr/content/);

# Second phase.
both_hosts_ok($h, '911100, a method that it does not list', '/a.txt', method => 'PUT', body => 'x',
              status => 403);
both_hosts_ok($h, 'SQL injection in the query', "/a.txt?$INJECTION", status => 403);
both_hosts_ok($h, 'SQL injection in a form', '/a.txt', method => 'POST', @FORM,
              body => $INJECTION, status => 403);
both_hosts_ok($h, 'another status', '/late/a.txt', status => 406);
both_hosts_ok($h, 'body over the limit', '/small/a.txt', method => 'POST', @FORM,
              body => 'a=' . 'x' x 99, status => 413);

# Third and fourth phase: the response.
both_hosts_ok($h, 'third phase', '/b.secret', status => 503);
both_hosts_ok($h, 'leak of an SQL error', '/leak.txt', status => 403);

# First phase: only the host of the URL is known.
both_hosts_ok($h, 'redirect of the first phase', '/moved', status => 302);
refused_early_ok($h, 'a rule of the first phase', '/early');
refused_early_ok($h, '920600, changed to deny in phase 1', '/a.txt', 'Accept: text/html;charset=evil');

# The rules that refused are the packaged ones.
my $log = $h->log_text;
like($log, qr/$_->[0].*\[id "$_->[1]"\]/, "the log has $_->[1]") for
    ['Warning', 911100], ['Warning', 942100], ['denied with code 403 \(phase 2\)', 949110],
    ['denied with code 403 \(phase 4\)', 959100], ['denied with code 403 \(phase 1\)', 920600];

$h->log_ok(allow => [qr/\[security2:(?:notice|error)\]/]);
done_testing;
