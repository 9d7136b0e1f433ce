/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_pattern_correction.h"

#include "random_text.h"
#include "unit.h"

#define BUCHER                                                                 \
    "b\xc3\xbc"                                                                \
    "cher"
#define XN_BUCHER "xn--bcher-kva"
#define A16 "aaaaaaaaaaaaaaaa"

/* want: NULL if the intended pattern is not known, or if the text is right */
static const struct {
    const char *text, *want;
} rows[] = {
    /* Valid patterns are not corrected. */
    {"*", NULL},
    {"null", NULL},
    {"https://example.com", NULL},
    {"https://*.example.com:*", NULL},
    {"http://[::1]:3000", NULL},
    /* Case. */
    {"https://Example.com", "https://example.com"},
    {"HTTPS://EXAMPLE.COM:8443", "https://example.com:8443"},
    {"https://*.Example.com", "https://*.example.com"},
    {"http://LOCALHOST:*", "http://localhost:*"},
    {"Null", "null"},
    {"NULL", "null"},
    {"chrome-extension://ABCDEF", NULL},
    {"Chrome-Extension://ABCDEF", "chrome-extension://ABCDEF"},
    /* Two schemes. */
    {"https://https://example.com", "https://example.com"},
    {"http://HTTPS://example.com/a", "https://example.com"},
    {"https://http://localhost:3000", "http://localhost:3000"},
    {"https://https://http://*.example.com", "http://*.example.com"},
    {"https://example.com/https://b.example", "https://example.com"},
    /* Text after the host. */
    {"https://example.com/", "https://example.com"},
    {"https://example.com/a/b?c#d", "https://example.com"},
    {"https://example.com?a", "https://example.com"},
    {"https://example.com#a", "https://example.com"},
    {"https://example.com\\", "https://example.com"},
    {"https://example.com/a@b:c", "https://example.com"},
    {"https://*.example.com:*/", "https://*.example.com:*"},
    {"https://example.com/*", "https://example.com"},
    {"https://example.com.", NULL},
    {"https://example.com..", "https://example.com."},
    {"https://Example.com./", "https://example.com."},
    {"https://a./", "https://a."},
    {"https://./", NULL},
    {"https://../", NULL},
    {"https://A[b/", NULL},
    {"app://A[b/", NULL},
    {"https://*.A.:*", "https://*.a.:*"},
    {"https://Example.com:443/", "https://example.com"},
    /* User information. */
    {"https://user@example.com", "https://example.com"},
    {"https://user:secret@example.com:81", "https://example.com:81"},
    {"https://a@b@example.com", "https://example.com"},
    {"https://@example.com", "https://example.com"},
    {"HTTPS://u@Example.com.:0443/", "https://example.com."},
    /* Ports. */
    {"https://example.com:443", "https://example.com"},
    {"http://example.com:80", "http://example.com"},
    {"http://example.com:443/", "http://example.com:443"},
    {"wss://example.com:443", "wss://example.com"},
    {"ftp://example.com:21", "ftp://example.com"},
    {"app://example.com:443/", "app://example.com:443"},
    {"https://*.example.com:443", "https://*.example.com"},
    {"https://[::1]:443", "https://[::1]"},
    {"https://example.com:08443", "https://example.com:8443"},
    {"https://example.com:0443", "https://example.com"},
    {"https://example.com:", "https://example.com"},
    {"https://example.com:0", NULL},
    {"https://example.com:65536", NULL},
    {"https://example.com:99999999999999999999999", NULL},
    {"https://example.com:-1", NULL},
    {"https://example.com:http", NULL},
    {"https://example.com:80:80", NULL},
    {"https://example.com:8443:*", NULL},
    /* IPv4: the address that browsers send. */
    {"http://0x7f000001", "http://127.0.0.1"},
    {"http://0X7F.1:81", "http://127.0.0.1:81"},
    {"http://2130706433", "http://127.0.0.1"},
    {"http://127.1", "http://127.0.0.1"},
    {"http://1.2.3", "http://1.2.0.3"},
    {"http://0177.0.0.01", "http://127.0.0.1"},
    {"http://192.168.010.1:*", "http://192.168.8.1:*"},
    {"http://127.0.0.1.", "http://127.0.0.1"},
    {"http://1.", "http://0.0.0.1"},
    {"http://127.0.0.1/", "http://127.0.0.1"},
    {"http://256.0.0.1", NULL},
    {"http://1.2.3.4.5", NULL},
    {"http://09.0.0.1", NULL},
    {"http://4294967296", NULL},
    {"http://example.1", NULL},
    {"https://*.1.2.3.4", "https://1.2.3.4"},
    {"https://*.127.1:*", "https://127.0.0.1:*"},
    /* IPv6. */
    {"http://[0:0:0:0:0:0:0:1]", "http://[::1]"},
    {"http://[0000::0001]:3000/", "http://[::1]:3000"},
    {"http://[2001:DB8::1]", "http://[2001:db8::1]"},
    {"http://[2001:db8:0:0:1:0:0:1]", "http://[2001:db8::1:0:0:1]"},
    {"http://[::ffff:1.2.3.4]", "http://[::ffff:102:304]"},
    {"http://[::1", NULL},
    {"http://[]", NULL},
    {"http://[fe80::1%25eth0]", NULL},
    {"http://[::1]x", NULL},
    {"https://*.[0:0::1]", "https://[::1]"},
    /* Without scheme: https, but http on the machine itself. */
    {"example.com", "https://example.com"},
    {"Example.com:443/a", "https://example.com"},
    {"example.com:8443", "https://example.com:8443"},
    {"user@example.com", "https://example.com"},
    {"*.example.com", "https://*.example.com"},
    {"*.example.com:*", "https://*.example.com:*"},
    {"10.0.0.1", "https://10.0.0.1"},
    {"[::2]:80", "https://[::2]:80"},
    {"localhost", "http://localhost"},
    {"localhost:3000", "http://localhost:3000"},
    {"localhost:80", "http://localhost"},
    {"localhost:*", "http://localhost:*"},
    {"LocalHost:3000/", "http://localhost:3000"},
    {"*.localhost", "http://*.localhost"},
    {"a.localhost:81", "http://a.localhost:81"},
    {"127.0.0.1:8080", "http://127.0.0.1:8080"},
    {"127.1", "http://127.0.0.1"},
    {"[::1]:3000", "http://[::1]:3000"},
    {"[0:0:0:0:0:0:0:1]", "http://[::1]"},
    {"localhost.example.com", "https://localhost.example.com"},
    /* Misspelled separators after the scheme. */
    {"http:/example.com", "http://example.com"},
    {"https:example.com:443", "https://example.com"},
    {"HTTPS//example.com", "https://example.com"},
    {"https:\\\\example.com", "https://example.com"},
    /* White space around it. */
    {" https://example.com", "https://example.com"},
    {"https://Example.com/\t ", "https://example.com"},
    {" * ", "*"},
    {"null ", "null"},
    /* Texts that are probably not origins are not corrected. */
    {"https://1.2.3.4 https://b.example", NULL},
    {"https://example\\.com", NULL},
    {"https://example\\.com/", NULL},
    {"https:", NULL},
    {"file:", NULL},
    {"data:", NULL},
    {"mailto:a@b", NULL},
    {"8443", NULL},
    {":8443", NULL},
    {"nul", NULL},
    {"all", NULL},
    {"On", NULL},
    {"self", NULL},
    /* No host, so the intended pattern is not known. */
    {"", NULL},
    {"/", NULL},
    {"//example.com", "https://example.com"},
    {"://example.com", NULL},
    {"https://", NULL},
    {"https:///", NULL},
    {"https://:443", NULL},
    {"https://user@", NULL},
    /* Files, applications and extensions. */
    {"file://", NULL},
    {"FILE:///etc", "file://"},
    {"file://host", "file://"},
    {"file://*", "file://"},
    {"file://host:81", "file://"},
    {"app:///", "app://"},
    {"app://./", "app://."},
    {"APP://AbC.:080/", "app://AbC.:80"},
    {"app://u@0x7f", "app://0x7f"},
    {"app://[0:0::1]", "app://[::1]"},
    {"app://[", NULL},
    {"moz-extension://*/", "moz-extension://*"},
    {"MOZ-extension://*", "moz-extension://*"},
    {"app://:81", NULL},
    {"app://a,b", NULL},
    {"app://*.a", NULL},
    {"app://a:*", NULL},
    {"app://*:81", NULL},
    {"app://b\xc3\xbc", NULL},
    /* The intended pattern is not known. */
    {"+https://example.com", NULL},
    {"https://.example.com", NULL},
    {"https://example..com", NULL},
    {"https://*", NULL},
    {"https://*.", NULL},
    {"https://*example.com", NULL},
    {"*example.com", NULL},
    {"https://foo.*.com", NULL},
    {"https://*.*.com", NULL},
    {"*://example.com", NULL},
    {"https://example.com*", NULL},
    {"https://exam ple.com", NULL},
    {"https://a.example,https://b.example", NULL},
    {"https://${HOST}", NULL},
    {"https://exa%6dple.com", NULL},
    {"https://" A16 A16 A16 A16 ".example/", NULL},
};

