#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int sum(const struct tensor *a, const struct tensor *b, struct tensor *out) {
  for (int64_t i = 0; i < a->shape[0]; i++) out->f64[i] = a->f64[i] + b->f64[i];
  return 0;
}
