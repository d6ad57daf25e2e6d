#include "daemon/judge/checkers.h"

#include <stdio.h>
#include <string.h>

#include "daemon/base/channel.h"
#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/judge/feedback.h"
#include "daemon/judge/seed.h"
#include "daemon/judge/text.h"

#define ANSWER_NS (60 * CLOCK_SECOND) /* generating or checking one test */

/* Generous: a grader that meets them is broken. A run that was started ahead waits for its turn.
 * No /tmp: a grader has no use for files. */
static const struct box_limits limits = {.cpu_ns = 120 * CLOCK_SECOND,
                                         .wall_ns = 3600 * CLOCK_SECOND,
                                         .memory_bytes = 2048ull << 20,
                                         .output_bytes = 1024ull << 20,
                                         .stack_bytes = 64ull << 20,
                                         .processes = 1,
                                         .files = 32};

void checkers_begin(struct checkers *checkers, struct box *box, const struct plan *plan,
                    const char *question, const uint8_t seed[static DIGEST_SIZE]) {
  *checkers = (struct checkers){.box = box, .plan = plan, .question = question};
  memcpy(checkers->seed, seed, DIGEST_SIZE);
  for (size_t i = 0; i < BOXES_CHECKER_RUNS; i++)
    checkers->runs[i] = (struct checker){.channel = -1, .input_fd = -1};
}

static const char *tag_of(const struct checkers *checkers, const struct checker *checker) {
  return checkers->plan->manifest->rows[checkers->plan->tests[checker->test].row].tag;
}

/* The run has ended though it should not have: its report is the best reason there is. */
static int explain_end(struct checkers *checkers, struct checker *checker, struct err *err) {
  static struct box_report report;
  char line[160];
  uint64_t run = checker->run;
  fd_close(&checker->channel);
  fd_close(&checker->input_fd);
  checker->state = CHECKER_FREE;
  box_kill(checkers->box, run, NULL); /* it may only have closed its channel */
  int rc = box_wait(checkers->box, run, &report, err);
  if (rc < 0) return rc;
  size_t length =
      report.output_length < sizeof report.output ? report.output_length : sizeof report.output;
  text_last_line(report.output, length, line, sizeof line);
  const char *tag = tag_of(checkers, checker);
  if (report.end == BOX_END_FAULT)
    return err_set(err, ERR_SYSTEM, "grader of %s, test %s: %s", checkers->question, tag,
                   report.fault);
  if (report.limits_hit)
    return err_set(err, ERR_LIMIT, "grader of %s, test %s: over its limits of %s",
                   checkers->question, tag,
                   report.limits_hit & BOX_LIMIT_MEMORY ? "memory" : "time or output");
  if (report.end == BOX_END_SIGNAL)
    return err_set(err, ERR_INTERNAL, "grader of %s, test %s: killed by %s %s", checkers->question,
                   tag, feedback_signal_name(report.status), line);
  return err_set(err, ERR_INTERNAL, "grader of %s, test %s: exit status %d %s", checkers->question,
                 tag, report.status, line);
}

/* Receives the run's answer of this type. */
static int expect(struct checkers *checkers, struct checker *checker, uint32_t type,
                  struct channel_message *message, struct err *err) {
  struct err inner = {0};
  int rc = channel_receive_until(checker->channel, clock_monotonic() + ANSWER_NS, message, &inner);
  if (rc == -ERR_CLOSED) return explain_end(checkers, checker, err);
  if (rc == -ERR_AGAIN)
    return err_set(err, ERR_AGAIN, "grader of %s, test %s: no answer in %llu s", checkers->question,
                   tag_of(checkers, checker), ANSWER_NS / CLOCK_SECOND);
  if (rc == 0 && (message->type != type || message->fd_count > 0)) {
    channel_message_clear(message);
    rc = err_set(&inner, ERR_PROTOCOL, "message of type %u", message->type);
  }
  if (rc == 0) return 0;
  return err_set(err, ERR_PROTOCOL, "grader of %s: %s", checkers->question, inner.message);
}

