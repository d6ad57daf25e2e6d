#include "sandbox/walls/seccomp.h"

#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

int seccomp_wall(const struct sock_fprog *program, struct err *err) {
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) != 0)
    return err_system(err, "seccomp filter of %u instructions", program->len);
  return 0;
}
