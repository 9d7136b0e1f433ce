/* SPDX-License-Identifier: Apache-2.0
 *
 * What containers change in decisions, and their faults. test_governing.c
 * checks which container is chosen and how it is merged.
 */
#include "policy/cors_container.h"

#include "decisions.h"
#include "policy/cors_fields.h"
#include "policy/cors_governing.h"
#include "settings.h"
#include "unit.h"

#define END "; </CorsOrigin>"
#define TRUSTED "<CorsOrigin https://a>; CorsAllowCredentials On" END
#define PUBLIC "CorsAllowOrigin *; " TRUSTED

static const struct {
    const char *settings, *request, *want;
} decisions[] = {
    {PUBLIC, "GET", "(none) replace vary:origin"},
    {PUBLIC, "GET https://a",
     "actual-allowed replace vary:origin allow:https://a credentials"},
    {PUBLIC, "GET https://b", "actual-allowed replace vary:origin allow:*"},
    {PUBLIC, "GET null", "actual-allowed replace vary:origin allow:*"},
    {PUBLIC, "cookie mode:cors GET https://b",
     "actual-refused:credentials-not-allowed replace vary:origin allow:*"},
    {PUBLIC, "cookie mode:cors GET https://a",
     "actual-allowed replace vary:origin allow:https://a credentials"},
    /* Methods and header names of one container only. */
    {"CorsAllowOrigin https://b; <CorsOrigin https://a>; "
     "CorsAllowMethods PUT" END,
     "OPTIONS https://a PUT",
     "preflight-allowed answers replace vary:preflight allow:https://a "
     "status:204"},
    {"CorsAllowOrigin https://b; <CorsOrigin https://a>; "
     "CorsAllowMethods PUT" END,
     "OPTIONS https://b PUT",
     "preflight-refused:method-not-allowed answers replace vary:preflight "
     "allow:https://b status:204"},
    {"CorsAllowOrigin https://b; <CorsOrigin https://a>; "
     "CorsAllowHeaders *" END,
     "OPTIONS https://a GET x",
     "preflight-allowed answers replace vary:headers allow:https://a "
     "status:204"},
    {"CorsAllowOrigin https://b; <CorsOrigin https://a>; "
     "CorsAllowHeaders *" END,
     "OPTIONS https://b GET x",
     "preflight-refused:header-not-allowed answers replace vary:preflight "
     "allow:https://b status:204"},
    {PUBLIC, "OPTIONS https://c/ PUT",
     "preflight-refused:method-not-allowed answers replace vary:preflight "
     "allow:* status:204"},
    {TRUSTED "; CorsPreserveExisting On", "OPTIONS https://b PUT",
     "preflight-refused:origin-not-listed answers replace vary:preflight "
     "status:403"},
    /* Deny rules come first. */
    {PUBLIC "; CorsDenyOrigin https://a", "GET https://a",
     "actual-refused:origin-denied replace vary:origin"},
    {PUBLIC "; CorsDenyOrigin https://x", "GET https://a/",
     "actual-refused:origin-malformed replace vary:origin"},
    /* Constant policies. */
    {TRUSTED, "GET", "(none) replace allow:https://a credentials"},
    {TRUSTED, "GET https://a",
     "actual-allowed replace allow:https://a credentials"},
    {TRUSTED, "GET https://b",
     "actual-refused:origin-not-listed replace allow:https://a credentials"},
    {TRUSTED, "OPTIONS https://b PUT",
     "preflight-refused:origin-not-listed answers replace vary:preflight "
     "status:403"},
    {TRUSTED, "if-setting GET", "(none) replace vary:origin"},
    {TRUSTED " | <CorsOrigin +https://a>" END, "GET",
     "(none) replace vary:origin"},
    {"<CorsOrigin *>; CorsMaxAge 1" END, "GET https://q",
     "actual-allowed replace allow:*"},
    {"<CorsOrigin null>" END "; CorsDangerouslyTolerate NullOrigin", "GET null",
     "actual-allowed replace vary:origin allow:null"},
    /* Enforcement of credentials. */
    {PUBLIC "; CorsEnforce Unsafe Credentials", "cookie POST https://a",
     "actual-allowed replace vary:origin allow:https://a credentials"},
    {PUBLIC "; CorsEnforce Unsafe Credentials", "cookie POST https://b",
     "actual-refused:credentials-not-allowed replace refuses vary:origin "
     "allow:*"},
    {"CorsAllowOrigin https://b; CorsAllowCredentials On; "
     "<CorsOrigin https://a>; CorsAllowCredentials Off" END
     "; CorsEnforce On Credentials",
     "cookie POST https://a",
     "actual-refused:credentials-not-allowed replace refuses vary:origin "
     "allow:https://a"},
    {TRUSTED "; CorsEnforce On", "POST https://b",
     "actual-refused:origin-not-listed replace refuses vary:origin"},
    /* A fault of a container refuses its origins only; one of the plain
     * settings refuses all others. */
    {"CorsAllowOrigin https://b; <CorsOrigin https://a http://c>; "
     "CorsAllowCredentials On" END,
     "GET https://a",
     "actual-refused:policy-fault replace vary:origin credentials"},
    {"CorsAllowOrigin https://b; <CorsOrigin https://a http://c>; "
     "CorsAllowCredentials On" END,
     "GET https://b", "actual-allowed replace vary:origin allow:https://b"},
    {"CorsAllowOrigin *; CorsAllowCredentials On; <CorsOrigin https://a>" END,
     "GET https://a",
     "actual-allowed replace vary:origin allow:https://a credentials"},
    {"CorsAllowOrigin *; CorsAllowCredentials On; <CorsOrigin https://a>" END,
     "GET https://b",
     "actual-refused:policy-fault replace vary:origin credentials"},
    {"CorsAllowOrigin *; CorsAllowCredentials On; <CorsOrigin https://a>" END,
     "GET", "(none) replace vary:origin credentials"},
    {"CorsAllowCredentials On; CorsExposeHeaders *; <CorsOrigin https://a>; "
     "CorsExposeHeaders x" END,
     "GET https://b",
     "actual-refused:origin-not-listed replace allow:https://a credentials"},
    {"CorsAllowCredentials On; CorsExposeHeaders *; <CorsOrigin https://a "
     "https://c>; CorsExposeHeaders x" END,
     "GET https://b",
     "actual-refused:origin-not-listed replace vary:origin credentials"},
    /* Tolerances inside. */
    {"CorsAllowOrigin https://b; CorsAllowCredentials On; <CorsOrigin "
     "http://a>; CorsDangerouslyTolerate InsecureOrigins" END,
     "GET http://a",
     "actual-allowed replace vary:origin allow:http://a credentials"},
    {"<CorsOriginMatch http://a>; CorsAllowCredentials On; "
     "CorsDangerouslyTolerate InsecureOrigins" END,
     "GET http://a",
     "actual-allowed replace vary:origin allow:http://a credentials"},
    {"<CorsOriginMatch http://a>; CorsAllowCredentials On" END, "GET http://a",
     "actual-refused:origin-insecure replace vary:origin credentials"},
    /* ReportOnly and tenants. */
    {PUBLIC "; CorsEngine ReportOnly", "GET https://a",
     "actual-allowed compare allow:https://a credentials"},
    {PUBLIC "; CorsEngine Off", "GET https://a", "(none)"},
    {"<CorsOrigin https://a>" END " | .htaccess:<CorsOrigin +null>" END,
     "GET null", "actual-refused:policy-fault replace vary:origin"},
    {"<CorsOrigin https://a>" END " | .htaccess:<CorsOrigin +null>" END,
     "GET https://a", "actual-allowed replace vary:origin allow:https://a"},
};

