/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_matcher.h"

#include <regex.h>

#include "cors_origin.h"
#include "unit.h"

/* Extended regular expressions that somebody may write, matched whole. */
static const struct {
    const char *regex;
    bool broad;
} rows[] = {
    /* Whoever asks gets in. */
    {".*", true},
    {".+", true},
    {"(.*)", true},
    {"https://.*", true},
    {"https?://.*", true},
    {"https?://.+", true},
    {"https?://[^/]+", true},
    {"https://[a-z0-9.-]+", true},
    {"https://[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]+)?", true},
    {"https?://[^/]+(:[0-9]+)?", true},
    {"[a-z]+://.*", true},
    {"[a-z-]+://[a-p]+", true},
    {".*-extension://.*", true},
    {"(https|http)://.*\\.com", true},
    {"https://[^.]+\\.com", true},
    {"https://[^.]+\\.(com|net|org)", true},
    {"https://.*\\.co\\.uk", true},
    {"https://[a-z]+\\.app", true},
    {"https://.*\\.io", true},
    {"https://.*\\.de(:[0-9]+)?", true},
    {"https://[0-9.]+", true},
    {"https://[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+", true},
    {"https://\\[.*\\]", true},
    {"https://.{1,20}", true},
    {"https://www\\..*", true},
    {"(https://a\\.example|.*)", true},
    {"(https://a\\.example)?(.*)", true},
    {"https://[a-z]+\\.com", true},
    {"https://[a-z-]+\\.(com|net|org)", true},
    /* One site, one family of names, one machine. */
    {"", false},
    {"https://example\\.com", false},
    {"https://(.+\\.)?example\\.com", false},
    {"https://.*\\.example\\.com", false},
    {"https?://[^/]*\\.example\\.com(:[0-9]+)?", false},
    {"https://(www|api)\\.example\\.com", false},
    {"https://pr-[0-9]+\\.preview\\.example\\.com", false},
    {"https://[a-z0-9-]+\\.example\\.(com|de|fr)", false},
    {"https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?", false},
    {"http://localhost:[0-9]+", false},
    /* The names and addresses of documents are no probes. */
    {"https://[^/]+\\.example\\.net", false},
    {"https://.*\\.example\\.org", false},
    {"https://(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]+", false},
    {"https://\\[2001:db8:.*\\]", false},
    {"http://192\\.168\\.[0-9]+\\.[0-9]+", false},
    {"chrome-extension://abcdefghijklmnopabcdefghijklmnop", false},
    {"null", false},
};

static bool matches_whole(const void *baton, const char *origin,
                          apr_size_t length)
{
    regmatch_t match;

    return regexec(baton, origin, 1, &match, 0) == 0 && match.rm_so == 0
           && (apr_size_t)match.rm_eo == length;
}

START_TEST(test_rows)
{
    const char *text = apr_pstrcat(unit_pool, "^(", rows[_i].regex, ")$", NULL);
    regex_t regex;
    bool broad;

    ck_assert_msg(regcomp(&regex, text, REG_EXTENDED) == 0,
                  "'%s' does not compile", text);
    broad = cors_matcher_is_broad(matches_whole, &regex);
    regfree(&regex);
    ck_assert_msg(broad == rows[_i].broad, "'%s': %s", rows[_i].regex,
                  broad ? "broad" : "not broad");
}
END_TEST

/* What is asked about, one after the other. */
enum { ASKED_MAX = 64 };

typedef struct {
    const char *asked[ASKED_MAX];
    int count;
    int admits; /* the one that is admitted; -1: none */
} witness_t;

static bool witness(const void *baton, const char *origin, apr_size_t length)
{
    witness_t *seen = *(witness_t *const *)baton;

    ck_assert_int_eq((int)strlen(origin), (int)length);
    ck_assert_int_lt(seen->count, ASKED_MAX);
    seen->asked[seen->count] = origin;
    return seen->count++ == seen->admits;
}

static bool is_broad(witness_t *seen)
{
    seen->count = 0;
    return cors_matcher_is_broad(witness, &seen);
}

/* Origins as a browser could send them, none of them twice, and none that is
 * insecure: a regex for http is judged when it matches. */
START_TEST(test_probes)
{
    witness_t seen = {{NULL}, 0, -1};
    int i, k;

    ck_assert(!is_broad(&seen));
    ck_assert_int_ge(seen.count, 8);
    for (i = 0; i < seen.count; ++i) {
        cors_origin_t origin;

        ck_assert_msg(
            cors_origin_parse(seen.asked[i], strlen(seen.asked[i]), &origin)
                == CORS_ORIGIN_OK,
            "'%s' is no origin", seen.asked[i]);
        ck_assert_msg(!cors_origin_is_loopback(&origin), "'%s' is near",
                      seen.asked[i]);
        for (k = 0; k < i; ++k) {
            ck_assert_msg(strcmp(seen.asked[k], seen.asked[i]) != 0,
                          "'%s' is asked twice", seen.asked[i]);
        }
    }
}
END_TEST

/* One that is admitted is enough, whichever it is. */
START_TEST(test_any_is_enough)
{
    witness_t seen = {{NULL}, 0, -1};
    int probes;

    is_broad(&seen);
    probes = seen.count;
    for (seen.admits = 0; seen.admits < probes; ++seen.admits) {
        ck_assert_msg(is_broad(&seen), "'%s'", seen.asked[seen.admits]);
    }
    ck_assert(!is_broad(&seen));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_test(tests, test_probes);
    tcase_add_test(tests, test_any_is_enough);
    return unit_finish("cors_matcher", tests);
}
