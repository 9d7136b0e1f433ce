/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of the translation of old recipes: a configuration in, the
 * blocks out, or the parts of one block.
 */
#ifndef MIGRATIONS_H
#define MIGRATIONS_H

#include "explain/cors_migrate_reader.h"
#include "unit.h"

/* Returns all blocks for a configuration in the file "c". */
static inline const char *migrated(const char *configuration)
{
    cors_migrate_t *migrate = cors_migrate_create(unit_pool);
    cors_text_t text;

    ck_assert_ptr_null(
        cors_migrate_reader_read(migrate, "c", configuration, unit_pool));
    cors_text_init(&text, unit_pool);
    cors_migrate_write(migrate, &text);
    return text.bytes;
}

/* Returns the lines of the output that begin with the label, without it, joined
 * by "; ". */
static inline const char *lines_of(const char *output, const char *label)
{
    const char *lines = "";
    apr_size_t length = strlen(label);

    while (*output) {
        apr_size_t end = strcspn(output, "\n");

        if (strncmp(output, label, length) == 0) {
            lines =
                apr_psprintf(unit_pool, "%s%s%.*s", lines, *lines ? "; " : "",
                             (int)(end - length), output + length);
        }
        output += end + (output[end] == '\n');
    }
    return lines;
}

/* Returns the Cors directives of a configuration, without "Cors" at the
 * beginning, joined by "; ". */
static inline const char *written(const char *configuration)
{
    return lines_of(migrated(configuration), "  write: Cors");
}

/* Returns the problems of a configuration but the one that every
 * Access-Control-Allow-Origin has. */
static inline const char *problems(const char *configuration)
{
    static const char log_in[] = "  problem: where a log-in is needed";
    char *output = apr_pstrdup(unit_pool, migrated(configuration));
    char *found;

    while ((found = strstr(output, log_in))) {
        *found = '-';
    }
    return lines_of(output, "  problem: ");
}

/* A configuration, its directives, and what its problems say: NULL if that is
 * not tested, "" if there are none, otherwise a part of them. */
typedef struct {
    const char *configuration;
    const char *written;
    const char *problem;
} migration_row_t;

static inline void migration_check(const migration_row_t *row)
{
    const char *got = written(row->configuration);
    const char *said = problems(row->configuration);

    ck_assert_msg(strcmp(got, row->written) == 0, "%s: %s", row->configuration,
                  got);
    ck_assert_msg(!row->problem
                      || (*row->problem ? strstr(said, row->problem) != NULL
                                        : *said == '\0'),
                  "%s: %s", row->configuration, said);
}

#endif
