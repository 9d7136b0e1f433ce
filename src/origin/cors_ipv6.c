/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_ipv6.h"

#include <arpa/inet.h>
#include <string.h>

/* Finds the first longest run of two or more zero pieces: "::" replaces it. */
static void find_zero_run(const unsigned *pieces, int *start, int *length)
{
    int from, to;

    *start = -1;
    *length = 1;
    for (from = 0; from < 8; from = to + 1) {
        for (to = from; to < 8 && pieces[to] == 0; ++to) {
        }
        if (to - from > *length) {
            *start = from;
            *length = to - from;
        }
    }
}

static char *write_piece(char *out, unsigned piece)
{
    static const char digits[] = "0123456789abcdef";
    int shift = 12;

    while (shift > 0 && piece >> shift == 0) {
        shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
        *out++ = digits[piece >> shift & 15];
    }
    return out;
}

apr_size_t cors_ipv6_serialize(const unsigned char *address, char *text)
{
    unsigned pieces[8];
    char *out = text;
    int i, run, run_length;

    for (i = 0; i < 8; ++i) {
        pieces[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
    }
    find_zero_run(pieces, &run, &run_length);
    for (i = 0; i < 8; ++i) {
        if (i == run) {
            *out++ = ':';
            *out++ = ':';
            i += run_length - 1;
            continue;
        }
        if (i > 0 && out[-1] != ':') {
            *out++ = ':';
        }
        out = write_piece(out, pieces[i]);
    }
    *out = '\0';
    return out - text;
}

bool cors_ipv6_is_serialized(const char *text, apr_size_t length)
{
    char written[CORS_IPV6_TEXT_SIZE];
    char serialized[CORS_IPV6_TEXT_SIZE];
    unsigned char address[16];

    if (length >= sizeof(written) || memchr(text, '\0', length)) {
        return false;
    }
    memcpy(written, text, length);
    written[length] = '\0';
    return inet_pton(AF_INET6, written, address) == 1
           && cors_ipv6_serialize(address, serialized) == length
           && memcmp(written, serialized, length) == 0;
}
