/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings of the section that is being read, and helpers of all directive
 * handlers. Each function that returns a text returns NULL, or one sentence for
 * httpd to print, allocated from cmd->temp_pool.
 */
#ifndef MOD_CORS_CONFIG_VALUE_H
#define MOD_CORS_CONFIG_VALUE_H

#include <httpd.h>
#include <http_config.h>

#include "base/cors_remedy.h"
#include "policy/cors_policy.h"

typedef struct mod_cors_config_counts_t mod_cors_config_counts_t;

typedef struct {
    cors_settings_t settings;  /* must be first: other files see only these */
    const cors_place_t *place; /* of the line that was read last */
    mod_cors_config_counts_t *counts; /* of the .htaccess; NULL until needed */
    struct cors_container_t *container; /* whose first line is being read */
} mod_cors_config_section_t;

typedef struct {
    const char *word; /* NULL at the end of a table */
    unsigned value;
} mod_cors_config_keyword_t;

/* Returns "Directive: 'value' is wrong; write 'other'", with the words of
 * remedy. */
const char *mod_cors_config_value_error(const cmd_parms *cmd, const char *value,
                                        cors_remedy_t remedy);

/* Returns the same about a value of list. value has no '+'. If the values of
 * list have one, the sentence says that the replacement needs it too. */
const char *mod_cors_config_value_error_in_list(const cmd_parms *cmd,
                                                const cors_value_list_t *list,
                                                const char *value,
                                                cors_remedy_t remedy);

/* Warns about a value that is legal but probably a mistake. Does nothing if
 * remedy is cors_remedy_none. */
void mod_cors_config_value_warn(const cmd_parms *cmd, const cors_place_t *place,
                                const char *value, cors_remedy_t remedy);

/* Returns whether the line that is being read is in a .htaccess. */
bool mod_cors_config_value_is_in_htaccess(const cmd_parms *cmd);

/* Returns a sentence about faults that any value of any directive can have: the
 * directive is in <Limit> or <LimitExcept>, whose directives httpd would apply
 * to every method; the value begins a comment; or it has a variable that is not
 * defined, which httpd leaves as it is. */
const char *mod_cors_config_value_check(cmd_parms *cmd, const char *value);

/* Stores one value of a line in config, a mod_cors_config_section_t. */
typedef const char *mod_cors_config_value_take_t(cmd_parms *cmd, void *config,
                                                 const char *value);

/* Calls take for each value of args, until it returns a sentence, and returns
 * that sentence. An empty value is an error: httpd's own iteration would
 * silently stop at it. */
const char *mod_cors_config_value_each(cmd_parms *cmd, void *config,
                                       const char *args,
                                       mod_cors_config_value_take_t *take);

/* Returns the place of the line that is being read, allocated from cmd->pool
 * like the settings. */
const cors_place_t *
mod_cors_config_value_place(cmd_parms *cmd, mod_cors_config_section_t *section);

/* The kinds of values that are limited in a .htaccess. */
typedef enum {
    MOD_CORS_PATTERNS,
    MOD_CORS_REGEXES,
    MOD_CORS_NAMES,
    MOD_CORS_CONTAINERS
} mod_cors_counted_e;

/* Counts a value of a .htaccess, and returns a sentence if the file has too
 * many of its kind. Other files have no limit. */
const char *mod_cors_config_value_count(cmd_parms *cmd,
                                        mod_cors_config_section_t *section,
                                        const char *value,
                                        mod_cors_counted_e counted);

/* Sets *found to the value of a keyword, which is compared without regard to
 * case. If there is none, the sentence lists all keywords. */
const char *
mod_cors_config_value_find_keyword(cmd_parms *cmd,
                                   const mod_cors_config_keyword_t *keywords,
                                   const char *value, unsigned *found);

/* Checks one value by the rules of lists: in one section, all values have a
 * '+', or none has, or "None" is the only value. The first value sets
 * list->place and list->extends. Removes the '+' from *value, or sets *value to
 * NULL if it is "None"; the list then stays empty. */
const char *mod_cors_config_value_enter_list(cmd_parms *cmd,
                                             mod_cors_config_section_t *section,
                                             cors_value_list_t *list,
                                             const char **value);

#endif
