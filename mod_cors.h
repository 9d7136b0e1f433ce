/* SPDX-License-Identifier: Apache-2.0
 *
 * What other modules, configurations and logs may rely on.
 */
#ifndef MOD_CORS_H
#define MOD_CORS_H

#define MOD_CORS_VERSION "0.1.0"

/* The environment variable that holds the decision about a CORS request:
 * "same-origin", "actual-allowed", "preflight-allowed", or "actual-refused:"
 * or "preflight-refused:" and a reason word. Unset where nothing is in force
 * and where the request has no `Origin`. */
#define MOD_CORS_DECISION "CORS_DECISION"

#endif
