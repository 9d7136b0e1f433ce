/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_literals.h"

#include <string.h>

#include "origin/cors_regex_characters.h"

/* Results of reading an element that is not a literal character. */
enum {
    BREAK = 0,   /* ends a part */
    NOTHING = -1 /* does not end it */
};

static int lower(int byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

static bool is_alphanumeric(int byte)
{
    return (lower(byte) >= 'a' && lower(byte) <= 'z')
           || (byte >= '0' && byte <= '9');
}

static int literal(int byte)
{
    return is_alphanumeric(byte) || (byte && strchr("-_.:", byte)) ? lower(byte)
                                                                   : BREAK;
}

static int only_member(const cors_regex_characters_t *set)
{
    int i;

    if (cors_regex_characters_count(set) != 1) {
        return BREAK;
    }
    for (i = 0; !set->has[i]; ++i) {
    }
    return literal(i);
}

static int read_class(cors_regex_literals_t *literals)
{
    cors_regex_characters_t set = {{false}};
    bool known = cors_regex_characters_read_class(literals->p, &set);

    literals->p = cors_regex_characters_skip_class(literals->p);
    return known ? only_member(&set) : BREAK;
}

static int read_escape(cors_regex_literals_t *literals)
{
    cors_regex_characters_t set = {{false}};
    const char *end = cors_regex_characters_read_escape(literals->p, &set);

    if (literals->p[1] == 'Q') {
        literals->quoted = true;
        literals->p += 2;
        return NOTHING;
    }
    literals->p = end ? end : literals->p + (literals->p[1] ? 2 : 1);
    return end ? only_member(&set) : BREAK;
}

static int read_quoted(cors_regex_literals_t *literals)
{
    if (strncmp(literals->p, "\\E", 2) == 0) {
        literals->quoted = false;
        literals->p += 2;
        return NOTHING;
    }
    return literal(*literals->p++);
}

/* A part of a group's name may be read as a literal part. That is harmless. */
static int open_group(cors_regex_literals_t *literals)
{
    const char *p = literals->p;
    const char *kind = p[1] == '?' ? p + 2 + strspn(p + 2, "<imsxJUnP-^") : p;

    ++literals->depth;
    if (kind == p) {
        ++literals->p;
        return NOTHING;
    }
    literals->p = *kind && strchr(":=!>", *kind) ? kind + 1 : kind;
    if ((*kind == '=' || *kind == '!') && literals->look_depth == 0) {
        literals->look_depth = literals->depth;
    }
    return *kind == ':' ? NOTHING : BREAK;
}

/* A look-around matches no characters, so its text and the text after it are
 * separate parts. */
static int close_group(cors_regex_literals_t *literals)
{
    bool looks = literals->depth == literals->look_depth;

    ++literals->p;
    literals->depth -= literals->depth > 0;
    if (looks) {
        literals->look_depth = 0;
    }
    return looks ? BREAK : NOTHING;
}

/* A '.' between letters or digits is probably intended as a dot. */
static int read_any(cors_regex_literals_t *literals, int previous)
{
    ++literals->p;
    return is_alphanumeric(previous) && is_alphanumeric(*literals->p) ? '.'
                                                                      : BREAK;
}

static int read_element(cors_regex_literals_t *literals, int previous)
{
    if (literals->quoted) {
        return read_quoted(literals);
    }
    switch (*literals->p) {
    case '[':
        return read_class(literals);
    case '\\':
        return read_escape(literals);
    case '(':
        return open_group(literals);
    case ')':
        return close_group(literals);
    case '.':
        return read_any(literals, previous);
    case '{':
        literals->p += strcspn(literals->p, "}");
        return BREAK;
    case '*':
    case '+':
    case '?':
    case '^':
    case '$':
    case ' ':
        ++literals->p;
        return NOTHING;
    default:
        return literal(*literals->p++);
    }
}

void cors_regex_literals_start(cors_regex_literals_t *literals,
                               const char *expression)
{
    memset(literals, 0, sizeof(*literals));
    literals->p = expression;
}

bool cors_regex_literals_next(cors_regex_literals_t *literals, char *part,
                              apr_size_t size)
{
    apr_size_t length = 0;
    int previous = BREAK;

    while (*literals->p) {
        int byte = read_element(literals, previous);

        if (byte == BREAK && length > 0) {
            break;
        }
        if (byte > 0 && length + 1 < size) {
            part[length++] = (char)byte;
        }
        previous = byte;
    }
    part[length] = '\0';
    return length > 0;
}
