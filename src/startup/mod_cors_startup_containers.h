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

/* Warns about each pattern of a container of the section with the settings own
 * that deny rules of the merged settings refuse, about its expressions that
 * match names which anybody can register, and about each plain origin rule that
 * repeats the pattern of a container of another section. merged: of the section
 * and all sections around it. */
void mod_cors_startup_containers_warn(apr_pool_t *pconf,
                                      const cors_settings_t *merged,
                                      const cors_settings_t *own);

/* Warns about each pattern of a container in the settings earlier that a
 * container in the settings later repeats with a '+'. Both are of one section
 * each, which apply to the same requests, and later is merged last. */
void mod_cors_startup_containers_compare(apr_pool_t *pconf,
                                         const cors_settings_t *earlier,
                                         const cors_settings_t *later);

#endif
