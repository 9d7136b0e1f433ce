/* SPDX-License-Identifier: Apache-2.0 */
#include "outcome.h"

#include "fuzz.h"

#include "policy/cors_fields.h"
#include "policy/cors_governing.h"
#include "policy/cors_protection.h"
#include "origin/cors_same_origin.h"
#include "policy/cors_stance.h"
#include "model_lists.h"
#include "naive.h"

model_reach_e outcome_reach(cors_reach_e reach)
{
    switch (reach) {
    case CORS_REACH_BROAD:
        return MODEL_BROAD;
    case CORS_REACH_ANY_INSTALLATION:
        return MODEL_ANY_INSTALLATION;
    case CORS_REACH_UNKNOWN:
    case CORS_REACH_NARROW:
        return MODEL_NARROW;
    default:
        return MODEL_REGISTRABLE;
    }
}

static const struct {
    const char *field;
    const char *word;
} words[] = {
    {CORS_ACCESS_CONTROL_ALLOW_ORIGIN, "origin"},
    {CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS, "credentials"},
    {CORS_ACCESS_CONTROL_ALLOW_METHODS, "methods"},
    {CORS_ACCESS_CONTROL_ALLOW_HEADERS, "headers"},
    {CORS_ACCESS_CONTROL_EXPOSE_HEADERS, "expose"},
    {CORS_ACCESS_CONTROL_MAX_AGE, "max-age"},
};

static const char *word_of(const char *field)
{
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
        if (strcmp(field, words[i].field) == 0) {
            return words[i].word;
        }
    }
    fuzz_fail(__FILE__, __LINE__, "'%s' is not a CORS field", field);
}

/* The value is one line of visible ASCII, regardless of the request and of a
 * .htaccess; a list has only tokens. RFC 9110, "field-value". */
static void check_value(const char *word, const char *value, apr_pool_t *pool)
{
    const char *p;

    for (p = value; *p; ++p) {
        FUZZ_REQUIRE((*p > ' ' && *p < 0x7f) || (*p == ' ' && p[-1] == ','),
                     "%s has a byte %#x", word, (unsigned char)*p);
    }
    if (strcmp(word, "methods") == 0 || strcmp(word, "headers") == 0
        || strcmp(word, "expose") == 0) {
        model_list_t list = model_elements(value, pool);
        int i;

        for (i = 0; i < list.count; ++i) {
            FUZZ_REQUIRE(naive_is_token(list.values[i].text),
                         "%s: '%s' is not a token", word, list.values[i].text);
        }
    }
}

static const char *fields_of(const cors_decision_t *decision,
                             const cors_settings_t *settings,
                             const cors_request_t *request, apr_pool_t *pool)
{
    cors_field_t fields[CORS_FIELDS_MAX];
    int count =
        cors_fields_of_decision(decision, settings, request, fields, pool);
    const char *text = "";
    int i;

    FUZZ_REQUIRE(count <= CORS_FIELDS_MAX, "%d fields", count);
    for (i = 0; i < count; ++i) {
        const char *word = word_of(fields[i].name);

        /* A field with an empty value grants nothing: ignore it. */
        if (*fields[i].value) {
            check_value(word, fields[i].value, pool);
            text =
                apr_pstrcat(pool, text, word, "=", fields[i].value, "\n", NULL);
        }
    }
    return text;
}

static void check_timing(const cors_decision_t *decision,
                         const cors_settings_t *settings, apr_pool_t *pool)
{
    const char *value = cors_fields_timing_value(decision, settings, pool);
    model_list_t list = model_elements(value, pool);
    int i;

    for (i = 0; i < list.count; ++i) {
        const char *origin = list.values[i].text;

        FUZZ_REQUIRE(strcmp(origin, "*") == 0 || strcmp(origin, "null") == 0
                         || naive_is_origin(origin),
                     "Timing-Allow-Origin: '%s'", value);
    }
}

