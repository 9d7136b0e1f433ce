/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_policy.h"

#include "policy/cors_stance.h"
#include "policy_rows.h"
#include "settings.h"
#include "unit.h"

static const char *enforcement(const cors_settings_t *settings,
                               cors_protect_e protect)
{
    static const char *const levels[] = {"", " enforce:unsafe", " enforce"};
    cors_enforce_t enforce = cors_policy_enforcement(settings, protect);

    return apr_pstrcat(unit_pool, levels[enforce.level],
                       enforce.credentials ? "+credentials" : "", NULL);
}

/* Returns the protection in words. */
static const char *protection(const cors_settings_t *settings,
                              cors_protect_e protect)
{
    static const char *const scopes[] = {" deny:none", " deny:configured",
                                         " deny:all"};

    return apr_pstrcat(
        unit_pool,
        cors_policy_has_deny_rules(settings, protect) ? scopes[protect] : "",
        enforcement(settings, protect),
        cors_policy_protection_is_in_force(settings, protect) ? " protection"
                                                              : "",
        NULL);
}

START_TEST(test_states)
{
    const cors_settings_t *settings = settings_of(states[_i].text);
    bool policy = cors_policy_is_in_force(settings);
    cors_stance_t stance;
    const char *got;

    cors_stance_compute(settings, &stance);
    got = apr_pstrcat(
        unit_pool,
        protection(settings, cors_policy_protection_considered(settings)),
        settings->engine.mode == CORS_ENGINE_REPORT_ONLY ? " applied(" : "",
        settings->engine.mode == CORS_ENGINE_REPORT_ONLY
            ? protection(settings, cors_policy_protection_applied(settings))
            : "",
        settings->engine.mode == CORS_ENGINE_REPORT_ONLY ? " )" : "",
        policy ? " policy" : "", stance.constant ? " constant:" : "",
        stance.constant ? stance.only : "",
        policy && same_text(cors_policy_only_value(settings), "*") ? " alone"
                                                                   : "",
        NULL);
    ck_assert_msg(same_text(got, states[_i].want), "{%s}: got '%s', want '%s'",
                  states[_i].text, got, states[_i].want);
    ck_assert_msg(settings->engine.mode == CORS_ENGINE_REPORT_ONLY
                      || cors_policy_protection_considered(settings)
                             == cors_policy_protection_applied(settings),
                  "{%s}: considered and applied differ", states[_i].text);
}
END_TEST

/* The settings of configuration files stay separate from a tenant's, regardless
 * of the order of merging. */
START_TEST(test_htaccess_is_not_configured)
{
    const cors_settings_t *settings = settings_of(
        _i ? "CorsEngine On; CorsEnforce On | .htaccess:CorsEngine Off; "
             "CorsEnforce Off"
           : ".htaccess:CorsEngine Off; CorsEnforce Off | CorsMaxAge 5 | "
             "CorsEngine On; CorsEnforce On");

    ck_assert(settings->configured_engine.mode == CORS_ENGINE_ON);
    ck_assert(settings->configured_enforce.level == CORS_ENFORCE_ON);
    ck_assert((settings->engine.mode == CORS_ENGINE_ON) == !_i);
    ck_assert((settings->enforce.level == CORS_ENFORCE_ON) == !_i);
    ck_assert(!settings->configured_enforce.place->in_htaccess);
    ck_assert(settings->enforce.place->in_htaccess == (_i == 1));
}
END_TEST

static void append(void *baton, const cors_rule_t *rule)
{
    const char **texts = baton;

    *texts =
        apr_pstrcat(unit_pool, *texts, **texts ? " " : "", rule->text, NULL);
}

/* All rules that admit an origin: of the section that is merged last first. */
START_TEST(test_admitting)
{
    static const struct {
        const char *settings, *origin, *want;
    } rows[] = {
        {"CorsAllowOrigin https://a.ex https://*.ex *; <CorsOrigin https://b>; "
         "</CorsOrigin>",
         "https://a.ex", "https://a.ex https://*.ex *"},
        {"CorsAllowOrigin https://*.ex *; <CorsOrigin https://a.b.ex "
         "https://*.b.ex>; </CorsOrigin>; <CorsOriginMatch https://a>; "
         "</CorsOrigin>",
         "https://a.b.ex", "https://a.b.ex https://*.b.ex https://a *"},
        {"CorsAllowOrigin https://a | <CorsOrigin +https://a>; </CorsOrigin>",
         "https://a", "https://a https://a"},
        {"CorsAllowOrigin https://a | <CorsOrigin +https://b>; </CorsOrigin>",
         "https://c", ""},
        {"CorsDenyOrigin https://x; <CorsOrigin *>; CorsDangerouslyTolerate "
         "NullOrigin; </CorsOrigin> | CorsAllowOrigin +*",
         "null", "*"},
        {"CorsDenyOrigin https://x; CorsAllowOrigin * | "
         "<CorsOrigin +https://a>; </CorsOrigin>",
         "https://a/", ""},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_origin_lookup_t lookup;
        const char *got = "";

        cors_origin_lookup_init(&lookup, rows[i].origin);
        cors_policy_each_admitting(settings_of(rows[i].settings), &lookup,
                                   append, &got);
        ck_assert_msg(strcmp(got, rows[i].want) == 0,
                      "{%s} '%s': got '%s', want '%s'", rows[i].settings,
                      rows[i].origin, got, rows[i].want);
    }
}
END_TEST

