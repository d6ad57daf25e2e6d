#include "sandbox/box/tmp.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/walls/mount.h"

static int leave(struct tmp *tmp, struct err *err) {
  if (tmp->bytes == 0) return 0;
  tmp->bytes = 0;
  return mount_leave_tmp(err);
}

/* Times of zero: no change sets them by itself, and setting them back changes the ctime. */
static int mount_new(struct tmp *tmp, uint64_t bytes, struct err *err) {
  static const struct timespec zero[2];
  int rc = mount_tmp(bytes, err);
  if (rc < 0) return rc;
  if (utimensat(AT_FDCWD, "/tmp", zero, 0) != 0 || stat("/tmp", &tmp->untouched) != 0)
    return err_system(err, "/tmp");
  tmp->bytes = bytes;
  return chdir("/") == 0 ? 0 : err_system(err, "chdir /");
}

int tmp_offer(struct tmp *tmp, uint64_t bytes, struct err *err) {
  if (tmp->bytes == bytes) return 0;
  int rc = leave(tmp, err);
  return rc < 0 || bytes == 0 ? rc : mount_new(tmp, bytes, err);
}

static bool same_time(struct timespec a, struct timespec b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* The size counts the entries, nlink the folders among them; nothing else of an empty folder can
 * carry a trace. */
static bool is_untouched(const struct tmp *tmp) {
  struct stat now;
  const struct stat *then = &tmp->untouched;
  return stat("/tmp", &now) == 0 && now.st_size == then->st_size &&
         now.st_nlink == then->st_nlink && now.st_mode == then->st_mode &&
         same_time(now.st_ctim, then->st_ctim) && same_time(now.st_mtim, then->st_mtim) &&
         same_time(now.st_atim, then->st_atim);
}

int tmp_renew(struct tmp *tmp, struct err *err) {
  uint64_t bytes = tmp->bytes;
  if (bytes == 0 || is_untouched(tmp)) return 0;
  int rc = leave(tmp, err);
  return rc < 0 ? rc : mount_new(tmp, bytes, err);
}
