/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters and the status. The first line is the name of a host, the second a
 * fault; the others are refused origins, each after a letter that chooses host
 * and reason. What follows a NUL is written over the segment, as a child
 * process could.
 */
#include "fuzz.h"

#include "naive_text.h"
#include "status/cors_status_html.h"
#include "status/cors_status_json.h"
#include "status/cors_status_openmetrics.h"
#include "status/cors_status_text.h"

const char fuzz_name[] = "status";

enum { ROWS = 2, ORIGINS = 16 };

static const apr_uint64_t keys[2] = {APR_UINT64_C(0x9876543210fedcba),
                                     APR_UINT64_C(0x0123456789abcdef)};

static cors_reason_e reason_of(char letter)
{
    static const cors_reason_e reasons[] = {CORS_REASON_ORIGIN_NOT_LISTED,
                                            CORS_REASON_ORIGIN_DENIED,
                                            CORS_REASON_ORIGIN_INSECURE};

    return reasons[(unsigned char)letter % 3];
}

/* Refuses the origins of the lines, and returns their number. */
static apr_uint64_t refuse(const cors_tally_t *tally, char *lines)
{
    apr_uint64_t count = 0;
    const char *line;

    while ((line = fuzz_next(&lines, '\n')) != NULL) {
        if (line[0]) {
            size_t length = strlen(line + 1);
            char *exact = fuzz_exact_copy(line + 1, length);

            cors_refused_count(tally, exact, length, reason_of(line[0]),
                               (unsigned char)line[0] % 4, ++count);
            cors_atomic_add(cors_tally_row(tally, line[0] % 2)
                                + (unsigned char)line[0] % CORS_TALLY_ROW_WORDS,
                            1);
            free(exact);
        }
    }
    return count;
}

static void write_over(char *segment, const uint8_t *bytes, size_t size)
{
    size_t room = cors_tally_bytes(ROWS, ORIGINS);
    size_t i;

    for (i = 0; i < size; ++i) {
        segment[(i * 389) % room] ^= (char)bytes[i];
    }
}

static size_t count_of(const char *text, char wanted)
{
    size_t count = 0;

    for (; *text; ++text) {
        count += *text == wanted;
    }
    return count;
}

static bool has_control(const char *text)
{
    for (; *text; ++text) {
        if (((unsigned char)*text < ' ' && *text != '\n') || *text == 0x7f) {
            return true;
        }
    }
    return false;
}

/* The same status with harmless texts. */
static cors_status_t harmless(const cors_status_t *status, apr_pool_t *pool)
{
    static const cors_status_host_t hosts[ROWS] = {{"x", false}, {"y", false}};
    cors_status_t copy = *status;
    int i;

    copy.rows = apr_pmemdup(pool, status->rows,
                            (size_t)status->row_count * sizeof(*copy.rows));
    copy.origins =
        apr_pmemdup(pool, status->origins,
                    (size_t)status->origin_count * sizeof(*copy.origins));
    copy.faults =
        apr_pmemdup(pool, status->faults,
                    (size_t)status->fault_count * sizeof(*copy.faults));
    for (i = 0; i < copy.row_count; ++i) {
        copy.rows[i].host = hosts + i;
    }
    for (i = 0; i < copy.origin_count; ++i) {
        bool is_first = status->origins[i].host == status->rows[0].host;

        memcpy(copy.origins[i].entry.text, "o", 2);
        copy.origins[i].host = hosts + !is_first;
    }
    for (i = 0; i < copy.fault_count; ++i) {
        memcpy(copy.faults[i].text, "t", 2);
        memcpy(copy.faults[i].files[0], "f", 2);
    }
    return copy;
}

/* Each document of hostile texts has the same structure as one of harmless
 * texts. */
