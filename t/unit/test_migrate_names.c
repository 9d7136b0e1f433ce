/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_names.h"

#include "migrations.h"

static const migration_row_t rows[] = {
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods \"GET, put;DELETE PATCH\"",
     "AllowOrigin https://a.example; AllowMethods PUT DELETE PATCH", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods \"GET, POST, HEAD\"",
     "AllowOrigin https://a.example", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods *",
     "AllowOrigin https://a.example; AllowMethods *", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods \"OPTIONS, PUT\"",
     "AllowOrigin https://a.example; AllowMethods PUT",
     "'OPTIONS' is left out"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods \"TRACE, PUT\"",
     "AllowOrigin https://a.example; AllowMethods PUT",
     "'TRACE' is left out: no browser"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Methods \"P@T\"",
     "AllowOrigin https://a.example", "'P@T' is left out: it is not a method"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers \"Content-Type, X-A\"",
     "AllowOrigin https://a.example; AllowHeaders Content-Type X-A", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers \"Origin, Cookie, x-a\"",
     "AllowOrigin https://a.example; AllowHeaders x-a",
     "'Cookie' is left out: no script can set it"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers "
     "\"Access-Control-Allow-Origin\"",
     "AllowOrigin https://a.example", "response field"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers \"Timing-Allow-Origin\"",
     "AllowOrigin https://a.example", "response field"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers \"a b@\"",
     "AllowOrigin https://a.example; AllowHeaders a",
     "'b@' is left out: it is not a header name"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Headers "
     "\"Access-Control-Request-Method\"",
     "AllowOrigin https://a.example", "no script can set it"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Expose-Headers \"ETag, Set-Cookie, "
     "Host, Cache-Control\"",
     "AllowOrigin https://a.example; ExposeHeaders ETag",
     "'Set-Cookie' is left out: no script can read it"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Expose-Headers \"Origin\"",
     "AllowOrigin https://a.example", "request field"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Expose-Headers \"b@\"",
     "AllowOrigin https://a.example", "not a header name"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Expose-Headers *",
     "AllowOrigin https://a.example; ExposeHeaders *", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials true\n"
     "Header always set Access-Control-Expose-Headers *",
     "AllowOrigin https://a.example; AllowCredentials On", "'*' as a wildcard"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 600",
     "AllowOrigin https://a.example; MaxAge 600", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 0",
     "AllowOrigin https://a.example; MaxAge 0", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 0600",
     "AllowOrigin https://a.example; MaxAge 600", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 86400",
     "AllowOrigin https://a.example; MaxAge 86400", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 86401",
     "AllowOrigin https://a.example; MaxAge 86400", "more than 86400"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 99999999999999999999",
     "AllowOrigin https://a.example; MaxAge 86400", "more than 86400"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age -1",
     "AllowOrigin https://a.example; MaxAge 0", "disagree"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age 1h",
     "AllowOrigin https://a.example", "not a number"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Max-Age \"\"",
     "AllowOrigin https://a.example", "not a number"},
};

START_TEST(test_rows)
{
    migration_check(&rows[_i]);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    return unit_finish("cors_migrate_names", tests);
}
