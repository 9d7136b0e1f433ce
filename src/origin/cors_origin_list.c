/* SPDX-License-Identifier: Apache-2.0
 *
 * A row is found by its text: that of an exact origin, or what follows the
 * scheme or the '*' of a wildcard, which is the end of the origin's text. Reads
 * the generation before and after a search, and searches again if it has
 * changed. All indexes that are read are compared with the size of the half.
 */
#include "origin/cors_origin_list.h"

#include <string.h>

#include <apr_strings.h>

#include "origin/cors_origin_image.h"

/* Versions are seconds apart, so a second search is rare. More happen only if a
 * process keeps writing to the image. */
#define MAX_SEARCHES 16

/* Instead of the first word of an entry: the half cannot be searched. No row
 * has the number 0. */
#define DAMAGED 1

/* For functions that a look-up runs: function calls would take a tenth of its
 * time. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* A search for rows that are not the exact origin. */
typedef struct {
    const apr_uint64_t *half;
    apr_size_t size;
    apr_uint64_t kinds;
    cors_origin_list_answer_t *answer;
    bool without_dot;     /* for deny rules only */
    unsigned form;        /* of wildcards, without their length */
    const char *host_end; /* in the text of the origin */
    const char *end;
} search_t;

/* A function of its own, so that its loop has enough registers. */
static __attribute__((noinline)) apr_uint64_t hash_of(const apr_uint64_t *half,
                                                      const char *text,
                                                      const char *last,
                                                      unsigned form)
{
    const apr_uint64_t keys[2] = {
        cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_KEYS),
        cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_KEYS + 1)};

    return cors_origin_image_hash(text, last, form, keys);
}

/* Searches a half of size words for a text of at least eight bytes, whose last
 * eight begin at last. Returns the first word of its entry; 0 if there is none;
 * DAMAGED if the half cannot be searched. */
ALWAYS_INLINE apr_uint64_t find_long(const apr_uint64_t *half, apr_size_t size,
                                     const char *text, const char *last,
                                     unsigned form)
{
    apr_uint64_t hash = hash_of(half, text, last, form);
    apr_uint32_t count =
        (apr_uint32_t)cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_SLOTS);
    apr_size_t room = cors_origin_image_room(size);
    const apr_uint64_t *at = half + CORS_ORIGIN_IMAGE_HALF_HEAD + room - count
                             + cors_origin_image_slot(hash, count);
    const apr_uint64_t *end = at + CORS_ORIGIN_IMAGE_MAX_PROBES;
    apr_uint64_t slot, about;

    if (__builtin_expect(count > room, 0)) {
        return DAMAGED;
    }
    while ((slot = cors_atomic_read_first(at)) != 0) {
        if (slot >> 32 == (apr_uint32_t)hash
            && cors_origin_image_is(half, room, (apr_uint32_t)slot, text, last,
                                    form, &about)) {
            return about;
        }
        if (++at == end) {
            return 0;
        }
    }
    return 0;
}

static __attribute__((noinline)) apr_uint64_t
find_short(const apr_uint64_t *half, apr_size_t size, const char *text,
           apr_size_t length, unsigned form)
{
    char space[CORS_ORIGIN_IMAGE_WORD];

    cors_origin_image_pad(text, length, space);
    return find_long(half, size, space, space, form);
}

/* The same for a text of any length. */
ALWAYS_INLINE apr_uint64_t find_entry(const apr_uint64_t *half, apr_size_t size,
                                      const char *text, apr_size_t length,
                                      unsigned form)
{
    return length < CORS_ORIGIN_IMAGE_WORD
               ? find_short(half, size, text, length, form)
               : find_long(half, size, text,
                           text + length - CORS_ORIGIN_IMAGE_WORD, form);
}

/* Stores a row in the answer. about is the first word of its entry, or 0 if
 * there is none. Returns true if no less specific row is needed. */
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

/* Searches for the wildcard that has the text from start to end. */
static bool find_wildcard(search_t *search, const char *start, const char *end,
                          unsigned form, cors_origin_list_row_t row)
{
    apr_size_t length = (apr_size_t)(end - start);

    return note(search,
                find_entry(search->half, search->size, start, length,
                           search->form | form | (unsigned)length),
                row);
}

/* Searches for a wildcard that has the origin's port. */
static bool find_same_port(search_t *search, const char *start,
                           cors_origin_list_row_t row)
{
    return find_wildcard(search, start, search->end, 0, row);
}

/* Searches for a wildcard that ends in ":*". */
static bool find_any_port(search_t *search, const char *start,
                          cors_origin_list_row_t row)
{
    row.any_port = true;
    return find_wildcard(search, start, search->host_end,
                         CORS_ORIGIN_IMAGE_ANY_PORT, row);
}

static bool has_suffix(const apr_uint64_t *half, apr_size_t length)
{
    apr_uint64_t bits =
        cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_SUFFIXES + length / 64);

    return (bits >> length % 64 & 1) != 0;
}

/* Searches for the wildcards of one parent of the host, which begins after the
 * dot. */
static bool find_below(search_t *search, const char *dot)
{
    apr_size_t length = (apr_size_t)(search->host_end - dot) - 1;
    cors_origin_list_row_t row = {.host_length = (apr_uint16_t)length,
                                  .subdomains = true};

    return has_suffix(search->half, length)
           && (((search->kinds & CORS_ORIGIN_IMAGE_BELOW)
                && find_same_port(search, dot, row))
               || ((search->kinds & CORS_ORIGIN_IMAGE_BELOW_ANY_PORT)
                   && find_any_port(search, dot, row)));
}

