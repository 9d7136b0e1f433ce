/* SPDX-License-Identifier: Apache-2.0
 *
 * List-based field values. RFC 9110, 5.6.1. Builds the value of a response
 * field element by element, while a section of the configuration is read. Steps
 * through the elements of a value that a client sent.
 */
#ifndef CORS_FIELD_VALUE_H
#define CORS_FIELD_VALUE_H

#include <stdbool.h>

#include <apr_pools.h>

/* The value of a response field. All members zero: the empty value. */
typedef struct {
    char *text;        /* NUL-terminated; NULL if empty */
    apr_size_t length; /* without the terminator */
    apr_size_t room;   /* allocated bytes of text */
} cors_field_value_t;

/* Appends an element, after ", " if the value is not empty. The bytes are
 * copied. If they do not fit, a buffer of twice the needed size is allocated
 * from pool, which must live as long as the value. */
void cors_field_value_append(cors_field_value_t *value, const char *element,
                             apr_size_t length, apr_pool_t *pool);

/* Finds the next element that is not empty. Sets *element and *length to the
 * element without the white space around it, and moves *cursor to the end of
 * the element. Returns false if there is none. Before the first call *cursor is
 * the NUL-terminated field value; *element points into it. */
bool cors_field_value_next(const char **cursor, const char **element,
                           apr_size_t *length);

#endif
