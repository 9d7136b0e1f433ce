/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_token.h"

#include "predicates.h"
#include "unit.h"

START_TEST(test_token)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int byte;

    for (byte = 0; byte < 256; ++byte) {
        bool want = memchr(token, byte, strlen(token)) != NULL;
        const char text[3] = {'a', (char)byte, 'a'};

        ck_assert_msg(holds(cors_token_is_valid, text, 3) == want,
                      "byte 0x%02x", (unsigned)byte);
        ck_assert_msg(holds(cors_token_is_valid, text + 1, 1) == want,
                      "byte 0x%02x alone", (unsigned)byte);
        ck_assert_msg(holds(cors_token_is_valid, text, 2) == want,
                      "byte 0x%02x at the end", (unsigned)byte);
    }
    ck_assert(!holds(cors_token_is_valid, "", 0));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_token);
    return unit_finish("cors_token", tests);
}
