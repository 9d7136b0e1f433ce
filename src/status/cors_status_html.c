/* SPDX-License-Identifier: Apache-2.0
 *
 * The page's Content-Security-Policy permits no style attribute, so a bar is an
 * SVG image whose parts have widths.
 */
#include "status/cors_status_html.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_escape.h"
#include "base/cors_page.h"

static void add_cell(cors_text_t *text, apr_uint64_t number)
{
    cors_text_add(text, "<td class=\"number\">");
    cors_status_add_number(text, number);
    cors_text_add(text, "</td>");
}

/* Begins a card with a table; the caption is also the name of the card. */
static void begin_table(cors_text_t *text, const char *caption,
                        const char *heads)
{
    cors_text_add_format(text,
                         "<section class=\"card\" aria-label=\"%s\">\n"
                         "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                         "aria-label=\"%s, table\">\n<table>\n"
                         "<caption>%s</caption>\n<thead><tr>%s</tr></thead>\n"
                         "<tbody>\n",
                         caption, caption, caption, heads);
}

static void end_table(cors_text_t *text)
{
    cors_text_add(text, "</tbody>\n</table>\n</div>\n</section>\n");
}

static void add_totals(cors_text_t *text, const cors_status_t *status)
{
    cors_status_totals_t totals = cors_status_totals(status);

    cors_text_add(text, "<section class=\"card\" aria-label=\"Totals\">\n"
                        "<p class=\"headline\">");
    cors_text_add(text, "Decisions: ");
    cors_status_add_number(text, totals.decisions);
    cors_text_add(text, ", refused: ");
    cors_status_add_number(text, totals.refused);
    cors_text_add(text, "</p>\n<p>Allowed: ");
    cors_status_add_number(text, totals.allowed);
    cors_text_add(text, ". Answered with 403 by CorsEnforce: ");
    cors_status_add_number(text, totals.enforced);
    cors_text_add(text, ".</p>\n<p class=\"quiet\">Counted since <time>");
    cors_status_add_time(text, status->since);
    cors_text_add_format(text,
                         "</time>; a graceful restart keeps the counts. This "
                         "is generation %d of the server.</p>\n</section>\n",
                         status->generation);
}

/* Returns count as a share of total, in thousandths. */
static int share(apr_uint64_t count, apr_uint64_t total)
{
    return total > 0 ? (int)(1000.0 * (double)count / (double)total + 0.5) : 0;
}

static void add_bar(cors_text_t *text, const cors_status_totals_t *totals)
{
    int allowed = share(totals->allowed, totals->allowed + totals->refused);
    int refused = totals->allowed + totals->refused > 0 ? 1000 - allowed : 0;

    cors_text_add_format(
        text,
        "<td><svg class=\"bar\" viewBox=\"0 0 1000 10\" "
        "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%d.%d %% "
        "allowed, %d.%d %% refused\"><rect class=\"allowed\" width=\"%d\" "
        "height=\"10\"/><rect class=\"refused\" x=\"%d\" width=\"%d\" "
        "height=\"10\"/></svg></td>",
        allowed / 10, allowed % 10, refused / 10, refused % 10, allowed,
        allowed, refused);
}

static void add_hosts(cors_text_t *text, const cors_status_t *status)
{
    int i;

    begin_table(text, "Hosts",
                "<th scope=\"col\">Host</th><th scope=\"col\">Allowed and "
                "refused</th><th scope=\"col\" class=\"number\">Allowed</th>"
                "<th scope=\"col\" class=\"number\">Refused</th><th "
                "scope=\"col\" class=\"number\">Enforced 403</th>");
    for (i = 0; i < status->row_count; ++i) {
        cors_status_totals_t totals = cors_status_row_totals(status->rows + i);

        if (totals.decisions > 0) {
            cors_text_add(text, "<tr><th scope=\"row\" class=\"whole\"><code>");
            cors_escape_html(text, status->rows[i].host->name);
            cors_text_add(text, "</code></th>");
            add_bar(text, &totals);
            add_cell(text, totals.allowed);
            add_cell(text, totals.refused);
            add_cell(text, totals.enforced);
            cors_text_add(text, "</tr>\n");
        }
    }
    end_table(text);
}

