#include "sandbox/walls/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/base/fd.h"

#define ROOT_BYTES "64m" /* the program is the only thing that is ever written there */
#define STAGE "/tmp"
#define BINDS_MAX 12
#define SEALED (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

enum entry_kind {
  ENTRY_TREE = 1, /* a folder; if the host has a symbolic link there, the same link */
  ENTRY_DEVICE,
  ENTRY_OPTIONAL = 16
};

struct entry {
  const char *path; /* the same in the host and in the box */
  int kind;
};

/* The tool chain alone: what else is installed is nothing that a program could take in. */
static const struct entry compile_entries[] = {
    {"/usr/bin", ENTRY_TREE},
    {"/usr/include", ENTRY_TREE},
    {"/usr/lib/gcc", ENTRY_TREE},
    {"/usr/libexec/gcc", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/usr/lib/x86_64-linux-gnu", ENTRY_TREE},
    {"/usr/lib64", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/bin", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/lib", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/lib64", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/dev/null", ENTRY_DEVICE},
    {NULL, 0},
};

/* What imports that happen late need: the standard library, NumPy, their shared libraries. */
static const struct entry python_entries[] = {
    {"/usr/lib/python3.11", ENTRY_TREE},
    {"/usr/lib/python3/dist-packages/numpy", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/usr/lib/x86_64-linux-gnu", ENTRY_TREE},
    {"/lib", ENTRY_TREE | ENTRY_OPTIONAL},
    {"/lib64", ENTRY_TREE | ENTRY_OPTIONAL},
    {NULL, 0},
};

static const struct entry no_entries[] = {{NULL, 0}};

static const struct entry *entries_of(enum box_phase phase) {
  switch (phase) {
    case BOX_PHASE_COMPILE:
      return compile_entries;
    case BOX_PHASE_RUN_PYTHON:
      return python_entries;
    default:
      return no_entries;
  }
}

static int set_attributes(int fd, const char *path, unsigned flags, uint64_t attributes,
                          struct err *err) {
  struct mount_attr attr = {.attr_set = attributes};
  if (mount_setattr(fd, path, flags, &attr, sizeof attr) != 0)
    return err_system(err, "mount_setattr %s", *path ? path : "(tree)");
  return 0;
}

int mount_freeze(struct err *err) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    return err_system(err, "make mounts private");
  return set_attributes(AT_FDCWD, "/", AT_RECURSIVE, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, err);
}

struct bind {
  const struct entry *entry;
  int tree; /* detached copy; -1 for a link */
  char link[PATH_MAX];
};

static int copy_tree(const char *path, unsigned recursive, int *ret_fd, struct err *err) {
  int fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive);
  if (fd < 0) return err_system(err, "open_tree %s", path);
  *ret_fd = fd;
  return 0;
}

/* Opened while the host is visible; placed once the new root stands. */
static int open_bind(const struct entry *entry, struct bind *bind, bool *ret_present,
                     struct err *err) {
  struct stat info;
  *bind = (struct bind){.entry = entry, .tree = -1};
  *ret_present = lstat(entry->path, &info) == 0;
  if (!*ret_present && errno == ENOENT && (entry->kind & ENTRY_OPTIONAL)) return 0;
  if (!*ret_present) return err_system(err, "%s", entry->path);
  if (S_ISLNK(info.st_mode)) {
    ssize_t length = readlink(entry->path, bind->link, sizeof bind->link - 1);
    if (length < 0) return err_system(err, "%s", entry->path);
    bind->link[length] = '\0';
    return 0;
  }
  int rc = copy_tree(entry->path, AT_RECURSIVE, &bind->tree, err);
  bool device = (entry->kind & ~ENTRY_OPTIONAL) == ENTRY_DEVICE;
  uint64_t attributes = device ? MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC : SEALED;
  if (rc == 0) rc = set_attributes(bind->tree, "", AT_EMPTY_PATH | AT_RECURSIVE, attributes, err);
  return rc < 0 ? err_wrap(err, rc, "%s", entry->path) : 0;
}

/* Makes the folders above `path` and what the bind is put on. */
static int make_place(int root, const struct bind *bind, struct err *err) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s", bind->entry->path + 1);
  for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdirat(root, path, 0755) != 0 && errno != EEXIST) return err_system(err, "%s", path);
    *slash = '/';
  }
  if (bind->link[0] != '\0') {
    if (symlinkat(bind->link, root, path) != 0) return err_system(err, "link %s", path);
  } else if ((bind->entry->kind & ~ENTRY_OPTIONAL) == ENTRY_DEVICE) {
    FD_CLEANUP int file = openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (file < 0) return err_system(err, "%s", path);
  } else if (mkdirat(root, path, 0755) != 0) {
    return err_system(err, "%s", path);
  }
  return 0;
}

