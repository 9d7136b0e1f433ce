/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_origin.h"

#include "unit.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Parses a copy in a block that ends with the text. */
static cors_origin_error_e error_of(const char *text, size_t length)
{
    char *copy = exact_copy(text, length);
    cors_origin_t origin;
    cors_origin_error_e error = cors_origin_parse(copy, length, &origin);

    free(copy);
    return error;
}

/* Scheme, host and port of valid origins. */
static const struct {
    cors_host_kind_e kind;
    const char *words;
} valid[] = {
    {CORS_HOST_NAME,
     "https|example.com|0 http|example.com|0 https|localhost|0 https|a|0 "
     "https|a.b.c.d.e.f|0 https|example.com.evil.com|0 "
     "https|my_app.example.com|0 https|_dmarc.example|0 https|-a-.example|0 "
     "https|a--b.example|0 https|xn--bcher-kva.example|0 https|xn--fiqs8s|0 "
     "https|1and1.com|0 https|1.2.3.example|0 https|1.2.3.4a|0 https|a.0xg|0 "
     "https|a.1-2|0 https|a.x1|0 https|example.com|1 https|example.com|80 "
     "http|example.com|443 https|example.com|8443 https|example.com|65535 "
     "ws|a|443 wss|a|80 ftp|a|0 https|example.com.|0 https|localhost.|8443 "
     "http|a.|0 https|1.2.3.4a.|0"},
    {CORS_HOST_OPAQUE,
     "chrome-extension|abcdef|0 moz-extension|0a-1b|0 app|example.com|443 "
     "web+x.1-2|a|0 files|a|0 fil|a|0 httpss|a|80 app|.|0 app|a..b.|0 qrc||0 "
     "file||0 null||0 capacitor|localhost|0 capacitor|localhost|81 "
     "safari-web-extension|0504F00C-80EF-4657-A397-2B65004AD0D7|0 "
     "dvb|1.ff03.139c.14|0 app|127.1|0 app|0x7f|0 app|1.2.3.4.|0 "
     "app|*.Example|0 app|a,b;c|0 app|%C3%BC|0"},
    {CORS_HOST_IPV4,
     "http|0.0.0.0|0 http|127.0.0.1|3000 https|192.168.10.200|0 "
     "https|255.255.255.255|0"},
    {CORS_HOST_IPV6,
     "http|[::]|0 http|[::1]|3000 https|[1::]|0 https|[fe80::1]|0 "
     "https|[2001:db8::1:0:0:1]|0 https|[1:0:0:2::3]|0 "
     "https|[1:0:2:3:4:5:6:7]|0 https|[::ffff:102:304]|0 "
     "https|[1:2:3:4:5:6:7:8]|65535 "
     "https|[1111:2222:3333:4444:5555:6666:7777:8888]|0 app|[::1]|0 "
     "app|[2001:db8::1]|443"},
};

static void check_parts(const char *text, size_t length, const char *want,
                        cors_host_kind_e kind)
{
    cors_origin_t origin;
    const char *got;

    ck_assert_msg(cors_origin_parse(text, length, &origin) == CORS_ORIGIN_OK,
                  "'%s' is refused", want);
    got = apr_psprintf(unit_pool, "%.*s|%.*s|%d", (int)origin.scheme_length,
                       origin.scheme, (int)origin.host_length, origin.host,
                       origin.port);
    ck_assert_msg(same_text(got, want), "'%s': got '%s'", want, got);
    ck_assert_msg(origin.host_kind == kind, "'%s': kind %d", want,
                  (int)origin.host_kind);
}

