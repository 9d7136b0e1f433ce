/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "What a request gets": methods, header names, fields.
 */
#include "model_verdict.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "naive.h"

static bool covers_method(const model_question_t *q)
{
    model_list_t methods = model_list(q->whole, "CorsAllowMethods");
    const char *method = q->request->requested_method;

    return naive_is_one_of("GET|HEAD|POST", method)
           || model_has(&methods, method, false)
           || (model_has(&methods, "*", false) && naive_is_token(method)
               && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK", method)
               && !(strlen(method) > 4096 && q->credentials));
}

static bool covers_header(const model_list_t *listed, const char *name)
{
    return (strcmp(name, "*") != 0 && model_has(listed, name, true))
           || (model_has(listed, "*", false) && naive_is_token(name)
               && strcasecmp(name, "Authorization") != 0);
}

/* Whether all names are covered; *echo becomes the covered ones, in lower case.
 */
static bool covers_headers(const model_question_t *q, const char **echo,
                           apr_pool_t *pool)
{
    model_list_t listed = model_list(q->whole, "CorsAllowHeaders");
    model_list_t names = model_elements(q->request->requested_headers, pool);
    model_list_t covered;
    size_t total = 0;
    int i, j;

    covered.count = 0;
    for (i = 0; i < names.count; ++i) {
        char *name = apr_pstrdup(pool, names.values[i].text);

        for (j = 0; name[j]; ++j) {
            name[j] = name[j] >= 'A' && name[j] <= 'Z' ? name[j] + 32 : name[j];
        }
        total += strlen(name);
        if (covers_header(&listed, name)) {
            covered.values[covered.count++].text = name;
        }
    }
    *echo = total > 4096 ? "" : model_join(&covered, false, pool);
    return covered.count == names.count
           && !(total > 4096 && q->credentials
                && model_has(&listed, "*", false));
}

/* Browsers let "*" cover it, so the names are sent instead of "*". */
static bool asks_for_authorization(const model_question_t *q, apr_pool_t *pool)
{
    model_list_t listed = model_list(q->whole, "CorsAllowHeaders");
    model_list_t names = model_elements(q->request->requested_headers, pool);

    return model_has(&names, "Authorization", true)
           && !model_has(&listed, "Authorization", true);
}

static const char *field(const char *fields, const char *name,
                         const char *value, apr_pool_t *pool)
{
    return value && *value
               ? apr_pstrcat(pool, fields, name, "=", value, "\n", NULL)
               : fields;
}

static const char *preflight_fields(const model_question_t *q,
                                    const char *fields, apr_pool_t *pool)
{
    model_list_t methods = model_list(q->whole, "CorsAllowMethods");
    model_list_t headers = model_list(q->whole, "CorsAllowHeaders");
    const char *age = model_last(q->whole, "CorsMaxAge", "None", false);
    const char *method = q->request->requested_method;
    const char *echo;

    covers_headers(q, &echo, pool);
    if (q->credentials && model_has(&methods, "*", false)) {
        bool grants =
            naive_is_token(method) && strlen(method) <= 4096
            && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK", method);

        fields = field(fields, "methods", grants ? method : NULL, pool);
    }
    else {
        fields =
            field(fields, "methods", model_join(&methods, false, pool), pool);
    }
    fields =
        field(fields, "headers",
              model_has(&headers, "*", false)
                      && (q->credentials || asks_for_authorization(q, pool))
                  ? echo
                  : model_join(&headers, true, pool),
              pool);
    return strcasecmp(age, "None") == 0
               ? fields
               : field(fields, "max-age",
                       apr_psprintf(pool, "%ld", strtol(age, NULL, 10)), pool);
}

const char *model_fields(const model_question_t *q, const char *allow_origin,
                         apr_pool_t *pool)
{
    model_list_t exposed = model_list(q->whole, "CorsExposeHeaders");
    const char *fields;

    if (!allow_origin) {
        return "";
    }
    fields = field("", "origin", allow_origin, pool);
    fields = field(fields, "credentials", q->credentials ? "true" : NULL, pool);
    return q->preflight ? preflight_fields(q, fields, pool)
                        : field(fields, "expose",
                                model_join(&exposed, true, pool), pool);
}

const char *model_preflight_refusal(const model_question_t *q, apr_pool_t *pool)
{
    const char *echo;

    if (!covers_method(q)) {
        return "method-not-allowed";
    }
    return covers_headers(q, &echo, pool) ? NULL : "header-not-allowed";
}
