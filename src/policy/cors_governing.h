/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern a request: the merged settings of its URL, or those
 * that a container makes of them for the origin of the request.
 */
#ifndef CORS_GOVERNING_H
#define CORS_GOVERNING_H

#include "policy/cors_container.h"
#include "policy/cors_request.h"

/* Returns the settings that govern the request: settings itself, or those for
 * the origins of the container that has the most specific rule for the origin.
 * An origin that is denied chooses no container, and neither does a request
 * without `Origin`. But if the policy of the only container is constant, it
 * governs every request. settings must live as long as the result. Allocates
 * from pool once or twice, and only if there is a container; nothing while
 * matching. Call cors_governing_settings, which is fast without containers. */
const cors_settings_t *cors_governing_choose(const cors_settings_t *settings,
                                             const cors_request_t *request,
                                             apr_pool_t *pool);

static inline const cors_settings_t *
cors_governing_settings(const cors_settings_t *settings,
                        const cors_request_t *request, apr_pool_t *pool)
{
    return settings->cuts ? cors_governing_choose(settings, request, pool)
                          : settings;
}

#endif
