/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of old recipes and the sections that they are in, as data: what the
 * files that judge and translate them share.
 */
#ifndef CORS_MIGRATE_ENTRY_H
#define CORS_MIGRATE_ENTRY_H

#include <stdbool.h>

#include <apr_pools.h>
#include <apr_tables.h>

#include "explain/cors_migrate_condition.h"
#include "explain/cors_migrate_header.h"
#include "explain/cors_migrate_origins.h"

/* A line of the configuration. */
typedef struct {
    const char *file;
    int number;
    const char *name;      /* the directive; "<If" if it begins a section */
    const char *arguments; /* as written; with the '>' of a section */
} cors_migrate_line_t;

typedef enum {
    CORS_MIGRATE_HEADER_LINE,   /* Header */
    CORS_MIGRATE_VARIABLE_LINE, /* SetEnvIf and the like */
    CORS_MIGRATE_REWRITE_LINE,  /* RewriteCond, RewriteRule */
    CORS_MIGRATE_ACCESS_LINE,   /* Require, in <Limit OPTIONS> */
    CORS_MIGRATE_SECTION_LINE   /* the beginning of a section */
} cors_migrate_kind_e;

struct cors_migrate_section_t;

/* A line that may belong to a recipe. */
typedef struct {
    cors_migrate_line_t line;
    cors_migrate_kind_e kind;
    const struct cors_migrate_section_t *section; /* NULL: in none */
    const struct cors_migrate_section_t *begins;  /* of a SECTION_LINE */
    cors_migrate_header_t header;                 /* of a HEADER_LINE */
    cors_migrate_origins_t *origins; /* of Access-Control-Allow-Origin */
    bool varies;                     /* the field depends on the request */
    bool answers;                    /* a RewriteRule that answers preflights */
    bool partial;                    /* only some origins get the field */
    bool listed;                     /* the line belongs to a recipe */
    apr_array_header_t *problems;    /* of const char * */
    apr_array_header_t *writes;      /* of const char * */
} cors_migrate_entry_t;

typedef struct cors_migrate_section_t {
    struct cors_migrate_section_t *outer; /* NULL: none */
    cors_migrate_entry_t *entry;          /* its first line */
    bool is_scope;   /* false: its directives mean the same outside of it, or
                       <If> about the Origin field or the method OPTIONS */
    bool is_limit;   /* <Limit> with OPTIONS */
    bool is_except;  /* <LimitExcept> with OPTIONS */
    bool has_others; /* <Limit> or <LimitExcept> with several methods */
    cors_migrate_condition_t condition; /* of <If> */
} cors_migrate_section_t;

/* Returns a line of no recipe yet, allocated from pool. The strings of line are
 * kept. */
cors_migrate_entry_t *cors_migrate_entry_create(
    const cors_migrate_line_t *line, cors_migrate_kind_e kind,
    const cors_migrate_section_t *section, apr_pool_t *pool);

/* Adds a sentence about what is wrong with the line, unless it has it. */
void cors_migrate_entry_add_problem(cors_migrate_entry_t *entry,
                                    const char *problem);

/* Adds a line to write instead. */
void cors_migrate_entry_add_write(cors_migrate_entry_t *entry,
                                  const char *write);

/* Returns the innermost section around a line whose directives do not apply
 * outside of it; NULL: the server, or the .htaccess. */
const cors_migrate_section_t *
cors_migrate_entry_scope(const cors_migrate_entry_t *entry);

/* Whether the scope of outer contains that of inner, or is the same. */
bool cors_migrate_entry_contains(const cors_migrate_entry_t *outer,
                                 const cors_migrate_entry_t *inner);

/* Whether only some requests get what the line does: it has env= or expr=, or
 * is in an <If> or <Limit> that does not stay. */
bool cors_migrate_entry_has_condition(const cors_migrate_entry_t *entry);

/* Whether both lines have the same condition, word for word. */
bool cors_migrate_entry_same_condition(const cors_migrate_entry_t *one,
                                       const cors_migrate_entry_t *other);

#endif
