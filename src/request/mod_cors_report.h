/* SPDX-License-Identifier: Apache-2.0
 *
 * What CorsEngine ReportOnly reports.
 */
#ifndef MOD_CORS_REPORT_H
#define MOD_CORS_REPORT_H

#include "request/mod_cors_context.h"

/* ReportOnly: logs, at level debug, where the response's fields differ from
 * what the policy would send. Those that are preserved are not compared. */
void mod_cors_report_differences(const request_rec *r,
                                 const mod_cors_context_t *context,
                                 bool preserved);

#endif
