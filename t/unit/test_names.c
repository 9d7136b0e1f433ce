/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_names.h"

#include "unit.h"

static const cors_place_t somewhere = {"unit.conf", 1, false};

typedef bool predicate_t(const char *name, apr_size_t length);

/* From a block that ends where the name ends. */
static bool holds(predicate_t *predicate, const char *name, size_t length)
{
    char *copy = exact_copy(name, length);
    bool result = predicate(copy, length);

    free(copy);
    return result;
}

START_TEST(test_token)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int byte;

    for (byte = 0; byte < 256; ++byte) {
        bool want = memchr(token, byte, strlen(token)) != NULL;
        const char text[3] = {'a', (char)byte, 'a'};

        ck_assert_msg(holds(cors_token_is_valid, text, 3) == want,
                      "byte 0x%02x", (unsigned)byte);
        ck_assert_msg(holds(cors_token_is_valid, text + 1, 1) == want,
                      "byte 0x%02x alone", (unsigned)byte);
        ck_assert_msg(holds(cors_token_is_valid, text, 2) == want,
                      "byte 0x%02x at the end", (unsigned)byte);
    }
    ck_assert(!holds(cors_token_is_valid, "", 0));
}
END_TEST

/* Fetch 2.2.1 and 2.2.2, word for word. */
static const struct {
    const char *label;
    predicate_t *predicate;
    const char *yes, *no;
} lists[] = {
    {"safelisted method", cors_method_is_safelisted, "GET HEAD POST",
     "get Get post PUT DELETE OPTIONS PATCH CONNECT GE GETT POST2 *"},
    {"forbidden method", cors_method_is_forbidden,
     "CONNECT TRACE TRACK connect Trace tRACK",
     "GET HEAD POST PUT OPTIONS TRAC TRACES TRACKS CONNECTED *"},
    {"forbidden request-header", cors_header_name_is_forbidden_request,
     "Accept-Charset Accept-Encoding Access-Control-Request-Headers "
     "Access-Control-Request-Method Connection Content-Length Cookie Cookie2 "
     "Date DNT Expect Host Keep-Alive Origin Referer Set-Cookie TE Trailer "
     "Transfer-Encoding Upgrade Via cookie HOST dnt tE Proxy- proxy-x "
     "Proxy-Authorization PROXY-CONNECTION Sec- sec-fetch-site Sec-CH-UA",
     "Accept Accept-Language Authorization Content-Type Content-Language "
     "Range User-Agent X-Requested-With Cookie3 Cooki Dat Hosts Proxy Sec "
     "Security X-Sec-A Access-Control-Request-Foo Set-Cookie2 *"},
    {"forbidden response-header name", cors_header_name_is_forbidden_response,
     "Set-Cookie Set-Cookie2 set-cookie SET-COOKIE2",
     "Cookie Set-Cookie3 Set-Cooki ETag Cache-Control *"},
    {"CORS-safelisted response-header name",
     cors_header_name_is_safelisted_response,
     "Cache-Control Content-Language Content-Length Content-Type Expires "
     "Last-Modified Pragma cache-control PRAGMA eXpires",
     "ETag Location Date Content-Encoding Cache-Contro Pragmas Expire "
     "Set-Cookie Accept X-Pragma *"},
    {"CORS non-wildcard request-header name", cors_header_name_is_non_wildcard,
     "Authorization authorization AUTHORIZATION",
     "Authorizatio Authorizations Proxy-Authorization Cookie *"},
};

START_TEST(test_lists)
{
    const char *words[2] = {lists[_i].yes, lists[_i].no};
    const char *word;
    int no;

    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            ck_assert_msg(holds(lists[_i].predicate, word, strlen(word)) == !no,
                          "%s: '%s'", lists[_i].label, word);
        }
    }
    ck_assert_msg(!holds(lists[_i].predicate, "", 0), "%s: ''",
                  lists[_i].label);
}
END_TEST

static const struct {
    const char *method, *want;
} normalized[] = {
    {"get", "GET"},
    {"Get", "GET"},
    {"GET", NULL},
    {"head", "HEAD"},
    {"hEAD", "HEAD"},
    {"HEAD", NULL},
    {"post", "POST"},
    {"POSt", "POST"},
    {"POST", NULL},
    {"put", "PUT"},
    {"Put", "PUT"},
    {"PUT", NULL},
    {"delete", "DELETE"},
    {"Delete", "DELETE"},
    {"DELETE", NULL},
    {"options", "OPTIONS"},
    {"oPTIONS", "OPTIONS"},
    {"OPTIONS", NULL},
    {"patch", NULL},
    {"PATCH", NULL},
    {"trace", NULL},
    {"ge", NULL},
    {"gett", NULL},
    {"putt", NULL},
    {"", NULL},
    {"*", NULL},
    {"propfind", NULL},
};

