/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 addresses as browsers serialize them. URL, "host serializer".
 */
#ifndef CORS_IPV6_H
#define CORS_IPV6_H

#include <stdbool.h>

#include <apr.h>

/* The size of the longest serialized IPv6 address, with its terminator. */
#define CORS_IPV6_TEXT_SIZE 40

/* Writes an address, 16 bytes in network order, into text as browsers serialize
 * it, without brackets: no leading zeros, "::" for the first longest run of two
 * or more zero pieces, no dotted quad. text has room for CORS_IPV6_TEXT_SIZE
 * bytes. Returns the length without the terminator. */
apr_size_t cors_ipv6_serialize(const unsigned char *address, char *text);

/* Whether the text, without brackets, is an address exactly as browsers
 * serialize it. Returns false for other spellings of an address. Reads no byte
 * at or beyond text[length]. */
bool cors_ipv6_is_serialized(const char *text, apr_size_t length);

#endif
