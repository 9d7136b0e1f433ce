/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_pattern.h"

#include "unit.h"

static const char *const kinds[] = {"any", "null", "exact", "wildcard"};

static void parse(const char *text, cors_pattern_t *pattern)
{
    cors_pattern_stop_t stop;

    memset(pattern, 0xff, sizeof(*pattern));
    ck_assert_msg(cors_pattern_parse(text, pattern, &stop, unit_pool)
                      == CORS_PATTERN_OK,
                  "'%s' is refused", text);
    ck_assert_msg(pattern->text == text && pattern->length == strlen(text),
                  "'%s': text is not kept", text);
}

/* want: kind, then scheme, host and port without wildcards, and the
 * wildcards */
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
    {"file://", "null"},
    {"app://.", "exact app . 0"},
    {"qrc://", "exact qrc  0"},
    {"app://0504F00C:81", "exact app 0504F00C 81"},
    {"null://", "exact null  0"},
    {"https://example.com.", "exact https example.com. 0"},
    {"https://*.example.com.:*",
     "wildcard https example.com. 0 subdomains any_port"},
    {"moz-extension://*", "wildcard moz-extension  0 any_host"},
    {"web+x.1-2://*", "wildcard web+x.1-2  0 any_host"},
    {"null://*", "wildcard null  0 any_host"},
    {"files://*", "wildcard files  0 any_host"},
    {"https://*.example.com", "wildcard https example.com 0 subdomains"},
    {"https://*.a.b.example", "wildcard https a.b.example 0 subdomains"},
    {"https://*.com", "wildcard https com 0 subdomains"},
    {"http://*.localhost:81", "wildcard http localhost 81 subdomains"},
    {"http://localhost:*", "wildcard http localhost 0 any_port"},
    {"http://127.0.0.1:*", "wildcard http 127.0.0.1 0 any_port"},
    {"http://[::1]:*", "wildcard http [::1] 0 any_port"},
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
        got = apr_psprintf(unit_pool, "%s %.*s %.*s %d%s%s%s", got,
                           (int)origin->scheme_length, origin->scheme,
                           (int)origin->host_length, origin->host, origin->port,
                           pattern.subdomains ? " subdomains" : "",
                           pattern.any_port ? " any_port" : "",
                           pattern.any_host ? " any_host" : "");
    }
    ck_assert_msg(same_text(got, accepted[_i].want),
                  "'%s': got '%s', want '%s'", accepted[_i].text, got,
                  accepted[_i].want);
}
END_TEST

/* Why a text is not a pattern, and the error in it without its wildcards. */
static const struct {
    cors_pattern_error_e error;
    cors_origin_error_e why;
    const char *words;
} refused[] = {
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_NO_SCHEME,
     "example.com nul nulls https:example.com +https://example.com "
     "${X} null,https://a.example"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_FILE_HOST,
     "file://host file://*.host file://:81"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_NO_HOST,
     "https:// https://:443 https://*. https://:* https://*.:* app://:81"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_UPPER_CASE,
     "Null HTTPS://example.com https://Example.com https://*.Example.com "
     "http://LOCALHOST:* APP://*.a"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_HOST_BYTE,
     "https://a.example,https://b.example https://b\xc3\xbc.example "
     "https://(a|b).example https://${X} https://*.a,b app://a,b app://a,"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_EMPTY_LABEL,
     "https://example.com.. https://example..com https://*..example.com "
     "https://*.example.com..:* https://*.."},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_IPV4,
     "http://127.1 http://0x7f000001 http://010.0.0.1:* https://*.127.1 "
     "http://127.0.0.1. https://*.127.0.0.1.:*"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_IPV6,
     "http://[0:0:0:0:0:0:0:1] http://[2001:DB8::1]:*"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_USER_INFO,
     "https://user@example.com https://u:p@example.com:81 https://*.u@a"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_PATH,
     "https://example.com/ https://example.com? https://*.example.com# "
     "https://example.com:8443/ https://example.com/:* app://a/ "
     "file:///a/b"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_PORT,
     "https://example.com:0 https://example.com: https://example.com:08 "
     "https://*.example.com:65536 https://example.com::*"},
    {CORS_PATTERN_NOT_ORIGIN, CORS_ORIGIN_DEFAULT_PORT,
     "https://example.com:443 http://*.example.com:80 http://[::1]:80"},
    {CORS_PATTERN_STRAY_WILDCARD, CORS_ORIGIN_OK,
     "https://example.com:8443:* https://*.example.com:8443:*"},
    {CORS_PATTERN_IP_SUBDOMAINS, CORS_ORIGIN_OK,
     "https://*.127.0.0.1 https://*.[::1] https://*.[::1]:* "
     "https://*.1.2.3.4:81"},
    {CORS_PATTERN_OPAQUE_WILDCARD, CORS_ORIGIN_OK,
     "app://*.x app://x:* app://*:* app://*:81 app://*.x:* app://a* app://** "
     "app://*a app://[::1]:* app://a/* moz-extension://*/ null://*.a"},
};