static const struct {
    const char *text, *want;
} unicode[] = {
    {"https://" BUCHER ".example", "https://" XN_BUCHER ".example"},
    {"https://B\xc3\x9c"
     "CHER.example:443/",
     "https://" XN_BUCHER ".example"},
    {"https://*." BUCHER ".example:8443",
     "https://*." XN_BUCHER ".example:8443"},
    {BUCHER ".example", "https://" XN_BUCHER ".example"},
    {"https://u@" BUCHER ".example:*/a", "https://" XN_BUCHER ".example:*"},
    {"https://b"
     "u\xcc\x88"
     "cher.example",
     "https://" XN_BUCHER ".example"},
    {"https://fa\xc3\x9f.de", "https://xn--fa-hia.de"},
    {"https://\xe4\xbe\x8b\xe3\x81\x88.jp", "https://xn--r8jz45g.jp"},
    {"https://a\xe3\x80\x82jp", "https://a.jp"},
    {"https://my_" BUCHER ".example", "https://xn--my_bcher-95a.example"},
    {"https://" BUCHER ".example.", "https://" XN_BUCHER ".example."},
    {"https://\xef\xbc\x90x7f.1", "https://127.0.0.1"},
    {"https://*" BUCHER ".example", NULL},
    {"https://" BUCHER "..example", NULL},
    {"https://\xfc.example", NULL},
    {"https://" A16 A16 A16 A16 "\xc3\xbc.example", NULL},
};

