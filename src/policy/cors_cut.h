/* SPDX-License-Identifier: Apache-2.0
 *
 * The cut of an origin set in merged settings: what the sections that were
 * merged after the set's own have set. A container's settings are merged
 * directly after those of its section, but an origin chooses the container only
 * when all sections are merged. The cut says where its settings belong.
 */
#ifndef CORS_CUT_H
#define CORS_CUT_H

#include "policy/cors_value_list.h"

/* The settings that a container may have. */
enum {
    CORS_CUT_CREDENTIALS = 1,
    CORS_CUT_MAX_AGE = 2,
    CORS_CUT_TOLERANCE = 4,
    CORS_CUT_METHODS = 8, /* a list: replaced, not extended */
    CORS_CUT_REQUEST_HEADERS = 16,
    CORS_CUT_EXPOSED_HEADERS = 32
};

/* The lists among them, as indexes. */
enum {
    CORS_CUT_OF_METHODS,
    CORS_CUT_OF_REQUEST_HEADERS,
    CORS_CUT_OF_EXPOSED_HEADERS,
    CORS_CUT_LISTS
};

typedef struct cors_cut_t {
    /* The containers of the set's section, or NULL. */
    const struct cors_containers_t *containers;
    unsigned later; /* CORS_CUT_..., of sections that are merged later */
    /* The number of sets, at the end of each list of names, that such sections
     * have added. Counted from the end, because a section that is merged before
     * all others adds its sets at the beginning. */
    int added[CORS_CUT_LISTS];
} cors_cut_t;

/* What cuts depend on in the settings of one side of a merge. */
typedef struct {
    const cors_cut_t *cuts; /* of its origin rules, or NULL */
    const cors_value_list_t *origin_rules;
    const cors_value_list_t *names[CORS_CUT_LISTS];
    unsigned values; /* CORS_CUT_CREDENTIALS, ..._MAX_AGE, ..._TOLERANCE: those
                        that are set */
} cors_cut_side_t;

/* Return the size in bytes that cors_cut_merge needs, and the cuts of the
 * settings that result from merging add into base. At least one of the two has
 * cuts. space has that size and the alignment of a pointer; if the size is 0,
 * the result shares the cuts of one side. */
apr_size_t cors_cut_room(const cors_cut_side_t *base,
                         const cors_cut_side_t *add);
const cors_cut_t *cors_cut_merge(const cors_cut_side_t *base,
                                 const cors_cut_side_t *add, void *space);

#endif
