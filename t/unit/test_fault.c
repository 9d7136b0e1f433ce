/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_fault.h"

#include "origin/cors_public_suffix.h"
#include "settings.h"
#include "unit.h"

#define ON "; CorsAllowCredentials On"

/* A word for each kind of fault. */
static const char *const kinds[] = {
    "none",         "null",     "null-untolerated", "any",     "matcher",
    "installation", "insecure", "public-suffix",    "exposed",
};

typedef struct {
    const char *text;
    int left; /* the number of faults that are still wanted */
} report_t;

static bool describe(void *baton, const cors_fault_t *fault)
{
    report_t *report = baton;

    ck_assert_int_gt(report->left, 0);
    report->text =
        apr_psprintf(unit_pool, "%s%s%s:%d:%d", report->text,
                     *report->text ? " " : "", kinds[fault->kind],
                     fault->place->line, fault->other ? fault->other->line : 0);
    return --report->left > 0;
}

/* Returns the first faults, at most max, as "kind:line:other", where other is
 * the line of the other directive, or 0. Checks that cors_fault_first returns
 * one of them. */
static const char *described(const cors_settings_t *settings, int max)
{
    report_t report = {"", max};
    report_t first = {"", 1};
    cors_fault_t fault = cors_fault_first(settings);

    if (max > 0) {
        cors_fault_each(settings, describe, &report);
    }
    if (fault.kind != CORS_FAULT_NONE) {
        describe(&first, &fault);
    }
    ck_assert_msg(max < 15 || strstr(report.text, first.text) != NULL,
                  "each: '%s', first: '%s'", report.text, first.text);
    ck_assert(max == 0 || !*first.text == !*report.text);
    return report.text;
}

