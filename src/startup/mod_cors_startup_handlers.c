/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_handlers.h"

#include <string.h>

#include <ap_expr.h>
#include <http_core.h>

#include <apr_strings.h>

#include "policy/cors_policy.h"
#include "glue/mod_cors_sections.h"
#include "startup/mod_cors_startup_scope.h"
#include "startup/mod_cors_startup_tree.h"
#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"

/* The state while one server is checked. */
typedef struct {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_pool_t *pool;  /* for merging the sections of this server */
    apr_hash_t *pages; /* of handlers; keyed by the place of SetHandler */
    const server_rec *server;
} check_t;

static bool is_server_page(const char *handler)
{
    static const char *const pages[] = {"server-status", "server-info",
                                        "balancer-manager", "ldap-status",
                                        "md-status"};
    size_t i;

    for (i = 0; handler && i < sizeof(pages) / sizeof(pages[0]); ++i) {
        if (strcmp(handler, pages[i]) == 0) {
            return true;
        }
    }
    return false;
}

static const char *key_of(const char *file, unsigned line, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s:%u", file, line);
}

static void add_page(void *baton, const mod_cors_startup_tree_node_t *node)
{
    const check_t *check = baton;
    const ap_directive_t *directive = node->directive;
    const char *handler;

    if (mod_cors_startup_tree_is(node, "SetHandler")) {
        handler = mod_cors_directive_argument(directive, check->ptemp);
        if (is_server_page(handler)) {
            apr_hash_set(
                check->pages,
                key_of(directive->filename, directive->line_num, check->ptemp),
                APR_HASH_KEY_STRING, handler);
        }
    }
}

/* Returns the handler of a server page that a section sets, or NULL. httpd
 * stores the handler as an expression, of which only the place can be read. */
static const char *page_of(const check_t *check, const ap_conf_vector_t *vector)
{
    const core_dir_config *core =
        vector ? ap_get_core_module_config(vector) : NULL;
    const ap_expr_info_t *expr = core ? core->expr_handler : NULL;

    return expr ? apr_hash_get(
               check->pages,
               key_of(expr->filename, expr->line_number, check->pool),
               APR_HASH_KEY_STRING)
                : NULL;
}

static bool is_shared(const check_t *check,
                      const mod_cors_startup_scope_t *scope)
{
    return scope->settings && cors_policy_is_in_force(scope->settings)
           && page_of(check, scope->handled_by);
}

/* Returns the start of the section that sets the handler, as it is written in
 * the configuration. */
static const char *section_of(const check_t *check,
                              const mod_cors_startup_scope_t *scope)
{
    const core_dir_config *core = ap_get_core_module_config(scope->handled_by);

    return core->condition_ifelse
               ? apr_pstrcat(check->pool, "<", scope->kind, ">", NULL)
               : apr_psprintf(check->pool, "<%s%s \"%s\">", scope->kind,
                              core->r ? "Match" : "", core->d);
}

static const char *sentence_of(const char *handler, const char *section,
                               apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "this policy lets pages of other origins read '%s'%s; "
                        "write 'CorsEngine Off' %s",
                        handler, section, *section ? "there" : "for it");
}

static void warn(const check_t *check, const mod_cors_startup_scope_t *scope)
{
    const cors_place_t *place = scope->settings->origin_rules.list.place;
    const char *section =
        scope->handled_by == check->server->lookup_defaults
            ? ""
            : apr_pstrcat(check->pool, " in ", section_of(check, scope), NULL);
    const char *sentence =
        sentence_of(page_of(check, scope->handled_by), section, check->pool);

    if (mod_cors_warnings_is_new(check->pconf, sentence, place, NULL)) {
        mod_cors_warnings_add(check->pconf, place,
                              apr_pstrdup(check->pconf, sentence));
    }
}

/* Whether the section itself sets the handler of a server page, or has
 * settings. */
static bool has_part(const check_t *check, const ap_conf_vector_t *vector)
{
    return page_of(check, vector) || mod_cors_sections_settings(vector);
}

static const char *kind_of(const ap_conf_vector_t *inside)
{
    const core_dir_config *core = ap_get_core_module_config(inside);

    switch (core->condition_ifelse) {
    case AP_CONDITION_IF:
        return "If";
    case AP_CONDITION_ELSE:
        return "Else";
    case AP_CONDITION_ELSEIF:
        return "ElseIf";
    default:
        return "Files";
    }
}

/* Checks a section and the <Files> and <If> in it. scope: that of the
 * section. */
