/* SPDX-License-Identifier: Apache-2.0
 *
 * A text that grows while it is written: a page, a report, a JSON document.
 */
#ifndef CORS_TEXT_H
#define CORS_TEXT_H

#include <stdarg.h>

#include <apr_pools.h>

/* bytes is always NUL-terminated. */
typedef struct {
    char *bytes;
    apr_size_t length; /* without the terminator */
    apr_size_t room;   /* allocated bytes */
    apr_pool_t *pool;
} cors_text_t;

/* Makes the text empty. It allocates from pool, which must live as long as the
 * text. The buffer doubles when it is full; texts of a format are allocated
 * apart first. */
void cors_text_init(cors_text_t *text, apr_pool_t *pool);

/* Append a copy of a string, of length bytes (which may contain NUL), or of
 * a format as apr_psprintf takes it. */
void cors_text_add(cors_text_t *text, const char *string);
void cors_text_add_bytes(cors_text_t *text, const char *bytes,
                         apr_size_t length);
void cors_text_add_format(cors_text_t *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
