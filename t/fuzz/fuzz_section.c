/* SPDX-License-Identifier: Apache-2.0
 *
 * The configuration of whole sections, read by httpd: a module that httpd loads
 * in addition to mod_cors. After "httpd -t" has checked the configuration, the
 * module runs: it passes each section of the input to httpd's reader, merges
 * the settings and makes decisions with them. See case.h for the text.
 *
 * Only directives that are legal in a .htaccess are read (FileInfo), so that no
 * input loads, includes or starts anything.
 */
#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

#include "fuzz.h"

#include <strings.h>

#include "policy/cors_decision.h"
#include "origin/cors_public_suffix.h"
#include "naive.h"
#include "outcome.h"
#include "replay.h"

const char fuzz_name[] = "section";

#define DIRECTIVES                                                             \
    "CorsEngine|CorsAllowOrigin|CorsAllowOriginMatch|CorsDenyOrigin|"          \
    "CorsAllowMethods|CorsAllowHeaders|CorsExposeHeaders|CorsMaxAge|"          \
    "CorsAllowCredentials|CorsTimingAllowOrigin|CorsPreflight|"                \
    "CorsPreserveExisting|CorsPreflightStatus|CorsEnforce|CorsEnforceExcept|"  \
    "CorsExplain|CorsStatus|CorsDangerouslyTolerate"

/* Characters with the same meaning in all kinds of regular expressions. */
#define TAME "abcdefghijklmnopqrstuvwxyz0123456789:/.*+?|()[]-"

/* Characters of hosts that only a deny rule may name. */
#define FOREIGN "!\"$&'+=`{}~,"

#define REGEXES_MAX 16 /* in a .htaccess */

/* Defined only if libFuzzer is linked. */
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*target)(const uint8_t *data, size_t size))
    __attribute__((weak));

module AP_MODULE_DECLARE_DATA fuzz_section_module;

static server_rec *server;
static apr_pool_t *input_pool;

/* --- httpd's reader ------------------------------------------------------ */

static apr_status_t get_line(void *buffer, apr_size_t size, void *baton)
{
    const char **cursor = baton;
    apr_size_t length = strcspn(*cursor, "\n");

    length += (*cursor)[length] == '\n';
    if (length == 0) {
        return APR_EOF;
    }
    if (length > size - 1) {
        length = size - 1;
    }
    memcpy(buffer, *cursor, length);
    ((char *)buffer)[length] = '\0';
    *cursor += length;
    return APR_SUCCESS;
}

static apr_status_t get_byte(char *byte, void *baton)
{
    const char **cursor = baton;

    if (!**cursor) {
        return APR_EOF;
    }
    *byte = *(*cursor)++;
    return APR_SUCCESS;
}

/* Reads as httpd reads a configuration file (with two pools) or a .htaccess
 * (with one). Returns the error message, or NULL. */
static const char *read_section(const case_section_t *section,
                                ap_conf_vector_t *config)
{
    const char *cursor = section->text;
    ap_directive_t *tree = NULL;
    apr_pool_t *temp_pool = input_pool;
    const char *sentence;
    cmd_parms parms;

    if (!section->in_htaccess) {
        apr_pool_create(&temp_pool, input_pool);
    }
    memset(&parms, 0, sizeof(parms));
    parms.override = OR_FILEINFO;
    parms.override_list = apr_table_make(input_pool, 1);
    parms.limited = -1;
    parms.pool = input_pool;
    parms.temp_pool = temp_pool;
    parms.server = server;
    parms.path = apr_pstrdup(input_pool, "/fuzz/");
    parms.config_file = ap_pcfg_open_custom(
        temp_pool, section->in_htaccess ? ".htaccess" : "fuzz.conf", &cursor,
        get_byte, get_line, NULL);
    sentence = ap_build_config(&parms, input_pool, temp_pool, &tree);
    if (!sentence && tree) {
        sentence = ap_walk_config(tree, &parms, config);
    }
    return sentence;
}

/* The settings that mod_cors made from the section; NULL if there is a message.
 */
