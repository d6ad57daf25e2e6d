/* Defines a macro of the assembler that doubles itself sixty times, and makes nothing of
 * it.
 * verdict: compile_error
 * message: the compiler was stopped after 10 s CPU
 * effect: process
 */
__asm__(".macro bomb n\n.if \\n\nbomb \"(\\n-1)\"\nbomb \"(\\n-1)\"\n.endif\n.endm\nbomb 60");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
