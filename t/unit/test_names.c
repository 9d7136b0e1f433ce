/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_names.h"

#include "unit.h"

static const cors_place_t somewhere = {"unit.conf", 1, false};

enum { METHODS = CORS_METHOD_NAMES, HEADERS = CORS_HEADER_NAMES };

static cors_names_t *names_of(int kind, const char *words)
{
    cors_names_t *names = cors_names_create((cors_names_kind_e)kind, unit_pool);
    const char *word;

    while ((word = next_word(&words)) != NULL) {
        cors_names_add(names, word, &somewhere);
    }
    return names;
}

static const struct {
    int kind;
    const char *added, *value, *has, *has_not;
    bool any;
} sets[] = {
    {METHODS, "", "", "", "GET *", false},
    {METHODS, "PUT", "PUT", "PUT", "put Put PU PUTT *", false},
    {METHODS, "PUT DELETE PATCH", "PUT, DELETE, PATCH", "PUT DELETE PATCH",
     "GET DELET DELETES", false},
    {METHODS, "PUT PUT patch PATCH PUT", "PUT, patch, PATCH", "PUT patch PATCH",
     "Patch put", false},
    {METHODS, "*", "*", "", "GET *", true},
    {METHODS, "* PUT *", "*, PUT", "PUT", "GET *", true},
    {METHODS, "PUT * PATCH", "PUT, *, PATCH", "PUT PATCH", "*", true},
    {METHODS, "M MK MKC MKCO MKCOL MKC", "M, MK, MKC, MKCO, MKCOL",
     "M MK MKC MKCO MKCOL", "MKCOLL K", false},
    {METHODS, "MKCOL MKCO MKC MK M", "MKCOL, MKCO, MKC, MK, M",
     "M MK MKC MKCO MKCOL", "MKCOLL", false},
    {METHODS, "**", "**", "**", "*", false},
    {HEADERS, "", "", "", "x *", false},
    {HEADERS, "Content-Type", "Content-Type",
     "Content-Type content-type CONTENT-TYPE cOnTeNt-tYpE",
     "Content-Typ Content-Types Content_Type", false},
    {HEADERS, "X-B x-a X-b X-A x-c", "X-B, x-a, x-c", "x-b X-A X-C", "x- x-d x",
     false},
    {HEADERS, "If-None-Match AUTHORIZATION x-request-abc Zz-zz-zz-zz-z",
     "If-None-Match, AUTHORIZATION, x-request-abc, Zz-zz-zz-zz-z",
     "if-none-match Authorization authorization X-REQUEST-ABC zz-zz-zz-zz-z",
     "if-none-matcg authorizatioz x-request-abd If-None-Matc", false},
    {METHODS, "ABD abc ABC abd", "ABD, abc, ABC, abd", "ABC ABD abc abd",
     "ABc aBC Abd", false},
    {HEADERS, "* Authorization", "*, Authorization", "authorization", "x *",
     true},
    {HEADERS, "x_1 X^1 x-1 X~1 Z A", "x_1, X^1, x-1, X~1, Z, A",
     "X_1 x^1 X-1 x~1 z a", "x`1 x|1", false},
};

START_TEST(test_sets)
{
    const char *label = sets[_i].added;
    const cors_names_t *names = names_of(sets[_i].kind, label);
    const char *words[2] = {sets[_i].has, sets[_i].has_not};
    const char *word;
    int no;

    ck_assert_msg(same_text(cors_names_value(names), sets[_i].value),
                  "{%s}: value '%s'", label, cors_names_value(names));
    ck_assert_msg((cors_names_any(names) == &somewhere) == sets[_i].any,
                  "{%s}: any", label);
    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            size_t length = strlen(word);
            char *copy = exact_copy(word, length);

            ck_assert_msg(cors_names_contains(names, copy, length) == !no,
                          "{%s}: '%s'", label, word);
            free(copy);
        }
    }
    ck_assert_msg(!cors_names_contains(names, "", 0), "{%s}: ''", label);
}
END_TEST

/* The value is complete after each of many additions, in their order. */
START_TEST(test_many_names)
{
    cors_names_t *names = cors_names_create(CORS_HEADER_NAMES, unit_pool);
    uint64_t state = 7;
    const char *last = NULL;
    size_t length = 0;
    int i;

    for (i = 0; i < 2000; ++i) {
        const char *name =
            apr_psprintf(unit_pool, "x-%u-%d", unit_random(&state, 1000), i);
        const char *value;

        cors_names_add(names, name, &somewhere);
        length += strlen(name) + (last ? strlen(", ") : 0);
        value = cors_names_value(names);
        ck_assert_msg(strlen(value) == length, "'%s': length", name);
        ck_assert_msg(strcmp(value + length - strlen(name), name) == 0,
                      "'%s': is not the last", name);
        ck_assert_msg(cors_names_contains(names, name, strlen(name)),
                      "'%s': is not contained", name);
        ck_assert_msg(!last || cors_names_contains(names, last, strlen(last)),
                      "'%s': is lost", shown(last));
        last = name;
    }
}
END_TEST

START_TEST(test_found_again)
{
    cors_names_t *names = cors_names_create(CORS_METHOD_NAMES, unit_pool);
    int i;

    for (i = 0; i < 500; ++i) {
        cors_names_add(names, apr_psprintf(unit_pool, "M%d", i * 7919 % 500),
                       &somewhere);
    }
    for (i = 0; i < 1000; ++i) {
        const char *name = apr_psprintf(unit_pool, "M%d", i);

        ck_assert_msg(cors_names_contains(names, name, strlen(name))
                          == (i < 500),
                      "'%s'", name);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_sets, 0, ROWS(sets));
    tcase_add_test(tests, test_many_names);
    tcase_add_test(tests, test_found_again);
    return unit_finish("cors_names", tests);
}
