/* SPDX-License-Identifier: Apache-2.0
 *
 * Name sets are sorted arrays for the search, and beside them the ready field
 * value, so that nothing is joined per request.
 */
#include "policy/cors_names.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "base/cors_field_value.h"

typedef struct {
    const char *name; /* header names in lower case, as browsers send them */
    apr_size_t length;
} name_t;

struct cors_names_t {
    apr_pool_t *pool;
    cors_names_kind_e kind;
    const cors_place_t *place;  /* of the first addition */
    const cors_place_t *any;    /* where "*" stands */
    apr_array_header_t *sorted; /* name_t, by length first, without "*" */
    cors_field_value_t value;
};

/* In ASCII, whatever locale some other module has set. */
static bool is_token_byte(char byte)
{
    static const char others[256] = {
        ['!'] = 1,  ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1,
        ['\''] = 1, ['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1,
        ['^'] = 1,  ['_'] = 1, ['`'] = 1, ['|'] = 1, ['~'] = 1,
    };

    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9') || others[(unsigned char)byte];
}

char cors_header_name_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
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

bool cors_method_is_safelisted(const char *method, apr_size_t length)
{
    return (length == 3 && memcmp(method, "GET", 3) == 0)
           || (length == 4
               && (memcmp(method, "HEAD", 4) == 0
                   || memcmp(method, "POST", 4) == 0));
}

bool cors_method_is_forbidden(const char *method, apr_size_t length)
{
    static const char *const forbidden[] = {"CONNECT", "TRACE", "TRACK", NULL};

    /* Fetch compares these without regard to case. */
    return cors_token_find(forbidden, method, length) != NULL;
}

const char *cors_method_normalized(const char *method, apr_size_t length)
{
    static const char *const normalized[] = {"DELETE", "GET", "HEAD", "OPTIONS",
                                             "POST",   "PUT", NULL};
    const char *found = cors_token_find(normalized, method, length);

    return found && memcmp(found, method, length) != 0 ? found : NULL;
}

static bool has_prefix(const char *name, apr_size_t length, const char *prefix)
{
    return length >= strlen(prefix)
           && apr_cstr_casecmpn(name, prefix, strlen(prefix)) == 0;
}

bool cors_header_name_is_forbidden_request(const char *name, apr_size_t length)
{
    static const char *const forbidden[] = {
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        NULL,
    };

    return cors_token_find(forbidden, name, length)
           || has_prefix(name, length, "Proxy-")
           || has_prefix(name, length, "Sec-");
}

bool cors_header_name_is_forbidden_response(const char *name, apr_size_t length)
{
    static const char *const forbidden[] = {"Set-Cookie", "Set-Cookie2", NULL};

    return cors_token_find(forbidden, name, length) != NULL;
}

bool cors_header_name_is_safelisted_response(const char *name,
                                             apr_size_t length)
{
    static const char *const safelisted[] = {
        "Cache-Control", "Content-Language", "Content-Length", "Content-Type",
        "Expires",       "Last-Modified",    "Pragma",         NULL};

    return cors_token_find(safelisted, name, length) != NULL;
}

bool cors_header_name_is_non_wildcard(const char *name, apr_size_t length)
{
    static const char *const non_wildcard[] = {"Authorization", NULL};

    return cors_token_find(non_wildcard, name, length) != NULL;
}

bool cors_field_value_next(const char **cursor, const char **element,
                           apr_size_t *length)
{
    const char *start = *cursor + (**cursor == ',');
    const char *end;

    if (*start == ',' || *start == ' ' || *start == '\t') {
        start += strspn(start, ", \t");
    }
    end = strchr(start, ',');
    if (!end) {
        end = start + strlen(start);
    }
    *cursor = end;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t')) {
        --end;
    }
    *element = start;
    *length = end - start;
    return end > start;
}

cors_names_t *cors_names_create(cors_names_kind_e kind, apr_pool_t *pool)
{
    cors_names_t *names = apr_pcalloc(pool, sizeof(*names));

    names->pool = pool;
    names->kind = kind;
    names->sorted = apr_array_make(pool, 4, sizeof(name_t));
    return names;
}

/* Most names differ in length, and browsers send header names in lower case. So
 * names are rarely compared without regard to case. */
static int order_of(const cors_names_t *names, const char *name,
                    apr_size_t length, const name_t *other)
{
    int order;

    if (length != other->length) {
        return length < other->length ? -1 : 1;
    }
    order = memcmp(name, other->name, length);
    return order == 0 || names->kind == CORS_METHOD_NAMES
               ? order
               : apr_cstr_casecmpn(name, other->name, length);
}

/* The index of the name, or, if it is not there, of where it belongs. */
static bool search(const cors_names_t *names, const char *name,
                   apr_size_t length, int *index)
{
    const name_t *sorted = (const name_t *)names->sorted->elts;
    int low = 0;
    int high = names->sorted->nelts;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = order_of(names, name, length, &sorted[middle]);

        if (order == 0) {
            *index = middle;
            return true;
        }
        if (order < 0) {
            high = middle;
        }
        else {
            low = middle + 1;
        }
    }
    *index = low;
    return false;
}

static const char *key_of(const cors_names_t *names, const char *name)
{
    char *key;
    char *p;

    if (names->kind == CORS_METHOD_NAMES) {
        return name;
    }
    key = apr_pstrdup(names->pool, name);
    for (p = key; *p; ++p) {
        *p = cors_header_name_lower(*p);
    }
    return key;
}

void cors_names_add(cors_names_t *names, const char *name,
                    const cors_place_t *place)
{
    name_t added = {NULL, strlen(name)};
    name_t *sorted;
    int index;

    if (!names->place) {
        names->place = place;
    }
    if (strcmp(name, "*") == 0) {
        if (names->any) {
            return;
        }
        names->any = place;
    }
    else {
        if (search(names, name, added.length, &index)) {
            return;
        }
        added.name = key_of(names, name);
        (void)apr_array_push(names->sorted);
        sorted = (name_t *)names->sorted->elts;
        memmove(&sorted[index + 1], &sorted[index],
                (names->sorted->nelts - 1 - index) * sizeof(*sorted));
        sorted[index] = added;
    }
    cors_field_value_append(&names->value, name, added.length, names->pool);
}

const cors_place_t *cors_names_place(const cors_names_t *names)
{
    return names->place;
}

const cors_place_t *cors_names_any(const cors_names_t *names)
{
    return names->any;
}

bool cors_names_contains(const cors_names_t *names, const char *name,
                         apr_size_t length)
{
    int index;

    return search(names, name, length, &index);
}

const char *cors_names_value(const cors_names_t *names)
{
    return names->value.text ? names->value.text : "";
}
