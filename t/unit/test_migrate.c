/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate.h"

#include "migrations.h"

static const struct {
    const char *label;
    const char *configuration;
    const char *want;
} blocks[] = {
    {"a block", "Header always set Access-Control-Allow-Origin *",
     "c:1: Header always set Access-Control-Allow-Origin *\n"
     "  problem: where a log-in is needed, preflights get 401; CorsAllowOrigin "
     "answers them before access control\n"
     "  write: CorsAllowOrigin *\n"},
    {"control characters",
     "Header always set Access-Control-Allow-Origin "
     "https://a\x1b",
     "c:1: Header always set Access-Control-Allow-Origin https://a\\x1b\n"
     "  problem: 'https://a\\x1b' is left out: it is not an origin\n"
     "  problem: where a log-in is needed, preflights get 401; CorsAllowOrigin "
     "answers them before access control\n"
     "  write: # not translated: no origin remains; list the origins after "
     "CorsAllowOrigin\n"},
    {"<Limit>", "<Limit OPTIONS>\nAllow from all\n</Limit>",
     "c:1: <Limit OPTIONS>\n"
     "  problem: every request with the method OPTIONS passes access control; "
     "CorsAllowOrigin answers preflights before it\n"
     "  write: # remove this line and </Limit>; keep what is in between\n"
     "c:2: Allow from all\n"
     "  write: # remove this line\n"},
    {"<If> without fields",
     "<If \"%{HTTP:Origin} == 'a'\">\nRequire all denied\n</If>", ""},
    {"<If> with <Else>",
     "<If \"%{HTTP:Origin} == 'https://a.example'\">\n"
     "Header always unset Access-Control-Allow-Origin\n</If>\n<Else>\n"
     "</Else>\n",
     "c:2: Header always unset Access-Control-Allow-Origin\n"
     "  write: # remove this line: where CorsAllowOrigin is in force, the "
     "fields of applications are removed\n"},
    {"several methods",
     "<LimitExcept GET OPTIONS>\nRequire valid-user\n</LimitExcept>\n",
     "c:1: <LimitExcept GET OPTIONS>\n"
     "  problem: every request with the method OPTIONS passes access control; "
     "CorsAllowOrigin answers preflights before it\n"
     "  write: # not translated: take OPTIONS out of the list of methods\n"},
    {"<If> with fields",
     "<If \"%{HTTP:Origin} == 'https://a.example'\">\n"
     "Header always unset Access-Control-Allow-Origin\n</If>",
     "c:1: <If \"%{HTTP:Origin} == 'https://a.example'\">\n"
     "  write: # remove this line and </If>; keep what is in between\n"
     "c:2: Header always unset Access-Control-Allow-Origin\n"
     "  write: # remove this line: where CorsAllowOrigin is in force, the "
     "fields of applications are removed\n"},
};

static const migration_row_t rows[] = {
    {"", "", ""},
    {"Header set X-A b\n"
     "Require all granted\n"
     "RewriteRule a b\n"
     "SetEnvIf User-Agent x y",
     "", ""},
    {"<IfModule mod_headers.c>\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</Files>\n"
     "</IfModule>",
     "AllowOrigin https://a.example", ""},
    {"<LimitExcept OPTIONS>\n"
     "Require valid-user\n"
     "</LimitExcept>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", "passes access control"},
    {"<Limit OPTIONS>\n"
     "Require all granted\n"
     "</Limit>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", "passes access control"},
    {"<Limit GET>\n"
     "Require all granted\n"
     "</Limit>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", ""},
    {"<LimitExcept GET>\n"
     "Require all granted\n"
     "</LimitExcept>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", ""},
};

START_TEST(test_rows)
{
    migration_check(&rows[_i]);
}
END_TEST

START_TEST(test_block)
{
    ck_assert_str_eq(migrated(blocks[_i].configuration), blocks[_i].want);
}
END_TEST

/* More sections are closed than were opened. */
START_TEST(test_close)
{
    cors_migrate_t *migrate = cors_migrate_create(unit_pool);
    cors_text_t text;

    cors_migrate_close(migrate);
    cors_text_init(&text, unit_pool);
    ck_assert_int_eq(cors_migrate_write(migrate, &text), 0);
    ck_assert_str_eq(text.bytes, "");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_block, 0, ROWS(blocks));
    tcase_add_test(tests, test_close);
    return unit_finish("cors_migrate", tests);
}
