/* Rows of b in the inner loop: it runs through memory in order. */
#include "question.h"

int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) {
  int64_t m = a->shape[0], inner = a->shape[1], n = b->shape[1];
  if (b->shape[0] != inner) return FAIL_ESHAPE;
  for (int64_t i = 0; i < m * n; i++) out->f64[i] = 0;
  for (int64_t i = 0; i < m; i++)
    for (int64_t k = 0; k < inner; k++) {
      double x = a->f64[i * inner + k];
      for (int64_t j = 0; j < n; j++) out->f64[i * n + j] += x * b->f64[k * n + j];
    }
  return 0;
}
