/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_vary.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_migrate_words.h"

#define SEPARATORS ", \t"

/* Returns the other names, joined by ", "; *has_origin is set if Origin is one
 * of them. */
static const char *other_names(const char *value, bool *has_origin,
                               apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, value);
    const char *others = "";
    char *state;
    const char *name;

    *has_origin = false;
    for (name = apr_strtok(copy, SEPARATORS, &state); name;
         name = apr_strtok(NULL, SEPARATORS, &state)) {
        if (strcasecmp(name, "Origin") == 0) {
            *has_origin = true;
        }
        else if (strncasecmp(name, "Access-Control-Request-", 23) != 0) {
            others = apr_pstrcat(pool, others, *others ? ", " : "", name, NULL);
        }
    }
    return others;
}

bool cors_migrate_vary_has_origin(const char *value, apr_pool_t *pool)
{
    bool has_origin;

    (void)other_names(value, &has_origin, pool);
    return has_origin;
}

void cors_migrate_vary_translate(cors_migrate_entry_t *entry, apr_pool_t *pool)
{
    const cors_migrate_header_t *header = &entry->header;
    bool has_origin;
    const char *others = other_names(header->value, &has_origin, pool);

    if (header->action == CORS_MIGRATE_SET) {
        cors_migrate_entry_add_problem(
            entry, "'set' removes the names that other modules have put into "
                   "Vary");
    }
    if (!header->always) {
        cors_migrate_entry_add_problem(entry,
                                       "lost on errors and redirects: without "
                                       "'always' only responses of status 2xx "
                                       "have the field");
    }
    if (header->variable || header->expression) {
        cors_migrate_entry_add_problem(
            entry, "responses to requests of other origins, and without "
                   "Origin, do not have it, and caches give them to pages");
    }
    cors_migrate_entry_add_write(
        entry, *others ? apr_psprintf(pool, "Header %smerge Vary %s",
                                      header->always ? "always " : "",
                                      cors_migrate_words_quote(others, pool))
                       : "# remove this line, mod_cors adds Origin to Vary");
}
