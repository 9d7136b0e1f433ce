/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes untrusted strings into texts of several languages. Each function
 * appends the string to text, changed so that it cannot leave its place.
 */
#ifndef CORS_ESCAPE_H
#define CORS_ESCAPE_H

#include <stdbool.h>

#include "base/cors_text.h"

/* A JSON string with its quotation marks (RFC 8259). '<', '>' and '&' are
 * escaped too. Bytes that are not UTF-8 become U+FFFD. A NULL string becomes
 * null, without quotation marks. */
void cors_escape_json(cors_text_t *text, const char *string);

/* HTML text, or the value of an attribute in quotation marks of either kind.
 * Control characters become \xNN; bytes that are not UTF-8 become U+FFFD. */
void cors_escape_html(cors_text_t *text, const char *string);

/* The value of a label of OpenMetrics, without its quotation marks. Control
 * characters become \xNN with a doubled backslash, except the newline, which
 * becomes \n; bytes that are not UTF-8 become U+FFFD. */
void cors_escape_label(cors_text_t *text, const char *string);

/* Part of a line of plain text: control characters become \xNN, other bytes
 * stay. In all functions, control characters are those below U+0020 and U+007F
 * to U+009F. */
void cors_escape_line(cors_text_t *text, const char *string);

/* A value in the query of a URL: every byte but letters, digits, '-', '.', '_'
 * and '~' becomes %NN (RFC 3986, "unreserved"). */
void cors_escape_query(cors_text_t *text, const char *string);

/* Whether all of the string is UTF-8. */
bool cors_escape_is_utf8(const char *string);

#endif
