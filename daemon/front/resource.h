/* What the supervisor hands to the front as descriptors. */
#pragma once

#include "proto/record/role.h"

#define RESOURCE_KEY_TEXT 41 /* a CURVE key as Z85 text with its NUL */

/* All of them read from a descriptor that stays the caller's. */
int resource_read_key(int fd, char key[static RESOURCE_KEY_TEXT], struct err *err);
int resource_read_clients(int fd, struct client_table *table, struct err *err);
int resource_read_bank(int fd, struct bank_index *index, struct err *err);
