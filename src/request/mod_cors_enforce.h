/* SPDX-License-Identifier: Apache-2.0
 *
 * How a request ends that enforcement refuses.
 */
#ifndef MOD_CORS_ENFORCE_H
#define MOD_CORS_ENFORCE_H

#include "request/mod_cors_context.h"

/* Refuses an actual request: traces the decision, sets a page that no
 * ErrorDocument replaces, and returns HTTP_FORBIDDEN. */
int mod_cors_enforce_refuse(request_rec *r, mod_cors_context_t *context);

/* Judges the destination of a COPY or MOVE, in the subrequest by which mod_dav
 * looks it up. A hook. */
int mod_cors_enforce_destination(request_rec *r);

#endif