static int wait_for_inputs(struct checkers *checkers, struct checker *checker, int input_fd,
                           struct err *err) {
  static struct channel_message message;
  int rc = expect(checkers, checker, CHECKER_GENERATED, &message, err);
  if (rc == 0) rc = checker_generated_get(&checker->facts, message.payload, message.length, err);
  /* From here on no run can make a mapping of another one fault. */
  if (rc == 0) rc = fd_seal_size(input_fd, err);
  return rc;
}

static void drop(struct checker *checker) {
  fd_close(&checker->channel);
  fd_close(&checker->input_fd);
  if (checker->state == CHECKER_LIVE) checker->state = CHECKER_ENDING;
}

void checkers_release(struct checkers *checkers, struct checker *checker) {
  (void)checkers;
  drop(checker);
}

static int reap(struct checkers *checkers, struct checker *checker, struct err *err) {
  static struct box_report report;
  checker->state = CHECKER_FREE;
  return box_wait(checkers->box, checker->run, &report, err);
}

/* Kills a run that still generates; one that waits ends by itself. */
static int give_up(struct checkers *checkers, struct checker *checker, struct err *err) {
  bool busy = !checker->generated;
  drop(checker);
  return busy ? box_kill(checkers->box, checker->run, err) : 0;
}

static int find_place(struct checkers *checkers, struct checker **ret_place, struct err *err) {
  struct checker *ending = NULL;
  for (size_t i = 0; i < BOXES_CHECKER_RUNS; i++) {
    struct checker *place = &checkers->runs[i];
    if (place->state == CHECKER_FREE) {
      *ret_place = place;
      return 0;
    }
    if (place->state == CHECKER_ENDING && (!ending || place->run < ending->run)) ending = place;
  }
  if (!ending) return err_set(err, ERR_INTERNAL, "checkers: all places are taken");
  *ret_place = ending;
  return reap(checkers, ending, err);
}

static int make_task(const struct checkers *checkers, uint32_t test, struct checker_task *task,
                     struct err *err) {
  const struct plan *plan = checkers->plan;
  const struct plan_test *from = &plan->tests[test];
  memset(task, 0, sizeof *task);
  snprintf(task->group, sizeof task->group, "%s", plan->manifest->groups[from->group].name);
  snprintf(task->tag, sizeof task->tag, "%s", plan->manifest->rows[from->row].tag);
  snprintf(task->language, sizeof task->language, "%s", language_name(plan->language));
  task->size = from->size;
  task->repeat = from->repeat;
  return seed_of_test(checkers->seed, test, task->seed, &task->nonce, err);
}

static int start(struct checkers *checkers, uint32_t test, struct err *err) {
  struct checker_task task;
  struct checker *place = NULL;
  uint8_t args[512];
  int ends[2];
  int rc = make_task(checkers, test, &task, err);
  if (rc == 0) rc = find_place(checkers, &place, err);
  if (rc == 0) rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int ours = ends[0];
  FD_CLEANUP int theirs = ends[1];
  FD_CLEANUP int input = -1;
  rc = fd_memory("input", 0, &input, err);
  if (rc < 0) return rc;
  const int fds[] = {input, theirs};
  struct checker checker = {.state = CHECKER_LIVE, .test = test, .nonce = task.nonce};
  rc = box_start(checkers->box, &limits, args, checker_task_put(&task, args, sizeof args), fds, 2,
                 &checker.run, err);
  if (rc < 0) return err_wrap(err, rc, "starting the checker");
  checker.channel = fd_steal(&ours);
  checker.input_fd = fd_steal(&input);
  *place = checker;
  return 0;
}

static struct checker *find(struct checkers *checkers, uint32_t test) {
  for (size_t i = 0; i < BOXES_CHECKER_RUNS; i++)
    if (checkers->runs[i].state == CHECKER_LIVE && checkers->runs[i].test == test)
      return &checkers->runs[i];
  return NULL;
}

