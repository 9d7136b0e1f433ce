/* SPDX-License-Identifier: Apache-2.0
 *
 * Every sentence names the value, says what browsers would do with it, and
 * what to write; a correction is computed wherever the meaning can be told.
 */
#include "origin/cors_pattern_advice.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "origin/cors_pattern_correction.h"

#define WHITE_SPACE " \t\r\n\v\f"

/* The text if it is a pattern, else its correction, or NULL. */
static const char *meant(const char *text, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_origin_fault_e why;

    return cors_pattern_compile(text, &pattern, &why, pool) == CORS_PATTERN_OK
               ? text
               : cors_pattern_correction(text, pool);
}

/* A '*' at once in front of a host's name. */
static const char *evil_advice(const char *text, const char *host,
                               apr_pool_t *pool)
{
    const char *instead = meant(
        apr_psprintf(pool, "%.*s*.%s", (int)(host - text), text, host + 1),
        pool);
    const char *below = instead ? strstr(instead, "*.") : NULL;

    return below ? apr_psprintf(pool,
                                "'%s' would also admit '%.*sevil%s'; write "
                                "'%s'",
                                text, (int)(below - instead), instead,
                                below + strlen("*."), instead)
                 : NULL;
}

/* A '*' is left where the two wildcards have been taken away. */
static const char *wildcard_advice(const char *text, apr_pool_t *pool)
{
    const char *scheme_end = strstr(text, "://");
    const char *host = scheme_end ? scheme_end + strlen("://") : text;
    const char *instead = cors_pattern_correction(text, pool);
    const char *sentence = NULL;

    if (scheme_end && memchr(text, '*', (size_t)(scheme_end - text))) {
        instead = meant(apr_pstrcat(pool, "https", scheme_end, NULL), pool);
        return apr_psprintf(pool,
                            "'%s' has a '*' in its scheme, every scheme is "
                            "listed by itself; write '%s'",
                            text, instead ? instead : "https://example.com");
    }
    if (host[0] == '*' && (!host[1] || strchr(":/", host[1])) && !instead) {
        return apr_psprintf(pool,
                            "'%s' names no host; write '*' for every origin, "
                            "or name the host, as in 'https://*.example.com'",
                            text);
    }
    if (host[0] == '*' && host[1] == '-') {
        return apr_psprintf(pool,
                            "'%s' has a '*' inside a label, which is no "
                            "pattern; write 'CorsAllowOriginMatch' with a "
                            "regular expression for it",
                            text);
    }
    if (host[0] == '*' && host[1] != '.') {
        sentence = evil_advice(text, host, pool);
    }
    if (!sentence && instead) {
        sentence = apr_psprintf(
            pool, "'%s' has a '*' where none can stand; write '%s'", text,
            instead);
    }
    return sentence
               ? sentence
               : apr_psprintf(pool,
                              "'%s' has a '*' where none can stand; write "
                              "'*.' in front of the whole host for its "
                              "subdomains, ':*' in place of the port for "
                              "every port, as in 'https://*.example.com:*'",
                              text);
}

/* What stands between several values in one, or NULL. */
static const char *separator_in(const char *text)
{
    static const struct {
        const char *bytes, *name;
    } separators[] = {{",", "a comma"},
                      {";", "a semicolon"},
                      {"|", "a '|'"},
                      {WHITE_SPACE, "white space in quotes"}};
    size_t i;

    for (i = 0; i < sizeof(separators) / sizeof(separators[0]); ++i) {
        if (strpbrk(text, separators[i].bytes)) {
            return separators[i].name;
        }
    }
    return NULL;
}

/* Several values in one: each is named in quotes of its own, so that the
 * advice can be copied with them. NULL: they are not several. */
