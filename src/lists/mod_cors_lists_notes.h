/* SPDX-License-Identifier: Apache-2.0
 *
 * What the processes of a server note about the refreshes of a list, in the
 * shared memory of its image: when the next one is due, and how the last one
 * ended. Every process can write there, so a wrong value must do no more than
 * delay or hasten a refresh.
 */
#ifndef MOD_CORS_LISTS_NOTES_H
#define MOD_CORS_LISTS_NOTES_H

#include <stdbool.h>

#include <apr_time.h>

#include "lists/mod_cors_lists.h"

/* All functions need a list with an image. Those that change something need its
 * lock, unless their comment says otherwise. */

/* Whether a refresh is due, and whether the memory of the idle half is to be
 * given back. Need no lock. */
bool mod_cors_lists_notes_is_due(const mod_cors_lists_list_t *list);
bool mod_cors_lists_notes_can_give_back(const mod_cors_lists_list_t *list);

/* Note that the idle half has been filled, and that it was given back. */
void mod_cors_lists_notes_filled(const mod_cors_lists_list_t *list);
void mod_cors_lists_notes_gave_back(const mod_cors_lists_list_t *list);

/* Notes that a file has a version that is not served yet. Returns whether it
 * already had it a second ago, or has kept changing for ten seconds; if not,
 * the next refresh is due after a second. */
bool mod_cors_lists_notes_seen(const mod_cors_lists_list_t *list,
                               const cors_list_version_t *version);

/* Notes that a version was refused, or, if it is not known, that none was. A
 * source that gives a known version works, and asking for that is cheap, so the
 * interval is not longer than usual after it. Called after
 * mod_cors_lists_notes_failed. */
void mod_cors_lists_notes_refused(const mod_cors_lists_list_t *list,
                                  const cors_list_version_t *version);

/* Returns whether this version is the one that was refused last, and if so,
 * makes the next refresh due after the interval. False for an unknown
 * version. */
bool mod_cors_lists_notes_refused_again(const mod_cors_lists_list_t *list,
                                        const cors_list_version_t *version);

/* Adds a row to the hash of all rows, which is 0 before the first one, and
 * afterwards never. It is keyed, so that no writer of a row can hide the change
 * of another. */
apr_uint64_t mod_cors_lists_notes_hash(const mod_cors_lists_list_t *list,
                                       apr_uint64_t hash, const char *text,
                                       apr_size_t length);

/* Notes that the source was read, or has the version that is served. Returns
 * whether the last refresh had failed. */
bool mod_cors_lists_notes_succeeded(const mod_cors_lists_list_t *list);

/* Notes that a refresh has failed, why, and what to do about it, which may be
 * "". Returns whether this is news: the last refresh succeeded, or failed for
 * another reason; numbers in it do not count. The interval doubles with every
 * failure, up to ten minutes; for a file it stays the same. */
bool mod_cors_lists_notes_failed(const mod_cors_lists_list_t *list,
                                 const char *reason, const char *remedy);

/* Notes that a process cannot use the lock. Returns whether it is the first one
 * since the last start. Needs no lock. */
bool mod_cors_lists_notes_lock_failed(const mod_cors_lists_list_t *list);

/* Forgets refused versions and unusable locks, and lets a refresh after
 * failures be due. Called by the parent process at every start. */
void mod_cors_lists_notes_restart(const mod_cors_lists_list_t *list);

/* Copies all notes to a list with another image. */
void mod_cors_lists_notes_copy(const cors_origin_list_t *to,
                               const cors_origin_list_t *from);

/* Return the number of failed refreshes, and the seconds since the last one
 * that did not fail; -1: there was none. Need no lock. */
apr_uint64_t mod_cors_lists_notes_errors(const cors_origin_list_t *list);
apr_int64_t mod_cors_lists_notes_age(const cors_origin_list_t *list);

/* Returns the reason and the remedy of the last refresh if it failed, cut at
 * 511 bytes, allocated from pool; it is not escaped. NULL if it did not fail,
 * and for the moment in which another process writes them. Needs no lock. */
const char *mod_cors_lists_notes_reason(const cors_origin_list_t *list,
                                        apr_pool_t *pool);

#endif
