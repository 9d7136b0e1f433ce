/* SPDX-License-Identifier: Apache-2.0
 *
 * What the module's two handlers, cors-explain and cors-status, have in common.
 * They show data of the whole server, so they answer only where the
 * administrator has switched them on, and never a web page of another origin,
 * whatever the policies say.
 */
#ifndef MOD_CORS_HANDLER_H
#define MOD_CORS_HANDLER_H

#include <httpd.h>
#include <http_config.h>

#include "base/cors_text.h"
#include "policy/cors_settings.h"

#define MOD_CORS_HANDLER_EXPLAIN "cors-explain"
#define MOD_CORS_HANDLER_STATUS "cors-status"

/* Returns whether the configuration files name a handler or its directive. If
 * not, its hook need not be registered, and costs nothing. Call it in
 * pre_config, or later at start-up. */
bool mod_cors_handler_is_configured(const char *name);

/* Returns whether a handler may be open under these merged settings: a quick
 * check before the next function. */
static inline bool mod_cors_handler_is_possible(const cors_settings_t *settings)
{
    return settings->explain.on || settings->status.on;
}

/* Returns whether a handler is switched on in these merged sections, of which
 * the request's settings are part: SetHandler names it, and its directive is
 * On. Other ways to choose a handler, such as AddHandler, do not count. */
bool mod_cors_handler_is_open(request_rec *r, const ap_conf_vector_t *sections);

/* Returns whether a web page of another origin or site has caused the request,
 * as far as the browser says so (Sec-Fetch-Site). False for top-level
 * navigations, whose response no page can read. Only in header_parser are the
 * fields those that the browser sent: later a .htaccess can have changed
 * them. */
bool mod_cors_handler_is_foreign(const request_rec *r);

/* Permits the handler of the request's URL to answer. Call it in header_parser,
 * if the handler is open and the request is closed to other origins. */
void mod_cors_handler_permit(request_rec *r);

/* Replaces the fields for security and caching in the response. Call it after
 * all other modules have written theirs. */
void mod_cors_handler_set_fields(request_rec *r);

/* Begins the response of a handler, which is named by r->handler. Returns OK if
 * the handler must go on. Otherwise the handler must return the result: 404 if
 * the handler was not permitted in header_parser, as for subrequests, internal
 * redirects and the index of a directory; if a .htaccess may lift the access
 * control of the page; or if `Host` has no name of the server; 405 for methods
 * other than GET and HEAD. */
int mod_cors_handler_begin(request_rec *r, const char *name);

/* Returns whether the client names text/html in `Accept`. */
bool mod_cors_handler_accepts_html(const request_rec *r);

/* Sends the text as the response's body, with this status and content type (a
 * constant). Returns OK, for the handler to return. */
int mod_cors_handler_send(request_rec *r, int status, const char *content_type,
                          const cors_text_t *text);

#endif
