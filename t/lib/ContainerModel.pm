# SPDX-License-Identifier: Apache-2.0
#
# What docs/directives.md says about containers, read literally: which rule is chosen for an
# origin, which settings it gets, and the response that results. It knows nothing of the code,
# merges nothing in advance, and compares each rule with the origin.
#
#   my $want = expected(\@sections, $origin, $method, $name);   # undef: an actual request
#
# @sections are those of one URL in httpd's order, as t/lib/ContainerSections.pm makes them.

package ContainerModel;
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(expected effective faulty in_order);

# ---- origins and patterns -------------------------------------------------------

my $LABELS = qr/[a-z0-9_-]+(?:[.][a-z0-9_-]+)*/;

sub is_null_like { return $_[0] eq 'null' }

sub is_wellformed
{
    my $origin = shift;
    return 1 if is_null_like($origin) || $origin =~ m{\Aapp://[A-Za-z0-9.]+\z};
    return $origin =~ m{\A(https?)://$LABELS(?::([1-9][0-9]*))?\z} && ($2 // 0) != ($1 eq 'http' ? 80 : 443);
}

sub is_insecure { return $_[0] =~ m{\Ahttp://} }

# The kind of a rule, as the manual orders them: the first admits the fewest origins.
my ($EXACT, $HOSTS, $SCHEME, $REGEX, $ANY) = 0 .. 4;

sub kind_of
{
    my $rule = shift;
    return $REGEX if $rule->{regex};
    return $ANY if $rule->{pattern} eq '*';
    return $SCHEME if $rule->{pattern} =~ m{://\*\z};
    return $rule->{pattern} =~ /\*/ ? $HOSTS : $EXACT;
}

sub literal_host { return $_[0] =~ m{://(?:\*[.])?([^:]+)} ? $1 : '' }

sub pattern_admits
{
    my ($pattern, $origin) = @_;
    return $pattern eq $origin if $pattern !~ /\*/;
    return $origin =~ m{\A\Q$1\E://[^:/]+\z} if $pattern =~ m{\A(\w+)://\*\z};
    my ($scheme, $below, $host, $port) = $pattern =~ m{\A(\w+)://(\*[.])?([^:]+)(:.*)?\z} or die $pattern;
    my $ports = !$port ? '' : $port eq ':*' ? '(?::[0-9]+)?' : $port;
    return $origin =~ m{\A$scheme://@{[$below ? "$LABELS\[.]" : '']}\Q$host\E$ports\z};
}

# ---- the rules of the manual ----------------------------------------------------

# "A section replaces the inherited list with all its containers, with + it extends it."
sub effective
{
    my @rules;
    for my $section (grep { $_->{applies} } @_) {
        @rules = () if $section->{none} || (@{$section->{rules}} && !$section->{plus});
        push @rules, @{$section->{rules}};
    }
    return @rules;
}

# "The exact origin; then the pattern with the longest host, not counting *. and the port (of
# equal hosts, a fixed port before :*); then scheme://*; then regular expressions; then *. If
# two sections have the same pattern, the one that is merged last counts, and of regular
# expressions in one section the first."
sub in_order
{
    return sort {
        my ($one, $other) = (kind_of($a), kind_of($b));
        $one <=> $other
            || ($one == $HOSTS && (length literal_host($b->{pattern}) <=> length literal_host($a->{pattern})
                                   || ($a->{pattern} =~ /:\*\z/) <=> ($b->{pattern} =~ /:\*\z/)))
            || $b->{section} <=> $a->{section} || $a->{written} <=> $b->{written}
    } @_;
}

sub denies_anything { return grep { $_->{applies} && @{$_->{deny}} } @{$_[0]} }

sub is_denied
{
    my ($sections, $origin) = @_;
    return 0 unless denies_anything($sections);
    return !is_wellformed($origin)
        || grep { pattern_admits($_, $origin) } map { @{$_->{deny}} } grep { $_->{applies} } @$sections;
}

sub admits
{
    my ($sections, $rule, $origin) = @_;
    if (kind_of($rule) == $ANY) {
        return 1 unless denies_anything($sections);
        return is_null_like($origin) ? settings_for($sections, $rule)->{tolerate}{NullOrigin}
            : is_wellformed($origin);
    }
    return 0 unless is_wellformed($origin);
    return $rule->{regex} ? !is_null_like($origin) && $origin =~ /\A(?:$rule->{pattern})\z/
        : pattern_admits($rule->{pattern}, $origin);
}

sub apply
{
    my ($settings, $inside, @lines) = @_;
    for (@lines) {
        my ($directive, @values) = @$_;
        if ($directive eq 'CorsDangerouslyTolerate') {
            my @before = $inside && $values[0] ne 'None' ? keys %{$settings->{tolerate}} : ();
            $settings->{tolerate} = { map { $_ => 1 } @before, grep { $_ ne 'None' } @values };
        }
        elsif ($directive =~ /\ACors(?:Allow|Expose)(Methods|Headers)\z/) {
            my $extends = $values[0] =~ /\A\+/;
            my @names = grep { $_ ne 'None' } map { s/\A\+//r } @values;
            $settings->{$directive} = [$extends ? @{$settings->{$directive} || []} : (), @names];
        }
        else { $settings->{$directive} = $values[0] }
    }
}

# "A container refines its own section. Its settings are merged directly after those of the
# section that it is in, regardless of the order of lines. A list inside replaces the list
# that is merged up to then, or extends it with +. A tolerance inside adds to those that are
# merged up to then, and None lifts them. A section that is merged later wins."
sub settings_for
{
    my ($sections, $rule) = @_;
    my %settings = (tolerate => {});
    for my $number (0 .. $#$sections) {
        next unless $sections->[$number]{applies};
        apply(\%settings, 0, @{$sections->[$number]{lines}});
        apply(\%settings, 1, @{$rule->{container}{lines}})
            if $rule && $rule->{container} && $rule->{section} == $number;
    }
    return \%settings;
}

# A combination of one rule and settings that is forbidden.
sub is_forbidden
{
    my ($rule, $settings) = @_;
    my ($pattern, $tolerated) = ($rule->{pattern}, $settings->{tolerate});
    return ($settings->{CorsAllowCredentials} // '') eq 'On' || !$tolerated->{NullOrigin}
        if $pattern eq 'null';
    return 0 unless ($settings->{CorsAllowCredentials} // '') eq 'On';
    return kind_of($rule) == $ANY
        || (!$rule->{regex} && is_insecure($pattern) && !$tolerated->{InsecureOrigins})
        || ($pattern =~ m{\Aapp://(?:\*|\[)} && !$tolerated->{AnyInstallation});
}

# "Forbidden combinations are checked for each container with the settings that it gets. The
# origins of that container are refused, and no others."
sub has_fault
{
    my ($sections, $rule, $settings) = @_;
    my @rules = $rule && $rule->{container} ? @{$rule->{container}{rules}}
        : grep { !$_->{container} } effective(@$sections);
    return 1 if grep { is_forbidden($_, $settings) } @rules;
    return ($settings->{CorsAllowCredentials} // '') eq 'On'
        && grep { $_ eq '*' } @{$settings->{CorsExposeHeaders} || []};
}

# Whether a section, of this number, is at fault without those between it and the main server.
sub faulty
{
    my ($main, $section, $number) = @_;
    my @alone = ($main, map({ { applies => 0 } } 2 .. $number), $section);
    return grep { has_fault(\@alone, $_, settings_for(\@alone, $_)) } @{$section->{rules}}, undef;
}

# ---- the response ---------------------------------------------------------------

sub joined { my %seen; return join ', ', grep { !$seen{$_}++ } @{$_[0] || []} }

sub refusal_of
{
    my ($sections, $rule, $settings, $origin) = @_;
    my $governs = $rule || grep { !$_->{container} } effective(@$sections);
    return 'policy-fault' if $governs && has_fault($sections, $rule, $settings);
    return is_wellformed($origin) ? 'origin-denied' : 'origin-malformed' if is_denied($sections, $origin);
    return is_wellformed($origin) ? 'origin-not-listed' : 'origin-malformed' unless $rule;
    return 'origin-insecure' if $rule->{regex} && is_insecure($origin)
        && ($settings->{CorsAllowCredentials} // '') eq 'On' && !$settings->{tolerate}{InsecureOrigins};
    return;
}

sub preflight_refusal
{
    my ($settings, $method, $name) = @_;
    return 'method-not-allowed' unless grep { $_ eq $method } qw(GET HEAD POST), @{$settings->{CorsAllowMethods} || []};
    return unless $name;
    return 'header-not-allowed' unless grep { lc eq lc $name } @{$settings->{CorsAllowHeaders} || []};
    return;
}

# Status, decision and fields; undef if there is no policy.
sub expected
{
    my ($sections, $origin, $method, $name) = @_;
    my @rules = in_order(effective(@$sections)) or return;
    return { status => 200, decision => '', vary => 'Origin' } unless defined $origin;
    my ($chosen) = is_denied($sections, $origin) ? () : grep { admits($sections, $_, $origin) } @rules;
    my $settings = settings_for($sections, $chosen);
    my $reason = refusal_of($sections, $chosen, $settings, $origin);
    my %want = (status => !$method ? 200 : $reason ? 403 : 204,
                vary => $method ? 'Origin, Access-Control-Request-Method' : 'Origin');
    $want{decision} = ($method ? 'preflight' : 'actual') . ($reason ? "-refused:$reason" : '-allowed');
    return \%want if $reason;
    $want{'allow-origin'} = kind_of($chosen) == $ANY ? '*' : $origin;
    $want{'allow-credentials'} = 'true' if ($settings->{CorsAllowCredentials} // '') eq 'On';
    if ($method) {
        my $refused = preflight_refusal($settings, $method, $name);
        $want{decision} = "preflight-refused:$refused" if $refused;
        $want{'allow-methods'} = joined($settings->{CorsAllowMethods});
        $want{'allow-headers'} = joined($settings->{CorsAllowHeaders});
        my $age = $settings->{CorsMaxAge} // 'None';
        $want{'max-age'} = $age unless $age eq 'None';
    }
    else { $want{'expose-headers'} = joined($settings->{CorsExposeHeaders}) }
    return { map { $_ => $want{$_} } grep { $want{$_} ne '' } keys %want };
}

1;
