/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_policy.h"

#include "policy_rows.h"
#include "settings.h"
#include "unit.h"

/* --- merging: every field x {unset, base, add, both} ---------------------- */

enum { SWITCH, NUMBER, TOLERANCE, LIST };

static const size_t sizes[] = {sizeof(cors_switch_t), sizeof(cors_number_t),
                               sizeof(cors_tolerance_t), sizeof(cors_list_t)};

#define FIELD(name) offsetof(cors_settings_t, name)

/* joins: where both are set, base's sets come first, then those of add. */
static const struct {
    size_t offset;
    int kind;
    const char *base, *add;
    bool joins;
} fields[] = {
    {FIELD(engine), SWITCH, "CorsEngine Off", "CorsEngine On", false},
    {FIELD(engine), SWITCH, "CorsEngine On", ".htaccess:CorsEngine Off", false},
    {FIELD(configured_engine), SWITCH, "CorsEngine On", "CorsEngine Off",
     false},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *",
     "CorsAllowOrigin https://a", false},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *",
     "CorsAllowOrigin +https://a", true},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin +*",
     "CorsAllowOriginMatch +https://a", true},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *", "CorsAllowOrigin None",
     false},
    {FIELD(deny_rules), LIST, "CorsDenyOrigin *", "CorsDenyOrigin https://a",
     true},
    {FIELD(methods), LIST, "CorsAllowMethods PUT", "CorsAllowMethods PATCH",
     false},
    {FIELD(methods), LIST, "CorsAllowMethods PUT", "CorsAllowMethods +PATCH",
     true},
    {FIELD(request_headers), LIST, "CorsAllowHeaders x", "CorsAllowHeaders y",
     false},
    {FIELD(request_headers), LIST, "CorsAllowHeaders x", "CorsAllowHeaders +y",
     true},
    {FIELD(exposed_headers), LIST, "CorsExposeHeaders x", "CorsExposeHeaders y",
     false},
    {FIELD(exposed_headers), LIST, "CorsExposeHeaders x",
     "CorsExposeHeaders +y", true},
    {FIELD(credentials), SWITCH, "CorsAllowCredentials On",
     "CorsAllowCredentials Off", false},
    {FIELD(enforce), SWITCH, "CorsEnforce Off", "CorsEnforce On", false},
    {FIELD(enforce), SWITCH, "CorsEnforce On", ".htaccess:CorsEnforce Off",
     false},
    {FIELD(configured_enforce), SWITCH, "CorsEnforce On", "CorsEnforce Off",
     false},
    {FIELD(max_age), NUMBER, "CorsMaxAge 600", "CorsMaxAge 0", false},
    {FIELD(max_age), NUMBER, "CorsMaxAge 600", "CorsMaxAge None", false},
    {FIELD(preflight_status), NUMBER, "CorsPreflightStatus 200",
     "CorsPreflightStatus 204", false},
    {FIELD(tolerance), TOLERANCE, "CorsDangerouslyTolerate NullOrigin",
     "CorsDangerouslyTolerate InsecureOrigins", false},
    {FIELD(tolerance), TOLERANCE, "CorsDangerouslyTolerate NullOrigin",
     "CorsDangerouslyTolerate None", false},
};

/* Every field of the settings has a row, in order and without gaps. */
START_TEST(test_fields_are_complete)
{
    size_t end = 0;
    int i;

    for (i = 0; i < ROWS(fields); ++i) {
        if (i == 0 || fields[i].offset != fields[i - 1].offset) {
            ck_assert_msg(fields[i].offset == end, "no row before '%s'",
                          fields[i].base);
            end += sizes[fields[i].kind];
        }
    }
    ck_assert_msg(end == sizeof(cors_settings_t), "no row for the last fields");
}
END_TEST

static bool same_list(const cors_list_t *a, const cors_list_t *b)
{
    return a->place == b->place && a->count == b->count
           && (a->extends == b->extends || !a->place)
           && (a->count == 0
               || memcmp(a->sets, b->sets, a->count * sizeof(void *)) == 0);
}

static bool same_field(int kind, const void *a, const void *b)
{
    const cors_switch_t *a_switch = a, *b_switch = b;
    const cors_number_t *a_number = a, *b_number = b;
    const cors_tolerance_t *a_tolerance = a, *b_tolerance = b;

    switch (kind) {
    case SWITCH:
        return a_switch->place == b_switch->place
               && a_switch->on == b_switch->on;
    case NUMBER:
        return a_number->place == b_number->place
               && a_number->value == b_number->value
               && a_number->text == b_number->text;
    case TOLERANCE:
        return a_tolerance->place == b_tolerance->place
               && a_tolerance->flags == b_tolerance->flags;
    default:
        return same_list(a, b);
    }
}

static const void *field_of(const cors_settings_t *settings, int row)
{
    return (const char *)settings + fields[row].offset;
}

static const char *difference(const cors_settings_t *a,
                              const cors_settings_t *b)
{
    int i;

    for (i = 0; i < ROWS(fields); ++i) {
        if (!same_field(fields[i].kind, field_of(a, i), field_of(b, i))) {
            return fields[i].base;
        }
    }
    return NULL;
}

