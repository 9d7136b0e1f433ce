/* SPDX-License-Identifier: Apache-2.0
 *
 * A list-based field value that grows while a section is read, so that it is
 * ready when a request wants it. RFC 9110, 5.6.1.
 */
#ifndef CORS_FIELD_VALUE_H
#define CORS_FIELD_VALUE_H

#include <apr_pools.h>

/* All zero: empty. */
typedef struct {
    char *text;        /* terminated; NULL while empty */
    apr_size_t length; /* without the terminator */
    apr_size_t room;   /* with it */
} cors_field_value_t;

/* Adds an element behind a comma; the bytes are copied. Room comes from pool
 * and doubles as it is needed. */
void cors_field_value_append(cors_field_value_t *value, const char *element,
                             apr_size_t length, apr_pool_t *pool);

#endif
