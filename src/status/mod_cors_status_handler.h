/* SPDX-License-Identifier: Apache-2.0
 *
 * The handler cors-status.
 */
#ifndef MOD_CORS_STATUS_HANDLER_H
#define MOD_CORS_STATUS_HANDLER_H

#include <httpd.h>

/* handler: sends the status, in the format that the query or `Accept` asks for.
 * Returns DECLINED if another handler is set. */
int mod_cors_status_handler_answer(request_rec *r);

#endif