/* Bytes after length are not read. */
START_TEST(test_valid)
{
    const char *cursor = valid[_i].words;
    const char *parts;

    while ((parts = next_word(&cursor)) != NULL) {
        const char *host = strchr(parts, '|') + 1;
        const char *port = strchr(host, '|') + 1;
        const char *text =
            apr_psprintf(unit_pool, "%.*s://%.*s%s%s", (int)(host - parts - 1),
                         parts, (int)(port - host - 1), host,
                         *port == '0' ? "" : ":", *port == '0' ? "" : port);
        size_t length = strlen(text);
        char *copy = exact_copy(text, length);

        check_parts(copy, length, parts, valid[_i].kind);
        check_parts(apr_pstrcat(unit_pool, text, "0/\xff", NULL), length, parts,
                    valid[_i].kind);
        free(copy);
    }
}
END_TEST

static const struct {
    cors_origin_error_e want;
    const char *words;
} malformed[] = {
    {CORS_ORIGIN_NO_SCHEME,
     "* null example.com //example.com ://example.com https https: https:/ "
     "https:/example.com https:example.com https//example.com "
     "https:\\\\example.com 1https://example.com +https://example.com "
     "view-source:https://example.com"},
    {CORS_ORIGIN_FILE_HOST,
     "file://host file://host:81 file://:81 file://. file://[::1] file://*"},
    {CORS_ORIGIN_UPPER_CASE,
     "HTTPS://example.com httpS://example.com https://Example.com "
     "https://example.coM NULL App://a FILE://"},
    {CORS_ORIGIN_NO_HOST, "https:// https://:8443 app://:81 app://:"},
    {CORS_ORIGIN_PATH, "https:/// https://example.com/ https://example.com? "
                       "https://example.com# https://example.com\\.evil.com "
                       "https://example.com:8443/ https://[::1]/ "
                       "file:///etc/passwd file:/// app:/// app://a/ app://a? "
                       "app://a#b app://a\\b app://A:81/"},
    {CORS_ORIGIN_HOST_BYTE,
     "https://example.com,https://a.example https://*.example.com "
     "https://example.com`.evil.com https://example.com%60.evil.com "
     "https://example.com{.evil.com https://example.com&.evil.com "
     "https://\xc3\xbc.example https://a\xe3\x80\x82jp https://[::1]x "
     "https://[::1]] https://a[::1] app://a^b app://a|b app://<a> "
     "app://\xc3\xbc app://a[::1] app://]"},
    {CORS_ORIGIN_EMPTY_LABEL,
     "https://example.com.. https://example.com..:8443 https://.example.com "
     "https://example..com https://. https://.:8443 https://.. "
     "https://127.0.0.1.."},
    {CORS_ORIGIN_IPV4,
     "https://127.1 https://2130706433 https://0x7f000001 "
     "https://127.0.0.0x1 https://0x https://a.0xaf https://0177.0.0.1 "
     "https://127.00.0.1 https://256.0.0.1 https://1.2.3 https://1.2.3.4.5 "
     "https://1.2.3.1000 https://example.1 https://a.2.3.4 "
     "https://127.0.0.1. https://127.0.0.1.:81 https://127.1. "
     "https://example.1."},
    {CORS_ORIGIN_IPV6,
     "https://[ https://[] https://[::1 https://[:::1] "
     "https://[0:0:0:0:0:0:0:1] https://[::0001] https://[2001:DB8::1] "
     "https://[1:0:0:2:0:0:0:3] https://[1::2:3:4:5:6:7] "
     "https://[1::2:0:0:0:3] https://[1:0:0:2::3:4] https://[::ffff:1.2.3.4] "
     "https://[fe80::1%25eth0] https://[1:2:3:4:5:6:7:8:9] "
     "https://[a.example] https://[11111:2222:3333:4444:5555:6666:7777:8888] "
     "app://[ app://[::01] app://[a]"},
    {CORS_ORIGIN_USER_INFO,
     "https://user@example.com https://user:secret@example.com "
     "https://example.com:1@evil.com https://@example.com app://u@a "
     "app://a:1@b"},
    {CORS_ORIGIN_PORT,
     "https://example.com: https://example.com:0 https://example.com:00 "
     "https://example.com:08443 https://example.com:65536 "
     "https://example.com:99999 https://example.com:655350 "
     "https://example.com:4294967739 https://example.com:-1 "
     "https://example.com:+80 https://example.com:8443x "
     "https://example.com:80:80 https://example.com:* app://a: app://a:0 "
     "app://a:081 app://a:65536 app://a:*"},
    {CORS_ORIGIN_DEFAULT_PORT,
     "https://example.com:443 http://example.com:80 http://[::1]:80 "
     "wss://example.com:443 ws://example.com:80 ftp://example.com:21"},
};

