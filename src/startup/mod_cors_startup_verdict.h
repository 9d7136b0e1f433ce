/* SPDX-License-Identifier: Apache-2.0
 *
 * The verdict about settings that the configuration forms: faults that stop
 * the server, faults that only may be one, and settings that do nothing.
 * Everything found is kept and written at the end, by file and line.
 */
#ifndef MOD_CORS_STARTUP_VERDICT_H
#define MOD_CORS_STARTUP_VERDICT_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_policy.h"
#include "glue/mod_cors_sections.h"

typedef struct mod_cors_judge_t mod_cors_judge_t;

/* pconf is the pool of the configuration, ptemp one for the time of its
 * judgement. */
mod_cors_judge_t *mod_cors_judge_create(apr_pool_t *pconf, apr_pool_t *ptemp);

/* What may stand between merged settings and the requests that meet them. */
typedef struct {
    const cors_settings_t *sure;  /* a certain fault is one of these too */
    const cors_settings_t *alone; /* one section's own: a pair in it is one
                                     wherever the section holds; or NULL */
    unsigned tolerances;          /* that other sections may bring */
    bool off;                     /* others may turn off what is at fault */
} mod_cors_doubt_t;

/* Judges merged settings; doubt NULL: nothing about them is certain. Each fault
 * is kept once, identified by its directives and their places. gain: what other
 * sections have that the same requests may meet. */
void mod_cors_judge(mod_cors_judge_t *judge, const cors_settings_t *settings,
                    const mod_cors_doubt_t *doubt, mod_cors_gain_t gain);

/* Judges the settings of one section or server by themselves: each of its lists
 * of origins once, and its CorsEnforce under its CorsEngine. NULL: it has none.
 */
void mod_cors_judge_section(mod_cors_judge_t *judge,
                            const cors_settings_t *settings);

/* The two parts of mod_cors_judge_section, for merged settings: patterns of a
 * list that other patterns of the list cover; CorsEnforce under CorsEngine. */
void mod_cors_judge_set(mod_cors_judge_t *judge, const char *directive,
                        const cors_origin_set_t *set);
void mod_cors_judge_engine(mod_cors_judge_t *judge,
                           const cors_settings_t *settings);

/* Warns of settings that were in force nowhere, once all are judged. */
void mod_cors_judge_idle(mod_cors_judge_t *judge);

/* Logs the certain faults, keeps the others as warnings, and returns how many
 * are certain. */
int mod_cors_judge_write(mod_cors_judge_t *judge, server_rec *main_server);

/* How many policies are in force. */
int mod_cors_judge_policies(const mod_cors_judge_t *judge);

#endif
