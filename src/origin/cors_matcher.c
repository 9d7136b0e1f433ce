/* SPDX-License-Identifier: Apache-2.0
 *
 * A matcher is only a callback: the only way to learn what it admits is to call
 * it.
 */
#include "origin/cors_matcher.h"

#include <string.h>

#include "origin/cors_regex_sample.h"
#include "origin/cors_origin.h"
#include "origin/cors_public_suffix.h"
#include "origin/cors_regex_tails.h"

/* The maximum number of pairs of origins from cors_regex_tails.h that are
 * tried. Each match of a tenant's expression may be slow. */
#define TAILS_TRIED 24

/* Two made-up texts may have this many adjacent letters in common by chance. */
#define SAME_LETTERS 3

/* "scheme://" and the longest made-up host of an installation. */
#define INSTALLATION_SIZE (CORS_SCHEME_MAX_LENGTH + 3 + 36 + 1)

static bool admits_web_probe(cors_matcher_t *matches, const void *baton)
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

static bool admits_installation(cors_matcher_t *matches, const void *baton,
                                const char *scheme, apr_size_t scheme_length)
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

/* Returns the length of the scheme with which the expression begins; 0 if it
 * begins with none, with a web scheme, or with "file". */
static apr_size_t application_scheme_length(const char *expression)
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

/* Returns the number of schemes whose installations the matcher admits; 2 means
 * two or more. */
