#include "tests/bench/measure.h"

#include <jansson.h>
#include <stdlib.h>

#define WARM_UP 2
#define RUNS_MAX 2000

static int compare(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

double measure_median(double *samples, size_t count) {
  qsort(samples, count, sizeof *samples, compare);
  return count % 2 ? samples[count / 2] : (samples[count / 2 - 1] + samples[count / 2]) / 2;
}

int measure_pair(struct figure *figure, measure_run subject, measure_run yardstick, void *context,
                 size_t runs, double unit_ns, bool invert, struct err *err) {
  static double values[RUNS_MAX], yardsticks[RUNS_MAX];
  if (runs == 0 || runs > RUNS_MAX)
    return err_set(err, ERR_LIMIT, "runs: %zu, must be 1 to %d", runs, RUNS_MAX);
  for (size_t i = 0; i < runs + WARM_UP; i++) {
    long long value = subject(context, err);
    if (value < 0) return err_wrap(err, (int)value, "%s", figure->name);
    long long reference = yardstick(context, err);
    if (reference < 0) return err_wrap(err, (int)reference, "yardstick of %s", figure->name);
    if (i < WARM_UP) continue;
    values[i - WARM_UP] = (double)value / unit_ns;
    yardsticks[i - WARM_UP] = (double)reference / unit_ns;
  }
  figure->runs = runs;
  figure->value = measure_median(values, runs);
  figure->yardstick = measure_median(yardsticks, runs);
  figure->ratio = invert ? figure->yardstick / figure->value : figure->value / figure->yardstick;
  return 0;
}

static bool reached(const struct figure *figure) {
  return figure->at_most ? figure->ratio <= figure->target : figure->ratio >= figure->target;
}

void figures_print(const struct figure *figures, size_t count, FILE *out) {
  fprintf(out, "%-14s %12s %12s %-9s %8s %10s %6s  %s\n", "figure", "value", "yardstick", "unit",
          "ratio", "target", "runs", "");
  for (size_t i = 0; i < count; i++) {
    const struct figure *f = &figures[i];
    fprintf(out, "%-14s %12.3f %12.3f %-9s %8.2f %s %6.2f %6zu  %s  %s\n", f->name, f->value,
            f->yardstick, f->unit, f->ratio, f->at_most ? "<=" : ">=", f->target, f->runs,
            reached(f) ? "reached" : "MISSED ", f->what);
  }
}

int figures_write_json(const struct figure *figures, size_t count, const char *path,
                       struct err *err) {
  json_t *object = json_object();
  for (size_t i = 0; i < count; i++) {
    const struct figure *f = &figures[i];
    json_t *row =
        json_pack("{s:f, s:f, s:f, s:s, s:I}", "value", f->value, "yardstick", f->yardstick,
                  "ratio", f->ratio, "unit", f->unit, "runs", (json_int_t)f->runs);
    if (json_object_set_new(object, f->name, row) != 0) {
      json_decref(object);
      return err_set(err, ERR_MEMORY, "%s: no memory", path);
    }
  }
  int rc = json_dump_file(object, path, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
  json_decref(object);
  return rc == 0 ? 0 : err_system(err, "%s", path);
}
