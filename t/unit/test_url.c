/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_url.h"

#include "unit.h"

/* The parts that are wanted, separated by blanks: scheme, host, port, path,
 * origin. */
static const struct {
    const char *label;
    const char *url;
    const char *want;
} good_rows[] = {
    {"https", "https://a.example/b",
     "https a.example 443 /b https://a.example"},
    {"http", "http://a.example/b", "http a.example 80 /b http://a.example"},
    {"no path", "https://a.example", "https a.example 443 / https://a.example"},
    {"a port", "https://a.example:8443/",
     "https a.example 8443 / https://a.example:8443"},
    {"the port of the other scheme", "http://a.example:443/",
     "http a.example 443 / http://a.example:443"},
    {"the default port", "https://a.example:443/x",
     "https a.example 443 /x https://a.example"},
    {"the default port alone", "http://a.example:80",
     "http a.example 80 / http://a.example"},
    {"upper case", "HTTPS://API.ExampleZ/A",
     "https api.examplez 443 /A https://api.examplez"},
    {"IPv4", "http://127.0.0.1/", "http 127.0.0.1 80 / http://127.0.0.1"},
    {"IPv6", "http://[2001:DB8::1]:81/",
     "http [2001:db8::1] 81 / http://[2001:db8::1]:81"},
    {"a final dot", "https://a.example./",
     "https a.example. 443 / https://a.example."},
    {"a query", "https://a/b?c=/../d?e", "https a 443 /b?c=/../d?e https://a"},
    {"a query without a path", "https://a?c", "https a 443 /?c https://a"},
    {"an '@' in the path", "https://a/b@c", "https a 443 /b@c https://a"},
    {"a fragment", "https://a/b#c", "https a 443 /b https://a"},
    {"a fragment without a path", "https://a#@b/", "https a 443 / https://a"},
    {"a fragment in the query", "https://a/?b#c?d",
     "https a 443 /?b https://a"},
    {"one dot", "https://a/b/./c/.", "https a 443 /b/c/ https://a"},
    {"two dots", "https://a/b/c/../d", "https a 443 /b/d https://a"},
    {"two dots at the end", "https://a/b/c/..", "https a 443 /b/ https://a"},
    {"above the root", "https://a/../../b", "https a 443 /b https://a"},
    {"two dots at the root", "https://a/..", "https a 443 / https://a"},
    {"two dots before a query", "https://a/b/..?c",
     "https a 443 /?c https://a"},
    {"encoded dots", "https://a/b/%2E./c/%2e/d/.%2e",
     "https a 443 /c/ https://a"},
    {"three dots", "https://a/.../b", "https a 443 /.../b https://a"},
    {"four encoded dots", "https://a/%2e%2e%2e%2e",
     "https a 443 /%2e%2e%2e%2e https://a"},
    {"dots and more", "https://a/..b/.c/%2f",
     "https a 443 /..b/.c/%2f https://a"},
    {"empty segments", "https://a//b//", "https a 443 //b// https://a"},
    {"two dots after an empty segment", "https://a//../b",
     "https a 443 /b https://a"},
    {"encoded in a path", "https://a/\"<>^`{}|'~\xC3\xA9",
     "https a 443 /%22%3C%3E%5E%60%7B%7D|'~%C3%A9 https://a"},
    {"encoded in a query", "https://a/?\"<>^`{}|'~\\\xFF",
     "https a 443 /?%22%3C%3E^`{}|%27~\\%FF https://a"},
};

START_TEST(test_good)
{
    cors_url_t url;
    const char *error = cors_url_parse(good_rows[_i].url, &url, unit_pool);
    const char *parts;

    ck_assert_msg(!error, "%s: %s", good_rows[_i].label, error);
    parts = apr_psprintf(unit_pool, "%s %s %d %s %s", url.scheme, url.host,
                         url.port, url.path, url.origin);
    ck_assert_msg(strcmp(parts, good_rows[_i].want) == 0, "%s: '%s', not '%s'",
                  good_rows[_i].label, parts, good_rows[_i].want);
    ck_assert_uint_eq(strlen(url.text), strcspn(good_rows[_i].url, "#"));
    ck_assert_int_eq(strncmp(url.text, good_rows[_i].url, strlen(url.text)), 0);
}
END_TEST

