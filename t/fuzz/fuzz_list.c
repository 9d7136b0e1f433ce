/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin and, from the next line on, the bytes of a file with an origin
 * list.
 */
#include "fuzz.h"

#include <apr_cstr.h>
#include <apr_lib.h>

#include "base/cors_text.h"
#include "lists/cors_list_build.h"
#include "lists/cors_list_rows.h"
#include "naive.h"

const char fuzz_name[] = "list";

enum { MAX = 64 };

/* The rows of the file that are used, as the list should have them. */
typedef struct {
    apr_uint32_t number;
    const char *text;
    bool dangerous;
} used_t;

typedef struct {
    apr_pool_t *pool;
    cors_text_t rows; /* all of them, with their numbers */
    used_t used[MAX];
    unsigned count;
    unsigned skipped;
    unsigned corrected;
    cors_list_build_t *build;
} file_t;

static const apr_uint64_t fixed_keys[2] = {APR_UINT64_C(0x9876543210fedcba),
                                           APR_UINT64_C(0x0123456789abcdef)};

static void draw(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    memcpy(keys, fixed_keys, sizeof(fixed_keys));
}

static bool note_row(void *baton, apr_uint32_t number, const char *text,
                     apr_size_t length)
{
    file_t *file = baton;

    FUZZ_REQUIRE(length > 0 && length <= CORS_LIST_ROW_MAX_LENGTH + 1,
                 "a row has %d bytes", (int)length);
    cors_text_add_format(&file->rows, "%u:", number);
    cors_text_add_bytes(&file->rows, text, length);
    cors_text_add(&file->rows, "\n");
    return true;
}

static bool has_port(const char *origin)
{
    const char *colon = strrchr(origin, ':');

    return colon && colon[1] != '/' && !strchr(colon, ']');
}

/* Whether the correction is what the manual describes: the row in lower case,
 * without what is around it. Hosts that are not ASCII are not compared. */
static bool is_described(const char *row, const char *correction,
                         apr_pool_t *pool)
{
    size_t length = strlen(correction);
    const char *rest, *end = row + strlen(row);
    const char *p;

    for (p = row; *p; ++p) {
        if ((unsigned char)*p >= 0x80) {
            return true;
        }
    }
    while (apr_isspace(*row)) {
        ++row;
    }
    while (end > row && apr_isspace(end[-1])) {
        --end;
    }
    if (end > row && end[-1] == '/') {
        --end;
    }
    rest = row + length;
    return rest <= end && apr_cstr_casecmpn(row, correction, length) == 0
           && (rest == end
               || (end - rest <= 4 && *rest == ':' && !has_port(correction)
                   && naive_is_one_of(
                       "443|80|21",
                       apr_pstrmemdup(pool, rest + 1,
                                      (apr_size_t)(end - rest) - 1))));
}

/* Rows that the manual excludes, although they are patterns. */
static bool is_excluded(const char *pattern)
{
    const char *host = strstr(pattern, "://");

    return !host || strcmp(host, "://*") == 0
           || strcmp(pattern, "file://") == 0;
}

static void check_used(const cors_list_row_t *row, const char *text,
                       const char *pattern, apr_pool_t *pool)
{
    cors_list_row_t again;

    FUZZ_REQUIRE(naive_is_pattern(pattern) && !is_excluded(pattern),
                 "'%s' is used as '%s'", text, pattern);
    FUZZ_REQUIRE((row->kind == CORS_LIST_ROW_USED)
                     == (strcmp(text, pattern) == 0),
                 "'%s' is corrected to '%s'", text, pattern);
    FUZZ_REQUIRE(row->kind == CORS_LIST_ROW_USED
                     || is_described(text, pattern, pool),
                 "'%s' must not be corrected to '%s'", text, pattern);
    FUZZ_REQUIRE(row->dangerous || !naive_is_insecure(pattern),
                 "'%s' is not dangerous", pattern);
    FUZZ_REQUIRE(!row->dangerous || naive_is_insecure(pattern)
                     || naive_parent(pattern),
                 "'%s' is dangerous", pattern);
    cors_list_row_read(pattern, strlen(pattern), &again, pool);
    FUZZ_REQUIRE(again.kind == CORS_LIST_ROW_USED
                     && again.dangerous == row->dangerous,
                 "'%s' is read differently again", pattern);
}

