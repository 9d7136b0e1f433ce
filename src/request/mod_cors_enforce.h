/* SPDX-License-Identifier: Apache-2.0
 *
 * Ends the requests that enforcement refuses.
 */
#ifndef MOD_CORS_ENFORCE_H
#define MOD_CORS_ENFORCE_H

#include "request/mod_cors_context.h"

/* Refuses an actual request: logs the decision, sets a page that no
 * ErrorDocument replaces, and returns HTTP_FORBIDDEN, for the hook to
 * return. */
int mod_cors_enforce_refuse(request_rec *r, mod_cors_context_t *context);

/* post_perdir_config: refuses a COPY or MOVE whose destination enforces, in the
 * subrequest by which mod_dav looks up the destination. Returns DECLINED for
 * all other requests. */
int mod_cors_enforce_destination(request_rec *r);

#endif
