/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_characters.h"

#include <string.h>

#define ASCII CORS_REGEX_CHARACTERS_MAX

const char *cors_regex_characters_skip_class(const char *p)
{
    p += p[1] == '^' ? 2 : 1;
    if (*p == ']') {
        ++p;
    }
    while (*p && *p != ']') {
        const char *named = p[0] == '[' && p[1] == ':' ? strstr(p, ":]") : NULL;

        p = named ? named + 2 : p + (*p == '\\' && p[1] ? 2 : 1);
    }
    return *p ? p + 1 : p;
}

static void add_range(cors_regex_characters_t *set, int from, int to)
{
    for (; from <= to && from < ASCII; ++from) {
        set->has[from] = true;
    }
}

static void add_all_but(cors_regex_characters_t *set,
                        const cors_regex_characters_t *others)
{
    int i;

    for (i = '!'; i < ASCII - 1; ++i) {
        set->has[i] = set->has[i] || !others->has[i];
    }
}

static void add_word(cors_regex_characters_t *set)
{
    add_range(set, 'a', 'z');
    add_range(set, 'A', 'Z');
    add_range(set, '0', '9');
    add_range(set, '_', '_');
}

bool cors_regex_characters_add_escape(cors_regex_characters_t *set, char byte)
{
    cors_regex_characters_t others = {{false}};

    switch (byte) {
    case 'd':
        add_range(set, '0', '9');
        return true;
    case 'w':
        add_word(set);
        return true;
    case 'D':
        add_range(&others, '0', '9');
        add_all_but(set, &others);
        return true;
    case 'W':
        add_word(&others);
        add_all_but(set, &others);
        return true;
    case 's':
        return true;
    case 'S':
    case 'N':
        add_all_but(set, &others);
        return true;
    default:
        break;
    }
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte <= ' ' || byte > '~') {
        return false;
    }
    set->has[(int)byte] = true;
    return true;
}

static int digit_value(char byte)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = byte ? strchr(digits, byte) : NULL;

    return found ? (int)(found - digits) % 16 : 16;
}

/* Adds the character whose number begins at p. Returns the text that follows
 * it, NULL if the character is not printable ASCII. */
static const char *read_number(const char *p, int base, int length,
                               cors_regex_characters_t *set)
{
    int number = 0;
    int i;

    for (i = 0; i < length && digit_value(*p) < base; ++i) {
        number = number * base + digit_value(*p++);
    }
    if (number <= ' ' || number >= ASCII - 1) {
        return NULL;
    }
    set->has[number] = true;
    return p;
}

const char *cors_regex_characters_read_escape(const char *p,
                                              cors_regex_characters_t *set)
{
    const char *end;

    if (p[1] == '0') {
        return read_number(p + 2, 8, 2, set);
    }
    if (p[1] == 'x' && p[2] == '{') {
        end = read_number(p + 3, 16, 4, set);
        return end && *end == '}' ? end + 1 : NULL;
    }
    if (p[1] == 'x') {
        return read_number(p + 2, 16, 2, set);
    }
    return cors_regex_characters_add_escape(set, p[1]) ? p + 2 : NULL;
}

static void add_named(cors_regex_characters_t *set, const char *name)
{
    static const struct {
        const char *name, *ranges;
    } classes[] = {
        {"alnum:]", "azAZ09"},  {"alpha:]", "azAZ"}, {"lower:]", "az"},
        {"upper:]", "AZ"},      {"digit:]", "09"},   {"xdigit:]", "afAF09"},
        {"word:]", "azAZ09__"},
    };
    size_t i;
    const char *range;

    for (i = 0; i < sizeof(classes) / sizeof(classes[0]); ++i) {
        if (strncmp(name, classes[i].name, strlen(classes[i].name)) == 0) {
            for (range = classes[i].ranges; *range; range += 2) {
                add_range(set, range[0], range[1]);
            }
        }
    }
}

/* Reads one member of a class, or a range; returns the text that follows it. */
static const char *add_member(cors_regex_characters_t *set, const char *p,
                              bool *failed)
{
    const char *named = p[0] == '[' && p[1] == ':' ? strstr(p, ":]") : NULL;
    const char *end;

    if (named) {
        add_named(set, p + 2);
        return named + 2;
    }
    if (*p == '\\' && p[1]) {
        end = cors_regex_characters_read_escape(p, set);
        *failed = !end || *failed;
        return end ? end : p + 2;
    }
    if (p[1] == '-' && p[2] && p[2] != ']' && p[2] != '\\') {
        add_range(set, (unsigned char)p[0], (unsigned char)p[2]);
        return p + 3;
    }
    add_range(set, (unsigned char)p[0], (unsigned char)p[0]);
    return p + 1;
}

bool cors_regex_characters_read_class(const char *p,
                                      cors_regex_characters_t *set)
{
    const char *end = cors_regex_characters_skip_class(p);
    bool negated = p[1] == '^';
    cors_regex_characters_t members = {{false}};
    bool failed = false;

    p += negated ? 2 : 1;
    if (end - 1 <= p || end[-1] != ']') {
        return false;
    }
    do {
        p = add_member(&members, p, &failed);
    } while (p < end - 1);
    if (negated) {
        add_all_but(set, &members);
    }
    else {
        *set = members;
    }
    return !failed;
}

int cors_regex_characters_count(const cors_regex_characters_t *set)
{
    int members = 0;
    int i;

    for (i = 0; i < ASCII; ++i) {
        members += set->has[i];
    }
    return members;
}

char cors_regex_characters_made_up(const cors_regex_characters_t *set,
                                   bool other, int n)
{
    static const char *const orders[] = {
        "vbnmlkqwhzrtxcpsdfgjyuioae4517206839",
        "jxzkqwvyhgdbtnrmpslcfauoie3806417295",
    };
    const char *order = orders[other];
    int usable = 0;
    const char *p;
    int i;

    for (p = order; *p; ++p) {
        usable += set->has[(int)*p];
    }
    if (usable > 0) {
        n %= usable;
        for (p = order; !set->has[(int)*p] || n-- > 0; ++p) {
        }
        return *p;
    }
    for (i = 0; i < ASCII - 1 && !set->has[i]; ++i) {
    }
    return (char)i;
}

void cors_regex_characters_add_any(cors_regex_characters_t *set)
{
    const cors_regex_characters_t none = {{false}};

    add_all_but(set, &none);
}
