/* usage: bench BUILD
 *
 * Prints the figures and writes BUILD/bench.json. Exit status 0 if all could be measured, whether
 * or not they reach their targets: absolute times mean nothing on a shared machine, and a target
 * that is missed is to be read, not to break a build. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "tests/bench/bench.h"

static void remove_scratch(const char *scratch) {
  const char *argv[] = {"/bin/rm", "-rf", scratch, NULL};
  struct err err;
  if (bench_spawn(argv, &err) < 0) fprintf(stderr, "bench: %s\n", err.message);
}

int main(int argc, char **argv) {
  char scratch[] = "/tmp/graded-bench.XXXXXX", json[512];
  struct figure figures[4];
  struct err err;
  log_open("bench", LOG_LEVEL_WARNING);
  if (argc != 2 || !mkdtemp(scratch)) {
    fprintf(stderr, "usage: bench BUILD\n");
    return 2;
  }
  snprintf(json, sizeof json, "%s/bench.json", argv[1]);
  int rc = bench_tests(argv[1], scratch, figures, &err);
  if (rc == 0) rc = bench_daemon(argv[1], scratch, figures + 2, &err);
  if (rc == 0) {
    figures_print(figures, 4, stdout);
    rc = figures_write_json(figures, 4, json, &err);
  }
  remove_scratch(scratch);
  if (rc < 0) fprintf(stderr, "bench: %s\n", err.message);
  return rc < 0;
}
