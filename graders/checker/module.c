/* The checker's runtime module: the warm parent loads one question's grader; each test is a child
 * that generates its case, tells the judge, and judges the outputs that it is given, until the
 * judge closes the channel. The parent never meets an output. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/channel.h"
#include "daemon/base/warm.h"
#include "graders/checker/test.h"

enum { EXIT_DONE = 0, EXIT_FAULT = 70 };

static struct question question;
static struct test test;
static struct channel_message message;

static int prepare(const struct warm_setup *setup, struct err *err) {
  char path[64];
  if (setup->fd_count != 1)
    return err_set(err, ERR_PROTOCOL, "checker: %zu descriptors, expected the grader",
                   setup->fd_count);
  int rc = checker_options_get(&question.options, setup->args, setup->args_length, err);
  if (rc == 0)
    rc = signature_parse(question.options.signature, strlen(question.options.signature),
                         &question.signature, err);
  if (rc < 0) return rc;
  snprintf(path, sizeof path, "/proc/self/fd/%d", setup->fds[0]);
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return err_set(err, ERR_INVALID, "grader: %s", dlerror());
  question.grader = dlsym(handle, GRADER_SYMBOL);
  if (!question.grader) return err_set(err, ERR_INVALID, "grader: it has no " GRADER_SYMBOL);
  if (question.grader->abi != GRADER_ABI || !question.grader->generate ||
      !question.grader->reference)
    return err_set(err, ERR_INVALID, "grader: ABI %u, expected %u with generate and reference",
                   question.grader->abi, GRADER_ABI);
  /* Without it everything would be accepted. */
  bool judges =
      question.options.kind == CHECKER_KIND_SET || question.options.kind == CHECKER_KIND_PROP;
  if (judges && !question.grader->check)
    return err_set(err, ERR_INVALID, "grader: the checkers 'set' and 'prop' need its check");
  return 0;
}

static uint64_t output_capacity(const struct test *t) {
  uint64_t bytes = 65536;
  for (uint32_t i = 0; i < t->answer_view.value_count; i++)
    bytes += 2 * value_bytes(&t->answer_view.values[i]) + 512;
  for (uint32_t i = 0; i < t->answer_view.call_count; i++) bytes += 64;
  /* Lists come back with a column more, and one node more. */
  return (bytes + bytes / 2 + 4095) / 4096 * 4096;
}

static int say_generated(int channel, int input, struct err *err) {
  uint8_t payload[64];
  struct checker_generated generated = {.output_capacity = output_capacity(&test),
                                        .generate_ns = test.generate_ns,
                                        .reference_ns = test.reference_ns};
  int rc = frame_builder_write(test.input, test.task.nonce, input, &generated.input_bytes, err);
  if (rc < 0) return rc;
  size_t length = checker_generated_put(&generated, payload, sizeof payload);
  return channel_send(channel, CHECKER_GENERATED, payload, length, NULL, 0, err);
}

static int answer_check(int channel, struct err *err) {
  static uint8_t payload[4096];
  struct checker_run run;
  struct checker_outcome outcome;
  int rc = checker_run_get(&run, message.payload, message.length, err);
  if (rc == 0) rc = channel_message_expect_fds(&message, 2, err);
  if (rc == 0) rc = test_judge(&test, &run, message.fds[0], message.fds[1], &outcome, err);
  if (rc < 0) return rc;
  size_t length = checker_outcome_put(&outcome, payload, sizeof payload);
  return channel_send(channel, CHECKER_OUTCOME, payload, length, NULL, 0, err);
}

static int serve(int channel, struct err *err) {
  for (;;) {
    int rc = channel_receive(channel, &message, err);
    if (rc == -ERR_CLOSED) return 0;
    if (rc < 0) return rc;
    if (message.type == CHECKER_CHECK)
      rc = answer_check(channel, err);
    else if (message.type == CHECKER_REFRESH && message.fd_count == 1)
      rc = say_generated(channel, message.fds[0], err);
    else
      rc = err_set(err, ERR_PROTOCOL, "checker: unexpected message %u", message.type);
    channel_message_clear(&message);
    if (rc < 0) return rc;
  }
}

static int child(const struct warm_task *task) {
  struct err err = {0};
  int rc = task->fd_count == 2 ? test_prepare(&test, &question, task->args, task->args_length, &err)
                               : err_set(&err, ERR_PROTOCOL, "checker: two descriptors are needed");
  if (rc == 0) rc = say_generated(task->fds[1], task->fds[0], &err);
  if (rc == 0) rc = serve(task->fds[1], &err);
  if (rc == 0) return EXIT_DONE;
  snprintf(task->status->message, sizeof task->status->message, "%s", err.message);
  task->status->message_length = (uint32_t)strlen(task->status->message);
  return EXIT_FAULT;
}

const struct warm_runtime graded_warm_runtime = {
    .abi = WARM_ABI, .name = "checker", .prepare = prepare, .child = child};
