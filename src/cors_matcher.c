/* SPDX-License-Identifier: Apache-2.0
 *
 * A matcher says nothing about itself: it is tried.
 */
#include "cors_matcher.h"

#include <string.h>

bool cors_matcher_is_broad(cors_origin_matcher_t *matches, const void *baton)
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
        "chrome-extension://ghjkabcdefnmpoilghjkabcdefnmpoil",
        "moz-extension://7d2f0f4c-3b5a-4e1d-9c86-0a1b2c3d4e5f",
    };
    size_t i;

    for (i = 0; i < sizeof(probes) / sizeof(probes[0]); ++i) {
        if (matches(baton, probes[i], strlen(probes[i]))) {
            return true;
        }
    }
    return false;
}
