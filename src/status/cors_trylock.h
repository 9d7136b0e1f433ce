/* SPDX-License-Identifier: Apache-2.0
 *
 * A lock in shared memory that nobody ever waits for. A process that dies, or
 * stops, while it holds the lock does not keep it.
 */
#ifndef CORS_TRYLOCK_H
#define CORS_TRYLOCK_H

#include "base/cors_atomic.h"

/* Seconds after which anyone may take a lock over. */
#define CORS_TRYLOCK_LIMIT 2

/* Tries to take the lock, a word that is 0 if it is free, for the process self
 * at the time now (seconds). Returns 0 if another holds it; otherwise a number
 * for cors_trylock_release. Takes over a lock whose holder has ended, or has
 * held it for CORS_TRYLOCK_LIMIT seconds. */
apr_uint64_t cors_trylock_take(apr_uint64_t *lock, apr_uint32_t self,
                               apr_uint64_t now);

/* Frees the lock, unless another has taken it over. */
void cors_trylock_release(apr_uint64_t *lock, apr_uint64_t taken);

#endif
