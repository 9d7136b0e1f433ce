/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd unloads the module at a graceful restart, and cleans the pool of the
 * process when the module is unloaded. So nothing that is kept on that pool
 * points to the configuration, or to constants and functions of the module.
 */
#include "lists/mod_cors_lists_segment.h"

#include <sys/mman.h>
#include <unistd.h>

#include <http_log.h>
#include <util_mutex.h>

#include <apr_proc_mutex.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "glue/mod_cors_private.h"
#include "lists/cors_list_image.h"
#include "lists/mod_cors_lists_notes.h"

#define LOCK "cors-list"

/* The memory of one list. */
struct mod_cors_lists_segment_t {
    char *name;     /* of the list; NULL: the segment is not used */
    char *source;   /* see source_key */
    bool is_needed; /* by a list of this configuration */
    apr_uint32_t max;
    apr_shm_t *shm; /* NULL: there is none */
    apr_proc_mutex_t *lock;
};

/* What is kept from one start to the next. */
typedef struct {
    mod_cors_lists_segment_t segments[CORS_ORIGIN_LISTS];
} memory_t;

void mod_cors_lists_segment_register_lock(apr_pool_t *pconf)
{
    ap_mutex_register(pconf, LOCK, NULL, APR_LOCK_DEFAULT, 0);
}

static const char *memory_key(apr_pool_t *pool)
{
    return apr_psprintf(pool, "mod_cors:lists:%d-%d", CORS_LIST_IMAGE_LAYOUT,
                        (int)sizeof(memory_t));
}

/* Returns the memory of earlier starts, if it had the same layout, or NULL. */
static memory_t *find_memory(apr_pool_t *process, apr_pool_t *ptemp)
{
    void *found = NULL;

    apr_pool_userdata_get(&found, memory_key(ptemp), process);
    return found;
}

static memory_t *make_memory(apr_pool_t *process, apr_pool_t *ptemp)
{
    memory_t *memory = find_memory(process, ptemp);

    if (!memory) {
        memory = apr_pcalloc(process, sizeof(*memory));
        /* Copies the key. */
        apr_pool_userdata_set(memory, memory_key(ptemp), NULL, process);
    }
    return memory;
}

/* ---- an image --------------------------------------------------------- */

static apr_size_t page_size(void)
{
    return (apr_size_t)sysconf(_SC_PAGESIZE);
}

void mod_cors_lists_segment_set_limit(mod_cors_lists_list_t *list)
{
    cors_list_image_attach(&list->list, NULL, list->max, page_size());
}

/* APR puts its own data before the memory, so that it is not at the beginning
 * of a page. */
static void attach(cors_origin_list_t *list, const apr_shm_t *shm,
                   apr_uint32_t max)
{
    apr_size_t page = page_size();
    apr_uintptr_t base = (apr_uintptr_t)apr_shm_baseaddr_get(shm);

    cors_list_image_attach(list, (void *)((base + page - 1) / page * page), max,
                           page);
}

static apr_status_t make_shm(apr_shm_t **shm, apr_uint32_t max,
                             apr_pool_t *pool)
{
    apr_size_t page = page_size();

    *shm = NULL;
    return apr_shm_create(shm, cors_list_image_bytes(max, page) + page, NULL,
                          pool);
}

bool mod_cors_lists_segment_make_private(mod_cors_lists_list_t *list,
                                         apr_pool_t *pool)
{
    apr_shm_t *shm;

    if (make_shm(&shm, list->max, pool) != APR_SUCCESS) {
        return false;
    }
    attach(&list->list, shm, list->max);
    return true;
}

/* ---- the segments of a start ------------------------------------------ */

/* Identifies a source: another source, or another database, has other versions,
 * even if their names are equal. */
static const char *source_key(const mod_cors_lists_list_t *list,
                              apr_pool_t *pool)
{
    const char *query = list->source.version_query;

    return apr_pstrcat(pool, list->source_text, "\n", query ? query : "", "\n",
                       list->connection, NULL);
}

