/* SPDX-License-Identifier: Apache-2.0
 *
 * As ap_cfg_getline and ap_build_config of httpd: a backslash at the end of a
 * line continues it, also in a comment, and a line has the number of its last
 * part.
 */
#include "explain/cors_migrate_reader.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/cors_text.h"

typedef struct {
    const char *p;
    int line;
    apr_pool_t *pool;
    apr_array_header_t *open; /* of const char *: names of open sections */
} reader_t;

static const char *trimmed(const char *p, apr_size_t length, apr_pool_t *pool)
{
    while (length > 0 && apr_isspace(*p)) {
        ++p;
        --length;
    }
    while (length > 0 && apr_isspace(p[length - 1])) {
        --length;
    }
    return apr_pstrmemdup(pool, p, length);
}

/* Returns the next line with its continuations, without blanks at its ends;
 * NULL at the end of the text. */
static const char *next_line(reader_t *reader)
{
    cors_text_t line;

    if (!*reader->p) {
        return NULL;
    }
    cors_text_init(&line, reader->pool);
    while (*reader->p) {
        apr_size_t length = strcspn(reader->p, "\n");
        apr_size_t kept = length;

        if (kept > 0 && reader->p[kept - 1] == '\r') {
            --kept;
        }
        ++reader->line;
        if (kept == 0 || reader->p[kept - 1] != '\\') {
            cors_text_add_bytes(&line, reader->p, kept);
            reader->p += length + (reader->p[length] == '\n');
            break;
        }
        cors_text_add_bytes(&line, reader->p, kept - 1);
        reader->p += length + (reader->p[length] == '\n');
    }
    return trimmed(line.bytes, line.length, reader->pool);
}

static const char *close_section(cors_migrate_t *migrate, reader_t *reader,
                                 const char *name)
{
    const char **open = apr_array_pop(reader->open);
    apr_size_t length = strcspn(name, "> \t");

    if (!open || strncasecmp(*open + 1, name, length) != 0
        || (*open)[length + 1]) {
        return apr_psprintf(reader->pool, "line %d: </%.*s> without <%.*s>",
                            reader->line, (int)length, name, (int)length, name);
    }
    cors_migrate_close(migrate);
    return NULL;
}

static const char *read_line(cors_migrate_t *migrate, reader_t *reader,
                             const char *file, const char *text)
{
    cors_migrate_line_t line;
    apr_size_t length = strcspn(text, " \t");

    if (strncmp(text, "</", 2) == 0) {
        return close_section(migrate, reader, text + 2);
    }
    if (text[0] == '<' && memchr(text, '>', length)) {
        length = strcspn(text, ">"); /* "<Else>" */
    }
    line.file = file;
    line.number = reader->line;
    line.name = apr_pstrmemdup(reader->pool, text, length);
    line.arguments =
        trimmed(text + length, strlen(text + length), reader->pool);
    if (text[0] == '<') {
        APR_ARRAY_PUSH(reader->open, const char *) = line.name;
        cors_migrate_open(migrate, &line);
    }
    else {
        cors_migrate_add(migrate, &line);
    }
    return NULL;
}

const char *cors_migrate_reader_read(cors_migrate_t *migrate, const char *file,
                                     const char *text, apr_pool_t *pool)
{
    reader_t reader = {text, 0, pool, apr_array_make(pool, 8, sizeof(char *))};
    const char *line;
    const char *wrong = NULL;

    while (!wrong && (line = next_line(&reader))) {
        if (*line && *line != '#') {
            wrong = read_line(migrate, &reader, file, line);
        }
    }
    if (!wrong && reader.open->nelts > 0) {
        wrong = apr_psprintf(
            pool, "%s> is not closed",
            APR_ARRAY_IDX(reader.open, reader.open->nelts - 1, const char *));
    }
    return wrong;
}
