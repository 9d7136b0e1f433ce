/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_openmetrics.h"

#include <stddef.h>
#include <string.h>

#include <apr_strings.h>

#include "base/cors_escape.h"

static void begin_family(cors_text_t *text, const char *name, const char *type,
                         const char *help)
{
    cors_text_add_format(text, "# TYPE %s %s\n# HELP %s %s\n", name, type, name,
                         help);
}

static void end_sample(cors_text_t *text, apr_uint64_t value)
{
    cors_text_add(text, " ");
    cors_status_add_number(text, value);
    cors_text_add(text, "\n");
}

static void add_count(void *baton, const cors_status_host_t *host,
                      const char *word, bool report_only, apr_uint64_t count)
{
    cors_text_t *text = baton;
    apr_size_t length = strcspn(word, ":");

    cors_text_add(text, "cors_decisions_total{vhost=\"");
    cors_escape_label(text, host->name);
    cors_text_add(text, "\",decision=\"");
    cors_text_add_bytes(text, word, length);
    cors_text_add_format(text, "\",reason=\"%s\",report_only=\"%s\"}",
                         word[length] ? word + length + 1 : "",
                         report_only ? "true" : "false");
    end_sample(text, count);
}

static void add_enforced(cors_text_t *text, const cors_status_t *status)
{
    int i;

    for (i = 0; i < status->row_count; ++i) {
        apr_uint64_t count = status->rows[i].counts[CORS_TALLY_ENFORCED];

        if (count > 0) {
            cors_text_add(text, "cors_enforced_total{vhost=\"");
            cors_escape_label(text, status->rows[i].host->name);
            cors_text_add(text, "\"}");
            end_sample(text, count);
        }
    }
}

/* Begins a sample, up to the name of the list. */
static void add_list(cors_text_t *text, const char *name,
                     const cors_status_list_t *list)
{
    cors_text_add_format(text, "%s{list=\"", name);
    cors_escape_label(text, list->name);
    cors_text_add(text, "\"");
}

static void add_versions(cors_text_t *text, const cors_status_t *status)
{
    int i;

    begin_family(text, "cors_list", "info",
                 "The versions of origin lists. Servers with the same version "
                 "use the same rows.");
    for (i = 0; i < status->list_count; ++i) {
        const cors_status_list_t *list = status->lists + i;

        if (list->available) {
            add_list(text, "cors_list_info", list);
            cors_text_add(text, ",version=\"");
            cors_escape_label(text, list->version);
            cors_text_add(text, "\"} 1\n");
        }
    }
}

static void add_ages(cors_text_t *text, const cors_status_t *status)
{
    int i;

    cors_text_add(text,
                  "# TYPE cors_list_age_seconds gauge\n"
                  "# UNIT cors_list_age_seconds seconds\n"
                  "# HELP cors_list_age_seconds Time since the source was "
                  "last found to have this version.\n");
    for (i = 0; i < status->list_count; ++i) {
        if (status->lists[i].age >= 0) {
            add_list(text, "cors_list_age_seconds", status->lists + i);
            cors_text_add(text, "}");
            end_sample(text, (apr_uint64_t)status->lists[i].age);
        }
    }
}

/* The families with one number for each list. */
static const struct {
    const char *name, *type, *suffix, *help;
    apr_size_t offset;
} numbers[] = {
    {"cors_list_rows", "gauge", "", "Rows in use, including corrected ones.",
     offsetof(cors_status_list_t, rows)},
    {"cors_list_rows_corrected", "gauge", "", "Rows whose correction is used.",
     offsetof(cors_status_list_t, corrected)},
    {"cors_list_rows_dangerous", "gauge", "",
     "Rows that are used for deny rules only.",
     offsetof(cors_status_list_t, dangerous)},
    {"cors_list_rows_skipped", "gauge", "",
     "Rows that are not used because they are wrong.",
     offsetof(cors_status_list_t, skipped)},
    {"cors_list_errors", "counter", "_total",
     "Failed attempts to read the source.",
     offsetof(cors_status_list_t, errors)},
};

static void add_numbers(cors_text_t *text, const cors_status_t *status)
{
    size_t family;
    int i;

    for (family = 0; family < sizeof(numbers) / sizeof(numbers[0]); ++family) {
        begin_family(text, numbers[family].name, numbers[family].type,
                     numbers[family].help);
        for (i = 0; i < status->list_count; ++i) {
            const cors_status_list_t *list = status->lists + i;
            apr_uint64_t value;

            memcpy(&value, (const char *)list + numbers[family].offset,
                   sizeof(value));
            add_list(text,
                     apr_pstrcat(text->pool, numbers[family].name,
                                 numbers[family].suffix, NULL),
                     list);
            cors_text_add(text, "}");
            end_sample(text, value);
        }
    }
}

void cors_status_openmetrics(cors_text_t *text, const cors_status_t *status)
{
    begin_family(text, "cors_decisions", "counter",
                 "Requests with Origin, by the value of CORS_DECISION.");
    cors_status_each_count(status, add_count, text);
    begin_family(text, "cors_enforced", "counter",
                 "Actual requests that CorsEnforce has refused with 403.");
    add_enforced(text, status);
    begin_family(text, "cors_refused_origins_skipped", "counter",
                 "Refused origins that were not recorded because the table was "
                 "busy.");
    cors_text_add(text, "cors_refused_origins_skipped_total");
    end_sample(text, status->skipped);
    cors_text_add(text, "# TYPE cors_start_time_seconds gauge\n"
                        "# UNIT cors_start_time_seconds seconds\n"
                        "# HELP cors_start_time_seconds When counting began, "
                        "since the epoch.\n"
                        "cors_start_time_seconds");
    end_sample(text, status->since);
    begin_family(text, "cors_build", "info", "The version of mod_cors.");
    cors_text_add(text, "cors_build_info{version=\"");
    cors_escape_label(text, status->version);
    cors_text_add(text, "\"} 1\n");
    if (status->list_count > 0) {
        add_versions(text, status);
        add_numbers(text, status);
        add_ages(text, status);
    }
    cors_text_add(text, "# EOF\n");
}
