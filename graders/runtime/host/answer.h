/* The output frame of a candidate's host, written in place into the mapped output file.
 *
 * Calls and values go in the order in which they happen; data is placed behind the tables. The
 * frame becomes one only with answer_publish: until then the header has no magic, so that a process
 * that ends early leaves nothing that parses.
 *
 * Values that do not fit are dropped and counted; answer_overflow then says how much was needed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "graders/sdk/frame_layout.h"
#include "graders/sdk/value.h"

struct answer {
  uint8_t *base; /* borrowed: the mapped file */
  uint64_t capacity;
  uint64_t used;   /* bytes up to the end of the data placed last */
  uint64_t needed; /* what `used` would be had everything fitted */
  uint32_t call_count, value_limit, value_count;
  struct frame_layout_call *calls, *call; /* in the mapping */
  struct frame_layout_value *values;      /* in the mapping */
};

/* Lays out the tables for `calls` calls and at most `values` values. */
void answer_begin(struct answer *answer, void *base, uint64_t capacity, uint32_t calls,
                  uint32_t values);

/* Starts call `index` (each once, in order) with status FRAME_NOT_CALLED. */
void answer_call(struct answer *answer, uint32_t index, uint32_t entry, uint32_t object);
void answer_status(struct answer *answer, int32_t status);

/* Appends a value like *head (its data is ignored) to the call begun last and returns where its
 * `bytes` of data go; NULL if they do not fit. With bytes 0 the result is not NULL but must not be
 * written to. */
void *answer_value(struct answer *answer, const struct value *head, uint64_t bytes);

/* Raises flags of the value appended last. */
void answer_flag(struct answer *answer, uint32_t flags);

/* Bytes that the whole frame needs, if that is more than the capacity; else 0. */
uint64_t answer_overflow(const struct answer *answer);

/* Makes the bytes a valid frame. Only when nothing overflowed. */
void answer_publish(struct answer *answer, uint64_t nonce);
