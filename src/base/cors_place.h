/* SPDX-License-Identifier: Apache-2.0
 *
 * A place in the configuration. Every setting and every origin rule has one,
 * for messages and for the log.
 */
#ifndef CORS_PLACE_H
#define CORS_PLACE_H

#include <stdbool.h>

typedef struct {
    const char *file;
    int line;
    bool in_htaccess; /* written by a tenant, not by the administrator */
} cors_place_t;

/* Compares by file, then by line. Returns a number as strcmp does. */
int cors_place_compare(const cors_place_t *one, const cors_place_t *other);

#endif
