/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_fields.h"

#include "decisions.h"
#include "unit.h"

/* Response fields, without the common prefix "Access-Control-". */
static const struct {
    const char *settings, *request, *want;
} rows[] = {
    {"", "GET https://a", ""},
    {"CorsAllowMethods PUT; CorsMaxAge 5", "OPTIONS https://a PUT", ""},
    {TWO "; CorsExposeHeaders x" ON, "GET", ""},
    {TWO "; CorsExposeHeaders x" ON, "GET https://c", ""},
    {TWO "; CorsMaxAge 5" ON, "OPTIONS https://c GET", ""},
    {ONE "; CorsMaxAge 5" ON, "OPTIONS https://c GET", ""},
    {ONE "; " DENY, "GET https://x", ""},
    {ANY ON "; CorsExposeHeaders x", "GET https://a", ""},
    {ANY ON "; CorsMaxAge 5", "OPTIONS https://a GET", ""},
    {ANY, "GET", " Allow-Origin:*"},
    {ANY "; CorsExposeHeaders *", "GET https://a",
     " Allow-Origin:* Expose-Headers:*"},
    {ANY " https://a", "GET https://q", " Allow-Origin:*"},
    {ANY " https://a", "GET https://a", " Allow-Origin:https://a"},
    {ANY " https://a", "GET https://a/", " Allow-Origin:*"},
    {ONE "; CorsExposeHeaders x", "cookie mode:cors GET https://a",
     " Allow-Origin:https://a Expose-Headers:x"},
    {ONE "; CorsEnforce On Credentials; CorsExposeHeaders x",
     "cookie POST https://a", " Allow-Origin:https://a Expose-Headers:x"},
    {ONE "; CorsEnforce On", "POST https://b", ""},
    {TWO REPORT, "GET https://b", " Allow-Origin:https://b"},
    {TWO, "GET https://b", " Allow-Origin:https://b"},
    {TWO "; CorsAllowMethods PUT; CorsAllowHeaders x; CorsMaxAge 5; "
         "CorsExposeHeaders ETag x" ON,
     "GET https://b",
     " Allow-Origin:https://b Allow-Credentials:true Expose-Headers:ETag, x"},
    {ONE "; CorsExposeHeaders ETag" ON, "GET https://c",
     " Allow-Origin:https://a Allow-Credentials:true Expose-Headers:ETag"},
    {ONE "; CorsExposeHeaders ETag | CorsExposeHeaders +x etag", "GET",
     " Allow-Origin:https://a Expose-Headers:ETag, x"},
    {ONE "; CorsExposeHeaders ETag | CorsExposeHeaders None", "GET",
     " Allow-Origin:https://a"},
    {ONE ON " | CorsAllowCredentials Off", "GET", " Allow-Origin:https://a"},
    /* Preflights: the whole configured lists, regardless of the request. */
    {ONE, "OPTIONS https://a GET", " Allow-Origin:https://a"},
    {ONE "; CorsExposeHeaders x; CorsAllowMethods PUT PATCH; "
         "CorsAllowHeaders X-A x-b; CorsMaxAge 600" ON,
     "OPTIONS https://a PUT x-a",
     " Allow-Origin:https://a Allow-Credentials:true "
     "Allow-Methods:PUT, PATCH Allow-Headers:X-A, x-b Max-Age:600"},
    {ONE "; CorsAllowMethods PUT; CorsAllowHeaders x-a; CorsMaxAge 0",
     "OPTIONS https://a DELETE x-c",
     " Allow-Origin:https://a Allow-Methods:PUT Allow-Headers:x-a Max-Age:0"},
    {ONE "; CorsMaxAge 5 | CorsMaxAge None", "OPTIONS https://a GET",
     " Allow-Origin:https://a"},
    {ONE "; CorsAllowMethods PUT | CorsAllowMethods +PATCH PUT",
     "OPTIONS https://a PUT",
     " Allow-Origin:https://a "
     "Allow-Methods:PUT, PATCH"},
    {ONE "; CorsAllowHeaders A | CorsAllowHeaders +b a",
     "OPTIONS https://a GET", " Allow-Origin:https://a Allow-Headers:A, b"},
    {ANY "; CorsAllowMethods *; CorsAllowHeaders * Authorization",
     "OPTIONS null PATCH x-a",
     " Allow-Origin:* Allow-Methods:* Allow-Headers:*, Authorization"},
    /* If an unlisted Authorization is requested, the names are sent in place of
     * "*", since browsers let "*" cover it. */
    {ANY "; CorsAllowHeaders *", "OPTIONS https://a GET x-a",
     " Allow-Origin:* Allow-Headers:*"},
    {ANY "; CorsAllowHeaders *", "OPTIONS https://a GET x-b,Authorization,x-a",
     " Allow-Origin:* Allow-Headers:x-b, x-a"},
    {ANY "; CorsAllowHeaders *", "OPTIONS https://a GET authorization",
     " Allow-Origin:*"},
    {ANY "; CorsAllowHeaders * AUTHORIZATION",
     "OPTIONS https://a GET x-a,authorization",
     " Allow-Origin:* Allow-Headers:*, AUTHORIZATION"},
    {ONE "; CorsAllowHeaders * x-a; CorsAllowMethods *",
     "OPTIONS https://a PUT authorization,x-b",
     " Allow-Origin:https://a Allow-Methods:* Allow-Headers:x-b"},
    /* With credentials, the requested values replace "*". */
    {ONE "; CorsAllowMethods *" ON, "OPTIONS https://a MKCOL x-a",
     " Allow-Origin:https://a Allow-Credentials:true Allow-Methods:MKCOL"},
    {ONE "; CorsAllowMethods *" ON, "OPTIONS https://a patch",
     " Allow-Origin:https://a Allow-Credentials:true Allow-Methods:patch"},
    {ONE "; CorsAllowMethods *" ON, "OPTIONS https://a A/B",
     " Allow-Origin:https://a Allow-Credentials:true"},
    {ONE "; CorsAllowHeaders *" ON, "OPTIONS https://a GET",
     " Allow-Origin:https://a Allow-Credentials:true"},
    {ONE "; CorsAllowHeaders *" ON, "OPTIONS https://a GET ,,",
     " Allow-Origin:https://a Allow-Credentials:true"},
    {ONE "; CorsAllowHeaders *" ON, "OPTIONS https://a GET x-b,,x-a,X-B,x-a",
     " Allow-Origin:https://a Allow-Credentials:true Allow-Headers:x-b, x-a"},
    {ONE "; CorsAllowHeaders *" ON, "OPTIONS https://a GET authorization,x",
     " Allow-Origin:https://a Allow-Credentials:true Allow-Headers:x"},
    {ONE "; CorsAllowHeaders *" ON, "OPTIONS https://a GET authorization",
     " Allow-Origin:https://a Allow-Credentials:true"},
    {ONE "; CorsAllowHeaders * Authorization" ON,
     "OPTIONS https://a GET authorization,x",
     " Allow-Origin:https://a Allow-Credentials:true "
     "Allow-Headers:authorization, x"},
    {ONE "; CorsAllowHeaders *" ON,
     "OPTIONS https://a GET a,b(c),d:,\xc3\xa4,e",
     " Allow-Origin:https://a Allow-Credentials:true Allow-Headers:a, e"},
};

