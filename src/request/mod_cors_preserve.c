/* SPDX-License-Identifier: Apache-2.0
 *
 * CorsPreserveExisting: checks whether an application, a backend or another
 * module has set a field that is preserved.
 */
#include "request/mod_cors_preserve.h"

#include <string.h>

#include "policy/cors_fields.h"

static int count_origins(void *baton, const char *key, const char *value)
{
    (void)key;
    /* A value with a comma, or an empty one, counts as two: it is not one
     * origin. */
    *(int *)baton += *value == '\0' || strchr(value, ',') ? 2 : 1;
    return 1;
}

bool mod_cors_preserve_has_one_origin(const request_rec *r)
{
    int count = 0;

    apr_table_do(count_origins, &count, r->headers_out,
                 CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
    apr_table_do(count_origins, &count, r->err_headers_out,
                 CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
    return count == 1;
}
