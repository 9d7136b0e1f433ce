/* SPDX-License-Identifier: Apache-2.0
 *
 * The place in the configuration where something was written: every setting
 * and every origin rule remembers it, for messages and for the trail.
 */
#ifndef CORS_PLACE_H
#define CORS_PLACE_H

#include <stdbool.h>

typedef struct {
    const char *file;
    int line;
    bool in_htaccess; /* written by a tenant, not by the administrator */
} cors_place_t;

/* Orders by file, then by line; as strcmp. */
int cors_place_compare(const cors_place_t *one, const cors_place_t *other);

#endif
