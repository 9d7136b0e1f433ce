/* SPDX-License-Identifier: Apache-2.0
 *
 * A matcher says nothing about itself: it is tried.
 */
#include "cors_matcher.h"

#include <string.h>

#include "cors_origin.h"

/* "scheme://" and the longest host of an installation that is tried. */
#define INSTALLATION_SIZE (CORS_SCHEME_MAX_LENGTH + 3 + 36 + 1)

static bool admits_web_probe(cors_origin_matcher_t *matches, const void *baton)
{
    static const char *const probes[] = {
        "https://q7.com",
        "https://vbnmlk.com",
        "https://vbnmlk.net",
        "https://vbnmlk.org",
        "https://www.vbnmlk.com",
        "http://vbnmlk.com",
        "https://vbnmlk.com:3000",
        "https://vbnmlk.com:8080",
        "https://vbnmlk.com:8443",
        "https://vbnmlk.github.io",
        "https://vbnmlk.pages.dev",
        "https://vbnmlk.netlify.app",
        "https://vbnmlk.vercel.app",
        "https://xn--zckzah.hjklwq.net",
        "https://a-b.c_d.trewq.org",
        "https://jwzqkvxy.co.uk",
        "https://www.mnbvcxz-lkjhgf.io",
        "https://0.de:44321",
        "https://pqowieuryt.app",
        "https://45.83.201.7",
        "https://[2a0b:7c4::5c1]",
        "https://zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz.dev",
    };
    size_t i;

    for (i = 0; i < sizeof(probes) / sizeof(probes[0]); ++i) {
        if (matches(baton, probes[i], strlen(probes[i]))) {
            return true;
        }
    }
    return false;
}

static bool admits_installation(cors_origin_matcher_t *matches,
                                const void *baton, const char *scheme,
                                apr_size_t scheme_length)
{
    static const char *const hosts[] = {
        "ghjkabcdefnmpoilghjkabcdefnmpoil",
        "7d2f0f4c-3b5a-4e1d-9c86-0a1b2c3d4e5f",
        "7D2F0F4C-3B5A-4E1D-9C86-0A1B2C3D4E5F",
        "vbnmlk",
    };
    char origin[INSTALLATION_SIZE];
    size_t i;

    memcpy(origin, scheme, scheme_length);
    memcpy(origin + scheme_length, "://", 3);
    for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); ++i) {
        apr_size_t length = scheme_length + 3 + strlen(hosts[i]);

        strcpy(origin + scheme_length + 3, hosts[i]);
        if (matches(baton, origin, length)) {
            return true;
        }
    }
    return false;
}

/* The length of the scheme, one not of the web, with which an expression
 * begins, or 0. */
static apr_size_t own_scheme(const char *expression)
{
    const char *end = strstr(expression, "://");
    apr_size_t length = end ? (apr_size_t)(end - expression) : 0;
    cors_origin_t origin;

    return end
                   && cors_origin_parse(expression, length + 3, &origin)
                          == CORS_ORIGIN_OK
                   && strncmp(expression, "file:", 5) != 0
               ? length
               : 0;
}

/* How many schemes it admits installations of; 2 stands for more. */
static int count_schemes(cors_origin_matcher_t *matches, const void *baton,
                         const char *expression)
{
    static const char *const schemes[] = {
        "chrome-extension",
        "moz-extension",
        "safari-web-extension",
        "safari-extension",
        "app",
        "capacitor",
        "ionic",
        "tauri",
        "vscode-webview",
    };
    apr_size_t own = own_scheme(expression);
    int count = 0;
    size_t i;

    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && count < 2; ++i) {
        apr_size_t length = strlen(schemes[i]);

        if (length == own && memcmp(schemes[i], expression, own) == 0) {
            own = 0;
        }
        count += admits_installation(matches, baton, schemes[i], length);
    }
    if (own > 0 && count < 2) {
        count += admits_installation(matches, baton, expression, own);
    }
    return count;
}

cors_reach_e cors_matcher_reach(cors_origin_matcher_t *matches,
                                const void *baton, const char *expression)
{
    int schemes;

    if (admits_web_probe(matches, baton)) {
        return CORS_REACH_BROAD;
    }
    schemes = count_schemes(matches, baton, expression);
    if (schemes > 0) {
        return schemes > 1 ? CORS_REACH_BROAD : CORS_REACH_ANY_INSTALLATION;
    }
    return CORS_REACH_NARROW;
}

bool cors_matcher_is_broad(cors_origin_matcher_t *matches, const void *baton)
{
    return cors_matcher_reach(matches, baton, "") == CORS_REACH_BROAD;
}
