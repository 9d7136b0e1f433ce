/* SPDX-License-Identifier: Apache-2.0
 *
 * Accepts only the texts that browsers send. Host names are parsed in one pass.
 * An address is accepted in one spelling only, the one of the URL standard's
 * "host serializer".
 */
#include "origin/cors_origin.h"

#include <string.h>

#include "origin/cors_ipv6.h"

#define LOWER 1      /* a-z */
#define DIGIT 2      /* 0-9 */
#define LABEL 4      /* also allowed in a label: '-' and '_' */
#define MARK 8       /* also allowed in a scheme: '+', '-' and '.' */
#define HEX 16       /* a-f, as serialized */
#define FORBIDDEN 32 /* URL, "forbidden host code point" */

static const unsigned char byte_class[256] = {
    ['#'] = FORBIDDEN,   ['/'] = FORBIDDEN,    [':'] = FORBIDDEN,
    ['<'] = FORBIDDEN,   ['>'] = FORBIDDEN,    ['?'] = FORBIDDEN,
    ['@'] = FORBIDDEN,   ['['] = FORBIDDEN,    ['\\'] = FORBIDDEN,
    [']'] = FORBIDDEN,   ['^'] = FORBIDDEN,    ['|'] = FORBIDDEN,
    ['+'] = MARK,        ['-'] = LABEL | MARK, ['.'] = MARK,
    ['_'] = LABEL,       ['0'] = DIGIT,        ['1'] = DIGIT,
    ['2'] = DIGIT,       ['3'] = DIGIT,        ['4'] = DIGIT,
    ['5'] = DIGIT,       ['6'] = DIGIT,        ['7'] = DIGIT,
    ['8'] = DIGIT,       ['9'] = DIGIT,        ['a'] = LOWER | HEX,
    ['b'] = LOWER | HEX, ['c'] = LOWER | HEX,  ['d'] = LOWER | HEX,
    ['e'] = LOWER | HEX, ['f'] = LOWER | HEX,  ['g'] = LOWER,
    ['h'] = LOWER,       ['i'] = LOWER,        ['j'] = LOWER,
    ['k'] = LOWER,       ['l'] = LOWER,        ['m'] = LOWER,
    ['n'] = LOWER,       ['o'] = LOWER,        ['p'] = LOWER,
    ['q'] = LOWER,       ['r'] = LOWER,        ['s'] = LOWER,
    ['t'] = LOWER,       ['u'] = LOWER,        ['v'] = LOWER,
    ['w'] = LOWER,       ['x'] = LOWER,        ['y'] = LOWER,
    ['z'] = LOWER,
};

static bool is_class(char byte, int wanted)
{
    return (byte_class[(unsigned char)byte] & wanted) != 0;
}

static bool span_is(const char *span, apr_size_t length, const char *word)
{
    return length == strlen(word) && memcmp(span, word, length) == 0;
}

int cors_origin_default_port(const char *scheme, apr_size_t length)
{
    static const struct {
        const char *scheme;
        int port;
    } special[] = {
        {"https", 443}, {"http", 80}, {"wss", 443}, {"ws", 80}, {"ftp", 21},
    };
    size_t i;

    for (i = 0; i < sizeof(special) / sizeof(special[0]); ++i) {
        if (span_is(scheme, length, special[i].scheme)) {
            return special[i].port;
        }
    }
    return 0;
}

/* Returns the error for a byte that can neither be in a scheme or host nor end
 * it. */
static cors_origin_error_e byte_error(char byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return CORS_ORIGIN_UPPER_CASE;
    }
    switch (byte) {
    case '@':
        return CORS_ORIGIN_USER_INFO;
    case '/':
    case '\\':
    case '?':
    case '#':
        return CORS_ORIGIN_PATH;
    default:
        return CORS_ORIGIN_HOST_BYTE;
    }
}

/* Returns the error, and sets *stop to its position. */
static cors_origin_error_e refuse(cors_origin_error_e error, const char *where,
                                  const char **stop)
{
    *stop = where;
    return error;
}

