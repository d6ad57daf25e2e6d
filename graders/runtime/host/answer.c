#include "graders/runtime/host/answer.h"

#include <string.h>

static uint64_t aligned(uint64_t offset) {
  return (offset + FRAME_ALIGNMENT - 1) & ~(uint64_t)(FRAME_ALIGNMENT - 1);
}

void answer_begin(struct answer *answer, void *base, uint64_t capacity, uint32_t calls,
                  uint32_t values) {
  *answer = (struct answer){.base = base, .capacity = capacity, .call_count = calls};
  uint64_t call_bytes = (uint64_t)calls * sizeof(struct frame_layout_call);
  uint64_t value_bytes = (uint64_t)values * sizeof(struct frame_layout_value);
  answer->used = answer->needed = sizeof(struct frame_layout_header) + call_bytes + value_bytes;
  if (answer->needed > capacity) return;
  memset(base, 0, answer->used);
  answer->value_limit = values;
  answer->calls = (void *)(answer->base + sizeof(struct frame_layout_header));
  answer->values = (void *)(answer->base + sizeof(struct frame_layout_header) + call_bytes);
}

void answer_call(struct answer *answer, uint32_t index, uint32_t entry, uint32_t object) {
  if (answer->calls == NULL || index >= answer->call_count) return;
  answer->call = &answer->calls[index];
  *answer->call = (struct frame_layout_call){
      .entry = entry, .object = object, .first_value = answer->value_count};
}

void answer_status(struct answer *answer, int32_t status) {
  if (answer->call != NULL) answer->call->status = status;
}

void *answer_value(struct answer *answer, const struct value *head, uint64_t bytes) {
  uint64_t offset = aligned(answer->used);
  /* Written so that no hostile size can wrap around. */
  bool fits = answer->call != NULL && answer->value_count < answer->value_limit &&
              offset <= answer->capacity && bytes <= answer->capacity - offset;
  answer->needed = bytes > UINT64_MAX / 4 ? UINT64_MAX / 2 : aligned(answer->needed) + bytes;
  if (!fits) return NULL;
  struct frame_layout_value *slot = &answer->values[answer->value_count++];
  *slot = (struct frame_layout_value){.kind = head->kind,
                                      .dtype = head->dtype,
                                      .ndim = head->ndim,
                                      .fields = head->fields,
                                      .flags = head->flags,
                                      .count = head->count,
                                      .offset = offset,
                                      .bytes = bytes};
  memcpy(slot->shape, head->shape, sizeof(slot->shape));
  answer->call->value_count++;
  answer->used = offset + bytes;
  return answer->base + offset;
}

void answer_flag(struct answer *answer, uint32_t flags) {
  if (answer->value_count > 0) answer->values[answer->value_count - 1].flags |= flags;
}

uint64_t answer_overflow(const struct answer *answer) {
  return answer->needed > answer->capacity ? answer->needed : 0;
}

void answer_publish(struct answer *answer, uint64_t nonce) {
  if (answer->calls == NULL || answer_overflow(answer) != 0) return;
  struct frame_layout_header *header = (void *)answer->base;
  header->version = FRAME_VERSION;
  header->call_count = answer->call_count;
  header->value_count = answer->value_count;
  header->reserved = 0;
  header->nonce = nonce;
  header->total_bytes = answer->used;
  /* The magic goes in after everything else is in memory. */
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  *(volatile uint64_t *)&header->magic = FRAME_MAGIC;
}
