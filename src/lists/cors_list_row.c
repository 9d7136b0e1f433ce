/* SPDX-License-Identifier: Apache-2.0
 *
 * Most rows are exact origins without an error, and are parsed where they are.
 * Others are copied. A correction is used only if its text differs from the
 * row in nothing but what customers often type.
 */
#include "lists/cors_list_row.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>

#include "base/cors_escape.h"
#include "lists/cors_list_remedy.h"
#include "origin/cors_pattern_correction.h"
#include "origin/cors_public_suffix.h"

#define WHITE_SPACE " \t\r\n\v\f"
#define SHOWN_LENGTH 100 /* bytes of a row in a message */

static const cors_remedy_t is_missing = {"is NULL", "remove the row", NULL};
static const cors_remedy_t is_empty = {"is empty", "remove the row", NULL};
static const cors_remedy_t is_long = {"is longer than a row can be",
                                      "write one origin in each row", NULL};
static const cors_remedy_t has_nul = {"has a NUL byte",
                                      "write the rows in UTF-8", NULL};
static const cors_remedy_t is_not_utf8 = {"is not UTF-8",
                                          "write the rows in UTF-8", NULL};
static const cors_remedy_t is_any = {
    "matches every origin, and cannot be a row",
    "write '*' with CorsAllowOrigin or CorsDenyOrigin", NULL};
static const cors_remedy_t is_any_host = {
    "matches every host of its scheme, and cannot be a row",
    "write it with CorsAllowOrigin or CorsDenyOrigin", NULL};
static const cors_remedy_t is_null = {
    "is the origin of unrelated pages, and cannot be a row",
    "write it with CorsAllowOrigin or CorsDenyOrigin", NULL};

/* Whether it is an exact origin as it is. A comma probably separates values, as
 * in cors_pattern_parse; the host of "file://" is empty. */
static bool is_exact(const char *text, apr_size_t length, cors_origin_t *origin)
{
    return !memchr(text, '*', length)
           && cors_origin_parse(text, length, origin) == CORS_ORIGIN_OK
           && (origin->web
               || (!memchr(text, ',', length)
                   && !(length == 7 && memcmp(text, "file://", 7) == 0)));
}

static bool is_dangerous(const cors_list_row_t *row)
{
    return cors_origin_is_insecure(&row->origin)
           || (row->subdomains
               && cors_public_suffix_contains(row->origin.host,
                                              row->origin.host_length));
}

static void skip(cors_list_row_t *row, const cors_remedy_t *remedy)
{
    row->kind = CORS_LIST_ROW_SKIPPED;
    row->remedy = remedy;
}

/* Uses a pattern, unless a row cannot have it. */
static void use(cors_list_row_t *row, const cors_pattern_t *pattern)
{
    row->text = pattern->text;
    row->length = pattern->length;
    row->origin = pattern->origin;
    row->subdomains = pattern->subdomains;
    row->any_port = pattern->any_port;
    if (pattern->kind == CORS_PATTERN_ANY) {
        skip(row, &is_any);
    }
    else if (pattern->kind == CORS_PATTERN_NULL) {
        skip(row, &is_null);
    }
    else if (pattern->any_host) {
        skip(row, &is_any_host);
    }
    else {
        row->dangerous = is_dangerous(row);
    }
}

/* Returns the row without white space around it, one slash at its end and the
 * default port of the scheme of the pattern; allocated from pool. */
static char *without_additions(const char *text, const cors_pattern_t *pattern,
                               apr_pool_t *pool)
{
    const cors_origin_t *origin = &pattern->origin;
    const char *port = apr_psprintf(
        pool, ":%d",
        cors_origin_default_port(origin->scheme, origin->scheme_length));
    apr_size_t port_length = strlen(port);
    apr_size_t length;

    text += strspn(text, WHITE_SPACE);
    length = strlen(text);
    while (length > 0 && strchr(WHITE_SPACE, text[length - 1])) {
        --length;
    }
    length -= length > 0 && text[length - 1] == '/';
    if (length > port_length && origin->web && origin->port == 0
        && !pattern->any_port
        && memcmp(text + length - port_length, port, port_length) == 0) {
        length -= port_length;
    }
    return apr_pstrmemdup(pool, text, length);
}

/* Whether the text is a host name that is not ASCII, and nothing else. */
static bool is_unicode_host(const char *text, apr_size_t length)
{
    bool is_unicode = false;
    apr_size_t i;

    for (i = 0; i < length; ++i) {
        unsigned char byte = (unsigned char)text[i];

        if (byte <= ' ' || byte == 0x7f || strchr("/?#@\\:[]%*", byte)) {
            return false;
        }
        is_unicode = is_unicode || byte >= 0x80;
    }
    return is_unicode;
}

/* Whether the row, without additions, is the pattern except for upper case and
 * a host in Unicode. */