static cors_pattern_stop_t stop_of(const char *text)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    cors_pattern_error_e error;

    memset(&stop, 0xff, sizeof(stop));
    error = cors_pattern_parse(text, &pattern, &stop, unit_pool);
    ck_assert_msg(stop.error == error, "'%s': returns %d, notes %d", text,
                  (int)error, (int)stop.error);
    return stop;
}

START_TEST(test_refused)
{
    const char *cursor = refused[_i].words;
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        cors_pattern_stop_t stop = stop_of(text);

        ck_assert_msg(
            stop.error == refused[_i].error && stop.why == refused[_i].why,
            "'%s': got %d by %d, want %d by %d", text, (int)stop.error,
            (int)stop.why, (int)refused[_i].error, (int)refused[_i].why);
    }
}
END_TEST

/* A '*' without meaning is a stray wildcard, regardless of the text around
 * it. */
START_TEST(test_stray_wildcards)
{
    const char *cursor =
        "** *.example.com *example.com *: *:* *://example.com "
        "http*://example.com https://* https://*:8443 https://*:* "
        "https://*example.com https://foo.*.com https://example.* "
        "https://*.*.example.com https://a*.example.com https://a.*:* "
        "https://example.com:80* https://example.com:*80 "
        "https://example.com:*:* https://example.com/* https://[*] "
        "https://*@example.com null* https://Example.* file://* file://*:* "
        "file://:* file://*. "
        "App://* 1a://* http://* ws://* wss://* ftp://*";
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        cors_pattern_stop_t stop = stop_of(text);

        ck_assert_msg(stop.error == CORS_PATTERN_STRAY_WILDCARD,
                      "'%s': error %d", text, (int)stop.error);
    }
}
END_TEST

/* '|' marks where the parser stops, also after a wildcard. */
START_TEST(test_stop)
{
    const char *cursor =
        "example.com| https://exam|Ple.com https://*.a.|.b https://*.| "
        "https://*.|:* https://*.a|/ https://*.a|/:* https://*.u|@a "
        "https://*.a:|080 https://a:|:* http|S://*.a https://*.|127.1 "
        "https://a|,b app://a|,b file://|host "
        "http|*://*.a |** https://|* https://a|*.b https://*.|*.b "
        "https://*.a.|*:* https://a:8443:|* https://*.a:81:|* file://|* "
        "file://:|* https://|*.127.0.0.1 https://|*.[::1]:* app://|*.x "
        "app://x:|* app://|*:* app://a/|*";
    const char *marked;

    while ((marked = next_word(&cursor)) != NULL) {
        const char *mark = strchr(marked, '|');
        const char *text = apr_psprintf(unit_pool, "%.*s%s",
                                        (int)(mark - marked), marked, mark + 1);
        cors_pattern_stop_t stop = stop_of(text);

        ck_assert_msg(stop.error != CORS_PATTERN_OK, "'%s' is not refused",
                      text);
        ck_assert_msg(stop.at == (apr_size_t)(mark - marked),
                      "'%s': stops at %d, want %d", text, (int)stop.at,
                      (int)(mark - marked));
    }
}
END_TEST