static mod_cors_lists_segment_t *find_segment(memory_t *memory,
                                              const mod_cors_lists_list_t *list,
                                              apr_pool_t *ptemp)
{
    const char *key = source_key(list, ptemp);
    int i;

    for (i = 0; memory && i < CORS_ORIGIN_LISTS; ++i) {
        mod_cors_lists_segment_t *segment = memory->segments + i;

        if (segment->name && strcmp(segment->name, list->list.name) == 0
            && strcmp(segment->source, key) == 0) {
            return segment;
        }
    }
    return NULL;
}

/* Children from before a restart keep their mapping until they end. */
static void free_segment(mod_cors_lists_segment_t *segment)
{
    if (segment->shm) {
        apr_shm_destroy(segment->shm);
    }
    apr_proc_mutex_destroy(segment->lock);
    memset(segment, 0, sizeof(*segment));
}

static void free_unneeded(memory_t *memory)
{
    int i;

    for (i = 0; i < CORS_ORIGIN_LISTS; ++i) {
        mod_cors_lists_segment_t *segment = memory->segments + i;

        if (segment->name && !segment->is_needed) {
            free_segment(segment);
        }
    }
}

/* Returns an unused segment, which now is that of the list, with a lock and
 * without memory; NULL if there is no lock. */
static mod_cors_lists_segment_t *
begin_segment(memory_t *memory, const mod_cors_lists_list_t *list,
              apr_pool_t *ptemp, server_rec *main_server)
{
    apr_pool_t *process = main_server->process->pool;
    mod_cors_lists_segment_t *segment = memory->segments;
    apr_status_t status;

    while (segment->name) {
        ++segment;
    }
    status = ap_proc_mutex_create(&segment->lock, NULL, LOCK, list->list.name,
                                  main_server, process, 0);
    if (status != APR_SUCCESS) {
        return NULL; /* httpd has logged the reason */
    }
    if (strcmp(apr_proc_mutex_name(segment->lock), "posixsem") == 0) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, main_server,
                     "list '%s': a child process that is killed may keep a "
                     "lock of the mechanism 'posixsem' forever, and then the "
                     "list is never refreshed; write 'Mutex sysvsem cors-list'",
                     list->list.name);
    }
    segment->name = apr_pstrdup(process, list->list.name);
    segment->source = apr_pstrdup(process, source_key(list, ptemp));
    return segment;
}

/* Makes memory for another max, and copies the served version. If it does not
 * fit, the old memory and max stay. */
static void resize(mod_cors_lists_segment_t *segment,
                   const mod_cors_lists_list_t *list, server_rec *main_server)
{
    cors_origin_list_t from = list->list;
    cors_origin_list_t to = list->list;
    apr_shm_t *shm;
    apr_status_t status = make_shm(&shm, list->max, main_server->process->pool);

    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, main_server,
                     "list '%s': cannot allocate shared memory for %u rows",
                     list->list.name, (unsigned)list->max);
        return;
    }
    attach(&to, shm, list->max);
    if (segment->shm) {
        attach(&from, segment->shm, segment->max);
        if (!cors_list_image_copy(&to, &from)
            && cors_list_image_generation(&from) > 0) {
            ap_log_error(
                APLOG_MARK, APLOG_ERR, 0, main_server,
                "list '%s': its version has more than max=%u rows, so "
                "max=%u is in effect until httpd is stopped and started",
                list->list.name, (unsigned)list->max, (unsigned)segment->max);
            apr_shm_destroy(shm);
            return;
        }
        mod_cors_lists_notes_copy(&to, &from);
        apr_shm_destroy(segment->shm);
    }
    segment->shm = shm;
    segment->max = list->max;
}

static void attach_list(memory_t *memory, mod_cors_lists_list_t *list,
                        apr_pool_t *ptemp, server_rec *main_server)
{
    mod_cors_lists_segment_t *segment = find_segment(memory, list, ptemp);

    if (!segment) {
        segment = begin_segment(memory, list, ptemp, main_server);
    }
    if (segment && (!segment->shm || segment->max != list->max)) {
        resize(segment, list, main_server);
    }
    if (segment && segment->shm) {
        list->segment = segment;
        attach(&list->list, segment->shm, segment->max);
    }
}

