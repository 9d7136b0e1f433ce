/* SPDX-License-Identifier: Apache-2.0
 *
 * Containers: the settings that <CorsOrigin> and <CorsOriginMatch> have for the
 * origins of their patterns. A container refines its own section: its settings
 * are merged directly after those of the section. So the settings of a section
 * that is merged later win over them.
 */
#ifndef CORS_CONTAINER_H
#define CORS_CONTAINER_H

#include "policy/cors_settings.h"

typedef struct cors_container_t cors_container_t;
struct cors_container_t {
    cors_rule_group_t rules; /* first, so that groups can be cast */
    cors_container_t *next;  /* the next one of the same section, or NULL */
    cors_name_list_t names[CORS_CUT_LISTS]; /* by CORS_CUT_OF_... */
    cors_switch_t credentials;
    cors_number_t max_age;
    cors_tolerance_t tolerance;
};

/* What a container says about credentials. */
typedef enum {
    CORS_CONTAINER_SILENT, /* nothing: they are those of its section */
    CORS_CONTAINER_OFF,
    CORS_CONTAINER_ON,
    CORS_CONTAINER_CREDENTIALS /* the number of these */
} cors_container_credentials_e;

/* The containers of one section, in the order of its lines. The other members
 * are for requests, which do not visit the containers. */
typedef struct cors_containers_t {
    cors_container_t *first;
    cors_container_t *last;
    bool has_null; /* "null" or "file://" is in one */
    /* By what they say about credentials: whether there is one; and whether
     * there is one whose rules or exposed names may be a fault with
     * credentials. */
    bool exists[CORS_CONTAINER_CREDENTIALS];
    bool is_risky[CORS_CONTAINER_CREDENTIALS];
} cors_containers_t;

/* Adds a container without rules and without settings to the settings of a
 * section, and returns it. place is that of the container, and is kept, not
 * copied. Allocates from pool. The caller adds the rules to the set of
 * settings->origin_rules. */
cors_container_t *cors_container_add(cors_settings_t *settings,
                                     const cors_place_t *place,
                                     apr_pool_t *pool);

/* Stores the settings that were read in the container, and no others. settings
 * are those of its section. All rules of the container must have been added. */
void cors_container_set(const cors_settings_t *settings,
                        cors_container_t *container,
                        const cors_settings_t *inside);

/* Returns the container of a rule, or NULL. */
static inline const cors_container_t *cors_container_of(const cors_rule_t *rule)
{
    return (const cors_container_t *)rule->container;
}

/* Returns the tolerances that hold for a rule of the origin set with this
 * index. */
unsigned cors_container_tolerance(const cors_settings_t *settings, int set,
                                  const cors_rule_t *rule);

/* Whether credentials are allowed for the origins of a container of the set
 * with this index. */
static inline bool cors_container_credentials(const cors_settings_t *settings,
                                              int set,
                                              const cors_container_t *container)
{
    return container->credentials.place
                   && !(settings->cuts[set].later & CORS_CUT_CREDENTIALS)
               ? container->credentials.on
               : settings->credentials.on;
}

/* Calls visit for each container of the settings, with the index of its set. */
typedef void cors_container_visit_t(void *baton, int set,
                                    const cors_container_t *container);
void cors_container_each(const cors_settings_t *settings,
                         cors_container_visit_t *visit, void *baton);

/* Returns the settings for the origins of a container of the set with this
 * index: a copy of settings, into which the container is merged. They have no
 * stance and are never merged again. settings must live as long. Makes one
 * allocation from pool. */
const cors_settings_t *
cors_container_settings(const cors_settings_t *settings, int set,
                        const cors_container_t *container, apr_pool_t *pool);

#endif
