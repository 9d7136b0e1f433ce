/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks for directives by which mapping a URL would have an effect, or depends
 * on more than the URL.
 */
#include "explain/mod_cors_explain_survey.h"

#include <string.h>

#include <ap_mpm.h>
#include <http_core.h>

#include <apr_lib.h>
#include <apr_strings.h>

typedef struct {
    const server_rec *server;
    mod_cors_explain_survey_t *survey;
    bool is_test; /* httpd -t: no program of a RewriteMap has been started */
} visit_t;

static bool has(const char *args, const char *word)
{
    return args && ap_strstr_c(args, word);
}

/* Whether a byte is part of a word such as X-Forwarded-For. */
static bool is_in_word(char byte)
{
    return apr_isalnum(byte) || byte == '-' || byte == '_';
}

bool mod_cors_explain_survey_is_in_scope(
    const mod_cors_startup_tree_node_t *node, const server_rec *server)
{
    const ap_directive_t *host =
        mod_cors_startup_tree_section(node, "<VirtualHost");

    return !host
           || (server->defn_name
               && strcmp(host->filename, server->defn_name) == 0
               && host->line_num == (int)server->defn_line_number);
}

bool mod_cors_explain_survey_asks_server(const char *condition)
{
    const char *dash = condition;

    for (; (dash = strchr(dash, '-')) != NULL; ++dash) {
        if ((dash[1] == 'U' || dash[1] == 'F') && !is_in_word(dash[2])
            && (dash == condition || !is_in_word(dash[-1]))) {
            return true;
        }
    }
    return has(condition, "LA-U:") || has(condition, "LA-F:");
}

static void visit_map(const visit_t *visit, const char *args)
{
    mod_cors_explain_survey_t *survey = visit->survey;

    if (has(args, "dbd:")) {
        survey->rewrite_acts =
            "a RewriteMap asks a database; mod_rewrite's rules are not run";
    }
    else if (has(args, "prg:")) {
        survey->rewrite_asks =
            "a RewriteMap asks a program, which is not asked here";
        if (!visit->is_test) {
            survey->rewrite_acts =
                "a RewriteMap asks a program; mod_rewrite's rules are not run";
        }
    }
    else if (has(args, "rnd:")) {
        survey->rewrite_asks = "a RewriteMap chooses at random";
    }
}

static void visit_rule(const visit_t *visit, const char *args)
{
    mod_cors_explain_survey_t *survey = visit->survey;

    if (mod_cors_explain_survey_asks_server(args)) {
        survey->rewrite_acts = "a RewriteCond makes a request to the server "
                               "itself; mod_rewrite's rules are not run";
    }
    if (has(args, "${") && !survey->rewrite_asks) {
        survey->rewrite_asks = "a RewriteMap may have decided";
    }
}

static void visit(void *baton, const mod_cors_startup_tree_node_t *node)
{
    const visit_t *visit = baton;
    const ap_directive_t *directive = node->directive;
    char first = (char)(directive->directive[0] | 0x20);

    if ((first != 'r' && first != 'l' && first != 'p')
        || !mod_cors_explain_survey_is_in_scope(node, visit->server)) {
        return;
    }
    if (mod_cors_startup_tree_is(node, "RewriteMap")) {
        visit_map(visit, directive->args);
    }
    else if (mod_cors_startup_tree_is(node, "RewriteRule")
             || mod_cors_startup_tree_is(node, "RewriteCond")) {
        visit_rule(visit, directive->args);
    }
    else if (strncasecmp(directive->directive, "LuaHook", 7) == 0) {
        visit->survey->maps_by_lua = true;
    }
    else if (mod_cors_startup_tree_is(node, "ProxyExpressEnable")) {
        visit->survey->maps_by_proxy_express = true;
    }
}

void mod_cors_explain_survey_make(const server_rec *server,
                                  mod_cors_explain_survey_t *survey)
{
    visit_t baton = {server, survey,
                     ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST};

    memset(survey, 0, sizeof(*survey));
    mod_cors_startup_tree_each(visit, &baton);
}

bool mod_cors_explain_survey_may_map(const mod_cors_explain_survey_t *survey,
                                     const char *module_name)
{
    /* These hooks map to the file that httpd's core finds too, or only log. */
    static const char *const harmless[] = {"http_core.c", "mod_file_cache.c",
                                           "mod_log_debug.c", NULL};
    int i;

    for (i = 0; harmless[i]; ++i) {
        if (strcmp(module_name, harmless[i]) == 0) {
            return false;
        }
    }
    if (strcmp(module_name, "mod_lua.c") == 0) {
        return survey->maps_by_lua;
    }
    return strcmp(module_name, "mod_proxy_express.c") != 0
           || survey->maps_by_proxy_express;
}
