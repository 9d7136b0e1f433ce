/* SPDX-License-Identifier: Apache-2.0
 *
 * The printable ASCII characters that a class or an escape of a regular
 * expression matches.
 */
#ifndef CORS_CHARACTERS_H
#define CORS_CHARACTERS_H

#include <stdbool.h>

#define CORS_CHARACTERS_MAX 128

/* All false: none. */
typedef struct {
    bool has[CORS_CHARACTERS_MAX];
} cors_characters_t;

/* All but white space. */
void cors_characters_add_any(cors_characters_t *set);

/* Those that a backslash and this byte match; false: none are known. */
bool cors_characters_add_escape(cors_characters_t *set, char byte);

/* Behind the class whose '[' is at p, or the end of the text. */
const char *cors_class_skip(const char *p);

/* Those of the class whose '[' is at p, into an empty set; false: it is not
 * understood. */
bool cors_class_read(const char *p, cors_characters_t *set);

int cors_characters_count(const cors_characters_t *set);

/* The n-th of a sequence of characters in the set (not empty) that look like
 * no word: letters before digits, and both before all others. There are two
 * such sequences. */
char cors_characters_made_up(const cors_characters_t *set, bool other, int n);

#endif
