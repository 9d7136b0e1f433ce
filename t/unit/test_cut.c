/* SPDX-License-Identifier: Apache-2.0
 *
 * When merging needs memory for cuts. test_governing.c checks what they say, in
 * every order of merging.
 */
#include "policy/cors_cut.h"

#include "settings.h"
#include "unit.h"

#define C "<CorsOrigin +https://a>; </CorsOrigin>"
#define R "<CorsOrigin https://b>; </CorsOrigin>"

static const struct {
    const char *base, *add;
    int cuts;      /* that are written; 0: shared */
    int shared_of; /* if shared: 1 base, 2 add, 0 none has cuts */
} rows[] = {
    {C, "CorsMaxAge 1", 1, 0},
    {C, "CorsAllowCredentials Off", 1, 0},
    {C, "CorsDangerouslyTolerate None", 1, 0},
    {C, "CorsAllowMethods +A", 1, 0},
    {C, "CorsAllowHeaders None", 1, 0},
    {C, "CorsExposeHeaders A", 1, 0},
    {C, "CorsTimingAllowOrigin On", 0, 1},
    {C, "CorsDenyOrigin https://x", 0, 1},
    {C, C, 2, 0},
    {C, "CorsAllowOrigin +https://b", 2, 0},
    {"CorsAllowOrigin https://b", C, 2, 0},
    {"CorsMaxAge 1", C, 0, 2},
    {"CorsAllowOrigin None", C, 0, 2},
    {C, R, 0, 2},
    {C, "CorsAllowOrigin https://b; CorsMaxAge 1", 0, 2},
    {C, "CorsAllowOrigin None; CorsMaxAge 1", 0, 2},
};

START_TEST(test_room)
{
    int line = 0;
    const cors_settings_t *base = settings_section(rows[_i].base, &line);
    const cors_settings_t *add = settings_section(rows[_i].add, &line);
    cors_cut_side_t base_side = cors_settings_cut_side(base);
    cors_cut_side_t add_side = cors_settings_cut_side(add);
    apr_size_t room = cors_cut_room(&base_side, &add_side);
    void *space = apr_palloc(unit_pool, room + 1);
    const cors_cut_t *merged = cors_cut_merge(&base_side, &add_side, space);
    const cors_cut_t *shared[] = {NULL, base->cuts, add->cuts};

    ck_assert_msg(room == (apr_size_t)rows[_i].cuts * sizeof(cors_cut_t),
                  "{%s}, {%s}: %d bytes", rows[_i].base, rows[_i].add,
                  (int)room);
    ck_assert_ptr_eq(merged, room > 0 ? space : shared[rows[_i].shared_of]);
    ck_assert(base->cuts == NULL || base->cuts->later == 0);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_room, 0, ROWS(rows));
    return unit_finish("cors_cut", tests);
}
