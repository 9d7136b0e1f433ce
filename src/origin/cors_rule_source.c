/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_source.h"

#include <apr_strings.h>

static void take_row(cors_rule_source_t *source, const cors_rule_t *rule,
                     const cors_origin_list_row_t *row,
                     cors_origin_lookup_t *lookup, apr_pool_t *pool)
{
    const cors_origin_list_t *list = cors_list_rules_list(rule);

    source->pattern = cors_origin_list_pattern(row, lookup, pool);
    source->list = list->name;
    source->row = row->number;
    source->has_no_file = !list->file;
    if (list->file) {
        source->place.file = list->file;
        source->place.line = (int)row->number;
    }
}

void cors_rule_source_find(cors_rule_source_t *source, const cors_rule_t *rule,
                           bool is_deny_rule, cors_origin_lookup_t *lookup,
                           apr_pool_t *pool)
{
    const cors_origin_list_row_t *row = NULL;

    source->pattern = rule->text;
    source->place = *rule->place;
    source->list = NULL;
    source->row = 0;
    source->has_no_file = false;
    if (rule->kind == CORS_RULE_LIST) {
        row = is_deny_rule ? cors_list_rules_denying(rule, lookup)
                           : cors_list_rules_admitting(rule, lookup);
    }
    if (row && row->number > 0) {
        take_row(source, rule, row, lookup, pool);
    }
}

const char *cors_rule_source_place(const cors_rule_source_t *source,
                                   apr_pool_t *pool)
{
    return source->has_no_file ? apr_psprintf(pool, "row %u of list '%s'",
                                              source->row, source->list)
                               : apr_psprintf(pool, "%s:%d", source->place.file,
                                              source->place.line);
}
