# SPDX-License-Identifier: Apache-2.0
#
# Sends the same requests to a server with mod_cache, with or without its quick handler, and
# to a server without it. The responses of the second determine which responses of the first
# are right.
#
#   my $pair = CacheDifferential->new;
#   $pair->requests_ok('on', 'label', ask('/tenant/r/list/reflects.cgi', $EVIL), ...);
#   my @requests = CacheDifferential::random_round();
#
# The URL of a request lists the places that it passes. /PLACE/r/PLACE/APP.cgi is
# rewritten to /PLACE/APP.cgi by the .htaccess file of the first place. Likewise
# /PLACE/d/PLACE/APP.cgi/ (DirectoryIndex), /PLACE/f/PLACE/APP.cgi/page
# (FallbackResource) and /PLACE/e/PLACE/APP.cgi/page (ErrorDocument).
#
# The rules for each response of the caching server:
#
# status  The status is that of the other server. Three exceptions are due to httpd:
#         a stored error document has the status under which it was stored; a range
#         of a stored copy is served, even if the application sends no length;
#         with the quick handler, DirectoryIndex and FallbackResource do not find a
#         URL that is stored, and the response is a 404, which is not compared.
# share   A page of the requesting origin can read the response only if it can read
#         that of the other server, without credentials and with them. One
#         exception: if a tenant hides or changes Origin, and the fields are those
#         of an application that reflects it without Vary, the first visitor
#         decides. For a denied origin there is no exception.
# fields  The CORS fields are equal if a policy owns them, if the URL was requested directly
#         and Vary of the other server has Origin, and if a place with a policy leads to
#         other settings: no stored copy is served there. All other fields are of an
#         application: without Vary, a cache may serve those of another origin.
# stored  If the URL was requested directly, or nothing is in force at any place
#         that it passes, the other server sends the same CORS fields for this URL to
#         at least one visitor. So no field of another URL's policy was stored, and
#         no field of the application was removed.
# vary    Vary has Origin if that of the other server has it.

package CacheDifferential;
use strict;
use warnings;
use Exporter qw(import);
use File::Path qw(remove_tree);
use Httpd;
use List::Util qw(shuffle);
use Test::More ();

our @EXPORT = qw(ask);
our ($A, $X, $EVIL, $WILD) = map { "https://$_.example" } qw(a x evil z.wild);
our @ORIGINS = (undef, $A, $X, $EVIL, $WILD, 'https://stranger.example', 'null', 'http://site.test');
my $HOST = 'site.test';
my $LIST = "CorsAllowOrigin $A $X\nCorsAllowCredentials On\nCorsExposeHeaders ETag\n";
my $OWN = "CorsAllowOrigin $X https://y.example\nCorsAllowCredentials On\n";
my $DENY = "CorsDenyOrigin $EVIL\n";

# Places of configuration files. owns: a policy owns the CORS fields. open: nothing
# is in force, so that the next place decides what governs the response.
my %SECTIONS = (
    none => { conf => '', open => 1 },
    list => { conf => "${LIST}CorsTimingAllowOrigin On\n", owns => 1 },
    wildcard => { conf => "CorsAllowOrigin $A https://*.wild.example\n", owns => 1 },
    one => { conf => "CorsAllowOrigin $A\nCorsAllowCredentials On\n", owns => 1 },
    any => { conf => "CorsAllowOrigin *\n", owns => 1 },
    any_denied => { conf => "CorsAllowOrigin *\n$DENY", owns => 1 },
    list_denied => { conf => $LIST . $DENY, owns => 1 },
    list_enforced => { conf => "${LIST}CorsEnforce On\n", owns => 1 },
    denied => { conf => $DENY },
    enforced => { conf => "CorsEnforce On\n" },
    preserved => { conf => "${LIST}CorsPreserveExisting On\n" },
    preserved_denied => { conf => "${LIST}CorsPreserveExisting On\n$DENY" },
    report => { conf => "${LIST}CorsEngine ReportOnly\n" },
    off => { conf => "CorsEngine Off\n" },
    contained => {
        conf => "CorsAllowOrigin $A https://*.wild.example\n<CorsOrigin $X>\nCorsAllowCredentials On\n"
            . "CorsExposeHeaders ETag\n</CorsOrigin>\n",
        owns => 1 },
    contained_one => { conf => "<CorsOrigin $A>\nCorsAllowCredentials On\n</CorsOrigin>\n", owns => 1 },
    contained_denied => {
        conf => "CorsAllowOrigin *\n<CorsOrigin $A>\nCorsAllowCredentials On\n</CorsOrigin>\n$DENY", owns => 1 },
    condition => {
        conf => "CorsAllowOrigin $A\n<If \"%{HTTP:Origin} == '$X'\">\nCorsAllowOrigin $X\n</If>\n",
        owns => 1 },
);

