/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the containers of merged settings that are at fault. A section with ten
 * thousand containers is merged with every section that may apply to the same
 * requests, but mostly with the same result, which is stored.
 */
#ifndef MOD_CORS_STARTUP_CONTAINER_FAULTS_H
#define MOD_CORS_STARTUP_CONTAINER_FAULTS_H

#include "policy/cors_container.h"

typedef struct mod_cors_startup_container_faults_t
    mod_cors_startup_container_faults_t;

/* Returns a table without results. It is allocated from pool, and containers
 * that are checked must live as long. */
mod_cors_startup_container_faults_t *
mod_cors_startup_container_faults_create(apr_pool_t *pool);

/* Calls visit, as cors_container_each does, for each container of the settings
 * that is at fault. */
void mod_cors_startup_container_faults_each(
    mod_cors_startup_container_faults_t *faults,
    const cors_settings_t *settings, cors_container_visit_t *visit,
    void *baton);

#endif