static cors_settings_t *settings_of(const case_section_t *section,
                                    const char **sentence)
{
    module *cors = ap_find_linked_module("mod_cors.c");
    ap_conf_vector_t *config = ap_create_per_dir_config(input_pool);
    cors_settings_t *settings;

    FUZZ_REQUIRE(cors != NULL, "mod_cors is not loaded");
    *sentence = read_section(section, config);
    if (*sentence) {
        return NULL;
    }
    settings = ap_get_module_config(config, cors);
    return settings ? settings : apr_pcalloc(input_pool, sizeof(*settings));
}

/* --- functions for the oracle -------------------------------------------- */

static bool matches(const char *regex, const char *origin)
{
    ap_regex_t *whole = ap_pregcomp(
        input_pool, apr_psprintf(input_pool, "\\A(?:%s)\\z", regex), 0);

    return whole && ap_regexec(whole, origin, 0, NULL, 0) == 0;
}

static bool matcher(const void *baton, const char *origin, apr_size_t length)
{
    (void)length;
    return matches(baton, origin);
}

static model_reach_e reach(const char *regex)
{
    return outcome_reach(cors_matcher_reach(matcher, regex, regex));
}

static bool is_public_suffix(const char *host)
{
    return cors_public_suffix_contains(host, strlen(host));
}

static const model_world_t world = {matches, reach, is_public_suffix};

/* --- input that the oracle understands ----------------------------------- */

