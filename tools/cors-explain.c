/* SPDX-License-Identifier: Apache-2.0
 *
 * The command cors-explain: asks httpd what it would answer to a page of
 * another origin, and why; or translates old recipes.
 */
#include <stdio.h>
#include <stdlib.h>

#include <apr_general.h>

#include "mod_cors.h"
#include "tools/httpd.h"
#include "tools/migrate.h"
#include "tools/options.h"
#include "tools/question.h"

enum { SHARED = 0, BLOCKED = 1, UNUSABLE = 2 };

static const char usage[] =
    "Usage: cors-explain METHOD URL --origin ORIGIN [option ...]\n"
    "       cors-explain --migrate [FILE]\n"
    "\n"
    "Explains which policy of mod_cors decides about a request of a page, and\n"
    "whether a browser would share the response with the page. It reads the\n"
    "configuration as 'httpd -t' does, and sends no request.\n"
    "\n"
    "  --origin ORIGIN        the origin of the page: https://app.example\n"
    "  --header NAME          a request-header that the script sets; "
    "repeatable\n"
    "  --content-type TYPE    the Content-Type that the script sets\n"
    "  --credentials          the script sends cookies\n"
    "  --sec-fetch-site SITE  the field Sec-Fetch-Site of the request\n"
    "  --json                 the answer as JSON\n"
    "\n"
    "  --migrate [FILE]       list the lines of old recipes for CORS, and "
    "what\n"
    "                         to write instead: of httpd's configuration, or "
    "of\n"
    "                         FILE alone (a .htaccess; '-': standard input)\n"
    "\n"
    "  -f FILE, -d FOLDER     httpd's own options: configuration, ServerRoot\n"
    "  --httpd PATH           the program to run; otherwise apache2ctl, httpd "
    "or\n"
    "                         apache2\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 if a browser would share the response, 1 if not, 2 if "
    "that\n"
    "is not known or the question is unusable. With --migrate: 0 or 2.\n";

static int ask(const options_t *options, apr_pool_t *pool)
{
    const char *wrong = NULL;
    const char *question = question_write(options, &wrong, pool);
    const char *answer;

    if (!question) {
        fprintf(stderr, "cors-explain: %s\n", wrong);
        return UNUSABLE;
    }
    answer = httpd_test(options, question, pool);
    if (!answer) {
        return UNUSABLE;
    }
    if (!*answer) {
        fputs("cors-explain: httpd gave no answer; its configuration probably "
              "does not load mod_cors\n",
              stderr);
        return UNUSABLE;
    }
    fputs(answer, stdout);
    return question_verdict(answer, options->json);
}

static int migrate(const options_t *options, apr_pool_t *pool)
{
    const char *answer;

    if (options->arguments->nelts == 1) {
        return migrate_file(APR_ARRAY_IDX(options->arguments, 0, const char *),
                            pool)
                   ? SHARED
                   : UNUSABLE;
    }
    answer = httpd_test(options, "CORS_MIGRATE", pool);
    if (answer && !*answer) {
        fputs("cors-explain: httpd gave no answer; its configuration probably "
              "does not load mod_cors. A single file needs no httpd: "
              "cors-explain --migrate FILE\n",
              stderr);
    }
    if (!answer || !*answer) {
        return UNUSABLE;
    }
    fputs(answer, stdout);
    return SHARED;
}

static int run(int argc, const char *const *argv, apr_pool_t *pool)
{
    options_t options;
    const char *wrong = options_read(argc, argv, &options, pool);

    if (wrong) {
        fprintf(stderr, "cors-explain: %s\n", wrong);
        return UNUSABLE;
    }
    if (options.help) {
        fputs(usage, stdout);
        return SHARED;
    }
    if (options.version) {
        puts("cors-explain " MOD_CORS_VERSION);
        return SHARED;
    }
    return options.migrate ? migrate(&options, pool) : ask(&options, pool);
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    int status;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS
        || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return UNUSABLE;
    }
    status = run(argc, argv, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
