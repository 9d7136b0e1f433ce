/* SPDX-License-Identifier: Apache-2.0
 *
 * The optional functions for other modules. The first reads the decision of a
 * request. The second decides a copy of the request that has another origin, so
 * that the answer is what a page of that origin would get. Both are called in
 * any hook, and leave no trace.
 */
#include "request/mod_cors_api.h"

#include "policy/cors_governing.h"
#include "request/mod_cors_context.h"
#include "mod_cors.h"

/* Returns the latest request of the chain whose response contains that of r.
 * Some hooks, such as log_transaction, get the first one. */
static const request_rec *latest_request(const request_rec *r)
{
    while (r->main) {
        r = r->main;
    }
    while (r->next) {
        r = r->next;
    }
    return r;
}

const char *mod_cors_api_decision(request_rec *r)
{
    const mod_cors_context_t *context =
        mod_cors_context_known_in_chain(latest_request(r));

    return context ? cors_decision_name(&context->decision) : NULL;
}

/* Replaces the origin of the request. A request without `Origin` has no other
 * facts yet; mod_cors_context_collect takes those that are missing.
 * Sec-Fetch-Site is about the origin that is replaced, so no origin is
 * same-origin. */
static void replace_origin(const request_rec *r, cors_request_t *request,
                           const char *origin)
{
    request->method = r->the_request;
    request->origin = origin;
    request->sec_fetch_site = "cross-site";
}

/* Adds the protection of a URL of the chain, if it was decided: before that,
 * its sections are not merged. */
static void collect(const request_rec *r, mod_cors_context_t *context)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);

    if (mod_cors_context_known(r) && settings
        && settings != cors_settings_plain(context->settings)
        && cors_policy_protection_is_in_force(
            settings, cors_policy_protection_applied(settings))) {
        (void)mod_cors_context_collect(r, context, settings);
    }
}

int mod_cors_api_origin_allowed(request_rec *r, const char *origin)
{
    const request_rec *url = latest_request(r);
    const mod_cors_context_t *known = mod_cors_context_known_in_chain(url);
    mod_cors_context_t asked;

    if (!known || !known->fixed) {
        return -1;
    }
    asked = *known;
    replace_origin(url, &asked.request, origin);
    asked.settings =
        cors_governing_decide(cors_settings_plain(known->settings),
                              &asked.request, &asked.decision, r->pool);
    for (; url; url = url->prev) {
        collect(url, &asked);
    }
    return asked.decision.in_force ? asked.decision.origin_allowed : -1;
}

void mod_cors_api_register(void)
{
    /* The names in mod_cors.h are not those of the functions, so the macro of
     * APR does not apply. */
    apr_OFN_cors_decision_t *decision = mod_cors_api_decision;
    apr_OFN_cors_origin_allowed_t *allowed = mod_cors_api_origin_allowed;

    apr_dynamic_fn_register("cors_decision", (apr_opt_fn_t *)decision);
    apr_dynamic_fn_register("cors_origin_allowed", (apr_opt_fn_t *)allowed);
}
