/* SPDX-License-Identifier: Apache-2.0
 *
 * Decodes each character, and descends into each value.
 */
#include "naive_text.h"

#include <stddef.h>
#include <string.h>

#define DEPTH_MAX 20

/* Returns the bytes after one character, or NULL. */
static const char *skip_character(const char *text)
{
    unsigned char first = (unsigned char)*text;
    int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    unsigned long code = more ? first & (0x3Fu >> more) : first;
    static const unsigned long smallest[] = {1, 0x80, 0x800, 0x10000};
    int i;

    if ((first >= 0x80 && first < 0xC0) || first >= 0xF8) {
        return NULL;
    }
    for (i = 1; i <= more; ++i) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) {
            return NULL;
        }
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    }
    if (code < smallest[more] || code > 0x10FFFF
        || (code >= 0xD800 && code <= 0xDFFF)) {
        return NULL;
    }
    return text + 1 + more;
}

bool naive_is_utf8(const char *text)
{
    while (text && *text) {
        text = skip_character(text);
    }
    return text != NULL;
}

static const char *skip_blanks(const char *text)
{
    return text ? text + strspn(text, " \t\r\n") : NULL;
}

static const char *skip_string(const char *text)
{
    if (*text++ != '"') {
        return NULL;
    }
    while (*text != '"') {
        if ((unsigned char)*text < ' ') {
            return NULL;
        }
        if (*text == '\\' && text[1] == 'u') {
            if (strspn(text + 2, "0123456789abcdefABCDEF") < 4) {
                return NULL;
            }
            text += 6;
        }
        else if (*text == '\\') {
            if (!text[1] || !strchr("\"\\/bfnrt", text[1])) {
                return NULL;
            }
            text += 2;
        }
        else {
            text = skip_character(text);
            if (!text) {
                return NULL;
            }
        }
    }
    return text + 1;
}

static const char *skip_value(const char *text, int depth);

/* Skips the members of an object, or the elements of an array. */
static const char *skip_members(const char *text, char end, int depth)
{
    text = skip_blanks(text + 1);
    if (*text == end) {
        return text + 1;
    }
    while (true) {
        if (end == '}') {
            text = skip_blanks(skip_string(text));
            if (!text || *text != ':') {
                return NULL;
            }
            text = skip_blanks(text + 1);
        }
        text = skip_blanks(skip_value(text, depth));
        if (!text || *text != ',') {
            return text && *text == end ? text + 1 : NULL;
        }
        text = skip_blanks(text + 1);
    }
}

static const char *skip_value(const char *text, int depth)
{
    static const char *const words[] = {"null", "true", "false"};
    size_t i;

    if (depth > DEPTH_MAX) {
        return NULL;
    }
    if (*text == '"') {
        return skip_string(text);
    }
    if (*text == '{' || *text == '[') {
        return skip_members(text, *text == '{' ? '}' : ']', depth + 1);
    }
    for (i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
        if (strncmp(text, words[i], strlen(words[i])) == 0) {
            return text + strlen(words[i]);
        }
    }
    /* Integers without sign: the writers have no others. */
    i = strspn(text, "0123456789");
    return i > 0 && (*text != '0' || i == 1) ? text + i : NULL;
}

bool naive_is_json_object(const char *text)
{
    const char *end = *text == '{' ? skip_value(text, 0) : NULL;

    return end && *end == '\0';
}