static void check_section(const check_t *check,
                          const mod_cors_startup_scope_t *scope,
                          const ap_conf_vector_t *vector)
{
    const ap_conf_vector_t *inside;
    int i;

    if (has_part(check, vector) && is_shared(check, scope)) {
        warn(check, scope);
    }
    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        mod_cors_startup_scope_t inner = *scope;

        mod_cors_startup_scope_add(&inner, inside, kind_of(inside),
                                   check->pool);
        check_section(check, &inner, inside);
    }
}

/* Returns the scope of a section. If it has a literal path, the scope merges
 * all sections that apply to the path; otherwise it has this section alone. */
static mod_cors_startup_scope_t scope_of(const check_t *check,
                                         const apr_array_header_t *all,
                                         const char *kind,
                                         const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    mod_cors_startup_scope_t scope =
        mod_cors_startup_scope_of_server(check->server);

    if (core && core->d && !core->r && !core->d_is_fnmatch) {
        return mod_cors_startup_scope_at(check->server, all, kind, core->d,
                                         check->pool);
    }
    mod_cors_startup_scope_add(&scope, vector, kind, check->pool);
    return scope;
}

/* Whether the section, or any section inside it, sets the handler of a server
 * page. */
static bool has_page(const void *check, const ap_conf_vector_t *vector)
{
    return page_of(check, vector)
           || mod_cors_sections_any_inside(vector, has_page, check);
}

static apr_array_header_t *pages_among(const check_t *check,
                                       const apr_array_header_t *all)
{
    apr_array_header_t *pages = apr_array_make(check->pool, 4, sizeof(void *));
    int i;

    for (i = 0; i < all->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(all, i, ap_conf_vector_t *);

        if (page_of(check, vector)) {
            APR_ARRAY_PUSH(pages, const ap_conf_vector_t *) = vector;
        }
    }
    return pages;
}

/* Whether a section must be checked: it sets the handler of a server page, or
 * it has settings at a path that has a server page. */
static bool must_be_checked(const check_t *check,
                            const apr_array_header_t *pages,
                            const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    bool found;
    int i;

    if (has_page(check, vector) || !mod_cors_sections_have_settings(vector)) {
        return has_page(check, vector);
    }
    found = page_of(check, check->server->lookup_defaults) != NULL;
    for (i = 0; i < pages->nelts && !found && core && core->d; ++i) {
        found = mod_cors_startup_scope_holds(
            APR_ARRAY_IDX(pages, i, ap_conf_vector_t *), core->d);
    }
    return found;
}

static void check_sections(const check_t *check, const apr_array_header_t *all,
                           const char *kind)
{
    const apr_array_header_t *pages = pages_among(check, all);
    int i;

    for (i = 0; i < all->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(all, i, ap_conf_vector_t *);

        if (must_be_checked(check, pages, vector)) {
            mod_cors_startup_scope_t scope = scope_of(check, all, kind, vector);

            check_section(check, &scope, vector);
        }
    }
}

static void check_server(const check_t *check)
{
    const core_server_config *core =
        ap_get_core_module_config(check->server->module_config);
    mod_cors_startup_scope_t scope =
        mod_cors_startup_scope_of_server(check->server);

    check_section(check, &scope, check->server->lookup_defaults);
    check_sections(check, core->sec_dir, "Directory");
    check_sections(check, core->sec_url, "Location");
}

void mod_cors_startup_handlers_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                    const server_rec *main_server)
{
    check_t check = {pconf, ptemp, NULL, apr_hash_make(ptemp), main_server};

    mod_cors_startup_tree_each(add_page, &check);
    if (apr_hash_count(check.pages) == 0) {
        return;
    }
    apr_pool_create(&check.pool, ptemp);
    for (; check.server; check.server = check.server->next) {
        check_server(&check);
        apr_pool_clear(check.pool);
    }
    apr_pool_destroy(check.pool);
}

void mod_cors_startup_handlers_warn_htaccess(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const cors_settings_t *settings =
        mod_cors_sections_settings(r->per_dir_config);
    const char *failure = NULL;
    const char *handler =
        core->expr_handler ? ap_expr_str_exec(r, core->expr_handler, &failure)
                           : NULL;

    if (is_server_page(handler) && settings && cors_policy_is_in_force(settings)
        && mod_cors_warnings_is_new(r->pool, handler,
                                    settings->origin_rules.list.place, NULL)) {
        mod_cors_warnings_add(r->pool, settings->origin_rules.list.place,
                              sentence_of(handler, "", r->pool));
    }
}
