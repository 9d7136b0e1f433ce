/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds the origin lists of a case with the core.
 */
#ifndef IMAGES_H
#define IMAGES_H

#include "case.h"
#include "origin/cors_origin_list.h"

/* Removes rows that the oracle does not regard as legal, and sets the member
 * target of all lists to a list with these rows. Each image is in a block of
 * exactly its size, which is freed with the pool. */
void images_build(case_t *whole, apr_pool_t *pool);

/* Returns the list that images_build has made. */
const cors_origin_list_t *images_list(const case_list_t *list);

#endif
