/* SPDX-License-Identifier: Apache-2.0
 *
 * Collects the lines that may belong to a recipe. They are judged when all are
 * known, since the lines of one recipe may be in any order.
 */
#include "explain/cors_migrate.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_escape.h"
#include "base/cors_token.h"
#include "explain/cors_migrate_recipe.h"
#include "explain/cors_migrate_vary.h"
#include "explain/cors_migrate_words.h"

struct cors_migrate_t {
    apr_array_header_t *entries; /* of cors_migrate_entry_t * */
    cors_migrate_variables_t *variables;
    cors_migrate_section_t *section; /* the open one; NULL: none */
    cors_migrate_section_t *closed;  /* directly before the next line, or
                                        NULL */
    apr_pool_t *pool;
};

cors_migrate_t *cors_migrate_create(apr_pool_t *pool)
{
    cors_migrate_t *migrate = apr_palloc(pool, sizeof(*migrate));

    migrate->entries = apr_array_make(pool, 32, sizeof(cors_migrate_entry_t *));
    migrate->variables = cors_migrate_variables_create(pool);
    migrate->section = NULL;
    migrate->closed = NULL;
    migrate->pool = pool;
    return migrate;
}

static cors_migrate_entry_t *add(cors_migrate_t *migrate,
                                 const cors_migrate_line_t *line,
                                 cors_migrate_kind_e kind)
{
    cors_migrate_entry_t *entry =
        cors_migrate_entry_create(line, kind, migrate->section, migrate->pool);

    APR_ARRAY_PUSH(migrate->entries, cors_migrate_entry_t *) = entry;
    return entry;
}

static bool is_one_of(const char *name, const char *const *names)
{
    return cors_token_find(names, name, strlen(name)) != NULL;
}

/* The argument of a section, without its '>'. */
static const char *argument_of(const cors_migrate_line_t *line,
                               apr_pool_t *pool)
{
    apr_size_t length = strlen(line->arguments);

    length -= length > 0 && line->arguments[length - 1] == '>';
    return apr_pstrmemdup(pool, line->arguments, length);
}

/* An <If> about the origin or the method OPTIONS alone becomes part of the
 * policy that its directives become. */
static void read_if(cors_migrate_section_t *section, const char *argument,
                    apr_pool_t *pool)
{
    const apr_array_header_t *words = cors_migrate_words_split(argument, pool);

    if (words->nelts > 0) {
        section->condition = cors_migrate_condition_parse(
            *argument == '"' || *argument == '\''
                ? APR_ARRAY_IDX(words, 0, const char *)
                : argument,
            pool);
    }
    section->is_scope = section->condition.kind == CORS_MIGRATE_OTHER_CONDITION;
}

/* <Limit> and <LimitExcept> with OPTIONS. */
static void read_limit(cors_migrate_section_t *section,
                       const cors_migrate_line_t *line, const char *argument,
                       apr_pool_t *pool)
{
    const apr_array_header_t *words = cors_migrate_words_split(argument, pool);
    int i;

    for (i = 0; i < words->nelts; ++i) {
        if (strcasecmp(APR_ARRAY_IDX(words, i, const char *), "OPTIONS") == 0) {
            section->is_limit = strcasecmp(line->name, "<Limit") == 0;
            section->is_except = strcasecmp(line->name, "<LimitExcept") == 0;
        }
    }
    section->has_others = words->nelts > 1;
}

/* An <If> that <Else> follows stays, since <Else> needs it. */
static void keep_section(cors_migrate_section_t *section)
{
    section->is_scope = true;
    section->entry->listed = false;
}

void cors_migrate_open(cors_migrate_t *migrate, const cors_migrate_line_t *line)
{
    static const char *const transparent[] = {
        "<IfModule",    "<IfDefine",  "<IfVersion",  "<IfFile",
        "<IfDirective", "<IfSection", "<RequireAny", "<RequireAll",
        "<RequireNone", NULL};
    cors_migrate_section_t *section =
        apr_pcalloc(migrate->pool, sizeof(*section));
    const char *argument = argument_of(line, migrate->pool);

    section->outer = migrate->section;
    section->entry = add(migrate, line, CORS_MIGRATE_SECTION_LINE);
    section->entry->begins = section;
    read_limit(section, line, argument, migrate->pool);
    section->is_scope = !is_one_of(line->name, transparent)
                        && strncasecmp(line->name, "<Limit", 6) != 0;
    if (strcasecmp(line->name, "<If") == 0) {
        read_if(section, argument, migrate->pool);
    }
    else if (strncasecmp(line->name, "<Else", 5) == 0 && migrate->closed) {
        keep_section(migrate->closed);
    }
    migrate->closed = NULL;
    migrate->section = section;
}

