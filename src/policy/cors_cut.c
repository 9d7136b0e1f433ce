/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_cut.h"

#include <string.h>

/* The cut of base's sets that add makes. */
static cors_cut_t cut_by(const cors_cut_side_t *add)
{
    cors_cut_t cut = {NULL, 0, {0}};
    int i;

    cut.later = add->values;
    for (i = 0; i < CORS_CUT_LISTS; ++i) {
        const cors_value_list_t *list = add->names[i];

        if (list->place && !list->extends) {
            cut.later |= (unsigned)CORS_CUT_METHODS << i;
        }
        cut.added[i] = list->count;
    }
    return cut;
}

static bool cuts_nothing(const cors_cut_t *cut)
{
    return cut->later == 0 && cut->added[CORS_CUT_OF_METHODS] == 0
           && cut->added[CORS_CUT_OF_REQUEST_HEADERS] == 0
           && cut->added[CORS_CUT_OF_EXPOSED_HEADERS] == 0;
}

static int count_of(const cors_cut_side_t *side)
{
    return side->origin_rules->count;
}

static bool replaces(const cors_cut_side_t *add)
{
    return add->origin_rules->place && !add->origin_rules->extends;
}

apr_size_t cors_cut_room(const cors_cut_side_t *base,
                         const cors_cut_side_t *add)
{
    cors_cut_t cut = cut_by(add);

    if (replaces(add) || count_of(base) == 0
        || (count_of(add) == 0 && cuts_nothing(&cut))) {
        return 0;
    }
    return ((apr_size_t)count_of(base) + count_of(add)) * sizeof(cors_cut_t);
}

/* Copies cuts, which are all zero if there is no container. */
static void copy_cuts(cors_cut_t *to, const cors_cut_side_t *side)
{
    apr_size_t size = (apr_size_t)count_of(side) * sizeof(*to);

    if (side->cuts) {
        memcpy(to, side->cuts, size);
    }
    else {
        memset(to, 0, size);
    }
}

const cors_cut_t *cors_cut_merge(const cors_cut_side_t *base,
                                 const cors_cut_side_t *add, void *space)
{
    cors_cut_t *merged = space;
    cors_cut_t cut = cut_by(add);
    int i, list;

    if (cors_cut_room(base, add) == 0) {
        return replaces(add) || count_of(base) == 0 ? add->cuts : base->cuts;
    }
    copy_cuts(merged, base);
    copy_cuts(merged + count_of(base), add);
    for (i = 0; i < count_of(base); ++i) {
        merged[i].later |= cut.later;
        for (list = 0; list < CORS_CUT_LISTS; ++list) {
            merged[i].added[list] += cut.added[list];
        }
    }
    return merged;
}
