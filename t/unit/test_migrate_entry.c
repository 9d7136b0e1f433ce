/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_entry.h"

#include "unit.h"

static const cors_migrate_line_t line = {"c", 1, "Header", "set A b"};

static cors_migrate_entry_t *entry_in(const cors_migrate_section_t *section)
{
    return cors_migrate_entry_create(&line, CORS_MIGRATE_HEADER_LINE, section,
                                     unit_pool);
}

START_TEST(test_create)
{
    cors_migrate_entry_t *entry = entry_in(NULL);

    ck_assert_str_eq(entry->line.arguments, "set A b");
    ck_assert(!entry->listed && !entry->answers);
    cors_migrate_entry_add_problem(entry, "a");
    cors_migrate_entry_add_problem(entry, "b");
    cors_migrate_entry_add_problem(entry, "a");
    ck_assert_int_eq(entry->problems->nelts, 2);
    cors_migrate_entry_add_write(entry, "a");
    cors_migrate_entry_add_write(entry, "a");
    ck_assert_int_eq(entry->writes->nelts, 2);
}
END_TEST

/* The server, a section, a section that does not count, a section in it. */
START_TEST(test_scope)
{
    cors_migrate_section_t outer = {0}, transparent = {0}, inner = {0};
    const cors_migrate_entry_t *in_server = entry_in(NULL);
    const cors_migrate_entry_t *in_outer = entry_in(&outer);
    const cors_migrate_entry_t *in_transparent = entry_in(&transparent);
    const cors_migrate_entry_t *in_inner = entry_in(&inner);

    outer.is_scope = inner.is_scope = true;
    transparent.outer = &outer;
    inner.outer = &transparent;
    ck_assert_ptr_null(cors_migrate_entry_scope(in_server));
    ck_assert_ptr_eq(cors_migrate_entry_scope(in_outer), &outer);
    ck_assert_ptr_eq(cors_migrate_entry_scope(in_transparent), &outer);
    ck_assert_ptr_eq(cors_migrate_entry_scope(in_inner), &inner);
    ck_assert(cors_migrate_entry_contains(in_server, in_inner));
    ck_assert(cors_migrate_entry_contains(in_transparent, in_inner));
    ck_assert(cors_migrate_entry_contains(in_transparent, in_outer));
    ck_assert(cors_migrate_entry_contains(in_inner, in_inner));
    ck_assert(!cors_migrate_entry_contains(in_inner, in_outer));
    ck_assert(!cors_migrate_entry_contains(in_outer, in_server));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_create);
    tcase_add_test(tests, test_scope);
    return unit_finish("cors_migrate_entry", tests);
}
