/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of questions about one name: lists of names of which the answer is
 * yes, and of which it is no.
 */
#ifndef PREDICATES_H
#define PREDICATES_H

#include "unit.h"

typedef bool predicate_t(const char *name, apr_size_t length);

/* From a block that ends where the name ends. */
static inline bool holds(predicate_t *predicate, const char *name,
                         size_t length)
{
    char *copy = exact_copy(name, length);
    bool result = predicate(copy, length);

    free(copy);
    return result;
}

/* A row: names for which the predicate holds, and others. */
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
