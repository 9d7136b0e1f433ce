#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Hostile or broken .htaccess files: whatever they contain, only the URLs of that tenant may
# fail. Legitimate .htaccess files, and the rules that they cannot lift, are in htaccess.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Httpd;
use List::Util qw(shuffle);
use Process;
use Test::More;

my ($A, $B, $EVIL) = map { "https://$_.example" } qw(a b evil);
my $LONGEST = 'https://' . join('.', ('a' x 63) x 3, 'a' x 61) . ':65535';
my $TWO = "$A https://d.example";       # with a single origin the policy would be constant
my $ALLOW = "CorsAllowOrigin $TWO\n";
my $SEED = $ENV{SEED} // int rand 1e9;
my $CLIENTS = 3;
srand $SEED;
note("SEED=$SEED");

# One line for each number; # is replaced by the number.
sub lines { my ($text, $count) = @_; return join '', map { $text =~ s/#/$_/gr } 1 .. $count }
sub nested { my ($depth, $text) = @_; return lines("<If \"true\">\n$text", $depth) . "</If>\n" x $depth }
sub regexes { return join '', map { qq(CorsAllowOriginMatch "$_"\n) } @_ }

# .htaccess => whether origin $A is allowed, or the logged reason for a 500.
my ($TOO_LONG, $INVALID) = (qr/Line too long/, qr/Invalid command/);
my $NO_REGEX = qr/CorsAllowOriginMatch: '.*' is not a valid regular expression/s;
my %tenants = (
    # Over a limit.
    'patterns' => [lines("CorsAllowOrigin https://o#.example\n", 100_000), qr/at most 1000 origin patterns/],
    'denied' => [lines("CorsDenyOrigin https://o#.example\n", 20_000), qr/at most 1000 origin patterns/],
    'doubles' => [$ALLOW x 1001, qr/at most 1000 origin patterns/],
    'in-sections' => [lines("<Files *>\nCorsAllowOrigin +https://o#.example\n</Files>\n", 20_000),
                      qr/at most 1000 origin patterns/],
    'regexes' => [lines("CorsAllowOriginMatch r#\n", 10_000), qr/at most 16 regular expressions/],
    'methods' => [lines("CorsAllowMethods M#\n", 20_000), qr/at most 1000 methods and header names/],
    'headers' => [lines("CorsAllowHeaders X-# Y-#\nCorsExposeHeaders Z-#\n", 5000),
                  qr/at most 1000 methods and header names/],
    # Large, but legal.
    'sections-1000' => [lines("<Files *>\nCorsAllowOrigin +https://o#.example\nCorsAllowMethods +M#\n</Files>\n", 999)
                            . "<Files *>\nCorsAllowOrigin +$A\n</Files>\n", 'allowed'],
    'sections-5000' => [$ALLOW . lines("<Files *>\nCorsMaxAge #\nCorsAllowOrigin None\n</Files>\n", 5000)
                            . "<Files *>\n$ALLOW</Files>\n", 'allowed'],
    'switches' => [lines("CorsMaxAge #\nCorsAllowCredentials On\nCorsEngine Off\n", 5000) . "CorsEngine On\n$ALLOW",
                   'allowed'],
    'ifs' => [nested(300, "CorsAllowOrigin +https://o#.example\n") . nested(2, "CorsAllowOrigin +$A\n"), 'allowed'],
    'ifs-refused' => [nested(300, "CorsAllowOrigin +https://o#.example\n"), 'refused'],
    # Invalid lines.
    'megabyte' => ['CorsAllowOrigin' . lines(' https://o#.example', 50_000) . "\n", $TOO_LONG],
    'endless' => ['x' x 1_000_000, $TOO_LONG],
    'blank' => [' ' x 100_000 . "\n$ALLOW", $TOO_LONG],
    'continued' => ["CorsAllowOrigin \\\n" . "\\\n" x 100_000 . "$TWO\n", 'allowed'],
    'continued-blank' => ["CorsAllowOrigin \\\n" . " \\\n" x 100_000 . "$TWO\n", $TOO_LONG],
    'continued-end' => ["CorsAllowOrigin $TWO \\", qr/CorsAllowOrigin: '\\\\' /],
    'no-end' => ["CorsAllowOrigin $TWO", 'allowed'],
    'crlf' => ["CorsAllowOrigin $TWO\r\nCorsMaxAge 5\r\n", 'allowed'],
    'cr' => ["CorsAllowOrigin $TWO\rCorsMaxAge 5\r", qr/CorsAllowOrigin: 'CorsMaxAge' /],
    'nul' => ["CorsAllowOrigin $TWO\0 $EVIL\n", 'allowed'],
    'nul-first' => ["\0CorsAllowOrigin $A\n", 'refused'],
    'utf-16' => ["\xff\xfe" . $ALLOW =~ s/(.)/$1\0/gsr, $INVALID],
    'bom' => ["\xef\xbb\xbf$ALLOW", $INVALID],
    'binary' => [join('', map { chr int rand 256 } 1 .. 100_000), qr/htaccess/],
    'escape' => ["CorsAllowOrigin 'https://\e[31m\x08\x7f.example'\n", qr/CorsAllowOrigin: 'https:/],
    'unclosed' => ["<Files *>\n$ALLOW", qr/<Files> was not closed/],
    'unopened' => ["$ALLOW</Files>\n", qr/without matching <Files> section/],
    # Wrong values of the maximum length of a line.
    'commas' => ['CorsAllowOrigin ' . 'a.b,' x 2000 . "\n", qr/CorsAllowOrigin: 'a[.]b,a/],
    'stars' => ['CorsAllowOrigin https://' . '*.' x 4000 . "x\n", qr/CorsAllowOrigin: 'https:..[*][.][*]/],
    'names' => ['CorsAllowMethods ' . 'a,' x 4000 . "\n", qr/CorsAllowMethods: 'a,a/],
    'wide' => ['CorsAllowOrigin https://' . "\xc3\xbc" x 4000 . "\n", qr/CorsAllowOrigin: 'https:/],
    # Filters that are not intended for configuration by directives.
    'filters' => ["SetOutputFilter CORS_OUT;CORS_OUT_STORED;CORS_VARY;CORS_NO_BODY\n$ALLOW", 'allowed'],
    'filters-by-type' => ["AddOutputFilter CORS_NO_BODY;CORS_VARY;CORS_OUT_STORED;CORS_OUT .txt\n", 'refused'],
    # Directives that are not allowed in a .htaccess.
    'include' => ["Include /etc/passwd\n", qr/Include not allowed here/],
    'directory' => ["<Directory />\n$ALLOW</Directory>\n", qr/<Directory not allowed here/],
    # Regular expressions.
    're-deep' => [regexes('(' x 1000 . 'a' . ')' x 1000), $NO_REGEX],
    're-large' => [regexes('(?:a{1,65535}){1,65535}'), $NO_REGEX],
    're-behind' => [regexes('.*(?<=a.*)'), $NO_REGEX],
    're-many' => [regexes(map { '(?:' . '[[:alpha:]]' x 500 . "|$_)*" } 1 .. 16), 'refused'],
    're' => [regexes('(a+)+$', '(.*)*!', 'a{0,65535}+', '(' x 200 . 'a' . ')*' x 200, '\C*\C*\C*\C*!', '(?=(.*)*!)',
                     '(?:()|(.)|(?1)(?2))*!', $A), 'allowed'],
    # PCRE 1 does not accept a recursion that need not consume a character.
    're-recursive' => [regexes('(?R)?!', '(?<r>.*(?&r)?)*!', $A), Httpd->has_pcre2 ? 'allowed' : $NO_REGEX],
    # Each reaches the limit of steps or memory, also when the module tests it beforehand.
    'wild' => [regexes(map { "(?:.*.*.*.*.*.*.*.*[!#]|$_)" } 1 .. 16), 'refused'],
    'wild-credentials' => ["CorsAllowCredentials On\n" . regexes(map { "(?:.*.*.*.*.*.*.*.*[!#]|$_)" } 1 .. 16), 'refused'],
    'groups' => [regexes(map { '()' x 3000 . "(?:.|..|...)*[!#]|$_" } 1 .. 16), 'refused'],
    'groups-credentials' => ["CorsAllowCredentials On\n" . regexes(map { '()' x 3000 . "(?:.|..|...)*[!#]|$_" } 1 .. 16),
                             'refused'],
);
# A .htaccess that is not a regular file or not readable: URLs get a 403. A FIFO is not
# tested, since httpd waits until something is written into it.
my %kinds = (
    'is-neighbour' => [sub { symlink '../neighbour/.htaccess', $_[0] }, 'allowed'],
    'is-itself' => [sub { symlink '.htaccess', $_[0] }, qr/htaccess/],
    'is-dangling' => [sub { symlink 'missing', $_[0] }, 'refused'],
    'is-directory' => [sub { mkdir $_[0] }, qr/htaccess/],
    'is-device' => [sub { symlink '/dev/zero', $_[0] }, qr/htaccess/],
    'is-unreadable' => [sub { open my $fh, '>', $_[0]; chmod 0, $_[0] }, qr/htaccess/],
);

my $h = Httpd->new(
    modules => ['autoindex'], files => {
        'htdocs/neighbour/a.txt' => 'a', 'htdocs/neighbour/.htaccess' => $ALLOW, 'htdocs/server/a.txt' => 'a',
        (map { ("htdocs/$_/a.txt" => 'a') } keys %tenants, keys %kinds, 'renamed', 'rewritten'),
        (map { ("htdocs/$_/.htaccess" => $tenants{$_}[0]) } keys %tenants),
        'htdocs/filters/index.html' => 'index',
    },
    conf => "CorsAllowOrigin $B https://e.example\n");
for my $name (keys %kinds) { $kinds{$name}[0]->($h->root . "/htdocs/$name/.htaccess") or die "$name: $!\n" }
my %want = map { ($_ => $tenants{$_}[1]) } keys %tenants;
$want{$_} = $kinds{$_}[1] for keys %kinds;

# Regular expressions that reach a limit take long on instrumented code.
sub ask { my ($name, $origin) = @_; return $h->request('GET', "/$name/a.txt", ["Origin: $origin"], undef, { limit => 30 }) }

# Returns what is wrong with the response to origin $A, or ''. A 500 or 403 happens before
# the .htaccess is known, so the server's policy applies.
sub wrong
{
    my ($name) = @_;
    my $res = ask($name, $A);
    my $allowed = $res->field('Access-Control-Allow-Origin') // 'none';
    my $status = !ref $want{$name} ? 200 : $kinds{$name} ? 403 : 500;
    my $wanted = $want{$name} eq 'allowed' ? $A : 'none';
    return "$res->{status} $allowed" eq "$status $wanted" ? ''
        : "/$name: $res->{status}, allowed $allowed, not $status, $wanted";
}

# Returns what is wrong with the responses of other URLs.
sub wrong_elsewhere
{
    my @wrong;
    for (['neighbour', $A, $A], ['neighbour', $EVIL, 'none'], ['server', $B, $B], ['server', $A, 'none']) {
        my ($name, $origin, $wanted) = @$_;
        my $res = ask($name, $origin);
        my $allowed = $res->field('Access-Control-Allow-Origin') // 'none';
        push @wrong, "/$name for $origin: $res->{status}, allowed $allowed"
            if "$res->{status} $allowed" ne "200 $wanted";
    }
    return @wrong;
}

# Runs the clients, each with a list of tenants, and requests other URLs meanwhile.
sub storm
{
    my ($label, $client) = @_;
    my (%client, @elsewhere);
    for my $number (1 .. $CLIENTS) {
        $client{"client-$number"} = Process->start(code => sub {
            srand $SEED + $number;
            print join("\n", $client->($number)), 'end';
        });
    }
    do { push @elsewhere, wrong_elsewhere() } while grep { $_->is_alive } values %client;
    is($client{$_}->output, 'end', "$label: $_") for sort keys %client;
    is("@elsewhere", '', "$label: other URLs are not affected");
}

for my $name (sort keys %want) {
    my $before = length $h->log_text;
    is(wrong($name), '', $name);
    if (ref $want{$name}) {
        like(substr($h->log_text, $before), qr{\[core:(?:alert|crit|error)\].*/\Q$name\E/.*$want{$name}}s,
             "$name: the log says why");
        $h->check("$name: the server's policy", ask($name, $B),
                  status => $kinds{$name} ? 403 : 500, vary => 'Origin', 'allow-origin' => $B, decision => 'actual-allowed');
    }
    else {
        $h->check("$name: the longest origin", ask($name, $LONGEST), vary => 'Origin',
                  decision => 'actual-refused:origin-not-listed');
    }
    is(join("\n", wrong_elsewhere()), '', "$name: other URLs are not affected");
}

is(ask($_, $A)->{body}, 'a', "$_: the page is complete") for qw(filters filters-by-type);
$h->check('filters, DirectoryIndex', $h->get('/filters/', "Origin: $A"), vary => 'Origin', 'allow-origin' => $A,
          decision => 'actual-allowed');

# For a listing, httpd makes a subrequest for each entry, and reads its .htaccess.
my $listing = $h->request('GET', '/', ["Origin: $B"], undef, { limit => 60 });
$h->check('a listing of all tenants', $listing, vary => 'Origin', 'allow-origin' => $B, decision => 'actual-allowed');
like($listing->{body}, qr{href="neighbour/"}, 'a listing of all tenants: the neighbour is in it');

storm('all tenants concurrently', sub { return grep { $_ ne '' } map { wrong($_) } shuffle(keys %want) });

# The .htaccess is changed while it is read: either version applies, and an origin that
# neither version allows is never allowed.
my @versions = ("CorsExposeHeaders X-A\n$ALLOW", "CorsExposeHeaders X-B\nCorsAllowOrigin $B https://e.example\n");
$_ = '# ' . 'x' x 70 . "\n" . $_ for @versions;
my %replace = (
    renamed => sub { $h->write_file('htdocs/renamed/new', $_[0]);
                     rename $h->root . '/htdocs/renamed/new', $h->root . '/htdocs/renamed/.htaccess' },
    rewritten => sub { $h->write_file('htdocs/rewritten/.htaccess', $_[0]) },
);
sub ask_changing
{
    my ($name, $origin, $fields) = @_;
    my $res = ask($name, $origin);
    my $got = join ' ', $res->{status}, map { $res->field("Access-Control-$_") // '-' } qw(Allow-Origin Expose-Headers);
    return $got =~ /^$fields$/ ? () : "/$name for $origin: $got";
}
$replace{$_}->($versions[0]) for keys %replace;
storm('changed meanwhile', sub {
    my ($number) = @_;
    if ($number == 1) {
        for my $i (1 .. 600) { $_->($versions[$i % 2]) for values %replace }
        return;
    }
    return map {
        # A truncated file may allow less, or be invalid.
        (ask_changing('renamed', $A, qr/200 (?:$A X-A|- -)/), ask_changing('renamed', $EVIL, qr/200 - -/),
         ask_changing('rewritten', $A, qr/(?:200|500) (?:$A (?:X-A|-)|(?!$A|[*])\S+ \S+)/),
         # An empty file leaves the server's policy in force.
         ask_changing('rewritten', $B, qr/(?:200|500) (?:$B (?:X-B|-)|(?!$B|[*])\S+ \S+)/),
         ask_changing('rewritten', $EVIL, qr/(?:200|500) (?!$EVIL|[*])\S+ \S+/))
    } 1 .. 25;
});

unlike($h->log_text, qr/AH0005[12]|exit signal/, 'no child has died');
unlike($h->log_text, qr/[^\n -~]/, 'the log has no control bytes from a .htaccess');
$h->log_ok(allow => [qr{\[core:(?:alert|crit|error)\].*\.htaccess|AH00111: Config variable}]);
done_testing;
