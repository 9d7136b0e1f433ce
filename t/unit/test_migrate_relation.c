/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_relation.h"

#include "migrations.h"

static const migration_row_t rows[] = {
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials true\n",
     "AllowOrigin https://a.example; AllowCredentials On", ""},
    {"Header always set Access-Control-Allow-Credentials true\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowCredentials On; AllowOrigin https://a.example", ""},
    {"Header always set Access-Control-Allow-Origin *\n"
     "Header always set Access-Control-Allow-Credentials true\n",
     "AllowOrigin *", "browsers refuse '*'"},
    {"Header always set Access-Control-Allow-Credentials true\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin *\n"
     "</Files>",
     "AllowOrigin *", "browsers refuse '*'"},
    {"Header always set Access-Control-Allow-Credentials true\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin *\n"
     "</Files>",
     "AllowCredentials On; AllowOrigin https://a.example; AllowOrigin *; "
     "AllowCredentials Off",
     "browsers refuse '*'"},
    {"Header always set Access-Control-Allow-Origin *\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials true\n"
     "</Files>",
     "AllowOrigin *; AllowOrigin https://a.example; AllowCredentials On", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Credentials true\n"
     "</Files>",
     "AllowOrigin https://a.example; AllowCredentials On", ""},
    {"<Files b>\n"
     "Header always set Access-Control-Allow-Origin *\n"
     "</Files>\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials true\n"
     "</Files>",
     "AllowOrigin *; AllowOrigin https://a.example; AllowCredentials On", ""},
    {"Header always set Access-Control-Allow-Origin \"http://a.example "
     "https://a.example\"\n"
     "Header always set Access-Control-Allow-Credentials true\n",
     "AllowOrigin https://a.example; AllowCredentials On",
     "'http://a.example' is left out"},
    {"Header always set Access-Control-Allow-Origin http://a.example\n"
     "Header always set Access-Control-Allow-Credentials true\n",
     "AllowCredentials On", "'http://a.example' is left out"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials false",
     "AllowOrigin https://a.example", "only the value 'true'"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Credentials True",
     "AllowOrigin https://a.example", "only the value 'true'"},
    {"<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</Files>\n"
     "Header always set Access-Control-Max-Age 5",
     "AllowOrigin https://a.example; MaxAge 5", ""},
    {"<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</Files>\n"
     "<Files b>\n"
     "Header always set Access-Control-Max-Age 5\n"
     "</Files>",
     "AllowOrigin https://a.example; MaxAge 5", "has no effect"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "<Files b>\n"
     "Header always set Access-Control-Max-Age 5\n"
     "</Files>",
     "AllowOrigin https://a.example; MaxAge 5", ""},
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
    return unit_finish("cors_migrate_relation", tests);
}
