/* SPDX-License-Identifier: Apache-2.0
 *
 * Times are microseconds since the machine was started, because somebody may
 * set its clock. If the next refresh is further away than the interval, another
 * process has damaged the notes: then it is due.
 */
#include "lists/mod_cors_lists_notes.h"

#include <string.h>
#include <time.h>

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "base/cors_atomic.h"
#include "base/cors_keyed_hash.h"
#include "lists/cors_list_image.h"

#ifdef CLOCK_BOOTTIME
#define CLOCK CLOCK_BOOTTIME /* goes on while the machine sleeps */
#else
#define CLOCK CLOCK_MONOTONIC
#endif

#define TEXT_SIZE 512    /* bytes of the text about a failure */
#define BACK_OFF_MAX 600 /* seconds */
#define WAITS_MAX 10
#define GIVE_BACK_AFTER (apr_time_from_sec(1) * 9 / 10)

/* The words of the image's notes. */
enum {
    NEXT,     /* when the next refresh is due; 0: now */
    CURRENT,  /* when the source was last found to have the served version */
    ERRORS,   /* failed refreshes */
    FAILURES, /* those since the source last gave a version */
    REASON,   /* the hash of the last failure's reason; 0: none */
    FILLED,   /* when the idle half was filled; 0: it was given back */
    SEEN,     /* the hash of a file's version that is not served yet */
    SEEN_AT,  /* when that was seen first */
    WAITS,    /* seconds in a row in which a file had a new version */
    REFUSED,  /* the hash of the version that was refused last */
    LOCKLESS, /* 1: a process cannot use the lock */
    KEY,      /* two words, of the hash of rows; 0: not drawn yet */
    TEXT_HASH = KEY + 2, /* of the next words; 0: they are being written */
    TEXT,                /* about the last failure; NUL-terminated */
    NOTES = TEXT + TEXT_SIZE / 8
};

static apr_uint64_t *note_word(const mod_cors_lists_list_t *list, unsigned note)
{
    return cors_list_image_note(&list->list, note);
}

static apr_uint64_t get(const mod_cors_lists_list_t *list, unsigned note)
{
    return cors_atomic_read(note_word(list, note));
}

static void set(const mod_cors_lists_list_t *list, unsigned note,
                apr_uint64_t value)
{
    cors_atomic_write(note_word(list, note), value);
}

static apr_uint64_t now(void)
{
    struct timespec time = {0, 0};

    if (clock_gettime(CLOCK, &time) != 0) {
        (void)clock_gettime(CLOCK_MONOTONIC, &time);
    }
    return (apr_uint64_t)time.tv_sec * APR_USEC_PER_SEC
           + (apr_uint64_t)time.tv_nsec / 1000;
}

/* ---- when ------------------------------------------------------------- */

/* Returns the seconds until the next refresh, without the random part. */
static apr_uint64_t seconds(const mod_cors_lists_list_t *list)
{
    apr_uint64_t failures = get(list, FAILURES);
    apr_uint64_t wait = (apr_uint64_t)list->interval;

    if (list->provider->is_file) {
        return wait;
    }
    for (; failures > 0 && wait < BACK_OFF_MAX; --failures) {
        wait = wait * 2 < BACK_OFF_MAX ? wait * 2 : BACK_OFF_MAX;
    }
    return wait;
}

/* Machines that start together must not ask a database together. */
static void set_next(const mod_cors_lists_list_t *list)
{
    apr_uint64_t wait = seconds(list) * APR_USEC_PER_SEC;
    apr_uint32_t random = 0;

    apr_generate_random_bytes((unsigned char *)&random, sizeof(random));
    wait = wait * 9 / 10 + wait / 5 * (random % 1024) / 1024;
    set(list, NEXT, now() + wait);
}

bool mod_cors_lists_notes_is_due(const mod_cors_lists_list_t *list)
{
    apr_uint64_t next = get(list, NEXT);
    apr_uint64_t time = now();
    apr_uint64_t wait = seconds(list) * APR_USEC_PER_SEC;

    return next <= time || next - time > wait * 11 / 10 + APR_USEC_PER_SEC;
}