START_TEST(test_errors)
{
    const char *cursor = malformed[_i].words;
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        cors_origin_error_e error = error_of(text, strlen(text));

        ck_assert_msg(error == malformed[_i].want, "'%s': error %d, want %d",
                      text, (int)error, (int)malformed[_i].want);
    }
    ck_assert_int_eq(error_of("", 0), CORS_ORIGIN_NO_SCHEME);
}
END_TEST

/* '|' marks where the parser stops. */
START_TEST(test_stop)
{
    const char *cursor =
        "example.com| |://a 1a|://b https|:a |Https://a ht|Tps://a "
        "https://exam|Ple.com https://a.|.b https://|.a https://a.b.|.:81 "
        "https://| https://|:81 app://|:81 https://a|,b https://a|*b "
        "https://a|/b?c https://a|?c/ https://a|#b https://a:81|/ "
        "https://u|@a https://u:p|@a https://u:81|@a app://a|/ app://a|#b/ "
        "https://|127.1 https://|a.0x1:81 https://|[::1 https://|[0::1]:81 "
        "https://[::1]|x https://a:|0 https://a:|081 https://a:| "
        "https://a:|65536 https://a:|123456/ https://a:|8x https://a:|443 "
        "file://|a file://|/a";
    const char *marked;

    while ((marked = next_word(&cursor)) != NULL) {
        const char *mark = strchr(marked, '|');
        const char *text = apr_psprintf(unit_pool, "%.*s%s",
                                        (int)(mark - marked), marked, mark + 1);
        cors_origin_t origin;

        ck_assert_msg(cors_origin_parse(text, strlen(text), &origin)
                          != CORS_ORIGIN_OK,
                      "'%s' is not refused", text);
        ck_assert_msg(origin.host - text == mark - marked,
                      "'%s': stops at %d, want %d", text,
                      (int)(origin.host - text), (int)(mark - marked));
    }
}
END_TEST

/* scheme: its length (5: "https"); host: its length; labels: the length of each
 * label; tail: the text after the host */
static const struct {
    const char *label;
    int scheme, host, labels;
    const char *tail;
    cors_origin_error_e want;
} limits[] = {
    {"a label of 63", 5, 63, 63, "", CORS_ORIGIN_OK},
    {"a label of 64", 5, 64, 64, "", CORS_ORIGIN_HOST_LENGTH},
    {"a first label of 64", 5, 100, 64, "", CORS_ORIGIN_HOST_LENGTH},
    {"a host of 253", 5, 253, 49, "", CORS_ORIGIN_OK},
    {"a host of 254", 5, 254, 49, "", CORS_ORIGIN_HOST_LENGTH},
    {"a host of 254, then a port", 5, 254, 49, ":1", CORS_ORIGIN_HOST_LENGTH},
    {"a label of 63, then a dot", 5, 63, 63, ".", CORS_ORIGIN_OK},
    {"a label of 64, then a dot", 5, 64, 64, ".", CORS_ORIGIN_HOST_LENGTH},
    {"a host of 253, then a dot", 5, 253, 49, ".:65535", CORS_ORIGIN_OK},
    {"a host of 254, then a dot", 5, 254, 49, ".", CORS_ORIGIN_HOST_LENGTH},
    {"326 bytes of an application", 1, 322, 322, "", CORS_ORIGIN_OK},
    {"327 bytes of an application", 1, 323, 49, "", CORS_ORIGIN_TOO_LONG},
    {"a scheme of 1", 1, 9, 9, "", CORS_ORIGIN_OK},
    {"a scheme of 64", 64, 9, 9, "", CORS_ORIGIN_OK},
    {"a scheme of 65", 65, 9, 9, "", CORS_ORIGIN_NO_SCHEME},
    {"326 bytes", 64, 253, 49, ":65535", CORS_ORIGIN_OK},
    {"326 bytes with a path", 64, 253, 49, ":6553/", CORS_ORIGIN_PATH},
    {"327 bytes", 64, 253, 49, ":655350", CORS_ORIGIN_TOO_LONG},
    {"327 bytes of host", 5, 319, 49, "", CORS_ORIGIN_TOO_LONG},
    {"much more", 5, 9000, 49, "", CORS_ORIGIN_TOO_LONG},
};

