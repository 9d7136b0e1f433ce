/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of test_enforcement.c.
 */
#ifndef ENFORCEMENT_ROWS_H
#define ENFORCEMENT_ROWS_H

#include "decisions.h"

static const char *const methods[] = {
    "GET",    "HEAD",  "OPTIONS", "TRACE", "PROPFIND", "REPORT",
    "SEARCH", "QUERY", "POST",    "PUT",   "get",      "websocket GET"};

/* One character for each of the methods: 'r' means refused. */
#define EVERY "rrrrrrrrrrrr"
#define UNSAFE_ONES "........rrrr"
#define NONE "............"

#define NOT_LISTED "actual-refused:origin-not-listed"
#define DENIED "actual-refused:origin-denied"
#define MALFORMED "actual-refused:origin-malformed"
#define CREDENTIALS "actual-refused:credentials-not-allowed"
#define ALLOWED "actual-allowed"
#define SAME "same-origin"

#define POLICY(level) ONE "; CorsEnforceExcept https://e; CorsEnforce " level
#define DENYING(level)                                                         \
    ONE "; CorsEnforceExcept https://e https://x; " DENY "; "                  \
        "CorsEnforce " level

/* refused_name, passed_name: CORS_DECISION of requests that are refused, and of
 * those that pass; NULL: any. */