/* The first heavy test's inputs take longest, and while the compiler works a processor is idle.
 * Only one: its inputs are in memory until its turn comes. */
static int start_heavy(struct checkers *checkers, struct err *err) {
  const struct plan *plan = checkers->plan;
  for (uint32_t test = 0; test < plan->count; test++)
    if (plan->tests[test].heavy) return start(checkers, test, err);
  return 0;
}

int checkers_ahead(struct checkers *checkers, int64_t current, const struct tally *tally,
                   struct err *err) {
  const struct plan *plan = checkers->plan;
  bool first = checkers->next == 0;
  if (checkers->next <= current) checkers->next = (uint32_t)(current + 1);
  while (checkers->next < plan->count && checkers->next <= current + CHECKERS_AHEAD) {
    uint32_t test = checkers->next;
    if (plan->tests[test].heavy && test > current + 1) break;
    checkers->next++;
    if (tally_skips(tally, test) || find(checkers, test)) continue;
    int rc = start(checkers, test, err);
    if (rc < 0) return rc;
  }
  return first && current < 0 ? start_heavy(checkers, err) : 0;
}

int checkers_take(struct checkers *checkers, uint32_t test, struct checker **ret_checker,
                  struct err *err) {
  int rc = 0;
  for (size_t i = 0; i < BOXES_CHECKER_RUNS && rc == 0; i++) {
    struct checker *checker = &checkers->runs[i];
    if (checker->state == CHECKER_LIVE && checker->test < test)
      rc = give_up(checkers, checker, err);
  }
  struct checker *checker = find(checkers, test);
  if (rc == 0 && !checker) {
    rc = start(checkers, test, err);
    checker = find(checkers, test);
    if (checkers->next <= test) checkers->next = test + 1;
  }
  if (rc < 0) return rc;
  if (!checker->generated) {
    rc = wait_for_inputs(checkers, checker, checker->input_fd, err);
    if (rc < 0) return rc;
    checker->generated = true;
  }
  *ret_checker = checker;
  return 0;
}

int checkers_refresh(struct checkers *checkers, struct checker *checker, int *ret_input_fd,
                     struct err *err) {
  FD_CLEANUP int input = -1;
  int rc = fd_memory("input", 0, &input, err);
  if (rc == 0) rc = channel_send(checker->channel, CHECKER_REFRESH, NULL, 0, &input, 1, err);
  if (rc == -ERR_CLOSED) rc = explain_end(checkers, checker, err);
  if (rc == 0) rc = wait_for_inputs(checkers, checker, input, err);
  if (rc == 0) *ret_input_fd = fd_steal(&input);
  return rc;
}

int checkers_check(struct checkers *checkers, struct checker *checker,
                   const struct checker_run *facts, int input_fd, int output_fd,
                   struct checker_outcome *ret_outcome, struct err *err) {
  static struct channel_message message;
  uint8_t record[64];
  const int fds[] = {input_fd, output_fd};
  size_t length = checker_run_put(facts, record, sizeof record);
  int rc = channel_send(checker->channel, CHECKER_CHECK, record, length, fds, 2, err);
  if (rc == -ERR_CLOSED) return explain_end(checkers, checker, err);
  if (rc == 0) rc = expect(checkers, checker, CHECKER_OUTCOME, &message, err);
  return rc < 0 ? rc : checker_outcome_get(ret_outcome, message.payload, message.length, err);
}

int checkers_end(struct checkers *checkers, struct err *err) {
  int rc = 0;
  for (size_t i = 0; i < BOXES_CHECKER_RUNS; i++)
    if (checkers->runs[i].state == CHECKER_LIVE && give_up(checkers, &checkers->runs[i], err) < 0)
      rc = -ERR_SYSTEM;
  for (size_t i = 0; i < BOXES_CHECKER_RUNS; i++) {
    if (checkers->runs[i].state != CHECKER_ENDING) continue;
    int reaped = reap(checkers, &checkers->runs[i], err);
    if (reaped < 0) rc = reaped;
  }
  return rc;
}
