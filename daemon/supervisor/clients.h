/* Who is let in: a folder with, for each tenant NAME,
 *
 *   NAME.public   one CURVE public key (Z85); it may submit and read, or
 *   NAME.yaml     keys: [Z85, ...]          several, e.g. while one is being replaced
 *                 roles: [submit, read]     what they may do
 */
#pragma once

#include "proto/record/role.h"

/* *table owns its rows: client_table_clear. An empty folder is no error: nobody is let in. */
int clients_read(const char *folder, struct client_table *ret_table, struct err *err);
