/* SPDX-License-Identifier: Apache-2.0
 *
 * The only file that uses libpsl.
 */
#include "origin/cors_public_suffix.h"

#include <string.h>

#include "origin/cors_origin.h"

#ifdef HAVE_LIBPSL
#include <libpsl.h>
#endif

bool cors_public_suffix_is_built_in(void)
{
#ifdef HAVE_LIBPSL
    return psl_builtin() != NULL;
#else
    return false;
#endif
}

bool cors_public_suffix_contains(const char *host, apr_size_t length)
{
#ifdef HAVE_LIBPSL
    char name[CORS_HOST_MAX_LENGTH + 1];

    if (length > 0 && host[length - 1] == '.') {
        --length;
    }
    /* Without its list libpsl would say that every name is a suffix. */
    if (length > CORS_HOST_MAX_LENGTH || !psl_builtin()) {
        return false;
    }
    memcpy(name, host, length);
    name[length] = '\0';
    return psl_is_public_suffix2(psl_builtin(), name,
                                 PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE)
           != 0;
#else
    (void)host;
    (void)length;
    return false;
#endif
}

const char *cors_public_suffix_registrable_name(const char *host,
                                                apr_size_t length)
{
    const char *end = host + length;
    const char *name = NULL;
    const char *label = host;

    while (label
           && !cors_public_suffix_contains(label, (apr_size_t)(end - label))) {
        name = label;
        label = memchr(label, '.', (apr_size_t)(end - label));
        label = label ? label + 1 : NULL;
    }
    return label ? name : NULL;
}
