/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_origin_list.h"

#include "origin/cors_origin_set.h"
#include "origin/cors_public_suffix.h"

#include "lists.h"

/* Returns "number" and the pattern of a row, "-" for none. */
static const char *shown_row(const cors_origin_list_row_t *row,
                             const char *origin)
{
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    return row->number == 0
               ? "-"
               : apr_psprintf(unit_pool, "%u %s%s%s", row->number,
                              cors_origin_list_pattern(row, &lookup, unit_pool),
                              row->without_dot ? " dot" : "",
                              row->dangerous ? " dangerous" : "");
}

static const struct {
    const char *rows, *origin, *admits, *denies;
} lookups[] = {
    {"https://a.example", "https://a.example", "1 https://a.example", "="},
    {"https://a.example", "https://a.example:8443", "-", "="},
    {"https://a.example", "https://b.example", "-", "="},
    {"https://a.example", "https://a.exampl", "-", "="},
    {"https://a.example", "https://a.example.", "-", "1 https://a.example dot"},
    {"https://a.example:8443", "https://a.example.:8443", "-",
     "1 https://a.example:8443 dot"},
    {"https://a.example:9090", "https://a.example.:9090", "-",
     "1 https://a.example:9090 dot"},
    {"https://*.example:*", "https://a.example.:89", "-",
     "1 https://*.example:* dot"},
    {"https://a.example.", "https://a.example", "-", "="},
    {"https://a.example.", "https://a.example.", "1 https://a.example.", "="},
    {"a://b", "a://b", "1 a://b", "="},
    {"a://", "a://", "1 a://", "="},
    {"app://x", "app://X", "-", "="},
    {"https://[::1]", "https://[::1]", "1 https://[::1]", "="},
    {"https://[::1]:*", "https://[::1]:7", "1 https://[::1]:*", "="},
    {"https://1.2.3.4:*", "https://1.2.3.4", "1 https://1.2.3.4:*", "="},
    {"x y z", "https://a.example", NULL, NULL},

    {"https://*.a.example", "https://a.example", "-", "="},
    {"https://*.a.example", "https://x.a.example", "1 https://*.a.example",
     "="},
    {"https://*.a.example", "https://y.x.a.example", "1 https://*.a.example",
     "="},
    {"https://*.a.example", "https://xa.example", "-", "="},
    {"https://*.a.example", "https://x.a.example:8443", "-", "="},
    {"https://*.a.example", "http://x.a.example", "-", "="},
    {"https://*.a.example", "https://x.a.example.", "-",
     "1 https://*.a.example dot"},
    {"https://*.a.example:8443", "https://x.a.example:8443",
     "1 https://*.a.example:8443", "="},
    {"https://*.a.example:*", "https://x.a.example", "1 https://*.a.example:*",
     "="},
    {"https://*.a.example:*", "https://x.a.example:8443",
     "1 https://*.a.example:*", "="},
    {"https://*.a.example:*", "https://x.a.example.:8443", "-",
     "1 https://*.a.example:* dot"},
    {"https://a.example:*", "https://a.example:8443", "1 https://a.example:*",
     "="},
    {"https://a.example:*", "https://x.a.example", "-", "="},
    {"https://*.a.example.", "https://x.a.example.", "1 https://*.a.example.",
     "="},
    {"https://*.a.example", "https://*.a.example", "-", "="},
    {"https://a.example:*", "https://a.example:*", "-", "="},
    {"https://*.a.example", "null", "-", "="},
    {"https://*.a.example", "file://", "-", "="},
    {"https://*.a.example", "", "-", "="},
    {"https://*.a.example", "https://x.a.example/", "-", "="},
    {"https://*.a.example", "https://.a.example", "-", "="},
    {"https://*.a.example", "app://x.a.example", "-", "="},
    {"https://*.a.example", "https://.", "-", "="},
    {"https://*.a.example:8443", "https://x.a.example:844", "-", "="},
    {"https://*.a.example", ".a.example", "-", "="},
    {"https://a.example:*", "/a.example", "-", "="},
    {"ws://*.a", "ws://b.a", "1 ws://*.a", "="},
    {"ws://*.a:*", "ws://b.a:7", "1 ws://*.a:*", "="},
    {"ws://a:*", "ws://a", "1 ws://a:*", "="},
    {"ws://a:*", "ws://b", "-", "="},
    {"ws://a", "ws://a.", "-", "1 ws://a dot"},
    {"ftp://*.a", "wss://b.a", "-", "="},
    {"wss://*.a", "ftp://b.a", "-", "="},
    {"wss://*.a ftp://*.a", "ftp://b.a", "2 ftp://*.a", "="},
    {"wss://*.a ftp://*.a", "wss://b.a", "1 wss://*.a", "="},
    {"https://a.example", "https://a.example.:1", "-", "="},
    {"https://a.example:65535", "https://a.example.:65535", "-",
     "1 https://a.example:65535 dot"},

    {"https://*.example https://*.a.example https://x.a.example:* "
     "https://x.a.example",
     "https://x.a.example", "4 https://x.a.example", "="},
    {"https://*.example https://*.a.example https://x.a.example:*",
     "https://x.a.example", "3 https://x.a.example:*", "="},
    {"https://*.example https://*.a.example:* https://*.a.example",
     "https://x.a.example", "3 https://*.a.example", "="},
    {"https://*.example https://*.a.example:* https://*.a.example:8443",
     "https://x.a.example", "2 https://*.a.example:*", "="},
    {"https://*.example https://*.b.example", "https://x.a.example",
     "1 https://*.example", "="},
    {"https://a.example https://a.example", "https://a.example",
     "1 https://a.example", "="},

    {"http://a.example", "http://a.example", "-",
     "1 http://a.example dangerous"},
    {"http://a.example", "http://a.example.", "-",
     "1 http://a.example dot dangerous"},
    {"http://a.example http://*.example", "http://a.example", "-",
     "1 http://a.example dangerous"},
    {"http://localhost:*", "http://localhost:3000", "1 http://localhost:*",
     "="},
};

