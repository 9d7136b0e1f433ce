/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin pattern or a regular expression and, on the next line, an origin.
 */
#include "fuzz.h"

#include "origin/cors_pattern_remedy.h"
#include "origin/cors_pattern_correction.h"
#include "origin/cors_regex_sample.h"
#include "origin/cors_pattern.h"
#include "origin/cors_rule_warning.h"
#include "origin/cors_regex_tails.h"
#include "naive.h"

const char fuzz_name[] = "pattern";

static const char *print(const cors_pattern_t *pattern, apr_pool_t *pool)
{
    const cors_origin_t *origin = &pattern->origin;

    switch (pattern->kind) {
    case CORS_PATTERN_ANY:
        return "*";
    case CORS_PATTERN_NULL:
        return strcmp(pattern->text, "file://") == 0 ? "file://" : "null";
    case CORS_PATTERN_EXACT:
    case CORS_PATTERN_WILDCARD:
        break;
    }
    return apr_psprintf(pool, "%.*s://%s%.*s%s", (int)origin->scheme_length,
                        origin->scheme,
                        pattern->subdomains ? "*."
                        : pattern->any_host ? "*"
                                            : "",
                        (int)origin->host_length, origin->host,
                        pattern->any_port ? ":*"
                        : origin->port ? apr_psprintf(pool, ":%d", origin->port)
                                       : "");
}

/* The message is one sentence with the value and, after "write", a remedy. */
static void check_sentence(const char *text, const char *sentence)
{
    size_t length = strlen(text);
    const char *p;

    FUZZ_REQUIRE(sentence[0] == '\'' && strlen(sentence) > length + 2
                     && memcmp(sentence + 1, text, length) == 0
                     && sentence[length + 1] == '\'',
                 "the message does not start with the value: %s", sentence);
    FUZZ_REQUIRE(strstr(sentence + length, "; ") != NULL, "no remedy: %s",
                 sentence);
    for (p = sentence + length + 1; *p; ++p) {
        FUZZ_REQUIRE(*p != '\n', "more than one line: %s", sentence);
    }
}

/* Checks the advice about a text that is not a pattern: the message, and that
 * its remedies are patterns. */
static void check_advice(const char *text, const cors_pattern_stop_t *stop,
                         const char *values_name, apr_pool_t *pool)
{
    cors_remedy_t remedy =
        cors_pattern_remedy(text, stop, values_name,
                            values_name ? NULL : "CorsAllowOriginMatch", pool);
    int i;

    check_sentence(text, cors_remedy_sentence(remedy, text, pool));
    for (i = 0; remedy.instead && i < remedy.instead->nelts; ++i) {
        const char *value = APR_ARRAY_IDX(remedy.instead, i, const char *);

        FUZZ_REQUIRE(naive_is_pattern(value), "in place of '%s' comes '%s'",
                     text, value);
    }
}

static void check_warning(const char *text, cors_remedy_t warning,
                          apr_pool_t *pool)
{
    if (warning.wrong) {
        check_sentence(text, cors_remedy_sentence(warning, text, pool));
    }
}

static void check_correction(const char *text, apr_pool_t *pool)
{
    const char *correction = cors_pattern_correction(text, pool);

    if (correction) {
        FUZZ_REQUIRE(naive_is_pattern(correction), "'%s' is corrected to '%s'",
                     text, correction);
        FUZZ_REQUIRE(strcmp(text, correction) != 0,
                     "'%s' is corrected to itself", text);
    }
}

static void check_legal(const char *text, const cors_pattern_t *pattern,
                        apr_pool_t *pool)
{
    const char *printed = print(pattern, pool);
    cors_origin_t origin;

    FUZZ_REQUIRE(strcmp(printed, text) == 0, "'%s' is printed as '%s'", text,
                 printed);
    FUZZ_REQUIRE((strchr(text, '*') != NULL)
                     == (pattern->kind == CORS_PATTERN_ANY
                         || pattern->kind == CORS_PATTERN_WILDCARD),
                 "'%s': is there a wildcard?", text);
    if (pattern->kind == CORS_PATTERN_EXACT) {
        FUZZ_REQUIRE(cors_origin_parse(text, strlen(text), &origin)
                         == CORS_ORIGIN_OK,
                     "'%s' has no wildcard and is not an origin", text);
        FUZZ_REQUIRE(cors_pattern_matches(pattern, &origin),
                     "'%s' does not contain itself", text);
    }
}

