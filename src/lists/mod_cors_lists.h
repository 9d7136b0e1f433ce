/* SPDX-License-Identifier: Apache-2.0
 *
 * The origin lists of this configuration: their names, and what CorsOriginList
 * says about each. This file does not read sources; mod_cors_lists_refresh
 * does.
 */
#ifndef MOD_CORS_LISTS_H
#define MOD_CORS_LISTS_H

#include <httpd.h>
#include <http_config.h>

#include <apr_tables.h>

#include "base/cors_place.h"
#include "base/cors_remedy.h"
#include "mod_cors.h"
#include "origin/cors_origin_list.h"

#define MOD_CORS_LISTS_NAME_MAX 64 /* bytes of a name */

/* A list that a line of the configuration names. Allocated from the pool of the
 * configuration. */
typedef struct mod_cors_lists_segment_t mod_cors_lists_segment_t;
typedef struct {
    cors_origin_list_t list;     /* must be first */
    const cors_place_t *used;    /* the first pattern list:name, or NULL */
    bool only_denies;            /* all such patterns are in CorsDenyOrigin */
    const cors_place_t *defined; /* its CorsOriginList; NULL: not read yet */
    const cors_list_provider_t *provider; /* from here: if defined */
    cors_list_source_t source;
    const char *source_text; /* as written: "file:conf/partners.txt" */
    const char *connection;  /* a hash of the database's address; set at the end
                                of check_config; NULL: in no database */
    apr_uint32_t max;
    int interval; /* seconds */
    bool may_be_empty;
    mod_cors_lists_segment_t *segment; /* NULL before post_config */
} mod_cors_lists_list_t;

/* Returns the list with this name, for a pattern list:name at place in a
 * configuration file, allocated from pconf; denies: in CorsDenyOrigin. If its
 * CorsOriginList has not been read, it may follow: check_config stops for names
 * without one. The result has no image before post_config. */
const cors_origin_list_t *mod_cors_lists_use(apr_pool_t *pconf,
                                             const char *name, bool denies,
                                             const cors_place_t *place);

/* Returns the list with this name, for a pattern in a .htaccess or for a
 * question, when the configuration has been read; NULL if there is none. */
const cors_origin_list_t *mod_cors_lists_find(const char *name);

/* Returns the remedy for this name, which no CorsOriginList defines: it names
 * the lists that exist, or says how to define this one. Allocated from pool.
 * Pass pconf while the configuration is read, and NULL afterwards. */
cors_remedy_t mod_cors_lists_unknown(apr_pool_t *pconf, const char *name,
                                     apr_pool_t *pool);

/* Returns the list with this name for its CorsOriginList, while the
 * configuration is read. */
mod_cors_lists_list_t *mod_cors_lists_define(apr_pool_t *pconf,
                                             const char *name);

/* Returns all lists that are defined, mod_cors_lists_list_t *, in the order of
 * their lines. pconf: as for mod_cors_lists_unknown. The array lives as long as
 * the configuration, and is never NULL. */
const apr_array_header_t *mod_cors_lists_defined(apr_pool_t *pconf);

/* Returns all lists that a line names, defined or not, in the order of their
 * numbers, mod_cors_lists_list_t *. */
const apr_array_header_t *mod_cors_lists_named(apr_pool_t *pconf);

/* From now on, functions that get no pconf use the lists of pconf. Called when
 * all lines are read, before there are threads. */
void mod_cors_lists_complete(apr_pool_t *pconf);

#endif
