/* Jumps into a 32-bit code segment and calls the kernel from there.
 * verdict: security_violation runtime_error
 * message: refused system call|SIGSEGV|SIGILL
 * effect: process
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  unsigned char *code = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_32BIT, -1, 0);
  static const unsigned char body[] = {0xb8, 20,   0,    0,
                                       0,    0xcd, 0x80, 0xcb}; /* mov $20, %eax; int $0x80; lret */
  memcpy(code, body, sizeof body);
  struct {
    unsigned offset;
    unsigned short segment;
  } target = {0x10000000, 0x23};
  __asm__ volatile("lcall *%0" : : "m"(target) : "rax", "memory");
  return 0;
}
