/* SPDX-License-Identifier: Apache-2.0
 *
 * cors_settings_merge: every field x {unset, base, add, both}; it is
 * associative, makes one allocation, and does not change its arguments.
 */
#include "policy/cors_settings.h"

#include "policy/cors_stance.h"
#include "settings.h"
#include "settings_rows.h"
#include "unit.h"

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
    /* The members after these are computed from settings, and not merged. */
    ck_assert_msg(end == offsetof(cors_settings_t, stance),
                  "no row for the last fields");
}
END_TEST

/* Reads a list of any kind: kinds differ only in the type of the sets. */
static cors_name_list_t list_at(const void *field)
{
    cors_name_list_t list;

    memcpy(&list, field, sizeof(list));
    return list;
}

static bool same_list(cors_name_list_t a, cors_name_list_t b)
{
    return a.list.place == b.list.place && a.list.count == b.list.count
           && (a.list.extends == b.list.extends || !a.list.place)
           && (a.list.count == 0
               || memcmp(a.sets, b.sets, a.list.count * sizeof(*a.sets)) == 0);
}

static bool same_field(int kind, const void *a, const void *b)
{
    const cors_engine_t *a_engine = a, *b_engine = b;
    const cors_switch_t *a_switch = a, *b_switch = b;
    const cors_enforce_t *a_enforce = a, *b_enforce = b;
    const cors_number_t *a_number = a, *b_number = b;
    const cors_tolerance_t *a_tolerance = a, *b_tolerance = b;

    switch (kind) {
    case ENGINE:
        return a_engine->place == b_engine->place
               && a_engine->mode == b_engine->mode;
    case SWITCH:
        return a_switch->place == b_switch->place
               && a_switch->on == b_switch->on;
    case ENFORCE:
        return a_enforce->place == b_enforce->place
               && a_enforce->level == b_enforce->level
               && a_enforce->credentials == b_enforce->credentials;
    case NUMBER:
        return a_number->place == b_number->place
               && a_number->value == b_number->value
               && a_number->text == b_number->text;
    case TOLERANCE:
        return a_tolerance->place == b_tolerance->place
               && a_tolerance->flags == b_tolerance->flags;
    default:
        return same_list(list_at(a), list_at(b));
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

static cors_name_list_t joined(cors_name_list_t base, cors_name_list_t add)
{
    cors_names_t **sets = apr_palloc(
        unit_pool, (base.list.count + add.list.count) * sizeof(*sets));
    cors_name_list_t list = add;

    memcpy(sets, base.sets, base.list.count * sizeof(*sets));
    memcpy(sets + base.list.count, add.sets, add.list.count * sizeof(*sets));
    list.list.extends = base.list.extends;
    list.list.count = base.list.count + add.list.count;
    list.sets = sets;
    return list;
}

/* A tenant's settings do not change the configured ones. */
START_TEST(test_configured)
{
    static const char *const texts[] = {
        "CorsEngine Off; CorsEnforce Unsafe | .htaccess:CorsEngine On; "
        "CorsEnforce On Credentials",
        ".htaccess:CorsEngine On; CorsEnforce On Credentials | CorsEngine Off; "
        "CorsEnforce Unsafe"};
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        const cors_settings_t *settings = settings_of(texts[i]);

        ck_assert_msg(settings->configured_enforce.level == CORS_ENFORCE_UNSAFE
                          && !settings->configured_enforce.credentials
                          && settings->configured_engine.mode
                                 == CORS_ENGINE_OFF,
                      "{%s}", texts[i]);
        ck_assert_msg(
            settings->enforce.level
                    == (i == 0 ? CORS_ENFORCE_ON : CORS_ENFORCE_UNSAFE)
                && settings->enforce.credentials == (i == 0),
            "{%s}", texts[i]);
    }
}
END_TEST

START_TEST(test_fields)
{
    int line = 0;
    const cors_settings_t *unset = apr_pcalloc(unit_pool, sizeof(*unset));
    cors_settings_t *base = settings_section(fields[_i].base, &line);
    const cors_settings_t *add = settings_section(fields[_i].add, &line);
    const cors_settings_t *both;
    const char *label =
        apr_pstrcat(unit_pool, fields[_i].base, " | ", fields[_i].add, NULL);

    cors_stance_precompute(base, unit_pool);
    both = cors_settings_merge(base, add, unit_pool);
    ck_assert_msg(
        !same_field(fields[_i].kind, field_of(base, _i), field_of(add, _i)),
        "%s: the sides are the same", label);
    ck_assert_msg(
        !difference(cors_settings_merge(unset, unset, unit_pool), unset),
        "%s: both unset", label);
    /* If one side is empty, the other is the result. */
    ck_assert_msg(cors_settings_merge(base, unset, unit_pool) == base,
                  "%s: base alone", label);
    ck_assert_msg(cors_settings_merge(unset, add, unit_pool) == add,
                  "%s: add alone", label);
    ck_assert_msg(both->stance == NULL, "%s: has a stance", label);
    if (fields[_i].joins) {
        ck_assert_msg(same_list(list_at(field_of(both, _i)),
                                joined(list_at(field_of(base, _i)),
                                       list_at(field_of(add, _i)))),
                      "%s: both", label);
    }
    else {
        ck_assert_msg(
            same_field(fields[_i].kind, field_of(both, _i), field_of(add, _i)),
            "%s: both", label);
    }
}
END_TEST

/* Settings are the same if no field differs. Compares sections that were read,
 * merged, and merged again from the same text. */
START_TEST(test_same)
{
    int line = 0;
    const cors_settings_t *base = settings_section(fields[_i].base, &line);
    const cors_settings_t *again = settings_section(fields[_i].base, &line);
    const cors_settings_t *add = settings_section(fields[_i].add, &line);
    const cors_settings_t *both = cors_settings_merge(base, add, unit_pool);
    const cors_settings_t *others[] = {
        base,
        again,
        add,
        both,
        cors_settings_merge(base, add, unit_pool),
        cors_settings_merge(again, add, unit_pool)};
    int i, k;

    for (i = 0; i < ROWS(others); ++i) {
        for (k = 0; k < ROWS(others); ++k) {
            ck_assert_msg(cors_settings_are_same(others[i], others[k])
                              == !difference(others[i], others[k]),
                          "%s | %s: %d and %d", fields[_i].base, fields[_i].add,
                          i, k);
        }
    }
    ck_assert(cors_settings_are_same(others[3], others[4]));
    ck_assert(!cors_settings_are_same(base, again));
    ck_assert(!cors_settings_are_same(base, add));
    ck_assert_msg(!fields[_i].joins
                      || !cors_settings_are_same(others[3], others[5]),
                  "%s | %s: sets differ", fields[_i].base, fields[_i].add);
}
END_TEST

/* Settings are not the same if only the configured ones differ, which a
 * tenant's override. */
START_TEST(test_not_same_if_configured_differ)
{
    static const char *const texts[][2] = {
        {"CorsEngine On", ".htaccess:CorsEngine Off"},
        {"CorsEnforce On", ".htaccess:CorsEnforce Off"}};
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        int line = 0;
        const cors_settings_t *tenant = settings_section(texts[i][1], &line);
        const cors_settings_t *one = cors_settings_merge(
            settings_section(texts[i][0], &line), tenant, unit_pool);
        const cors_settings_t *other = cors_settings_merge(
            settings_section(texts[i][0], &line), tenant, unit_pool);

        ck_assert_msg(!cors_settings_are_same(one, other), "%s", texts[i][0]);
    }
}
END_TEST

