/* SPDX-License-Identifier: Apache-2.0
 *
 * What the configuration of a server says about the modules that map URLs.
 * Their settings are private to them.
 */
#ifndef MOD_CORS_EXPLAIN_SURVEY_H
#define MOD_CORS_EXPLAIN_SURVEY_H

#include <stdbool.h>

#include <httpd.h>

#include "startup/mod_cors_startup_tree.h"

typedef struct {
    const char *rewrite_acts; /* why the rules of mod_rewrite are not run: they
                                 would ask a program, a database or the server
                                 itself; NULL: they are run */
    const char *rewrite_asks; /* why their result is in doubt, or NULL */
    bool maps_by_lua;
    bool maps_by_proxy_express;
} mod_cors_explain_survey_t;

/* Reads the configuration of a server. */
void mod_cors_explain_survey_make(const server_rec *server,
                                  mod_cors_explain_survey_t *survey);

/* Returns whether a directive counts for a server: it is outside of virtual
 * hosts, or in that of the server. */
bool mod_cors_explain_survey_is_in_scope(
    const mod_cors_startup_tree_node_t *node, const server_rec *server);

/* Returns whether the text of a condition has an operator or a variable that
 * makes a request to the server itself: -U, -F, LA-U or LA-F. */
bool mod_cors_explain_survey_asks_server(const char *condition);

/* Returns whether a module may map URLs, if it is not one of the known
 * mappers. */
bool mod_cors_explain_survey_may_map(const mod_cors_explain_survey_t *survey,
                                     const char *module_name);

#endif
