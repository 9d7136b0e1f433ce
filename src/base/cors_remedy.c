/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_remedy.h"

#include <apr_strings.h>

cors_remedy_t cors_remedy_replace(const char *wrong, const char *value,
                                  apr_pool_t *pool)
{
    apr_array_header_t *values = apr_array_make(pool, 1, sizeof(value));
    cors_remedy_t remedy = {wrong, NULL, values};

    APR_ARRAY_PUSH(values, const char *) = value;
    return remedy;
}

/* Returns "write 'a' 'b'" if the remedy has values, otherwise its advice. */
static const char *advice_of(cors_remedy_t remedy, apr_pool_t *pool)
{
    apr_array_header_t *quoted;
    int i;

    if (!remedy.instead) {
        return remedy.advice;
    }
    quoted = apr_array_make(pool, remedy.instead->nelts, sizeof(char *));
    for (i = 0; i < remedy.instead->nelts; ++i) {
        APR_ARRAY_PUSH(quoted, const char *) = apr_pstrcat(
            pool, "'", APR_ARRAY_IDX(remedy.instead, i, const char *), "'",
            NULL);
    }
    return apr_pstrcat(pool, "write ", apr_array_pstrcat(pool, quoted, ' '),
                       NULL);
}

const char *cors_remedy_sentence(cors_remedy_t remedy, const char *value,
                                 apr_pool_t *pool)
{
    const char *advice = advice_of(remedy, pool);

    return apr_pstrcat(pool, "'", value, "' ", remedy.wrong,
                       advice ? "; " : NULL, advice, NULL);
}
