/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd walks the directives inside with a vector of settings that all
 * containers of a configuration share: ten thousand containers must not keep a
 * vector each. Afterwards the container takes its settings from it.
 */
#include "config/mod_cors_config_container.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "config/mod_cors_config_origins.h"
#include "config/mod_cors_config_value.h"
#include "glue/mod_cors_private.h"
#include "policy/cors_container.h"

/* --- what may be inside ------------------------------------------------- */

static bool may_be_inside(const char *directive)
{
    static const char *const directives[] = {
        "CorsAllowMethods",     "CorsAllowHeaders", "CorsExposeHeaders",
        "CorsAllowCredentials", "CorsMaxAge",       "CorsDangerouslyTolerate",
    };
    size_t i;

    for (i = 0; i < sizeof(directives) / sizeof(directives[0]); ++i) {
        if (strcasecmp(directive, directives[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Says where a directive belongs that is not allowed inside. */
static cors_remedy_t remedy_for(const char *directive)
{
    const command_rec *command = ap_find_command(directive, cors_module.cmds);

    if (strncasecmp(directive, "<CorsOrigin", strlen("<CorsOrigin")) == 0) {
        return cors_remedy_advise("is inside another container",
                                  "write it after the end of that one");
    }
    if (strncasecmp(directive, "CorsAllowOrigin", strlen("CorsAllowOrigin"))
        == 0) {
        return cors_remedy_advise(
            "is inside a container, which already names its origins",
            "write the pattern after '<CorsOrigin', or the line outside");
    }
    if (command && command->req_override == RSRC_CONF) {
        return cors_remedy_advise(
            "is inside a container, but applies to the whole server",
            "write it outside of all sections");
    }
    if (command) {
        return cors_remedy_advise(
            "is inside a container, but applies to all origins of the URL",
            "write it outside");
    }
    if (strncasecmp(directive, "Cors", strlen("Cors")) == 0) {
        return cors_remedy_advise(
            "is the value of a directive that does not exist",
            "correct its name");
    }
    return cors_remedy_advise(
        "is inside a container, which has only CorsAllowMethods, "
        "CorsAllowHeaders, CorsExposeHeaders, CorsAllowCredentials, CorsMaxAge "
        "and CorsDangerouslyTolerate",
        "write it outside");
}

/* Returns the arguments of a directive, or of a section without its '>'. */
static const char *arguments_of(const ap_directive_t *directive,
                                apr_pool_t *pool)
{
    const char *args = directive->args;
    apr_size_t length = strlen(args);

    return directive->directive[0] == '<' && length > 0
                   && args[length - 1] == '>'
               ? apr_pstrmemdup(pool, args, length - 1)
               : args;
}

/* Without this check, the directives of other modules would have no effect. */
static const char *check_inside(cmd_parms *cmd)
{
    const ap_directive_t *inside;

    for (inside = cmd->directive->first_child; inside; inside = inside->next) {
        if (!may_be_inside(inside->directive)) {
            cmd->err_directive = inside;
            return apr_pstrcat(
                cmd->temp_pool, inside->directive,
                inside->directive[0] == '<' ? ">: " : ": ",
                cors_remedy_sentence(remedy_for(inside->directive),
                                     arguments_of(inside, cmd->temp_pool),
                                     cmd->temp_pool),
                NULL);
        }
    }
    return NULL;
}

/* --- the directives inside ---------------------------------------------- */

/* The vector by which the directives inside are read, and its settings. */
typedef struct {
    ap_conf_vector_t *vector;
    mod_cors_config_section_t section;
} scratch_t;

static scratch_t *scratch_of(apr_pool_t *pool)
{
    static const char key[] = "mod_cors:container";
    void *found = NULL;
    scratch_t *scratch;

    apr_pool_userdata_get(&found, key, pool);
    scratch = found;
    if (!scratch) {
        scratch = apr_palloc(pool, sizeof(*scratch));
        scratch->vector = ap_create_per_dir_config(pool);
        ap_set_module_config(scratch->vector, &cors_module, &scratch->section);
        apr_pool_userdata_setn(scratch, key, NULL, pool);
    }
    memset(&scratch->section, 0, sizeof(scratch->section));
    return scratch;
}

static const char *read_inside(cmd_parms *cmd,
                               const mod_cors_config_section_t *section)
{
    scratch_t *scratch = scratch_of(cmd->pool);
    cors_container_t *container = section->container;
    const char *sentence;

    scratch->section.place = section->place;
    sentence =
        ap_walk_config(cmd->directive->first_child, cmd, scratch->vector);

    if (!sentence) {
        cors_container_set(&section->settings, container,
                           &scratch->section.settings);
    }
    return sentence;
}

/* --- the first line ----------------------------------------------------- */

/* Sets *line to args without its '>'. */
static const char *take_end(cmd_parms *cmd, const char *args, const char **line)
{
    apr_size_t length = strlen(args);

    while (length > 0 && apr_isspace(args[length - 1])) {
        --length;
    }
    if (length == 0 || args[length - 1] != '>') {
        return mod_cors_config_value_error(
            cmd, args,
            cors_remedy_advise("has no '>' at the end of the line",
                               "write it after the last value"));
    }
    --length;
    while (length > 0 && apr_isspace(args[length - 1])) {
        --length;
    }
    *line = apr_pstrmemdup(cmd->pool, args, length);
    return NULL;
}

static const char *read_container(cmd_parms *cmd,
                                  mod_cors_config_section_t *section,
                                  const char *args,
                                  mod_cors_config_value_take_t *take)
{
    const cors_place_t *place = mod_cors_config_value_place(cmd, section);
    const char *line = NULL;
    const char *sentence = take_end(cmd, args, &line);

    if (!sentence) {
        sentence = mod_cors_config_value_check(cmd, line);
    }
    if (!sentence) {
        sentence = mod_cors_config_value_count(cmd, section, line,
                                               MOD_CORS_CONTAINERS);
    }
    if (!sentence) {
        sentence = check_inside(cmd);
    }
    if (sentence) {
        return sentence;
    }
    section->container =
        cors_container_add(&section->settings, place, cmd->pool);
    sentence = mod_cors_config_value_each(cmd, section, line, take);
    if (!sentence) {
        sentence = read_inside(cmd, section);
    }
    section->container = NULL;
    return sentence;
}

const char *mod_cors_config_container_read_origins(cmd_parms *cmd, void *config,
                                                   const char *args)
{
    return read_container(cmd, config, args,
                          mod_cors_config_origins_take_contained);
}

const char *mod_cors_config_container_read_expressions(cmd_parms *cmd,
                                                       void *config,
                                                       const char *args)
{
    return read_container(cmd, config, args,
                          mod_cors_config_origins_take_contained_match);
}
