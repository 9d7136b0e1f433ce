/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about containers that never govern a request, and about origin rules
 * that another section has taken out of a container.
 */
#ifndef MOD_CORS_STARTUP_CONTAINERS_H
#define MOD_CORS_STARTUP_CONTAINERS_H

#include "policy/cors_policy.h"

/* Each function stores its warnings in pconf, each once (see
 * mod_cors_warnings_add_once). */

/* Warns about the containers of a section: about each pattern whose origins a
 * deny rule refuses; about each expression that matches names which anybody can
 * register; about each plain origin rule that repeats the pattern of a
 * container of another section. own: the settings of the section. merged: those
 * of the section and of all sections around it. */
void mod_cors_startup_containers_warn(apr_pool_t *pconf,
                                      const cors_settings_t *merged,
                                      const cors_settings_t *own);

/* Warns about each pattern of a container in the settings earlier that a
 * container in the settings later repeats with a '+', or about all of them if
 * later replaces the list. Both are of one section each, which apply to the
 * same requests, and later is merged last. */
void mod_cors_startup_containers_compare(apr_pool_t *pconf,
                                         const cors_settings_t *earlier,
                                         const cors_settings_t *later);

#endif