#define END "; </CorsOrigin>"

/* Timing-Allow-Origin. */
static const struct {
    const char *settings, *request, *want;
} timings[] = {
    {TWO, "GET https://a", NULL},
    {TWO TIMING, "GET https://a", "https://a, https://b"},
    {TWO TIMING, "GET", "https://a, https://b"},
    {TWO TIMING, "GET https://c", "https://a, https://b"},
    {TWO TIMING, "GET nonsense", "https://a, https://b"},
    {TWO TIMING, "OPTIONS https://a GET", NULL},
    {TWO TIMING, "OPTIONS https://a", "https://a, https://b"},
    {ANY "; " DENY TIMING, "GET app://a,*", NULL},
    {ANY "; " DENY TIMING, "GET app://a*", "app://a*"},
    {ONE TIMING, "GET", "https://a"},
    {ANY TIMING, "GET", "*"},
    {ANY " https://a" TIMING, "GET https://q", "*"},
    {TWO TIMING " | CorsAllowOrigin +https://b +https://c", "GET",
     "https://a, https://b, https://c"},
    {TWO TIMING " | CorsTimingAllowOrigin Off", "GET", NULL},
    {TWO TIMING "; CorsEnforce On", "GET", "https://a, https://b"},
    {TWO TIMING PRESERVE, "GET", "https://a, https://b"},
    /* If other rules admit origins, or some are denied: the allowed origin
     * only. */
    {TWO " https://*.c" TIMING, "GET", NULL},
    {TWO " https://*.c" TIMING, "GET https://b.c", "https://b.c"},
    {TWO " https://*.c" TIMING, "GET https://d", NULL},
    {"CorsAllowOriginMatch https://a" TIMING, "GET https://a", "https://a"},
    {ANY "; " DENY TIMING, "GET https://q", "https://q"},
    {ANY "; " DENY TIMING, "GET https://x", NULL},
    {ANY "; " DENY TIMING, "GET", NULL},
    {ANY "; " DENY TIMING, "GET nonsense", NULL},
    {ANY " https://*.c" TIMING, "GET nonsense", "*"},
    {"CorsAllowOrigin https://*.c" TIMING, "GET nonsense", NULL},
    /* No policy. */
    {"CorsTimingAllowOrigin On", "GET https://a", NULL},
    {DENY TIMING, "GET https://x", NULL},
    {TWO TIMING "; CorsEngine Off", "GET", NULL},
    {ANY ON TIMING, "GET", NULL},
    {ANY ON TIMING, "GET https://a", NULL},
    /* Containers: the whole list, if no fault refuses an origin of it. */
    {ANY TIMING "; <CorsOrigin https://c>" ON END, "GET", "*"},
    {ANY TIMING "; <CorsOrigin https://c>" ON END, "GET https://c", "*"},
    {ANY TIMING "; <CorsOrigin https://*.c>" END, "GET", "*"},
    {ANY TIMING "; <CorsOrigin https://*.c>" ON END, "GET", NULL},
    {ANY TIMING "; <CorsOrigin https://*.c>" ON END, "GET https://d", "*"},
    {ANY TIMING "; <CorsOrigin https://*.c>" ON END, "GET nonsense", "*"},
    {ANY TIMING "; <CorsOrigin https://*.c>" ON END, "GET https://d.c",
     "https://d.c"},
    {ANY TIMING "; <CorsOrigin https://*.c>" ON END
                " | CorsAllowCredentials Off",
     "GET", "*"},
    {ANY TIMING "; <CorsOrigin null>" END, "GET", NULL},
    {ANY TIMING "; <CorsOrigin https://c>" ON END " | CorsExposeHeaders *",
     "GET", NULL},
    {ANY TIMING "; <CorsOrigin https://c>" ON "; CorsExposeHeaders *" END,
     "GET", NULL},
    {TWO ON TIMING "; <CorsOrigin *>; CorsAllowCredentials Off" END, "GET",
     "*"},
    {TWO ON TIMING "; <CorsOrigin *>; CorsAllowCredentials Off" END
                   " | CorsAllowCredentials On",
     "GET", NULL},
    {"<CorsOrigin *>" END "; <CorsOrigin https://c>" ON END TIMING, "GET", "*"},
/* A constant policy sends the same field in all responses. */
#define ONLY_CONTAINER                                                         \
    "CorsExposeHeaders *; <CorsOrigin https://c>; CorsExposeHeaders x" ON END  \
        TIMING
    {ONLY_CONTAINER, "GET", "https://c"},
    {ONLY_CONTAINER, "GET https://a", "https://c"},
    {ONLY_CONTAINER, "GET https://c", "https://c"},
};

