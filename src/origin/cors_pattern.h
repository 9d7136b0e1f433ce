/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin patterns, as administrators write them: "*"; "null"; a serialized
 * origin; a web origin with a wildcard for subdomains, for the port, or for
 * both; a '*' for every host of the scheme of an application or extension. This
 * file does not know lists or settings.
 */
#ifndef CORS_PATTERN_H
#define CORS_PATTERN_H

#include "origin/cors_origin.h"

#include <apr_pools.h>

typedef enum {
    CORS_PATTERN_ANY,     /* "*" */
    CORS_PATTERN_NULL,    /* "null", the opaque origin, or "file://" */
    CORS_PATTERN_EXACT,   /* any other serialized origin */
    CORS_PATTERN_WILDCARD /* subdomains, any_port or both; or any_host */
} cors_pattern_kind_e;

typedef struct {
    cors_pattern_kind_e kind;
    const char *text; /* as written */
    apr_size_t length;
    cors_origin_t origin; /* EXACT and WILDCARD: without its wildcards */
    bool subdomains;      /* "*.": one or more labels before origin.host */
    bool any_port;        /* ":*": every port, also the default one */
    bool any_host;        /* every host but the empty one; without a port */
} cors_pattern_t;

/* Why a text is not a pattern. */
typedef enum {
    CORS_PATTERN_OK = 0,
    CORS_PATTERN_NOT_ORIGIN,     /* without its wildcards it is not an origin */
    CORS_PATTERN_STRAY_WILDCARD, /* a '*' that is not a wildcard */
    CORS_PATTERN_IP_SUBDOMAINS,  /* "*." before an IP address */
    CORS_PATTERN_OPAQUE_WILDCARD /* a '*' for a part of an opaque host */
} cors_pattern_error_e;

/* Where the parser stopped, and why. */
typedef struct {
    cors_pattern_error_e error;
    cors_origin_error_e why; /* the error in the text without its wildcards, or
                                CORS_ORIGIN_OK */
    apr_size_t at;           /* index of the wrong byte, or of the beginning of
                                the wrong part; of the '*' if a wildcard is
                                wrong */
} cors_pattern_stop_t;

/* Parses text, which is NUL-terminated, into *pattern. After an error *pattern
 * is undefined, and *stop says where the parser stopped and why. text is kept,
 * not copied; memory is allocated from pool. Both must live as long as the
 * pattern. */
cors_pattern_error_e cors_pattern_parse(const char *text,
                                        cors_pattern_t *pattern,
                                        cors_pattern_stop_t *stop,
                                        apr_pool_t *pool);

/* Like cors_pattern_parse, for a deny rule. A deny rule may also name an origin
 * whose host has bytes that the URL standard allows but cors_origin_parse does
 * not ("https://a~b.example"), or that looks like several values ("app://a,b").
 * Such a text becomes an EXACT pattern of exactly these bytes. */
cors_pattern_error_e cors_pattern_parse_denied(const char *text,
                                               cors_pattern_t *pattern,
                                               cors_pattern_stop_t *stop,
                                               apr_pool_t *pool);

/* Whether the origin matches a WILDCARD pattern. */
bool cors_pattern_matches(const cors_pattern_t *pattern,
                          const cors_origin_t *origin);

#endif
