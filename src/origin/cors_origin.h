/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses serialized origins: scheme, host and port. Fetch, "`Origin` header";
 * HTML, "serialization of an origin".
 *
 * A web origin has a scheme that the URL standard calls special, except "file",
 * and a host name or an IP address. The origin of an application or extension
 * has another scheme, and an opaque host, which is case-sensitive. This file
 * does not know patterns, lists or the opaque origin "null".
 */
#ifndef CORS_ORIGIN_H
#define CORS_ORIGIN_H

#include <stdbool.h>

#include <apr.h>

/* scheme 64, "://", host 253, ":", port 5 */
#define CORS_ORIGIN_MAX_LENGTH 326
#define CORS_SCHEME_MAX_LENGTH 64
#define CORS_HOST_MAX_LENGTH 253 /* of a host name without its final dot */
#define CORS_LABEL_MAX_LENGTH 63

typedef enum {
    CORS_HOST_NAME,  /* of a web origin; includes a final dot */
    CORS_HOST_IPV4,  /* of a web origin */
    CORS_HOST_IPV6,  /* the span includes the brackets */
    CORS_HOST_OPAQUE /* of an application's origin; may be empty */
} cors_host_kind_e;

/* The parts of an origin. The pointers point into the parsed text and are valid
 * as long as that text. The parts are not NUL-terminated. */
typedef struct {
    const char *scheme;
    apr_size_t scheme_length;
    const char *host;
    apr_size_t host_length;
    cors_host_kind_e host_kind;
    bool web; /* false: the origin of an application or extension */
    int port; /* 0: none is written; it is the scheme's default port, if any */
} cors_origin_t;

/* Why a text is not a serialized origin: the first error that the parser
 * finds. */
typedef enum {
    CORS_ORIGIN_OK = 0,
    CORS_ORIGIN_TOO_LONG,
    CORS_ORIGIN_NO_SCHEME,   /* does not begin with "scheme://" */
    CORS_ORIGIN_FILE_HOST,   /* text after "file://" */
    CORS_ORIGIN_UPPER_CASE,  /* where browsers send lower case */
    CORS_ORIGIN_NO_HOST,     /* in a web origin, or before a port */
    CORS_ORIGIN_HOST_BYTE,   /* white space, non-ASCII ... */
    CORS_ORIGIN_HOST_LENGTH, /* host over 253 or a label over 63 bytes */
    CORS_ORIGIN_EMPTY_LABEL, /* two dots in a row, or a leading dot */
    CORS_ORIGIN_IPV4,        /* ends in a number, but is not a dotted quad */
    CORS_ORIGIN_IPV6,        /* not in the compressed form */
    CORS_ORIGIN_USER_INFO,
    CORS_ORIGIN_PATH,        /* a slash, a query or a fragment */
    CORS_ORIGIN_PORT,        /* not 1 to 65535, or with a leading zero */
    CORS_ORIGIN_DEFAULT_PORT /* browsers omit it */
} cors_origin_error_e;

/* Parses text as exactly one serialized origin. Returns CORS_ORIGIN_OK and
 * fills *origin, or returns an error: then origin->host is the position where
 * the parser stopped (the wrong byte, or the beginning of the wrong part), and
 * the other members are undefined. Takes time linear in length, allocates
 * nothing, and reads no byte at or beyond text[length]. */
cors_origin_error_e cors_origin_parse(const char *text, apr_size_t length,
                                      cors_origin_t *origin);

/* Returns the default port of the scheme of a web origin, and 0 for other
 * schemes. URL, "special scheme". */
int cors_origin_default_port(const char *scheme, apr_size_t length);

/* Whether the host is a name with a final dot. Browsers treat it as a different
 * host from the name without the dot. */
static inline bool cors_origin_has_final_dot(const cors_origin_t *origin)
{
    return origin->host_kind == CORS_HOST_NAME
           && origin->host[origin->host_length - 1] == '.';
}

/* Whether it is a web origin whose host names this machine: localhost and
 * *.localhost, with or without a final dot, 127.0.0.0/8, [::1]. Secure
 * Contexts, "potentially trustworthy origin". */
bool cors_origin_is_loopback(const cors_origin_t *origin);

/* Whether the origin is http on a host that is not loopback: anybody on the
 * network path can act as this origin. */
bool cors_origin_is_insecure(const cors_origin_t *origin);

#endif
