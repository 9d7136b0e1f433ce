/* SPDX-License-Identifier: Apache-2.0
 *
 * A lock that is held has the holder's process id in its upper half, and the
 * time in its lower half.
 */
#include "status/cors_trylock.h"

#include <apr_errno.h>
#include <apr_thread_proc.h>

static bool has_ended(apr_uint32_t pid)
{
    apr_proc_t process = {.pid = (pid_t)pid};

    /* Signal 0 is not sent. Never ask about a process group. */
    return process.pid <= 0 || apr_proc_kill(&process, 0) == ESRCH;
}

/* Also true if the time is in the future, which somebody must have invented. */
static bool is_old(apr_uint32_t since, apr_uint32_t now)
{
    return now - since >= CORS_TRYLOCK_LIMIT;
}

apr_uint64_t cors_trylock_take(apr_uint64_t *lock, apr_uint32_t self,
                               apr_uint64_t now)
{
    apr_uint64_t held = cors_atomic_read(lock);
    apr_uint64_t mine = (apr_uint64_t)self << 32 | (apr_uint32_t)now;

    if (held != 0 && !is_old((apr_uint32_t)held, (apr_uint32_t)now)
        && !has_ended((apr_uint32_t)(held >> 32))) {
        return 0;
    }
    return cors_atomic_replace(lock, held, mine) ? mine : 0;
}

void cors_trylock_release(apr_uint64_t *lock, apr_uint64_t taken)
{
    (void)cors_atomic_replace(lock, taken, 0);
}