START_TEST(test_decisions)
{
    const cors_settings_t *settings = settings_of(decisions[_i].settings);
    cors_request_t request = request_of(decisions[_i].request);
    cors_decision_t decision;
    const char *got;

    settings = decide_all_of(settings, &request, &decision);
    got = apr_pstrcat(unit_pool, described(&decision, settings),
                      decision.kind != CORS_PREFLIGHT_REQUEST
                              && settings->credentials.on
                          ? " credentials"
                          : "",
                      NULL);
    ck_assert_msg(strcmp(got, decisions[_i].want) == 0,
                  "{%s} %s: got \"%s\", want \"%s\"", decisions[_i].settings,
                  decisions[_i].request, got, decisions[_i].want);
}
END_TEST

#define WITH(line) " cannot be used with 'CorsAllowCredentials On' (" line "), "
#define NETWORK                                                                \
    "anyone on the network path can act as that origin; write 'https', or "    \
    "'CorsDangerouslyTolerate InsecureOrigins' in a configuration file"

/* Faults of the container for https://a, or of the plain settings. */
static const struct {
    const char *settings, *want;
} faults[] = {
    {"<CorsOrigin https://a http://b>; CorsAllowCredentials On" END,
     "<CorsOrigin> 'http://b'" WITH("unit.conf:2") NETWORK},
    {"<CorsOriginMatch https://>; CorsAllowCredentials On" END,
     "<CorsOriginMatch> 'https://'" WITH(
         "unit.conf:2") "it also matches origins that have nothing in common; "
                        "write a narrower "
                        "one, or list the origins"},
    {"CorsAllowCredentials On; <CorsOrigin https://a http://b>" END,
     "<CorsOrigin> 'http://b'" WITH("unit.conf:1") NETWORK
     ", or write 'CorsAllowCredentials Off' inside the container "
     "(unit.conf:2)"},
    {"CorsExposeHeaders *; " TRUSTED,
     "CorsExposeHeaders '*'" WITH(
         "unit.conf:3") "browsers then treat it as a header name; list the "
                        "names inside the "
                        "container (unit.conf:2)"},
    {"<CorsOrigin https://a>; CorsExposeHeaders *; CorsAllowCredentials On" END,
     "CorsExposeHeaders '*'" WITH("unit.conf:3") "browsers then treat it as a "
                                                 "header name; list the names"},
    {"CorsExposeHeaders *; <CorsOrigin https://a>; CorsExposeHeaders +x; "
     "CorsAllowCredentials On" END,
     "CorsExposeHeaders '*'" WITH(
         "unit.conf:4") "browsers then treat it as a header name; list the "
                        "names, or without '+' inside the container "
                        "(unit.conf:2)"},
    {"CorsExposeHeaders *; CorsAllowOrigin http://b; <CorsOrigin https://a>; "
     "CorsAllowCredentials On; CorsExposeHeaders x" END,
     NULL},
    {"CorsAllowOrigin *; " TRUSTED, NULL},
    {TRUSTED " | CorsAllowCredentials Off; CorsExposeHeaders *", NULL},
    {TRUSTED " | CorsExposeHeaders *",
     "CorsExposeHeaders '*'" WITH("unit.conf:2") "browsers then treat it as a "
                                                 "header name; list the names"},
    {"<CorsOrigin https://a http://b>" END " | CorsAllowCredentials On",
     "<CorsOrigin> 'http://b'" WITH("unit.conf:3") NETWORK},
    {"<CorsOrigin https://a null>; CorsDangerouslyTolerate NullOrigin" END,
     NULL},
    {"<CorsOrigin https://a null>" END,
     "<CorsOrigin> 'null' is not tolerated here, every sandboxed page has that "
     "origin; remove it, or write 'CorsDangerouslyTolerate NullOrigin' in a "
     "configuration file"},
};

