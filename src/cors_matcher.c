/* SPDX-License-Identifier: Apache-2.0
 *
 * A matcher says nothing about itself: it is tried.
 */
#include "cors_matcher.h"

#include <string.h>

#include "cors_expression.h"
#include "cors_origin.h"
#include "cors_public_suffix.h"

/* "scheme://" and the longest made-up host of an installation. */
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

/* If the expression begins with a scheme that is not a web scheme, the length
 * of that scheme; otherwise 0. */
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

/* The number of schemes of which the matcher admits installations; 2 means two
 * or more. */
static int count_schemes(cors_origin_matcher_t *matches, const void *baton,
                         const char *expression)
{
    static const char *const schemes[] = {"chrome-extension", "moz-extension",
                                          "safari-web-extension", "app",
                                          "capacitor"};
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

/* An origin made up from the expression. name is the part of its host that an
 * owner registers, up to the end of the host; NULL if there is none. */
typedef struct {
    char text[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_origin_t origin;
    const char *name;
    apr_size_t name_length;
} sample_t;

static bool make_up(const char *expression, unsigned number, unsigned style,
                    sample_t *sample)
{
    return cors_expression_sample(expression, number, style, sample->text,
                                  sizeof(sample->text))
               == CORS_SAMPLE_WRITTEN
           && cors_origin_parse(sample->text, strlen(sample->text),
                                &sample->origin)
                  == CORS_ORIGIN_OK
           && sample->origin.host_kind == CORS_HOST_NAME;
}

static bool is_registrable(sample_t *sample)
{
    const char *host = sample->origin.host;
    const char *end = host + sample->origin.host_length;

    sample->name = cors_registrable_name(host, sample->origin.host_length);
    sample->name_length = sample->name ? (apr_size_t)(end - sample->name) : 0;
    return sample->name != NULL;
}

/* Whether different owners can register the two made-up names. If so, the
 * expression admits names of anybody. */
static bool are_registered_apart(sample_t *one, sample_t *other)
{
    return is_registrable(one) && is_registrable(other)
           && (one->name_length != other->name_length
               || memcmp(one->name, other->name, one->name_length) != 0);
}

/* Whether the matcher admits both made-up origins of this number and style, and
 * different owners can register them. */
static bool is_open(cors_origin_matcher_t *matches, const void *baton,
                    const char *expression, unsigned number, unsigned style,
                    char *origin)
{
    sample_t one, other;

    if (!make_up(expression, number, style, &one)
        || !make_up(expression, number, style | CORS_SAMPLE_OTHER, &other)
        || strcmp(one.text, other.text) == 0
        || !matches(baton, one.text, strlen(one.text))
        || !matches(baton, other.text, strlen(other.text))
        || !are_registered_apart(&one, &other)) {
        return false;
    }
    strcpy(origin, one.text);
    return true;
}

bool cors_matcher_find_registrable(cors_origin_matcher_t *matches,
                                   const void *baton, const char *expression,
                                   char *origin)
{
    /* For expressions for which no text is made up, and for builds without
     * libpsl. */
    static const char *const others[] = {
        "https://vbnmlk.github.io",
        "https://vbnmlk.pages.dev",
        "https://vbnmlk.netlify.app",
        "https://vbnmlk.vercel.app",
    };
    unsigned number, style;
    size_t i;

    for (number = 0; number < CORS_EXPRESSION_CHOICES; ++number) {
        for (style = 0; style <= CORS_SAMPLE_SUFFIX;
             style += CORS_SAMPLE_SUFFIX) {
            if (is_open(matches, baton, expression, number, style, origin)) {
                return true;
            }
        }
    }
    for (i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
        if (matches(baton, others[i], strlen(others[i]))) {
            strcpy(origin, others[i]);
            return true;
        }
    }
    return false;
}

cors_reach_e cors_matcher_reach(cors_origin_matcher_t *matches,
                                const void *baton, const char *expression)
{
    char origin[CORS_ORIGIN_MAX_LENGTH + 1];
    int schemes;

    if (admits_web_probe(matches, baton)) {
        return CORS_REACH_BROAD;
    }
    schemes = count_schemes(matches, baton, expression);
    if (schemes > 0) {
        return schemes > 1 ? CORS_REACH_BROAD : CORS_REACH_ANY_INSTALLATION;
    }
    return cors_matcher_find_registrable(matches, baton, expression, origin)
               ? CORS_REACH_REGISTRABLE
               : CORS_REACH_NARROW;
}

bool cors_matcher_is_broad(cors_origin_matcher_t *matches, const void *baton)
{
    return cors_matcher_reach(matches, baton, "") == CORS_REACH_BROAD;
}
