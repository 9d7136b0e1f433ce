/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "policy/cors_stance.h"

#define LONG_LABEL                                                             \
    "a-label-that-is-as-long-as-a-label-can-be-which-is-63-bytes-abc"
#define LONG_HOST LONG_LABEL "." LONG_LABEL "." LONG_LABEL

const sample_kind_t sample_kinds[] = {
    {"exact", {"https://a%07u.example"}, {"https://a%07u.example"}},
    {"wildcard", {"https://*.a%07u.example"}, {"https://b.a%07u.example"}},
    {"mixed",
     {"https://a%07u.example", "https://*.a%07u.example",
      "https://a%07u.example:*"},
     {"https://a%07u.example", "https://b.a%07u.example",
      "https://a%07u.example:8443"}},
    {"long-prefix",
     {"https://" LONG_HOST ".a%07u.example"},
     {"https://" LONG_HOST ".a%07u.example"}},
    {"long-suffix",
     {"https://a%07u." LONG_HOST ".example"},
     {"https://a%07u." LONG_HOST ".example"}},
    {"last-bytes", {"https://intranet-%07u"}, {"https://intranet-%07u"}},
    {NULL, {NULL}, {NULL}},
};

static const char *numbered(const char *const *formats, apr_size_t number,
                            apr_pool_t *pool)
{
    const char *format = formats[1] ? formats[number % 3] : formats[0];

    return apr_psprintf(pool, format, (unsigned)number);
}

const char *sample_pattern(const sample_kind_t *kind, apr_size_t number,
                           apr_pool_t *pool)
{
    return numbered(kind->patterns, number, pool);
}

const char *sample_origin(const sample_kind_t *kind, apr_size_t number,
                          apr_pool_t *pool)
{
    return numbered(kind->origins, number, pool);
}

const char **sample_patterns(const sample_kind_t *kind, apr_size_t count,
                             apr_pool_t *pool)
{
    const char **patterns = apr_palloc(pool, count * sizeof(*patterns));
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        patterns[i] = sample_pattern(kind, i, pool);
    }
    return patterns;
}

static const cors_place_t *place_of_line(int line, apr_pool_t *pool)
{
    cors_place_t *place = apr_palloc(pool, sizeof(*place));

    place->file = "bench.conf";
    place->line = line;
    place->in_htaccess = false;
    return place;
}

cors_origin_set_t *sample_set(const char *const *patterns, apr_size_t count,
                              apr_pool_t *pool)
{
    cors_origin_set_t *set = cors_origin_set_create(pool);
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        cors_pattern_t pattern;
        cors_pattern_stop_t stop;

        if (cors_pattern_parse(patterns[i], &pattern, &stop, pool)
            != CORS_PATTERN_OK) {
            fprintf(stderr, "'%s' is not an origin pattern\n", patterns[i]);
            exit(EXIT_FAILURE);
        }
        (void)cors_origin_set_add(set, &pattern, place_of_line((int)i, pool));
    }
    return set;
}

static void put_names(cors_name_list_t *list, cors_names_kind_e kind,
                      const char *one, const char *other,
                      const cors_place_t *place, apr_pool_t *pool)
{
    cors_names_t *names = cors_value_list_names(list, kind, pool);

    cors_names_add(names, one, place);
    cors_names_add(names, other, place);
    list->list.place = place;
}

cors_settings_t *sample_policy(cors_origin_set_t *set, apr_pool_t *pool)
{
    cors_settings_t *settings = apr_pcalloc(pool, sizeof(*settings));
    const cors_place_t *place = place_of_line(1, pool);
    cors_origin_set_t **sets = apr_palloc(pool, sizeof(*sets));

    sets[0] = set;
    settings->origin_rules.sets = sets;
    settings->origin_rules.list.count = 1;
    settings->origin_rules.list.place = place;
    put_names(&settings->methods, CORS_METHOD_NAMES, "PUT", "DELETE", place,
              pool);
    put_names(&settings->request_headers, CORS_HEADER_NAMES, "Content-Type",
              "Authorization", place, pool);
    settings->credentials.on = true;
    settings->credentials.place = place;
    settings->max_age.value = 600;
    settings->max_age.text = "600";
    settings->max_age.place = place;
    cors_stance_precompute(settings, pool);
    return settings;
}

/* Writes a host whose labels have one length, with dots between them. */
static void write_host(char *host, apr_size_t length, apr_size_t label)
{
    apr_size_t i;

    memset(host, 'a', length);
    for (i = label; i + 1 < length; i += label + 1) {
        host[i] = '.';
    }
}

const char *sample_origin_of_length(apr_size_t length, apr_size_t label,
                                    apr_pool_t *pool)
{
    static const char scheme[] = "https://";
    char *text = apr_pcalloc(pool, length + 1);

    memcpy(text, scheme, strlen(scheme));
    write_host(text + strlen(scheme), length - strlen(scheme), label);
    return text;
}

const char *sample_longest_origin(apr_pool_t *pool)
{
    char scheme[CORS_SCHEME_MAX_LENGTH + 1] = "";
    char host[CORS_HOST_MAX_LENGTH + 1] = "";

    memset(scheme, 's', CORS_SCHEME_MAX_LENGTH);
    write_host(host, CORS_HOST_MAX_LENGTH, CORS_LABEL_MAX_LENGTH);
    return apr_pstrcat(pool, scheme, "://", host, ":65535", NULL);
}

static const char *name_of(apr_size_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "x-field-%lu", (unsigned long)number);
}

cors_names_t *sample_names(apr_size_t count, apr_pool_t *pool)
{
    cors_names_t *names = cors_names_create(CORS_HEADER_NAMES, pool);
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        cors_names_add(names, name_of(i, pool), place_of_line(1, pool));
    }
    return names;
}

const char *sample_names_value(apr_size_t count, apr_pool_t *pool)
{
    const char *value = name_of(0, pool);
    apr_size_t i;

    for (i = 1; i < count; ++i) {
        value = apr_pstrcat(pool, value, ",", name_of(i, pool), NULL);
    }
    return value;
}