START_TEST(test_faults)
{
    cors_request_t request = request_of("if-setting GET https://a");
    cors_decision_t decision;
    const cors_settings_t *settings =
        decide_all_of(settings_of(faults[_i].settings), &request, &decision);
    cors_fault_t fault = cors_fault_first(settings);
    const char *got = fault.kind != CORS_FAULT_NONE
                          ? cors_fault_sentence(&fault, unit_pool)
                          : NULL;

    ck_assert_ptr_nonnull(settings->chosen);
    ck_assert_msg(same_text(got, faults[_i].want),
                  "{%s}: says \"%s\", want \"%s\"", faults[_i].settings,
                  shown(got), shown(faults[_i].want));
    ck_assert(fault.kind == CORS_FAULT_NONE
              || fault.container == settings->chosen->container);
}
END_TEST

static void choose_all(void *baton)
{
    static const char *const origins[] = {"https://x.a", "https://q",
                                          "app://x",     "https://b.ex",
                                          "nonsense",    "null"};
    int i, set;

    for (i = 0; i < ROWS(origins); ++i) {
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, origins[i]);
        (void)cors_policy_choose(baton, &lookup, &set);
    }
}

/* Matching allocates nothing, and the settings for an origin are one
 * allocation. */
START_TEST(test_memory)
{
    const cors_settings_t *settings = settings_of(
        "<CorsOrigin https://*.a>; CorsAllowMethods +PUT; CorsAllowHeaders +x; "
        "CorsExposeHeaders +y" END
        "; CorsAllowMethods A; CorsAllowHeaders b; CorsExposeHeaders c | "
        "<CorsOriginMatch +https://b>" END
        "; CorsAllowMethods +B; CorsExposeHeaders +d; CorsDenyOrigin https://q "
        "| CorsAllowOrigin +*");
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;
    const cors_settings_t *copy;
    int set = -1;

    ck_assert(takes_nothing(unit_pool, choose_all, (void *)settings));
    cors_origin_lookup_init(&lookup, "https://x.a");
    rule = cors_policy_choose(settings, &lookup, &set);
    ck_assert_int_eq(set, 0);
    copy = cors_container_settings(settings, set, cors_container_of(rule),
                                   unit_pool);
    ck_assert_ptr_eq(copy->chosen, copy + 1);
    ck_assert_ptr_eq(copy->methods.sets, copy->chosen + 1);
    ck_assert_ptr_eq(copy->request_headers.sets, copy->methods.sets + 3);
    ck_assert_ptr_eq(copy->exposed_headers.sets,
                     copy->request_headers.sets + 2);
    ck_assert_int_eq(copy->exposed_headers.list.count, 3);
    ck_assert_ptr_null(copy->stance);
    ck_assert_ptr_null(copy->shared);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_decisions, 0, ROWS(decisions));
    tcase_add_loop_test(tests, test_faults, 0, ROWS(faults));
    tcase_add_test(tests, test_memory);
    return unit_finish("cors_container", tests);
}
