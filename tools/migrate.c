/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/migrate.h"

#include <stdio.h>
#include <string.h>

#include <apr_file_io.h>

#include "explain/cors_migrate.h"
#include "explain/cors_migrate_reader.h"

#define BLOCK 4096

static apr_status_t read_file(const char *name, cors_text_t *text,
                              apr_pool_t *pool)
{
    char block[BLOCK];
    apr_size_t length;
    apr_file_t *file;
    apr_status_t status = strcmp(name, "-") == 0
                              ? apr_file_open_stdin(&file, pool)
                              : apr_file_open(&file, name, APR_FOPEN_READ,
                                              APR_FPROT_OS_DEFAULT, pool);

    while (status == APR_SUCCESS) {
        length = sizeof(block);
        status = apr_file_read(file, block, &length);
        if (status == APR_SUCCESS) {
            cors_text_add_bytes(text, block, length);
        }
    }
    return APR_STATUS_IS_EOF(status) ? APR_SUCCESS : status;
}

static const char *check(const cors_text_t *text)
{
    return strlen(text->bytes) == text->length ? NULL : "it has a NUL byte";
}

bool migrate_file(const char *name, apr_pool_t *pool)
{
    cors_migrate_t *migrate = cors_migrate_create(pool);
    cors_text_t input, output;
    apr_status_t status;
    const char *wrong;

    cors_text_init(&input, pool);
    cors_text_init(&output, pool);
    status = read_file(name, &input, pool);
    if (status != APR_SUCCESS) {
        char reason[120];

        fprintf(stderr, "cors-explain: cannot read %s: %s\n", name,
                apr_strerror(status, reason, sizeof(reason)));
        return false;
    }
    wrong = check(&input);
    if (!wrong) {
        wrong = cors_migrate_reader_read(migrate, name, input.bytes, pool);
    }
    if (wrong) {
        fprintf(stderr, "cors-explain: %s: %s\n", name, wrong);
        return false;
    }
    if (cors_migrate_write(migrate, &output) == 0) {
        cors_text_add(&output, "no line of an old recipe for CORS was found\n");
    }
    fputs(output.bytes, stdout);
    return true;
}
