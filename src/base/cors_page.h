/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of the HTML pages that the module's handlers write: head, style and
 * end. The style is that of the demo's page, light or dark as the browser asks.
 * A page has no script and no external resource.
 */
#ifndef CORS_PAGE_H
#define CORS_PAGE_H

#include "base/cors_text.h"

/* The Content-Security-Policy of these pages. Its hash is that of the style,
 * which is the only one that may apply: no style attributes. */
extern const char cors_page_security_policy[];

/* The content of the page's style element. Classes for the content:
 * section.card; .headline in a .shared, .blocked or .unsure box; .quiet;
 * div.scroll around a wide table, with td.whole, which is not broken, and
 * td.command; .wrap for text or a table with long words,
 * and .fields for such a table of names and values; td.number; tr.refuses;
 * form.question with a label around each field; svg.bar with a rect.allowed and
 * a rect.refused. */
extern const char cors_page_style[];

/* Begins a page: all up to the heading h1 and the open element main. title is
 * trusted text, such as "status"; about is trusted HTML for the paragraph below
 * the heading. */
void cors_page_begin(cors_text_t *text, const char *title, const char *about);

/* Ends a page that cors_page_begin began. */
void cors_page_end(cors_text_t *text);

#endif
