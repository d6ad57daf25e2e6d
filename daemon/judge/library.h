/* The questions' packages that were used last, kept open. */
#pragma once

#include "graders/bank/package.h"

#define LIBRARY_ROWS 16u

struct library {
  int store_fd; /* borrowed */
  uint64_t turn;
  struct {
    struct package *package; /* owned; NULL: free */
    uint64_t used;
  } rows[LIBRARY_ROWS];
};

/* *ret_package belongs to the library and stays valid until the next call. */
int library_open_package(struct library *library, const char *slug,
                         const uint8_t digest[static DIGEST_SIZE],
                         const struct package **ret_package, struct err *err);
void library_clear(struct library *library);
