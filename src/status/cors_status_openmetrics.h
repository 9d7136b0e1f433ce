/* SPDX-License-Identifier: Apache-2.0
 *
 * The status in the OpenMetrics text format, version 1.0.0, for Prometheus.
 * Origins are never labels: strangers would choose their number.
 */
#ifndef CORS_STATUS_OPENMETRICS_H
#define CORS_STATUS_OPENMETRICS_H

#include "status/cors_status.h"

#define CORS_STATUS_OPENMETRICS_TYPE                                           \
    "application/openmetrics-text; version=1.0.0; charset=utf-8"

/* Appends all metrics, and the line that ends the exposition. */
void cors_status_openmetrics(cors_text_t *text, const cors_status_t *status);

#endif
