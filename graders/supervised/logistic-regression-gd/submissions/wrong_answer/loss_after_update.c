/* The loss is recorded after the update instead of before it. */
#include "question.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int logreg_gd(const struct tensor *x, const struct tensor *y, double lr, int32_t epochs,
              struct tensor *w, double *b, struct tensor *loss) {
  int64_t n = x->shape[0], d = x->shape[1];
  double *gradient = malloc((size_t)d * sizeof *gradient);
  if (!gradient) abort();
  memset(w->f64, 0, (size_t)d * sizeof(double));
  *b = 0;
  for (int32_t e = 0; e < epochs; e++) {
    double total = 0, gradient_b = 0;
    memset(gradient, 0, (size_t)d * sizeof *gradient);
    for (int64_t i = 0; i < n; i++) {
      double z = *b, t = y->f64[i];
      for (int64_t j = 0; j < d; j++) z += x->f64[i * d + j] * w->f64[j];
      double p = 1 / (1 + exp(-z));
      total += fmax(z, 0) - z * t + log1p(exp(-fabs(z)));
      for (int64_t j = 0; j < d; j++) gradient[j] += (p - t) * x->f64[i * d + j];
      gradient_b += p - t;
    }
    for (int64_t j = 0; j < d; j++) w->f64[j] -= lr * gradient[j] / (double)n;
    *b -= lr * gradient_b / (double)n;
    total = 0;
    for (int64_t i = 0; i < n; i++) {
      double z = *b;
      for (int64_t j = 0; j < d; j++) z += x->f64[i * d + j] * w->f64[j];
      total += fmax(z, 0) - z * y->f64[i] + log1p(exp(-fabs(z)));
    }
    loss->f64[e] = total / (double)n;
  }
  free(gradient);
  return 0;
}
