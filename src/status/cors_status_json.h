/* SPDX-License-Identifier: Apache-2.0
 *
 * The status as JSON, for programs.
 */
#ifndef CORS_STATUS_JSON_H
#define CORS_STATUS_JSON_H

#include "status/cors_status.h"

/* Appends one object, in ASCII and UTF-8, and a newline. */
void cors_status_json(cors_text_t *text, const cors_status_t *status);

#endif
