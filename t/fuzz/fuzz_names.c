/* SPDX-License-Identifier: Apache-2.0
 *
 * Names. The first line is the configured list, names separated by blanks; the
 * rest is the field value of a request. They are tested as methods and as
 * header names.
 */
#include "fuzz.h"

#include <strings.h>

#include "base/cors_field_value.h"
#include "base/cors_token.h"
#include "policy/cors_header_name.h"
#include "policy/cors_method.h"
#include "policy/cors_names.h"
#include "model_lists.h"
#include "naive.h"

const char fuzz_name[] = "names";

static const cors_place_t place = {"fuzz.conf", 1, false};

/* The lists of the standard, checked with single names. */
static void check_name(const char *name, size_t length)
{
    char *exact = fuzz_exact_copy(name, length);

    FUZZ_REQUIRE(cors_token_is_valid(exact, length) == naive_is_token(name),
                 "is '%s' a token?", name);
    FUZZ_REQUIRE(cors_method_is_safelisted(exact, length)
                     == naive_is_one_of("GET|HEAD|POST", name),
                 "is '%s' safelisted?", name);
    FUZZ_REQUIRE(cors_method_is_forbidden(exact, length)
                     == naive_is_one_of_any_case("CONNECT|TRACE|TRACK", name),
                 "is '%s' forbidden?", name);
    FUZZ_REQUIRE(cors_header_name_is_non_wildcard(exact, length)
                     == naive_is_one_of_any_case("Authorization", name),
                 "is '%s' covered by '*'?", name);
    if (naive_is_token(name) && !strchr(name, '*')
        && strncasecmp(name, "access-control-", 15) != 0
        && strcasecmp(name, "timing-allow-origin") != 0) {
        FUZZ_REQUIRE(cors_header_name_is_forbidden_request(exact, length)
                         == !naive_is_request_header(name),
                     "is '%s' a forbidden request-header?", name);
    }
    free(exact);
}

/* The core's steps through a list-based field value, against a split at its
 * commas. */
static void check_steps(const char *value, apr_pool_t *pool)
{
    model_list_t list = model_elements(value, pool);
    const char *cursor = value;
    const char *element;
    apr_size_t length;
    int i = 0;

    while (cors_field_value_next(&cursor, &element, &length)) {
        const char *name = apr_pstrmemdup(pool, element, length);

        FUZZ_REQUIRE(
            i >= MODEL_VALUES_MAX
                || (i < list.count && strcmp(list.values[i].text, name) == 0),
            "element %d is '%s'", i, name);
        check_name(name, length);
        ++i;
    }
    FUZZ_REQUIRE(i == list.count || i >= MODEL_VALUES_MAX,
                 "%d elements, not %d", i, list.count);
}

static void check_set(const model_list_t *written, const char *asked,
                      cors_names_kind_e kind, apr_pool_t *pool)
{
    cors_names_t *names = cors_names_create(kind, pool);
    bool any_case = kind == CORS_HEADER_NAMES;
    model_list_t list = model_elements(asked, pool);
    int i;

    for (i = 0; i < written->count; ++i) {
        cors_names_add(names, written->values[i].text, &place);
    }
    FUZZ_REQUIRE(
        strcmp(cors_names_value(names), model_join(written, any_case, pool))
            == 0,
        "the field value is '%s'", cors_names_value(names));
    FUZZ_REQUIRE((cors_names_any(names) != NULL)
                     == model_has(written, "*", false),
                 "is there a '*'?");
    for (i = 0; i < list.count; ++i) {
        const char *name = list.values[i].text;

        FUZZ_REQUIRE(cors_names_contains(names, name, strlen(name))
                         == (strcmp(name, "*") != 0
                             && model_has(written, name, any_case)),
                     "is '%s' in the set?", name);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *asked = fuzz_text(data, size, pool);
    char *line = fuzz_next(&asked, '\n');
    model_list_t written;
    char *state;
    char *name = apr_strtok(line, " ", &state);

    written.count = 0;
    for (; name && written.count < MODEL_VALUES_MAX;
         name = apr_strtok(NULL, " ", &state)) {
        if (naive_is_token(name)) {
            written.values[written.count++].text = name;
        }
        check_name(name, strlen(name));
    }
    check_steps(asked ? asked : "", pool);
    check_set(&written, asked, CORS_METHOD_NAMES, pool);
    check_set(&written, asked, CORS_HEADER_NAMES, pool);
    apr_pool_destroy(pool);
    return 0;
}
