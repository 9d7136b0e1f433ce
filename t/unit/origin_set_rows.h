/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of test_origin_set.c. Rules are patterns. A "~" before a text makes
 * it a matcher, which admits the origins that begin with the text.
 */
#ifndef ORIGIN_SET_ROWS_H
#define ORIGIN_SET_ROWS_H

#include <stddef.h>

/* The rule that admits an origin: "origin=rule", or "origin" for none. */
static const struct {
    const char *rules, *verdicts;
} finds[] = {
    {"", "https://a.example null *"},
    {"https://a.example",
     "https://a.example=https://a.example http://a.example null * "
     "https://a.example:8443 https://b.a.example https://a.exampl "
     "https://a.example. https://A.example https://a.example/ "
     "https://a.example:443 https://a.example.evil.com https://evila.example"},
    {"https://a.example:8443 http://[::1]:3000 https://192.168.0.1",
     "https://a.example:8443=https://a.example:8443 https://a.example "
     "http://[::1]:3000=http://[::1]:3000 http://[::1] "
     "https://192.168.0.1=https://192.168.0.1 https://192.168.0.10"},
    {"https://*.example.com",
     "https://a.example.com=https://*.example.com "
     "https://a.b.c.example.com=https://*.example.com https://example.com "
     "https://evilexample.com https://a.example.com:1 http://a.example.com "
     "https://.example.com https://a..example.com https://A.example.com "
     "https://a.example.com. https://a.example.com/ https://x@a.example.com "
     "https://a.example.com.evil.com https://*.example.com null"},
    {"https://*.example.com:8443 https://*.example.org:*",
     "https://a.example.com:8443=https://*.example.com:8443 "
     "https://a.example.com https://a.example.com:844 "
     "https://a.example.org=https://*.example.org:* https://example.org:1 "
     "https://a.b.example.org:65535=https://*.example.org:* "
     "https://a.example.org:65536 https://a.example.org:443"},
    {"http://localhost:* http://[::1]:* http://127.0.0.1:*",
     "http://localhost=http://localhost:* https://localhost null "
     "http://localhost:3000=http://localhost:* http://a.localhost:3000 "
     "http://[::1]:8=http://[::1]:* http://[::2]:8 "
     "http://127.0.0.1=http://127.0.0.1:* http://127.0.0.11 "
     "http://localhost:0 http://localhost:*"},
    {"https://*.b.c https://*.c https://a.b.c",
     "https://a.b.c=https://a.b.c https://x.c=https://*.c https://c "
     "https://b.c=https://*.c https://b.cc"},
    {"* null https://a.example",
     "null=null https://a.example=https://a.example https://b.example=* "
     "http://[::1]:3000=* *=* https://b.example/=* nul=* Null=* file://=*"},
    {"*", "null=* https://b.example=* app://x=* https://=* file://=* x=* "
          "https://a,https://b=* https://a~b.example=*"},
    {"null", "null=null https://a.example NULL nulla file://"},
    {"file:// null", "file://=file:// null=null file:/// file://a app://"},
    /* The final dot. */
    {"https://a.example. https://*.b.example. http://c.:*",
     "https://a.example.=https://a.example. https://a.example "
     "https://a.example.. https://x.b.example.=https://*.b.example. "
     "https://x.b.example https://b.example. http://c.=http://c.:* "
     "http://c.:81=http://c.:* http://c http://c:81"},
    /* Applications and extensions. */
    {"app://. app://A app://a:81 qrc://",
     "app://.=app://. app://A=app://A app://a app://a:81=app://a:81 app://:81 "
     "qrc://=qrc:// app:// qrc://a"},
    {"app://* moz-extension://* moz-extension://Ab app-x://*",
     "app://a=app://* app://.=app://* app://A=app://* app:// app://a:81 "
     "app://[::1]=app://* apq://a app-x://a=app-x://* "
     "moz-extension://a=moz-extension://* file:// null "
     "moz-extension://Ab=moz-extension://Ab https://a appp://a"},
    {"app://* * ~app://a ~qrc ~file ~nu",
     "app://a=app://* app://a:81=~app://a app://=* qrc://=~qrc file://=* "
     "null=*"},
    {"~https://a ~https://ab ~null * https://ab.example https://*.com",
     "https://ab.example=https://ab.example https://a.com=https://*.com null=* "
     "https://b.a.com=https://*.com https://ac=~https://a https://b=* "
     "https://a/=* https://a.example.=~https://a"},
    {"~https://a ~https://ab ~http",
     "https://ab.example=~https://a http://b.example=~http https://b=~http "
     "null app://b https://ab.example/ https://AB.example"},
};

