/* SPDX-License-Identifier: Apache-2.0
 *
 * What reading any directive needs: the context check, the place of a line,
 * the list semantics of a section, keywords, and the limits of a .htaccess.
 */
#include "mod_cors_section.h"

#include <apr_strings.h>

#define HTACCESS_PATTERNS 1000
#define HTACCESS_REGEXES 16

/* How much of its limits a .htaccess has used, in all of its sections. */
struct mod_cors_tally_t {
    int patterns;
    int regexes;
};

bool mod_cors_is_in_htaccess(const cmd_parms *cmd)
{
    return cmd->pool == cmd->temp_pool;
}

/* "Directive: " and the sentence. */
const char *mod_cors_complain(const cmd_parms *cmd, const char *sentence)
{
    return apr_pstrcat(cmd->temp_pool, cmd->cmd->name, ": ", sentence, NULL);
}

const char *mod_cors_check_context(cmd_parms *cmd, const char *value)
{
    if (!ap_check_cmd_context(cmd, NOT_IN_LIMIT)) {
        return NULL;
    }
    return mod_cors_complain(
        cmd, apr_psprintf(cmd->temp_pool,
                          "'%s' stands inside <Limit> or "
                          "<LimitExcept>, but would hold for every "
                          "method; write it outside",
                          value));
}

/* The place of the line being read; kept with the settings. */
const cors_place_t *mod_cors_place_of(cmd_parms *cmd,
                                      mod_cors_section_t *section)
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
    place->in_htaccess = mod_cors_is_in_htaccess(cmd);
    section->place = place;
    return place;
}

/* The counts of the .htaccess being read, which its sections share. */
static mod_cors_tally_t *tally_of(cmd_parms *cmd, mod_cors_section_t *section)
{
    const char *key;
    void *tally = NULL;

    if (!section->tally) {
        key = apr_psprintf(cmd->pool, "mod_cors:%pp", (void *)cmd->config_file);
        apr_pool_userdata_get(&tally, key, cmd->pool);
        if (!tally) {
            tally = apr_pcalloc(cmd->pool, sizeof(mod_cors_tally_t));
            apr_pool_userdata_setn(tally, key, NULL, cmd->pool);
        }
        section->tally = tally;
    }
    return section->tally;
}

const char *mod_cors_count_in_htaccess(cmd_parms *cmd,
                                       mod_cors_section_t *section,
                                       const char *value, bool regex)
{
    mod_cors_tally_t *tally;
    int limit = regex ? HTACCESS_REGEXES : HTACCESS_PATTERNS;

    if (!mod_cors_is_in_htaccess(cmd)) {
        return NULL;
    }
    tally = tally_of(cmd, section);
    if (++*(regex ? &tally->regexes : &tally->patterns) <= limit) {
        return NULL;
    }
    return mod_cors_complain(
        cmd, apr_psprintf(cmd->temp_pool,
                          "'%s' is one too many, a .htaccess holds "
                          "at most %d %s; move the list into a "
                          "configuration file",
                          value, limit,
                          regex ? "regular expressions" : "origin patterns"));
}

/* Looks a keyword up; the sentence lists the legal ones. */
const char *mod_cors_find_keyword(cmd_parms *cmd,
                                  const mod_cors_keyword_t *keywords,
                                  const char *value, unsigned *found)
{
    const mod_cors_keyword_t *keyword;
    const char *legal = NULL;

    for (keyword = keywords; keyword->word; ++keyword) {
        if (strcasecmp(value, keyword->word) == 0) {
            *found = keyword->value;
            return NULL;
        }
        legal = legal ? apr_pstrcat(cmd->temp_pool, legal, ", ", keyword->word,
                                    NULL)
                      : keyword->word;
    }
    return mod_cors_complain(
        cmd,
        apr_psprintf(cmd->temp_pool, "'%s' is not one of %s", value, legal));
}

/* A list's values: "None" alone, all with '+', or none with it. On return
 * without a sentence *value is without its '+', or NULL for "None", and the
 * list has a set, made by create, unless it is empty. */
const char *mod_cors_enter_list(cmd_parms *cmd, mod_cors_section_t *section,
                                cors_list_t *list, const char **value,
                                void *(*create)(const cmd_parms *cmd))
{
    const cors_place_t *first = list->place;
    bool none = strcasecmp(*value, "None") == 0;
    bool extends = (*value)[0] == '+' && (*value)[1] != '\0';
    void **sets;

    if (first && (none || list->count == 0)) {
        return mod_cors_complain(
            cmd, apr_psprintf(cmd->temp_pool,
                              "'%s' cannot follow %s (%s:%d), 'None' stands "
                              "alone in its section; remove one of them",
                              *value, list->count ? "other values" : "'None'",
                              first->file, first->line));
    }
    if (first && extends != list->extends) {
        return mod_cors_complain(
            cmd, apr_psprintf(cmd->temp_pool,
                              "'%s' cannot follow values with%s '+' (%s:%d) in "
                              "one section; write all of them with '+' to "
                              "extend the inherited list, or none to replace "
                              "it",
                              *value, list->extends ? "" : "out", first->file,
                              first->line));
    }
    if (!first) {
        list->place = mod_cors_place_of(cmd, section);
        list->extends = extends;
        if (!none) {
            sets = apr_palloc(cmd->pool, sizeof(*sets));
            sets[0] = create(cmd);
            list->sets = sets;
            list->count = 1;
        }
    }
    *value = none ? NULL : *value + extends;
    return NULL;
}
