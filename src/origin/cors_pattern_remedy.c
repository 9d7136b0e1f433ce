/* SPDX-License-Identifier: Apache-2.0
 *
 * A remedy names the intended pattern wherever cors_pattern_correction finds
 * it; otherwise it gives an example.
 */
#include "origin/cors_pattern_remedy.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"

#define WHITE_SPACE " \t\r\n\v\f"

/* A text that is not a pattern. */
typedef struct {
    const char *text;
    const char *host; /* after "://"; the whole text if that is missing */
    bool has_scheme;
    const cors_pattern_stop_t *stop;
    const char *match;      /* the directive for regular expressions, or NULL */
    const char *correction; /* or NULL */
    apr_pool_t *pool;
} mistake_t;

/* Returns the text if it is a pattern, otherwise its correction, or NULL. */
static const char *pattern_or_correction(const char *text, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    return cors_pattern_parse(text, &pattern, &stop, pool) == CORS_PATTERN_OK
               ? text
               : cors_pattern_correction(text, pool);
}

/* Returns the remedy for a '*' directly before a host name, as in
 * "*example.com": it would also match "evilexample.com". Returns
 * cors_remedy_none() if no correct pattern is known. */
static cors_remedy_t joined_wildcard_remedy(const mistake_t *mistake)
{
    const char *text = mistake->text;
    const char *host = mistake->host;
    const char *instead =
        pattern_or_correction(apr_psprintf(mistake->pool, "%.*s*.%s",
                                           (int)(host - text), text, host + 1),
                              mistake->pool);
    const char *below = instead ? strstr(instead, "*.") : NULL;

    return below ? cors_remedy_replace(
               apr_psprintf(mistake->pool, "would also match '%.*sevil%s'",
                            (int)(below - instead), instead,
                            below + strlen("*.")),
               instead, mistake->pool)
                 : cors_remedy_none();
}

static cors_remedy_t scheme_remedy(const mistake_t *mistake)
{
    const char *instead = pattern_or_correction(
        apr_pstrcat(mistake->pool, "https://", mistake->host, NULL),
        mistake->pool);

    return cors_remedy_replace(
        "has a '*' in its scheme, each scheme needs a separate value",
        instead ? instead : "https://example.com", mistake->pool);
}

/* Returns the remedy for a '*' that is neither in "*." before the host nor in
 * ":*". */
static cors_remedy_t wildcard_remedy(const mistake_t *mistake)
{
    static const char misplaced[] = "has a '*' where no wildcard is allowed";
    const char *host = mistake->host;
    cors_remedy_t remedy = cors_remedy_none();

    if (mistake->text + mistake->stop->at < host) {
        return scheme_remedy(mistake);
    }
    if (host[0] == '*' && (!host[1] || strchr(":/", host[1]))
        && !mistake->correction) {
        return cors_remedy_advise("names no host",
                                  "write '*' for every origin, or name the "
                                  "host, as in 'https://*.example.com'");
    }
    if (host[0] == '*' && host[1] == '-') {
        return cors_remedy_advise(
            "has a '*' inside a label, which no pattern can have",
            apr_psprintf(mistake->pool,
                         "write '%s' with a regular expression for it",
                         mistake->match));
    }
    if (host[0] == '*' && host[1] != '.') {
        remedy = joined_wildcard_remedy(mistake);
    }
    if (!remedy.wrong && mistake->correction) {
        remedy =
            cors_remedy_replace(misplaced, mistake->correction, mistake->pool);
    }
    return remedy.wrong
               ? remedy
               : cors_remedy_advise(
                   misplaced, "write '*.' before the whole host for its "
                              "subdomains, ':*' instead of the port for every "
                              "port, as in 'https://*.example.com:*'");
}

/* Returns the name of what separates several values in one text, or NULL. */
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

/* Returns the intended patterns of a text that has several values; empty if one
 * of them is not known. */
static apr_array_header_t *values_in(const char *text, bool has_comma,
                                     apr_pool_t *pool)
{
    apr_array_header_t *values = apr_array_make(pool, 8, sizeof(char *));
    char *state, *value;

    for (value = apr_strtok(apr_pstrdup(pool, text), ",;|" WHITE_SPACE, &state);
         value; value = apr_strtok(NULL, ",;|" WHITE_SPACE, &state)) {
        const char *instead = pattern_or_correction(value, pool);

        if (!instead || (!has_comma && !strstr(value, "://"))) {
            apr_array_clear(values);
            break;
        }
        APR_ARRAY_PUSH(values, const char *) = instead;
    }
    return values;
}

/* Returns the remedy for several values in one text, cors_remedy_none() if
 * there are not several. */
