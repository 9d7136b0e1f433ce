/* SPDX-License-Identifier: Apache-2.0
 *
 * The actual requests that CorsEnforce refuses: each function separately, and
 * the decision for every level, kind of origin and method.
 */
#include "policy/cors_enforcement.h"

#include "decisions.h"
#include "enforcement_rows.h"
#include "unit.h"

/* Whether a level covers a request of an origin that is not allowed. */
START_TEST(test_covers)
{
    static const struct {
        cors_enforce_level_e level;
        const char *request;
        bool want;
    } rows[] = {
        {CORS_ENFORCE_OFF, "GET https://a", false},
        {CORS_ENFORCE_OFF, "POST https://a", false},
        {CORS_ENFORCE_OFF, "websocket GET https://a", false},
        {CORS_ENFORCE_UNSAFE, "GET https://a", false},
        {CORS_ENFORCE_UNSAFE, "QUERY https://a", false},
        {CORS_ENFORCE_UNSAFE, "POST https://a", true},
        {CORS_ENFORCE_UNSAFE, "websocket GET https://a", true},
        {CORS_ENFORCE_ON, "GET https://a", true},
        {CORS_ENFORCE_ON, "QUERY https://a", true},
        {CORS_ENFORCE_ON, "POST https://a", true},
    };
    int i;

    for (i = 0; i < 2 * ROWS(rows); ++i) {
        cors_enforce_t enforcement = {NULL, rows[i / 2].level, i % 2 == 1};
        cors_request_t request = request_of(rows[i / 2].request);

        ck_assert_msg(
            cors_enforcement_covers(&enforcement, &request) == rows[i / 2].want,
            "level %d, %s", (int)enforcement.level, rows[i / 2].request);
    }
}
END_TEST

/* Whether a level covers a request of an allowed origin, which has
 * credentials. */
START_TEST(test_covers_credentials)
{
    static const char *const without[] = {
        "POST https://a", "cookie GET https://a",
        "authorization HEAD https://a", "cookie authorization QUERY https://a"};
    static const struct {
        const char *settings, *request;
        bool want;
    } rows[] = {
        {"", "cookie POST https://a", true},
        {"", "cookie websocket GET https://a", true},
        {"", "authorization POST https://a", true},
        {"", "cookie authorization POST https://a", true},
        {"CorsAllowCredentials On", "cookie POST https://a", false},
        {"CorsAllowCredentials Off", "cookie POST https://a", true},
        {"CorsAllowHeaders x authorization", "authorization POST https://a",
         false},
        {"CorsAllowHeaders Authorization",
         "cookie authorization POST https://a", true},
        {"CorsAllowHeaders *", "authorization POST https://a", true},
        {"CorsAllowHeaders * | CorsAllowHeaders +AUTHORIZATION",
         "authorization POST https://a", false},
        {"CorsAllowHeaders authorizatio", "authorization POST https://a", true},
    };
    cors_enforce_t enforcement = {NULL, CORS_ENFORCE_UNSAFE, true};
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *settings = settings_of(rows[i].settings);
        cors_request_t request = request_of(rows[i].request);

        enforcement.credentials = true;
        ck_assert_msg(cors_enforcement_covers_credentials(&enforcement,
                                                          settings, &request)
                          == rows[i].want,
                      "{%s}, %s", rows[i].settings, rows[i].request);
        enforcement.credentials = false;
        ck_assert_msg(!cors_enforcement_covers_credentials(&enforcement,
                                                           settings, &request),
                      "{%s}, %s: without Credentials", rows[i].settings,
                      rows[i].request);
    }
    enforcement.credentials = true;
    for (i = 0; i < ROWS(without); ++i) {
        cors_request_t request = request_of(without[i]);

        ck_assert_msg(!cors_enforcement_covers_credentials(
                          &enforcement, settings_of(""), &request),
                      "%s", without[i]);
    }
}
END_TEST

/* Each row with each method. */
START_TEST(test_methods)
{
    const cors_settings_t *settings = settings_of(enforced[_i].settings);
    const char *want = enforced[_i].refused;
    int i;

    ck_assert_int_eq((int)strlen(want), ROWS(methods));
    for (i = 0; i < ROWS(methods); ++i) {
        const char *text = apr_pstrcat(
            unit_pool, enforced[_i].facts, *enforced[_i].facts ? " " : "",
            methods[i], " ", enforced[_i].origin, NULL);
        const char *name = want[i] == 'r' ? enforced[_i].refused_name
                                          : enforced[_i].passed_name;
        cors_request_t request = request_of(text);
        cors_decision_t decision;

        decide_all_of(settings, &request, &decision);
        ck_assert_msg(decision.refuses == (want[i] == 'r'), "{%s}, %s: refuses",
                      enforced[_i].settings, text);
        ck_assert_msg(!name || same_text(cors_decision_name(&decision), name),
                      "{%s}, %s: got %s, want %s", enforced[_i].settings, text,
                      shown(cors_decision_name(&decision)), name);
    }
}
END_TEST

/* A request without `Origin` is not cross-origin, and a preflight is answered:
 * neither is ever refused. */
START_TEST(test_other_kinds)
{
    static const char *const requests[] = {"cookie POST",
                                           "authorization websocket GET",
                                           "cookie OPTIONS https://q PUT"};
    const cors_settings_t *settings = settings_of(enforced[_i].settings);
    int i;

    for (i = 0; i < ROWS(requests); ++i) {
        cors_request_t request = request_of(requests[i]);
        cors_decision_t decision;

        decide_all_of(settings, &request, &decision);
        ck_assert_msg(!decision.refuses, "{%s}, %s", enforced[_i].settings,
                      requests[i]);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_covers);
    tcase_add_test(tests, test_covers_credentials);
    tcase_add_loop_test(tests, test_methods, 0, ROWS(enforced));
    tcase_add_loop_test(tests, test_other_kinds, 0, ROWS(enforced));
    return unit_finish("cors_enforcement", tests);
}
