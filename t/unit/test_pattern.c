/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_pattern.h"

#include "unit.h"

static const char *const kinds[] = {"any", "null", "exact", "wildcard"};

static void parse(const char *text, cors_pattern_t *pattern)
{
    const char *sentence = cors_pattern_parse(text, pattern, unit_pool);

    ck_assert_msg(sentence == NULL, "'%s': %s", text, shown(sentence));
    ck_assert_msg(pattern->text == text && pattern->length == strlen(text),
                  "'%s': text is not kept", text);
}

/* want: kind, and what is left without wildcards */
static const struct {
    const char *text, *want;
} accepted[] = {
    {"*", "any"},
    {"null", "null"},
    {"https://example.com", "exact https example.com 0"},
    {"http://example.com:8443", "exact http example.com 8443"},
    {"http://[::1]:3000", "exact http [::1] 3000"},
    {"http://127.0.0.1", "exact http 127.0.0.1 0"},
    {"https://a_b.xn--fiqs8s", "exact https a_b.xn--fiqs8s 0"},
    {"chrome-extension://abcdef", "exact chrome-extension abcdef 0"},
    {"https://*.example.com", "wildcard https example.com 0 subdomains"},
    {"https://*.a.b.example", "wildcard https a.b.example 0 subdomains"},
    {"https://*.com", "wildcard https com 0 subdomains"},
    {"http://*.localhost:81", "wildcard http localhost 81 subdomains"},
    {"http://localhost:*", "wildcard http localhost 0 any_port"},
    {"http://127.0.0.1:*", "wildcard http 127.0.0.1 0 any_port"},
    {"http://[::1]:*", "wildcard http [::1] 0 any_port"},
    {"app://a:*", "wildcard app a 0 any_port"},
    {"https://*.example.com:*",
     "wildcard https example.com 0 subdomains any_port"},
};

START_TEST(test_accepted)
{
    cors_pattern_t pattern;
    const cors_origin_t *origin = &pattern.origin;
    const char *got;

    parse(accepted[_i].text, &pattern);
    got = kinds[pattern.kind];
    if (pattern.kind >= CORS_PATTERN_EXACT) {
        got = apr_psprintf(unit_pool, "%s %.*s %.*s %d%s%s", got,
                           (int)origin->scheme_length, origin->scheme,
                           (int)origin->host_length, origin->host, origin->port,
                           pattern.subdomains ? " subdomains" : "",
                           pattern.any_port ? " any_port" : "");
    }
    ck_assert_msg(same_text(got, accepted[_i].want),
                  "'%s': got '%s', want '%s'", accepted[_i].text, got,
                  accepted[_i].want);
}
END_TEST

/* The sentence is "'value' wrong; write instead". */
#define FORM "scheme://host or scheme://host:port, as in 'https://example.com'"
#define NOT_ONE "is not a serialized origin, "
#define NO_HOST "names no host"
#define EVERY "'*' for every origin, or 'https://*.example.com'"
#define MISPLACED "has a '*' where none can stand"
#define WHERE                                                                  \
    "'*.' in front of the host for its subdomains, ':*' behind it for every "  \
    "port"
#define HOST_BYTE                                                              \
    NOT_ONE "its host has a character that no host name in ASCII has"
#define IPV4                                                                   \
    NOT_ONE "its host is a number but no IPv4 address in dotted-quad form"
#define IPV6 NOT_ONE "its host is no IPv6 address in compressed form"
#define PORT NOT_ONE "its port is not a number from 1 to 65535"
#define HOST_LENGTH                                                            \
    NOT_ONE "its host is longer than 253 bytes or has a label over 63"
#define LABEL NOT_ONE "its host has an empty label"
#define LOWER_CASE NOT_ONE "browsers send it in lower case"
#define PATH NOT_ONE "it has a path"
#define USER_INFO NOT_ONE "it has user information"
#define DEFAULT_PORT "never matches, browsers omit the default port"
#define NO_SUBDOMAINS "never matches, an IP address has no subdomains"
#define A16 "aaaaaaaaaaaaaaaa"