START_TEST(test_lookup)
{
    const char *origin = lookups[_i].origin;
    const char *denies = lookups[_i].denies;
    cors_origin_list_t list = list_create(20);
    cors_origin_list_answer_t answer;
    cors_list_build_t build;

    if (list_build(&list, lookups[_i].rows, &build) == CORS_LIST_BUILD_OK) {
        list_publish(&list, lookups[_i].rows);
    }
    answer = ask(&list, origin);
    ck_assert_int_eq(answer.available, lookups[_i].admits != NULL);
    if (answer.available) {
        const char *got = shown_row(&answer.admits, origin);

        ck_assert_msg(same_text(got, lookups[_i].admits),
                      "{%s} '%s': admits %s, want %s", lookups[_i].rows, origin,
                      got, lookups[_i].admits);
        denies = strcmp(denies, "=") == 0 ? lookups[_i].admits : denies;
        got = shown_row(&answer.denies, origin);
        ck_assert_msg(same_text(got, denies), "{%s} '%s': denies %s, want %s",
                      lookups[_i].rows, origin, got, denies);
    }
    free(list.image);
}
END_TEST

/* A dangerous wildcard does not hide a less specific one. */
START_TEST(test_dangerous)
{
    cors_origin_list_t list =
        list_of("https://*.co.uk https://*.uk:* https://*.a.co.uk "
                "https://www.co.uk");
    cors_origin_list_answer_t answer = ask(&list, "https://b.co.uk");

    ck_assert_str_eq(shown_row(&answer.admits, "https://b.co.uk"), "-");
    ck_assert_str_eq(shown_row(&answer.denies, "https://b.co.uk"),
                     "1 https://*.co.uk dangerous");
    answer = ask(&list, "https://x.a.co.uk");
    ck_assert_uint_eq(answer.admits.number, 3);
    ck_assert_uint_eq(ask(&list, "https://www.co.uk").admits.number, 4);
    list_publish(&list, "https://*.co.uk https://co.uk:*");
    ck_assert_uint_eq(ask(&list, "https://co.uk").admits.number, 2);
    list_publish(&list, "https://*.s3.amazonaws.com https://*.amazonaws.com");
    answer = ask(&list, "https://x.s3.amazonaws.com");
    ck_assert_uint_eq(answer.denies.number, 1);
    ck_assert(answer.denies.dangerous);
    ck_assert_uint_eq(answer.admits.number, 2);
    free(list.image);
}
END_TEST

