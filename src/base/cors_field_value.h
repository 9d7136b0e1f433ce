/* SPDX-License-Identifier: Apache-2.0
 *
 * List-based field values: one that grows while a section is read, so that it
 * is ready when a request wants it, and steps through one that a client has
 * sent. RFC 9110, 5.6.1.
 */
#ifndef CORS_FIELD_VALUE_H
#define CORS_FIELD_VALUE_H

#include <stdbool.h>

#include <apr_pools.h>

/* All zero: empty. */
typedef struct {
    char *text;        /* terminated; NULL while empty */
    apr_size_t length; /* without the terminator */
    apr_size_t room;   /* with it */
} cors_field_value_t;

/* Adds an element after a comma. The bytes are copied to memory from pool,
 * which doubles whenever it is full. */
void cors_field_value_append(cors_field_value_t *value, const char *element,
                             apr_size_t length, apr_pool_t *pool);

/* Finds the next element of a list-based field value that is not empty: sets
 * *element and *length, without the white space around it, and moves *cursor to
 * its end. False if there is none. */
bool cors_field_value_next(const char **cursor, const char **element,
                           apr_size_t *length);

#endif
