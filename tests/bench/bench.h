/* The parts of `make bench`; each fills its figures. */
#pragma once

#include "tests/bench/measure.h"

/* One sandboxed C test against posix_spawn + wait of a static binary; one sandboxed NumPy test
 * against a cold interpreter that imports NumPy. */
int bench_tests(const char *build, const char *scratch, struct figure figures[static 2],
                struct err *err);
/* A ten-test C submission, submit to result, against gcc -O2 of the same file; durable accepts with
 * 64 in flight against one-row SQLite commits. */
int bench_daemon(const char *build, const char *scratch, struct figure figures[static 2],
                 struct err *err);

/* Runs a command to its end with stdout and stderr on /dev/null; its wall time in ns, or negative.
 */
long long bench_spawn(const char *const argv[], struct err *err);