static const char *list_advice(const char *text, apr_pool_t *pool)
{
    const char *separator = separator_in(text);
    bool has_comma = strchr(text, ',') != NULL;
    apr_array_header_t *values;
    char *state, *value;

    if (!separator) {
        return NULL;
    }
    values = apr_array_make(pool, 8, sizeof(char *));
    for (value = apr_strtok(apr_pstrdup(pool, text), ",;|" WHITE_SPACE, &state);
         value; value = apr_strtok(NULL, ",;|" WHITE_SPACE, &state)) {
        const char *instead = meant(value, pool);

        if (!instead || (!has_comma && !strstr(value, "://"))) {
            apr_array_clear(values);
            break;
        }
        APR_ARRAY_PUSH(values, const char *) =
            apr_pstrcat(pool, "'", instead, "'", NULL);
    }
    if (values->nelts == 0 && !has_comma) {
        return NULL;
    }
    return apr_psprintf(pool,
                        "'%s' has %s, values are separated by white space; "
                        "write %s",
                        text, separator,
                        values->nelts > 0
                            ? apr_array_pstrcat(pool, values, ' ')
                            : "them one by one, as in "
                              "'https://a.example' 'https://b.example'");
}

static bool looks_like_regex(const char *text)
{
    return *text
           && (strpbrk(text, "^(|\\") || text[strlen(text) - 1] == '$'
               || strstr(text, "/.*") || strstr(text, "/.+")
               || strstr(text, "]+") || strstr(text, "]*"));
}

static bool has_non_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80) {
        ++text;
    }
    return *text != '\0';
}

/* "what is wrong" and, where no correction can be told, "what to write". */
typedef struct {
    const char *wrong;
    const char *instead;
} advice_t;

static const char punycode_instead[] =
    "write the host in Punycode, as in 'https://xn--bcher-kva.example'";

static const char default_instead[] =
    "write scheme://host or scheme://host:port, as in 'https://example.com'";

static const char *host_byte_wrong(const char *text)
{
    return strpbrk(text, WHITE_SPACE)
               ? "is not a serialized origin, it has white space"
               : "is not a serialized origin, its host has a character that "
                 "no host name has";
}

static bool has_space_around(const char *text)
{
    return *text
           && (strchr(WHITE_SPACE, text[0])
               || strchr(WHITE_SPACE, text[strlen(text) - 1]));
}

static const char *after_scheme(const char *text)
{
    const char *scheme_end = strstr(text, "://");

    return scheme_end ? scheme_end + strlen("://") : text;
}

static const advice_t advice_by_fault[] = {
    [CORS_ORIGIN_OK] = {"", ""},
    [CORS_ORIGIN_TOO_LONG] = {"is longer than the 326 bytes that an origin "
                              "can have",
                              default_instead},
    [CORS_ORIGIN_NO_SCHEME] = {"is not a serialized origin, it has no "
                               "scheme",
                               default_instead},
    [CORS_ORIGIN_FILE_HOST] = {"is not a serialized origin, the origin of "
                               "files has no host",
                               "write 'file://'"},
    [CORS_ORIGIN_UPPER_CASE] = {"never matches, browsers send origins in "
                                "lower case",
                                "write it in lower case"},
    [CORS_ORIGIN_NO_HOST] = {"is not a serialized origin, it has no host",
                             default_instead},
    [CORS_ORIGIN_HOST_BYTE] = {NULL, default_instead},
    [CORS_ORIGIN_HOST_LENGTH] = {"is not a serialized origin, its host is "
                                 "longer than 253 bytes or has a label "
                                 "over 63",
                                 default_instead},
    [CORS_ORIGIN_EMPTY_LABEL] = {"is not a serialized origin, its host has "
                                 "an empty label",
                                 "write one dot between two labels"},
    [CORS_ORIGIN_IPV4] = {"never matches, browsers send an IPv4 address "
                          "as a dotted quad",
                          "write four numbers from 0 to 255, as in "
                          "'http://127.0.0.1'"},
    [CORS_ORIGIN_IPV6] = {"never matches, browsers send an IPv6 address "
                          "in its compressed form",
                          "write one as in 'http://[::1]'"},
    [CORS_ORIGIN_USER_INFO] = {"is not a serialized origin, it has user "
                               "information",
                               default_instead},
    [CORS_ORIGIN_PATH] = {"is not a serialized origin, it has a path",
                          default_instead},
    [CORS_ORIGIN_PORT] = {"is not a serialized origin, its port is not a "
                          "number from 1 to 65535",
                          "write such a number, or ':*' for every port"},
    [CORS_ORIGIN_DEFAULT_PORT] = {"never matches, browsers omit the "
                                  "default port",
                                  "leave it out"},
};

