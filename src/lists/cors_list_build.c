/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes entries one after the other, and the slots at the end of the half when
 * the number of rows is known. Reads the entries again for that: they are not
 * trusted, because every process that has the image can write to it.
 */
#include "lists/cors_list_build.h"

#include <string.h>

#include <apr_strings.h>

#include "origin/cors_origin_image.h"

#define ROWS_PER_QUESTION 1024
#define MAX_KEYS 16 /* drawn until the slots of no row are too far away */

/* The state of a build whose rows are complete. */
typedef struct {
    apr_uint64_t keys[2];
    apr_uint64_t *slots;
    apr_uint32_t count;
    bool is_crowded; /* a row's slot is too far away */
} table_t;

void cors_list_build_begin(cors_list_build_t *build,
                           const cors_origin_list_t *list,
                           const cors_list_build_calls_t *calls,
                           apr_pool_t *pool)
{
    memset(build, 0, sizeof(*build));
    build->list = list;
    build->calls = calls;
    build->pool = pool;
    build->used = CORS_ORIGIN_IMAGE_HALF_HEAD;
    apr_pool_create(&build->scratch, pool);
    if (list->image) {
        build->half =
            cors_origin_list_half(list, cors_list_image_generation(list) + 1);
        cors_atomic_write_last(build->half + CORS_ORIGIN_IMAGE_HALF_GENERATION,
                               0);
    }
}

/* Notes the first error. Returns false. */
static bool refuse(cors_list_build_t *build, cors_list_build_e error)
{
    if (build->error == CORS_LIST_BUILD_OK) {
        build->error = error;
    }
    return false;
}

bool cors_list_build_goes_on(cors_list_build_t *build)
{
    build->asked = 0;
    if (build->calls->gives_up && build->calls->gives_up(build->calls->baton)) {
        (void)refuse(build, CORS_LIST_BUILD_GIVEN_UP);
    }
    return build->error == CORS_LIST_BUILD_OK;
}

/* Asks the caller from time to time. Returns false if the build ends. */
static bool goes_on(cors_list_build_t *build)
{
    return ++build->asked < ROWS_PER_QUESTION || cors_list_build_goes_on(build);
}

/* Notes which searches can find a wildcard. */
static void note_wildcard(cors_list_build_t *build, const cors_list_row_t *row)
{
    apr_size_t length = row->origin.host_length;

    if (row->subdomains) {
        build->kinds |= row->any_port ? CORS_ORIGIN_IMAGE_BELOW_ANY_PORT
                                      : CORS_ORIGIN_IMAGE_BELOW;
        build->suffixes[length / 64] |= (apr_uint64_t)1 << length % 64;
    }
    else {
        build->kinds |= CORS_ORIGIN_IMAGE_HOST_ANY_PORT;
    }
}

/* Writes the words of an entry. */
static void write_entry(apr_uint64_t *entry, apr_uint64_t about,
                        const char *text, apr_size_t length)
{
    const apr_size_t size = sizeof(*entry);
    apr_size_t words = cors_origin_image_words(length);
    apr_size_t i;

    cors_atomic_write_last(entry, about);
    for (i = 0; i + 1 < words; ++i) {
        cors_atomic_write_last(entry + 1 + i, cors_bytes_word(text + i * size));
    }
    cors_atomic_write_last(entry + words,
                           cors_origin_image_last_word(text, length));
}

/* Adds an entry, if it and the slots of all rows fit. */
static bool add_entry(cors_list_build_t *build, const cors_list_row_t *row,
                      apr_uint32_t number)
{
    bool is_wildcard = row->subdomains || row->any_port;
    unsigned form =
        (unsigned)row->length | (is_wildcard ? CORS_ORIGIN_IMAGE_WILDCARD : 0);
    apr_size_t words = cors_origin_image_words(row->length);

    if (build->used + 1 + words + 2 * (build->rows + 1)
            + CORS_ORIGIN_IMAGE_MAX_PROBES
        > build->list->half) {
        return refuse(build, CORS_LIST_BUILD_NO_ROOM);
    }
    if (build->half) {
        write_entry(build->half + build->used,
                    cors_origin_image_about(number, row->dangerous, form),
                    row->text, row->length);
    }
    build->used += 1 + words;
    if (is_wildcard) {
        note_wildcard(build, row);
    }
    return true;
}

static bool use(cors_list_build_t *build, const cors_list_row_t *row,
                apr_uint32_t number)
{
    if (!add_entry(build, row, number)) {
        return false;
    }
    ++build->rows;
    build->corrected += row->kind == CORS_LIST_ROW_CORRECTED;
    if (row->dangerous && build->dangerous++ == 0) {
        build->deny_only = cors_list_row_sentence(row, number, build->pool);
    }
    return true;
}

