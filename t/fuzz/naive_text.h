/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of texts in several languages, for the oracle: written from the
 * standards, as simply as possible, without code of the core.
 */
#ifndef NAIVE_TEXT_H
#define NAIVE_TEXT_H

#include <stdbool.h>

/* Whether the text is UTF-8 (RFC 3629). */
bool naive_is_utf8(const char *text);

/* Whether the text is exactly one JSON object (RFC 8259), of no more than 20
 * nested values. */
bool naive_is_json_object(const char *text);

#endif
