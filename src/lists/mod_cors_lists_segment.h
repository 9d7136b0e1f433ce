/* SPDX-License-Identifier: Apache-2.0
 *
 * The shared memory and the lock of each list. Both outlive the configuration,
 * on the pool of the process, so that a graceful restart keeps the versions.
 */
#ifndef MOD_CORS_LISTS_SEGMENT_H
#define MOD_CORS_LISTS_SEGMENT_H

#include "lists/mod_cors_lists.h"

/* pre_config: makes "cors-list" a type of the directive Mutex. */
void mod_cors_lists_segment_register_lock(apr_pool_t *pconf);

/* Gives a list without an image the limits of one, by which its rows are
 * checked. */
void mod_cors_lists_segment_set_limit(mod_cors_lists_list_t *list);

/* post_config, but not in its first pass: gives each list of pconf its image.
 * That of an earlier start is kept if the list has the same name, source and
 * database; its version is copied to another image if max has changed. Memory
 * of lists that no longer exist is freed. Logs an error for a list whose memory
 * cannot be allocated, which stays without an image. */
void mod_cors_lists_segment_attach(apr_pool_t *pconf, apr_pool_t *ptemp,
                                   server_rec *main_server);

/* child_init: makes the locks usable in this process. If a lock cannot be used,
 * this process serves the list, but never builds it, and the first such process
 * after a start logs an error. */
void mod_cors_lists_segment_begin_child(server_rec *main_server);

/* Whether an earlier start has left a version of this list. */
bool mod_cors_lists_segment_has_version(const mod_cors_lists_list_t *list,
                                        apr_pool_t *ptemp,
                                        server_rec *main_server);

/* Gives the list an image that is not shared, for "httpd -t"; it lives as long
 * as pool. Returns false if there is not enough memory. */
bool mod_cors_lists_segment_make_private(mod_cors_lists_list_t *list,
                                         apr_pool_t *pool);

/* Takes the lock of the list, if no other process has it. Never waits. If the
 * process that had it has ended, the lock is free. */
bool mod_cors_lists_segment_try_lock(const mod_cors_lists_list_t *list);
void mod_cors_lists_segment_unlock(const mod_cors_lists_list_t *list);

/* Gives the memory of the idle half back to the system, where that is possible.
 * Needs the lock. */
void mod_cors_lists_segment_give_back(const mod_cors_lists_list_t *list);

#endif
