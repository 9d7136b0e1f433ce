/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings while their section is read, and what every directive's handler
 * needs. What returns a text returns NULL, or one sentence for httpd to print.
 */
#ifndef MOD_CORS_CONFIG_VALUE_H
#define MOD_CORS_CONFIG_VALUE_H

#include <httpd.h>
#include <http_config.h>

#include "base/cors_remedy.h"
#include "policy/cors_policy.h"

typedef struct mod_cors_config_counts_t mod_cors_config_counts_t;

typedef struct {
    cors_settings_t settings;        /* first: httpd's hooks see only these */
    const cors_place_t *place;       /* of the latest line */
    mod_cors_config_counts_t *tally; /* in .htaccess only */
} mod_cors_config_section_t;

typedef struct {
    const char *word; /* NULL ends a table */
    unsigned value;
} mod_cors_config_keyword_t;

/* "Directive: 'value' is wrong; write 'other'". */
const char *mod_cors_config_value_error(const cmd_parms *cmd, const char *value,
                                        cors_remedy_t remedy);

/* The same about a value of a list, without its '+': says that what is written
 * instead keeps it. */
const char *mod_cors_config_value_error_in_list(const cmd_parms *cmd,
                                                const cors_value_list_t *list,
                                                const char *value,
                                                cors_remedy_t remedy);

/* Warns of a value that is legal but probably a mistake, unless nothing is
 * wrong with it. */
void mod_cors_config_value_warn(const cmd_parms *cmd, const cors_place_t *place,
                                const char *value, cors_remedy_t remedy);

/* Whether the line is read from a .htaccess. */
bool mod_cors_config_value_is_in_htaccess(const cmd_parms *cmd);

/* What is wrong with any value of any directive: <Limit> or <LimitExcept>
 * around it, in which httpd would apply it to every method, or a variable in
 * it that httpd has left as it is. */
const char *mod_cors_config_value_check(cmd_parms *cmd, const char *value);

/* Takes one value of a list. */
typedef const char *mod_cors_config_value_take_t(cmd_parms *cmd, void *config,
                                                 const char *value);

/* Calls take for each value of a line, until it returns a sentence. httpd's
 * own iteration ends in silence at an empty value; here it is refused. */
const char *mod_cors_config_value_each(cmd_parms *cmd, void *config,
                                       const char *args,
                                       mod_cors_config_value_take_t *take);

/* The place of the line being read; lives as long as the settings. */
const cors_place_t *
mod_cors_config_value_place(cmd_parms *cmd, mod_cors_config_section_t *section);

/* What is counted against the limits of a .htaccess. */
typedef enum {
    MOD_CORS_PATTERNS,
    MOD_CORS_REGEXES,
    MOD_CORS_NAMES
} mod_cors_counted_e;

/* Counts a value of the .htaccess being read; elsewhere there is no limit. */
const char *mod_cors_config_value_count(cmd_parms *cmd,
                                        mod_cors_config_section_t *section,
                                        const char *value,
                                        mod_cors_counted_e counted);

/* Finds a keyword without regard to case; the sentence lists the legal ones. */
const char *
mod_cors_config_value_find_keyword(cmd_parms *cmd,
                                   const mod_cors_config_keyword_t *keywords,
                                   const char *value, unsigned *found);

/* The list semantics of a section: "None" alone, all values with '+', or none
 * with it. Takes the '+' from *value, or makes it NULL for "None"; the list
 * stays empty then. */
const char *mod_cors_config_value_enter_list(cmd_parms *cmd,
                                             mod_cors_config_section_t *section,
                                             cors_value_list_t *list,
                                             const char **value);

#endif
