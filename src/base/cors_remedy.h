/* SPDX-License-Identifier: Apache-2.0
 *
 * What is wrong with a value of the configuration, and what to write: data
 * until it is printed. Knows neither directives nor places.
 */
#ifndef CORS_REMEDY_H
#define CORS_REMEDY_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct {
    const char *wrong;  /* what follows the value: "has a path"; or NULL */
    const char *advice; /* what to do: "remove it"; NULL: see instead */
    const apr_array_header_t *instead; /* const char *: values to write, or NULL
                                        */
} cors_remedy_t;

/* Advice in words. wrong and advice are kept, not copied. */
static inline cors_remedy_t cors_remedy_advise(const char *wrong,
                                               const char *advice)
{
    cors_remedy_t remedy = {wrong, advice, NULL};

    return remedy;
}

/* Nothing is wrong. In the header, since most values of a long list get it. */
static inline cors_remedy_t cors_remedy_none(void)
{
    return cors_remedy_advise(NULL, NULL);
}

/* One value to write in place of the wrong one. wrong and value are kept, not
 * copied. */
cors_remedy_t cors_remedy_replace(const char *wrong, const char *value,
                                  apr_pool_t *pool);

/* One sentence, allocated from pool: "'value' has a path; write 'other'". */
const char *cors_remedy_sentence(cors_remedy_t remedy, const char *value,
                                 apr_pool_t *pool);

#endif
