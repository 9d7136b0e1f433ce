/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_public_suffix.h"

#include "origin/cors_origin.h"
#include "unit.h"

static const struct {
    const char *label;
    bool want;
    const char *hosts;
} rows[] = {
    {"top-level names", true,
     "com net org de uk jp app dev xn--p1ai xn--fiqs8s"},
    {"names of registries", true, "co.uk com.au ac.jp gov.uk k12.ca.us"},
    {"names of companies below which everybody can register", true,
     "github.io gitlab.io herokuapp.com vercel.app netlify.app "
     "s3.amazonaws.com"},
    {"a name above one of these", false, "amazonaws.com"},
    {"a rule with a wildcard, and a name that it matches", true, "ck foo.ck"},
    {"an exception to that rule", false, "www.ck"},
    {"a final dot", true, "com. co.uk. github.io. foo.ck."},
    {"a final dot of other names", false, "example.com. www.ck. . localhost."},
    {"names that can be registered", false,
     "example.com example.co.uk example.github.io amazon.com a.b.example.de "
     "github.com xn--bcher-kva.de"},
    {"top-level names that are not listed", false,
     "localhost internal corp lan intranet example test invalid"},
    {"names below those", false, "a.localhost app.internal b.c.corp"},
    {"addresses", false, "127.0.0.1 [::1]"},
};

/* Without the list no host is a public suffix. */
START_TEST(test_rows)
{
    const char *cursor = rows[_i].hosts;
    const char *host;

    while ((host = next_word(&cursor)) != NULL) {
        size_t length = strlen(host);
        char *copy = exact_copy(host, length);
        bool got = cors_public_suffix_contains(copy, length);

        free(copy);
        ck_assert_msg(
            got == (rows[_i].want && cors_public_suffix_is_built_in()),
            "%s: '%s'", rows[_i].label, host);
    }
}
END_TEST

/* Bytes after the length are not read. */
START_TEST(test_length)
{
    static const char text[] = "co.uk.example.com";

    ck_assert(cors_public_suffix_contains(text, 5)
              == cors_public_suffix_is_built_in());
    ck_assert(!cors_public_suffix_contains(text, 8));
    ck_assert(!cors_public_suffix_contains(text, 0));
}
END_TEST

/* The longest host that a pattern can have, and more. */
START_TEST(test_long)
{
    enum { MORE = 300 };
    char *host = malloc(MORE);
    int length;

    ck_assert_ptr_nonnull(host);
    for (length = 0; length < MORE; ++length) {
        host[length] = length % 2 ? '.' : 'a';
    }
    for (length = CORS_HOST_MAX_LENGTH - 2; length <= MORE; ++length) {
        ck_assert_msg(
            !cors_public_suffix_contains(host + MORE - length, length),
            "%d bytes", length);
    }
    free(host);
}
END_TEST

START_TEST(test_registrable)
{
    static const char words[] =
        "a.b.example.com=example.com example.com=example.com com=- "
        "x.github.io=x.github.io a.x.github.io=x.github.io github.io=- "
        "a.b.co.uk=b.co.uk co.uk=- b.co.uk.=b.co.uk. localhost=- a.corp=- "
        "a.b.internal=- a.foo.ck=a.foo.ck www.ck=www.ck";
    const char *cursor = words;
    char *host;

    while ((host = next_word(&cursor)) != NULL) {
        char *want = strchr(host, '=');
        const char *got;

        *want++ = '\0';
        got = cors_public_suffix_registrable_name(host, strlen(host));
        ck_assert_msg(cors_public_suffix_is_built_in()
                          ? same_text(got ? got : "-", want)
                          : got == NULL,
                      "'%s': %s", host, shown(got));
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();
    TCase *listed =
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests);

    tcase_add_loop_test(listed, test_rows, 0, ROWS(rows));
    tcase_add_test(listed, test_registrable);
    tcase_add_test(listed, test_length);
    tcase_add_test(tests, test_long);
    return unit_finish("cors_public_suffix", tests);
}
