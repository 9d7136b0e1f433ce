/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads one line of CorsOriginList. Whether a source can be read is checked
 * when all lines are read.
 */
#include "config/mod_cors_config_lists.h"

#include <ap_provider.h>
#include <http_config.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "config/mod_cors_config_value.h"
#include "lists/mod_cors_lists.h"
#include "lists/mod_cors_lists_segment.h"
#include "lists/mod_cors_lists_watch.h"

#define MAX_ROWS 100000 /* the default of max= */
#define MAX_ROWS_LIMIT 10000000
#define INTERVAL_LIMIT 86400 /* seconds */

/* The line that is being read. */
typedef struct {
    mod_cors_config_section_t *section;
    const char *name; /* NULL: the next value is the name */
    mod_cors_lists_list_t read;
    unsigned options; /* bit n: that with this number has been read */
} line_t;

static const char *error(const cmd_parms *cmd, const char *value,
                         const char *wrong, const char *advice)
{
    return mod_cors_config_value_error(cmd, value,
                                       cors_remedy_advise(wrong, advice));
}

/* ---- the name and the source ------------------------------------------ */

apr_size_t mod_cors_config_lists_name_span(const char *text)
{
    apr_size_t length = 0;

    while (apr_isalnum(text[length])
           || (text[length] && strchr("-_.", text[length]))) {
        ++length;
    }
    return length;
}

static bool is_name(const char *text)
{
    apr_size_t length = mod_cors_config_lists_name_span(text);

    return text[length] == '\0' && length > 0
           && length <= MOD_CORS_LISTS_NAME_MAX;
}

/* Returns the provider of a source, or NULL. */
static const cors_list_provider_t *provider_of(const char *source,
                                               apr_pool_t *pool)
{
    const char *colon = strchr(source, ':');

    return colon ? ap_lookup_provider(
               CORS_LIST_PROVIDER_GROUP,
               apr_pstrmemdup(pool, source, (apr_size_t)(colon - source)),
               CORS_LIST_PROVIDER_VERSION)
                 : NULL;
}

/* The name is missing, or it is in the form in which patterns have it. */
static const char *name_error(cmd_parms *cmd, const char *value)
{
    bool has_prefix = strncasecmp(value, "list:", strlen("list:")) == 0;

    if (provider_of(value, cmd->temp_pool)) {
        return error(cmd, value,
                     "is a source, and the name of the list comes before it",
                     "write 'CorsOriginList', a name, and then the source");
    }
    return error(cmd, value, "is not a valid name for a list",
                 has_prefix && is_name(value + strlen("list:"))
                     ? apr_psprintf(cmd->temp_pool, "write '%s'",
                                    value + strlen("list:"))
                     : "write 1 to 64 letters, digits, '-', '_' or '.'");
}

static const char *take_name(cmd_parms *cmd, line_t *line, const char *value)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(cmd->pool);
    int i;

    if (!is_name(value)) {
        return name_error(cmd, value);
    }
    for (i = 0; i < lists->nelts; ++i) {
        const mod_cors_lists_list_t *list =
            APR_ARRAY_IDX(lists, i, const mod_cors_lists_list_t *);

        if (strcmp(list->list.name, value) == 0) {
            return error(cmd, value,
                         apr_psprintf(cmd->temp_pool,
                                      "is already the name of a list (%s:%d)",
                                      list->defined->file, list->defined->line),
                         "write another name");
        }
    }
    if (lists->nelts >= CORS_ORIGIN_LISTS) {
        return error(cmd, value, "is one list too many, 32 are possible",
                     "put the rows of several lists into one");
    }
    line->name = value;
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    const ap_list_provider_names_t *one = a;
    const ap_list_provider_names_t *other = b;

    return strcmp(one->provider_name, other->provider_name);
}

/* Returns the kinds of sources for a message: "'dbd:', 'file:'". */
static const char *kinds(apr_pool_t *pool)
{
    apr_array_header_t *providers = ap_list_provider_names(
        pool, CORS_LIST_PROVIDER_GROUP, CORS_LIST_PROVIDER_VERSION);
    const char *text = NULL;
    int i;

    qsort(providers->elts, (size_t)providers->nelts,
          sizeof(ap_list_provider_names_t), by_name);
    for (i = 0; i < providers->nelts; ++i) {
        const char *name =
            APR_ARRAY_IDX(providers, i, ap_list_provider_names_t).provider_name;

        text = text ? apr_pstrcat(pool, text, ", '", name, ":'", NULL)
                    : apr_pstrcat(pool, "'", name, ":'", NULL);
    }
    return text;
}

static const char *kind_error(cmd_parms *cmd, const char *value)
{
    apr_pool_t *pool = cmd->temp_pool;

    return error(cmd, value, "does not begin with a kind of source",
                 apr_psprintf(pool, "%sthe kinds are %s",
                              strchr(value, ':')
                                  ? ""
                                  : apr_psprintf(pool,
                                                 "write 'file:%s', or another "
                                                 "kind: ",
                                                 value),
                              kinds(pool)));
}

static const char *check_source(cmd_parms *cmd,
                                const mod_cors_lists_list_t *list)
{
    const cors_list_provider_t *provider = list->provider;
    const char *wrong =
        provider->check ? provider->check(&list->source, cmd->temp_pool) : NULL;

    return wrong ? error(cmd, list->source_text, wrong, NULL) : NULL;
}

