#include "daemon/supervisor/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"

void layout_init(struct layout *layout) {
  *layout = (struct layout){.state = -1, .bank_store = -1, .run = -1, .lock = -1, .libexec = -1};
}

void layout_close(struct layout *layout) {
  fd_close(&layout->state);
  fd_close(&layout->bank_store);
  fd_close(&layout->run);
  fd_close(&layout->lock);
  fd_close(&layout->libexec);
}

/* Whoever can write here could replace keys and results. */
static int check_owner(int directory, const char *path, struct err *err) {
  struct stat info;
  if (fstat(directory, &info) < 0) return err_system(err, "directory: %s", path);
  if (info.st_uid != geteuid() && info.st_uid != 0)
    return err_set(err, ERR_INVALID, "directory: %s belongs to user %u, this is user %u", path,
                   info.st_uid, geteuid());
  if (info.st_mode & S_IWOTH)
    return err_set(err, ERR_INVALID, "directory: %s may be written by everybody (mode %04o)", path,
                   info.st_mode & 07777);
  return 0;
}

static int open_part(int directory, const char *name, unsigned mode, int *ret_fd, struct err *err) {
  if (mkdirat(directory, name, mode) < 0 && errno != EEXIST)
    return err_system(err, "directory: %s", name);
  int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return err_system(err, "directory: %s", name);
  *ret_fd = fd;
  return check_owner(fd, name, err);
}

static int take_lock(int run, int *ret_lock, struct err *err) {
  FD_CLEANUP int lock = openat(run, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (lock < 0) return err_system(err, "directory: run/lock");
  if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
    if (errno != EWOULDBLOCK) return err_system(err, "directory: run/lock");
    return err_set(err, ERR_CONFLICT, "directory: another graded is running in it");
  }
  *ret_lock = fd_steal(&lock);
  return 0;
}

static int check_key(const struct config *config, const char *path, bool secret, struct err *err) {
  struct stat info;
  if (stat(path, &info) < 0) {
    if (errno != ENOENT) return err_system(err, "keys: %.300s", path);
    return err_set(err, ERR_NOT_FOUND,
                   "keys: %.200s is missing; gradectl keygen --directory %.200s", path,
                   config->directory);
  }
  if (secret && info.st_mode & (S_IROTH | S_IWOTH))
    return err_set(err, ERR_INVALID, "keys: %.300s may be read by everybody (mode %04o)", path,
                   info.st_mode & 07777);
  return 0;
}

static int check_keys(const struct config *config, struct err *err) {
  int rc = check_key(config, config->signing_key, true, err);
  if (rc == 0) rc = check_key(config, config->server_key, true, err);
  if (rc == 0) rc = check_key(config, config->bank_secret, true, err);
  if (rc == 0) rc = check_key(config, config->clients, false, err);
  return rc;
}

static int open_checked(const struct config *config, int *ret_directory, struct err *err) {
  FD_CLEANUP int directory = open(config->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return err_system(err, "directory: %.300s", config->directory);
  int rc = check_owner(directory, config->directory, err);
  if (rc == 0) rc = check_keys(config, err);
  if (rc == 0) *ret_directory = fd_steal(&directory);
  return rc;
}

int layout_check(const struct config *config, struct err *err) {
  FD_CLEANUP int directory = -1;
  return open_checked(config, &directory, err);
}

int layout_open(const struct config *config, struct layout *layout, struct err *err) {
  FD_CLEANUP int directory = -1;
  int rc = open_checked(config, &directory, err);
  if (rc == 0) rc = open_part(directory, "run", 0750, &layout->run, err);
  if (rc == 0) rc = take_lock(layout->run, &layout->lock, err);
  if (rc == 0) rc = open_part(directory, "state", 0700, &layout->state, err);
  if (rc == 0) rc = open_part(directory, "bank", 0700, &layout->bank_store, err);
  if (rc == 0) rc = spawn_open_libexec(&layout->libexec, err);
  return rc;
}
