/* SPDX-License-Identifier: Apache-2.0
 *
 * Helpers of all directive handlers: the check of the context, the place of a
 * line, "+" and "None" in lists, keywords, and the limits of a .htaccess.
 */
#include "config/mod_cors_config_value.h"

#include <apr_strings.h>

#include "glue/mod_cors_warnings.h"

/* The limits of a .htaccess, for all of its sections together. */
static const struct {
    int limit;
    const char *what;
} htaccess_limits[] = {
    [MOD_CORS_PATTERNS] = {1000, "origin patterns"},
    [MOD_CORS_REGEXES] = {16, "regular expressions"},
    [MOD_CORS_NAMES] = {1000, "methods and header names"},
    [MOD_CORS_CONTAINERS] = {64, "containers"},
};

/* The numbers of values in one .htaccess so far, by mod_cors_counted_e. */
struct mod_cors_config_counts_t {
    int counts[sizeof(htaccess_limits) / sizeof(htaccess_limits[0])];
};

bool mod_cors_config_value_is_in_htaccess(const cmd_parms *cmd)
{
    return cmd->pool == cmd->temp_pool;
}

static const char *error(const cmd_parms *cmd, bool extends, const char *value,
                         cors_remedy_t remedy)
{
    const char *plus = "";

    if (extends && remedy.instead) {
        plus = remedy.instead->nelts > 1 ? ", each with the '+' in front"
                                         : ", with the '+' in front";
    }
    return apr_pstrcat(
        cmd->temp_pool, cmd->cmd->name, cmd->cmd->name[0] == '<' ? ">: " : ": ",
        cors_remedy_sentence(remedy, value, cmd->temp_pool), plus, NULL);
}

const char *mod_cors_config_value_error(const cmd_parms *cmd, const char *value,
                                        cors_remedy_t remedy)
{
    return error(cmd, false, value, remedy);
}

const char *mod_cors_config_value_error_in_list(const cmd_parms *cmd,
                                                const cors_value_list_t *list,
                                                const char *value,
                                                cors_remedy_t remedy)
{
    return error(cmd, list->extends, value, remedy);
}

void mod_cors_config_value_warn(const cmd_parms *cmd, const cors_place_t *place,
                                const char *value, cors_remedy_t remedy)
{
    if (remedy.wrong) {
        mod_cors_warnings_add_line(
            cmd, place, cors_remedy_sentence(remedy, value, cmd->temp_pool));
    }
}

const char *mod_cors_config_value_check(cmd_parms *cmd, const char *value)
{
    if (ap_check_cmd_context(cmd, NOT_IN_LIMIT)) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("is inside <Limit> or <LimitExcept>, but would "
                               "apply to every method",
                               "write it outside the section"));
    }
    if (value[0] == '#') {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("is not a comment, httpd reads it as a value",
                               "write the comment on a separate line"));
    }
    if (strchr(value, '$') && strstr(value, "${")) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("names a variable that is not defined",
                               "define it with 'Define', or set it in the "
                               "environment of the server"));
    }
    return NULL;
}

/* Returns the next value of a line, as ap_getword_conf would. That function
 * goes byte by byte, which is slow for a long list, so it only gets values with
 * quotes or backslashes. */
static const char *next_value(cmd_parms *cmd, const char **args)
{
    static const char space[] = " \t\r\n\v\f";
    static const char special[] = " \t\r\n\v\f\\";
    const char *start = *args;
    apr_size_t length = strcspn(start, special);

    if (*start == '"' || *start == '\'' || start[length] == '\\') {
        return ap_getword_conf(cmd->pool, args);
    }
    *args = start + length + strspn(start + length, space);
    return apr_pstrmemdup(cmd->pool, start, length);
}

const char *mod_cors_config_value_each(cmd_parms *cmd, void *config,
                                       const char *args,
                                       mod_cors_config_value_take_t *take)
{
    const char *sentence = NULL;

    if (!*args) {
        return apr_pstrcat(
            cmd->temp_pool, cmd->cmd->name, cmd->cmd->name[0] == '<' ? ">" : "",
            " requires at least one argument, ", cmd->cmd->errmsg, NULL);
    }
    while (*args && !sentence) {
        const char *value = next_value(cmd, &args);

        sentence =
            *value
                ? take(cmd, config, value)
                : mod_cors_config_value_error(
                    cmd, value,
                    cors_remedy_advise("is an empty value",
                                       "write a value, or remove the quotes"));
    }
    return sentence;
}