static cors_origin_error_e parse_scheme(const char *text, const char *end,
                                        cors_origin_t *origin,
                                        const char **stop)
{
    const char *p = text;

    origin->scheme = text;
    /* Nearly all origins are https: one comparison of eight bytes recognizes
     * them. */
    if (end - text >= 8 && memcmp(text, "https://", 8) == 0) {
        origin->scheme_length = strlen("https");
        origin->web = true;
        return CORS_ORIGIN_OK;
    }
    while (p < end && is_class(*p, LOWER | DIGIT | MARK)) {
        ++p;
    }
    if (p == text || end - p < 3 || memcmp(p, "://", 3) != 0
        || !is_class(*text, LOWER) || p - text > CORS_SCHEME_MAX_LENGTH) {
        return refuse(p < end && byte_error(*p) == CORS_ORIGIN_UPPER_CASE
                          ? CORS_ORIGIN_UPPER_CASE
                          : CORS_ORIGIN_NO_SCHEME,
                      p, stop);
    }
    origin->scheme_length = p - text;
    origin->web = cors_origin_default_port(text, origin->scheme_length) != 0;
    return CORS_ORIGIN_OK;
}

/* Skips one number of a dotted quad, without leading zeros. Returns NULL if
 * there is no such number. */
static const char *skip_octet(const char *p, const char *end)
{
    const char *start = p;
    int value = 0;

    while (p < end && p - start < 3 && is_class(*p, DIGIT)) {
        value = value * 10 + (*p++ - '0');
    }
    if (p == start || value > 255 || (*start == '0' && p - start > 1)) {
        return NULL;
    }
    return p;
}

static bool is_dotted_quad(const char *p, const char *end)
{
    int octets;

    for (octets = 0; octets < 4; ++octets) {
        if (octets > 0 && (p >= end || *p++ != '.')) {
            return false;
        }
        p = skip_octet(p, end);
        if (!p) {
            return false;
        }
    }
    return p == end;
}

/* URL, "ends in a number checker": browsers parse such hosts as IPv4. */
static bool is_number(const char *label, const char *end)
{
    int digits = DIGIT;

    if (!is_class(*label, DIGIT)) {
        return false;
    }
    if (end - label >= 2 && label[0] == '0' && label[1] == 'x') {
        digits = DIGIT | HEX;
        label += 2;
    }
    while (label < end && is_class(*label, digits)) {
        ++label;
    }
    return label == end;
}

static const char *skip_label(const char *p, const char *end)
{
    while (p < end && is_class(*p, LOWER | DIGIT | LABEL)) {
        ++p;
    }
    return p;
}

static bool ends_host(const char *p, const char *end)
{
    return p == end || *p == ':';
}

/* Parses labels and a final dot, up to ':' or the end. Sets *stop to their
 * end. */
static cors_origin_error_e parse_name(const char *text, const char *end,
                                      cors_origin_t *origin, const char **stop)
{
    const char *label = text;
    const char *label_end;

    while (true) {
        label_end = skip_label(label, end);
        if (!ends_host(label_end, end) && *label_end != '.') {
            return refuse(byte_error(*label_end), label_end, stop);
        }
        if (label_end == label) {
            return refuse(label == text && ends_host(label, end)
                              ? CORS_ORIGIN_NO_HOST
                              : CORS_ORIGIN_EMPTY_LABEL,
                          label, stop);
        }
        if (label_end - label > CORS_LABEL_MAX_LENGTH) {
            return refuse(CORS_ORIGIN_HOST_LENGTH, label, stop);
        }
        *stop = ends_host(label_end, end) ? label_end : label_end + 1;
        if (ends_host(*stop, end)) {
            break;
        }
        label = *stop;
    }
    if (label_end - text > CORS_HOST_MAX_LENGTH) {
        return refuse(CORS_ORIGIN_HOST_LENGTH, text, stop);
    }
    origin->host_kind = CORS_HOST_NAME;
    if (is_number(label, label_end)) {
        if (*stop != label_end || !is_dotted_quad(text, label_end)) {
            return refuse(CORS_ORIGIN_IPV4, text, stop);
        }
        origin->host_kind = CORS_HOST_IPV4;
    }
    return CORS_ORIGIN_OK;
}

static bool is_opaque_byte(char byte)
{
    return byte > ' ' && byte < 0x7f && !is_class(byte, FORBIDDEN);
}

/* URL, "opaque-host parser". */
static cors_origin_error_e parse_opaque(const char *text, const char *end,
                                        cors_origin_t *origin,
                                        const char **stop)
{
    const char *p = text;

    while (p < end && is_opaque_byte(*p)) {
        ++p;
    }
    if (!ends_host(p, end)) {
        return refuse(byte_error(*p), p, stop);
    }
    if (p == text && p < end) {
        return refuse(CORS_ORIGIN_NO_HOST, p, stop);
    }
    origin->host_kind = CORS_HOST_OPAQUE;
    *stop = p;
    return CORS_ORIGIN_OK;
}

