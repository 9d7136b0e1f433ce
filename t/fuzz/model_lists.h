/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists and single values of a case, for the oracle of decisions.
 */
#ifndef MODEL_LISTS_H
#define MODEL_LISTS_H

#include "case.h"

#define MODEL_VALUES_MAX                                                       \
    ((CASE_SECTIONS_MAX + CASE_SECTIONS_ADDED)                                 \
     * (CASE_VALUES_MAX + CASE_VALUES_ADDED))

typedef struct {
    const char *directive;
    const char *text;        /* without '+' */
    const case_list_t *list; /* that it asks, or NULL */
    bool in_htaccess;
} model_value_t;

typedef struct {
    model_value_t values[MODEL_VALUES_MAX];
    int count;
} model_list_t;

/* The merged list of these directives (separated by '|'), from the outermost
 * section to the innermost. */
model_list_t model_list(const case_t *whole, const char *directives);

/* The last value of a directive with a single value, or its default; only of
 * configuration files, if configured. */
const char *model_last(const case_t *whole, const char *directive,
                       const char *by_default, bool configured);

/* Whether the last value of the directive is in a .htaccess. */
bool model_last_is_tenants(const case_t *whole, const char *directive);

/* The last line of a directive that has a second word. */
typedef struct {
    const char *first;  /* "" if there is no line */
    const char *second; /* "" if the line has one word */
} model_line_t;
model_line_t model_last_line(const case_t *whole, const char *directive,
                             bool configured);

/* Whether the last section that has the directive lists the value. */
bool model_last_lists(const case_t *whole, const char *directive,
                      const char *value);

bool model_has(const model_list_t *list, const char *text, bool any_case);

/* All texts of the list, each once. */
const char *model_join(const model_list_t *list, bool any_case,
                       apr_pool_t *pool);

/* The elements of a list-based field value. */
model_list_t model_elements(const char *value, apr_pool_t *pool);

#endif