static const char *switches_of(const cors_decision_t *decision,
                               apr_pool_t *pool)
{
    /* As in the model: removed, unless preserved, only compared. */
    static const char *const owned[][3] = {
        [CORS_OWNED_LEAVE] = {"", "", ""},
        [CORS_OWNED_REPLACE] = {"o", "", ""},
        [CORS_OWNED_PRESERVE] = {"o", "p", ""},
        [CORS_OWNED_COMPARE] = {"", "", "R"},
        [CORS_OWNED_COMPARE_UNLESS_PRESERVED] = {"", "", "R"},
        [CORS_OWNED_COMPARE_AND_REMOVE] = {"o", "", "R"},
    };
    const char *const *switches = owned[decision->owned];

    return apr_pstrcat(pool, decision->in_force ? "i" : "",
                       decision->answers ? "a" : "", switches[0],
                       decision->refuses ? "r" : "", switches[1],
                       decision->protects ? "t" : "", switches[2], NULL);
}

static cors_request_t facts_of(const case_request_t *asked, apr_pool_t *pool)
{
    static const cors_place_t place = {"fuzz.conf", 1, false};
    cors_request_t request = {
        .method = apr_pstrcat(pool, asked->method, " / HTTP/1.1", NULL),
        .origin = asked->origin,
        .request_method = asked->requested_method,
        .request_headers = asked->requested_headers,
        .sec_fetch_site = asked->sec_fetch_site,
        .sec_fetch_mode = asked->sec_fetch_mode,
        .host = asked->host,
        .is_options = strcmp(asked->method, "OPTIONS") == 0,
        .has_cookie = asked->has_cookie,
        .has_authorization = asked->has_authorization,
        .is_websocket = asked->is_websocket,
        .conditional = asked->conditional,
        .conditional_policy = asked->conditional_policy ? &place : NULL};

    return request;
}

/* Decides as the module does, and returns the settings that govern. */
static const cors_settings_t *decide(const cors_settings_t *settings,
                                     const case_request_t *asked,
                                     const cors_request_t *request,
                                     cors_decision_t *decision,
                                     apr_pool_t *pool)
{
    cors_same_origin_e same;

    settings = cors_governing_decide(settings, request, decision, pool);
    if (cors_decision_may_be_same_origin(decision)) {
        same = cors_same_origin(&decision->lookup, request->sec_fetch_site,
                                request->host, asked->server_name);
        if (same == CORS_SAME_ORIGIN_YES
            || (same == CORS_SAME_ORIGIN_UNLESS_TLS && !asked->has_tls)) {
            cors_decision_set_same_origin(decision);
        }
    }
    FUZZ_REQUIRE(decision->reason != CORS_REASON_POLICY_FAULT
                     || decision->fault.place,
                 "a fault without a place");
    return settings;
}

/* The outcome as text; ends the process if a property is false. The other
 * settings are those of another URL, or NULL. */
static const char *outcome_of(const cors_settings_t *settings,
                              const cors_settings_t *other_settings,
                              const case_request_t *asked, apr_pool_t *pool)
{
    cors_request_t request = facts_of(asked, pool);
    cors_decision_t decision, other;
    const char *name, *vary;

    settings = decide(settings, asked, &request, &decision, pool);
    if (other_settings) {
        other_settings = decide(other_settings, asked, &request, &other, pool);
        cors_protection_collect(&decision, settings, &other, other_settings);
        FUZZ_REQUIRE(decision.reason != CORS_REASON_POLICY_FAULT
                         || decision.fault.place,
                     "a collected fault without a place");
    }
    name = cors_decision_name(&decision);
    vary = cors_vary_values[decision.vary];
    check_timing(&decision, settings, pool);
    return apr_psprintf(
        pool, "%s\n%d\nswitches=%s\nvary=%s\n%s", name ? name : "",
        decision.answers ? cors_decision_preflight_status(&decision, settings)
                         : 0,
        switches_of(&decision, pool), vary ? vary : "",
        fields_of(&decision, settings, &request, pool));
}

