/* SPDX-License-Identifier: Apache-2.0
 *
 * A row is found by its whole text: that of an exact origin, or that of a
 * wildcard, which is made from the origin for each parent of its host. Reads
 * the generation before and after a search, and searches again if it has
 * changed. All indexes that are read are compared with the size of the half.
 */
#include "origin/cors_origin_list.h"

#include <string.h>

#include <apr_strings.h>

#include "origin/cors_origin_image.h"

/* Versions are seconds apart, so a second search is rare. More happen only if a
 * process writes to the image without end. */
#define MAX_SEARCHES 16

/* The half that is searched. */
typedef struct {
    const apr_uint64_t *words;
    apr_size_t size;
    apr_uint64_t keys[2];
    apr_uint64_t kinds;
    const apr_uint64_t *slots;
    apr_uint32_t count; /* of slots */
} half_t;

/* A search of one half for one origin. */
typedef struct {
    half_t half;
    cors_origin_list_answer_t *answer;
    bool without_dot; /* for deny rules only */
} search_t;

/* Returns false if the half is not that of the generation. */
static bool open_half(const cors_origin_list_t *list, apr_uint64_t generation,
                      half_t *half)
{
    const apr_uint64_t *words = cors_origin_list_half(list, generation);
    apr_uint64_t slots =
        cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_SLOTS);
    apr_size_t first = (apr_size_t)(slots >> 32);

    half->words = words;
    half->size = list->half;
    half->keys[0] = cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_KEYS);
    half->keys[1] = cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_KEYS + 1);
    half->kinds = cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_KINDS);
    half->count = (apr_uint32_t)slots;
    half->slots = words + first;
    return first <= half->size && half->count <= half->size - first
           && cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_HALF_GENERATION)
                  == generation;
}

/* Returns the first word of the entry for the key, or 0. */
static apr_uint64_t find_entry(const half_t *half,
                               const cors_origin_image_key_t *key)
{
    apr_uint64_t hash = cors_origin_image_hash(key, half->keys);
    apr_size_t at;
    int probes;

    if (half->count == 0) {
        return 0;
    }
    at = cors_origin_image_slot(hash, half->count);
    for (probes = 0; probes <= CORS_ORIGIN_IMAGE_MAX_PROBES; ++probes) {
        apr_uint64_t slot = cors_atomic_read_first(half->slots + at);
        apr_size_t entry = (apr_uint32_t)slot;

        if (slot == 0) {
            return 0;
        }
        if ((apr_uint32_t)(slot >> 32) == (apr_uint32_t)hash
            && cors_origin_image_is_key(half->words, half->size, entry, key)) {
            return cors_atomic_read_first(half->words + entry);
        }
        at = at + 1 < half->count ? at + 1 : 0;
    }
    return 0;
}

/* Searches for one pattern, and notes a row that has it. Returns true if no
 * less specific row is needed. */
static bool find_pattern(search_t *search, const char *text, apr_size_t length,
                         cors_origin_list_row_t row)
{
    cors_origin_image_key_t key;
    apr_uint64_t about;
    unsigned mark;

    cors_origin_image_make_key(&key, text, length,
                               cors_origin_list_answer_is_wildcard(&row));
    about = find_entry(&search->half, &key);
    mark = cors_origin_image_mark(about);
    row.number = cors_origin_image_number(about);
    row.dangerous = mark == CORS_ORIGIN_IMAGE_DANGEROUS;
    row.without_dot = search->without_dot;
    if (row.number == 0 || (mark != CORS_ORIGIN_IMAGE_USED && !row.dangerous)) {
        return false;
    }
    if (search->answer->denies.number == 0) {
        search->answer->denies = row;
    }
    if (search->without_dot) {
        return true;
    }
    if (!row.dangerous) {
        search->answer->admits = row;
    }
    return !row.dangerous;
}

/* Searches for the wildcard of the host that is the last length bytes of the
 * origin's host. */
static bool find_wildcard(search_t *search, const cors_origin_lookup_t *lookup,
                          apr_size_t length, bool subdomains, bool any_port)
{
    const cors_origin_t *origin = &lookup->origin;
    const char *host_end = origin->host + origin->host_length;
    cors_origin_list_row_t row = {.host_length = (apr_uint16_t)length,
                                  .subdomains = subdomains,
                                  .any_port = any_port};
    char text[CORS_ORIGIN_IMAGE_MAX_LENGTH];
    apr_size_t end = origin->scheme_length + strlen("://");
    const char *port = any_port ? ":*" : host_end;
    apr_size_t port_length =
        any_port ? 2 : (apr_size_t)(lookup->text + lookup->length - host_end);

    memcpy(text, lookup->text, end);
    if (subdomains) {
        text[end++] = '*';
        text[end++] = '.';
    }
    memcpy(text + end, host_end - length, length);
    memcpy(text + end + length, port, port_length);
    return find_pattern(search, text, end + length + port_length, row);
}

