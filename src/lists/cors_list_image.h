/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes to the image of an origin list: publishes a version, gives the memory
 * of the other half back, moves a version to another image. Only one process
 * may do so at a time: the caller holds the lock of the list. This file does
 * not know locks, processes or sources.
 */
#ifndef CORS_LIST_IMAGE_H
#define CORS_LIST_IMAGE_H

#include <apr_time.h>

#include "origin/cors_origin_list.h"

/* Changes with everything in the image. */
#define CORS_LIST_IMAGE_LAYOUT 3

/* Room for the text of a version with its terminator. A source must refuse
 * longer ones, because they could not be compared. */
#define CORS_LIST_IMAGE_VERSION_SIZE 256

/* The number of words in the image that belong to no version, for the users of
 * this file. They are 0 at first. */
#define CORS_LIST_IMAGE_NOTES 96

/* What is known about the version of a list. */
typedef struct {
    char text[CORS_LIST_IMAGE_VERSION_SIZE]; /* "": the source has none */
    apr_time_t modified;                     /* of a file, */
    apr_uint64_t size;                       /* as are these; else 0 */
    apr_uint64_t inode;
    apr_uint64_t rows;      /* in use; includes the next two */
    apr_uint64_t corrected; /* also counted as rows */
    apr_uint64_t dangerous; /* also counted as rows; for deny rules only */
    apr_uint64_t skipped;   /* not counted as rows */
    apr_time_t built;       /* when it was published */
    apr_uint64_t content;   /* a hash of the rows, if nothing else identifies
                               the version; else 0 */
} cors_list_image_version_t;

/* Returns the bytes of an image for max rows of 48 bytes on average. page is
 * the size of a page of memory, or any power of two of at least 8. */
apr_size_t cors_list_image_bytes(apr_uint32_t max, apr_size_t page);

/* Makes the memory at base the image of the list, and max its limit. base is a
 * multiple of page, has cors_list_image_bytes(max, page) bytes, and is either
 * zero or an image of the same layout, max and page. If base is NULL, the list
 * has no image, but its limits are those of one. */
void cors_list_image_attach(cors_origin_list_t *list, void *base,
                            apr_uint32_t max, apr_size_t page);

/* Returns the number of versions that were published; 0: none. If it has
 * changed, another version is in use. */
apr_uint64_t cors_list_image_generation(const cors_origin_list_t *list);

/* Reads what is known about the current version. Returns false if there is
 * none, or if a look-up would find its half damaged: then it must be built
 * again. Never waits. */
bool cors_list_image_read(const cors_origin_list_t *list,
                          cors_list_image_version_t *version);

/* Publishes the half that cors_list_build_finish has filled, as a version.
 * Readers find it from now on. */
void cors_list_image_publish(const cors_origin_list_t *list,
                             const cors_list_image_version_t *version);

/* Calls give with the memory of the half that is not in use; give may set it to
 * zero. Call this some time after a version was published: readers of the
 * version before it would have to search again. */
typedef void cors_list_image_give_t(void *baton, void *memory,
                                    apr_size_t bytes);
void cors_list_image_give_back(const cors_origin_list_t *list,
                               cors_list_image_give_t *give, void *baton);

/* Publishes a copy of the current version of from in the image of to, which may
 * have another max. Others may read and replace from meanwhile. Returns false,
 * and publishes nothing, if from has no version, or if it has more rows or
 * bytes than to can have. */
bool cors_list_image_copy(const cors_origin_list_t *to,
                          const cors_origin_list_t *from);

/* Returns one of the CORS_LIST_IMAGE_NOTES words, for base/cors_atomic.h. The
 * list must have an image. */
apr_uint64_t *cors_list_image_note(const cors_origin_list_t *list,
                                   unsigned number);

#endif
