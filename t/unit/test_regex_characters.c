/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_characters.h"

#include "unit.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define WORD DIGITS UPPER "_" LOWER
#define MARKS_1 "!\"#$%&'()*+,-./"
#define MARKS_2 ":;<=>?@"
#define MARKS_3 "[\\]^"
#define MARKS_4 "{|}~"
#define NO_WORD MARKS_1 MARKS_2 MARKS_3 "`" MARKS_4
#define ANY MARKS_1 DIGITS MARKS_2 UPPER MARKS_3 "_`" LOWER MARKS_4

/* The members in the order of ASCII. */
static const char *members_of(const cors_regex_characters_t *set)
{
    char *text = apr_palloc(unit_pool, CORS_REGEX_CHARACTERS_MAX + 1);
    int length = 0;
    int i;

    for (i = 0; i < CORS_REGEX_CHARACTERS_MAX; ++i) {
        if (set->has[i]) {
            text[length++] = (char)i;
        }
    }
    text[length] = '\0';
    ck_assert_int_eq(cors_regex_characters_count(set), length);
    return text;
}

static const struct {
    char byte;
    const char *want; /* NULL: none are known */
} escapes[] = {
    {'d', DIGITS},
    {'w', WORD},
    {'D', MARKS_1 MARKS_2 UPPER MARKS_3 "_`" LOWER MARKS_4},
    {'W', NO_WORD},
    {'S', ANY},
    {'N', ANY},
    {'.', "."},
    {'/', "/"},
    {'!', "!"},
    {'`', "`"},
    {'{', "{"},
    {'~', "~"},
    {'@', "@"},
    {'[', "["},
    {':', ":"},
    {'_', "_"},
    {'s', ""},
    {'a', NULL},
    {'z', NULL},
    {'A', NULL},
    {'Z', NULL},
    {'0', NULL},
    {'9', NULL},
    {' ', NULL},
    {'\x7f', NULL},
    {'\xc3', NULL},
    {'\0', NULL},
};

START_TEST(test_escapes)
{
    cors_regex_characters_t set = {{false}};
    bool known = cors_regex_characters_add_escape(&set, escapes[_i].byte);
    const char *got = known ? members_of(&set) : NULL;

    ck_assert_msg(same_text(got, escapes[_i].want), "'%c': got %s",
                  escapes[_i].byte, shown(got));
}
END_TEST

/* The text after the class, and the members of the class. */
static const struct {
    const char *text, *rest, *want;
} classes[] = {
    {"[a]b", "b", "a"},
    {"[a-c]", "", "abc"},
    {"[a-c-]", "", "-abc"},
    {"[-a]", "", "-a"},
    {"[a-]", "", "-a"},
    {"[c-a]", "", ""},
    {"[]a]]", "]", "]a"},
    {"[.*+]+", "+", "*+."},
    {"[\\]]x", "x", "]"},
    {"[\\d.]", "", "." DIGITS},
    {"[\\w-]", "", "-" WORD},
    {"[a-\\d]", "", "-" DIGITS "a"},
    {"[[:digit:]x]y", "y", DIGITS "x"},
    {"[[:xdigit:]]", "", DIGITS "ABCDEFabcdef"},
    {"[[:alnum:]]", "", DIGITS UPPER LOWER},
    {"[[:alpha:]]", "", UPPER LOWER},
    {"[[:lower:][:upper:]]", "", UPPER LOWER},
    {"[[:word:]]", "", WORD},
    {"[[:punct:]]", "", ""},
    {"[[a]", "", "[a"},
    {"[[-]:]", ":]", "-["},
    {"[a:]", "", ":a"},
    {"[^a-zA-Z0-9_]", "", NO_WORD},
    {"[^]]x", "x", MARKS_1 DIGITS MARKS_2 UPPER "[\\^_`" LOWER MARKS_4},
    {"[^\\S]", "", ""},
    {"[\xc3]", "", ""},
    {"[", "", NULL},
    {"[^", "", NULL},
    {"[]", "", NULL},
    {"[^]", "", NULL},
    {"[a", "", NULL},
    {"[\\s]", "", ""},
    {"[a\\", "", NULL},
};

START_TEST(test_classes)
{
    const char *text = classes[_i].text;
    cors_regex_characters_t set = {{false}};
    bool known = cors_regex_characters_read_class(text, &set);
    const char *got = known ? members_of(&set) : NULL;

    ck_assert_msg(same_text(got, classes[_i].want), "'%s': got %s", text,
                  shown(got));
    ck_assert_msg(
        same_text(cors_regex_characters_skip_class(text), classes[_i].rest),
        "'%s': leaves '%s'", text, cors_regex_characters_skip_class(text));
}
END_TEST

START_TEST(test_any)
{
    cors_regex_characters_t set = {{false}};

    cors_regex_characters_add_any(&set);
    ck_assert_str_eq(members_of(&set), ANY);
}
END_TEST

/* Each sequence has every letter and digit once. Their beginnings differ. */
START_TEST(test_made_up)
{
    cors_regex_characters_t set = {{false}};
    int other;
    int i;

    cors_regex_characters_add_any(&set);
    for (other = 0; other < 2; ++other) {
        cors_regex_characters_t seen = {{false}};

        for (i = 0; i < 36; ++i) {
            seen.has[(int)cors_regex_characters_made_up(&set, other, i)] = true;
        }
        ck_assert_str_eq(members_of(&seen), DIGITS LOWER);
        ck_assert(cors_regex_characters_made_up(&set, other, 36)
                  == cors_regex_characters_made_up(&set, other, 0));
    }
    for (i = 0; i < 5; ++i) {
        ck_assert(cors_regex_characters_made_up(&set, false, i)
                  != cors_regex_characters_made_up(&set, true, i));
    }
    memset(&set, 0, sizeof(set));
    set.has['-'] = set.has['.'] = true;
    ck_assert(cors_regex_characters_made_up(&set, true, 3) == '-');
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_escapes, 0, ROWS(escapes));
    tcase_add_loop_test(tests, test_classes, 0, ROWS(classes));
    tcase_add_test(tests, test_any);
    tcase_add_test(tests, test_made_up);
    return unit_finish("cors_regex_characters", tests);
}
