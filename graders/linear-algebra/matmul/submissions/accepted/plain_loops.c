/* Loops in the order of the definition: b is read with stride n, fast enough at this size. */
#include "question.h"

int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) {
  int64_t m = a->shape[0], inner = a->shape[1], n = b->shape[1];
  if (b->shape[0] != inner) return FAIL_ESHAPE;
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      double sum = 0;
      for (int64_t k = 0; k < inner; k++) sum += a->f64[i * inner + k] * b->f64[k * n + j];
      out->f64[i * n + j] = sum;
    }
  return 0;
}
