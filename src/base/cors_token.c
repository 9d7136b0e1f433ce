/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_token.h"

#include <string.h>

#include <apr_cstr.h>

/* Not isalnum: its result depends on the locale, which another module may
 * set. */
static bool is_token_byte(char byte)
{
    static const bool others[256] = {
        ['!'] = true,  ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true,
        ['\''] = true, ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,
        ['^'] = true,  ['_'] = true, ['`'] = true, ['|'] = true, ['~'] = true,
    };

    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9') || others[(unsigned char)byte];
}

bool cors_token_is_valid(const char *text, apr_size_t length)
{
    apr_size_t i;

    for (i = 0; i < length; ++i) {
        if (!is_token_byte(text[i])) {
            return false;
        }
    }
    return length > 0;
}

const char *cors_token_find(const char *const *tokens, const char *token,
                            apr_size_t length)
{
    for (; *tokens; ++tokens) {
        if (strlen(*tokens) == length
            && apr_cstr_casecmpn(*tokens, token, length) == 0) {
            break;
        }
    }
    return *tokens;
}
