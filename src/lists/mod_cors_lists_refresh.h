/* SPDX-License-Identifier: Apache-2.0
 *
 * Refreshes a list: asks its provider for the version and, if that is new, for
 * the rows; builds them, publishes, and logs what an administrator must know.
 * This file does not know who calls it, or when.
 */
#ifndef MOD_CORS_LISTS_REFRESH_H
#define MOD_CORS_LISTS_REFRESH_H

#include "lists/cors_list_build.h"
#include "lists/mod_cors_lists.h"

/* Refreshes a list that has an image, in a child process: gives up when the
 * process is about to end, and reads a new version of a file only if it has not
 * changed for a second. Needs the list's lock. */
void mod_cors_lists_refresh_in_child(const mod_cors_lists_list_t *list);

/* The same in the parent process, at start: reads a new version immediately,
 * and logs nothing if is_quiet. Does not need the lock if no other process has
 * the image. */
void mod_cors_lists_refresh_at_start(const mod_cors_lists_list_t *list,
                                     bool is_quiet);

/* Reads all rows of a list that may be without an image, only to check them.
 * Sets *build to the counters, and returns NULL, or why the rows cannot be
 * used; allocated from pool. */
const char *mod_cors_lists_refresh_check(const mod_cors_lists_list_t *list,
                                         cors_list_build_t *build,
                                         apr_pool_t *pool);

/* Returns the end of a sentence about a build, "skips 4 of 9 rows: ...", which
 * names the first, allocated from pool; NULL if it skips none. */
const char *mod_cors_lists_refresh_skipped(const cors_list_build_t *build,
                                           apr_pool_t *pool);

#endif
