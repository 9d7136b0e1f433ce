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

/* The text and the form of an entry. */
typedef struct {
    unsigned form;
    const char *text; /* at least eight bytes */
    const char *last; /* the last eight of them */
    char copy[CORS_ORIGIN_MAX_LENGTH];
} entry_t;

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

/* Sets entry->last, and adds zeros to a text of less than eight bytes. */
static void set_text(entry_t *entry, const char *text, apr_size_t length)
{
    entry->text = text;
    entry->last = text + length - CORS_ORIGIN_IMAGE_WORD;
    if (length < CORS_ORIGIN_IMAGE_WORD) {
        cors_origin_image_pad(text, length, entry->copy);
        entry->text = entry->last = entry->copy;
    }
}

/* Sets *entry to the text and the form of a row. */
static void set_entry(entry_t *entry, const cors_list_row_t *row)
{
    bool is_wildcard = row->subdomains || row->any_port;
    apr_size_t start = is_wildcard
                           ? row->origin.scheme_length
                                 + strlen(row->subdomains ? "://*" : ":/")
                           : 0;
    apr_size_t length =
        row->length - start - (row->any_port ? strlen(":*") : 0);

    entry->form = (unsigned)length;
    if (is_wildcard) {
        entry->form |= CORS_ORIGIN_IMAGE_WILDCARD
                       | cors_origin_image_scheme(&row->origin)
                       | (row->any_port ? CORS_ORIGIN_IMAGE_ANY_PORT : 0);
    }
    set_text(entry, row->text + start, length);
}

/* Returns the words of an entry. */
static apr_size_t words_of(const entry_t *entry)
{
    return 1 + cors_origin_image_words(cors_origin_image_length(entry->form));
}

static void write_entry(apr_uint64_t *to, apr_uint64_t about,
                        const entry_t *entry)
{
    const char *text;

    cors_atomic_write_last(to, about);
    for (text = entry->text; text < entry->last;
         text += CORS_ORIGIN_IMAGE_WORD) {
        cors_atomic_write_last(++to, cors_bytes_word(text));
    }
    cors_atomic_write_last(to + 1, cors_bytes_word(entry->last));
}

/* Adds an entry, if it and the slots of all rows fit. */
static bool add_entry(cors_list_build_t *build, const cors_list_row_t *row,
                      apr_uint32_t number)
{
    entry_t entry;

    set_entry(&entry, row);
    if (build->used + words_of(&entry) + 2 * (build->rows + 1)
            + CORS_ORIGIN_IMAGE_MAX_PROBES
        > build->list->half) {
        return refuse(build, CORS_LIST_BUILD_NO_ROOM);
    }
    if (build->half) {
        write_entry(build->half + build->used,
                    cors_origin_image_about(number, row->dangerous, entry.form),
                    &entry);
    }
    build->used += words_of(&entry);
    if (entry.form & CORS_ORIGIN_IMAGE_WILDCARD) {
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

    /* A provider may count from 0, which look-ups take for "no row". */
    number = number > 0 ? number : 1;
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

/* Reads the entry at this word. Returns false if it is damaged. */
static bool read_entry(const cors_list_build_t *build, apr_size_t at,
                       entry_t *entry)
{
    const apr_uint64_t *from = build->half + at;
    apr_size_t length, i;

    if (at >= build->used) {
        return false;
    }
    entry->form = cors_origin_image_form(cors_atomic_read_first(from));
    length = cors_origin_image_length(entry->form);
    if (length == 0 || length > CORS_ORIGIN_MAX_LENGTH
        || words_of(entry) > build->used - at) {
        return false;
    }
    length = length < CORS_ORIGIN_IMAGE_WORD ? CORS_ORIGIN_IMAGE_WORD : length;
    for (i = 0; i < length; i += CORS_ORIGIN_IMAGE_WORD) {
        apr_uint64_t word = cors_atomic_read_first(++from);
        apr_size_t last = length - CORS_ORIGIN_IMAGE_WORD;

        memcpy(entry->copy + (i < last ? i : last), &word, sizeof(word));
    }
    set_text(entry, entry->copy, length);
    return true;
}

/* Writes the slot of the entry at this word, unless there is an equal row
 * before it. */
static void insert(const cors_list_build_t *build, table_t *table,
                   apr_size_t position, const entry_t *entry)
{
    apr_uint64_t hash = cors_origin_image_hash(entry->text, entry->last,
                                               entry->form, table->keys);
    apr_uint64_t *at =
        table->slots + cors_origin_image_slot(hash, table->count);
    apr_uint64_t about;
    int probes;

    for (probes = 0; probes < CORS_ORIGIN_IMAGE_MAX_PROBES; ++probes, ++at) {
        apr_uint64_t slot = cors_atomic_read_first(at);

        if (slot == 0) {
            cors_atomic_write_last(at, hash << 32 | position);
            return;
        }
        if (slot >> 32 == (apr_uint32_t)hash
            && cors_origin_image_is(build->half,
                                    cors_origin_image_room(build->list->half),
                                    (apr_uint32_t)slot, entry->text,
                                    entry->last, entry->form, &about)) {
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
        entry_t entry;

        if (!read_entry(build, at, &entry)) {
            return refuse(build, CORS_LIST_BUILD_DAMAGED);
        }
        if (!goes_on(build)) {
            return false;
        }
        insert(build, table, at, &entry);
        at += words_of(&entry);
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
