/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's record, by which httpd keeps its data, and its log level.
 */
#ifndef MOD_CORS_PRIVATE_H
#define MOD_CORS_PRIVATE_H

#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

#endif
