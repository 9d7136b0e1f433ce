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

/* The longest host wins; of equal hosts, the fixed port. */
START_TEST(test_longest)
{
    static const struct {
        const char *origin, *want;
    } rows[] = {
        {"https://x.a.example", "https://*.a.example"},
        {"https://x.a.example:81", "https://*.a.example:81"},
        {"https://x.a.example:82", "https://*.a.example:*"},
        {"https://y.x.a.example", "https://*.a.example"},
        {"https://x.b.a.example:83", "https://*.a.example:*"},
        {"https://x.b.a.example:84", "https://*.b.a.example:84"},
        {"https://b.a.example:85", "https://b.a.example:*"},
        {"https://b.a.example", "https://b.a.example:*"},
        {"https://c.example", "https://*.example"},
        {"https://c.example:1", "https://*.example:*"},
        {"https://example", NULL},
        {"http://x.a.example", NULL},
        {"app://x", "app://*"},
        {"app:///", NULL},
    };
    cors_wildcards_t wildcards = {0};
    const cors_rule_t *shorter;
    cors_origin_t origin;
    int i;

    add(&wildcards, "https://*.example:*");
    shorter = add(&wildcards, "https://*.example");
    add(&wildcards, "https://*.a.example:*");
    add(&wildcards, "https://*.a.example");
    add(&wildcards, "https://*.a.example:81");
    add(&wildcards, "https://*.b.a.example:84");
    add(&wildcards, "https://b.a.example:*");
    add(&wildcards, "app://*");
    for (i = 0; i < ROWS(rows); ++i) {
        const cors_rule_t *rule = NULL;

        if (cors_origin_parse(rows[i].origin, strlen(rows[i].origin), &origin)
            == CORS_ORIGIN_OK) {
            rule = cors_wildcards_find_longest(&wildcards, &origin);
        }
        ck_assert_msg(same_text(rule ? rule->text : NULL, rows[i].want),
                      "'%s': got %s", rows[i].origin,
                      shown(rule ? rule->text : NULL));
    }
    ck_assert(cors_wildcards_is_longer(find(&wildcards, "https://x.a.example"),
                                       shorter)
              == (find(&wildcards, "https://x.a.example") != shorter));
    ck_assert(!cors_wildcards_is_longer(shorter, shorter));
}
END_TEST

/* Of two wildcards of different tables, which one is longer. */
START_TEST(test_is_longer)
{
    static const struct {
        const char *one, *other;
        bool longer, shorter;
    } rows[] = {
        {"https://*.a.example", "https://*.example", true, false},
        {"https://*.a.example:*", "https://*.example", true, false},
        {"https://*.a.example", "https://*.a.example:*", true, false},
        {"https://*.a.example:1", "https://*.a.example:*", true, false},
        {"https://*.a.example:*", "https://*.a.example:*", false, false},
        {"https://x.a.example:*", "https://*.a.example:81", true, false},
        {"app://*", "app://*", false, false},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_wildcards_t tables[2] = {{.has_schemes = false}};
        const cors_rule_t *one = add(&tables[0], rows[i].one);
        const cors_rule_t *other = add(&tables[1], rows[i].other);

        ck_assert_msg(cors_wildcards_is_longer(one, other) == rows[i].longer,
                      "'%s' and '%s'", rows[i].one, rows[i].other);
        ck_assert_msg(cors_wildcards_is_longer(other, one) == rows[i].shorter,
                      "'%s' and '%s'", rows[i].other, rows[i].one);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_every_length);
    tcase_add_test(tests, test_schemes);
    tcase_add_test(tests, test_longest);
    tcase_add_test(tests, test_is_longer);
    return unit_finish("cors_wildcards", tests);
}
