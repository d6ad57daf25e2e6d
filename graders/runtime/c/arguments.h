/* A call's arguments as C sees them. */
#pragma once

#include <stdbool.h>

#include "graders/runtime/c/include/graded.h"
#include "graders/runtime/c/nodes.h"
#include "graders/sdk/signature.h"

struct arguments {
  void *values[SIGNATURE_PARAMS_MAX]; /* one pointer to each argument, for ffi_call */
  struct node_arenas arenas;
};

/* `values`: entry->param_count values that fit the entry. Views point into their data; what is
 * allocated lives to the end of the process, so that an object of the candidate may keep it. False
 * only when out of memory. */
bool arguments_build(struct arguments *arguments, const struct signature_entry *entry,
                     const struct value *values);
