/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of test_policy.c: settings as settings.h reads them, and the policy
 * and protection that they put in force.
 */
#ifndef POLICY_ROWS_H
#define POLICY_ROWS_H

#include "policy/cors_policy.h"

/* want, in words: scope of deny rules, enforcement, protection, the applied
 * protection, policy, constant value, and " alone" if "*" is the only value. */
static const struct {
    const char *text, *want;
} states[] = {
    {"", ""},
    {"CorsEngine On", ""},
    {"CorsAllowMethods PUT; CorsAllowCredentials On; CorsMaxAge 5", ""},
    {"CorsAllowOrigin *; CorsAllowHeaders * | CorsAllowHeaders +x",
     " policy constant:* alone"},
    {"CorsAllowOrigin None", ""},
    {"CorsAllowOrigin * | CorsAllowOrigin None", ""},
    {"CorsAllowOrigin *; CorsEngine Off", ""},
    {"CorsAllowOrigin * | CorsEngine Off | CorsMaxAge 5", ""},
    {"CorsAllowOrigin *", " policy constant:* alone"},
    {"CorsEngine Off | CorsAllowOrigin *; CorsEngine On",
     " policy constant:* alone"},
    {"CorsAllowOrigin https://a https://b | CorsAllowOrigin https://a",
     " policy constant:https://a"},
    {"CorsAllowOrigin None | CorsAllowOrigin +https://a",
     " policy constant:https://a"},
    {"CorsAllowOrigin +https://a", " policy constant:https://a"},
    {"CorsAllowOrigin https://a; CorsAllowCredentials On",
     " policy constant:https://a"},
    {"CorsAllowOrigin https://a https://b", " policy"},
    {"CorsAllowOrigin https://a | CorsAllowOrigin +https://b", " policy"},
    {"CorsAllowOrigin * https://a", " policy"},
    {"CorsAllowOrigin * | CorsAllowOrigin +https://a", " policy"},
    {"CorsAllowOrigin https://*.a", " policy"},
    {"CorsAllowOrigin https://a:*", " policy"},
    {"CorsAllowOrigin null; CorsDangerouslyTolerate NullOrigin", " policy"},
    {"CorsAllowOriginMatch https://a", " policy"},
    {"CorsAllowOrigin https://a; CorsAllowOriginMatch b", " policy"},
    {"CorsAllowOrigin *; CorsDenyOrigin https://x",
     " deny:all protection policy alone"},
    {"CorsAllowOrigin https://a; CorsDenyOrigin https://x",
     " deny:all protection policy"},
    {"CorsDenyOrigin https://x", " deny:all protection"},
    {"CorsDenyOrigin https://x; CorsEngine Off", ""},
    {"CorsDenyOrigin https://x | CorsEngine Off", ""},
    {"CorsEngine Off | CorsDenyOrigin https://x", ""},
    {"CorsEngine Off | .htaccess:CorsDenyOrigin https://x", ""},
    {"CorsDenyOrigin https://x | CorsEngine Off | .htaccess:CorsEngine Off",
     ""},
    {"CorsDenyOrigin https://x | .htaccess:CorsEngine Off | CorsEngine Off",
     ""},
    {"CorsDenyOrigin https://x | .htaccess:CorsEngine Off",
     " deny:configured protection"},
    {"CorsAllowOrigin *; CorsDenyOrigin https://x | CorsEngine On | "
     ".htaccess:CorsEngine Off",
     " deny:configured protection"},
    {".htaccess:CorsDenyOrigin https://x; CorsEngine Off", ""},
    {"CorsDenyOrigin https://x | .htaccess:CorsEngine Off | "
     ".htaccess:CorsEngine On",
     " deny:all protection"},
    {"CorsDenyOrigin https://x | .htaccess:CorsEngine Off | CorsEngine On",
     " deny:all protection"},
    {"CorsDenyOrigin https://x; CorsEngine Off | .htaccess:CorsEngine On",
     " deny:all protection"},
    /* Enforcement. */
    {"CorsEnforce On", " enforce protection"},
    {"CorsEnforce Off", ""},
    {"CorsEnforce On; CorsAllowOrigin *", " enforce protection policy alone"},
    {"CorsEnforce On; CorsAllowOrigin https://a", " enforce protection policy"},
    {"CorsEnforce Off; CorsAllowOrigin https://a",
     " policy constant:https://a"},
    {"CorsEnforce On; CorsDenyOrigin https://x",
     " deny:all enforce protection"},
    {"CorsEnforce On | CorsEnforce Off", ""},
    {"CorsEnforce Off | CorsEnforce On", " enforce protection"},
    {"CorsEnforce On | CorsMaxAge 5", " enforce protection"},
    {"CorsEnforce On; CorsEngine Off", ""},
    {"CorsEnforce On | CorsEngine Off", ""},
    {"CorsEngine Off | CorsEnforce On", ""},
    {"CorsEnforce On | CorsEngine Off | CorsEngine On", " enforce protection"},
    /* What tenants can change, and what they cannot. */
    {".htaccess:CorsEnforce On", " enforce protection"},
    {".htaccess:CorsEnforce On | .htaccess:CorsEnforce Off", ""},
    {".htaccess:CorsEnforce On; CorsEngine Off", ""},
    {".htaccess:CorsEnforce On | .htaccess:CorsEngine Off", ""},
    {"CorsEnforce On | .htaccess:CorsEnforce Off", " enforce protection"},
    {"CorsEnforce On | .htaccess:CorsEngine Off", " enforce protection"},
    {"CorsEnforce On | .htaccess:CorsEngine Off; CorsEnforce Off",
     " enforce protection"},
    {"CorsEnforce On; CorsAllowOrigin * | .htaccess:CorsEngine Off",
     " enforce protection"},
    {"CorsEnforce On; CorsAllowOrigin * | .htaccess:CorsAllowOrigin None",
     " enforce protection"},
    {"CorsEnforce On; CorsDenyOrigin https://x | .htaccess:CorsEngine Off",
     " deny:configured enforce protection"},
    {"CorsEnforce On | .htaccess:CorsEnforce Off | .htaccess:CorsEnforce Off",
     " enforce protection"},
    {"CorsEnforce Off | .htaccess:CorsEnforce On", " enforce protection"},
    {"CorsEnforce Off | .htaccess:CorsEnforce On; CorsEngine Off", ""},
    {"CorsEnforce On; CorsEngine Off | .htaccess:CorsEnforce Off", ""},
    {"CorsEnforce On | CorsEngine Off | .htaccess:CorsEngine Off", ""},
    /* Levels of enforcement: a tenant can raise them, and add Credentials. */
    {"CorsEnforce Unsafe", " enforce:unsafe protection"},
    {"CorsEnforce On Credentials", " enforce+credentials protection"},
    {"CorsEnforce On Credentials | CorsEnforce Unsafe",
     " enforce:unsafe protection"},
    {"CorsEnforce Unsafe | .htaccess:CorsEnforce On", " enforce protection"},
    {"CorsEnforce On | .htaccess:CorsEnforce Unsafe", " enforce protection"},
    {"CorsEnforce Unsafe | .htaccess:CorsEnforce Off",
     " enforce:unsafe protection"},
    {"CorsEnforce On | .htaccess:CorsEnforce Unsafe Credentials",
     " enforce+credentials protection"},
    {"CorsEnforce Unsafe Credentials | .htaccess:CorsEnforce On",
     " enforce+credentials protection"},
    {"CorsEnforce Unsafe Credentials | .htaccess:CorsEnforce Off",
     " enforce:unsafe+credentials protection"},
    {"CorsEnforce Unsafe | .htaccess:CorsEnforce On Credentials; CorsEngine "
     "Off",
     " enforce:unsafe protection"},
    {"CorsEnforce Off | .htaccess:CorsEnforce Unsafe Credentials",
     " enforce:unsafe+credentials protection"},
    {"CorsEnforce Unsafe; CorsAllowOrigin *",
     " enforce:unsafe protection policy alone"},
    {"CorsEnforceExcept https://a", ""},
    {"CorsEnforceExcept https://a; CorsAllowOrigin *",
     " policy constant:* alone"},
    {"CorsEnforce Unsafe; CorsEngine ReportOnly | .htaccess:CorsEnforce On",
     " enforce protection applied( )"},
    {"CorsEnforce Unsafe | .htaccess:CorsEnforce On; CorsEngine ReportOnly",
     " enforce protection applied( enforce:unsafe protection )"},
    /* ReportOnly: decisions as under On, applied protection as under Off. */
    {"CorsEngine ReportOnly", " applied( )"},
    {"CorsAllowOrigin *; CorsEngine ReportOnly",
     " applied( ) policy constant:* alone"},
    {"CorsEnforce On; CorsDenyOrigin https://x; CorsEngine ReportOnly",
     " deny:all enforce protection applied( )"},
    {"CorsEngine ReportOnly | CorsEnforce On",
     " enforce protection applied( )"},
    {"CorsEnforce On; CorsDenyOrigin https://x | "
     ".htaccess:CorsEngine ReportOnly",
     " deny:all enforce protection applied( deny:configured enforce "
     "protection )"},
    {"CorsAllowOrigin https://a; CorsEnforce On | .htaccess:CorsEngine "
     "ReportOnly; CorsEnforce Off",
     " enforce protection applied( enforce protection ) policy"},
    {".htaccess:CorsEngine ReportOnly; CorsEnforce On; CorsDenyOrigin "
     "https://x",
     " deny:all enforce protection applied( )"},
    {"CorsEnforce On; CorsEngine Off | .htaccess:CorsEngine ReportOnly",
     " enforce protection applied( )"},
    {"CorsEnforce On; CorsEngine ReportOnly | .htaccess:CorsEngine Off", ""},
    {"CorsEnforce On; CorsEngine ReportOnly | .htaccess:CorsEngine On",
     " enforce protection"},
    /* With CorsPreserveExisting a policy is not constant. Other directives do
     * not change that. */
    {"CorsAllowOrigin *; CorsPreserveExisting On", " policy alone"},
    {"CorsAllowOrigin *; CorsPreserveExisting Off", " policy constant:* alone"},
    {"CorsAllowOrigin *; CorsPreflight Forward; CorsTimingAllowOrigin On",
     " policy constant:* alone"},
    /* A later section of the administrator overrides a tenant's. */
    {"CorsEnforce On | .htaccess:CorsEnforce Off | CorsEnforce Off", ""},
    {".htaccess:CorsEnforce On | CorsEnforce Off", ""},
    {".htaccess:CorsEnforce Off | CorsEnforce On", " enforce protection"},
};