static bool is_other_spelling(const char *text, const cors_pattern_t *pattern)
{
    const char *host = strstr(pattern->text, "://") + strlen("://")
                       + (pattern->subdomains ? strlen("*.") : 0);
    apr_size_t before = (apr_size_t)(host - pattern->text);
    apr_size_t after = pattern->length - before - pattern->origin.host_length;
    apr_size_t length = strlen(text);

    if (apr_cstr_casecmp(text, pattern->text) == 0) {
        return true;
    }
    return pattern->origin.host_kind == CORS_HOST_NAME
           && length > before + after
           && apr_cstr_casecmpn(text, pattern->text, before) == 0
           && memcmp(text + length - after,
                     pattern->text + pattern->length - after, after)
                  == 0
           && is_unicode_host(text + before, length - before - after);
}

/* Parses the row's correction. Returns false if it has none that can be
 * used. */
static bool correct(const char *text, cors_pattern_t *pattern, apr_pool_t *pool)
{
    const char *correction = cors_pattern_correction(text, pool);
    cors_pattern_stop_t stop;

    return correction
           && cors_pattern_parse(correction, pattern, &stop, pool)
                  == CORS_PATTERN_OK
           /* These kinds are skipped for their own reasons. */
           && (pattern->kind == CORS_PATTERN_ANY
               || pattern->kind == CORS_PATTERN_NULL
               || is_other_spelling(without_additions(text, pattern, pool),
                                    pattern));
}

/* Reads a copy of a row that is not an exact origin. */
static void read_copy(const char *text, cors_list_row_t *row, apr_pool_t *pool)
{
    cors_pattern_t pattern;

    row->written = text;
    if (text[strspn(text, WHITE_SPACE)] == '\0') {
        skip(row, &is_empty);
    }
    else if (!cors_escape_is_utf8(text)) {
        skip(row, &is_not_utf8);
    }
    else if (cors_pattern_parse(text, &pattern, &row->stop, pool)
             == CORS_PATTERN_OK) {
        use(row, &pattern);
    }
    else if (correct(text, &pattern, pool)) {
        row->kind = CORS_LIST_ROW_CORRECTED;
        use(row, &pattern);
    }
    else {
        skip(row, NULL);
    }
}

void cors_list_row_read(const char *text, apr_size_t length,
                        cors_list_row_t *row, apr_pool_t *pool)
{
    row->kind = CORS_LIST_ROW_USED;
    row->dangerous = row->subdomains = row->any_port = false;
    row->text = text;
    row->length = length;
    row->written = NULL;
    row->remedy = NULL;
    if (!text) {
        row->text = row->written = "";
        skip(row, &is_missing);
        return;
    }
    if (is_exact(text, length, &row->origin)) {
        row->dangerous = is_dangerous(row);
        return;
    }
    if (length <= CORS_LIST_ROW_MAX_LENGTH && !memchr(text, '\0', length)) {
        read_copy(apr_pstrmemdup(pool, text, length), row, pool);
        return;
    }
    row->written = apr_pstrndup(
        pool, text,
        CORS_LIST_ROW_MAX_LENGTH < length ? CORS_LIST_ROW_MAX_LENGTH : length);
    skip(row, length > CORS_LIST_ROW_MAX_LENGTH ? &is_long : &has_nul);
}

/* Returns the first bytes of a text, without a part of a character at the
 * end. */
static const char *shown(const char *text, apr_size_t length, apr_pool_t *pool)
{
    apr_size_t end = SHOWN_LENGTH;

    if (length <= SHOWN_LENGTH) {
        return apr_pstrmemdup(pool, text, length);
    }
    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80) {
        --end;
    }
    return apr_psprintf(pool, "%.*s...", (int)end, text);
}

/* Returns the part of the sentence from ": reason" on. */
static const char *reason(const cors_list_row_t *row, apr_pool_t *pool)
{
    cors_remedy_t remedy =
        row->remedy ? *row->remedy
                    : cors_list_remedy(row->written, &row->stop, pool);
    const char *sentence = cors_remedy_sentence(remedy, "", pool);

    return sentence + strlen("'' ");
}

/* Returns why the row is used for deny rules only, or "" if it is used for
 * all. */
static const char *restriction(const cors_list_row_t *row)
{
    if (!row->dangerous) {
        return "";
    }
    return cors_origin_is_insecure(&row->origin)
               ? " for deny rules only: anyone on the network path can act as "
                 "that origin"
               : " for deny rules only: anyone can register a name below that "
                 "public suffix";
}

const char *cors_list_row_sentence(const cors_list_row_t *row,
                                   apr_uint32_t number, apr_pool_t *pool)
{
    const char *written = row->written ? row->written : row->text;
    const char *value =
        shown(written, row->written ? strlen(written) : row->length, pool);

    switch (row->kind) {
    case CORS_LIST_ROW_SKIPPED:
        return apr_psprintf(pool, "row %u: skipped '%s': it %s", number, value,
                            reason(row, pool));
    case CORS_LIST_ROW_CORRECTED:
        return apr_psprintf(pool, "row %u: corrected '%s' to '%s'%s%s", number,
                            value, shown(row->text, row->length, pool),
                            row->dangerous ? ", which is used" : "",
                            restriction(row));
    case CORS_LIST_ROW_USED:
        break;
    }
    return row->dangerous ? apr_psprintf(pool, "row %u: used '%s'%s", number,
                                         value, restriction(row))
                          : NULL;
}