static int configure(int fs, const char *key, const char *value, struct err *err) {
  if (fsconfig(fs, FSCONFIG_SET_STRING, key, value, 0) != 0)
    return err_system(err, "tmpfs %s=%s", key, value);
  return 0;
}

static int new_tmpfs(int *ret_mount, struct err *err) {
  FD_CLEANUP int fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
  if (fs < 0) return err_system(err, "fsopen tmpfs");
  int rc = configure(fs, "size", ROOT_BYTES, err);
  if (rc == 0) rc = configure(fs, "nr_inodes", "256", err);
  if (rc == 0) rc = configure(fs, "mode", "0755", err);
  if (rc < 0) return rc;
  if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0) return err_system(err, "create tmpfs");
  int fd = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  if (fd < 0) return err_system(err, "fsmount");
  *ret_mount = fd;
  return 0;
}

static int attach(int tree, int directory, const char *path, struct err *err) {
  if (move_mount(tree, "", directory, path, MOVE_MOUNT_F_EMPTY_PATH) != 0)
    return err_system(err, "move_mount %s", path);
  return 0;
}

/* Two mounts of one tmpfs: a writable one that only the descriptor reaches once the old root has
 * gone, and the read-only one that becomes the root. */
static int stage_root(int writable, const struct bind *binds, size_t count, struct err *err) {
  int rc = mkdirat(writable, "tmp", 0755) == 0 ? 0 : err_system(err, "tmp");
  for (size_t i = 0; rc == 0 && i < count; i++) rc = make_place(writable, &binds[i], err);
  if (rc == 0) rc = attach(writable, AT_FDCWD, STAGE, err);
  FD_CLEANUP int sealed = -1;
  if (rc == 0) rc = copy_tree(STAGE, 0, &sealed, err);
  if (rc == 0) rc = set_attributes(sealed, "", AT_EMPTY_PATH, SEALED, err);
  if (rc == 0) rc = attach(sealed, AT_FDCWD, STAGE, err);
  if (rc < 0) return rc;
  if (fchdir(sealed) != 0) return err_system(err, "enter the new root");
  for (size_t i = 0; rc == 0 && i < count; i++)
    if (binds[i].tree >= 0) rc = attach(binds[i].tree, sealed, binds[i].entry->path + 1, err);
  return rc;
}

static int enter_root(struct err *err) {
  if (syscall(SYS_pivot_root, ".", ".") != 0) return err_system(err, "pivot_root");
  if (umount2(".", MNT_DETACH) != 0) return err_system(err, "leave the old root");
  if (chdir("/") != 0) return err_system(err, "chdir /");
  return 0;
}

int mount_root(enum box_phase phase, int *ret_writable_fd, struct err *err) {
  struct bind binds[BINDS_MAX];
  size_t count = 0;
  FD_CLEANUP int writable = -1;
  int rc = 0;
  for (const struct entry *entry = entries_of(phase); rc == 0 && entry->path; entry++) {
    bool present = false;
    rc = open_bind(entry, &binds[count], &present, err);
    if (present) count++;
  }
  if (rc == 0) rc = new_tmpfs(&writable, err);
  if (rc == 0) rc = stage_root(writable, binds, count, err);
  if (rc == 0) rc = enter_root(err);
  for (size_t i = 0; i < count; i++) fd_close(&binds[i].tree);
  if (rc == 0) *ret_writable_fd = fd_steal(&writable);
  return rc;
}

int mount_tmp(uint64_t bytes, struct err *err) {
  if (bytes > 0) {
    char options[64];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=4096,mode=0755",
             (unsigned long long)bytes);
    if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME, options) !=
        0)
      return err_system(err, "mount /tmp");
  }
  return mount_enter_tmp(err);
}

int mount_enter_tmp(struct err *err) {
  return chdir("/tmp") == 0 ? 0 : err_system(err, "chdir /tmp");
}

int mount_leave_tmp(struct err *err) {
  if (chdir("/") != 0) return err_system(err, "chdir /");
  return umount2("/tmp", MNT_DETACH) == 0 ? 0 : err_system(err, "unmount /tmp");
}