static void check_skipped(const char *text, apr_size_t length)
{
    FUZZ_REQUIRE(!naive_is_pattern(text) || is_excluded(text)
                     || strlen(text) != length,
                 "'%s' is skipped", text);
}

static void check_sentence(const cors_list_row_t *row, apr_pool_t *pool)
{
    const char *sentence = cors_list_row_sentence(row, 7, pool);

    FUZZ_REQUIRE((sentence != NULL)
                     == (row->kind != CORS_LIST_ROW_USED || row->dangerous),
                 "is there a sentence?");
    FUZZ_REQUIRE(!sentence || strncmp(sentence, "row 7: ", 7) == 0, "%s",
                 sentence);
    FUZZ_REQUIRE(!sentence || row->kind != CORS_LIST_ROW_SKIPPED
                     || strstr(sentence, "; "),
                 "no remedy: %s", sentence);
}

static bool take_row(void *baton, apr_uint32_t number, const char *text,
                     apr_size_t length)
{
    file_t *file = baton;
    char *exact = fuzz_exact_copy(text, length);
    const char *copy = apr_pstrmemdup(file->pool, text, length);
    cors_list_row_t row;

    cors_list_row_read(exact, length, &row, file->pool);
    check_sentence(&row, file->pool);
    if (!cors_list_build_add(file->build, number, exact, length)) {
        free(exact);
        return false;
    }
    if (row.kind == CORS_LIST_ROW_SKIPPED) {
        check_skipped(copy, length);
        ++file->skipped;
    }
    else {
        used_t *used = &file->used[file->count++];

        used->number = number;
        used->text = apr_pstrmemdup(file->pool, row.text, row.length);
        used->dangerous = row.dangerous;
        file->corrected += row.kind == CORS_LIST_ROW_CORRECTED;
        check_used(&row, copy, used->text, file->pool);
    }
    free(exact);
    return true;
}

/* Reads the file in parts of this size. */
static void read_parts(file_t *file, cors_list_rows_take_t *take,
                       const char *bytes, apr_size_t length, apr_size_t part)
{
    cors_list_rows_t rows;

    cors_list_rows_init(&rows, take, file);
    while (length > 0) {
        apr_size_t now = part < length ? part : length;
        char *exact = fuzz_exact_copy(bytes, now);

        cors_list_rows_feed(&rows, exact, now);
        free(exact);
        bytes += now;
        length -= now;
    }
    cors_list_rows_end(&rows);
}

/* Notes one line, if it is a row. */
static void naive_line(file_t *file, apr_uint32_t number, const char *line,
                       size_t length)
{
    char *text = apr_pstrmemdup(file->pool, line, length);

    if (length > 0 && text[length - 1] == '\r') {
        --length;
    }
    if (length > CORS_LIST_ROW_MAX_LENGTH) {
        length = CORS_LIST_ROW_MAX_LENGTH + 1;
    }
    text[length] = '\0';
    if (strspn(text, " \t") < length ? text[strspn(text, " \t")] != '#'
                                     : length > CORS_LIST_ROW_MAX_LENGTH) {
        note_row(file, number, text, length);
    }
}

/* The rows of a file, as the manual describes them. */
static void naive_rows(file_t *file, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    apr_uint32_t number = 0;

    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
    }
    while (bytes < end) {
        const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *stop = feed ? feed : end;

        naive_line(file, ++number, bytes, (size_t)(stop - bytes));
        bytes = stop + 1;
    }
}

static void check_parts(const char *bytes, apr_size_t length, apr_pool_t *pool)
{
    const apr_size_t parts[] = {1, 3, 1000, length};
    file_t want = {.pool = pool};
    int i;

    cors_text_init(&want.rows, pool);
    naive_rows(&want, bytes, length);
    for (i = 0; i < 4; ++i) {
        file_t file = {.pool = pool};

        cors_text_init(&file.rows, pool);
        read_parts(&file, note_row, bytes, length, parts[i]);
        FUZZ_REQUIRE(
            file.rows.length == want.rows.length
                && memcmp(file.rows.bytes, want.rows.bytes, file.rows.length)
                       == 0,
            "in parts of %d bytes the rows are: %s not: %s", (int)parts[i],
            file.rows.bytes, want.rows.bytes);
    }
}

