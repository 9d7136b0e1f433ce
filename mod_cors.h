/* SPDX-License-Identifier: Apache-2.0
 *
 * The interface for other modules: the version, and the environment variable of
 * a decision.
 */
#ifndef MOD_CORS_H
#define MOD_CORS_H

#define MOD_CORS_VERSION "0.1.0"

/* The environment variable that has the decision about a CORS request:
 * "same-origin", "actual-allowed", "preflight-allowed", or "actual-refused:" or
 * "preflight-refused:" and a reason word. It is not set if the request has no
 * `Origin`, or if nothing is in force. Exception: its value is
 * "not-governed:no-condition-met" if nothing is in force, but an <If> contains
 * a policy. */
#define MOD_CORS_DECISION "CORS_DECISION"

#endif
