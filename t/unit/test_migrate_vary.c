/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_vary.h"

#include "migrations.h"

static const struct {
    const char *configuration;
    const char *want;
} keeps[] = {
    {"Header always append Vary \"Origin, Accept\"",
     "Header always merge Vary Accept"},
    {"Header set Vary \"A, ORIGIN,Access-Control-Request-Method B\"",
     "Header merge Vary \"A, B\""},
    {"Header always merge Vary Origin",
     "# remove this line, mod_cors adds Origin to Vary"},
};

#define SET "Header always set Access-Control-Allow-Origin "

static const migration_row_t rows[] = {
    /* Whether the directive will send Vary. */
    {SET "*", "AllowOrigin *", ""},
    {SET "https://a.example", "AllowOrigin https://a.example", ""},
    {SET "null", "", "'null' is left out"},
    {SET "https://*.a.example", "AllowOrigin https://*.a.example",
     "with 'Vary: Origin'"},
    {SET "\"https://a.example https://b.example\"",
     "AllowOrigin https://a.example https://b.example", "with 'Vary: Origin'"},
    {SET "https://a.example\n<Files a>\n" SET "https://b.example\n</Files>",
     "AllowOrigin https://a.example; AllowOrigin https://b.example", ""},
    {SET "https://a.example\nHeader always merge Vary Origin",
     "AllowOrigin https://a.example", ""},
    {"Header always merge Vary Origin\n", "", ""},
    {"Header merge Vary Origin", "", "lost on errors"},
    {"Header always set Vary Origin", "", "'set' removes"},
    {"Header always merge Vary Origin env=O", "", "without Origin"},
    {"Header always merge Vary Origin \"expr=-n %{HTTP:Origin}\"", "",
     "without Origin"},
    {"Header always set Vary Accept", "", ""},
    {"Header always unset Vary", "", ""},
};

START_TEST(test_rows)
{
    migration_check(&rows[_i]);
}
END_TEST

/* The other names stay. */
START_TEST(test_keeps)
{
    ck_assert_str_eq(lines_of(migrated(keeps[_i].configuration), "  write: "),
                     keeps[_i].want);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_keeps, 0, ROWS(keeps));
    return unit_finish("cors_migrate_vary", tests);
}
