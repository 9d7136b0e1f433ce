/* SPDX-License-Identifier: Apache-2.0
 *
 * Follows the sections as httpd has sorted them. A section is printed with the
 * settings of the server and of the sections around it, since these apply too.
 */
#include "explain/mod_cors_explain_dump.h"

#include <stdbool.h>
#include <string.h>

#include <ap_expr.h>
#include <http_core.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "base/cors_escape.h"
#include "explain/mod_cors_explain_settings.h"
#include "glue/mod_cors_sections.h"
#include "policy/cors_governing.h"
#include "policy/cors_stance.h"
#include "startup/mod_cors_startup_tree.h"

typedef struct {
    apr_file_t *out;
    apr_pool_t *pool;         /* of one server */
    const server_rec *server; /* whose name is not printed yet, or NULL */
} dump_t;

/* The settings around a section. */
typedef struct {
    const cors_settings_t *settings; /* or NULL */
    bool conditional;                /* an <If> in scope has settings */
} around_t;

static void put(const dump_t *dump, const char *word, const char *value)
{
    cors_text_t text;

    cors_text_init(&text, dump->pool);
    cors_text_add_format(&text, "%-10s ", word);
    cors_escape_line(&text, value);
    cors_text_add(&text, "\n");
    (void)apr_file_write_full(dump->out, text.bytes, text.length, NULL);
}

static void put_server(const dump_t *dump, const server_rec *s)
{
    const char *name = s->server_hostname ? s->server_hostname : "-";

    put(dump, "server",
        s->is_virtual && s->defn_name
            ? apr_psprintf(dump->pool, "%s:%d (%s:%u)", name,
                           s->addrs ? (int)s->addrs->host_port : (int)s->port,
                           s->defn_name, s->defn_line_number)
            : apr_psprintf(dump->pool, "%s (the main server)", name));
}

/* Prints a line, and before the first line of a server that server. */
static void line(dump_t *dump, const char *word, const char *value)
{
    if (dump->server) {
        put_server(dump, dump->server);
        dump->server = NULL;
    }
    put(dump, word, value);
}

static void print_value(void *baton, const char *directive, const char *value,
                        const cors_place_t *place)
{
    dump_t *dump = baton;

    line(dump, "value",
         apr_psprintf(dump->pool, "%s %s (%s:%d)", directive, value,
                      place->file, place->line));
}

static void print_container(void *baton, const char *text,
                            const cors_place_t *place)
{
    dump_t *dump = baton;

    line(
        dump, "container",
        apr_psprintf(dump->pool, "%s (%s:%d)", text, place->file, place->line));
}

static const char *in_force(const cors_stance_t *stance)
{
    if (stance->policy) {
        return stance->protects ? "policy and protection" : "policy";
    }
    return stance->protects ? "protection" : "nothing";
}

static void print_settings(dump_t *dump, const around_t *around)
{
    cors_stance_t stance;
    bool constant;

    cors_stance_compute(cors_governing_without_origin(
                            around->settings, around->conditional, dump->pool),
                        &stance);
    constant = stance.constant && !around->conditional;
    mod_cors_explain_settings_each(around->settings, print_value, (void *)dump,
                                   dump->pool);
    mod_cors_explain_settings_each_container(around->settings, print_container,
                                             print_value, (void *)dump,
                                             dump->pool);
    line(dump, "in-force", in_force(&stance));
    line(dump, "constant", constant ? "yes" : "no");
    line(dump, "vary",
         (stance.in_force && !constant) || around->conditional ? "Origin"
                                                               : "-");
}

/* Returns the settings inside a section, and whether an <If> is in scope. */
static around_t inside(const dump_t *dump, const around_t *around,
                       const ap_conf_vector_t *section)
{
    const cors_settings_t *settings = mod_cors_sections_settings(section);
    cors_request_t request = {.conditional = false};
    around_t result = *around;

    mod_cors_sections_note_conditions(section, &request);
    result.conditional = around->conditional || request.conditional;
    if (settings) {
        result.settings =
            around->settings
                ? cors_settings_merge(around->settings, settings, dump->pool)
                : settings;
    }
    return result;
}

static const char *condition_text(const core_dir_config *core, apr_pool_t *pool)
{
    static const char *const names[] = {"<If>", "<If>", "<ElseIf>", "<Else>"};
    const char *name = names[core->condition_ifelse & 3];

    return core->condition && core->condition->filename
               ? apr_psprintf(pool, "%s (%s:%u)", name,
                              core->condition->filename,
                              core->condition->line_number)
               : name;
}

/* Returns the section as it is written. kind is "Directory", for example. */
static const char *section_text(const ap_conf_vector_t *section,
                                const char *kind, apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(section);

    if (core->condition_ifelse) {
        return condition_text(core, pool);
    }
    return apr_psprintf(pool, "<%s%s \"%s\">", kind, core->r ? "Match" : "",
                        core->d ? core->d : "");
}

