/* Has the linker read another file, by an option in a section that some linkers follow.
 * verdict: accepted
 * effect: secret
 */
__asm__(
    ".section .deplibs,\"MS\",@llvm_dependent_libraries,1\n.asciz "
    "\"/tmp/graded-attacks/secret.h\"\n.section .drectve\n.ascii \"-plugin "
    "/tmp/graded-attacks/secret.h\"\n.text");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
