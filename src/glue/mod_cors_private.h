/* SPDX-License-Identifier: Apache-2.0
 *
 * The module record, by which httpd finds the module's data, and the module's
 * index for log levels.
 */
#ifndef MOD_CORS_PRIVATE_H
#define MOD_CORS_PRIVATE_H

#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

#endif
