/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_matcher.h"

#include <regex.h>

#include "origin/cors_origin.h"
#include "origin/cors_public_suffix.h"
#include "unit.h"

/* Extended regular expressions as administrators write them. They must match
 * the whole origin. */
#define NARROW CORS_REACH_NARROW
#define BROAD CORS_REACH_BROAD
#define INSTALLATION CORS_REACH_ANY_INSTALLATION

static const struct {
    const char *regex;
    cors_reach_e reach;
} rows[] = {
    /* Expressions that admit every origin. */
    {".*", BROAD},
    {".+", BROAD},
    {"(.*)", BROAD},
    {"https://.*", BROAD},
    {"https?://.*", BROAD},
    {"https?://.+", BROAD},
    {"https?://[^/]+", BROAD},
    {"https://[a-z0-9.-]+", BROAD},
    {"https://[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]+)?", BROAD},
    {"https?://[^/]+(:[0-9]+)?", BROAD},
    {"[a-z]+://.*", BROAD},
    {"[a-z-]+://[a-p]+", BROAD},
    {".*-extension://.*", BROAD},
    {"(https|http)://.*\\.com", BROAD},
    {"https://[^.]+\\.com", BROAD},
    {"https://[^.]+\\.(com|net|org)", BROAD},
    {"https://.*\\.co\\.uk", BROAD},
    {"https://[a-z]+\\.app", BROAD},
    {"https://.*\\.io", BROAD},
    {"https://.*\\.de(:[0-9]+)?", BROAD},
    {"https://[0-9.]+", BROAD},
    {"https://[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+", BROAD},
    {"https://\\[.*\\]", BROAD},
    {"https://.{1,20}", BROAD},
    {"https://www\\..*", BROAD},
    {"(https://a\\.example|.*)", BROAD},
    {"(https://a\\.example)?(.*)", BROAD},
    {"https://[a-z]+\\.com", BROAD},
    {"https://[a-z-]+\\.(com|net|org)", BROAD},
    /* One site, one family of names, one machine. */
    {"", NARROW},
    {"https://example\\.com", NARROW},
    {"https://(.+\\.)?example\\.com", NARROW},
    {"https://.*\\.example\\.com", NARROW},
    {"https?://[^/]*\\.example\\.com(:[0-9]+)?", NARROW},
    {"https://(www|api)\\.example\\.com", NARROW},
    {"https://pr-[0-9]+\\.preview\\.example\\.com", NARROW},
    {"https://[a-z0-9-]+\\.example\\.(com|de|fr)", NARROW},
    {"https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?", NARROW},
    {"http://localhost:[0-9]+", NARROW},
    /* Names and addresses that are reserved for documentation are not tried. */
    {"https://[^/]+\\.example\\.net", NARROW},
    {"https://.*\\.example\\.org", NARROW},
    {"https://(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]+", NARROW},
    {"https://\\[2001:db8:.*\\]", NARROW},
    {"http://192\\.168\\.[0-9]+\\.[0-9]+", NARROW},
    {"chrome-extension://abcdefghijklmnopabcdefghijklmnop", NARROW},
    {"null", NARROW},
    {"app://[.]", NARROW},
    {"qrc://", NARROW},
    {"file://.*", NARROW},
    {"safari-web-extension://0504F00C-[0-9A-F-]+", NARROW},
    /* Any host of one scheme. */
    {"chrome-extension://[a-p]{32}", INSTALLATION},
    {"moz-extension://[0-9a-f-]+", INSTALLATION},
    {"moz-extension://[0-9a-f]{8}-.*", INSTALLATION},
    {"safari-web-extension://[0-9A-F-]+", INSTALLATION},
    {"safari-web-extension://[0-9A-Fa-f-]+", INSTALLATION},
    {"(moz)-extension://.*", INSTALLATION},
    {"capacitor://.+", INSTALLATION},
    {"x-unheard.of://[a-z]+", INSTALLATION},
    {"app://(a|.*)", INSTALLATION},
    {"vscode-webview://[a-z0-9]{10}", INSTALLATION},
    {"(vscode|other)-webview://[a-z0-9]{10}", INSTALLATION},
    {"[c-d]hrome-extension://[a-z]+", INSTALLATION},
    {"x-unheard.of://[12]", NARROW},
    {"x-unheard.of://one-[a-z0-9]{10}", NARROW},
    {"x-unheard.of://[a-z0-9]{10}-prod", NARROW},
    {"x-unheard.of://p[a-z0-9]{10}", NARROW},
    {"x-unheard.of://[a-z0-9]{10}p", NARROW},
    /* Any host of two schemes. */
    {"(moz|chrome)-extension://.*", BROAD},
    {"x-unheard.of://[a-z]+|app://.*", BROAD},
    {"moz-extension://.*|https://.*", BROAD},
    {"app://.*|https://.*[.]github[.]io", BROAD},
    {"https?:.*", BROAD},
    {".*//.*", BROAD},
    {"[^/]+//\\S+", BROAD},
};

