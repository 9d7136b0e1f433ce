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
    const apr_uint64_t *slots;
    apr_uint32_t count; /* of slots */
} half_t;

#define PREFIX 16 /* at least the length of https, "://" and "*." */

/* A search for rows that are not the exact origin. It has a copy of the origin,
 * where wildcards are made in place. */
typedef struct {
    half_t half;
    apr_uint64_t kinds;
    cors_origin_list_answer_t *answer;
    bool without_dot;    /* for deny rules only */
    char prefix[PREFIX]; /* ends in the scheme, "://" and "*." */
    char *text;          /* PREFIX bytes are before it */
    char *host_end;
    char *end;
} search_t;

/* Returns false if the half is not that of the generation. */
static inline bool open_half(const cors_origin_list_t *list,
                             apr_uint64_t generation, half_t *half)
{
    const apr_uint64_t *words = cors_origin_list_half(list, generation);

    half->words = words;
    half->size = list->half;
    half->keys[0] = cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_KEYS);
    half->keys[1] = cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_KEYS + 1);
    half->count =
        (apr_uint32_t)cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_SLOTS);
    half->slots =
        words + half->size - CORS_ORIGIN_IMAGE_MAX_PROBES - half->count;
    return half->count < half->size - CORS_ORIGIN_IMAGE_MAX_PROBES
           && cors_atomic_read_first(words + CORS_ORIGIN_IMAGE_HALF_GENERATION)
                  == generation;
}

/* Returns the first word of the entry of the text, or 0. Always inline: a call
 * would cost a tenth of a look-up. */
static inline __attribute__((always_inline)) apr_uint64_t
find_entry(const half_t *half, const char *text, unsigned form)
{
    apr_uint64_t hash = cors_origin_image_hash(text, form, half->keys);
    const apr_uint64_t *at =
        half->slots + cors_origin_image_slot(hash, half->count);
    const apr_uint64_t *end = at + CORS_ORIGIN_IMAGE_MAX_PROBES;
    apr_uint64_t slot;

    while ((slot = cors_atomic_read_first(at)) != 0) {
        if (slot >> 32 == (apr_uint32_t)hash) {
            apr_uint64_t about = cors_origin_image_compare(
                half->words, half->size, (apr_uint32_t)slot, text, form);

            if (about != 0) {
                return about;
            }
        }
        if (++at == end) {
            return 0;
        }
    }
    return 0;
}

/* Notes the row whose entry begins with this word, which is 0 if there is none.
 * Returns true if no less specific row is needed. */
