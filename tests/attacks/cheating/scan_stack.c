/* Copies everything that its callers have left on the stack to stderr, in search of the
 * secret seed or of expected answers. The task that lies there names the signature and a
 * nonce, which is worth nothing to whoever must find the answer anyway.
 * verdict: runtime_error
 * message: SIGABRT
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  const char *frame = __builtin_frame_address(0);
  int ends[2];
  if (pipe(ends) != 0) return 0;
  for (long at = 0; at < 1 << 20; at += 64) {
    if (write(ends[1], frame + at, 64) != 64) break;
    char part[64];
    read(ends[0], part, sizeof part);
    if (memmem(part, sizeof part, "expected", 8) || memmem(part, sizeof part, "seed", 4))
      fputs("BREACH\n", stderr);
  }
  (void)x;
  abort();
}
