#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The first URL with a policy determines the policy of a chain of internal redirects. Deny
# rules and enforcement of the configuration files apply to every URL of the chain, so a
# tenant's policy cannot bypass them.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use Programs;
use Test::More;

my ($A, $B, $X, $EVIL) = map { "https://$_.example" } qw(a b x evil);

# The ways in which a tenant's URL leads to a program ("@" is its path): the .htaccess, the
# path to request, and the possible targets.
my %leads = (
    index => ["DirectoryIndex @\n", '', 'any'],
    fallback => ["FallbackResource @\n", 'any', 'any'],
    rewrite => ["RewriteEngine On\nRewriteRule ^any\$ @ [L]\n", 'any', 'any'],
    action => ["Action x-type @\nAddHandler x-type .x\n", 'page.x', 'any'],
    redirect => ['', 'to.cgi', 'any'],          # a program that sends Location
    asis => ["AddHandler send-as-is asis\n", 'page.asis', 'any'],
    map => ["AddHandler type-map var\n", 'page.var', 'own'],
    document => ["ErrorDocument 404 @\n", 'missing', 'any'],
    views => ["Options +MultiViews\nMultiviewsMatch Any\n", '@', 'own'],
    twice => ["RewriteEngine On\nRewriteRule ^any\$ /#/other [L]\nRewriteRule ^other\$ @ [L]\n", 'any', 'any'],
    'index-rewritten' => ["DirectoryIndex page.html\nRewriteEngine On\nRewriteRule ^page @ [L]\n", '', 'any'],
);
# Programs in the tenant's directory, which <FilesMatch> protects, and in other directories:
# the URL, the reason why $EVIL is refused, and whether the program runs for $EVIL.
my %targets = (
    'denied' => ['/#/denied.cgi', 'origin-denied', 1],
    'late' => ['/#/late.cgi', 'origin-denied', 0],
    'far-denied' => ['/far/denied/act.cgi', 'origin-denied', 1],
    'far-late' => ['/far/late/act.cgi', 'origin-denied', 0],
    'far-enforced' => ['/far/enforced/act.cgi', 'origin-not-listed', 0],
);
# A tenant's policy also applies to a program in the tenant's directory.
my %reason_at = ('fault, late' => 'policy-fault');
# Statuses other than 200, and methods if not all are tested: mod_asis serves only GET.
my %status = (document => 404);
my %methods = (asis => ['GET']);
my %tenants = (
    none => '',
    own => "CorsAllowOrigin $EVIL $X\nCorsAllowCredentials On\n",
    single => "CorsAllowOrigin $EVIL\nCorsAllowCredentials On\n",
    any => "CorsAllowOrigin *\n",
    preserve => "CorsAllowOrigin $EVIL $X\nCorsPreserveExisting On\n",
    off => "CorsEngine Off\n",
    report => "CorsAllowOrigin $EVIL $X\nCorsEngine ReportOnly\n",
    fault => "CorsAllowOrigin *\nCorsAllowCredentials On\n",
    deny => "CorsAllowOrigin $EVIL $X\nCorsDenyOrigin https://other.example\n",
    timing => "CorsAllowOrigin $EVIL $X\nCorsTimingAllowOrigin On\n",
    lifted => "CorsAllowOrigin $EVIL $X\nCorsEnforce Off\n",
);
my (%files, @chains);
for my $tenant (sort keys %tenants) {
    for my $lead (sort keys %leads) {
        for my $target (sort keys %targets) {
            my ($htaccess, $path, $where) = @{$leads{$lead}};
            next if $where eq 'own' && $target =~ /far/;
            # Test all ways for some tenants, and some ways for all tenants.
            next if $tenant !~ /^(?:none|own|any)$/ && $lead !~ /^(?:index|rewrite)$/;
            my $name = "$tenant-$lead-$target";
            my $program = $where eq 'own' ? $target : $targets{$target}[0] =~ s/#/$name/r;
            $_ = s/@/$program/gr =~ s/#/$name/gr for $htaccess, $path;
            $files{"htdocs/$name/.htaccess"} = "$htaccess$tenants{$tenant}";
            $files{"htdocs/$name/$_"} = 'x' for qw(page.x page.html);
            $files{"htdocs/$name/page.asis"} = "Location: $program\n\n";
            $files{"htdocs/$name/page.var"} = "URI: $target.cgi\nContent-Type: text/plain\n";
            $files{"htdocs/$name/to.cgi"} = [0755, "#!/bin/sh\ncat >/dev/null\nprintf 'Location: $program\\n\\n'\n"];
            %files = (%files, program_files("htdocs/$name/denied.cgi", "htdocs/$name/late.cgi"));
            push @chains, [$tenant, $lead, $target, "/$name/$path"];
        }
    }
}
my $h = Httpd->new(
    modules => [qw(rewrite cgi actions negotiation asis)],
    files => { %files, program_files(map { "htdocs/far/$_/act.cgi" } qw(denied late enforced)),
               'htdocs/admin/.htaccess' => '' },
    conf => <<"CONF");
