/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens: the texts that methods and header names consist of. RFC 9110, 5.6.2.
 */
#ifndef CORS_TOKEN_H
#define CORS_TOKEN_H

#include <stdbool.h>

#include <apr.h>

/* Whether the text is a token of RFC 9110, 5.6.2. */
bool cors_token_is_valid(const char *text, apr_size_t length);

/* The token among a NULL-terminated list that equals this one without regard to
 * case, or NULL. */
const char *cors_token_find(const char *const *tokens, const char *token,
                            apr_size_t length);

#endif