static int count_schemes(cors_matcher_t *matches, const void *baton,
                         const char *expression)
{
    static const char *const schemes[] = {"chrome-extension", "moz-extension",
                                          "safari-web-extension", "app",
                                          "capacitor"};
    /* The length of the expression's scheme; 0 once it has been tried. */
    apr_size_t untried = application_scheme_length(expression);
    int count = 0;
    size_t i;

    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && count < 2; ++i) {
        apr_size_t length = strlen(schemes[i]);

        if (length == untried && memcmp(schemes[i], expression, untried) == 0) {
            untried = 0;
        }
        count += admits_installation(matches, baton, schemes[i], length);
    }
    if (untried > 0 && count < 2) {
        count += admits_installation(matches, baton, expression, untried);
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

static bool parse(sample_t *sample)
{
    return cors_origin_parse(sample->text, strlen(sample->text),
                             &sample->origin)
           == CORS_ORIGIN_OK;
}

/* Corrects a sample that is not an origin. An expression may ignore case
 * ("(?i)") or white space in its text ("(?x)"), and may begin with a wildcard
 * instead of a scheme. */
static bool normalize(sample_t *sample)
{
    static const char scheme[] = "https://";
    char *to = sample->text;
    const char *p;

    for (p = sample->text; *p; ++p) {
        if (*p != ' ') {
            *to++ = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
        }
    }
    *to = '\0';
    if (!strstr(sample->text, "://")
        && strlen(sample->text) + strlen(scheme) < sizeof(sample->text)) {
        memmove(sample->text + strlen(scheme), sample->text,
                strlen(sample->text) + 1);
        memcpy(sample->text, scheme, strlen(scheme));
    }
    return parse(sample);
}

static bool make_up(const char *expression, unsigned number, unsigned style,
                    sample_t *sample)
{
    return cors_regex_sample(expression, number, style, sample->text,
                             sizeof(sample->text))
               == CORS_SAMPLE_WRITTEN
           && (parse(sample) || normalize(sample));
}

static bool is_registrable(sample_t *sample)
{
    const char *host = sample->origin.host;
    const char *end = host + sample->origin.host_length;

    sample->name =
        cors_public_suffix_registrable_name(host, sample->origin.host_length);
    sample->name_length = sample->name ? (apr_size_t)(end - sample->name) : 0;
    return sample->name != NULL;
}

/* Whether different owners can register the two made-up names. If so, anybody
 * can register a name that the expression admits. */
static bool are_registered_apart(sample_t *one, sample_t *other)
{
    return is_registrable(one) && is_registrable(other)
           && (one->name_length != other->name_length
               || memcmp(one->name, other->name, one->name_length) != 0);
}

static bool admits_both(cors_matcher_t *matches, const void *baton,
                        const sample_t *one, const sample_t *other)
{
    return strcmp(one->text, other->text) != 0
           && matches(baton, one->text, strlen(one->text))
           && matches(baton, other->text, strlen(other->text));
}

/* Whether the matcher admits both made-up origins of this number and style, and
 * different owners can register them. */
static bool is_open(cors_matcher_t *matches, const void *baton,
                    const char *expression, unsigned number, unsigned style,
                    char *origin)
{
    sample_t one, other;

    if (!make_up(expression, number, style, &one)
        || one.origin.host_kind != CORS_HOST_NAME
        || !make_up(expression, number, style | CORS_SAMPLE_OTHER, &other)
        || other.origin.host_kind != CORS_HOST_NAME
        || !admits_both(matches, baton, &one, &other)
        || !are_registered_apart(&one, &other)) {
        return false;
    }
    strcpy(origin, one.text);
    return true;
}

static bool read_tail(const cors_regex_tails_t *tails, const char *letters,
                      sample_t *sample)
{
    cors_regex_tails_write(tails, letters, sample->text, sizeof(sample->text));
    return parse(sample);
}

/* Whether the matcher admits two origins that end in the same literal part of
 * the expression, and different owners can register them. */
static bool has_open_tail(cors_matcher_t *matches, const void *baton,
                          const char *expression, char *origin)
{
    cors_regex_tails_t tails = {.expression = expression};
    sample_t one, other;
    int tries;

    if (strlen(expression) > CORS_REGEX_SAMPLE_MAX_LENGTH) {
        return false;
    }
    for (tries = 0; tries < TAILS_TRIED && cors_regex_tails_next(&tails);
         ++tries) {
        if (read_tail(&tails, "vbnml", &one)
            && read_tail(&tails, "jxzkq", &other)
            && admits_both(matches, baton, &one, &other)
            && are_registered_apart(&one, &other)) {
            strcpy(origin, one.text);
            return true;
        }
    }
    return false;
}

bool cors_matcher_find_registrable(cors_matcher_t *matches, const void *baton,
                                   const char *expression, char *origin)
{
    /* For expressions for which no text is made up, and for builds without
     * libpsl. */
    static const char *const others[] = {
        "https://vbnmlk.github.io",
        "https://vbnmlk.pages.dev",
        "https://vbnmlk.netlify.app",
        "https://vbnmlk.vercel.app",
    };
    unsigned samples = cors_regex_sample_count(expression);
    unsigned number, style;
    size_t i;

    for (number = 0; number < samples; ++number) {
        for (style = 0; style <= CORS_SAMPLE_SUFFIX;
             style += CORS_SAMPLE_SUFFIX) {
            if (is_open(matches, baton, expression, number, style, origin)) {
                return true;
            }
        }
    }
    if (has_open_tail(matches, baton, expression, origin)) {
        return true;
    }
    for (i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
        if (matches(baton, others[i], strlen(others[i]))) {
            strcpy(origin, others[i]);
            return true;
        }
    }
    return false;
}

/* Whether two origins have the same scheme, which is not a web scheme, and no
 * literal part in their hosts. */
static bool is_all_made_up(const cors_origin_t *one, const cors_origin_t *other)
{
    int run = 0;
    apr_size_t i;

    if (one->web || one->host_length != other->host_length
        || one->scheme_length != other->scheme_length
        || memcmp(one->scheme, other->scheme, one->scheme_length) != 0) {
        return false;
    }
    for (i = 0; i < one->host_length; ++i) {
        run = one->host[i] == other->host[i] ? run + 1 : 0;
        if (run > SAME_LETTERS || (run > 0 && i == 0)
            || (run > 0 && i + 1 == one->host_length)) {
            return false;
        }
    }
    return one->host_length > 0;
}

/* Whether the matcher admits arbitrary hosts of an application's scheme, of a
 * length that the expression requires. */
static bool admits_made_up_installation(cors_matcher_t *matches,
                                        const void *baton,
                                        const char *expression)
{
    unsigned samples = cors_regex_sample_count(expression);
    sample_t one, other;
    unsigned number;

    for (number = 0; number < samples; ++number) {
        if (make_up(expression, number, 0, &one) && !one.origin.web
            && make_up(expression, number, CORS_SAMPLE_OTHER, &other)
            && is_all_made_up(&one.origin, &other.origin)
            && admits_both(matches, baton, &one, &other)) {
            return true;
        }
    }
    return false;
}

cors_reach_e cors_matcher_reach(cors_matcher_t *matches, const void *baton,
                                const char *expression)
{
    char origin[CORS_ORIGIN_MAX_LENGTH + 1];
    int schemes;

    if (admits_web_probe(matches, baton)) {
        return CORS_REACH_BROAD;
    }
    schemes = count_schemes(matches, baton, expression);
    if (schemes > 1) {
        return CORS_REACH_BROAD;
    }
    if (schemes == 0
        && admits_made_up_installation(matches, baton, expression)) {
        schemes = 1;
    }
    if (cors_matcher_find_registrable(matches, baton, expression, origin)) {
        return schemes > 0 ? CORS_REACH_BROAD : CORS_REACH_REGISTRABLE;
    }
    return schemes > 0 ? CORS_REACH_ANY_INSTALLATION : CORS_REACH_NARROW;
}
