/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings while their section is read, and what every directive's handler
 * needs. Each function returns NULL or one sentence for the administrator.
 */
#ifndef MOD_CORS_SECTION_H
#define MOD_CORS_SECTION_H

#include <httpd.h>
#include <http_config.h>

#include "cors_policy.h"

typedef struct mod_cors_tally_t mod_cors_tally_t;

typedef struct {
    cors_settings_t settings;  /* first: httpd's hooks see only these */
    const cors_place_t *place; /* of the latest line */
    mod_cors_tally_t *tally;   /* in .htaccess only */
} mod_cors_section_t;

typedef struct {
    const char *word; /* NULL ends a table */
    unsigned value;
} mod_cors_keyword_t;

/* The directive's name before a sentence about its value. */
const char *mod_cors_complain(const cmd_parms *cmd, const char *sentence);

/* Whether the line is read from a .htaccess. */
bool mod_cors_is_in_htaccess(const cmd_parms *cmd);

/* Refuses <Limit> and <LimitExcept>, in which httpd would apply a directive
 * to every method. */
const char *mod_cors_check_context(cmd_parms *cmd, const char *value);

/* The place of the line being read; lives as long as the settings. */
const cors_place_t *mod_cors_place_of(cmd_parms *cmd,
                                      mod_cors_section_t *section);

/* Counts a pattern or a regular expression against the limits of the
 * .htaccess being read; anywhere else there are none. */
const char *mod_cors_count_in_htaccess(cmd_parms *cmd,
                                       mod_cors_section_t *section,
                                       const char *value, bool regex);

/* Finds a keyword without regard to case; the sentence lists the legal ones. */
const char *mod_cors_find_keyword(cmd_parms *cmd,
                                  const mod_cors_keyword_t *keywords,
                                  const char *value, unsigned *found);

/* The list semantics of a section: "None" alone, all values with '+', or none
 * with it. Takes the '+' from *value, or makes it NULL for "None"; the list
 * then has one set, made by create, unless it is empty. */
const char *mod_cors_enter_list(cmd_parms *cmd, mod_cors_section_t *section,
                                cors_list_t *list, const char **value,
                                void *(*create)(const cmd_parms *cmd));

#endif