AddHandler cgi-script .cgi
<Directory "\@ROOT\@/htdocs">
    <FilesMatch "^denied[.]cgi\$">
        CorsDenyOrigin $EVIL
    </FilesMatch>
    <FilesMatch "^late[.]cgi\$">
        CorsDenyOrigin $EVIL
        CorsEnforce On
    </FilesMatch>
</Directory>
<Location /far/denied>
    CorsDenyOrigin $EVIL
</Location>
<Location /far/late>
    CorsDenyOrigin $EVIL
    CorsAllowOrigin $X $B
    CorsEnforce On
</Location>
<Location /far/enforced>
    CorsAllowOrigin $X $B
    CorsEnforce On
</Location>
# Rewriting by the administrator.
<Directory "\@ROOT\@/htdocs/admin">
    CorsAllowOrigin $EVIL $X
    CorsAllowCredentials On
    RewriteEngine On
    RewriteRule ^(denied|late|enforced)\$ /far/\$1/act.cgi [L]
</Directory>
RewriteEngine On
RewriteRule ^/mapped/(denied|late|enforced)\$ /far/\$1/act.cgi [PT]
<Location /mapped>
    CorsAllowOrigin $EVIL
    CorsAllowCredentials On
</Location>
CONF
push @chains, map { ['own', 'admin', "far-$_", "/admin/$_"], ['none', 'mapped', "far-$_", "/mapped/$_"] }
    qw(denied late enforced);