/* The test of these rows needs libpsl. */
#define REGISTRABLE CORS_REACH_REGISTRABLE

static const struct {
    const char *regex, *example; /* NULL: narrow */
} registrable[] = {
    /* All names below a public suffix. */
    {"https://.*[.]herokuapp[.]com", "https://vbnml.herokuapp.com"},
    {"https://.+\\.herokuapp\\.com", "https://vbnml.herokuapp.com"},
    {"https?://[^/]+[.]herokuapp[.]com(:[0-9]+)?",
     "https://vbnml.herokuapp.com:45172"},
    {"https://[a-z0-9-]+[.]pages[.]dev:8443", "https://vbnml.pages.dev:8443"},
    {"https://[a-z]+[.]netlify[.]app:[0-9]{4}",
     "https://vbnml.netlify.app:4517"},
    {"https://[a-z]+[.](github|gitlab)[.]io", "https://vbnml.github.io"},
    {"https://[a-z]+[.](example[.]com|github[.]io)", "https://vbnml.github.io"},
    {"https://www[.]example[.]com|https://[a-z]{9}[.]vercel[.]app",
     "https://vbnmlkqwh.vercel.app"},
    {"https://app-[0-9a-f]{8}[.]herokuapp[.]com",
     "https://app-bcdfae45.herokuapp.com"},
    {"https://[a-z]+[.]com[.]au[.]?", "https://vbnml.com.au."},
    {"h(t)\\2ps://[a-z]+[.]netlify[.]app", "https://vbnml.netlify.app"},
    {"https://(?!evil)[a-z]+[.]herokuapp[.]com", "https://vbnml.herokuapp.com"},
    {"https://(?=.*mysite).*\\.github\\.io", "https://vbnmlmysite.github.io"},
    {"https://(?=[a-z]+-mysite)\\S+\\.github\\.io",
     "https://vbnml-mysite.github.io"},
    /* Any text before the host. */
    {".*[.]herokuapp[.]com", "https://vbnml.herokuapp.com"},
    {".*example[.]com", "https://vbnmlexample.com"},
    {"\\S+example[.]com", "https://vbnmlexample.com"},
    {"https.*[.]herokuapp[.]com", "https://httpsvbnml.herokuapp.com"},
    {"https:..*example[.]com", "https://vbnmlexample.com"},
    {"[a-z]+://.*example[.]com", "https://vbnmlexample.com"},
    {".*//.*example\\.com", "https://vbnmlexample.com"},
    {".*://[^/]+example[.]com:8443", "https://vbnmlexample.com:8443"},
    {".*://[^/]+example[.]com:[0-9]+", "https://vbnmlexample.com:4517"},
    {".*//.*[.](github|gitlab)[.]io", "https://vbnml.gitlab.io"},
    {"(a|b)c|.*//[a-z-]+[.]pages[.]dev|d", "https://vbnml.pages.dev"},
    /* Literal text in other syntax. */
    {"(?i)https://.*EXAMPLE\\.com", "https://vbnmlexample.com"},
    {"(?i)HTTPS://.*example\\.com", "https://vbnmlexample.com"},
    {"(?x) https:// .* [.]herokuapp[.]com", "https://vbnml.herokuapp.com"},
    {"(?x) https:// pr-[0-9]+ --a[.]netlify[.]app",
     "https://pr-45172--a.netlify.app"},
    {"(?i)https://pr-[0-9]+--AZ[.]netlify[.]app",
     "https://pr-45172--az.netlify.app"},
    {"https://(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|pr-[0-9]+--a[.]netlify[.]app)",
     "https://pr-45172--a.netlify.app"},
    {"https://.*example\\x2ecom", "https://vbnmlexample.com"},
    {"https://.*example[\\x{2e}]com", "https://vbnmlexample.com"},
    {"https://.*\\Qexample.com\\E", "https://vbnmlexample.com"},
    {".*//(s?).*\\1\\Qexample.com\\E", "https://vbnmlexample.com"},
    {"https://...example\\.com", "https://vvvexample.com"},
    {"https://.example\\.com", "https://vexample.com"},
    {"https://.*.example\\.com", "https://vbnmlexample.com"},
    {"https://[a-z]+.example\\.com", "https://vbnmlexample.com"},
    {"https://(.*\\b)?example\\.com", "https://vbnml-example.com"},
    {"https://(.*\\W)?example\\.com", "https://vbnml-example.com"},
    {"https://[^\\s]+example\\.com", "https://vbnmlexample.com"},
    /* Any text in a part of a label. */
    {"https://.*example[.]com", "https://vbnmlexample.com"},
    {"https?://.*example[.]co[.]uk", "https://vbnmlexample.co.uk"},
    {"https://[a-z0-9.-]*example\\.com(:[0-9]+)?",
     "https://vbnmlexample.com:45172"},
    {"https://my.*[.]com", "https://myvbnml.com"},
    {"https://example-[a-z]+[.](com|net)", "https://example-vbnml.com"},
    {"https://pr-.*--mysite[.]netlify[.]app",
     "https://pr-vbnml--mysite.netlify.app"},
    {"https://(.*[.])?.*example[.]org", "https://vbnml.vbnmlexample.org"},
    /* Any text at the end. */
    {"https://example[.].*", "https://example.vbnml.com"},
    {"https://(www[.])?example[.][a-z]+", "https://www.example.com"},
    {"https://example[.]co[.][a-z]{2}", "https://example.co.uk"},
    {"https://.*[.]example[.][a-z.]+", "https://vbnml.com.example.vbnml.com"},
    /* Names of one owner, or literal names. */
    {"https://(a|b)[.]herokuapp[.]com", NULL},
    {"https://app[12][.]herokuapp[.]com", NULL},
    {"https://([a-z0-9-]+[.])?example[.]com", NULL},
    {"https://([a-z0-9-]+[.])*example[.]com(:[0-9]+)?", NULL},
    {"https://[a-z]+[.]example[.]com", NULL},
    {"https://.*\\.example\\.com", NULL},
    {"https://(.*\\.)?example\\.co\\.uk", NULL},
    {"https://[a-z0-9-]+[.]mysite[.]pages[.]dev", NULL},
    {"https://pr-[0-9]+[.]preview[.]example[.]com", NULL},
    {"https://example[.]com:[0-9]+", NULL},
    {"https?://(www[.])?example[.](com|net|org)", NULL},
    {"https://.*[.]corp", NULL},
    {"https?://.*[.]example[.]internal(:[0-9]+)?", NULL},
    {"http://localhost:[0-9]+", NULL},
    {"http://192[.]168[.][0-9]+[.][0-9]+", NULL},
    {"moz-extension://abcdef", NULL},
    {"https?://.*\\.example\\.(com|org)", NULL},
    {".*[.]example[.]com", NULL},
    {".*//.*[.]example[.]com(:[0-9]+)?", NULL},
    {"https://www.example[.]com", NULL},
    {"(?i)https://(www[.])?EXAMPLE[.]com", NULL},
    {"https://(?=www).*[.]example[.]com", NULL},
    {"https://\\Qexample.com\\E(:\\d+)?", NULL},
};

