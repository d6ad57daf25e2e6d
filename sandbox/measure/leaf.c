#include "sandbox/measure/leaf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/measure/usage.h"

static void leaf_name(uint64_t number, char name[static 32]) {
  snprintf(name, 32, "run.%llu", (unsigned long long)number);
}

static int put(int leaf, const char *file, uint64_t number, struct err *err) {
  char text[32];
  FD_CLEANUP int fd = openat(leaf, file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return err_system(err, "cgroup: %s", file);
  int length = snprintf(text, sizeof text, "%llu", (unsigned long long)number);
  if (write(fd, text, (size_t)length) != length)
    return err_system(err, "cgroup: %s = %s", file, text);
  return 0;
}

static size_t get(int leaf, const char *file, char *text, size_t capacity) {
  FD_CLEANUP int fd = openat(leaf, file, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, capacity - 1);
  text[length > 0 ? length : 0] = '\0';
  return length > 0 ? (size_t)length : 0;
}

int leaf_make(int directory, uint64_t number, int *ret_fd, struct err *err) {
  char name[32];
  leaf_name(number, name);
  if (mkdirat(directory, name, 0755) != 0) return err_system(err, "cgroup: %s", name);
  int leaf = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (leaf < 0) {
    int rc = err_system(err, "cgroup: %s", name);
    unlinkat(directory, name, AT_REMOVEDIR);
    return rc;
  }
  *ret_fd = leaf;
  return 0;
}

int leaf_limit(int leaf, uint64_t memory_bytes, uint64_t processes, struct err *err) {
  int rc = put(leaf, "pids.max", processes, err);
  if (rc < 0 || memory_bytes == 0) return rc;
  rc = put(leaf, "memory.max", memory_bytes, err);
  /* The file is not there in kernels without swap. */
  if (rc == 0 && put(leaf, "memory.swap.max", 0, err) < 0 && errno != ENOENT)
    rc = err_system(err, "cgroup: memory.swap.max");
  return rc;
}

static uint64_t event(const char *text, const char *name) {
  const char *found = strstr(text, name);
  return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

void leaf_read(int leaf, struct usage_result *result) {
  char text[512];
  if (get(leaf, "memory.peak", text, sizeof text) > 0)
    result->peak_bytes = strtoull(text, NULL, 10);
  if (get(leaf, "memory.events", text, sizeof text) > 0)
    result->memory_hit = event(text, "oom_kill ") > 0;
  if (get(leaf, "pids.events", text, sizeof text) > 0)
    result->processes_hit = event(text, "max ") > 0;
}

void leaf_remove(int directory, uint64_t number, int *leaf) {
  char name[32];
  leaf_name(number, name);
  fd_close(leaf);
  /* Its last process was reaped, so it is empty; the jailer sweeps what the kernel still holds. */
  unlinkat(directory, name, AT_REMOVEDIR);
}
