#include "sandbox/doctor/host.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/walls/cgroup.h"

#define KERNEL_MAJOR 5 /* clone3 into a control group and pidfds: 5.7 */
#define KERNEL_MINOR 7

void host_note(struct doctor_report *report, const char *name, enum doctor_state state,
               const char *advice, const char *format, ...) {
  if (report->count == DOCTOR_FINDINGS_MAX) return;
  struct doctor_finding *finding = &report->findings[report->count++];
  va_list args;
  *finding = (struct doctor_finding){.name = name, .state = state};
  va_start(args, format);
  vsnprintf(finding->found, sizeof finding->found, format, args);
  va_end(args);
  if (advice) snprintf(finding->advice, sizeof finding->advice, "%s", advice);
}

/* The first line of a file of /proc; false if there is none. */
static bool read_line(const char *path, char *line, size_t capacity) {
  FD_CLEANUP int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t got = fd < 0 ? -1 : read(fd, line, capacity - 1);
  if (got <= 0) return false;
  line[got] = 0;
  line[strcspn(line, "\n")] = 0;
  return true;
}

static void examine_kernel(struct doctor_report *report) {
  struct utsname names;
  int major = 0, minor = 0;
  if (uname(&names) != 0) return;
  bool new = sscanf(names.release, "%d.%d", &major, &minor) == 2 &&
             (major > KERNEL_MAJOR || (major == KERNEL_MAJOR && minor >= KERNEL_MINOR));
  host_note(report, "kernel", new ? DOCTOR_OK : DOCTOR_MISSING,
            new ? NULL : "a kernel of 5.7 or later is needed", "%s %s, %s", names.sysname,
            names.release, names.machine);
  if (strcmp(names.machine, "x86_64") != 0)
    host_note(report, "machine", DOCTOR_MISSING, "the system-call filters are for x86_64", "%s",
              names.machine);
}

static void examine_seccomp(struct doctor_report *report) {
  char actions[256];
  if (!read_line("/proc/sys/kernel/seccomp/actions_avail", actions, sizeof actions))
    host_note(report, "seccomp", DOCTOR_MISSING, "a kernel with CONFIG_SECCOMP_FILTER is needed",
              "/proc/sys/kernel/seccomp/actions_avail cannot be read");
  else if (!strstr(actions, "kill_process") || !strstr(actions, "trap"))
    host_note(report, "seccomp", DOCTOR_MISSING, "kill_process and trap are needed", "%s", actions);
  else
    host_note(report, "seccomp", DOCTOR_OK, NULL, "filters with %s", actions);
}

static void examine_namespaces(struct doctor_report *report) {
  char most[32], clone[32] = "1";
  bool known = read_line("/proc/sys/user/max_user_namespaces", most, sizeof most);
  read_line("/proc/sys/kernel/unprivileged_userns_clone", clone, sizeof clone);
  bool root = geteuid() == 0;
  if (!known || strtoull(most, NULL, 10) == 0)
    host_note(report, "user namespaces", DOCTOR_MISSING,
              "sysctl user.max_user_namespaces to more than 0", "switched off");
  else if (!root && clone[0] == '0')
    host_note(report, "user namespaces", DOCTOR_MISSING,
              "sysctl kernel.unprivileged_userns_clone=1, or run as root",
              "switched off for ordinary users");
  else
    host_note(report, "user namespaces", DOCTOR_OK, NULL, "up to %s, as %s", most,
              root ? "root" : "an ordinary user");
}

static void examine_descriptors(struct doctor_report *report) {
  struct err err;
  FD_CLEANUP int sealed = -1;
  FD_CLEANUP int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
  int rc = fd_sealed("doctor", "x", 1, &sealed, &err);
  if (rc < 0)
    host_note(report, "memory files", DOCTOR_MISSING, "memfd_create(2) with seals is needed", "%s",
              err.message);
  else
    host_note(report, "memory files", DOCTOR_OK, NULL, "memfd_create(2) with seals");
  if (pidfd < 0)
    host_note(report, "process descriptors", DOCTOR_MISSING, "pidfd_open(2) is needed",
              "not available");
  else
    host_note(report, "process descriptors", DOCTOR_OK, NULL, "pidfd_open(2)");
}

static void examine_accounting(struct doctor_report *report) {
  struct cgroup cgroup;
  struct err err;
  if (cgroup_open(NULL, &cgroup, &err) < 0) {
    host_note(report, "accounting", DOCTOR_WEAKER, NULL, "%s", err.message);
    return;
  }
  if (cgroup.accounting == BOX_ACCOUNTING_RLIMIT)
    host_note(report, "accounting", DOCTOR_WEAKER, cgroup.reason,
              "resource limits only: memory is the process's own data, not the kernel's account");
  else
    host_note(report, "accounting", DOCTOR_OK, NULL, "control groups, version %d",
              cgroup.accounting == BOX_ACCOUNTING_CGROUP2 ? 2 : 1);
  cgroup_close(&cgroup);
}

static void examine_swap(struct doctor_report *report) {
  char line[256];
  FILE *swaps = fopen("/proc/swaps", "re");
  int areas = -1;
  while (swaps && fgets(line, sizeof line, swaps)) areas++;
  if (swaps) fclose(swaps);
  if (areas > 0)
    host_note(report, "swap", DOCTOR_WEAKER, "swapoff, or a host without swap for grading",
              "%d areas: candidates' memory may reach a disk, and times vary", areas);
  else
    host_note(report, "swap", DOCTOR_OK, NULL, "none");
}

void host_examine(struct doctor_report *report) {
  examine_kernel(report);
  examine_seccomp(report);
  examine_namespaces(report);
  examine_descriptors(report);
  examine_accounting(report);
  examine_swap(report);
}
