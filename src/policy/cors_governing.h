/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern a request: the merged settings of its URL, or those
 * that a container makes of them for the origin of the request.
 */
#ifndef CORS_GOVERNING_H
#define CORS_GOVERNING_H

#include "policy/cors_container.h"
#include "policy/cors_decision.h"

/* Decides the request by the settings that govern it, and returns these:
 * settings itself, or those for the origins of the container that has the most
 * specific rule for the origin. An origin that is denied chooses no container,
 * and neither does a request without `Origin`. But if the policy of the only
 * container is constant, it governs every request. settings must live as long
 * as the result. Allocates once from pool, and only if a container governs or
 * is the only one; nothing while matching. Otherwise like cors_decision_make.
 * Call cors_governing_decide, which is fast without containers. */
const cors_settings_t *
cors_governing_decide_contained(const cors_settings_t *settings,
                                const cors_request_t *request,
                                cors_decision_t *decision, apr_pool_t *pool);

static inline const cors_settings_t *
cors_governing_decide(const cors_settings_t *settings,
                      const cors_request_t *request, cors_decision_t *decision,
                      apr_pool_t *pool)
{
    if (settings->cuts) {
        return cors_governing_decide_contained(settings, request, decision,
                                               pool);
    }
    cors_decision_make(settings, request, decision);
    return settings;
}

/* Returns the settings that govern requests without `Origin`: settings itself,
 * or those for the only container if their policy is constant, allocated from
 * pool. conditional is the member of cors_request_t. */
const cors_settings_t *
cors_governing_without_origin(const cors_settings_t *settings, bool conditional,
                              apr_pool_t *pool);

#endif