/* Expressions of PCRE, and POSIX expressions that match the same origins. */
static const struct {
    const char *pcre, *posix;
} syntaxes[] = {
    {"https://(?!evil)[a-z]+[.]herokuapp[.]com",
     "https://[a-z]+[.]herokuapp[.]com"},
    {"https://(?=.*mysite).*\\.github\\.io",
     "https://.*mysite.*\\.github\\.io"},
    {"https://(?=[a-z]+-mysite)\\S+\\.github\\.io",
     "https://[a-z]+-mysite.*\\.github\\.io"},
    {"(?i)https://.*EXAMPLE\\.com", "https://.*example\\.com"},
    {"(?i)HTTPS://.*example\\.com", "https://.*example\\.com"},
    {"(?x) https:// .* [.]herokuapp[.]com", "https://.*[.]herokuapp[.]com"},
    {"(?x) https:// pr-[0-9]+ --a[.]netlify[.]app",
     "https://pr-[0-9]+--a[.]netlify[.]app"},
    {"(?i)https://pr-[0-9]+--AZ[.]netlify[.]app",
     "https://pr-[0-9]+--az[.]netlify[.]app"},
    {"https://.*example\\x2ecom", "https://.*example\\.com"},
    {"https://.*example[\\x{2e}]com", "https://.*example\\.com"},
    {"https://.*\\Qexample.com\\E", "https://.*example\\.com"},
    {".*//(s?).*\\1\\Qexample.com\\E", ".*//.*example\\.com"},
    {"(?i)https://(www[.])?EXAMPLE[.]com", "https://(www[.])?example[.]com"},
    {"https://(?=www).*[.]example[.]com", "https://www.*[.]example[.]com"},
    {"https://\\Qexample.com\\E(:\\d+)?", "https://example[.]com(:[0-9]+)?"},
};

