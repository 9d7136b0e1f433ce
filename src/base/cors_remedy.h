/* SPDX-License-Identifier: Apache-2.0
 *
 * A remedy says what is wrong with a value in the configuration, and what to
 * write instead. It is data until cors_remedy_sentence makes a text of it. This
 * file does not know directives or places.
 */
#ifndef CORS_REMEDY_H
#define CORS_REMEDY_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct {
    const char *wrong;  /* the words after the value: "has a path"; NULL:
                           nothing is wrong */
    const char *advice; /* what to do: "remove it"; NULL: see instead */
    const apr_array_header_t *instead; /* of const char *: values to write */
} cors_remedy_t;

/* Returns a remedy with advice in words. wrong and advice are kept, not copied:
 * they must live as long as the remedy. */
static inline cors_remedy_t cors_remedy_advise(const char *wrong,
                                               const char *advice)
{
    cors_remedy_t remedy = {wrong, advice, NULL};

    return remedy;
}

/* Returns the remedy for a value that is right: wrong is NULL. Inline because
 * most values of a long list get it. */
static inline cors_remedy_t cors_remedy_none(void)
{
    return cors_remedy_advise(NULL, NULL);
}

/* Returns a remedy that names one value to write instead. wrong and value are
 * kept, not copied; the array is allocated from pool. */
cors_remedy_t cors_remedy_replace(const char *wrong, const char *value,
                                  apr_pool_t *pool);

/* Returns one sentence, allocated from pool: "'value' has a path; write
 * 'other'". remedy.wrong must not be NULL. */
const char *cors_remedy_sentence(cors_remedy_t remedy, const char *value,
                                 apr_pool_t *pool);

#endif