/* Response fields without the common prefix "Access-Control-", each after a
 * blank. */
START_TEST(test_fields)
{
    const cors_settings_t *settings = settings_of(rows[_i].settings);
    cors_request_t request = request_of(rows[_i].request);
    cors_field_t written[CORS_FIELDS_MAX];
    cors_decision_t decision;
    const char *got = "";
    int count, i;

    cors_decision_make(settings, &request, &decision);
    count = cors_fields_of_decision(&decision, settings, &request, written,
                                    unit_pool);
    ck_assert_int_le(count, CORS_FIELDS_MAX);
    for (i = 0; i < count; ++i) {
        ck_assert_msg(strncmp(written[i].name, CORS_OWNED_PREFIX, 15) == 0,
                      "'%s'", written[i].name);
        got = apr_pstrcat(unit_pool, got, " ", written[i].name + 15, ":",
                          written[i].value, NULL);
    }
    ck_assert_msg(same_text(got, rows[_i].want),
                  "{%s}, %s: got '%s', want '%s'", rows[_i].settings,
                  rows[_i].request, got, rows[_i].want);
}
END_TEST

START_TEST(test_owned_fields)
{
    static const char *const want[] = {
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Access-Control-Allow-Private-Network",
        NULL,
    };
    int i, k;

    for (i = 0; want[i]; ++i) {
        for (k = 0;
             cors_owned_fields[k] && strcmp(cors_owned_fields[k], want[i]) != 0;
             ++k) {
        }
        ck_assert_msg(cors_owned_fields[k] != NULL, "'%s'", want[i]);
        ck_assert_ptr_nonnull(cors_owned_fields[i]);
    }
    ck_assert_ptr_null(cors_owned_fields[i]);
}
END_TEST

START_TEST(test_vary)
{
    ck_assert_ptr_null(cors_vary_values[CORS_VARY_NONE]);
    ck_assert_str_eq(cors_vary_values[CORS_VARY_ORIGIN], "Origin");
    ck_assert_str_eq(cors_vary_values[CORS_VARY_PREFLIGHT],
                     "Origin, Access-Control-Request-Method");
    ck_assert_str_eq(cors_vary_values[CORS_VARY_PREFLIGHT_HEADERS],
                     "Origin, Access-Control-Request-Method, "
                     "Access-Control-Request-Headers");
}
END_TEST

START_TEST(test_timings)
{
    const cors_settings_t *settings = settings_of(timings[_i].settings);
    cors_request_t request = request_of(timings[_i].request);
    cors_decision_t decision;
    const char *got;

    settings = cors_governing_decide(settings, &request, &decision, unit_pool);
    got = cors_fields_timing_value(&decision, settings, unit_pool);
    ck_assert_msg(same_text(got, timings[_i].want), "{%s}, %s: got %s, want %s",
                  timings[_i].settings, timings[_i].request, shown(got),
                  shown(timings[_i].want));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_fields, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_timings, 0, ROWS(timings));
    tcase_add_test(tests, test_owned_fields);
    tcase_add_test(tests, test_vary);
    return unit_finish("cors_fields", tests);
}