/* The rules that deny and admit: "origin=rule", or "origin" for none. */
static const struct {
    const char *text, *denied, *admitted;
} verdicts[] = {
    {"", "https://a null", "https://a null"},
    {"CorsAllowOrigin https://a | CorsAllowOrigin https://b", "",
     "https://a https://b=https://b null"},
    {"CorsAllowOrigin https://a | CorsAllowOrigin +https://b", "",
     "https://a=https://a https://b=https://b https://c"},
    {"CorsAllowOrigin https://a | CorsAllowOrigin None", "", "https://a"},
    {"CorsAllowOrigin https://a https://*.c; CorsAllowOrigin https://d", "",
     "https://a=https://a https://b.c=https://*.c https://d=https://d"},
    {"CorsAllowOrigin https://*.c | CorsAllowOrigin +https://b.c", "",
     "https://b.c=https://b.c https://a.c=https://*.c"},
    {"CorsAllowOrigin https://a; CorsAllowOriginMatch https://b", "",
     "https://a=https://a https://bc=https://b https://b/ null"},
    {"CorsAllowOrigin *", "null", "https://a=* null=* https://a/=* *=* NULL=*"},
    {"CorsAllowOrigin *; CorsDenyOrigin https://x",
     "https://x=https://x https://x.=https://x https://y.",
     "https://a=* null file:// https://a/ *"},
    {"CorsAllowOrigin * | CorsAllowOrigin +https://*.a +app://*", "",
     "https://b.a=https://*.a app://x=app://* https://c=* file://=* x=*"},
    {"CorsAllowOrigin *; CorsDangerouslyTolerate NullOrigin; "
     "CorsDenyOrigin file://",
     "file://=file:// null", "null=* file://=* https://a/"},
    {"CorsAllowOrigin *; CorsDangerouslyTolerate NullOrigin; "
     "CorsDenyOrigin https://x",
     "null", "null=*"},
    {"CorsAllowOrigin * null; CorsDenyOrigin https://x", "", "null=null"},
    {"CorsDenyOrigin https://x https://*.y null",
     "https://x=https://x https://a.y=https://*.y null=null https://y "
     "https://x/",
     "https://x"},
    {"CorsDenyOrigin *; CorsAllowOrigin https://a",
     "https://a=* null=* https://a/ *", "https://a=https://a"},
    {"CorsDenyOrigin https://*.y https://a.y", "https://a.y=https://a.y", ""},
    {"CorsDenyOrigin https://x | CorsDenyOrigin https://y | "
     ".htaccess:CorsDenyOrigin https://z",
     "https://x=https://x https://y=https://y https://z=https://z https://w",
     ""},
    {"CorsDenyOrigin https://x | .htaccess:CorsDenyOrigin https://z | "
     ".htaccess:CorsEngine Off",
     "https://x=https://x https://z", ""},
    {"CorsDenyOrigin https://x | CorsEngine Off", "https://x", ""},
};

