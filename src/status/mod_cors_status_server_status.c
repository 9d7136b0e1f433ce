/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_status sends "?auto" to programs, which may be those of strangers, so it
 * has the totals only.
 */
#include "status/mod_cors_status_server_status.h"

#include <http_protocol.h>
#include <mod_status.h>

#include "status/cors_status_html.h"
#include "status/cors_status_text.h"
#include "status/mod_cors_status.h"

static int add_part(request_rec *r, int flags)
{
    cors_status_t status;
    cors_text_t text;

    cors_text_init(&text, r->pool);
    mod_cors_status_take(&status, r->pool);
    if (flags & AP_STATUS_SHORT) {
        cors_status_text_totals(&text, &status);
    }
    else {
        cors_status_html_part(&text, &status);
    }
    ap_rwrite(text.bytes, (int)text.length, r);
    return OK;
}

void mod_cors_status_server_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, add_part, NULL, NULL, APR_HOOK_MIDDLE);
}
