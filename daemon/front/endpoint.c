/* Theory of operation: the listening descriptor has to exist before the front gives up the file
 * system, so it is made here and not by libzmq. An ipc socket left behind by a front that was
 * killed is replaced: the supervisor runs one front for a directory. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/front/listener.h"

#define BACKLOG 256

static int listen_on(const struct sockaddr *address, socklen_t length, const char *endpoint,
                     int *ret_fd, struct err *err) {
  const int on = 1;
  FD_CLEANUP int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return err_system(err, "%s: socket", endpoint);
  if (address->sa_family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
    return err_system(err, "%s: SO_REUSEADDR", endpoint);
  if (bind(fd, address, length) < 0) return err_system(err, "%s: bind", endpoint);
  if (listen(fd, BACKLOG) < 0) return err_system(err, "%s: listen", endpoint);
  *ret_fd = fd_steal(&fd);
  return 0;
}

static int prepare_ipc(const char *endpoint, const char *path, int *ret_fd, struct err *err) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct stat info;
  FD_CLEANUP int fd = -1;
  if (path[0] != '/' || strlen(path) >= sizeof address.sun_path)
    return err_set(err, ERR_INVALID,
                   "endpoint '%s': the path must be absolute and at most %zu bytes", endpoint,
                   sizeof address.sun_path - 1);
  memcpy(address.sun_path, path, strlen(path) + 1);
  if (lstat(path, &info) == 0) {
    if (!S_ISSOCK(info.st_mode))
      return err_set(err, ERR_CONFLICT, "endpoint '%s': the path exists and is no socket",
                     endpoint);
    if (unlink(path) < 0) return err_system(err, "%s: unlink", endpoint);
  }
  int rc = listen_on((struct sockaddr *)&address, sizeof address, endpoint, &fd, err);
  if (rc < 0) return rc;
  /* Who may connect is decided by keys; the group is let near so that backends can be other users.
   */
  if (chmod(path, 0660) < 0) return err_system(err, "%s: chmod", endpoint);
  *ret_fd = fd_steal(&fd);
  return 0;
}

static int prepare_tcp(const char *endpoint, const char *where, int *ret_fd, struct err *err) {
  char host[64];
  const char *colon = strrchr(where, ':');
  char *end = NULL;
  unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
  size_t length = colon ? (size_t)(colon - where) : 0;
  if (!colon || end == colon + 1 || *end || port > 65535 || length == 0 || length >= sizeof host)
    return err_set(err, ERR_INVALID, "endpoint '%s': expected tcp://ADDRESS:PORT", endpoint);
  snprintf(host, sizeof host, "%.*s", (int)length, where);
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &v4.sin_addr) == 1)
    return listen_on((struct sockaddr *)&v4, sizeof v4, endpoint, ret_fd, err);
  if (host[0] == '[' && host[length - 1] == ']') {
    host[length - 1] = 0;
    if (inet_pton(AF_INET6, host + 1, &v6.sin6_addr) == 1)
      return listen_on((struct sockaddr *)&v6, sizeof v6, endpoint, ret_fd, err);
  }
  return err_set(err, ERR_INVALID, "endpoint '%s': the address must be numeric", endpoint);
}

int listener_prepare(const char *endpoint, int *ret_fd, struct err *err) {
  if (strncmp(endpoint, "ipc://", 6) == 0) return prepare_ipc(endpoint, endpoint + 6, ret_fd, err);
  if (strncmp(endpoint, "tcp://", 6) == 0) return prepare_tcp(endpoint, endpoint + 6, ret_fd, err);
  return err_set(err, ERR_INVALID, "endpoint '%s': expected ipc:///PATH or tcp://ADDRESS:PORT",
                 endpoint);
}
