/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin lists of tests, with images in memory of the test's pool. The lists
 * are "a", "b" and "c"; "a" has the file "a.txt". The rows are words; the first
 * has the number 1.
 */
#ifndef NAMED_LISTS_H
#define NAMED_LISTS_H

#include "lists.h"
#include "unit.h"

enum { LISTS = 3 };

static cors_origin_list_t lists_of_test[LISTS] = {
    {.name = "a", .file = "a.txt", .number = 0},
    {.name = "b", .number = 17},
    {.name = "c", .number = 31},
};

static inline const cors_origin_list_t *lists_named(const char *name)
{
    int i;

    for (i = 0; i < LISTS; ++i) {
        if (strcmp(lists_of_test[i].name, name) == 0) {
            return &lists_of_test[i];
        }
    }
    ck_abort_msg("no list '%s'", name);
    return NULL;
}

/* Gives the list memory for an image, without a version. */
static inline void lists_clear(cors_origin_list_t *list)
{
    enum { PAGE = LISTS_PAGE, MAX = 64 };
    char *memory =
        apr_pcalloc(unit_pool, cors_list_image_bytes(MAX, PAGE) + PAGE);

    cors_list_image_attach(list, memory + PAGE - (uintptr_t)memory % PAGE, MAX,
                           PAGE);
}

/* Gives each list its rows, or no version. "a: https://a http://b; c:" gives
 * two rows to the list a, no version to b, and no rows to c. The images are
 * valid until the end of the test. */
static inline void lists_set(const char *text)
{
    char *state;
    char *part = apr_strtok(apr_pstrdup(unit_pool, text), ";", &state);
    int i;

    for (i = 0; i < LISTS; ++i) {
        lists_clear(&lists_of_test[i]);
    }
    for (; part; part = apr_strtok(NULL, ";", &state)) {
        char *rows = strchr(part, ':');

        *rows++ = '\0';
        rows += *rows == ' ';
        list_publish(lists_named(part + (*part == ' ')), rows);
    }
}

#endif
