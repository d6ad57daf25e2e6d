/* Memory that decoding one message may use: an allocator for protobuf-c that counts.
 *
 * Every allocation is charged with its size and the heap's own overhead and never credited back:
 * the sum over one message is what is bounded. When the budget is spent the allocator refuses, and
 * protobuf-c gives up cleanly. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

struct wire_budget {
  size_t limit, used; /* bytes */
  bool exceeded;      /* the budget, not the message, was the reason for a failure */
};

/* *budget must outlive the allocator and what was allocated with it. */
ProtobufCAllocator wire_budget_allocator(struct wire_budget *budget);
