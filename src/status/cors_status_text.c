/* SPDX-License-Identifier: Apache-2.0
 *
 * In each line, what strangers or administrators have chosen comes last, so
 * that it cannot be taken for another part.
 */
#include "status/cors_status_text.h"

#include "base/cors_escape.h"

static void add_number(cors_text_t *text, const char *key, apr_uint64_t number)
{
    cors_text_add_format(text, "%s: ", key);
    cors_status_add_number(text, number);
    cors_text_add(text, "\n");
}

void cors_status_text_totals(cors_text_t *text, const cors_status_t *status)
{
    cors_status_totals_t totals = cors_status_totals(status);

    add_number(text, "CorsDecisions", totals.decisions);
    add_number(text, "CorsRefused", totals.refused);
    add_number(text, "CorsEnforced", totals.enforced);
}

static void add_count(void *baton, const cors_status_host_t *host,
                      const char *word, bool report_only, apr_uint64_t count)
{
    cors_text_t *text = baton;

    cors_text_add(text, report_only ? "DecisionReportOnly: " : "Decision: ");
    cors_status_add_number(text, count);
    cors_text_add_format(text, " %s ", word);
    cors_escape_line(text, host->name);
    cors_text_add(text, "\n");
}

static void add_enforced(cors_text_t *text, const cors_status_t *status)
{
    int i;

    for (i = 0; i < status->row_count; ++i) {
        apr_uint64_t count = status->rows[i].counts[CORS_TALLY_ENFORCED];

        if (count > 0) {
            cors_text_add(text, "Enforced: ");
            cors_status_add_number(text, count);
            cors_text_add(text, " ");
            cors_escape_line(text, status->rows[i].host->name);
            cors_text_add(text, "\n");
        }
    }
}

static void add_origin(cors_text_t *text, const cors_status_origin_t *origin)
{
    const cors_refused_entry_t *entry = &origin->entry;

    cors_text_add(text, "RefusedOrigin: ");
    cors_status_add_number(text, entry->score);
    cors_text_add(text, " ");
    cors_status_add_number(text, entry->error);
    cors_text_add(text, " ");
    cors_status_add_time(text, entry->first);
    cors_text_add(text, " ");
    cors_status_add_time(text, entry->last);
    cors_text_add_format(text, " %s ", cors_status_reason(origin));
    cors_escape_line(text, origin->host->name);
    cors_text_add(text, " ");
    cors_escape_line(text, entry->text);
    cors_text_add(text, entry->cut ? "...\n" : "\n");
}

static void add_fault(cors_text_t *text, const cors_last_fault_t *fault)
{
    cors_text_add(text, "PolicyFault: ");
    cors_status_add_time(text, fault->last);
    cors_text_add(text, " ");
    cors_escape_line(text, fault->files[0]);
    cors_text_add_format(text, ":%d: ", fault->lines[0]);
    cors_escape_line(text, fault->text);
    cors_text_add(text, "\n");
}

static void add_list_number(cors_text_t *text, apr_uint64_t number)
{
    cors_status_add_number(text, number);
    cors_text_add(text, " ");
}

static void add_list(cors_text_t *text, const cors_status_list_t *list)
{
    cors_text_add(text, "List: ");
    add_list_number(text, list->rows);
    add_list_number(text, list->corrected);
    add_list_number(text, list->dangerous);
    add_list_number(text, list->skipped);
    if (list->age >= 0) {
        add_list_number(text, (apr_uint64_t)list->age);
    }
    else {
        cors_text_add(text, "- ");
    }
    add_list_number(text, list->errors);
    cors_escape_line(text, list->name);
    cors_text_add(text, " ");
    cors_escape_line(text, list->source);
    cors_text_add(text, "\n");
    if (list->available) {
        cors_text_add(text, "ListVersion: ");
        cors_escape_line(text, list->name);
        cors_text_add(text, " ");
        cors_escape_line(text, list->version);
        cors_text_add(text, "\n");
    }
    if (list->reason) {
        cors_text_add(text, "ListError: ");
        cors_escape_line(text, list->name);
        cors_text_add(text, " ");
        cors_escape_line(text, list->reason);
        cors_text_add(text, "\n");
    }
}

void cors_status_text(cors_text_t *text, const cors_status_t *status)
{
    int i;

    cors_text_add_format(
        text, "Module: mod_cors\nVersion: %s\nSince: ", status->version);
    cors_status_add_time(text, status->since);
    cors_text_add_format(text, "\nGeneration: %d\n", status->generation);
    cors_status_text_totals(text, status);
    add_number(text, "Skipped", status->skipped);
    cors_status_each_count(status, add_count, text);
    add_enforced(text, status);
    for (i = 0; i < status->origin_count; ++i) {
        add_origin(text, status->origins + i);
    }
    for (i = 0; i < status->fault_count; ++i) {
        add_fault(text, status->faults + i);
    }
    for (i = 0; i < status->list_count; ++i) {
        add_list(text, status->lists + i);
    }
}
