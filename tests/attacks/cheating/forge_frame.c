/* Finds the output file in its memory, which lies beside the input, writes the input's
 * frame there, nonce and all, as if it were the output, and ends with success: an answer
 * that comes early, or twice.
 * verdict: runtime_error
 * message: exited before it answered
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int copies = 0, file = open("/tmp/frame", O_RDWR | O_CREAT, 0600);
  char *input = (char *)((uintptr_t)x->i64 & ~4095ul);
  if (pwrite(file, input, 4096, 0) != 4096) return 0;
  for (char *page = input - (256 << 12); page < input + (256 << 12); page += 4096) {
    uint64_t head;
    if (page == input || pwrite(file, page, sizeof head, 8192) != sizeof head) continue;
    if (pread(file, &head, sizeof head, 8192) == sizeof head && head == 0)
      copies += pread(file, page, 4096, 0) == 4096;
  }
  if (copies == 0) abort();
  _exit(0);
}
