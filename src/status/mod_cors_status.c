/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory of the counters outlives the configuration and the module, which
 * httpd unloads at a graceful restart. So nothing that is kept there points to
 * the configuration, or to constants and functions of the module.
 */
#include "status/mod_cors_status.h"

#include <unistd.h>

#include <ap_mpm.h>
#include <http_core.h>
#include <http_protocol.h>

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "mod_cors.h"
#include "glue/mod_cors_private.h"
#include "lists/mod_cors_lists_figures.h"
#include "status/mod_cors_status_address.h"
#include "status/mod_cors_status_explain.h"

#define ORIGINS "mod_cors:status-origins"
#define ROWS_MIN 64

/* What is kept from one start to the next, on the pool of the process. */
typedef struct {
    cors_tally_t tally;
    apr_shm_t *shm; /* NULL: the memory is not shared */
    void *segment;  /* NULL at first */
    int origins;    /* the value of CorsStatusOrigins */
    apr_time_t since;
    int host_count;
    cors_status_host_t hosts[CORS_TALLY_ROWS_MAX]; /* of the rows */
} memory_t;

/* A server of this configuration. */
typedef struct {
    const server_rec *server; /* the key in servers */
    int row;
    const char *explain; /* the path of its page cors-explain, or NULL */
} server_t;

/* Both are set at start-up, before there are threads; never after. */
static memory_t *memory;
static apr_hash_t *servers; /* server_t */

void mod_cors_status_set_origins(apr_pool_t *pconf, int origins)
{
    apr_pool_userdata_setn(apr_pmemdup(pconf, &origins, sizeof(origins)),
                           ORIGINS, NULL, pconf);
}

static int origins_of(apr_pool_t *pconf)
{
    void *origins = NULL;

    apr_pool_userdata_get(&origins, ORIGINS, pconf);
    return origins ? *(const int *)origins : MOD_CORS_STATUS_ORIGINS;
}

/* Returns the memory of earlier starts, if they had the same layout, or
 * creates it. */
static memory_t *find_memory(apr_pool_t *process, apr_pool_t *ptemp)
{
    const char *key = apr_psprintf(
        ptemp, "mod_cors:tally:%d-%d", CORS_TALLY_LAYOUT,
        (int)(sizeof(memory_t) + sizeof(apr_uint64_t) * CORS_TALLY_ROW_WORDS));
    void *found = NULL;

    apr_pool_userdata_get(&found, key, process);
    if (!found) {
        found = apr_pcalloc(process, sizeof(memory_t));
        apr_pool_userdata_set(found, key, NULL, process); /* copies the key */
    }
    return found;
}

/* ---- the rows --------------------------------------------------------- */

/* Returns the number of the host with this name, which is added if it is not
 * known yet. All hosts after the last row but one share the last row. */
static int claim_row(memory_t *kept, apr_hash_t *known, const char *name,
                     bool tls, apr_pool_t *process)
{
    cors_status_host_t *host = apr_hash_get(known, name, APR_HASH_KEY_STRING);

    if (!host && kept->host_count == CORS_TALLY_ROWS_MAX) {
        return CORS_TALLY_ROWS_MAX - 1;
    }
    if (!host) {
        bool is_last = kept->host_count == CORS_TALLY_ROWS_MAX - 1;

        host = kept->hosts + kept->host_count++;
        host->name = apr_pstrdup(process, is_last ? "other" : name);
        apr_hash_set(known, host->name, APR_HASH_KEY_STRING, host);
    }
    host->has_tls = tls;
    return (int)(host - kept->hosts);
}

static apr_hash_t *known_hosts(memory_t *kept, apr_pool_t *ptemp)
{
    apr_hash_t *known = apr_hash_make(ptemp);
    int i;

    for (i = 0; i < kept->host_count; ++i) {
        apr_hash_set(known, kept->hosts[i].name, APR_HASH_KEY_STRING,
                     kept->hosts + i);
    }
    return known;
}

/* Gives each server a row. */
static void claim_rows(memory_t *kept, server_rec *main_server,
                       apr_pool_t *pconf, apr_pool_t *ptemp)
{
    apr_hash_t *known = known_hosts(kept, ptemp);
    server_rec *s;

    servers = apr_hash_make(pconf);
    for (s = main_server; s; s = s->next) {
        server_t *server = apr_palloc(pconf, sizeof(*server));
        bool has_tls = mod_cors_status_address_has_tls(s, ptemp);

        server->server = s;
        server->row = claim_row(kept, known,
                                mod_cors_status_address_text(s, has_tls, ptemp),
                                has_tls, s->process->pool);
        server->explain = mod_cors_status_explain_path(s, pconf);
        apr_hash_set(servers, &server->server, sizeof(server->server), server);
    }
}

/* ---- the segment ------------------------------------------------------ */

static int rows_for(int hosts)
{
    int rows = 2 * hosts > ROWS_MIN ? 2 * hosts : ROWS_MIN;

    return rows < CORS_TALLY_ROWS_MAX ? rows : CORS_TALLY_ROWS_MAX;
}