START_TEST(test_normalized)
{
    size_t length = strlen(normalized[_i].method);
    char *copy = exact_copy(normalized[_i].method, length);
    const char *got = cors_method_normalized(copy, length);

    free(copy);
    ck_assert_msg(same_text(got, normalized[_i].want), "'%s': got %s",
                  normalized[_i].method, shown(got));
}
END_TEST

/* want: the elements in brackets */
static const struct {
    const char *value, *want;
} values[] = {
    {"", ""},
    {" ", ""},
    {"\t \t", ""},
    {",", ""},
    {" , ,\t,", ""},
    {"a", "[a]"},
    {" a\t", "[a]"},
    {"a,b", "[a][b]"},
    {"a , b", "[a][b]"},
    {",a,,b,", "[a][b]"},
    {", ,a\t ,\t, b ,", "[a][b]"},
    {"a b", "[a b]"},
    {" a \t b , c", "[a \t b][c]"},
    {"a;b,\"c,d\"", "[a;b][\"c][d\"]"},
    {"a\r\n,b", "[a\r\n][b]"},
    {"\x0b"
     "a\xa0,b",
     "[\x0b"
     "a\xa0][b]"},
};

START_TEST(test_values)
{
    const char *cursor = values[_i].value;
    const char *got = "";
    const char *element;
    apr_size_t length;

    while (cors_field_value_next(&cursor, &element, &length)) {
        got = apr_psprintf(unit_pool, "%s[%.*s]", got, (int)length, element);
    }
    ck_assert_msg(same_text(got, values[_i].want), "'%s': got '%s', want '%s'",
                  values[_i].value, got, values[_i].want);
    ck_assert_msg(*cursor == '\0', "'%s': the cursor is not at the end",
                  values[_i].value);
    ck_assert_msg(!cors_field_value_next(&cursor, &element, &length),
                  "'%s': goes on behind the end", values[_i].value);
}
END_TEST

START_TEST(test_many_commas)
{
    enum { LENGTH = 8190 };
    char *value = apr_palloc(unit_pool, LENGTH + 2);
    const char *cursor = value;
    const char *element;
    apr_size_t length;

    memset(value, ',', LENGTH);
    strcpy(value + LENGTH, "a");
    ck_assert(cors_field_value_next(&cursor, &element, &length));
    ck_assert_ptr_eq(element, value + LENGTH);
    ck_assert_int_eq((int)length, 1);
    value[LENGTH] = '\0';
    cursor = value;
    ck_assert(!cors_field_value_next(&cursor, &element, &length));
    ck_assert_ptr_eq(cursor, value + LENGTH);
}
END_TEST

enum { METHODS = CORS_METHOD_NAMES, HEADERS = CORS_HEADER_NAMES };

static cors_names_t *names_of(int kind, const char *words)
{
    cors_names_t *names = cors_names_create((cors_names_kind_e)kind, unit_pool);
    const char *word;

    while ((word = next_word(&words)) != NULL) {
        cors_names_add(names, word, &somewhere);
    }
    return names;
}

