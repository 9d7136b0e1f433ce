/* SPDX-License-Identifier: Apache-2.0
 *
 * The methods and header names that preflights are granted. test_decision.c
 * also tests them, as parts of decisions.
 */
#include "policy/cors_preflight.h"

#include "settings.h"
#include "unit.h"

static bool covers_headers(const cors_settings_t *settings,
                           const char *requested)
{
    apr_size_t length;

    return !cors_preflight_uncovered(settings, requested, &length);
}

/* Methods that are covered and that are not, and the value of the field. */
static const struct {
    const char *text, *covered, *uncovered, *value;
} methods[] = {
    {"", "GET HEAD POST", "PUT get OPTIONS", NULL},
    {"CorsAllowMethods PUT", "PUT GET", "put Put PUTS PU DELETE", "PUT"},
    {"CorsAllowMethods PUT | CorsAllowMethods +MKCOL", "PUT MKCOL", "DELETE",
     "PUT, MKCOL"},
    {"CorsAllowMethods *", "GET PUT patch MKCOL", "TRACE track CONNECT A/B",
     "*"},
    {"CorsAllowMethods * PUT; CorsAllowCredentials On", "PUT X", "TRACE A/B",
     "X"},
};

START_TEST(test_methods)
{
    const char *label = methods[_i].text;
    const cors_settings_t *settings = settings_of(label);
    const char *words[2] = {methods[_i].covered, methods[_i].uncovered};
    const char *word, *got;
    int no;

    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            ck_assert_msg(cors_preflight_covers_method(settings, word) == !no,
                          "{%s}: '%s'", label, word);
        }
    }
    got = cors_preflight_methods(settings, "X", unit_pool);
    ck_assert_msg(same_text(got, methods[_i].value), "{%s}: value %s", label,
                  shown(got));
}
END_TEST

/* Requested names, whether all of them are covered, and the field. */
static const struct {
    const char *text, *requested;
    bool covers;
    const char *value;
} headers[] = {
    {"", "", true, NULL},
    {"", "x-a", false, NULL},
    {"CorsAllowHeaders X-A x-b", "x-a", true, "X-A, x-b"},
    {"CorsAllowHeaders X-A x-b", "X-B,x-a", true, "X-A, x-b"},
    {"CorsAllowHeaders X-A x-b", " x-a ,, x-b ,", true, "X-A, x-b"},
    {"CorsAllowHeaders X-A x-b", "x-a,x-c", false, "X-A, x-b"},
    {"CorsAllowHeaders *", "x-a,x-c", true, "*"},
    {"CorsAllowHeaders *", "", true, "*"},
    /* Browsers let "*" cover Authorization, so the names are sent. */
    {"CorsAllowHeaders *", "x-a,authorization", false, "x-a"},
    {"CorsAllowHeaders *", "Authorization,x-b,X-A,x-B", false, "x-b, x-a"},
    {"CorsAllowHeaders *", "authorization", false, NULL},
    {"CorsAllowHeaders *", "authorization,b/c", false, NULL},
    {"CorsAllowHeaders * Authorization", "x-a,authorization", true,
     "*, Authorization"},
    {"CorsAllowHeaders * | CorsAllowHeaders +Authorization", "authorization",
     true, "*, Authorization"},
    {"CorsAllowHeaders * x-c", "authorization,x-c,x-d", false, "x-c, x-d"},
    {"CorsAllowHeaders x-a", "x-a,authorization", false, "x-a"},
    {"CorsAllowHeaders *", "x-a,b/c", false, "*"},
    {"CorsAllowHeaders *; CorsAllowCredentials On", "X-B,x-a,x-b", true,
     "x-b, x-a"},
    {"CorsAllowHeaders *; CorsAllowCredentials On", "x-a,authorization", false,
     "x-a"},
    {"CorsAllowHeaders * Authorization; CorsAllowCredentials On",
     "authorization", true, "authorization"},
    {"CorsAllowHeaders *; CorsAllowCredentials On", "b/c", false, NULL},
    {"CorsAllowHeaders *; CorsAllowCredentials On", "", true, NULL},
};

START_TEST(test_headers)
{
    const char *label = apr_pstrcat(unit_pool, "{", headers[_i].text, "}, '",
                                    headers[_i].requested, "'", NULL);
    const cors_settings_t *settings = settings_of(headers[_i].text);
    const char *got =
        cors_preflight_headers(settings, headers[_i].requested, unit_pool);

    ck_assert_msg(covers_headers(settings, headers[_i].requested)
                      == headers[_i].covers,
                  "%s: covers", label);
    ck_assert_msg(same_text(got, headers[_i].value), "%s: value %s", label,
                  shown(got));
}
END_TEST

/* 4,096 bytes of names are echoed. With one byte more, no name is. */
START_TEST(test_echo_limit)
{
    const cors_settings_t *any = settings_of("CorsAllowHeaders *");
    const cors_settings_t *echo =
        settings_of("CorsAllowHeaders *; CorsAllowCredentials On");
    const char *names = "";
    const char *value;
    int i;

    for (i = 0; i < 512; ++i) {
        names = apr_psprintf(unit_pool, "%s%sx-%06d", names, i ? "," : "", i);
    }
    ck_assert(covers_headers(echo, names));
    value = cors_preflight_headers(echo, names, unit_pool);
    ck_assert_ptr_nonnull(value);
    ck_assert_int_eq((int)strlen(value), 512 * 8 + 511 * 2);
    ck_assert(!covers_headers(echo, apr_pstrcat(unit_pool, names, ",a", NULL)));
    names = apr_pstrcat(unit_pool, names, "a", NULL);
    ck_assert(!covers_headers(echo, names));
    ck_assert_ptr_null(cors_preflight_headers(echo, names, unit_pool));
    ck_assert(covers_headers(any, names));
    ck_assert_str_eq(cors_preflight_headers(any, names, unit_pool), "*");
    ck_assert_ptr_null(cors_preflight_headers(echo, NULL, unit_pool));
    ck_assert_str_eq(cors_preflight_headers(any, NULL, unit_pool), "*");
    names = apr_pstrcat(unit_pool, names, ",authorization", NULL);
    ck_assert(!covers_headers(any, names));
    ck_assert_ptr_null(cors_preflight_headers(any, names, unit_pool));
}
END_TEST

/* A method of 4,096 bytes is echoed, a longer one is not. */
START_TEST(test_method_echo_limit)
{
    const cors_settings_t *any = settings_of("CorsAllowMethods *");
    const cors_settings_t *echo =
        settings_of("CorsAllowMethods *; CorsAllowCredentials On");
    char *method = apr_pcalloc(unit_pool, 4098);

    memset(method, 'M', 4096);
    ck_assert(cors_preflight_covers_method(echo, method));
    ck_assert_str_eq(cors_preflight_methods(echo, method, unit_pool), method);
    method[4096] = 'M';
    ck_assert(!cors_preflight_covers_method(echo, method));
    ck_assert_ptr_null(cors_preflight_methods(echo, method, unit_pool));
    ck_assert(cors_preflight_covers_method(any, method));
    ck_assert_str_eq(cors_preflight_methods(any, method, unit_pool), "*");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_methods, 0, ROWS(methods));
    tcase_add_loop_test(tests, test_headers, 0, ROWS(headers));
    tcase_add_test(tests, test_echo_limit);
    tcase_add_test(tests, test_method_echo_limit);
    return unit_finish("cors_preflight", tests);
}