/* Limits of length apply to the text without its wildcards. */
START_TEST(test_lengths)
{
    static const char *const forms[] = {"https://%s", "https://*.%s:*"};
    char host[CORS_HOST_MAX_LENGTH + 2];
    cors_pattern_stop_t stop;
    int i;

    for (i = 0; i < CORS_HOST_MAX_LENGTH; ++i) {
        host[i] = i % 50 == 49 ? '.' : 'a';
    }
    host[i] = '\0';
    stop = stop_of(apr_psprintf(unit_pool, forms[_i], host));
    ck_assert_int_eq(stop.error, CORS_PATTERN_OK);
    host[i++] = 'a';
    host[i] = '\0';
    stop = stop_of(apr_psprintf(unit_pool, forms[_i], host));
    ck_assert_int_eq(stop.error, CORS_PATTERN_NOT_ORIGIN);
    ck_assert_int_eq(stop.why, CORS_ORIGIN_HOST_LENGTH);
    ck_assert_uint_eq(stop.at, strlen(forms[_i]) - (_i ? 4 : 2));
    stop = stop_of(apr_psprintf(unit_pool, "https://a.example%0320d", 0));
    ck_assert_int_eq(stop.error, CORS_PATTERN_NOT_ORIGIN);
    ck_assert_int_eq(stop.why, CORS_ORIGIN_TOO_LONG);
    ck_assert_uint_eq(stop.at, 0);
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
    {"https://*.example.com.",
     "https://a.example.com. https://a.b.example.com.",
     "https://example.com. https://a.example.com https://a.example.com.:81 "
     "https://aexample.com. app://a.example.com."},
    {"http://localhost.:*", "http://localhost. http://localhost.:81",
     "http://localhost http://localhost:81"},
    {"app://*",
     "app://a app://. app://A.b app://[::1] app://*.x app://localhost",
     "app:// app://a:81 app://[::1]:81 apps://a ap://a https://a file://"},
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
    /* A '*' may be a character of an opaque host. */
    ck_assert_msg(
        (cors_origin_parse(text, strlen(text), &origin) == CORS_ORIGIN_OK)
            == (pattern.kind == CORS_PATTERN_EXACT || pattern.any_host
                || strcmp(text, "file://") == 0),
        "'%s': pattern and origin disagree", text);
    if (pattern.kind == CORS_PATTERN_EXACT) {
        ck_assert_msg(matched(text, text), "'%s' does not match itself", text);
    }
}
END_TEST

/* Deny rules also accept origins that only the URL standard allows. */
static const struct {
    const char *text;
    bool accepted;
} denied[] = {
    {"*", true},
    {"null", true},
    {"file://", true},
    {"https://*.com", true},
    {"app://*", true},
    {"https://evil.example.", true},
    {"https://a~b.evil.example", true},
    {"https://x{y.evil.example", true},
    {"https://a!b.example:8443", true},
    {"https://a&b=c'd\"e`f+g}h$i.example.", true},
    {"app://a,b", true},
    {"app://a!b", true},
    {"https://a,b", false},
    {"https://a;b", false},
    {"https://a~b.example/", false},
    {"https://a~b.example:443", false},
    {"https://a~b.example:~1", false},
    {"https://A~b.example", false},
    {"https://*.a~b.example", false},
    {"https://a~b.example$", false},
    {"https://(a)b.example", false},
    {"https://u@a~b.example", false},
    {"https://a%7eb.example", false},
    {"https://a~b..example", false},
    {"https://b\xc3\xbc.example", false},
    {"app://*.x", false},
    {"https://", false},
    {"ht~tps://a", false},
    {"~", false},
};

START_TEST(test_denied)
{
    const char *text = denied[_i].text;
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    cors_pattern_error_e error;

    memset(&pattern, 0xff, sizeof(pattern));
    error = cors_pattern_parse_denied(text, &pattern, &stop, unit_pool);
    ck_assert_msg((error == CORS_PATTERN_OK) == denied[_i].accepted,
                  "'%s': error %d", text, (int)error);
    if (error != CORS_PATTERN_OK) {
        cors_pattern_stop_t want = stop_of(text);

        ck_assert_int_eq(error, want.error);
        ck_assert_int_eq(stop.error, want.error);
        ck_assert_int_eq(stop.why, want.why);
        ck_assert_uint_eq(stop.at, want.at);
        return;
    }
    ck_assert_msg(pattern.text == text, "'%s': text", text);
    if (pattern.kind == CORS_PATTERN_EXACT) {
        ck_assert(!cors_origin_is_insecure(&pattern.origin));
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_accepted, 0, ROWS(accepted));
    tcase_add_loop_test(tests, test_refused, 0, ROWS(refused));
    tcase_add_test(tests, test_stray_wildcards);
    tcase_add_test(tests, test_stop);
    tcase_add_loop_test(tests, test_lengths, 0, 2);
    tcase_add_loop_test(tests, test_matches, 0, ROWS(matches));
    tcase_add_loop_test(tests, test_denied, 0, ROWS(denied));
    tcase_add_loop_test(tests, test_exact_is_an_origin, 0, ROWS(accepted));
    return unit_finish("cors_pattern", tests);
}
