/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists are in the pool of the configuration, so httpd's two readings of it at
 * a start do not share them.
 */
#include "lists/mod_cors_lists.h"

#include <apr_strings.h>

#define LISTS "mod_cors:lists"

/* The lists of one reading of the configuration. */
typedef struct {
    apr_array_header_t *named;   /* mod_cors_lists_list_t *, by number */
    apr_array_header_t *defined; /* mod_cors_lists_list_t * */
} lists_t;

/* Set when the configuration has been read, before there are threads. */
static const lists_t *current;

static lists_t *lists_of(apr_pool_t *pconf)
{
    void *found = NULL;
    lists_t *lists;

    apr_pool_userdata_get(&found, LISTS, pconf);
    lists = found;
    if (!lists) {
        lists = apr_palloc(pconf, sizeof(*lists));
        lists->named =
            apr_array_make(pconf, 4, sizeof(mod_cors_lists_list_t *));
        lists->defined =
            apr_array_make(pconf, 4, sizeof(mod_cors_lists_list_t *));
        apr_pool_userdata_setn(lists, LISTS, NULL, pconf);
    }
    return lists;
}

void mod_cors_lists_complete(apr_pool_t *pconf)
{
    current = lists_of(pconf);
}

static mod_cors_lists_list_t *list_at(const apr_array_header_t *lists, int i)
{
    return APR_ARRAY_IDX(lists, i, mod_cors_lists_list_t *);
}

static mod_cors_lists_list_t *find(const apr_array_header_t *lists,
                                   const char *name)
{
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        if (strcmp(list_at(lists, i)->list.name, name) == 0) {
            return list_at(lists, i);
        }
    }
    return NULL;
}

/* Returns the list with this name, which is added if it is not known yet. If
 * there are more names than there can be lists, one of them has no
 * CorsOriginList. Then the server does not start, so the number that two lists
 * share is never used. */
static mod_cors_lists_list_t *enter(lists_t *lists, const char *name,
                                    apr_pool_t *pconf)
{
    mod_cors_lists_list_t *list = find(lists->named, name);

    if (!list) {
        list = apr_pcalloc(pconf, sizeof(*list));
        list->list.name = apr_pstrdup(pconf, name);
        list->list.number = lists->named->nelts < CORS_ORIGIN_LISTS
                                ? (unsigned)lists->named->nelts
                                : CORS_ORIGIN_LISTS - 1;
        APR_ARRAY_PUSH(lists->named, mod_cors_lists_list_t *) = list;
    }
    return list;
}

const cors_origin_list_t *mod_cors_lists_use(apr_pool_t *pconf,
                                             const char *name, bool denies,
                                             const cors_place_t *place)
{
    mod_cors_lists_list_t *list = enter(lists_of(pconf), name, pconf);

    list->only_denies = denies && (!list->used || list->only_denies);
    if (!list->used) {
        list->used = place;
    }
    return &list->list;
}

const cors_origin_list_t *mod_cors_lists_find(const char *name)
{
    const mod_cors_lists_list_t *list =
        current ? find(current->defined, name) : NULL;

    return list ? &list->list : NULL;
}

cors_remedy_t mod_cors_lists_unknown(apr_pool_t *pconf, const char *name,
                                     apr_pool_t *pool)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    apr_array_header_t *names =
        apr_array_make(pool, lists->nelts + 1, sizeof(const char *));
    cors_remedy_t remedy =
        cors_remedy_advise("names a list that no CorsOriginList defines",
                           apr_psprintf(pool,
                                        "define one, as in 'CorsOriginList %s "
                                        "file:conf/origins.txt'",
                                        name));
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        APR_ARRAY_PUSH(names, const char *) = apr_pstrcat(
            pool, "'list:", list_at(lists, i)->list.name, "'", NULL);
    }
    if (names->nelts > 0) {
        remedy.advice = apr_pstrcat(pool, "the lists are ",
                                    apr_array_pstrcat(pool, names, ' '), NULL);
    }
    return remedy;
}

mod_cors_lists_list_t *mod_cors_lists_define(apr_pool_t *pconf,
                                             const char *name)
{
    lists_t *lists = lists_of(pconf);
    mod_cors_lists_list_t *list = enter(lists, name, pconf);

    if (!list->defined) {
        APR_ARRAY_PUSH(lists->defined, mod_cors_lists_list_t *) = list;
    }
    return list;
}

const apr_array_header_t *mod_cors_lists_defined(apr_pool_t *pconf)
{
    return pconf ? lists_of(pconf)->defined : current->defined;
}

const apr_array_header_t *mod_cors_lists_named(apr_pool_t *pconf)
{
    return lists_of(pconf)->named;
}
