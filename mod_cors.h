/* SPDX-License-Identifier: Apache-2.0
 *
 * The interface for other modules: the version, the environment variable of a
 * decision, and two optional functions of httpd. docs/modules.md has an
 * example.
 */
#ifndef MOD_CORS_H
#define MOD_CORS_H

#include <apr_optional.h>

struct request_rec; /* of httpd.h */

#define MOD_CORS_VERSION "0.2.0"

/* The environment variable that has the decision about a CORS request:
 * "same-origin", "actual-allowed", "preflight-allowed", or "actual-refused:" or
 * "preflight-refused:" and a reason word. It is not set if the request has no
 * `Origin`, or if nothing is in force. Exception: its value is
 * "not-governed:no-condition-met" if nothing is in force, but an <If> contains
 * a policy. */
#define MOD_CORS_DECISION "CORS_DECISION"

/* Both functions can be called in every hook of a request, and in filters. They
 * change nothing: no field, no variable, no log line. Retrieve them with
 * APR_RETRIEVE_OPTIONAL_FN in the hook optional_fn_retrieve or post_config, on
 * each start. The order of the LoadModule lines does not matter. The result is
 * NULL if mod_cors is not loaded.
 *
 * mod_cors decides in its hook header_parser (APR_HOOK_MIDDLE). If the response
 * is made before that hook, it decides in insert_error_filter
 * (APR_HOOK_REALLY_LAST). A later URL of the request (an internal redirect,
 * DirectoryIndex, an error document) can make the decision stricter. A
 * subrequest has the decision of its main request, since both make one
 * response. */

/* Returns the decision about the request, in the words of MOD_CORS_DECISION. It
 * is known earlier than the variable, which is set in fixups. Returns NULL if
 * the variable will not be set, and before mod_cors has decided. The text is
 * constant. */
APR_DECLARE_OPTIONAL_FN(const char *, cors_decision, (struct request_rec * r));

/* Returns whether the policy of the request allows this origin, which need not
 * be the origin of the request: 1 if an origin rule matches it and no deny rule
 * does, otherwise 0. Returns -1 if neither a policy nor protection is in force,
 * and before mod_cors has decided. The origin is a value of `Origin`; it is
 * only read during the call.
 *
 * Under 'CorsEngine ReportOnly' the result is that of On. The server's own
 * origin needs a rule too; whether the request itself is same-origin is in its
 * decision. Where only deny rules or enforcement are in force, no origin rule
 * exists and the result is 0.
 *
 * Where the policy has a container (<CorsOrigin>), each call may allocate some
 * hundred bytes from the pool of the request: do not ask in a loop without end.
 * Otherwise a call allocates nothing. */
APR_DECLARE_OPTIONAL_FN(int, cors_origin_allowed,
                        (struct request_rec * r, const char *origin));

#endif
