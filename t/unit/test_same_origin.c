/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_same_origin.h"

#include "unit.h"

/* The arguments other than the origin. */
typedef struct {
    const char *site;
    const char *host;
    bool secure;
    const char *server;
} target_t;

static bool is_same(const char *origin, const target_t *target)
{
    cors_origin_lookup_t lookup;
    cors_same_origin_e same;

    cors_origin_lookup_init(&lookup, origin);
    same =
        cors_same_origin(&lookup, target->site, target->host, target->server);
    return same == CORS_SAME_ORIGIN_YES
           || (same == CORS_SAME_ORIGIN_UNLESS_TLS && !target->secure);
}

/* The three rules for same-origin requests, in their order. */
static const struct {
    const char *origin, *site, *host;
    bool secure;
    const char *server;
    bool want;
} same[] = {
    /* If Sec-Fetch-Site is sent, only it decides. */
    {"https://a", "same-origin", "b", false, NULL, true},
    {"file://", "same-origin", NULL, false, NULL, true},
    {"null", "cross-site", "null", false, "null", false},
    {"https://a", "none", NULL, false, NULL, true},
    {"null", "same-origin", "a", false, NULL, true},
    {"nonsense", "none", "a", false, NULL, true},
    {"https://a", "same-site", "a", true, "https://a", false},
    {"https://a", "cross-site", "a", true, "https://a", false},
    {"https://a", "", "a", true, "https://a", false},
    {"https://a", "Same-Origin", "a", true, "https://a", false},
    {"https://a", "same-origin, same-origin", "a", true, NULL, false},
    /* Host. */
    {"https://a", NULL, "a", true, NULL, true},
    {"https://a", NULL, "A", true, NULL, true},
    {"https://a", NULL, "a:443", true, NULL, true},
    {"https://a", NULL, "a", false, NULL, true},
    {"https://a:8443", NULL, "a:8443", true, NULL, true},
    {"http://a", NULL, "a", false, NULL, true},
    {"http://a", NULL, "a:80", false, NULL, true},
    {"http://a:81", NULL, "a:81", false, NULL, true},
    {"https://a:9443", NULL, "a:9443", true, NULL, true},
    {"http://[::1]:81", NULL, "[::1]:81", false, NULL, true},
    {"http://[::1]", NULL, "[::1]", false, NULL, true},
    {"http://a.", NULL, "a.", false, NULL, true},
    {"https://a.:8443", NULL, "A.:8443", true, NULL, true},
    {"https://a.", NULL, "a.:443", false, NULL, true},
    {"https://a", NULL, "a.", true, NULL, false},
    {"https://a.", NULL, "a", true, NULL, false},
    {"http://a", NULL, "a", true, NULL, false},
    {"https://a", NULL, "a:80", true, NULL, false},
    {"https://a", NULL, "a:8443", true, NULL, false},
    {"https://a:8443", NULL, "a", true, NULL, false},
    {"https://a:8443", NULL, "a:844", true, NULL, false},
    {"https://a", NULL, "a:4294967739", true, NULL, false},
    {"https://a:1", NULL, "a:18446744073709551617", true, NULL, false},
    {"http://a:443", NULL, "a", false, NULL, false},
    {"https://a", NULL, "ab", true, NULL, false},
    {"https://a.b", NULL, "a", true, NULL, false},
    {"https://a", NULL, "a.b", true, NULL, false},
    {"https://a", NULL, "b.a", true, NULL, false},
    {"https://a", NULL, "a:443x", true, NULL, false},
    {"https://a", NULL, "a/", true, NULL, false},
    {"https://a", NULL, "a:-443", true, NULL, false},
    {"https://a", NULL, "", true, NULL, false},
    {"https://a", NULL, NULL, true, NULL, false},
    {"app://a", NULL, "a", false, NULL, false},
    {"app://", NULL, "", false, NULL, false},
    {"file://", NULL, "", false, NULL, false},
    {"ftp://a", NULL, "a:21", false, NULL, false},
    {"app://A", NULL, "a", true, NULL, false},
    {"wss://a", NULL, "a", true, NULL, false},
    {"null", NULL, "null", false, NULL, false},
    {"https://a/", NULL, "a", true, NULL, false},
    {"https://A", NULL, "A", true, NULL, false},
    {"", NULL, "", true, NULL, false},
    /* ServerName with a scheme. */
    {"https://a", NULL, "b", false, "https://a", true},
    {"http://a", NULL, "b", true, "http://a", true},
    {"http://a", NULL, NULL, true, "http://a", true},
    {"https://a:8443", NULL, "b", false, "https://a:8443", true},
    {"https://a", NULL, "b", false, "http://a", false},
    {"https://a", NULL, "b", false, "https://a:8443", false},
    {"https://a", NULL, "b", false, "https://ab", false},
    {"null", NULL, "b", false, "null", false},
};

START_TEST(test_same)
{
    target_t target = {same[_i].site, same[_i].host, same[_i].secure,
                       same[_i].server};

    ck_assert_msg(is_same(same[_i].origin, &target) == same[_i].want,
                  "'%s', Sec-Fetch-Site %s, Host %s, %s, ServerName %s",
                  same[_i].origin, shown(same[_i].site), shown(same[_i].host),
                  same[_i].secure ? "TLS" : "no TLS", shown(same[_i].server));
}
END_TEST

/* No port, the default one written out, and every other one. */
START_TEST(test_ports)
{
    static const struct {
        const char *scheme;
        int port;
    } schemes[] = {{"https", 443}, {"http", 80}};
    target_t target = {NULL, NULL, false, NULL};
    const char *origin =
        apr_pstrcat(unit_pool, schemes[_i].scheme, "://a.example", NULL);
    int port;

    for (port = 0; port < 70000; port += 1 + port % 7) {
        target.host = apr_psprintf(unit_pool, "a.example:%d", port);
        ck_assert_msg(is_same(origin, &target) == (port == schemes[_i].port),
                      "'%s', Host %s", origin, target.host);
    }
    target.host = apr_psprintf(unit_pool, "a.example:%d", schemes[_i].port);
    ck_assert_msg(is_same(origin, &target), "'%s', Host %s", origin,
                  target.host);
}
END_TEST

static void call(void *unused)
{
    static const target_t target = {NULL, "a:443", true, "https://b"};

    (void)unused;
    is_same("https://a", &target);
    is_same("https://b", &target);
    is_same("null", &target);
}

START_TEST(test_allocates_nothing)
{
    ck_assert(takes_nothing(unit_pool, call, NULL));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_same, 0, ROWS(same));
    tcase_add_loop_test(tests, test_ports, 0, 2);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_same_origin", tests);
}