/* Returns a section with values of some rows, from base or add. */
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
        ck_assert_msg(
            cors_settings_are_same(cors_settings_merge(ab, c, unit_pool),
                                   cors_settings_merge(a, bc, unit_pool)),
            "seed %d, triple %d: not the same", 1000 + _i, i);
        ck_assert_msg(cors_settings_are_same(ab, bc) == !difference(ab, bc),
                      "seed %d, triple %d: pairs", 1000 + _i, i);
    }
}
END_TEST

/* The sets are in the same allocation as the struct, also where a block of the
 * pool ends: two allocations would be in different blocks there. Between two
 * merges the test allocates a pad of varying size, so that blocks end at
 * different positions; otherwise merges are adjacent, so nothing else is
 * allocated. The arguments do not change. */
START_TEST(test_one_allocation)
{
    static const char text[] =
        "CorsAllowOrigin +*; CorsDenyOrigin *; CorsEnforceExcept +null; "
        "CorsAllowMethods +A; "
        "CorsAllowHeaders +a; CorsExposeHeaders +a; CorsMaxAge 5";
    int line = 0, blocks = 0, i;
    const cors_settings_t *base = settings_section(text, &line);
    const cors_settings_t *add = settings_section(text, &line);
    const cors_settings_t base_before = *base, add_before = *add;
    const cors_names_t *const base_set = base->methods.sets[0];
    const cors_names_t *const add_set = add->methods.sets[0];
    const char *end = NULL;

    for (i = 0; blocks < 100; ++i) {
        apr_size_t pad = APR_ALIGN_DEFAULT(1) * (1 + i % 13);
        const char *padding = apr_palloc(unit_pool, pad);
        const cors_settings_t *merged =
            cors_settings_merge(base, add, unit_pool);
        void *const *space = (void *const *)(merged + 1);

        ck_assert_msg(
            (const void *)merged->origin_rules.sets == space
                && (const void *)merged->deny_rules.sets == space + 2
                && (const void *)merged->enforce_except.sets == space + 4
                && (const void *)merged->methods.sets == space + 6
                && (const void *)merged->request_headers.sets == space + 8
                && (const void *)merged->exposed_headers.sets == space + 10,
            "merge %d: sets are apart from the settings", i);
        if (padding != end || (const char *)merged != padding + pad) {
            ++blocks;
        }
        end = (const char *)(space + 12);
    }
    ck_assert_msg(i > 10 * blocks || !UNIT_POOLS_IN_SEQUENCE,
                  "%d merges take %d blocks", i, blocks);
    ck_assert(memcmp(base, &base_before, sizeof(*base)) == 0);
    ck_assert(memcmp(add, &add_before, sizeof(*add)) == 0);
    ck_assert_ptr_eq(base->methods.sets[0], base_set);
    ck_assert_ptr_eq(add->methods.sets[0], add_set);
}
END_TEST

