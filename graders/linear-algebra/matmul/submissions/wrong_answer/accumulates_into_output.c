/* Adds to what the output happens to hold. */
#include "question.h"

int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) {
  int64_t m = a->shape[0], inner = a->shape[1], n = b->shape[1];
  if (b->shape[0] != inner) return FAIL_ESHAPE;
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      for (int64_t k = 0; k < inner; k++)
        out->f64[i * n + j] += a->f64[i * inner + k] * b->f64[k * n + j];
    }
  return 0;
}
