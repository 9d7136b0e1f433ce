/* SPDX-License-Identifier: Apache-2.0
 *
 * Leaves out the names that the directives refuse or do not need.
 */
#include "explain/cors_migrate_names.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/cors_text.h"
#include "base/cors_token.h"
#include "policy/cors_header_name.h"
#include "policy/cors_method.h"

#define SEPARATORS ", ;\t"
#define MAX_AGE_LIMIT 86400
#define NEEDS_NO_LISTING "# remove this line, its names need no listing"

/* What becomes of one name: NULL and no reason if it needs no listing, NULL and
 * a reason if it is left out. */
typedef const char *translate_t(const char *name, const char **reason);

static const char *translate_method(const char *name, const char **reason)
{
    apr_size_t length = strlen(name);
    const char *normalized = cors_method_normalized(name, length);

    name = normalized ? normalized : name;
    length = strlen(name);
    if (!cors_token_is_valid(name, length)) {
        *reason = "it is not a method";
    }
    else if (cors_method_is_forbidden(name, length)) {
        *reason = "no browser sends it";
    }
    else if (strcmp(name, "OPTIONS") == 0) {
        *reason = "preflights need no permission; add it if scripts send it "
                  "themselves";
    }
    else if (!cors_method_is_safelisted(name, length)) {
        return name;
    }
    return NULL;
}

static bool is_cors_response_field(const char *name)
{
    return (strncasecmp(name, "Access-Control-", 15) == 0
            && strncasecmp(name, "Access-Control-Request-", 23) != 0)
           || strcasecmp(name, "Timing-Allow-Origin") == 0;
}

static const char *translate_request_header(const char *name,
                                            const char **reason)
{
    apr_size_t length = strlen(name);

    if (!cors_token_is_valid(name, length)) {
        *reason = "it is not a header name";
    }
    else if (cors_header_name_is_forbidden_request(name, length)) {
        *reason = "no script can set it";
    }
    else if (is_cors_response_field(name)) {
        *reason = "it is a response field, no script sends it";
    }
    else {
        return name;
    }
    return NULL;
}

static bool is_request_field(const char *name)
{
    static const char *const fields[] = {"Cookie", "Host", "Origin", "Referer",
                                         NULL};

    return cors_token_find(fields, name, strlen(name))
           || strncasecmp(name, "Access-Control-Request-", 23) == 0;
}

static const char *translate_response_header(const char *name,
                                             const char **reason)
{
    apr_size_t length = strlen(name);

    if (!cors_token_is_valid(name, length)) {
        *reason = "it is not a header name";
    }
    else if (cors_header_name_is_forbidden_response(name, length)) {
        *reason = "no script can read it";
    }
    else if (is_request_field(name)) {
        *reason = "it is a request field, no response has it";
    }
    else if (!cors_header_name_is_safelisted_response(name, length)) {
        return name;
    }
    return NULL;
}

void cors_migrate_names_write_none(cors_migrate_entry_t *entry)
{
    static const char *const directives[] = {
        [CORS_MIGRATE_ALLOW_ORIGIN] = "CorsAllowOrigin None",
        [CORS_MIGRATE_ALLOW_CREDENTIALS] = "CorsAllowCredentials Off",
        [CORS_MIGRATE_ALLOW_METHODS] = "CorsAllowMethods None",
        [CORS_MIGRATE_ALLOW_HEADERS] = "CorsAllowHeaders None",
        [CORS_MIGRATE_EXPOSE_HEADERS] = "CorsExposeHeaders None",
        [CORS_MIGRATE_MAX_AGE] = "CorsMaxAge None",
        [CORS_MIGRATE_TIMING_ALLOW_ORIGIN] = "CorsTimingAllowOrigin Off",
        [CORS_MIGRATE_VARY] = NULL};
    const char *directive = directives[entry->header.field];

    cors_migrate_entry_add_write(entry,
                                 directive ? directive : "# remove this line");
}

static void translate_list(cors_migrate_entry_t *entry, const char *directive,
                           translate_t *translate, bool inherits,
                           apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, entry->header.value);
    cors_text_t write;
    bool listed = false;
    char *state;
    const char *name;

    cors_text_init(&write, pool);
    cors_text_add(&write, directive);
    for (name = apr_strtok(copy, SEPARATORS, &state); name;
         name = apr_strtok(NULL, SEPARATORS, &state)) {
        const char *reason = NULL;
        const char *kept =
            strcmp(name, "*") == 0 ? name : translate(name, &reason);

        if (kept) {
            cors_text_add(&write, " ");
            cors_text_add(&write, kept);
            listed = true;
        }
        if (reason) {
            cors_migrate_entry_add_problem(
                entry,
                apr_psprintf(pool, "'%s' is left out: %s", name, reason));
        }
    }
    if (!listed && inherits) {
        cors_migrate_names_write_none(entry);
        return;
    }
    cors_migrate_entry_add_write(entry,
                                 listed ? write.bytes : NEEDS_NO_LISTING);
}

static void translate_max_age(cors_migrate_entry_t *entry, bool inherits,
                              apr_pool_t *pool)
{
    const char *value = entry->header.value;
    apr_size_t digits = strspn(value, "0123456789");

    if (digits == 0 || value[digits]) {
        cors_migrate_entry_add_problem(
            entry, strcmp(value, "-1") == 0
                       ? "browsers disagree about this number; with 0 none of "
                         "them keeps a preflight"
                       : "this is not a number of seconds, so browsers use "
                         "their default of 5");
        cors_migrate_entry_add_write(entry, strcmp(value, "-1") == 0
                                                ? "CorsMaxAge 0"
                                            : inherits ? "CorsMaxAge None"
                                                       : "# remove this line");
        return;
    }
    while (*value == '0' && value[1]) {
        ++value;
    }
    if (strlen(value) > 6 || atol(value) > MAX_AGE_LIMIT) {
        cors_migrate_entry_add_problem(
            entry, "no browser keeps a preflight for more than 86400 seconds");
        value = "86400";
    }
    cors_migrate_entry_add_write(entry,
                                 apr_pstrcat(pool, "CorsMaxAge ", value, NULL));
}

/* With credentials the '*' of this field is only the name of a field. */
static void translate_exposed(cors_migrate_entry_t *entry, bool credentials,
                              bool inherits, apr_pool_t *pool)
{
    if (credentials && strchr(entry->header.value, '*')) {
        cors_migrate_entry_add_problem(
            entry, "with credentials browsers do not treat '*' as a wildcard");
        cors_migrate_entry_add_write(
            entry, "# not translated: list the names after CorsExposeHeaders");
        return;
    }
    translate_list(entry, "CorsExposeHeaders", translate_response_header,
                   inherits, pool);
}

void cors_migrate_names_translate(cors_migrate_entry_t *entry, bool credentials,
                                  bool inherits, apr_pool_t *pool)
{
    switch (entry->header.field) {
    case CORS_MIGRATE_ALLOW_METHODS:
        translate_list(entry, "CorsAllowMethods", translate_method, inherits,
                       pool);
        break;
    case CORS_MIGRATE_ALLOW_HEADERS:
        translate_list(entry, "CorsAllowHeaders", translate_request_header,
                       inherits, pool);
        break;
    case CORS_MIGRATE_EXPOSE_HEADERS:
        translate_exposed(entry, credentials, inherits, pool);
        break;
    default:
        translate_max_age(entry, inherits, pool);
        break;
    }
}