/* The rule that denies an origin, in the same form. */
static const struct {
    const char *rules, *verdicts;
} denials[] = {
    {"", "https://a.example null *"},
    {"https://a.example http://b:81 https://*.c:* https://*.d.e http://[::1]",
     "https://a.example=https://a.example https://a.example.=https://a.example "
     "https://a.example.. https://a.example.:81 http://a.example. "
     "http://b:81=http://b:81 http://b.:81=http://b:81 http://b. "
     "https://x.c.=https://*.c:* https://x.c.:81=https://*.c:* https://c. "
     "https://x.d.e.=https://*.d.e https://x.d.e.:81 https://d.e. "
     "http://[::1]=http://[::1] http://[::1]. null file:// https://a.example/ "
     "https://a~b.example"},
    {"https://a. https://*.b.",
     "https://a.=https://a. https://a https://x.b.=https://*.b. https://x.b"},
    {"https://a. https://a", "https://a.=https://a. https://a=https://a"},
    {"* https://a null",
     "https://a=https://a https://a.=https://a https://b=* null=null file://=* "
     "app://=* https://b/ x * https://a.. https://a~b.example"},
    {"app://* app://.:81 file:// https://a~b.c",
     "app://a=app://* app://a.=app://* app://a.:81 app://.:81=app://.:81 "
     "file://=file:// null https://a~b.c=https://a~b.c https://a~b.c. "
     "https://a~b.d"},
};

/* Properties of a set: the number of rules, the only value, and the first rule
 * with each risk. */
static const struct {
    const char *rules;
    int count;
    const char *only, *any, *null, *insecure, *matcher;
} properties[] = {
    {"", 0, NULL, NULL, NULL, NULL, NULL},
    {"*", 1, "*", "*", NULL, NULL, NULL},
    {"null", 1, NULL, NULL, "null", NULL, NULL},
    {"* null", 2, NULL, "*", "null", NULL, NULL},
    {"https://a https://a", 1, "https://a", NULL, NULL, NULL, NULL},
    {"https://*.a https://*.a", 1, NULL, NULL, NULL, NULL, NULL},
    {"https://*.a https://*.a:* https://a:*", 3, NULL, NULL, NULL, NULL, NULL},
    {"https://a.b ~https://a.b", 2, NULL, NULL, NULL, NULL, NULL},
    {"http://a", 1, "http://a", NULL, NULL, "http://a", NULL},
    {"http://localhost http://127.1.1.1 http://[::1] http://*.localhost:*", 4,
     NULL, NULL, NULL, NULL, NULL},
    {"https://a http://*.b:* http://a", 3, NULL, NULL, NULL, "http://*.b:*",
     NULL},
    {"file://", 1, NULL, NULL, "file://", NULL, NULL},
    {"list:a", 1, NULL, NULL, NULL, NULL, NULL},
    {"https://a list:a list:b list:a", 3, NULL, NULL, NULL, NULL, NULL},
    {"* list:a", 2, NULL, "*", NULL, NULL, NULL},
    {"file:// null", 2, NULL, NULL, "file://", NULL, NULL},
    {"app://*", 1, NULL, NULL, NULL, NULL, NULL},
    {"app://. http://localhost. http://a.", 3, NULL, NULL, NULL, "http://a.",
     NULL},
    {"qrc://", 1, "qrc://", NULL, NULL, NULL, NULL},
    {"http://[::2]:* http://a null *", 4, NULL, "*", "null", "http://[::2]:*",
     NULL},
    {"~https://a.example", 1, NULL, NULL, NULL, NULL, NULL},
    {"~https://a.example ~https:// ~h", 3, NULL, NULL, NULL, NULL, "~https://"},
    {"~http://a ~https://c", 2, NULL, NULL, NULL, NULL, NULL},
};