/* Appends a time in seconds, in a larger unit. */
static void add_duration(cors_text_t *text, apr_uint64_t seconds)
{
    static const struct {
        apr_uint64_t below; /* seconds */
        apr_uint64_t unit;
        const char *name;
    } units[] = {{60, 1, "s"},
                 {3600, 60, "min"},
                 {48 * 3600, 3600, "h"},
                 {~APR_UINT64_C(0), 86400, "days"}};
    int i = 0;

    while (i < 3 && seconds >= units[i].below) {
        ++i;
    }
    cors_status_add_number(text, seconds / units[i].unit);
    cors_text_add_format(text, " %s", units[i].name);
}

/* Appends how long ago a time is. */
static void add_age(cors_text_t *text, apr_uint64_t now, apr_uint64_t then)
{
    cors_text_add(text, "<time datetime=\"");
    cors_status_add_time(text, then);
    cors_text_add(text, "\">");
    add_duration(text, now > then ? now - then : 0);
    cors_text_add(text, " ago</time>");
}

/* Returns the URL of a host's root. */
static const char *url_of(const cors_status_host_t *host, apr_pool_t *pool)
{
    const char *port = host->has_tls ? ":443" : ":80";
    apr_size_t length = strlen(host->name);
    apr_size_t end = strlen(port);

    if (length > end && strcmp(host->name + length - end, port) == 0) {
        length -= end;
    }
    return apr_psprintf(pool, "%s://%.*s/", host->has_tls ? "https" : "http",
                        (int)length, host->name);
}

/* Appends a path, so that every byte of it is part of the path. */
static void add_path(cors_text_t *text, const char *path)
{
    while (*path) {
        apr_size_t length = strcspn(path, "/");

        cors_escape_query(text, apr_pstrmemdup(text->pool, path, length));
        path += length;
        if (*path) {
            cors_text_add(text, "/");
            ++path;
        }
    }
}

static void add_link(cors_text_t *text, const char *path, const char *url,
                     const char *origin)
{
    cors_text_add(text, "<td><a href=\"");
    add_path(text, path);
    cors_text_add(text, "?url=");
    cors_escape_query(text, url);
    cors_text_add(text, "&amp;origin=");
    cors_escape_query(text, origin);
    cors_text_add(text, "\" aria-label=\"explain ");
    cors_escape_html(text, origin);
    cors_text_add(text, "\">explain</a>");
}

/* Appends a word of a command line of a shell, with quotation marks. */
static void add_word(cors_text_t *text, const char *word)
{
    cors_text_t quoted;

    cors_text_init(&quoted, text->pool);
    cors_text_add(&quoted, "'");
    for (; *word; ++word) {
        if (*word == '\'') {
            cors_text_add(&quoted, "'\\''");
        }
        else {
            cors_text_add_bytes(&quoted, word, 1);
        }
    }
    cors_text_add(&quoted, "'");
    cors_escape_html(text, quoted.bytes);
}

/* Appends how to learn why the origin was refused. */
static void add_explanation(cors_text_t *text,
                            const cors_status_origin_t *origin,
                            const cors_status_place_t *place)
{
    const char *url = url_of(origin->host, text->pool);

    if (origin->entry.cut) {
        cors_text_add(text, "<td class=\"quiet whole\">too long");
    }
    else if (place->explain && origin->host == place->host) {
        add_link(text, place->explain, url, origin->entry.text);
    }
    else {
        cors_text_add(text, "<td class=\"command\"><code>cors-explain GET ");
        add_word(text, url);
        cors_text_add(text, " --origin ");
        add_word(text, origin->entry.text);
        cors_text_add(text, "</code>");
    }
    cors_text_add(text, "</td>");
}