static const char *take_source(cmd_parms *cmd, line_t *line, const char *value)
{
    mod_cors_lists_list_t *list = &line->read;

    list->provider = provider_of(value, cmd->temp_pool);
    if (!list->provider) {
        return kind_error(cmd, value);
    }
    if (!list->provider->is_file && !mod_cors_lists_watch_is_possible()) {
        return error(cmd, value, "needs mod_watchdog, which is not loaded",
                     "load it with LoadModule");
    }
    list->source_text = value;
    list->source.list = line->name;
    list->source.args = strchr(value, ':') + 1;
    list->interval = list->provider->interval;
    /* Otherwise the message would be about what follows the blank. */
    return list->source.args[0] ? NULL : check_source(cmd, list);
}

/* ---- the options ------------------------------------------------------ */

/* Sets *number to the number in an option. Returns NULL, or one sentence if
 * that is not a number from 1 to limit. */
static const char *take_number(cmd_parms *cmd, const char *option,
                               const char *text, const char *what, long limit,
                               const char *example, long *number)
{
    apr_size_t digits = strspn(text, "0123456789");

    *number = digits > 0 && digits < 9 ? strtol(text, NULL, 10) : 0;
    if (text[digits] == '\0' && *number >= 1 && *number <= limit) {
        return NULL;
    }
    return error(cmd, option,
                 apr_psprintf(cmd->temp_pool,
                              "is not a number of %s from 1 to %ld", what,
                              limit),
                 apr_psprintf(cmd->temp_pool, "write '%s'", example));
}

static const char *take_interval(cmd_parms *cmd, line_t *line,
                                 const char *option, const char *text)
{
    long number;
    const char *sentence = take_number(cmd, option, text, "seconds",
                                       INTERVAL_LIMIT, "interval=60", &number);

    line->read.interval = (int)number;
    return sentence;
}

static const char *take_max(cmd_parms *cmd, line_t *line, const char *option,
                            const char *text)
{
    long number;
    const char *sentence = take_number(cmd, option, text, "rows",
                                       MAX_ROWS_LIMIT, "max=100000", &number);

    line->read.max = (apr_uint32_t)number;
    return sentence;
}

static const char *take_version(cmd_parms *cmd, line_t *line,
                                const char *option, const char *text)
{
    if (text[0] == '\0') {
        return error(cmd, option, "has no query",
                     "write 'version=' and a query of one value, in quotes");
    }
    line->read.source.version_query = text;
    return NULL;
}

static const char *take_empty(cmd_parms *cmd, line_t *line, const char *option,
                              const char *text)
{
    if (strcasecmp(text, "allowed") != 0) {
        return error(cmd, option, "is not 'empty=allowed'",
                     "write that, or remove it");
    }
    line->read.may_be_empty = true;
    return NULL;
}

static const char *take_option(cmd_parms *cmd, line_t *line, const char *value)
{
    static const struct {
        const char *name;
        const char *(*take)(cmd_parms *cmd, line_t *line, const char *option,
                            const char *text);
    } options[] = {{"version=", take_version},
                   {"interval=", take_interval},
                   {"max=", take_max},
                   {"empty=", take_empty}};
    size_t i;

    for (i = 0; i < sizeof(options) / sizeof(options[0]); ++i) {
        apr_size_t length = strlen(options[i].name);

        if (strncasecmp(value, options[i].name, length) == 0) {
            if (line->options & 1U << i) {
                return error(cmd, value, "is given twice", "remove one");
            }
            line->options |= 1U << i;
            return options[i].take(cmd, line, value, value + length);
        }
    }
    return error(cmd, value,
                 "is not one of version=, interval=, max=, empty=allowed",
                 "remove it, or put a query with blanks into quotes");
}

/* ---- the line --------------------------------------------------------- */

static const char *take(cmd_parms *cmd, void *config, const char *value)
{
    line_t *line = config;
    const char *sentence = mod_cors_config_value_check(cmd, value);

    if (sentence) {
        return sentence;
    }
    return !line->name            ? take_name(cmd, line, value)
           : !line->read.provider ? take_source(cmd, line, value)
                                  : take_option(cmd, line, value);
}

static void define(cmd_parms *cmd, const line_t *line)
{
    mod_cors_lists_list_t *list = mod_cors_lists_define(cmd->pool, line->name);
    const mod_cors_lists_list_t *read = &line->read;

    list->defined = mod_cors_config_value_place(cmd, line->section);
    list->provider = read->provider;
    list->source = read->source;
    list->source.list = list->list.name;
    list->source_text = read->source_text;
    list->max = read->max;
    mod_cors_lists_segment_set_limit(list);
    list->interval = read->interval;
    list->may_be_empty = read->may_be_empty;
    list->list.file = read->provider->is_file ? read->source.args : NULL;
}

const char *mod_cors_config_lists_define(cmd_parms *cmd, void *config,
                                         const char *args)
{
    line_t line;
    const char *sentence =
        ap_check_cmd_context(cmd, GLOBAL_ONLY | NOT_IN_HTACCESS);

    memset(&line, 0, sizeof(line));
    line.section = config;
    line.read.source.server = cmd->server;
    line.read.max = MAX_ROWS;
    if (!sentence) {
        sentence = mod_cors_config_value_each(cmd, &line, args, take);
    }
    if (sentence) {
        return sentence;
    }
    if (!line.read.provider) {
        return error(cmd, line.name, "has no source",
                     "write one after the name, as in "
                     "'file:conf/origins.txt'");
    }
    line.read.source.max = line.read.max;
    sentence = check_source(cmd, &line.read);
    if (!sentence) {
        define(cmd, &line);
    }
    return sentence;
}