bool mod_cors_lists_notes_can_give_back(const mod_cors_lists_list_t *list)
{
    apr_uint64_t filled = get(list, FILLED);
    apr_uint64_t time = now();

    return filled > 0 && (filled > time || time - filled > GIVE_BACK_AFTER);
}

void mod_cors_lists_notes_filled(const mod_cors_lists_list_t *list)
{
    set(list, FILLED, now());
}

void mod_cors_lists_notes_gave_back(const mod_cors_lists_list_t *list)
{
    set(list, FILLED, 0);
}

/* ---- versions --------------------------------------------------------- */

static apr_uint64_t hash_of(const void *bytes, apr_size_t length)
{
    apr_uint64_t hash = length;
    const unsigned char *p = bytes;
    apr_size_t i;

    for (i = 0; i < length; ++i) {
        hash = cors_bytes_mix(hash, p[i]);
    }
    return hash ? hash : 1;
}

/* Returns 0 for a version that is not known. */
static apr_uint64_t version_hash(const cors_list_version_t *version)
{
    const apr_uint64_t *marks = version->marks;

    if (!version->text[0] && !marks[0] && !marks[1] && !marks[2]) {
        return 0;
    }
    return hash_of(marks, sizeof(version->marks))
           ^ hash_of(version->text, strlen(version->text));
}

bool mod_cors_lists_notes_seen(const mod_cors_lists_list_t *list,
                               const cors_list_version_t *version)
{
    apr_uint64_t hash = version_hash(version);
    apr_uint64_t waits = get(list, WAITS);
    apr_uint64_t time = now();
    apr_uint64_t seen_at = get(list, SEEN_AT);
    bool has_waited = time < seen_at || time - seen_at >= APR_USEC_PER_SEC;

    /* Several children may begin at the same moment, each with a refresh. */
    if (has_waited && (get(list, SEEN) == hash || waits >= WAITS_MAX)) {
        return true;
    }
    if (get(list, SEEN) != hash) {
        set(list, SEEN, hash);
        set(list, SEEN_AT, time);
        set(list, WAITS, waits + has_waited);
    }
    set(list, NEXT, time + APR_USEC_PER_SEC);
    return false;
}

void mod_cors_lists_notes_refused(const mod_cors_lists_list_t *list,
                                  const cors_list_version_t *version)
{
    apr_uint64_t hash = version_hash(version);

    set(list, REFUSED, hash);
    if (hash != 0) {
        set(list, FAILURES, 0);
        set_next(list);
    }
}

bool mod_cors_lists_notes_refused_again(const mod_cors_lists_list_t *list,
                                        const cors_list_version_t *version)
{
    apr_uint64_t hash = version_hash(version);

    if (hash == 0 || hash != get(list, REFUSED)) {
        return false;
    }
    set_next(list);
    return true;
}

/* ---- rows ------------------------------------------------------------- */

static void draw_key(const mod_cors_lists_list_t *list)
{
    apr_uint64_t key[2];

    apr_generate_random_bytes((unsigned char *)key, sizeof(key));
    /* The word that says that both are drawn is the last one: this process may
     * be killed. */
    set(list, KEY + 1, key[1]);
    cors_atomic_write_last(note_word(list, KEY), key[0] | 1);
}

apr_uint64_t mod_cors_lists_notes_hash(const mod_cors_lists_list_t *list,
                                       apr_uint64_t hash, const char *text,
                                       apr_size_t length)
{
    apr_uint64_t keys[2];

    if (get(list, KEY) == 0) {
        draw_key(list);
    }
    keys[0] = get(list, KEY) ^ hash;
    keys[1] = get(list, KEY + 1);
    return cors_keyed_hash(text, length, keys);
}

/* ---- results ---------------------------------------------------------- */

bool mod_cors_lists_notes_succeeded(const mod_cors_lists_list_t *list)
{
    bool had_failed = get(list, REASON) != 0;

    set(list, FAILURES, 0);
    set(list, REASON, 0);
    set(list, SEEN, 0);
    set(list, WAITS, 0);
    set(list, REFUSED, 0);
    set(list, CURRENT, now());
    set_next(list);
    return had_failed;
}