/* Appends the cells that the page and the part for mod_status share. */
static void add_origin(cors_text_t *text, const cors_status_t *status,
                       const cors_status_origin_t *origin)
{
    cors_text_add(text, "<tr><th scope=\"row\" class=\"origin\"><code>");
    cors_escape_html(text, origin->entry.text);
    cors_text_add(text, origin->entry.cut
                            ? "&hellip;</code></th><td class=\"whole\">"
                            : "</code></th><td class=\"whole\">");
    cors_text_add(text, cors_status_reason(origin));
    cors_text_add(text, "</td><td class=\"host\"><code>");
    cors_escape_html(text, origin->host->name);
    cors_text_add(text, "</code></td><td class=\"number\">");
    cors_status_add_number(text, origin->entry.score);
    cors_text_add(text, "</td><td class=\"whole\">");
    add_age(text, status->now, origin->entry.last);
    cors_text_add(text, "</td>");
}

#define ORIGIN_HEADS                                                           \
    "<th scope=\"col\">Origin</th><th scope=\"col\">Reason</th>"               \
    "<th scope=\"col\">Host</th><th scope=\"col\" class=\"number\">Score</th>" \
    "<th scope=\"col\">Last seen</th>"

static int shown_origins(const cors_status_t *status)
{
    return status->origin_count < CORS_STATUS_HTML_ORIGINS
               ? status->origin_count
               : CORS_STATUS_HTML_ORIGINS;
}

static void add_origins(cors_text_t *text, const cors_status_t *status,
                        const cors_status_place_t *place)
{
    int i;

    begin_table(text, "Most refused origins",
                ORIGIN_HEADS "<th scope=\"col\">Why?</th>");
    for (i = 0; i < shown_origins(status); ++i) {
        add_origin(text, status, status->origins + i);
        add_explanation(text, status->origins + i, place);
        cors_text_add(text, "</tr>\n");
    }
    cors_text_add_format(text,
                         "</tbody>\n</table>\n</div>\n<p class=\"quiet\">%d of "
                         "%d recorded origins. A score is the number of "
                         "refusals, halved every ten minutes.</p>\n"
                         "</section>\n",
                         shown_origins(status), status->origin_count);
}

static void add_faults(cors_text_t *text, const cors_status_t *status)
{
    int i;

    if (status->fault_count == 0) {
        return;
    }
    begin_table(text, "Policy faults",
                "<th scope=\"col\">Place</th><th scope=\"col\">Fault</th>"
                "<th scope=\"col\">Last seen</th>");
    for (i = 0; i < status->fault_count; ++i) {
        const cors_last_fault_t *fault = status->faults + i;

        cors_text_add(text, "<tr class=\"refuses\"><th scope=\"row\"><code>");
        cors_escape_html(text, fault->files[0]);
        cors_text_add_format(text, ":%d</code></th><td>", fault->lines[0]);
        cors_escape_html(text, fault->text);
        cors_text_add(text, "</td><td>");
        add_age(text, status->now, fault->last);
        cors_text_add(text, "</td></tr>\n");
    }
    end_table(text);
}

/* Whether there is no version, or the source cannot be read. */
static bool is_troubled(const cors_status_list_t *list)
{
    return !list->available || list->age < 0 || list->reason;
}

static void add_list(cors_text_t *text, const cors_status_list_t *list)
{
    cors_text_add(text, is_troubled(list) ? "<tr class=\"refuses\">" : "<tr>");
    cors_text_add(text, "<th scope=\"row\" class=\"whole\"><code>");
    cors_escape_html(text, list->name);
    cors_text_add(text, "</code></th><td class=\"source\"><code>");
    cors_escape_html(text, list->source);
    if (list->path) {
        cors_text_add(text, "</code><br><code>");
        cors_escape_html(text, list->path);
    }
    cors_text_add(text, "</code></td><td>");
    cors_escape_html(text, list->available ? list->version : "none yet");
    cors_text_add(text, "</td>");
    add_cell(text, list->rows);
    add_cell(text, list->corrected);
    add_cell(text, list->dangerous);
    add_cell(text, list->skipped);
    cors_text_add(text, "<td class=\"whole\">");
    if (list->age >= 0) {
        add_duration(text, (apr_uint64_t)list->age);
        cors_text_add(text, list->reason ? " ago, failing since then" : " ago");
    }
    else {
        cors_text_add(text, "never");
    }
    cors_text_add(text, "</td>");
    add_cell(text, list->errors);
    cors_text_add(text, "</tr>\n");
    if (list->reason) {
        cors_text_add(text, "<tr class=\"refuses\"><td colspan=\"9\">The last "
                            "attempt failed: ");
        cors_escape_html(text, list->reason);
        cors_text_add(text, "</td></tr>\n");
    }
}