static const struct {
    const char *settings, *facts, *origin, *refused;
    const char *refused_name, *passed_name;
} enforced[] = {
    /* Every level with every kind of origin. */
    {POLICY("Off"), "", "https://a", NONE, NULL, ALLOWED},
    {POLICY("Off"), "", "https://q", NONE, NULL, NOT_LISTED},
    {POLICY("Off"), "", "https://e", NONE, NULL, NOT_LISTED},
    {POLICY("Off"), "", "https://a/", NONE, NULL, MALFORMED},
    {POLICY("Off"), "", "null", NONE, NULL, NOT_LISTED},
    {DENYING("Off"), "", "https://x", NONE, NULL, DENIED},
    {POLICY("Unsafe"), "", "https://a", NONE, NULL, ALLOWED},
    {POLICY("Unsafe"), "", "https://q", UNSAFE_ONES, NOT_LISTED, NOT_LISTED},
    {POLICY("Unsafe"), "", "https://e", NONE, NULL, NOT_LISTED},
    {POLICY("Unsafe"), "", "https://a/", UNSAFE_ONES, MALFORMED, MALFORMED},
    {POLICY("Unsafe"), "", "null", UNSAFE_ONES, NOT_LISTED, NOT_LISTED},
    {DENYING("Unsafe"), "", "https://x", UNSAFE_ONES, DENIED, DENIED},
    {DENYING("Unsafe"), "", "https://e", NONE, NULL, NOT_LISTED},
    {DENYING("Unsafe"), "", "https://e/", UNSAFE_ONES, MALFORMED, MALFORMED},
    {POLICY("On"), "", "https://a", NONE, NULL, ALLOWED},
    {POLICY("On"), "", "https://q", EVERY, NOT_LISTED, NULL},
    {POLICY("On"), "", "https://e", NONE, NULL, NOT_LISTED},
    {POLICY("On"), "", "https://a/", EVERY, MALFORMED, NULL},
    {POLICY("On"), "", "null", EVERY, NOT_LISTED, NULL},
    {POLICY("On"), "", "file://", EVERY, NOT_LISTED, NULL},
    {DENYING("On"), "", "https://x", EVERY, DENIED, NULL},
    {DENYING("On"), "", "https://x.", EVERY, DENIED, NULL},
    {DENYING("On"), "", "https://e", NONE, NULL, NOT_LISTED},
    {DENYING("On"), "", "https://e/", EVERY, MALFORMED, NULL},
    /* Without origin rules. */
    {UNSAFE, "", "https://a", UNSAFE_ONES, NOT_LISTED, NOT_LISTED},
    {ENFORCE, "", "https://a", EVERY, NOT_LISTED, NULL},
    {ENFORCE "; CorsEnforceExcept https://e", "", "https://e", NONE, NULL,
     NOT_LISTED},
    {"CorsEnforceExcept https://e", "", "https://q", NONE, NULL, NULL},
    /* With "*" no origin is refused, unless there are deny rules. */
    {ANY "; " ENFORCE, "", "https://q", NONE, NULL, ALLOWED},
    {ANY "; " ENFORCE, "", "q", NONE, NULL, ALLOWED},
    {ANY "; " ENFORCE, "", "null", NONE, NULL, ALLOWED},
    {ANY "; " ENFORCE "; " DENY, "", "q", EVERY, MALFORMED, NULL},
    {ANY "; " ENFORCE "; " DENY, "", "null", EVERY, NOT_LISTED, NULL},
    {ANY "; " ENFORCE "; " DENY, "", "file://", EVERY, NOT_LISTED, NULL},
    {ANY "; " ENFORCE "; " DENY "; CorsEnforceExcept null", "", "null", NONE,
     NULL, NOT_LISTED},
    /* Excepted origins. */
    {ENFORCE "; CorsEnforceExcept null file://", "", "null", NONE, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept null file://", "", "file://", NONE, NULL,
     NULL},
    {ENFORCE "; CorsEnforceExcept null", "", "file://", EVERY, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept https://*.e", "", "https://b.e", NONE, NULL,
     NULL},
    {ENFORCE "; CorsEnforceExcept https://*.e", "", "https://e", EVERY, NULL,
     NULL},
    {ENFORCE "; CorsEnforceExcept https://e", "", "https://e.", EVERY, NULL,
     NULL},
    {ENFORCE "; CorsEnforceExcept app://*", "", "app://e", NONE, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept https://e | CorsEnforceExcept https://f", "",
     "https://e", EVERY, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept https://e | CorsEnforceExcept +https://f", "",
     "https://e", NONE, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept https://e | CorsEnforceExcept None", "",
     "https://e", EVERY, NULL, NULL},
    {ENFORCE "; CorsEnforceExcept https://x | .htaccess:" DENY, "", "https://x",
     EVERY, DENIED, NULL},
    /* Same-origin requests by each rule, and others. */
    {ENFORCE, "site:same-origin", "https://q", NONE, NULL, SAME},
    {ENFORCE, "site:none", "null", NONE, NULL, SAME},
    {ENFORCE, "site:same-origin", "q", NONE, NULL, SAME},
    {ENFORCE, "host:q", "https://q", NONE, NULL, SAME},
    {ENFORCE, "host:q", "http://q", NONE, NULL, SAME},
    {ENFORCE, "host:q.", "https://q.", NONE, NULL, SAME},
    {DENYING("On"), "site:same-origin", "https://x", NONE, NULL, SAME},
    {ENFORCE, "host:q site:same-site", "https://q", EVERY, NOT_LISTED, NULL},
    {ENFORCE, "host:q site:cross-site", "https://q", EVERY, NOT_LISTED, NULL},
    {ENFORCE, "host:q", "https://q.", EVERY, NOT_LISTED, NULL},
    {ENFORCE, "host:null", "null", EVERY, NOT_LISTED, NULL},
    {UNSAFE, "site:same-origin", "https://q", NONE, NULL, SAME},
    /* With a fault no origin is allowed, but only enforcement refuses
     * requests. */
    {ANY ON "; CorsEnforce Off", "", "https://a", NONE, NULL,
     "actual-refused:policy-fault"},
    {ANY ON "; " UNSAFE, "", "https://a", UNSAFE_ONES,
     "actual-refused:policy-fault", "actual-refused:policy-fault"},
    {ANY ON "; " ENFORCE, "", "https://a", EVERY, "actual-refused:policy-fault",
     NULL},
    {ANY ON "; " ENFORCE "; CorsEnforceExcept https://a", "", "https://a", NONE,
     NULL, "actual-refused:policy-fault"},
    {ANY ON "; " ENFORCE, "site:same-origin", "https://a", NONE, NULL, SAME},
    /* CorsEngine in configuration files and in .htaccess files. */
    {ENFORCE "; CorsEngine Off", "", "https://q", NONE, NULL, NULL},
    {ENFORCE REPORT, "", "https://q", NONE, NULL, NOT_LISTED},
    {ENFORCE " | .htaccess:CorsEngine Off", "", "https://q", EVERY, NOT_LISTED,
     NULL},
    {UNSAFE " | .htaccess:CorsEngine Off", "", "https://q", UNSAFE_ONES,
     NOT_LISTED, NOT_LISTED},
    {POLICY("On") " | .htaccess:CorsEngine Off", "", "https://a", EVERY,
     NOT_LISTED, NULL},
    {POLICY("On") " | .htaccess:CorsEngine Off", "", "https://e", NONE, NULL,
     NOT_LISTED},
    {ENFORCE TENANT_REPORTS, "", "https://q", EVERY, NOT_LISTED, NULL},
    {POLICY("Unsafe") TENANT_REPORTS, "", "https://q", UNSAFE_ONES, NOT_LISTED,
     NOT_LISTED},
    {POLICY("Unsafe") TENANT_REPORTS, "", "https://a", NONE, NULL, ALLOWED},
    {POLICY("Unsafe") TENANT_REPORTS, "", "https://e", NONE, NULL, NOT_LISTED},
    /* A tenant can raise the level, but not lower it. */
    {UNSAFE " | .htaccess:CorsEnforce On", "", "https://q", EVERY, NULL, NULL},
    {UNSAFE " | .htaccess:CorsEnforce Off", "", "https://q", UNSAFE_ONES, NULL,
     NULL},
    {ENFORCE " | .htaccess:CorsEnforce Unsafe", "", "https://q", EVERY, NULL,
     NULL},
    {".htaccess:" UNSAFE, "", "https://q", UNSAFE_ONES, NULL, NULL},
    {UNSAFE " | .htaccess:CorsEnforce On; CorsEngine Off", "", "https://q",
     UNSAFE_ONES, NULL, NULL},
    {UNSAFE " | .htaccess:CorsEnforce On; CorsEngine ReportOnly", "",
     "https://q", UNSAFE_ONES, NULL, NULL},
    {ENFORCE " | .htaccess:CorsEnforce Off | CorsEnforce Unsafe", "",
     "https://q", UNSAFE_ONES, NULL, NULL},
    /* Credentials: requests of an origin that is allowed without
     * credentials. */
    {ONE "; CorsEnforce Unsafe Credentials", "", "https://a", NONE, NULL,
     ALLOWED},
    {ONE "; CorsEnforce Unsafe Credentials", "cookie", "https://a", UNSAFE_ONES,
     CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "cookie", "https://a", UNSAFE_ONES,
     CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "authorization", "https://a",
     UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On", "cookie authorization", "https://a", NONE, NULL,
     ALLOWED},
    {ANY "; CorsEnforce On Credentials", "cookie", "https://q", UNSAFE_ONES,
     CREDENTIALS, ALLOWED},
    {ANY "; CorsEnforce On Credentials", "cookie", "null", UNSAFE_ONES,
     CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "cookie mode:cors", "https://a",
     UNSAFE_ONES, CREDENTIALS, CREDENTIALS},
    {ONE "; CorsEnforce On Credentials", "cookie mode:no-cors", "https://a",
     UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "authorization mode:cors", "https://a",
     UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsAllowHeaders authorization; CorsEnforce On Credentials",
     "authorization", "https://a", NONE, NULL, ALLOWED},
    {ONE "; CorsAllowHeaders authorization; CorsEnforce On Credentials",
     "authorization cookie", "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsAllowHeaders *; CorsEnforce On Credentials", "authorization",
     "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsAllowHeaders * Authorization; CorsEnforce On Credentials",
     "authorization", "https://a", NONE, NULL, ALLOWED},
    {ONE "; CorsEnforce On Credentials" ON, "cookie authorization", "https://a",
     NONE, NULL, ALLOWED},
    {ONE "; CorsEnforce Unsafe Credentials", "cookie", "https://q", UNSAFE_ONES,
     NOT_LISTED, NOT_LISTED},
    {ONE "; CorsEnforce On Credentials", "cookie", "https://q", EVERY,
     NOT_LISTED, NULL},
    {ONE "; CorsEnforce On Credentials; CorsEnforceExcept https://a", "cookie",
     "https://a", NONE, NULL, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "cookie site:same-origin", "https://a",
     NONE, NULL, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "cookie mode:cors host:a", "https://a",
     NONE, NULL, ALLOWED},
    {ONE "; CorsEnforce On Credentials", "cookie site:same-site host:a",
     "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On Credentials" REPORT, "cookie", "https://a", NONE,
     NULL, NULL},
    {ONE "; CorsEnforce On Credentials; CorsEngine Off", "cookie", "https://a",
     NONE, NULL, NULL},
    /* A tenant can add the word Credentials, but not remove it. */
    {ONE "; CorsEnforce On | .htaccess:CorsEnforce Unsafe Credentials",
     "cookie", "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce On | .htaccess:CorsEnforce Unsafe Credentials",
     "cookie", "https://q", EVERY, NOT_LISTED, NULL},
    {ONE "; CorsEnforce Unsafe Credentials | .htaccess:CorsEnforce On",
     "cookie", "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce Unsafe Credentials | .htaccess:CorsEnforce Off",
     "cookie", "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce Unsafe Credentials" TENANT_REPORTS, "cookie",
     "https://a", UNSAFE_ONES, CREDENTIALS, ALLOWED},
    {ONE "; CorsEnforce Unsafe | .htaccess:CorsEnforce Unsafe Credentials; "
         "CorsEngine ReportOnly",
     "cookie", "https://a", NONE, NULL, NULL},
    {ONE "; CorsEnforce On Credentials | CorsEnforce On", "cookie", "https://a",
     NONE, NULL, ALLOWED},
};

#endif
