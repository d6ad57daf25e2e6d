/* Makes the code of every library writable and fills the host's with instructions that
 * return success.
 * verdict: runtime_error security_violation wrong_answer bad_output time_limit
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <link.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "question.h"

static int patch(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (!strstr(info->dlpi_name, "/proc/self/fd/") && info->dlpi_name[0]) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    char *start = (char *)((info->dlpi_addr + part->p_vaddr) & ~4095ul);
    if (mprotect(start, part->p_memsz, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
      memset(start, 0xc3, part->p_memsz);
  }
  return 0;
}

int64_t sum(const struct tensor *x) {
  (void)x;
  dl_iterate_phdr(patch, NULL);
  return 42;
}
