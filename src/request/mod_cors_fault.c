/* SPDX-License-Identifier: Apache-2.0
 *
 * Strangers choose how often a fault is met, so the number of lines is limited
 * by time.
 */
#include "request/mod_cors_fault.h"

#include <apr_atomic.h>
#include <apr_strings.h>

#include "glue/mod_cors_private.h"
#include "status/mod_cors_status.h"

#define FAULT_SLOTS_LOG2 6
#define FAULT_SLOTS (1 << FAULT_SLOTS_LOG2)
#define FAULT_INTERVAL 60 /* seconds */

/* The time when a fault was last logged, in seconds; several faults may share a
 * slot. This is the only data that threads write; each write is atomic. */
static volatile apr_uint32_t fault_times[FAULT_SLOTS];

static unsigned fault_slot(const cors_fault_t *fault)
{
    apr_uint32_t hash =
        (apr_uint32_t)fault->kind * 31u + (apr_uint32_t)fault->place->line;
    const char *p;

    if (fault->container) {
        hash = hash * 31u + (apr_uint32_t)fault->container->rules.place->line;
    }
    for (p = fault->place->file; *p; ++p) {
        hash = hash * 31u + (unsigned char)*p;
    }
    /* The product's upper bits depend on all bits of the hash. */
    return (hash * 0x9e3779b1u) >> (32 - FAULT_SLOTS_LOG2);
}

static bool is_due(const cors_fault_t *fault, apr_uint32_t now)
{
    volatile apr_uint32_t *slot = &fault_times[fault_slot(fault)];
    apr_uint32_t last = apr_atomic_read32(slot);

    return (last == 0 || (apr_int32_t)(now - last) >= FAULT_INTERVAL)
           && apr_atomic_cas32(slot, now, last) == last;
}

/* Says which origins a fault refuses. */
static const char *refused_by(const cors_fault_t *fault,
                              const cors_settings_t *settings, apr_pool_t *pool)
{
    const cors_container_t *container = fault->container;

    if (!container) {
        return settings->cuts ? " outside the containers" : "";
    }
    return apr_psprintf(pool, " of the container at %s:%d",
                        container->rules.place->file,
                        container->rules.place->line);
}

void mod_cors_fault_log(const request_rec *r, const cors_fault_t *fault,
                        const cors_settings_t *settings)
{
    if (is_due(fault, (apr_uint32_t)apr_time_sec(apr_time_now()))) {
        const char *sentence = cors_fault_sentence(fault, r->pool);

        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      "policy-fault: no origin%s is allowed here, %s:%d: %s",
                      refused_by(fault, settings, r->pool), fault->place->file,
                      fault->place->line, sentence);
        mod_cors_status_record_fault(fault, sentence);
    }
}
