#include "daemon/ctl/solution.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "proto/record/limits.h"

#define READ_MAX (4u * LIMIT_SOURCE_BYTES)

const char *solution_language(const char *path) {
  const char *dot = strrchr(path, '.');
  if (dot && strcmp(dot, ".c") == 0) return "c";
  if (dot && strcmp(dot, ".py") == 0) return "python";
  return NULL;
}

static int read_stream(int fd, uint8_t **data, size_t *length, struct err *err) {
  FREE_CLEANUP uint8_t *buffer = malloc(READ_MAX + 1);
  if (!buffer) return err_set(err, ERR_MEMORY, "source: no memory");
  size_t used = 0;
  for (;;) {
    ssize_t got = read(fd, buffer + used, READ_MAX - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return err_system(err, "standard input");
    used += (size_t)got;
    if (got == 0) break;
    if (used == READ_MAX) return err_set(err, ERR_LIMIT, "standard input: over %u bytes", READ_MAX);
  }
  buffer[used] = 0;
  *data = buffer;
  buffer = NULL;
  *length = used;
  return 0;
}

int solution_read(const char *path, uint8_t **data, size_t *length, struct err *err) {
  if (strcmp(path, "-") == 0) return read_stream(STDIN_FILENO, data, length, err);
  return fd_read_file(AT_FDCWD, path, READ_MAX, data, length, err);
}

int solution_make_id(char id[static SOLUTION_ID_SIZE], struct err *err) {
  uint8_t bits[6];
  char hex[2 * sizeof bits + 1];
  if (getrandom(bits, sizeof bits, 0) != sizeof bits) return err_system(err, "getrandom");
  bytes_to_hex(bits, sizeof bits, hex);
  snprintf(id, SOLUTION_ID_SIZE, "%013llx-%s", (unsigned long long)(clock_wall() / 1000), hex);
  return 0;
}
