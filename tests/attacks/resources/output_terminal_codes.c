/* Writes codes that would take over a terminal.
 * verdict: runtime_error
 * message: ^(?!.*\x1b).*SIGABRT
 * effect: judge
 */
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  fputs("\033]0;owned\007\033[2J\033[31mred\n", stderr);
  abort();
}
