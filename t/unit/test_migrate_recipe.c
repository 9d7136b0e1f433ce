/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_recipe.h"

#include "migrations.h"

/* Two origins, of which one has a variable of its own. */
#define TWO                                                                    \
    "SetEnvIf Origin ^https://(a|b)\\.example$ O=$0\n"                         \
    "SetEnvIf Origin ^https://a\\.example$ TRUSTED\n"                          \
    "Header always merge Vary Origin\n"                                        \
    "Header always set Access-Control-Allow-Origin %{O}e env=O\n"
#define TWO_ORIGINS "AllowOrigin https://a.example https://b.example"

static const migration_row_t rows[] = {
    {"Header set Access-Control-Allow-Origin https://a.example",
     "AllowOrigin https://a.example", "lost on errors"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header set Access-Control-Max-Age 5",
     "AllowOrigin https://a.example; MaxAge 5", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header set Access-Control-Expose-Headers ETag",
     "AllowOrigin https://a.example; ExposeHeaders ETag", "lost on errors"},
    {"RewriteCond %{REQUEST_METHOD} OPTIONS\n"
     "RewriteRule .* - [R=204]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header set Access-Control-Max-Age 5",
     "AllowOrigin https://a.example; MaxAge 5",
     "lost on preflights: the RewriteRule of line 2"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Origin https://b.example",
     "AllowOrigin https://b.example", "line 2 replaces the field"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header set Access-Control-Allow-Origin https://b.example",
     "AllowOrigin https://a.example; AllowOrigin https://b.example",
     "with line 1 the field is sent twice"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always add Access-Control-Allow-Origin https://b.example",
     "AllowOrigin https://a.example; AllowOrigin https://b.example",
     "with line 1 the field is sent twice"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "<Files a>\n"
     "Header always add Access-Control-Allow-Origin https://b.example\n"
     "</Files>",
     "AllowOrigin https://a.example; AllowOrigin https://b.example",
     "with line 1 the field is sent twice"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin https://b.example\n"
     "</Files>",
     "AllowOrigin https://a.example; AllowOrigin https://b.example", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Origin https://b.example env=!X",
     "AllowOrigin https://a.example; AllowOrigin https://b.example",
     "no 'Vary"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Timing-Allow-Origin *",
     "AllowOrigin https://a.example; TimingAllowOrigin On",
     "sends the origins of"},
    {"Header always set Access-Control-Allow-Origin *\n"
     "Header always set Timing-Allow-Origin *",
     "AllowOrigin *; TimingAllowOrigin On", ""},
    {"Header always set Access-Control-Allow-Origin *\n"
     "Header always set Timing-Allow-Origin https://a.example",
     "AllowOrigin *; TimingAllowOrigin On", "sends the origins of"},
    {"Header always set Timing-Allow-Origin *", "", ""},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Allow-Private-Network true",
     "AllowOrigin https://a.example", "no longer use"},
    {"Header always set Access-Control-Allow-Origin https://a.example\n"
     "Header always set Access-Control-Request-Method PUT",
     "AllowOrigin https://a.example", "request field"},
    {"Header unset Access-Control-Allow-Origin", "", ""},
    {"Header edit Access-Control-Allow-Origin a b", "", ""},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "no 'Vary: Origin'"},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "<Files a>\n"
     "Header always merge Vary Origin\n"
     "</Files>\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "no 'Vary: Origin'"},
    {"SetEnvIf Origin ^https://a\\.ex+ample$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOriginMatch \"^https://a\\.ex+ample$\"", "CorsAllowOriginMatch"},
    /* A condition of another field than Access-Control-Allow-Origin. */
    {TWO "Header always set Access-Control-Allow-Credentials true env=TRUSTED",
     TWO_ORIGINS, ""},
    {TWO "Header always set Access-Control-Allow-Methods PUT env=TRUSTED",
     TWO_ORIGINS, ""},
    {TWO "Header always set Access-Control-Expose-Headers ETag env=TRUSTED",
     TWO_ORIGINS, ""},
    {TWO "Header always set Timing-Allow-Origin * env=!O", TWO_ORIGINS, ""},
    {TWO "<If \"%{HTTP:Origin} == 'https://a.example'\">\n"
         "Header always set Access-Control-Allow-Credentials true\n</If>",
     TWO_ORIGINS, ""},
    {TWO "Header always set Access-Control-Allow-Credentials true "
         "\"expr=%{HTTP:Origin} == 'https://a.example'\"",
     TWO_ORIGINS, ""},
    {TWO "Header always set Access-Control-Allow-Credentials true env=O",
     TWO_ORIGINS "; AllowCredentials On", ""},
    {TWO "Header always set Access-Control-Allow-Credentials true "
         "\"expr=%{HTTP:Origin} =~ m#^https://(a|b|c)\\.example$#\"",
     TWO_ORIGINS "; AllowCredentials On", ""},
    {TWO "<If \"%{REQUEST_METHOD} == 'OPTIONS'\">\n"
         "Header always set Access-Control-Allow-Methods PUT\n</If>",
     TWO_ORIGINS "; AllowMethods PUT", ""},
    {TWO "<If \"%{REQUEST_METHOD} == 'OPTIONS'\">\n"
         "Header always set Access-Control-Allow-Credentials true\n</If>",
     TWO_ORIGINS "; AllowCredentials On", "also gives it to actual"},
    {TWO "<Limit OPTIONS>\n"
         "Header always set Access-Control-Expose-Headers ETag\n</Limit>",
     TWO_ORIGINS "; ExposeHeaders ETag", NULL},
    {TWO "<If \"%{REQUEST_METHOD} == 'OPTIONS'\">\n"
         "Header always set Access-Control-Expose-Headers ETag\n</If>",
     TWO_ORIGINS "; ExposeHeaders ETag", "also gives it to actual"},
    {"SetEnvIf Origin ^https://a\\.example$ O\n"
     "Header always set Access-Control-Max-Age 5 env=O",
     "", ""},
    /* Without credentials, http stays. */
    {"SetEnvIf Origin ^https://a\\.example$ O\n"
     "Header always set Access-Control-Allow-Origin http://a.example\n"
     "Header always set Access-Control-Allow-Credentials true env=O",
     "AllowOrigin http://a.example", ""},
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
    return unit_finish("cors_migrate_recipe", tests);
}
