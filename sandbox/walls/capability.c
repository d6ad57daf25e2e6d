#include "sandbox/walls/capability.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HALVES _LINUX_CAPABILITY_U32S_3

static int get(struct __user_cap_data_struct data[HALVES], struct err *err) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  if (syscall(SYS_capget, &header, data) != 0) return err_system(err, "capget");
  return 0;
}

int capability_effective(uint64_t *ret_bits, struct err *err) {
  struct __user_cap_data_struct data[HALVES] = {0};
  int rc = get(data, err);
  if (rc == 0) *ret_bits = (uint64_t)data[1].effective << 32 | data[0].effective;
  return rc;
}

int capability_keep(uint64_t bits, struct err *err) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[HALVES] = {0};
  if (bits != 0) {
    int rc = get(data, err);
    if (rc < 0) return rc;
  }
  for (int half = 0; half < HALVES; half++) {
    data[half].permitted &= (uint32_t)(bits >> 32 * half);
    data[half].effective = data[half].permitted;
    data[half].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data) != 0) return err_system(err, "capset");
  return 0;
}

int capability_seal(struct err *err) {
  const unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                             SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                             SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  for (unsigned long capability = 0;; capability++) {
    int present = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
    if (present < 0 && errno == EINVAL) break; /* the first that this kernel does not know */
    if (present < 0 || prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
      return err_system(err, "drop capability %lu from the bounding set", capability);
  }
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
    return err_system(err, "clear ambient capabilities");
  if (prctl(PR_SET_SECUREBITS, bits, 0, 0, 0) != 0) return err_system(err, "securebits");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return err_system(err, "no_new_privs");
  return 0;
}