START_TEST(test_limits)
{
    char *host = apr_palloc(unit_pool, (apr_size_t)limits[_i].host + 1);
    char scheme[66];
    const char *text;
    cors_origin_error_e error;
    int i;

    for (i = 0; i < limits[_i].host; ++i) {
        host[i] = i % (limits[_i].labels + 1) < limits[_i].labels ? 'a' : '.';
    }
    host[i] = '\0';
    memset(scheme, 's', sizeof(scheme));
    if (limits[_i].scheme == 5) {
        memcpy(scheme, "https", 5);
    }
    text = apr_psprintf(unit_pool, "%.*s://%s%s", limits[_i].scheme, scheme,
                        host, limits[_i].tail);
    error = error_of(text, strlen(text));
    ck_assert_msg(error == limits[_i].want, "%s: error %d, want %d",
                  limits[_i].label, (int)error, (int)limits[_i].want);
}
END_TEST

/* Tries every byte at several places of an origin. allowed: the valid bytes;
 * errors: one letter of the table below for each group of other bytes, and the
 * last letter for all the rest. */
static const char *const groups[] = {".", ":", "@", "/\\?#", UPPER};

static const cors_origin_error_e letters[] = {
    ['s'] = CORS_ORIGIN_NO_SCHEME,   ['c'] = CORS_ORIGIN_UPPER_CASE,
    ['h'] = CORS_ORIGIN_HOST_BYTE,   ['p'] = CORS_ORIGIN_PORT,
    ['l'] = CORS_ORIGIN_EMPTY_LABEL, ['u'] = CORS_ORIGIN_USER_INFO,
    ['/'] = CORS_ORIGIN_PATH,
};

static const struct {
    const char *before, *after, *allowed, *errors;
} places[] = {
    {"", "https://a.example", LOWER, "sssscs"},
    {"ht", "tp://a.example", LOWER DIGITS "+-.", "-ssscs"},
    {"https://a", "b.example", LOWER DIGITS "-_.", "-pu/ch"},
    {"https://a.example", "", LOWER DIGITS "-_.", "-pu/ch"},
    {"https://a.example.", "b.a", LOWER DIGITS "-_", "lpu/ch"},
    {"app://a", "b", LOWER UPPER DIGITS "!\"$%&'()*+,-.;=_`{}~", "-pu/-h"},
    {"https://a.example:80", "", DIGITS, "ppu/pp"},
};

START_TEST(test_bytes)
{
    size_t before = strlen(places[_i].before);
    size_t length = before + 1 + strlen(places[_i].after);
    char *text =
        apr_pstrcat(unit_pool, places[_i].before, "?", places[_i].after, NULL);
    int byte;

    for (byte = 0; byte < 256; ++byte) {
        cors_origin_error_e error, want;
        int i = 0;

        while (i < ROWS(groups) && (!byte || !strchr(groups[i], byte))) {
            ++i;
        }
        want = byte && strchr(places[_i].allowed, byte)
                   ? CORS_ORIGIN_OK
                   : letters[(unsigned char)places[_i].errors[i]];
        text[before] = (char)byte;
        error = error_of(text, length);
        ck_assert_msg(error == want, "'%s', byte 0x%02x: error %d, want %d",
                      places[_i].before, (unsigned)byte, (int)error, (int)want);
    }
}
END_TEST