static bool note(search_t *search, apr_uint64_t about,
                 cors_origin_list_row_t row)
{
    unsigned mark = cors_origin_image_mark(about);

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

/* Searches for the wildcard that begins at start and has the origin's port. */
static bool find_wildcard(search_t *search, const char *start,
                          cors_origin_list_row_t row)
{
    return note(search,
                find_entry(&search->half, start,
                           (unsigned)(search->end - start)
                               | CORS_ORIGIN_IMAGE_WILDCARD),
                row);
}

/* The same for a wildcard that ends in ":*". */
static bool find_any_port(search_t *search, const char *start,
                          cors_origin_list_row_t row)
{
    char *end = search->end;
    char port[2];
    bool found;

    row.any_port = true;
    memcpy(port, search->host_end, 2);
    memcpy(search->host_end, ":*", 2);
    search->end = search->host_end + 2;
    found = find_wildcard(search, start, row);
    memcpy(search->host_end, port, 2);
    search->end = end;
    return found;
}

static bool has_suffix(const half_t *half, apr_size_t length)
{
    apr_uint64_t bits = cors_atomic_read_first(
        half->words + CORS_ORIGIN_IMAGE_SUFFIXES + length / 64);

    return (bits >> length % 64 & 1) != 0;
}

/* Searches for the wildcards of one parent of the host, which begins at host.
 * Overwrites what is before it: only shorter parents follow. */
static bool find_below(search_t *search, char *host, apr_size_t prefix)
{
    apr_size_t length = (apr_size_t)(search->host_end - host);
    cors_origin_list_row_t row = {.host_length = (apr_uint16_t)length,
                                  .subdomains = true};

    if (!has_suffix(&search->half, length)) {
        return false;
    }
    memcpy(host - PREFIX, search->prefix, PREFIX);
    return ((search->kinds & CORS_ORIGIN_IMAGE_BELOW)
            && find_wildcard(search, host - prefix, row))
           || ((search->kinds & CORS_ORIGIN_IMAGE_BELOW_ANY_PORT)
               && find_any_port(search, host - prefix, row));
}

/* Copies the web origin into the search. Returns its host. */
static char *copy_origin(search_t *search, const cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = &lookup->origin;
    char *text = search->text;
    apr_size_t before = origin->scheme_length + strlen("://");

    memcpy(text, lookup->text, lookup->length + 1);
    search->end = text + lookup->length;
    search->host_end = text + before + origin->host_length;
    memcpy(search->prefix + PREFIX - 2, "*.", 2);
    memcpy(search->prefix + PREFIX - 2 - before, text, before);
    return text + before;
}

/* Searches for wildcards, the longest host first. */
static void find_wildcards(search_t *search, cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    cors_origin_list_row_t row = {0};
    apr_size_t prefix;
    char *host;

    if (!origin || !origin->web) {
        return;
    }
    prefix = origin->scheme_length + strlen("://") + strlen("*.");
    row.host_length = (apr_uint16_t)origin->host_length;
    host = copy_origin(search, lookup);
    if (((search->kinds & CORS_ORIGIN_IMAGE_HOST_ANY_PORT)
         && find_any_port(search, search->text, row))
        || origin->host_kind != CORS_HOST_NAME) {
        return;
    }
    while ((host = memchr(host, '.', (apr_size_t)(search->host_end - host)))
           != NULL) {
        if (++host == search->host_end || find_below(search, host, prefix)) {
            return;
        }
    }
}

/* Searches for rows of the same origin without its final dot. */
static void find_without_dot(search_t *search, cors_origin_lookup_t *lookup)
{
    static const cors_origin_list_row_t exact;
    char text[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_origin_lookup_t dotless;

    search->without_dot = true;
    if (cors_origin_lookup_without_dot(lookup, text, &dotless)
        && !note(search,
                 find_entry(&search->half, text, (unsigned)dotless.length),
                 exact)
        && search->kinds != 0) {
        find_wildcards(search, &dotless);
    }
}

/* Whether the text ends in a dot, or in a dot and a port. */
static inline bool may_have_dot(const cors_origin_lookup_t *lookup)
{
    const char *p = lookup->text + lookup->length;

    while (p - 2 > lookup->text && p[-1] >= '0' && p[-1] <= '9') {
        --p;
    }
    return lookup->length > 2
           && (p[-1] == '.' || (p[-1] == ':' && p[-2] == '.'));
}

/* Searches for rows that are not the exact origin. A function of its own, which
 * opens the half again, so that the search before it stays fast. */
static __attribute__((noinline)) void
find_others(const cors_origin_list_t *list, apr_uint64_t generation,
            cors_origin_lookup_t *lookup, cors_origin_list_answer_t *answer)
{
    char bytes[PREFIX + CORS_ORIGIN_IMAGE_MAX_LENGTH];
    search_t search = {.answer = answer, .text = bytes + PREFIX};

    if (!open_half(list, generation, &search.half)) {
        return; /* the generation has changed */
    }
    search.kinds =
        cors_atomic_read_first(search.half.words + CORS_ORIGIN_IMAGE_KINDS);
    if (search.kinds != 0) {
        find_wildcards(&search, lookup);
    }
    if (answer->denies.number == 0 && may_have_dot(lookup)) {
        find_without_dot(&search, lookup);
    }
}

/* Searches the half of a generation. Returns false if it is not valid. */
static inline __attribute__((always_inline)) bool
search_half(const cors_origin_list_t *list, apr_uint64_t generation,
            cors_origin_lookup_t *lookup, cors_origin_list_answer_t *answer)
{
    static const cors_origin_list_row_t none = {0};
    cors_origin_list_row_t exact = {0};
    apr_uint64_t about;
    half_t half;

    if (!open_half(list, generation, &half)) {
        return false;
    }
    if (lookup->length - 1 >= CORS_ORIGIN_MAX_LENGTH) {
        answer->admits = answer->denies = none; /* it is empty, or too long */
        return true;
    }
    about = find_entry(&half, lookup->text, (unsigned)lookup->length);
    exact.number = cors_origin_image_number(about);
    if (cors_origin_image_mark(about) == CORS_ORIGIN_IMAGE_USED) {
        answer->admits = answer->denies = exact;
        return true;
    }
    answer->admits = none;
    exact.dangerous = true;
    answer->denies =
        cors_origin_image_mark(about) == CORS_ORIGIN_IMAGE_DANGEROUS ? exact
                                                                     : none;
    if (may_have_dot(lookup)
        || cors_atomic_read_first(half.words + CORS_ORIGIN_IMAGE_KINDS) != 0) {
        find_others(list, generation, lookup, answer);
    }
    return true;
}

static const cors_origin_list_answer_t unavailable;

/* Searches once. Returns false if the version was replaced meanwhile. */
static inline __attribute__((always_inline)) bool
search_once(const cors_origin_list_t *list, cors_origin_lookup_t *lookup,
            cors_origin_list_answer_t *answer)
{
    const apr_uint64_t *image = list->image;
    apr_uint64_t generation =
        cors_atomic_read_first(image + CORS_ORIGIN_IMAGE_GENERATION);

    if (generation != 0 && search_half(list, generation, lookup, answer)) {
        answer->available = true;
    }
    else {
        *answer = unavailable;
    }
    return cors_atomic_read_first(image + CORS_ORIGIN_IMAGE_GENERATION)
           == generation;
}

static __attribute__((noinline)) const cors_origin_list_answer_t *
search_again(const cors_origin_list_t *list, cors_origin_lookup_t *lookup,
             cors_origin_list_answer_t *answer)
{
    int searches;

    for (searches = 1; searches < MAX_SEARCHES; ++searches) {
        if (search_once(list, lookup, answer)) {
            return answer;
        }
    }
    *answer = unavailable;
    return answer;
}

/* Returns answer. */
static __attribute__((noinline)) const cors_origin_list_answer_t *
find(const cors_origin_list_t *list, cors_origin_lookup_t *lookup,
     cors_origin_list_answer_t *answer)
{
    if (!list->image) {
        *answer = unavailable;
        return answer;
    }
    return search_once(list, lookup, answer)
               ? answer
               : search_again(list, lookup, answer);
}

void cors_origin_list_find(const cors_origin_list_t *list,
                           cors_origin_lookup_t *lookup,
                           cors_origin_list_answer_t *answer)
{
    (void)find(list, lookup, answer);
}

const cors_origin_list_answer_t *
cors_origin_list_answer(const cors_origin_list_t *list,
                        cors_origin_lookup_t *lookup)
{
    cors_origin_list_answer_t *answer = &lookup->answers[list->number];
    apr_uint32_t bit = (apr_uint32_t)1 << list->number;

    if (lookup->asked & bit) {
        return answer;
    }
    lookup->asked |= bit;
    return find(list, lookup, answer);
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