static const struct {
    const char *text, *wrong, *instead;
} refused[] = {
    {"", NOT_ONE "it has no scheme", FORM},
    {"example.com", NOT_ONE "it has no scheme", FORM},
    {"https:example.com", NOT_ONE "it has no scheme", FORM},
    {"null,https://a.example", NOT_ONE "it has no scheme", FORM},
    {"nul", NOT_ONE "it has no scheme", FORM},
    {"file://", NOT_ONE "browsers send 'null' for files", FORM},
    {"file:///a/b", NOT_ONE "browsers send 'null' for files", FORM},
    {"https://", NOT_ONE "it has no host", FORM},
    {"https://:443", NOT_ONE "it has no host", FORM},
    {"https://*.", NOT_ONE "it has no host", FORM},
    {"Null", LOWER_CASE, FORM},
    {"HTTPS://example.com", LOWER_CASE, "'https://example.com'"},
    {"https://Example.COM:8443", LOWER_CASE, "'https://example.com:8443'"},
    {"https://*.Example.com", LOWER_CASE, "'https://*.example.com'"},
    {"http://LOCALHOST:*", LOWER_CASE, "'http://localhost:*'"},
    {"HTTPS://u@Example.com:443/", LOWER_CASE, "'https://example.com'"},
    {"https://Example.com.", LOWER_CASE, FORM},
    {"https://example.com,https://a.example", HOST_BYTE, FORM},
    {"https://example.com ", HOST_BYTE, FORM},
    {"https://b\xc3\xbc"
     "cher.example",
     HOST_BYTE, FORM},
    {"https://(a|b).example", HOST_BYTE, FORM},
    {"https://" A16 A16 A16 A16 ".example", HOST_LENGTH, FORM},
    {"https://example.com.", LABEL, FORM},
    {"https://example..com", LABEL, FORM},
    {"https://*..example.com", LABEL, FORM},
    {"http://127.1", IPV4, FORM},
    {"http://0x7f.0.0.1", IPV4, FORM},
    {"http://010.0.0.1:*", IPV4, FORM},
    {"http://[0:0:0:0:0:0:0:1]", IPV6, FORM},
    {"http://[2001:DB8::1]", IPV6, "'http://[2001:db8::1]'"},
    {"https://user@example.com", USER_INFO, "'https://example.com'"},
    {"https://u:p@example.com:81", USER_INFO, "'https://example.com:81'"},
    {"https://a@b@example.com", USER_INFO, "'https://example.com'"},
    {"https://example.com/", PATH, "'https://example.com'"},
    {"https://example.com/a/b?c#d", PATH, "'https://example.com'"},
    {"https://example.com?", PATH, "'https://example.com'"},
    {"https://example.com#", PATH, "'https://example.com'"},
    {"https://example.com\\", PATH, "'https://example.com'"},
    {"https://*.example.com/", PATH, "'https://*.example.com'"},
    {"https://example.com:8443/", PATH, "'https://example.com:8443'"},
    {"https://example.com:443/", PATH, "'https://example.com'"},
    {"https://example.com./", PATH, FORM},
    {"https://example.com:0", PORT, FORM},
    {"https://example.com:", PORT, FORM},
    {"https://example.com:08", PORT, FORM},
    {"https://example.com:65536", PORT, FORM},
    {"https://example.com:8443:*", PORT, FORM},
    {"https://example.com:http", PORT, FORM},
    {"https://example.com:443", DEFAULT_PORT, "'https://example.com'"},
    {"http://*.example.com:80", DEFAULT_PORT, "'http://*.example.com'"},
    {"http://[::1]:80", DEFAULT_PORT, "'http://[::1]'"},
    {"https://*.127.0.0.1", NO_SUBDOMAINS, "the address without '*.'"},
    {"https://*.[::1]:*", NO_SUBDOMAINS, "the address without '*.'"},
    {"https://*example.com", "would also admit 'https://evilexample.com'",
     "'https://*.example.com'"},
    {"https://*-a.example:8443",
     "would also admit 'https://evil-a.example:8443'",
     "'https://*.-a.example:8443'"},
    {"https://*", NO_HOST, EVERY},
    {"https://*:8443", NO_HOST, EVERY},
    {"**", MISPLACED, WHERE},
    {"*.example.com", MISPLACED, WHERE},
    {"*://example.com", MISPLACED, WHERE},
    {"http*://example.com", MISPLACED, WHERE},
    {"https://foo.*.com", MISPLACED, WHERE},
    {"https://example.*", MISPLACED, WHERE},
    {"https://*.*.example.com", MISPLACED, WHERE},
    {"https://a*.example.com", MISPLACED, WHERE},
    {"https://example.com:80*", MISPLACED, WHERE},
};

START_TEST(test_refused)
{
    const char *want =
        apr_psprintf(unit_pool, "'%s' %s; write %s", refused[_i].text,
                     refused[_i].wrong, refused[_i].instead);
    cors_pattern_t pattern;
    const char *got = cors_pattern_parse(refused[_i].text, &pattern, unit_pool);

    ck_assert_msg(same_text(got, want), "'%s': says \"%s\", want \"%s\"",
                  refused[_i].text, shown(got), want);
}
END_TEST

