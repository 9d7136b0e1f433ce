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

typedef enum {
    MOD_CORS_STARTUP_SERVER,
    MOD_CORS_STARTUP_DIRECTORY,
    MOD_CORS_STARTUP_LOCATION,
    MOD_CORS_STARTUP_INSIDE /* <Files> or <If> */
} mod_cors_startup_kind_e;

/* A section, or a server. It and those around it are a chain. */
typedef struct mod_cors_startup_section_t {
    const cors_settings_t *settings; /* its own; those of a virtual host include
                                        those of the main server */
    const struct mod_cors_startup_section_t *outer; /* around it, or NULL */
    mod_cors_startup_kind_e kind;
    bool is_inherited; /* of the main server, seen in a virtual host */
} mod_cors_startup_section_t;

/* Forgets the sections that were counted for another server. */
void mod_cors_startup_verdict_start_server(mod_cors_startup_verdict_t *verdict);

/* Counts a section of the server, which may prevent faults of others. All must
 * be counted before the first one is checked. */
void mod_cors_startup_verdict_count(mod_cors_startup_verdict_t *verdict,
                                    const cors_settings_t *settings);

/* Below, elsewhere are the flags (see mod_cors_startup_idle_flags) of sections
 * that are not in merged, but may apply to the same requests. */

/* Checks settings, those of section and of sections around it, for forbidden
 * combinations. With a directory (else NULL), section is a <Location>, and the
 * settings are also those of directory and of sections around it: then only
 * combinations of the two kinds are faults, and all are warnings, since the two
 * may never apply to the same request. Returns whether there is a fault. */
bool mod_cors_startup_verdict_check_combinations(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *settings,
    const mod_cors_startup_section_t *section,
    const mod_cors_startup_section_t *directory, unsigned elsewhere);

/* Checks a section by itself: redundant and too wide patterns, each list once,
 * its CorsEnforce with its CorsEngine, its containers, and combinations, also
 * of settings that another section of its path overrides. The section may lack
 * origin rules if merged or elsewhere has some. merged: the merged settings of
 * its requests, whose CorsEngine and CorsDangerouslyTolerate replace those of
 * the section. */
void mod_cors_startup_verdict_check_section(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere);

/* Checks the containers of two sections of the same path, of which httpd merges
 * later directly after earlier. */
void mod_cors_startup_verdict_check_same_path(
    mod_cors_startup_verdict_t *verdict,
    const mod_cors_startup_section_t *earlier,
    const mod_cors_startup_section_t *later);

/* Checks merged settings: those of section and of all sections around it. */
void mod_cors_startup_verdict_check_merged(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere);

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
