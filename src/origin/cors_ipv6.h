/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 addresses as browsers serialize them. URL, "host serializer".
 */
#ifndef CORS_IPV6_H
#define CORS_IPV6_H

#include <stdbool.h>

#include <apr.h>

/* The longest serialized IPv6 address, with its terminator. */
#define CORS_IPV6_TEXT_SIZE 40

/* Writes 16 bytes in network order as browsers serialize them, without
 * brackets: no leading zeros, the first longest run of two or more zero
 * pieces as "::", no dotted quad. text has room for CORS_IPV6_TEXT_SIZE; the
 * length is returned. */
apr_size_t cors_ipv6_serialize(const unsigned char *address, char *text);

/* Whether the text, without brackets, is the serialization of an address. Other
 * spellings of the same address are not. Reads no byte at or beyond
 * text[length]. */
bool cors_ipv6_is_serialized(const char *text, apr_size_t length);

#endif