static cors_remedy_t list_remedy(const char *text, apr_pool_t *pool)
{
    const char *separator = separator_in(text);
    bool has_comma = strchr(text, ',') != NULL;
    cors_remedy_t remedy = cors_remedy_none();
    apr_array_header_t *values =
        separator ? values_in(text, has_comma, pool) : NULL;

    if (!values || (values->nelts == 0 && !has_comma)) {
        return remedy;
    }
    remedy.wrong = apr_psprintf(
        pool, "has %s, values are separated by white space", separator);
    if (values->nelts > 0) {
        remedy.instead = values;
    }
    else {
        remedy.advice = "write them one by one, as in 'https://a.example' "
                        "'https://b.example'";
    }
    return remedy;
}

static bool looks_like_regex(const char *text)
{
    return *text
           && (strpbrk(text, "^(|\\") || text[strlen(text) - 1] == '$'
               || strstr(text, "/.*") || strstr(text, "/.+")
               || strstr(text, "]+") || strstr(text, "]*"));
}

static bool has_space_around(const char *text)
{
    return *text
           && (strchr(WHITE_SPACE, text[0])
               || strchr(WHITE_SPACE, text[strlen(text) - 1]));
}

static bool has_two_schemes(const mistake_t *mistake)
{
    return mistake->has_scheme
           && (strncasecmp(mistake->host, "http://", 7) == 0
               || strncasecmp(mistake->host, "https://", 8) == 0);
}

static const char write_an_origin[] =
    "write scheme://host or scheme://host:port, as in 'https://example.com'";

/* What is wrong, and what to write if no correction is known. */
static const struct {
    const char *wrong;
    const char *advice;
} by_error[] = {
    [CORS_ORIGIN_OK] = {"", ""},
    [CORS_ORIGIN_TOO_LONG] = {"is longer than the 326 bytes that an origin "
                              "can have",
                              write_an_origin},
    [CORS_ORIGIN_NO_SCHEME] = {"is not a serialized origin, it has no "
                               "scheme",
                               write_an_origin},
    [CORS_ORIGIN_FILE_HOST] = {"is not a serialized origin, the origin of "
                               "files has no host",
                               "write 'file://'"},
    [CORS_ORIGIN_UPPER_CASE] = {"never matches, browsers send origins in "
                                "lower case",
                                "write it in lower case"},
    [CORS_ORIGIN_NO_HOST] = {"is not a serialized origin, it has no host",
                             write_an_origin},
    [CORS_ORIGIN_HOST_BYTE] = {"is not a serialized origin, its host has a "
                               "character that no host name has",
                               write_an_origin},
    [CORS_ORIGIN_HOST_LENGTH] = {"is not a serialized origin, its host is "
                                 "longer than 253 bytes or has a label "
                                 "longer than 63",
                                 write_an_origin},
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
                               write_an_origin},
    [CORS_ORIGIN_PATH] = {"is not a serialized origin, it has a path",
                          write_an_origin},
    [CORS_ORIGIN_PORT] = {"is not a serialized origin, its port is not a "
                          "number from 1 to 65535",
                          "write such a number, or ':*' for every port"},
    [CORS_ORIGIN_DEFAULT_PORT] = {"never matches, browsers omit the "
                                  "default port",
                                  "leave it out"},
};

/* Returns the remedy for the error. The byte at which the parser stopped makes
 * some of them more exact. */
static cors_remedy_t origin_remedy(const mistake_t *mistake,
                                   cors_origin_error_e why)
{
    cors_remedy_t remedy =
        cors_remedy_advise(by_error[why].wrong, by_error[why].advice);
    unsigned char byte = (unsigned char)mistake->text[mistake->stop->at];

    if (why == CORS_ORIGIN_HOST_BYTE && byte >= 0x80) {
        remedy.wrong = "never matches, browsers send hosts in Punycode";
        remedy.advice = "write the host in Punycode, as in "
                        "'https://xn--bcher-kva.example'";
    }
    else if (why == CORS_ORIGIN_HOST_BYTE && strchr(WHITE_SPACE, byte)) {
        remedy.wrong = "is not a serialized origin, it has white space";
    }
    else if (why == CORS_ORIGIN_PATH && byte == '?') {
        remedy.wrong = "is not a serialized origin, it has a query";
    }
    else if (why == CORS_ORIGIN_PATH && byte == '#') {
        remedy.wrong = "is not a serialized origin, it has a fragment";
    }
    else if (why == CORS_ORIGIN_PORT && byte == '0' && mistake->correction) {
        remedy.wrong = "never matches, its port has a leading zero";
    }
    return remedy;
}

/* Returns the remedy for a wildcard in an opaque host, where only '*' for the
 * whole host is a pattern. */
