/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of origin lists, for the oracle of decisions.
 */
#ifndef MODEL_ROWS_H
#define MODEL_ROWS_H

#include "model.h"

/* Whether the row admits the origin. */
bool model_rows_admit(const char *row, const char *origin,
                      const model_world_t *world);

/* Whether a row of the list denies the origin. */
bool model_rows_deny(const case_list_t *list, const char *origin);

#endif