/* Each directive is one line; lines are counted from 1. */
static const struct {
    const char *text, *want;
} rows[] = {
    {"", ""},
    {"CorsAllowOrigin https://a https://*.b.example; CorsAllowMethods *; "
     "CorsAllowHeaders *; CorsExposeHeaders x" ON,
     ""},
    /* "*" */
    {"CorsAllowOrigin *; CorsAllowMethods *; CorsAllowHeaders *; "
     "CorsExposeHeaders *",
     ""},
    {"CorsAllowOrigin *" ON, "any:1:2"},
    {"CorsAllowCredentials On; CorsAllowOrigin https://a; CorsAllowOrigin *",
     "any:3:1"},
    {"CorsAllowOrigin *" ON " | CorsAllowCredentials Off", ""},
    {"CorsAllowOrigin * | CorsAllowOrigin https://a" ON, ""},
    {"CorsMaxAge 5" ON " | .htaccess:CorsAllowOrigin https://a *", "any:3:2"},
    {"CorsAllowOrigin * | CorsAllowOrigin +https://a | .htaccess:CorsMaxAge "
     "5" ON,
     "any:1:4"},
    {"CorsAllowOrigin *; CorsDangerouslyTolerate InsecureOrigins "
     "PublicSuffixes NullOrigin" ON,
     "any:1:3"},
    /* "null" */
    {"CorsAllowOrigin https://a; CorsAllowOrigin null", "null-untolerated:2:0"},
    {"CorsAllowOrigin null; CorsDangerouslyTolerate InsecureOrigins "
     "PublicSuffixes",
     "null-untolerated:1:0"},
    {"CorsAllowOrigin null; CorsDangerouslyTolerate NullOrigin", ""},
    {"CorsDangerouslyTolerate NullOrigin | CorsAllowOrigin null", ""},
    {"CorsDangerouslyTolerate NullOrigin | CorsAllowOrigin null; "
     "CorsDangerouslyTolerate None",
     "null-untolerated:2:0"},
    {"CorsDangerouslyTolerate NullOrigin | CorsAllowOrigin null; "
     "CorsDangerouslyTolerate InsecureOrigins",
     "null-untolerated:2:0"},
    {"CorsAllowOrigin null" ON, "null:1:2"},
    {"CorsAllowOrigin null; CorsDangerouslyTolerate NullOrigin" ON, "null:1:3"},
    /* "file://" */
    {"CorsAllowOrigin file://", "null-untolerated:1:0"},
    {"CorsAllowOrigin file://; CorsDangerouslyTolerate NullOrigin", ""},
    {"CorsAllowOrigin file://; CorsDangerouslyTolerate NullOrigin" ON,
     "null:1:3"},
    {"CorsAllowOrigin file://; CorsAllowOrigin null",
     "null-untolerated:1:0 null-untolerated:2:0"},
    {"CorsAllowOrigin *; CorsDenyOrigin file://", ""},
    /* Any host of a scheme. */
    {"CorsAllowOrigin app://*", ""},
    {"CorsAllowOrigin app://. app://A qrc:// moz-extension://a" ON, ""},
    {"CorsAllowOrigin app://*" ON, "installation:1:2"},
    {"CorsAllowOrigin app://*; CorsDangerouslyTolerate InsecureOrigins "
     "PublicSuffixes NullOrigin" ON,
     "installation:1:3"},
    {"CorsAllowOrigin app://*; CorsAllowOriginMatch moz-extension:// ; "
     "CorsDangerouslyTolerate AnyInstallation" ON,
     ""},
    {"CorsAllowOriginMatch moz-extension://", ""},
    {"CorsAllowOriginMatch moz-extension://; CorsAllowOrigin app://* "
     "https://a x-y://*" ON,
     "installation:2:3 installation:2:3 installation:1:3"},
    {"CorsAllowOriginMatch x-own://" ON, "installation:1:2"},
    {"CorsAllowOriginMatch moz-extension://a.example" ON, ""},
    {"CorsDenyOrigin app://* null file://; CorsAllowOrigin https://a" ON, ""},
    /* http */
    {"CorsAllowOrigin http://a http://*.b", ""},
    {"CorsAllowOrigin http://localhost:* http://*.localhost http://[::1] "
     "http://127.0.0.1:81" ON,
     ""},
    {"CorsAllowOrigin https://a; CorsAllowOrigin http://a" ON, "insecure:2:3"},
    {"CorsAllowOrigin http://*.b.example:*; CorsDangerouslyTolerate "
     "NullOrigin PublicSuffixes" ON,
     "insecure:1:3"},
    {"CorsAllowOrigin http://a; CorsDangerouslyTolerate InsecureOrigins" ON,
     ""},
    {"CorsDangerouslyTolerate InsecureOrigins | CorsAllowOrigin http://a" ON,
     ""},
    /* Matchers. */
    {"CorsAllowOriginMatch https://a", ""},
    {"CorsAllowOriginMatch https://", ""},
    {"CorsAllowOriginMatch https://a.example" ON, ""},
    {"CorsAllowOriginMatch http://a" ON, ""},
    {"CorsAllowOriginMatch http://" ON, "matcher:1:2"},
    {"CorsAllowOriginMatch https://a.example; CorsAllowOriginMatch https://" ON,
     "matcher:2:3"},
    {"CorsAllowOriginMatch https://; CorsDangerouslyTolerate InsecureOrigins "
     "PublicSuffixes NullOrigin" ON,
     "matcher:1:3"},
    /* Exposed header names. */
    {"CorsAllowOrigin https://a; CorsExposeHeaders *" ON, "exposed:2:3"},
    {"CorsAllowOrigin https://a; CorsExposeHeaders * | "
     "CorsExposeHeaders x" ON,
     ""},
    {"CorsAllowOrigin https://a; CorsExposeHeaders *; "
     "CorsDangerouslyTolerate InsecureOrigins PublicSuffixes NullOrigin" ON,
     "exposed:2:4"},
    /* Deny rules have no faults, and do not prevent those of other rules. */
    {"CorsAllowOrigin https://a; CorsDenyOrigin * null http://b" ON, ""},
    {"CorsAllowOrigin *; CorsDenyOrigin *" ON, "any:1:3"},
    /* The first of each kind in a section, of every section. */
    /* All of one kind, in the order of adding. */
    {"CorsAllowOrigin http://a; CorsAllowOrigin http://b" ON,
     "insecure:1:3 insecure:2:3"},
    {"CorsAllowOrigin http://a; CorsAllowOrigin * null; "
     "CorsAllowOriginMatch h; CorsExposeHeaders *" ON,
     "null:2:5 any:2:5 matcher:3:5 insecure:1:5 exposed:4:5"},
    {"CorsAllowOrigin http://a | CorsAllowOrigin +http://b" ON,
     "insecure:1:3 insecure:2:3"},
    {"CorsAllowOrigin * | CorsAllowOrigin +null | CorsAllowOriginMatch +h" ON,
     "any:1:4 null:2:4 matcher:3:4"},
    {"CorsAllowOrigin https://a; CorsExposeHeaders * | CorsExposeHeaders +X-A "
     "| CorsExposeHeaders +*" ON,
     "exposed:2:5 exposed:4:5"},
    /* Origin rules of others may be merged later. */
    {"CorsExposeHeaders *" ON, "exposed:1:2"},
    {"CorsAllowOrigin null | CorsAllowOrigin +null * http://a",
     "null-untolerated:1:0 null-untolerated:2:0"},
};

