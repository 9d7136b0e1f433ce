/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_allow_origin.h"

#include "migrations.h"

static const migration_row_t rows[] = {
    {"Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", ""},
    {"Header always set Access-Control-Allow-Origin \"*\"", "AllowOrigin *",
     ""},
    {"Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin \"expr=%{HTTP:Origin}\"",
     "AllowOrigin *", "every origin is sent back"},
    {"Header always set Access-Control-Allow-Origin \"expr=%{HTTP_HOST}\"", "",
     "Vary: Origin"},
    {"Header always set Access-Control-Allow-Origin %{O}e env=O\n", "", NULL},
    {"Header always set Access-Control-Allow-Origin \"%{HTTP_HOST}s\"", "", ""},
    {"SetEnvIf Origin ^(a|b)\\.example$ H=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin https://%{H}e env=H",
     "AllowOriginMatch \"https?://(?:.*\\.)?(?:(a|b)\\.example$)\"", NULL},
    {"SetEnvIf Origin (a|b)\\.example$ H=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin https://%{H}e env=H",
     "AllowOrigin https://a.example https://*.a.example http://a.example "
     "http://*.a.example https://b.example https://*.b.example "
     "http://b.example http://*.b.example",
     "put together"},
    {"<If \"%{HTTP:Origin} =~ /example$/\">\n"
     "<If \"%{HTTP:Origin} =~ /^https:/\">\n"
     "Header always set Access-Control-Allow-Origin *\n</If>\n</If>",
     "", NULL},
    {"<If \"%{HTTP:Origin} == 'https://a.example'\">\n"
     "Header always set Access-Control-Allow-Origin *\n</If>\n<Else>\n"
     "</Else>",
     "AllowOrigin https://a.example", "no 'Vary"},
    /* A value and a condition of two variables. */
    {"SetEnvIf Origin (.*) O=$1\nSetEnvIf Origin ^https://a\\.example$ OK\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=OK",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin (.*) O=$1\nSetEnvIf Origin : OK\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=OK",
     "AllowOrigin *", "every origin is sent back"},
    {"SetEnvIf Origin ^https://a\\.example$ ORIGIN=$0\n"
     "Header always set Access-Control-Allow-Origin %{ORIGIN}e env=O",
     "", NULL},
    {"SetEnvIf Origin a\\.example$ O=$0\nSetEnvIf Origin ^https://a OK\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=OK",
     "", NULL},
    {"SetEnvIf Origin : O\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin * env=O",
     "AllowOrigin *", "also admits 'null'"},
    {"SetEnvIf Origin ^https://a\\.example$ O\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin * env=O",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin ^https://b\\.example$ O\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin https://a.example env=O",
     "AllowOrigin https://a.example", ""},
    {"Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin https://a.example env=!O",
     "AllowOrigin https://a.example", "whether it is set or not"},
    /* The field is absent where a variable of the origin is set. */
    {"SetEnvIf Origin ^https://(a|b)\\.example$ O=$0\n"
     "SetEnvIf Origin ^https://b\\.example$ DENIED\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=!DENIED",
     "", ""},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=!O",
     "", ""},
    {"Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin https://a.example "
     "env=!O\n"
     "<Files a>\nSetEnvIf Request_Method OPTIONS O\n</Files>",
     "", ""},
    {"Header always set Access-Control-Allow-Origin * env=X", "", NULL},
    {"Header always set Access-Control-Allow-Origin * env=!X", "", NULL},
    {"SetEnvIf Request_Method OPTIONS P\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin * env=P",
     "AllowOrigin *", "only responses to OPTIONS"},
    {"Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin \"expr=%{HTTP:Origin}\" "
     "\"expr=%{HTTP:Origin} == 'https://a.example'\"",
     "AllowOrigin https://a.example", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example "
     "\"expr=%{REQUEST_STATUS} == 200\"",
     "", NULL},
    {"<If \"%{HTTP:Origin} == 'https://a.example'\">\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin *\n"
     "</If>",
     "AllowOrigin https://a.example", ""},
    {"<If \"%{REQUEST_METHOD} == 'OPTIONS'\">\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</If>",
     "AllowOrigin https://a.example", "only responses to OPTIONS"},
    {"<If \"%{HTTPS} == 'on'\">\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</If>",
     "AllowOrigin https://a.example", ""},
    {"<Limit OPTIONS>\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "</Limit>",
     "AllowOrigin https://a.example", "only responses to OPTIONS"},
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
    return unit_finish("cors_migrate_allow_origin", tests);
}