void cors_migrate_close(cors_migrate_t *migrate)
{
    if (migrate->section) {
        migrate->closed = migrate->section;
        migrate->section = migrate->section->outer;
    }
}

static bool is_recipe_field(const cors_migrate_header_t *header,
                            apr_pool_t *pool)
{
    if (header->field == CORS_MIGRATE_VARY) {
        return header->action <= CORS_MIGRATE_ADD
               && cors_migrate_vary_has_origin(header->value, pool);
    }
    return header->field != CORS_MIGRATE_OTHER_FIELD;
}

static void add_header(cors_migrate_t *migrate, const cors_migrate_line_t *line)
{
    cors_migrate_header_t header =
        cors_migrate_header_parse(line->arguments, migrate->pool);
    const cors_migrate_section_t *section = migrate->section;
    cors_migrate_entry_t *entry;

    if (!is_recipe_field(&header, migrate->pool)) {
        return;
    }
    entry = add(migrate, line, CORS_MIGRATE_HEADER_LINE);
    entry->header = header;
    entry->listed = true;
    for (; section && !section->is_scope; section = section->outer) {
        section->entry->listed =
            section->entry->listed || section->is_limit
            || section->condition.kind != CORS_MIGRATE_OTHER_CONDITION;
    }
}

void cors_migrate_add(cors_migrate_t *migrate, const cors_migrate_line_t *line)
{
    static const char *const variables[] = {"SetEnvIf",     "SetEnvIfNoCase",
                                            "SetEnvIfExpr", "RewriteCond",
                                            "RewriteRule",  NULL};
    static const char *const access[] = {"Require", "Allow",   "Deny",
                                         "Order",   "Satisfy", NULL};

    migrate->closed = NULL;
    if (strcasecmp(line->name, "Header") == 0) {
        add_header(migrate, line);
    }
    else if (is_one_of(line->name, variables)) {
        cors_migrate_entry_t *entry =
            add(migrate, line,
                strncasecmp(line->name, "Rewrite", 7) == 0
                    ? CORS_MIGRATE_REWRITE_LINE
                    : CORS_MIGRATE_VARIABLE_LINE);

        cors_migrate_variables_read(migrate->variables, entry);
    }
    else if (migrate->section && migrate->section->is_limit
             && !migrate->section->has_others
             && is_one_of(line->name, access)) {
        cors_migrate_entry_t *entry =
            add(migrate, line, CORS_MIGRATE_ACCESS_LINE);

        entry->listed = true;
        cors_migrate_entry_add_write(entry, "# remove this line");
        migrate->section->entry->listed = true;
    }
    if (migrate->section
        && (migrate->section->is_except || migrate->section->is_limit)
        && is_one_of(line->name, access)) {
        migrate->section->entry->listed = true;
    }
}

static void judge_section(const cors_migrate_section_t *section,
                          apr_pool_t *pool)
{
    cors_migrate_entry_t *entry = section->entry;

    if (section->is_limit || section->is_except) {
        cors_migrate_entry_add_problem(
            entry, "every request with the method OPTIONS passes access "
                   "control; CorsAllowOrigin answers preflights before it");
    }
    cors_migrate_entry_add_write(
        entry, section->has_others
                   ? "# not translated: take OPTIONS out of the list of methods"
                   : apr_psprintf(pool,
                                  "# remove this line and </%s>; keep what is "
                                  "in between",
                                  entry->line.name + 1));
}

static void write_strings(cors_text_t *text, const char *label,
                          const apr_array_header_t *strings)
{
    int i;

    for (i = 0; i < strings->nelts; ++i) {
        cors_text_add(text, label);
        cors_escape_line(text, APR_ARRAY_IDX(strings, i, const char *));
        cors_text_add(text, "\n");
    }
}

static void write_block(cors_text_t *text, const cors_migrate_entry_t *entry)
{
    cors_escape_line(text, entry->line.file);
    cors_text_add_format(text, ":%d: ", entry->line.number);
    cors_escape_line(text, entry->line.name);
    if (*entry->line.arguments) {
        cors_text_add(text, " ");
        cors_escape_line(text, entry->line.arguments);
    }
    cors_text_add(text, "\n");
    write_strings(text, "  problem: ", entry->problems);
    write_strings(text, "  write: ", entry->writes);
}

int cors_migrate_write(cors_migrate_t *migrate, cors_text_t *text)
{
    int blocks = 0;
    int i;

    cors_migrate_recipe_judge(migrate->entries, migrate->variables,
                              migrate->pool);
    for (i = 0; i < migrate->entries->nelts; ++i) {
        cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(migrate->entries, i, cors_migrate_entry_t *);

        if (entry->listed) {
            if (entry->kind == CORS_MIGRATE_SECTION_LINE) {
                judge_section(entry->begins, migrate->pool);
            }
            write_block(text, entry);
            ++blocks;
        }
    }
    return blocks;
}
