/* Guesses.
 * verdict: wrong_answer nondeterministic
 * effect: answer
 */
#define _GNU_SOURCE
#include <sys/random.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  unsigned long guess;
  getrandom(&guess, sizeof guess, 0);
  return (int64_t)guess + x->shape[0];
}
