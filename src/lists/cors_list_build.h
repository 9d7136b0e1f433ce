/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds a version of an origin list from its rows, in the half of the image
 * that is not in use. The process may end at any instruction: readers do not
 * find the half before it is published. This file does not know where rows come
 * from.
 */
#ifndef CORS_LIST_BUILD_H
#define CORS_LIST_BUILD_H

#include "lists/cors_list_image.h"
#include "lists/cors_list_row.h"

#define CORS_LIST_BUILD_NAMED 3 /* skipped rows that messages name */

/* Why a version is refused. */
typedef enum {
    CORS_LIST_BUILD_OK = 0,
    CORS_LIST_BUILD_OVER_MAX,   /* more rows than max, skipped ones included */
    CORS_LIST_BUILD_NO_ROOM,    /* rows of more than 48 bytes on average */
    CORS_LIST_BUILD_MOSTLY_BAD, /* more than half of the rows are skipped */
    CORS_LIST_BUILD_NO_ROWS,
    CORS_LIST_BUILD_GIVEN_UP, /* the caller's function said so */
    CORS_LIST_BUILD_DAMAGED   /* another process has written to the image */
} cors_list_build_e;

/* What a build asks its caller. Both get the same baton. */
typedef struct {
    void (*draw_keys)(void *baton, apr_uint64_t keys[2]); /* random ones */
    bool (*gives_up)(void *baton); /* NULL: never; asked every 1,024 rows */
    void *baton;
} cors_list_build_calls_t;

/* A build. Callers read the members that are not marked. */
typedef struct {
    const cors_origin_list_t *list;
    apr_pool_t *pool;
    apr_uint64_t rows; /* these are the counters of cors_list_image_version_t */
    apr_uint64_t corrected;
    apr_uint64_t dangerous;
    apr_uint64_t skipped;
    const char *named[CORS_LIST_BUILD_NAMED]; /* sentences about the first
                                                 skipped rows; NULL: fewer */
    const char *deny_only; /* a sentence about the first dangerous row; NULL:
                              there is none */
    cors_list_build_e error;
    const cors_list_build_calls_t *calls; /* from here on: private */
    apr_pool_t *scratch;
    apr_uint64_t *half;
    apr_size_t used; /* words of the half */
    unsigned asked;  /* rows since the last call of gives_up */
    apr_uint64_t kinds;
    apr_uint64_t suffixes[4];
} cors_list_build_t;

/* Starts a build for a list whose image is attached. If the memory of that
 * image is NULL, the rows are only checked and counted, and the result must not
 * be published. calls must live as long as the build; memory is allocated from
 * pool. */
void cors_list_build_begin(cors_list_build_t *build,
                           const cors_origin_list_t *list,
                           const cors_list_build_calls_t *calls,
                           apr_pool_t *pool);

/* Adds a row with its number, counted from 1. Returns false if the version is
 * refused: no more rows are needed. Of equal rows, a look-up finds the first;
 * all are counted. */
bool cors_list_build_add(cors_list_build_t *build, apr_uint32_t number,
                         const char *text, apr_size_t length);

/* Asks whether the build is given up, which is otherwise asked every 1,024
 * rows. Returns false if it is, or if the version is refused already. For
 * callers that may have no row for a while. */
bool cors_list_build_goes_on(cors_list_build_t *build);

/* Completes the half. Returns CORS_LIST_BUILD_OK, or why the version is
 * refused; then the half must not be published. A version without rows is
 * refused unless may_be_empty. */
cors_list_build_e cors_list_build_finish(cors_list_build_t *build,
                                         bool may_be_empty);

/* Copies the counters into *version. */
void cors_list_build_count(const cors_list_build_t *build,
                           cors_list_image_version_t *version);

/* Returns the words for an error: "has more than 100000 rows", allocated from
 * pool. */
const char *cors_list_build_reason(const cors_list_build_t *build,
                                   apr_pool_t *pool);

/* Returns sentences about the first skipped rows, and how many more there are;
 * allocated from pool. */
const char *cors_list_build_named(const cors_list_build_t *build,
                                  apr_pool_t *pool);

/* Returns the end of a sentence about an error: "; write a larger max=", or
 * ": " and the rows that are wrong; "" if nothing can be done. Allocated from
 * pool. */
const char *cors_list_build_remedy(const cors_list_build_t *build,
                                   apr_pool_t *pool);

#endif
