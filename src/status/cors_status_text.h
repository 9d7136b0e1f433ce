/* SPDX-License-Identifier: Apache-2.0
 *
 * The status as lines "Key: value", for people at a terminal and for grep.
 */
#ifndef CORS_STATUS_TEXT_H
#define CORS_STATUS_TEXT_H

#include "status/cors_status.h"

/* Appends the lines. */
void cors_status_text(cors_text_t *text, const cors_status_t *status);

/* Appends the lines of the totals only, which say nothing about any origin:
 * CorsDecisions, CorsRefused, CorsEnforced. */
void cors_status_text_totals(cors_text_t *text, const cors_status_t *status);

#endif
