/* SPDX-License-Identifier: Apache-2.0
 *
 * The provider "file" of origin lists: each line of a file is a row.
 */
#ifndef MOD_CORS_LISTS_FILE_H
#define MOD_CORS_LISTS_FILE_H

#include "mod_cors.h"

/* For ap_register_provider. */
extern const cors_list_provider_t mod_cors_lists_file_provider;

#endif
