/* Random draws of a case: a ChaCha20 stream keyed by the test's seed, so that a candidate who sees
 * one input can predict nothing of what is drawn after it. The same seed gives the same bytes on
 * every host. Not thread-safe. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define DRAW_SEED_SIZE 32

struct draw;

int draw_new(const uint8_t seed[static DRAW_SEED_SIZE], struct draw **ret_draw, struct err *err);
void draw_free(struct draw **draw);

uint64_t draw_u64(struct draw *draw);
uint64_t draw_below(struct draw *draw, uint64_t n);                 /* 0..n-1, unbiased; n >= 1 */
int64_t draw_between(struct draw *draw, int64_t low, int64_t high); /* low..high inclusive */
double draw_u01(struct draw *draw);                                 /* [0, 1), 53 bits */
double draw_uniform(struct draw *draw, double low, double high);
double draw_normal(struct draw *draw); /* mean 0, sd 1 (Box and Muller 1958) */
void draw_bytes(struct draw *draw, void *data, size_t length);
void draw_shuffle_i64(struct draw *draw, int64_t *items,
                      size_t count); /* Fisher-Yates (Durstenfeld 1964) */
void draw_fill_normal(struct draw *draw, double *items, size_t count);
