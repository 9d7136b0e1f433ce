/* SPDX-License-Identifier: Apache-2.0
 *
 * Header [always|onsuccess] action field [value [replacement]] [condition]
 */
#include "explain/cors_migrate_header.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_migrate_words.h"

static cors_migrate_action_e action_of(const char *word)
{
    static const struct {
        const char *word;
        cors_migrate_action_e action;
    } actions[] = {{"set", CORS_MIGRATE_SET},
                   {"setifempty", CORS_MIGRATE_SET_IF_EMPTY},
                   {"add", CORS_MIGRATE_ADD},
                   {"append", CORS_MIGRATE_ADD},
                   {"merge", CORS_MIGRATE_ADD},
                   {"unset", CORS_MIGRATE_UNSET},
                   {"edit", CORS_MIGRATE_CHANGE},
                   {"edit*", CORS_MIGRATE_CHANGE},
                   {"note", CORS_MIGRATE_CHANGE},
                   {"echo", CORS_MIGRATE_CHANGE}};
    size_t i;

    for (i = 0; i < sizeof(actions) / sizeof(actions[0]); ++i) {
        if (strcasecmp(actions[i].word, word) == 0) {
            return actions[i].action;
        }
    }
    return CORS_MIGRATE_NOTHING;
}

static cors_migrate_field_e field_of(const char *name)
{
    static const struct {
        const char *name;
        cors_migrate_field_e field;
    } fields[] = {
        {"Access-Control-Allow-Origin", CORS_MIGRATE_ALLOW_ORIGIN},
        {"Access-Control-Allow-Credentials", CORS_MIGRATE_ALLOW_CREDENTIALS},
        {"Access-Control-Allow-Methods", CORS_MIGRATE_ALLOW_METHODS},
        {"Access-Control-Allow-Headers", CORS_MIGRATE_ALLOW_HEADERS},
        {"Access-Control-Expose-Headers", CORS_MIGRATE_EXPOSE_HEADERS},
        {"Access-Control-Max-Age", CORS_MIGRATE_MAX_AGE},
        {"Timing-Allow-Origin", CORS_MIGRATE_TIMING_ALLOW_ORIGIN},
        {"Vary", CORS_MIGRATE_VARY},
    };
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        if (strcasecmp(fields[i].name, name) == 0) {
            return fields[i].field;
        }
    }
    return strncasecmp(name, "Access-Control-", 15) == 0
               ? CORS_MIGRATE_UNKNOWN_ACCESS_CONTROL
               : CORS_MIGRATE_OTHER_FIELD;
}

static const char *word_at(const apr_array_header_t *words, int i)
{
    return i < words->nelts ? APR_ARRAY_IDX(words, i, const char *) : "";
}

static void read_condition(cors_migrate_header_t *header, const char *word)
{
    if (strncasecmp(word, "env=", 4) == 0) {
        header->variable = word + 4;
    }
    else if (strncasecmp(word, "expr=", 5) == 0) {
        header->expression = word + 5;
    }
}

/* The name without the ':' that httpd accepts at its end. */
static const char *name_of(const char *word, apr_pool_t *pool)
{
    apr_size_t length = strlen(word);

    length -= length > 0 && word[length - 1] == ':';
    return apr_pstrmemdup(pool, word, length);
}

cors_migrate_header_t cors_migrate_header_parse(const char *arguments,
                                                apr_pool_t *pool)
{
    const apr_array_header_t *words = cors_migrate_words_split(arguments, pool);
    cors_migrate_header_t header = {0};
    int i = 0;

    header.always = strcasecmp(word_at(words, 0), "always") == 0;
    i += header.always || strcasecmp(word_at(words, 0), "onsuccess") == 0;
    header.action = action_of(word_at(words, i++));
    header.name = name_of(word_at(words, i++), pool);
    header.field = field_of(header.name);
    header.value = "";
    if (header.action != CORS_MIGRATE_UNSET) {
        header.value = word_at(words, i++);
    }
    if (header.action == CORS_MIGRATE_CHANGE) {
        ++i;
    }
    read_condition(&header, word_at(words, i));
    return header;
}
