/* Memory for one output tensor that notices writes beyond its ends.
 *
 * The data ends (up to alignment to 16 bytes) at an inaccessible page, and begins behind another
 * one; what is left on its pages around the data holds a pattern that area_intact compares. New
 * memory is filled with a poison pattern (a signalling NaN for floats), so that an element that was
 * never written is seen. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graders/sdk/value.h"

struct area {
  uint8_t *mapping; /* owned; NULL: no area */
  size_t mapping_bytes;
  uint8_t *pages; /* the accessible part */
  size_t pages_bytes;
  uint8_t *data;
  size_t bytes;
};

/* False if the kernel refuses; *area is then unchanged. bytes may be 0. `spare` is an area that is
 * no longer used (or a zeroed one): it is taken if it has the right size, so that many small calls
 * need no system call each. */
bool area_new(struct area *area, struct area *spare, size_t bytes, enum value_dtype dtype);
bool area_intact(const struct area *area);
/* Keeps a small area in *spare if that is empty, unmaps it otherwise. Safe on a zeroed one. */
void area_free(struct area *area, struct area *spare);
