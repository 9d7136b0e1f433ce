/* SPDX-License-Identifier: Apache-2.0
 *
 * The status as an HTML page, for people. All links are relative.
 */
#ifndef CORS_STATUS_HTML_H
#define CORS_STATUS_HTML_H

#include "status/cors_status.h"

/* The number of refused origins that are shown. */
#define CORS_STATUS_HTML_ORIGINS 10

/* The server that sends the page. */
typedef struct {
    const cors_status_host_t *host; /* an element of the hosts of the status */
    const char *explain; /* the path of its page cors-explain, or NULL */
} cors_status_place_t;

/* Appends the whole page. A refused origin of the host that sends the page
 * links to its explanation; those of other hosts show the command. */
void cors_status_html(cors_text_t *text, const cors_status_t *status,
                      const cors_status_place_t *place);

/* Appends a part of a page of mod_status: the totals, and the most refused
 * origins. */
void cors_status_html_part(cors_text_t *text, const cors_status_t *status);

#endif
