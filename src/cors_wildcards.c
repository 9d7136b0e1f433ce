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

/* One more byte of a host, which is read from its end. */
static apr_uint64_t hash_host_byte(apr_uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * CORS_HASH_MULTIPLIER;
}

static apr_uint64_t hash_host(const cors_origin_t *origin)
{
    const char *p = origin->host + origin->host_length;
    apr_uint64_t hash = 0;

    while (p > origin->host) {
        hash = hash_host_byte(hash, *--p);
    }
    return hash;
}

static apr_uint32_t wildcard_hash(apr_uint64_t host_hash,
                                  apr_uint32_t scheme_hash, int port,
                                  bool subdomains)
{
    return (apr_uint32_t)cors_hash_mix(host_hash
                                           ^ (apr_uint64_t)scheme_hash << 32,
                                       (apr_uint64_t)port << 1 | subdomains);
}

static apr_uint32_t hash_pattern(const cors_pattern_t *pattern)
{
    const cors_origin_t *origin = &pattern->origin;

    return wildcard_hash(hash_host(origin),
                         cors_hash_bytes(origin->scheme, origin->scheme_length),
                         pattern->any_port ? ANY_PORT : origin->port,
                         pattern->subdomains);
}

const cors_rule_t *cors_wildcards_add(cors_wildcards_t *wildcards,
                                      const cors_pattern_t *pattern,
                                      const cors_place_t *place, unsigned risks,
                                      apr_pool_t *pool)
{
    wildcard_t *wildcard = apr_palloc(pool, sizeof(*wildcard));
    cors_rule_t *rule = &wildcard->rule;

    wildcard->pattern = *pattern;
    cors_rule_init(rule, pattern->text, pattern->length, place,
                   CORS_RULE_WILDCARD);
    rule->risks = risks;
    rule->hash = hash_pattern(pattern);
    if (pattern->subdomains) {
        wildcards->has_subdomains[pattern->any_port] = true;
    }
    else {
        wildcards->has_host[pattern->any_port] = true;
    }
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
    apr_uint32_t i;

    for (i = hash & table->mask; table->slots[i]; i = (i + 1) & table->mask) {
        const cors_rule_t *rule = table->slots[i];

        if (rule->hash == hash
            && cors_pattern_matches(&((const wildcard_t *)rule)->pattern,
                                    origin)) {
            return rule;
        }
    }
    return NULL;
}

static const cors_rule_t *find_ports(const cors_wildcards_t *wildcards,
                                     const bool *has,
                                     const cors_origin_t *origin,
                                     apr_uint64_t host_hash,
                                     apr_uint32_t scheme_hash, bool subdomains)
{
    const cors_rule_t *rule = NULL;

    if (has[false]) {
        rule = find_wildcard(
            &wildcards->table, origin,
            wildcard_hash(host_hash, scheme_hash, origin->port, subdomains));
    }
    if (!rule && has[true]) {
        rule = find_wildcard(
            &wildcards->table, origin,
            wildcard_hash(host_hash, scheme_hash, ANY_PORT, subdomains));
    }
    return rule;
}

/* Those of hosts that the origin lies below: walks the host from its end;
 * every label boundary starts a suffix. *hash becomes that of the host. */
static const cors_rule_t *find_above(const cors_wildcards_t *wildcards,
                                     const cors_origin_t *origin,
                                     apr_uint32_t scheme, apr_uint64_t *hash)
{
    bool names =
        (wildcards->has_subdomains[false] || wildcards->has_subdomains[true])
        && origin->host_kind == CORS_HOST_NAME;
    const char *p = origin->host + origin->host_length;
    const cors_rule_t *rule;

    *hash = 0;
    while (p > origin->host) {
        --p;
        if (names && *p == '.') {
            rule = find_ports(wildcards, wildcards->has_subdomains, origin,
                              *hash, scheme, true);
            if (rule) {
                return rule;
            }
        }
        *hash = hash_host_byte(*hash, *p);
    }
    return NULL;
}

const cors_rule_t *cors_wildcards_find(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin)
{
    apr_uint32_t scheme =
        cors_hash_bytes(origin->scheme, origin->scheme_length);
    apr_uint64_t hash;
    const cors_rule_t *rule = find_above(wildcards, origin, scheme, &hash);

    return rule ? rule
                : find_ports(wildcards, wildcards->has_host, origin, hash,
                             scheme, false);
}

/* What admits all that the pattern does on one port: a wildcard for a host
 * above, or the same one for other ports; the rule itself is none. */
static const cors_rule_t *covering_on_port(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule, int port,
                                           apr_pool_t *pool)
{
    const cors_pattern_t *pattern = &((const wildcard_t *)rule)->pattern;
    cors_origin_t origin = pattern->origin;
    apr_uint32_t scheme = cors_hash_bytes(origin.scheme, origin.scheme_length);
    apr_uint64_t hash;
    const cors_rule_t *by;

    origin.port = port;
    by = find_above(wildcards, &origin, scheme, &hash);
    if (by) {
        return by;
    }
    if (pattern->subdomains) {
        origin.host =
            apr_psprintf(pool, "x.%.*s", (int)origin.host_length, origin.host);
        origin.host_length += strlen("x.");
    }
    by = find_ports(wildcards,
                    pattern->subdomains ? wildcards->has_subdomains
                                        : wildcards->has_host,
                    &origin, hash, scheme, pattern->subdomains);
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

const cors_rule_t *
cors_wildcards_find_public_suffix(const cors_wildcards_t *wildcards)
{
    const cors_rule_table_t *table = &wildcards->table;
    apr_uint32_t i;

    for (i = 0; table->slots && i <= table->mask; ++i) {
        const wildcard_t *wildcard = (const wildcard_t *)table->slots[i];

        if (wildcard && wildcard->pattern.subdomains
            && cors_is_public_suffix(wildcard->pattern.origin.host,
                                     wildcard->pattern.origin.host_length)) {
            return &wildcard->rule;
        }
    }
    return NULL;
}
