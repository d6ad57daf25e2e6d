#include "proto/wire/budget.h"

#include <stdlib.h>

/* What malloc(3) itself needs for a small block: a million empty ones must not pass as nothing. */
#define BLOCK_OVERHEAD 16

static void *budget_alloc(void *context, size_t size) {
  struct wire_budget *budget = context;
  size_t left = budget->limit - budget->used;
  if (size > left || left - size < BLOCK_OVERHEAD) {
    budget->exceeded = true;
    return NULL;
  }
  budget->used += size + BLOCK_OVERHEAD;
  return malloc(size);
}

static void budget_free(void *context, void *block) {
  (void)context;
  free(block);
}

ProtobufCAllocator wire_budget_allocator(struct wire_budget *budget) {
  return (ProtobufCAllocator){.alloc = budget_alloc, .free = budget_free, .allocator_data = budget};
}