static bool is_tame(const case_value_t *value)
{
    const char *text = value->value + (value->value[0] == '+');

    /* No line of the configuration defines a list. */
    if (strncasecmp(text, "list:", 5) == 0) {
        return false;
    }
    /* Deny rules may also name texts that are not patterns. */
    if (strcasecmp(value->directive, "CorsDenyOrigin") == 0) {
        return !strpbrk(value->value, FOREIGN);
    }
    return strcasecmp(value->directive, "CorsAllowOriginMatch") != 0
           || value->value[strspn(value->value, TAME)] == '\0';
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether the line begins or ends a container, and *open is the end of the
 * container that it is in, or NULL. Changes *open. */
static bool is_container(const char *line, const char **open)
{
    bool matches = has_prefix(line, "<CorsOriginMatch ");
    const char *values = strchr(line, ' ');

    if (*open) {
        bool ends = strcasecmp(line, *open) == 0;

        *open = NULL;
        return ends;
    }
    if ((!matches && !has_prefix(line, "<CorsOrigin "))
        || strcspn(line + 1, "<>") != strlen(line) - 2
        || line[strlen(line) - 1] != '>'
        || values[strspn(values, " ")] == '>') {
        return false;
    }
    *open = matches ? "</CorsOriginMatch>" : "</CorsOrigin>";
    return true;
}

/* Whether the line has a directive of the module and at least one value, or is
 * empty. */
static bool is_directive(char *line)
{
    char *words;
    char *word = apr_strtok(line, " ", &words);

    return !word
           || (naive_is_one_of_any_case(DIRECTIVES, word)
               && apr_strtok(NULL, " ", &words));
}

static bool are_plain_lines(char *text)
{
    const char *open = NULL;
    char *line;

    while ((line = fuzz_next(&text, '\n')) != NULL) {
        if (!(strpbrk(line, "<>") ? is_container(line, &open)
                                  : is_directive(line))) {
            return false;
        }
    }
    return !open;
}

/* Whether there are only directives of the module and containers, and none of
 * httpd's quotes, comments, variables and other sections. */
static bool is_plain(const case_section_t *section)
{
    int regexes = 0;
    const char *p;
    int i;

    for (p = section->text; *p; ++p) {
        if (*p != '\n' && (*p < ' ' || *p > '~' || strchr("\"'\\#$", *p))) {
            return false;
        }
    }
    if (!are_plain_lines(apr_pstrdup(input_pool, section->text))) {
        return false;
    }
    for (i = 0; i < section->count; ++i) {
        regexes +=
            strcasecmp(section->values[i].directive, "CorsAllowOriginMatch")
            == 0;
        if (!is_tame(&section->values[i])) {
            return false;
        }
    }
    return regexes <= REGEXES_MAX && section->count < CASE_VALUES_MAX;
}

/* Whether the text, without "^" and with plain dots, is a pattern with a
 * wildcard. The text has no "$" and no "\\". */
static bool is_wildcard(const char *text)
{
    char *plain = apr_pstrdup(input_pool, text + (text[0] == '^'));
    char *dot;

    while ((dot = strstr(plain, "[.]"))) {
        *dot = '.';
        memmove(dot + 1, dot + 3, strlen(dot + 3) + 1);
    }
    return strcmp(plain, "*") != 0 && strchr(plain, '*')
           && naive_is_pattern(plain);
}

/* Patterns with a wildcard are probably not intended as expressions. */
static bool is_expression(const case_value_t *value)
{
    const char *text = value->value + (value->value[0] == '+');

    return strcasecmp(value->directive, "CorsAllowOriginMatch") != 0
           || strcasecmp(text, "None") == 0
           || (!is_wildcard(text) && ap_pregcomp(input_pool, text, 0) != NULL);
}

static bool is_legal(const case_section_t *section)
{
    int i;

    for (i = 0; i < section->count; ++i) {
        if (!model_is_legal(&section->values[i], section->in_htaccess)
            || !is_expression(&section->values[i])) {
            return false;
        }
    }
    return model_is_sound(section);
}

/* httpd accepts what the oracle accepts, and has one message about the rest. */
static void check_verdict(const case_section_t *section, const char *sentence)
{
    FUZZ_REQUIRE((sentence == NULL) == is_legal(section), "%s:\n%s",
                 sentence ? sentence : "this must not be accepted",
                 section->text);
    if (sentence) {
        FUZZ_REQUIRE(strncasecmp(sentence + (*sentence == '<'), "Cors", 4) == 0
                         && !strchr(sentence, '\n'),
                     "not one message of the module: %s", sentence);
    }
}

/* Reads the sections of one URL; false if httpd does not accept one. *plain
 * becomes false if the oracle does not understand all of them. */
static bool read_url(const case_t *url, cors_settings_t **sections, bool *plain)
{
    bool accepted = true;
    int i;

    for (i = 0; i < url->section_count; ++i) {
        const case_section_t *section = &url->sections[i];
        const char *sentence;

        sections[i] = settings_of(section, &sentence);
        accepted = accepted && sections[i];
        if (is_plain(section)) {
            check_verdict(section, sentence);
        }
        else {
            *plain = false;
        }
    }
    return accepted;
}

static void run(const case_t *whole)
{
    cors_settings_t *sections[CASE_SECTIONS_MAX];
    cors_settings_t *other_sections[CASE_SECTIONS_MAX];
    bool plain = true;
    bool accepted = read_url(whole, sections, &plain);

    if (whole->other && !read_url(whole->other, other_sections, &plain)) {
        accepted = false;
    }
    if (accepted) {
        outcome_check(sections, other_sections, whole, plain ? &world : NULL,
                      input_pool);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input_pool = fuzz_pool_create();
    run(case_parse(fuzz_text(data, size, input_pool), input_pool));
    apr_pool_destroy(input_pool);
    return 0;
}

/* --- the module ---------------------------------------------------------- */

/* Ends the process instead of httpd. The arguments of libFuzzer are words in
 * the environment; the first is the command to start it again (t/lib/Fuzz.pm).
 */
static int take_over(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                     server_rec *main_server)
{
    const char *top = getenv("TOP_SRCDIR");
    const char *arguments = getenv("FUZZ_ARGUMENTS");
    char **argv;
    int argc = 0;

    (void)pconf;
    (void)plog;
    server = main_server;
    ap_default_loglevel = APLOG_EMERG; /* for messages outside of a server */
    if (!LLVMFuzzerRunDriver || !arguments) {
        exit(replay(top ? top : "."));
    }
    apr_tokenize_to_argv(arguments, &argv, ptemp);
    while (argv[argc]) {
        ++argc;
    }
    exit(LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput));
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_check_config(take_over, NULL, NULL, APR_HOOK_REALLY_LAST);
}

module AP_MODULE_DECLARE_DATA fuzz_section_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
    AP_MODULE_FLAG_NONE};