/* Deny rules take all patterns, and some other texts. */
static void check_denied(const char *text, bool legal, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    bool accepted = cors_pattern_parse_denied(text, &pattern, &stop, pool)
                    == CORS_PATTERN_OK;

    FUZZ_REQUIRE(accepted || !(legal || naive_is_origin(text))
                     || strchr(text, '*'),
                 "a deny rule does not accept '%s'", text);
    FUZZ_REQUIRE(
        !accepted || legal
            || (pattern.kind == CORS_PATTERN_EXACT && !strchr(text, '*')),
        "a deny rule accepts '%s'", text);
}

static void check_match(const cors_pattern_t *pattern, const char *text)
{
    cors_origin_t origin;
    bool matches;

    if (cors_origin_parse(text, strlen(text), &origin) != CORS_ORIGIN_OK
        || pattern->kind != CORS_PATTERN_WILDCARD) {
        return;
    }
    matches = cors_pattern_matches(pattern, &origin);
    FUZZ_REQUIRE(matches == naive_admits(pattern->text, text), "'%s' %s '%s'",
                 pattern->text, matches ? "must not match" : "must match",
                 text);
}

/* Nothing is read or written beyond the end, and no tail has what no host can
 * have. */
static void check_tails(const char *expression, char *text)
{
    cors_regex_tails_t tails = {.expression = expression};
    int i;

    for (i = 0; i < 64 && cors_regex_tails_next(&tails); ++i) {
        cors_regex_tails_write(&tails, "x", text, CORS_ORIGIN_MAX_LENGTH + 1);
        FUZZ_REQUIRE(strncmp(text, "https://", 8) == 0
                         && !strpbrk(text + 8, "/@?#%[] ABCXYZ"),
                     "'%s' is a tail of '%s'", text, expression);
    }
}

/* The text as a regular expression: nothing is read or written beyond its end,
 * and literal text is a sample of itself. */
static void check_expression(const char *text, apr_pool_t *pool)
{
    char *sample = malloc(CORS_ORIGIN_MAX_LENGTH + 1);
    char *copy = fuzz_exact_copy(text, strlen(text) + 1);
    int i;

    for (i = 0; i < 16; ++i) {
        cors_regex_sample_e found =
            cors_regex_sample(copy, (unsigned)i / 4, (unsigned)i % 4, sample,
                              CORS_ORIGIN_MAX_LENGTH + 1);

        if (i == 0 && !strpbrk(text, "\\^$.[|()?*+{")
            && strlen(text) <= CORS_ORIGIN_MAX_LENGTH) {
            FUZZ_REQUIRE(found == CORS_SAMPLE_WRITTEN
                             && strcmp(text, sample) == 0,
                         "'%s' is not a sample of itself", text);
        }
    }
    check_tails(copy, sample);
    check_warning(copy, cors_rule_warning_of_expression(copy, pool), pool);
    free(copy);
    free(sample);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *rest = fuzz_text(data, size, pool);
    char *text = fuzz_next(&rest, '\n');
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    bool legal =
        cors_pattern_parse(text, &pattern, &stop, pool) == CORS_PATTERN_OK;

    FUZZ_REQUIRE(legal == naive_is_pattern(text), "'%s': is it a pattern?",
                 text);
    check_denied(text, legal, pool);
    check_expression(text, pool);
    if (!legal) {
        FUZZ_REQUIRE(stop.at <= strlen(text), "'%s' stops at %d", text,
                     (int)stop.at);
        check_advice(text, &stop, NULL, pool);
        check_advice(text, &stop, "deny rules", pool);
        check_correction(text, pool);
    }
    else {
        check_warning(text, cors_rule_warning_of_pattern(&pattern, pool), pool);
        check_legal(text, &pattern, pool);
        if (rest) {
            check_match(&pattern, rest);
        }
    }
    apr_pool_destroy(pool);
    return 0;
}
