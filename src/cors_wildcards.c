/* SPDX-License-Identifier: Apache-2.0
 *
 * The suffix of a host is hashed from its end, so that one pass over the host
 * yields the hash of every suffix that starts at a label.
 */
#include "cors_wildcards.h"

#include <string.h>

#include <apr_strings.h>

#include "cors_public_suffix.h"

#define ANY_PORT 65536 /* stands where no written port can */

typedef struct {
    cors_rule_t rule; /* first: the table holds pointers to it */
    cors_pattern_t pattern;
} wildcard_t;

/* One more byte of what is read from its end. */
static apr_uint64_t hash_byte(apr_uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * CORS_HASH_MULTIPLIER;
}

static apr_uint64_t hash_backwards(apr_uint64_t hash, const char *text,
                                   apr_size_t length)
{
    while (length > 0) {
        hash = hash_byte(hash, text[--length]);
    }
    return hash;
}

static apr_uint64_t hash_scheme(const cors_origin_t *origin)
{
    return hash_backwards(0, origin->scheme, origin->scheme_length);
}

/* What a wildcard is found by: the hash of its scheme and then its host, the
 * port, and whether it is for subdomains. */
static apr_uint32_t wildcard_hash(apr_uint64_t host, int port, bool subdomains)
{
    return (apr_uint32_t)cors_hash_mix(host,
                                       (apr_uint64_t)port << 1 | subdomains);
}

static apr_uint32_t hash_pattern(const cors_pattern_t *pattern)
{
    const cors_origin_t *origin = &pattern->origin;

    return wildcard_hash(
        hash_backwards(hash_scheme(origin), origin->host, origin->host_length),
        pattern->any_port ? ANY_PORT : origin->port, pattern->subdomains);
}

/* Notes what there is to search for. */
static void note_kind(cors_wildcards_t *wildcards,
                      const cors_pattern_t *pattern)
{
    apr_size_t length = pattern->origin.host_length;

    if (pattern->subdomains) {
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

const cors_rule_t *cors_wildcards_add(cors_wildcards_t *wildcards,
                                      const cors_pattern_t *pattern,
                                      const cors_place_t *place,
                                      apr_pool_t *pool)
{
    wildcard_t *wildcard = apr_palloc(pool, sizeof(*wildcard));
    cors_rule_t *rule = &wildcard->rule;

    wildcard->pattern = *pattern;
    cors_rule_init(rule, pattern->text, pattern->length, place,
                   CORS_RULE_WILDCARD);
    if (cors_origin_is_insecure(&pattern->origin)) {
        rule->risks = CORS_RISK_INSECURE;
    }
    rule->hash = hash_pattern(pattern);
    note_kind(wildcards, pattern);
    cors_rule_table_insert(&wildcards->table, rule, pool);
    return rule;
}

const cors_rule_t *cors_wildcards_find_same(const cors_wildcards_t *wildcards,
                                            const cors_pattern_t *pattern)
{
    /* Two wildcards are the same pattern if and only if their texts are. */
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

/* Those of one host, whose hash this is. */
static const cors_rule_t *find_ports(const cors_wildcards_t *wildcards,
                                     const cors_origin_t *origin,
                                     apr_uint64_t host, bool subdomains)
{
    const bool *has =
        subdomains ? wildcards->has_subdomains : wildcards->has_host;
    const cors_rule_t *rule = NULL;

    if (has[false]) {
        rule = find_wildcard(&wildcards->table, origin,
                             wildcard_hash(host, origin->port, subdomains));
    }
    if (!rule && has[true]) {
        rule = find_wildcard(&wildcards->table, origin,
                             wildcard_hash(host, ANY_PORT, subdomains));
    }
    return rule;
}

/* Those of hosts that the origin lies below: walks the host from its end;
 * every label boundary starts a suffix. *whole becomes the hash of the host. */
static const cors_rule_t *find_above(const cors_wildcards_t *wildcards,
                                     const cors_origin_t *origin,
                                     apr_uint64_t *whole)
{
    const apr_size_t length = origin->host_length;
    const char *host = origin->host;
    apr_uint64_t hash = hash_scheme(origin);
    apr_size_t i;

    for (i = length; i > 0; --i) {
        if (host[i - 1] == '.' && has_suffix(wildcards, length - i)) {
            const cors_rule_t *rule = find_ports(wildcards, origin, hash, true);

            if (rule) {
                return rule;
            }
        }
        hash = hash_byte(hash, host[i - 1]);
    }
    *whole = hash;
    return NULL;
}

const cors_rule_t *cors_wildcards_find(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin)
{
    apr_uint64_t hash;
    const cors_rule_t *rule = find_above(wildcards, origin, &hash);

    return rule ? rule : find_ports(wildcards, origin, hash, false);
}

/* What admits all that the pattern does on one port: a wildcard for a host
 * above, or the same one for other ports; the rule itself is none. */
static const cors_rule_t *covering_on_port(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule, int port,
                                           apr_pool_t *pool)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;
    cors_origin_t origin = pattern->origin;
    apr_uint64_t hash;
    const cors_rule_t *by;

    origin.port = port;
    by = find_above(wildcards, &origin, &hash);
    if (by) {
        return by;
    }
    if (pattern->subdomains) {
        origin.host =
            apr_psprintf(pool, "x.%.*s", (int)origin.host_length, origin.host);
        origin.host_length += strlen("x.");
    }
    by = find_ports(wildcards, &origin, hash, pattern->subdomains);
    return by == rule ? NULL : by;
}

const cors_rule_t *cors_wildcards_covering(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule,
                                           apr_pool_t *pool)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;
    /* First only by those of any port: none is written for this one. */
    const cors_rule_t *by =
        covering_on_port(wildcards, rule, ANY_PORT + 1, pool);

    if (!by && !pattern->any_port) {
        by = covering_on_port(wildcards, rule, pattern->origin.port, pool);
    }
    return by;
}

bool cors_wildcard_is_public_suffix(const cors_rule_t *rule)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;

    return pattern->subdomains
           && cors_is_public_suffix(pattern->origin.host,
                                    pattern->origin.host_length);
}