# Places of tenants, with these lines in their .htaccess files.
my %TENANTS = (
    tenant => { conf => $OWN, owns => 1 },
    tenant_contained => {
        conf => "${OWN}<CorsOrigin $A>\nCorsAllowCredentials Off\n</CorsOrigin>\n", owns => 1 },
    tenant_any => { conf => "CorsAllowOrigin *\n", owns => 1 },
    tenant_report => { conf => "${OWN}CorsEngine ReportOnly\n" },
    tenant_off => { conf => "CorsEngine Off\n" },
    tenant_preserved => { conf => "${OWN}CorsPreserveExisting On\n" },
    tenant_unset_origin => { conf => "RequestHeader unset Origin\n", open => 1 },
    tenant_set_origin => { conf => "RequestHeader set Origin $EVIL\n", open => 1 },
    tenant_own_set_origin => { conf => "${OWN}RequestHeader set Origin $X\n", owns => 1 },
    tenant_index => { conf => "${OWN}CorsPreserveExisting On\n<Files *.cgi>\n${LIST}CorsPreserveExisting Off\n</Files>\n",
                      files => 1 },
    tenant_no_vary => { conf => "${OWN}SetEnv force-no-vary 1\n", owns => 1 },
    tenant_unset_vary => { conf => "${OWN}Header unset Vary\nHeader always unset Vary\n", owns => 1 },
);

# The same tenants in directories where configuration files deny an origin, or enforce.
my %ABOVE = (guarded => $DENY, forced => "CorsEnforce On\n");
our %PLACES = (%SECTIONS, %TENANTS);
for my $above (keys %ABOVE) {
    $PLACES{"$above-$_"} = { %{$TENANTS{$_}}, open => 0 } for keys %TENANTS;
}

# The applications. 'dated' may be stored because of its date, 'fresh' may not.
our @APPS = qw(reflects says_vary some any other none dated fresh);
my $PROGRAM = [0755, <<'CGI'];
#!/bin/sh
app=${0##*/}
allow() {
    [ -z "$1" ] || printf 'Access-Control-Allow-Origin: %s\n' "$1"
    [ -z "$1" ] || [ "$1" = '*' ] || echo 'Access-Control-Allow-Credentials: true'
}
case $app in
reflects.cgi | dated.cgi | fresh.cgi) allow "$HTTP_ORIGIN" ;;
says_vary.cgi) allow "$HTTP_ORIGIN"; echo 'Vary: Origin' ;;
some.cgi) case $HTTP_ORIGIN in https://[ae].example | https://evil.example) allow "$HTTP_ORIGIN" ;; esac ;;
any.cgi) allow '*' ;;
other.cgi) allow https://other.example ;;
esac
case $app in
dated.cgi) echo 'Last-Modified: Sat, 01 Jan 2022 00:00:00 GMT' ;;
fresh.cgi) ;;
*) echo 'Cache-Control: max-age=600' ;;
esac
printf 'Content-Type: text/plain\n\n%s' "$app"
CGI

