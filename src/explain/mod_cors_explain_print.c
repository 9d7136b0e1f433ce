/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd keeps the whole word after -D, with its blanks.
 */
#include "explain/mod_cors_explain_print.h"

#include <stdbool.h>
#include <string.h>

#include <http_main.h>

#include <apr_file_io.h>

#include "explain/cors_explanation_json.h"
#include "explain/cors_explanation_text.h"
#include "explain/mod_cors_explain.h"
#include "lists/mod_cors_lists_check.h"
#include "request/mod_cors_precompute.h"

static const char prefix[] = "CORS_EXPLAIN=";

/* Returns the text of a question, or NULL. */
static const char *question_of(const char *define)
{
    size_t length = sizeof(prefix) - 1;

    return strncmp(define, prefix, length) == 0 ? define + length : NULL;
}

static void put(apr_file_t *out, const cors_explanation_t *explanation,
                bool json)
{
    cors_text_t text;

    cors_text_init(&text, explanation->pool);
    if (json) {
        cors_explanation_json_write(&text, explanation);
        cors_text_add(&text, "\n");
    }
    else {
        cors_explanation_text_write(&text, explanation);
    }
    (void)apr_file_write_full(out, text.bytes, text.length, NULL);
}

/* Answers one question. *json is -1 before the first one, which decides about
 * the form of all answers. */
static void answer(apr_file_t *out, server_rec *main_server, const char *words,
                   int *json, apr_pool_t *pool)
{
    const mod_cors_explain_asked_t asked = {main_server, NULL};
    cors_explanation_t explanation;

    cors_explanation_init(&explanation, pool);
    explanation.error =
        cors_question_read_words(words, &explanation.question, pool);
    if (*json < 0) {
        *json = explanation.question.json;
    }
    if (!explanation.error) {
        mod_cors_explain_answer(&asked, &explanation);
    }
    put(out, &explanation, *json > 0);
}

void mod_cors_explain_print(apr_pool_t *pconf, server_rec *main_server)
{
    const apr_array_header_t *defines = ap_server_config_defines;
    apr_file_t *out = NULL;
    apr_pool_t *pool;
    int json = -1;
    int i;

    apr_pool_create(&pool, pconf);
    for (i = 0; i < defines->nelts; ++i) {
        const char *words =
            question_of(APR_ARRAY_IDX(defines, i, const char *));

        if (!words) {
            continue;
        }
        if (!out) {
            apr_file_open_stdout(&out, pconf);
            mod_cors_precompute(pconf, pconf, pconf, main_server);
            mod_cors_lists_check_read_files(pconf, pconf);
        }
        answer(out, main_server, words, &json, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}
