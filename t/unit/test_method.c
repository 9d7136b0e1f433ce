/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_method.h"

#include "predicates.h"
#include "unit.h"

/* The lists of Fetch 2.2.1, complete. */
static const predicate_row_t lists[] = {
    {"safelisted method", cors_method_is_safelisted, "GET HEAD POST",
     "get Get post PUT DELETE OPTIONS PATCH CONNECT GE GETT POST2 *"},
    {"forbidden method", cors_method_is_forbidden,
     "CONNECT TRACE TRACK connect Trace tRACK",
     "GET HEAD POST PUT OPTIONS TRAC TRACES TRACKS CONNECTED *"},
};

START_TEST(test_lists)
{
    check_row(&lists[_i]);
}
END_TEST

static const struct {
    const char *method, *want;
} normalized[] = {
    {"get", "GET"},
    {"Get", "GET"},
    {"GET", NULL},
    {"head", "HEAD"},
    {"hEAD", "HEAD"},
    {"HEAD", NULL},
    {"post", "POST"},
    {"POSt", "POST"},
    {"POST", NULL},
    {"put", "PUT"},
    {"Put", "PUT"},
    {"PUT", NULL},
    {"delete", "DELETE"},
    {"Delete", "DELETE"},
    {"DELETE", NULL},
    {"options", "OPTIONS"},
    {"oPTIONS", "OPTIONS"},
    {"OPTIONS", NULL},
    {"patch", NULL},
    {"PATCH", NULL},
    {"trace", NULL},
    {"ge", NULL},
    {"gett", NULL},
    {"putt", NULL},
    {"", NULL},
    {"*", NULL},
    {"propfind", NULL},
};

START_TEST(test_normalized)
{
    size_t length = strlen(normalized[_i].method);
    char *copy = exact_copy(normalized[_i].method, length);
    const char *got = cors_method_normalized(copy, length);

    free(copy);
    ck_assert_msg(same_text(got, normalized[_i].want), "'%s': got %s",
                  normalized[_i].method, shown(got));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_lists, 0, ROWS(lists));
    tcase_add_loop_test(tests, test_normalized, 0, ROWS(normalized));
    return unit_finish("cors_method", tests);
}
