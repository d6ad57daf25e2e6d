/* Searches all of its memory behind the input for the answer: eight bytes that are the
 * sum.
 * verdict: accepted
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  const int64_t *behind = x->i64 + x->shape[0];
  int ends[2];
  if (pipe(ends) != 0) return 0;
  for (int64_t i = 0; i < 1 << 16; i++) {
    int64_t word;
    if (write(ends[1], behind + i, 8) != 8) break;
    read(ends[0], &word, 8);
    if (word == total) {
      fputs("BREACH\n", stderr);
      abort();
    }
  }
  return total;
}