/* Parses "[...]". Sets *stop to the position after the bracket. */
static cors_origin_error_e parse_ipv6(const char *text, const char *end,
                                      cors_origin_t *origin, const char **stop)
{
    const char *bracket = memchr(text, ']', end - text);

    if (!bracket
        || !cors_ipv6_is_serialized(text + 1,
                                    (apr_size_t)(bracket - text) - 1)) {
        return refuse(CORS_ORIGIN_IPV6, text, stop);
    }
    origin->host_kind = CORS_HOST_IPV6;
    *stop = bracket + 1;
    return CORS_ORIGIN_OK;
}

static cors_origin_error_e parse_port(const char *text, const char *end,
                                      cors_origin_t *origin, const char **stop)
{
    const char *p = text;
    const char *at;
    int port = 0;

    while (p < end && p - text < 5 && is_class(*p, DIGIT)) {
        port = port * 10 + (*p++ - '0');
    }
    if (p < end && byte_error(*p) == CORS_ORIGIN_PATH && p > text) {
        return refuse(CORS_ORIGIN_PATH, p, stop);
    }
    at = p < end ? memchr(p, '@', (apr_size_t)(end - p)) : NULL;
    if (at) {
        return refuse(CORS_ORIGIN_USER_INFO, at, stop);
    }
    if (p < end || port == 0 || port > 65535 || *text == '0') {
        return refuse(CORS_ORIGIN_PORT, text, stop);
    }
    if (port
        == cors_origin_default_port(origin->scheme, origin->scheme_length)) {
        return refuse(CORS_ORIGIN_DEFAULT_PORT, text, stop);
    }
    origin->port = port;
    return CORS_ORIGIN_OK;
}

static cors_origin_error_e parse_host(const char *text, const char *end,
                                      cors_origin_t *origin, const char **stop)
{
    if (!origin->web && text < end
        && span_is(origin->scheme, origin->scheme_length, "file")) {
        return refuse(byte_error(*text) == CORS_ORIGIN_PATH
                          ? CORS_ORIGIN_PATH
                          : CORS_ORIGIN_FILE_HOST,
                      text, stop);
    }
    if (text < end && *text == '[') {
        return parse_ipv6(text, end, origin, stop);
    }
    return origin->web ? parse_name(text, end, origin, stop)
                       : parse_opaque(text, end, origin, stop);
}

static cors_origin_error_e parse(const char *text, apr_size_t length,
                                 cors_origin_t *origin, const char **stop)
{
    const char *end = text + length;
    cors_origin_error_e error;

    if (length > CORS_ORIGIN_MAX_LENGTH) {
        return refuse(CORS_ORIGIN_TOO_LONG, text, stop);
    }
    error = parse_scheme(text, end, origin, stop);
    if (error != CORS_ORIGIN_OK) {
        return error;
    }
    origin->host = text + origin->scheme_length + strlen("://");
    error = parse_host(origin->host, end, origin, stop);
    if (error != CORS_ORIGIN_OK) {
        return error;
    }
    origin->host_length = *stop - origin->host;
    origin->port = 0;
    if (*stop == end) {
        return CORS_ORIGIN_OK;
    }
    return **stop == ':' ? parse_port(*stop + 1, end, origin, stop)
                         : byte_error(**stop);
}

cors_origin_error_e cors_origin_parse(const char *text, apr_size_t length,
                                      cors_origin_t *origin)
{
    const char *stop;
    cors_origin_error_e error = parse(text, length, origin, &stop);

    if (error != CORS_ORIGIN_OK) {
        origin->host = stop;
    }
    return error;
}

/* Whether the name is "localhost", or is below it. */
static bool is_localhost(const char *name, apr_size_t length)
{
    static const char localhost[] = "localhost";
    const apr_size_t localhost_length = sizeof(localhost) - 1;
    const char *tail;

    if (length < localhost_length) {
        return false;
    }
    tail = name + length - localhost_length;
    return memcmp(tail, localhost, localhost_length) == 0
           && (tail == name || tail[-1] == '.');
}

bool cors_origin_is_loopback(const cors_origin_t *origin)
{
    switch (origin->host_kind) {
    case CORS_HOST_IPV6:
        return origin->web
               && span_is(origin->host, origin->host_length, "[::1]");
    case CORS_HOST_IPV4:
        return memcmp(origin->host, "127.", 4) == 0;
    case CORS_HOST_NAME:
        return is_localhost(origin->host,
                            origin->host_length
                                - cors_origin_has_final_dot(origin));
    case CORS_HOST_OPAQUE:
        break;
    }
    return false;
}

bool cors_origin_is_insecure(const cors_origin_t *origin)
{
    return span_is(origin->scheme, origin->scheme_length, "http")
           && !cors_origin_is_loopback(origin);
}
