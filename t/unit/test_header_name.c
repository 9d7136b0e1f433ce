/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_header_name.h"

#include "predicates.h"
#include "unit.h"

/* The lists of Fetch 2.2.2, complete. */
static const predicate_row_t lists[] = {
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
    check_row(&lists[_i]);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_lists, 0, ROWS(lists));
    return unit_finish("cors_header_name", tests);
}