static void check_documents(const cors_status_t *status, apr_pool_t *pool)
{
    cors_status_t other = harmless(status, pool);
    cors_status_place_t places[] = {{status->rows[0].host, "/explain"},
                                    {other.rows[0].host, "/explain"}};
    const cors_status_t *both[2] = {status, &other};
    cors_text_t html[2], text[2], metrics[2], json;
    const char *p;
    int i;

    for (i = 0; i < 2; ++i) {
        cors_text_init(&html[i], pool);
        cors_text_init(&text[i], pool);
        cors_text_init(&metrics[i], pool);
        cors_status_html(&html[i], both[i], &places[i]);
        cors_status_text(&text[i], both[i]);
        cors_status_openmetrics(&metrics[i], both[i]);
    }
    for (p = "<>\"'"; *p; ++p) {
        FUZZ_REQUIRE(count_of(html[0].bytes, *p) == count_of(html[1].bytes, *p),
                     "the page has another number of %c", *p);
    }
    FUZZ_REQUIRE(naive_is_utf8(html[0].bytes), "the page is not UTF-8");
    FUZZ_REQUIRE(count_of(text[0].bytes, '\n') == count_of(text[1].bytes, '\n'),
                 "the text has other lines");
    FUZZ_REQUIRE(!has_control(text[0].bytes) && !has_control(metrics[0].bytes)
                     && !has_control(html[0].bytes),
                 "a control character");
    FUZZ_REQUIRE(count_of(metrics[0].bytes, '\n')
                     == count_of(metrics[1].bytes, '\n'),
                 "the metrics have other lines");
    FUZZ_REQUIRE(naive_is_utf8(metrics[0].bytes), "the metrics are not UTF-8");
    cors_text_init(&json, pool);
    cors_status_json(&json, status);
    json.bytes[json.length - 1] = '\0'; /* the newline */
    FUZZ_REQUIRE(naive_is_json_object(json.bytes), "not JSON: %s", json.bytes);
}

/* In each line of OpenMetrics, a quotation mark that is not escaped stands next
 * to '=', ',' or '}'. */
static void check_labels(const cors_status_t *status, apr_pool_t *pool)
{
    cors_text_t metrics;
    const char *p;

    cors_text_init(&metrics, pool);
    cors_status_openmetrics(&metrics, status);
    for (p = metrics.bytes; *p; ++p) {
        if (*p == '\\') {
            ++p;
            FUZZ_REQUIRE(*p == '\\' || *p == '"' || *p == 'n',
                         "an unknown escape");
        }
        else if (*p == '"') {
            FUZZ_REQUIRE(p[-1] == '=' || p[1] == ',' || p[1] == '}',
                         "a label ends early: %s", p);
        }
    }
}

/* The sum of all scores is the number of refusals. */
static void check_scores(const cors_status_t *status, apr_uint64_t refused)
{
    apr_uint64_t sum = 0;
    int i;

    for (i = 0; i < status->origin_count; ++i) {
        FUZZ_REQUIRE(status->origins[i].entry.score
                         > status->origins[i].entry.error,
                     "an entry without refusals");
        sum += status->origins[i].entry.score;
    }
    FUZZ_REQUIRE(sum == refused, "%d refusals", (int)sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *lines = fuzz_text(data, size, pool);
    size_t used = strlen(lines) + 1;
    char *segment = calloc(1, cors_tally_bytes(ROWS, ORIGINS));
    const char *host = fuzz_next(&lines, '\n');
    const char *fault = fuzz_next(&lines, '\n');
    cors_status_host_t hosts[ROWS] = {{host, true}, {"other", false}};
    cors_place_t place = {host, 1, false};
    cors_status_t status = {.version = "1", .now = 1};
    cors_tally_t tally;
    apr_uint64_t refused;

    cors_tally_init(&tally, segment, ROWS, ORIGINS, keys);
    tally.self = 1;
    cors_last_faults_add(&tally, fault ? fault : "", &place, &place, 5);
    refused = refuse(&tally, lines);
    if (used < size) {
        write_over(segment, data + used, size - used);
    }
    cors_status_take(&status, &tally, hosts, ROWS, pool);
    if (used >= size) {
        check_scores(&status, refused);
    }
    check_documents(&status, pool);
    check_labels(&status, pool);
    free(segment);
    apr_pool_destroy(pool);
    return 0;
}