START_TEST(test_rows)
{
    const char *got = described(settings_of(rows[_i].text), 15);

    ck_assert_msg(same_text(got, rows[_i].want), "{%s}: got '%s', want '%s'",
                  rows[_i].text, got, rows[_i].want);
}
END_TEST

/* Public suffixes; without libpsl there is no such fault. */
static const struct {
    const char *text, *want;
} suffixes[] = {
    {"CorsAllowOrigin https://*.com https://*.github.io", ""},
    {"CorsAllowOrigin https://com https://github.io:*" ON, ""},
    {"CorsAllowOrigin https://*.example.com https://*.corp:*" ON, ""},
    {"CorsAllowOrigin https://*.com" ON, "public-suffix:1:2"},
    {"CorsAllowOrigin https://*.a.example; CorsAllowOrigin "
     "https://*.co.uk:8443" ON,
     "public-suffix:2:3"},
    {"CorsAllowOrigin https://*.github.io:*; CorsDangerouslyTolerate "
     "InsecureOrigins NullOrigin" ON,
     "public-suffix:1:3"},
    {"CorsAllowOrigin https://*.com; CorsDangerouslyTolerate "
     "PublicSuffixes" ON,
     ""},
    {"CorsAllowOrigin wss://*.com." ON, "public-suffix:1:2"},
};

START_TEST(test_suffixes)
{
    const char *text = suffixes[_i].text;
    const char *got = described(settings_of(text), 15);
    const char *want =
        cors_public_suffix_is_built_in() ? suffixes[_i].want : "";

    ck_assert_msg(same_text(got, want), "{%s}: got '%s', want '%s'", text, got,
                  want);
}
END_TEST

/* The search ends when the callback returns false. */
START_TEST(test_search_ends)
{
    const cors_settings_t *settings =
        settings_of("CorsAllowOrigin http://a * null; CorsAllowOriginMatch h "
                    "| CorsAllowOrigin +http://b; CorsExposeHeaders *" ON);
    const char *want = "null:1:5 any:1:5 matcher:2:5 insecure:1:5 "
                       "insecure:3:5 exposed:4:5";
    const char *got = described(settings, _i);
    const char *cursor = want;
    int words = 0;

    while (words < _i && next_word(&cursor)) {
        ++words;
    }
    want = apr_pstrmemdup(unit_pool, want, (apr_size_t)(cursor - want));
    if (*cursor) {
        want = apr_pstrmemdup(unit_pool, want, words ? strlen(want) - 1 : 0);
    }
    ck_assert_msg(same_text(got, want), "%d: got '%s', want '%s'", _i, got,
                  want);
}
END_TEST

#define CANNOT " cannot be used with 'CorsAllowCredentials On' (unit.conf:2), "
#define WITH_FILE "every local file has that origin; remove it"
#define WITH_NULL "every sandboxed page has that origin; remove it"

#define INSTALLATION                                                           \
    "every extension or application with that scheme is admitted; list the "   \
    "origins, or write 'CorsDangerouslyTolerate AnyInstallation' in a "        \
    "configuration file"

static const struct {
    const char *text, *want;
} sentences[] = {
    {"CorsAllowOrigin null" ON, "CorsAllowOrigin 'null'" CANNOT WITH_NULL},
    {"CorsAllowOrigin null",
     "CorsAllowOrigin 'null' is not tolerated here, " WITH_NULL
     ", or write 'CorsDangerouslyTolerate NullOrigin' in a configuration "
     "file"},
    {"CorsAllowOrigin file://" ON,
     "CorsAllowOrigin 'file://'" CANNOT WITH_FILE},
    {"CorsAllowOrigin file://",
     "CorsAllowOrigin 'file://' is not tolerated here, " WITH_FILE
     ", or write 'CorsDangerouslyTolerate NullOrigin' in a configuration "
     "file"},
    {"CorsAllowOrigin app://*" ON,
     "CorsAllowOrigin 'app://*'" CANNOT INSTALLATION},
    {"CorsAllowOriginMatch app://" ON,
     "CorsAllowOriginMatch 'app://'" CANNOT INSTALLATION},
    {"CorsAllowOrigin *" ON,
     "CorsAllowOrigin '*'" CANNOT "browsers reject it; list the origins"},
    {"CorsAllowOriginMatch https?://" ON, NULL},
    {"CorsAllowOriginMatch https://" ON,
     "CorsAllowOriginMatch 'https://'" CANNOT
     "it also matches origins that have nothing in common; write a narrower "
     "one, or list the origins"},
    {"CorsAllowOrigin http://*.a.example:*" ON,
     "CorsAllowOrigin 'http://*.a.example:*'" CANNOT
     "anyone on the network path can act as that origin; write 'https', "
     "or 'CorsDangerouslyTolerate InsecureOrigins' in a configuration file"},
    {"CorsExposeHeaders x *" ON "; CorsAllowOrigin https://a",
     "CorsExposeHeaders '*'" CANNOT
     "browsers then treat it as a header name; list the names"},
};

