/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd reads its configuration twice when it starts, each time with a new
 * pool. The warnings are stored in that pool, so the two readings do not share
 * them.
 */
#include "glue/mod_cors_warnings.h"

#include <stdarg.h>
#include <stdlib.h>

#include <http_log.h>

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "glue/mod_cors_private.h"

#define WARNINGS "mod_cors:warnings"

typedef struct {
    const cors_place_t *place;
    const char *sentence;
} warning_t;

typedef struct {
    apr_array_header_t *list; /* of warning_t */
    apr_hash_t *known;        /* the keys of the warnings so far */
} warnings_t;

static warnings_t *warnings_of(apr_pool_t *pconf)
{
    void *found = NULL;
    warnings_t *warnings;

    apr_pool_userdata_get(&found, WARNINGS, pconf);
    warnings = found;
    if (!warnings) {
        warnings = apr_palloc(pconf, sizeof(*warnings));
        warnings->list = apr_array_make(pconf, 4, sizeof(warning_t));
        warnings->known = apr_hash_make(pconf);
        apr_pool_userdata_setn(warnings, WARNINGS, NULL, pconf);
    }
    return warnings;
}

void mod_cors_warnings_add(apr_pool_t *pconf, const cors_place_t *place,
                           const char *sentence)
{
    warning_t *warning = apr_array_push(warnings_of(pconf)->list);

    warning->place = place;
    warning->sentence = sentence;
}

const char *mod_cors_warnings_key(apr_pool_t *pool, const char *what,
                                  const cors_place_t *place,
                                  const cors_place_t *other)
{
    return apr_psprintf(pool, "%s %s:%d %s:%d", what, place->file, place->line,
                        other ? other->file : "", other ? other->line : 0);
}

bool mod_cors_warnings_is_new(apr_pool_t *pconf, const char *what,
                              const cors_place_t *place,
                              const cors_place_t *other)
{
    apr_hash_t *known = warnings_of(pconf)->known;
    apr_pool_t *scratch;
    const char *key;
    bool is_new;

    apr_pool_create(&scratch, pconf);
    key = mod_cors_warnings_key(scratch, what, place, other);
    is_new = !apr_hash_get(known, key, APR_HASH_KEY_STRING);
    if (is_new) {
        apr_hash_set(known, apr_pstrdup(pconf, key), APR_HASH_KEY_STRING,
                     known);
    }
    apr_pool_destroy(scratch);
    return is_new;
}

void mod_cors_warnings_add_once(apr_pool_t *pconf, const char *what,
                                const cors_place_t *place,
                                const cors_place_t *other, const char *format,
                                ...)
{
    va_list args;

    if (mod_cors_warnings_is_new(pconf, what, place, other)) {
        va_start(args, format);
        mod_cors_warnings_add(pconf, place, apr_pvsprintf(pconf, format, args));
        va_end(args);
    }
}

void mod_cors_warnings_add_line(const cmd_parms *cmd, const cors_place_t *place,
                                const char *sentence)
{
    const char *end = cmd->cmd->name[0] == '<' ? ">" : "";

    if (place->in_htaccess) {
        ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, cmd->server, "%s:%d: %s%s %s",
                     place->file, place->line, cmd->cmd->name, end, sentence);
    }
    else {
        mod_cors_warnings_add(
            cmd->pool, place,
            apr_pstrcat(cmd->pool, cmd->cmd->name, end, " ", sentence, NULL));
    }
}

/* Orders by file, line and text. Warnings without a place come first. */
static int by_place(const void *a, const void *b)
{
    const warning_t *one = a;
    const warning_t *other = b;
    int order = one->place && other->place
                    ? cors_place_compare(one->place, other->place)
                    : (one->place != NULL) - (other->place != NULL);

    return order ? order : strcmp(one->sentence, other->sentence);
}

static void write_warning(const warning_t *warning, server_rec *main_server)
{
    if (warning->place) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, main_server,
                     "%s:%d: %s", warning->place->file, warning->place->line,
                     warning->sentence);
    }
    else {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, main_server,
                     "%s", warning->sentence);
    }
}

void mod_cors_warnings_write_htaccess(const request_rec *r)
{
    apr_array_header_t *warnings = warnings_of(r->pool)->list;
    int i;

    for (i = 0; i < warnings->nelts; ++i) {
        const warning_t *warning = &APR_ARRAY_IDX(warnings, i, warning_t);

        if (warning->place && warning->place->in_htaccess) {
            ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r, "%s:%d: %s",
                          warning->place->file, warning->place->line,
                          warning->sentence);
        }
    }
    apr_array_clear(warnings);
}

void mod_cors_warnings_write(apr_pool_t *pconf, server_rec *main_server)
{
    apr_array_header_t *warnings = warnings_of(pconf)->list;
    int i;

    qsort(warnings->elts, warnings->nelts, sizeof(warning_t), by_place);
    for (i = 0; i < warnings->nelts; ++i) {
        const warning_t *warning = &APR_ARRAY_IDX(warnings, i, warning_t);

        /* A file that several sections include has the same warnings in each:
         * log them once. */
        if (i == 0 || by_place(warning - 1, warning) != 0) {
            write_warning(warning, main_server);
        }
    }
    apr_array_clear(warnings);
}
