/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the requested method and names as browsers do, so that the log names
 * the same ones as the browser's console. The response fields have the whole
 * configured lists and do not depend on the request. The exception is "*" where
 * browsers do not accept it: then the requested values are echoed.
 */
#include "policy/cors_preflight.h"

#include <string.h>

#include <apr_hash.h>

#include "policy/cors_header_name.h"
#include "policy/cors_method.h"
#include "policy/cors_stance.h"
#include "base/cors_field_value.h"
#include "base/cors_token.h"

/* Whether "*" covers the method. With credentials the method is echoed, so its
 * length is limited. */
static bool is_grantable_method(const cors_settings_t *settings,
                                const char *method)
{
    apr_size_t length = strlen(method);

    return cors_token_is_valid(method, length)
           && !cors_method_is_forbidden(method, length)
           && !(settings->credentials.on && length > CORS_ECHO_MAX_LENGTH);
}

/* Fetch, "CORS-preflight fetch", step 7.5. */
bool cors_preflight_covers_method(const cors_settings_t *settings,
                                  const char *method)
{
    apr_size_t length = strlen(method);

    /* Preflights rarely request safelisted methods, so these come second. */
    return cors_name_list_contains(&settings->methods, method, length)
           || cors_method_is_safelisted(method, length)
           || (cors_stance_any_method(settings)
               && is_grantable_method(settings, method));
}

/* Returns the total length of the names of a list-based field value. Stops
 * counting above CORS_ECHO_MAX_LENGTH, because any client can send a long
 * value. */
static apr_size_t names_length(const char *list)
{
    apr_size_t total = 0;
    apr_size_t length;
    const char *name;

    while (total <= CORS_ECHO_MAX_LENGTH
           && cors_field_value_next(&list, &name, &length)) {
        total += length;
    }
    return total;
}

/* Whether "*" covers the name. */
static bool any_covers(const cors_settings_t *settings, const char *name,
                       apr_size_t length)
{
    return cors_stance_any_header(settings) && cors_token_is_valid(name, length)
           && !cors_header_name_is_non_wildcard(name, length);
}

static bool header_is_covered(const cors_settings_t *settings, const char *name,
                              apr_size_t length)
{
    return cors_name_list_contains(&settings->request_headers, name, length)
           || any_covers(settings, name, length);
}

/* Whether the names would be echoed, but have more bytes in total than
 * allowed. */
static bool are_too_many(const cors_settings_t *settings, apr_size_t total)
{
    return total > CORS_ECHO_MAX_LENGTH && settings->credentials.on
           && cors_stance_any_header(settings);
}

/* Fetch, "CORS-preflight fetch", steps 7.6 and 7.7. */
const char *cors_preflight_uncovered(const cors_settings_t *settings,
                                     const char *requested, apr_size_t *length)
{
    apr_size_t total = 0;
    const char *name;

    while (cors_field_value_next(&requested, &name, length)) {
        total += *length;
        if (are_too_many(settings, total)
            || !header_is_covered(settings, name, *length)) {
            return name;
        }
    }
    return NULL;
}

/* Whether Authorization is requested but not listed. Browsers let "*" cover it,
 * against the standard, so the names are then sent instead of "*". */
static bool asks_for_non_wildcard(const cors_settings_t *settings,
                                  const char *requested)
{
    const char *name;
    apr_size_t length;

    while (cors_field_value_next(&requested, &name, &length)) {
        if (cors_header_name_is_non_wildcard(name, length)
            && !cors_name_list_contains(&settings->request_headers, name,
                                        length)) {
            return true;
        }
    }
    return false;
}

/* With credentials browsers take "*" for the name of a method, so the requested
 * method is sent instead. */
const char *cors_preflight_methods(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool)
{
    if (settings->credentials.on && cors_stance_any_method(settings)) {
        return requested && is_grantable_method(settings, requested) ? requested
                                                                     : NULL;
    }
    return cors_name_list_value(&settings->methods, pool);
}

/* Returns the requested names that are covered, in lower case, each once. */
static const char *echoed_headers(const cors_settings_t *settings,
                                  const char *requested, apr_pool_t *pool)
{
    apr_size_t total = names_length(requested);
    apr_hash_t *seen;
    const char *name;
    apr_size_t length;
    char *value, *out;

    if (total == 0 || total > CORS_ECHO_MAX_LENGTH) {
        return NULL;
    }
    seen = apr_hash_make(pool);
    /* At worst every name is one byte and has ", " before it. */
    value = out = apr_palloc(pool, 3 * total + 1);
    while (cors_field_value_next(&requested, &name, &length)) {
        char *written = out > value ? out + strlen(", ") : out;
        apr_size_t i;

        for (i = 0; i < length; ++i) {
            written[i] = cors_header_name_lower(name[i]);
        }
        if (header_is_covered(settings, name, length)
            && !apr_hash_get(seen, written, length)) {
            apr_hash_set(seen, written, length, written);
            memcpy(out, ", ", written - out);
            out = written + length;
        }
    }
    *out = '\0';
    return out > value ? value : NULL;
}

const char *cors_preflight_headers(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool)
{
    if (cors_stance_any_header(settings)
        && (settings->credentials.on
            || (requested && asks_for_non_wildcard(settings, requested)))) {
        return requested ? echoed_headers(settings, requested, pool) : NULL;
    }
    return cors_name_list_value(&settings->request_headers, pool);
}
