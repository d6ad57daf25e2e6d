#include "daemon/supervisor/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/fd.h"

int notify_manager(const char *state, struct err *err) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = getenv("NOTIFY_SOCKET");
  if (!path || !*path) return 0;
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path)
    return err_set(err, ERR_LIMIT, "NOTIFY_SOCKET: %zu bytes, the limit is %zu", length,
                   sizeof address.sun_path - 1);
  memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = 0; /* an abstract name has no terminating NUL */
  FD_CLEANUP int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return err_system(err, "NOTIFY_SOCKET: socket");
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size) < 0)
    return err_system(err, "NOTIFY_SOCKET: %s", path);
  return 0;
}

int notify_fd(int *fd, struct err *err) {
  if (*fd < 0) return 0;
  int rc = fd_write_all(*fd, "\n", 1, err);
  fd_close(fd);
  return rc < 0 ? err_wrap(err, rc, "--ready-fd") : 0;
}
