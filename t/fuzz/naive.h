/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of origins, patterns and names: written from the standards and the
 * manual, as simply as possible, without regard to speed, and without code of
 * the core. Any difference between it and the core is a bug in one of them.
 */
#ifndef NAIVE_H
#define NAIVE_H

#include <stdbool.h>

/* Whether the text is exactly one serialized origin other than "null". */
bool naive_is_origin(const char *text);

/* Whether the text is an origin pattern. */
bool naive_is_pattern(const char *text);

/* Whether the pattern, which must be legal, allows the origin; "*" allows all.
 */
bool naive_admits(const char *pattern, const char *origin);

/* Whether a deny rule for the pattern names the origin. */
bool naive_denies(const char *pattern, const char *origin);

/* Whether the origin or pattern is http and not on loopback. */
bool naive_is_insecure(const char *text);

/* The host after "*.", in a static buffer; NULL if the pattern has none. */
const char *naive_parent(const char *pattern);

bool naive_is_token(const char *text);

/* Whether a list of words separated by '|' has the word. */
bool naive_is_one_of(const char *list, const char *word);
bool naive_is_one_of_any_case(const char *list, const char *word);

/* The legal values of a directive's list of names. */
bool naive_is_method(const char *text);
bool naive_is_request_header(const char *text);
bool naive_is_response_header(const char *text);

#endif
