/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame and the style of HTML pages.
 */
#include "base/cors_page.h"

const char cors_page_security_policy[] =
    "default-src 'none'; "
    "style-src 'sha256-SuhHMHDTiB0eDwRPDnXpYEdMd/A2j+84aJbmXH9gOGw='; "
    "img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

/* The colours are those of demo/page/style.css. */
const char cors_page_style[] =
    ":root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;"
    "--text:#1c2430;--quiet:#55606f;--line:#d5dae2;--accent:#1f5fbf;"
    "--accent-text:#fff;--code:#eef1f5;--good:#10663a;--good-ground:#e3f5ea;"
    "--bad:#a3211b;--bad-ground:#fdeae8;--doubt:#7a5200;"
    "--doubt-ground:#fdf3da}"
    "@media(prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1b212a;"
    "--text:#e6eaf0;--quiet:#a3aebd;--line:#343d4a;--accent:#8ab8ff;"
    "--accent-text:#0d1a2d;--code:#12171e;--good:#7ddba3;"
    "--good-ground:#16301f;--bad:#ffa49c;--bad-ground:#3a1b19;"
    "--doubt:#f0c674;--doubt-ground:#352a12}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:76rem;"
    "padding:1.25rem clamp(.75rem,3vw,2rem) 2rem;background:var(--ground);"
    "color:var(--text);"
    "font:1rem/1.5 system-ui,\"Segoe UI\",\"Helvetica Neue\",Arial,sans-serif}"
    "h1{margin:0;font-size:1.6rem;line-height:1.2}"
    "h1 span{color:var(--quiet);font-weight:400}"
    "h2{margin:0 0 .6rem;font-size:1.1rem}"
    "h3{margin:1rem 0 .4rem;font-size:1rem}"
    "p{margin:.4rem 0}ul{margin:.4rem 0;padding-left:1.3rem}"
    "header p{max-width:48rem}"
    "footer{margin-top:1.5rem;color:var(--quiet);font-size:.9rem}"
    ".quiet{color:var(--quiet)}a{color:var(--accent)}"
    "code,pre{font-family:ui-monospace,\"SF Mono\",Menlo,Consolas,"
    "\"DejaVu Sans Mono\",monospace;font-size:.85rem;"
    "overflow-wrap:anywhere}"
    "pre{margin:0;padding:.6rem .75rem;border-radius:.4rem;"
    "background:var(--code);white-space:pre-wrap}"
    "main{display:grid;gap:1rem;margin-top:1rem}"
    ".card{min-width:0;padding:1rem;border:1px solid var(--line);"
    "border-radius:.6rem;background:var(--card)}"
    ".shared,.blocked,.unsure{padding:.75rem 1rem;border-left:.35rem solid;"
    "border-radius:.4rem}"
    ".shared{border-color:var(--good);background:var(--good-ground)}"
    ".blocked{border-color:var(--bad);background:var(--bad-ground)}"
    ".unsure{border-color:var(--doubt);background:var(--doubt-ground)}"
    ".headline{margin:0;font-size:1.2rem;font-weight:700}"
    ".shared .headline{color:var(--good)}"
    ".blocked .headline{color:var(--bad)}"
    ".unsure .headline{color:var(--doubt)}"
    ".scroll{overflow-x:auto}.scroll:focus-visible{outline-offset:-3px}"
    ".scroll tbody th{min-width:11rem}.command{min-width:16rem}"
    ".whole{white-space:nowrap}.host{min-width:11rem}"
    ".scroll tbody th.whole{min-width:0}"
    ".scroll tbody th.origin,.source{min-width:16rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "caption{text-align:left;font-weight:600;padding-bottom:.3rem}"
    "th,td{padding:.35rem .8rem .35rem 0;border-top:1px solid var(--line);"
    "text-align:left;vertical-align:top}"
    "thead th{border-top:0;color:var(--quiet);font-weight:600}"
    ".number{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}"
    ".wrap{overflow-wrap:anywhere}.wrap th{overflow-wrap:normal}"
    ".fields th{width:35%}table+table{margin-top:1rem}"
    "tr.refuses th,tr.refuses td{background:var(--bad-ground)}"
    "svg.bar{display:block;width:100%;min-width:8rem;height:.8rem;"
    "border-radius:.2rem;background:var(--code)}"
    ".allowed{fill:var(--good)}.refused{fill:var(--bad)}"
    "form.question{display:grid;gap:.7rem 1rem;align-items:end;"
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr))}"
    "form.question .wide{grid-column:1/-1}"
    "label{font-weight:600;font-size:.9rem}"
    "label small{display:block;color:var(--quiet);font-weight:400}"
    "input,select{width:100%;margin-top:.2rem;padding:.4rem;"
    "border:1px solid var(--quiet);border-radius:.4rem;"
    "background:var(--card);color:var(--text);font:inherit;font-weight:400}"
    "input[type=checkbox]{width:auto;margin:0 .4rem 0 0;"
    "accent-color:var(--accent)}"
    "button{justify-self:start;padding:.5rem 1.2rem;"
    "border:1px solid var(--accent);border-radius:.4rem;"
    "background:var(--accent);color:var(--accent-text);"
    "font:inherit;font-weight:600;cursor:pointer}"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:2px}";

void cors_page_begin(cors_text_t *text, const char *title, const char *about)
{
    cors_text_add_format(
        text,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
        "\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>mod_cors %s</title>\n"
        "<link rel=\"icon\" href=\"data:,\">\n<style>",
        title);
    cors_text_add(text, cors_page_style);
    cors_text_add_format(text,
                         "</style>\n</head>\n<body>\n<header>\n"
                         "<h1>mod_cors <span>%s</span></h1>\n<p>%s</p>\n"
                         "</header>\n<main>\n",
                         title, about);
}

void cors_page_end(cors_text_t *text)
{
    cors_text_add(text, "</main>\n</body>\n</html>\n");
}