static const struct {
    int kind;
    const char *added, *value, *has, *has_not;
    bool any;
} sets[] = {
    {METHODS, "", "", "", "GET *", false},
    {METHODS, "PUT", "PUT", "PUT", "put Put PU PUTT *", false},
    {METHODS, "PUT DELETE PATCH", "PUT, DELETE, PATCH", "PUT DELETE PATCH",
     "GET DELET DELETES", false},
    {METHODS, "PUT PUT patch PATCH PUT", "PUT, patch, PATCH", "PUT patch PATCH",
     "Patch put", false},
    {METHODS, "*", "*", "", "GET *", true},
    {METHODS, "* PUT *", "*, PUT", "PUT", "GET *", true},
    {METHODS, "PUT * PATCH", "PUT, *, PATCH", "PUT PATCH", "*", true},
    {METHODS, "M MK MKC MKCO MKCOL MKC", "M, MK, MKC, MKCO, MKCOL",
     "M MK MKC MKCO MKCOL", "MKCOLL K", false},
    {METHODS, "MKCOL MKCO MKC MK M", "MKCOL, MKCO, MKC, MK, M",
     "M MK MKC MKCO MKCOL", "MKCOLL", false},
    {METHODS, "**", "**", "**", "*", false},
    {HEADERS, "", "", "", "x *", false},
    {HEADERS, "Content-Type", "Content-Type",
     "Content-Type content-type CONTENT-TYPE cOnTeNt-tYpE",
     "Content-Typ Content-Types Content_Type", false},
    {HEADERS, "X-B x-a X-b X-A x-c", "X-B, x-a, x-c", "x-b X-A X-C", "x- x-d x",
     false},
    {HEADERS, "If-None-Match AUTHORIZATION x-request-abc Zz-zz-zz-zz-z",
     "If-None-Match, AUTHORIZATION, x-request-abc, Zz-zz-zz-zz-z",
     "if-none-match Authorization authorization X-REQUEST-ABC zz-zz-zz-zz-z",
     "if-none-matcg authorizatioz x-request-abd If-None-Matc", false},
    {METHODS, "ABD abc ABC abd", "ABD, abc, ABC, abd", "ABC ABD abc abd",
     "ABc aBC Abd", false},
    {HEADERS, "* Authorization", "*, Authorization", "authorization", "x *",
     true},
    {HEADERS, "x_1 X^1 x-1 X~1 Z A", "x_1, X^1, x-1, X~1, Z, A",
     "X_1 x^1 X-1 x~1 z a", "x`1 x|1", false},
};

START_TEST(test_sets)
{
    const char *label = sets[_i].added;
    const cors_names_t *names = names_of(sets[_i].kind, label);
    const char *words[2] = {sets[_i].has, sets[_i].has_not};
    const char *word;
    int no;

    ck_assert_msg(same_text(cors_names_value(names), sets[_i].value),
                  "{%s}: value '%s'", label, cors_names_value(names));
    ck_assert_msg((cors_names_any(names) == &somewhere) == sets[_i].any,
                  "{%s}: any", label);
    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            size_t length = strlen(word);
            char *copy = exact_copy(word, length);

            ck_assert_msg(cors_names_contains(names, copy, length) == !no,
                          "{%s}: '%s'", label, word);
            free(copy);
        }
    }
    ck_assert_msg(!cors_names_contains(names, "", 0), "{%s}: ''", label);
}
END_TEST

/* The value is complete after each of many additions, in their order. */
START_TEST(test_many_names)
{
    cors_names_t *names = cors_names_create(CORS_HEADER_NAMES, unit_pool);
    uint64_t state = 7;
    const char *last = NULL;
    size_t length = 0;
    int i;

    for (i = 0; i < 2000; ++i) {
        const char *name =
            apr_psprintf(unit_pool, "x-%u-%d", unit_random(&state, 1000), i);
        const char *value;

        cors_names_add(names, name, &somewhere);
        length += strlen(name) + (last ? strlen(", ") : 0);
        value = cors_names_value(names);
        ck_assert_msg(strlen(value) == length, "'%s': length", name);
        ck_assert_msg(strcmp(value + length - strlen(name), name) == 0,
                      "'%s': is not the last", name);
        ck_assert_msg(cors_names_contains(names, name, strlen(name)),
                      "'%s': is not contained", name);
        ck_assert_msg(!last || cors_names_contains(names, last, strlen(last)),
                      "'%s': is lost", shown(last));
        last = name;
    }
}
END_TEST

START_TEST(test_found_again)
{
    cors_names_t *names = cors_names_create(CORS_METHOD_NAMES, unit_pool);
    int i;

    for (i = 0; i < 500; ++i) {
        cors_names_add(names, apr_psprintf(unit_pool, "M%d", i * 7919 % 500),
                       &somewhere);
    }
    for (i = 0; i < 1000; ++i) {
        const char *name = apr_psprintf(unit_pool, "M%d", i);

        ck_assert_msg(cors_names_contains(names, name, strlen(name))
                          == (i < 500),
                      "'%s'", name);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_token);
    tcase_add_loop_test(tests, test_lists, 0, ROWS(lists));
    tcase_add_loop_test(tests, test_normalized, 0, ROWS(normalized));
    tcase_add_loop_test(tests, test_values, 0, ROWS(values));
    tcase_add_test(tests, test_many_commas);
    tcase_add_loop_test(tests, test_sets, 0, ROWS(sets));
    tcase_add_test(tests, test_many_names);
    tcase_add_test(tests, test_found_again);
    return unit_finish("cors_names", tests);
}
