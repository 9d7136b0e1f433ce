/* SPDX-License-Identifier: Apache-2.0
 *
 * Two open-addressing hash tables: exact patterns by their bytes, wildcards by
 * scheme, port and host suffix. The suffix is hashed from its end, so that one
 * pass over the host yields the hash of every suffix that starts at a label.
 */
#include "cors_origin_set.h"

#include <string.h>

#include <apr_tables.h>

#define ANY_PORT 65536 /* stands where no written port can */

typedef struct {
    cors_rule_t rule; /* first: tables hold pointers to it */
    cors_pattern_t pattern;
} wildcard_t;

typedef struct {
    cors_rule_t rule;
    cors_origin_matcher_t *matches;
    const void *baton;
} matcher_t;

struct cors_origin_set_t {
    apr_pool_t *pool;
    cors_rule_table_t exact;
    cors_rule_table_t wildcards;
    bool has_host[2]; /* wildcards of one host; the index is any_port */
    bool has_subdomains[2];
    apr_array_header_t *matchers; /* of matcher_t *, NULL if there are none */
    cors_origin_set_risks_t risks;
};

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

void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text)
{
    lookup->text = text;
    lookup->length = strlen(text);
    lookup->is_null = lookup->length == 4 && memcmp(text, "null", 4) == 0;
    lookup->parsed = lookup->valid = false;
    lookup->hash = lookup->length <= CORS_ORIGIN_MAX_LENGTH
                       ? cors_hash_bytes(text, lookup->length)
                       : 0;
}

const cors_origin_t *cors_origin_lookup_origin(cors_origin_lookup_t *lookup)
{
    if (!lookup->parsed) {
        lookup->parsed = true;
        lookup->valid =
            cors_origin_parse(lookup->text, lookup->length, &lookup->origin)
            == CORS_ORIGIN_OK;
    }
    return lookup->valid ? &lookup->origin : NULL;
}

bool cors_origin_lookup_is_wellformed(cors_origin_lookup_t *lookup)
{
    return lookup->is_null || cors_origin_lookup_origin(lookup) != NULL;
}

cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool)
{
    cors_origin_set_t *set = apr_pcalloc(pool, sizeof(*set));

    set->pool = pool;
    return set;
}

static void init_rule(cors_rule_t *rule, const char *text, apr_size_t length,
                      const cors_place_t *place, cors_rule_kind_e kind)
{
    rule->text = text;
    rule->length = (apr_uint32_t)length;
    rule->place = place;
    rule->kind = kind;
    rule->hash = 0;
}

static cors_rule_t *add_wildcard(cors_origin_set_t *set,
                                 const cors_pattern_t *pattern)
{
    const cors_origin_t *origin = &pattern->origin;
    wildcard_t *wildcard = apr_palloc(set->pool, sizeof(*wildcard));

    wildcard->pattern = *pattern;
    init_rule(&wildcard->rule, pattern->text, pattern->length, NULL,
              CORS_RULE_WILDCARD);
    wildcard->rule.hash = wildcard_hash(
        hash_host(origin),
        cors_hash_bytes(origin->scheme, origin->scheme_length),
        pattern->any_port ? ANY_PORT : origin->port, pattern->subdomains);
    if (pattern->subdomains) {
        set->has_subdomains[pattern->any_port] = true;
    }
    else {
        set->has_host[pattern->any_port] = true;
    }
    return &wildcard->rule;
}

static void note_risks(cors_origin_set_t *set, const cors_pattern_t *pattern,
                       const cors_rule_t *rule)
{
    switch (pattern->kind) {
    case CORS_PATTERN_ANY:
        set->risks.any = rule;
        break;
    case CORS_PATTERN_NULL:
        set->risks.null = rule;
        break;
    case CORS_PATTERN_EXACT:
    case CORS_PATTERN_WILDCARD:
        if (!set->risks.insecure && cors_origin_is_insecure(&pattern->origin)) {
            set->risks.insecure = rule;
        }
        break;
    }
}

