/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/options.h"

#include <string.h>

#include <apr_getopt.h>
#include <apr_strings.h>

enum {
    ORIGIN = 256,
    HEADER,
    CREDENTIALS,
    CONTENT_TYPE,
    SEC_FETCH_SITE,
    JSON,
    MIGRATE,
    HTTPD,
    HELP,
    VERSION_OPTION
};

static const apr_getopt_option_t known[] = {
    {"origin", ORIGIN, 1, NULL},
    {"header", HEADER, 1, NULL},
    {"credentials", CREDENTIALS, 0, NULL},
    {"content-type", CONTENT_TYPE, 1, NULL},
    {"sec-fetch-site", SEC_FETCH_SITE, 1, NULL},
    {"json", JSON, 0, NULL},
    {"migrate", MIGRATE, 0, NULL},
    {"httpd", HTTPD, 1, NULL},
    {"help", HELP, 0, NULL},
    {"version", VERSION_OPTION, 0, NULL},
    {NULL, 'f', 1, NULL},
    {NULL, 'd', 1, NULL},
    {NULL, 'h', 0, NULL},
    {NULL, 0, 0, NULL},
};

static void store(options_t *options, int option, const char *value)
{
    switch (option) {
    case ORIGIN:
        options->origin = value;
        break;
    case HEADER:
        APR_ARRAY_PUSH(options->headers, const char *) = value;
        break;
    case CREDENTIALS:
        options->credentials = true;
        break;
    case CONTENT_TYPE:
        options->content_type = value;
        break;
    case SEC_FETCH_SITE:
        options->sec_fetch_site = value;
        break;
    case JSON:
        options->json = true;
        break;
    case MIGRATE:
        options->migrate = true;
        break;
    case HTTPD:
        options->httpd = value;
        break;
    case 'f':
        options->config_file = value;
        break;
    case 'd':
        options->server_root = value;
        break;
    case VERSION_OPTION:
        options->version = true;
        break;
    default:
        options->help = true;
        break;
    }
}

/* Returns what is missing or too much, or NULL. */
static const char *judge(const options_t *options)
{
    bool asks = options->origin || options->headers->nelts > 0
                || options->credentials || options->json
                || options->content_type || options->sec_fetch_site;

    if (options->help || options->version) {
        return NULL;
    }
    if (options->migrate) {
        return asks ? "--migrate does not answer a question; leave out "
                      "--origin and the like"
               : options->arguments->nelts > 1 ? "--migrate reads one file"
                                               : NULL;
    }
    if (options->arguments->nelts != 2) {
        return "a question needs METHOD and URL: cors-explain GET "
               "https://api.example.com/ --origin https://app.example";
    }
    return options->origin ? NULL
                           : "a question needs the origin of the page: "
                             "--origin https://app.example";
}

/* The message of APR for a wrong option goes to stderr. */
const char *options_read(int argc, const char *const *argv, options_t *options,
                         apr_pool_t *pool)
{
    apr_getopt_t *state;
    apr_status_t status;
    const char *value;
    int option;

    memset(options, 0, sizeof(*options));
    options->headers = apr_array_make(pool, 4, sizeof(char *));
    options->arguments = apr_array_make(pool, 2, sizeof(char *));
    apr_getopt_init(&state, pool, argc, argv);
    state->interleave = 1;
    while ((status = apr_getopt_long(state, known, &option, &value))
           == APR_SUCCESS) {
        store(options, option, value);
    }
    if (status != APR_EOF) {
        return "see cors-explain --help";
    }
    for (; state->ind < argc; ++state->ind) {
        APR_ARRAY_PUSH(options->arguments, const char *) =
            state->argv[state->ind];
    }
    return judge(options);
}