/* A correction is a valid pattern, differs from the text, and is not corrected
 * again. */
static void check(const char *text, const char *want)
{
    const char *got = cors_pattern_correction(text, unit_pool);
    cors_pattern_stop_t stop;
    cors_pattern_t pattern;

    ck_assert_msg(same_text(got, want), "'%s': got %s, want %s", text,
                  shown(got), shown(want));
    if (got && strcmp(got, "null") != 0) {
        ck_assert_msg(cors_pattern_parse(got, &pattern, &stop, unit_pool)
                          == CORS_PATTERN_OK,
                      "'%s': '%s' does not compile", text, got);
        ck_assert_msg(strcmp(got, text) != 0, "'%s' is its own correction",
                      text);
        ck_assert_msg(!cors_pattern_correction(got, unit_pool),
                      "'%s': '%s' is corrected again", text, got);
    }
}

START_TEST(test_rows)
{
    check(rows[_i].text, rows[_i].want);
}
END_TEST

/* Without libidn2 there is no correction. */
START_TEST(test_unicode)
{
    check(unicode[_i].text,
          cors_pattern_correction_has_idn() ? unicode[_i].want : NULL);
}
END_TEST

static const struct {
    const char *regex, *want;
} expressions[] = {
    {"https://*.example.com", "https://*.example.com"},
    {"^https://*.example.com$", "https://*.example.com"},
    {"^http://localhost:*", "http://localhost:*"},
    {"moz-extension://*$", "moz-extension://*"},
    {"https://example.com", NULL},
    {"^https://example.com$", NULL},
    {"https://[a-z]*.example.com", NULL},
    {"https://.*.example.com", NULL},
    {"https://*[.]example[.]com", "https://*.example.com"},
    {"^https://*\\.example\\.com$", "https://*.example.com"},
    {"https://*\\.example\\.com:*", "https://*.example.com:*"},
    {"https://.*[.]example[.]com", NULL},
    {"https://[^.]*[.]example[.]com", NULL},
    {"https://[.", NULL},
    {"https://*.a\\", NULL},
    {"https://*.example.com/", NULL},
    {"^^https://*.example.com", NULL},
    {"*.example.com", NULL},
    {"*", NULL},
    {"^", NULL},
    {"$", NULL},
    {"", NULL},
};

START_TEST(test_expressions)
{
    const char *regex = expressions[_i].regex;
    const char *want = expressions[_i].want;
    const char *got = cors_pattern_correction_of_expression(regex, unit_pool);

    ck_assert_msg(same_text(got, want), "'%s': got '%s', want '%s'", regex,
                  got ? got : "nothing", want ? want : "nothing");
}
END_TEST

/* Corrections of random texts are valid patterns. */
START_TEST(test_corrections_of_random_texts)
{
    uint64_t state = 300 + (uint64_t)_i;
    int suggested = 0;
    int i;

    for (i = 0; i < 2000; ++i) {
        const char *text = random_text(&state);
        const char *got = cors_pattern_correction(text, unit_pool);

        if (got) {
            ++suggested;
            check(text, got);
        }
    }
    ck_assert_msg(suggested > 50, "only %d suggestions", suggested);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(
        unit_needs(cors_pattern_correction_has_idn(), "libidn2", tests),
        test_unicode, 0, ROWS(unicode));
    tcase_add_loop_test(tests, test_expressions, 0, ROWS(expressions));
    tcase_add_loop_test(tests, test_corrections_of_random_texts, 0, 20);
    return unit_finish("cors_pattern_correction", tests);
}
