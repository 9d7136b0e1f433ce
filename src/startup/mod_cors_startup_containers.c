/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_containers.h"

#include "glue/mod_cors_warnings.h"
#include "startup/mod_cors_startup_warn.h"
#include "policy/cors_container.h"

/* The baton of all callbacks. */
typedef struct {
    apr_pool_t *pconf;
    const cors_settings_t *merged;
    const cors_rule_list_t *replacing; /* the list instead of a container's */
} search_t;

static const char *directive_of(const cors_rule_t *rule)
{
    return rule->kind == CORS_RULE_MATCHER ? "<CorsOriginMatch>"
                                           : "<CorsOrigin>";
}

/* --- denied patterns ---------------------------------------------------- */

/* The rows of a list may change, so only the rule itself is compared. */
static const cors_rule_t *denying_exact(const cors_settings_t *merged,
                                        const cors_rule_t *rule)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *deny;

    cors_origin_lookup_init(&lookup, rule->text);
    deny = cors_policy_find_denying(merged, CORS_PROTECT_ALL, &lookup);
    return deny && deny->kind == CORS_RULE_LIST ? NULL : deny;
}

/* Returns the deny rule that refuses all origins of a container's rule, or
 * NULL. Of an expression, only "*" does; of a list, "*" or the same list. */
static const cors_rule_t *denying(const cors_settings_t *merged,
                                  const cors_rule_t *rule)
{
    const cors_rule_t *deny = NULL;
    int i;

    if (rule->kind == CORS_RULE_EXACT) {
        return denying_exact(merged, rule);
    }
    for (i = 0; i < merged->deny_rules.list.count && !deny; ++i) {
        deny = cors_origin_set_denying(merged->deny_rules.sets[i]->set, rule);
    }
    return deny;
}

static void warn_of_denial(void *baton, const cors_rule_t *rule)
{
    const search_t *search = baton;
    const cors_rule_t *deny = denying(search->merged, rule);

    if (deny) {
        mod_cors_warnings_add_once(
            search->pconf, rule->text, rule->place, deny->place,
            "%s '%s' never applies, 'CorsDenyOrigin %s' (%s:%d) refuses its "
            "origins; remove one of them",
            directive_of(rule), rule->text, deny->text, deny->place->file,
            deny->place->line);
    }
}

static void check_denied(void *baton, int set,
                         const cors_container_t *container)
{
    (void)set;
    cors_rule_group_each(&container->rules, warn_of_denial, baton);
}

/* --- expressions -------------------------------------------------------- */

static void warn_of_expressions(const search_t *search, int set)
{
    const cors_settings_t *merged = search->merged;
    const cors_containers_t *containers = merged->cuts[set].containers;
    const cors_container_t *container = containers ? containers->first : NULL;

    for (; container; container = container->next) {
        const cors_rule_t *matcher = container->rules.matcher;

        if (matcher && !cors_container_credentials(merged, set, container)
            && !(cors_container_tolerance(merged, set, matcher)
                 & CORS_TOLERATE_PUBLIC_SUFFIXES)) {
            mod_cors_startup_warn_expressions(search->pconf, &container->rules);
        }
    }
}

/* --- repeated patterns -------------------------------------------------- */

static void warn_of_plain(void *baton, const cors_rule_t *rule,
                          const cors_rule_t *earlier)
{
    const search_t *search = baton;

    const char *match = rule->kind == CORS_RULE_MATCHER ? "Match" : "";

    if (earlier->container && !rule->container) {
        mod_cors_warnings_add_once(
            search->pconf, rule->text, rule->place, earlier->place,
            "CorsAllowOrigin%s '%s' gives its origins the URL's settings, "
            "instead of those of the container in another section (%s:%d); "
            "remove it, or write '<CorsOrigin%s +%s>' if other settings are "
            "intended here",
            match, rule->text, earlier->place->file, earlier->place->line,
            match, rule->text);
    }
}

static void warn_of_shadow(void *baton, const cors_rule_t *rule,
                           const cors_rule_t *earlier)
{
    const search_t *search = baton;

    if (earlier->container && rule->container) {
        mod_cors_warnings_add_once(
            search->pconf, rule->text, earlier->place, rule->place,
            "%s '%s' never applies, a container of a later section for the "
            "same path (%s:%d) has the same pattern; remove one of them",
            directive_of(earlier), earlier->text, rule->place->file,
            rule->place->line);
    }
}

static void warn_of_replacement(void *baton, const cors_rule_t *rule)
{
    const search_t *search = baton;
    const cors_place_t *place = search->replacing->list.place;

    mod_cors_warnings_add_once(
        search->pconf, rule->text, rule->place, place,
        "%s '%s' never applies, the list of a later section for the same path "
        "(%s:%d) replaces its list; %sremove one of them",
        directive_of(rule), rule->text, place->file, place->line,
        search->replacing->list.count > 0
            ? "write '+' before each value there, or "
            : "");
}

static void check_replaced(void *baton, int set,
                           const cors_container_t *container)
{
    (void)set;
    cors_rule_group_each(&container->rules, warn_of_replacement, baton);
}

/* Compares a set of the list with those before it. */
static void compare_set(const cors_rule_list_t *list, int later,
                        search_t *search)
{
    int i;

    for (i = 0; i < later; ++i) {
        if (list->sets[i] != list->sets[later]) {
            cors_origin_set_each_repeated(list->sets[later], list->sets[i],
                                          warn_of_plain, search);
        }
    }
}

static bool has_set(const cors_rule_list_t *list, const cors_origin_set_t *set)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (list->sets[i] == set) {
            return true;
        }
    }
    return false;
}

void mod_cors_startup_containers_warn(apr_pool_t *pconf,
                                      const cors_settings_t *merged,
                                      const cors_settings_t *own)
{
    const cors_rule_list_t *list = &merged->origin_rules;
    search_t search = {pconf, merged, NULL};
    int i;

    if (!merged->cuts) {
        return;
    }
    if (merged->deny_rules.list.count > 0) {
        cors_container_each(own, check_denied, &search);
    }
    for (i = 0; i < list->list.count; ++i) {
        if (has_set(&own->origin_rules, list->sets[i])) {
            warn_of_expressions(&search, i);
            compare_set(list, i, &search);
        }
    }
}

void mod_cors_startup_containers_compare(apr_pool_t *pconf,
                                         const cors_settings_t *earlier,
                                         const cors_settings_t *later)
{
    const cors_rule_list_t *rules = &later->origin_rules;
    search_t search = {pconf, NULL, rules};

    if (!earlier->cuts || !rules->list.place) {
        return;
    }
    if (!rules->list.extends) {
        cors_container_each(earlier, check_replaced, &search);
    }
    else if (later->cuts) {
        cors_origin_set_each_repeated(later->origin_rules.sets[0],
                                      earlier->origin_rules.sets[0],
                                      warn_of_shadow, &search);
    }
}
