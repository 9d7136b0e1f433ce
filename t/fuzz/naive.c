/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts are split into copies of their parts, and each part is checked alone.
 */
#include "naive.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST 326
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

typedef struct {
    char scheme[LONGEST + 1];
    char host[LONGEST + 1];
    char port[LONGEST + 1]; /* empty: none */
} parts_t;

static bool consists_of(const char *text, const char *bytes)
{
    return text[strspn(text, bytes)] == '\0';
}

static bool ends_with(const char *text, const char *end)
{
    return strlen(text) >= strlen(end)
           && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

/* "scheme://host" or "scheme://host:port", whatever these are. */
static bool cut(const char *text, parts_t *parts)
{
    const char *host = strstr(text, "://");
    const char *port;

    memset(parts, 0, sizeof(*parts));
    if (!host || strlen(text) > LONGEST) {
        return false;
    }
    memcpy(parts->scheme, text, host - text);
    strcpy(parts->host, host + 3);
    port = parts->host[0] == '[' ? strchr(parts->host, ']') : parts->host;
    port = port ? strchr(port, ':') : NULL;
    if (port) {
        strcpy(parts->port, port + 1);
        parts->host[port - parts->host] = '\0';
        return parts->port[0] != '\0';
    }
    return true;
}

static bool is_dotted_quad(const char *host)
{
    unsigned a, b, c, d;
    char again[64];

    if (!consists_of(host, DIGITS ".") || strlen(host) > 15
        || sscanf(host, "%u.%u.%u.%u", &a, &b, &c, &d) != 4) {
        return false;
    }
    snprintf(again, sizeof(again), "%u.%u.%u.%u", a, b, c, d);
    return a < 256 && b < 256 && c < 256 && d < 256 && strcmp(host, again) == 0;
}

/* The pieces from..to in hex, with ':' between them. */
static void append_pieces(char *text, const unsigned char *address, int from,
                          int to)
{
    for (; from < to; ++from) {
        sprintf(text + strlen(text), "%s%x",
                text[0] == '\0' || ends_with(text, ":") ? "" : ":",
                address[2 * from] * 256 + address[2 * from + 1]);
    }
}

/* Tries the longest run of zeros first, and of equal ones the leftmost. */
static void compress(const unsigned char *address, char *text)
{
    static const unsigned char zeros[16];
    int length, start;

    text[0] = '\0';
    for (length = 8; length >= 2; --length) {
        for (start = 0; start + length <= 8; ++start) {
            if (memcmp(address + 2 * start, zeros, 2 * length) == 0) {
                append_pieces(text, address, 0, start);
                strcat(text, "::");
                append_pieces(text, address, start + length, 8);
                return;
            }
        }
    }
    append_pieces(text, address, 0, 8);
}

static bool is_ipv6(const char *host)
{
    unsigned char address[16];
    char bare[LONGEST + 1];
    char again[64];

    if (host[0] != '[' || !ends_with(host, "]")) {
        return false;
    }
    strcpy(bare, host + 1);
    bare[strlen(bare) - 1] = '\0';
    if (inet_pton(AF_INET6, bare, address) != 1) {
        return false;
    }
    compress(address, again);
    return strcmp(bare, again) == 0;
}

/* URL, "ends in a number checker". */
static bool is_number(const char *label)
{
    return (label[0] != '\0' && consists_of(label, DIGITS))
           || (strncmp(label, "0x", 2) == 0
               && consists_of(label + 2, DIGITS "abcdef"));
}

/* Removes one final dot. */
static void strip_dot(char *host)
{
    if (ends_with(host, ".")) {
        host[strlen(host) - 1] = '\0';
    }
}

static bool is_host_name(const char *host)
{
    char copy[LONGEST + 1];
    char *label = copy;
    char *dot;

    strcpy(copy, host);
    strip_dot(copy);
    if (strlen(copy) > 253) {
        return false;
    }
    do {
        dot = strchr(label, '.');
        if (dot) {
            *dot = '\0';
        }
        if (label[0] == '\0' || strlen(label) > 63
            || !consists_of(label, LOWER DIGITS "-_")) {
            return false;
        }
        if (!dot && is_number(label)) {
            return false;
        }
        label = dot ? dot + 1 : NULL;
    } while (label);
    return true;
}

static bool is_port(const char *port, const char *scheme)
{
    static const char defaults[] = "http:80|https:443|ws:80|wss:443|ftp:21";
    char both[2 * LONGEST + 2];

    snprintf(both, sizeof(both), "%s:%s", scheme, port);
    return consists_of(port, DIGITS) && port[0] != '0' && strlen(port) <= 5
           && atol(port) <= 65535 && !naive_is_one_of(defaults, both);
}

/* URL, "special scheme", without file. */
static bool is_web(const char *scheme)
{
    return naive_is_one_of("http|https|ws|wss|ftp", scheme);
}

/* Whether URL's "opaque-host parser" leaves the host unchanged. */
static bool is_opaque(const char *host)
{
    for (; *host; ++host) {
        if (*host <= 32 || *host >= 127 || strchr("#/:<>?@[\\]^|", *host)) {
            return false;
        }
    }
    return true;
}

static bool is_host(const parts_t *parts)
{
    if (strcmp(parts->scheme, "file") == 0) {
        return parts->host[0] == '\0' && parts->port[0] == '\0';
    }
    if (is_ipv6(parts->host)) {
        return true;
    }
    if (is_web(parts->scheme)) {
        return is_host_name(parts->host) || is_dotted_quad(parts->host);
    }
    return is_opaque(parts->host)
           && (parts->host[0] != '\0' || parts->port[0] == '\0');
}

static bool are_legal(const parts_t *parts)
{
    return parts->scheme[0] != '\0' && strchr(LOWER, parts->scheme[0])
           && strlen(parts->scheme) <= 64
           && consists_of(parts->scheme, LOWER DIGITS "+-.") && is_host(parts)
           && (parts->port[0] == '\0' || is_port(parts->port, parts->scheme));
}

bool naive_is_origin(const char *text)
{
    parts_t parts;

    return cut(text, &parts) && are_legal(&parts);
}

/* Removes the wildcards of a pattern from its parts. */
static bool cut_pattern(const char *text, parts_t *parts, bool *subdomains,
                        bool *any_port)
{
    static char bare[4096];
    char *star;

    *subdomains = *any_port = false;
    if (strlen(text) >= sizeof(bare)) {
        return false;
    }
    strcpy(bare, text);
    star = strstr(bare, "://*.");
    if (star) {
        *subdomains = true;
        memmove(star + 3, star + 5, strlen(star + 5) + 1);
    }
    if (strstr(bare, "://") && ends_with(strstr(bare, "://") + 3, ":*")) {
        *any_port = true;
        bare[strlen(bare) - 2] = '\0';
    }
    return cut(bare, parts) && !(*any_port && parts->port[0] != '\0');
}

/* The text before "://", in a static buffer; empty if there is none. */
static const char *scheme_of(const char *text)
{
    static char scheme[LONGEST + 1];
    const char *end = strstr(text, "://");

    scheme[0] = '\0';
    if (end && end - text <= LONGEST) {
        memcpy(scheme, text, end - text);
        scheme[end - text] = '\0';
    }
    return scheme;
}

/* Whether the host is a single '*', and the scheme is not a web scheme. */
static bool is_every_host(const char *text)
{
    const char *scheme = scheme_of(text);
    char origin[LONGEST + 8];

    if (scheme[0] == '\0' || is_web(scheme) || strcmp(scheme, "file") == 0
        || strcmp(text + strlen(scheme), ":/"
                                         "/*")
               != 0) {
        return false;
    }
    snprintf(origin, sizeof(origin), "%s://a", scheme);
    return naive_is_origin(origin);
}

bool naive_is_pattern(const char *text)
{
    bool subdomains, any_port;
    parts_t parts;

    if (strcmp(text, "*") == 0 || strcmp(text, "null") == 0
        || is_every_host(text)) {
        return true;
    }
    if (!is_web(scheme_of(text))) {
        return naive_is_origin(text) && !strpbrk(text, "*,");
    }
    return cut_pattern(text, &parts, &subdomains, &any_port)
           && are_legal(&parts) && (!subdomains || is_host_name(parts.host));
}

static bool is_below(const char *host, const char *parent)
{
    char tail[LONGEST + 2];

    snprintf(tail, sizeof(tail), ".%s", parent);
    return is_host_name(host) && ends_with(host, tail);
}

bool naive_admits(const char *pattern, const char *origin)
{
    parts_t wanted, parts;
    bool subdomains, any_port;

    if (strcmp(pattern, "*") == 0) {
        return true;
    }
    if (strcmp(pattern, origin) == 0 && !is_every_host(pattern)) {
        return strcmp(pattern, "null") == 0 || naive_is_origin(origin);
    }
    if (strcmp(pattern, "null") == 0 || !naive_is_origin(origin)) {
        return false;
    }
    cut_pattern(pattern, &wanted, &subdomains, &any_port);
    cut(origin, &parts);
    if (is_every_host(pattern)) {
        return strcmp(wanted.scheme, parts.scheme) == 0 && parts.host[0] != '\0'
               && parts.port[0] == '\0';
    }
    return strcmp(wanted.scheme, parts.scheme) == 0
           && (any_port || strcmp(wanted.port, parts.port) == 0)
           && (subdomains ? is_below(parts.host, wanted.host)
                          : strcmp(wanted.host, parts.host) == 0);
}

bool naive_denies(const char *pattern, const char *origin)
{
    char dotless[3 * LONGEST + 8] = "";
    parts_t parts;

    if (strcmp(pattern, "*") == 0) {
        return strcmp(origin, "null") == 0 || naive_is_origin(origin);
    }
    if (naive_is_origin(origin) && is_web(scheme_of(origin))) {
        cut(origin, &parts);
        strip_dot(parts.host);
        snprintf(dotless, sizeof(dotless), "%s://%s%s%s", parts.scheme,
                 parts.host, parts.port[0] ? ":" : "", parts.port);
    }
    return naive_admits(pattern, origin) || naive_admits(pattern, dotless);
}

bool naive_is_insecure(const char *text)
{
    bool subdomains, any_port;
    parts_t parts;

    if (!cut_pattern(text, &parts, &subdomains, &any_port)) {
        return false;
    }
    strip_dot(parts.host);
    return strcmp(parts.scheme, "http") == 0
           && strcmp(parts.host, "localhost") != 0
           && !ends_with(parts.host, ".localhost")
           && strcmp(parts.host, "[::1]") != 0
           && !(is_dotted_quad(parts.host)
                && strncmp(parts.host, "127.", 4) == 0);
}

const char *naive_parent(const char *pattern)
{
    static parts_t parts;
    bool subdomains, any_port;

    return cut_pattern(pattern, &parts, &subdomains, &any_port) && subdomains
               ? parts.host
               : NULL;
}