static bool matches_whole(const void *baton, const char *origin,
                          apr_size_t length)
{
    regmatch_t match;

    return regexec(baton, origin, 1, &match, 0) == 0 && match.rm_so == 0
           && (apr_size_t)match.rm_eo == length;
}

static void compile(const char *text, regex_t *regex)
{
    int i;

    for (i = 0; i < ROWS(syntaxes); ++i) {
        if (strcmp(syntaxes[i].pcre, text) == 0) {
            text = syntaxes[i].posix;
            break;
        }
    }
    ck_assert_msg(regcomp(regex, apr_pstrcat(unit_pool, "^(", text, ")$", NULL),
                          REG_EXTENDED)
                      == 0,
                  "'%s' does not compile", text);
}

START_TEST(test_registrable)
{
    const char *text = registrable[_i].regex;
    const char *want = registrable[_i].example;
    char example[CORS_ORIGIN_MAX_LENGTH + 1];
    bool found;
    regex_t regex;

    if (!cors_public_suffix_is_built_in()) {
        return; /* only some are found */
    }
    compile(text, &regex);
    found = cors_matcher_find_registrable(matches_whole, &regex, text, example);
    ck_assert_msg(same_text(found ? example : NULL, want), "'%s': %s", text,
                  found ? example : "(none)");
    ck_assert_msg(cors_matcher_reach(matches_whole, &regex, text)
                      == (want ? REGISTRABLE : NARROW),
                  "'%s': reach %d", text,
                  (int)cors_matcher_reach(matches_whole, &regex, text));
    regfree(&regex);
}
END_TEST

START_TEST(test_rows)
{
    regex_t regex;
    cors_reach_e reach;

    compile(rows[_i].regex, &regex);
    reach = cors_matcher_reach(matches_whole, &regex, rows[_i].regex);
    ck_assert_msg(reach == rows[_i].reach, "'%s': %d", rows[_i].regex,
                  (int)reach);
    ck_assert((cors_matcher_reach(matches_whole, &regex, "") == BROAD)
                  == (reach == BROAD)
              || strstr(rows[_i].regex, "unheard"));
    regfree(&regex);
}
END_TEST

/* Records the origins with which the matcher is called, in order. */
enum { TRIED_MAX = 128 };

typedef struct {
    char tried[TRIED_MAX][80];
    int count;
    int admits; /* index of the first that is admitted; -1: none */
} record_t;

static bool record(const void *baton, const char *origin, apr_size_t length)
{
    record_t *seen = *(record_t *const *)baton;

    ck_assert_int_eq((int)strlen(origin), (int)length);
    ck_assert_int_lt(seen->count, TRIED_MAX);
    ck_assert_int_lt((int)length, (int)sizeof(seen->tried[0]));
    strcpy(seen->tried[seen->count], origin);
    ++seen->count;
    return seen->admits >= 0 && seen->count > seen->admits;
}

static bool is_broad(record_t *seen)
{
    seen->count = 0;
    return cors_matcher_reach(record, &seen, "") == BROAD;
}

/* The made-up origins are valid, not loopback, and none is tried twice. */
START_TEST(test_probes)
{
    record_t seen = {{""}, 0, -1};
    int i, k;

    ck_assert(!is_broad(&seen));
    ck_assert_int_ge(seen.count, 8);
    for (i = 0; i < seen.count; ++i) {
        cors_origin_t origin;

        ck_assert_msg(
            cors_origin_parse(seen.tried[i], strlen(seen.tried[i]), &origin)
                == CORS_ORIGIN_OK,
            "'%s' is not an origin", seen.tried[i]);
        ck_assert_msg(!cors_origin_is_loopback(&origin), "'%s' is loopback",
                      seen.tried[i]);
        for (k = 0; k < i; ++k) {
            ck_assert_msg(strcmp(seen.tried[k], seen.tried[i]) != 0,
                          "'%s' is tried twice", seen.tried[i]);
        }
    }
}
END_TEST

/* A matcher that admits any of the web origins is broad. */
START_TEST(test_one_admitted_origin_is_enough)
{
    record_t all = {{""}, 0, -1};
    record_t seen = {{""}, 0, -1};

    is_broad(&all);
    for (seen.admits = 0; strncmp(all.tried[seen.admits], "http", 4) == 0;
         ++seen.admits) {
        ck_assert_msg(is_broad(&seen) && seen.count == seen.admits + 1, "'%s'",
                      all.tried[seen.admits]);
    }
    ck_assert_int_ge(seen.admits, 16);
    seen.admits = -1;
    ck_assert(!is_broad(&seen));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests),
        test_registrable, 0, ROWS(registrable));
    tcase_add_test(tests, test_probes);
    tcase_add_test(tests, test_one_admitted_origin_is_enough);
    return unit_finish("cors_matcher", tests);
}
