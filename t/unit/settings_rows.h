/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of test_settings.c: each field of the settings, and two sections
 * that set it.
 */
#ifndef SETTINGS_ROWS_H
#define SETTINGS_ROWS_H

#include "policy/cors_settings.h"

enum { ENGINE, SWITCH, ENFORCE, NUMBER, TOLERANCE, LIST };

static const size_t sizes[] = {
    sizeof(cors_engine_t), sizeof(cors_switch_t),    sizeof(cors_enforce_t),
    sizeof(cors_number_t), sizeof(cors_tolerance_t), sizeof(cors_name_list_t)};

#define FIELD(name) offsetof(cors_settings_t, name)

/* joins: if both are set, the result has the sets of base, then those of
 * add. */
static const struct {
    size_t offset;
    int kind;
    const char *base, *add;
    bool joins;
} fields[] = {
    {FIELD(engine), ENGINE, "CorsEngine Off", "CorsEngine On", false},
    {FIELD(engine), ENGINE, "CorsEngine On", ".htaccess:CorsEngine ReportOnly",
     false},
    {FIELD(configured_engine), ENGINE, "CorsEngine On", "CorsEngine Off",
     false},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *",
     "CorsAllowOrigin https://a", false},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *",
     "CorsAllowOrigin +https://a", true},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin +*",
     "CorsAllowOriginMatch +https://a", true},
    {FIELD(origin_rules), LIST, "CorsAllowOrigin *", "CorsAllowOrigin None",
     false},
    {FIELD(deny_rules), LIST, "CorsDenyOrigin *", "CorsDenyOrigin https://a",
     true},
    {FIELD(methods), LIST, "CorsAllowMethods PUT", "CorsAllowMethods PATCH",
     false},
    {FIELD(methods), LIST, "CorsAllowMethods PUT", "CorsAllowMethods +PATCH",
     true},
    {FIELD(request_headers), LIST, "CorsAllowHeaders x", "CorsAllowHeaders y",
     false},
    {FIELD(request_headers), LIST, "CorsAllowHeaders x", "CorsAllowHeaders +y",
     true},
    {FIELD(exposed_headers), LIST, "CorsExposeHeaders x", "CorsExposeHeaders y",
     false},
    {FIELD(exposed_headers), LIST, "CorsExposeHeaders x",
     "CorsExposeHeaders +y", true},
    {FIELD(credentials), SWITCH, "CorsAllowCredentials On",
     "CorsAllowCredentials Off", false},
    {FIELD(timing), SWITCH, "CorsTimingAllowOrigin On",
     "CorsTimingAllowOrigin Off", false},
    {FIELD(forward), SWITCH, "CorsPreflight Forward", "CorsPreflight Answer",
     false},
    {FIELD(preserve), SWITCH, "CorsPreserveExisting On",
     "CorsPreserveExisting Off", false},
    {FIELD(enforce), ENFORCE, "CorsEnforce Off", "CorsEnforce On", false},
    {FIELD(enforce), ENFORCE, "CorsEnforce On", "CorsEnforce Unsafe", false},
    {FIELD(enforce), ENFORCE, "CorsEnforce On", ".htaccess:CorsEnforce Off",
     false},
    {FIELD(enforce), ENFORCE, "CorsEnforce On Credentials", "CorsEnforce On",
     false},
    {FIELD(enforce), ENFORCE, "CorsEnforce Unsafe",
     ".htaccess:CorsEnforce Unsafe Credentials", false},
    {FIELD(configured_enforce), ENFORCE, "CorsEnforce On", "CorsEnforce Off",
     false},
    {FIELD(configured_enforce), ENFORCE, "CorsEnforce Unsafe Credentials",
     "CorsEnforce On", false},
    {FIELD(enforce_except), LIST, "CorsEnforceExcept https://a",
     "CorsEnforceExcept https://b", false},
    {FIELD(enforce_except), LIST, "CorsEnforceExcept https://a",
     "CorsEnforceExcept +https://b +null", true},
    {FIELD(enforce_except), LIST, "CorsEnforceExcept https://a",
     "CorsEnforceExcept None", false},
    {FIELD(max_age), NUMBER, "CorsMaxAge 600", "CorsMaxAge 0", false},
    {FIELD(max_age), NUMBER, "CorsMaxAge 600", "CorsMaxAge None", false},
    {FIELD(preflight_status), NUMBER, "CorsPreflightStatus 200",
     "CorsPreflightStatus 204", false},
    {FIELD(tolerance), TOLERANCE, "CorsDangerouslyTolerate NullOrigin",
     "CorsDangerouslyTolerate InsecureOrigins", false},
    {FIELD(tolerance), TOLERANCE, "CorsDangerouslyTolerate NullOrigin",
     "CorsDangerouslyTolerate None", false},
    {FIELD(explain), SWITCH, "CorsExplain On", "CorsExplain Off", false},
    {FIELD(status), SWITCH, "CorsStatus On", "CorsStatus Off", false},
};

#endif
