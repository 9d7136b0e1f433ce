/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_stance.h"

#include "policy_rows.h"
#include "settings.h"
#include "unit.h"

/* Each member equals the result of the function that computes it. */
START_TEST(test_compute)
{
    const char *label = states[_i].text;
    const cors_settings_t *settings = settings_of(label);
    bool policy = cors_policy_is_in_force(settings);
    cors_protect_e protect = cors_policy_protection_considered(settings);
    cors_enforce_t enforcement = cors_policy_enforcement(settings, protect);
    cors_stance_t stance;

    memset(&stance, 0xff, sizeof(stance));
    cors_stance_compute(settings, &stance);
    ck_assert_msg(stance.policy == policy, "{%s}: policy", label);
    ck_assert_msg(stance.protect == protect, "{%s}: protect", label);
    ck_assert_msg(stance.denies
                      == cors_policy_has_deny_rules(settings, protect),
                  "{%s}: denies", label);
    ck_assert_msg(stance.enforcement.level == enforcement.level
                      && stance.enforcement.credentials
                             == enforcement.credentials,
                  "{%s}: enforcement", label);
    ck_assert_msg(
        stance.in_force
            == (policy
                || cors_policy_protection_is_in_force(settings, protect)),
        "{%s}: in force", label);
    ck_assert_msg(same_text(stance.only,
                            policy ? cors_policy_only_value(settings) : NULL),
                  "{%s}: only", label);
    ck_assert_msg(stance.constant
                      == (strstr(states[_i].want, " constant:") != NULL),
                  "{%s}: constant", label);
    ck_assert_msg(
        cors_stance_any_header(settings)
            == (cors_name_list_any(&settings->request_headers) != NULL),
        "{%s}: any header", label);
    ck_assert_msg(cors_stance_any_method(settings)
                      == (cors_name_list_any(&settings->methods) != NULL),
                  "{%s}: any method", label);
    cors_stance_precompute((cors_settings_t *)settings, unit_pool);
    ck_assert_msg(
        cors_stance_any_header(settings)
            == (cors_name_list_any(&settings->request_headers) != NULL),
        "{%s}: any header, precomputed", label);
    ck_assert_msg(cors_stance_any_method(settings)
                      == (cors_name_list_any(&settings->methods) != NULL),
                  "{%s}: any method, precomputed", label);
    ck_assert_msg(stance.fault.kind == CORS_FAULT_NONE, "{%s}: fault", label);
}
END_TEST

/* Only a policy in force has a fault, and with a fault it is not constant. */
START_TEST(test_fault)
{
    static const struct {
        const char *text;
        cors_fault_kind_e kind;
    } rows[] = {
        {"CorsAllowOrigin *; CorsAllowCredentials On",
         CORS_FAULT_ANY_WITH_CREDENTIALS},
        {"CorsAllowOrigin *; CorsAllowCredentials On; CorsEngine ReportOnly",
         CORS_FAULT_ANY_WITH_CREDENTIALS},
        {"CorsAllowOrigin *; CorsAllowCredentials On; CorsEngine Off",
         CORS_FAULT_NONE},
        {"CorsAllowOrigin null", CORS_FAULT_NULL_NOT_TOLERATED},
        {"CorsExposeHeaders *; CorsAllowCredentials On", CORS_FAULT_NONE},
    };
    cors_stance_t stance;
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_stance_compute(settings_of(rows[i].text), &stance);
        ck_assert_msg(stance.fault.kind == rows[i].kind, "{%s}: fault %d",
                      rows[i].text, (int)stance.fault.kind);
        ck_assert_msg(!stance.constant, "{%s}: constant", rows[i].text);
    }
}
END_TEST

/* The precomputed stance is used if there is one; otherwise it is computed. */
START_TEST(test_precompute)
{
    int line = 0;
    cors_settings_t *settings =
        settings_section("CorsAllowOrigin https://a", &line);
    cors_stance_t space;

    ck_assert_ptr_eq(cors_stance_of(settings, &space), &space);
    ck_assert(space.policy && space.constant);
    cors_stance_precompute(settings, unit_pool);
    ck_assert_ptr_ne(cors_stance_of(settings, &space), &space);
    ck_assert_ptr_eq(cors_stance_of(settings, &space), settings->stance);
    ck_assert(settings->stance->policy && settings->stance->constant);
    ck_assert_str_eq(settings->stance->only, "https://a");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_compute, 0, ROWS(states));
    tcase_add_test(tests, test_fault);
    tcase_add_test(tests, test_precompute);
    return unit_finish("cors_stance", tests);
}
