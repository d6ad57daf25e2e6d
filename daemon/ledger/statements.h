/* Every statement that the ledger runs, in one place. */
#pragma once

#include "daemon/ledger/store.h"

extern const char *const statements[STORE_QUERY_COUNT];