static cors_remedy_t opaque_remedy(const mistake_t *mistake)
{
    int length = (int)strcspn(mistake->text, ":");

    return mistake->correction
               ? cors_remedy_replace(
                   apr_psprintf(mistake->pool,
                                "is not an origin pattern, nothing can follow "
                                "the '*' of the scheme '%.*s'",
                                length, mistake->text),
                   mistake->correction, mistake->pool)
               : cors_remedy_advise(
                   apr_psprintf(mistake->pool,
                                "has a wildcard that the scheme '%.*s' does "
                                "not support",
                                length, mistake->text),
                   apr_psprintf(mistake->pool,
                                "write '%.*s://*' for every host, or '%s' "
                                "with a regular expression for some",
                                length, mistake->text, mistake->match));
}

/* Returns the remedy for a text that needs a regular expression in a directive
 * that does not accept one. */
static cors_remedy_t no_regex_remedy(const mistake_t *mistake,
                                     const char *values_name)
{
    return cors_remedy_advise(
        apr_psprintf(mistake->pool,
                     "is not an origin pattern, and %s take no regular "
                     "expressions",
                     values_name),
        "write the origins, or a pattern, as in 'https://*.example.com'");
}

/* Returns the remedy for a text that has several values, or that needs a
 * regular expression; cors_remedy_none() for all others. */
static cors_remedy_t list_or_regex_remedy(const mistake_t *mistake,
                                          const char *values_name)
{
    bool is_opaque = mistake->stop->error == CORS_PATTERN_OPAQUE_WILDCARD;
    cors_remedy_t remedy = cors_remedy_none();
    bool is_regex;

    if (values_name
        && ((is_opaque && !mistake->correction)
            || strncmp(mistake->host, "*-", 2) == 0)) {
        return no_regex_remedy(mistake, values_name);
    }
    if (mistake->correction) {
        return remedy;
    }
    remedy = list_remedy(mistake->text, mistake->pool);
    is_regex = !remedy.wrong && looks_like_regex(mistake->text);
    if (is_regex) {
        remedy = values_name
                     ? no_regex_remedy(mistake, values_name)
                     : cors_remedy_advise(
                         "looks like a regular expression",
                         apr_psprintf(mistake->pool,
                                      "write it with '%s', or write a pattern, "
                                      "as in 'https://*.example.com'",
                                      mistake->match));
    }
    return remedy;
}

/* Whether the remedy is about the '*', and not about another error of the
 * text. */
static bool is_stray_wildcard(const mistake_t *mistake)
{
    const char *correction = mistake->correction;

    return mistake->stop->error == CORS_PATTERN_STRAY_WILDCARD
           && (mistake->has_scheme || !correction)
           && !(mistake->stop->why == CORS_ORIGIN_UPPER_CASE && correction
                && strchr(correction, '*'));
}

static cors_remedy_t part_remedy(const mistake_t *mistake)
{
    cors_origin_error_e why = mistake->stop->why;
    cors_remedy_t remedy;

    if (!mistake->has_scheme && why == CORS_ORIGIN_UPPER_CASE
        && !mistake->correction) {
        why = CORS_ORIGIN_NO_SCHEME;
    }
    remedy = origin_remedy(mistake, why);
    if (mistake->stop->error == CORS_PATTERN_IP_SUBDOMAINS) {
        remedy.wrong = "never matches, an IP address has no subdomains";
    }
    if (has_two_schemes(mistake)) {
        remedy.wrong = "is not a serialized origin, it has two schemes";
    }
    if (has_space_around(mistake->text)) {
        remedy.wrong = "is not a serialized origin, it has white space";
    }
    return mistake->correction ? cors_remedy_replace(
               remedy.wrong, mistake->correction, mistake->pool)
                               : remedy;
}

cors_remedy_t cors_pattern_remedy(const char *text,
                                  const cors_pattern_stop_t *stop,
                                  const char *values_name, const char *match,
                                  apr_pool_t *pool)
{
    const char *scheme_end = strstr(text, "://");
    mistake_t mistake = {
        text,
        scheme_end ? scheme_end + strlen("://") : text,
        scheme_end != NULL,
        stop,
        match,
        cors_pattern_correction(text, pool),
        pool,
    };
    cors_remedy_t remedy = list_or_regex_remedy(&mistake, values_name);

    if (remedy.wrong) {
        return remedy;
    }
    if (stop->error == CORS_PATTERN_OPAQUE_WILDCARD) {
        return opaque_remedy(&mistake);
    }
    return is_stray_wildcard(&mistake) ? wildcard_remedy(&mistake)
                                       : part_remedy(&mistake);
}
