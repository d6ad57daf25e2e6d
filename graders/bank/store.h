/* Writing packages into a store, all or nothing: under a temporary name, synced, then renamed. */
#pragma once

#include "graders/bank/package.h"

struct store_content {
  const struct source *source;
  const char *header; /* question.h */
  const char *stub;   /* stub.py */
  const uint8_t *grader;
  size_t grader_length;
  uint8_t toolkit[DIGEST_SIZE];
};

/* Adds the package; one with the same name (built with another toolkit, or damaged) is replaced.
 * Whoever has the old one open keeps it. */
int store_add(int store_fd, const struct store_content *content, struct err *err);

/* Does the store have this very package, undamaged? */
bool store_has(int store_fd, const struct source *source,
               const uint8_t toolkit[static DIGEST_SIZE]);

/* grader.so of another store, if it was built from the same sources with the same toolkit:
 * ERR_NOT_FOUND if not. *ret_grader is malloc'ed. */
int store_take_grader(int store_fd, const struct source *source,
                      const uint8_t toolkit[static DIGEST_SIZE], uint8_t **ret_grader,
                      size_t *ret_length, struct err *err);

/* Removes what an interrupted store_add left behind. Only for the store's single writer. */
int store_sweep(int store_fd, struct err *err);
