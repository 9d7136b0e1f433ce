/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_tails.h"

#include <string.h>

#include <apr_strings.h>

/* The form of a made-up origin. */
typedef struct {
    bool label_first;  /* before the letters, not after them */
    const char *joint; /* between letters and label, and the tail */
    const char *port;
} shape_t;

static const shape_t plain_shapes[] = {{false, "", ""},
                                       {false, ".", ""},
                                       {false, "-", ""},
                                       {false, "", ":4517"},
                                       {false, ".", ":4517"}};

/* A look-ahead may require another literal part before the tail. */
static const shape_t label_shapes[] = {
    {false, ".", ""}, {true, ".", ""}, {false, "", ""}, {true, "", ""}};

#define PLAIN_SHAPES (sizeof(plain_shapes) / sizeof(plain_shapes[0]))
#define LABEL_SHAPES (sizeof(label_shapes) / sizeof(label_shapes[0]))

/* The next literal part with several labels. */
static bool next_tail(cors_regex_literals_t *literals, char *part)
{
    while (
        cors_regex_literals_next(literals, part, CORS_REGEX_TAILS_PART_SIZE)) {
        size_t length = strlen(part);
        size_t dots = strspn(part, ".");

        if (part[length - 1] == ':') {
            part[--length] = '\0';
        }
        memmove(part, part + dots, length - dots + 1);
        if (strchr(part, '.')) {
            return true;
        }
    }
    return false;
}

static bool next_label(cors_regex_literals_t *literals, char *part)
{
    while (
        cors_regex_literals_next(literals, part, CORS_REGEX_TAILS_PART_SIZE)) {
        if (!strpbrk(part, ".:")) {
            return true;
        }
    }
    return false;
}

/* Each label is tried in all label_shapes. */
static bool begin_label(cors_regex_tails_t *tails)
{
    if (!tails->labels.p) {
        cors_regex_literals_start(&tails->labels, tails->expression);
    }
    tails->shape = PLAIN_SHAPES + 1;
    return strstr(tails->expression, "(?")
           && next_label(&tails->labels, tails->label);
}

static bool next_shape(cors_regex_tails_t *tails)
{
    ++tails->shape;
    cors_regex_literals_start(&tails->tails, tails->expression);
    return (tails->shape != PLAIN_SHAPES + 1
            && tails->shape <= PLAIN_SHAPES + LABEL_SHAPES)
           || begin_label(tails);
}

bool cors_regex_tails_next(cors_regex_tails_t *tails)
{
    bool found = tails->shape > 0 && next_tail(&tails->tails, tails->tail);

    if (!found) {
        found = next_shape(tails) && next_tail(&tails->tails, tails->tail);
    }
    return found;
}

void cors_regex_tails_write(const cors_regex_tails_t *tails,
                            const char *letters, char *text, apr_size_t size)
{
    const shape_t *shape = tails->shape <= PLAIN_SHAPES
                               ? &plain_shapes[tails->shape - 1]
                               : &label_shapes[tails->shape - PLAIN_SHAPES - 1];

    apr_snprintf(text, size, "https://%s%s%s%s%s",
                 shape->label_first ? tails->label : letters,
                 shape->label_first ? letters : tails->label, shape->joint,
                 tails->tail, shape->port);
}
