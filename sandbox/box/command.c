#include "sandbox/box/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/protocol.h"
#include "sandbox/walls/descriptor.h"

#define COPY_BYTES 65536
#define NOT_STARTED 127

static int read_record(int fd, uint8_t **data, size_t *length, struct err *err) {
  uint64_t size = 0;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return rc;
  if (size > BOX_COMMAND_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "command: %llu bytes", (unsigned long long)size);
  FREE_CLEANUP uint8_t *buffer = malloc((size_t)size + 1);
  if (!buffer) return err_set(err, ERR_MEMORY, "command: no memory");
  for (size_t done = 0; done < size;) {
    ssize_t got = pread(fd, buffer + done, size - done, (off_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return err_system(err, "command: read");
    done += (size_t)got;
  }
  *data = buffer;
  buffer = NULL;
  *length = (size_t)size;
  return 0;
}

static int write_files(const struct box_command *command, struct err *err) {
  for (size_t i = 0; i < command->file_count; i++) {
    const char *name = command->files[i].name;
    FD_CLEANUP int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
    if (fd < 0) return err_system(err, "file %s", name);
    int rc = fd_write_all(fd, command->files[i].data, command->files[i].length, err);
    if (rc < 0) return err_wrap(err, rc, "file %s", name);
  }
  return 0;
}

__attribute__((noreturn)) static void execute(const struct command_task *task,
                                              const struct box_command *command) {
  static char *const environment[] = {"PATH=/usr/bin:/bin", "LANG=C", "TMPDIR=/tmp", NULL};
  struct err err = {0};
  int rc = rlimit_run(task->limits, task->account, true, &err);
  if (rc == 0) rc = descriptor_keep(STDERR_FILENO + 1, NULL, 0, &err);
  if (rc == 0) {
    execve(command->argv[0], (char *const *)command->argv, environment);
    err_system(&err, "%s", command->argv[0]);
  }
  fd_write_all(STDERR_FILENO, err.message, strlen(err.message), NULL);
  fd_write_all(STDERR_FILENO, "\n", 1, NULL);
  _exit(NOT_STARTED);
}

/* Waits for the command, then for everything that it started. */
static int wait_all(pid_t command, int32_t *ret_status, struct err *err) {
  bool killed = false;
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0 && errno == ECHILD) break;
    if (pid < 0) return err_system(err, "wait");
    if (pid == command) {
      *ret_status = status;
      killed = true;
    }
    /* Again after each: a dying process may have had a child that nobody had seen. */
    if (killed) kill(-1, SIGKILL);
  }
  return killed ? 0 : err_set(err, ERR_INTERNAL, "the command got lost");
}

/* False: there is no such regular file, or it is too large. All of its writers are dead. */
static bool copy_output(const struct command_task *task, const struct box_command *command) {
  static uint8_t buffer[COPY_BYTES];
  struct stat info;
  FD_CLEANUP int file =
      open(command->output_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file < 0 || fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink != 1 ||
      (uint64_t)info.st_size > command->output_limit)
    return false;
  for (off_t left = info.st_size; left > 0;) {
    size_t wanted = left < COPY_BYTES ? (size_t)left : COPY_BYTES;
    ssize_t got = read(file, buffer, wanted);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || fd_write_all(task->output_fd, buffer, (size_t)got, NULL) < 0) return false;
    left -= got;
  }
  return true;
}

int command_run(const struct command_task *task, struct err *err) {
  FREE_CLEANUP uint8_t *record = NULL;
  size_t length = 0;
  static struct box_command command;
  int rc = read_record(task->record_fd, &record, &length, err);
  if (rc < 0) return rc;
  struct bytes_reader reader = bytes_reader(record, length);
  rc = box_command_get(&reader, &command, err);
  if (rc == 0) rc = write_files(&command, err);
  if (rc < 0) return rc;
  pid_t pid = fork();
  if (pid < 0) return err_system(err, "fork");
  if (pid == 0) execute(task, &command);
  rc = wait_all(pid, &task->result->wait_status, err);
  if (rc < 0) return rc;
  if (command.output_name) task->result->output_done = copy_output(task, &command);
  task->result->done = 1;
  return 0;
}