/* Texts of each length, the longest origin and longer ones. */
START_TEST(test_lengths)
{
    char text[CORS_ORIGIN_MAX_LENGTH + 3];
    int length;

    memset(text, 'a', sizeof(text));
    memcpy(text, "https://", 8);
    for (length = 9; length < (int)sizeof(text); ++length) {
        cors_origin_list_t list = list_create(1);
        cors_list_build_t build;
        cors_origin_t origin;
        char *copy;
        bool valid;
        int i;

        for (i = 8; i < length; ++i) {
            text[i] = i % 50 == 0 && i + 1 < length ? '.' : 'a';
        }
        valid = cors_origin_parse(text, (apr_size_t)length, &origin)
                == CORS_ORIGIN_OK;
        text[length] = '\0';
        list_build(&list, text, &build);
        ck_assert_int_eq(build.rows, valid);
        if (valid) {
            list_publish(&list, text);
        }
        copy = exact_copy(text, (size_t)length + 1);
        ck_assert_int_eq(ask(&list, copy).admits.number, valid);
        copy[length - 1] = 'b';
        ck_assert_int_eq(ask(&list, copy).denies.number, 0);
        free(copy);
        free(list.image);
    }
}
END_TEST

/* Wildcards of hosts of every length, with the longest port. */
START_TEST(test_suffixes)
{
    char host[CORS_HOST_MAX_LENGTH + 2];
    int length, i;

    for (length = 1; length <= CORS_HOST_MAX_LENGTH - 2; ++length) {
        cors_origin_list_t list = list_create(1);

        for (i = 0; i < length; ++i) {
            host[i] = i % 50 == 49 && i + 1 < length ? '.' : 'a';
        }
        host[length] = '\0';
        list_publish(&list,
                     apr_psprintf(unit_pool, "https://*.%s:65535", host));
        ck_assert_uint_eq(
            ask(&list, apr_psprintf(unit_pool, "https://x.%s:65535", host))
                .denies.number,
            1);
        ck_assert_uint_eq(
            ask(&list, apr_psprintf(unit_pool, "https://x.a%s:65535", host))
                .denies.number,
            0);
        free(list.image);
    }
}
END_TEST

static const char *random_row(uint64_t *state)
{
    static const char *const schemes[] = {"https", "http", "wss", "app"};
    static const char *const hosts[] = {
        "a.example",     "b.a.example", "localhost", "x.localhost",
        "c.b.a.example", "127.0.0.1",   "a.example."};
    static const char *const ports[] = {"", ":8443", ":3000", ":*"};
    unsigned scheme = unit_random(state, 4);
    unsigned host = unit_random(state, 7);
    bool below = host != 5 && scheme < 3 && unit_random(state, 3) == 0;

    return apr_pstrcat(unit_pool, schemes[scheme], "://", below ? "*." : "",
                       hosts[host],
                       ports[unit_random(state, scheme < 3 ? 4 : 3)], NULL);
}

static const char *random_origin(uint64_t *state)
{
    const char *row = random_row(state);
    const char *star = strstr(row, ":*");
    const char *origin =
        apr_pstrndup(unit_pool, row, star ? (size_t)(star - row) : strlen(row));

    star = strstr(origin, "*.");
    return star ? apr_psprintf(unit_pool, "%.*s%s%s", (int)(star - origin),
                               origin, unit_random(state, 2) ? "x." : "y.x.",
                               star + 2)
                : origin;
}