static cors_list_t joined(const cors_list_t *base, const cors_list_t *add)
{
    void **sets =
        apr_palloc(unit_pool, (base->count + add->count) * sizeof(*sets));
    cors_list_t list = *add;

    memcpy(sets, base->sets, base->count * sizeof(*sets));
    memcpy(sets + base->count, add->sets, add->count * sizeof(*sets));
    list.extends = base->extends;
    list.count = base->count + add->count;
    list.sets = sets;
    return list;
}

START_TEST(test_fields)
{
    int line = 0;
    const cors_settings_t *unset = cors_settings_create(unit_pool);
    const cors_settings_t *base = settings_section(fields[_i].base, &line);
    const cors_settings_t *add = settings_section(fields[_i].add, &line);
    const cors_settings_t *both = cors_settings_merge(base, add, unit_pool);
    const char *label =
        apr_pstrcat(unit_pool, fields[_i].base, " | ", fields[_i].add, NULL);
    cors_list_t list;

    ck_assert_msg(
        !same_field(fields[_i].kind, field_of(base, _i), field_of(add, _i)),
        "%s: the sides are the same", label);
    ck_assert_msg(
        !difference(cors_settings_merge(unset, unset, unit_pool), unset),
        "%s: both unset", label);
    ck_assert_msg(
        !difference(cors_settings_merge(base, unset, unit_pool), base),
        "%s: base alone", label);
    ck_assert_msg(!difference(cors_settings_merge(unset, add, unit_pool), add),
                  "%s: add alone", label);
    if (fields[_i].joins) {
        list = joined(field_of(base, _i), field_of(add, _i));
        ck_assert_msg(same_list(field_of(both, _i), &list), "%s: both", label);
    }
    else {
        ck_assert_msg(
            same_field(fields[_i].kind, field_of(both, _i), field_of(add, _i)),
            "%s: both", label);
    }
}
END_TEST

/* A section with some of the rows above, from either side. */
static cors_settings_t *random_section(uint64_t *state, int *line)
{
    const char *text = unit_random(state, 3) ? "" : ".htaccess:";
    size_t last = SIZE_MAX;
    int i;

    for (i = 0; i < ROWS(fields); ++i) {
        const char *side =
            unit_random(state, 2) ? fields[i].base : fields[i].add;

        if (fields[i].offset != last && unit_random(state, 3) == 0
            && side[0] == 'C') {
            text = apr_pstrcat(unit_pool, text, side, ";", NULL);
            last = fields[i].offset;
        }
    }
    return settings_section(text, line);
}

START_TEST(test_associative)
{
    uint64_t state = 1000 + (uint64_t)_i;
    int i;

    for (i = 0; i < 100; ++i) {
        int line = 0;
        const cors_settings_t *a = random_section(&state, &line);
        const cors_settings_t *b = random_section(&state, &line);
        const cors_settings_t *c = random_section(&state, &line);
        const cors_settings_t *ab = cors_settings_merge(a, b, unit_pool);
        const cors_settings_t *bc = cors_settings_merge(b, c, unit_pool);
        const char *differs = difference(cors_settings_merge(ab, c, unit_pool),
                                         cors_settings_merge(a, bc, unit_pool));

        ck_assert_msg(!differs, "seed %d, triple %d: '%s' differs", 1000 + _i,
                      i, shown(differs));
    }
}
END_TEST

/* The sets follow the struct, at the end of every block of the pool too: two
 * allocations would be torn apart there. Merges are neighbours but for a pad,
 * which varies where blocks end: nothing else is allocated. Neither side is
 * written to. */
START_TEST(test_one_allocation)
{
    static const char text[] =
        "CorsAllowOrigin +*; CorsDenyOrigin *; CorsAllowMethods +A; "
        "CorsAllowHeaders +a; CorsExposeHeaders +a; CorsMaxAge 5";
    int line = 0, blocks = 0, i;
    const cors_settings_t *base = settings_section(text, &line);
    const cors_settings_t *add = settings_section(text, &line);
    const cors_settings_t base_before = *base, add_before = *add;
    void *const base_set = base->methods.sets[0];
    void *const add_set = add->methods.sets[0];
    const char *end = NULL;

    for (i = 0; blocks < 100; ++i) {
        apr_size_t pad = APR_ALIGN_DEFAULT(1) * (1 + i % 13);
        const char *padding = apr_palloc(unit_pool, pad);
        const cors_settings_t *merged =
            cors_settings_merge(base, add, unit_pool);
        void *const *space = (void *const *)(merged + 1);

        ck_assert_msg(merged->origin_rules.sets == space
                          && merged->deny_rules.sets == space + 2
                          && merged->methods.sets == space + 4
                          && merged->request_headers.sets == space + 6
                          && merged->exposed_headers.sets == space + 8,
                      "merge %d: sets are apart from the settings", i);
        if (padding != end || (const char *)merged != padding + pad) {
            ++blocks;
        }
        end = (const char *)(space + 10);
    }
    ck_assert_msg(i > 10 * blocks, "%d merges take %d blocks", i, blocks);
    ck_assert(memcmp(base, &base_before, sizeof(*base)) == 0);
    ck_assert(memcmp(add, &add_before, sizeof(*add)) == 0);
    ck_assert_ptr_eq(base->methods.sets[0], base_set);
    ck_assert_ptr_eq(add->methods.sets[0], add_set);
}
END_TEST