/* Creates memory for counters: shared, if that is possible. */
static void create_segment(memory_t *kept, apr_size_t bytes,
                           server_rec *main_server)
{
    apr_pool_t *process = main_server->process->pool;
    apr_status_t status = apr_shm_create(&kept->shm, bytes, NULL, process);

    if (status == APR_SUCCESS) {
        kept->segment = apr_shm_baseaddr_get(kept->shm);
        memset(kept->segment, 0, bytes);
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_WARNING, status, main_server,
                 "there is no shared memory of %" APR_SIZE_T_FMT " bytes, so "
                 "each child process counts decisions for itself",
                 bytes);
    kept->shm = NULL;
    kept->segment = apr_pcalloc(process, bytes);
}

/* Makes the segment large enough for all hosts, and as large as
 * CorsStatusOrigins says. Children from before a restart keep their segment
 * until they end; what they still count is lost. */
static void prepare_segment(memory_t *kept, int origins,
                            server_rec *main_server)
{
    memory_t old = *kept;
    int rows = kept->tally.row_count;
    apr_uint64_t keys[2];

    if (kept->segment && kept->host_count <= rows && kept->origins == origins) {
        return;
    }
    if (kept->host_count > rows) {
        rows = rows_for(kept->host_count);
    }
    if (kept->segment) {
        memcpy(keys, kept->tally.keys, sizeof(keys));
    }
    else {
        apr_generate_random_bytes((unsigned char *)keys, sizeof(keys));
        kept->since = apr_time_now();
    }
    create_segment(kept, cors_tally_bytes(rows, origins), main_server);
    cors_tally_init(&kept->tally, kept->segment, rows, origins, keys);
    kept->origins = origins;
    if (old.segment) {
        cors_tally_copy(&kept->tally, &old.tally);
    }
    if (old.shm) {
        apr_shm_destroy(old.shm);
    }
}

int mod_cors_status_create(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp, server_rec *main_server)
{
    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    memory = find_memory(main_server->process->pool, ptemp);
    claim_rows(memory, main_server, pconf, ptemp);
    prepare_segment(memory, origins_of(pconf), main_server);
    return OK;
}

/* ---- the requests ----------------------------------------------------- */

static const server_t *server_of(const server_rec *s)
{
    return servers ? apr_hash_get(servers, &s, sizeof(s)) : NULL;
}

void mod_cors_status_begin_child(apr_pool_t *pchild, server_rec *s)
{
    (void)pchild;
    (void)s;
    memory->tally.self = (apr_uint32_t)getpid();
}

const cors_tally_t *mod_cors_status_tally(void)
{
    return memory ? &memory->tally : NULL;
}

unsigned mod_cors_status_row(const server_rec *s)
{
    const server_t *server = server_of(s);

    return server ? (unsigned)server->row : 0;
}

void mod_cors_status_record_fault(const cors_fault_t *fault, const char *text)
{
    cors_last_faults_add(&memory->tally, text, fault->place, fault->other,
                         (apr_uint64_t)apr_time_sec(apr_time_now()));
}

static void take_lists(cors_status_t *status, apr_pool_t *pool)
{
    const apr_array_header_t *all = mod_cors_lists_figures_take(pool);
    cors_status_list_t *lists = apr_palloc(pool, all->nelts * sizeof(*lists));
    int i;

    for (i = 0; i < all->nelts; ++i) {
        const mod_cors_lists_figures_t *figures =
            &APR_ARRAY_IDX(all, i, mod_cors_lists_figures_t);

        lists[i].name = figures->name;
        lists[i].source = figures->source;
        lists[i].path = figures->path;
        lists[i].available = figures->available;
        lists[i].version = figures->version;
        lists[i].rows = figures->rows;
        lists[i].corrected = figures->corrected;
        lists[i].dangerous = figures->dangerous;
        lists[i].skipped = figures->skipped;
        lists[i].age = figures->age_seconds;
        lists[i].errors = figures->errors;
        lists[i].reason = figures->reason;
    }
    status->lists = lists;
    status->list_count = all->nelts;
}

void mod_cors_status_take(cors_status_t *status, apr_pool_t *pool)
{
    int generation = 0;

    ap_mpm_query(AP_MPMQ_GENERATION, &generation);
    status->version = MOD_CORS_VERSION;
    status->since = (apr_uint64_t)apr_time_sec(memory->since);
    status->now = (apr_uint64_t)apr_time_sec(apr_time_now());
    status->generation = generation;
    take_lists(status, pool);
    cors_status_take(status, &memory->tally, memory->hosts, memory->host_count,
                     pool);
}

cors_status_place_t mod_cors_status_place(const server_rec *s)
{
    const server_t *server = server_of(s);
    cors_status_place_t place = {NULL, NULL};

    if (server) {
        place.host = memory->hosts + server->row;
        place.explain = server->explain;
    }
    return place;
}