sub new
{
    my @modules = (Httpd->cgi, qw(headers env rewrite));
    my $conf = join '', "AddHandler cgi-script .cgi\n",
        (map { "<Location \"/$_/\">\n$SECTIONS{$_}{conf}</Location>\n" } sort keys %SECTIONS),
        (map { "<LocationMatch \"^/$_-\">\n$ABOVE{$_}</LocationMatch>\n" } sort keys %ABOVE);
    my %files = files();
    # At level debug the module adds its filter even if it only logs.
    my @log = (log_level => 'info');
    my $plain = Httpd->new(@log, conf => $conf, modules => \@modules, files => \%files);
    my $cached = Httpd->new(@log, modules => [@modules, qw(cache cache_disk)],
        files => { %files, 'cache/empty' => '' }, conf => $conf . <<'CONF');
CacheRoot "@ROOT@/cache"
CacheHeader On
Listen 127.0.0.1:@PORT1@
<VirtualHost 127.0.0.1:@PORT@>
CacheEnable disk /
CacheQuickHandler on
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT1@>
CacheEnable disk /
CacheQuickHandler off
</VirtualHost>
CONF
    chmod 0777, $cached->root . '/cache';       # httpd's user writes it
    return bless { plain => $plain, cached => $cached, answers => {}, hits => {} }, shift;
}

