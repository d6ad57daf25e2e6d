#include "daemon/judge/slot.h"

#include <string.h>
#include <unistd.h>

#include "daemon/base/fd.h"

static int read_secret(int fd, uint8_t *secret, struct err *err) {
  uint64_t size;
  int rc = fd_size(fd, &size, err);
  if (rc == 0 && size != DIGEST_SIZE)
    rc = err_set(err, ERR_INVALID, "%llu bytes, it must be %d", (unsigned long long)size,
                 DIGEST_SIZE);
  /* Not read(2): judges may share the description, and so its offset. */
  if (rc == 0 && pread(fd, secret, DIGEST_SIZE, 0) != DIGEST_SIZE) rc = err_system(err, "read");
  return rc < 0 ? err_wrap(err, rc, "the bank's secret") : 0;
}

int slot_open(struct slot *slot, int store_fd, int secret_fd, int libexec_fd, struct err *err) {
  uint8_t unused[DIGEST_SIZE];
  memset(slot, 0, sizeof *slot);
  slot->library.store_fd = store_fd;
  int rc = read_secret(secret_fd, slot->secret, err);
  if (rc == 0) rc = boxes_new(libexec_fd, &slot->boxes, err);
  if (rc == 0) rc = compiler_open(&slot->compiler, slot->boxes, libexec_fd, err);
  /* libcrypto reads its configuration at its first use: before the judge is confined. */
  if (rc == 0) rc = digest_hmac(slot->secret, DIGEST_SIZE, "", 0, unused, err);
  if (rc < 0) slot_close(slot);
  return rc;
}

void slot_close(struct slot *slot) {
  explicit_bzero(slot->secret, sizeof slot->secret);
  compiler_close(&slot->compiler);
  library_clear(&slot->library);
  boxes_free(&slot->boxes);
}

int slot_prepare(struct slot *slot, bool *ret_more, struct err *err) {
  bool more_boxes = false;
  int rc = boxes_prepare(slot->boxes, &more_boxes, err);
  for (int i = 0; rc == 0 && !more_boxes && i < LANGUAGE_COUNT; i++)
    rc = toolchain_learn(&slot->toolchain, slot->boxes, (enum language)i, err);
  if (rc == 0) *ret_more = more_boxes;
  return rc;
}
