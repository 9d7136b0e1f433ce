/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the shared memory of the lists without a lock.
 */
#include "lists/mod_cors_lists_figures.h"

#include <string.h>

#include <apr_strings.h>

#include "lists/cors_list_image.h"
#include "lists/mod_cors_lists_notes.h"

/* Returns the absolute path of a file, or NULL if the source already names
 * it. */
static const char *path_of(const mod_cors_lists_list_t *list, apr_pool_t *pool)
{
    const char *path = list->provider->is_file
                           ? ap_server_root_relative(pool, list->source.args)
                           : NULL;

    return path && strcmp(path, list->source.args) != 0 ? path : NULL;
}

static void take_figures(const mod_cors_lists_list_t *list,
                         mod_cors_lists_figures_t *figures, apr_pool_t *pool)
{
    const cors_origin_list_t *origins = &list->list;
    cors_list_image_version_t version;

    memset(figures, 0, sizeof(*figures));
    figures->name = origins->name;
    figures->source = list->source_text;
    figures->path = path_of(list, pool);
    figures->version = "";
    figures->age_seconds = -1;
    if (!origins->image) {
        return;
    }
    figures->errors = mod_cors_lists_notes_errors(origins);
    figures->reason = mod_cors_lists_notes_reason(origins, pool);
    figures->age_seconds = mod_cors_lists_notes_age(origins);
    figures->available = cors_list_image_read(origins, &version);
    if (figures->available) {
        figures->version = apr_pstrdup(pool, version.text);
        figures->rows = version.rows;
        figures->corrected = version.corrected;
        figures->skipped = version.skipped;
        figures->dangerous = version.dangerous;
    }
}

apr_array_header_t *mod_cors_lists_figures_take(apr_pool_t *pool)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(NULL);
    apr_array_header_t *figures =
        apr_array_make(pool, lists->nelts, sizeof(mod_cors_lists_figures_t));
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        take_figures(APR_ARRAY_IDX(lists, i, const mod_cors_lists_list_t *),
                     apr_array_push(figures), pool);
    }
    return figures;
}
