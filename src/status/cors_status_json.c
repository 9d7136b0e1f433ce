/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_json.h"

#include "base/cors_escape.h"

static void add_member(cors_text_t *text, const char *name, const char *value)
{
    cors_text_add_format(text, "\"%s\": ", name);
    cors_escape_json(text, value);
}

static void add_time(cors_text_t *text, const char *name, apr_uint64_t seconds)
{
    cors_text_add_format(text, "\"%s\": \"", name);
    cors_status_add_time(text, seconds);
    cors_text_add(text, "\"");
}

static void add_number(cors_text_t *text, const char *name, apr_uint64_t number)
{
    cors_text_add_format(text, "\"%s\": ", name);
    cors_status_add_number(text, number);
}

/* Begins an element of an array, on a line of its own. */
static void begin(cors_text_t *text, bool first)
{
    cors_text_add(text, first ? "\n    {" : ",\n    {");
}

typedef struct {
    cors_text_t *text;
    bool first;
} list_t;

static void add_count(void *baton, const cors_status_host_t *host,
                      const char *word, bool report_only, apr_uint64_t count)
{
    list_t *list = baton;

    begin(list->text, list->first);
    list->first = false;
    add_member(list->text, "vhost", host->name);
    cors_text_add(list->text, ", ");
    add_member(list->text, "decision", word);
    cors_text_add_format(list->text, ", \"report_only\": %s, ",
                         report_only ? "true" : "false");
    add_number(list->text, "count", count);
    cors_text_add(list->text, "}");
}

static void add_enforced(cors_text_t *text, const cors_status_t *status)
{
    bool first = true;
    int i;

    for (i = 0; i < status->row_count; ++i) {
        apr_uint64_t count = status->rows[i].counts[CORS_TALLY_ENFORCED];

        if (count > 0) {
            begin(text, first);
            first = false;
            add_member(text, "vhost", status->rows[i].host->name);
            cors_text_add(text, ", ");
            add_number(text, "count", count);
            cors_text_add(text, "}");
        }
    }
}

static void add_origins(cors_text_t *text, const cors_status_t *status)
{
    int i;

    for (i = 0; i < status->origin_count; ++i) {
        const cors_status_origin_t *origin = status->origins + i;
        const cors_refused_entry_t *entry = &origin->entry;

        begin(text, i == 0);
        add_member(text, "origin", entry->text);
        cors_text_add_format(text, ", \"cut\": %s, ",
                             entry->cut ? "true" : "false");
        add_number(text, "score", entry->score);
        cors_text_add(text, ", ");
        add_number(text, "error", entry->error);
        cors_text_add(text, ", ");
        add_time(text, "first", entry->first);
        cors_text_add(text, ", ");
        add_time(text, "last", entry->last);
        cors_text_add(text, ", ");
        add_member(text, "reason", cors_status_reason(origin));
        cors_text_add(text, ", ");
        add_member(text, "vhost", origin->host->name);
        cors_text_add(text, "}");
    }
}

static void add_places(cors_text_t *text, const cors_last_fault_t *fault)
{
    int i;

    cors_text_add(text, ", \"places\": [");
    for (i = 0; i < CORS_LAST_FAULTS_PLACES && fault->files[i][0]; ++i) {
        cors_text_add(text, i == 0 ? "{" : ", {");
        add_member(text, "file", fault->files[i]);
        cors_text_add_format(text, ", \"line\": %d}", fault->lines[i]);
    }
    cors_text_add(text, "], ");
}

static void add_faults(cors_text_t *text, const cors_status_t *status)
{
    int i;

    for (i = 0; i < status->fault_count; ++i) {
        const cors_last_fault_t *fault = status->faults + i;

        begin(text, i == 0);
        add_member(text, "text", fault->text);
        add_places(text, fault);
        add_time(text, "last", fault->last);
        cors_text_add(text, "}");
    }
}

static void add_list(cors_text_t *text, const cors_status_list_t *list)
{
    add_member(text, "name", list->name);
    cors_text_add(text, ", ");
    add_member(text, "source", list->source);
    cors_text_add(text, ", ");
    add_member(text, "version", list->available ? list->version : NULL);
    cors_text_add(text, ", ");
    add_number(text, "rows", list->rows);
    cors_text_add(text, ", ");
    add_number(text, "corrected", list->corrected);
    cors_text_add(text, ", ");
    add_number(text, "dangerous", list->dangerous);
    cors_text_add(text, ", ");
    add_number(text, "skipped", list->skipped);
    cors_text_add(text, ", ");
    if (list->age >= 0) {
        add_number(text, "age_seconds", (apr_uint64_t)list->age);
    }
    else {
        cors_text_add(text, "\"age_seconds\": null");
    }
    cors_text_add(text, ", ");
    add_number(text, "errors", list->errors);
    cors_text_add(text, "}");
}

static void add_lists(cors_text_t *text, const cors_status_t *status)
{
    int i;

    for (i = 0; i < status->list_count; ++i) {
        begin(text, i == 0);
        add_list(text, status->lists + i);
    }
}

void cors_status_json(cors_text_t *text, const cors_status_t *status)
{
    list_t counts = {text, true};

    cors_text_add(text, "{\n  \"module\": \"mod_cors\",\n  ");
    add_member(text, "version", status->version);
    cors_text_add(text, ",\n  ");
    add_time(text, "since", status->since);
    cors_text_add(text, ",\n  \"decisions\": [");
    cors_status_each_count(status, add_count, &counts);
    cors_text_add(text, "],\n  \"enforced\": [");
    add_enforced(text, status);
    cors_text_add(text, "],\n  \"refused_origins\": [");
    add_origins(text, status);
    cors_text_add(text, "],\n  \"policy_faults\": [");
    add_faults(text, status);
    cors_text_add_format(text, "],\n  \"generation\": %d,\n  ",
                         status->generation);
    add_number(text, "skipped", status->skipped);
    cors_text_add(text, ",\n  \"lists\": [");
    add_lists(text, status);
    cors_text_add(text, "]\n}\n");
}