static void skip(cors_list_build_t *build, const cors_list_row_t *row,
                 apr_uint32_t number)
{
    if (build->skipped < CORS_LIST_BUILD_NAMED) {
        build->named[build->skipped] =
            cors_list_row_sentence(row, number, build->pool);
    }
    ++build->skipped;
}

bool cors_list_build_add(cors_list_build_t *build, apr_uint32_t number,
                         const char *text, apr_size_t length)
{
    cors_list_row_t row;
    bool taken = true;

    if (build->error != CORS_LIST_BUILD_OK || !goes_on(build)) {
        return false;
    }
    if (build->rows + build->skipped >= build->list->max) {
        return refuse(build, CORS_LIST_BUILD_OVER_MAX);
    }
    cors_list_row_read(text, length, &row, build->scratch);
    if (row.kind == CORS_LIST_ROW_SKIPPED) {
        skip(build, &row, number);
    }
    else {
        taken = use(build, &row, number);
    }
    if (row.written) {
        apr_pool_clear(build->scratch);
    }
    return taken;
}

/* Reads the text of the entry at this word, and its form. Returns the words of
 * the entry, 0 if it is damaged. */
static apr_size_t read_entry(const cors_list_build_t *build, apr_size_t at,
                             char *text, unsigned *form)
{
    const apr_uint64_t *entry = build->half + at;
    apr_size_t length, words, i;

    if (at >= build->used) {
        return 0;
    }
    *form = cors_origin_image_form(cors_atomic_read_first(entry));
    length = cors_origin_image_length(*form);
    words = cors_origin_image_words(length);
    if (length == 0 || length > CORS_ORIGIN_IMAGE_MAX_LENGTH
        || words >= build->used - at) {
        return 0;
    }
    for (i = 0; i < words; ++i) {
        apr_uint64_t word = cors_atomic_read_first(entry + 1 + i);
        apr_size_t end = (i + 1) * sizeof(word);

        end = end < length || length < sizeof(word) ? end : length;
        memcpy(text + end - sizeof(word), &word, sizeof(word));
    }
    return 1 + words;
}

/* Writes the slot of an entry, unless there is an equal row before it. */
static void insert(const cors_list_build_t *build, table_t *table,
                   apr_size_t entry, const char *text, unsigned form)
{
    apr_uint64_t hash = cors_origin_image_hash(text, form, table->keys);
    apr_uint64_t *at =
        table->slots + cors_origin_image_slot(hash, table->count);
    int probes;

    for (probes = 0; probes < CORS_ORIGIN_IMAGE_MAX_PROBES; ++probes, ++at) {
        apr_uint64_t slot = cors_atomic_read_first(at);

        if (slot == 0) {
            cors_atomic_write_last(at, hash << 32 | entry);
            return;
        }
        if (slot >> 32 == (apr_uint32_t)hash
            && cors_origin_image_compare(build->half, build->used,
                                         (apr_uint32_t)slot, text, form)) {
            return;
        }
    }
    table->is_crowded = true;
}

static bool clear_slots(cors_list_build_t *build, const table_t *table)
{
    apr_uint32_t i;

    for (i = 0; i < table->count + CORS_ORIGIN_IMAGE_MAX_PROBES; ++i) {
        cors_atomic_write_last(table->slots + i, 0);
        if (i % 2 == 0 && !goes_on(build)) {
            return false;
        }
    }
    return true;
}

/* Writes the slots of all entries. Returns false if the version is refused. */
static bool fill(cors_list_build_t *build, table_t *table)
{
    apr_size_t at = CORS_ORIGIN_IMAGE_HALF_HEAD;
    apr_uint64_t i;

    table->is_crowded = false;
    build->calls->draw_keys(build->calls->baton, table->keys);
    if (!clear_slots(build, table)) {
        return false;
    }
    for (i = 0; i < build->rows && !table->is_crowded; ++i) {
        char text[CORS_ORIGIN_IMAGE_MAX_LENGTH + sizeof(apr_uint64_t)];
        unsigned form;
        apr_size_t words = read_entry(build, at, text, &form);

        if (words == 0) {
            return refuse(build, CORS_LIST_BUILD_DAMAGED);
        }
        if (!goes_on(build)) {
            return false;
        }
        insert(build, table, at, text, form);
        at += words;
    }
    return true;
}

