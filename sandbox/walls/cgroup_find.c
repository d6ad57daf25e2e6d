#include "sandbox/walls/cgroup_find.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "daemon/base/fd.h"

#define LEAF "graded-roles"
#define MOVE_ROUNDS 16

/* The mount point of the v2 hierarchy (controller NULL) or of the v1 hierarchy with `controller`.
 */
static int find_mount(const char *controller, char *path, size_t capacity, struct err *err) {
  FILE *table = setmntent("/proc/self/mounts", "re");
  if (!table) return err_system(err, "/proc/self/mounts");
  bool found = false;
  for (struct mntent *entry; !found && (entry = getmntent(table));) {
    found = controller ? strcmp(entry->mnt_type, "cgroup") == 0 && hasmntopt(entry, controller)
                       : strcmp(entry->mnt_type, "cgroup2") == 0;
    if (found) snprintf(path, capacity, "%s", entry->mnt_dir);
  }
  endmntent(table);
  if (found) return 0;
  return err_set(err, ERR_NOT_FOUND, "no %s hierarchy is mounted",
                 controller ? controller : "cgroup v2");
}

static bool lists(const char *controllers, const char *controller) {
  size_t length = strlen(controller);
  for (const char *at = controllers; (at = strstr(at, controller)); at += length) {
    bool begins = at == controllers || at[-1] == ',';
    if (begins && (at[length] == ',' || at[length] == '\0')) return true;
  }
  return false;
}

/* Lines of /proc/self/cgroup are ID:CONTROLLERS:PATH; v2 has no controllers. */
static int find_own(const char *controller, char *path, size_t capacity, struct err *err) {
  FILE *file = fopen("/proc/self/cgroup", "re");
  if (!file) return err_system(err, "/proc/self/cgroup");
  char line[PATH_MAX + 128];
  bool found = false;
  while (!found && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *own = controllers ? strchr(++controllers, ':') : NULL;
    if (!own) continue;
    *own++ = '\0';
    found = controller ? lists(controllers, controller) : *controllers == '\0';
    if (found) snprintf(path, capacity, "%s", own);
  }
  fclose(file);
  return found ? 0 : err_set(err, ERR_NOT_FOUND, "/proc/self/cgroup does not name one");
}

static int open_own(const char *controller, int *ret_fd, struct err *err) {
  char mount[PATH_MAX], own[PATH_MAX], path[2 * PATH_MAX];
  int rc = find_mount(controller, mount, sizeof mount, err);
  if (rc == 0) rc = find_own(controller, own, sizeof own, err);
  if (rc < 0) return rc;
  snprintf(path, sizeof path, "%s%s", mount, own);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) { /* a container sees its own part at the mount point */
    snprintf(path, sizeof path, "%s", mount);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  if (fd < 0) return err_system(err, "%.200s", path);
  *ret_fd = fd;
  return 0;
}

/* Writable for real: also a read-only mount and a security module can say no. */
static int probe(int directory, struct err *err) {
  char name[64];
  snprintf(name, sizeof name, "graded-probe.%d", (int)getpid());
  if (mkdirat(directory, name, 0755) != 0)
    return err_system(err, "may not make control groups in its own");
  unlinkat(directory, name, AT_REMOVEDIR);
  return 0;
}

int cgroup_find_v1(const char *controller, int *ret_directory_fd, struct err *err) {
  FD_CLEANUP int directory = -1;
  int rc = open_own(controller, &directory, err);
  if (rc == 0) rc = probe(directory, err);
  if (rc == 0) *ret_directory_fd = fd_steal(&directory);
  return rc;
}

static int read_text(int directory, const char *name, char *text, size_t capacity,
                     struct err *err) {
  FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, capacity - 1);
  if (length < 0) return err_system(err, "%s", name);
  text[length] = '\0';
  return 0;
}

static bool has_word(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = text; (at = strstr(at, word)); at += length)
    if ((at == text || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\n' || !at[length]))
      return true;
  return false;
}

static bool hand_down(int directory) {
  FD_CLEANUP int fd = openat(directory, "cgroup.subtree_control", O_WRONLY | O_CLOEXEC);
  return fd >= 0 && write(fd, "+memory +pids", 13) == 13;
}

static bool is_delegated(int directory) {
  char value[4];
  return fgetxattr(directory, "user.delegate", value, sizeof value) > 0 ||
         fgetxattr(directory, "trusted.delegate", value, sizeof value) > 0;
}

/* New processes may appear while we move them: a few rounds. */
static bool move_processes(int directory) {
  char list[16384];
  if (mkdirat(directory, LEAF, 0755) != 0 && errno != EEXIST) return false;
  for (int round = 0; round < MOVE_ROUNDS; round++) {
    if (read_text(directory, "cgroup.procs", list, sizeof list, NULL) < 0) return false;
    FD_CLEANUP int leaf = openat(directory, LEAF "/cgroup.procs", O_WRONLY | O_CLOEXEC);
    if (leaf < 0) return false;
    for (char *line = strtok(list, "\n"); line; line = strtok(NULL, "\n"))
      if (write(leaf, line, strlen(line)) < 0 && errno != ESRCH) return false;
    if (hand_down(directory)) return true;
  }
  return false;
}

int cgroup_find_v2(const char *root, int *ret_directory_fd, struct err *err) {
  FD_CLEANUP int directory = -1;
  char controllers[512];
  int rc = 0;
  if (root) {
    directory = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) rc = err_system(err, "%s", root);
  } else {
    rc = open_own(NULL, &directory, err);
  }
  if (rc == 0)
    rc = read_text(directory, "cgroup.controllers", controllers, sizeof controllers, err);
  if (rc < 0) return rc;
  if (!has_word(controllers, "memory") || !has_word(controllers, "pids"))
    return err_set(err, ERR_UNSUPPORTED,
                   "its group has no memory and pids controllers: start it as a service with "
                   "Delegate=yes");
  rc = probe(directory, err);
  if (rc < 0) return rc;
  if (!hand_down(directory) && !((root || is_delegated(directory)) && move_processes(directory)))
    return err_system(err, "its group cannot hand controllers down (Delegate=yes is missing)");
  *ret_directory_fd = fd_steal(&directory);
  return 0;
}
