/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks up each suffix of a host that starts at a label by its hash, if a
 * pattern has a host of that length. The hash includes the length of the scheme
 * instead of the scheme: few hosts are listed with two schemes of the same
 * length.
 */
#include "origin/cors_wildcards.h"

#include <string.h>

#include "origin/cors_public_suffix.h"

#define ANY_PORT 65536 /* any port; no port has this number */

typedef struct {
    cors_rule_t rule; /* first, so that rules can be cast */
    cors_pattern_t pattern;
} wildcard_t;

/* The key by which a wildcard is found: its host, a parent of the origin's
 * host, or its scheme. */
typedef enum { OF_HOST, BELOW_HOST, OF_SCHEME } key_e;

static apr_uint32_t hash_of(const char *text, apr_size_t length,
                            apr_size_t scheme_length, int port, key_e key)
{
    apr_uint64_t rest = (apr_uint64_t)scheme_length << 32
                        | (apr_uint64_t)port << 2 | (apr_uint64_t)key;

    return (apr_uint32_t)cors_bytes_mix(cors_bytes_hash(text, length), rest);
}

static apr_uint32_t hash_scheme(const cors_origin_t *origin)
{
    return hash_of(origin->scheme, origin->scheme_length, origin->scheme_length,
                   0, OF_SCHEME);
}

static apr_uint32_t hash_pattern(const cors_pattern_t *pattern)
{
    const cors_origin_t *origin = &pattern->origin;

    return pattern->any_host
               ? hash_scheme(origin)
               : hash_of(origin->host, origin->host_length,
                         origin->scheme_length,
                         pattern->any_port ? ANY_PORT : origin->port,
                         pattern->subdomains ? BELOW_HOST : OF_HOST);
}

/* Notes which searches can find the pattern. */
static void note_kind(cors_wildcards_t *wildcards,
                      const cors_pattern_t *pattern)
{
    apr_size_t length = pattern->origin.host_length;

    if (pattern->any_host) {
        wildcards->has_schemes = true;
    }
    else if (pattern->subdomains) {
        wildcards->has_subdomains[pattern->any_port] = true;
        wildcards->suffixes[length / 32] |= 1u << length % 32;
    }
    else {
        wildcards->has_host[pattern->any_port] = true;
    }
}

static bool has_suffix(const cors_wildcards_t *wildcards, apr_size_t length)
{
    return (wildcards->suffixes[length / 32] >> length % 32 & 1) != 0;
}

cors_rule_t *cors_wildcards_add(cors_wildcards_t *wildcards,
                                const cors_pattern_t *pattern,
                                const cors_place_t *place, apr_pool_t *pool)
{
    wildcard_t *wildcard = apr_palloc(pool, sizeof(*wildcard));
    cors_rule_t *rule = &wildcard->rule;

    wildcard->pattern = *pattern;
    cors_rule_table_init_rule(rule, pattern->text, pattern->length, place,
                              CORS_RULE_WILDCARD);
    if (cors_origin_is_insecure(&pattern->origin)) {
        rule->risks = CORS_RISK_INSECURE;
    }
    if (pattern->any_host) {
        rule->risks = CORS_RISK_ANY_INSTALLATION;
    }
    rule->hash = hash_pattern(pattern);
    note_kind(wildcards, pattern);
    cors_rule_table_insert(&wildcards->table, rule, pool);
    return rule;
}

const cors_rule_t *cors_wildcards_find_same(const cors_wildcards_t *wildcards,
                                            const cors_pattern_t *pattern)
{
    /* Two wildcards are the same pattern if and only if their texts are
     * equal. */
    return cors_rule_table_find(&wildcards->table, pattern->text,
                                pattern->length, hash_pattern(pattern));
}

static const cors_rule_t *find_wildcard(const cors_rule_table_t *table,
                                        const cors_origin_t *origin,
                                        apr_uint32_t hash)
{
    const cors_rule_t *rule = cors_rule_table_chain(table, hash);

    while (rule
           && (rule->hash != hash
               || !cors_pattern_matches(&((const wildcard_t *)rule)->pattern,
                                        origin))) {
        rule = rule->chained;
    }
    return rule;
}

/* Finds a rule for the host that consists of the last length bytes of the
 * origin's host: first one for the origin's port, then one for any port. */
static const cors_rule_t *find_ports(const cors_wildcards_t *wildcards,
                                     const cors_origin_t *origin,
                                     apr_size_t length, key_e key)
{
    const bool *has =
        key == BELOW_HOST ? wildcards->has_subdomains : wildcards->has_host;
    const char *host = origin->host + origin->host_length - length;
    const cors_rule_t *rule = NULL;

    if (has[false]) {
        rule = find_wildcard(
            &wildcards->table, origin,
            hash_of(host, length, origin->scheme_length, origin->port, key));
    }
    if (!rule && has[true]) {
        rule = find_wildcard(
            &wildcards->table, origin,
            hash_of(host, length, origin->scheme_length, ANY_PORT, key));
    }
    return rule;
}

/* Returns the beginning of the label that ends at p. */
static const char *label_start(const char *host, const char *p)
{
    while (p > host && p[-1] != '.') {
        --p;
    }
    return p;
}

/* Finds a wildcard whose host is a parent of the web origin's host, the
 * shortest first. */
static const cors_rule_t *find_above(const cors_wildcards_t *wildcards,
                                     const cors_origin_t *origin)
{
    const char *host = origin->host;
    const char *end = host + origin->host_length;
    const cors_rule_t *rule = NULL;
    const char *p;

    for (p = label_start(host, end); p > host && !rule;
         p = label_start(host, p - 1)) {
        apr_size_t length = (apr_size_t)(end - p);

        if (has_suffix(wildcards, length)) {
            rule = find_ports(wildcards, origin, length, BELOW_HOST);
        }
    }
    return rule;
}