/* The deny rules that are applied under ReportOnly, in the same form. */
static const struct {
    const char *text, *denied;
} applied[] = {
    {"CorsDenyOrigin https://x; CorsEngine ReportOnly", "https://x"},
    {"CorsDenyOrigin https://x | .htaccess:CorsEngine ReportOnly; "
     "CorsDenyOrigin https://z",
     "https://x=https://x https://z"},
    {"CorsDenyOrigin * | .htaccess:CorsDenyOrigin https://x; CorsEngine "
     "ReportOnly",
     "https://x=* null=*"},
    {".htaccess:CorsDenyOrigin https://x; CorsEngine ReportOnly", "https://x"},
};

/* Origins that CorsEnforceExcept lists, and others. */
static const struct {
    const char *text, *has, *has_not;
} excepts[] = {
    {"", "", "https://a null a"},
    {"CorsEnforceExcept https://a https://*.b null",
     "https://a https://c.b null", "https://b https://a. file:// https://a/ a"},
    {"CorsEnforceExcept file:// app://*", "file:// app://a",
     "null app:// https://a"},
    {"CorsEnforceExcept https://a | CorsEnforceExcept https://b", "https://b",
     "https://a"},
    {"CorsEnforceExcept https://*.a | CorsEnforceExcept +https://b",
     "https://c.a https://b", "https://a"},
    {"CorsEnforceExcept https://a | CorsEnforceExcept None", "", "https://a"},
    {"CorsAllowOrigin https://a; CorsDenyOrigin https://b", "",
     "https://a https://b"},
};