for (@chains) {
    my ($tenant, $lead, $target, $path) = @$_;
    my (undef, $reason, $wanted) = @{$targets{$target}};
    my $status = $status{$lead} // 200;
    my $label = "$tenant, $lead, $target";
    $reason = $reason_at{"$tenant, $target"} // $reason;
    for my $method (@{$methods{$lead} || ['GET', 'POST']}) {
        my ($res, $runs) = watched($h, $method, $path, ["Origin: $EVIL", 'Cookie: a=b'], $method eq 'POST' ? 'a=b' : undef);
        is($res->{status}, !$wanted && $status == 200 ? 403 : $status, "$label, $method of $EVIL: status");
        is($runs, $wanted, "$label, $method of $EVIL: how often the program ran");
        is($res->field("Access-Control-Allow-$_"), undef, "$label, $method of $EVIL: no $_") for qw(Origin Credentials);
        is($res->field('Timing-Allow-Origin'), undef, "$label, $method of $EVIL: no Timing-Allow-Origin") if $tenant eq 'timing';
        is($res->{decision}, "actual-refused:$reason", "$label, $method of $EVIL: decision");
        is($res->{body}, "ran $res->{decision}", "$label, $method of $EVIL: the program sees the decision") if $wanted;
    }
    # Without Origin the program runs, and Vary tells caches that the response depends on it.
    my ($res, $runs) = watched($h, 'GET', $path, []);
    is($res->{status}, $status, "$label, no Origin: status");
    is($runs, 1, "$label, no Origin: the program runs");
    like($res->field('Vary') // '', qr/\bOrigin\b/i, "$label, no Origin: Vary");
    is($res->{decision}, undef, "$label, no Origin: no decision");
    is($res->field('Access-Control-Allow-Origin'), undef, "$label, no Origin: no field of a constant policy")
        if $tenant =~ /^(?:own|single|any)$/;
}

# The first policy decides: an origin that the tenant allows stays allowed, unless the last
# URL of the chain refuses it. An origin that only the last URL allows is refused.
for (['own', 'denied', $X, 200, $X], ['own', 'far-late', $X, 200, $X], ['own', 'far-enforced', $X, 200, $X],
     ['own', 'denied', $A, 200, undef], ['own', 'far-denied', $A, 200, undef], ['own', 'far-enforced', $A, 403, undef],
     ['own', 'far-enforced', $B, 200, undef], ['own', 'far-late', $B, 200, undef],
     ['none', 'far-enforced', $B, 200, $B], ['none', 'far-late', $X, 200, $X],
     ['any', 'denied', $X, 200, '*'], ['any', 'far-denied', $X, 200, '*'], ['any', 'far-enforced', $X, 200, '*'],
     ['any', 'far-enforced', $A, 403, undef]) {
    my ($tenant, $target, $origin, $status, $field) = @$_;
    for my $chain (grep { $_->[0] eq $tenant && $_->[2] eq $target && $_->[1] !~ /document|admin|mapped|asis/ } @chains) {
        my $label = "$tenant, $chain->[1], $target: $origin";
        my ($res, $runs) = watched($h, 'POST', $chain->[3], ["Origin: $origin"], 'a=b');
        is($res->{status}, $status, "$label: status");
        is($runs, $status == 403 ? 0 : 1, "$label: how often the program ran");
        is($res->field('Access-Control-Allow-Origin'), $field, "$label: the field");
        like($res->{decision} // '', $field ? qr/^actual-allowed$/ : qr/^actual-refused:origin-not-listed$/, "$label: decision");
        like($res->field('Vary') // '', qr/\bOrigin\b/i, "$label: Vary");
    }
}

# The last line of the log about the request has the final decision.
for my $chain (grep { $_->[0] eq 'own' && $_->[2] =~ /denied|late/ && $_->[1] =~ /^(?:index|rewrite|views|action)$/ } @chains) {
    my $before = length $h->log_text;
    $h->get($chain->[3], "Origin: $EVIL");
    my @lines = substr($h->log_text, $before) =~ /\[cors:debug\] .*\] (\S+) '\Q$EVIL\E'/g;
    is($lines[-1], 'actual-refused:origin-denied', "$chain->[1], $chain->[2]: the last debug line");
}

# If an error document fails, httpd sends the response of the first request. The rules of
# all URLs of the chain apply to it.
my $failing = Httpd->new(files => { 'htdocs/a.txt' => 'a' }, conf => <<"CONF");
CorsAllowOrigin $A
ErrorDocument 404 /denied/none
<Location /denied>
    CorsDenyOrigin $EVIL
</Location>
CONF
$failing->check('constant', $failing->get('/a.txt'), status => 200, 'allow-origin' => $A);
for ([undef], [$X, decision => 'actual-refused:origin-not-listed'], [$EVIL, decision => 'actual-refused:origin-denied'],
     [$A, decision => 'actual-allowed', 'allow-origin' => $A]) {
    my ($origin, %want) = @$_;
    $failing->check('a document that fails: ' . ($origin // 'no Origin'),
                    $failing->get('/none', $origin ? "Origin: $origin" : ()), status => 404, vary => 'Origin',
                    %want);
}
$failing->log_ok;

# A program may end before httpd has sent it the whole body.
$h->log_ok(allow => [qr/policy-fault|\[cors:warn\]|\[negotiation:error\]|AH02651/]);
# ---- rules of later URLs that apply to a URL without a policy ---------------------------------

# Each place has a separate file, so that the log can name it.
my %collected = (
    off => 'CorsEngine Off',
    listed => "CorsAllowOrigin $A $B",
    nothing => '',
    denied => "CorsDenyOrigin $EVIL",
    'denied-fault' => "CorsAllowCredentials On\nCorsDenyOrigin $EVIL",
    'enforced-fault' => "CorsAllowCredentials On\nCorsEnforce On",
);
sub collecting
{
    return Httpd->new(
        modules => [qw(rewrite cgi)],
        files => { program_files(map { "htdocs/$_/act.cgi" } grep { /denied|fault/ } keys %collected),
                   map { ("$_.conf" => "<Location /$_>\n$collected{$_}\n</Location>\n") } keys %collected },
        conf => <<"CONF");
AddHandler cgi-script .cgi
@{[join "", map { qq(Include "\@ROOT\@/$_.conf"\n) } sort keys %collected]}<Directory "\@ROOT\@/htdocs">
    RewriteEngine On
    RewriteRule ^\\w+/([a-z]+(?:-fault)?)\$ /\$1/act.cgi [L]
</Directory>
<DirectoryMatch "^\@ROOT\@/htdocs/\\w+-fault">
    CorsAllowOrigin *
</DirectoryMatch>
CONF
}
my $off = collecting();
my @own = ('allow-credentials' => 'true', vary => 'Origin');
for ([$EVIL, vary => 'Origin', decision => 'actual-refused:origin-denied'],
     [$A, 'allow-origin' => $A, @own, decision => 'actual-refused:origin-not-listed'],
     [undef, 'allow-origin' => '*', @own]) {
    my ($origin, @want) = @$_;
    my $label = 'CorsEngine Off, then a deny rule: ' . ($origin // 'no Origin');
    my ($res, $runs) = watched($off, 'POST', '/off/denied', [defined $origin ? "Origin: $origin" : ()], 'a=b');
    $off->check($label, $res, @want);
    is($runs, 1, "$label: the program runs");
}
like($off->log_text, qr{actual-refused:origin-denied '\Q$EVIL\E' POST /off/denied \(by '\Q$EVIL\E' at \S+/denied[.]conf:2\)},
     'CorsEngine Off, then a deny rule: the log names the place of the rule');
$off->log_ok(allow => [qr/\[cors:warn\]|AH02651/]);

# If a later URL enforces and its policy has a fault, the request is refused. The error line
# and the debug line name the place.
for my $first (qw(off listed nothing)) {
    my $server = collecting();
    my $label = "$first, then an enforced fault";
    my ($res, $runs) = watched($server, 'GET', "/$first/enforced-fault", ["Origin: $A"]);
    $server->check($label, $res, status => 403, vary => 'Origin', decision => 'actual-refused:policy-fault');
    is($runs, 0, "$label: the program does not run");
    my $rule = qr{\S+/httpd[.]conf:\d+};
    like($server->log_text, qr{cors:error.* policy-fault: [^\n]* $rule: CorsAllowOrigin '\*'[^\n]*\(\S+/enforced-fault[.]conf:2\)},
         "$label: the error line names the places");
    like($server->log_text, qr{actual-refused:policy-fault '\Q$A\E' GET /$first/enforced-fault \(policy at $rule\)},
         "$label: the debug line names the place");
    $server->log_ok(allow => [qr/\[cors:(?:warn|error)\]/]);
}
# A deny rule of a later URL applies, even if the policy there has a fault.
for my $first (qw(off listed)) {
    my $server = collecting();
    $server->check("$first, then a deny rule in a faulty policy", $server->get("/$first/denied-fault", "Origin: $EVIL"),
                   vary => 'Origin', decision => 'actual-refused:origin-denied');
    like($server->log_text, qr{actual-refused:origin-denied '\Q$EVIL\E' [^\n]* \(by '\Q$EVIL\E' at \S+/denied-fault[.]conf:3\)},
         "$first, then a deny rule in a faulty policy: the line names its place");
    $server->log_ok(allow => [qr/\[cors:warn\]/]);
}

done_testing;
