/* SPDX-License-Identifier: Apache-2.0
 *
 * The verdict about settings that meet: which forbidden combinations stop the
 * server, and which are warnings (docs/messages.md has the rule). It also
 * collects what else is said about settings, and counts the policies. Which
 * settings meet is mod_cors_startup_sections.h's business.
 */
#ifndef MOD_CORS_STARTUP_VERDICT_H
#define MOD_CORS_STARTUP_VERDICT_H

#include <httpd.h>

#include "policy/cors_policy.h"

typedef struct mod_cors_startup_verdict_t mod_cors_startup_verdict_t;

/* pconf is the pool of the configuration, ptemp one for the time of its
 * judgement. */
mod_cors_startup_verdict_t *mod_cors_startup_verdict_create(apr_pool_t *pconf,
                                                            apr_pool_t *ptemp);

/* A section with those around it, or the settings of a server. */
typedef struct mod_cors_startup_section_t {
    const cors_settings_t *settings; /* its own; those of a virtual host include
                                        the main server's */
    const struct mod_cors_startup_section_t *outer; /* NULL: the main server */
    bool is_server;
    bool is_inherited; /* of the main server, in a virtual host */
} mod_cors_startup_section_t;

/* How many sections set each directive that can cause or prevent a
 * forbidden combination. */
typedef struct {
    int origins;
    int exposed_headers;
    int credentials;
    int engine;
    int tolerance;
} mod_cors_startup_setters_t;

/* Adds settings to the numbers, by times. */
void mod_cors_startup_verdict_count(mod_cors_startup_setters_t *setters,
                                    const cors_settings_t *settings, int by);

/* What other sections have that the same requests may meet. */
enum {
    MOD_CORS_STARTUP_RULES = 1,       /* origin rules */
    MOD_CORS_STARTUP_ENFORCEMENT = 2, /* CorsEnforce, not Off */
    MOD_CORS_STARTUP_DENIAL = 4       /* deny rules */
};

/* Judges the lists of one section or server by themselves, each once, and its
 * CorsEnforce under its CorsEngine. */
void mod_cors_startup_verdict_own(mod_cors_startup_verdict_t *verdict,
                                  const cors_settings_t *settings);

/* Judges the combinations within one section, which may have settings that
 * others of its path override. merged: all settings that its requests meet, of
 * which CorsEngine and CorsDangerouslyTolerate count for the section. */
void mod_cors_startup_verdict_section(mod_cors_startup_verdict_t *verdict,
                                      const cors_settings_t *merged,
                                      const mod_cors_startup_section_t *section,
                                      unsigned elsewhere);

/* Judges merged settings: those of a section and of all sections around it.
 * setters: of all sections of the server. elsewhere: what sections that are not
 * in merged have. */
void mod_cors_startup_verdict_merged(mod_cors_startup_verdict_t *verdict,
                                     const cors_settings_t *merged,
                                     const mod_cors_startup_section_t *section,
                                     const mod_cors_startup_setters_t *setters,
                                     unsigned elsewhere);

/* Judges merged settings only for combinations of two of the sections around
 * section, which may never meet: all of them are warnings. The credentials are
 * in one of these sections. Returns whether there is such a combination. */
bool mod_cors_startup_verdict_pair(mod_cors_startup_verdict_t *verdict,
                                   const cors_settings_t *merged,
                                   const mod_cors_startup_section_t *section);

/* Logs the faults that stop the server, keeps the others as warnings, warns of
 * idle settings, and returns how many faults stop it. */
int mod_cors_startup_verdict_write(mod_cors_startup_verdict_t *verdict,
                                   server_rec *main_server);

/* How many policies are in force. */
int mod_cors_startup_verdict_policies(
    const mod_cors_startup_verdict_t *verdict);

#endif