static void write_head(const cors_list_build_t *build, const table_t *table)
{
    apr_uint64_t *half = build->half;
    apr_size_t i;

    for (i = 0; i < 2; ++i) {
        cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_KEYS + i,
                               table->keys[i]);
    }
    cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_SLOTS,
                           (apr_uint64_t)build->used << 32 | table->count);
    cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_KINDS, build->kinds);
    for (i = 0; i < 4; ++i) {
        cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_SUFFIXES + i,
                               build->suffixes[i]);
    }
}

/* Makes the hash table. The load is one half at most, so nearly always the
 * first keys are good: the longest search of a million rows has 50 steps. */
static void make_table(cors_list_build_t *build)
{
    apr_uint32_t count = (apr_uint32_t)(2 * build->rows);
    table_t table = {.slots = build->half + build->list->half - count
                              - CORS_ORIGIN_IMAGE_MAX_PROBES,
                     .count = count};
    int drawn = 0;

    do {
        if (drawn++ == MAX_KEYS) {
            refuse(build, CORS_LIST_BUILD_DAMAGED);
            return;
        }
        if (!fill(build, &table)) {
            return;
        }
    } while (table.is_crowded);
    write_head(build, &table);
}

cors_list_build_e cors_list_build_finish(cors_list_build_t *build,
                                         bool may_be_empty)
{
    if (build->error == CORS_LIST_BUILD_OK && build->skipped > build->rows) {
        refuse(build, CORS_LIST_BUILD_MOSTLY_BAD);
    }
    if (build->error == CORS_LIST_BUILD_OK && build->rows == 0
        && !may_be_empty) {
        refuse(build, CORS_LIST_BUILD_NO_ROWS);
    }
    if (build->error == CORS_LIST_BUILD_OK && build->half) {
        make_table(build);
    }
    apr_pool_destroy(build->scratch);
    return build->error;
}

void cors_list_build_count(const cors_list_build_t *build,
                           cors_list_image_version_t *version)
{
    version->rows = build->rows;
    version->corrected = build->corrected;
    version->dangerous = build->dangerous;
    version->skipped = build->skipped;
}

const char *cors_list_build_reason(const cors_list_build_t *build,
                                   apr_pool_t *pool)
{
    switch (build->error) {
    case CORS_LIST_BUILD_OK:
        break;
    case CORS_LIST_BUILD_OVER_MAX:
        return apr_psprintf(pool, "has more than %u rows", build->list->max);
    case CORS_LIST_BUILD_NO_ROOM:
        return apr_psprintf(
            pool,
            "has rows of more than 48 bytes on average, which do not fit "
            "in the memory for %u rows",
            build->list->max);
    case CORS_LIST_BUILD_MOSTLY_BAD:
        return apr_psprintf(pool,
                            "has %" APR_UINT64_T_FMT
                            " wrong row%s of %" APR_UINT64_T_FMT
                            ", more than half",
                            build->skipped, build->skipped == 1 ? "" : "s",
                            build->rows + build->skipped);
    case CORS_LIST_BUILD_NO_ROWS:
        return "has no rows";
    case CORS_LIST_BUILD_GIVEN_UP:
        return "was not read completely, because this process ends";
    case CORS_LIST_BUILD_DAMAGED:
        return "was changed in memory by another process while it was built";
    }
    return NULL;
}

const char *cors_list_build_named(const cors_list_build_t *build,
                                  apr_pool_t *pool)
{
    const char *text = "";
    apr_uint64_t named = 0;

    for (; named < CORS_LIST_BUILD_NAMED && build->named[named]; ++named) {
        text = apr_pstrcat(pool, text, named == 0 ? "" : " | ",
                           build->named[named], NULL);
    }
    return build->skipped > named
               ? apr_psprintf(pool, "%s | and %" APR_UINT64_T_FMT " more", text,
                              build->skipped - named)
               : text;
}

const char *cors_list_build_remedy(const cors_list_build_t *build,
                                   apr_pool_t *pool)
{
    switch (build->error) {
    case CORS_LIST_BUILD_OVER_MAX:
    case CORS_LIST_BUILD_NO_ROOM:
        return "; write a larger max=";
    case CORS_LIST_BUILD_MOSTLY_BAD:
        return apr_pstrcat(pool, ": ", cors_list_build_named(build, pool),
                           NULL);
    case CORS_LIST_BUILD_NO_ROWS:
        return "; write empty=allowed if this is intended";
    case CORS_LIST_BUILD_OK:
    case CORS_LIST_BUILD_GIVEN_UP:
    case CORS_LIST_BUILD_DAMAGED:
        break;
    }
    return "";
}
