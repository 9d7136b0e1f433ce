/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd keeps a condition compiled, with its place. The text is in the
 * configuration that httpd has read, or in a .htaccess.
 */
#include "explain/mod_cors_explain_conditions.h"

#include <string.h>

#include <ap_expr.h>
#include <http_core.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "explain/cors_condition.h"
#include "explain/mod_cors_explain_survey.h"
#include "glue/mod_cors_sections.h"
#include "startup/mod_cors_startup_tree.h"

#define FILE_MAX_LENGTH 1000000 /* bytes */

typedef struct {
    const ap_expr_info_t *condition;
    const char *text;
} search_t;

static void find(void *baton, const mod_cors_startup_tree_node_t *node)
{
    search_t *search = baton;
    const ap_directive_t *directive = node->directive;

    if (directive->directive[0] == '<'
        && directive->line_num == (int)search->condition->line_number
        && strcmp(directive->filename, search->condition->filename) == 0) {
        search->text = directive->args;
    }
}

/* Returns the content of a file, or NULL. */
static char *read_file(const char *name, apr_pool_t *pool)
{
    char *content = NULL;
    apr_finfo_t info;
    apr_file_t *file;

    if (apr_file_open(&file, name, APR_READ, APR_OS_DEFAULT, pool)
        != APR_SUCCESS) {
        return NULL;
    }
    if (apr_file_info_get(&info, APR_FINFO_SIZE, file) == APR_SUCCESS
        && info.size <= FILE_MAX_LENGTH) {
        apr_size_t length = (apr_size_t)info.size;

        content = apr_pcalloc(pool, length + 1);
        if (apr_file_read_full(file, content, length, NULL) != APR_SUCCESS) {
            content = NULL;
        }
    }
    apr_file_close(file);
    return content;
}

/* Returns the line with this number in a .htaccess, with the lines that it
 * continues; NULL if it is not known. */
static const char *read_line(const char *name, unsigned number,
                             apr_pool_t *pool)
{
    const char *content = read_file(name, pool);
    const char *first = content; /* of the lines that belong together */
    const char *line = content;

    while (line) {
        apr_size_t length = strcspn(line, "\n");

        if (--number == 0) {
            return apr_pstrmemdup(pool, first, line + length - first);
        }
        if (line[length] == '\0') {
            return NULL;
        }
        if (length == 0 || line[length - 1] != '\\') {
            first = line + length + 1;
        }
        line += length + 1;
    }
    return NULL;
}

/* Returns the text of a condition, or NULL if it is not known. */
static const char *text_of(const ap_expr_info_t *condition, apr_pool_t *pool)
{
    search_t search = {condition, NULL};

    if (condition->filename) {
        mod_cors_startup_tree_each(find, &search);
    }
    return search.text || !condition->filename
               ? search.text
               : read_line(condition->filename, condition->line_number, pool);
}

/* Operators that make a request to the server itself. */
static bool asks_server(const char *text)
{
    return !text || mod_cors_explain_survey_asks_server(text);
}

/* Whether a section, or one inside it, has directives of mod_rewrite or
 * mod_alias. */
static bool may_redirect(const void *baton, const ap_conf_vector_t *section)
{
    static const char *const names[] = {"mod_alias.c", "mod_rewrite.c", NULL};
    int i;

    for (i = 0; names[i]; ++i) {
        const module *loaded = ap_find_linked_module(names[i]);

        if (loaded && ap_get_module_config(section, loaded)) {
            return true;
        }
    }
    return mod_cors_sections_any_inside(section, may_redirect, baton);
}

/* text: of the condition, or NULL if it is not known. */
static void doubt_of_values(const char *text, apr_array_header_t *doubts,
                            apr_pool_t *pool)
{
    const char *unknown =
        text ? cors_condition_unknown(text, pool) : CORS_CONDITION_ENVIRONMENT;

    if (unknown && strcmp(unknown, CORS_CONDITION_ENVIRONMENT) == 0) {
        APR_ARRAY_PUSH(doubts, const char *) =
            "variables of SetEnvIf count as unset in conditions";
    }
    else if (unknown) {
        APR_ARRAY_PUSH(doubts, const char *) = apr_psprintf(
            pool, "an <If> depends on %s, which a question does not have",
            unknown);
    }
}

static bool allow_section(const ap_conf_vector_t *section, const request_rec *r,
                          apr_array_header_t *doubts);

static bool allow_each(const ap_conf_vector_t *sections, const request_rec *r,
                       apr_array_header_t *doubts)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    bool allowed = true;
    int i;

    for (i = 0; core && core->sec_if && i < core->sec_if->nelts; ++i) {
        allowed =
            allow_section(APR_ARRAY_IDX(core->sec_if, i, ap_conf_vector_t *), r,
                          doubts)
            && allowed;
    }
    return allowed;
}

static bool allow_section(const ap_conf_vector_t *section, const request_rec *r,
                          apr_array_header_t *doubts)
{
    const core_dir_config *core = ap_get_core_module_config(section);
    const char *text =
        core && core->condition ? text_of(core->condition, r->pool) : "";

    if (asks_server(text)) {
        APR_ARRAY_PUSH(doubts, const char *) =
            "an <If> makes a request to the server itself; the <If> in scope "
            "are not evaluated";
        return false;
    }
    if (mod_cors_sections_have_settings(section)
        || may_redirect(NULL, section)) {
        doubt_of_values(text, doubts, r->pool);
    }
    return allow_each(section, r, doubts);
}

bool mod_cors_explain_conditions_allow(const request_rec *r,
                                       apr_array_header_t *doubts)
{
    return allow_each(r->per_dir_config, r, doubts);
}