static void write_dependent(void *baton, const char *directive,
                            cors_needs_e needs, const cors_place_t *place)
{
    static const char *const words[] = {"nothing", "rules", "enforcement"};
    const char **text = baton;

    *text = apr_psprintf(unit_pool, "%s%s:%d needs %s; ", *text, directive,
                         place->line, words[needs]);
}

static void write_field(void *baton, const char *directive,
                        cors_setting_kind_e kind, const void *field)
{
    const char **text = baton;

    *text = apr_psprintf(unit_pool, "%s%s %d:%d; ", *text, directive, kind,
                         (*(const cors_place_t *const *)field)->line);
}

START_TEST(test_each)
{
    static const struct {
        const char *text;
        const char *want;
    } rows[] = {
        {"", ""},
        {"CorsAllowOrigin *; CorsDenyOrigin null; CorsAllowMethods A; "
         "CorsEngine On; CorsPreflight Forward; CorsEnforce On; CorsMaxAge 5; "
         "CorsDangerouslyTolerate NullOrigin",
         "CorsAllowOrigin 0:1; CorsDenyOrigin 1:2; CorsAllowMethods 2:3; "
         "CorsEngine 3:4; CorsPreflight 4:5; CorsEnforce 5:6; CorsMaxAge 6:7; "
         "CorsDangerouslyTolerate 7:8; "},
        {"CorsAllowOrigin *; CorsMaxAge None | CorsAllowOrigin None",
         "CorsAllowOrigin 0:3; CorsMaxAge 6:2; "},
    };
    size_t i;

    for (i = 0; i < ROWS(rows); ++i) {
        const char *text = "";

        cors_settings_each(settings_of(rows[i].text), write_field, &text);
        ck_assert_str_eq(text, rows[i].want);
    }
}
END_TEST

START_TEST(test_dependents)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"CorsAllowOrigin *; CorsDenyOrigin *; CorsEngine Off; CorsEnforce On; "
         "CorsDangerouslyTolerate NullOrigin",
         ""},
        {"CorsEnforceExcept https://a",
         "CorsEnforceExcept:1 needs enforcement; "},
        {"CorsAllowMethods A; CorsAllowHeaders b; CorsExposeHeaders c",
         "CorsAllowMethods:1 needs rules; CorsAllowHeaders:2 needs rules; "
         "CorsExposeHeaders:3 needs rules; "},
        {"CorsAllowMethods None; CorsEnforceExcept None", ""},
        {"CorsAllowMethods A | CorsAllowMethods +B | CorsAllowMethods +C D",
         "CorsAllowMethods:1 needs rules; CorsAllowMethods:2 needs rules; "
         "CorsAllowMethods:3 needs rules; "},
        {"CorsAllowCredentials On", "CorsAllowCredentials:1 needs rules; "},
        {"CorsTimingAllowOrigin On", "CorsTimingAllowOrigin:1 needs rules; "},
        {"CorsPreflight Forward", "CorsPreflight:1 needs rules; "},
        {"CorsPreserveExisting On", "CorsPreserveExisting:1 needs rules; "},
        {"CorsAllowCredentials Off; CorsTimingAllowOrigin Off; "
         "CorsPreflight Answer; CorsPreserveExisting Off; CorsMaxAge None",
         ""},
        {"CorsMaxAge 0", "CorsMaxAge:1 needs rules; "},
        {"CorsPreflightStatus 204", "CorsPreflightStatus:1 needs rules; "},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const char *got = "";

        cors_settings_each_dependent(settings_of(rows[i].text), write_dependent,
                                     &got);
        ck_assert_msg(same_text(got, rows[i].want), "{%s}: got '%s'",
                      rows[i].text, got);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_fields_are_complete);
    tcase_add_loop_test(tests, test_fields, 0, ROWS(fields));
    tcase_add_test(tests, test_configured);
    tcase_add_loop_test(tests, test_same, 0, ROWS(fields));
    tcase_add_test(tests, test_not_same_if_configured_differ);
    tcase_add_loop_test(tests, test_associative, 0, 20);
    tcase_add_test(tests, test_one_allocation);
    tcase_add_test(tests, test_each);
    tcase_add_test(tests, test_dependents);
    return unit_finish("cors_settings", tests);
}
