/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_variables.h"

#include "migrations.h"

static const migration_row_t rows[] = {
    /* Conditions on other things are not lost. */
    {"RewriteCond %{HTTPS} on\nRewriteRule .* - [E=O:%{HTTP:Origin}]\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O",
     "", "other things"},
    {"RewriteRule ^api/ - [E=O:%{HTTP:Origin}]\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O",
     "", "other things"},
    {"RewriteCond %{HTTP:Origin} !^$\nRewriteRule ^ - "
     "[E=O:%{HTTP:Origin}]\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O",
     "AllowOrigin *", "every origin is sent back"},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIfNoCase ^Origin$ ^https://a\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin ^(https://a\\.example)$ O=$1\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin ^https://(a\\.example)$ O=$1\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "'$1', which is not always"},
    {"SetEnvIf Origin ^http(s)?://a\\.example$ O=$0$1\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example http://a.example",
     "'$0$1', which is not always"},
    {"SetEnvIf Origin ^https://a\\.example$ X O=$0 Y\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "SetEnvIf Origin ^https://b\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example https://b.example", ""},
    {"SetEnvIf Origin ^https://a\\.example O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"SetEnvIf Origin ^https://a\\.example O\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin \"expr=%{HTTP:Origin}\" "
     "env=O",
     "AllowOrigin https://a.example", "a.example.evil.example"},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "SetEnvIf Origin ^https://b !O\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "CorsDenyOrigin"},
    {"SetEnvIf Referer ^https://a\\.example$ O=$0\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "", "no 'Vary"},
    {"SetEnvIfExpr \"%{HTTP:Origin} =~ m#^https://a\\.example$#\" O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", ""},
    {"<VirtualHost *>\n"
     "SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n"
     "</VirtualHost>",
     "AllowOrigin https://a.example", ""},
    {"<Files a>\n"
     "SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "</Files>\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "", NULL},
    {"SetEnvIf Origin ^https://a\\.example$ O=$0\n"
     "Header always merge Vary Origin\n"
     "<Files a>\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n"
     "</Files>",
     "AllowOrigin https://a.example", ""},
    {"RewriteCond %{HTTP:Origin} ^https://a\\.example$\n"
     "RewriteRule .* - [E=O:%0]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "runs after access control"},
    {"RewriteCond %{HTTP:Origin} =https://a.example\n"
     "RewriteRule .* - [E=O:%{HTTP:Origin},L]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "runs after access control"},
    {"RewriteCond %{HTTP:Origin} ^https://a\\.example$ [OR]\n"
     "RewriteCond %{HTTP:Origin} ^https://b\\.example$\n"
     "RewriteRule .* - [E=O:%0]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example https://b.example",
     "runs after access control"},
    {"RewriteCond %{HTTP:Origin} example$\n"
     "RewriteCond %{HTTP:Origin} ^https://a\n"
     "RewriteRule .* - [E=O:%0]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "", "needs all of them"},
    {"RewriteRule .* - [E=O:%{HTTP:Origin}]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin *", "every origin is sent back"},
    {"RewriteCond %{HTTP:Origin} ^https://a\\.example\n"
     "RewriteRule .* - [E=O:%{HTTP:Origin}]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "AllowOrigin https://a.example", "a.example.evil.example"},
    {"RewriteCond %{HTTPS} on\n"
     "RewriteRule .* - [E=O:%0]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "", NULL},
    {"RewriteCond %{HTTP:Origin} ^https://a\\.example$\n"
     "RewriteRule a b\n"
     "RewriteRule .* - [E=O:%0]\n"
     "Header always merge Vary Origin\n"
     "Header always set Access-Control-Allow-Origin %{O}e env=O\n",
     "", NULL},
    {"RewriteCond %{REQUEST_METHOD} OPTIONS\n"
     "RewriteRule .* - [R=204,L]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", "answers the preflights of every origin"},
    {"RewriteCond %{REQUEST_METHOD} OPTIONS\n"
     "RewriteRule .* - [R=200,L]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", "internal error"},
    {"RewriteCond %{REQUEST_METHOD} OPTIONS\n"
     "RewriteRule .* - [redirect=204]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", "answers the preflights of every origin"},
    {"RewriteCond %{REQUEST_METHOD} OPTIONS\n"
     "RewriteRule .* /cors.php [L]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", ""},
    {"RewriteCond %{REQUEST_METHOD} GET\n"
     "RewriteRule .* - [R=204,L]\n"
     "Header always set Access-Control-Allow-Origin https://a.example\n",
     "AllowOrigin https://a.example", ""},
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
    return unit_finish("cors_migrate_variables", tests);
}
