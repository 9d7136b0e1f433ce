/* SPDX-License-Identifier: Apache-2.0
 *
 * What other modules, configurations and logs may rely on.
 */
#ifndef MOD_CORS_H
#define MOD_CORS_H

#define MOD_CORS_VERSION "0.1.0"

/* The environment variable that holds the decision about a CORS request:
 * "same-origin", "actual-allowed", "preflight-allowed", or "actual-refused:" or
 * "preflight-refused:" and a reason word. Unset where the request has no
 * `Origin` and where nothing is in force, with one exception:
 * "not-governed:no-condition-met" if an <If> holds a policy. */
#define MOD_CORS_DECISION "CORS_DECISION"

#endif
