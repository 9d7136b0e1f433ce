/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_shape.h"

#include "unit.h"

/* Alternatives as cors_migrate_regex_expand returns them. */
#define ANY "\1"
#define LABEL "\2"
#define DIGITS "\3"
#define DOT "\4"
#define BEGIN "\5"
#define END "\6"

static const struct {
    const char *alternative;
    const char *want;  /* "any", "unknown", or scheme|before the host|host|port;
                         "..." at open ends */
    const char *other; /* look-alike of the part that matches */
    const char *whole_other; /* and if the whole Origin counts */
} rows[] = {
    {BEGIN "https://a.b" END, "https||a.b|", NULL, NULL},
    {BEGIN "https://a.b", "https||a.b|...", NULL, "https://a.b.evil.example"},
    {BEGIN "https://a.b" ANY, "https||a.b|...", NULL,
     "https://a.b.evil.example"},
    {"https://a.b" END, "https||a.b|", NULL, NULL},
    {"//a.b" END, "*||a.b|", NULL, NULL},
    {BEGIN "//a.b" END, "unknown", NULL, NULL},
    {BEGIN "://a.b" END, "unknown", NULL, NULL},
    {BEGIN ANY "://a.b" END, "*||a.b|", NULL, NULL},
    {"a.b" END, "...*||a.b|", NULL, "https://evila.b"},
    {".a.b" END, "*|*.|a.b|", NULL, NULL},
    {BEGIN "a.b" END, "unknown", NULL, NULL},
    {BEGIN "https://" ANY ".a.b" END, "https|*.|a.b|", NULL, NULL},
    {BEGIN "https://" LABEL ".a.b" END, "https|*.|a.b|", NULL, NULL},
    {BEGIN "https://" ANY DOT "a.b" END, "https|*.|a.b|", "https://evilxa.b",
     "https://evilxa.b"},
    {BEGIN "https://" ANY "a.b" END, "https|*|a.b|", "https://evila.b",
     "https://evila.b"},
    {BEGIN "https://w" DOT "a" DOT "b" END, "https||w.a.b|", "https://wxa.b",
     "https://wxa.b"},
    {BEGIN "https://a" DOT "b" END, "https||a.b|", NULL, NULL},
    {BEGIN "https://a.b:" DIGITS END, "https||a.b|:*", NULL, NULL},
    {BEGIN "https://a.b:" ANY END, "https||a.b|:*", NULL, NULL},
    {BEGIN "https://a.b:81" END, "https||a.b|:81", NULL, NULL},
    {BEGIN "https://a.b/" END, "https||a.b|", NULL, NULL},
    {BEGIN ANY END, "any", NULL, NULL},
    {BEGIN "https://" ANY END, "any", NULL, NULL},
    {BEGIN "http" END, "any", NULL, NULL},
    {ANY "://" ANY, "any", NULL, NULL},
    {":", "any", NULL, NULL},
    {"", "any", NULL, NULL},
    {BEGIN "https://a" LABEL ".b" END, "unknown", NULL, NULL},
    {BEGIN "https://a.b:8" DIGITS END, "unknown", NULL, NULL},
    {BEGIN "https://a.b/c" END, "unknown", NULL, NULL},
    {"https://a" BEGIN "b", "unknown", NULL, NULL},
    {BEGIN "app://a" END, "unknown", NULL, NULL},
};

static const char *readable(const cors_migrate_shape_t *shape,
                            cors_migrate_shape_e kind)
{
    if (kind != CORS_MIGRATE_SHAPE_HOST) {
        return kind == CORS_MIGRATE_SHAPE_ANY ? "any" : "unknown";
    }
    return apr_psprintf(
        unit_pool, "%s%s|%s%s|%s|%s%s", shape->open_begin ? "..." : "",
        shape->scheme ? shape->scheme : "*",
        shape->glued || shape->subdomains ? "*" : "",
        shape->subdomains ? "." : "", cors_migrate_shape_host(shape, unit_pool),
        shape->port, shape->open_end ? "..." : "");
}

START_TEST(test_read)
{
    cors_migrate_shape_t shape;
    cors_migrate_shape_e kind =
        cors_migrate_shape_read(rows[_i].alternative, &shape, unit_pool);
    const char *other, *whole;

    ck_assert_str_eq(readable(&shape, kind), rows[_i].want);
    if (kind == CORS_MIGRATE_SHAPE_HOST) {
        other = cors_migrate_shape_look_alike(&shape, false, unit_pool);
        whole = cors_migrate_shape_look_alike(&shape, true, unit_pool);
        ck_assert_msg(same_text(other, rows[_i].other), "%d: %s", _i,
                      shown(other));
        ck_assert_msg(same_text(whole, rows[_i].whole_other), "%d: %s", _i,
                      shown(whole));
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_read, 0, ROWS(rows));
    return unit_finish("cors_migrate_shape", tests);
}
