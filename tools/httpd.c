/* SPDX-License-Identifier: Apache-2.0
 *
 * Debian's apache2ctl sets the variables that Debian's configuration needs. The
 * apachectl of other systems passes no options on, so it is not used.
 */
#include "tools/httpd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>

#include "base/cors_text.h"

#define ELSEWHERE "/usr/sbin:/usr/local/sbin:/sbin:/usr/local/apache2/bin"
#define BLOCK 4096

static bool is_program(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, path, APR_FINFO_TYPE | APR_FINFO_PROT, pool)
               == APR_SUCCESS
           && info.filetype == APR_REG
           && (info.protection
               & (APR_FPROT_UEXECUTE | APR_FPROT_GEXECUTE
                  | APR_FPROT_WEXECUTE));
}

/* Returns the program in the first folder that has it, or NULL. */
static const char *find_in(const char *folders, const char *name,
                           apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, folders);
    char *state;
    const char *folder;

    for (folder = apr_strtok(copy, ":", &state); folder;
         folder = apr_strtok(NULL, ":", &state)) {
        const char *path = apr_pstrcat(pool, folder, "/", name, NULL);

        if (is_program(path, pool)) {
            return path;
        }
    }
    return NULL;
}

/* The folders of PATH come first, whatever the program is called there: a user
 * with an httpd of his own may also have Debian's. */
static const char *find(apr_pool_t *pool)
{
    static const char *const names[] = {"apache2ctl", "httpd", "apache2"};
    const size_t count = sizeof(names) / sizeof(names[0]);
    const char *path = getenv("PATH");
    const char *folders[] = {path ? path : "", ELSEWHERE};
    const char *found = NULL;
    size_t i;

    for (i = 0; !found && i < 2 * count; ++i) {
        found = find_in(folders[i / count], names[i % count], pool);
    }
    return found;
}

static const char *const *arguments_of(const options_t *options,
                                       const char *program,
                                       const char *definition, apr_pool_t *pool)
{
    const char **arguments = apr_pcalloc(pool, 9 * sizeof(char *));
    int n = 0;

    arguments[n++] = program;
    if (options->server_root) {
        arguments[n++] = "-d";
        arguments[n++] = options->server_root;
    }
    if (options->config_file) {
        arguments[n++] = "-f";
        arguments[n++] = options->config_file;
    }
    arguments[n++] = "-t";
    arguments[n++] = "-D";
    arguments[n++] = definition;
    return arguments;
}

static const char *read_all(apr_file_t *file, apr_pool_t *pool)
{
    char block[BLOCK];
    apr_size_t length = sizeof(block);
    cors_text_t text;

    cors_text_init(&text, pool);
    while (apr_file_read(file, block, &length) == APR_SUCCESS) {
        cors_text_add_bytes(&text, block, length);
        length = sizeof(block);
    }
    return text.bytes;
}

/* Returns a file without a name. What httpd writes to stderr goes there, so
 * that it cannot block while its standard output is read. */
static apr_file_t *temporary_file(apr_pool_t *pool)
{
    const char *folder;
    apr_file_t *file;
    char *name;

    if (apr_temp_dir_get(&folder, pool) != APR_SUCCESS) {
        return NULL;
    }
    name = apr_pstrcat(pool, folder, "/cors-explain-XXXXXX", NULL);
    if (apr_file_mktemp(&file, name,
                        APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_CREATE
                            | APR_FOPEN_EXCL,
                        pool)
        != APR_SUCCESS) {
        return NULL;
    }
    apr_file_remove(name, pool);
    return file;
}

static apr_status_t start(apr_proc_t *process, const char *const *arguments,
                          apr_file_t *errors, apr_pool_t *pool)
{
    apr_procattr_t *attributes;
    apr_status_t status = apr_procattr_create(&attributes, pool);

    if (status == APR_SUCCESS) {
        status = apr_procattr_io_set(attributes, APR_NO_PIPE, APR_FULL_BLOCK,
                                     APR_NO_PIPE);
    }
    if (status == APR_SUCCESS) {
        status = apr_procattr_child_err_set(attributes, errors, NULL);
    }
    if (status == APR_SUCCESS) {
        status = apr_procattr_cmdtype_set(attributes, APR_PROGRAM_ENV);
    }
    if (status == APR_SUCCESS) {
        status = apr_proc_create(process, arguments[0], arguments, NULL,
                                 attributes, pool);
    }
    return status;
}

static void say_errors(apr_file_t *errors, apr_pool_t *pool)
{
    apr_off_t begin = 0;

    if (apr_file_seek(errors, APR_SET, &begin) == APR_SUCCESS) {
        fputs(read_all(errors, pool), stderr);
    }
}

const char *httpd_test(const options_t *options, const char *definition,
                       apr_pool_t *pool)
{
    const char *program = options->httpd ? options->httpd : find(pool);
    apr_file_t *errors = temporary_file(pool);
    apr_proc_t process;
    apr_exit_why_e why;
    const char *output;
    int status = 0;

    if (!program || (options->httpd && !is_program(program, pool))) {
        fprintf(stderr,
                "cors-explain: %s%s; name the program by --httpd PATH\n",
                program ? program : "neither apache2ctl nor httpd",
                program ? " is not a program" : " was found");
        return NULL;
    }
    if (!errors
        || start(&process, arguments_of(options, program, definition, pool),
                 errors, pool)
               != APR_SUCCESS) {
        fprintf(stderr, "cors-explain: cannot run %s\n", program);
        return NULL;
    }
    output = read_all(process.out, pool);
    apr_proc_wait(&process, &status, &why, APR_WAIT);
    if (why != APR_PROC_EXIT || status != 0) {
        fputs(output, stderr);
        say_errors(errors, pool);
        fprintf(stderr, "cors-explain: %s -t failed, see the lines above\n",
                program);
        return NULL;
    }
    return output;
}
