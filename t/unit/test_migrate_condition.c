/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_condition.h"

#include "unit.h"

#define OTHER CORS_MIGRATE_OTHER_CONDITION
#define ORIGIN CORS_MIGRATE_ORIGIN_CONDITION
#define OPTIONS CORS_MIGRATE_OPTIONS_CONDITION

static const struct {
    const char *expression;
    cors_migrate_condition_e kind;
    const char *want; /* origins, then "~" and each expression, then "set" */
} rows[] = {
    {"%{HTTP:Origin} == 'https://a.example'", ORIGIN, "https://a.example "},
    {"%{HTTP:ORIGIN}=='https://a.example'", ORIGIN, "https://a.example "},
    {"%{req:Origin} -eq \"https://a.example\"", ORIGIN, "https://a.example "},
    {"%{HTTP:Origin} = 'a' || %{HTTP:Origin} = 'b'", ORIGIN, "a b "},
    {"%{HTTP:Origin} =~ m#^a/b$#i", ORIGIN, "~^a/b$ "},
    {"%{HTTP:Origin} =~ /a\\/b/", ORIGIN, "~a\\/b "},
    {"req('Origin') in { 'a', 'b' }", ORIGIN, "a b "},
    {"%{HTTP:Origin} -in {'a'}", ORIGIN, "a "},
    {"-n %{HTTP:Origin}", ORIGIN, "set"},
    {"%{HTTP:Origin} != ''", ORIGIN, "set"},
    {"(%{HTTP:Origin} == 'a')", ORIGIN, "a "},
    {"%{REQUEST_METHOD} == 'OPTIONS'", OPTIONS, ""},
    {"%{REQUEST_METHOD} =~ /OPTIONS/", OPTIONS, ""},
    {"%{REQUEST_METHOD} =~ /OPTIONS|GET/", OTHER, ""},
    {"%{REQUEST_METHOD} != 'OPTIONS'", OTHER, ""},
    {"%{REQUEST_METHOD} == 'GET'", OTHER, ""},
    {"%{HTTP:Origin} != 'a'", OTHER, NULL},
    {"%{HTTP:Origin} !~ /a/", OTHER, NULL},
    {"%{HTTP:Origin} == 'a' && %{HTTPS} == 'on'", OTHER, NULL},
    {"%{HTTP:Origin} == 'a' || %{REQUEST_METHOD} == 'OPTIONS'", OTHER, NULL},
    {"! %{HTTP:Origin} == 'a'", OTHER, ""},
    {"%{REQUEST_URI} =~ /a/", OTHER, ""},
    {"%{HTTP:Origin} =~ m#a", OTHER, NULL},
    {"%{HTTP:Origin} == 'a", OTHER, NULL},
    {"%{HTTP:Origin} in { 'a'", OTHER, NULL},
    {"(%{HTTP:Origin} == 'a'", OTHER, NULL},
    {"((((((((((((((((%{HTTP:Origin} == 'a'))))))))))))))))", ORIGIN, "a "},
    {"(((((((((((((((((%{HTTP:Origin} == 'a')))))))))))))))))", OTHER, ""},
    {"", OTHER, ""},
};

static const char *readable(const cors_migrate_condition_t *condition)
{
    const char *text = "";
    int i;

    for (i = 0; i < condition->origins->nelts; ++i) {
        text = apr_pstrcat(unit_pool, text,
                           APR_ARRAY_IDX(condition->origins, i, const char *),
                           " ", NULL);
    }
    for (i = 0; i < condition->expressions->nelts; ++i) {
        text = apr_pstrcat(
            unit_pool, text, "~",
            APR_ARRAY_IDX(condition->expressions, i, const char *), " ", NULL);
    }
    return apr_pstrcat(unit_pool, text, condition->is_set ? "set" : "", NULL);
}

START_TEST(test_parse)
{
    cors_migrate_condition_t condition =
        cors_migrate_condition_parse(rows[_i].expression, unit_pool);

    ck_assert_msg(condition.kind == rows[_i].kind, "%s", rows[_i].expression);
    if (rows[_i].want) {
        ck_assert_str_eq(readable(&condition), rows[_i].want);
    }
}
END_TEST

static const struct {
    const char *test;
    const char *pattern;
    cors_migrate_condition_e kind;
    const char *want;
} rewrites[] = {
    {"%{REQUEST_METHOD}", "OPTIONS", OPTIONS, ""},
    {"%{REQUEST_METHOD}", "^OPTIONS$", OPTIONS, ""},
    {"%{REQUEST_METHOD}", "=OPTIONS", OPTIONS, ""},
    {"%{REQUEST_METHOD}", "!OPTIONS", OTHER, ""},
    {"%{REQUEST_METHOD}", "GET|OPTIONS", OTHER, ""},
    {"%{HTTP:Origin}", "^https://a$", ORIGIN, "~^https://a$ "},
    {"%{HTTP:ORIGIN}", "=https://a", ORIGIN, "https://a "},
    {"%{HTTP:Origin}", "!^$", ORIGIN, "set"},
    {"%{HTTP:Origin}", "!^a$", OTHER, ""},
    {"%{HTTP_HOST}", "a", OTHER, ""},
};

START_TEST(test_rewrite)
{
    cors_migrate_condition_t condition = cors_migrate_condition_rewrite(
        rewrites[_i].test, rewrites[_i].pattern, unit_pool);

    ck_assert_int_eq(condition.kind, rewrites[_i].kind);
    ck_assert_str_eq(readable(&condition), rewrites[_i].want);
}
END_TEST

START_TEST(test_is_origin)
{
    ck_assert(cors_migrate_condition_is_origin("%{HTTP:Origin}"));
    ck_assert(cors_migrate_condition_is_origin(" %{req:origin} "));
    ck_assert(!cors_migrate_condition_is_origin("%{HTTP:Origin}x"));
    ck_assert(!cors_migrate_condition_is_origin("%{HTTP:Host}"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_parse, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_rewrite, 0, ROWS(rewrites));
    tcase_add_test(tests, test_is_origin);
    return unit_finish("cors_migrate_condition", tests);
}