/* What is written instead is accepted. */
START_TEST(test_instead)
{
    const char *instead = refused[_i].instead;
    cors_pattern_t pattern;

    if (instead[0] == '\'' && strncmp(instead, "'*", 2) != 0) {
        parse(apr_pstrmemdup(unit_pool, instead + 1, strlen(instead) - 2),
              &pattern);
    }
}
END_TEST

START_TEST(test_too_long)
{
    const char *text = apr_psprintf(unit_pool, "https://a.example%0319d", 0);
    cors_pattern_t pattern;
    const char *want = apr_psprintf(
        unit_pool, "'%s' " NOT_ONE "it is longer than 326 bytes; write " FORM,
        text);

    ck_assert_str_eq(cors_pattern_parse(text, &pattern, unit_pool), want);
}
END_TEST

static const struct {
    const char *pattern, *admits, *others;
} matches[] = {
    {"https://*.example.com",
     "https://a.example.com https://a.b.example.com https://-.example.com "
     "https://_.example.com https://example.com.example.com",
     "https://example.com http://a.example.com https://aexample.com "
     "https://evilexample.com https://a-example.com "
     "https://example.com.evil.com "
     "https://a.example.com.evil.com https://a.example.com:8443 "
     "https://a.example.org https://a.xample.com https://com https://m "
     "https://a.bexample.com https://127.0.0.1 https://[::1] "
     "app://a.example.com"},
    {"https://*.example.com:8443", "https://a.example.com:8443",
     "https://a.example.com https://a.example.com:8444 "
     "https://example.com:8443 "
     "https://a.example.com:844"},
    {"http://localhost:*",
     "http://localhost http://localhost:1 http://localhost:65535 "
     "http://localhost:443",
     "https://localhost http://localhosts http://a.localhost:1 http://ocalhost "
     "http://localhost.evil.com:1 http://127.0.0.1:1"},
    {"https://*.example.com:*",
     "https://a.example.com https://a.b.example.com:1 "
     "https://a.example.com:65535",
     "https://example.com https://example.com:1 http://a.example.com:1 "
     "https://a.example.com.evil.com:1"},
    {"http://[::1]:*", "http://[::1] http://[::1]:3000",
     "http://[::2] http://[::1:1] http://[1::1]:3000 https://[::1]:3000"},
    {"https://*.a", "https://b.a https://a.a",
     "https://a https://aa https://b.aa"},
    {"https://*.3a", "https://1.2.3a", "https://3a https://1.2.3a:1"},
};

static bool matched(const char *pattern_text, const char *text)
{
    cors_pattern_t pattern;
    cors_origin_t origin;
    bool result;
    size_t length = strlen(text);
    char *copy = exact_copy(text, length);

    parse(pattern_text, &pattern);
    ck_assert_msg(cors_origin_parse(copy, length, &origin) == CORS_ORIGIN_OK,
                  "'%s' is refused", text);
    result = cors_pattern_matches(&pattern, &origin);
    free(copy);
    return result;
}

START_TEST(test_matches)
{
    const char *pattern = matches[_i].pattern;
    const char *cursor = matches[_i].admits;
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        ck_assert_msg(matched(pattern, text), "'%s' not admitted by '%s'", text,
                      pattern);
    }
    cursor = matches[_i].others;
    while ((text = next_word(&cursor)) != NULL) {
        ck_assert_msg(!matched(pattern, text), "'%s' admitted by '%s'", text,
                      pattern);
    }
}
END_TEST

/* A pattern without wildcard is an origin, the same one, and matches itself. */
START_TEST(test_exact_is_an_origin)
{
    const char *text = accepted[_i].text;
    cors_pattern_t pattern;
    cors_origin_t origin;

    parse(text, &pattern);
    ck_assert_msg(
        (cors_origin_parse(text, strlen(text), &origin) == CORS_ORIGIN_OK)
            == (pattern.kind == CORS_PATTERN_EXACT),
        "'%s': pattern and origin disagree", text);
    if (pattern.kind == CORS_PATTERN_EXACT) {
        ck_assert_msg(matched(text, text), "'%s' does not match itself", text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_accepted, 0, ROWS(accepted));
    tcase_add_loop_test(tests, test_refused, 0, ROWS(refused));
    tcase_add_loop_test(tests, test_instead, 0, ROWS(refused));
    tcase_add_test(tests, test_too_long);
    tcase_add_loop_test(tests, test_matches, 0, ROWS(matches));
    tcase_add_loop_test(tests, test_exact_is_an_origin, 0, ROWS(accepted));
    return unit_finish("cors_pattern", tests);
}