static void add_lists(cors_text_t *text, const cors_status_t *status)
{
    int i;

    if (status->list_count == 0) {
        return;
    }
    begin_table(text, "Origin lists",
                "<th scope=\"col\">List</th><th scope=\"col\">Source</th>"
                "<th scope=\"col\">Version</th><th scope=\"col\" "
                "class=\"number\">Rows</th><th scope=\"col\" "
                "class=\"number\">Corrected</th><th scope=\"col\" "
                "class=\"number\">For deny rules only</th><th scope=\"col\" "
                "class=\"number\">Skipped</th><th scope=\"col\">Checked</th>"
                "<th scope=\"col\" class=\"number\">Errors</th>");
    for (i = 0; i < status->list_count; ++i) {
        add_list(text, status->lists + i);
    }
    end_table(text);
}

static void add_count(void *baton, const cors_status_host_t *host,
                      const char *word, bool report_only, apr_uint64_t count)
{
    cors_text_t *text = baton;

    cors_text_add(text, "<tr><th scope=\"row\" class=\"whole\"><code>");
    cors_escape_html(text, host->name);
    cors_text_add_format(text,
                         "</code></th><td class=\"whole\">%s</td><td>%s</td>",
                         word, report_only ? "yes" : "no");
    add_cell(text, count);
    cors_text_add(text, "</tr>\n");
}

static void add_counts(cors_text_t *text, const cors_status_t *status)
{
    begin_table(text, "Decisions",
                "<th scope=\"col\">Host</th><th scope=\"col\">CORS_DECISION"
                "</th><th scope=\"col\">ReportOnly</th><th scope=\"col\" "
                "class=\"number\">Count</th>");
    cors_status_each_count(status, add_count, text);
    end_table(text);
}

void cors_status_html(cors_text_t *text, const cors_status_t *status,
                      const cors_status_place_t *place)
{
    cors_page_begin(text, "status",
                    "What this server has decided about requests with an "
                    "<code>Origin</code> field.");
    add_totals(text, status);
    if (cors_status_totals(status).decisions > 0) {
        add_hosts(text, status);
    }
    if (status->origin_count > 0) {
        add_origins(text, status, place);
    }
    add_faults(text, status);
    add_lists(text, status);
    if (cors_status_totals(status).decisions > 0) {
        add_counts(text, status);
    }
    cors_text_add(text,
                  "<nav class=\"card\" aria-label=\"Other formats\">The same "
                  "as <a href=\"?format=json\">JSON</a>, <a "
                  "href=\"?format=openmetrics\">OpenMetrics</a> or <a "
                  "href=\"?format=text\">text</a>.</nav>\n");
    cors_page_end(text);
}

void cors_status_html_part(cors_text_t *text, const cors_status_t *status)
{
    cors_status_totals_t totals = cors_status_totals(status);
    int i;

    cors_text_add(text, "<hr>\n<h2>mod_cors</h2>\n<p>Decisions: ");
    cors_status_add_number(text, totals.decisions);
    cors_text_add(text, ", refused: ");
    cors_status_add_number(text, totals.refused);
    cors_text_add(text, ", answered with 403 by CorsEnforce: ");
    cors_status_add_number(text, totals.enforced);
    cors_text_add(text, "</p>\n");
    if (status->origin_count > 0) {
        cors_text_add(text, "<table><caption>Most refused origins</caption>\n"
                            "<tr>" ORIGIN_HEADS "</tr>\n");
        for (i = 0; i < shown_origins(status); ++i) {
            add_origin(text, status, status->origins + i);
            cors_text_add(text, "</tr>\n");
        }
        cors_text_add(text, "</table>\n");
    }
}
