/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests and decisions as text, for tests. A request is its method, Origin
 * and the two request fields of a preflight; "-" means that the field is
 * absent, and "''" that it is empty. The words before these are other facts:
 *
 *     if                 an <If> that may apply has a policy
 *     if-setting         an <If> that may apply has settings without a policy
 *     cookie, authorization, websocket
 *     mode:cors          Sec-Fetch-Mode
 *     site:same-origin   Sec-Fetch-Site
 *     host:a             Host
 */
#ifndef DECISIONS_H
#define DECISIONS_H

#include "policy/cors_governing.h"
#include "origin/cors_same_origin.h"

#include "settings.h"
#include "unit.h"

#define TWO "CorsAllowOrigin https://a https://b"
#define ONE "CorsAllowOrigin https://a"
#define ANY "CorsAllowOrigin *"
#define DENY "CorsDenyOrigin https://x"
#define ON "; CorsAllowCredentials On"
#define ENFORCE "CorsEnforce On"
#define UNSAFE "CorsEnforce Unsafe"
#define FORWARD "; CorsPreflight Forward"
#define PRESERVE "; CorsPreserveExisting On"
#define REPORT "; CorsEngine ReportOnly"
#define TENANT_REPORTS " | .htaccess:CorsEngine ReportOnly"
#define TIMING "; CorsTimingAllowOrigin On"

static inline const char *request_word(const char **cursor)
{
    const char *word = next_word(cursor);

    if (!word || strcmp(word, "-") == 0) {
        return NULL;
    }
    return strcmp(word, "''") == 0 ? "" : word;
}

/* Stores a fact that is one word. Returns false if the word is not one. */
static inline bool request_fact(cors_request_t *request, const char *word)
{
    static const cors_place_t place = {"if.conf", 1, false};

    if (strcmp(word, "if") == 0) {
        request->conditional_policy = &place;
        request->conditional = true;
    }
    else if (strcmp(word, "if-setting") == 0) {
        request->conditional = true;
    }
    else if (strcmp(word, "cookie") == 0) {
        request->has_cookie = true;
    }
    else if (strcmp(word, "authorization") == 0) {
        request->has_authorization = true;
    }
    else if (strcmp(word, "websocket") == 0) {
        request->is_websocket = true;
    }
    else if (strncmp(word, "mode:", 5) == 0) {
        request->sec_fetch_mode = word + 5;
    }
    else if (strncmp(word, "site:", 5) == 0) {
        request->sec_fetch_site = word + 5;
    }
    else if (strncmp(word, "host:", 5) == 0) {
        request->host = word + 5;
    }
    else {
        return false;
    }
    return true;
}

static inline cors_request_t request_of(const char *text)
{
    cors_request_t request = {.conditional = false};
    const char *word = request_word(&text);

    while (word && request_fact(&request, word)) {
        word = request_word(&text);
    }
    ck_assert_msg(word != NULL, "a request without method");
    request.method = apr_pstrcat(unit_pool, word, " /p HTTP/1.1", NULL);
    request.is_options = strcmp(word, "OPTIONS") == 0;
    request.origin = request_word(&text);
    request.request_method = request_word(&text);
    request.request_headers = request_word(&text);
    return request;
}

/* Makes the decision, and checks for a same-origin request if that matters, as
 * on a connection without TLS. Returns the settings that govern the request. */
static inline const cors_settings_t *
decide_all_of(const cors_settings_t *settings, const cors_request_t *request,
              cors_decision_t *decision)
{
    memset(decision, 0xff, sizeof(*decision));
    settings = cors_governing_decide(settings, request, decision, unit_pool);
    if (cors_decision_may_be_same_origin(decision)
        && cors_same_origin(&decision->lookup, request->sec_fetch_site,
                            request->host, NULL)
               != CORS_SAME_ORIGIN_NO) {
        cors_decision_set_same_origin(decision);
    }
    return settings;
}

/* Returns CORS_DECISION, then the other members of the decision that are
 * set. */
static inline const char *described(const cors_decision_t *decision,
                                    const cors_settings_t *settings)
{
    static const char *const vary[] = {"", " vary:origin", " vary:preflight",
                                       " vary:headers"};
    static const char *const owned[] = {
        [CORS_OWNED_LEAVE] = "",
        [CORS_OWNED_REPLACE] = " replace",
        [CORS_OWNED_PRESERVE] = " preserve",
        [CORS_OWNED_COMPARE] = " compare",
        [CORS_OWNED_COMPARE_UNLESS_PRESERVED] = " compare-unless-preserved",
        [CORS_OWNED_COMPARE_AND_REMOVE] = " compare-and-remove",
    };
    const char *status = "";

    if (decision->answers) {
        status =
            apr_psprintf(unit_pool, " status:%d",
                         cors_decision_preflight_status(decision, settings));
    }
    return apr_pstrcat(
        unit_pool, shown(cors_decision_name(decision)),
        decision->answers ? " answers" : "", owned[decision->owned],
        decision->refuses ? " refuses" : "", vary[decision->vary],
        decision->allow_origin ? " allow:" : "",
        decision->allow_origin ? decision->allow_origin : "", status, NULL);
}

#endif
