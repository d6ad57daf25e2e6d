/* Looks up functions of the host, of the kit and of the grader.
 * verdict: accepted
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  static const char *const names[] = {"graded_warm_runtime", "graded_grader", "host_finish",
                                      "answer_publish",      "frame_parse",   "runtime_task_get",
                                      "seed_of_test"};
  for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
    if (dlsym(RTLD_DEFAULT, names[i]) || dlsym(dlopen(NULL, RTLD_NOW), names[i])) {
      fputs("BREACH\n", stderr);
      abort();
    }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
