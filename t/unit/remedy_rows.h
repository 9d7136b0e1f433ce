/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of test_pattern_remedy.c: a text that an administrator writes, what
 * the message says is wrong, and what it says to write.
 */
#ifndef REMEDY_ROWS_H
#define REMEDY_ROWS_H

#define BUCHER                                                                 \
    "b\xc3\xbc"                                                                \
    "cher"
#define XN_BUCHER "xn--bcher-kva"
#define A16 "aaaaaaaaaaaaaaaa"
#define A64 A16 A16 A16 A16

#define FORM "scheme://host or scheme://host:port, as in 'https://example.com'"
#define NOT_ONE "is not a serialized origin, "
#define NO_SCHEME NOT_ONE "it has no scheme"
#define NO_HOST NOT_ONE "it has no host"
#define PATH NOT_ONE "it has a path"
#define TWO_SCHEMES NOT_ONE "it has two schemes"
#define USER_INFO NOT_ONE "it has user information"
#define WHITE_SPACE NOT_ONE "it has white space"
#define HOST_BYTE NOT_ONE "its host has a character that no host name has"
#define PORT NOT_ONE "its port is not a number from 1 to 65535"
#define A_PORT "such a number, or ':*' for every port"
#define HOST_LENGTH                                                            \
    NOT_ONE "its host is longer than 253 bytes or has a label longer than 63"
#define EMPTY_LABEL NOT_ONE "its host has an empty label"
#define ONE_DOT "one dot between two labels"
#define LOWER_CASE "never matches, browsers send origins in lower case"
#define DEFAULT_PORT "never matches, browsers omit the default port"
#define IPV4 "never matches, browsers send an IPv4 address as a dotted quad"
#define A_QUAD "four numbers from 0 to 255, as in 'http://127.0.0.1'"
#define IPV6                                                                   \
    "never matches, browsers send an IPv6 address in its compressed form"
#define AN_IPV6 "one as in 'http://[::1]'"
#define PUNYCODE "never matches, browsers send hosts in Punycode"
#define NO_SUBDOMAINS "never matches, an IP address has no subdomains"
#define VALUES ", values are separated by white space"
#define COMMA "has a comma" VALUES
#define ZERO "never matches, its port has a leading zero"
#define SCHEME "has a '*' in its scheme, each scheme needs a separate value"
#define REGEX "looks like a regular expression"
#define MATCH                                                                  \
    "it with 'CorsAllowOriginMatch', or write a pattern, as in "               \
    "'https://*.example.com'"
#define PUNYCODE_FORM                                                          \
    "the host in Punycode, as in 'https://xn--bcher-kva.example'"
#define IN_LABEL "has a '*' inside a label, which no pattern can have"
#define MATCH_FOR_IT "'CorsAllowOriginMatch' with a regular expression for it"
#define MISPLACED "has a '*' where no wildcard is allowed"
#define WHERE                                                                  \
    "'*.' before the whole host for its subdomains, ':*' instead of "          \
    "the port for every port, as in 'https://*.example.com:*'"
#define NAMES_NO_HOST "names no host"
#define EVERY                                                                  \
    "'*' for every origin, or name the host, as in 'https://*.example.com'"

#define FILE_HOST NOT_ONE "the origin of files has no host"
#define OPAQUE(scheme)                                                         \
    "has a wildcard that the scheme '" scheme "' does not support"
#define EACH(scheme)                                                           \
    "'" scheme "://*' for every host, or 'CorsAllowOriginMatch' with a "       \
    "regular expression for some"

