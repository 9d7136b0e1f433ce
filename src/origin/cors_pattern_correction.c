/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses a text leniently, puts each part into the form that browsers send, and
 * returns the result only if the parser of patterns accepts it. The result is
 * shown in messages, and never used as a rule.
 */
#include "origin/cors_pattern_correction.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>

#include "origin/cors_ipv6.h"

#ifdef HAVE_LIBIDN2
#include <idn2.h>
#endif

#define WHITE_SPACE " \t\r\n\v\f"

bool cors_pattern_correction_has_idn(void)
{
#ifdef HAVE_LIBIDN2
    return true;
#else
    return false;
#endif
}

static bool is_ascii(const char *text)
{
    for (; *text; ++text) {
        if ((unsigned char)*text >= 0x80) {
            return false;
        }
    }
    return true;
}

static const char *lower(const char *text, apr_pool_t *pool)
{
    char *lowered = apr_pstrdup(pool, text);
    char *p;

    for (p = lowered; *p; ++p) {
        if (*p >= 'A' && *p <= 'Z') {
            *p = (char)(*p - 'A' + 'a');
        }
    }
    return lowered;
}

static const char *punycode(const char *host, apr_pool_t *pool)
{
#ifdef HAVE_LIBIDN2
    char *ascii = NULL;
    const char *copy = NULL;

    if (idn2_to_ascii_8z(host, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT)
        == IDN2_OK) {
        copy = apr_pstrdup(pool, ascii);
        idn2_free(ascii);
    }
    return copy;
#else
    (void)host;
    (void)pool;
    return NULL;
#endif
}

static bool is_decodable(const char *label)
{
#ifdef HAVE_LIBIDN2
    char *unicode = NULL;
    int result = idn2_to_unicode_8z8z(label, &unicode, IDN2_NONTRANSITIONAL);

    idn2_free(unicode);
    return result == IDN2_OK;
#else
    (void)label;
    return true;
#endif
}

const char *cors_pattern_correction_bad_label(const char *host,
                                              apr_size_t length,
                                              apr_pool_t *pool)
{
    char *copy = apr_pstrmemdup(pool, host, length);
    char *state, *label;

    for (label = apr_strtok(copy, ".", &state); label;
         label = apr_strtok(NULL, ".", &state)) {
        if (strncmp(label, "xn--", 4) == 0 && !is_decodable(label)) {
            return label;
        }
    }
    return NULL;
}

static const char *ipv6(const char *host, apr_pool_t *pool)
{
    unsigned char address[16];
    char text[CORS_IPV6_TEXT_SIZE];
    const char *bare = apr_pstrmemdup(pool, host + 1, strlen(host) - 2);

    if (inet_pton(AF_INET6, bare, address) != 1) {
        return NULL;
    }
    cors_ipv6_serialize(address, text);
    return apr_psprintf(pool, "[%s]", text);
}

/* Returns the dotted quad for any spelling of an IPv4 address, otherwise NULL.
 * inet_aton accepts the spellings that the URL standard's parser accepts. */
static const char *ipv4(const char *host, apr_pool_t *pool)
{
    struct in_addr address;
    char text[INET_ADDRSTRLEN];

    if (!(host[0] >= '0' && host[0] <= '9') || !inet_aton(host, &address)
        || !inet_ntop(AF_INET, &address, text, sizeof(text))) {
        return NULL;
    }
    return apr_pstrdup(pool, text);
}

static const char *corrected_host(const char *host, apr_pool_t *pool)
{
    apr_size_t length = strlen(host);
    const char *below;
    const char *final_dot;
    const char *address;

    if (strncmp(host, "*.", 2) == 0) {
        if (host[2] == '*') {
            return NULL; /* no pattern begins with two wildcards */
        }
        below = corrected_host(host + 2, pool);
        /* An IP address has no subdomains, so the wildcard is removed. */
        return !below || below[0] == '[' || ipv4(below, pool)
                   ? below
                   : apr_pstrcat(pool, "*.", below, NULL);
    }
    if (host[0] == '[' && host[length - 1] == ']') {
        return ipv6(host, pool);
    }
    while (length > 1 && host[length - 1] == '.') {
        --length;
    }
    final_dot = host[length] == '.' ? "." : "";
    host = apr_pstrmemdup(pool, host, length);
    host = is_ascii(host) ? lower(host, pool) : punycode(host, pool);
    if (!host || strpbrk(host, WHITE_SPACE)) {
        return NULL; /* inet_aton ignores text after white space */
    }
    address = ipv4(host, pool);
    return address ? address : apr_pstrcat(pool, host, final_dot, NULL);
}

/* Keeps the host of an application's origin, unless it is an IPv6 address. */
static const char *corrected_opaque(const char *host, apr_pool_t *pool)
{
    apr_size_t length = strlen(host);

    return length > 1 && host[0] == '[' && host[length - 1] == ']'
               ? ipv6(host, pool)
               : host;
}

/* Returns ":8443" for example, "" for no port and for the default port, NULL
 * for a text that is not a port. */
static const char *corrected_port(const char *port, const char *scheme,
                                  apr_pool_t *pool)
{
    long number;

    if (!*port) {
        return "";
    }
    if (strcmp(port, "*") == 0) {
        return ":*";
    }
    if (port[strspn(port, "0123456789")] != '\0') {
        return NULL;
    }
    number = strtol(port, NULL, 10);
    if (number == cors_origin_default_port(scheme, strlen(scheme))) {
        return "";
    }
    return apr_psprintf(pool, ":%ld", number);
}

