/* Column by column with the sigmoid as (1 + tanh(z / 2)) / 2, and sums in long double: another
 * order and other functions. */
#include "question.h"

#include <math.h>
#include <stdlib.h>

int logreg_gd(const struct tensor *x, const struct tensor *y, double lr, int32_t epochs,
              struct tensor *w, double *b, struct tensor *loss) {
  int64_t n = x->shape[0], d = x->shape[1];
  double *z = malloc((size_t)n * sizeof *z), *residual = malloc((size_t)n * sizeof *residual);
  if (!z || !residual) abort();
  for (int64_t j = 0; j < d; j++) w->f64[j] = 0;
  *b = 0;
  for (int32_t e = 0; e < epochs; e++) {
    for (int64_t i = 0; i < n; i++) z[i] = 0;
    for (int64_t j = d - 1; j >= 0; j--)
      for (int64_t i = 0; i < n; i++) z[i] += x->f64[i * d + j] * w->f64[j];
    long double total = 0, sum = 0;
    for (int64_t i = n - 1; i >= 0; i--) {
      z[i] += *b;
      double margin = y->f64[i] > 0.5 ? z[i] : -z[i]; /* log(1 + exp(-margin)) */
      total += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin;
      residual[i] = 0.5 + 0.5 * tanh(z[i] / 2) - y->f64[i];
      sum += residual[i];
    }
    loss->f64[e] = (double)(total / (long double)n);
    for (int64_t j = 0; j < d; j++) {
      long double gradient = 0;
      for (int64_t i = n - 1; i >= 0; i--) gradient += residual[i] * x->f64[i * d + j];
      w->f64[j] -= (double)((long double)lr * gradient / (long double)n);
    }
    *b -= (double)((long double)lr * sum / (long double)n);
  }
  free(z);
  free(residual);
  return 0;
}
