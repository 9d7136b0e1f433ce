/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_html.h"

#include "tally.h"

#define BAR(label, allowed, refused)                                           \
    "aria-label=\"" label "\"><rect class=\"allowed\" width=\"" allowed        \
    "\" height=\"10\"/><rect class=\"refused\" x=\"" allowed                   \
    "\" width=\"" refused "\" height=\"10\"/></svg>"

static const struct {
    const char *explain;
    const char *want;
} rows[] = {
    {NULL, "<p class=\"headline\">Decisions: 19, refused: 6</p>\n<p>Allowed: "
           "12. Answered with 403 by CorsEnforce: 3.</p>"},
    {NULL, "<time>2026-09-21T12:50:00Z</time>"},
    {NULL, "<th scope=\"row\" class=\"whole\"><code>api.example:443</code></th>"
           "<td><svg "},
    {NULL, BAR("66.7 % allowed, 33.3 % refused", "667", "333")},
    {NULL, BAR("0.0 % allowed, 0.0 % refused", "0", "0")},
    {NULL, "<code>a&quot;&lt;&amp;&#39;\\.example:8080</code>"},
    {NULL, "<code>app://x&#39;y$&amp;&quot;&lt;b&gt;</code></th><td "
           "class=\"whole\">origin-not-listed</td><td class=\"host\"><code>"
           "api.example:443</code></td><td class=\"number\">2</td><td "
           "class=\"whole\"><time datetime=\"2026-09-21T14:10:20Z\">3 min "
           "ago</time></td>"},
    {NULL, "<code>cors-explain GET &#39;https://api.example/&#39; --origin "
           "&#39;app://x&#39;\\&#39;&#39;y$&amp;&quot;&lt;b&gt;&#39;</code>"},
    {"/an a/\"explain", "<a href=\"/an%20a/%22explain?url=https%3A%2F%2Fapi."
                        "example%2F&amp;origin=app%3A%2F%2Fx%27y%24%26%22%3Cb%"
                        "3E\" aria-label=\"explain app://x&#39;y$&amp;&quot;"
                        "&lt;b&gt;\">explain</a>"},
    {"/explain", "cors-explain GET &#39;http://other/&#39; --origin "
                 "&#39;null&#39;"},
    {"/explain", "lll&hellip;</code></th><td class=\"whole\">origin-denied"},
    {"/explain", "<td class=\"quiet whole\">too long</td>"},
    {NULL, "3 of 3 recorded origins."},
    {NULL, "<code>a&lt;b&gt;&quot;.conf:7</code></th><td>a fault &lt;of&gt; "
           "&quot;x&quot;\\x0a</td><td><time "
           "datetime=\"2026-09-21T12:13:20Z\">2 h ago</time>"},
    {NULL,
     "<td class=\"whole\">actual-refused:origin-not-listed</td><td>yes</td><td "
     "class=\"number\">2</td>"},
    {NULL, "<a href=\"?format=openmetrics\">"},
};

static const char *page(const cors_status_t *status, const char *explain)
{
    cors_status_place_t place = {tally_hosts, explain};
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_html(&text, status, &place);
    return text.bytes;
}

START_TEST(test_page)
{
    cors_status_t status = tally_status();
    const char *html = page(&status, rows[_i].explain);

    ck_assert_msg(strstr(html, rows[_i].want) != NULL, "%s", rows[_i].want);
    ck_assert_ptr_null(strstr(html, "<b>"));
    ck_assert_ptr_null(strstr(html, " style="));
    ck_assert_ptr_null(strstr(html, "href=\"http"));
}
END_TEST

START_TEST(test_lists)
{
    static const char *const want[] = {
        "<caption>Origin lists</caption>",
        "<tr><th scope=\"row\" class=\"whole\"><code>tenants</code></th><td "
        "class=\"source\"><code>dbd:SELECT "
        "&quot;&lt;o&gt;&quot;</code></td><td>7 "
        "&quot;&lt;b&gt;&quot;\\x0a</td><td class=\"number\">812</td><td "
        "class=\"number\">3</td><td class=\"number\">2</td><td "
        "class=\"number\">1</td><td class=\"whole\">17 s ago</td><td "
        "class=\"number\">0</td></tr>",
        "<tr class=\"refuses\"><th scope=\"row\" "
        "class=\"whole\"><code>partners</code></th><td "
        "class=\"source\"><code>file:conf/p.txt"
        "</code><br><code>/srv/&lt;a&gt;/conf/p.txt</code></td><td>none "
        "yet</td>",
        "<td class=\"whole\">never</td><td class=\"number\">4</td></tr>\n"
        "<tr class=\"refuses\"><td colspan=\"9\">The last attempt failed: "
        "cannot open &#39;&lt;i&gt;&#39;\\x0a</td></tr>",
        "<tr class=\"refuses\"><th scope=\"row\" "
        "class=\"whole\"><code>blocked</code></th>",
        "<td class=\"whole\">2 h ago, failing since then</td><td "
        "class=\"number\">1</td></tr>\n"
        "<tr class=\"refuses\"><td colspan=\"9\">The last attempt failed: it "
        "has no rows</td></tr>",
    };
    cors_status_t status = {
        .version = "1", .lists = tally_lists, .list_count = 3};
    const char *html = page(&status, NULL);
    int i;

    for (i = 0; i < ROWS(want); ++i) {
        ck_assert_msg(strstr(html, want[i]) != NULL, "%s\nis not in\n%s",
                      want[i], html);
    }
}
END_TEST

/* Tables without rows are left out. */
START_TEST(test_empty)
{
    cors_status_t status = {.version = "1"};

    ck_assert_ptr_null(strstr(page(&status, "/e"), "<table"));
}
END_TEST

START_TEST(test_part)
{
    cors_status_t status = tally_status();
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_html_part(&text, &status);
    ck_assert_ptr_nonnull(strstr(text.bytes,
                                 "<p>Decisions: 19, refused: 6, answered with "
                                 "403 by CorsEnforce: 3</p>"));
    ck_assert_ptr_nonnull(
        strstr(text.bytes, "<code>app://x&#39;y$&amp;&quot;&lt;b&gt;</code>"));
    ck_assert_ptr_null(strstr(text.bytes, "<b>"));
}
END_TEST

START_TEST(test_ten)
{
    cors_status_t status = tally_status();
    cors_status_origin_t origins[12];
    const char *html;
    int i, count = 0;

    for (i = 0; i < 12; ++i) {
        origins[i] = status.origins[2];
    }
    status.origins = origins;
    status.origin_count = 12;
    html = page(&status, NULL);
    while ((html = strstr(html, "<code>null</code>"))) {
        ++html;
        ++count;
    }
    ck_assert_int_eq(count, CORS_STATUS_HTML_ORIGINS);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_page, 0, ROWS(rows));
    tcase_add_test(tests, test_lists);
    tcase_add_test(tests, test_empty);
    tcase_add_test(tests, test_part);
    tcase_add_test(tests, test_ten);
    return unit_finish("cors_status_html", tests);
}