static const char *first_sentence(const char *text)
{
    cors_fault_t fault = cors_fault_first(settings_of(text));

    return fault.kind != CORS_FAULT_NONE
               ? cors_fault_sentence(&fault, unit_pool)
               : NULL;
}

START_TEST(test_sentences)
{
    const char *got = first_sentence(sentences[_i].text);

    ck_assert_msg(same_text(got, sentences[_i].want),
                  "{%s}: says \"%s\", want \"%s\"", sentences[_i].text,
                  shown(got), shown(sentences[_i].want));
}
END_TEST

START_TEST(test_suffix_sentence)
{
    const char *got =
        first_sentence("CorsAllowOrigin https://a https://*.github.io" ON);

    ck_assert_msg(
        same_text(got, cors_public_suffix_is_built_in()
                           ? "CorsAllowOrigin 'https://*.github.io'" CANNOT
                             "anyone can register a name below that public "
                             "suffix; list the origins, or write "
                             "'CorsDangerouslyTolerate PublicSuffixes' in a "
                             "configuration file"
                           : NULL),
        "says \"%s\"", shown(got));
}
END_TEST

/* The sentence has the file of the other directive. */
START_TEST(test_places)
{
    ck_assert_str_eq(
        shown(first_sentence("CorsAllowOrigin * | .htaccess:CorsMaxAge 1" ON)),
        "CorsAllowOrigin '*' cannot be used with 'CorsAllowCredentials On' "
        "(.htaccess:3), browsers reject it; list the origins");
}
END_TEST

/* A flag is returned for exactly those faults that the flag permits. */
START_TEST(test_tolerances)
{
    static const struct {
        const char *text, *flag;
    } lifted[] = {
        {"CorsAllowOrigin null", "NullOrigin"},
        {"CorsAllowOrigin null" ON, NULL},
        {"CorsAllowOrigin file://", "NullOrigin"},
        {"CorsAllowOrigin file://" ON, NULL},
        {"CorsAllowOrigin app://*" ON, "AnyInstallation"},
        {"CorsAllowOriginMatch app://" ON, "AnyInstallation"},
        {"CorsAllowOrigin *" ON, NULL},
        {"CorsAllowOriginMatch https://" ON, NULL},
        {"CorsAllowOrigin http://a" ON, "InsecureOrigins"},
        {"CorsAllowOrigin https://a; CorsExposeHeaders *" ON, NULL},
    };
    int i;

    for (i = 0; i < ROWS(lifted); ++i) {
        cors_fault_t fault = cors_fault_first(settings_of(lifted[i].text));
        unsigned want = lifted[i].flag ? settings_flag(lifted[i].flag) : 0;

        ck_assert_msg(cors_fault_tolerance(fault.kind) == want, "{%s}: %u",
                      lifted[i].text, cors_fault_tolerance(fault.kind));
    }
    ck_assert(cors_fault_tolerance(CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS)
              == CORS_TOLERATE_PUBLIC_SUFFIXES);
}
END_TEST

static void judge(void *settings)
{
    ck_assert(cors_fault_first(settings).kind != CORS_FAULT_NONE);
}

START_TEST(test_allocates_nothing)
{
    const cors_settings_t *settings =
        settings_of("CorsAllowOrigin * null http://a; CorsExposeHeaders *" ON);

    ck_assert(takes_nothing(unit_pool, judge, (void *)settings));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();
    TCase *listed =
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests);

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(listed, test_suffixes, 0, ROWS(suffixes));
    tcase_add_test(tests, test_tolerances);
    tcase_add_loop_test(tests, test_search_ends, 0, 9);
    tcase_add_loop_test(tests, test_sentences, 0, ROWS(sentences));
    tcase_add_test(listed, test_suffix_sentence);
    tcase_add_test(tests, test_places);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_fault", tests);
}
