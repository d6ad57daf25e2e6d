#include "sandbox/walls/namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/walls/capability.h"

#define FIRST_FOREIGN_ID 2000000000u
#define SLOTS_MAX 65536u

uint64_t namespace_box_flags(void) {
  return CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
         CLONE_NEWCGROUP;
}

uint64_t namespace_run_flags(void) { return CLONE_NEWPID; }

int namespace_renew(struct err *err) {
  if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS) == 0) return 0;
  return err_system(err, "new namespaces for a run");
}

/* An id that is mapped here and that nobody real has: the usual number, or the end of the largest
 * range (inside containers). */
static int foreign_id(const char *map, uint32_t slot, uint32_t *ret_id, struct err *err) {
  FILE *file = fopen(map, "re");
  if (!file) return err_system(err, "%s", map);
  unsigned long inside, outside, count, best_first = 0, best_count = 0;
  while (fscanf(file, "%lu %lu %lu", &inside, &outside, &count) == 3) {
    if (count > best_count) {
      best_first = inside;
      best_count = count;
    }
  }
  fclose(file);
  if (best_first <= FIRST_FOREIGN_ID && best_first + best_count > FIRST_FOREIGN_ID + SLOTS_MAX) {
    *ret_id = FIRST_FOREIGN_ID + slot;
    return 0;
  }
  if (best_count < 4096)
    return err_set(err, ERR_NOT_FOUND, "%s has no range of 4096 ids for boxes", map);
  *ret_id = (uint32_t)(best_first + best_count - 2 - slot);
  return 0;
}

int namespace_identity(uint32_t slot, struct namespace_identity *ret_identity, struct err *err) {
  uint64_t held = 0;
  const uint64_t needed = CAPABILITY_BIT(CAP_SETUID) | CAPABILITY_BIT(CAP_SETGID);
  struct namespace_identity identity = {.uid = geteuid(), .gid = getegid()};
  if (slot >= 2048) return err_set(err, ERR_INVALID, "slot: %u, the limit is 2047", slot);
  int rc = capability_effective(&held, err);
  if (rc < 0) return rc;
  uint32_t uid, gid;
  if ((held & needed) == needed && foreign_id("/proc/self/uid_map", slot, &uid, NULL) == 0 &&
      foreign_id("/proc/self/gid_map", slot, &gid, NULL) == 0)
    identity = (struct namespace_identity){.uid = uid, .gid = gid, .separate = true};
  *ret_identity = identity;
  return 0;
}

static int write_proc(pid_t pid, const char *name, const char *text, struct err *err) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
  FD_CLEANUP int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return err_system(err, "%s", path);
  ssize_t put = write(fd, text, strlen(text));
  if (put != (ssize_t)strlen(text)) return err_system(err, "%s", path);
  return 0;
}

int namespace_map(pid_t pid, const struct namespace_identity *identity, struct err *err) {
  char uid_line[64], gid_line[64];
  snprintf(uid_line, sizeof uid_line, "0 %u 1\n", (unsigned)identity->uid);
  snprintf(gid_line, sizeof gid_line, "0 %u 1\n", (unsigned)identity->gid);
  int rc = identity->separate ? 0 : write_proc(pid, "setgroups", "deny", err);
  if (rc == 0) rc = write_proc(pid, "gid_map", gid_line, err);
  if (rc == 0) rc = write_proc(pid, "uid_map", uid_line, err);
  return rc;
}

int namespace_become(const struct namespace_identity *identity, struct err *err) {
  if (identity->separate && setgroups(0, NULL) != 0) return err_system(err, "setgroups");
  if (setresgid(0, 0, 0) != 0) return err_system(err, "setresgid");
  if (setresuid(0, 0, 0) != 0) return err_system(err, "setresuid");
  return 0;
}

void namespace_forbid_more(void) {
  static const char *const files[] = {"/proc/sys/user/max_user_namespaces",
                                      "/proc/sys/user/max_net_namespaces"};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    FD_CLEANUP int fd = open(files[i], O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "0", 1) != 1) continue;
  }
}

pid_t namespace_clone(const struct clone_request *request, int *ret_pidfd, struct err *err) {
  int pidfd = -1;
  struct clone_args args = {.flags = request->flags | CLONE_PIDFD,
                            .pidfd = (uint64_t)(uintptr_t)&pidfd,
                            .exit_signal = SIGCHLD};
  if (request->cgroup_fd >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = (uint64_t)request->cgroup_fd;
  }
  pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
  if (pid < 0) {
    err_system(err, "clone3");
    return -1;
  }
  if (pid > 0) *ret_pidfd = pidfd;
  return pid;
}
