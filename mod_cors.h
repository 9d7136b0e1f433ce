/* SPDX-License-Identifier: Apache-2.0
 *
 * The interface for other modules: the version, the environment variable of a
 * decision, two optional functions of httpd, and the group of providers of
 * origin lists. docs/modules.md has examples.
 */
#ifndef MOD_CORS_H
#define MOD_CORS_H

#include <apr_optional.h>
#include <apr_pools.h>

struct request_rec; /* of httpd.h, */
struct server_rec;  /* as is this */

#define MOD_CORS_VERSION "0.3.0"

/* The environment variable that has the decision about a CORS request:
 * "same-origin", "actual-allowed", "preflight-allowed", or "actual-refused:" or
 * "preflight-refused:" and a reason word. It is not set if the request has no
 * `Origin`, or if nothing is in force. Exception: its value is
 * "not-governed:no-condition-met" if nothing is in force, but an <If> contains
 * a policy. */
#define MOD_CORS_DECISION "CORS_DECISION"

/* Both functions can be called in every hook of a request, and in filters. They
 * change nothing: no field, no variable, no log line. Retrieve them with
 * APR_RETRIEVE_OPTIONAL_FN in the hook optional_fn_retrieve or post_config, on
 * each start. The order of the LoadModule lines does not matter. The result is
 * NULL if mod_cors is not loaded.
 *
 * mod_cors decides in its hook header_parser (APR_HOOK_MIDDLE). If the response
 * is made before that hook, it decides in insert_error_filter
 * (APR_HOOK_REALLY_LAST). A later URL of the request (an internal redirect,
 * DirectoryIndex, an error document) can make the decision stricter. A
 * subrequest has the decision of its main request, since both make one
 * response. */

/* Returns the decision about the request, in the words of MOD_CORS_DECISION. It
 * is known earlier than the variable, which is set in fixups. Returns NULL if
 * the variable will not be set, and before mod_cors has decided. The text is
 * constant. */
APR_DECLARE_OPTIONAL_FN(const char *, cors_decision, (struct request_rec * r));

/* Returns whether the policy of the request allows this origin, which need not
 * be the origin of the request: 1 if an origin rule matches it and no deny rule
 * does, otherwise 0. Returns -1 if neither a policy nor protection is in force,
 * and before mod_cors has decided. The origin is a value of `Origin`; it is
 * only read during the call.
 *
 * Under 'CorsEngine ReportOnly' the result is that of On. The server's own
 * origin needs a rule too; whether the request itself is same-origin is in its
 * decision. Where only deny rules or enforcement are in force, no origin rule
 * exists and the result is 0.
 *
 * Where the policy has a container (<CorsOrigin>), each call may allocate a few
 * hundred bytes from the pool of the request, so do not call it in an endless
 * loop. Otherwise a call allocates nothing. */
APR_DECLARE_OPTIONAL_FN(int, cors_origin_allowed,
                        (struct request_rec * r, const char *origin));

/* ---- sources of origin lists -------------------------------------------- */

/* A module that calls, in its function register_hooks,
 *
 *     ap_register_provider(pool, CORS_LIST_PROVIDER_GROUP, "xyz",
 *                          CORS_LIST_PROVIDER_VERSION, &provider);
 *
 * with a constant cors_list_provider_t makes 'CorsOriginList name xyz:args'
 * work. The order of the LoadModule lines does not matter. The providers "file"
 * and "dbd" of mod_cors are registered in the same way. No function of a
 * provider is ever called in a request. */
#define CORS_LIST_PROVIDER_GROUP "cors-list"
#define CORS_LIST_PROVIDER_VERSION "0"

/* The source of one list, as the configuration says. */
typedef struct {
    const char *list;          /* the name of the list */
    const char *args;          /* what follows "xyz:" */
    const char *version_query; /* the value of version=, or NULL */
    struct server_rec *server; /* the main server */
    apr_uint32_t max;          /* the value of max=: a version with more rows is
                                  refused */
} cors_list_source_t;

/* Identifies a version of the rows. Two versions are the same if all members
 * are equal. If all members are empty, the version is not known, and the rows
 * are read each time. */
#define CORS_LIST_VERSION_SIZE 256
typedef struct {
    char text[CORS_LIST_VERSION_SIZE]; /* NUL-terminated; is shown on the status
                                          page, and equal on machines that use
                                          the same rows */
    apr_uint64_t marks[3];             /* numbers that only this machine has */
} cors_list_version_t;

/* Takes what a provider reads. The functions are those of mod_cors. */
typedef struct cors_list_reader_t cors_list_reader_t;
struct cors_list_reader_t {
    /* Must be called once, before the first row. Returns 0 if the rows are not
     * needed, because the list already has this version: read returns NULL
     * then. */
    int (*begin)(cors_list_reader_t *reader,
                 const cors_list_version_t *version);
    /* Takes one row, a pattern of length bytes, which is only read during the
     * call. number counts the rows, or the lines of a file, from 1. Returns 0
     * if no more rows are needed: read returns NULL then. */
    int (*row)(cors_list_reader_t *reader, apr_uint32_t number,
               const char *text, apr_size_t length);
    /* Returns 0 if this process is about to end: read returns NULL then. A
     * provider asks this while it waits, or has no rows to give, for longer
     * than a moment; after a row it need not. */
    int (*goes_on)(cors_list_reader_t *reader);
};

typedef struct {
    int interval; /* seconds between two calls of read, without interval= */
    /* 1: the rows are lines of a file, whose name is in args. Then the parent
     * process reads the list at start, and "httpd -t" checks it; and a new
     * version is read after it has been the same for a second. 0: only child
     * processes call read, one at a time. */
    int is_file;
    /* Called while the configuration is read. Returns NULL, or what is wrong
     * with the source and what to write: "names no file; write 'xyz:PATH'",
     * allocated from pool. With empty args it is also called before version=
     * and max= are read: version_query is NULL then, and max a default. */
    const char *(*check)(const cors_list_source_t *source, apr_pool_t *pool);
    /* Calls the functions of reader with the version and all rows. It may wait
     * as long as it must: no request waits for it. Returns NULL, or why there
     * are not all rows: "cannot connect: ...", allocated from pool. Memory of
     * pool is freed soon after the call. */
    const char *(*read)(const cors_list_source_t *source,
                        cors_list_reader_t *reader, apr_pool_t *pool);
} cors_list_provider_t;

#endif
