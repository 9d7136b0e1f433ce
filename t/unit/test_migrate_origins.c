/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_origins.h"

#include "origin/cors_public_suffix.h"

#include "unit.h"

static const char *joined(const apr_array_header_t *strings)
{
    const char *text = "";
    int i;

    for (i = 0; i < strings->nelts; ++i) {
        text = apr_pstrcat(unit_pool, text, i > 0 ? " " : "",
                           APR_ARRAY_IDX(strings, i, const char *), NULL);
    }
    return text;
}

/* Returns the patterns, the expressions after "~", "any". */
static const char *readable(const cors_migrate_origins_t *origins)
{
    return apr_pstrcat(unit_pool, joined(origins->patterns),
                       origins->expressions->nelts > 0 ? "~" : "",
                       joined(origins->expressions), origins->any ? "any" : "",
                       NULL);
}

static const struct {
    const char *expression;
    bool whole;
    const char *want;
    const char *problem; /* part of the problems; NULL: there are none */
} rows[] = {
    {"^https://a\\.example$", true, "https://a.example", NULL},
    {"^https?://a\\.example$", true, "https://a.example http://a.example",
     NULL},
    {"https://*.a.example", false, "https://*.a.example", "'*' repeats"},
    {"^http://localhost:*$", true, "http://localhost:*", "'*' repeats"},
    {"^https://(www\\.)?(a|b)\\.example$", true,
     "https://www.a.example https://www.b.example https://a.example "
     "https://b.example",
     NULL},
    {"^https://(.+\\.)?a\\.example(:\\d+)?$", true,
     "https://*.a.example:* https://a.example:*", "every port"},
    {"^https://.*a\\.example$", false, "https://a.example https://*.a.example",
     "'https://evila.example'"},
    {"a\\.example$", true,
     "https://a.example https://*.a.example http://a.example "
     "http://*.a.example",
     "'https://evila.example'"},
    {"^https://a\\.example", true, "https://a.example",
     "'https://a.example.evil.example'"},
    {"^https://a\\.example", true, "https://a.example", "every port"},
    {"^https://a\\.example", false, "https://a.example", NULL},
    {"^http://localhost", true, "http://localhost:*", "localhost.evil.example"},
    {"^https://www.a.example$", true, "https://www.a.example",
     "'https://wwwxa.example'"},
    {"^https://[a-z]+\\.a\\.example$", true, "https://*.a.example",
     "deeper ones"},
    {"^https://a\\.example/$", true, "https://a.example", "slash at its end"},
    {"^https://a\\.example/?$", true, "https://a.example", NULL},
    {".*", true, "any", NULL},
    {"^https://pr-\\d+\\.a\\.example$", true,
     "~^https://pr-\\d+\\.a\\.example$", "CorsAllowOriginMatch"},
    {"pr-\\d+\\.a\\.example$", true,
     "~https?://(?:.*\\.)?(?:pr-\\d+\\.a\\.example$)", "CorsAllowOriginMatch"},
    {"^https://A\\.example:443$", true, "https://a.example", "lower case"},
    {"^https://a\\.example:0$", true, "", "browsers send no such origin"},
    {"^https://[0-9.]+$", true, "~^https://[0-9.]+$", "CorsAllowOriginMatch"},
    {"^https://[0-9.]+\\.a\\.example$", true,
     "~^https://[0-9.]+\\.a\\.example$", "CorsAllowOriginMatch"},
    {"^https://.{3}\\.a\\.example$", true, "~^https://.{3}\\.a\\.example$",
     "CorsAllowOriginMatch"},
    {"//a\\.example$", true, "https://a.example http://a.example", NULL},
    /* One alternative that is not known: nothing is translated. */
    {"^https://(a|b-\\d+)\\.example$", true, "~^https://(a|b-\\d+)\\.example$",
     "CorsAllowOriginMatch"},
};

START_TEST(test_expression)
{
    cors_migrate_origins_t *origins = cors_migrate_origins_create(unit_pool);
    const char *said;

    cors_migrate_origins_add_expression(origins, rows[_i].expression,
                                        rows[_i].whole);
    said = joined(origins->problems);
    ck_assert_str_eq(readable(origins), rows[_i].want);
    ck_assert_msg(rows[_i].problem ? strstr(said, rows[_i].problem) != NULL
                                   : *said == '\0',
                  "%s: %s", rows[_i].expression, said);
}
END_TEST

static const struct {
    const char *value;
    const char *want;
    const char *problem;
} values[] = {
    {"*", "any", NULL},
    {"https://a.example", "https://a.example", NULL},
    {"app://x", "app://x", NULL},
    {"https://a.example/", "https://a.example", "not an origin"},
    {"a.example", "https://a.example", "not an origin"},
    {"https://a.example https://b.example",
     "https://a.example https://b.example", "several origins"},
    {"https://a.example,https://a.example", "https://a.example",
     "several origins"},
    {"https://*.a.example", "https://*.a.example", "accept no wildcard"},
    {"null", "", "'null' is left out"},
    {"%", "", "not an origin"},
};

START_TEST(test_value)
{
    cors_migrate_origins_t *origins = cors_migrate_origins_create(unit_pool);
    const char *said;

    cors_migrate_origins_add_value(origins, values[_i].value);
    said = joined(origins->problems);
    ck_assert_str_eq(readable(origins), values[_i].want);
    ck_assert_msg(values[_i].problem ? strstr(said, values[_i].problem) != NULL
                                     : *said == '\0',
                  "%s: %s", values[_i].value, said);
}
END_TEST

/* What httpd -t refuses with credentials is left out. */
START_TEST(test_credentials)
{
    cors_migrate_origins_t *origins = cors_migrate_origins_create(unit_pool);

    cors_migrate_origins_add_value(
        origins, "https://a.example http://a.example http://localhost:* "
                 "https://*.com");
    cors_migrate_origins_fit_credentials(origins);
    ck_assert_str_eq(readable(origins), "https://a.example http://localhost:*");
    ck_assert_ptr_nonnull(
        strstr(joined(origins->problems), "'http://a.example' is left out"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_expression, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_value, 0, ROWS(values));
    tcase_add_test(
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests),
        test_credentials);
    return unit_finish("cors_migrate_origins", tests);
}
