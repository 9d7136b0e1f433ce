/* SPDX-License-Identifier: Apache-2.0
 *
 * The provider calls begin and row of this file, which decide whether rows are
 * needed.
 */
#include "lists/mod_cors_lists_refresh.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <ap_mpm.h>
#include <http_log.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "glue/mod_cors_private.h"
#include "lists/cors_list_image.h"
#include "lists/mod_cors_lists_notes.h"

/* What the provider has reported so far, and what follows from it. */
typedef enum {
    NO_VERSION,      /* the provider has not called begin */
    SAME_VERSION,    /* the one that is served */
    NOT_SETTLED,     /* a file that has just changed */
    REFUSED_VERSION, /* that was refused before */
    NEW_VERSION      /* its rows are read */
} progress_e;

typedef struct {
    cors_list_reader_t reader; /* must be first */
    const mod_cors_lists_list_t *list;
    bool in_child;
    bool only_checks;
    bool is_quiet;
    progress_e progress;
    bool has_served;
    cors_list_image_version_t served;
    cors_list_version_t version;
    cors_list_build_calls_t calls;
    cors_list_build_t build;
    bool is_refused;      /* the rows were read, but cannot be used */
    apr_uint64_t content; /* the hash of the rows; 0: not needed */
    apr_pool_t *pool;
} refresh_t;

static void draw_keys(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    apr_generate_random_bytes((unsigned char *)keys, 2 * sizeof(keys[0]));
}

/* Whether a build must end, so that the process can. httpd does not wait for
 * it, but frees its memory. */
static bool process_ends(void *baton)
{
    int state = 0;

    (void)baton;
    return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) != APR_SUCCESS
           || state == AP_MPMQ_STOPPING;
}

static bool is_known(const cors_list_version_t *version)
{
    return version->text[0] || version->marks[0] || version->marks[1]
           || version->marks[2];
}

static bool is_served(const refresh_t *refresh)
{
    const cors_list_version_t *version = &refresh->version;
    const cors_list_image_version_t *served = &refresh->served;

    return refresh->has_served && is_known(version)
           && strcmp(version->text, served->text) == 0
           && version->marks[0] == (apr_uint64_t)served->modified
           && version->marks[1] == served->size
           && version->marks[2] == served->inode;
}

static progress_e judge(refresh_t *refresh)
{
    const mod_cors_lists_list_t *list = refresh->list;

    if (refresh->only_checks) {
        return NEW_VERSION;
    }
    if (is_served(refresh)) {
        return SAME_VERSION;
    }
    if (mod_cors_lists_notes_refused_again(list, &refresh->version)) {
        return REFUSED_VERSION;
    }
    if (refresh->in_child && list->provider->is_file
        && !mod_cors_lists_notes_seen(list, &refresh->version)) {
        return NOT_SETTLED;
    }
    return NEW_VERSION;
}

/* Returns the hash of the rows so far; 0 if they have a known version. */
static apr_uint64_t hash_row(const refresh_t *refresh, const char *text,
                             apr_size_t length)
{
    return is_known(&refresh->version)
               ? 0
               : mod_cors_lists_notes_hash(refresh->list, refresh->content,
                                           text, length);
}

static int begin(cors_list_reader_t *reader, const cors_list_version_t *version)
{
    refresh_t *refresh = (refresh_t *)reader;

    refresh->version = *version;
    refresh->version.text[CORS_LIST_VERSION_SIZE - 1] = '\0';
    refresh->progress = judge(refresh);
    if (refresh->progress != NEW_VERSION) {
        return 0;
    }
    if (!refresh->only_checks) {
        /* Now, because this process may be killed before the end. */
        mod_cors_lists_notes_filled(refresh->list);
        refresh->content = hash_row(refresh, "", 0);
    }
    cors_list_build_begin(&refresh->build, &refresh->list->list,
                          &refresh->calls, refresh->pool);
    return 1;
}

static int take_row(cors_list_reader_t *reader, apr_uint32_t number,
                    const char *text, apr_size_t length)
{
    refresh_t *refresh = (refresh_t *)reader;

    if (!refresh->only_checks) {
        refresh->content =
            hash_row(refresh, text ? text : "", text ? length : 0);
    }
    return refresh->progress == NEW_VERSION
           && cors_list_build_add(&refresh->build, number, text, length);
}

