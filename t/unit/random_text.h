/* SPDX-License-Identifier: Apache-2.0
 *
 * Random texts that resemble origins, for properties that are true of every
 * text.
 */
#ifndef RANDOM_TEXT_H
#define RANDOM_TEXT_H

#include "unit.h"

/* Joins random pieces. */
static inline const char *random_text(uint64_t *state)
{
    static const char *const pieces[] = {
        "https",   "http",      "HTTP",
        "app",     "file",      "://",
        "://",     ":",         "/",
        "//",      "*",         "*.",
        "example", ".",         ".",
        "com",     "localhost", "127.0.0.1",
        "0x7f",    "1",         "080",
        "443",     ":80",       ":*",
        "[::1]",   "[",         "]",
        "@",       "u",         "?",
        "#",       "\\",        " ",
        ",",       "-",         "_",
        "null",    "A",         "0",
        "%",       "b\xc3\xbc", "\xe3\x80\x82",
        "\xff",    "${X}",      "[0:0:0:0:0:0:0:1]",
        "~",
    };
    const char *text = "";
    unsigned count = 1 + unit_random(state, 7);

    while (count-- > 0) {
        text = apr_pstrcat(unit_pool, text,
                           pieces[unit_random(state, ROWS(pieces))], NULL);
    }
    return text;
}

#endif
