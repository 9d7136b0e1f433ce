/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_header.h"

#include "unit.h"

static const struct {
    const char *arguments;
    bool always;
    cors_migrate_action_e action;
    cors_migrate_field_e field;
    const char *value;
    const char *variable;
    const char *expression;
} rows[] = {
    {"set Access-Control-Allow-Origin *", false, CORS_MIGRATE_SET,
     CORS_MIGRATE_ALLOW_ORIGIN, "*", NULL, NULL},
    {"always set access-control-allow-origin: \"a b\"", true, CORS_MIGRATE_SET,
     CORS_MIGRATE_ALLOW_ORIGIN, "a b", NULL, NULL},
    {"onsuccess setifempty Access-Control-Max-Age 1", false,
     CORS_MIGRATE_SET_IF_EMPTY, CORS_MIGRATE_MAX_AGE, "1", NULL, NULL},
    {"ALWAYS Add Access-Control-Allow-Methods PUT env=X", true,
     CORS_MIGRATE_ADD, CORS_MIGRATE_ALLOW_METHODS, "PUT", "X", NULL},
    {"append Vary Origin env=!X", false, CORS_MIGRATE_ADD, CORS_MIGRATE_VARY,
     "Origin", "!X", NULL},
    {"merge Vary Origin \"expr=-n %{HTTP:Origin}\"", false, CORS_MIGRATE_ADD,
     CORS_MIGRATE_VARY, "Origin", NULL, "-n %{HTTP:Origin}"},
    {"unset Access-Control-Allow-Headers env=X", false, CORS_MIGRATE_UNSET,
     CORS_MIGRATE_ALLOW_HEADERS, "", "X", NULL},
    {"edit* Access-Control-Expose-Headers a b env=X", false,
     CORS_MIGRATE_CHANGE, CORS_MIGRATE_EXPOSE_HEADERS, "a", "X", NULL},
    {"set Timing-Allow-Origin *", false, CORS_MIGRATE_SET,
     CORS_MIGRATE_TIMING_ALLOW_ORIGIN, "*", NULL, NULL},
    {"set Access-Control-Allow-Credentials true early", false, CORS_MIGRATE_SET,
     CORS_MIGRATE_ALLOW_CREDENTIALS, "true", NULL, NULL},
    {"set Access-Control-Allow-Private-Network true", false, CORS_MIGRATE_SET,
     CORS_MIGRATE_UNKNOWN_ACCESS_CONTROL, "true", NULL, NULL},
    {"set X-Frame-Options DENY", false, CORS_MIGRATE_SET,
     CORS_MIGRATE_OTHER_FIELD, "DENY", NULL, NULL},
    {"set", false, CORS_MIGRATE_SET, CORS_MIGRATE_OTHER_FIELD, "", NULL, NULL},
    {"", false, CORS_MIGRATE_NOTHING, CORS_MIGRATE_OTHER_FIELD, "", NULL, NULL},
    {"always", true, CORS_MIGRATE_NOTHING, CORS_MIGRATE_OTHER_FIELD, "", NULL,
     NULL},
};

START_TEST(test_parse)
{
    cors_migrate_header_t header =
        cors_migrate_header_parse(rows[_i].arguments, unit_pool);

    ck_assert_int_eq(header.always, rows[_i].always);
    ck_assert_int_eq(header.action, rows[_i].action);
    ck_assert_int_eq(header.field, rows[_i].field);
    ck_assert_str_eq(header.value, rows[_i].value);
    ck_assert(same_text(header.variable, rows[_i].variable));
    ck_assert(same_text(header.expression, rows[_i].expression));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_parse, 0, ROWS(rows));
    return unit_finish("cors_migrate_header", tests);
}