const cors_rule_t *cors_origin_set_add(cors_origin_set_t *set,
                                       const cors_pattern_t *pattern,
                                       const cors_place_t *place)
{
    bool is_wildcard = pattern->kind == CORS_PATTERN_WILDCARD;
    cors_rule_table_t *table = is_wildcard ? &set->wildcards : &set->exact;
    const cors_rule_t *known;
    cors_rule_t *rule;

    if (is_wildcard) {
        rule = add_wildcard(set, pattern);
    }
    else {
        rule = apr_palloc(set->pool, sizeof(*rule));
        init_rule(rule, pattern->text, pattern->length, NULL,
                  pattern->kind == CORS_PATTERN_ANY ? CORS_RULE_WILDCARD
                                                    : CORS_RULE_EXACT);
        rule->hash = cors_hash_bytes(pattern->text, pattern->length);
    }
    rule->place = place;
    /* Two wildcards are the same pattern if and only if their texts are. */
    known =
        pattern->kind == CORS_PATTERN_ANY
            ? set->risks.any
            : cors_rule_table_find(table, rule->text, rule->length, rule->hash);
    if (known) {
        return known;
    }
    /* "*" stands in no table: no origin is looked up by it. */
    if (pattern->kind != CORS_PATTERN_ANY) {
        cors_rule_table_insert(table, rule, set->pool);
    }
    note_risks(set, pattern, rule);
    return NULL;
}

void cors_origin_set_add_matcher(cors_origin_set_t *set,
                                 cors_origin_matcher_t *matches,
                                 const void *baton, const char *text,
                                 const cors_place_t *place)
{
    matcher_t *matcher = apr_palloc(set->pool, sizeof(*matcher));

    init_rule(&matcher->rule, text, strlen(text), place, CORS_RULE_MATCHER);
    matcher->matches = matches;
    matcher->baton = baton;
    if (!set->matchers) {
        set->matchers = apr_array_make(set->pool, 1, sizeof(matcher_t *));
    }
    APR_ARRAY_PUSH(set->matchers, matcher_t *) = matcher;
}

apr_size_t cors_origin_set_count(const cors_origin_set_t *set)
{
    return (apr_size_t)set->exact.count + set->wildcards.count
           + (set->risks.any ? 1 : 0)
           + (set->matchers ? (apr_size_t)set->matchers->nelts : 0);
}

const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup)
{
    return cors_rule_table_find(&set->exact, lookup->text, lookup->length,
                                lookup->hash);
}

/* The wildcard with this hash that matches, or NULL. */
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

static const cors_rule_t *find_ports(const cors_origin_set_t *set,
                                     const bool *has,
                                     const cors_origin_t *origin,
                                     apr_uint64_t host_hash,
                                     apr_uint32_t scheme_hash, bool subdomains)
{
    const cors_rule_t *rule = NULL;

    if (has[false]) {
        rule = find_wildcard(
            &set->wildcards, origin,
            wildcard_hash(host_hash, scheme_hash, origin->port, subdomains));
    }
    if (!rule && has[true]) {
        rule = find_wildcard(
            &set->wildcards, origin,
            wildcard_hash(host_hash, scheme_hash, ANY_PORT, subdomains));
    }
    return rule;
}

/* Walks the host from its end; every label boundary starts a suffix. */
static const cors_rule_t *find_wildcards(const cors_origin_set_t *set,
                                         const cors_origin_t *origin)
{
    apr_uint32_t scheme =
        cors_hash_bytes(origin->scheme, origin->scheme_length);
    bool names = (set->has_subdomains[false] || set->has_subdomains[true])
                 && origin->host_kind == CORS_HOST_NAME;
    const char *p = origin->host + origin->host_length;
    apr_uint64_t hash = 0;
    const cors_rule_t *rule;

    while (p > origin->host) {
        --p;
        if (names && *p == '.') {
            rule = find_ports(set, set->has_subdomains, origin, hash, scheme,
                              true);
            if (rule) {
                return rule;
            }
        }
        hash = hash_host_byte(hash, *p);
    }
    return find_ports(set, set->has_host, origin, hash, scheme, false);
}

const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const cors_rule_t *rule = NULL;
    int i;

    if (origin && set->wildcards.count > 0) {
        rule = find_wildcards(set, origin);
    }
    if (!rule && (origin || lookup->is_null)) {
        rule = set->risks.any;
    }
    for (i = 0; origin && !rule && set->matchers && i < set->matchers->nelts;
         ++i) {
        const matcher_t *matcher = APR_ARRAY_IDX(set->matchers, i, matcher_t *);

        if (matcher->matches(matcher->baton, lookup->text, lookup->length)) {
            rule = &matcher->rule;
        }
    }
    return rule;
}

const cors_origin_set_risks_t *
cors_origin_set_risks(const cors_origin_set_t *set)
{
    return &set->risks;
}

const char *cors_origin_set_only_value(const cors_origin_set_t *set)
{
    apr_uint32_t i;

    if (cors_origin_set_count(set) != 1) {
        return NULL;
    }
    if (set->risks.any) {
        return set->risks.any->text;
    }
    if (set->exact.count == 0 || set->risks.null) {
        return NULL;
    }
    for (i = 0; !set->exact.slots[i]; ++i) {
    }
    return set->exact.slots[i]->text;
}
