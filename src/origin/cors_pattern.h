/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin pattern, as an administrator writes it: "*", "null", a serialized
 * origin, a web origin with a wildcard for subdomains, for the port, or for
 * both, or a '*' for every host of an application's or extension's scheme. It
 * knows nothing of lists, nor of the settings that a pattern is used with.
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
    cors_origin_t origin; /* EXACT and WILDCARD: its wildcards removed */
    bool subdomains;      /* one or more labels below origin.host */
    bool any_port;        /* the implicit one included */
    bool any_host;        /* any host that is not empty; no port */
} cors_pattern_t;

/* What keeps a text from being a pattern. */
typedef enum {
    CORS_PATTERN_OK = 0,
    CORS_PATTERN_NOT_ORIGIN, /* its wildcards removed, it is not an origin */
    CORS_PATTERN_STRAY_WILDCARD, /* a '*' that is not a wildcard */
    CORS_PATTERN_IP_SUBDOMAINS,  /* "*." in front of an IP address */
    CORS_PATTERN_OPAQUE_WILDCARD /* a '*' for a part of an opaque host */
} cors_pattern_error_e;

/* Where and why a text stops being a pattern. */
typedef struct {
    cors_pattern_error_e error;
    cors_origin_error_e why; /* of CORS_PATTERN_NOT_ORIGIN; of the text without
                                its wildcards also if one of them is stray */
    apr_size_t at;           /* the wrong byte, else the begin of the wrong
                                part; of a wildcard that is wrong, its '*' */
} cors_pattern_stop_t;

/* Parses text into *pattern; any value but CORS_PATTERN_OK leaves *pattern
 * undefined, and *stop says more. text is kept, not copied: it must live as
 * long as the pattern, as must pool, from which all else is allocated. */
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