/* The advice for the fault, told more exactly where the text allows it. */
static advice_t origin_advice(const char *text, cors_origin_fault_e why,
                              apr_pool_t *pool)
{
    advice_t found = advice_by_fault[why];

    if (why == CORS_ORIGIN_HOST_BYTE && has_non_ascii(text)) {
        found.wrong = "never matches, browsers send hosts in Punycode";
        found.instead = punycode_instead;
    }
    else if (!found.wrong) {
        found.wrong = host_byte_wrong(text);
    }
    if (why == CORS_ORIGIN_PATH && !strpbrk(after_scheme(text), "/\\")) {
        found.wrong = strchr(text, '?')
                          ? "is not a serialized origin, it has a query"
                          : "is not a serialized origin, it has a fragment";
    }
    if (why == CORS_ORIGIN_PORT && strstr(after_scheme(text), ":0")
        && cors_pattern_correction(text, pool)) {
        found.wrong = "never matches, its port has a leading zero";
    }
    return found;
}

/* Advice about a wildcard in an opaque host: only '*' for the whole host is a
 * pattern. */
static const char *opaque_advice(const char *text, const char *instead,
                                 apr_pool_t *pool)
{
    int length = (int)strcspn(text, ":");

    return instead
               ? apr_psprintf(pool,
                              "'%s' is not an origin pattern, nothing can "
                              "follow the '*' of the scheme '%.*s'; write '%s'",
                              text, length, text, instead)
               : apr_psprintf(pool,
                              "'%s' has a wildcard that the scheme '%.*s' does "
                              "not have; write '%.*s://*' for every host, or "
                              "'CorsAllowOriginMatch' with a regular "
                              "expression for some",
                              text, length, text, length, text);
}

/* Advice that comes before all other, or NULL. */
static const char *special_advice(const char *text, apr_pool_t *pool)
{
    const char *sentence = NULL;

    if (!cors_pattern_correction(text, pool)) {
        sentence = list_advice(text, pool);
    }
    if (!sentence && looks_like_regex(text)
        && !cors_pattern_correction(text, pool)) {
        sentence =
            apr_psprintf(pool,
                         "'%s' looks like a regular expression; write "
                         "'CorsAllowOriginMatch' for it, or a pattern, as in "
                         "'https://*.example.com'",
                         text);
    }
    return sentence;
}

bool cors_pattern_needs_regex(const char *text, apr_pool_t *pool)
{
    const char *host = after_scheme(text);
    cors_pattern_t pattern;
    cors_origin_fault_e why;

    return (cors_pattern_compile(text, &pattern, &why, pool)
                == CORS_PATTERN_OPAQUE_WILDCARD
            && !cors_pattern_correction(text, pool))
           || (host[0] == '*' && host[1] == '-')
           || (looks_like_regex(text) && !cors_pattern_correction(text, pool)
               && !list_advice(text, pool));
}

const char *cors_pattern_advice(const char *text, cors_pattern_fault_e fault,
                                cors_origin_fault_e why, apr_pool_t *pool)
{
    const char *sentence = special_advice(text, pool);
    const char *instead = cors_pattern_correction(text, pool);
    advice_t advice;

    if (sentence) {
        return sentence;
    }
    if (fault == CORS_PATTERN_OPAQUE_WILDCARD) {
        return opaque_advice(text, instead, pool);
    }
    if (!strstr(text, "://") && why == CORS_ORIGIN_UPPER_CASE && !instead) {
        why = CORS_ORIGIN_NO_SCHEME;
    }
    advice = origin_advice(text, why, pool);
    if (fault == CORS_PATTERN_STRAY_WILDCARD
        && (strstr(text, "://") || !instead)
        && !(why == CORS_ORIGIN_UPPER_CASE && instead
             && strchr(instead, '*'))) {
        return wildcard_advice(text, pool);
    }
    if (fault == CORS_PATTERN_IP_SUBDOMAINS) {
        advice.wrong = "never matches, an IP address has no subdomains";
    }
    if (has_space_around(text)) {
        advice.wrong = "is not a serialized origin, it has white space";
    }
    return instead ? apr_psprintf(pool, "'%s' %s; write '%s'", text,
                                  advice.wrong, instead)
                   : apr_psprintf(pool, "'%s' %s; %s", text, advice.wrong,
                                  advice.instead);
}