/* The field value that lists all origins, or NULL. */
static const struct {
    const char *text, *want;
} origins[] = {
    {"", NULL},
    {"CorsAllowOrigin *", "*"},
    {"CorsAllowOrigin https://a https://b", "https://a, https://b"},
    {"CorsAllowOrigin https://a *", "*"},
    {"CorsAllowOrigin https://a https://*.b *", "*"},
    {"CorsAllowOrigin https://a null", "https://a, null"},
    {"CorsAllowOrigin https://a https://*.b", NULL},
    {"CorsAllowOrigin https://a https://b:*", NULL},
    {"CorsAllowOrigin https://a; CorsAllowOriginMatch b", NULL},
    {"CorsAllowOrigin https://a; CorsDenyOrigin https://b", NULL},
    {"CorsAllowOrigin https://a https://b | CorsAllowOrigin +https://b "
     "+https://c",
     "https://a, https://b, https://c"},
    {"CorsAllowOrigin https://a | CorsAllowOrigin +*", "*"},
    {"CorsAllowOrigin * | CorsAllowOrigin +https://*.a", "*"},
    {"CorsAllowOrigin https://*.a | CorsAllowOrigin +*", "*"},
    {"CorsAllowOrigin https://*.a | CorsAllowOrigin +https://b", NULL},
};

/* The list of allowed header names: its field value, names in it and others,
 * and whether it has "*". */
static const struct {
    const char *text, *value, *has, *has_not;
    bool any;
} lists[] = {
    {"", NULL, "", "x *", false},
    {"CorsAllowHeaders None", NULL, "", "x", false},
    {"CorsAllowHeaders x-A X-b; CorsAllowHeaders x-c", "x-A, X-b, x-c",
     "x-a X-B X-C", "x-d *", false},
    {"CorsAllowHeaders a | CorsAllowHeaders b", "b", "b", "a", false},
    {"CorsAllowHeaders a | CorsAllowHeaders +b", "a, b", "a b", "c", false},
    {"CorsAllowHeaders +b", "b", "b", "a", false},
    {"CorsAllowHeaders a | CorsAllowHeaders None | CorsAllowHeaders +b", "b",
     "b", "a", false},
    {"CorsAllowHeaders A b | CorsAllowHeaders +B a C | CorsAllowHeaders +c d",
     "A, b, C, d", "a b c d", "e", false},
    {"CorsAllowHeaders * | CorsAllowHeaders +Authorization *",
     "*, Authorization", "authorization", "x *", true},
    {"CorsAllowHeaders a | CorsAllowHeaders +*", "a, *", "a", "x", true},
    {"CorsAllowHeaders * | CorsAllowHeaders b", "b", "b", "x", false},
};

#endif