/* Merges the sections, starting from the innermost. */
static const cors_settings_t *merge_outwards(cors_settings_t *const *sections,
                                             int count, apr_pool_t *pool)
{
    const cors_settings_t *merged = sections[count - 1];

    while (--count > 0) {
        merged = cors_settings_merge(sections[count - 1], merged, pool);
    }
    return merged;
}

/* A copy whose stance is computed, as at start-up. */
static const cors_settings_t *with_stance(const cors_settings_t *settings,
                                          apr_pool_t *pool)
{
    cors_settings_t *copy = apr_pmemdup(pool, settings, sizeof(*settings));

    cors_stance_precompute(copy, pool);
    return copy;
}

/* Merges from the outermost section, as httpd does; if keep, the stance of what
 * the innermost section is merged into has been computed. */
static const cors_settings_t *merge_inwards(cors_settings_t *const *sections,
                                            int count, bool keep,
                                            apr_pool_t *pool)
{
    const cors_settings_t *merged = sections[0];
    int i;

    for (i = 1; i < count; ++i) {
        if (keep) {
            merged = with_stance(merged, pool);
        }
        merged = cors_settings_merge(merged, sections[i], pool);
    }
    return merged;
}

/* Checks the most important promise separately from the oracle. */
static void check_refused(const char *outcome, const case_t *whole,
                          const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool)
{
    if (request->origin && strstr(outcome, "\norigin=")
        && !model_is_constant(whole, request, world, pool)) {
        FUZZ_REQUIRE(model_allows(whole, request->origin, world, pool),
                     "'%s' is refused and gets a field:\n%s", request->origin,
                     outcome);
    }
}

static void check_model(const char *outcome, const case_t *whole,
                        const case_request_t *request,
                        const model_world_t *world, apr_pool_t *pool)
{
    const char *wanted = model_outcome(whole, request, world, pool);

    FUZZ_REQUIRE(strcmp(outcome, wanted) == 0, "got\n%s--- wanted\n%s", outcome,
                 wanted);
    check_refused(outcome, whole, request, world, pool);
}

/* The settings of one URL, merged in each way. */
typedef struct {
    const cors_settings_t *inwards, *outwards, *kept, *ready;
} merged_t;

static merged_t merge(cors_settings_t *const *sections, const case_t *url,
                      apr_pool_t *pool)
{
    merged_t merged = {NULL, NULL, NULL, NULL};

    if (url) {
        int count = url->section_count;

        merged.inwards = merge_inwards(sections, count, false, pool);
        merged.outwards = merge_outwards(sections, count, pool);
        merged.kept = merge_inwards(sections, count, true, pool);
        merged.ready = with_stance(merged.kept, pool);
    }
    return merged;
}

void outcome_check(cors_settings_t *const *sections,
                   cors_settings_t *const *other_sections, const case_t *whole,
                   const model_world_t *world, apr_pool_t *pool)
{
    merged_t url = merge(sections, whole, pool);
    merged_t other = merge(other_sections, whole->other, pool);
    int i;

    for (i = 0; i < whole->request_count; ++i) {
        const case_request_t *request = &whole->requests[i];
        const char *one = outcome_of(url.inwards, other.inwards, request, pool);
        const char *two =
            outcome_of(url.outwards, other.outwards, request, pool);
        const char *three = outcome_of(url.kept, other.kept, request, pool);
        const char *four = outcome_of(url.ready, other.ready, request, pool);

        FUZZ_REQUIRE(strcmp(one, two) == 0,
                     "merging is not associative:\n%s---\n%s", one, two);
        FUZZ_REQUIRE(strcmp(one, three) == 0 && strcmp(one, four) == 0,
                     "a stance that was kept differs:\n%s---\n%s", one, three);
        if (world) {
            check_model(one, whole, request, world, pool);
        }
    }
}
