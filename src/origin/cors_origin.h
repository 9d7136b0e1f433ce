/* SPDX-License-Identifier: Apache-2.0
 *
 * A serialized origin taken apart into scheme, host and port.
 * Fetch, "`Origin` header", and HTML, "serialization of an origin". A web
 * origin has one of the schemes that the URL standard calls special, and a
 * host name or an IP address. The origin of an application or an extension has
 * any other scheme, and an opaque host, in which case matters. This file knows
 * nothing of patterns, of lists or of the opaque origin "null".
 */
#ifndef CORS_ORIGIN_H
#define CORS_ORIGIN_H

#include <stdbool.h>

#include <apr.h>

/* scheme 64, "://", host 253, ":", port 5 */
#define CORS_ORIGIN_MAX_LENGTH 326
#define CORS_SCHEME_MAX_LENGTH 64
#define CORS_HOST_MAX_LENGTH 253 /* of a host name, its final dot not counted */
#define CORS_LABEL_MAX_LENGTH 63

typedef enum {
    CORS_HOST_NAME,  /* of a web origin; includes a final dot */
    CORS_HOST_IPV4,  /* of a web origin */
    CORS_HOST_IPV6,  /* the span includes the brackets */
    CORS_HOST_OPAQUE /* of an application's origin; may be empty */
} cors_host_kind_e;

/* Spans into the parsed text, not terminated; valid as long as that text. */
typedef struct {
    const char *scheme;
    apr_size_t scheme_length;
    const char *host;
    apr_size_t host_length;
    cors_host_kind_e host_kind;
    bool web; /* false: the origin of an application or extension */
    int port; /* 0: none written, the default of the scheme if it has one */
} cors_origin_t;

/* What keeps a text from being a serialized origin; the first one found. */
typedef enum {
    CORS_ORIGIN_OK = 0,
    CORS_ORIGIN_TOO_LONG,
    CORS_ORIGIN_NO_SCHEME,   /* no "scheme://" in front */
    CORS_ORIGIN_FILE_HOST,   /* the one origin of files is "file://" */
    CORS_ORIGIN_UPPER_CASE,  /* browsers send lower case */
    CORS_ORIGIN_NO_HOST,     /* of a web origin, or before a port */
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

/* Takes the text apart. CORS_ORIGIN_OK: *origin is complete; any other value:
 * the text is not exactly one serialized origin, origin->host is the byte at
 * which the parser stopped (the wrong byte, else the begin of the wrong part),
 * and the rest of *origin is undefined. Linear in length, allocates nothing,
 * reads no byte at or beyond text[length]. */
cors_origin_error_e cors_origin_parse(const char *text, apr_size_t length,
                                      cors_origin_t *origin);

/* The default port of a web scheme; 0: the scheme is not a web scheme. URL,
 * "special scheme". */
int cors_origin_default_port(const char *scheme, apr_size_t length);

/* Whether the host is a name with a final dot. For browsers it is another host
 * than the name without that dot. */
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
 * network's path can act as this origin. */
bool cors_origin_is_insecure(const cors_origin_t *origin);

#endif
