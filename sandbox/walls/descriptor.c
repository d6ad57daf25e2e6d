#include "sandbox/walls/descriptor.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define KEPT_MAX 16
#define OWN_FROM 40 /* and still in the first 64, for which the kernel needs no table */

static int close_between(unsigned first, unsigned last, struct err *err) {
  if (first > last) return 0;
  if (close_range(first, last, 0) != 0) return err_system(err, "close_range %u-%u", first, last);
  return 0;
}

int descriptor_keep(int first, const int *kept, size_t count, struct err *err) {
  int sorted[KEPT_MAX];
  if (count > KEPT_MAX) return err_set(err, ERR_LIMIT, "%zu descriptors to keep", count);
  for (size_t i = 0; i < count; i++) {
    size_t at = i;
    for (; at > 0 && sorted[at - 1] > kept[i]; at--) sorted[at] = sorted[at - 1];
    sorted[at] = kept[i];
  }
  unsigned next = (unsigned)first;
  for (size_t i = 0; i < count; i++) {
    if (sorted[i] < first) continue;
    int rc = close_between(next, (unsigned)sorted[i] - 1, err);
    if (rc < 0) return rc;
    next = (unsigned)sorted[i] + 1;
  }
  return close_between(next, UINT_MAX, err);
}

int descriptor_move_up(int *fd, struct err *err) {
  int high = fcntl(*fd, F_DUPFD_CLOEXEC, OWN_FROM);
  if (high < 0) return err_system(err, "move descriptor %d", *fd);
  close(*fd);
  *fd = high;
  return 0;
}

int descriptor_arrange(const int *fds, size_t count, struct err *err) {
  int high[KEPT_MAX];
  if (count > KEPT_MAX) return err_set(err, ERR_LIMIT, "%zu descriptors to arrange", count);
  /* First out of the way, so that no target is still somebody's source. */
  for (size_t i = 0; i < count; i++) {
    high[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, 3 + KEPT_MAX);
    if (fds[i] >= 0 && high[i] < 0) return err_system(err, "duplicate descriptor %d", fds[i]);
  }
  for (size_t i = 0; i < count; i++) {
    int target = 3 + (int)i;
    if (high[i] >= 0 && dup2(high[i], target) < 0)
      return err_system(err, "place descriptor %d", target);
    if (high[i] < 0) close(target);
  }
  return close_between(3 + (unsigned)count, UINT_MAX, err);
}
