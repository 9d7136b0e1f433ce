/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads an expression from left to right, and writes for each atom a text that
 * the atom could match. The syntax is that of PCRE. Look-around and options are
 * skipped. No text is made up for an expression with back-references.
 */
#include "origin/cors_regex_sample.h"

#include <string.h>

#include "origin/cors_regex_characters.h"

#define GROUPS_MAX 256
#define DEPTH_MAX 16   /* groups within groups */
#define RUN_LENGTH 5   /* bytes written for a repetition without a limit */
#define FEW_MEMBERS 10 /* of a class; see write_run */

/* The text that is being written. */
typedef struct {
    unsigned number; /* the part of the number that later choices use */
    unsigned style;
    bool failed;
    int depth;
    int groups;        /* how many groups may still be written */
    const char *begin; /* of the expression */
    char *out;
    const char *end; /* after the last byte of the buffer */
} sample_t;

/* How often an atom may be repeated. */
typedef struct {
    int min;
    int max; /* -1: no limit */
} count_t;

static const char *write_alternative(sample_t *sample, const char *p);

static void write_byte(sample_t *sample, char byte)
{
    if (sample->out + 1 >= sample->end) {
        sample->failed = true;
        return;
    }
    *sample->out++ = byte;
}

/* Chooses one of several ways by the sample's number. */
static unsigned choose(sample_t *sample, unsigned ways)
{
    unsigned chosen = sample->number % ways;

    sample->number /= ways;
    return chosen;
}

/* Returns the position after the "\E" of the "\Q" at p, or the end. */
static const char *skip_quoted(const char *p)
{
    const char *end = strstr(p, "\\E");

    return end ? end + 2 : p + strlen(p);
}

/* Returns the position of the next '|' or ')' of this group, or the end. */
static const char *skip_sequence(const char *p)
{
    int depth = 0;

    while (*p && (depth > 0 || (*p != '|' && *p != ')'))) {
        if (*p == '[') {
            p = cors_regex_characters_skip_class(p);
            continue;
        }
        if (*p == '\\' && p[1] == 'Q') {
            p = skip_quoted(p);
            continue;
        }
        depth += (*p == '(') - (*p == ')');
        p += *p == '\\' && p[1] ? 2 : 1;
    }
    return p;
}

static bool is_possible(const char *text, const cors_regex_characters_t *set,
                        count_t count)
{
    int length = (int)strlen(text);

    if (length < count.min || (count.max >= 0 && length > count.max)) {
        return false;
    }
    while (*text && set->has[(int)*text]) {
        ++text;
    }
    return *text == '\0';
}

/* Writes a public suffix, or a name below one, if the set and the count permit
 * it. Returns false if none is possible. */
static bool write_suffix(sample_t *sample, const cors_regex_characters_t *set,
                         count_t count)
{
    static const char *const suffixes[][2] = {
        {"vbnml.com", "jxzkq.com"}, {"com", "net"}, {"uk", "jp"}};
    size_t i;
    const char *p;

    for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); ++i) {
        p = suffixes[i][sample->style & CORS_SAMPLE_OTHER];
        if (is_possible(p, set, count)) {
            while (*p) {
                write_byte(sample, *p++);
            }
            return true;
        }
    }
    return false;
}

static void write_run(sample_t *sample, const cors_regex_characters_t *set,
                      count_t count)
{
    /* A single character of a small class is the same in both styles. The
     * author of the expression has chosen each member of such a class, and so
     * knows all names that it matches. */
    bool other =
        (sample->style & CORS_SAMPLE_OTHER) != 0
        && !(count.max == 1 && cors_regex_characters_count(set) <= FEW_MEMBERS);
    int length = count.min > RUN_LENGTH ? count.min : RUN_LENGTH;
    int i;

    if ((sample->style & CORS_SAMPLE_SUFFIX)
        && write_suffix(sample, set, count)) {
        return;
    }
    if (count.max >= 0 && length > count.max) {
        length = count.max;
    }
    for (i = 0; i < length && !sample->failed; ++i) {
        write_byte(sample, cors_regex_characters_made_up(set, other, i));
    }
}

static int read_number(const char **p)
{
    int number = 0;

    while (**p >= '0' && **p <= '9' && number < 1000) {
        number = number * 10 + (*(*p)++ - '0');
    }
    return number;
}

/* Reads a quantifier, if there is one; returns the text that follows it. */
static const char *read_count(const char *p, count_t *count)
{
    const char *start = p;

    count->min = *p == '*' || *p == '?' ? 0 : 1;
    count->max = *p == '*' || *p == '+' ? -1 : 1;
    if (*p == '{' && p[1] >= '0' && p[1] <= '9') {
        ++p;
        count->min = count->max = read_number(&p);
        if (*p == ',') {
            ++p;
            count->max = *p == '}' ? -1 : read_number(&p);
        }
        p += *p == '}';
    }
    else {
        p += *p == '*' || *p == '+' || *p == '?';
    }
    return p + (p > start && (*p == '?' || *p == '+')); /* lazy, possessive */
}

/* Chooses how often a literal or a group is written. */
static int choose_times(sample_t *sample, count_t count)
{
    if (count.min > 0) {
        return count.min;
    }
    return count.max != 0 && choose(sample, 2) == 0 ? 1 : 0;
}

/* Whether the group at p is a look-around or a comment. */
static bool writes_nothing(const char *p)
{
    return p[1] == '?'
           && ((p[2] && strchr("=!#", p[2]))
               || (p[2] == '<' && (p[3] == '=' || p[3] == '!')));
}

