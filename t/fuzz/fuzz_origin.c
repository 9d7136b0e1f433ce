/* SPDX-License-Identifier: Apache-2.0
 *
 * A serialized origin: compares the parser with the oracle, and the text with
 * one that is made from the parsed parts.
 */
#include "fuzz.h"

#include "origin/cors_origin.h"
#include "origin/cors_origin_lookup.h"
#include "naive.h"

const char fuzz_name[] = "origin";

static const char *print(const cors_origin_t *origin, apr_pool_t *pool)
{
    const char *port =
        origin->port ? apr_psprintf(pool, ":%d", origin->port) : "";

    return apr_psprintf(pool, "%.*s://%.*s%s", (int)origin->scheme_length,
                        origin->scheme, (int)origin->host_length, origin->host,
                        port);
}

static void check_valid(const char *text, const cors_origin_t *origin,
                        apr_pool_t *pool)
{
    const char *printed = print(origin, pool);
    cors_origin_t again;

    FUZZ_REQUIRE(strcmp(printed, text) == 0, "'%s' is printed as '%s'", text,
                 printed);
    FUZZ_REQUIRE(cors_origin_parse(printed, strlen(printed), &again)
                     == CORS_ORIGIN_OK,
                 "'%s' cannot be parsed again", printed);
    FUZZ_REQUIRE(again.port == origin->port
                     && again.host_kind == origin->host_kind
                     && again.host_length == origin->host_length
                     && again.scheme_length == origin->scheme_length,
                 "'%s' has other parts when it is parsed again", printed);
    FUZZ_REQUIRE(cors_origin_is_insecure(origin) == naive_is_insecure(text),
                 "'%s': is it insecure?", text);
    FUZZ_REQUIRE(cors_origin_default_port(origin->scheme, origin->scheme_length)
                         != origin->port
                     || origin->port == 0,
                 "'%s' has its default port", text);
}

/* The same check through the functions that a decision uses. */
static void check_lookup(const char *text, bool valid)
{
    cors_origin_lookup_t lookup;
    bool is_null = strcmp(text, "null") == 0;
    char dotless[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_origin_lookup_t without;

    cors_origin_lookup_init(&lookup, text);
    FUZZ_REQUIRE(cors_origin_lookup_is_null_like(&lookup)
                     == (is_null || strcmp(text, "file://") == 0),
                 "'%s': is it like null?", text);
    FUZZ_REQUIRE(cors_origin_lookup_is_wellformed(&lookup)
                     == (valid || is_null),
                 "'%s': the look-up does not agree", text);
    FUZZ_REQUIRE((cors_origin_lookup_origin(&lookup) != NULL) == valid,
                 "'%s': the look-up has another origin", text);
    if (cors_origin_lookup_without_dot(&lookup, dotless, &without)) {
        FUZZ_REQUIRE(valid && naive_is_origin(dotless)
                         && strlen(dotless) == strlen(text) - 1,
                     "'%s' is '%s' without its dot", text, dotless);
    }
    else {
        FUZZ_REQUIRE(
            !valid || lookup.origin.host_kind != CORS_HOST_NAME
                || !(strstr(text, ".:") || text[strlen(text) - 1] == '.'),
            "'%s' is returned as without a final dot", text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *text = fuzz_text(data, size, pool);
    char *exact = fuzz_exact_copy((const char *)data, size);
    cors_origin_t origin;
    bool valid = cors_origin_parse(exact, size, &origin) == CORS_ORIGIN_OK;

    FUZZ_REQUIRE(valid == (strlen(text) == size && naive_is_origin(text)),
                 "'%s' is %s", text, valid ? "no origin" : "an origin");
    if (valid) {
        check_valid(text, &origin, pool);
    }
    check_lookup(text, naive_is_origin(text));
    free(exact);
    apr_pool_destroy(pool);
    return 0;
}