static int goes_on(cors_list_reader_t *reader)
{
    refresh_t *refresh = (refresh_t *)reader;

    return refresh->progress == NEW_VERSION
               ? cors_list_build_goes_on(&refresh->build)
               : !refresh->in_child || !process_ends(NULL);
}

static void init(refresh_t *refresh, const mod_cors_lists_list_t *list,
                 apr_pool_t *pool)
{
    memset(refresh, 0, sizeof(*refresh));
    refresh->reader.begin = begin;
    refresh->reader.row = take_row;
    refresh->reader.goes_on = goes_on;
    refresh->list = list;
    refresh->calls.draw_keys = draw_keys;
    refresh->pool = pool;
}

/* Calls the provider. Returns why there are no rows to use, or NULL. */
static const char *read_source(refresh_t *refresh)
{
    const mod_cors_lists_list_t *list = refresh->list;
    const char *reason =
        list->provider->read(&list->source, &refresh->reader, refresh->pool);

    if (!reason && refresh->progress == NO_VERSION) {
        return "its provider gives no version";
    }
    if (!reason && refresh->progress == NEW_VERSION) {
        bool may_be_empty = list->may_be_empty || !refresh->has_served
                            || refresh->served.rows == 0;

        if (cors_list_build_finish(&refresh->build, may_be_empty)
            != CORS_LIST_BUILD_OK) {
            refresh->is_refused = true;
            return apr_pstrcat(
                refresh->pool, "it ",
                cors_list_build_reason(&refresh->build, refresh->pool), NULL);
        }
    }
    return reason;
}

/* ---- the result ------------------------------------------------------- */

const char *mod_cors_lists_refresh_skipped(const cors_list_build_t *build,
                                           apr_pool_t *pool)
{
    return build->skipped == 0
               ? NULL
               : apr_psprintf(pool,
                              "skips %" APR_UINT64_T_FMT
                              " of %" APR_UINT64_T_FMT " rows: %s",
                              build->skipped, build->rows + build->skipped,
                              cors_list_build_named(build, pool));
}

static void log_failure(const refresh_t *refresh, const char *reason,
                        const char *remedy)
{
    const mod_cors_lists_list_t *list = refresh->list;

    ap_log_error(APLOG_MARK, APLOG_ERR, 0, list->source.server,
                 "list '%s' (%s): %s%s; %s", list->list.name, list->source_text,
                 reason, remedy,
                 refresh->has_served ? "the last version stays in use"
                                     : "it is not available");
}

/* Each version that is refused is news; other failures only if they change.
 * After another failure, the refused version is read again: otherwise nothing
 * would say that it, and not that failure, is the reason now. */
static void fail(const refresh_t *refresh, const char *reason)
{
    static const cors_list_version_t none;
    const char *remedy =
        refresh->is_refused
            ? cors_list_build_remedy(&refresh->build, refresh->pool)
            : "";
    bool is_news = mod_cors_lists_notes_failed(refresh->list, reason, remedy);

    mod_cors_lists_notes_refused(
        refresh->list, refresh->is_refused ? &refresh->version : &none);
    if (refresh->is_refused) {
        is_news = is_news || is_known(&refresh->version);
    }
    if (is_news && !refresh->is_quiet) {
        log_failure(refresh, reason, remedy);
    }
}

static void publish(refresh_t *refresh)
{
    const mod_cors_lists_list_t *list = refresh->list;
    const char *skipped =
        mod_cors_lists_refresh_skipped(&refresh->build, refresh->pool);
    cors_list_image_version_t version;

    memset(&version, 0, sizeof(version));
    apr_cpystrn(version.text, refresh->version.text, sizeof(version.text));
    version.modified = (apr_time_t)refresh->version.marks[0];
    version.size = refresh->version.marks[1];
    version.inode = refresh->version.marks[2];
    version.built = apr_time_now();
    version.content = refresh->content;
    cors_list_build_count(&refresh->build, &version);
    cors_list_image_publish(&list->list, &version);
    if (refresh->is_quiet) {
        return;
    }
    ap_log_error(
        APLOG_MARK, APLOG_INFO, 0, list->source.server,
        "list '%s': version '%s' has %" APR_UINT64_T_FMT
        " row%s, %" APR_UINT64_T_FMT " of them corrected, %" APR_UINT64_T_FMT
        " for deny rules only",
        list->list.name, version.text, version.rows,
        version.rows == 1 ? "" : "s", version.corrected, version.dangerous);
    if (skipped) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, list->source.server,
                     "list '%s' %s", list->list.name, skipped);
    }
}