/* The redundant patterns, each as "pattern<by". */
static const struct {
    const char *rules, *want;
} covered[] = {
    {"", ""},
    {"https://a https://b null ~https://", ""},
    {"https://*.a", ""},
    {"https://*.a:*", ""},
    {"*", ""},
    {"* ~https://a", ""},
    /* "*" covers all. */
    {"* https://a", "https://a<*"},
    {"null *", "null<*"},
    {"* list:a", "list:a<*"},
    {"https://*.a list:a ~https://", ""},
    {"* https://*.a http://a:* http://*.a:* app://* file://",
     "https://*.a<* http://a:*<* http://*.a:*<* app://*<* file://<*"},
    {"app://* app://a app:// app://a:81 apq://a app://.",
     "app://a<app://* app://.<app://*"},
    {"app://* apq://*", ""},
    {"https://*.a. https://b.a. https://b.a https://*.b.a.",
     "https://b.a.<https://*.a. https://*.b.a.<https://*.a."},
    {"https://a https://a.", ""},
    /* An exact pattern below a host. */
    {"https://*.b https://a.b", "https://a.b<https://*.b"},
    {"https://*.b https://a.a.b", "https://a.a.b<https://*.b"},
    {"https://*.b https://b", ""},
    {"https://*.b https://ab", ""},
    {"https://*.b http://a.b", ""},
    {"https://*.b https://b.a", ""},
    {"https://*.b https://a.b.c", ""},
    {"https://*.b https://a.b:81", ""},
    {"https://*.b:81 https://a.b", ""},
    {"https://*.b:81 https://a.b:81", "https://a.b:81<https://*.b:81"},
    {"https://*.b:* https://a.b:81", "https://a.b:81<https://*.b:*"},
    {"https://*.b:* https://a.b", "https://a.b<https://*.b:*"},
    {"https://*.b:* https://b:81", ""},
    {"https://*.b * https://a.b", "https://*.b<* https://a.b<https://*.b"},
    /* An exact pattern by its ports. */
    {"https://a:* https://a https://a:81", "https://a<https://a:* "
                                           "https://a:81<https://a:*"},
    {"https://a:* https://a.a https://aa http://a", ""},
    {"http://[::1]:* http://[::1] http://[::1]:3000 http://[::2]",
     "http://[::1]<http://[::1]:* http://[::1]:3000<http://[::1]:*"},
    {"http://127.0.0.1:* http://127.0.0.1:1",
     "http://127.0.0.1:1<http://127.0.0.1:*"},
    /* Every port of one host. */
    {"https://a.b:* https://*.b", ""},
    {"https://a.b:* https://*.b:81", ""},
    {"https://a.b:* https://*.b:*", "https://a.b:*<https://*.b:*"},
    {"https://b:* https://*.b:*", ""},
    {"https://b:* https://*.b", ""},
    {"https://x.b:* https://*.b", ""},
    /* All subdomains of a host. */
    {"https://*.a.b https://*.b", "https://*.a.b<https://*.b"},
    {"https://*.c.a.b https://*.b", "https://*.c.a.b<https://*.b"},
    {"https://*.b https://*.c", ""},
    {"https://*.ab https://*.b", ""},
    {"http://*.a.b https://*.b", ""},
    {"https://*.a.b https://*.c https://a.b https://x.a.b",
     "https://x.a.b<https://*.a.b"},
    {"https://*.a https://*.a:81", ""},
    {"https://*.a https://*.a:*", "https://*.a<https://*.a:*"},
    {"https://*.a:81 https://*.a:*", "https://*.a:81<https://*.a:*"},
    {"https://*.a.b:81 https://*.b:81 https://*.b:82",
     "https://*.a.b:81<https://*.b:81"},
    {"https://*.a.b:81 https://*.b", ""},
    {"https://*.a.b:* https://*.b https://*.b:81", ""},
    {"https://*.a.b:* https://*.b:*", "https://*.a.b:*<https://*.b:*"},
    {"https://*.a.b https://*.b:*", "https://*.a.b<https://*.b:*"},
    /* A chain: each redundant pattern is reported once. */
    {"https://*.c https://*.b.c https://*.a.b.c https://x.a.b.c",
     "https://*.b.c<https://*.c https://*.a.b.c<https://*.c "
     "https://x.a.b.c<https://*.c"},
};

#endif