/* The sentence is "'text' wrong; write instead". */
static const struct {
    const char *text, *wrong, *instead;
} rows[] = {
    /* No scheme. */
    {"", NO_SCHEME, FORM},
    {"example.com", NO_SCHEME, "'https://example.com'"},
    {"www.example.com:443", NO_SCHEME, "'https://www.example.com'"},
    {"example.com/app", NO_SCHEME, "'https://example.com'"},
    {"*.example.com", NO_SCHEME, "'https://*.example.com'"},
    {"*.example.com:*", NO_SCHEME, "'https://*.example.com:*'"},
    {"localhost", NO_SCHEME, "'http://localhost'"},
    {"localhost:3000", NO_SCHEME, "'http://localhost:3000'"},
    {"localhost:*", NO_SCHEME, "'http://localhost:*'"},
    {"127.0.0.1:8080", NO_SCHEME, "'http://127.0.0.1:8080'"},
    {"[::1]:3000", NO_SCHEME, "'http://[::1]:3000'"},
    {"192.168.1.1:8080", NO_SCHEME, "'https://192.168.1.1:8080'"},
    {"://example.com", NO_SCHEME, FORM},
    {"*example.com", "would also match 'https://evilexample.com'",
     "'https://*.example.com'"},
    {"http:/example.com", NO_SCHEME, "'http://example.com'"},
    {"https//example.com", NO_SCHEME, "'https://example.com'"},
    {"https:", NO_SCHEME, FORM},
    {"8443", NO_SCHEME, FORM},
    {"all", NO_SCHEME, FORM},
    {"On", NO_SCHEME, FORM},
    /* Case. */
    {"Null", LOWER_CASE, "'null'"},
    {"NULL", LOWER_CASE, "'null'"},
    {"HTTPS://example.com", LOWER_CASE, "'https://example.com'"},
    {"https://Example.COM:8443", LOWER_CASE, "'https://example.com:8443'"},
    {"https://Example.com:443/", LOWER_CASE, "'https://example.com'"},
    {"HTTPS://u@Example.com:443/", LOWER_CASE, "'https://example.com'"},
    {"https://Example.com.", LOWER_CASE, "'https://example.com.'"},
    {"https://*.Example.com", LOWER_CASE, "'https://*.example.com'"},
    {"http://LOCALHOST:*", LOWER_CASE, "'http://localhost:*'"},
    {"LocalHost:3000", LOWER_CASE, "'http://localhost:3000'"},
    {"Chrome-Extension://ABC", LOWER_CASE, "'chrome-extension://ABC'"},
    {"Moz-Extension://*", LOWER_CASE, "'moz-extension://*'"},
    /* Text after the host. */
    {"https://example.com/", PATH, "'https://example.com'"},
    {"https://example.com/a/b", PATH, "'https://example.com'"},
    {"https://https://example.com", TWO_SCHEMES, "'https://example.com'"},
    {"http://HTTPS://example.com/", TWO_SCHEMES, "'https://example.com'"},
    {"https://example.com:8443/", PATH, "'https://example.com:8443'"},
    {"https://example.com:443/", PATH, "'https://example.com'"},
    {"https://example.com//", PATH, "'https://example.com'"},
    {"https://example.com?a", NOT_ONE "it has a query",
     "'https://example.com'"},
    {"https://example.com#a", NOT_ONE "it has a fragment",
     "'https://example.com'"},
    {"https://example.com/?a#b", PATH, "'https://example.com'"},
    {"https://*.example.com/", PATH, "'https://*.example.com'"},
    {"https://192.168.0.1/", PATH, "'https://192.168.0.1'"},
    {"http://localhost:3000/", PATH, "'http://localhost:3000'"},
    /* User information. */
    {"https://user@example.com", USER_INFO, "'https://example.com'"},
    {"https://u:p@example.com:81", USER_INFO, "'https://example.com:81'"},
    {"https://a@b@example.com/", USER_INFO, "'https://example.com'"},
    {"https://user@", USER_INFO, FORM},
    /* Hosts. */
    {"https://", NO_HOST, FORM},
    {"https://:8443", NO_HOST, FORM},
    {"https://*.", NO_HOST, FORM},
    {"https://example.com ", WHITE_SPACE, "'https://example.com'"},
    {" https://example.com", WHITE_SPACE, "'https://example.com'"},
    {"https://exam ple.com", WHITE_SPACE, FORM},
    {"https://exam\tple.com", WHITE_SPACE, FORM},
    {"https://a.example https://b.example", "has white space in quotes" VALUES,
     "'https://a.example' 'https://b.example'"},
    {"https://exa%6dple.com", HOST_BYTE, FORM},
    {"https://ex!ample.com", HOST_BYTE, FORM},
    {"https://a\x7f.example", HOST_BYTE, FORM},
    {"https://a b\xc3\xbc.example", WHITE_SPACE, FORM},
    {"https://a#b?c/", NOT_ONE "it has a fragment", "'https://a'"},
    {"https://[2001:db8::1:0:0:1]:99999", PORT, A_PORT},
    {"https://example.com;", "has a semicolon" VALUES, "'https://example.com'"},
    {"https://[::1]x", HOST_BYTE, FORM},
    {"https://" A64 ".example", HOST_LENGTH, FORM},
    {"https://example.com..", EMPTY_LABEL, "'https://example.com.'"},
    {"http://127.0.0.1.:81", IPV4, "'http://127.0.0.1:81'"},
    {"https://example..com", EMPTY_LABEL, ONE_DOT},
    {"https://.example.com", EMPTY_LABEL, ONE_DOT},
    {"https://*..example.com", EMPTY_LABEL, ONE_DOT},
    /* IP addresses. */
    {"http://0x7f000001", IPV4, "'http://127.0.0.1'"},
    {"http://2130706433", IPV4, "'http://127.0.0.1'"},
    {"http://127.1:80", IPV4, "'http://127.0.0.1'"},
    {"http://010.0.0.1:*", IPV4, "'http://8.0.0.1:*'"},
    {"http://256.0.0.1", IPV4, A_QUAD},
    {"http://1.2.3.4.5", IPV4, A_QUAD},
    {"http://example.1", IPV4, A_QUAD},
    {"http://[0:0:0:0:0:0:0:1]", IPV6, "'http://[::1]'"},
    {"http://[2001:DB8::1]:8080", IPV6, "'http://[2001:db8::1]:8080'"},
    {"http://[::ffff:1.2.3.4]", IPV6, "'http://[::ffff:102:304]'"},
    {"http://[::1", IPV6, AN_IPV6},
    {"http://[fe80::1%25eth0]", IPV6, AN_IPV6},
    {"http://[1:2:3]", IPV6, AN_IPV6},
    {"https://*.1.2.3.4", NO_SUBDOMAINS, "'https://1.2.3.4'"},
    {"https://*.[::1]:*", NO_SUBDOMAINS, "'https://[::1]:*'"},
    /* Ports. */
    {"https://example.com:443", DEFAULT_PORT, "'https://example.com'"},
    {"http://*.example.com:80", DEFAULT_PORT, "'http://*.example.com'"},
    {"http://[::1]:80", DEFAULT_PORT, "'http://[::1]'"},
    {"wss://example.com:443", DEFAULT_PORT, "'wss://example.com'"},
    {"https://example.com:", PORT, "'https://example.com'"},
    {"https://example.com:08443", ZERO, "'https://example.com:8443'"},
    {"https://example.com:0443", ZERO, "'https://example.com'"},
    {"https://example.com:0", PORT, A_PORT},
    {"https://example.com:65536", PORT, A_PORT},
    {"https://example.com:http", PORT, A_PORT},
    {"https://example.com:80:80", PORT, A_PORT},
    /* Files. */
    {"file:///a/b", PATH, "'file://'"},
    {"file://host", FILE_HOST, "'file://'"},
    {"file://*", MISPLACED, "'file://'"},
    {"file:", NO_SCHEME, FORM},
    {"FILE:///C:/", LOWER_CASE, "'file://'"},
    /* Lists and variables. */
    {"https://a.example,https://b.example", COMMA,
     "'https://a.example' 'https://b.example'"},
    {"https://a.example,", COMMA, "'https://a.example'"},
    {"null,https://a.example", COMMA, "'null' 'https://a.example'"},
    {"Example.com,b.example/", COMMA,
     "'https://example.com' 'https://b.example'"},
    {",https://a.example", COMMA, "'https://a.example'"},
    {",", COMMA,
     "them one by one, as in 'https://a.example' 'https://b.example'"},
    {"https://a.example;https://b.example", "has a semicolon" VALUES,
     "'https://a.example' 'https://b.example'"},
    /* Texts that no pattern can express. */
    {"https://*-preview.example.com", IN_LABEL, MATCH_FOR_IT},
    {"https://*--x.example", IN_LABEL, MATCH_FOR_IT},
    /* Wildcards. */
    {"https://*example.com", "would also match 'https://evilexample.com'",
     "'https://*.example.com'"},
    {"https://*example.com:8443",
     "would also match 'https://evilexample.com:8443'",
     "'https://*.example.com:8443'"},
    {"https://*a.example", "would also match 'https://evila.example'",
     "'https://*.a.example'"},
    {"https://*a*.example", MISPLACED, WHERE},
    {"https://*example.com:*", "would also match 'https://evilexample.com:*'",
     "'https://*.example.com:*'"},
    {"https://\x80.example", PUNYCODE, PUNYCODE_FORM},
    {"https://*", NAMES_NO_HOST, EVERY},
    {"https://*:8443", NAMES_NO_HOST, EVERY},
    {"https://foo.*.com", MISPLACED, WHERE},
    {"https://example.*", MISPLACED, WHERE},
    {"https://*.*.example.com", MISPLACED, WHERE},
    {"https://a*.example.com", MISPLACED, WHERE},
    {"https://example.com:80*", MISPLACED, WHERE},
    {"**", MISPLACED, WHERE},
    {"https://example.com:8443:*", MISPLACED, WHERE},
    {"https://a.example/*", MISPLACED, "'https://a.example'"},
    {"http://localhost:*/", MISPLACED, "'http://localhost:*'"},
    {"https://*Example.com:443/", "would also match 'https://evilexample.com'",
     "'https://*.example.com'"},
    {"https://*:*", NAMES_NO_HOST, EVERY},
    /* The one wildcard of applications and extensions. */
    {"app://*.x", OPAQUE("app"), EACH("app")},
    {"app://x:*", OPAQUE("app"), EACH("app")},
    {"moz-extension://*:*", OPAQUE("moz-extension"), EACH("moz-extension")},
    {"chrome-extension://a*", OPAQUE("chrome-extension"),
     EACH("chrome-extension")},
    {"app://.*", REGEX, MATCH},
    {"moz-extension://*/",
     "is not an origin pattern, nothing can follow the '*' "
     "of the scheme 'moz-extension'",
     "'moz-extension://*'"},
    {"app://a,app://b", COMMA, "'app://a' 'app://b'"},
    {"app://a,", COMMA, "'app://a'"},
    {"http*://example.com", SCHEME, "'https://example.com'"},
    {"*://example.com", SCHEME, "'https://example.com'"},
    {"*://*.example.com", SCHEME, "'https://*.example.com'"},
    /* Regular expressions. */
    {"https://.*\\.example\\.com", REGEX, MATCH},
    {"^https://example\\.com$", REGEX, MATCH},
    {"https://example\\.com", REGEX, MATCH},
    {"https://[a-z]+.example.com", REGEX, MATCH},
    {"https://(a|b).example", REGEX, MATCH},
};

/* Hosts in Unicode: the message has the Punycode form if built with libidn2. */
static const struct {
    const char *text, *wrong, *instead;
} unicode[] = {
    {"https://" BUCHER ".example", PUNYCODE, "'https://" XN_BUCHER ".example'"},
    {"https://*." BUCHER ".example:443", PUNYCODE,
     "'https://*." XN_BUCHER ".example'"},
};

#endif