static const char *assemble(const char *scheme, char *authority,
                            apr_pool_t *pool)
{
    char *at = strrchr(authority, '@');
    char *host = at ? at + 1 : authority;
    char *bracket = strchr(host, ']');
    char *colon = strrchr(bracket ? bracket : host, ':');
    bool web = cors_origin_default_port(scheme, strlen(scheme)) != 0;
    const char *port = "";
    const char *corrected;

    if (strcmp(scheme, "file") == 0) {
        return "file://";
    }
    if (colon) {
        *colon = '\0';
        port = colon + 1;
    }
    if (!*host && web) {
        return NULL;
    }
    corrected = web ? corrected_host(host, pool) : corrected_opaque(host, pool);
    port = corrected_port(port, scheme, pool);
    return corrected && port
               ? apr_pstrcat(pool, scheme, "://", corrected, port, NULL)
               : NULL;
}

static bool compiles(const char *text, cors_pattern_t *pattern,
                     apr_pool_t *pool)
{
    cors_pattern_stop_t stop;

    return text
           && cors_pattern_parse(text, pattern, &stop, pool) == CORS_PATTERN_OK;
}

/* Adds a scheme: http for a loopback host, where developers rarely have TLS,
 * and https for others. */
static const char *with_scheme(const char *authority, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    const char *corrected =
        assemble("http", apr_pstrdup(pool, authority), pool);

    if (compiles(corrected, &pattern, pool)
        && cors_origin_is_loopback(&pattern.origin)) {
        return corrected;
    }
    /* A single word may be anything: a keyword, a typing error, a port. */
    return strpbrk(authority, ".[") || !is_ascii(authority)
               ? assemble("https", apr_pstrdup(pool, authority), pool)
               : NULL;
}

/* Removes the white space around the text, and writes "://" if "http" or
 * "https" is followed by other colons and slashes. Without a scheme, removes
 * colons and slashes at the beginning. */
static char *tidied(const char *text, apr_pool_t *pool)
{
    static const char *const schemes[] = {"https", "http", ""};
    apr_size_t end;
    char *copy;
    int i;

    text += strspn(text, WHITE_SPACE);
    end = strlen(text);
    while (end > 0 && strchr(WHITE_SPACE, text[end - 1])) {
        --end;
    }
    copy = apr_pstrmemdup(pool, text, end);
    for (i = 0; i < 3 && !strstr(copy, "://"); ++i) {
        apr_size_t length = strlen(schemes[i]);
        char *marks, *rest;

        if (strncasecmp(copy, schemes[i], length) != 0) {
            continue; /* perhaps shorter than the scheme */
        }
        marks = copy + length;
        rest = marks + strspn(marks, ":/\\");
        if (rest > marks && !strchr("0123456789", *rest)) {
            return length > 0 ? apr_pstrcat(pool, schemes[i], "://", rest, NULL)
                              : rest;
        }
    }
    return copy;
}

/* Returns the text without schemes before "http://" or "https://". */
static char *with_one_scheme(char *text)
{
    char *rest = strstr(text, "://");

    while (rest
           && (strncasecmp(rest + 3, "http://", 7) == 0
               || strncasecmp(rest + 3, "https://", 8) == 0)) {
        text = rest + 3;
        rest = strstr(text, "://");
    }
    return text;
}

const char *cors_pattern_correction(const char *text, apr_pool_t *pool)
{
    char *copy = with_one_scheme(tidied(text, pool));
    char *scheme_end = strstr(copy, "://");
    char *authority = scheme_end ? scheme_end + strlen("://") : copy;
    const char *corrected;
    cors_pattern_t unused;

    if (strcmp(copy, text) != 0 && compiles(copy, &unused, pool)) {
        return copy;
    }
    if (apr_cstr_casecmp(copy, "null") == 0) {
        return strcmp(text, "null") != 0 ? "null" : NULL;
    }
    /* A backslash before a dot is part of a regular expression. */
    if (strstr(text, "\\.")) {
        return NULL;
    }
    authority[strcspn(authority, "/?#\\")] = '\0';
    if (scheme_end) {
        *scheme_end = '\0';
        corrected = assemble(lower(copy, pool), authority, pool);
    }
    else {
        corrected = with_scheme(authority, pool);
    }
    return compiles(corrected, &unused, pool) && strcmp(corrected, text) != 0
               ? corrected
               : NULL;
}

/* Returns the text of an expression without "^" and "$", and with plain dots
 * instead of "\." and "[.]". */
static const char *plain_text(const char *regex, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, regex + (regex[0] == '^'));
    const char *from = text;
    char *to = text;

    while (*from) {
        bool is_escaped = from[0] == '\\' && from[1] == '.';
        bool is_class = strncmp(from, "[.]", 3) == 0;

        *to++ = is_escaped || is_class ? '.' : *from;
        from += is_class ? 3 : is_escaped ? 2 : 1;
    }
    to -= to > text && to[-1] == '$';
    *to = '\0';
    return text;
}

const char *cors_pattern_correction_of_expression(const char *regex,
                                                  apr_pool_t *pool)
{
    const char *text = plain_text(regex, pool);
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    return strchr(text, '*')
                   && cors_pattern_parse(text, &pattern, &stop, pool)
                          == CORS_PATTERN_OK
                   && pattern.kind != CORS_PATTERN_ANY
               ? text
               : NULL;
}
