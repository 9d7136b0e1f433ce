/* SPDX-License-Identifier: Apache-2.0
 *
 * More rows of test_decision.c, written as those in decision_rows.h: what is
 * carried out of a decision under CorsPreflight, CorsPreserveExisting,
 * CorsEngine ReportOnly and CorsTimingAllowOrigin.
 */
#ifndef EFFECT_ROWS_H
#define EFFECT_ROWS_H

#include "decision_rows.h"

#define FORWARD "; CorsPreflight Forward"
#define PRESERVE "; CorsPreserveExisting On"
#define REPORT "; CorsEngine ReportOnly"
#define TENANT_REPORTS " | .htaccess:CorsEngine ReportOnly"
#define TIMING "; CorsTimingAllowOrigin On"

static const struct {
    const char *settings, *request, *want;
} effects[] = {
    /* A forwarded preflight gets its fields, and the status of others. */
    {TWO FORWARD, "OPTIONS https://a GET",
     "preflight-allowed owns vary:preflight allow:https://a"},
    {TWO FORWARD, "OPTIONS https://a PUT",
     "preflight-refused:method-not-allowed owns vary:preflight "
     "allow:https://a"},
    {TWO FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed owns vary:preflight"},
    {TWO FORWARD, "OPTIONS https://a/ GET",
     "preflight-refused:origin-malformed owns vary:preflight"},
    {ANY ON FORWARD, "OPTIONS https://a GET",
     "preflight-refused:policy-fault owns vary:preflight"},
    {TWO FORWARD " | CorsPreflight Answer", "OPTIONS https://a GET",
     GRANTED " status:204"},
    {TWO FORWARD, "GET https://a",
     "actual-allowed owns vary:origin allow:https://a"},
    /* Not one of a denied origin, nor, under CorsEnforce, of a refused one. */
    {ANY "; " DENY FORWARD, "OPTIONS https://x GET",
     "preflight-refused:origin-denied" REFUSED},
    {ANY "; " DENY FORWARD, "OPTIONS https://y GET",
     "preflight-allowed owns vary:preflight allow:*"},
    {"CorsEnforce On; " TWO FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed" REFUSED},
    {"CorsEnforce On; " TWO FORWARD, "OPTIONS https://a GET",
     "preflight-allowed owns vary:preflight allow:https://a"},
    {"CorsEnforce On; " TWO " | .htaccess:CorsPreflight Forward",
     "OPTIONS https://c GET", "preflight-refused:origin-not-listed" REFUSED},
    {"CorsEnforce On" FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed vary:preflight"},
    {DENY FORWARD, "OPTIONS https://x PUT",
     "preflight-refused:origin-denied" REFUSED},
    /* Preserved: never for a denied origin, a fault, or an own answer. */
    {TWO PRESERVE, "GET", "(none) owns preserves vary:origin"},
    {ONE PRESERVE, "GET", "(none) owns preserves vary:origin"},
    {ONE PRESERVE, "GET https://a",
     "actual-allowed owns preserves vary:origin allow:https://a"},
    {TWO PRESERVE, "GET https://c",
     "actual-refused:origin-not-listed owns preserves vary:origin"},
    {ANY PRESERVE "; " DENY, "GET https://x",
     "actual-refused:origin-denied owns vary:origin"},
    {ANY PRESERVE "; " DENY, "GET https://y",
     "actual-allowed owns preserves vary:origin allow:*"},
    {ANY ON PRESERVE, "GET https://y",
     "actual-refused:policy-fault owns vary:origin"},
    {ANY ON PRESERVE, "GET", "(none) owns vary:origin"},
    {TWO PRESERVE, "OPTIONS https://b GET",
     "preflight-allowed answers owns vary:preflight allow:https://b "
     "status:204"},
    {TWO PRESERVE, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed" REFUSED},
    {TWO PRESERVE FORWARD, "OPTIONS https://b GET",
     "preflight-allowed owns preserves vary:preflight allow:https://b"},
    {ANY "; " DENY PRESERVE FORWARD, "OPTIONS https://x GET",
     "preflight-refused:origin-denied" REFUSED},
    {DENY PRESERVE, "GET https://x",
     "actual-refused:origin-denied owns vary:origin"},
    {DENY PRESERVE, "GET https://y",
     "actual-refused:origin-not-listed vary:origin"},
    /* ReportOnly decides as ever, and does nothing about it. */
    {TWO REPORT, "GET", "(none) report-only"},
    {ONE REPORT, "GET", "(none) report-only allow:https://a"},
    {TWO REPORT, "GET https://a", "actual-allowed report-only allow:https://a"},
    {TWO REPORT, "GET https://c",
     "actual-refused:origin-not-listed report-only"},
    {TWO REPORT, "OPTIONS https://a PUT",
     "preflight-refused:method-not-allowed report-only allow:https://a"},
    {TWO REPORT, "OPTIONS https://c PUT",
     "preflight-refused:origin-not-listed report-only"},
    {TWO REPORT PRESERVE, "GET https://a",
     "actual-allowed preserves report-only allow:https://a"},
    {TWO REPORT "; CorsEnforce On", "GET https://c",
     "actual-refused:origin-not-listed report-only"},
    {ANY REPORT "; " DENY, "GET https://x",
     "actual-refused:origin-denied report-only"},
    {ANY REPORT "; " DENY, "OPTIONS https://x GET",
     "preflight-refused:origin-denied report-only"},
    {ANY ON REPORT, "GET https://x", "actual-refused:policy-fault report-only"},
    {TWO REPORT, "if GET https://a",
     "actual-allowed report-only vary:origin allow:https://a"},
    {"CorsEngine ReportOnly", "GET https://a", "(none) report-only"},
    /* Written by a tenant, it does not touch what protects. */
    {TWO TENANT_REPORTS, "GET https://a",
     "actual-allowed report-only allow:https://a"},
    {ANY "; " DENY TENANT_REPORTS, "GET https://x",
     "actual-refused:origin-denied owns report-only vary:origin"},
    {ANY "; " DENY TENANT_REPORTS, "OPTIONS https://x GET",
     "preflight-refused:origin-denied answers owns report-only "
     "vary:preflight status:403"},
    {ANY "; " DENY TENANT_REPORTS, "OPTIONS https://y GET",
     "preflight-allowed report-only vary:preflight allow:*"},
    {ANY "; " DENY TENANT_REPORTS, "GET", "(none) report-only vary:origin"},
    {ANY "; " DENY TENANT_REPORTS "; CorsPreserveExisting On", "GET https://x",
     "actual-refused:origin-denied owns report-only vary:origin"},
    {ANY TENANT_REPORTS "; " DENY, "GET https://x",
     "actual-refused:origin-denied report-only"},
    {"CorsEnforce On; " TWO TENANT_REPORTS "; CorsEnforce Off", "GET https://c",
     "actual-refused:origin-not-listed refuses report-only vary:origin"},
    {"CorsEnforce On; " TWO TENANT_REPORTS, "GET https://a",
     "actual-allowed report-only vary:origin allow:https://a"},
    {TWO TENANT_REPORTS "; CorsEnforce On", "GET https://c",
     "actual-refused:origin-not-listed report-only"},
};

/* Timing-Allow-Origin. */
static const struct {
    const char *settings, *request, *want;
} timings[] = {
    {TWO, "GET https://a", NULL},
    {TWO TIMING, "GET https://a", "https://a, https://b"},
    {TWO TIMING, "GET", "https://a, https://b"},
    {TWO TIMING, "GET https://c", "https://a, https://b"},
    {TWO TIMING, "GET nonsense", "https://a, https://b"},
    {TWO TIMING, "OPTIONS https://a GET", NULL},
    {TWO TIMING, "OPTIONS https://a", "https://a, https://b"},
    {ONE TIMING, "GET", "https://a"},
    {ANY TIMING, "GET", "*"},
    {ANY " https://a" TIMING, "GET https://q", "*"},
    {TWO TIMING " | CorsAllowOrigin +https://b +https://c", "GET",
     "https://a, https://b, https://c"},
    {TWO TIMING " | CorsTimingAllowOrigin Off", "GET", NULL},
    {TWO TIMING "; CorsEnforce On", "GET", "https://a, https://b"},
    {TWO TIMING PRESERVE, "GET", "https://a, https://b"},
    /* Where others are admitted too, or some are denied: the allowed one. */
    {TWO " https://*.c" TIMING, "GET", NULL},
    {TWO " https://*.c" TIMING, "GET https://b.c", "https://b.c"},
    {TWO " https://*.c" TIMING, "GET https://d", NULL},
    {"CorsAllowOriginMatch https://a" TIMING, "GET https://a", "https://a"},
    {ANY "; " DENY TIMING, "GET https://q", "https://q"},
    {ANY "; " DENY TIMING, "GET https://x", NULL},
    {ANY "; " DENY TIMING, "GET", NULL},
    /* No policy. */
    {"CorsTimingAllowOrigin On", "GET https://a", NULL},
    {DENY TIMING, "GET https://x", NULL},
    {TWO TIMING "; CorsEngine Off", "GET", NULL},
    {ANY ON TIMING, "GET", NULL},
    {ANY ON TIMING, "GET https://a", NULL},
};

#endif
