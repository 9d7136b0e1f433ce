/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd compares the local address of a connection with the addresses of its
 * virtual hosts. A URL has a name and a port, and no resolver is asked, so the
 * address is taken from the virtual host that fits.
 */
#include "explain/mod_cors_explain_address.h"

#include <ap_listen.h>
#include <http_vhost.h>

#include <apr_strings.h>

static bool matches_any(const apr_array_header_t *names, const char *host,
                        bool wild)
{
    int i;

    for (i = 0; names && i < names->nelts; ++i) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (name
            && (wild ? ap_strcasecmp_match(host, name) : strcasecmp(host, name))
                   == 0) {
            return true;
        }
    }
    return false;
}

bool mod_cors_explain_address_is_named(const server_rec *s, const char *host)
{
    return (s->server_hostname && strcasecmp(host, s->server_hostname) == 0)
           || matches_any(s->names, host, false)
           || matches_any(s->wild_names, host, true);
}

static bool is_port_open(int port)
{
    const ap_listen_rec *listener;

    for (listener = ap_listeners; listener; listener = listener->next) {
        if (listener->bind_addr && listener->bind_addr->port == port) {
            return true;
        }
    }
    return false;
}

/* Returns the address of a server that counts for the port, or NULL. */
static const server_addr_rec *address_for(const server_rec *s, int port)
{
    const server_addr_rec *address = s->addrs;

    while (address && port != 0 && address->host_port != 0
           && address->host_port != port) {
        address = address->next;
    }
    return address;
}

/* Returns the address of the first virtual host for the host and port, or NULL.
 * port is 0 if any counts; is_named is false if the name does not count. httpd
 * keeps its virtual hosts in reverse order. */
static const server_addr_rec *find_address(const server_rec *main_server,
                                           const char *host, int port,
                                           bool is_named)
{
    const server_addr_rec *found = NULL;
    const server_rec *s;

    for (s = main_server->next; s; s = s->next) {
        const server_addr_rec *address = address_for(s, port);

        if (address
            && (!is_named || mod_cors_explain_address_is_named(s, host))) {
            found = address;
        }
    }
    return found;
}

/* Returns an address without port, which the caller may change. */
static apr_sockaddr_t *copy_address(const server_addr_rec *found,
                                    apr_pool_t *pool)
{
    apr_sockaddr_t *address = NULL;

    if (found) {
        address = apr_pmemdup(pool, found->host_addr, sizeof(*address));
        address->next = NULL;
        address->pool = pool;
        if (address->family == APR_INET) {
            address->ipaddr_ptr = &address->sa.sin.sin_addr;
        }
#if APR_HAVE_IPV6
        else {
            address->ipaddr_ptr = &address->sa.sin6.sin6_addr;
        }
#endif
    }
    else if (apr_sockaddr_info_get(&address, "127.0.0.1", APR_INET, 0, 0, pool)
             != APR_SUCCESS) {
        address = NULL; /* not possible: the address is numerical */
    }
    return address;
}

static void set_port(apr_sockaddr_t *address, int port)
{
    address->port = (apr_port_t)port;
    address->sa.sin.sin_port = htons((apr_port_t)port);
}

static int first_port(const server_addr_rec *found, int otherwise)
{
    if (found && found->host_port != 0) {
        return found->host_port;
    }
    return ap_listeners && ap_listeners->bind_addr
               ? ap_listeners->bind_addr->port
               : otherwise;
}

/* Whether a virtual host for the port has another address. Then the address of
 * a host that no virtual host names is not known. */
static bool has_other_address(const server_rec *main_server,
                              const server_addr_rec *found, int port)
{
    const server_rec *s;

    for (s = main_server->next; s; s = s->next) {
        const server_addr_rec *address = address_for(s, port);

        if (address
            && !apr_sockaddr_equal(address->host_addr, found->host_addr)) {
            return true;
        }
    }
    return false;
}

static apr_sockaddr_t *choose_address(const server_rec *main_server,
                                      const cors_question_t *question,
                                      apr_array_header_t *doubts,
                                      apr_pool_t *pool)
{
    bool is_open = is_port_open(question->port);
    int port = is_open ? question->port : 0;
    const server_addr_rec *found =
        find_address(main_server, question->host, port, true);
    apr_sockaddr_t *address;

    if (!found
        && (is_open
            || !mod_cors_explain_address_is_named(main_server,
                                                  question->host))) {
        found = find_address(main_server, question->host, port, false);
        if (found && is_open && has_other_address(main_server, found, port)) {
            APR_ARRAY_PUSH(doubts, const char *) = apr_psprintf(
                pool,
                "no virtual host is named %s, and those for port %d have "
                "several addresses",
                question->host, port);
        }
    }
    if (!is_open) {
        port = first_port(found, question->port);
        APR_ARRAY_PUSH(doubts, const char *) = apr_psprintf(
            pool,
            "httpd does not listen on port %d; a proxy in front of it is "
            "assumed to forward to port %d",
            question->port, port);
    }
    address = copy_address(found, pool);
    set_port(address, port);
    return address;
}

void mod_cors_explain_address_set(conn_rec *c,
                                  const mod_cors_explain_asked_t *asked,
                                  const cors_question_t *question,
                                  apr_array_header_t *doubts)
{
    if (asked->visitor) {
        c->local_addr = asked->visitor->local_addr;
        c->client_addr = asked->visitor->client_addr;
    }
    else {
        c->local_addr =
            choose_address(asked->main_server, question, doubts, c->pool);
        c->client_addr = copy_address(NULL, c->pool);
    }
    apr_sockaddr_ip_get(&c->local_ip, c->local_addr);
    apr_sockaddr_ip_get(&c->client_ip, c->client_addr);
    ap_update_vhost_given_ip(c);
}
