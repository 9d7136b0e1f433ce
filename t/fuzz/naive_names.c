/* SPDX-License-Identifier: Apache-2.0
 *
 * Names: the lists of Fetch 2.2.1 and 2.2.2 and of the manual, as one text
 * each, searched from its beginning.
 */
#include "naive.h"

#include <string.h>
#include <strings.h>

typedef int compare_t(const char *a, const char *b, size_t length);

static bool is_listed(const char *list, const char *word, compare_t *compare)
{
    size_t length;

    for (;; list += length + 1) {
        length = strcspn(list, "|");
        if (length == strlen(word) && compare(list, word, length) == 0) {
            return true;
        }
        if (list[length] == '\0') {
            return false;
        }
    }
}

bool naive_is_one_of(const char *list, const char *word)
{
    return is_listed(list, word, strncmp);
}

bool naive_is_one_of_any_case(const char *list, const char *word)
{
    return is_listed(list, word, strncasecmp);
}

bool naive_is_token(const char *text)
{
    return text[0] != '\0'
           && text[strspn(text, "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
                  == '\0';
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_name(const char *text)
{
    return naive_is_token(text) && !strchr(text, '*');
}

bool naive_is_method(const char *text)
{
    return strcmp(text, "*") == 0
           || (is_name(text)
               && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK", text)
               && (!naive_is_one_of_any_case("DELETE|GET|HEAD|OPTIONS|POST|PUT",
                                             text)
                   || naive_is_one_of("DELETE|GET|HEAD|OPTIONS|POST|PUT",
                                      text)));
}

bool naive_is_request_header(const char *text)
{
    return strcmp(text, "*") == 0
           || (is_name(text) && !has_prefix(text, "proxy-")
               && !has_prefix(text, "sec-")
               && !has_prefix(text, "access-control-")
               && !naive_is_one_of_any_case(
                   "accept-charset|accept-encoding|connection|content-length|"
                   "cookie|cookie2|date|dnt|expect|host|keep-alive|origin|"
                   "referer|set-cookie|te|trailer|transfer-encoding|upgrade|"
                   "via|timing-allow-origin",
                   text));
}

bool naive_is_response_header(const char *text)
{
    return strcmp(text, "*") == 0
           || (is_name(text) && !has_prefix(text, "access-control-request-")
               && !naive_is_one_of_any_case(
                   "set-cookie|set-cookie2|cookie|host|origin|referer", text));
}
