/* SPDX-License-Identifier: Apache-2.0
 *
 * More rows of test_decision.c, written as those in decision_rows.h: the
 * effects of CorsPreflight, CorsPreserveExisting and CorsEngine ReportOnly on
 * decisions.
 */
#ifndef EFFECT_ROWS_H
#define EFFECT_ROWS_H

#include "decision_rows.h"

static const struct {
    const char *settings, *request, *want;
} effects[] = {
    /* A forwarded preflight gets its fields; the application sets the
     * status. */
    {TWO FORWARD, "OPTIONS https://a GET",
     "preflight-allowed replace vary:preflight allow:https://a"},
    {TWO FORWARD, "OPTIONS https://a PUT",
     "preflight-refused:method-not-allowed replace vary:preflight "
     "allow:https://a"},
    {TWO FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed replace vary:preflight"},
    {TWO FORWARD, "OPTIONS https://a/ GET",
     "preflight-refused:origin-malformed replace vary:preflight"},
    {ANY ON FORWARD, "OPTIONS https://a GET",
     "preflight-refused:policy-fault replace vary:preflight"},
    {TWO FORWARD " | CorsPreflight Answer", "OPTIONS https://a GET",
     GRANTED " status:204"},
    {TWO FORWARD, "GET https://a",
     "actual-allowed replace vary:origin allow:https://a"},
    /* Preflights of denied origins are not forwarded, and under CorsEnforce
     * those of refused origins are not. */
    {ANY "; " DENY FORWARD, "OPTIONS https://x GET",
     "preflight-refused:origin-denied" REFUSED},
    {ANY "; " DENY FORWARD, "OPTIONS https://y GET",
     "preflight-allowed replace vary:preflight allow:*"},
    {"CorsEnforce On; " TWO FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed" REFUSED},
    {"CorsEnforce On; " TWO FORWARD, "OPTIONS https://a GET",
     "preflight-allowed replace vary:preflight allow:https://a"},
    {"CorsEnforce On; " TWO " | .htaccess:CorsPreflight Forward",
     "OPTIONS https://c GET", "preflight-refused:origin-not-listed" REFUSED},
    {"CorsEnforce On" FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed answers vary:preflight status:403"},
    {UNSAFE "; " TWO FORWARD, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed" REFUSED},
    {UNSAFE "; " TWO FORWARD "; CorsEnforceExcept https://c",
     "OPTIONS https://c GET", "preflight-refused:origin-not-listed" REFUSED},
    {ANY "; " DENY FORWARD, "OPTIONS https://x/ GET",
     "preflight-refused:origin-malformed" REFUSED},
    {DENY FORWARD, "OPTIONS https://x PUT",
     "preflight-refused:origin-denied" REFUSED},
    /* Fields are not preserved for denied origins, with a fault, and in answers
     * of mod_cors. */
    {TWO PRESERVE, "GET", "(none) preserve vary:origin"},
    {ONE PRESERVE, "GET", "(none) preserve vary:origin"},
    {ONE PRESERVE, "GET https://a",
     "actual-allowed preserve vary:origin allow:https://a"},
    {TWO PRESERVE, "GET https://c",
     "actual-refused:origin-not-listed preserve vary:origin"},
    {ANY PRESERVE "; " DENY, "GET https://x",
     "actual-refused:origin-denied replace vary:origin"},
    {ANY PRESERVE "; " DENY, "GET https://x/",
     "actual-refused:origin-malformed replace vary:origin"},
    {ANY PRESERVE "; " DENY, "GET null",
     "actual-refused:origin-not-listed preserve vary:origin"},
    {TWO PRESERVE, "GET https://a/",
     "actual-refused:origin-malformed preserve vary:origin"},
    {ANY PRESERVE "; " DENY, "GET https://y",
     "actual-allowed preserve vary:origin allow:*"},
    {ANY ON PRESERVE, "GET https://y",
     "actual-refused:policy-fault replace vary:origin"},
    {ANY ON PRESERVE, "GET", "(none) replace vary:origin"},
    {TWO PRESERVE, "OPTIONS https://b GET",
     "preflight-allowed answers replace vary:preflight allow:https://b "
     "status:204"},
    {TWO PRESERVE, "OPTIONS https://c GET",
     "preflight-refused:origin-not-listed" REFUSED},
    {TWO PRESERVE FORWARD, "OPTIONS https://b GET",
     "preflight-allowed preserve vary:preflight allow:https://b"},
    {ANY "; " DENY PRESERVE FORWARD, "OPTIONS https://x GET",
     "preflight-refused:origin-denied" REFUSED},
    {DENY PRESERVE, "GET https://x",
     "actual-refused:origin-denied replace vary:origin"},
    {DENY PRESERVE, "GET https://y",
     "actual-refused:origin-not-listed vary:origin"},
    /* ReportOnly makes the same decisions, and does not change responses. */
    {TWO REPORT, "GET", "(none) compare"},
    {ONE REPORT, "GET", "(none) compare allow:https://a"},
    {TWO REPORT, "GET https://a", "actual-allowed compare allow:https://a"},
    {TWO REPORT, "GET https://c", "actual-refused:origin-not-listed compare"},
    {TWO REPORT, "OPTIONS https://a PUT",
     "preflight-refused:method-not-allowed compare allow:https://a"},
    {TWO REPORT, "OPTIONS https://c PUT",
     "preflight-refused:origin-not-listed compare"},
    {TWO REPORT PRESERVE, "GET https://a",
     "actual-allowed compare-unless-preserved allow:https://a"},
    {TWO REPORT "; CorsEnforce On", "GET https://c",
     "actual-refused:origin-not-listed compare"},
    {ANY REPORT "; " DENY, "GET https://x",
     "actual-refused:origin-denied compare"},
    {ANY REPORT "; " DENY, "OPTIONS https://x GET",
     "preflight-refused:origin-denied compare"},
    {ANY ON REPORT, "GET https://x", "actual-refused:policy-fault compare"},
    {TWO REPORT, "if GET https://a",
     "actual-allowed compare vary:origin allow:https://a"},
    {"CorsEngine ReportOnly", "GET https://a", "(none) compare"},
    {ONE REPORT, "cookie mode:cors GET https://a",
     "actual-refused:credentials-not-allowed compare allow:https://a"},
    {ONE REPORT "; CorsEnforce On Credentials", "cookie POST https://a",
     "actual-refused:credentials-not-allowed compare allow:https://a"},
    {ENFORCE REPORT, "OPTIONS https://a GET",
     "preflight-refused:origin-not-listed compare"},
    {ANY REPORT "; " DENY, "GET https://x/",
     "actual-refused:origin-malformed compare"},
    /* A tenant's ReportOnly does not remove the protection. */
    {TWO TENANT_REPORTS, "GET https://a",
     "actual-allowed compare allow:https://a"},
    {ANY "; " DENY TENANT_REPORTS, "GET https://x",
     "actual-refused:origin-denied compare-and-remove vary:origin"},
    {ANY "; " DENY TENANT_REPORTS, "OPTIONS https://x GET",
     "preflight-refused:origin-denied answers compare-and-remove "
     "vary:preflight status:403"},
    {ANY "; " DENY TENANT_REPORTS, "OPTIONS https://y GET",
     "preflight-allowed compare vary:preflight allow:*"},
    {ANY "; " DENY TENANT_REPORTS, "GET", "(none) compare vary:origin"},
    {ANY "; " DENY TENANT_REPORTS "; CorsPreserveExisting On", "GET https://x",
     "actual-refused:origin-denied compare-and-remove vary:origin"},
    {ANY "; " DENY TENANT_REPORTS, "GET https://x/",
     "actual-refused:origin-malformed compare-and-remove vary:origin"},
    {ENFORCE TENANT_REPORTS, "OPTIONS https://q GET",
     "preflight-refused:origin-not-listed answers compare vary:preflight "
     "status:403"},
    {UNSAFE "; " ONE TENANT_REPORTS, "OPTIONS https://a GET",
     "preflight-allowed compare vary:preflight allow:https://a"},
    {ONE "; CorsEnforce Unsafe Credentials" TENANT_REPORTS,
     "cookie POST https://a",
     "actual-refused:credentials-not-allowed compare refuses vary:origin "
     "allow:https://a"},
    {ANY TENANT_REPORTS "; " DENY, "GET https://x",
     "actual-refused:origin-denied compare"},
    {"CorsEnforce On; " TWO TENANT_REPORTS "; CorsEnforce Off", "GET https://c",
     "actual-refused:origin-not-listed compare refuses vary:origin"},
    {"CorsEnforce On; " TWO TENANT_REPORTS, "GET https://a",
     "actual-allowed compare vary:origin allow:https://a"},
    {TWO TENANT_REPORTS "; CorsEnforce On", "GET https://c",
     "actual-refused:origin-not-listed compare"},
};

#endif
