#include "graders/runtime/c/nodes.h"

#include <stdlib.h>
#include <string.h>

static uint64_t node_bytes(uint32_t fields) { return (fields + 1ULL) * sizeof(int64_t); }

static const void *next_of(const void *node, uint32_t fields) {
  const void *next;
  memcpy(&next, (const uint8_t *)node + fields * sizeof(int64_t), sizeof(next));
  return next;
}

bool nodes_build(struct node_arenas *arenas, const struct value *argument, void **ret_head) {
  *ret_head = NULL;
  if (argument->count == 0) return true;
  uint64_t stride = node_bytes(argument->fields);
  uint8_t *base = malloc(argument->count * stride);
  if (base == NULL) return false;
  size_t payload = argument->fields * sizeof(int64_t);
  for (uint64_t i = 0; i < argument->count; i++) {
    uint8_t *node = base + i * stride, *next = i + 1 < argument->count ? node + stride : NULL;
    memcpy(node, argument->i64 + i * argument->fields, payload);
    memcpy(node + payload, &next, sizeof(next));
  }
  arenas->items[arenas->length++] = (struct node_arena){.base = base,
                                                        .count = argument->count,
                                                        .first = arenas->node_count,
                                                        .fields = argument->fields};
  arenas->node_count += argument->count;
  *ret_head = base;
  return true;
}

static int64_t identity_of(const struct node_arenas *arenas, const void *node) {
  for (uint32_t i = 0; i < arenas->length; i++) {
    const struct node_arena *arena = &arenas->items[i];
    uint64_t distance = (uintptr_t)node - (uintptr_t)arena->base;
    uint64_t stride = node_bytes(arena->fields);
    if ((uintptr_t)node < (uintptr_t)arena->base || distance >= arena->count * stride) continue;
    return distance % stride == 0 ? (int64_t)(arena->first + distance / stride) : -1;
  }
  return -1;
}

bool nodes_answer(const struct node_arenas *arenas, const void *head, uint32_t fields,
                  struct answer *answer) {
  uint64_t count = 0;
  const void *node = head;
  for (; node != NULL && count <= arenas->node_count; node = next_of(node, fields)) count++;
  struct value value = {.kind = VALUE_NODES,
                        .dtype = VALUE_I64,
                        .fields = fields,
                        .flags = node != NULL ? VALUE_FLAG_CYCLE : 0,
                        .count = count};
  int64_t *row = answer_value(answer, &value, count * (1 + fields) * sizeof(int64_t));
  if (row == NULL) return false;
  node = head;
  for (uint64_t i = 0; i < count; i++, row += 1 + fields, node = next_of(node, fields)) {
    row[0] = identity_of(arenas, node);
    memcpy(row + 1, node, fields * sizeof(int64_t));
  }
  return true;
}
