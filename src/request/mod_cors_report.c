/* SPDX-License-Identifier: Apache-2.0
 *
 * CorsEngine ReportOnly: compares the fields of a response with those that the
 * policy would send. So an administrator who replaces an older recipe sees what
 * would change, before it changes.
 */
#include "request/mod_cors_report.h"

#include <apr_strings.h>

#include "policy/cors_fields.h"

typedef struct {
    apr_pool_t *pool;
    const char *values; /* joined, NULL: none */
} sent_t;

static int join_value(void *baton, const char *key, const char *value)
{
    sent_t *sent = baton;

    (void)key;
    sent->values =
        sent->values ? apr_pstrcat(sent->pool, sent->values, ", ", value, NULL)
                     : value;
    return 1;
}

/* Returns the value of a field as a client will see it, joined from both header
 * tables; NULL if there is none. */
static const char *value_sent(const request_rec *r, const char *name)
{
    sent_t sent = {r->pool, NULL};

    apr_table_do(join_value, &sent, r->headers_out, name, NULL);
    apr_table_do(join_value, &sent, r->err_headers_out, name, NULL);
    return sent.values;
}

static const char *quoted(const char *value, apr_pool_t *pool)
{
    return value ? apr_pstrcat(pool, "'", value, "'", NULL) : "none";
}

/* Adds a field to the text differences, if the response has another value than
 * the granted one. */
static const char *compare(const request_rec *r, const char *differences,
                           const char *name, const char *granted)
{
    const char *sent = value_sent(r, name);

    if (sent && granted ? strcmp(sent, granted) == 0 : sent == granted) {
        return differences;
    }
    return apr_pstrcat(r->pool, differences, *differences ? "; " : "", name,
                       ": sent ", quoted(sent, r->pool), ", would send ",
                       quoted(granted, r->pool), NULL);
}

static const char *compare_fields(const request_rec *r,
                                  const mod_cors_context_t *context,
                                  const char *differences)
{
    cors_field_t fields[CORS_FIELDS_MAX];
    int count = cors_fields_of_decision(&context->decision, context->settings,
                                        &context->request, fields, r->pool);
    const char *const *name;
    int i;

    for (name = cors_owned_fields; *name; ++name) {
        for (i = 0; i < count && strcmp(fields[i].name, *name) != 0; ++i) {
        }
        differences =
            compare(r, differences, *name, i < count ? fields[i].value : NULL);
    }
    return differences;
}

void mod_cors_report_differences(const request_rec *r,
                                 const mod_cors_context_t *context,
                                 bool preserved)
{
    const char *differences = "";

    if (!APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
        return;
    }
    if (!preserved) {
        differences = compare_fields(r, context, differences);
    }
    if (context->settings->timing.on) {
        differences =
            compare(r, differences, CORS_TIMING_ALLOW_ORIGIN,
                    cors_fields_timing_value(&context->decision,
                                             context->settings, r->pool));
    }
    if (*differences) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r, "report-only %s",
                      differences);
    }
}