/* Leaves out numbers: the same failure may count other rows. */
static apr_uint64_t reason_hash(const char *reason)
{
    apr_uint64_t hash = 1;

    for (; *reason; ++reason) {
        if (!apr_isdigit(*reason)) {
            hash = cors_bytes_mix(hash, (unsigned char)*reason);
        }
    }
    return hash ? hash : 1;
}

/* Other processes may read the text while it is written. */
static void write_text(const mod_cors_lists_list_t *list, const char *reason,
                       const char *remedy)
{
    char text[TEXT_SIZE] = {0};
    unsigned i;

    if (apr_snprintf(text, sizeof(text), "%s%s", reason, remedy)
        >= TEXT_SIZE - 1) {
        strcpy(text + sizeof(text) - sizeof("..."), "...");
    }
    cors_atomic_write_before(note_word(list, TEXT_HASH), 0);
    for (i = 0; i < TEXT_SIZE / 8; ++i) {
        set(list, TEXT + i, cors_bytes_word(text + 8 * i));
    }
    cors_atomic_write_last(note_word(list, TEXT_HASH),
                           hash_of(text, sizeof(text)));
}

bool mod_cors_lists_notes_failed(const mod_cors_lists_list_t *list,
                                 const char *reason, const char *remedy)
{
    apr_uint64_t hash = reason_hash(reason);
    bool is_news = get(list, REASON) != hash;

    set(list, ERRORS, get(list, ERRORS) + 1);
    set(list, FAILURES, get(list, FAILURES) + 1);
    write_text(list, reason, remedy);
    set(list, REASON, hash);
    set(list, SEEN, 0);
    set(list, WAITS, 0);
    set_next(list);
    return is_news;
}

bool mod_cors_lists_notes_lock_failed(const mod_cors_lists_list_t *list)
{
    return cors_atomic_replace(note_word(list, LOCKLESS), 0, 1);
}

void mod_cors_lists_notes_restart(const mod_cors_lists_list_t *list)
{
    set(list, REFUSED, 0);
    set(list, LOCKLESS, 0);
    if (get(list, REASON) != 0) {
        set(list, NEXT, 0);
    }
}

void mod_cors_lists_notes_copy(const cors_origin_list_t *to,
                               const cors_origin_list_t *from)
{
    unsigned i;

    for (i = 0; i < NOTES; ++i) {
        cors_atomic_write(cors_list_image_note(to, i),
                          cors_atomic_read(cors_list_image_note(from, i)));
    }
}

apr_uint64_t mod_cors_lists_notes_errors(const cors_origin_list_t *list)
{
    return cors_atomic_read(cors_list_image_note(list, ERRORS));
}

apr_int64_t mod_cors_lists_notes_age(const cors_origin_list_t *list)
{
    apr_uint64_t current =
        cors_atomic_read(cors_list_image_note(list, CURRENT));
    apr_uint64_t time = now();

    if (current == 0) {
        return -1;
    }
    return current < time ? (apr_int64_t)((time - current) / APR_USEC_PER_SEC)
                          : 0;
}

/* The hash shows whether the text is whole. */
const char *mod_cors_lists_notes_reason(const cors_origin_list_t *list,
                                        apr_pool_t *pool)
{
    char text[TEXT_SIZE];
    unsigned i;

    for (i = 0; i < TEXT_SIZE / 8; ++i) {
        apr_uint64_t word =
            cors_atomic_read_first(cors_list_image_note(list, TEXT + i));

        memcpy(text + 8 * i, &word, sizeof(word));
    }
    return cors_atomic_read(cors_list_image_note(list, REASON)) != 0
                   && text[TEXT_SIZE - 1] == '\0'
                   && hash_of(text, sizeof(text))
                          == cors_atomic_read_first(
                              cors_list_image_note(list, TEXT_HASH))
               ? apr_pstrdup(pool, text)
               : NULL;
}
