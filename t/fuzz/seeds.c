/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the generated inputs of a fuzz target. Strict, so that a file that was
 * cut off, or changed by an editor or a merge, does not pass for other inputs.
 */
#include "seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All bytes of the file; NULL if it cannot be read. */
static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long end;

    if (!file) {
        return NULL;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0
        && fseek(file, 0, SEEK_SET) == 0) {
        *size = (size_t)end;
        text = malloc(*size + 1);
        if (text && fread(text, 1, *size, file) != *size) {
            free(text);
            text = NULL;
        }
    }
    fclose(file);
    return text;
}

static int hex_value(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = memchr(digits, digit, sizeof(digits) - 1);

    return found ? (int)(found - digits) : -1;
}

/* The byte of the escape whose backslash is at text. Returns the length of the
 * escape; 0 if it is not one. */
static size_t read_escape(const char *text, const char *end, char *byte)
{
    static const char names[] = "\\nt";
    static const char bytes[] = "\\\n\t";
    size_t length = (size_t)(end - text);
    const char *name = length > 1 ? memchr(names, text[1], 3) : NULL;

    if (name) {
        *byte = bytes[name - names];
        return 2;
    }
    if (length < 4 || text[1] != 'x' || hex_value(text[2]) < 0
        || hex_value(text[3]) < 0) {
        return 0;
    }
    *byte = (char)(hex_value(text[2]) * 16 + hex_value(text[3]));
    return 4;
}

/* Replaces the escapes of a line in place. Returns the error, or NULL. */
static const char *unescape(char *line, const char *end, size_t *length)
{
    const char *from = line;
    char *to = line;

    if (end > line && end[-1] == ' ') {
        return "a blank at the end of a line must be written as \\x20";
    }
    while (from < end) {
        if (*from < ' ' || *from > '~') {
            return "a byte that is not printable ASCII must be escaped";
        }
        if (*from == '\\') {
            size_t size = read_escape(from, end, to++);

            if (size == 0) {
                return "a backslash must start \\\\, \\n, \\t or \\xNN";
            }
            from += size;
        }
        else {
            *to++ = *from++;
        }
    }
    *length = (size_t)(to - line);
    return NULL;
}

static int count_lines(const char *text, const char *end)
{
    int count = 0;

    for (; text < end; ++text) {
        count += *text == '\n';
    }
    return count;
}

static bool fail(seeds_t *seeds, int line, const char *error)
{
    seeds->count = 0;
    seeds->line = line;
    seeds->error = error;
    return false;
}

/* Appends the input of a line, unless that is a comment. */
static bool append(seeds_t *seeds, int number, char *line, const char *end)
{
    seeds_input_t *input = &seeds->inputs[seeds->count];
    const char *error;

    if (*line == '#') {
        return true;
    }
    error = unescape(line, end, &input->length);
    if (error) {
        return fail(seeds, number, error);
    }
    input->bytes = line;
    input->line = number;
    ++seeds->count;
    return true;
}

bool seeds_read(seeds_t *seeds, const char *path)
{
    size_t size;
    char *line, *end, *file_end;
    int number = 0;

    memset(seeds, 0, sizeof(*seeds));
    seeds->text = read_whole(path, &size);
    if (!seeds->text) {
        return fail(seeds, 0, "the file cannot be read");
    }
    file_end = seeds->text + size;
    seeds->inputs = calloc((size_t)count_lines(seeds->text, file_end) + 1,
                           sizeof(*seeds->inputs));
    if (!seeds->inputs) {
        return fail(seeds, 0, "there is no memory for the inputs");
    }
    for (line = seeds->text; line < file_end; line = end + 1) {
        end = memchr(line, '\n', (size_t)(file_end - line));
        ++number;
        if (!end) {
            return fail(seeds, number, "the last line does not end in \\n");
        }
        if (!append(seeds, number, line, end)) {
            return false;
        }
    }
    return true;
}

void seeds_free(seeds_t *seeds)
{
    free(seeds->inputs);
    free(seeds->text);
    memset(seeds, 0, sizeof(*seeds));
}