typedef const cors_rule_t *find_t(const cors_settings_t *settings,
                                  cors_origin_lookup_t *lookup);

static void check_verdicts(const char *label, const char *words, find_t *find)
{
    const cors_settings_t *settings = settings_of(label);
    char *text;

    while ((text = next_word(&words)) != NULL) {
        char *want = strchr(text, '=');
        cors_origin_lookup_t lookup;
        const cors_rule_t *rule;

        if (want) {
            *want++ = '\0';
        }
        cors_origin_lookup_init(&lookup, text);
        rule = find(settings, &lookup);
        ck_assert_msg(same_text(rule ? rule->text : NULL, want),
                      "{%s}, '%s': got %s, want %s", label, text,
                      shown(rule ? rule->text : NULL), shown(want));
    }
}

static const cors_rule_t *denying_rule(const cors_settings_t *settings,
                                       cors_origin_lookup_t *lookup)
{
    return cors_policy_find_denying(
        settings, cors_policy_protection_considered(settings), lookup);
}

static const cors_rule_t *applied_rule(const cors_settings_t *settings,
                                       cors_origin_lookup_t *lookup)
{
    return cors_policy_find_denying(
        settings, cors_policy_protection_applied(settings), lookup);
}

static const struct {
    const char *settings;
    bool want;
} tenants[] = {
    {"", false},
    {"CorsAllowOrigin https://a; CorsAllowCredentials On", false},
    {".htaccess:CorsAllowOrigin https://a", true},
    {".htaccess:CorsAllowOriginMatch https://a", true},
    {"CorsAllowOrigin https://a | .htaccess:CorsAllowOrigin +https://b", true},
    {".htaccess:CorsAllowOrigin https://b | CorsAllowOrigin +https://a", true},
    {".htaccess:CorsAllowOrigin https://b | CorsAllowOrigin https://a", false},
    {"CorsAllowOrigin https://a | .htaccess:CorsAllowCredentials On", true},
    {"CorsAllowOrigin https://a | .htaccess:CorsMaxAge 5", false},
    {"CorsAllowOrigin https://a | .htaccess:CorsDenyOrigin https://a", false},
};

START_TEST(test_tenants)
{
    ck_assert_msg(cors_policy_involves_tenant(settings_of(tenants[_i].settings))
                      == tenants[_i].want,
                  "{%s}", tenants[_i].settings);
}
END_TEST

START_TEST(test_excepts)
{
    const cors_settings_t *settings = settings_of(excepts[_i].text);
    const char *words[2] = {excepts[_i].has, excepts[_i].has_not};
    const char *word;
    int no;

    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            cors_origin_lookup_t lookup;

            cors_origin_lookup_init(&lookup, word);
            ck_assert_msg(cors_policy_excepts(settings, &lookup) == !no,
                          "{%s}: '%s'", excepts[_i].text, word);
        }
    }
}
END_TEST

/* Denied origins: a deny rule matches, or one is in force and the origin is
 * malformed. */
