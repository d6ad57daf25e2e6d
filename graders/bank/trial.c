#include "graders/bank/trial.h"

#include <fcntl.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"

#define MODULE "runtime-checker.so"
#define LOAD_NS (20 * CLOCK_SECOND)

static int open_checker(struct jail *jail, const struct box_options *options, struct err *err) {
  struct box *box;
  int rc = box_open(jail, options, &box, err);
  if (rc == 0) box_close(&box);
  return rc;
}

int trial_load(struct jail *jail, int libexec_fd, const struct manifest *manifest,
               const uint8_t *grader, size_t length, struct err *err) {
  static struct checker_options question;
  uint8_t args[WARM_ARGS_MAX];
  FD_CLEANUP int grader_fd = -1;
  FD_CLEANUP int module_fd = openat(libexec_fd, MODULE, O_RDONLY | O_CLOEXEC);
  if (module_fd < 0) return err_system(err, MODULE);
  int rc = fd_sealed("grader", grader, length, &grader_fd, err);
  if (rc < 0) return rc;
  manifest_checker_options(manifest, &question);
  const struct box_options options = {
      .phase = BOX_PHASE_CHECKER,
      .runtime_fd = module_fd,
      .fds = &grader_fd,
      .fd_count = 1,
      .args = args,
      .args_length = checker_options_put(&question, args, sizeof args),
      .concurrency = 1,
      .prepare_ns = LOAD_NS,
  };
  rc = open_checker(jail, &options, err);
  /* A constructor that crashes or loops does it again; a process that was killed does not. */
  if (rc == -ERR_CLOSED || rc == -ERR_AGAIN) rc = open_checker(jail, &options, err);
  if (rc == -ERR_CLOSED || rc == -ERR_AGAIN)
    return err_set(err, ERR_INVALID, "grader.c: loading it %s",
                   rc == -ERR_CLOSED ? "ends its process" : "does not end");
  return rc < 0 ? err_wrap(err, rc, "grader.c") : 0;
}
