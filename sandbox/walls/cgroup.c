#include "sandbox/walls/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/walls/cgroup_find.h"

#define NAME_PREFIX "graded."
#define PIDS_BACKSTOP "1024" /* of a whole box; a run's own limit is stricter */
#define REMOVE_TRIES 200

static int write_at(int directory, const char *path, const char *text, struct err *err) {
  FD_CLEANUP int fd = openat(directory, path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return err_system(err, "cgroup: %s", path);
  if (write(fd, text, strlen(text)) < 0) return err_system(err, "cgroup: %s = %s", path, text);
  return 0;
}

static int write_number(int directory, const char *path, uint64_t number, struct err *err) {
  char text[32];
  snprintf(text, sizeof text, "%llu", (unsigned long long)number);
  return write_at(directory, path, text, err);
}

int cgroup_open(const char *root, struct cgroup *cgroup, struct err *err) {
  *cgroup = (struct cgroup){.accounting = BOX_ACCOUNTING_RLIMIT, .memory_fd = -1, .pids_fd = -1};
  if (root) {
    int rc = cgroup_find_v2(root, &cgroup->memory_fd, err);
    if (rc == 0) cgroup->accounting = BOX_ACCOUNTING_CGROUP2;
    return rc < 0 ? err_wrap(err, rc, "cgroup root %s", root) : 0;
  }
  struct err v2 = {0}, v1 = {0};
  if (cgroup_find_v2(NULL, &cgroup->memory_fd, &v2) == 0) {
    cgroup->accounting = BOX_ACCOUNTING_CGROUP2;
  } else if (cgroup_find_v1("memory", &cgroup->memory_fd, &v1) == 0) {
    cgroup->accounting = BOX_ACCOUNTING_CGROUP1;
    cgroup_find_v1("pids", &cgroup->pids_fd, NULL);
  } else {
    snprintf(cgroup->reason, sizeof cgroup->reason, "v2: %.110s; v1: %.110s", v2.message,
             v1.message);
  }
  return 0;
}

void cgroup_close(struct cgroup *cgroup) {
  fd_close(&cgroup->memory_fd);
  fd_close(&cgroup->pids_fd);
}

static bool is_closed(int directory) {
  struct stat info;
  return directory >= 0 && fstat(directory, &info) == 0 && (info.st_mode & S_IWUSR) == 0;
}

bool cgroup_needs_override(const struct cgroup *cgroup) {
  return is_closed(cgroup->memory_fd) || is_closed(cgroup->pids_fd);
}

static void remove_tree(int directory, const char *name) {
  FD_CLEANUP int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *list = below >= 0 ? fdopendir(below) : NULL;
  if (list) {
    below = -1; /* the stream's now */
    for (struct dirent *entry; (entry = readdir(list));)
      if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
        unlinkat(dirfd(list), entry->d_name, AT_REMOVEDIR);
    closedir(list);
  }
  unlinkat(directory, name, AT_REMOVEDIR);
}

static void sweep_in(int directory) {
  FD_CLEANUP int copy = directory < 0 ? -1 : openat(directory, ".", O_RDONLY | O_CLOEXEC);
  DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
  if (!list) return;
  copy = -1;
  for (struct dirent *entry; (entry = readdir(list));) {
    int pid = 0;
    if (sscanf(entry->d_name, NAME_PREFIX "%d.", &pid) == 1 && pid > 0 && kill(pid, 0) != 0 &&
        errno == ESRCH)
      remove_tree(directory, entry->d_name);
  }
  closedir(list);
}

void cgroup_sweep(const struct cgroup *cgroup) {
  sweep_in(cgroup->memory_fd);
  sweep_in(cgroup->pids_fd);
}

void cgroup_close_files(struct cgroup_box *box) {
  for (size_t i = 0; i < CGROUP_FILES; i++) fd_close(&box->files[i]);
  fd_close(&box->start_fd);
}

static int open_files(int directory, const char *const names[], int files[], size_t count,
                      struct err *err) {
  for (size_t i = 0; i < count; i++) {
    if (!names[i]) continue;
    bool optional = names[i][0] == '?';
    files[i] = openat(directory, names[i] + optional, O_RDWR | O_CLOEXEC);
    if (files[i] < 0) files[i] = openat(directory, names[i] + optional, O_RDONLY | O_CLOEXEC);
    if (files[i] < 0 && !(optional && errno == ENOENT))
      return err_system(err, "cgroup: %s", names[i] + optional);
  }
  return 0;
}

static int make_v1(const struct cgroup *cgroup, uint64_t memory_bytes, struct cgroup_box *box,
                   struct err *err) {
  static const char *const memory_names[] = {
      "memory.limit_in_bytes", "?memory.memsw.limit_in_bytes", "memory.usage_in_bytes",
      "memory.max_usage_in_bytes", "memory.oom_control"};
  static const char *const pids_names[] = {"pids.max", "?pids.events"};
  if (mkdirat(cgroup->memory_fd, box->name, 0755) != 0)
    return err_system(err, "cgroup: memory/%s", box->name);
  FD_CLEANUP int memory = openat(cgroup->memory_fd, box->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (memory < 0) return err_system(err, "cgroup: memory/%s", box->name);
  int rc = open_files(memory, memory_names, box->files, 5, err);
  if (rc == 0 && memory_bytes > 0)
    rc = write_number(memory, "memory.limit_in_bytes", memory_bytes, err);
  if (rc < 0 || cgroup->pids_fd < 0) return rc;
  if (mkdirat(cgroup->pids_fd, box->name, 0755) != 0)
    return err_system(err, "cgroup: pids/%s", box->name);
  FD_CLEANUP int pids = openat(cgroup->pids_fd, box->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (pids < 0) return err_system(err, "cgroup: pids/%s", box->name);
  rc = write_at(pids, "pids.max", PIDS_BACKSTOP, err);
  return rc < 0 ? rc : open_files(pids, pids_names, &box->files[CGROUP_PIDS], 2, err);
}

/* The box owns the directory and may make leaves and move its own runs; the limits on the whole
 * stay ours. */
static int delegate(int directory, uid_t uid, gid_t gid, struct err *err) {
  static const char *const files[] = {"cgroup.procs", "cgroup.subtree_control", "cgroup.threads"};
  if (fchown(directory, uid, gid) != 0) return err_system(err, "cgroup: delegate");
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (fchownat(directory, files[i], uid, gid, 0) != 0)
      return err_system(err, "cgroup: delegate %s", files[i]);
  return 0;
}

static int make_v2(const struct cgroup *cgroup, uint64_t memory_bytes, uid_t uid, gid_t gid,
                   struct cgroup_box *box, struct err *err) {
  if (mkdirat(cgroup->memory_fd, box->name, 0755) != 0)
    return err_system(err, "cgroup: %s", box->name);
  int directory = openat(cgroup->memory_fd, box->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  box->files[CGROUP_DIR] = directory;
  if (directory < 0) return err_system(err, "cgroup: %s", box->name);
  int rc = write_at(directory, "cgroup.subtree_control", "+memory +pids", err);
  if (rc == 0 && memory_bytes > 0) rc = write_number(directory, "memory.max", memory_bytes, err);
  if (rc == 0) rc = write_at(directory, "pids.max", PIDS_BACKSTOP, err);
  if (rc == 0 && mkdirat(directory, "warm", 0755) != 0) rc = err_system(err, "cgroup: warm");
  if (rc < 0) return rc;
  box->start_fd = openat(directory, "warm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (box->start_fd < 0) return err_system(err, "cgroup: warm");
  rc = delegate(directory, uid, gid, err);
  return rc < 0 ? rc : delegate(box->start_fd, uid, gid, err);
}

int cgroup_make(const struct cgroup *cgroup, uint64_t number, uint64_t memory_bytes, uid_t uid,
                gid_t gid, struct cgroup_box *ret_box, struct err *err) {
  struct cgroup_box box = {.start_fd = -1};
  for (size_t i = 0; i < CGROUP_FILES; i++) box.files[i] = -1;
  snprintf(box.name, sizeof box.name, NAME_PREFIX "%d.%llu", (int)getpid(),
           (unsigned long long)number);
  int rc = 0;
  if (cgroup->accounting == BOX_ACCOUNTING_CGROUP1) rc = make_v1(cgroup, memory_bytes, &box, err);
  if (cgroup->accounting == BOX_ACCOUNTING_CGROUP2)
    rc = make_v2(cgroup, memory_bytes, uid, gid, &box, err);
  if (rc < 0) {
    cgroup_remove(cgroup, &box, NULL);
    return rc;
  }
  *ret_box = box;
  return 0;
}

static int attach_in(int directory, const char *name, pid_t pid, struct err *err) {
  char path[128];
  snprintf(path, sizeof path, "%s/cgroup.procs", name);
  return write_number(directory, path, (uint64_t)pid, err);
}

int cgroup_attach(const struct cgroup *cgroup, const struct cgroup_box *box, pid_t pid,
                  struct err *err) {
  if (cgroup->accounting != BOX_ACCOUNTING_CGROUP1) return 0;
  int rc = attach_in(cgroup->memory_fd, box->name, pid, err);
  if (rc == 0 && cgroup->pids_fd >= 0) rc = attach_in(cgroup->pids_fd, box->name, pid, err);
  return rc;
}

uint64_t cgroup_oom_kills(const struct cgroup *cgroup, const struct cgroup_box *box) {
  char path[128], text[512];
  bool v2 = cgroup->accounting == BOX_ACCOUNTING_CGROUP2;
  snprintf(path, sizeof path, "%s/%s", box->name, v2 ? "memory.events" : "memory.oom_control");
  FD_CLEANUP int fd =
      cgroup->memory_fd < 0 ? -1 : openat(cgroup->memory_fd, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (length < 0) return 0;
  text[length] = '\0';
  const char *found = strstr(text, "oom_kill ");
  return found ? strtoull(found + strlen("oom_kill "), NULL, 10) : 0;
}

/* The kernel lets go of a dead process's group a moment after the process was reaped. */
static int remove_in(int directory, const char *name, struct err *err) {
  const struct timespec moment = {.tv_nsec = (long)CLOCK_MS};
  for (int i = 0; i < REMOVE_TRIES; i++) {
    if (unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return 0;
    if (errno != EBUSY) break;
    remove_tree(directory, name);
    nanosleep(&moment, NULL);
  }
  return err_system(err, "cgroup: remove %s", name);
}

int cgroup_remove(const struct cgroup *cgroup, struct cgroup_box *box, struct err *err) {
  cgroup_close_files(box);
  if (cgroup->accounting == BOX_ACCOUNTING_RLIMIT) return 0;
  char path[128];
  snprintf(path, sizeof path, "%s/cgroup.kill", box->name);
  if (cgroup->accounting == BOX_ACCOUNTING_CGROUP2) write_at(cgroup->memory_fd, path, "1", NULL);
  int rc = remove_in(cgroup->memory_fd, box->name, err);
  if (cgroup->pids_fd >= 0) {
    int also = remove_in(cgroup->pids_fd, box->name, rc == 0 ? err : NULL);
    if (rc == 0) rc = also;
  }
  return rc;
}