#define CHARACTER "its host has a character that no host name has"
#define BLANK "it has a blank or a control character"
#define SCHEME "it does not begin with http:// or https://"
#define PORT "its port is not a number from 1 to 65535 without leading zeros"
#define IPV4                                                                   \
    "its host ends in a number, but is not an IPv4 address such as 192.0.2.1"
#define IPV6                                                                   \
    "its IPv6 address is not in the form that browsers send, such as "         \
    "[2001:db8::1]"
#define USER "it has a user name or a password, which fetch does not accept"
#define LONG "its host, or a label of it, is too long"
#define BACKSLASH "it has a backslash, for which browsers send a slash"

static const struct {
    const char *label;
    const char *url;
    const char *want;
} bad_rows[] = {
    {"empty", "", SCHEME},
    {"relative", "/a", SCHEME},
    {"no scheme", "a.example/b", SCHEME},
    {"another scheme", "ftp://a.example/", SCHEME},
    {"one slash", "https:/a.example", SCHEME},
    {"one slash, http", "http:/a.example", SCHEME},
    {"wss", "wss://a.example/", SCHEME},
    {"no host", "https://", "it has no host"},
    {"no host but a path", "https:///a", "it has no host"},
    {"no host but a query", "https://?a", "it has no host"},
    {"no host but a fragment", "https://#a", "it has no host"},
    {"no host but a port", "https://:1/", "it has no host"},
    {"a user", "https://u@a.example/", USER},
    {"a user and a password", "https://u:p@a.example/", USER},
    {"port 0", "https://a:0/", PORT},
    {"port 65536", "https://a:65536/", PORT},
    {"a leading zero", "https://a:0443/", PORT},
    {"an empty port", "https://a:/", PORT},
    {"a name as port", "https://a:https/", PORT},
    {"Unicode",
     "https://b\xC3\xBC"
     "cher.example/",
     "its host is not ASCII; write it in Punycode (xn--...)"},
    {"an encoded host", "https://a%2eexample/", CHARACTER},
    {"a tilde", "https://a~b/", CHARACTER},
    {"a star", "https://*.example/", CHARACTER},
    {"an empty label", "https://a..example/", "its host has an empty label"},
    {"a long label",
     "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     ".example/",
     LONG},
    {"a short IPv4 address", "http://127.1/", IPV4},
    {"IPv6 in another form", "http://[0::1]/", IPV6},
    {"an open bracket", "http://[::1/", IPV6},
    {"text after the bracket", "http://[::1]a/", CHARACTER},
    {"a blank", "https://a/b c", BLANK},
    {"a tab", "https://a/\t", BLANK},
    {"a newline in the host", "https://a\n/", BLANK},
    {"DEL", "https://a/\x7F", BLANK},
    {"a backslash", "https://a/b\\c", BACKSLASH},
    {"a backslash after the host", "https://a\\b", BACKSLASH},
};

START_TEST(test_bad)
{
    cors_url_t url;
    const char *error = cors_url_parse(bad_rows[_i].url, &url, unit_pool);

    ck_assert_msg(same_text(error, bad_rows[_i].want), "%s: %s, not %s",
                  bad_rows[_i].label, shown(error), bad_rows[_i].want);
}
END_TEST

/* 8 KB in the path, and in the host. */
START_TEST(test_long)
{
    char *text = apr_palloc(unit_pool, 8193);
    cors_url_t url;

    memset(text, 'a', 8192);
    text[8192] = '\0';
    memcpy(text, "https://b/", 10);
    ck_assert_ptr_null(cors_url_parse(text, &url, unit_pool));
    ck_assert_uint_eq(strlen(url.path), 8192 - strlen("https://b"));
    text[9] = 'a';
    ck_assert_str_eq(cors_url_parse(text, &url, unit_pool), LONG);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_good, 0, ROWS(good_rows));
    tcase_add_loop_test(tests, test_bad, 0, ROWS(bad_rows));
    tcase_add_test(tests, test_long);
    return unit_finish("cors_url", tests);
}
