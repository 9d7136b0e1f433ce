/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_forward_proxy.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "startup/mod_cors_startup_tree.h"
#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"

/* A ProxyRequests directive, and the server that it is in. */
typedef struct {
    const ap_directive_t *server; /* <VirtualHost>; NULL: the main server */
    const ap_directive_t *requests;
} requests_t;

typedef struct {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_array_header_t *servers; /* of requests_t */
    apr_hash_t *warned;          /* the sections that were warned about */
} check_t;

static const ap_directive_t *requests_of(const check_t *check,
                                         const ap_directive_t *server)
{
    const ap_directive_t *requests = NULL;
    int i;

    for (i = 0; i < check->servers->nelts; ++i) {
        const requests_t *known = &APR_ARRAY_IDX(check->servers, i, requests_t);

        if (known->server == server) {
            requests = known->requests;
        }
    }
    return !requests && server ? requests_of(check, NULL) : requests;
}

static bool is_on(const check_t *check, const ap_directive_t *requests)
{
    return requests
           && strcasecmp(mod_cors_directive_argument(requests, check->ptemp),
                         "On")
                  == 0;
}

static void add_requests(void *baton, const mod_cors_startup_tree_node_t *node)
{
    const check_t *check = baton;

    if (mod_cors_startup_tree_is(node, "ProxyRequests")) {
        requests_t *added = apr_array_push(check->servers);

        added->server = mod_cors_startup_tree_section(node, "<VirtualHost");
        added->requests = node->directive;
    }
}

/* Whether a client of a forward proxy can request URLs of the section. Reverse
 * proxies use other schemes, such as balancer:// and fcgi://. */
static bool can_be_requested(const check_t *check,
                             const ap_directive_t *section)
{
    static const char *const starts[] = {"*", ".*", "http", "ftp"};
    const char *url = mod_cors_directive_argument(section, check->ptemp);
    size_t i;

    url += *url == '^';
    for (i = 0; i < sizeof(starts) / sizeof(starts[0]); ++i) {
        if (strncasecmp(url, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void warn(const check_t *check, const ap_directive_t *directive,
                 const ap_directive_t *section, const ap_directive_t *requests)
{
    mod_cors_warnings_add(
        check->pconf, mod_cors_startup_tree_place(directive, check->pconf),
        apr_psprintf(check->pconf,
                     "%s in %s \"%s\"> does nothing for responses that "
                     "'ProxyRequests On' (%s:%d) fetches, they come from other "
                     "servers; write it in a <Location>, or remove it",
                     directive->directive, section->directive,
                     mod_cors_directive_argument(section, check->ptemp),
                     requests->filename, requests->line_num));
}

static void check_directive(void *baton,
                            const mod_cors_startup_tree_node_t *node)
{
    const check_t *check = baton;
    const ap_directive_t *section =
        mod_cors_startup_tree_section(node, "<Proxy");
    const ap_directive_t *requests;

    if (!section) {
        section = mod_cors_startup_tree_section(node, "<ProxyMatch");
    }
    if (!section || strncasecmp(node->directive->directive, "Cors", 4) != 0
        || apr_hash_get(check->warned, &section, sizeof(section))
        || !can_be_requested(check, section)) {
        return;
    }
    requests =
        requests_of(check, mod_cors_startup_tree_section(node, "<VirtualHost"));
    if (is_on(check, requests)) {
        apr_hash_set(check->warned,
                     apr_pmemdup(check->ptemp, &section, sizeof(section)),
                     sizeof(section), section);
        warn(check, node->directive, section, requests);
    }
}

void mod_cors_startup_forward_proxy_warn(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    check_t check = {pconf, ptemp, apr_array_make(ptemp, 4, sizeof(requests_t)),
                     apr_hash_make(ptemp)};

    mod_cors_startup_tree_each(add_requests, &check);
    if (check.servers->nelts > 0) {
        mod_cors_startup_tree_each(check_directive, &check);
    }
}