START_TEST(test_denied)
{
    static const struct {
        const char *text, *denied, *others;
    } rows[] = {
        {"", "", "https://x null x"},
        {"CorsDenyOrigin https://x", "https://x https://x. x https://x/",
         "https://y null file:// app://x"},
        {"CorsDenyOrigin https://x.", "https://x. x", "https://x"},
        {"CorsDenyOrigin null", "null x", "file://"},
        {"CorsDenyOrigin https://x; CorsEngine Off", "", "https://x x"},
        {"CorsDenyOrigin https://x | .htaccess:CorsDenyOrigin https://y; "
         "CorsEngine Off",
         "https://x x", "https://y"},
        {".htaccess:CorsDenyOrigin https://y; CorsEngine Off", "",
         "https://y x"},
    };
    int i, no;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *settings = settings_of(rows[i].text);
        const char *words[2] = {rows[i].denied, rows[i].others};
        const char *word;

        for (no = 0; no < 2; ++no) {
            while ((word = next_word(&words[no])) != NULL) {
                cors_origin_lookup_t lookup;

                cors_origin_lookup_init(&lookup, word);
                ck_assert_msg(cors_policy_denies(
                                  settings,
                                  cors_policy_protection_considered(settings),
                                  &lookup)
                                  == !no,
                              "{%s}: '%s'", rows[i].text, word);
            }
        }
    }
}
END_TEST

START_TEST(test_verdicts)
{
    check_verdicts(verdicts[_i].text, verdicts[_i].denied, denying_rule);
    check_verdicts(verdicts[_i].text, verdicts[_i].admitted,
                   cors_policy_find_admitting);
}
END_TEST

/* Deny rules of configuration files are applied although a tenant wrote
 * ReportOnly. */
START_TEST(test_applied)
{
    check_verdicts(applied[_i].text, applied[_i].denied, applied_rule);
}
END_TEST

START_TEST(test_origins_value)
{
    const cors_settings_t *settings = settings_of(origins[_i].text);
    const char *got = cors_policy_origins_value(settings, unit_pool);

    ck_assert_msg(same_text(got, origins[_i].want), "{%s}: got %s, want %s",
                  origins[_i].text, shown(got), shown(origins[_i].want));
}
END_TEST

/* The list of origins has a maximal length. */
START_TEST(test_origins_value_is_limited)
{
    const char *text = "CorsAllowOrigin";
    apr_size_t length = 0;
    const char *got;
    int i;

    for (i = 1; i < 1000; ++i) {
        text = apr_psprintf(unit_pool, "%s https://a%d.example", text, i);
        got = cors_policy_origins_value(settings_of(text), unit_pool);
        if (!got) {
            break;
        }
        length = strlen(got);
        ck_assert_int_eq((int)length, (int)strlen(strchr(text, ' ')) + i - 2);
    }
    ck_assert_msg(length <= CORS_ORIGINS_VALUE_MAX_LENGTH && length > 4060,
                  "%d origins, %d bytes", i - 1, (int)length);
}
END_TEST

/* 64 origins that together have exactly the maximal length, then one byte more,
 * then one origin more: in one section, in two sections, and in 64 sections. */
START_TEST(test_longest_origins_value)
{
    static const int sections[] = {64, 32, 1};
    const char *text = "CorsAllowOrigin";
    const char *plus = "";
    const char *got;
    int i;

    for (i = 0; i < 64; ++i) {
        if (i > 0 && i % sections[_i] == 0) {
            plus = "+";
            text = apr_pstrcat(unit_pool, text, " | CorsAllowOrigin", NULL);
        }
        text = apr_psprintf(unit_pool, "%s %shttps://a%0*d.b", text, plus,
                            i < 63 ? 51 : 53, i);
    }
    got = cors_policy_origins_value(settings_of(text), unit_pool);
    ck_assert_msg(got && strlen(got) == CORS_ORIGINS_VALUE_MAX_LENGTH,
                  "the longest value: %s", shown(got));
    got = cors_policy_origins_value(
        settings_of(apr_pstrcat(unit_pool, text, "b", NULL)), unit_pool);
    ck_assert_msg(!got, "one byte more: %s", shown(got));
    text = apr_pstrcat(unit_pool, text, " ", plus, "https://one.more", NULL);
    got = cors_policy_origins_value(settings_of(text), unit_pool);
    ck_assert_msg(!got, "one origin more: %s", shown(got));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_tenants, 0, ROWS(tenants));
    tcase_add_loop_test(tests, test_states, 0, ROWS(states));
    tcase_add_loop_test(tests, test_verdicts, 0, ROWS(verdicts));
    tcase_add_loop_test(tests, test_excepts, 0, ROWS(excepts));
    tcase_add_test(tests, test_denied);
    tcase_add_loop_test(tests, test_applied, 0, ROWS(applied));
    tcase_add_loop_test(tests, test_origins_value, 0, ROWS(origins));
    tcase_add_test(tests, test_origins_value_is_limited);
    tcase_add_loop_test(tests, test_longest_origins_value, 0, 3);
    tcase_add_loop_test(tests, test_htaccess_is_not_configured, 0, 2);
    tcase_add_test(tests, test_admitting);
    return unit_finish("cors_policy", tests);
}
