/* SPDX-License-Identifier: Apache-2.0
 *
 * Escapes strings character by character. A character is one byte of ASCII, or
 * the bytes of one code point in UTF-8 (RFC 3629).
 */
#include "base/cors_escape.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD in UTF-8 */

static const char digits_lower[] = "0123456789abcdef";
static const char digits_upper[] = "0123456789ABCDEF";

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Returns whether the second byte of a sequence of UTF-8 is possible after the
 * first one: no overlong form, no surrogate, nothing above U+10FFFF. */
static bool is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return is_continuation(second);
    }
}

/* Returns the number of bytes of the character at p, which is not at its end; 0
 * if it is not UTF-8. */
static apr_size_t length_of(const char *p)
{
    const unsigned char *bytes = (const unsigned char *)p;
    apr_size_t length, i;

    if (bytes[0] < 0x80) {
        return 1;
    }
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || !is_second(bytes[0], bytes[1])) {
        return 0;
    }
    length = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    for (i = 2; i < length; ++i) {
        if (!is_continuation(bytes[i])) {
            return 0;
        }
    }
    return length;
}

bool cors_escape_is_utf8(const char *string)
{
    apr_size_t length = 1;

    while (*string && length > 0) {
        length = length_of(string);
        string += length;
    }
    return length > 0;
}

/* C1 controls too, U+0080 to U+009F: some terminals obey them. */
static bool is_control(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte < 0x20 || (byte >= 0x7F && byte < 0xA0);
}

/* Returns whether the two bytes of a character are a C1 control, which is then
 * written as one character. */
static bool is_c1(const char *p, apr_size_t length)
{
    return length == 2 && p[0] == '\xC2' && is_control(p[1]);
}

/* Appends the text in which a character below U+00A0 appears in a language. */
typedef void write_character_t(cors_text_t *text, char c);

static void write_utf8(cors_text_t *text, const char *string,
                       write_character_t *write_character)
{
    while (*string) {
        apr_size_t length = length_of(string);

        if (length == 0) {
            cors_text_add(text, REPLACEMENT);
            ++string;
            continue;
        }
        if (length == 1 || is_c1(string, length)) {
            write_character(text, string[length - 1]);
        }
        else {
            cors_text_add_bytes(text, string, length);
        }
        string += length;
    }
}

static void write_hex(cors_text_t *text, const char *prefix, char c,
                      const char *digits)
{
    char hex[2] = {digits[(unsigned char)c >> 4], digits[c & 0xF]};

    cors_text_add(text, prefix);
    cors_text_add_bytes(text, hex, sizeof(hex));
}

static void write_json(cors_text_t *text, char c)
{
    if (c == '"' || c == '\\') {
        cors_text_add_bytes(text, "\\", 1);
        cors_text_add_bytes(text, &c, 1);
    }
    else if (is_control(c) || c == '<' || c == '>' || c == '&') {
        write_hex(text, "\\u00", c, digits_lower);
    }
    else {
        cors_text_add_bytes(text, &c, 1);
    }
}

void cors_escape_json(cors_text_t *text, const char *string)
{
    if (!string) {
        cors_text_add(text, "null");
        return;
    }
    cors_text_add(text, "\"");
    write_utf8(text, string, write_json);
    cors_text_add(text, "\"");
}

static void write_html(cors_text_t *text, char c)
{
    switch (c) {
    case '&':
        cors_text_add(text, "&amp;");
        break;
    case '<':
        cors_text_add(text, "&lt;");
        break;
    case '>':
        cors_text_add(text, "&gt;");
        break;
    case '"':
        cors_text_add(text, "&quot;");
        break;
    case '\'':
        cors_text_add(text, "&#39;");
        break;
    default:
        if (is_control(c)) {
            write_hex(text, "\\x", c, digits_lower);
        }
        else {
            cors_text_add_bytes(text, &c, 1);
        }
        break;
    }
}

void cors_escape_html(cors_text_t *text, const char *string)
{
    write_utf8(text, string, write_html);
}

static void write_label(cors_text_t *text, char c)
{
    if (c == '\n') {
        cors_text_add(text, "\\n");
    }
    else if (is_control(c)) {
        write_hex(text, "\\\\x", c, digits_lower);
    }
    else {
        if (c == '"' || c == '\\') {
            cors_text_add(text, "\\");
        }
        cors_text_add_bytes(text, &c, 1);
    }
}

void cors_escape_label(cors_text_t *text, const char *string)
{
    write_utf8(text, string, write_label);
}

void cors_escape_line(cors_text_t *text, const char *string)
{
    while (*string) {
        apr_size_t length = length_of(string);

        if (length == 0) {
            length = 1;
        }
        if ((length == 1 && is_control(*string)) || is_c1(string, length)) {
            write_hex(text, "\\x", string[length - 1], digits_lower);
        }
        else {
            cors_text_add_bytes(text, string, length);
        }
        string += length;
    }
}

void cors_escape_query(cors_text_t *text, const char *string)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "abcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *string; ++string) {
        if (strchr(unreserved, *string)) {
            cors_text_add_bytes(text, string, 1);
        }
        else {
            write_hex(text, "%", *string, digits_upper);
        }
    }
}