static bool has_suffix(const half_t *half, apr_size_t length)
{
    apr_uint64_t bits = cors_atomic_read_first(
        half->words + CORS_ORIGIN_IMAGE_SUFFIXES + length / 64);

    return (bits >> length % 64 & 1) != 0;
}

/* Searches for the wildcards of one parent of the host. */
static bool find_below(search_t *search, const cors_origin_lookup_t *lookup,
                       apr_size_t length)
{
    apr_uint64_t kinds = search->half.kinds;

    return has_suffix(&search->half, length)
           && (((kinds & CORS_ORIGIN_IMAGE_BELOW)
                && find_wildcard(search, lookup, length, true, false))
               || ((kinds & CORS_ORIGIN_IMAGE_BELOW_ANY_PORT)
                   && find_wildcard(search, lookup, length, true, true)));
}

/* Searches for wildcards, the longest host first. */
static void find_wildcards(search_t *search, cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const char *dot;
    const char *end;

    if (!origin || !origin->web
        || ((search->half.kinds & CORS_ORIGIN_IMAGE_HOST_ANY_PORT)
            && find_wildcard(search, lookup, origin->host_length, false,
                             true))) {
        return;
    }
    end = origin->host + origin->host_length;
    dot = origin->host_kind == CORS_HOST_NAME
              ? memchr(origin->host, '.', origin->host_length)
              : NULL;
    while (dot) {
        apr_size_t length = (apr_size_t)(end - dot) - 1;

        if (length == 0 || find_below(search, lookup, length)) {
            return;
        }
        dot = memchr(dot + 1, '.', length);
    }
}

static void find_rows(search_t *search, cors_origin_lookup_t *lookup)
{
    cors_origin_list_row_t exact = {0};

    if (!find_pattern(search, lookup->text, lookup->length, exact)
        && search->half.kinds != 0) {
        find_wildcards(search, lookup);
    }
}

/* Searches the half of a generation. Returns false if it is not valid. */
static bool search_half(const cors_origin_list_t *list, apr_uint64_t generation,
                        cors_origin_lookup_t *lookup,
                        cors_origin_list_answer_t *answer)
{
    search_t search = {.answer = answer};
    char text[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_origin_lookup_t dotless;

    if (!open_half(list, generation, &search.half)) {
        return false;
    }
    if (lookup->length == 0 || lookup->length > CORS_ORIGIN_MAX_LENGTH) {
        return true;
    }
    find_rows(&search, lookup);
    if (answer->denies.number == 0
        && cors_origin_lookup_without_dot(lookup, text, &dotless)) {
        search.without_dot = true;
        find_rows(&search, &dotless);
    }
    return true;
}

void cors_origin_list_find(const cors_origin_list_t *list,
                           cors_origin_lookup_t *lookup,
                           cors_origin_list_answer_t *answer)
{
    static const cors_origin_list_answer_t unavailable;
    int searches;

    *answer = unavailable;
    for (searches = 0; list->image && searches < MAX_SEARCHES; ++searches) {
        apr_uint64_t generation =
            cors_atomic_read_first(list->image + CORS_ORIGIN_IMAGE_GENERATION);

        answer->available =
            generation != 0 && search_half(list, generation, lookup, answer);
        if (cors_atomic_read_first(list->image + CORS_ORIGIN_IMAGE_GENERATION)
            == generation) {
            return;
        }
        *answer = unavailable;
    }
}

const cors_origin_list_answer_t *
cors_origin_list_answer(const cors_origin_list_t *list,
                        cors_origin_lookup_t *lookup)
{
    cors_origin_list_answer_t *answer = &lookup->answers[list->number];
    apr_uint32_t bit = (apr_uint32_t)1 << list->number;

    if (!(lookup->asked & bit)) {
        lookup->asked |= bit;
        cors_origin_list_find(list, lookup, answer);
    }
    return answer;
}

bool cors_origin_list_is_longer(const cors_origin_list_row_t *one,
                                const cors_origin_list_row_t *other)
{
    return one->host_length == other->host_length
               ? !one->any_port && other->any_port
               : one->host_length > other->host_length;
}

const char *cors_origin_list_pattern(const cors_origin_list_row_t *row,
                                     cors_origin_lookup_t *lookup,
                                     apr_pool_t *pool)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const char *host_end;
    const char *port;

    if (!origin) {
        return lookup->text; /* no row matches it */
    }
    host_end = origin->host + origin->host_length;
    port = row->any_port ? ":*" : host_end;
    host_end -= row->without_dot;
    return cors_origin_list_answer_is_wildcard(row)
               ? apr_psprintf(
                   pool, "%.*s://%s%.*s%s", (int)origin->scheme_length,
                   origin->scheme, row->subdomains ? "*." : "",
                   (int)row->host_length, host_end - row->host_length, port)
               : apr_psprintf(pool, "%.*s%s", (int)(host_end - lookup->text),
                              lookup->text, port);
}
