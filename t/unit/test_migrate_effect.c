/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_effect.h"

#include "migrations.h"

#define HEADER "Header always "
#define A HEADER "set Access-Control-Allow-Origin https://a.example\n"
#define B "Access-Control-Allow-Origin https://b.example"
#define UNSET HEADER "unset Access-Control-Allow-"
#define METHODS HEADER "set Access-Control-Allow-Methods "

static const migration_row_t rows[] = {
    /* setifempty */
    {A HEADER "setifempty " B, "AllowOrigin https://a.example",
     "line 1 sets the field"},
    {HEADER "setifempty " B "\n" A, "AllowOrigin https://a.example",
     "line 2 replaces the field"},
    {HEADER "setifempty " B, "AllowOrigin https://b.example", ""},
    {"<Files a>\n" HEADER "setifempty " B "\n</Files>\n" A,
     "AllowOrigin https://a.example", "line 4 sets the field"},
    {"<Files a>\n" A "</Files>\n" HEADER "setifempty " B,
     "AllowOrigin https://a.example; AllowOrigin https://b.example", ""},
    {HEADER "set Access-Control-Allow-Origin \"\"\n" HEADER "setifempty " B,
     "AllowOrigin https://b.example", NULL},
    {A "Header setifempty " B,
     "AllowOrigin https://a.example; AllowOrigin https://b.example",
     "sent twice"},
    {A METHODS "PUT\n<Files a>\n" HEADER
               "setifempty Access-Control-Allow-Methods DELETE\n</Files>",
     "AllowOrigin https://a.example; AllowMethods PUT", "line 2 sets"},
    /* unset */
    {A "<Files a>\n" UNSET "Origin\n</Files>",
     "AllowOrigin https://a.example; AllowOrigin None", ""},
    {A HEADER "set Access-Control-Allow-Credentials true\n"
              "<Files a>\n" UNSET "Credentials\n</Files>",
     "AllowOrigin https://a.example; AllowCredentials On; "
     "AllowCredentials Off",
     ""},
    {A METHODS "PUT\n<Files a>\n" UNSET "Methods\n</Files>",
     "AllowOrigin https://a.example; AllowMethods PUT; AllowMethods None", ""},
    {A HEADER "set Access-Control-Allow-Headers X-A\n"
              "<Files a>\n" UNSET "Headers\n</Files>",
     "AllowOrigin https://a.example; AllowHeaders X-A; AllowHeaders None", ""},
    {A "<Files a>\n" UNSET "Origin\nHeader unset "
       "Access-Control-Allow-Origin\n</Files>",
     "AllowOrigin https://a.example; AllowOrigin None", ""},
    {A "<Files a>\n" UNSET "Origin\n" HEADER "set " B "\n</Files>",
     "AllowOrigin https://a.example; AllowOrigin https://b.example", ""},
    {A "<Files a>\n" HEADER "set " B "\n" UNSET "Origin\n</Files>",
     "AllowOrigin https://a.example; AllowOrigin None",
     "line 4 removes the field"},
    {UNSET "Origin\n" A, "AllowOrigin https://a.example", ""},
    {A UNSET "Origin", "", "line 2 removes the field"},
    {A "Header unset Access-Control-Allow-Origin",
     "AllowOrigin https://a.example", ""},
    /* A value that narrows the field of the section around it. */
    {A HEADER "set Access-Control-Allow-Credentials true\n"
              "<Files a>\n" HEADER
              "set Access-Control-Allow-Credentials false\n</Files>",
     "AllowOrigin https://a.example; AllowCredentials On; "
     "AllowCredentials Off",
     "only the value 'true'"},
    {HEADER "set Access-Control-Allow-Credentials true\n" A "<Files a>\n" HEADER
            "set Access-Control-Allow-Credentials false\n" HEADER
            "set Access-Control-Allow-Origin *\n</Files>",
     "AllowCredentials On; AllowOrigin https://a.example; "
     "AllowCredentials Off; AllowOrigin *",
     "only the value 'true'"},
    {A METHODS "PUT\n<Files a>\n" METHODS "GET\n</Files>",
     "AllowOrigin https://a.example; AllowMethods PUT; AllowMethods None", ""},
    {A METHODS "PUT\n<Files a>\n" HEADER
               "add Access-Control-Allow-Methods GET\n</Files>",
     "AllowOrigin https://a.example; AllowMethods PUT", "sent twice"},
    {A HEADER "set Access-Control-Max-Age 9\n<Files a>\n" HEADER
              "set Access-Control-Max-Age x\n</Files>",
     "AllowOrigin https://a.example; MaxAge 9; MaxAge None", "not a number"},
};

START_TEST(test_rows)
{
    migration_check(&rows[_i]);
}
END_TEST

/* Some responses lose the field: that is not translated. */
START_TEST(test_condition)
{
    static const char *const configurations[] = {
        A UNSET "Origin env=X",
        A "<If \"%{HTTP:Origin} =~ /evil/\">\n" UNSET "Origin\n</If>",
        A "<Files a>\n" UNSET "Origin \"expr=%{HTTPS} == 'on'\"\n</Files>"};

    ck_assert_ptr_nonnull(strstr(migrated(configurations[_i]),
                                 "# not translated: only some responses lose"));
}
END_TEST

/* The line of the same condition sets the field again. */
START_TEST(test_again)
{
    ck_assert_ptr_null(
        strstr(migrated("<If \"%{HTTP:Origin} == 'https://a.example'\">\n" UNSET
                        "Origin\n" A "</If>"),
               "not translated"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_condition, 0, 3);
    tcase_add_test(tests, test_again);
    return unit_finish("cors_migrate_effect", tests);
}
