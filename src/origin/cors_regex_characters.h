/* SPDX-License-Identifier: Apache-2.0
 *
 * The printable ASCII characters that a class or an escape of a regular
 * expression matches.
 */
#ifndef CORS_REGEX_CHARACTERS_H
#define CORS_REGEX_CHARACTERS_H

#include <stdbool.h>

#define CORS_REGEX_CHARACTERS_MAX 128

/* All members false: the empty set. */
typedef struct {
    bool has[CORS_REGEX_CHARACTERS_MAX];
} cors_regex_characters_t;

/* Adds all characters but white space. */
void cors_regex_characters_add_any(cors_regex_characters_t *set);

/* Adds the characters that the escape of a backslash and this byte matches.
 * Returns false if the escape is not known. */
bool cors_regex_characters_add_escape(cors_regex_characters_t *set, char byte);

/* Adds the characters that the escape at p matches; p is at its backslash. The
 * escape may give a character by its number ("\x2e", "\x{2e}", "\056"). Returns
 * the position after the escape, or NULL if it is not known. */
const char *cors_regex_characters_read_escape(const char *p,
                                              cors_regex_characters_t *set);

/* Returns the position after the class whose '[' is at p, or the end of the
 * text if the class does not end. */
const char *cors_regex_characters_skip_class(const char *p);

/* Reads the class whose '[' is at p into *set, which must be empty. Returns
 * false if its syntax is not supported. */
bool cors_regex_characters_read_class(const char *p,
                                      cors_regex_characters_t *set);

int cors_regex_characters_count(const cors_regex_characters_t *set);

/* Returns the n-th character, from 0, of a sequence that forms no word: the
 * lower-case letters of the set, then its digits, and again from the beginning.
 * If the set has none of these, it is the first character of the set. The set
 * must not be empty. There are two such sequences; other selects the second
 * one. */
char cors_regex_characters_made_up(const cors_regex_characters_t *set,
                                   bool other, int n);

#endif