/* --- judging --------------------------------------------------------------- */

START_TEST(test_states)
{
    static const char *const scopes[] = {"", " deny:configured", " deny:all"};
    const cors_settings_t *settings = settings_of(states[_i].text);
    bool policy = cors_policy_is_in_force(settings);
    const char *constant =
        policy ? cors_policy_constant_origin(settings) : NULL;
    const char *got = apr_pstrcat(
        unit_pool, scopes[cors_deny_scope(settings)],
        cors_enforcement_is_in_force(settings) ? " enforce" : "",
        cors_protection_is_in_force(settings) ? " protection" : "",
        policy ? " policy" : "", constant ? " constant:" : "",
        constant ? constant : "",
        policy && cors_policy_is_any_alone(settings) ? " alone" : "", NULL);

    ck_assert_msg(same_text(got, states[_i].want), "{%s}: got '%s', want '%s'",
                  states[_i].text, got, states[_i].want);
    ck_assert_msg(
        cors_denial_is_in_force(settings)
            == (cors_protection_is_in_force(settings)
                && (strstr(got, "deny:all") || strstr(got, "deny:configured"))),
        "{%s}: denial", states[_i].text);
}
END_TEST

/* What configuration files say stays apart, however a tenant's file is merged
 * with it. */
START_TEST(test_htaccess_is_not_configured)
{
    const cors_settings_t *settings = settings_of(
        _i ? "CorsEngine On; CorsEnforce On | .htaccess:CorsEngine Off; "
             "CorsEnforce Off"
           : ".htaccess:CorsEngine Off; CorsEnforce Off | CorsMaxAge 5 | "
             "CorsEngine On; CorsEnforce On");

    ck_assert(settings->configured_engine.on);
    ck_assert(settings->configured_enforce.on);
    ck_assert(settings->engine.on == !_i);
    ck_assert(settings->enforce.on == !_i);
    ck_assert(!settings->configured_enforce.place->in_htaccess);
    ck_assert(settings->enforce.place->in_htaccess == (_i == 1));
}
END_TEST

typedef const cors_rule_t *asked_t(const cors_settings_t *settings,
                                   cors_origin_lookup_t *lookup);

static void check_verdicts(const char *label, const char *words, asked_t *ask)
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
        rule = ask(settings, &lookup);
        ck_assert_msg(same_text(rule ? rule->text : NULL, want),
                      "{%s}, '%s': got %s, want %s", label, text,
                      shown(rule ? rule->text : NULL), shown(want));
    }
}

START_TEST(test_verdicts)
{
    check_verdicts(verdicts[_i].text, verdicts[_i].denied,
                   cors_settings_denies);
    check_verdicts(verdicts[_i].text, verdicts[_i].admitted,
                   cors_settings_admits);
}
END_TEST

START_TEST(test_lists)
{
    const char *label = lists[_i].text;
    const cors_list_t *list = &settings_of(label)->request_headers;
    const char *value = cors_list_value(list, CORS_HEADER_NAMES, unit_pool);
    const char *words[2] = {lists[_i].has, lists[_i].has_not};
    const char *word;
    int no;

    ck_assert_msg(same_text(value, lists[_i].value), "{%s}: value '%s'", label,
                  shown(value));
    ck_assert_msg((cors_list_any(list) != NULL) == lists[_i].any, "{%s}: any",
                  label);
    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            ck_assert_msg(cors_list_contains(list, word, strlen(word)) == !no,
                          "{%s}: '%s'", label, word);
        }
    }
}
END_TEST

START_TEST(test_methods_keep_their_case)
{
    const cors_list_t *list =
        &settings_of("CorsAllowMethods patch | CorsAllowMethods +PATCH patch")
             ->methods;

    ck_assert_str_eq(cors_list_value(list, CORS_METHOD_NAMES, unit_pool),
                     "patch, PATCH");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_fields_are_complete);
    tcase_add_loop_test(tests, test_fields, 0, ROWS(fields));
    tcase_add_loop_test(tests, test_associative, 0, 20);
    tcase_add_test(tests, test_one_allocation);
    tcase_add_loop_test(tests, test_states, 0, ROWS(states));
    tcase_add_loop_test(tests, test_verdicts, 0, ROWS(verdicts));
    tcase_add_loop_test(tests, test_lists, 0, ROWS(lists));
    tcase_add_test(tests, test_methods_keep_their_case);
    tcase_add_loop_test(tests, test_htaccess_is_not_configured, 0, 2);
    return unit_finish("cors_policy", tests);
}