/* Returns the text of the rule that rules for an origin have. */
static const char *want_admitted(const cors_origin_set_t *set,
                                 const char *origin)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;

    cors_origin_lookup_init(&lookup, origin);
    rule = cors_origin_set_find_exact(set, &lookup);
    if (!rule) {
        rule = cors_origin_set_find_wildcard(set, &lookup);
    }
    return rule ? rule->text : "-";
}

static bool want_denied(const cors_origin_set_t *set, const char *origin)
{
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    return cors_origin_set_find_denying(set, &lookup) != NULL;
}

static const char *number_of(const char *rows, const char *row)
{
    int number = 1;
    char *word;

    while ((word = next_word(&rows)) != NULL && strcmp(word, row) != 0) {
        ++number;
    }
    return apr_psprintf(unit_pool, "%d %s", number, row);
}

static void compare(const cors_origin_list_t *list, const char *rows,
                    const cors_origin_set_t *safe, const cors_origin_set_t *all,
                    const char *origin)
{
    cors_origin_list_answer_t answer = ask(list, origin);
    const char *want = want_admitted(safe, origin);
    const char *got = shown_row(&answer.admits, origin);

    want = *want == '-' ? want : number_of(rows, want);
    ck_assert_msg(same_text(got, want), "{%s} '%s': admits %s, want %s", rows,
                  origin, got, want);
    ck_assert_msg((answer.denies.number > 0) == want_denied(all, origin),
                  "{%s} '%s': denies %s", rows, origin,
                  shown_row(&answer.denies, origin));
}

static void add_pattern(cors_origin_set_t *set, const char *text)
{
    static const cors_place_t place = {"unit.conf", 1, false};
    cors_pattern_t *pattern = apr_palloc(unit_pool, sizeof(*pattern));
    cors_pattern_stop_t stop;

    ck_assert_int_eq(cors_pattern_parse(text, pattern, &stop, unit_pool),
                     CORS_PATTERN_OK);
    cors_origin_set_add(set, pattern, &place);
}

/* Random lists answer like origin sets of the same patterns. */
START_TEST(test_like_sets)
{
    uint64_t state = (uint64_t)_i + 1;
    unsigned count = 1 + unit_random(&state, 12);
    cors_origin_set_t *safe = cors_origin_set_create(unit_pool);
    cors_origin_set_t *all = cors_origin_set_create(unit_pool);
    const char *rows = "";
    cors_origin_list_t list;
    unsigned i;

    for (i = 0; i < count; ++i) {
        const char *row = random_row(&state);
        cors_list_row_t read;

        rows = apr_pstrcat(unit_pool, rows, *rows ? " " : "", row, NULL);
        cors_list_row_read(row, strlen(row), &read, unit_pool);
        ck_assert_int_eq(read.kind, CORS_LIST_ROW_USED);
        add_pattern(all, row);
        if (!read.dangerous) {
            add_pattern(safe, row);
        }
    }
    list = list_of(rows);
    for (i = 0; i < 100; ++i) {
        compare(&list, rows, safe, all, random_origin(&state));
    }
    free(list.image);
}
END_TEST

static const struct {
    const char *one, *other;
    bool want;
} ranks[] = {
    {"https://*.x.a.example", "https://*.a.example", true},
    {"https://*.a.example", "https://*.x.a.example", false},
    {"https://*.a.example", "https://*.a.example", false},
    {"https://*.a.example", "https://*.a.example:*", true},
    {"https://*.a.example:*", "https://*.a.example", false},
    {"https://y.x.a.example:*", "https://*.a.example", true},
};