/* Whether a version that is not known has the rows that are served. */
static bool has_served_rows(const refresh_t *refresh)
{
    return refresh->has_served && refresh->content != 0
           && refresh->content == refresh->served.content;
}

static void succeed(refresh_t *refresh)
{
    const mod_cors_lists_list_t *list = refresh->list;

    if (refresh->progress == NEW_VERSION && !has_served_rows(refresh)) {
        publish(refresh);
    }
    if (mod_cors_lists_notes_succeeded(list) && !refresh->is_quiet) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, list->source.server,
                     "list '%s' can be read again", list->list.name);
    }
}

static void conclude(refresh_t *refresh, const char *reason)
{
    bool gives_up = refresh->build.error == CORS_LIST_BUILD_GIVEN_UP
                    || (refresh->in_child && process_ends(NULL));

    if (gives_up || refresh->progress == NOT_SETTLED
        || (!reason && refresh->progress == REFUSED_VERSION)) {
        return;
    }
    if (reason) {
        fail(refresh, reason);
    }
    else {
        succeed(refresh);
    }
}

static void run(refresh_t *refresh)
{
    refresh->has_served =
        cors_list_image_read(&refresh->list->list, &refresh->served);
    conclude(refresh, read_source(refresh));
    if (refresh->progress == NEW_VERSION) {
        mod_cors_lists_notes_filled(refresh->list);
    }
}

/* ---- the callers ------------------------------------------------------ */

/* Returns a pool whose memory goes back to the system when it is destroyed: a
 * thread's own allocator would keep it as long as the process lives. It has no
 * parent, because httpd destroys the pools of a child that ends while its
 * threads go on. */
static apr_pool_t *make_pool(void)
{
    apr_allocator_t *allocator = NULL;
    apr_pool_t *pool;

    (void)apr_allocator_create(&allocator);
    apr_pool_create_ex(&pool, NULL, NULL, allocator);
    if (allocator) {
        apr_allocator_owner_set(allocator, pool);
    }
    return pool;
}

/* A database's client has allocated all rows, and malloc keeps what it has
 * freed in an arena of this thread: 74 MB for 10^6 rows, in each process that
 * has built once. */
static void free_arenas(const refresh_t *refresh)
{
#ifdef __GLIBC__
    if (refresh->progress == NEW_VERSION && !refresh->list->provider->is_file) {
        (void)malloc_trim(0);
    }
#else
    (void)refresh;
#endif
}

void mod_cors_lists_refresh_in_child(const mod_cors_lists_list_t *list)
{
    refresh_t refresh;
    apr_pool_t *pool = make_pool();

    init(&refresh, list, pool);
    refresh.in_child = true;
    refresh.calls.gives_up = process_ends;
    run(&refresh);
    apr_pool_destroy(pool);
    free_arenas(&refresh);
}

void mod_cors_lists_refresh_at_start(const mod_cors_lists_list_t *list,
                                     bool is_quiet)
{
    refresh_t refresh;
    apr_pool_t *pool = make_pool();

    init(&refresh, list, pool);
    refresh.is_quiet = is_quiet;
    run(&refresh);
    apr_pool_destroy(pool);
}

const char *mod_cors_lists_refresh_check(const mod_cors_lists_list_t *list,
                                         cors_list_build_t *build,
                                         apr_pool_t *pool)
{
    refresh_t refresh;
    const char *reason;

    init(&refresh, list, pool);
    refresh.only_checks = true;
    reason = read_source(&refresh);
    *build = refresh.build;
    return reason;
}
