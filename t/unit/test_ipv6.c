/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_ipv6.h"

#include "unit.h"

/* The text is in a block that ends with it. */
static bool is_serialized(const char *text)
{
    size_t length = strlen(text);
    char *copy = exact_copy(text, length);
    bool result = cors_ipv6_is_serialized(copy, length);

    free(copy);
    return result;
}

/* All eight pieces of an address, and how browsers write it. */
static const char addresses[] =
    "0:0:0:0:0:0:0:0=:: 0:0:0:0:0:0:0:1=::1 1:0:0:0:0:0:0:0=1:: "
    "0:0:0:0:0:0:1:0=::1:0 0:1:0:0:0:0:0:0=0:1:: 1:0:0:0:0:0:0:8=1::8 "
    "0:0:3:4:5:6:7:8=::3:4:5:6:7:8 1:2:3:4:5:6:0:0=1:2:3:4:5:6:: "
    "0:2:3:4:5:6:7:8=0:2:3:4:5:6:7:8 1:2:3:4:5:6:7:0=1:2:3:4:5:6:7:0 "
    "1:0:3:0:5:0:7:0=1:0:3:0:5:0:7:0 1:0:0:4:0:0:7:8=1::4:0:0:7:8 "
    "1:0:0:4:0:0:0:8=1:0:0:4::8 0:0:0:0:4:0:0:0=::4:0:0:0 "
    "0:0:0:4:0:0:0:0=0:0:0:4:: "
    "2001:db8:0:0:0:ff00:42:8329=2001:db8::ff00:42:8329 "
    "0:0:0:0:0:ffff:102:304=::ffff:102:304 "
    "a:ab:abc:abcd:1000:100:10:1=a:ab:abc:abcd:1000:100:10:1 "
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff=ffff:ffff:ffff:ffff:ffff:ffff:"
    "ffff:ffff";

/* Of each address, only the serialized form is accepted. */
START_TEST(test_ipv6)
{
    const char *cursor = addresses;
    char *word;

    while ((word = next_word(&cursor)) != NULL) {
        const char *want = strchr(word, '=') + 1;
        char *text = malloc(CORS_IPV6_TEXT_SIZE);
        unsigned char address[16];
        char *piece = word;
        int i;

        for (i = 0; i < 16; i += 2, ++piece) {
            unsigned long value = strtoul(piece, &piece, 16);

            address[i] = (unsigned char)(value >> 8);
            address[i + 1] = (unsigned char)(value & 255);
        }
        ck_assert_msg(cors_ipv6_serialize(address, text) == strlen(want)
                          && strcmp(text, want) == 0,
                      "'%s': wrote '%s'", word, text);
        ck_assert_msg(is_serialized(text), "'%s' is not accepted", text);
        free(text);
    }
}
END_TEST

START_TEST(test_others)
{
    const char *cursor =
        "0:0:0:0:0:0:0:1 ::0001 ::A ::1%lo 1::2:0:0:0:3 ::1.2.3.4 [::1] 1 : "
        "1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:0:0:2:0:0:0:3 "
        "11111:2222:3333:4444:5555:6666:7777:8888 "
        "1111:2222:3333:4444:5555:6666:7777:88888 1:2:3:4:5:6:7::";
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        ck_assert_msg(!is_serialized(text), "'%s'", text);
    }
    ck_assert(!is_serialized(""));
    ck_assert(!cors_ipv6_is_serialized("::1\0", 4));
    ck_assert(cors_ipv6_is_serialized("::1\0", 3));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_ipv6);
    tcase_add_test(tests, test_others);
    return unit_finish("cors_ipv6", tests);
}