/* Searches for wildcards, the longest host first. */
static void find_wildcards(search_t *search, cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    cors_origin_list_row_t row = {0};
    const char *dot;

    if (!origin || !origin->web) {
        return;
    }
    search->form =
        CORS_ORIGIN_IMAGE_WILDCARD | cors_origin_image_scheme(origin);
    search->host_end = origin->host + origin->host_length;
    search->end = lookup->text + lookup->length;
    row.host_length = (apr_uint16_t)origin->host_length;
    if (((search->kinds & CORS_ORIGIN_IMAGE_HOST_ANY_PORT)
         && find_any_port(search, origin->host - 1, row))
        || origin->host_kind != CORS_HOST_NAME) {
        return;
    }
    dot = memchr(origin->host, '.', origin->host_length);
    while (dot && !find_below(search, dot)) {
        ++dot;
        dot = memchr(dot, '.', (apr_size_t)(search->host_end - dot));
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
                 find_entry(search->half, search->size, text, dotless.length,
                            (unsigned)dotless.length),
                 exact)
        && search->kinds != 0) {
        find_wildcards(search, &dotless);
    }
}

/* Whether the text may be an origin whose host has a final dot: it ends in a
 * dot, or in a dot and a port of at most five digits. */
static inline bool may_have_dot(const cors_origin_lookup_t *lookup)
{
    const char *end = lookup->text + lookup->length;
    const char *p;

    if (lookup->length < strlen("ws://a.")) {
        return false;
    }
#pragma GCC unroll 5
    for (p = end - 2; p >= end - 6; --p) {
        if (p[0] == ':' && p[-1] == '.') {
            return true;
        }
    }
    return end[-1] == '.';
}

static inline cors_origin_list_answer_t *
answer_of(const cors_origin_list_t *list, cors_origin_lookup_t *lookup)
{
    return &lookup->answers[list->number];
}

static const cors_origin_list_answer_t *
set_unavailable(cors_origin_list_answer_t *answer)
{
    memset(answer, 0, sizeof(*answer));
    return answer;
}

static const cors_origin_list_answer_t *
search(const cors_origin_list_t *list, cors_origin_lookup_t *lookup, int left);

/* Ends a search of this generation, and returns the answer. If the version was
 * replaced meanwhile, searches again, at most as often as is left. */
static inline const cors_origin_list_answer_t *
finish(const cors_origin_list_t *list, apr_uint64_t generation,
       cors_origin_lookup_t *lookup, int left)
{
    if (cors_atomic_read_first(list->image + CORS_ORIGIN_IMAGE_GENERATION)
        == generation) {
        return answer_of(list, lookup);
    }
    return left > 0 ? search(list, lookup, left - 1)
                    : set_unavailable(answer_of(list, lookup));
}

/* Searches for rows that are not the exact origin; also for those without its
 * final dot, if it may have one. A function of its own, so that the search
 * before it stays fast. */
static __attribute__((noinline)) const cors_origin_list_answer_t *
search_others(const cors_origin_list_t *list, apr_uint64_t generation,
              cors_origin_lookup_t *lookup, bool has_dot, int left)
{
    const apr_uint64_t *half = cors_origin_list_half(list, generation);
    cors_origin_list_answer_t *answer = answer_of(list, lookup);
    search_t others = {
        .half = half,
        .size = list->half,
        .kinds = cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_KINDS),
        .answer = answer};

    if (others.kinds != 0) {
        find_wildcards(&others, lookup);
    }
    if (has_dot && answer->denies.number == 0) {
        find_without_dot(&others, lookup);
    }
    return finish(list, generation, lookup, left);
}

/* Sets *answer to the row of the exact origin. about is the first word of its
 * entry; 0 if there is none; DAMAGED if the half cannot be searched. Returns
 * false if no row admits. */
static inline bool note_exact(apr_uint64_t about,
                              cors_origin_list_answer_t *answer)
{
    static const cors_origin_list_row_t none;
    cors_origin_list_row_t exact = {.number = cors_origin_image_number(about)};
    unsigned mark = cors_origin_image_mark(about);

    answer->available = about != DAMAGED;
    if (mark == CORS_ORIGIN_IMAGE_USED) {
        answer->admits = answer->denies = exact;
        return true;
    }
    exact.dangerous = true;
    answer->admits = none;
    answer->denies = mark == CORS_ORIGIN_IMAGE_DANGEROUS ? exact : none;
    return false;
}

/* Searches the current version, and returns the answer. An empty text, or one
 * that is too long, has no entry. */
static __attribute__((noinline)) const cors_origin_list_answer_t *
search(const cors_origin_list_t *list, cors_origin_lookup_t *lookup, int left)
{
    apr_uint64_t generation =
        cors_atomic_read_first(list->image + CORS_ORIGIN_IMAGE_GENERATION);
    const apr_uint64_t *half = cors_origin_list_half(list, generation);
    apr_uint64_t about;

    if (generation == 0
        || cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_HALF_GENERATION)
               != generation) {
        (void)set_unavailable(answer_of(list, lookup));
        return finish(list, generation, lookup, left);
    }
    about = find_entry(half, list->half, lookup->text, lookup->length,
                       (unsigned)lookup->length);
    if (!note_exact(about, answer_of(list, lookup))) {
        bool has_dot = may_have_dot(lookup);

        if (has_dot
            || cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_KINDS) != 0) {
            return search_others(list, generation, lookup, has_dot, left);
        }
    }
    return finish(list, generation, lookup, left);
}

const cors_origin_list_answer_t *
cors_origin_list_answer(const cors_origin_list_t *list,
                        cors_origin_lookup_t *lookup)
{
    if (lookup->asked >> list->number & 1) {
        return answer_of(list, lookup);
    }
    lookup->asked |= (apr_uint32_t)1 << list->number;
    return list->image ? search(list, lookup, MAX_SEARCHES - 1)
                       : set_unavailable(answer_of(list, lookup));
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
