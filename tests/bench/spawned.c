#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#include "daemon/base/clock.h"
#include "tests/bench/bench.h"

extern char **environ;

long long bench_spawn(const char *const argv[], struct err *err) {
  static posix_spawn_file_actions_t quiet;
  static bool prepared;
  if (!prepared) {
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&quiet, 1, 2);
    prepared = true;
  }
  pid_t pid;
  int status;
  uint64_t start = clock_monotonic();
  int rc = posix_spawn(&pid, argv[0], &quiet, NULL, (char *const *)argv, environ);
  if (rc != 0) return err_set(err, ERR_SYSTEM, "%s: %s", argv[0], strerror(rc));
  if (waitpid(pid, &status, 0) < 0) return err_system(err, "waitpid");
  uint64_t took = clock_monotonic() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return err_set(err, ERR_SYSTEM, "%s: wait status %d", argv[0], status);
  return (long long)took;
}
