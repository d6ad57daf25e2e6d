/* Defines a macro of the assembler that doubles itself.
 * verdict: compile_error
 * message: macros nested too deeply
 * effect: process
 */
__asm__(".macro bomb n\nbomb n\nbomb n\n.endm\nbomb 1");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