static mod_cors_lists_list_t *list_at(const apr_array_header_t *lists, int i)
{
    return APR_ARRAY_IDX(lists, i, mod_cors_lists_list_t *);
}

void mod_cors_lists_segment_attach(apr_pool_t *pconf, apr_pool_t *ptemp,
                                   server_rec *main_server)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    memory_t *memory = make_memory(main_server->process->pool, ptemp);
    int i;

    for (i = 0; i < CORS_ORIGIN_LISTS; ++i) {
        memory->segments[i].is_needed = false;
    }
    for (i = 0; i < lists->nelts; ++i) {
        mod_cors_lists_segment_t *segment =
            find_segment(memory, list_at(lists, i), ptemp);

        if (segment) {
            segment->is_needed = true;
        }
    }
    free_unneeded(memory);
    for (i = 0; i < lists->nelts; ++i) {
        attach_list(memory, list_at(lists, i), ptemp, main_server);
    }
}

bool mod_cors_lists_segment_has_version(const mod_cors_lists_list_t *list,
                                        apr_pool_t *ptemp,
                                        server_rec *main_server)
{
    memory_t *memory = find_memory(main_server->process->pool, ptemp);
    mod_cors_lists_segment_t *segment = find_segment(memory, list, ptemp);
    cors_origin_list_t old = list->list;

    if (!segment || !segment->shm) {
        return false;
    }
    attach(&old, segment->shm, segment->max);
    return cors_list_image_generation(&old) > 0;
}

/* ---- the lock --------------------------------------------------------- */

static apr_status_t init_lock(mod_cors_lists_segment_t *segment,
                              apr_pool_t *pool)
{
    return apr_proc_mutex_child_init(
        &segment->lock, apr_proc_mutex_lockfile(segment->lock), pool);
}

/* Once for each start: there may be hundreds of processes. */
static void log_lockless(const mod_cors_lists_list_t *list, apr_status_t status,
                         server_rec *main_server)
{
    if (mod_cors_lists_notes_lock_failed(list)) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, main_server,
                     "list '%s': this process cannot use its lock, and so does "
                     "not read the list",
                     list->list.name);
    }
}

/* The locks are in a pool that is never destroyed. httpd destroys that of the
 * child while a thread may be building, and APR would then release the lock. So
 * the system releases it, when all threads have ended. Without a lock of its
 * own, a process must not build: a mechanism that uses files would let it build
 * together with another one. Then it only serves what others build. */
void mod_cors_lists_segment_begin_child(server_rec *main_server)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(NULL);
    apr_pool_t *pool = NULL;
    apr_status_t has_pool = apr_pool_create_unmanaged(&pool);
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        mod_cors_lists_list_t *list = list_at(lists, i);
        apr_status_t status = has_pool;

        if (list->segment && status == APR_SUCCESS) {
            status = init_lock(list->segment, pool);
        }
        if (list->segment && status != APR_SUCCESS) {
            list->segment = NULL;
            log_lockless(list, status, main_server);
        }
    }
}

bool mod_cors_lists_segment_try_lock(const mod_cors_lists_list_t *list)
{
    return list->segment
           && apr_proc_mutex_trylock(list->segment->lock) == APR_SUCCESS;
}

void mod_cors_lists_segment_unlock(const mod_cors_lists_list_t *list)
{
    apr_proc_mutex_unlock(list->segment->lock);
}

/* ---- giving memory back ----------------------------------------------- */

static void give(void *baton, void *memory, apr_size_t bytes)
{
    (void)baton;
#ifdef MADV_REMOVE
    (void)madvise(memory, bytes, MADV_REMOVE);
#else
    (void)memory;
    (void)bytes;
#endif
}

void mod_cors_lists_segment_give_back(const mod_cors_lists_list_t *list)
{
    cors_list_image_give_back(&list->list, give, NULL);
}
