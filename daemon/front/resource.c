#include "daemon/front/resource.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fd.h"

#define BLOB_MAX (16u * 1024u * 1024u)

static int read_blob(int fd, const char *what, uint8_t **data, size_t *length, struct err *err) {
  uint64_t size;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return err_wrap(err, rc, "%s", what);
  if (size > BLOB_MAX)
    return err_set(err, ERR_LIMIT, "%s: %llu bytes, the limit is %u", what,
                   (unsigned long long)size, BLOB_MAX);
  FREE_CLEANUP uint8_t *buffer = malloc((size_t)size + 1);
  if (!buffer) return err_set(err, ERR_MEMORY, "%s: no memory", what);
  for (size_t done = 0; done < size;) {
    ssize_t got = pread(fd, buffer + done, (size_t)size - done, (off_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return err_system(err, "%s: pread", what);
    if (got == 0) return err_set(err, ERR_PROTOCOL, "%s: cut short while it was read", what);
    done += (size_t)got;
  }
  *data = buffer;
  buffer = NULL;
  *length = (size_t)size;
  return 0;
}

int resource_read_key(int fd, char key[static RESOURCE_KEY_TEXT], struct err *err) {
  char text[RESOURCE_KEY_TEXT + 8] = "";
  ssize_t got = pread(fd, text, sizeof text - 1, 0);
  if (got < 0) return err_system(err, "server key");
  size_t length = strcspn(text, " \t\r\n");
  int rc = 0;
  if (length != RESOURCE_KEY_TEXT - 1 || text[length + strspn(text + length, " \t\r\n")] != 0)
    rc = err_set(err, ERR_INVALID, "server key: %zd bytes, a Z85 key has %d", got,
                 RESOURCE_KEY_TEXT - 1);
  if (rc == 0) {
    memcpy(key, text, length);
    key[length] = 0;
  }
  explicit_bzero(text, sizeof text);
  return rc;
}

int resource_read_clients(int fd, struct client_table *table, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int rc = read_blob(fd, "clients", &data, &length, err);
  return rc < 0 ? rc : client_table_unpack(table, data, length, err);
}

int resource_read_bank(int fd, struct bank_index *index, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int rc = read_blob(fd, "bank index", &data, &length, err);
  return rc < 0 ? rc : bank_index_unpack(index, data, length, err);
}