/* The number of literal bytes of the host of a pattern, and 1 more for a fixed
 * port, as the manual ranks them. */
static size_t rank_of(const char *pattern)
{
    const char *host = strstr(pattern, "://") + strlen("://");
    const char *colon = strrchr(host, ':');
    bool any_port = colon && strcmp(colon, ":*") == 0;
    size_t length = strlen(host);

    if (!strchr(pattern, '*')) {
        return 4 * CORS_ORIGIN_MAX_LENGTH;
    }
    if (colon && !strchr(colon, ']')) {
        length = (size_t)(colon - host);
    }
    return 2 * (length - (host[0] == '*' ? 2 : 0)) + !any_port;
}

/* The first of the most specific rows that admit the origin. */
static const used_t *best(const file_t *file, const char *origin)
{
    const used_t *found = NULL;
    unsigned i;

    for (i = 0; i < file->count; ++i) {
        const used_t *used = &file->used[i];

        if (!used->dangerous && naive_admits(used->text, origin)
            && (!found || rank_of(used->text) > rank_of(found->text))) {
            found = used;
        }
    }
    return found;
}

static bool is_denied(const file_t *file, const char *origin)
{
    unsigned i;

    for (i = 0; i < file->count; ++i) {
        if (naive_denies(file->used[i].text, origin)) {
            return true;
        }
    }
    return false;
}

static void check_answer(const file_t *file, const cors_origin_list_t *list,
                         const char *origin)
{
    const used_t *want = best(file, origin);
    cors_origin_list_answer_t answer;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    answer = *cors_origin_list_answer(list, &lookup);
    FUZZ_REQUIRE(answer.available, "not available");
    FUZZ_REQUIRE(answer.admits.number == (want ? want->number : 0),
                 "'%s' is admitted by row %u, not by '%s'", origin,
                 answer.admits.number, want ? want->text : "");
    FUZZ_REQUIRE(!want
                     || strcmp(cors_origin_list_pattern(&answer.admits, &lookup,
                                                        file->pool),
                               want->text)
                            == 0,
                 "'%s' is not shown", want ? want->text : "");
    FUZZ_REQUIRE((answer.denies.number > 0) == is_denied(file, origin),
                 "'%s': is it denied?", origin);
}

static void check_list(file_t *file, const char *origin, const char *bytes,
                       apr_size_t length)
{
    static const cors_list_build_calls_t calls = {draw, NULL, NULL};
    cors_origin_list_t list = {.name = "fuzz"};
    cors_list_image_version_t version = {.built = 1};
    cors_list_build_t build;
    cors_list_build_e error;

    cors_list_image_attach(&list, calloc(1, cors_list_image_bytes(MAX, 64)),
                           MAX, 64);
    cors_list_build_begin(&build, &list, &calls, file->pool);
    file->build = &build;
    read_parts(file, take_row, bytes, length, length);
    error = cors_list_build_finish(&build, true);
    FUZZ_REQUIRE(
        error == CORS_LIST_BUILD_OVER_MAX || error == CORS_LIST_BUILD_NO_ROOM
            || error
                   == (file->skipped > file->count ? CORS_LIST_BUILD_MOSTLY_BAD
                                                   : CORS_LIST_BUILD_OK),
        "the build ends with %d", (int)error);
    if (error == CORS_LIST_BUILD_OK) {
        cors_list_build_count(&build, &version);
        FUZZ_REQUIRE(version.rows == file->count
                         && version.skipped == file->skipped
                         && version.corrected == file->corrected,
                     "the counters are wrong");
        cors_list_image_publish(&list, &version);
        check_answer(file, &list, origin);
    }
    free(list.image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    const char *input = (const char *)data;
    const char *end = size > 0 ? memchr(input, '\n', size) : NULL;
    size_t length = end ? (size_t)(end - input) : size;
    const char *bytes = end ? end + 1 : input + size;
    file_t file = {.pool = pool};

    check_parts(bytes, (size_t)(input + size - bytes), pool);
    check_list(&file, apr_pstrndup(pool, input, length), bytes,
               (size_t)(input + size - bytes));
    apr_pool_destroy(pool);
    return 0;
}