sub files
{
    my %files;
    for my $place (keys %PLACES) {
        $files{"htdocs/$place/$_.cgi"} = $PROGRAM for @APPS;
        $files{"htdocs/$place/.htaccess"} =
            ($TENANTS{$place =~ s/^.*-//r} ? $PLACES{$place}{conf} : '')
            . "RewriteEngine On\nRewriteRule ^r/(.*)\$ /\$1 [L]\n";
    }
    return %files;
}

# Writes the .htaccess file that such a URL needs.
my %LEADS_ON = (d => 'DirectoryIndex', f => 'FallbackResource', e => 'ErrorDocument 404');

sub lay_out
{
    my ($self, $url) = @_;
    my ($directory, $way, $target) = $url =~ m{(/[^/]+/([dfe])(/.*\.cgi)/)} or return;
    return if $self->{laid_out}{$directory}++;
    $_->write_file("htdocs${directory}.htaccess", "$LEADS_ON{$way} $target\n") for @$self{qw(plain cached)};
}

# A request: GET, unless options say otherwise (method, lines).
sub ask
{
    my ($url, $origin, %opt) = @_;
    return { method => 'GET', lines => [], %opt, url => $url, origin => $origin };
}

sub log_ok { $_->log_ok for @{$_[0]}{qw(plain cached)} }
sub hits { return $_[0]{hits}{$_[1]} || 0 }

# Whether the first place with anything in force has a policy that owns the fields. An error
# document gives no fields to a URL without a policy.
sub is_owned
{
    my ($url) = @_;
    for my $step ($url =~ m{/([^/]+/[^/]+)}g) {
        my ($place, $way) = split m{/}, $step;
        return $PLACES{$place}{owns} if !$PLACES{$place}{open};
        return 0 if $way eq 'e';
    }
    return 0;
}

# Whether a place with anything in force leads to other settings.
sub leads_on
{
    my ($url) = @_;
    my @steps = map { [split m{/}] } $url =~ m{/([^/]+/[^/]+)}g;
    for my $i (0 .. $#steps - 1) {
        my ($place, $way) = @{$steps[$i]};
        my ($from, $to) = @PLACES{$place, $steps[$i + 1][0]};
        return 1 if !$from->{open} && ($way ne 'd' || $from->{files} || $from->{conf} ne $to->{conf});
    }
    return 0;
}

sub is_direct { return scalar $_[0] =~ m{^/[^/]+/[^/]+\.cgi$} }

# Whether no place of the URL has Cors directives or changes Origin.
sub is_untouched { return !grep { $_ ne 'none' } $_[0] =~ m{/([^/]+)/[^/]+}g }

# The exceptions to the rules.
sub is_part { my ($request, $res) = @_; return "@{$request->{lines}}" =~ /^Range:/ && $res->{status} == 206 }
sub is_not_found { my ($url, $res) = @_; return $url =~ m{/[df]/} && $res->{status} == 404 }

sub is_hidden
{
    my ($url, $origin) = @_;
    return $url =~ /set_origin/ && $url !~ /says_vary/ && !is_owned($url)
        && ($origin ne $EVIL || $url !~ /denied|guarded|forced/);
}

# The requests go over one connection, each after the answer to the last, and over
# another where a response has closed it.
sub responses
{
    my ($server, $port, @requests) = @_;
    my @res;
    while (@res < @requests) {
        my $bytes = join '', map {
            join "\r\n", "$_->{method} $_->{url} HTTP/1.1", "Host: $HOST",
                defined $_->{origin} ? "Origin: $_->{origin}" : (), @{$_->{lines}}, '', ''
        } @requests[scalar @res .. $#requests];
        $bytes =~ s/\r\n\z/Connection: close\r\n\r\n/;
        push @res, $server->raw($bytes, { port => $port, limit => 60 }) or last;
    }
    return @res;
}

# 0: a page of this origin cannot read the response. 1: only without credentials.
# 2: with credentials too. Fetch, "CORS check".
sub shared
{
    my ($res, $origin) = @_;
    my $value = join ', ', $res->fields('Access-Control-Allow-Origin');
    return 0 if !defined $origin || ($value ne $origin && $value ne '*');
    return $value ne '*' && ($res->field('Access-Control-Allow-Credentials') // '') eq 'true' ? 2 : 1;
}

sub cors_fields
{
    my ($res) = @_;
    return join "\n", sort map { lc($_->[0]) . ": $_->[1]" }
        grep { $_->[0] =~ /^(?:Access-Control-|Timing-Allow-Origin$)/i } @{$res->{lines}};
}

sub varies { return scalar(($_[0]->field('Vary') // '') =~ /(?:^|[, ])Origin(?:$|[, ])/i) }

# The responses of the server without mod_cache, which do not depend on earlier ones.
sub uncached
{
    my ($self, @requests) = @_;
    my $key = sub { join ' ', @{$_[0]}{qw(method url)}, $_[0]{origin} // '-', @{$_[0]{lines}} };
    my %new = map { ($key->($_) => $_) } grep { !$self->{answers}{$key->($_)} } @requests;
    my @keys = sort keys %new;
    my $plain = $self->{plain};
    @{$self->{answers}}{@keys} = responses($plain, $plain->port, @new{@keys}) if @keys;
    return map { $self->{answers}{$key->($_)} } @requests;
}

# The names of the rules that the response of the caching server breaks.
sub broken_rules
{
    my ($self, $request, $cached, $plain) = @_;
    my ($url, $origin) = @$request{qw(url origin)};
    return 'no answer' if !$cached || !$plain;
    my ($direct, $fields) = (is_direct($url), cors_fields($cached));
    return if is_not_found($url, $cached);
    my @broken;
    push @broken, 'status' if $cached->{status} != $plain->{status}
        && $url !~ m{/e/} && !is_part($request, $cached);
    push @broken, 'share' if shared($cached, $origin) > shared($plain, $origin) && !is_hidden($url, $origin);
    push @broken, 'fields' if (is_owned($url) || leads_on($url) || ($direct && varies($plain)))
        && $fields ne cors_fields($plain);
    push @broken, 'stored' if ($direct || is_untouched($url))
        && !grep { cors_fields($_) eq $fields } $self->uncached(map { ask($url, $_) } @ORIGINS);
    push @broken, 'vary' if varies($plain) && !varies($cached);
    return @broken;
}

# Sends the requests to the caching server, whose store is empty; returns its first
# wrong response as [number, text], or nothing.
sub first_fault
{
    my ($self, $quick, @requests) = @_;
    my $server = $self->{cached};
    remove_tree($server->root . '/cache', { keep_root => 1 });
    $self->lay_out($_->{url}) for @requests;
    my @plain = $self->uncached(@requests);
    my @cached = responses($server, $server->{port}{$quick eq 'on' ? 'PORT' : 'PORT1'}, @requests);
    $self->{hits}{$quick} += grep { ($_->field('X-Cache') // '') =~ /^HIT/ } @cached;
    for my $i (0 .. $#requests) {
        my @broken = $self->broken_rules($requests[$i], $cached[$i], $plain[$i]) or next;
        return [$i, "broken: @broken\n" . as_text($requests[$i]) . "without mod_cache: "
                . answer_text($plain[$i]) . 'with mod_cache: ' . answer_text($cached[$i])];
    }
    return;
}

sub as_text
{
    my ($request) = @_;
    return join(' ', @$request{qw(method url)}, 'of', $request->{origin} // 'no origin', @{$request->{lines}})
        . "\n";
}

sub answer_text
{
    my ($res) = @_;
    return "no answer\n" if !$res;
    return join("\n    ", $res->{status}, split(/\n/, cors_fields($res)),
                map { "$_: " . $res->field($_) } grep { defined $res->field($_) } qw(Vary X-Cache)) . "\n";
}

# One TAP test. For a wrong response it prints only those of the earlier requests that
# are needed to get it.
sub requests_ok
{
    my ($self, $quick, $label, @requests) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $fault = $self->first_fault($quick, @requests);
    return Test::More::pass($label) if !$fault;
    my @before = @requests[0 .. $fault->[0] - 1];
    my $last = $requests[$fault->[0]];
    for my $i (reverse 0 .. $#before) {
        my @fewer = @before[grep { $_ != $i } 0 .. $#before];
        my $still = $self->first_fault($quick, @fewer, $last);
        next if !$still || $still->[0] != @fewer;
        @before = @fewer;
        $fault = $still;
    }
    Test::More::fail($label);
    Test::More::diag("quick handler $quick; $fault->[1]after:\n", map { '    ' . as_text($_) } @before);
    return 0;
}

sub pick { return $_[rand @_] }

# A URL that leads to the target, directly or by up to three other places. Error documents
# without a policy are left out: httpd stores them with status 404 under the URL of the
# document.
sub random_url
{
    my ($target) = @_;
    my @places = sort keys %PLACES;
    my $rewritten = sub { return rand() < 0.6 ? '/' . pick(@places) . "/r$_[0]" : $_[0] };
    my $url = $rewritten->($target);
    if (rand() < 0.4) {
        my $way = pick(qw(d f e));
        my $from = pick(grep { $way ne 'e' || !$PLACES{$_}{open} } @places);
        $url = $rewritten->("/$from/$way$url/" . ($way eq 'd' ? '' : 'page'));
    }
    return $url;
}

# Requests in random order for URLs that lead to the same few applications, some of which
# are stored; then each application directly, for all origins.
sub random_round
{
    my @targets = map { '/' . pick(sort keys %PLACES) . '/' . pick(@APPS) . '.cgi' } 1 .. 3;
    my @urls = map { my $target = $_; map { random_url($target) } 1 .. 4 } @targets;
    my @how = (([]) x 8, [method => 'HEAD'],
               map { [lines => [$_]] } 'Cache-Control: max-age=0', 'Range: bytes=0-1');
    my @first = map { ask($_, pick(@ORIGINS[0 .. 2])) } grep { rand() < 0.5 } @targets;
    my @then = map { ask(pick(@urls, @urls, @targets), pick(@ORIGINS), @{pick(@how)}) } 1 .. 40;
    return (@first, @then, shuffle(map { my $url = $_; map { ask($url, $_) } @ORIGINS } @targets));
}

1;
