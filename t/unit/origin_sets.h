/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes the origin sets of tests from words.
 */
#ifndef ORIGIN_SETS_H
#define ORIGIN_SETS_H

#include "origin/cors_origin_set.h"

#include "named_lists.h"
#include "unit.h"

static const cors_place_t place = {"unit.conf", 1, false};

/* A matcher that replaces the glue's regular expressions: it admits the origins
 * that begin with its text, and counts its calls. */
static int calls;

static inline bool begins(const void *baton, const char *origin,
                          apr_size_t length)
{
    ++calls;
    ck_assert_msg(strlen(origin) == length, "'%s': length %d", origin,
                  (int)length);
    return strncmp(origin, baton, strlen(baton)) == 0;
}

static inline const cors_rule_t *add(cors_origin_set_t *set, const char *text)
{
    cors_pattern_t *pattern = apr_palloc(unit_pool, sizeof(*pattern));
    cors_pattern_stop_t stop;

    if (strncmp(text, "list:", 5) == 0) {
        return cors_origin_set_add_list(set, NULL, lists_named(text + 5), text,
                                        &place);
    }
    ck_assert_msg(cors_pattern_parse_denied(text, pattern, &stop, unit_pool)
                      == CORS_PATTERN_OK,
                  "'%s' is refused", text);
    return cors_origin_set_add(set, pattern, &place);
}

/* "~text" becomes a matcher, and "list:a" asks a list of named_lists.h. */
static inline cors_origin_set_t *set_of(const char *words)
{
    cors_origin_set_t *set = cors_origin_set_create(unit_pool);
    char *word;

    while ((word = next_word(&words)) != NULL) {
        if (*word == '~') {
            cors_origin_set_add_matcher(set, begins, word + 1, word, &place);
        }
        else {
            add(set, word);
        }
    }
    return set;
}

static inline void check_rule(const char *label, const cors_rule_t *rule,
                              const char *want)
{
    ck_assert_msg(same_text(rule ? rule->text : NULL, want),
                  "{%s}: got %s, want %s", label,
                  shown(rule ? rule->text : NULL), shown(want));
}

#endif
