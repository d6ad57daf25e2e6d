/* Blocks of 32 x 32 x 32 and sums from the last term to the first: another order of summation. */
#include "question.h"

#define BLOCK 32

static int64_t lower(int64_t end) { return end > BLOCK ? end - BLOCK : 0; }

int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) {
  int64_t m = a->shape[0], inner = a->shape[1], n = b->shape[1];
  if (b->shape[0] != inner) return FAIL_ESHAPE;
  for (int64_t i = 0; i < m * n; i++) out->f64[i] = 0;
  for (int64_t k_end = inner; k_end > 0; k_end = lower(k_end))
    for (int64_t i_end = m; i_end > 0; i_end = lower(i_end))
      for (int64_t j_end = n; j_end > 0; j_end = lower(j_end))
        for (int64_t i = lower(i_end); i < i_end; i++)
          for (int64_t k = k_end - 1; k >= lower(k_end); k--)
            for (int64_t j = lower(j_end); j < j_end; j++)
              out->f64[i * n + j] += a->f64[i * inner + k] * b->f64[k * n + j];
  return 0;
}
