#include "daemon/judge/attempt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"

#define COMPARE_BYTES (128u * 1024u)

struct box_limits attempt_limits(const struct plan *plan, uint64_t cpu_ns) {
  return (struct box_limits){.cpu_ns = cpu_ns,
                             .wall_ns = 2 * cpu_ns + CLOCK_SECOND,
                             .memory_bytes = plan->memory_bytes,
                             .output_bytes = 1u << 20,
                             .stack_bytes = 8u << 20,
                             .tmp_bytes = 16u << 20,
                             .processes = 1,
                             .files = 32};
}

uint64_t attempt_cpu(const struct attempt *attempt) {
  return attempt->report.cpu_user_ns + attempt->report.cpu_system_ns;
}

void attempt_clear(struct attempt *attempt) { fd_close(&attempt->output_fd); }

/* Of fixed size, so that no run can make the checker's mapping of it fault. */
static int make_output(uint64_t capacity, int *ret_fd, struct err *err) {
  FD_CLEANUP int fd = -1;
  int rc = fd_memory("output", capacity, &fd, err);
  if (rc == 0) rc = fd_seal_size(fd, err);
  if (rc == 0) *ret_fd = fd_steal(&fd);
  return rc;
}

int attempt_run(const struct attempt_setting *setting, const struct program *program,
                const struct checker *checker, int input_fd, struct attempt *attempt,
                struct err *err) {
  static struct runtime_task task;
  uint8_t args[sizeof task + 64];
  struct box *box;
  task.nonce = checker->nonce;
  task.input_bytes = checker->facts.input_bytes;
  snprintf(task.signature, sizeof task.signature, "%s", setting->package->manifest->signature_text);
  attempt_clear(attempt);
  attempt->checked = false;
  int rc = make_output(checker->facts.output_capacity, &attempt->output_fd, err);
  if (rc == 0)
    rc = boxes_runner(setting->boxes, setting->plan->language, program->key, program->data,
                      program->length, &box, err);
  if (rc < 0) return rc;
  const int fds[] = {input_fd, attempt->output_fd};
  rc = box_run(box, &attempt->limits, args, runtime_task_put(&task, args, sizeof args), fds, 2,
               &attempt->report, err);
  return rc < 0 ? err_wrap(err, rc, "running a test") : 0;
}

static int check(const struct attempt_setting *setting, struct checker *checker, int input_fd,
                 struct attempt *attempt, struct err *err) {
  const struct checker_run facts = {
      .aliases = (attempt->report.hint.flags & RUNTIME_FLAG_ALIASES_INPUT) != 0,
      .public_test = setting->plan->tests[checker->test].is_public};
  int rc = checkers_check(setting->checkers, checker, &facts, input_fd, attempt->output_fd,
                          &attempt->outcome, err);
  attempt->checked = rc == 0;
  return rc;
}

int attempt_judge(const struct attempt_setting *setting, struct checker *checker, int input_fd,
                  uint64_t reference_cpu_ns, struct attempt *attempt, struct err *err) {
  struct verdict_facts facts = {
      .report = &attempt->report, .limits = &attempt->limits, .reference_cpu_ns = reference_cpu_ns};
  verdict_decide(&facts, &attempt->word);
  if (attempt->word.verdict == VERDICT_NONE) {
    int rc = check(setting, checker, input_fd, attempt, err);
    if (rc < 0) return rc;
    facts.outcome = &attempt->outcome;
    verdict_decide(&facts, &attempt->word);
  }
  if (attempt->word.verdict == VERDICT_INTERNAL_ERROR)
    return err_set(err, ERR_SYSTEM, "running a test: %s", attempt->word.message);
  return 0;
}

static int read_part(int fd, uint8_t *data, off_t offset, size_t *ret_length, struct err *err) {
  ssize_t got;
  do got = pread(fd, data, COMPARE_BYTES, offset);
  while (got < 0 && errno == EINTR);
  if (got < 0) return err_system(err, "output");
  *ret_length = (size_t)got;
  return 0;
}

/* By reading, not by mapping: the unused part of an output takes no memory then. */
int attempt_compare(const struct attempt *a, const struct attempt *b, bool *ret_same,
                    struct err *err) {
  static uint8_t one[COMPARE_BYTES], other[COMPARE_BYTES];
  *ret_same = true;
  for (off_t offset = 0;; offset += COMPARE_BYTES) {
    size_t length = 0, other_length = 0;
    int rc = read_part(a->output_fd, one, offset, &length, err);
    if (rc == 0) rc = read_part(b->output_fd, other, offset, &other_length, err);
    if (rc < 0) return rc;
    if (length != other_length || memcmp(one, other, length) != 0) *ret_same = false;
    if (length < COMPARE_BYTES || !*ret_same) return 0;
  }
}