const cors_rule_t *cors_wildcards_find(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin)
{
    const cors_rule_t *rule;

    if (!origin->web) {
        return wildcards->has_schemes ? find_wildcard(&wildcards->table, origin,
                                                      hash_scheme(origin))
                                      : NULL;
    }
    rule = find_above(wildcards, origin);
    return rule ? rule
                : find_ports(wildcards, origin, origin->host_length, OF_HOST);
}

/* Finds the wildcard with the longest parent of the web origin's host. */
static const cors_rule_t *find_nearest(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin)
{
    const char *end = origin->host + origin->host_length;
    const cors_rule_t *rule = NULL;
    const char *dot = memchr(origin->host, '.', origin->host_length);

    while (dot && !rule) {
        apr_size_t length = (apr_size_t)(end - dot) - 1;

        if (has_suffix(wildcards, length)) {
            rule = find_ports(wildcards, origin, length, BELOW_HOST);
        }
        dot = memchr(dot + 1, '.', length);
    }
    return rule;
}

const cors_rule_t *
cors_wildcards_find_longest(const cors_wildcards_t *wildcards,
                            const cors_origin_t *origin)
{
    const cors_rule_t *rule;

    if (!origin->web) {
        return cors_wildcards_find(wildcards, origin);
    }
    rule = find_ports(wildcards, origin, origin->host_length, OF_HOST);
    return rule ? rule : find_nearest(wildcards, origin);
}

void cors_wildcards_each_admitting(const cors_wildcards_t *wildcards,
                                   const cors_origin_t *origin,
                                   cors_wildcards_rule_t *callback, void *baton)
{
    const cors_rule_t *rule;

    for (rule = wildcards->table.first; rule; rule = rule->later) {
        if (cors_pattern_matches(&((const wildcard_t *)rule)->pattern,
                                 origin)) {
            callback(baton, rule);
        }
    }
}

bool cors_wildcards_is_longer(const cors_rule_t *one, const cors_rule_t *other)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)one)->pattern;
    const cors_pattern_t *shorter = &((const wildcard_t *)other)->pattern;

    return pattern->origin.host_length == shorter->origin.host_length
               ? !pattern->any_port && shorter->any_port
               : pattern->origin.host_length > shorter->origin.host_length;
}

bool cors_wildcards_is_shorter(const cors_rule_t *rule,
                               const cors_origin_list_row_t *row)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;

    return pattern->origin.host_length == row->host_length
               ? pattern->any_port && !row->any_port
               : pattern->origin.host_length < row->host_length;
}

static bool same_span(const char *one, apr_size_t one_length, const char *other,
                      apr_size_t other_length)
{
    return one_length == other_length
           && cors_bytes_are_same(one, other, one_length);
}

static bool is_same_pattern(const cors_pattern_t *one,
                            const cors_pattern_t *other)
{
    return one->any_host == other->any_host && one->any_port == other->any_port
           && one->subdomains == other->subdomains
           && (one->any_port || one->origin.port == other->origin.port)
           && same_span(one->origin.scheme, one->origin.scheme_length,
                        other->origin.scheme, other->origin.scheme_length)
           && same_span(one->origin.host, one->origin.host_length,
                        other->origin.host, other->origin.host_length);
}

/* Finds the rule of the same pattern, without its text. */
static const cors_rule_t *find_pattern(const cors_wildcards_t *wildcards,
                                       const cors_pattern_t *pattern)
{
    const cors_rule_t *rule =
        cors_rule_table_chain(&wildcards->table, hash_pattern(pattern));

    while (rule
           && !is_same_pattern(&((const wildcard_t *)rule)->pattern, pattern)) {
        rule = rule->chained;
    }
    return rule;
}

static const cors_rule_t *find_any_port(const cors_wildcards_t *wildcards,
                                        const cors_pattern_t *pattern)
{
    cors_pattern_t any_port = *pattern;

    any_port.any_port = true;
    return find_pattern(wildcards, &any_port);
}

static const cors_rule_t *find_covering(const cors_wildcards_t *wildcards,
                                        const cors_pattern_t *pattern)
{
    cors_origin_t origin = pattern->origin;
    const cors_rule_t *by;

    if (pattern->any_host) {
        return NULL;
    }
    if (pattern->any_port) {
        origin.port = ANY_PORT; /* only patterns for any port admit it */
        return find_above(wildcards, &origin);
    }
    by = find_any_port(wildcards, pattern);
    return by ? by : find_above(wildcards, &origin);
}

const cors_rule_t *cors_wildcards_covering(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule)
{
    return find_covering(wildcards, &((const wildcard_t *)rule)->pattern);
}

const cors_rule_t *cors_wildcards_denying(const cors_wildcards_t *wildcards,
                                          const cors_rule_t *rule)
{
    cors_pattern_t pattern = ((const wildcard_t *)rule)->pattern;
    const cors_rule_t *by = find_pattern(wildcards, &pattern);

    by = by ? by : find_covering(wildcards, &pattern);
    if (!by && !pattern.any_host
        && cors_origin_has_final_dot(&pattern.origin)) {
        --pattern.origin.host_length;
        by = find_pattern(wildcards, &pattern);
        by = by ? by : find_covering(wildcards, &pattern);
    }
    return by;
}

bool cors_wildcards_is_public_suffix(const cors_rule_t *rule)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;

    return pattern->subdomains
           && cors_public_suffix_contains(pattern->origin.host,
                                          pattern->origin.host_length);
}