/* Returns the alternatives of a group: the text after its name or options. */
static const char *group_body(const char *p)
{
    const char *end;

    if (p[1] != '?') {
        return p + 1;
    }
    p += p[2] == 'P' ? 3 : 2;
    if (*p == '<' || *p == '\'') {
        end = strchr(p + 1, *p == '<' ? '>' : '\'');
        return end ? end + 1 : p;
    }
    while (*p && *p != ':' && *p != ')' && *p != '>') {
        ++p;
    }
    return *p == ':' || *p == '>' ? p + 1 : p;
}

static const char *write_group(sample_t *sample, const char *p)
{
    const char *body = group_body(p);
    const char *end = skip_sequence(body);
    count_t count;
    int times;

    while (*end == '|') {
        end = skip_sequence(end + 1);
    }
    if (*end != ')' || ++sample->depth > DEPTH_MAX) {
        sample->failed = true;
        return end;
    }
    end = read_count(end + 1, &count);
    times = writes_nothing(p) ? 0 : choose_times(sample, count);
    for (; times > 0 && !sample->failed; --times) {
        write_alternative(sample, body);
    }
    --sample->depth;
    return end;
}

static const char *write_literal(sample_t *sample, char byte, const char *after)
{
    count_t count;
    const char *end = read_count(after, &count);
    int times;

    for (times = choose_times(sample, count); times > 0 && !sample->failed;
         --times) {
        write_byte(sample, byte);
    }
    return end;
}

static const char *write_set(sample_t *sample,
                             const cors_regex_characters_t *set,
                             const char *after)
{
    count_t count;
    const char *end = read_count(after, &count);
    int members = cors_regex_characters_count(set);
    int i;

    if (members == 1) {
        for (i = 0; !set->has[i]; ++i) {
        }
        return write_literal(sample, (char)i, after);
    }
    sample->failed = sample->failed || members == 0;
    if (!sample->failed) {
        write_run(sample, set, count);
    }
    return end;
}

static const char *write_quoted(sample_t *sample, const char *p)
{
    const char *end = skip_quoted(p);

    for (p += 2; p < end && strncmp(p, "\\E", 2) != 0; ++p) {
        write_byte(sample, *p);
    }
    return end;
}

static const char *write_escape(sample_t *sample, const char *p)
{
    cors_regex_characters_t set = {{false}};
    const char *end;

    if (p[1] && strchr("AzZbBG", p[1])) {
        return p + 2; /* an anchor, not a character */
    }
    if (p[1] == 'Q') {
        return write_quoted(sample, p);
    }
    end = cors_regex_characters_read_escape(p, &set);
    if (!end) {
        sample->failed = true;
        return p + (p[1] ? 2 : 1);
    }
    return write_set(sample, &set, end);
}

/* Whether the '.' at p cannot be a dot of a host, because a label would be
 * empty. */
static bool is_no_dot(const sample_t *sample, const char *p)
{
    return p[1] == '.' || (p > sample->begin && (p[-1] == '.' || p[-1] == '/'));
}

/* A '.' without a quantifier is probably intended as a dot; another warning
 * says so. */
static const char *write_any(sample_t *sample, const char *p)
{
    cors_regex_characters_t set = {{false}};
    count_t count;

    read_count(p + 1, &count);
    if (count.max == 1 && !is_no_dot(sample, p)) {
        return write_literal(sample, '.', p + 1);
    }
    cors_regex_characters_add_any(&set);
    return write_set(sample, &set, p + 1);
}

static const char *write_atom(sample_t *sample, const char *p)
{
    cors_regex_characters_t set = {{false}};

    switch (*p) {
    case '(':
        return write_group(sample, p);
    case '[':
        sample->failed =
            !cors_regex_characters_read_class(p, &set) || sample->failed;
        return write_set(sample, &set, cors_regex_characters_skip_class(p));
    case '\\':
        return write_escape(sample, p);
    case '.':
        return write_any(sample, p);
    case '^':
    case '$':
        return p + 1;
    default:
        return write_literal(sample, *p, p + 1);
    }
}

/* Chooses one of the alternatives that begin at p, and writes it. */
static const char *write_alternative(sample_t *sample, const char *p)
{
    const char *end = skip_sequence(p);
    unsigned ways = 1;
    unsigned chosen;

    if (--sample->groups < 0) {
        sample->failed = true;
    }
    for (; *end == '|'; ++ways) {
        end = skip_sequence(end + 1);
    }
    for (chosen = choose(sample, ways); chosen > 0; --chosen) {
        p = skip_sequence(p) + 1;
    }
    while (*p && *p != '|' && *p != ')' && !sample->failed) {
        p = write_atom(sample, p);
    }
    return end;
}

cors_regex_sample_e cors_regex_sample(const char *expression, unsigned number,
                                      unsigned style, char *text,
                                      apr_size_t size)
{
    sample_t sample = {number,     style,      false, 0,
                       GROUPS_MAX, expression, text,  text + size};
    const char *end;

    if (strlen(expression) > CORS_REGEX_SAMPLE_MAX_LENGTH) {
        return CORS_SAMPLE_UNKNOWN;
    }
    end = write_alternative(&sample, expression);
    *sample.out = '\0';
    if (sample.failed || *end) {
        return CORS_SAMPLE_UNKNOWN;
    }
    return sample.number == 0 ? CORS_SAMPLE_WRITTEN : CORS_SAMPLE_NONE;
}

/* Each alternative, and each part that is optional, at most doubles the number
 * of texts. But a group that is repeated makes its choices again. */
unsigned cors_regex_sample_count(const char *expression)
{
    unsigned count = 1;
    const char *p;

    for (p = expression; *p && count < CORS_REGEX_SAMPLE_CHOICES; ++p) {
        if (*p == '{' && p > expression && p[-1] == ')') {
            return CORS_REGEX_SAMPLE_CHOICES;
        }
        count *= strchr("|?*{", *p) ? 2 : 1;
    }
    return count;
}
