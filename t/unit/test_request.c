/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_request.h"

#include "decisions.h"
#include "unit.h"

static const struct {
    const char *request;
    cors_request_kind_e want;
} kinds[] = {
    {"GET", CORS_NOT_CORS},
    {"OPTIONS", CORS_NOT_CORS},
    {"OPTIONS - PUT x", CORS_NOT_CORS},
    {"websocket GET", CORS_NOT_CORS},
    {"GET https://a", CORS_ACTUAL_REQUEST},
    {"GET ''", CORS_ACTUAL_REQUEST},
    {"GET null", CORS_ACTUAL_REQUEST},
    {"GET https://a PUT", CORS_ACTUAL_REQUEST},
    {"POST https://a PUT x", CORS_ACTUAL_REQUEST},
    {"options https://a PUT", CORS_ACTUAL_REQUEST},
    {"OPTIONS https://a", CORS_ACTUAL_REQUEST},
    {"OPTIONS https://a ''", CORS_ACTUAL_REQUEST},
    {"OPTIONS https://a - x", CORS_ACTUAL_REQUEST},
    {"OPTIONS https://a PUT", CORS_PREFLIGHT_REQUEST},
    {"OPTIONS '' PUT", CORS_PREFLIGHT_REQUEST},
    {"OPTIONS https://a p@t", CORS_PREFLIGHT_REQUEST},
    {"cookie authorization OPTIONS https://a PUT", CORS_PREFLIGHT_REQUEST},
    {"if OPTIONS null GET x", CORS_PREFLIGHT_REQUEST},
};

START_TEST(test_kinds)
{
    cors_request_t request = request_of(kinds[_i].request);

    ck_assert_msg(cors_request_kind(&request) == kinds[_i].want, "'%s'",
                  kinds[_i].request);
}
END_TEST

/* The request line, and whether the method may change something. */
static const struct {
    const char *line;
    bool unsafe;
} lines[] = {
    {"GET / HTTP/1.1", false},
    {"HEAD / HTTP/1.1", false},
    {"OPTIONS * HTTP/1.1", false},
    {"TRACE / HTTP/1.1", false},
    {"PROPFIND / HTTP/1.1", false},
    {"REPORT / HTTP/1.1", false},
    {"SEARCH / HTTP/1.1", false},
    {"QUERY / HTTP/1.1", false},
    {"GET", false},
    {"GET ", false},
    {"POST / HTTP/1.1", true},
    {"PUT / HTTP/1.1", true},
    {"DELETE / HTTP/1.1", true},
    {"PATCH / HTTP/1.1", true},
    {"PROPPATCH / HTTP/1.1", true},
    {"COPY / HTTP/1.1", true},
    {"LOCK / HTTP/1.1", true},
    {"CONNECT / HTTP/1.1", true},
    {"get / HTTP/1.1", true},
    {"Head / HTTP/1.1", true},
    {"GETS / HTTP/1.1", true},
    {"GE / HTTP/1.1", true},
    {"GET\t/ HTTP/1.1", true},
    {" GET / HTTP/1.1", true},
    {"POST GET HTTP/1.1", true},
    {"", true},
    {NULL, true},
};

/* A WebSocket handshake is a GET, after which both sides send. */
START_TEST(test_unsafe)
{
    cors_request_t request = {.method = lines[_i].line};

    ck_assert_msg(cors_request_is_unsafe(&request) == lines[_i].unsafe, "'%s'",
                  shown(lines[_i].line));
    request.is_websocket = true;
    ck_assert_msg(cors_request_is_unsafe(&request), "'%s' of a WebSocket",
                  shown(lines[_i].line));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_kinds, 0, ROWS(kinds));
    tcase_add_loop_test(tests, test_unsafe, 0, ROWS(lines));
    return unit_finish("cors_request", tests);
}
