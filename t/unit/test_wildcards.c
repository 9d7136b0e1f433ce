/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_wildcards.h"

#include <string.h>

#include "unit.h"

static const cors_place_t place = {"unit.conf", 1, false};

static const cors_rule_t *add(cors_wildcards_t *wildcards, const char *text)
{
    cors_pattern_t *pattern = apr_palloc(unit_pool, sizeof(*pattern));
    cors_pattern_stop_t stop;

    ck_assert_msg(cors_pattern_parse(text, pattern, &stop, unit_pool)
                      == CORS_PATTERN_OK,
                  "'%s' is refused", text);
    return cors_wildcards_add(wildcards, pattern, &place, unit_pool);
}

static const cors_rule_t *find(const cors_wildcards_t *wildcards,
                               const char *text)
{
    cors_origin_t origin;

    ck_assert_msg(cors_origin_parse(text, strlen(text), &origin)
                      == CORS_ORIGIN_OK,
                  "'%s' is no origin", text);
    return cors_wildcards_find(wildcards, &origin);
}

/* Returns a host of length bytes, with labels of up to nine. */
static const char *host_of_length(int length)
{
    char *host = apr_palloc(unit_pool, (apr_size_t)length + 1);
    int i;

    for (i = 0; i < length; ++i) {
        host[i] = i % 10 == 9 && i + 1 < length ? '.' : 'h';
    }
    host[length] = '\0';
    return host;
}

/* Subdomains of hosts of every possible length. */
START_TEST(test_every_length)
{
    int length;

    for (length = 1; length <= 251; ++length) {
        cors_wildcards_t wildcards = {0};
        const char *host = host_of_length(length);
        const cors_rule_t *rule =
            add(&wildcards, apr_psprintf(unit_pool, "https://*.%s", host));
        const char *own = apr_psprintf(unit_pool, "https://%s", host);
        const char *below = apr_psprintf(unit_pool, "https://x.%s", host);
        const char *other = apr_psprintf(unit_pool, "https://xh%s", host + 1);

        ck_assert_msg(find(&wildcards, below) == rule, "'%s'", below);
        ck_assert_msg(!find(&wildcards, own), "'%s'", own);
        ck_assert_msg(!find(&wildcards, other), "'%s'", other);
    }
}
END_TEST

/* The wildcard of a scheme is found among those of schemes of the same
 * length. */
START_TEST(test_schemes)
{
    cors_wildcards_t wildcards = {0};
    const cors_rule_t *rules[26];
    char text[] = "xappx://*";
    int i;

    for (i = 0; i < 26; ++i) {
        text[4] = (char)('a' + i);
        rules[i] = add(&wildcards, apr_pstrdup(unit_pool, text));
    }
    for (i = 0; i < 26; ++i) {
        const char *origin =
            apr_psprintf(unit_pool, "xapp%c://Some.Host", 'a' + i);

        ck_assert_ptr_eq(find(&wildcards, origin), rules[i]);
    }
    ck_assert_ptr_null(find(&wildcards, "xapp1://a"));
    ck_assert_ptr_null(find(&wildcards, "xappa://"));
    ck_assert_ptr_null(find(&wildcards, "xappa://a:81"));
    ck_assert_ptr_null(find(&wildcards, "https://xappa"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_every_length);
    tcase_add_test(tests, test_schemes);
    return unit_finish("cors_wildcards", tests);
}