/* Parses every prefix of an origin, in a block that ends with it. */
START_TEST(test_prefixes)
{
    static const char *const texts[] = {
        "https://[2001:db8::1]:65535",
        "chrome-extension://sub.example.com:8443",
        "http://192.168.10.200:3000",
    };
    const char *text = texts[_i];
    size_t length;

    for (length = 0; length <= strlen(text); ++length) {
        char *terminated = apr_pstrmemdup(unit_pool, text, length);
        cors_origin_t origin;

        ck_assert_msg(error_of(text, length)
                          == cors_origin_parse(terminated, length, &origin),
                      "'%s'", terminated);
    }
    ck_assert_int_eq(error_of(text, strlen(text)), CORS_ORIGIN_OK);
}
END_TEST

static const struct {
    bool loopback, insecure;
    const char *words;
} reach[] = {
    {true, false,
     "http://localhost http://localhost:3000 https://localhost "
     "http://a.localhost http://a.b.localhost:8080 http://127.0.0.1 "
     "http://localhost. https://localhost.:81 http://a.localhost. "
     "http://127.255.255.254:1 http://[::1] http://[::1]:3000"},
    {false, true,
     "http://example.com http://localhost.example.com http://notlocalhost "
     "http://localhos http://ocalhost http://localhost-a "
     "http://127.example.com http://128.0.0.1 http://12.7.0.0 "
     "http://10.127.0.1 http://0.0.0.0 http://[::] http://[::2] "
     "http://[1::1] http://[::ffff:7f00:1] http://example.com. "
     "http://localhost.a. http://ocalhost."},
    {false, false,
     "https://example.com https://[::2] httpx://example.com "
     "app://example.com capacitor://localhost app://localhost. app://[::1] "
     "app://127.0.0.1 qrc:// file://"},
};

START_TEST(test_reach)
{
    const char *cursor = reach[_i].words;
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        char *copy = exact_copy(text, strlen(text));
        cors_origin_t origin;

        ck_assert_msg(cors_origin_parse(copy, strlen(text), &origin)
                          == CORS_ORIGIN_OK,
                      "'%s' is refused", text);
        ck_assert_msg(cors_origin_is_loopback(&origin) == reach[_i].loopback,
                      "'%s': loopback", text);
        ck_assert_msg(cors_origin_is_insecure(&origin) == reach[_i].insecure,
                      "'%s': insecure", text);
        free(copy);
    }
}
END_TEST

START_TEST(test_default_port)
{
    static const struct {
        const char *scheme;
        int length, want;
    } rows[] = {
        {"https", 5, 443}, {"http", 4, 80},  {"wss", 3, 443}, {"ws", 2, 80},
        {"ftp", 3, 21},    {"https", 4, 80}, {"app", 3, 0},   {"", 0, 0},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        int port = cors_origin_default_port(rows[i].scheme, rows[i].length);

        ck_assert_msg(port == rows[i].want, "'%.*s': port %d", rows[i].length,
                      rows[i].scheme, port);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_valid, 0, ROWS(valid));
    tcase_add_loop_test(tests, test_errors, 0, ROWS(malformed));
    tcase_add_test(tests, test_stop);
    tcase_add_loop_test(tests, test_limits, 0, ROWS(limits));
    tcase_add_loop_test(tests, test_bytes, 0, ROWS(places));
    tcase_add_loop_test(tests, test_prefixes, 0, 3);
    tcase_add_loop_test(tests, test_reach, 0, ROWS(reach));
    tcase_add_test(tests, test_default_port);
    return unit_finish("cors_origin", tests);
}
