/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_condition.h"

#include "unit.h"

static const struct {
    const char *text;
    const char *want; /* NULL: nothing unknown */
} rows[] = {
    {"", NULL},
    {"%{REQUEST_METHOD} == 'PUT' && %{REQUEST_URI} =~ m#^/a(b|c)#", NULL},
    {"%{HTTPS} !on", NULL},
    {"%{https} == 'on'", NULL},
    {"%{HTTP_HOST} %{SERVER_PORT}:%{QUERY_STRING}", NULL},
    {"%{HTTP:Origin} =~ /a/", NULL},
    {"%{req:oRIGIN} == 'x'", NULL},
    {"%{HTTP:Access-Control-Request-Method} =PUT", NULL},
    {"req('Origin') == 'x'", NULL},
    {"req_novary ( 'Host' ) == 'x'", NULL},
    {"\"http(\\\"Origin\\\") == 'x'\"", NULL},
    {"-d '/x' && -n %{QUERY_STRING}", NULL},
    {"'x-R' == 'a' || -Rx", NULL},
    {"%{REQUEST_METHOD} == 'env'", NULL},
    {"tolower('A') == 'a' and (1 -eq 1)", NULL},
    {"%{HTTP_USER_AGENT} =~ /Mozilla/", "HTTP_USER_AGENT"},
    {"%{HTTP_COOKIE} a", "HTTP_COOKIE"},
    {"%{TIME_HOUR} >12", "TIME_HOUR"},
    {"%{TIME} >12", "TIME"},
    {"%{REMOTE_ADDR} -ipmatch '10.0.0.0/8'", "REMOTE_ADDR"},
    {"-R '10.0.0.0/8'", "REMOTE_ADDR"},
    {"!-R '10.0.0.0/8'", "REMOTE_ADDR"},
    {"%{REQUEST_STATUS} -eq 200", "REQUEST_STATUS"},
    {"%{HTTP:X-Forwarded-Proto} =https", "HTTP:X-Forwarded-Proto"},
    {"%{HTTP:Originx} x", "HTTP:Originx"},
    {"%{HTTP:} x", "HTTP:"},
    {"%{HTTPSX} x", "HTTPSX"},
    {"%{} x", ""},
    {"%{HTTP_HOST", NULL},
    {"%{TIME", "TIME"},
    {"%{REQUEST_URI} == '%{TIME}'", "TIME"},
    {"%{tolower:%{HTTP_REFERER}}", "tolower:%{HTTP_REFERER"},
    {"%{ENV:FWD} =1", CORS_CONDITION_ENVIRONMENT},
    {"%{reqenv:x} == 'y'", CORS_CONDITION_ENVIRONMENT},
    {"env('x') == 'y'", CORS_CONDITION_ENVIRONMENT},
    {"a && \\\nreqenv ('x') == 'y'", CORS_CONDITION_ENVIRONMENT},
    {"env 'x'", CORS_CONDITION_ENVIRONMENT},
    {"osenv('x') == 'y'", "osenv()"},
    {"resp('Vary') == 'y'", "resp()"},
    {"req('X-A') == 'y'", "req()"},
    {"req(%{REQUEST_URI}) == 'y'", "req()"},
    {"HTTP('User-Agent') == 'y'", "HTTP()"},
    {"'y' in PeerExtList('1.2')", "PeerExtList()"},
};

START_TEST(test_unknown)
{
    const char *got = cors_condition_unknown(rows[_i].text, unit_pool);

    ck_assert_msg(same_text(got, rows[_i].want), "%s: %s, not %s",
                  rows[_i].text, shown(got), shown(rows[_i].want));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_unknown, 0, ROWS(rows));
    return unit_finish("cors_condition", tests);
}