const cors_place_t *
mod_cors_config_value_place(cmd_parms *cmd, mod_cors_config_section_t *section)
{
    const ap_directive_t *directive = cmd->directive;
    const cors_place_t *last = section->place;
    bool same_file = last && strcmp(last->file, directive->filename) == 0;
    cors_place_t *place;

    if (same_file && last->line == directive->line_num) {
        return last;
    }
    place = apr_palloc(cmd->pool, sizeof(*place));
    place->file =
        same_file ? last->file : apr_pstrdup(cmd->pool, directive->filename);
    place->line = directive->line_num;
    place->in_htaccess = mod_cors_config_value_is_in_htaccess(cmd);
    section->place = place;
    return place;
}

/* Returns the counts of the .htaccess that is being read. All of its sections
 * share them. */
static mod_cors_config_counts_t *counts_of(cmd_parms *cmd,
                                           mod_cors_config_section_t *section)
{
    const char *key;
    void *counts = NULL;

    if (!section->counts) {
        key = apr_psprintf(cmd->pool, "mod_cors:%pp", (void *)cmd->config_file);
        apr_pool_userdata_get(&counts, key, cmd->pool);
        if (!counts) {
            counts = apr_pcalloc(cmd->pool, sizeof(mod_cors_config_counts_t));
            apr_pool_userdata_setn(counts, key, NULL, cmd->pool);
        }
        section->counts = counts;
    }
    return section->counts;
}

const char *mod_cors_config_value_count(cmd_parms *cmd,
                                        mod_cors_config_section_t *section,
                                        const char *value,
                                        mod_cors_counted_e counted)
{
    int limit = htaccess_limits[counted].limit;

    if (!mod_cors_config_value_is_in_htaccess(cmd)
        || ++counts_of(cmd, section)->counts[counted] <= limit) {
        return NULL;
    }
    return mod_cors_config_value_error(
        cmd, value,
        cors_remedy_advise(apr_psprintf(cmd->temp_pool,
                                        "is one too many, a .htaccess holds at "
                                        "most %d %s",
                                        limit, htaccess_limits[counted].what),
                           "move the list into a configuration file"));
}

const char *
mod_cors_config_value_find_keyword(cmd_parms *cmd,
                                   const mod_cors_config_keyword_t *keywords,
                                   const char *value, unsigned *found)
{
    const mod_cors_config_keyword_t *keyword;
    const char *legal = NULL;
    cors_remedy_t remedy;

    for (keyword = keywords; keyword->word; ++keyword) {
        if (strcasecmp(value, keyword->word) == 0) {
            *found = keyword->value;
            return NULL;
        }
        legal = legal ? apr_pstrcat(cmd->temp_pool, legal, ", ", keyword->word,
                                    NULL)
                      : keyword->word;
    }
    remedy =
        keywords[1].word ? cors_remedy_advise(
            apr_pstrcat(cmd->temp_pool, "is not one of ", legal, NULL), NULL)
                         : cors_remedy_replace("is not a valid word", legal,
                                               cmd->temp_pool);
    return mod_cors_config_value_error(cmd, value, remedy);
}

const char *mod_cors_config_value_enter_list(cmd_parms *cmd,
                                             mod_cors_config_section_t *section,
                                             cors_value_list_t *list,
                                             const char **value)
{
    const cors_place_t *first = list->place;
    bool extends = (*value)[0] == '+';
    bool none = strlen(*value) == 4 && strcasecmp(*value, "None") == 0;

    if (extends && ((*value)[1] == '\0' || strcasecmp(*value, "+None") == 0)) {
        return mod_cors_config_value_error(
            cmd, *value,
            cors_remedy_advise("adds no value to the inherited list",
                               "write '+' directly before a value, or 'None' "
                               "for an empty list"));
    }
    if (first && (none || list->count == 0)) {
        return mod_cors_config_value_error(
            cmd, *value,
            cors_remedy_advise(
                apr_psprintf(cmd->temp_pool,
                             "cannot follow %s (%s:%d), 'None' must be the "
                             "only value in its section",
                             list->count ? "other values" : "'None'",
                             first->file, first->line),
                "remove one of them"));
    }
    if (first && extends != list->extends) {
        return mod_cors_config_value_error(
            cmd, *value,
            cors_remedy_advise(
                apr_psprintf(cmd->temp_pool,
                             "cannot follow values with%s '+' (%s:%d) in one "
                             "section",
                             list->extends ? "" : "out", first->file,
                             first->line),
                "write all of them with '+' to extend the inherited list, or "
                "none to replace it"));
    }
    if (!first) {
        list->place = mod_cors_config_value_place(cmd, section);
        list->extends = extends;
    }
    *value = none ? NULL : *value + extends;
    return NULL;
}
