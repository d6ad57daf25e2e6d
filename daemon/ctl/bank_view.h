/* A question bank on this machine, built for use without a daemon: sources, a store of packages,
 * and the index of what can be asked. */
#pragma once

#include "graders/bank/package.h"
#include "graders/bank/source.h"
#include "proto/record/route.h"

struct bank_view_options {
  const char *bank;  /* bank folder, or one question's folder; NULL: the bank beside this program */
  const char *store; /* NULL: $XDG_CACHE_HOME/graded/bank, else ~/.cache/graded/bank */
};

#define BANK_HELP                                                                                \
  "  --bank DIR         the bank, or one question's folder (default: the one that came along)\n" \
  "  --store DIR        where built questions are kept (default: ~/.cache/graded/bank)\n"

struct bank_view {
  int bank_fd, store_fd;
  struct bank_index index; /* only the question if one question's folder was named */
};

/* Builds what is not built yet; a question that cannot be built is in the index with the reason. */
int bank_view_open(const struct bank_view_options *options, struct bank_view *ret_view,
                   struct err *err);
void bank_view_close(struct bank_view *view);

/* The folder FAMILY/SLUG of a question in the bank; ERR_NOT_FOUND. */
int bank_view_source(const struct bank_view *view, const char *slug, struct source **ret_source,
                     struct err *err);