START_TEST(test_longer)
{
    const char *origin = "https://y.x.a.example";
    cors_origin_list_t one = list_of(ranks[_i].one);
    cors_origin_list_t other = list_of(ranks[_i].other);
    cors_origin_list_answer_t first = ask(&one, origin);
    cors_origin_list_answer_t second = ask(&other, origin);

    ck_assert_int_eq(cors_origin_list_is_longer(&first.admits, &second.admits),
                     ranks[_i].want);
    free(one.image);
    free(other.image);
}
END_TEST

/* Without an image, without a version, with a half of another generation. */
START_TEST(test_unavailable)
{
    cors_origin_list_t list = {.name = "x"};
    const char *origin = "https://a.example";

    ck_assert(!ask(&list, origin).available);
    list = list_create(1);
    ck_assert(!ask(&list, origin).available);
    list_publish(&list, origin);
    ck_assert(ask(&list, origin).available);
    list.halves[1][0] = 3;
    ck_assert(!ask(&list, origin).available);
    ck_assert_uint_eq(ask(&list, origin).denies.number, 0);
    list.halves[1][0] = 1;
    list.image[0] = 3;
    ck_assert(!ask(&list, origin).available);
    free(list.image);
}
END_TEST

/* A text that no row matches is its own pattern. */
START_TEST(test_pattern)
{
    static const cors_origin_list_row_t none = {0};
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, "https://a.example/");
    ck_assert_str_eq(cors_origin_list_pattern(&none, &lookup, unit_pool),
                     "https://a.example/");
}
END_TEST

START_TEST(test_empty)
{
    cors_origin_list_t list = list_of("");

    ck_assert(ask(&list, "https://a.example").available);
    ck_assert_uint_eq(ask(&list, "https://a.example").denies.number, 0);
    free(list.image);
}
END_TEST

/* The first answer about a list is kept, for each list. */
START_TEST(test_answer)
{
    cors_origin_list_t list = list_of("https://a.example");
    cors_origin_list_t last = list_of("https://b.example x https://a.example");
    const cors_origin_list_answer_t *answer;
    cors_origin_lookup_t lookup;

    last.number = CORS_ORIGIN_LISTS - 1;
    cors_origin_lookup_init(&lookup, "https://a.example");
    answer = cors_origin_list_answer(&list, &lookup);
    ck_assert(answer->available);
    ck_assert_uint_eq(answer->admits.number, 1);
    list_publish(&list, "https://b.example");
    ck_assert_ptr_eq(cors_origin_list_answer(&list, &lookup), answer);
    ck_assert_uint_eq(answer->admits.number, 1);
    ck_assert_uint_eq(cors_origin_list_answer(&last, &lookup)->admits.number,
                      3);
    ck_assert_uint_eq(answer->admits.number, 1);
    cors_origin_lookup_init(&lookup, "https://a.example");
    ck_assert_uint_eq(cors_origin_list_answer(&list, &lookup)->admits.number,
                      0);
    free(list.image);
    free(last.image);
}
END_TEST

typedef struct {
    const cors_origin_list_t *list;
    const char *origin;
} call_t;

static void look_up(void *baton)
{
    const call_t *call = baton;

    ask(call->list, call->origin);
}

START_TEST(test_no_allocation)
{
    cors_origin_list_t list = list_of("https://a.example https://*.b.example");
    call_t call = {&list, "https://x.b.example."};

    ck_assert(takes_nothing(unit_pool, look_up, &call));
    free(list.image);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_lookup, 0, ROWS(lookups));
    tcase_add_test(
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests),
        test_dangerous);
    tcase_add_test(tests, test_lengths);
    tcase_add_test(tests, test_suffixes);
    tcase_add_loop_test(tests, test_like_sets, 0, 200);
    tcase_add_loop_test(tests, test_longer, 0, ROWS(ranks));
    tcase_add_test(tests, test_unavailable);
    tcase_add_test(tests, test_pattern);
    tcase_add_test(tests, test_empty);
    tcase_add_test(tests, test_answer);
    tcase_add_test(tests, test_no_allocation);
    return unit_finish("cors_origin_list", tests);
}
