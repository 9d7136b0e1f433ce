/* SPDX-License-Identifier: Apache-2.0
 *
 * The verdict on settings that may apply to the same request: which forbidden
 * combinations stop the server, and which are warnings (docs/messages.md has
 * the rule). It also collects the other warnings about settings, and counts the
 * policies. mod_cors_startup_sections.h finds these settings.
 */
#ifndef MOD_CORS_STARTUP_VERDICT_H
#define MOD_CORS_STARTUP_VERDICT_H

#include <httpd.h>

#include "policy/cors_policy.h"

typedef struct mod_cors_startup_verdict_t mod_cors_startup_verdict_t;

/* Returns an empty verdict, allocated from ptemp. Warnings are allocated from
 * pconf, the pool of the configuration. */
mod_cors_startup_verdict_t *mod_cors_startup_verdict_create(apr_pool_t *pconf,
                                                            apr_pool_t *ptemp);

/* A section and the sections around it, or a server. */
typedef struct mod_cors_startup_section_t {
    const cors_settings_t *settings; /* its own; those of a virtual host include
                                        those of the main server */
    const struct mod_cors_startup_section_t *outer; /* around it, or NULL */
    bool is_server;
    bool is_inherited; /* of the main server, seen in a virtual host */
} mod_cors_startup_section_t;

/* How many sections set each directive that can cause or prevent a forbidden
 * combination. CorsEngine and CorsDangerouslyTolerate are counted only if they
 * can prevent one. */
typedef struct {
    int origins;
    int exposed_headers;
    int credentials;
    int engine_off;
    int tolerance[CORS_TOLERATE_FLAGS]; /* by the number of the flag's bit */
} mod_cors_startup_setters_t;

/* Adds by, which may be negative, to the number of each directive that settings
 * set. */
void mod_cors_startup_verdict_count(mod_cors_startup_setters_t *setters,
                                    const cors_settings_t *settings, int by);

/* Below, elsewhere are the flags (see mod_cors_startup_idle_flags) of sections
 * that are not in merged, but may apply to the same requests. */

/* Checks what one section or server has: redundant and too wide patterns, each
 * list once, and its CorsEnforce with its CorsEngine. */
void mod_cors_startup_verdict_check_values(mod_cors_startup_verdict_t *verdict,
                                           const cors_settings_t *settings);

/* Checks the combinations within one section, also of settings that another
 * section of its path overrides. The section may lack origin rules if merged or
 * elsewhere has some. merged: the merged settings of its requests, whose
 * CorsEngine and CorsDangerouslyTolerate replace those of the section. */
void mod_cors_startup_verdict_check_section(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere);

/* Checks two sections of the same path, of which httpd merges later last.
 * merged: of all sections of the path and those around it. */
void mod_cors_startup_verdict_check_same_path(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *earlier,
    const mod_cors_startup_section_t *later);

/* Checks merged settings: those of section and of all sections around it.
 * setters: the numbers for all sections of the server. */
void mod_cors_startup_verdict_check_merged(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section,
    const mod_cors_startup_setters_t *setters, unsigned elsewhere);

/* Checks merged settings only for combinations of two sections: one is
 * directory or around it, the other one location or around it. The two may
 * never apply to the same request, so all faults are warnings. Returns whether
 * there is a fault. */
bool mod_cors_startup_verdict_check_pair(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *directory,
    const mod_cors_startup_section_t *location, unsigned elsewhere);

/* Logs the faults that stop the server as errors, and stores the other faults
 * and the idle settings as warnings. Returns the number of faults that stop the
 * server. */
int mod_cors_startup_verdict_report(mod_cors_startup_verdict_t *verdict,
                                    server_rec *main_server);

/* Returns the number of policies in force. Policies whose origin rules have the
 * same place are one. */
int mod_cors_startup_verdict_policies(
    const mod_cors_startup_verdict_t *verdict);

#endif
