/* SPDX-License-Identifier: Apache-2.0
 *
 * The provider "dbd" of origin lists: the rows are the first column of a query
 * to the database of mod_dbd.
 */
#ifndef MOD_CORS_LISTS_DBD_H
#define MOD_CORS_LISTS_DBD_H

#include "mod_cors.h"

/* For ap_register_provider. */
extern const cors_list_provider_t mod_cors_lists_dbd_provider;

#endif
