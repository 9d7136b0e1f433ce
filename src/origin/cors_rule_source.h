/* SPDX-License-Identifier: Apache-2.0
 *
 * Names what decided about an origin, for messages: a rule, or the row of the
 * origin list that the rule asks.
 */
#ifndef CORS_RULE_SOURCE_H
#define CORS_RULE_SOURCE_H

#include "origin/cors_list_rules.h"

typedef struct {
    const char *pattern; /* as written; of a row: as it is used */
    cors_place_t place;  /* of the pattern; if a row has no file, of the rule */
    const char *list;    /* its name; NULL: no row decided */
    apr_uint32_t row;    /* its number, or 0 */
    bool has_no_file;    /* the row is not a line of a file */
} cors_rule_source_t;

/* Sets *source for a rule that decided about the origin, as a deny rule or as
 * another one. Allocates from pool; points to the rule and its list. */
void cors_rule_source_find(cors_rule_source_t *source, const cors_rule_t *rule,
                           bool is_deny_rule, cors_origin_lookup_t *lookup,
                           apr_pool_t *pool);

/* Returns where the pattern is, allocated from pool: "api.conf:14",
 * "partners.txt:812" or "row 812 of list 'tenants'". */
const char *cors_rule_source_place(const cors_rule_source_t *source,
                                   apr_pool_t *pool);

#endif
