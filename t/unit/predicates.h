/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests predicates of names: lists of names for which they are true, and for
 * which they are false.
 */
#ifndef PREDICATES_H
#define PREDICATES_H

#include "unit.h"

typedef bool predicate_t(const char *name, apr_size_t length);

/* The name is in a block that ends with it. */
static inline bool holds(predicate_t *predicate, const char *name,
                         size_t length)
{
    char *copy = exact_copy(name, length);
    bool result = predicate(copy, length);

    free(copy);
    return result;
}

/* A row: names for which the predicate is true, and others. */
typedef struct {
    const char *label;
    predicate_t *predicate;
    const char *yes, *no;
} predicate_row_t;

static inline void check_row(const predicate_row_t *row)
{
    const char *words[2] = {row->yes, row->no};
    const char *word;
    int no;

    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            ck_assert_msg(holds(row->predicate, word, strlen(word)) == !no,
                          "%s: '%s'", row->label, word);
        }
    }
    ck_assert_msg(!holds(row->predicate, "", 0), "%s: ''", row->label);
}

#endif