/* The recursion is as deep as sections are nested. */
static void print_section(dump_t *dump, const around_t *around,
                          const ap_conf_vector_t *section, const char *kind)
{
    around_t here;
    const ap_conf_vector_t *inner;
    int i;

    if (!mod_cors_sections_have_settings(section)) {
        return;
    }
    here = inside(dump, around, section);
    if (here.settings && mod_cors_sections_settings(section)) {
        line(dump, "section", section_text(section, kind, dump->pool));
        print_settings(dump, &here);
    }
    for (i = 0; (inner = mod_cors_sections_inside(section, i)) != NULL; ++i) {
        print_section(dump, &here, inner, "Files");
    }
}

static void note(void *baton, const char *directive, cors_setting_kind_e kind,
                 const void *field)
{
    (void)directive;
    (void)kind;
    (void)field;
    *(bool *)baton = true;
}

/* httpd gives every server settings, in which nothing may be set. */
static bool is_set(const cors_settings_t *settings)
{
    bool found = false;

    cors_settings_each(settings, note, &found);
    return found;
}

static bool has(const apr_array_header_t *sections,
                const ap_conf_vector_t *section)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        if (APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *) == section) {
            return true;
        }
    }
    return false;
}

/* known has the sections that are printed already, or is NULL. */
static void print_each(dump_t *dump, const around_t *around,
                       const apr_array_header_t *sections,
                       const apr_array_header_t *known, const char *kind)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        const ap_conf_vector_t *section =
            APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *);

        if (!has(known, section)) {
            print_section(dump, around, section, kind);
        }
    }
}

/* A virtual host has all sections of the main server. They are printed again
 * only if it has settings of its own. */
static void print_server(dump_t *dump, const server_rec *s,
                         const server_rec *main_server)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_server_config *main_core =
        ap_get_core_module_config(main_server->module_config);
    const ap_conf_vector_t *defaults = s->lookup_defaults;
    const ap_conf_vector_t *inner;
    around_t around = {NULL, false};
    around_t here = inside(dump, &around, defaults);
    bool same =
        s != main_server
        && here.settings
               == mod_cors_sections_settings(main_server->lookup_defaults);
    int i;

    dump->server = s;
    if (!same && here.settings && is_set(here.settings)) {
        print_settings(dump, &here);
    }
    print_each(dump, &here, core->sec_dir, same ? main_core->sec_dir : NULL,
               "Directory");
    print_each(dump, &here, core->sec_url, same ? main_core->sec_url : NULL,
               "Location");
    for (i = 0;
         !same && (inner = mod_cors_sections_inside(defaults, i)) != NULL;
         ++i) {
        print_section(dump, &here, inner, "Files");
    }
}

static void print_directive(dump_t *dump, const char *word,
                            const ap_directive_t *directive)
{
    line(dump, word,
         apr_psprintf(dump->pool, "%s %s (%s:%d)", directive->directive,
                      directive->args, directive->filename,
                      directive->line_num));
}

/* mod_proxy keeps its sections to itself: their lines are printed as they are
 * written. */
static void print_proxy(void *baton, const mod_cors_startup_tree_node_t *node)
{
    dump_t *dump = baton;
    const ap_directive_t *directive = node->directive;
    const ap_directive_t *section =
        mod_cors_startup_tree_section(node, "<Proxy");
    int is_section = directive->directive[0] == '<';

    if (!section) {
        section = mod_cors_startup_tree_section(node, "<ProxyMatch");
    }
    if (!section
        || strncasecmp(directive->directive + is_section, "Cors", 4) != 0) {
        return;
    }
    print_directive(dump, "section", section);
    if (strncasecmp(directive->parent->directive, "<CorsOrigin", 11) == 0) {
        print_directive(dump, "container", directive->parent);
    }
    print_directive(dump, is_section ? "container" : "value", directive);
}

/* httpd keeps its virtual hosts in reverse order. */
static void print_hosts(dump_t *dump, const server_rec *first,
                        const server_rec *main_server)
{
    apr_array_header_t *hosts =
        apr_array_make(dump->pool, 16, sizeof(const server_rec *));
    apr_pool_t *pool = dump->pool;
    const server_rec *s;
    int i;

    for (s = first; s; s = s->next) {
        APR_ARRAY_PUSH(hosts, const server_rec *) = s;
    }
    for (i = hosts->nelts - 1; i >= 0; --i) {
        apr_pool_create(&dump->pool, pool);
        print_server(dump, APR_ARRAY_IDX(hosts, i, const server_rec *),
                     main_server);
        apr_pool_destroy(dump->pool);
    }
    dump->pool = pool;
}

void mod_cors_explain_dump(apr_pool_t *pconf, server_rec *main_server)
{
    dump_t dump = {NULL, NULL, NULL};

    if (!ap_exists_config_define("DUMP_CORS")) {
        return;
    }
    apr_file_open_stdout(&dump.out, pconf);
    apr_pool_create(&dump.pool, pconf);
    print_server(&dump, main_server, main_server);
    print_hosts(&dump, main_server->next, main_server);
    dump.server = NULL;
    mod_cors_startup_tree_each(print_proxy, &dump);
    apr_pool_destroy(dump.pool);
}
