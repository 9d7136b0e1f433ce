/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_bytes.h"

#include "unit.h"

/* The hash depends on the length and on every byte, and not on bytes after
 * it. */
START_TEST(test_hash)
{
    char text[40] = "https://one.two.example.com:8443/...";
    size_t length = (size_t)_i;
    char *copy = exact_copy(text, length);
    apr_uint32_t hash = cors_bytes_hash(copy, length);
    size_t i;

    ck_assert_int_eq(cors_bytes_hash(text, length), hash);
    for (i = 0; i < length; ++i) {
        copy[i] ^= 1;
        ck_assert_msg(cors_bytes_hash(copy, length) != hash,
                      "%d bytes: byte %d does not count", _i, (int)i);
        copy[i] ^= 1;
    }
    text[length] = '\0';
    ck_assert_msg(cors_bytes_hash(text, length + 1) != hash,
                  "%d bytes: the length does not count", _i);
    free(copy);
}
END_TEST

/* The comparison depends on every byte. */
START_TEST(test_same)
{
    const char text[] = "https://one.two.example.com:8443/...";
    size_t length = (size_t)_i;
    char *one = exact_copy(text, length);
    char *other = exact_copy(text, length);
    size_t i;

    ck_assert_msg(cors_bytes_are_same(one, other, length), "%d bytes: differ",
                  _i);
    for (i = 0; i < length; ++i) {
        other[i] ^= 1;
        ck_assert_msg(!cors_bytes_are_same(one, other, length),
                      "%d bytes: byte %d does not count", _i, (int)i);
        other[i] ^= 1;
    }
    free(one);
    free(other);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_hash, 0, 37);
    tcase_add_loop_test(tests, test_same, 0, 37);
    return unit_finish("cors_bytes", tests);
}
