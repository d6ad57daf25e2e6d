/* Measurements that can be compared on machines whose speed drifts: subject and yardstick run in
 * turn, the medians are reported, and the ratio is theirs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daemon/base/err.h"

struct figure {
  const char *name, *what, *unit; /* what: "one sandboxed test / bare spawn" */
  double value, yardstick, ratio;
  double target;
  bool at_most; /* ratio <= target, else ratio >= target */
  size_t runs;
};

/* One run; returns its time in ns, or a negative error code. */
typedef long long (*measure_run)(void *context, struct err *err);

/* Runs both in turn `runs` times after two warm-up rounds and fills value and yardstick (in units
 * of `unit_ns`, the medians). invert: ratio = yardstick / value, for "times faster". */
int measure_pair(struct figure *figure, measure_run subject, measure_run yardstick, void *context,
                 size_t runs, double unit_ns, bool invert, struct err *err);

double measure_median(double *samples, size_t count); /* sorts the samples */

void figures_print(const struct figure *figures, size_t count, FILE *out);
int figures_write_json(const struct figure *figures, size_t count, const char *path,
                       struct err *err);
